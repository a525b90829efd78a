package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// rankedCable is a cable of a ranking test.
type rankedCable struct {
	subject string
	// paragraphs are those of the body; one that begins with Summary: is a summary.
	paragraphs []string
}

// rankedDocs returns the documents of cables 08ROME1, 08ROME2 …, and of some that have
// none of their words.
func rankedDocs(cables []rankedCable) []index.Document {
	for range 20 {
		cables = append(cables, rankedCable{"OTHER MATTERS", []string{filler(600)}})
	}
	var docs []index.Document
	for i, c := range cables {
		var body strings.Builder
		fmt.Fprintf(&body, "UNCLAS ROME %06d\n\nSUBJECT: %s\n\n", i+1, c.subject)
		for n, p := range c.paragraphs {
			fmt.Fprintf(&body, "%d. (U) %s\n\n", n+1, p)
		}
		docs = append(docs, index.Documents(corpus.Record{ID: fmt.Sprint("08ROME", i+1), Body: body.String()})...)
	}
	return docs
}

// filler returns a text of n words that no test looks for.
func filler(n int) string { return strings.TrimSpace(strings.Repeat("plain talk ", n/2)) + "." }

func TestRanking(t *testing.T) {
	t.Parallel()
	long := filler(200)
	for _, test := range []struct {
		name, query string
		better      rankedCable
		worse       rankedCable
	}{
		{"the form that was typed", "treaty",
			rankedCable{"A", []string{long, "The treaty is old. " + long}},
			rankedCable{"A", []string{long, "The treaties are old. " + long}}},
		{"more than other forms twice", "treaty",
			rankedCable{"A", []string{long, "The treaty is old. " + long}},
			rankedCable{"A", []string{long, "The treaties are old. " + long}}},
		{"a word in the summary", "treaty",
			rankedCable{"A", []string{"Summary: The treaty is old. End summary.", long, long}},
			rankedCable{"A", []string{"Summary: Nothing is old. End summary.", long, "The treaty is old, a treaty still. " + long}}},
		{"the first paragraph without a summary", "treaty",
			rankedCable{"A", []string{"The treaty is old.", long, long}},
			rankedCable{"A", []string{"Nothing is old.", long, long + " The treaty is old."}}},
		{"the subject", "treaty",
			rankedCable{"THE TREATY", []string{long, "Nothing. " + long}},
			rankedCable{"NOTHING", []string{long, "The treaty. " + long}}},
		{"words side by side", "border treaty",
			rankedCable{"A", []string{long, "The border treaty is old. " + long}},
			rankedCable{"A", []string{long, "The treaty is old. " + long + " The border is, too."}}},
		{"a phrase close to a word", `"border treaty" chad`,
			rankedCable{"A", []string{long, "A border treaty with Chad. Also: " + long}},
			rankedCable{"A", []string{long, "A border treaty with others. " + long + " Chad."}}},
		{"what a cable is about, not its shortness", "demarche treaty",
			rankedCable{"A", []string{"Post made the demarche on the treaty. The treaty matters to Rome: " + long}},
			rankedCable{"A", []string{"Nothing. Nothing. Nothing. Demarche delivered."}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSearcher(leavesOf(rankedDocs([]rankedCable{test.worse, test.better}), 7))
			res, err := s.Search(t.Context(), index.Request{Query: parse(t, anyOfWords(test.query)), Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Hits) == 0 || res.Hits[0].ID != "08ROME2" {
				t.Errorf("%s: %v", test.query, scoresOf(res.Hits))
			}
		})
	}
}

// anyOfWords joins the words of a query without phrases by OR.
func anyOfWords(text string) string {
	if strings.Contains(text, `"`) {
		return text
	}
	return strings.ReplaceAll(text, " ", " OR ")
}

func scoresOf(hits []index.Hit) []string {
	var list []string
	for _, h := range hits {
		list = append(list, fmt.Sprintf("%s %.3f", h.ID, h.Score))
	}
	return list
}

// TestShortCable: a note of one line does not win by being short.
func TestShortCable(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(rankedDocs([]rankedCable{
		{"A", []string{filler(40), filler(40), "Demarche delivered."}},
		{"A", []string{filler(60), filler(50), "The demarche was delivered to the ministry; the answer to the demarche was delivered by note. " + filler(60)}},
	}), 30))
	res, err := s.Search(t.Context(), index.Request{Query: parse(t, "demarche delivered"), Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Hits) != 2 || res.Hits[0].ID != "08ROME2" {
		t.Errorf("ranked %v", scoresOf(res.Hits))
	}
}

// TestPagesAreTheWholeList: the score of a cable depends on the cable and the query only,
// though the places of words are read of those cables only that may be on the page.
func TestPagesAreTheWholeList(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	for _, text := range []string{
		`the`, `minister`, `foreign minister`, `minister OR government OR treaty`, `"foreign minister" government`, `the embassy`, `cease fire`,
		`the NEAR/9 embassy`, `para:(minister OR government)`, `government -minister`, `a* minister`, `minister minister`,
		`political OR refugees OR harbour`, `"human rights" OR italian`,
	} {
		want := pageOf(t, s, text, 0, -1)
		if len(want) == 0 {
			t.Errorf("%s finds nothing", text)
		}
		for _, size := range []int{1 + len(want)/5, 10} {
			var got []string
			for offset := 0; offset < len(want); offset += size {
				got = append(got, pageOf(t, s, text, offset, size)...)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s in pages of %d: %v, want %v", text, size, got, want)
			}
		}
	}
}

// pageOf returns the hits of a page with their scores.
func pageOf(t *testing.T, s *Searcher, text string, offset, limit int) []string {
	t.Helper()
	res, err := s.Search(t.Context(), index.Request{Query: parse(t, text), Offset: offset, Limit: limit})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var list []string
	for _, h := range res.Hits {
		list = append(list, fmt.Sprint(h.ID, " ", h.Score))
	}
	return list
}

func TestPlacedWords(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ query, want string }{
		{`a b -c`, "[a b]"},
		{`a (b OR "c d") NOT e`, `[a b "c d"]`},
		{`a a`, "[a]"},
		{`a (b NEAR/3 c) subject:d tags:PARM e*`, "[a]"},
		{`para:(a mark:S)`, "[]"},
		{`(UAE)`, `[UAE OR "united arab emirates"]`},
		{`foreign ministry Libya`, "[foreign ministry Libya OR =libyan OR =libyans]"},
		{`a b c d e f g h i j`, "[a b c d e f g h]"},
	} {
		var got []query.Node
		if got = placedWords(query.Equivalents(parse(t, test.query)), nil); fmt.Sprint(got) != test.want {
			t.Errorf("%s: %v, want %s", test.query, got, test.want)
		}
	}
}

func TestNearness(t *testing.T) {
	t.Parallel()
	at := func(list ...uint32) (spans []Range) {
		for _, n := range list {
			spans = append(spans, Range{n, n + 1})
		}
		return spans
	}
	for _, test := range []struct {
		a, b []Range
		want float64
	}{
		{at(1), at(2), 1},
		{at(2), at(1), 1},
		{at(1, 100), at(50, 101), 1},
		{at(1), at(2 + nearHalf), 0.5},
		{at(5), at(5), 0},
		{at(5, 9), at(5), nearHalf / (nearHalf + 3.0)},
		{at(1), nil, 0},
	} {
		if got := nearness(test.a, test.b); got != test.want {
			t.Errorf("%v %v: %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// TestAbsentWords: a word that no cable has does not raise the greatest score of the places
// of words, so that few cables are scored by these.
func TestAbsentWords(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(rankedDocs([]rankedCable{{"A", []string{"A border treaty."}}}), 30))
	mostOf := func(text string) float64 {
		c := &compiler{lookup: newLookup(t.Context(), s), leaf: s.leaves[0]}
		p, err := c.placement(parse(t, text))
		if err != nil {
			t.Fatal(err)
		}
		return p.most
	}
	two, three, none := mostOf("border treaty"), mostOf("border treaty zyxgarble"), mostOf("zyxgarble")
	if three > two || none != 0 {
		t.Errorf("the greatest scores are %v, with another word %v, of that alone %v", two, three, none)
	}
}
