package cable

import (
	"strings"
	"testing"
)

// FuzzCountRedactions compares the count with that of a search for each run.
func FuzzCountRedactions(f *testing.F) {
	for _, s := range []string{"", "XXXX", "XXX", "XXXxxxxX", "aXXXXXb xxxx", "XXXxXXXXXXXX XXXX", "xXXXX"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := 0
		for _, run := range []string{"XXXX", "xxxx"} {
			for rest := s; ; want++ {
				_, after, found := strings.Cut(rest, run)
				if !found {
					break
				}
				rest = strings.TrimLeft(after, run[:1])
			}
		}
		if got := countRedactions(s); got != want {
			t.Errorf("redactions of %q = %d, want %d", s, got, want)
		}
	})
}
