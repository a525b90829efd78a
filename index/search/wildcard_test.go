package search

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

func TestWildcard(t *testing.T) {
	t.Parallel()
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
		{"??", "é", false},
		{"?*?", "éa", true},
		{"a*b*c", "a-b-b-c", true},
		{"a*b*c", "acb", false},
		{`1\*2`, "1*2", true},
		{`1\*2`, "112", false},
	} {
		if got := newWildcard(test.pattern).fits(test.text); got != test.want {
			t.Errorf("%s on %q: %v", test.pattern, test.text, got)
		}
	}
	if got := newWildcard(`be\*l*s`).prefix; got != "be*l" {
		t.Errorf("the pattern begins with %q", got)
	}
}

// TestWildcardAsRegexp compares random patterns with regular expressions.
func TestWildcardAsRegexp(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(letters string, n int) string {
		var b strings.Builder
		for range random.IntN(n) {
			b.WriteRune([]rune(letters)[random.IntN(len([]rune(letters)))])
		}
		return b.String()
	}
	matched := 0
	for range sized(20_000, 5_000) {
		pattern, text := pick("aé*?", 8), pick("aéb", 9)
		re := regexp.MustCompile("^(?s:" + strings.NewReplacer("*", ".*", "?", ".").Replace(pattern) + ")$")
		want := re.MatchString(text)
		if got := newWildcard(pattern).fits(text); got != want {
			t.Fatalf("%s on %q: %v", pattern, text, got)
		}
		if want {
			matched++
		}
	}
	if matched < sized(1000, 250) {
		t.Errorf("only %d matched", matched)
	}
}

// TestWildcardStates: a pattern whose automaton would have millions of states makes
// only those that a text needs.
func TestWildcardStates(t *testing.T) {
	t.Parallel()
	w := newWildcard("*a" + strings.Repeat("?", 40) + "*b")
	if !w.fits(strings.Repeat("a", 500)+"b") || w.fits(strings.Repeat("a", 500)) {
		t.Error("wrong match")
	}
	if len(w.states) > 600 {
		t.Errorf("%d states for 500 letters", len(w.states))
	}
}
