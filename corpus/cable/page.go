package cable

import (
	"strings"

	"reftel/corpus/post"
)

// A pageHeader is what the page headers of ACP 126 give that archives of old
// telegrams, and partial extracts, still print:
//
//	PAGE 01        HARARE  06677  01 OF 03  291400Z
type pageHeader struct {
	at                int // in the text; -1 in furniture
	post, number      string
	section, sections int
	time              string // "291400Z"; empty where the page has none
}

// readPage reads a page header at the start of s; n is the bytes that it
// takes, 0 if it is none.
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

// routedClass returns the length of the routing indicator with serial and of
// the classification that later prints have between page number and post:
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

// readPost reads what follows the number of a page: post, number, a second
// number of a travelling party, section and time.
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
		h.time, i = s[j:j+6]+"Z", j+7 // a scan's reading of Z
	}
	if !known && d < 5 && h.sections == 0 && h.time == "" {
		return pageHeader{}, 0 // "PAGE 02 AND PAGE 117"
	}
	return h, i
}

// partySeries returns the length of the number that a travelling party gave a
// telegram beside the post's (FORMAT 6): " TOSEC 010037".
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

// pageRun returns the bytes that the page header takes that s begins with.
func pageRun(s string) int {
	_, n := readPage(s)
	return n
}

// pageLine takes the page header of a partial extract among the transmission
// lines.
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

// digitLikes returns how many digits s starts with, those included that a scan
// took for letters.
func digitLikes(s string) int {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) && strings.IndexByte("OIl", s[i]) < 0 {
			return i
		}
	}
	return len(s)
}

// digitsOf returns s with the letters that a scan took for digits mended.
func digitsOf(s string) string { return digitMender.Replace(s) }

var digitMender = strings.NewReplacer("O", "0", "I", "1", "l", "1")
