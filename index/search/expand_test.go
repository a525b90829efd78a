package search

import (
	"fmt"
	"slices"
	"testing"

	"reftel/index/query"
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
}

// TestExpansionLimit: a pattern may match as many terms as the limit says, in one leaf or
// in several together.
func TestExpansionLimit(t *testing.T) {
	defer func(n int) { maxExpansion = n }(maxExpansion)
	docs := sampleDocs(t)
	for _, size := range []int{len(docs), 20} {
		s := newSearcher(leavesOf(docs, size))
		for _, n := range []query.Node{&query.Prefix{Text: "a"}, &query.Wildcard{Text: "*a*"}, &query.Regexp{Text: "a.*"}} {
			maxExpansion = 1 << 17
			e, err := newLookup(t.Context(), s).expansion(TextField, n)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range []struct {
				limit int
				want  string
			}{
				{len(e.terms), ""},
				{len(e.terms) - 1, fmt.Sprintf("%s matches more than %d words: make it longer", n, len(e.terms)-1)},
			} {
				maxExpansion = row.limit
				got := ""
				if _, err := newLookup(t.Context(), s).expansion(TextField, n); err != nil {
					got = err.Error()
				}
				if got != row.want {
					t.Errorf("leaves of %d: %s with a limit of %d: %q, want %q", size, n, row.limit, got, row.want)
				}
			}
		}
	}
}

// TestManyTerms: a prefix may match 65,536 terms.
func TestManyTerms(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 1 << 16 {
		many = append(many, fmt.Sprintf("q%05d", i))
	}
	half := len(many) / 2
	if e := merged([][]string{many[:half+5], many[half-5:]}); !slices.Equal(e.terms, many) {
		t.Errorf("%d terms, want %d", len(e.terms), len(many))
	}
}
