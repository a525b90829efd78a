package analyzer

import (
	"fmt"
	"strings"
	"time"
)

// cableDate is the date of the cable that the tests' texts are of.
var cableDate = time.Date(2008, 12, 4, 14, 12, 0, 0, time.UTC)

// printTokens returns the tokens of t, a blank between two.
func printTokens(t Text) string {
	var out []string
	for _, p := range printEach(t) {
		out = append(out, p.text)
	}
	return strings.Join(out, " ")
}

type printedToken struct {
	start int
	text  string
}

// printEach prints each token of t: the kind, unless it is a word (# is a
// number), the term, the position, the span where it is more than one, and in
// braces what it stands for where that is not the term.
func printEach(t Text) []printedToken {
	var out []printedToken
	var s Scanner
	s.Reset(t)
	for s.Next() {
		tok := s.Token()
		p := string(tok.Term)
		switch tok.Kind {
		case Word:
		case Number:
			p = "#" + p
		default:
			p = tok.Kind.String() + ":" + p
		}
		p += fmt.Sprintf("@%d", tok.Position)
		if tok.Span != 1 {
			p += fmt.Sprintf("+%d", tok.Span)
		}
		if words := t.Text[tok.Start:tok.End]; !strings.EqualFold(words, string(tok.Term)) {
			p += fmt.Sprintf("{%s}", words)
		}
		out = append(out, printedToken{tok.Start, p})
	}
	return out
}
