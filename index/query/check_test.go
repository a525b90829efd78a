package query

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// checkTree holds what every parsed tree must hold: each node has a place
// inside that of the node above it, begins and ends where something stands, and
// the tree prints so that it can be read again.
func checkTree(t *testing.T, text string, n Node) {
	t.Helper()
	checkPlaces(t, text, n, 0, len(text))
	printed := n.String()
	again, err := Parse(printed)
	if err != nil {
		t.Fatalf("%q prints as %q: %v", text, printed, err)
	}
	if got, want := dump(again), dump(n); got != want {
		t.Fatalf("%q prints as %q, read again\n got %s\nwant %s", text, printed, got, want)
	}
	if twice := again.String(); twice != printed {
		t.Fatalf("%q prints as %q, and that as %q", text, printed, twice)
	}
}

func checkPlaces(t *testing.T, text string, n Node, from, to int) {
	t.Helper()
	start, end := n.Start(), n.End()
	if start < from || end > to || start > end {
		t.Fatalf("%q: the place %d:%d of %s is not in %d:%d", text, start, end, dump(n), from, to)
	}
	if _, all := n.(*All); !all && strings.TrimFunc(text[start:end], isBlank) != text[start:end] {
		t.Fatalf("%q: the place of %s is %q", text, dump(n), text[start:end])
	}
	for _, below := range children(n) {
		checkPlaces(t, text, below, start, end)
	}
}

func children(n Node) []Node {
	switch n := n.(type) {
	case *And:
		return n.Nodes
	case *Or:
		return n.Nodes
	case *Not:
		return []Node{n.Node}
	case *Near:
		return n.Nodes
	case *Para:
		return []Node{n.Node}
	}
	return nil
}

// checkError holds what every error must hold: a place inside the text, and
// messages and a drawing that fit a terminal and cannot act on it.
func checkError(t *testing.T, e *Error) {
	t.Helper()
	if e.Pos < 0 || e.Pos > e.End || e.End > len(e.Text) {
		t.Fatalf("%q: the fault is at %d:%d", e.Text, e.Pos, e.End)
	}
	for _, s := range []string{e.Error(), e.Hint} {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("%q: the message %q has control characters", e.Text, s)
		}
		if len(s) > 300 {
			t.Fatalf("a message of %d bytes", len(s))
		}
	}
	lines := strings.Split(e.Underline(), "\n")
	if len(lines) != 2 || !strings.Contains(lines[1], "^") {
		t.Fatalf("%q: the drawing is %q", e.Text, lines)
	}
	for _, line := range lines {
		if n := columns(line); n > 80 {
			t.Fatalf("%q: a line of %d columns is drawn: %q", e.Text, n, line)
		}
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("%q: control characters are drawn: %q", e.Text, line)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range parseTests {
		f.Add(tt.query)
		f.Add(tt.printed)
	}
	for _, tt := range errorTests {
		f.Add(strings.NewReplacer("«", "", "»", "").Replace(tt.query))
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text)
		if err != nil {
			checkError(t, err.(*Error))
			return
		}
		checkTree(t, text, n)
		for leaf := range Positive(n) {
			if len(children(leaf)) > 0 {
				t.Fatalf("%q: %s is no leaf", text, dump(leaf))
			}
		}
	})
}
