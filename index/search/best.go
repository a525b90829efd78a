package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"math"
	"slices"
	"sync/atomic"

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
	// least is the least score that a match of any heap beside this one needs, as bits; nil
	// if there is none.
	least *atomic.Uint64
}

// enter prepares for the matches of a leaf.
func (h *bestHeap) enter(leaf int) {
	h.ranks, h.hasRefused = h.leaves[leaf].Ranks().Reader(), false
}

// beside returns an empty heap for other matches of the same search. Both may be used at
// once, until join.
func (h *bestHeap) beside() *bestHeap {
	return &bestHeap{leaves: h.leaves, order: h.order, keep: h.keep, least: h.least}
}

// share makes the heaps that beside returns and h know the best matches of each other.
func (h *bestHeap) share() {
	if h.least == nil {
		h.least = new(atomic.Uint64)
		h.least.Store(math.Float64bits(math.Inf(-1)))
	}
	h.publish()
}

// join adds the matches of another heap.
func (h *bestHeap) join(other *bestHeap) error {
	for _, m := range other.list {
		h.at = m
		h.add()
	}
	return cmp.Or(other.err, h.err)
}

// full reports whether the heap has all matches that it keeps.
func (h *bestHeap) full() bool { return h.keep >= 0 && len(h.list) >= h.keep }

// admits implements keeper.
func (h *bestHeap) admits(score float64) bool {
	if h.least != nil && score < math.Float64frombits(h.least.Load()) {
		return false
	}
	return !h.full() || score >= h.list[0].score
}

// publish tells other heaps the least score of this one. All heaps keep as many matches.
func (h *bestHeap) publish() {
	if h.least == nil || !h.full() {
		return
	}
	for own := h.list[0].score; ; {
		known := h.least.Load()
		if own <= math.Float64frombits(known) || h.least.CompareAndSwap(known, math.Float64bits(own)) {
			return
		}
	}
}

// offer adds a match of the current leaf if it is among the best.
func (h *bestHeap) offer(m match) error {
	h.at = m
	if h.full() && h.order(&h.at, &h.list[0]) > 0 {
		return nil
	}
	rank, err := h.ranks.At(int(m.doc))
	if err != nil {
		return err
	}
	h.at.rank = uint32(rank)
	if h.full() && h.hasRefused && h.before(&h.refused, &h.at) < 0 {
		return h.err
	}
	if h.add() {
		h.publish()
	} else {
		h.refused, h.hasRefused = h.at, true
	}
	return h.err
}

// add adds the match at if it is among the best, and reports whether it is.
func (h *bestHeap) add() bool {
	switch {
	case h.keep < 0:
		h.list = append(h.list, h.at)
	case !h.full():
		heap.Push(h, h.at)
	case h.before(&h.at, &h.list[0]) < 0:
		h.list[0] = h.at
		heap.Fix(h, 0)
	default:
		return false
	}
	return true
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
