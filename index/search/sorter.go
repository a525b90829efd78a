package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"

	"reftel/index"
)

// A sorter keeps all matches of a search, 16 bytes each: parts of one leaf, which
// are sorted one by one and then merged.
type sorter struct {
	leaves []Leaf
	sort   index.Sort
	size   int // of a part, in matches
	list   []*sortedPart
	ranks  NumberReader // of the current leaf
	err    error        // of reading a key
}

// partSize is the number of matches of a part. The last part of a leaf may waste half of
// its memory.
const partSize = 1 << 14

// A sortedPart is matches of one leaf.
type sortedPart struct {
	leaf    int
	matches []ranked
	key     []byte // that of the first match's id, once it was compared
}

// A ranked is a match of a leaf with its place in it.
type ranked struct {
	key       uint64 // see sortKey
	rank, doc uint32
}

// enter prepares for the matches of a leaf.
func (r *sorter) enter(leaf int) {
	r.ranks = r.leaves[leaf].Ranks().Reader()
	r.list = append(r.list, &sortedPart{leaf: leaf})
}

// admits implements keeper.
func (r *sorter) admits(float64) bool { return true }

// offer adds a match of the current leaf.
func (r *sorter) offer(m match) error {
	rank, err := r.ranks.At(int(m.doc))
	if err != nil {
		return err
	}
	last := r.list[len(r.list)-1]
	if n := len(last.matches); n == r.size {
		last = &sortedPart{leaf: m.leaf}
		r.list = append(r.list, last)
	} else if n == cap(last.matches) {
		// append would make room for more than a part.
		grown := make([]ranked, n, min(max(2*n, 16), r.size))
		copy(grown, last.matches)
		last.matches = grown
	}
	last.matches = append(last.matches, ranked{sortKey(r.sort, &m), uint32(rank), m.doc})
	return nil
}

// each calls take for all matches in order, and keeps none of them.
func (r *sorter) each(ctx context.Context, take func(match) error) error {
	for _, part := range r.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		slices.SortFunc(part.matches, func(a, b ranked) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rank, b.rank))
		})
	}
	r.list = slices.DeleteFunc(r.list, func(part *sortedPart) bool { return len(part.matches) == 0 })
	heap.Init(r)
	for len(r.list) > 0 && r.err == nil {
		first := r.list[0]
		at := first.matches[0]
		first.matches, first.key = first.matches[1:], nil
		if len(first.matches) == 0 {
			heap.Pop(r)
		} else {
			heap.Fix(r, 0)
		}
		if r.err != nil {
			break
		}
		if err := take(match{leaf: first.leaf, doc: at.doc, score: r.score(at.key)}); err != nil {
			return err
		}
	}
	return r.err
}

// score returns the score in a key, 0 if matches are not sorted by it.
func (r *sorter) score(key uint64) float64 {
	const sign = 1 << 63
	switch {
	case r.sort != index.ByRelevance && r.sort != "":
		return 0
	case key&sign != 0:
		return math.Float64frombits(key)
	}
	return math.Float64frombits(^key &^ sign)
}

// keyOf returns the key of the first match's id.
func (r *sorter) keyOf(of *sortedPart) []byte {
	if of.key == nil && r.err == nil {
		of.key, r.err = r.leaves[of.leaf].Key(of.matches[0].doc)
	}
	return of.key
}

// Len implements heap.Interface.
func (r *sorter) Len() int { return len(r.list) }

// Less implements heap.Interface.
func (r *sorter) Less(i, j int) bool {
	a, b := r.list[i], r.list[j]
	x, y := a.matches[0], b.matches[0]
	switch {
	case x.key != y.key:
		return x.key < y.key
	case a.leaf == b.leaf:
		return x.rank < y.rank
	}
	return bytes.Compare(r.keyOf(a), r.keyOf(b)) < 0
}

// Swap implements heap.Interface.
func (r *sorter) Swap(i, j int) { r.list[i], r.list[j] = r.list[j], r.list[i] }

// Push implements heap.Interface.
func (r *sorter) Push(x any) { r.list = append(r.list, x.(*sortedPart)) }

// Pop implements heap.Interface.
func (r *sorter) Pop() any {
	last := r.list[len(r.list)-1]
	r.list = r.list[:len(r.list)-1]
	return last
}
