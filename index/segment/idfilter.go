package segment

import (
	"hash/maphash"
	"math/bits"

	"reftel/index"
)

// An idFilter reports of most ids that a segment lacks them, without a look at its keys: a
// job looks up each of its cables in all segments. It is a Bloom filter with two bits for
// each id, and is kept in memory only.
type idFilter struct {
	bits []uint64
	mask uint64
}

const (
	// filterAfter is the number of ids after which a filter is made. A search looks up few.
	filterAfter = 256
	// filterBits is the least number of bits for each id: of ids that a segment lacks, 3 %
	// are looked up in vain.
	filterBits = 10
)

var filterSeed = maphash.MakeSeed()

// newIDFilter returns the filter of the ids in keys.
func newIDFilter(s *Segment) (*idFilter, error) {
	n := uint64(1) << max(bits.Len(uint(filterBits*s.keys.Len())), 6)
	f := &idFilter{bits: make([]uint64, n/64), mask: n - 1}
	for i := range s.keys.Len() {
		key, err := s.keys.Bytes(i)
		if err != nil {
			return nil, err
		}
		if id, ok := index.KeyID(key); ok {
			first, second := f.places(id)
			f.bits[first/64] |= 1 << (first % 64)
			f.bits[second/64] |= 1 << (second % 64)
		}
	}
	return f, nil
}

// places returns the bits of an id.
func (f *idFilter) places(id string) (first, second uint64) {
	h := maphash.String(filterSeed, id)
	return h & f.mask, h >> 32 & f.mask
}

// lacks reports whether the segment does not have an id.
func (f *idFilter) lacks(id string) bool {
	first, second := f.places(id)
	return f.bits[first/64]>>(first%64)&(f.bits[second/64]>>(second%64))&1 == 0
}

// lacks reports whether it is sure without a look at the keys that the segment does not
// have an id.
func (s *Segment) lacks(id string) bool {
	f := s.ids.Load()
	if f == nil && s.finds.Add(1) == filterAfter {
		if made, err := newIDFilter(s); err == nil { // else find reports the damage where it is
			f = made
			s.ids.Store(f)
		}
	}
	return f != nil && f.lacks(id)
}
