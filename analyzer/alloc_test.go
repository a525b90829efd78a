package analyzer

import (
	"strings"
	"testing"
)

// TestAllocations scans with a scanner that has its buffers already: the words
// cost nothing, so a text ten times as long costs no more.
func TestAllocations(t *testing.T) {
	for name, text := range map[string]string{"a cable": benchSample, "many": strings.Repeat(benchSample, 10)} {
		var s Scanner
		n := testing.AllocsPerRun(10, func() {
			s.Reset(Text{Text: text, Date: cableDate})
			for s.Next() {
			}
		})
		if n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
