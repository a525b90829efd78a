package opensearch

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"reftel/analyzer"
	"reftel/index"
	"reftel/index/indextest"
	"reftel/index/query"
	"reftel/index/search"
	"reftel/index/segment"
)

// knownQuestions returns questions of two to four words from the summaries of cables, as
// those of the known items of index/bench: words of four letters or more that three cables
// or more have, and at most one in four.
func knownQuestions(docs []index.Document, most int) []string {
	counts := map[string]int{}
	for _, doc := range docs {
		for w := range longWords(doc.Record.Body) {
			counts[w]++
		}
	}
	draw := func(text string) uint64 {
		h := fnv.New64a()
		h.Write([]byte(text))
		return h.Sum64() * 0x9E3779B97F4A7C15
	}
	var list []string
	for _, doc := range docs {
		drawn := slices.Collect(maps.Keys(longWords(doc.Cable.Summary)))
		drawn = slices.DeleteFunc(drawn, func(w string) bool { return counts[w] < 3 || counts[w] > len(docs)/4 })
		slices.SortFunc(drawn, func(a, b string) int { return cmp.Compare(draw(doc.ID+a), draw(doc.ID+b)) })
		if n := 2 + int(draw(doc.ID)>>60)%3; len(drawn) >= n {
			list = append(list, strings.Join(drawn[:n], " "))
		}
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Compare(draw(a), draw(b)) })
	return list[:min(most, len(list))]
}

func longWords(text string) map[string]bool {
	words := map[string]bool{}
	for _, t := range analyzer.Terms(text) {
		if t.Kind == analyzer.Word && len(t.Text) >= 4 && analyzer.Inflects(t.Text) {
			words[t.Text] = true
		}
	}
	return words
}

// A likeness tells how alike two orders of the hits of some questions are.
type likeness struct {
	questions, firsts, shared10 int
	rho10, rho100               float64
}

// add adds the hits of a question in the wanted and another order.
func (l *likeness) add(want, got []string) {
	l.questions++
	if want[0] == got[0] {
		l.firsts++
	}
	for _, id := range want[:min(10, len(want))] {
		if slices.Contains(got[:min(10, len(got))], id) {
			l.shared10++
		}
	}
	l.rho10 += spearman(want, got, 10)
	l.rho100 += spearman(want, got, 100)
}

func (l *likeness) String() string {
	n := float64(l.questions)
	return fmt.Sprintf("%d questions: the same first hit in %.3f, %.2f of the first ten shared, mean rank correlation of the first 10 %.3f, of the first 100 %.3f",
		l.questions, float64(l.firsts)/n, float64(l.shared10)/n, l.rho10/n, l.rho100/n)
}

// spearman returns the rank correlation of the first n hits with their order in got.
func spearman(want, got []string, n int) float64 {
	list := slices.Clone(want[:min(n, len(want))])
	if len(list) < 2 {
		return 1
	}
	first, place := map[string]int{}, map[string]int{}
	for i, id := range list {
		first[id] = i
	}
	for i, id := range got {
		place[id] = i - len(got)
	}
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(place[a], place[b]) })
	sum := 0.0
	for i, id := range list {
		d := float64(i - first[id])
		sum += d * d
	}
	k := float64(len(list))
	return 1 - 6*sum/(k*(k*k-1))
}

// ranked returns the ids of the hits by relevance.
func ranked(t testing.TB, s idLister, text string) []string {
	t.Helper()
	tree, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := s.IDs(t.Context(), index.Request{Query: tree, Sort: index.ByRelevance, Limit: -1})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return ids
}

type idLister interface {
	IDs(context.Context, index.Request) ([]string, error)
}

// TestRankCorrelation compares the order of hits by relevance with that of a segment in
// memory.
func TestRankCorrelation(t *testing.T) {
	t.Parallel()
	searcher, docs := sharedArchive.indexed(t, 1)
	embedded, err := search.New([]search.Leaf{segment.NewLeaf(indextest.Segment(t, docs), nil)})
	if err != nil {
		t.Fatal(err)
	}
	var like likeness
	for _, q := range knownQuestions(docs, 300) {
		if want := ranked(t, embedded, q); len(want) > 1 {
			like.add(want, ranked(t, searcher, q))
		}
	}
	t.Log(like.String())
	if n := float64(like.questions); like.rho10/n < leastRho10 || like.rho100/n < leastRho100 {
		t.Error("the orders differ too much")
	}
}

// The least mean rank correlations of the first 10 and 100 hits.
const (
	leastRho10  = 0.9
	leastRho100 = 0.95
)

// TestScoreParts requires that the parts of the score of a hit are its score.
func TestScoreParts(t *testing.T) {
	t.Parallel()
	searcher, _ := sampleArchive.indexed(t, 1)
	for _, text := range []string{"minister", "foreign minister", `"foreign minister"`, "foreign NEAR/5 minister", "para:(foreign minister)", "trade OR fish", "negotiat*", "subject:trade", "body:government", "ministr~1", `"foreign minister"~2`, "trade NOT tags:PARM",
		"minister OR president OR government OR foreign OR trade OR official OR negotiation OR agreement OR visit OR meeting OR report OR country"} {
		tree, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		res, err := searcher.Search(t.Context(), index.Request{Query: tree, Limit: 5, Explain: true})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if len(res.Hits) == 0 {
			t.Errorf("%s: no hits", text)
		}
		for _, h := range res.Hits {
			sum := 0.0
			for _, p := range h.ScoreParts {
				sum += p.Score
			}
			if math.Abs(sum-h.Score) > 0.01*h.Score {
				t.Errorf("%s: %s has the score %.3f, its parts %.3f: %+v", text, h.ID, h.Score, sum, h.ScoreParts)
			}
		}
	}
}
