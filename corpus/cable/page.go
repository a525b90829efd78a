package cable

import (
	"strings"

	"reftel/corpus/post"
)

// A pageHeader is a page header of ACP 126, which archives of old cables and
// partial extracts print:
//
//	PAGE 01        HARARE  09966  01 OF 03  291310Z
type pageHeader struct {
	post, number      string
	section, sections int
	time              string // "291310Z"; empty if the page has none
}

// readPage reads a page header at the start of s and returns its length n, 0 if
// there is none.
func readPage(s string) (h pageHeader, n int) {
	if !hasPrefixFold(s, "PAGE") {
		return h, 0
	}
	s = s[:min(len(s), 120)]
	i := 4 + blanks(s[4:])
	d := digits(s[i:])
	if i == 4 && d != 2 || d == 0 || d > 3 {
		return h, 0
	}
	i += d
	i += blanks(s[i:])
	i += routedClass(s[i:])
	h, n = readPost(s[i:])
	if n == 0 {
		return h, 0
	}
	return h, i + n
}

// routedClass returns the length of the routing indicator, serial and classification
// that later prints have between page number and post:
// "RUEHFRA2440 C O N F I D E N T I A L "; 0 if they are not there.
func routedClass(s string) int {
	i := letters(s)
	if i < 4 || i > 8 || s[0] != 'R' || digits(s[i:]) < 3 {
		return 0
	}
	i += digits(s[i:])
	i += blanks(s[i:])
	_, n, _ := classWord(s[i:])
	if n == 0 {
		return 0
	}
	i += n
	return i + blanks(s[i:])
}

// readPost reads what follows the number of a page: post, number, the number of a
// travelling party, section and time.
func readPost(s string) (h pageHeader, n int) {
	i := 0
	for i < len(s) && (isLetter(s[i]) || s[i] == ' ') {
		i++
	}
	name := strings.TrimSpace(s[:i])
	d := digits(s[i:])
	if d < 3 || d > 8 || !isPostName(name) {
		return h, 0
	}
	found, known := post.Lookup(name)
	h.post, h.number = found.Code, trimZeros(s[i:i+d])
	if !known {
		h.post = squeeze(name)
	}
	i += d
	i += partySeries(s[i:])
	if section, sections, n := ofPair(s, i); n > 0 {
		h.section, h.sections, i = section, sections, n
	}
	j := i + blanks(s[i:])
	if n := digitLikes(s[j:]); n == 6 && j+6 < len(s) && upper(s[j+6]) == 'Z' && digits(s[j+1:]) > 0 {
		h.time, i = digitsOf(s[j:j+6])+"Z", j+7
	} else if digits(s[j:]) == 7 && (s[j+6] == '2' || s[j+6] == '7') && j+7 == len(s) {
		h.time, i = s[j:j+6]+"Z", j+7 // Z misread as 2 or 7
	}
	if !known && d < 5 && h.sections == 0 && h.time == "" {
		return pageHeader{}, 0 // "PAGE 02 AND PAGE 117"
	}
	return h, i
}

// partySeries returns the length of the number that a travelling party gave a
// cable besides the post's (FORMAT 6): " TOSEC 010037".
func partySeries(s string) int {
	i := blanks(s)
	word := s[i : i+letters(s[i:])]
	switch word {
	case "TOSEC", "SECTO", "PARTO", "TOPAR", "TOFIN", "FINTO":
	default:
		return 0
	}
	i += len(word)
	i += blanks(s[i:])
	d := digits(s[i:])
	if d < 2 || d > 6 {
		return 0
	}
	return i + d
}

// pageRun returns the length of the page header that s begins with, or 0.
func pageRun(s string) int {
	_, n := readPage(s)
	return n
}

// pageLine reads the page header of a partial extract among the transmission lines.
func (t *transmissionReader) pageLine(s string) bool {
	h, n := readPage(s)
	if n == 0 {
		return false
	}
	if t.page.post == "" {
		t.page = h
	}
	return true
}

// digitLikes returns the number of digits, or letters misread for digits, that s
// begins with.
func digitLikes(s string) int {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) && strings.IndexByte("OIl", s[i]) < 0 {
			return i
		}
	}
	return len(s)
}

// digitsOf returns s with O, I and l replaced by digits.
func digitsOf(s string) string { return digitReplacer.Replace(s) }

var digitReplacer = strings.NewReplacer("O", "0", "I", "1", "l", "1")
