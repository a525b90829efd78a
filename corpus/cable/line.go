package cable

import "strings"

// A line is a line of the text, or a part of one where furniture was cut out
// of it. Offsets are into the text.
type line struct {
	start int // of the first byte, blanks included
	in    int // of the first byte that is not blank; end if there is none
	end   int // after the last byte that is not blank
	next  int // of the next line: after the line end
	kind  lineKind
	flat  bool // it was split from a longer line of the text (flat.go)
	form  form // of the whole line; formNone if it has no known form
}

type lineKind uint8

const (
	lineText lineKind = iota
	lineBlank
	lineFurniture
	lineTransmission // a transmission line (FORMAT 1)
	lineFact         // a statement of the archive
)

// A scanner splits a text into lines. Besides "\n" it knows "\r\n", a "\r" of
// its own, and the Unicode line and paragraph separators that archives put in
// when they copied from web pages.
type scanner struct {
	text   string
	exotic bool // there are line ends other than "\n" and "\r\n"
}

func newScanner(text string) scanner {
	return scanner{text: text, exotic: hasSeparator(text) || loneReturn(text)}
}

// hasSeparator reports whether text has a line or paragraph separator.
func hasSeparator(text string) bool {
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], 0xe2)
		if next < 0 {
			return false
		}
		i += next
		if rest := text[i:]; strings.HasPrefix(rest, "\u2028") || strings.HasPrefix(rest, "\u2029") {
			return true
		}
	}
	return false
}

func loneReturn(text string) bool {
	for i := 0; ; i++ {
		n := strings.IndexByte(text[i:], '\r')
		if n < 0 {
			return false
		}
		if i += n; i+1 == len(text) || text[i+1] != '\n' {
			return true
		}
	}
}

// line returns the line that starts at the offset at, up to limit.
func (s *scanner) line(at, limit int) line {
	end, next := limit, limit
	if s.exotic {
		end, next = s.lineEnd(at, limit)
	} else if n := strings.IndexByte(s.text[at:limit], '\n'); n >= 0 {
		end, next = at+n, at+n+1
	}
	l := line{start: at, in: at, end: end, next: next}
	for l.end > l.start && isBlank(s.text[l.end-1]) {
		l.end--
	}
	for l.in < l.end && isBlank(s.text[l.in]) {
		l.in++
	}
	if l.in == l.end {
		l.kind = lineBlank
	}
	return l
}

// lineEnd returns the end of the line that starts at the offset at of an exotic text,
// and the start of the next.
func (s *scanner) lineEnd(at, limit int) (end, next int) {
	for i := at; i < limit; i++ {
		switch c := s.text[i]; {
		case c == '\n':
			return i, i + 1
		case c == '\r':
			if i+1 < limit && s.text[i+1] == '\n' {
				return i, i + 2
			}
			return i, i + 1
		case c == 0xe2 && i+2 < limit && s.text[i+1] == 0x80 && s.text[i+2]&^1 == 0xa8:
			return i, i + 3
		}
	}
	return limit, limit
}
