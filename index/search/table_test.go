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
		term := make([]byte, rng.IntN(24))
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

// BenchmarkTermTable numbers words as rare and as long as those of cables.
func BenchmarkTermTable(b *testing.B) {
	const distinct = 100_000
	rng := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rng, 1.1, 8, distinct-1)
	names := make([][]byte, distinct)
	for i := range names {
		names[i] = make([]byte, 3+rng.IntN(9))
		for j := range names[i] {
			names[i][j] = byte('a' + rng.IntN(20))
		}
	}
	words := make([][]byte, 1<<20)
	for i := range words {
		words[i] = names[zipf.Uint64()]
	}
	b.ReportAllocs()
	for b.Loop() {
		var table TermTable
		for _, word := range words {
			table.Number(word)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(words)), "ns/word")
}
