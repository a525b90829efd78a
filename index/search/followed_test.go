package search

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFollowed compares the places of a phrase's words with those found one by one, for
// lists of similar and of very different lengths.
func TestFollowed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	list := func(most, below int) []uint32 {
		var l []uint32
		for range r.IntN(most) {
			l = append(l, uint32(r.IntN(below)))
		}
		slices.Sort(l)
		return slices.Compact(l)
	}
	found := 0
	for range 5000 {
		below := 1 + r.IntN(300)
		places, positions, offset := list(1+r.IntN(60), below), list(1+r.IntN(400), below), uint32(r.IntN(5))
		var want []uint32
		for _, at := range places {
			if slices.Contains(positions, at+offset) {
				want = append(want, at)
			}
		}
		if got := followed(slices.Clone(places), positions, offset); !slices.Equal(got, want) {
			t.Fatalf("followed(%v, %v, %d) = %v, want %v", places, positions, offset, got, want)
		}
		found += len(want)
	}
	if found < 5000 {
		t.Errorf("only %d places were found", found)
	}
}
