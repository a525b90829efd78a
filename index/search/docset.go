package search

import (
	"context"
	"math/bits"
)

// A docSet is a set of documents of a leaf.
type docSet []uint64

func newDocSet(docs int) docSet { return make(docSet, (docs+63)/64) }

// reset returns an empty set for a number of documents, with the memory of s.
func (s docSet) reset(docs int) docSet {
	if n := (docs + 63) / 64; n <= cap(s) {
		s = s[:n]
		clear(s)
		return s
	}
	return newDocSet(docs)
}

func (s docSet) add(doc uint32)      { s[doc/64] |= 1 << (doc % 64) }
func (s docSet) has(doc uint32) bool { return s[doc/64]&(1<<(doc%64)) != 0 }

// countEvery is the number of documents whose values are counted at once.
const countEvery = 1 << 10

// each calls visit with the documents in order, some at a time. The slice is reused.
func (s docSet) each(ctx context.Context, visit func(docs []uint32) error) error {
	docs := make([]uint32, 0, countEvery)
	for i, word := range s {
		if len(docs) > countEvery-64 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := visit(docs); err != nil {
				return err
			}
			docs = docs[:0]
		}
		for ; word != 0; word &= word - 1 {
			docs = append(docs, uint32(64*i+bits.TrailingZeros64(word)))
		}
	}
	return visit(docs)
}
