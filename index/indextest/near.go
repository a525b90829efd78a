package indextest

import (
	"context"
	"strings"
	"testing"

	"reftel/index"
)

// misspelt are words of cables with one or two letters changed, lost, added or swapped.
var misspelt = []string{"goverment", "ministre", "presidnet", "tradde", "forign", "comittee", "paert"}

// checkNear compares the words that are spelt almost like another, and their counts, with
// those of the texts.
func checkNear(t *testing.T, s index.Speller, all []*Doc) {
	words := map[string]bool{}
	for _, d := range all {
		for _, w := range strings.Fields(d.text) {
			words[w] = true
		}
	}
	found := 0
	for _, text := range misspelt {
		for edits := 1; edits <= 2; edits++ {
			got := nearTerms(t, s, text, edits, 1<<20)
			for w := range words {
				if !isNear(text, w, edits) {
					continue
				}
				want := 0
				for _, d := range all {
					if d.has(w) {
						want++
					}
				}
				if found++; got[w] != want {
					t.Errorf("%s~%d: %d cables have %s, brute force %d", text, edits, got[w], w, want)
				}
			}
			for w, n := range got {
				if !isNear(text, w, edits) || n == 0 {
					t.Errorf("%s~%d: %s is in %d cables, and not near", text, edits, w, n)
				}
			}
		}
	}
	if found < len(misspelt) {
		t.Errorf("only %d words are near the misspelt ones", found)
	}
	most := 0
	for _, n := range nearTerms(t, s, "trade", 2, 1<<20) {
		most = max(most, n)
	}
	for term, n := range nearTerms(t, s, "trade", 2, 1) {
		if n != most {
			t.Errorf("%s is in %d cables, the commonest term near trade in %d", term, n, most)
		}
	}
}

func nearTerms(t *testing.T, s index.Speller, text string, edits, limit int) map[string]int {
	t.Helper()
	list, err := s.Near(context.Background(), "", text, edits, limit)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for i, term := range list {
		if counts[term.Term] = term.Count; i > 0 && term.Count > list[i-1].Count {
			t.Errorf("%s~%d: %s is not in the order of counts", text, edits, term.Term)
		}
	}
	return counts
}

// isNear reports whether two words begin with the same letter and differ in at most so many.
func isNear(a, b string, edits int) bool {
	return a[0] == b[0] && max(len(a)-len(b), len(b)-len(a)) <= 4*edits && lettersApart(a, b) <= edits
}

// lettersApart returns the least number of letters to insert, delete, replace or swap with
// their neighbour to make one word of another, by its recursive definition.
func lettersApart(a, b string) int {
	s, t := []rune(a), []rune(b)
	known := map[[2]int]int{}
	var apart func(i, j int) int
	apart = func(i, j int) int {
		if i == 0 || j == 0 {
			return i + j
		}
		n, ok := known[[2]int{i, j}]
		if ok {
			return n
		}
		n = apart(i-1, j-1)
		if s[i-1] != t[j-1] {
			n++
		}
		n = min(n, apart(i-1, j)+1, apart(i, j-1)+1)
		if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
			n = min(n, apart(i-2, j-2)+1)
		}
		known[[2]int{i, j}] = n
		return n
	}
	return apart(len(s), len(t))
}
