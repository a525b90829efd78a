package classifiedby

import (
	"strings"
	"testing"
)

// TestOneKind: MC was both a title and a particle, and which of the two it was
// changed from run to run with the order of a map.
func TestOneKind(t *testing.T) {
	t.Parallel()
	kinds := map[string]WordKind{}
	for kind, words := range kindWords {
		for w := range strings.FieldsSeq(words) {
			if other, ok := kinds[w]; ok && other != kind {
				t.Errorf("%s is of kinds %d and %d", w, other, kind)
			}
			kinds[w] = kind
		}
	}
}
