package search

import (
	"fmt"
	"math"
	"testing"

	"reftel/index"
)

// TestScoreParts: the parts of a score add up to it.
func TestScoreParts(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	parts := 0
	for _, text := range append([]string{
		`foreign minister munitions`, `minister minister`, `"foreign minister" OR harbour`, `Honduran OR Egyptian OR geneva`, `the NEAR/9 embassy`,
		`para:(minister OR government)`, `"the embassy"~4`, `89NDJAMENA7719`, `refugees OR italian`,
	}, leafQueries...) {
		res, err := s.Search(t.Context(), index.Request{Query: parse(t, text), Limit: 8, Explain: true})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, h := range res.Hits {
			sum := 0.0
			for _, p := range h.ScoreParts {
				sum += p.Score
				parts++
			}
			if math.Abs(sum-h.Score) > 1e-9*max(1, h.Score) {
				t.Errorf("%s: %s has score %v, and its parts %v have %v", text, h.ID, h.Score, h.ScoreParts, sum)
			}
		}
	}
	if parts == 0 {
		t.Error("no parts")
	}
}

func TestScorePartsAreNamed(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(rankedDocs([]rankedCable{{"THE TREATY", []string{"Summary: A border treaty. End summary.", "Treaties matter."}}}), 30))
	res, err := s.Search(t.Context(), index.Request{Query: parse(t, "border treaty"), Limit: 1, Explain: true})
	if err != nil || len(res.Hits) != 1 {
		t.Fatal(err, res)
	}
	got := ""
	for _, p := range res.Hits[0].ScoreParts {
		got += fmt.Sprintf("%s in %s: %d+%d\n", p.Word, p.In, p.Typed, p.Others)
		if p.Rarity <= 0 || p.Score <= 0 {
			t.Errorf("%+v", p)
		}
	}
	want := `border in text: 1+0
treaty in text: 2+1
treaty in subject: 1+0
border in lead: 0+0
treaty in lead: 0+0
border treaty in near: 0+0
 in summary: 0+0
`
	if got != want {
		t.Errorf("parts\n%swant\n%s", got, want)
	}
}
