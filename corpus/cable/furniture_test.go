package cable

import (
	"slices"
	"strings"
	"testing"
)

func FuzzNeedle(f *testing.F) {
	for _, s := range []string{"", "0", " OF 0", "QUITO 00001 002 OF 003 of 0", "SIPDIS PAGE ", "PAGEPAGE 0 OF  0", "End summary UMMARY"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range slices.Concat(needles[:], summaryRests[:]) {
			if got, want := n.index(s), strings.Index(s, n.word); got != want {
				t.Errorf("index of %q in %q = %d, want %d", n.word, s, got, want)
			}
		}
	})
}

// indexAfter returns the offset of the first word in s at or after at, or the length
// of s.
func indexAfter(s, word string, at int) int {
	if i := strings.Index(s[at:], word); i >= 0 {
		return at + i
	}
	return len(s)
}

// FuzzCutterSearch looks for the needles of a text line by line, as a cutter does.
func FuzzCutterSearch(f *testing.F) {
	for _, s := range []string{"SIPDIS\nPAGE 02 PAGE \nSIPDIS 0 OF 0 OF 0", " of 0\n\nSIPDISIPDIS", "PAGE\n PAGE 1", "P", "0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := cutter{reading: &reading{text: s, limit: len(s)}, capital: -1, ofZero: -1}
		for n := range c.next {
			c.next[n] = -1
		}
		end := 0
		for line := range strings.Lines(s) {
			at := end
			end += len(line)
			want := len(s)
			for _, n := range needles {
				want = min(want, indexAfter(s, n.word, at))
			}
			if got := c.nextNeedle(at); got != want {
				t.Fatalf("next needle in %q from %d = %d, want %d", s, at, got, want)
			}
			for n := range needles {
				for i := at; i < end; i++ {
					want := indexAfter(s, needles[n].word, i)
					if got := c.find(n, i, end); got != want && (got < end || want < end) {
						t.Fatalf("find(%q, %d, %d) in %q = %d, want %d", needles[n].word, i, end, s, got, want)
					}
				}
			}
		}
	})
}

// FuzzInnerClass compares the offsets of the words that innerClass knows with those
// that strings.Index finds.
func FuzzInnerClass(f *testing.F) {
	for _, s := range []string{"C O N F I D E N T I A L S E C R E T UNCLAS", "S E C O N F I D E N T I A L", "UNCLASUNCLAS", "C R E T", "CLAS"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got [3][]int
		for i := range len(s) {
			if s[i] != 'C' {
				continue
			}
			if class, at := innerClass(s, i); at >= 0 {
				got[class] = append(got[class], at)
			}
		}
		for class, word := range []string{"C O N F I D E N T I A L", "S E C R E T", "UNCLAS"} {
			var want []int
			for at := indexAfter(s, word, 0); at < len(s); at = indexAfter(s, word, at+len(word)) {
				want = append(want, at)
			}
			if !slices.Equal(got[class], want) {
				t.Errorf("%q in %q at %v, want %v", word, s, got[class], want)
			}
		}
	})
}
