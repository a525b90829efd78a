package search

import (
	"slices"
	"testing"

	"reftel/corpus/cable"
)

// A window does not end within a mark that begins with a shorter one.
func TestWindowKeepsLongMark(t *testing.T) {
	t.Parallel()
	r := run{pieces: []cable.Span{{Start: 0, End: 2 * snippetLen}}}
	const at = snippetLen - 2
	marks := []mark{{Span: cable.Span{Start: 1, End: 5}}, {Span: cable.Span{Start: at, End: at + 2}}, {Span: cable.Span{Start: at, End: at + 10}}}
	slices.SortFunc(marks, byPlace)
	for _, w := range windowsOf(r, marks) {
		for _, m := range marks {
			if m.Start < w.to && w.to < m.End {
				t.Errorf("the window %d-%d ends within the mark %d-%d", w.from, w.to, m.Start, m.End)
			}
		}
	}
}
