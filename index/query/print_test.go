package query

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"reftel/corpus/dtg"
	"reftel/index/field"
)

// Trees that callers build and Parse would not, print as the nearest that it
// reads.
func TestPrintOfForeignTrees(t *testing.T) {
	tests := []struct {
		node Node
		want string
	}{
		{&Word{Text: "OR"}, "or"},
		{&Word{Text: "OR", Exact: true}, "=OR"},
		{&Word{Text: "two words"}, `"two words"`},
		{&Word{Text: ""}, `""`},
		{&Word{Field: "tags", Text: "HUMAN RIGHTS"}, `tags:"HUMAN RIGHTS"`},
		{&Word{Field: "class", Text: "CONFIDENTIAL", Exact: true}, "class:=C"},
		{&And{Nodes: []Node{&All{}}}, "*"},
		{&Not{Node: &Or{Nodes: []Node{&Word{Text: "a"}, &And{Nodes: []Node{&Word{Text: "b"}, &Word{Text: "c"}}}}}}, "NOT (a OR b c)"},
	}
	for _, tt := range tests {
		if got := tt.node.String(); got != tt.want {
			t.Errorf("%s prints as %q, want %q", dump(tt.node), got, tt.want)
		}
	}
}

// A generator makes trees such as Parse returns.
type generator struct{ *rand.Rand }

func pick[T any](g generator, list ...T) T { return list[g.IntN(len(list))] }

func (g generator) node(depth int) Node {
	kinds := 6
	if depth == 0 {
		kinds = 1
	}
	switch g.IntN(kinds) {
	case 1:
		return &And{Nodes: g.nodes(depth)}
	case 2:
		return &Or{Nodes: g.nodes(depth)}
	case 3:
		return &Not{Node: g.node(depth - 1)}
	case 4:
		return g.near(pick(g, "", "subject", "body"))
	case 5:
		return &Para{Node: g.inPara(depth - 1)}
	}
	return g.leaf()
}

func (g generator) near(name string) Node {
	n := &Near{Nodes: []Node{g.words(name)}}
	for range 1 + g.IntN(2) {
		n.Steps = append(n.Steps, Step{1 + g.IntN(MaxDistance), g.IntN(2) == 0})
		node := g.words(name)
		if g.IntN(3) == 0 {
			node = &Or{Nodes: []Node{node, g.words(name)}}
		}
		n.Nodes = append(n.Nodes, node)
	}
	return n
}

// words returns a leaf of text.
func (g generator) words(name string) Node {
	switch g.IntN(6) {
	case 0:
		return &Phrase{Field: name, Text: "a" + g.text(" ") + "b"}
	case 1:
		return &Prefix{Field: name, Text: "a" + g.text("")}
	case 2:
		return &Wildcard{Field: name, Text: g.pattern()}
	case 3:
		return &Regexp{Field: name, Text: pick(g, "a+b", "a/b", `\d{3}`, "[/]x", "a|b c")}
	}
	return &Word{Field: name, Text: "a" + g.text(""), Exact: g.IntN(4) == 0}
}

func (g generator) inPara(depth int) Node {
	switch g.IntN(7) {
	case 0:
		return &Word{Field: "mark", Text: pick(g, "S", "C/NF")}
	case 1:
		return g.near("")
	case 2:
		return &Not{Node: g.words("")}
	case 3:
		if depth > 0 {
			return &And{Nodes: []Node{g.inPara(depth - 1), g.inPara(depth - 1)}}
		}
	}
	return g.words("")
}

func (g generator) nodes(depth int) []Node {
	var nodes []Node
	for range 2 + g.IntN(3) {
		nodes = append(nodes, g.node(depth-1))
	}
	return nodes
}

func (g generator) leaf() Node {
	name := pick(g, "", "", "subject", "tags", "from", "source", "reason", "id")
	switch g.IntN(12) {
	case 10:
		return &Phrase{Field: pick(g, "", "body"), Text: "a" + g.text(" ") + "b", Slop: 1 + g.IntN(MaxDistance)}
	case 11:
		return pick(g, &Cited{Text: "09STATE15113"}, &Cited{Text: "STATE 15113", Quoted: true}, &Cited{Text: "https://example.org/09STATE15113.html"})
	case 0:
		return &All{}
	case 1:
		f := pick(g, field.All()[3:]...)
		for f.Computed {
			f = pick(g, field.All()[3:]...)
		}
		return &Has{Field: f.Name}
	case 2:
		return &Phrase{Field: name, Text: "a" + g.text(" \t") + "b"}
	case 3:
		return &Prefix{Field: name, Text: g.text("") + "a"}
	case 4:
		return &Fuzzy{Field: name, Text: "a" + g.text(""), Edits: 1 + g.IntN(2)}
	case 5:
		return &Wildcard{Field: name, Text: g.pattern()}
	case 6:
		return g.dates()
	case 7:
		return g.values()
	case 8:
		v := pick(g, field.Class.Values()...)
		return &Word{Field: "class", Text: v.Name}
	}
	return &Word{Field: name, Text: g.text("") + "a" + g.text(""), Exact: g.IntN(4) == 0}
}

// text returns signs of all kinds, which an escape may be needed for.
func (g generator) text(more string) string {
	signs := []rune(`aé東0~:-+=/\*?()[]<>,."'&“”#` + strings.ReplaceAll(more, "\t", " "))
	var b strings.Builder
	for range g.IntN(6) {
		b.WriteRune(pick(g, signs...))
	}
	return b.String()
}

func (g generator) pattern() string {
	var b strings.Builder
	for range 1 + g.IntN(3) {
		b.WriteString(pick(g, "a", "(", `\*`, `\\`, "~1", ":", "-"))
		b.WriteString(pick(g, "?", "?b", "*c"))
	}
	return b.String()
}

func (g generator) dates() Node {
	at := func() time.Time {
		t := time.Date(1900+g.IntN(200), time.Month(1+g.IntN(12)), 1+g.IntN(28), g.IntN(24), g.IntN(60), 0, 0, time.UTC)
		switch g.IntN(4) {
		case 0:
			return t.Truncate(dayLength)
		case 1:
			return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
		case 2:
			return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return t
	}
	span := dtg.Span{From: at(), Until: at()}
	if span.Until.Before(span.From) {
		span.From, span.Until = span.Until, span.From
	}
	switch {
	case span.From.Equal(span.Until), g.IntN(5) == 0:
		span.Until = time.Time{}
	case g.IntN(5) == 0:
		span.From = time.Time{}
	}
	return &DateRange{Field: "dtg", Text: spanText(span), Span: span}
}

func (g generator) values() Node {
	all := field.Prec.Values()
	lo := g.IntN(len(all))
	hi := lo + g.IntN(len(all)-lo)
	var names []string
	for _, v := range all[lo : hi+1] {
		names = append(names, v.Name)
	}
	return &ValueRange{Field: "prec", Text: ranksText(all, lo, hi), Values: names}
}

func TestPrintedTreesParseBack(t *testing.T) {
	g := generator{rand.New(rand.NewPCG(1, 2))}
	for range 20_000 {
		n := g.node(3)
		printed := n.String()
		again, err := Parse(printed)
		if err != nil {
			t.Fatalf("%s\nprints as %s\n%v", dump(n), printed, err)
		}
		if got, want := dump(again), dump(n); got != want {
			t.Fatalf("printed %s\n got %s\nwant %s", printed, got, want)
		}
		checkSpans(t, n, again)
	}
}

// checkSpans holds the times of two trees of one form against each other.
func checkSpans(t *testing.T, a, b Node) {
	t.Helper()
	if r, ok := a.(*DateRange); ok && r.Span != b.(*DateRange).Span {
		t.Fatalf("%s: the span is %v, want %v", a, b.(*DateRange).Span, r.Span)
	}
	for i, below := range children(a) {
		checkSpans(t, below, children(b)[i])
	}
}
