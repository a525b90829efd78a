package search

import (
	"bytes"
	"cmp"
	"math"

	"reftel/index"
)

// An afterPlace decides which matches come after a place in an order.
type afterPlace struct {
	leaves []Leaf
	order  func(a, b *match) int // one of orders
	at     match                 // has the place's score and date
	key    []byte                // that of its id

	leaf  int          // the current one
	ranks NumberReader // of the current leaf
	// Equal matches of the current leaf with a rank of up to low do not come after the
	// place, those of high or more do. Between them their keys are compared, so that few
	// keys are read.
	low, high int64
}

func newAfterPlace(leaves []Leaf, order func(a, b *match) int, p *index.Place) *afterPlace {
	at := match{score: p.Score, date: NoDate}
	if !p.Date.IsZero() {
		at.date = p.Date.Unix()
	}
	return &afterPlace{leaves: leaves, order: order, at: at, key: index.OrderOf(p.ID).AppendKey(nil)}
}

// enter prepares for the matches of a leaf.
func (a *afterPlace) enter(leaf int) {
	a.leaf, a.ranks = leaf, a.leaves[leaf].Ranks().Reader()
	a.low, a.high = -1, math.MaxInt64
}

// passes reports whether a match of the current leaf comes after the place.
func (a *afterPlace) passes(m *match) (bool, error) {
	if n := a.order(m, &a.at); n != 0 {
		return n > 0, nil
	}
	number, err := a.ranks.At(int(m.doc))
	rank := int64(number)
	switch {
	case err != nil:
		return false, err
	case rank <= a.low:
		return false, nil
	case rank >= a.high:
		return true, nil
	}
	key, err := a.leaves[a.leaf].Key(m.doc)
	if err != nil {
		return false, err
	}
	if bytes.Compare(key, a.key) > 0 {
		a.high = rank
		return true, nil
	}
	a.low = rank
	return false, nil
}

// sortKey returns a number that orders a match as one of orders does: the smaller number
// comes first.
func sortKey(sort index.Sort, m *match) uint64 {
	const sign = 1 << 63
	switch cmp.Or(sort, index.ByRelevance) {
	case index.ByRelevance:
		bits := math.Float64bits(m.score)
		if bits&sign != 0 {
			return bits
		}
		return ^bits &^ sign
	case index.ByDate:
		return uint64(sortDate(m.date)) ^ sign
	case index.ByDateDesc:
		return ^(uint64(m.date) ^ sign)
	}
	return 0
}
