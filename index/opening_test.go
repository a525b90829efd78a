package index

import (
	"strings"
	"testing"

	"reftel/corpus/cable"
)

// TestOpening: the first sentence, whose end is no abbreviation.
func TestOpening(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"The harbour\n  is calm.  Nothing moves.":       "The harbour is calm.",
		"The U.S. delegation met Mr. Roe. He was late.": "The U.S. delegation met Mr. Roe. He was late.",
		"Is it calm? Yes.":                              "Is it calm?",
		"\"He said it was calm.\" Nobody believed him.": "\"He said it was calm.\"",
		"Nothing":                   "Nothing",
		" \n ":                      "",
		strings.Repeat("calm ", 50): strings.Repeat("calm ", 32) + "…",
		strings.Repeat("x", 300) + " is longer than that": "…",
	} {
		if got := opening(&cable.Cable{Paragraphs: []cable.Paragraph{{Text: text}}}); got != want {
			t.Errorf("%.40q: got %q, want %q", text, got, want)
		}
	}
	if got := opening(&cable.Cable{Unplaced: []cable.Unplaced{{Text: "A list."}}}); got != "A list." {
		t.Errorf("without paragraphs: %q", got)
	}
}
