package query

import (
	"strings"
	"testing"
)

func TestUnderline(t *testing.T) {
	long := strings.Repeat("munition ", 30)
	tests := []struct {
		name, query string
		want        string
	}{
		{"within", "a OR", "  a OR\n    ^^"},
		{"a span", "tgas:PARM", "  tgas:PARM\n  ^^^^"},
		{"after the end", "tags:a,", "  tags:a,\n         ^"},
		{"wide letters", "東京 OR", "  東京 OR\n       ^^"},
		{"wide letters at fault", "東京:x", "  東京:x\n  ^^^^"},
		{"combining marks", "cafe\u0301 OR", "  cafe\u0301 OR\n       ^^"},
		{"blanks", "a\n\tb OR", "  a\\n b OR\n        ^^"},
		{"escape sequences", "\"\x1b[31m\"", "  \"\\x1b[31m\"\n   ^^^^"},
		{"direction marks", "a\u202eb OR", "  a\\u202eb OR\n           ^^"},
		{"no width", "a\u200db OR", "  a\\u200db OR\n           ^^"},
		{"tags", "a\U000e0041 OR", "  a\\U000e0041 OR\n              ^^"},
		{"variation selectors", "a\ufe0f OR", "  a\\ufe0f OR\n          ^^"},
		{"not UTF-8", "caf\xe9 x", "  caf\\xe9 x\n     ^^^^"},
		{"long, at the end", long + "OR", "  …ion munition munition munition munition OR\n" + strings.Repeat(" ", 43) + "^^"},
		{"long, at the begin", "OR " + long, "  OR " + strings.Repeat("munition ", 8) + "m…\n  ^^"},
		{"long, within", long + "tgas:x " + long, "  …ion munition munition munition munition tgas:x munition munition munition m…\n" + strings.Repeat(" ", 43) + "^^^^"},
	}
	for _, tt := range tests {
		_, err := Parse(tt.query)
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("%s: Parse(%q) has no error", tt.name, tt.query)
			continue
		}
		if got := e.Underline(); got != tt.want {
			t.Errorf("%s:\n got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		checkError(t, e)
	}
}

func TestErrorNamesTheColumn(t *testing.T) {
	_, err := Parse("größe OR")
	if got, want := err.Error(), "nothing follows OR (column 7 of the query)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A message never repeats more of a query than fits in it.
func TestLongFaults(t *testing.T) {
	for _, query := range []string{
		strings.Repeat("x", 5000) + ":y",
		"class:" + strings.Repeat("x", 5000),
		"class:S/" + strings.Repeat("x", 5000),
		"date:" + strings.Repeat("9", 5000),
		"has:" + strings.Repeat("東", 5000),
		strings.Repeat("\u0301", 5000) + " OR",
		strings.Repeat("-", 5000),
	} {
		_, err := Parse(query)
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("Parse of %.20q… has no error", query)
			continue
		}
		checkError(t, e)
	}
}
