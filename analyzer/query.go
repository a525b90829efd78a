package analyzer

import (
	"strings"
	"unicode/utf8"
)

// A Term is a token whose term is kept.
type Term struct {
	Text       string
	Kind       Kind
	Position   int
	Span       int
	Start, End int
}

// Terms returns the tokens of a text without furniture, such as a query's words.
func Terms(text string) []Term {
	var s Scanner
	var terms []Term
	s.Reset(Text{Text: text})
	for s.Next() {
		t := s.Token()
		terms = append(terms, Term{string(t.Term), t.Kind, t.Position, t.Span, t.Start, t.End})
	}
	return terms
}

// Parts returns those terms on which a phrase runs, one a position: the parts,
// and of a word that is broken over a line end the whole.
func Parts(terms []Term) []Term {
	var parts []Term
	for _, t := range terms {
		if t.Kind.Part() && (len(parts) == 0 || parts[len(parts)-1].Position < t.Position) {
			parts = append(parts, t)
		}
	}
	return parts
}

// Fold returns a piece of a word in the form that terms have, for a prefix, a
// pattern or a fuzzy word: folded, without apostrophes, dashes as hyphens. All
// other characters stay, so that the signs of a pattern do.
func Fold(text string) string {
	dst := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		r, n := decode(text, i)
		var c class
		dst, c = appendRune(dst, r)
		switch c {
		case classHyphen:
			dst = append(dst, '-')
		case classGap:
			dst = utf8.AppendRune(dst, r)
		}
		i += n
	}
	return string(dst)
}

// Spellings returns the terms that a plain word of a query, as Terms read it,
// also finds beside a row of its parts: what an apostrophe, a hyphen or a slash
// binds as a whole (O'Brien, PM/WRA, state-of-the-art), also without the hyphens.
func Spellings(word []Term) []string {
	var terms []string
	for _, t := range word {
		last := word[len(word)-1].Position
		switch whole := t.Position == word[0].Position && t.Position+t.Span > last; {
		case !whole || t.Kind.Unit():
		case t.Kind == Code || t.Kind == Name:
			terms = append(terms, t.Text)
		case t.Kind == Compound:
			terms = append(terms, t.Text)
			if closed := strings.ReplaceAll(t.Text, "-", ""); closed != t.Text && isLetters(t.Text[:1]) {
				terms = append(terms, closed)
			}
		}
	}
	return terms
}

// isLetters reports whether text has ASCII letters only.
func isLetters(text string) bool {
	for i := range len(text) {
		if classes[text[i]] != classLetter {
			return false
		}
	}
	return true
}
