package search

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"reftel/index/query"
)

// acceptsTerm reports whether an expression's automaton accepts a term.
func acceptsTerm(t testing.TB, expression, term string) bool {
	t.Helper()
	prog, prefix, err := parseRegexp(TextField, expression)
	if err != nil {
		t.Fatal(err)
	}
	a := newRegular(prog, func() error { return nil })
	state := a.Start()
	for i := range len(term) {
		state = a.Accept(state, term[i])
	}
	got := a.IsMatch(state)
	if got && term == strings.ToLower(term) && !strings.HasPrefix(term, prefix) {
		t.Errorf("/%s/ accepts %q, but has the prefix %q", expression, term, prefix)
	}
	return got
}

func TestRegexp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		expression string
		yes, no    []string
	}{
		{"mine", []string{"mine"}, []string{"mines", "amine", "min", ""}},
		{"mine(s|d|field)?", []string{"mine", "mines", "mined", "minefield"}, []string{"miner"}},
		{"MINE[S-T]", []string{"mines", "minet"}, []string{"mineu"}},
		{"^mine$", []string{"mine"}, []string{"mines"}},
		{"a^b", nil, []string{"ab", "a^b"}},
		{`\d{3,4}`, []string{"123", "1234"}, []string{"12", "12345", "abc"}},
		{"b.r", []string{"bar", "bür", "b東r"}, []string{"br", "baar"}},
		{"café|größe", []string{"cafe", "grosse"}, []string{"café"}},
		{"[^a]+", []string{"bcd", "東京"}, []string{"abc", "bca"}},
		{"(a|b)*c", []string{"c", "abac"}, []string{"ab"}},
		{"x*", []string{"", "xxx"}, []string{"y"}},
		{"(?i)a(?:b){2}", []string{"abb"}, []string{"ab"}},
	} {
		for _, term := range tt.yes {
			if !acceptsTerm(t, tt.expression, term) {
				t.Errorf("/%s/ does not accept %q", tt.expression, term)
			}
		}
		for _, term := range tt.no {
			if acceptsTerm(t, tt.expression, term) {
				t.Errorf("/%s/ accepts %q", tt.expression, term)
			}
		}
	}
}

// FuzzRegexp compares with the regular expressions of Go.
func FuzzRegexp(f *testing.F) {
	f.Add("mine(s|d)?", "mines")
	f.Add("(a|b)*[^c]+$", "abd")
	f.Add("東.*", "東京")
	f.Fuzz(func(t *testing.T, expression, term string) {
		if len(expression) > 50 || len(term) > 50 || query.CheckRegexp(expression) != nil || strings.ContainsFunc(expression+term, func(r rune) bool { return r >= 0x80 || r == '\'' || r == '`' || r < ' ' }) {
			return
		}
		re, err := regexp.Compile("(?i)^(?:" + expression + ")$")
		if err != nil {
			return
		}
		if got, want := acceptsTerm(t, expression, term), re.MatchString(term); got != want {
			t.Errorf("/%s/ accepts %q: %v, want %v", expression, term, got, want)
		}
	})
}

// An expression whose automaton would have very many states ends with an error, and
// soon.
func TestRegexpLimits(t *testing.T) {
	t.Parallel()
	prog, _, err := parseRegexp(TextField, "(a|b)*a(a|b){300}")
	if err != nil {
		t.Fatal(err)
	}
	a := newRegular(prog, func() error { return nil })
	state, seed := a.Start(), uint32(1)
	for range 100 * mostStates {
		seed = seed*1664525 + 1013904223
		if state = a.Accept(state, "ab"[seed>>31]); !a.CanMatch(state) {
			break
		}
	}
	if err := a.failure(&query.Regexp{Text: "x"}); err == nil || !strings.HasPrefix(err.Error(), "/x/ is too complex") {
		t.Errorf("error %v", err)
	}
}

// A search for an expression that no word matches ends with its context.
func TestRegexpIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := newSearcher(leavesOf(sampleDocs(t), 100))
	l := newLookup(ctx, s)
	begun := time.Now()
	_, err := l.expansion(TextField, &query.Regexp{Text: ".*zzzzzzzzzz"})
	if !errors.Is(err, context.Canceled) || time.Since(begun) > 10*time.Second {
		t.Errorf("error %v after %v", err, time.Since(begun))
	}
}

func BenchmarkRegexp(b *testing.B) {
	s := newSearcher(leavesOf(sampleDocs(b), 1000))
	for _, text := range []string{"mun.*", ".*tion", "(a|e|i).*(x|y)+.?"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := newLookup(b.Context(), s).expansion(TextField, &query.Regexp{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
