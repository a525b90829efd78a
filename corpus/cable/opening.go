package cable

import (
	"strings"

	"reftel/corpus/mrn"
	"reftel/corpus/post"
)

// An opening is the line that opens the text of a cable:
//
//	C O N F I D E N T I A L SECTION 01 OF 02 BRUSSELS 001828 NOFORN
type opening struct {
	start, end int // of the line up to its MRN, in the text
	class      string
	repaired   string // as written, where the class was garbled
	section    int    // 0 if there are no sections
	sections   int
	id         mrn.MRN // zero if the line names none
	postKnown  bool
	handling   []string
	party      string // number of a travelling party: "TOSEC 010037"
}

var classWords = []struct{ spelling, class string }{
	{"CONFIDENTIAL", confidential},
	{"SECRET", secret},
	{"UNCLASSIFIED", unclassified},
	{"UNCLAS", unclassified},
	{"LIMITEDOFFICIALUSE", officialUse},
	{"LIMOFFUSE", officialUse},
	{"LOU", officialUse},
	{"TOPSECRET", topSecret},
	{"FOROFFICIALUSEONLY", fouo},
	{"SENSITIVEBUTUNCLASSIFIED", sensitive},
	{"SBU", sensitive},
}

// classWord reads the classification that s begins with, spaced out or not, and
// returns its length n, 0 if there is none. It skips a first letter that was
// printed twice ("SS E C R E T").
func classWord(s string) (class string, n int, garbled bool) {
	if len(s) < 3 {
		return "", 0, false
	}
	if !startsClass(s[0]) {
		return "", 0, false
	}
	first := upper(s[0])
	if s[0] == s[1] && s[2] == ' ' {
		if class, n, _ = classWord(s[1:]); n > 0 {
			return class, n + 1, true
		}
	}
	for _, i := range classesOf[first-'A'] {
		w := &classWords[i]
		if n := spelledWord(s, w.spelling); n > 0 {
			return w.class, n, false
		}
	}
	if s[1] != ' ' {
		return "", 0, false // not spaced out, as most lines
	}
	return garbledClass(s)
}

// startsClass reports whether a classification may begin with the byte c.
func startsClass(c byte) bool {
	switch upper(c) {
	case 'C', 'S', 'U', 'L', 'T', 'F':
		return true
	}
	return false
}

// mayBeClass reports whether readClassLine may read a classification at the start of
// s. Most lines fail in their first two bytes: one in small letters must begin like
// one of classWords, and is not misread.
func mayBeClass(s string) bool {
	if !startsClass(s[0]) {
		return false
	}
	if s[1]-'a' >= 26 || s[0] == s[1] {
		return true
	}
	switch upper(s[0]) {
	case 'S':
		return s[1] == 'e' || s[1] == 'b'
	case 'U':
		return s[1] == 'n'
	case 'L':
		return s[1] == 'i' || s[1] == 'o'
	}
	return s[1] == 'o'
}

// garbledClass reads a spaced-out classification with up to two letters lost or
// misread: single letters with blanks between them.
func garbledClass(s string) (class string, n int, garbled bool) {
	var word [20]byte
	w, i := 0, 0
	for i < len(s) && w < len(word) && (isLetter(s[i]) || s[i] == '1' && i > 0 && s[i-1] == ' ') {
		word[w] = upper(s[i])
		if s[i] == '1' {
			word[w] = 'L'
		}
		w++
		if i+1 == len(s) || s[i+1] != ' ' {
			// The last letter of the word, unless it starts the next one.
			if i++; i < len(s) && isLetter(s[i]) {
				w--
				i--
			}
			break
		}
		i += 2
	}
	if w < 5 {
		return "", 0, false
	}
	for _, c := range classWords[:3] {
		if near(string(word[:w]), c.spelling, 2) {
			return c.class, i, true
		}
	}
	return "", 0, false
}

// looseClass reads the misread classification of a line that ends in a known post
// and a number: "CONFIDEN I I A I", "SECRE I". It returns its length n, 0 if there
// is none.
func looseClass(s string) (class string, n int) {
	if len(s) < 12 || len(s) > 60 || !isDigit(s[len(s)-1]) || strings.IndexByte("CSUL", s[0]) < 0 || !upperOnly(s) {
		return "", 0
	}
	end := len(s)
	for end > 0 && isDigit(s[end-1]) {
		end--
	}
	if len(s)-end < 3 || end == 0 || s[end-1] != ' ' {
		return "", 0
	}
	at := strings.TrimRight(s[:end], " ")
	for words := 0; words < 3; words++ {
		i := strings.LastIndexByte(at, ' ')
		if i < 4 {
			return "", 0
		}
		at = strings.TrimRight(at[:i], " ")
		if _, known := post.Lookup(strings.TrimSpace(s[len(at):end])); !known {
			continue
		}
		if class := nearClass(squeeze(at)); class != "" {
			return class, len(at)
		}
	}
	return "", 0
}

// nearClass returns the classification that word is, up to some wrong letters, or
// "".
func nearClass(word string) string {
	for _, c := range [...]struct {
		spelling, class string
		limit           int
	}{{"CONFIDENTIAL", confidential, 4}, {"SECRET", secret, 2}, {"UNCLASSIFIED", unclassified, 3}, {"UNCLAS", unclassified, 1}, {"LIMITEDOFFICIALUSE", officialUse, 4}} {
		if (word[0] == c.spelling[0] || len(c.spelling) > 8) && editDistance(word, c.spelling, c.limit) <= c.limit {
			return c.class
		}
	}
	return ""
}

// captions are the words of classification and caption lines and their meanings.
// Those without a meaning are skipped.
var captions = []struct{ spelling, handling string }{
	{"SIPDIS", "SIPDIS"},
	{"NOFORN", "NOFORN"},
	{"SENSITIVE", "SENSITIVE"},
	{"EXDIS", "EXDIS"},
	{"NODIS", "NODIS"},
	{"LIMDIS", "LIMDIS"},
	{"STADIS", "STADIS"},
	{"CHEROKEE", "CHEROKEE"},
	{"ROGERCHANNEL", "ROGER CHANNEL"},
	{"NOCONTRACT", "NOCONTRACT"},
	{"ORCON", "ORCON"},
	{"EYESONLY", "EYES ONLY"},
	{"SBU", "SBU"},
	{"FOROFFICIALUSEONLY", "FOUO"},
	{"FOUO", "FOUO"},
	{"LIMITEDOFFICIALUSE", "LOU"},
	{"NOTAL", "NOTAL"},
	{"EFTO", "EFTO"},
	{"FGI", "FGI"},
	{"NF", "NOFORN"},
	{"INFORMCONSULS", "INFORM CONSULS"},
	{"NOTFORINTERNETDISTRIBUTION", "NOT FOR INTERNET DISTRIBUTION"},
	{"NOTFORINTERNET", "NOT FOR INTERNET DISTRIBUTION"}, // broken over two lines
	{"SENSITIVEBUTUNCLASSIFIED", "SENSITIVE"},
	{"FINAL", ""},
	{"BUTUNCLASSIFIED", ""},
}

// classesOf and captionsOf are the indexes of classWords and captions by their first
// letter.
var classesOf, captionsOf = func() (classes, words [26][]int) {
	for i, w := range classWords {
		classes[w.spelling[0]-'A'] = append(classes[w.spelling[0]-'A'], i)
	}
	for i, c := range captions {
		words[c.spelling[0]-'A'] = append(words[c.spelling[0]-'A'], i)
	}
	return classes, words
}()

// opensCaption has a bit for each pair of capitals with which a classification or
// caption may begin: that of the second letter, at the index of the first.
var opensCaption = func() (pairs [26]uint32) {
	for _, w := range classWords {
		pairs[w.spelling[0]-'A'] |= 1 << (w.spelling[1] - 'A')
	}
	for _, c := range captions {
		pairs[c.spelling[0]-'A'] |= 1 << (c.spelling[1] - 'A')
	}
	for i := range pairs {
		pairs[i] |= 1 << i // the first letter was printed twice
	}
	pairs['R'-'A'] |= 1 << ('E' - 'A') // REL
	return pairs
}()

// captionWord reads the caption that s begins with; n is 0 if there is none.
func captionWord(s string) (handling string, n int) {
	if s == "" || !isLetter(s[0]) {
		return "", 0
	}
	for _, i := range captionsOf[upper(s[0])-'A'] {
		c := &captions[i]
		if n := spelledWord(s, c.spelling); n > 0 {
			return c.handling, n
		}
	}
	for _, c := range captions[:2] { // the line end after it may be lost
		if strings.HasPrefix(s, c.spelling) && isUpper(s[len(c.spelling)]) {
			return c.handling, len(c.spelling)
		}
	}
	if hasWordFold(s, "REL") {
		end := strings.IndexAny(s, ".;\n")
		if end < 0 {
			end = len(s)
		}
		if list, ok := releasableTo(s[:end]); ok && end < 60 {
			return list, end
		}
	}
	return "", 0
}

// readClassLine reads the classification line at the start of the line [at, end)
// of the text.
func (r *reading) readClassLine(at, end int) (c opening, ok bool) {
	rest := r.text[at:]
	class, n, garbled := classWord(rest[:min(len(rest), 120)])
	if n == 0 {
		if class, n = looseClass(r.text[at:end]); n == 0 {
			return c, false
		}
		garbled = true
	}
	c = opening{start: at, end: at + n, class: class}
	if garbled {
		c.repaired = strings.TrimSpace(rest[:n])
	}
	if c.end > end { // broken over two lines
		end = r.scan.line(c.end, min(len(r.text), c.end+120)).end
	}
	head := c
	r.readClassTail(&c, end)
	if c.id.Number == "" {
		limit := min(len(r.text), end+200)
		next := r.scan.line(r.scan.line(end, limit).next, limit)
		s := r.text[next.in:next.end]
		_, _, section := sectionOf(s)
		if section > 0 || c.end < end && (digits(s) >= 4 || hasPrefixFold(s, "OF 0")) {
			c = head // what follows the class is broken over two lines
			r.readClassTail(&c, next.end)
		}
	}
	return c, true
}

// readClassTail reads captions, section and MRN after the classification.
func (r *reading) readClassTail(c *opening, end int) {
	for c.end < end {
		s := r.text[c.end:end]
		if i := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune(" \t\n/,-", r) }); i > 0 {
			c.end += i
			continue
		} else if i < 0 {
			return
		}
		if section, total, n := sectionOf(s); n > 0 {
			c.section, c.sections = section, total
			c.end += n
			continue
		}
		if handling, n := captionWord(s); n > 0 {
			if handling != "" {
				c.handling = appendOnce(c.handling, handling)
			}
			c.end += n
			continue
		}
		r.readClassID(c, s)
		return
	}
}

// readClassID reads the MRN that ends a classification line.
func (r *reading) readClassID(c *opening, s string) {
	s = s[:min(len(s), 60)]
	i := strings.IndexAny(s, "0123456789")
	if i < 3 {
		return
	}
	n := digits(s[i:])
	name := strings.TrimRight(s[:i], " \t\n")
	if n < 2 || n > 8 || !isPostName(name) || hasPrefixFold(squeeze(name), "SECTION") {
		return
	}
	if found, ok := post.Lookup(name); ok {
		c.postKnown = true
		name = found.Code
	}
	c.id = mrn.MRN{Year: r.year, Post: squeeze(name), Number: trimZeros(s[i : i+n])}
	c.end += i + n
	if n := partySeries(s[min(len(s), i+n):]); n > 0 {
		c.party = strings.TrimSpace(r.text[c.end : c.end+n])
		c.end += n
	}
}

// isPostName reports whether s may be the name of a post: up to four words of
// letters.
func isPostName(s string) bool {
	words := 1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isBlank(c):
			if i > 0 && !isBlank(s[i-1]) {
				words++
			}
		case !isLetter(c) && c != '.' && c != '\'' && c != '-':
			return false
		}
	}
	return len(s) >= 3 && words <= 4
}

// sectionOf reads "SECTION 01 OF 03" or "FINAL SECTION OF 2" at the start of s; the
// word may be misread. n is 0 if there is none.
func sectionOf(s string) (section, total, n int) {
	if hasWordFold(s, "FINAL") {
		return finalSection(s)
	}
	i := spacedPrefix(s, "SECTION")
	if i == 0 {
		word := s[:letters(s)]
		if !near(word, "SECTION", 2) && !(len(word) == 6 && hasPrefixFold(word, "ECTION")) {
			return 0, 0, 0
		}
		i = len(word)
	}
	return ofPair(s, i)
}

// finalSection reads "FINAL SECTION OF 2".
func finalSection(s string) (section, total, n int) {
	i := len("FINAL")
	i += blanks(s[i:])
	for _, w := range [...]string{"SECTION", "OF"} {
		if !hasWordFold(s[i:], w) {
			return 0, 0, 0
		}
		i += len(w)
		i += blanks(s[i:])
	}
	total, n = smallNumber(s[i:])
	if n == 0 {
		return 0, 0, 0
	}
	return total, total, i + n
}

var numberWords = [...]string{"ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"}

// smallNumber reads a number of up to three digits, or one in words, at the
// start of s; n is 0 if there is none.
func smallNumber(s string) (value, n int) {
	if n = digits(s); n > 0 && n <= 3 {
		return number(s[:n]), n
	}
	for i, w := range numberWords {
		if hasWordFold(s, w) {
			return i + 1, len(w)
		}
	}
	return 0, 0
}

// ofPair reads "01 OF 03" at s[i:].
func ofPair(s string, i int) (section, total, n int) {
	i += blanks(s[i:])
	section, d := smallNumber(s[i:])
	if d == 0 {
		return 0, 0, 0
	}
	i += d
	i += blanks(s[i:])
	if !hasPrefixFold(s[i:], "OF") {
		return 0, 0, 0
	}
	i += 2
	i += blanks(s[i:])
	if total, d = smallNumber(s[i:]); d == 0 {
		return 0, 0, 0
	}
	return section, total, i + d
}

// squeeze returns the ASCII letters and digits of s in upper case.
func squeeze(s string) string {
	if isSqueezed(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if isLetter(s[i]) || isDigit(s[i]) {
			b = append(b, upper(s[i]))
		}
	}
	return string(b)
}

// isSqueezed reports whether s has only ASCII capitals and digits.
func isSqueezed(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isUpper(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// trimZeros returns the digits s without leading zeros.
func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}
