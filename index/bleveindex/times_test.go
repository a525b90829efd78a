package bleveindex

import (
	"fmt"
	"testing"
)

func TestTextDateTerms(t *testing.T) {
	got := textDateTerms([]string{"2008-12-02", "1776-07", "2008", "nonsense!!"})
	if want := "[2008 2008-12 2008-12-02 1776 1776-07]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestPattern(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"be*s", "bells", true},
		{"be*s", "bell", false},
		{"wi?d", "wild", true},
		{"wi?d", "wield", false},
		{"*", "", true},
		{"?", "", false},
		{"?", "é", true},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "acb", false},
		{`1\*2`, "1*2", true},
		{`1\*2`, "112", false},
	} {
		if got := compilePattern(test.pattern).fits(test.text); got != test.want {
			t.Errorf("%s on %q: %v", test.pattern, test.text, got)
		}
	}
	if got := compilePattern("be*s").literal(); got != "be" {
		t.Errorf("literal part of be*s is %q", got)
	}
}
