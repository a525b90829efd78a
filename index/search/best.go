package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"slices"

	"reftel/index"
)

// A bestHeap keeps the best matches of those offered, the worst on top.
type bestHeap struct {
	leaves []Leaf
	order  func(a, b *match) int // one of orders
	keep   int                   // matches to keep; below 0 is all
	list   []match
	ranks  NumberReader // of the current leaf
	at     match        // the one that is offered
	// refused is the first of the current leaf's matches that were not among the best,
	// if any was compared by its key: a match after it need not be compared by its own.
	refused    match
	hasRefused bool
	err        error // of reading a key
}

// enter prepares for the matches of a leaf.
func (h *bestHeap) enter(leaf int) {
	h.ranks, h.hasRefused = h.leaves[leaf].Ranks().Reader(), false
}

// admits implements keeper.
func (h *bestHeap) admits(score float64) bool {
	return h.keep < 0 || len(h.list) < h.keep || score >= h.list[0].score
}

// offer adds a match of the current leaf if it is among the best.
func (h *bestHeap) offer(m match) error {
	h.at = m
	full := h.keep >= 0 && len(h.list) >= h.keep
	if full && h.order(&h.at, &h.list[0]) > 0 {
		return nil
	}
	rank, err := h.ranks.At(int(m.doc))
	if err != nil {
		return err
	}
	h.at.rank = uint32(rank)
	switch {
	case h.keep < 0:
		h.list = append(h.list, h.at)
	case !full:
		heap.Push(h, h.at)
	case h.hasRefused && h.before(&h.refused, &h.at) < 0:
	case h.before(&h.at, &h.list[0]) < 0:
		h.list[0] = h.at
		heap.Fix(h, 0)
	default:
		h.refused, h.hasRefused = h.at, true
	}
	return h.err
}

// before returns a negative number if a comes before b, and a positive one if it comes
// after it.
func (h *bestHeap) before(a, b *match) int {
	if n := h.order(a, b); n != 0 {
		return n
	}
	if a.leaf == b.leaf {
		return cmp.Compare(a.rank, b.rank)
	}
	return bytes.Compare(h.key(a), h.key(b))
}

// key returns the key of a match.
func (h *bestHeap) key(m *match) []byte {
	if m.key == nil && h.err == nil {
		m.key, h.err = h.leaves[m.leaf].Key(m.doc)
	}
	return m.key
}

// sorted returns the matches, best first.
func (h *bestHeap) sorted() ([]match, error) {
	places := make([]*match, len(h.list)) // keys are kept in the matches
	for i := range h.list {
		places[i] = &h.list[i]
	}
	slices.SortFunc(places, h.before)
	list := make([]match, len(places))
	for i, m := range places {
		list[i] = *m
	}
	return list, h.err
}

// page returns the matches that a request selects, best first.
func (h *bestHeap) page(req index.Request) ([]match, error) {
	list, err := h.sorted()
	list = list[min(req.Offset, len(list)):]
	if req.Limit >= 0 && len(list) > req.Limit {
		list = list[:req.Limit]
	}
	return list, err
}

// Len implements heap.Interface.
func (h *bestHeap) Len() int { return len(h.list) }

// Less implements heap.Interface.
func (h *bestHeap) Less(i, j int) bool { return h.before(&h.list[i], &h.list[j]) > 0 }

// Swap implements heap.Interface.
func (h *bestHeap) Swap(i, j int) { h.list[i], h.list[j] = h.list[j], h.list[i] }

// Push implements heap.Interface.
func (h *bestHeap) Push(x any) { h.list = append(h.list, x.(match)) }

// Pop implements heap.Interface.
func (h *bestHeap) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}
