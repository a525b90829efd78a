package search

import "testing"

// TestLeastPlacement: the score of the places of words that is wanted is the same with and
// without a least one, and a lesser one is not raised to it.
func TestLeastPlacement(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	s := newSearcher(leavesOf(docs, len(docs)))
	skipped := 0
	for _, text := range []string{`foreign minister`, `the OR minister`, `government security the`, `"foreign minister" OR treaty`, `absent minister government`, `refugees OR italian OR the`} {
		for _, least := range []float64{0.5, 1, 2, 4, 8} {
			c := &compiler{lookup: newLookup(t.Context(), s), leaf: s.leaves[0]}
			all, err := c.placement(parse(t, text))
			if err != nil {
				t.Fatal(err)
			}
			some, err := c.placement(parse(t, text))
			if err != nil {
				t.Fatal(err)
			}
			for doc := range uint32(len(docs)) {
				want, err := all.score(doc, func(float64) bool { return true })
				if err != nil {
					t.Fatal(err)
				}
				refused := false
				got, err := some.score(doc, func(most float64) bool {
					if most < want {
						t.Errorf("%s: document %d scores %g, said to be at most %g", text, doc, want, most)
					}
					refused = most < least
					return !refused
				})
				switch {
				case err != nil:
					t.Fatal(err)
				case refused && (got > want || want >= least), !refused && got != want:
					t.Errorf("%s: document %d scores %g of at least %g, want %g", text, doc, got, least, want)
				case refused:
					skipped++
				}
			}
		}
	}
	if skipped < 100 {
		t.Errorf("only %d documents were not read whole", skipped)
	}
}
