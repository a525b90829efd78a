package search

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// TestTermTable numbers terms of all lengths, many of which share their first or last
// bytes, and compares the numbers with those of a map.
func TestTermTable(t *testing.T) {
	t.Parallel()
	var table TermTable
	want := map[string]uint32{}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 200_000 {
		term := make([]byte, rng.IntN(20))
		for j := range term {
			term[j] = "ab\x00"[rng.IntN(3)]
		}
		if i%2 == 0 {
			term = fmt.Appendf(term[:0], "%d", rng.IntN(30_000))
		}
		n, ok := want[string(term)]
		if !ok {
			n = uint32(len(want))
			want[string(term)] = n
		}
		if got := table.Number(term); got != n {
			t.Fatalf("%q has the number %d, want %d", term, got, n)
		}
	}
	if len(table.Names()) != len(want) {
		t.Errorf("%d names, want %d", len(table.Names()), len(want))
	}
	for n, name := range table.Names() {
		if want[name] != uint32(n) {
			t.Errorf("name %d is %q", n, name)
		}
	}
}
