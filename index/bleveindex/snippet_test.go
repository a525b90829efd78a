package bleveindex_test

import (
	"strings"
	"testing"
)

// TestSnippetsShowTheirMatch: every snippet that is not the opening shows a
// whole match, wherever it stands in a long paragraph.
func TestSnippetsShowTheirMatch(t *testing.T) {
	filler := "Poloff took note of the weather in the harbour town and of its many gulls. "
	for n := range 12 {
		text := strings.Repeat(filler, n) + "a walrus " + strings.Repeat("gulls ", 3*n) + "walruses " + strings.Repeat(filler, 12-n)
		s := memory(t, map[string]string{"08PARIS1": fiction("08PARIS1", text)})
		snippets := find(t, s, "walrus").Hits[0].Snippets
		for _, sn := range snippets {
			for _, m := range sn.Matches {
				if got := sn.Text[m.Start:m.End]; got != "walrus" && got != "walruses" {
					t.Errorf("%d: marked %q in %q", n, got, sn.Text)
				}
			}
			if len(sn.Matches) == 0 {
				t.Errorf("%d: nothing marked in %q", n, sn.Text)
			}
		}
	}
}

// TestSnippetsShowNoRules: lines of dashes are typed for a page, not to be
// read in a row with words.
func TestSnippetsShowNoRules(t *testing.T) {
	t.Parallel()
	s := memory(t, map[string]string{"08PARIS1": fiction("08PARIS1", "the fleet\n-------\nA walrus -- old -- was seen.\n=====\nIt left")})
	shown := ""
	for _, sn := range find(t, s, "body:walrus").Hits[0].Snippets {
		shown += sn.Text + "\n"
	}
	if strings.Contains(shown, "---") || strings.Contains(shown, "===") || !strings.Contains(shown, "A walrus -- old -- was seen. It left") {
		t.Errorf("snippets %q", shown)
	}
}
