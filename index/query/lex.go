package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A tokenKind says what stands next in a query. A term is not read any further
// by the scanner: what it may be depends on the field it is in.
type tokenKind uint8

const (
	endToken tokenKind = iota
	termToken
	openToken  // (
	closeToken // )
	minusToken // -
	plusToken  // +
	andToken
	orToken
	notToken
	nearToken // NEAR, NEAR/5, ADJ/2
)

// A token is what stands at from; to is its end, for a term the same as from.
type token struct {
	kind     tokenKind
	from, to int
}

// A scanner cuts a query into tokens.
type scanner struct {
	text string
	pos  int
}

// next returns the token after the blanks at the scanner's place, and leaves
// the scanner at its end.
func (s *scanner) next() token {
	s.skipBlanks()
	tok := s.token()
	s.pos = tok.to
	return tok
}

func (s *scanner) token() token {
	if s.pos == len(s.text) {
		return token{endToken, s.pos, s.pos}
	}
	if kind, n := keyword(s.text[s.pos:]); n > 0 {
		return token{kind, s.pos, s.pos + n}
	}
	var kind tokenKind
	switch s.text[s.pos] {
	case '(':
		kind = openToken
	case ')':
		kind = closeToken
	case '-':
		kind = minusToken
	case '+':
		kind = plusToken
	default:
		return token{termToken, s.pos, s.pos}
	}
	return token{kind, s.pos, s.pos + 1}
}

var keywords = []struct {
	word string
	kind tokenKind
}{{"AND", andToken}, {"OR", orToken}, {"NOT", notToken}, {"NEAR", nearToken}, {"ADJ", nearToken}}

// keyword returns the keyword that text begins with and its length, 0 if it
// begins with none. One ends before a blank, a parenthesis or a quote.
func keyword(text string) (tokenKind, int) {
	for _, k := range keywords {
		if !strings.HasPrefix(text, k.word) {
			continue
		}
		n := len(k.word)
		if k.kind == nearToken {
			n += distanceLen(text[n:])
		}
		r, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || r == '(' || r == ')' || isBlank(r) || isQuote(r) {
			return k.kind, n
		}
	}
	return termToken, 0
}

// distanceLen returns the length of the /5 of NEAR/5 that text begins with.
func distanceLen(text string) int {
	if !strings.HasPrefix(text, "/") {
		return 0
	}
	return 1 + distanceDigits(text[1:])
}

// distanceDigits returns the number of digits that text begins with.
func distanceDigits(text string) int { return len(text) - len(strings.TrimLeft(text, digits)) }

func (s *scanner) skipBlanks() {
	for s.atBlank() {
		_, size := s.peek()
		s.pos += size
	}
}

// peek returns the character at the scanner's place; its size is 0 at the end.
func (s *scanner) peek() (rune, int) { return utf8.DecodeRuneInString(s.text[s.pos:]) }

func (s *scanner) atBlank() bool {
	r, size := s.peek()
	return size > 0 && isBlank(r)
}

func (s *scanner) atQuote() bool {
	r, size := s.peek()
	return size > 0 && isQuote(r)
}

// at reports whether the byte c is next.
func (s *scanner) at(c byte) bool { return s.pos < len(s.text) && s.text[s.pos] == c }

// take steps over text if it is next.
func (s *scanner) take(text string) bool {
	if !strings.HasPrefix(s.text[s.pos:], text) {
		return false
	}
	s.pos += len(text)
	return true
}

// isBlank reports whether r parts terms. Blanks of no width come with text
// that was copied from a page.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

// isQuote reports whether r opens quoted text: a straight quote, or one of
// those that word processors make of it.
func isQuote(r rune) bool { return r == '"' || isCurly(r) }

func isCurly(r rune) bool { return '\u201c' <= r && r <= '\u201f' }

// specials are the characters that a backslash takes their meaning from.
// Before any other a backslash is one, so that paths of Windows can be typed.
const specials = `\"*?():,~-+=/[]<>!` + "“”„‟"

const digits = "0123456789"

// escaped returns the size of the escape at i: a backslash and the character
// that it quotes; 0 if there is none.
func escaped(text string, i int) int {
	if text[i] != '\\' || i+1 == len(text) {
		return 0
	}
	r, size := utf8.DecodeRuneInString(text[i+1:])
	if !strings.ContainsRune(specials, r) {
		return 0
	}
	return 1 + size
}

// quoted steps over quoted text and returns its content, escapes resolved and
// every blank a space; false if the quote that closes it is missing. What a
// straight quote opens only a straight one closes, so that copied text may
// have curly ones in it; curly ones come in pairs of many kinds.
func (s *scanner) quoted() (string, bool) {
	open, size := s.peek()
	s.pos += size
	closes := isCurly
	if open == '"' {
		closes = func(r rune) bool { return r == '"' }
	}
	var b strings.Builder
	for s.pos < len(s.text) {
		r, size := s.peek()
		s.pos += size
		switch {
		case closes(r):
			return strings.TrimSpace(b.String()), true
		case r == '\\' && s.pos < len(s.text) && quotable(s.text[s.pos:]):
			r, size = s.peek()
			s.pos += size
			b.WriteRune(r)
		case isBlank(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return "", false
}

// quotable reports whether a backslash before text has a meaning in quotes.
func quotable(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r == '\\' || isQuote(r)
}

// word steps over a word and returns it as written. It ends before a blank or
// a quote, and before a parenthesis or, in a list of values, a comma that does
// not stand in parentheses of the word's own: those of 1.4(b) belong to it.
// If such a parenthesis is not closed, open is its offset, else -1.
func (s *scanner) word(inList bool) (raw string, open int) {
	start, depth := s.pos, 0
	open = -1
	for s.pos < len(s.text) {
		if n := escaped(s.text, s.pos); n > 0 {
			s.pos += n
			continue
		}
		r, size := s.peek()
		switch {
		case isBlank(r) || isQuote(r),
			depth == 0 && (r == ')' || inList && r == ','):
			return s.text[start:s.pos], open
		case r == '(':
			if depth++; depth == 1 {
				open = s.pos
			}
		case r == ')':
			if depth--; depth == 0 {
				open = -1
			}
		}
		s.pos += size
	}
	return s.text[start:s.pos], open
}

// name steps over the name of a field and the colon after it, and returns the
// name: letters, with hyphens or low lines between, so that 12:30 is a word.
// Without a name it stays and returns "".
func (s *scanner) name() string {
	n := nameLen(s.text[s.pos:])
	if n == 0 {
		return ""
	}
	name := s.text[s.pos : s.pos+n]
	s.pos += n + 1
	return name
}

// nameLen returns the length of the name before a colon that text begins with;
// 0 if it begins with none.
func nameLen(text string) int {
	for i, r := range text {
		switch {
		case r == ':':
			return i
		case unicode.IsLetter(r), i > 0 && (r == '-' || r == '_'):
		default:
			return 0
		}
	}
	return 0
}
