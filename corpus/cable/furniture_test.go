package cable

import (
	"strings"
	"testing"
)

func FuzzNeedle(f *testing.F) {
	for _, s := range []string{"", "0", " OF 0", "QUITO 00001 002 OF 003 of 0", "SIPDIS PAGE ", "PAGEPAGE 0 OF  0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, n := range needles {
			if got, want := n.index(s), strings.Index(s, n.word); got != want {
				t.Errorf("index of %q in %q = %d, want %d", n.word, s, got, want)
			}
		}
	})
}
