package search

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestUnion compares unions of random lists with sets of their documents.
func TestUnion(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		g := rand.New(rand.NewPCG(seed, 1))
		var terms []*postings
		var want []uint32
		for range 2 + g.IntN(5) {
			block := &Block{}
			for doc := uint32(g.IntN(5 * windowDocs)); doc < 20*windowDocs; doc += 1 + uint32(g.IntN(1+g.IntN(3*windowDocs))) {
				block.Docs = append(block.Docs, doc)
			}
			if len(block.Docs) == 0 {
				continue
			}
			list := &termList{count: len(block.Docs), tick: noTick, list: memoryList{block}, read: block}
			if terms = append(terms, &postings{list: list}); g.IntN(2) == 0 {
				list.read = nil
				terms[len(terms)-1].reader = &memoryPostings{block: block}
			}
			want = append(want, block.Docs...)
		}
		slices.Sort(want)
		want = append(slices.Compact(want), End)
		m := newUnion(terms)
		for doc := uint32(0); ; {
			i, _ := slices.BinarySearch(want, doc)
			at, err := m.advance(doc)
			if err != nil || at != want[i] {
				t.Fatalf("seed %d: advance(%d) = %d, %v, want %d", seed, doc, at, err, want[i])
			}
			if again, err := m.advance(doc / 2); err != nil || again != at {
				t.Fatalf("seed %d: advance to a document before the current one %d moved to %d, %v", seed, at, again, err)
			}
			if at == End {
				break
			}
			doc = at + 1 + uint32(g.IntN(1+g.IntN(2*windowDocs)))
		}
	}
}
