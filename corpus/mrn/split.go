package mrn

import (
	"strings"
	"unicode/utf8"

	"reftel/corpus/post"
)

// A form holds the parts of an MRN as written.
type form struct {
	year    string // digits, "" for none
	places  int    // places of the year: its first zero may be written O
	name    string
	number  string // digits
	airgram bool
}

// maxLength is the length of the longest text that can be an MRN.
const maxLength = 200

// split splits an MRN into its parts.
func split(s string) (form, bool) {
	if len(s) > maxLength {
		return form{}, false
	}
	s = strings.TrimFunc(s, isOuter)
	f, rest := leadingYear(s)
	rest = afterSection(rest)
	at := numberStart(rest)
	if at < 0 {
		return reversed(f.year, rest)
	}
	end := at + digitRun(rest, at)
	f.name, f.number = rest[:at], rest[at:end]
	if after, ok := yearAfter(rest[end:]); !ok {
		return form{}, false
	} else if f.year == "" {
		f.year, f.places = after, len(after)
	}
	f.trimName()
	return f, isName(f.name)
}

// isOuter reports whether a character at the ends of an MRN is not part of it.
func isOuter(r rune) bool {
	return r <= ' ' || !isWordRune(r) && strings.ContainsRune(".,;:()[]{}<>\"'`#*¶“”‘’\u00a0\u2028", r)
}

// isWordRune reports whether r is an ASCII letter or digit, as most ends of an MRN
// are.
func isWordRune(r rune) bool {
	return r < utf8.RuneSelf && (isLetter(byte(r)) || isDigit(byte(r)))
}

// leadingYear cuts the digits at the start of s. If two or four digits are
// followed by a zero, the zero is the O of a post (050TTAWA12). An O before a
// single digit is a zero (O4 SAN JOSE 12).
func leadingYear(s string) (f form, rest string) {
	skip := 0
	if len(s) > 2 && s[0]|0x20 == 'o' && isDigit(s[1]) && !isDigit(s[2]) {
		skip = 1
	}
	n := skip + digitRun(s, skip)
	if n%2 == 1 && s[n-1] == '0' && n < len(s) && isLetter(s[n]) {
		n--
	}
	return form{year: s[skip:n], places: n}, s[n:]
}

func digitRun(s string, i int) int {
	n := 0
	for i+n < len(s) && isDigit(s[i+n]) {
		n++
	}
	return n
}

// numberStart returns where the number after a name starts, -1 if there is none.
// A zero among letters is an O, and so is one at the end of a word if a number
// follows (SANTIAG0 465).
func numberStart(s string) int {
	for i := range len(s) {
		switch {
		case !isDigit(s[i]):
		case s[i] == '0' && i+1 < len(s) && isLetter(s[i+1]):
		case s[i] == '0' && i > 0 && isLetter(s[i-1]) && digitRun(s, i) == 1 && strings.ContainsAny(s[i+1:], "0123456789"):
		default:
			return i
		}
	}
	return -1
}

// afterSection cuts a whole or partial section line in front of an MRN: SECTION
// 01 OF 02 MANAMA 492, and ECTION01OF02MANAMA492 in ids of archives.
func afterSection(s string) string {
	for {
		at := numberStart(s)
		if at < 0 {
			return s
		}
		next := strings.TrimLeft(s[at+digitRun(s, at):], " -")
		if next == "" || !isLetter(next[0]) || !endsWithOf(s[:at]) && !beginsWithOf(next) {
			return s
		}
		s = next
	}
}

func endsWithOf(s string) bool {
	s = strings.TrimRight(s, " -")
	return len(s) >= 2 && strings.EqualFold(s[len(s)-2:], "OF")
}

// beginsWithOf reports whether s starts with OF and a number.
func beginsWithOf(s string) bool {
	if len(s) < 2 || !strings.EqualFold(s[:2], "OF") {
		return false
	}
	s = strings.TrimLeft(s[2:], " -")
	return s != "" && isDigit(s[0])
}

// reversed parses a number before its post: 377 KATHMANDU.
func reversed(number, rest string) (form, bool) {
	name := strings.TrimLeft(rest, " ")
	if number == "" || len(name) == len(rest) {
		return form{}, false
	}
	return form{name: name, number: number}, isName(name)
}

// yearAfter parses what may follow the number: nothing, a year (4525-91, 701
// (08)), or the mark of a source in PlusD (_a to _e).
func yearAfter(s string) (year string, ok bool) {
	if len(s) == 2 && s[0] == '_' && isLetter(s[1]) {
		return "", true
	}
	inner := strings.TrimLeft(s, " -(")
	n := digitRun(inner, 0)
	switch {
	case s == "":
		return "", true
	case n != len(inner) || n != 2 && n != 4 || !strings.ContainsAny(s[:len(s)-n], "-("):
		return "", false
	}
	return inner, true
}

// trimName removes punctuation from the name, and what belongs to the number:
// the A of an airgram, an O for its first zero.
func (f *form) trimName() {
	name := f.name
	if len(name) > 2 && name[len(name)-1]|0x20 == 'o' && isGap(name[len(name)-2]) {
		name = name[:len(name)-1]
	}
	name = strings.Trim(name, " \t\r\n:#,.-")
	if len(name) > 2 && name[len(name)-1]|0x20 == 'a' && isGap(name[len(name)-2]) {
		name, f.airgram = strings.TrimRight(name[:len(name)-1], " \t\r\n-"), true
	}
	f.name = name
}

// isName reports whether s can be the name of a post: words and the punctuation
// between them.
func isName(s string) bool {
	letters := 0
	for _, c := range []byte(s) {
		switch {
		case isLetter(c):
			letters++
		case c != '0' && c < 0x80 && !isGap(c):
			return false
		}
	}
	return letters >= 2
}

// isGap reports whether c may stand between the words of a name.
func isGap(c byte) bool {
	switch c {
	case ' ', '\t', '\r', '\n', '-', '.', '\'', '`':
		return true
	}
	return false
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// findPost returns the code of the post in a form and reports whether the number
// is an airgram's, whose A may be joined to the name (BANGKOKA50). An unknown
// name is its own code if the form has a year, else the code is empty.
func findPost(f form, year int) (code string, airgram bool) {
	if p, ok := post.LookupMRN(f.name, year); ok {
		return p.Code, f.airgram
	}
	bare := post.Bare(f.name)
	if rest, ok := strings.CutSuffix(bare, "A"); ok && year <= lastAirgram {
		if p, ok := post.LookupMRN(rest, year); ok {
			return p.Code, true
		}
	}
	if p, ok := withoutCaption(bare, year); ok {
		return p.Code, f.airgram
	}
	if p, ok := post.Resolve(f.name, year); ok && (f.year != "" || len(bare) >= minGuess) {
		return p.Code, f.airgram
	}
	if f.year == "" || len(bare) < 2 {
		return "", false
	}
	return bare, f.airgram
}

// lastAirgram is the last year of airgrams.
const lastAirgram = 1991

// minGuess is the length of the shortest word that can be a misspelt post in an
// MRN without a year: "paras 12" is not Paris.
const minGuess = 6

// captions are words of the classification line that some archives' ids have
// before the post: 09EFTOLONDON2240.
var captions = []string{"UNCLAS", "UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "SENSITIVE", "SBU", "FOUO", "EFTO", "NOFORN", "SIPDIS", "LIMDIS", "EXDIS", "NODIS"}

// withoutCaption returns the post whose name remains without captions.
func withoutCaption(name string, year int) (post.Post, bool) {
	for _, c := range captions {
		rest, ok := strings.CutPrefix(name, c)
		if !ok {
			continue
		}
		if p, ok := post.LookupMRN(rest, year); ok {
			return p, true
		}
		if p, ok := withoutCaption(rest, year); ok {
			return p, true
		}
	}
	return post.Post{}, false
}
