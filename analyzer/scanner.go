package analyzer

import (
	"encoding/binary"
	"math/bits"
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
	// Date is the cable's, for DTGs, dates and MRNs that name no year; zero is
	// unknown.
	Date time.Time
}

// A Scanner yields the tokens of a text, parts and wholes, ordered by their
// starts, a whole before its parts. The zero Scanner has no text. It may be
// used again after Reset, and then keeps its buffers; it is for one goroutine.
type Scanner struct {
	text  string
	floor int // start of the stretch between two pieces of furniture that pos is in
	pos   int // of the next byte to look at
	limit int // end of the stretch
	to    int
	rest  []cable.Span // furniture from limit on
	date  time.Time

	position int // of the last part
	token    Token
	plain    [64]byte // the term of a plain word

	unit  unit // the next or the open one
	found [sources]unit
	open  int // the unit's place in the queue plus 1, while its words are read

	atoms  []atom // of the chunk that is being read
	long   bool   // inside a chunk that has too many parts for a whole
	single int    // letters with blanks between them, up to here, are no word
	arena  []byte // terms of the atoms and of the queue
	queue  []queued
	head   int // the next of the queue
}

// A queued token has its term in the arena.
type queued struct {
	Token
	t0, t1 int
}

// Reset makes the scanner read t from its start. Ranges that lie outside the
// text are cut to it.
func (s *Scanner) Reset(t Text) {
	s.text, s.rest, s.date = t.Text, t.Furniture, t.Date
	s.to = len(t.Text)
	if t.To > 0 {
		s.to = min(t.To, s.to)
	}
	s.pos = min(max(t.From, 0), s.to)
	s.position, s.open, s.long, s.single = 0, 0, false, 0
	s.queue, s.head = s.queue[:0], 0
	s.enter(s.pos, s.rest)
}

// Token returns the token that Next found. It is overwritten by the next call
// of Next.
func (s *Scanner) Token() *Token { return &s.token }

// Next moves to the next token and reports whether there is one.
func (s *Scanner) Next() bool {
	if s.head == len(s.queue) {
		if s.plainWord() {
			return true
		}
		if !s.fill() {
			return false
		}
	}
	q := &s.queue[s.head]
	s.head++
	s.token = q.Token
	s.token.Term = s.arena[q.t0:q.t1:q.t1]
	return true
}

// plainWord reads what 19 words in 20 are: ASCII letters that nothing joins to
// what follows. For all else it only moves over the gap before it.
func (s *Scanner) plainWord() bool {
	text, i := s.text[:s.limit], s.pos
	for i < len(text) && skips[text[i]] {
		i++
	}
	s.pos = i
	start, n := i, s.plainLetters(text, i)
	for i += n; i < len(text); i++ {
		c := lower[text[i]]
		if c == 0 {
			break
		}
		if n == len(s.plain) {
			return false
		}
		s.plain[n] = c
		n++
	}
	if n == 0 || s.plain[0] <= '9' || i > s.unit.start || i < len(text) && (joins[text[i]] || n == 1 && s.spacedOrDotted(i)) {
		return false
	}
	s.pos, s.long = i, false
	s.position++
	s.token = Token{Term: s.plain[:n], Kind: Word, Position: s.position, Span: 1, Start: start, End: i}
	return true
}

// plainLetters folds the letters at i into plain, eight bytes at a time, and
// returns their number. It may stop before the last.
func (s *Scanner) plainLetters(text string, i int) int {
	n := 0
	for i+8 <= len(text) && n+8 <= len(s.plain) {
		t := text[i : i+8]
		w := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		w, count := foldLetters(w)
		binary.LittleEndian.PutUint64(s.plain[n:n+8], w)
		n += count
		if count < 8 {
			break
		}
		i += 8
	}
	return n
}

// foldLetters returns eight bytes, the first lowest, with the letters among
// them in lower case, and the number of letters before the first other byte.
func foldLetters(w uint64) (lower uint64, count int) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	lower = w | 0x20*ones
	x := lower &^ tops
	from := x + (0x80-'a')*ones  // has the top bit of bytes from a
	after := x + (0x7f-'z')*ones // has that of bytes after z
	others := ^(from &^ after &^ w) & tops
	return lower, bits.TrailingZeros64(others) / 8
}

// spacedOrDotted reports whether the single letter before i may be the first
// of an acronym or of a spaced-out word.
func (s *Scanner) spacedOrDotted(i int) bool {
	return s.text[i] == '.' || s.text[i] == ' ' && lower[s.at(i+1)] != 0 && lower[s.at(i+2)] == 0
}

// at returns the byte at i, 0 past the end of the stretch.
func (s *Scanner) at(i int) byte {
	if i < s.limit {
		return s.text[i]
	}
	return 0
}

// skips has the bytes of a gap, joins those that may bind what follows to the
// word before them.
var skips, joins = func() (skips, joins [256]bool) {
	for c := range skips {
		skips[c] = c < 0x80 && lower[c] == 0
		joins[c] = c >= 0x80 || classes[c] == classHyphen || classes[c] == classApostrophe || c == '/' || c == '&'
	}
	return skips, joins
}()

// fill reads the next chunk into the queue, and as many more as the unit that
// begins there covers.
func (s *Scanner) fill() bool {
	s.queue, s.head, s.arena = s.queue[:0], 0, s.arena[:0]
	for s.seek() {
		if s.open > 0 && s.pos >= s.unit.end {
			s.open = 0
			s.findUnit(s.pos)
			break
		}
		s.readChunk()
		s.emit()
		if s.open == 0 {
			break
		}
	}
	return len(s.queue) > 0
}

// seek moves to the next letter or digit, past furniture.
func (s *Scanner) seek() bool {
	for {
		for s.pos < s.limit {
			c := s.text[s.pos]
			if lower[c] != 0 {
				return true
			}
			n := 1
			if c >= 0x80 {
				var r rune
				r, n = decode(s.text[:s.limit], s.pos)
				if c := classOf(r); c == classLetter || c == classDigit {
					return true
				}
			}
			s.pos += n
		}
		if s.limit >= s.to {
			return false
		}
		s.enter(s.limit, s.rest)
	}
}

// enter goes on at pos, where rest is the furniture from there on: past what
// lies at pos and up to the next.
func (s *Scanner) enter(pos int, rest []cable.Span) {
	s.pos, s.limit, s.rest = stretch(pos, s.to, rest)
	s.floor, s.open = s.pos, 0
	s.forgetUnits()
	s.findUnit(s.pos)
}

// stretch returns the first stretch of text at or after pos, with the
// furniture that follows it.
func stretch(pos, to int, furniture []cable.Span) (start, end int, rest []cable.Span) {
	for len(furniture) > 0 && furniture[0].Start <= pos {
		pos = min(max(pos, furniture[0].End), to)
		furniture = furniture[1:]
	}
	end = to
	if len(furniture) > 0 {
		end = min(furniture[0].Start, to)
	}
	return pos, end, furniture
}

// push queues a token whose term is what the arena has from t0 on.
func (s *Scanner) push(t Token, t0 int) {
	s.queue = append(s.queue, queued{Token: t, t0: t0, t1: len(s.arena)})
}
