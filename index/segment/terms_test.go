package segment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/blevesearch/vellum/levenshtein"
	"github.com/blevesearch/vellum/regexp"

	"reftel/index/search"
)

// someTerms returns different terms in order, many of which share long prefixes.
func someTerms(rng *rand.Rand, n int) []string {
	set := map[string]bool{}
	for len(set) < n {
		term := "abc"[rng.IntN(3):][:1]
		for rng.IntN(6) > 0 {
			term += "abé\x00z"[rng.IntN(5):][:1]
		}
		switch rng.IntN(4) {
		case 0:
			term = "commonprefixof" + term
		case 1:
			term = fmt.Sprint(rng.IntN(1000))
		}
		set[term] = true
	}
	return sortedKeys(set)
}

// termsSegment returns a field of terms; the term i is in i%9+1 documents.
func termsSegment(t testing.TB, terms []string) *fieldTerms {
	t.Helper()
	field := testField{lists: map[string]*list{}}
	for i, term := range terms {
		l := &list{}
		for doc := range uint32(i%9 + 1) {
			l.docs, l.freqs = append(l.docs, doc), append(l.freqs, 1)
		}
		field.lists[term] = l
	}
	f, err := segmentOf(t, 10, map[string]testField{"field": field}).fieldOf("field")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var termCounts = []int{1, 2, 63, 64, 65, 128, 1000}

func TestLookup(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 8))
	for _, n := range termCounts {
		terms := someTerms(rng, n)
		f := termsSegment(t, terms)
		for _, term := range append(someTerms(rng, 300), append(terms, "", "zz")...) {
			i, want := slices.BinarySearch(terms, term)
			info, found, err := f.lookup(term)
			if err != nil || found != want || found && info.count != i%9+1 {
				t.Fatalf("of %d terms, %q: %v, %v, want %v: %v", n, term, info, found, want, err)
			}
		}
	}
}

// TestFind: an iterator finds terms in any order, as lookup does.
func TestFind(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 9))
	for _, n := range termCounts {
		terms := someTerms(rng, n)
		it := termIterator{fieldTerms: termsSegment(t, terms)}
		tries := append(someTerms(rng, 300), append(terms, "", "zz")...)
		for _, sorted := range []bool{true, false} {
			if rng.Shuffle(len(tries), func(i, j int) { tries[i], tries[j] = tries[j], tries[i] }); sorted {
				slices.Sort(tries)
			}
			for _, term := range tries {
				i, want := slices.BinarySearch(terms, term)
				found, err := it.find(term)
				if err != nil || found != want || found && it.info.count != i%9+1 {
					t.Fatalf("of %d terms, %q: %v, %v, want %v: %v", n, term, it.info, found, want, err)
				}
			}
		}
	}
}

// automata returns some automata by name.
func automata(t *testing.T) map[string]search.Automaton {
	t.Helper()
	all := map[string]search.Automaton{"all": nil}
	for _, re := range []string{"a.*", "commonprefixof.*", "commonprefixofa?b.*", ".*b", "[ab]*", "1[0-9]*5", "commonprefixofa", "(a|b|1).*(b|2)", "x.*", "(common.*|9.*)"} {
		a, err := regexp.New(re)
		if err != nil {
			t.Fatal(err)
		}
		all[re] = a
	}
	for distance := range uint8(2) {
		b, err := levenshtein.NewLevenshteinAutomatonBuilder(distance+1, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"abab", "commonprefixofab", "12"} {
			a, err := b.BuildDfa(word, distance+1)
			if err != nil {
				t.Fatal(err)
			}
			all[fmt.Sprintf("%s~%d", word, distance+1)] = a
		}
	}
	return all
}

// matches returns the terms from from to before to that an automaton accepts.
func matches(a search.Automaton, terms []string, from, to string) []string {
	var list []string
	for _, term := range terms {
		if term < from || to != "" && term >= to {
			continue
		}
		if a == nil || accepts(a, term) {
			list = append(list, term)
		}
	}
	return list
}

// TestWalk compares the terms that automata accept between bounds with those that they
// accept one by one.
func TestWalk(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(9, 10))
	all := automata(t)
	for _, n := range termCounts {
		terms := someTerms(rng, n)
		f := termsSegment(t, terms)
		bounds := append([]string{"", "", "common", "commonprefixofa", "commonprefixog", "zzz"}, someTerms(rng, 4)...)
		for name, a := range all {
			for _, from := range bounds {
				to := bounds[rng.IntN(len(bounds))]
				var got []string
				err := f.walk(a, from, to, func(term []byte, info *termInfo) bool {
					i, _ := slices.BinarySearch(terms, string(term))
					if info.count != i%9+1 {
						t.Fatalf("%q is in %d documents", term, info.count)
					}
					got = append(got, string(term))
					return true
				})
				if want := matches(a, terms, from, to); err != nil || !slices.Equal(got, want) {
					t.Fatalf("%s of %d terms from %q to %q: %q\nwant %q: %v", name, n, from, to, got, want, err)
				}
			}
		}
	}
}

// TestWalkStops stops at each term.
func TestWalkStops(t *testing.T) {
	t.Parallel()
	terms := someTerms(rand.New(rand.NewPCG(11, 12)), 130)
	f := termsSegment(t, terms)
	for n := range terms {
		left := n
		err := f.walk(nil, "", "", func([]byte, *termInfo) bool {
			left--
			return left >= 0
		})
		if err != nil || left != -1 {
			t.Errorf("stopped after %d terms, want %d: %v", n-left-1, n, err)
		}
	}
}

// TestSkipPrefix moves over the blocks of many terms with one prefix, from each of
// their ends.
func TestSkipPrefix(t *testing.T) {
	t.Parallel()
	var terms []string
	for _, prefix := range []string{"a", "b", "ba", "c"} {
		for i := range 200 {
			terms = append(terms, fmt.Sprintf("%s%03d", prefix, i))
		}
	}
	slices.Sort(terms)
	f := termsSegment(t, terms)
	for _, prefix := range []string{"a", "a0", "b", "b1", "ba", "c", "d", "a199"} {
		for at := blockTerms; at < len(terms); at += blockTerms {
			it := termIterator{fieldTerms: f}
			if err := it.enter(at/blockTerms - 1); err != nil {
				t.Fatal(err)
			}
			for range blockTerms {
				if _, err := it.advance(); err != nil {
					t.Fatal(err)
				}
			}
			if !strings.HasPrefix(terms[at-1], prefix) {
				continue
			}
			if err := it.skipPrefix([]byte(prefix)); err != nil {
				t.Fatal(err)
			}
			if ok, err := it.advance(); !ok || err != nil {
				t.Fatal(ok, err)
			}
			got := sort.SearchStrings(terms, string(it.term))
			after := sort.Search(len(terms), func(i int) bool { return terms[i] > prefix && !strings.HasPrefix(terms[i], prefix) })
			if got < at || got > max(after, at) || got < after-2*blockTerms {
				t.Errorf("from %q over %q to %q, of which %d terms are left", terms[at-1], prefix, it.term, after-got)
			}
		}
	}
}
