// Package analyzer says what the words of a cable are.
//
// One Scanner passes once over the bytes of a text and yields tokens without
// allocating. Bleve's analyzers, which the package registers, are adapters
// over it.
package analyzer

import (
	"time"

	"reftel/corpus/cable"
)

// A Text is what a Scanner reads.
type Text struct {
	Text string
	// From and To bound what is scanned; To of 0 is the end of Text.
	From, To int
	// Furniture are the spans that are no text, in order and not overlapping:
	// they yield no tokens and no gap in the positions.
	Furniture []cable.Span
	// Date is the cable's, for dates and MRNs that name no year; zero is unknown.
	Date time.Time
}

// A Scanner yields the tokens of a text. The zero Scanner has no text. It may
// be used again after Reset, and then keeps its buffers.
type Scanner struct {
	text  string
	pos   int // of the next byte to look at
	limit int // start of the next furniture, or to
	to    int
	rest  []cable.Span // furniture from limit on

	position int
	token    Token
	buf      []byte
}

// Reset makes the scanner read t from its start. Ranges that lie outside the
// text are cut to it.
func (s *Scanner) Reset(t Text) {
	s.text, s.rest = t.Text, t.Furniture
	s.to = len(t.Text)
	if t.To > 0 {
		s.to = min(t.To, s.to)
	}
	s.pos = min(max(t.From, 0), s.to)
	s.position = 0
	s.limit = s.pos
	s.skipFurniture()
}

// skipFurniture moves over the furniture at pos, and sets limit to the next.
func (s *Scanner) skipFurniture() {
	for len(s.rest) > 0 && s.rest[0].Start <= s.pos {
		s.pos = min(max(s.pos, s.rest[0].End), s.to)
		s.rest = s.rest[1:]
	}
	s.limit = s.to
	if len(s.rest) > 0 {
		s.limit = min(s.rest[0].Start, s.to)
	}
}

// Token returns the token that Next found. It is overwritten by the next call
// of Next.
func (s *Scanner) Token() *Token { return &s.token }

// Next moves to the next token and reports whether there is one.
func (s *Scanner) Next() bool {
	for {
		for s.pos < s.limit && !alnum(s.text[s.pos]) {
			s.pos++
		}
		if s.pos < s.limit {
			break
		}
		if s.limit >= s.to {
			return false
		}
		s.skipFurniture()
	}
	start := s.pos
	s.buf = s.buf[:0]
	for s.pos < s.limit && alnum(s.text[s.pos]) {
		s.buf = append(s.buf, s.text[s.pos]|0x20)
		s.pos++
	}
	s.position++
	s.token = Token{Term: s.buf, Kind: Word, Position: s.position, Span: 1, Start: start, End: s.pos}
	return true
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
