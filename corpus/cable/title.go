package cable

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// titleOf returns the subject in readable case: "UK ON U.S.-IRAN TALKS (MTCR)"
// is "UK on U.S.-Iran Talks (MTCR)". A subject that is in mixed case already
// stays as it is.
func titleOf(subject string) string {
	if mixedCase(subject) {
		return subject
	}
	t := titler{s: subject, first: true}
	t.b.Grow(len(subject))
	for t.i < len(subject) {
		t.step()
	}
	return t.b.String()
}

// mixedCase reports whether a text has capitals, and small letters in more
// than a third of the places that may be either.
func mixedCase(s string) bool {
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLower(r):
			lower++
		case unicode.IsUpper(r):
			upper++
		}
	}
	return upper > 0 && lower*2 > upper
}

// A titler writes a subject word by word.
type titler struct {
	s     string
	i     int
	first bool // the next word begins the title or a part of it
	b     strings.Builder
}

// step writes the next word, or what stands between words.
func (t *titler) step() {
	if t.s[t.i] == ' ' {
		t.b.WriteByte(' ')
		t.i++
		return
	}
	r, size := utf8.DecodeRuneInString(t.s[t.i:])
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		t.gap(r, size)
		return
	}
	n := t.wordLen()
	word := t.s[t.i : t.i+n]
	t.word(word, n)
	t.i += n
	t.first = false
}

// gap writes a character between words. A colon, a dash between blanks, a
// bracket or a quotation mark begins a part of the title.
func (t *titler) gap(r rune, size int) {
	switch r {
	case ':', '?', '!', '(', '[', '“', '«', '—', '–':
		t.first = true
	case '"':
		t.first = t.first || t.i == 0 || isBlank(t.s[t.i-1])
	case '-':
		t.first = t.first || t.blankAt(t.i-1) || t.blankAt(t.i+1)
	}
	t.b.WriteString(t.s[t.i : t.i+size])
	t.i += size
}

// blankAt reports a blank, a further hyphen or an end of the text at i.
func (t *titler) blankAt(i int) bool {
	return i < 0 || i >= len(t.s) || isBlank(t.s[i]) || t.s[i] == '-'
}

// word writes the word of n bytes at i.
func (t *titler) word(word string, n int) {
	stem, tail := word, ""
	if i := apostrophe(word); i > 0 {
		stem, tail = word[:i], word[i:]
		if tail[0] == ',' {
			tail = "'" + tail[1:]
		}
	}
	switch {
	case hasLower(word) && hasUpper(word):
		t.b.WriteString(word)
	case len(word) > 1 && word[1] == '.':
		t.b.WriteString(strings.ToUpper(word))
	case isDigit(stem[0]) && ordinal(stem):
		t.lower(word)
	case equalFold(stem, "DOD"):
		t.b.WriteString("DoD")
		t.lower(tail)
	case keepsCapitals(stem) || t.bracketed(stem, n) || t.hyphenBefore() && voiceless[stem]:
		t.b.WriteString(strings.ToUpper(stem))
		t.lower(tail)
	case tail == "" && pluralAcronym(word):
		t.b.WriteString(word[:len(word)-1] + "s")
	case !t.first && tail == "" && smallWord(word) && !t.ends(n) && !t.compound(n) && !t.answer(word):
		t.lower(word)
	default:
		t.capitalize(stem, tail)
	}
}

// apostrophe returns the index of the first apostrophe in a word, or of a comma in
// its place; -1 if there is none.
func apostrophe(word string) int {
	for i := 0; i < len(word); i++ {
		switch c := word[i]; {
		case c == '\'' || c == '`' || c == ',', c >= utf8.RuneSelf && strings.HasPrefix(word[i:], "’"):
			return i
		}
	}
	return -1
}

// capitalize writes a word with one capital, and with a second one after "Mc"
// and after the apostrophe of O'Hara and Côte d'Ivoire.
func (t *titler) capitalize(stem, tail string) {
	if len(stem) > 4 && hasPrefixFold(stem, "MC") {
		t.b.WriteString("Mc")
		stem = stem[2:]
	}
	t.capital(stem)
	if utf8.RuneCountInString(stem) > 1 || len(tail) < 3 {
		t.lower(tail)
		return
	}
	_, size := utf8.DecodeRuneInString(tail)
	t.b.WriteString(tail[:size])
	t.capital(tail[size:])
}

// capital writes s with its first letter a capital and the others small.
func (t *titler) capital(s string) {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return
	}
	t.b.WriteRune(unicode.ToUpper(r))
	t.lower(s[size:])
}

// lower writes s in small letters.
func (t *titler) lower(s string) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			t.b.WriteString(strings.ToLower(s[i:]))
			return
		}
		if isUpper(c) {
			c |= 0x20
		}
		t.b.WriteByte(c)
	}
}

// wordLen returns the length of the word at i: its letters and digits, points
// between single letters ("U.S."), and apostrophes, or commas in their place,
// between letters.
func (t *titler) wordLen() int {
	s := t.s[t.i:]
	n := 0
	for n < len(s) {
		if isLetter(s[n]) || isDigit(s[n]) {
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
		case r == '.' && dotted(s, n):
		case (r == '\'' || r == '’' || r == '`') && n > 0 && letterAt(s, n+size):
		case r == ',' && n > 1 && commaForApostrophe(s[n+1:]):
		default:
			return n
		}
		n += size
	}
	return n
}

// dotted reports a point of "U.S.": a single letter before it, and after it
// the same, or an earlier point.
func dotted(s string, n int) bool {
	if n == 0 || !isLetter(s[n-1]) || n > 1 && s[n-2] != '.' {
		return false
	}
	return n > 1 || n+2 < len(s) && isLetter(s[n+1]) && s[n+2] == '.'
}

// commaForApostrophe reports the S or T of "BRAZIL,S", as a keyboard without
// the apostrophe has it.
func commaForApostrophe(s string) bool {
	return s != "" && (s[0] == 'S' || s[0] == 'T') && (len(s) == 1 || s[1] == ' ')
}

func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return unicode.IsLetter(r)
}

// keepsCapitals reports a word that is written in capitals: an acronym, a word
// without vowels, a Roman number, a name with digits, a redaction. What has
// digits first and one S is a decade ("1990S").
func keepsCapitals(word string) bool {
	if len(word) < 2 || len(word) > 12 {
		return false
	}
	vowel, digit := false, false
	var buf [12]byte
	for i := 0; i < len(word); i++ {
		c := word[i]
		if !isLetter(c) && !isDigit(c) {
			return false
		}
		c = upper(c)
		buf[i] = c
		digit = digit || isDigit(c)
		vowel = vowel || strings.IndexByte("AEIOUY", c) >= 0
	}
	folded := buf[:len(word)]
	switch {
	case digit:
		return digits(word) != len(word)-1 || upper(word[len(word)-1]) != 'S'
	case !vowel:
		return !voiceless[string(folded)]
	}
	return acronyms[string(folded)] || romanNumber[string(folded)]
}

// pluralAcronym reports "NGOS", and not the English words that look so.
func pluralAcronym(word string) bool {
	n := len(word) - 1
	return n > 2 && word[n] == 'S' && acronyms[word[:n]] && word != "GOES" && word != "TIPS" && word != "COINS"
}

// voiceless are the words without vowels that are none of initials.
var voiceless = map[string]bool{
	"MR": true, "MRS": true, "MS": true, "DR": true, "ST": true, "JR": true, "SR": true, "MT": true, "FT": true,
	"VS": true, "LT": true, "SGT": true, "NTH": true, "PTS": true, "TH": true,
}

var romanNumber = map[string]bool{"II": true, "III": true, "IV": true, "VI": true, "VII": true, "VIII": true, "IX": true}

// bracketed reports whether the word is alone in brackets and short, as an
// acronym after what it stands for.
func (t *titler) bracketed(stem string, n int) bool {
	end := t.i + n
	if len(stem) > 5 || len(stem) != n || t.i == 0 || t.s[t.i-1] != '(' || end >= len(t.s) || t.s[end] != ')' {
		return false
	}
	return letters(stem) == len(stem) && !smallWord(stem) && !bracketedWords[strings.ToUpper(stem)]
}

var bracketedWords = map[string]bool{
	"AGAIN": true, "ALSO": true, "APRIL": true, "ART": true, "CONT": true, "CORR": true, "FINAL": true, "JULY": true, "JUNE": true,
	"MARCH": true, "MAY": true, "MAYBE": true, "MORE": true, "NEW": true, "NO": true, "NOT": true, "OLD": true, "PART": true, "REDUX": true,
	"SORT": true, "STILL": true, "TWO": true, "ONE": true, "YET": true, "YES": true,
}

// ordinal reports "63RD" and "1990S".
func ordinal(word string) bool {
	n := digits(word)
	switch strings.ToUpper(word[n:]) {
	case "ST", "ND", "RD", "TH", "S":
		return n > 0
	}
	return false
}

// smallWord reports an article, a conjunction or a short preposition, which
// titles write small.
func smallWord(word string) bool {
	var buf [3]byte
	if len(word) > len(buf) {
		return false
	}
	for i := range len(word) {
		buf[i] = upper(word[i])
	}
	switch string(buf[:len(word)]) {
	case "A", "AN", "AND", "AS", "AT", "BUT", "BY", "EN", "FOR", "IF", "IN", "OF", "ON", "OR", "THE", "TO", "V", "VIA", "VS":
		return true
	}
	return false
}

// hyphenBefore reports whether a hyphen joins the word at i to another:
// "CAFTA-DR".
func (t *titler) hyphenBefore() bool {
	return t.i > 1 && t.s[t.i-1] == '-' && isLetter(t.s[t.i-2])
}

// compound reports whether the word of n bytes at i stands at a slash, as in
// "A/S".
func (t *titler) compound(n int) bool {
	return t.i > 0 && t.s[t.i-1] == '/' || t.i+n < len(t.s) && t.s[t.i+n] == '/'
}

// ends reports whether the word of n bytes at i is the title's last.
func (t *titler) ends(n int) bool {
	rest := t.s[t.i+n:]
	return strings.TrimLeft(rest, " .!?)\"'”’") == ""
}

// answer reports whether word is the A of "Q and A" or "Q&A".
func (t *titler) answer(word string) bool {
	if word != "A" && word != "a" {
		return false
	}
	before := t.b.String()
	return strings.HasSuffix(before, "Q and ") || strings.HasSuffix(before, "Q&")
}
