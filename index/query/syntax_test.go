package query

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"reftel/index/field"
)

// fence returns the lines of the page's blocks of one kind.
func fence(t *testing.T, kind string) []string {
	t.Helper()
	var lines []string
	inside := false
	for line := range strings.Lines(Syntax()) {
		switch line = strings.TrimSuffix(line, "\n"); {
		case line == "```"+kind:
			inside = true
		case line == "```":
			inside = false
		case inside:
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		t.Fatalf("the page has no block of kind %s", kind)
	}
	return lines
}

func TestSyntaxFitsATerminal(t *testing.T) {
	for line := range strings.Lines(Syntax()) {
		line = strings.TrimSuffix(line, "\n")
		if n := utf8.RuneCountInString(line); n > 80 || strings.ContainsAny(line, "\t\r") {
			t.Errorf("a line of %d columns: %q", n, line)
		}
	}
}

func TestSyntaxExamplesParse(t *testing.T) {
	for _, line := range fence(t, "query") {
		query, _, _ := strings.Cut(line, "  ")
		n, err := Parse(query)
		if err != nil {
			t.Errorf("%s\n%v", query, err)
			continue
		}
		checkTree(t, query, n)
	}
}

// The lines that say "the same" are the query above in other words.
func TestSyntaxSamesAreTheSame(t *testing.T) {
	above := ""
	for _, line := range fence(t, "query") {
		query, says, _ := strings.Cut(line, "  ")
		n, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if says = strings.TrimSpace(says); strings.HasPrefix(says, "the same") && !strings.HasPrefix(says, "the same as") && n.String() != above {
			t.Errorf("%s is %s, and above stands %s", query, n, above)
		}
		above = n.String()
	}
}

func TestSyntaxHasTheFieldTable(t *testing.T) {
	var want []string
	for _, f := range field.All() {
		aliases := strings.Join(f.Aliases, ", ")
		want = append(want, fmt.Sprintf("%-20s%s", f.Name, f.Help), fmt.Sprintf("%-20s%s", " "+aliases, f.Example))
	}
	if got := fence(t, "fields"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the page's table of fields should be\n%s", strings.Join(want, "\n"))
	}
}

func TestSyntaxNamesTheLimits(t *testing.T) {
	want := fmt.Sprintf("up to %d words and values, of which %d have `*`, `?` or `~` or are\nexpressions, and %d groups", MaxTerms, MaxPatterns, MaxDepth)
	if !strings.Contains(Syntax(), want) {
		t.Errorf("the page does not say %q", want)
	}
}
