// Package classifiedby reads the Classified By lines of a cable: who
// classified it, with name and title, for which reasons, and from which source
// the classification was derived.
//
//	Classified By: DCM Jane Roe for reasons 1.4 (b) and (d).
//
//	name Jane Roe, title DCM, reasons 1.4(b) and 1.4(d)
package classifiedby

import (
	"strings"
	"unicode/utf8"

	"reftel/corpus/cable/internal/ascii"
)

// maxNameZone is the limit in bytes on name and title. The longest real ones
// have 171 bytes.
const maxNameZone = 400

// A Person is an officer who classified a cable.
type Person struct {
	Name  string `json:"name,omitempty"`
	Title string `json:"title,omitempty"`
	Raw   string `json:"raw"`
}

// Parse reads the Classified By lines of a cable: the people who classified it,
// the reasons ("1.4(b)"), and the source that it was derived from. The block
// may lack its label, hold several such lines, and be followed by other text.
func Parse(block string) (people []Person, reasons []string, derivedFrom string) {
	text := unwrapClassifiedBy(ascii.Clip(block, 16*maxNameZone))
	for text != "" {
		clause, next := nextClassifiedBy(text)
		zone, rest := splitNameZone(clause)
		if people == nil {
			people = namesIn(zone)
			if people != nil {
				reasons = nil
			}
		}
		if reasons == nil {
			reasons = parseReasons(rest)
		}
		if derivedFrom == "" {
			derivedFrom = derivedSource(clause)
		}
		text = next
	}
	return people, reasons, derivedFrom
}

// nextClassifiedBy returns the text between the first label and the next, and
// the rest from there. Text without a label is one clause.
func nextClassifiedBy(text string) (clause, next string) {
	start, end := ascii.FindClassifiedBy(text, 0)
	if start < 0 {
		return text, ""
	}
	if next, _ := ascii.FindClassifiedBy(text, end); next >= 0 {
		return text[end:next], text[next:]
	}
	return text[end:], ""
}

// splitNameZone splits a clause before the reasons, an order, a paragraph or a
// long text.
func splitNameZone(clause string) (zone, rest string) {
	skip := markersAt(clause)
	for i := skip; i < len(clause); i++ {
		if i == maxNameZone {
			n := len(ascii.Clip(clause, i))
			return clause[min(skip, n):n], clause[n:]
		}
		if endsNameZone(clause, i, skip) {
			return clause[skip:i], clause[i:]
		}
	}
	return clause[skip:], ""
}

// markersAt returns the length of what may precede the name: punctuation, a
// paragraph number, a portion mark, an order.
func markersAt(s string) int {
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case c == '(' && ascii.MarkLen(s[i:]) > 0:
			i += ascii.MarkLen(s[i:])
		case c|0x20 == 'e' && orderAt(s[i:]) > 0:
			i += orderAt(s[i:])
		case ascii.IsLetter(c) || c == '(' || c >= utf8.RuneSelf:
			return i
		case ascii.IsDigit(c) && ascii.SectionNumber(s[i:]) > 0:
			return i
		default:
			i++
		}
	}
	return i
}

// orderAt returns the length of an order ("E.O. 12958") at the start of s, or
// 0.
func orderAt(s string) int {
	n := ascii.OrderLabel(s)
	if n == 0 {
		return 0
	}
	if eo, m := ascii.OrderNumber(s[n:]); eo != "" {
		return n + m
	}
	return 0
}

// endsNameZone reports whether name and title end before i. from is the start
// of the zone.
func endsNameZone(s string, i, from int) bool {
	c := s[i]
	switch {
	case c == '(':
		return i > from && (ascii.MarkLen(s[i:]) > 0 || ascii.LetterGroup(s[i:]) > 0)
	case ascii.IsDigit(c):
		return (i == 0 || !ascii.IsLetter(s[i-1]) && !ascii.IsDigit(s[i-1])) && startsNumber(s[i:])
	case i > 0 && ascii.IsLetter(s[i-1]):
		return false
	case i > from && forReasons(s[i:]):
		return true
	case c|0x20 == 'r':
		return ascii.SpacedPrefix(s[i:], "REASON") > 0 && nounAt(s[i:])
	case c|0x20 == 'b':
		return ascii.HasPrefixFold(s[i:], "BY REASON")
	case c|0x20 == 'd':
		return ascii.HasPrefixFold(s[i:], "DERIVED FROM") || ascii.HasPrefixFold(s[i:], "DECLASSIF") || ascii.HasPrefixFold(s[i:], "DECL:")
	case c|0x20 == 'e':
		return ascii.HasPrefixFold(s[i:], "E.O") || ascii.HasPrefixFold(s[i:], "E. O") || ascii.HasPrefixFold(s[i:], "EO ") || ascii.HasPrefixFold(s[i:], "EXECUTIVE ORDER")
	}
	return false
}

// forReasons reports whether s starts with "for reasons" or "for 1.4", even if
// FOR is misspelt, split or joined to the next word.
func forReasons(s string) bool {
	switch s[0] | 0x20 {
	case 'f':
		if n := ascii.SpacedPrefix(s, "FOR"); n > 0 && ascii.SpacedPrefix(s[n:], "REASON") > 0 {
			return nounAt(s[n:])
		}
	case 'n', 'o', 'p', 'u':
	default:
		return false
	}
	n := 0
	for n < len(s) && n < 6 && ascii.IsAlnum(s[n]) {
		n++
	}
	var buf [6]byte
	word, ok := ascii.FoldWord(buf[:], s[:n])
	if !ok || !forWords[string(word)] {
		return false
	}
	s = s[n:]
	s = s[ascii.Blanks(s):]
	return ascii.SpacedPrefix(s, "REASON") > 0 && nounAt(s) || ascii.SectionNumber(s) > 0
}

// forWords are the words that introduce the reasons, with misspellings of FOR.
var forWords = map[string]bool{
	"FOR": true, "FR": true, "FO": true, "FRO": true, "FPR": true, "FOT": true, "FOF": true, "FOER": true, "FFOR": true, "FOOR": true,
	"FORR": true, "F": true, "OR": true, "OF": true, "NOR": true, "PER": true, "UNDER": true,
}

// nounAt reports whether s starts with the noun "reason" or "reasons", not with
// "reasonable".
func nounAt(s string) bool {
	n := ascii.SpacedPrefix(s, "REASON")
	if n < len(s) && s[n]|0x20 == 's' {
		n++
	}
	return n == len(s) || !ascii.IsLetter(s[n])
}

// startsNumber reports whether s starts with a section ("1.4", "1 (b)") or a
// paragraph number.
func startsNumber(s string) bool {
	if ascii.SectionNumber(s) > 0 {
		return true
	}
	n := ascii.Digits(s)
	if n > 2 || n == len(s) {
		return false
	}
	if s[n] == '.' || s[n] == ')' {
		return s[0] != '0'
	}
	n += ascii.Blanks(s[n:])
	return ascii.LetterGroup(s[n:]) > 0
}

// derivedSource returns the source named by "Derived from" or "… guide by".
func derivedSource(clause string) string {
	if i := ascii.IndexFold(clause, "DERIVED FROM"); i >= 0 {
		s := strings.TrimLeft(clause[i+len("derived from"):], " :\f\v\t")
		return strings.TrimSpace(strings.TrimRight(s[:sourceEnd(s)], " .,;:\f\v\t\r\n"))
	}
	zone := ascii.Clip(clause, maxNameZone)
	if i := ascii.IndexFold(zone, "GUIDE BY "); i >= 0 {
		return strings.TrimSpace(strings.Trim(zone[:i+len("guide")], " .,;:\f\v\t\r\n"))
	}
	return ""
}

// sourceEnd returns the end of the name of a source: the next statement or
// sentence.
func sourceEnd(s string) int {
	for i := range s {
		switch c := s[i]; {
		case i >= maxNameZone || c == ';':
			return i
		case c == '.' && i+2 < len(s) && s[i+1] == ' ' && i > 3 && ascii.IsLetter(s[i-3]):
			return i
		case i > 0 && s[i-1] == ' ' && (ascii.HasPrefixFold(s[i:], "DECL") || ascii.HasPrefixFold(s[i:], "REASON") || ascii.HasPrefixFold(s[i:], "DATE OF")):
			return i
		}
	}
	return len(s)
}

// parseReasons returns the reasons at the start of s, each once and in order:
// "1.4(b)", or "(b)" if the section is missing.
func parseReasons(s string) []string {
	r := reasonReader{s: s[:min(len(s), maxNameZone)], open: true}
	for r.i < len(r.s) && r.step() {
	}
	return r.out
}

// A reasonReader scans the reasons of a clause.
type reasonReader struct {
	s       string
	i       int
	section int  // the digit of the section, 0 before the first
	last    byte // the last letter as written, 0 before the first of a section
	open    bool // a letter may follow: after a section, a comma, "and"
	inside  bool // between parentheses
	bare    bool // letters follow without section and parentheses
	out     []string
}

// step reads one token and reports whether the reasons may continue.
func (r *reasonReader) step() bool {
	s := r.s[r.i:]
	switch c := s[0]; {
	case ascii.IsBlank(c) || c == ':' || c == '-' || c == '*':
		r.open = r.open || c == '-' && r.inside
		r.i++
	case c == ',' || c == '/' || c == '&' || c == '+' || c == ';':
		r.open = true
		r.i++
	case c == ')' || c == ']' || c == '}' || c == '0' && r.inside && r.last != 0:
		r.inside = false
		r.i++
	case c == '.':
		return r.point()
	case ascii.SectionNumber(s) > 0:
		n := ascii.SectionNumber(s)
		r.section, r.last, r.open = int(s[n-1]-'0'), 0, true
		r.i += n
	case c == '(' || c == '[' || c == '{' || c == '9' && ascii.LetterGroup(s) > 0:
		return r.group()
	case ascii.IsLetter(c):
		return r.word()
	case ascii.IsDigit(c):
		return len(r.out) == 0 && r.skip(ascii.Digits(s)) // the number of the order
	default:
		return len(r.out) == 0 && r.skip(1)
	}
	return true
}

func (r *reasonReader) skip(n int) bool {
	r.i += n
	return true
}

// point reads a full stop. It ends the list unless nothing has been read, a
// parenthesis is open, or "and" or a section follows.
func (r *reasonReader) point() bool {
	r.i++
	if r.last == 0 || r.inside {
		return true
	}
	rest := r.s[r.i:]
	rest = rest[ascii.Blanks(rest):]
	return strings.HasPrefix(rest, "&") || ascii.HasWordFold(rest, "AND") || ascii.SectionNumber(rest) > 0
}

// group reads an opening parenthesis. Without a comma or "and" before it, only
// a later letter in the same case continues the list: another is a portion
// mark.
func (r *reasonReader) group() bool {
	n := ascii.LetterGroup(r.s[r.i:])
	if n == 0 {
		return (r.last == 0 || r.inside) && r.skip(1)
	}
	letter := r.s[r.i+n-1]
	if !r.open && (letter <= r.last || ascii.IsUpper(letter) != ascii.IsUpper(r.last)) {
		return false
	}
	r.inside, r.open = true, true
	return r.skip(n - 1)
}

// word reads a single letter, or skips a word between reasons.
func (r *reasonReader) word() bool {
	s := r.s[r.i:]
	n := ascii.Letters(s)
	switch {
	case n == 1 && r.section == 0 && !r.inside && !r.bare:
		return r.skip(1) // the "f" of a broken "for"
	case n == 1:
		return r.letter(s[0])
	case r.last == 0:
		r.bare = ascii.HasPrefixFold(s, "REASON") && bareLetters(s[n:])
		return r.skip(n)
	case n <= 3 && (ascii.HasWordFold(s, "AND") || ascii.HasWordFold(s, "OR") || ascii.LetterGroup(s[n+ascii.Blanks(s[n:]):]) > 0):
		r.open = true // "amd (d)" as well
		return r.skip(n)
	case ascii.HasPrefixFold(s, "REASON") || ascii.HasPrefixFold(s, "SECTION"):
		return r.skip(n)
	case ascii.HasPrefixFold(s, "AND") && n == 4: // "andd)"
		r.open = true
		return r.skip(3)
	}
	return false
}

// bareLetters reports whether s, the text after "reasons", starts with a list
// of letters: ": b, d".
func bareLetters(s string) bool {
	s = s[ascii.Span(s, " :-"):]
	if s == "" || s[0]|0x20 < 'a' || s[0]|0x20 > 'h' {
		return false
	}
	s = s[1:]
	s = s[ascii.Blanks(s):]
	return s != "" && strings.IndexByte(",/&+", s[0]) >= 0 || ascii.HasWordFold(s, "AND")
}

// letter reads the letter of a reason. Only a comma, "and" or a parenthesis
// continues the list after it.
func (r *reasonReader) letter(c byte) bool {
	if low := c | 0x20; !r.open || low > 'h' {
		return false
	}
	r.out = ascii.AppendOnce(r.out, reasonNames[max(r.section-2, 0)][c|0x20-'a'])
	r.last, r.open = c, false
	return r.skip(1)
}

// reasonNames holds the reasons by section (none, 1.3 to 1.7) and letter.
var reasonNames = func() (names [6][8]string) {
	for i := range names {
		for j := range names[i] {
			letter := "(" + string(rune('a'+j)) + ")"
			if i > 0 {
				letter = "1." + string(rune('2'+i)) + letter
			}
			names[i][j] = letter
		}
	}
	return names
}()
