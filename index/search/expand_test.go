package search

import (
	"fmt"
	"slices"
	"testing"
)

// TestPartsOf: a term with the prefix is in exactly one range, another in none.
func TestPartsOf(t *testing.T) {
	t.Parallel()
	terms := []string{"", "0", "a", "b", "c", "ca", "t", "tzz", "x", "tc", "té", "\xff\xff", "\xff\xffz"}
	for _, prefix := range []string{"", "t", "c", "\xff"} {
		for _, term := range terms {
			in := 0
			for _, r := range partsOf(prefix) {
				if r.from <= term && (r.to == "" || term < r.to) {
					in++
				}
			}
			want := 0
			if len(term) >= len(prefix) && term[:len(prefix)] == prefix {
				want = 1
			}
			if in != want {
				t.Errorf("%q is in %d ranges of %q, want %d", term, in, prefix, want)
			}
		}
	}
}

func TestMerged(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		leaves [][]string
		terms  []string
		byLeaf string
	}{
		{nil, nil, "[]"},
		{[][]string{{"", "a"}, nil, {"a"}}, []string{"", "a"}, "[[0 1] [] [1]]"},
		{[][]string{{"b", "d"}, {"a", "b", "c"}}, []string{"a", "b", "c", "d"}, "[[1 3] [0 1 2]]"},
	} {
		e := merged(row.leaves)
		if !slices.Equal(e.terms, row.terms) || fmt.Sprint(e.byLeaf) != row.byLeaf {
			t.Errorf("%q: %q %v, want %q %s", row.leaves, e.terms, e.byLeaf, row.terms, row.byLeaf)
		}
	}
	var many []string
	for i := range 2 * maxExpansion {
		many = append(many, fmt.Sprintf("%05d", i))
	}
	if n := len(merged([][]string{many, many}).terms); n != maxExpansion+1 {
		t.Errorf("%d terms, want one more than %d", n, maxExpansion)
	}
}
