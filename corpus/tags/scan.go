package tags

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word of a TAGS line, in upper case.
type token struct {
	s      string
	lex    *lexeme // its entry in the dictionary, nil if none
	hard   bool    // it follows a comma, a semicolon or a parenthesis
	person bool    // it is a person's full name in parentheses
}

// A scanner splits TAGS lines into tokens.
type scanner struct {
	dict   map[string]*lexeme
	year   int
	tokens []token
	hard   bool // the next token is separated from the last one
}

// A verdict says how to continue after a word.
type verdict int

const (
	goOn     verdict = iota
	skipLine         // the rest of the line is page furniture
	stopText         // another label: the TAGS end here
)

// text reads a text line by line and returns the offset at which the TAGS end. It skips lines of
// page furniture. After a blank line only lines of codes count.
func (s *scanner) text(text string) int {
	gap := false
	for pos := 0; pos < len(text); {
		line, n := cutLine(text[pos:])
		switch {
		case blank(line):
			gap = len(s.tokens) > 0
		case isLabel(line) || gap && !allTags(line):
			return pos
		case !isFurniture(line):
			read, v := s.line(text[pos:], len(line))
			if v == stopText {
				return pos + read
			}
			if v == goOn && read > n {
				n = read // a name in parentheses ran over the line's end
			}
			gap = false
		}
		pos += n
	}
	return len(text)
}

// line reads the line that is the first size bytes of text and returns the offset it reached. A
// name in parentheses may end on the next line.
func (s *scanner) line(text string, size int) (int, verdict) {
	i := 0
	for i < size {
		n := tokenLen(text[i:size])
		if n == 0 {
			i += s.separator(text[i:])
			continue
		}
		if v := s.word(text[i:i+n], text[i+n:size]); v != goOn {
			s.hard = true
			return i, v
		}
		i += n
	}
	return i, goOn
}

// separator reads the text between two tokens, including persons in parentheses.
func (s *scanner) separator(text string) int {
	switch text[0] {
	case '(':
		s.hard = true
		if inner, ok := closed(text[1:]); ok && s.persons(inner) {
			s.hard = true
			return len(inner) + 2
		}
	case ',', ';', ')', '|':
		s.hard = true
	}
	_, n := utf8.DecodeRuneInString(text)
	return n
}

// closed returns the text before a closing parenthesis. Names are short and do not cross
// paragraphs.
func closed(s string) (inner string, ok bool) {
	const longest = 80
	s = s[:min(len(s), longest)]
	i := strings.IndexAny(s, "()")
	if i < 0 || s[i] == '(' || strings.Contains(s[:i], "\n\n") {
		return "", false
	}
	return s[:i], true
}

// tokenLen returns the length of the token at the start of s, 0 if there is none. Tokens consist of
// letters, digits and the punctuation in BA'ATH, UNGA/C-6, AT&T and U.S.
func tokenLen(s string) int {
	i := 0
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			if !inToken[c] {
				break
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '’' {
			break
		}
		i += n
	}
	return i
}

var inToken = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		r := rune(c)
		t[c] = unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-/'&.", r)
	}
	return t
}()

// trim removes punctuation from both ends of a token; an initial keeps its period.
func trim(raw string) string {
	if n := len(raw); n > 1 && isLetter(raw[0]) && isLetter(raw[n-1]) {
		return raw
	}
	w := strings.Trim(raw, "-/'&.")
	if len(w) == 1 && strings.HasSuffix(raw, w+".") {
		return raw[len(raw)-2:]
	}
	return w
}

// word adds a token of the line, or the tokens that were run together in it. The rest of the
// line decides whether it is a label or furniture.
func (s *scanner) word(raw, rest string) verdict {
	const longest = 256 // no tags run together are longer
	w := trim(raw)
	if w == "" || len(w) > longest || !hasLetter(w) {
		return goOn
	}
	w = upper(w)
	if w == "" {
		return goOn
	}
	l := s.dict[w]
	switch {
	case isLabelAgain(w, l, rest):
		s.hard = true
	case l.is(furniture):
		return skipLine
	case l.is(label) && labels(w, rest):
		return stopText
	case l != nil:
		s.add(token{s: l.text, lex: l})
	case s.compound(w), s.glued(w):
	default:
		w, l = s.repair(w)
		s.add(token{s: w, lex: l})
	}
	return goOn
}

// isLabelAgain reports whether a word among the TAGS is their label, repeated or misread: "PREL, EC
// TAGS: ETRD". TAGS and TAG are never tags.
func isLabelAgain(w string, l *lexeme, rest string) bool {
	return w == "TAGS" || w == "TAG" || l == nil && isLabelWord(w) && strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":")
}

// labels reports whether a word inside a line is the label of another part of the cable:
// "SUBJECT:", "E.O. 12958", "CLASSIFIED BY".
func labels(w, rest string) bool {
	rest = strings.TrimLeft(rest, " \t.")
	switch w {
	case "SUBJECT", "SUBJ":
		return true // archives that join the lines of a cable lost its colon
	case "E.O", "EO":
		return rest != "" && rest[0] >= '0' && rest[0] <= '9'
	case "CLASSIFIED", "DERIVED":
		return len(rest) > 2 && (strings.EqualFold(rest[:2], "BY") || strings.EqualFold(rest[:2], "FR"))
	}
	return strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "(S):")
}

func (s *scanner) add(t token) {
	if t.lex.is(caption) {
		return
	}
	t.hard = s.hard
	s.tokens = append(s.tokens, t)
	s.hard = false
}

// compound adds the codes of a token such as PREL/PGOV, if it consists of codes.
func (s *scanner) compound(w string) bool {
	isMark := func(r rune) bool { return r == '-' || r == '/' || r == '.' }
	if strings.IndexFunc(w, isMark) < 0 {
		return false
	}
	parts := strings.FieldsFunc(w, isMark)
	for _, part := range parts {
		if !s.dict[part].isCode() {
			return false
		}
	}
	for _, part := range parts {
		s.add(token{s: part, lex: s.dict[part]})
	}
	return true
}

// repair replaces digits that OCR took for letters (PG0V) if the result is a subject or a program.
func (s *scanner) repair(w string) (string, *lexeme) {
	if len(w) == 4 && strings.ContainsAny(w, "015") {
		if l := s.dict[lookalikes.Replace(w)]; l.major() {
			return l.text, l
		}
	}
	return w, nil
}

var lookalikes = strings.NewReplacer("0", "O", "1", "I", "5", "S")
