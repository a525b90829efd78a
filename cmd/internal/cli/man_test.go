package cli

import (
	"os/exec"
	"strings"
	"testing"
)

// TestManPages: groff formats the manual pages without a warning, and they hold every line
// of the help.
func TestManPages(t *testing.T) {
	t.Parallel()
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("no groff: apt-get install groff")
	}
	words := func(text string) string {
		return strings.Join(strings.Fields(strings.NewReplacer("```", "", "query\n", "\n", "‐", "-").Replace(text)), " ")
	}
	for topic, title := range map[string]string{"": "SEARCH(1)", "show": "SEARCH-SHOW(1)", "query": "REFTEL-QUERY(7)"} {
		args := append([]string{"help", "--man"}, strings.Fields(topic)...)
		cmd := exec.Command(groff, "-man", "-ww", "-Tutf8", "-P-c", "-rLL=200n")
		cmd.Stdin = strings.NewReader(answered(t, args...))
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil || stderr.Len() > 0 {
			t.Errorf("%q: %v: %s", topic, err, stderr.String())
		}
		page := words(string(out))
		if !strings.Contains(page, title) {
			t.Errorf("%q: no title %s:\n%.300s", topic, title, out)
		}
		for line := range strings.Lines(answered(t, strings.Fields("help "+topic)...)) {
			line = strings.TrimPrefix(words(line), "Usage: ")
			if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "Flag") || line == "query" || line == "fields" || line == "text" || line == "ebnf" {
				continue
			}
			if !strings.Contains(page, line) {
				t.Errorf("%q: the page has no %q", topic, line)
			}
		}
	}
	if _, stderr, code := command(t, "", "search", "help", "json", "--man"); code != Trouble || !strings.Contains(stderr, "no manual page for json") {
		t.Errorf("of json: exit code %d: %s", code, stderr)
	}
}
