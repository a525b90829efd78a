package render

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
)

func TestMarkup(t *testing.T) {
	for _, test := range []struct {
		text  string
		spans []cable.Span
		want  string
	}{
		{"", nil, ""},
		{"none", nil, "none"},
		{"the harbour", []cable.Span{{Start: 4, End: 11}}, "the <mark>harbour</mark>"},
		{"quay", []cable.Span{{Start: 0, End: 4}}, "<mark>quay</mark>"},
		{"<b>&\"'", []cable.Span{{Start: 1, End: 2}}, "&lt;<mark>b</mark>&gt;&amp;&#34;&#39;"},
		{"a<b", []cable.Span{{Start: 0, End: 1}, {Start: 1, End: 2}}, "<mark>a</mark><mark>&lt;</mark>b"},
		{"<mark>", []cable.Span{{Start: 0, End: 6}}, "<mark>&lt;mark&gt;</mark>"},
		{"grün überall", []cable.Span{{Start: 6, End: 14}}, "grün <mark>überall</mark>"},
	} {
		if got := Markup(test.text, test.spans); got != test.want {
			t.Errorf("Markup(%q, %v) = %q, want %q", test.text, test.spans, got, test.want)
		}
	}
}

func TestFlow(t *testing.T) {
	for _, test := range []struct {
		width int
		text  string
		l     layout
		want  string
	}{
		{20, "", layout{}, ""},
		{20, "one line", layout{}, "one line\n"},
		{20, "twenty columns fit, 2", layout{}, "twenty columns fit,\n2\n"},
		{20, "twenty columns do fit", layout{}, "twenty columns do\nfit\n"},
		{20, "a  word   behind many     blanks", layout{}, "a  word   behind\nmany     blanks\n"},
		{20, "indented text goes on below", layout{first: "- ", rest: "    "}, "- indented text goes\n    on below\n"},
		{20, "see https://example.org/a-long-path now", layout{}, "see\nhttps://example.org/a-long-path\nnow\n"},
		{20, "a name: " + hard("FOR OFFICIAL USE"), layout{}, "a name:\nFOR OFFICIAL USE\n"},
		{20, hard("FOR OFFICIAL USE ONLY (12)") + ", b", layout{}, "FOR OFFICIAL USE\nONLY (12), b\n"},
		{20, "港の灯台はまた暗い いつも", layout{}, "港の灯台はまた暗い\nいつも\n"},
	} {
		w := newTextWriter(TextOptions{Width: test.width})
		w.flow(test.text, test.l)
		if got := w.out.String(); got != test.want {
			t.Errorf("%d columns: %q became\n%swant\n%s", test.width, test.text, got, test.want)
		}
	}
}

// TestFlowKeepsWidth: whatever the text, no line is wider than the terminal
// unless it is one word, no word is lost, and styles change nothing of that.
func TestFlowKeepsWidth(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1966))
	for width := 20; width <= 200; width++ {
		text, stretches := drawText(random)
		blanks := strings.Repeat(" ", random.IntN(12))
		l := layout{first: blanks, rest: blanks, stretches: stretches}
		plain := newTextWriter(TextOptions{Width: width})
		plain.flow(text, l)
		for line := range strings.SplitSeq(plain.out.String(), "\n") {
			if columns(line) > min(width, maxWidth) && len(strings.Fields(line)) > 1 {
				t.Errorf("%d columns: %d in %q", width, columns(line), line)
			}
		}
		if got, want := strings.Fields(plain.out.String()), strings.Fields(text); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%d columns: words %q, want %q", width, got, want)
		}
		colored := newTextWriter(TextOptions{Width: width, Color: true})
		colored.flow(text, l)
		if got := withoutStyles(colored.out.String()); got != plain.out.String() {
			t.Errorf("%d columns: in colour\n%s, without\n%s", width, got, plain.out.String())
		}
	}
}

// drawText draws words of one to thirty letters, some of them wide, some held
// together, and stretches over them.
func drawText(random *rand.Rand) (string, []stretch) {
	letters := []rune("abcdefgé港e\u0301")
	var b strings.Builder
	var stretches []stretch
	for range 1 + random.IntN(120) {
		start := b.Len()
		for range 1 + random.IntN(1+random.IntN(30)) {
			b.WriteRune(letters[random.IntN(len(letters))])
		}
		if random.IntN(4) == 0 {
			stretches = append(stretches, stretch{cable.Span{Start: start, End: b.Len()}, marked})
		}
		b.WriteRune([]rune{' ', ' ', hardBlank}[random.IntN(3)])
	}
	return b.String(), stretches
}

func withoutStyles(s string) string {
	return strings.NewReplacer(bold, "", faint, "", marked, "", reset, "").Replace(s)
}

// TestFlowMarks: a match that runs over the end of a line is marked on both.
func TestFlowMarks(t *testing.T) {
	w := newTextWriter(TextOptions{Width: 20, Color: true})
	text := "so the foreign minister said"
	from := strings.Index(text, "foreign")
	w.flow(text, layout{stretches: []stretch{{cable.Span{Start: from, End: from + len("foreign minister")}, marked}}})
	want := fmt.Sprintf("so the %sforeign%s\n%sminister%s said\n", marked, reset, marked, reset)
	if got := w.out.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzFlow: any text is laid out without a panic, and what comes out is as
// valid as what went in.
func FuzzFlow(f *testing.F) {
	f.Add("the harbour  is dark", 20, 4, 11)
	f.Add("\u00a0\u00a0港 \xff", 3, 0, 2)
	f.Fuzz(func(t *testing.T, text string, width, start, end int) {
		w := newTextWriter(TextOptions{Width: width, Color: true})
		w.flow(cli.Line(text), layout{stretches: []stretch{{cable.Span{Start: start, End: end}, marked}}})
		for _, b := range blocksOf(cli.Clean(text)) {
			w.flow(strings.Join(b.lines, " "), layout{})
		}
		if out := w.out.String(); utf8.ValidString(text) && !utf8.ValidString(out) && start <= 0 && end >= len(text) {
			t.Errorf("%q became %q", text, out)
		}
	})
}

// TestRuneColumns: the characters that are not looked up have the columns that they would
// be found to have.
func TestRuneColumns(t *testing.T) {
	for r := rune(0); r < 0x3000; r++ {
		if got, want := runeColumns(r), terminal.RuneWidth(r); got != want {
			t.Errorf("%U takes %d columns, want %d", r, got, want)
		}
	}
}

// TestFilled: lines of a paragraph become one; items, tables and blank lines stay.
func TestFilled(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"one\ntwo\nthree", "one two three"},
		{"one\n\ntwo\nthree\n", "one\n\ntwo three\n"},
		{"these:\n-- a\nmore of a\n-- b", "these:\n-- a more of a\n-- b"},
		{"sums:\nrice    10\noil     20\nin tons\nof 1,000", "sums:\nrice    10\noil     20\nin tons of 1,000"},
		{"above\n-----\nbelow", "above\n-----\nbelow"},
	} {
		if got := Filled(test.text); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}
