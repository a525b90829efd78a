package refs

import (
	"strings"

	"reftel/corpus/cable/internal/ascii"
)

// Label returns the length of the label of a block of references at the start
// of s, or 0: "REF:", "REFS.", "REFTEL:", "Ref(s):", or a bare "REF" before the
// label of an entry.
func Label(s string) int {
	if !ascii.HasPrefixFold(s, "REF") {
		return 0
	}
	n := len("ref")
	for _, more := range [...]string{"ERENCES", "ERENCE(S)", "ERENCE", "TELS", "TEL(S)", "TEL", "(S)", "S"} {
		if ascii.HasPrefixFold(s[n:], more) {
			n += len(more)
			break
		}
	}
	colon := n + ascii.Blanks(s[n:])
	if colon < len(s) && (s[colon] == ':' || s[colon] == '.' && colon == n || s[colon] == ';') {
		return colon + 1
	}
	if colon > n && entryLabel(s[colon:]) > 0 {
		return colon
	}
	return 0
}

// entryLabel returns the length of the label of an entry at the start of s, or
// 0: "A.", "A)", "(A)", "A:".
func entryLabel(s string) int {
	switch {
	case len(s) >= 3 && (s[0] == '(' || s[0] == '[') && ascii.IsLetter(s[1]) && (s[2] == ')' || s[2] == ']'):
		return 3
	case len(s) >= 2 && ascii.IsLetter(s[0]) && (s[1] == '.' || s[1] == ')' || s[1] == ':'):
		return 2
	}
	return 0
}

// cutRefLabel returns the length of the REF labels that a block starts with. A
// label after that of the first entry ("A. REF PARIS 12") is left to the
// labelReader.
func cutRefLabel(s string) int {
	i := ascii.Span(s, " -")
	for n := 0; n < 3; n++ {
		rest := s[i:]
		m := Label(rest)
		if m == 0 && ascii.HasWordFold(rest, "REF") {
			m = len("ref")
		}
		if m == 0 && (ascii.HasWordFold(rest, "REFS") || ascii.HasWordFold(rest, "REFTEL")) {
			m = ascii.Letters(rest)
		}
		if m == 0 {
			return i
		}
		i += m
		i += ascii.Span(s[i:], " :")
	}
	return i
}

// A labelReader finds the labels of the entries of a block. Labels are in
// alphabetical order, which tells them from initials.
type labelReader struct {
	s    string
	i    int
	last byte // the last label; 0 before the first
	kind byte // its form: '(', '.', ')', ':', or ' ' for a bare letter
}

// next returns the offset of the next label, the start of its entry, and the
// label in upper case. At the end of the block both offsets are its length. A
// portion mark before prose ends the block.
func (l *labelReader) next() (at, end int, label string) {
	for ; l.i < len(l.s); l.i++ {
		if l.i > 0 && strings.IndexByte(" ;,-)]", l.s[l.i-1]) < 0 {
			continue
		}
		c, n, kind := readLabel(l.s[l.i:])
		if kind == '(' && !l.follows(c, kind) && paragraphMark(c, l.s[l.i+n:]) {
			l.s = l.s[:l.i]
			break
		}
		if n == 0 || !l.follows(c, kind) {
			continue
		}
		at = l.i
		l.last, l.kind = c, kind
		l.i += n
		l.i += l.repeated(c)
		return at, l.i, string(c)
	}
	return len(l.s), len(l.s), ""
}

// paragraphMark reports whether the letter c in parentheses before text is the
// portion mark of a paragraph.
func paragraphMark(c byte, text string) bool {
	return (c == 'C' || c == 'S' || c == 'U') && len(text) > 40 && ascii.IsLetter(text[0]) && entryLabel(text) == 0 && ascii.HasLower(text[:40])
}

// follows reports whether label c may follow the last label.
func (l *labelReader) follows(c, kind byte) bool {
	switch {
	case l.last == 0:
		return c == 'A' || c == '1' && (kind == '(' || kind != '.' && l.i == 0 || startsMRN(l.s[l.i+2:])) || l.i == 0 && kind != ' ' && ascii.IsLetter(c) && (kind != '(' || c != 'U' && c != 'S')
	case kind == '(' && l.kind != '(' && (c == 'C' || c == 'S' || c == 'U'):
		return c == l.last // otherwise it is a portion mark
	case kind == ' ' && l.kind != ' ':
		return c == l.last+1
	}
	return c == l.last || c > l.last && c <= l.last+3
}

// readLabel reads a label at the start of s: "A.", "(A)", "[A]", "A)", "A:",
// "(1)", and before an MRN also "A ", "A-", "A/", "A," and "(A ". n includes the
// spaces after it and is 0 if there is no label.
func readLabel(s string) (c byte, n int, kind byte) {
	i := 0
	if s != "" && strings.IndexByte("([{<", s[0]) >= 0 {
		i = 1
	}
	if i+1 >= len(s) || !ascii.IsAlnum(s[i]) {
		return 0, 0, 0
	}
	c, n, kind = s[i], i+2, s[i+1]
	if i == 1 {
		n, kind = bracketed(s)
		if n == 0 {
			return 0, 0, 0
		}
	}
	switch kind {
	case '(', '.', ')', ':':
	case ']':
		kind = ')'
	case ' ', '-', '/', ',':
		kind = ' '
		if !ascii.IsUpper(c) || s[1] == '-' && n < len(s) && ascii.IsDigit(s[n]) || !beforeMRN(s[n:]) {
			return 0, 0, 0
		}
	default:
		return 0, 0, 0
	}
	if kind == '.' && ascii.IsDigit(c) && n < len(s) && ascii.IsDigit(s[n]) {
		return 0, 0, 0
	}
	return ascii.Upper(c), n + ascii.Span(s[n:], " .)-:"), kind
}

// bracketed returns the length and the form of the label in brackets at the
// start of s. The closing bracket may be missing before a space.
func bracketed(s string) (n int, kind byte) {
	n = 2 + ascii.Span(s[2:], ".")
	switch {
	case n < len(s) && strings.IndexByte(")]}>", s[n]) >= 0:
		return n + 1, '('
	case n == 2 && s[n] == ' ':
		return n, ' '
	case n == 3 && n < len(s) && s[n] == ' ':
		return n, '.'
	}
	return 0, 0
}

// beforeMRN reports whether s starts with an MRN, and not with the number of
// an airgram ("A-7012 JUNE 14 1973") or the rest of "E-MAIL 12/17".
func beforeMRN(s string) bool {
	if s = strings.TrimLeft(s, " -"); s == "" || ascii.HasPrefixFold(s, "MAIL") {
		return false
	}
	if n := ascii.Digits(s); n > 0 && n != 2 && fullYear(s[:n]) == 0 {
		return false
	}
	return startsMRN(s)
}

// repeated returns the length of a repetition of the label c: "A. (A)", "A. A)",
// "A. REF A", "A. REF:".
func (l *labelReader) repeated(c byte) int {
	i := 0
	rest := l.s[l.i:]
	for n := 0; n < 2; n++ {
		if ascii.HasWordFold(rest[i:], "REF") || ascii.HasWordFold(rest[i:], "REFTEL") {
			i += ascii.Letters(rest[i:])
			i += ascii.Span(rest[i:], " :")
		}
		same, m, _ := readLabel(rest[i:])
		if m == 0 || same != c {
			return i
		}
		i += m
	}
	return i
}

// startsMRN reports whether s begins like an MRN: an optional year, a name and
// a number.
func startsMRN(s string) bool {
	if year, n := leadingYear(s); year != 0 {
		s = s[n:]
	} else if s = strings.TrimLeft(s, " '"); ascii.Digits(s) > 0 {
		return false
	}
	i := 0
	for words := 0; words < 4; words++ {
		n := ascii.Letters(s[i:])
		if n == 0 {
			break
		}
		i += n
		i += ascii.Span(s[i:], " -'")
	}
	return i > 2 && i < len(s) && (ascii.IsDigit(s[i]) || s[i] == '#')
}
