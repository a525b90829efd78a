package search

import (
	"context"
	"sync"
)

// totals are the counts of a facet's values over all live documents, by leaf. For a query
// that matches nearly all documents, only those that it does not match are counted.
type totals struct {
	mu     sync.Mutex
	live   map[int]docSet
	counts map[totalKey][]int // as ColumnReader.Count has them
}

// A totalKey names a facet of a leaf.
type totalKey struct {
	leaf  int
	facet string
}

// nearlyAll reports whether so many matches are nearly all documents of a leaf. To count
// all documents takes no more than a third longer than to count the matches.
func (s *Searcher) nearlyAll(leaf, matches int) bool {
	docs := s.leaves[leaf].Docs()
	return matches >= docs-docs/4
}

// liveDocs returns the live documents of a leaf.
func (t *totals) liveDocs(leaf int, l Leaf) docSet {
	live, ok := t.live[leaf]
	if !ok {
		live = newDocSet(l.Docs())
		for doc := range uint32(l.Docs()) {
			if l.Live(doc) {
				live.add(doc)
			}
		}
		if t.live == nil {
			t.live = map[int]docSet{}
		}
		t.live[leaf] = live
	}
	return live
}

// totalOf returns the live documents of a leaf, and the counts of a facet over them.
func (s *Searcher) totalOf(leaf int, facet string, r *ColumnReader) (docSet, []int, error) {
	t := &s.totals
	t.mu.Lock()
	defer t.mu.Unlock()
	live := t.liveDocs(leaf, s.leaves[leaf])
	key := totalKey{leaf, facet}
	counts, ok := t.counts[key]
	if ok {
		return live, counts, nil
	}
	counts = make([]int, r.column.values.Len()+1)
	if err := live.each(context.Background(), func(docs []uint32) error { return r.Count(docs, counts) }); err != nil {
		return nil, nil, err
	}
	if t.counts == nil {
		t.counts = map[totalKey][]int{}
	}
	t.counts[key] = counts
	return live, counts, nil
}

// countAllBut counts the values of a leaf's matches, which are nearly all documents.
func (s *Searcher) countAllBut(leaf int, f *facetCount, matches docSet) error {
	live, all, err := s.totalOf(leaf, f.req.Name, f.reader)
	if err != nil {
		return err
	}
	rest := newDocSet(s.leaves[leaf].Docs())
	for i := range rest {
		rest[i] = live[i] &^ matches[i]
	}
	others := make([]int, len(all))
	err = rest.each(context.Background(), func(docs []uint32) error { return f.reader.Count(docs, others) })
	counts := f.counts[leaf]
	for i, n := range all {
		counts[i] += n - others[i]
	}
	return err
}
