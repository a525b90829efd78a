package search

import (
	"slices"
	"testing"

	"reftel/index"
)

// boundQueries have all kinds of iterators that score.
var boundQueries = slices.Concat(leafQueries, []string{
	`government`, `governments OR lamps`, `harbour the the`, `para:(the minister)`, `the NEAR/5 minister`, `"foreign minister"~3`,
	`subject:the OR minister`, `DPRK`, `UN`, `(the OR minister) -munitions`, `embassy minister government`,
})

// TestBounds: no match scores more than its bound, and a search for few hits finds the
// first of all hits.
func TestBounds(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 60))
	for _, text := range boundQueries {
		checkBounds(t, s, text)
		all, err := s.page(t.Context(), index.Request{Query: parse(t, text), Limit: -1})
		if err != nil {
			t.Fatal(err)
		}
		for limit := 1; limit <= 3; limit++ {
			few, err := s.page(t.Context(), index.Request{Query: parse(t, text), Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			same := func(a, b match) bool { return a.leaf == b.leaf && a.doc == b.doc && a.score == b.score }
			if want := all[:min(limit, len(all))]; !slices.EqualFunc(few, want, same) {
				t.Errorf("%s: the first hits are %v, want %v", text, few, want)
			}
		}
	}
}

// checkBounds compares the bound of each match with its score.
func checkBounds(t *testing.T, s *Searcher, text string) {
	t.Helper()
	c, err := s.newCollector(t.Context(), index.Request{Query: parse(t, text)}, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, leaf := range s.leaves {
		m, err := (&compiler{lookup: c.lookup, leaf: leaf, at: i}).node(c.query)
		if err != nil {
			t.Fatal(err)
		}
		for next := uint32(0); ; {
			doc, err := m.advance(next)
			if err != nil {
				t.Fatal(err)
			}
			if doc == End {
				break
			}
			most, err := m.bound()
			if err != nil {
				t.Fatal(err)
			}
			if score, err := m.score(); err != nil || score > most {
				t.Errorf("%s: document %d of leaf %d scores %g, at most %g (%v)", text, doc, i, score, most, err)
			}
			next = doc + 1
		}
	}
}
