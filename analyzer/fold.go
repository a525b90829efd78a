package analyzer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A class says what a character is to the scanner.
type class uint8

const (
	classGap        class = iota // between words
	classLetter                  // part of a word
	classDigit                   // part of a number or a word
	classMark                    // a combining mark: belongs to the letter before it
	classHidden                  // a soft hyphen or a character without width: not there at all
	classHyphen                  // binds parts: "al-Qaida"
	classApostrophe              // binds parts: "O'Brien"
	classOther                   // in the table of bytes: not ASCII, look at the rune
)

// lower has the folded byte of ASCII letters and digits, 0 for all others.
var lower = func() (t [256]byte) {
	for c := byte('0'); c <= '9'; c++ {
		t[c] = c
	}
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = c, c
	}
	return t
}()

// classes has the class of each byte.
var classes = func() (t [256]class) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = classOther
		case '0' <= c && c <= '9':
			t[c] = classDigit
		case lower[c] != 0:
			t[c] = classLetter
		}
	}
	t['-'] = classHyphen
	t['\''], t['`'] = classApostrophe, classApostrophe
	return t
}()

// cp1252 has what the bytes 0x80 to 0x9F mean in Windows-1252: texts that were
// decoded as Latin-1 have them as control characters. 0 means nothing.
var cp1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// decode returns the character at i and its length in bytes. A byte that is no
// UTF-8 is taken for Windows-1252.
func decode(text string, i int) (rune, int) {
	r, n := utf8.DecodeRuneInString(text[i:])
	if r == utf8.RuneError && n == 1 {
		r = rune(text[i])
	}
	if 0x80 <= r && r < 0xA0 {
		r = cp1252[r-0x80]
	}
	return r, n
}

// folded is a character's class and, if it is part of a word, its folded form.
type folded struct {
	class class
	form  string
}

// The folded forms of Latin letters, kept in tables as they are commonest.
const (
	latinEnd   = 0x250
	latinExtra = 0x1E00 // Latin Extended Additional, a table of 256 more
)

var (
	latin = foldRange(0, latinEnd)
	extra = foldRange(latinExtra, latinExtra+0x100)
)

func foldRange(from, until rune) []folded {
	t := make([]folded, 0, until-from)
	for r := from; r < until; r++ {
		c := classify(r)
		f := folded{class: c}
		if c == classLetter || c == classDigit {
			f.form = string(appendForm(nil, r))
		}
		t = append(t, f)
	}
	return t
}

// appendRune appends the folded form of r to dst if it is part of a word, and
// returns its class.
func appendRune(dst []byte, r rune) ([]byte, class) {
	switch {
	case r < latinEnd:
		return append(dst, latin[r].form...), latin[r].class
	case r >= latinExtra && r < latinExtra+0x100:
		f := extra[r-latinExtra]
		return append(dst, f.form...), f.class
	}
	c := classify(r)
	switch {
	case c == classLetter || c == classDigit:
		dst = appendForm(dst, r)
	case c == classMark && !accent(r):
		dst = utf8.AppendRune(dst, r)
	}
	return dst, c
}

// classOf returns the class of r.
func classOf(r rune) class {
	if r < latinEnd {
		return latin[r].class
	}
	return classify(r)
}

// classify says what r is, by its table or by the tables of Unicode.
func classify(r rune) class {
	switch r {
	case '\u00AD', '\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF':
		return classHidden
	case '\'', '`', '´', '‘', '’', '‛', '′', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', 'ˈ':
		return classApostrophe
	case '-', '‐', '‑', '–', '−':
		return classHyphen
	}
	switch {
	case r < utf8.RuneSelf:
		return classes[r]
	case unicode.IsLetter(r):
		return classLetter
	case unicode.Is(unicode.Nd, r):
		return classDigit
	case unicode.Is(unicode.M, r):
		return classMark
	}
	return classGap
}

// unmarked has the letters that no decomposition takes apart.
var unmarked = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h",
	'ŧ': "t", 'ŋ': "n", 'ĸ': "k", 'ƀ': "b", 'ƒ': "f", 'ƙ': "k", 'ƚ': "l", 'ɨ': "i", 'ʉ': "u", 'ſ': "s", 'ς': "σ",
}

// accent reports whether a mark only modifies the letter before it, as accents
// do and the vowels of Arabic and Hebrew. Others, such as the vowels of Hindi,
// are part of the spelling.
func accent(mark rune) bool {
	switch {
	case 0x300 <= mark && mark <= 0x36F, 0x483 <= mark && mark <= 0x489, 0x591 <= mark && mark <= 0x5C7,
		0x610 <= mark && mark <= 0x61A, 0x64B <= mark && mark <= 0x65F, mark == 0x670, 0x6D6 <= mark && mark <= 0x6ED,
		0x1AB0 <= mark && mark <= 0x1AFF, 0x1DC0 <= mark && mark <= 0x1DFF, 0x20D0 <= mark && mark <= 0x20FF,
		0xFE00 <= mark && mark <= 0xFE2F:
		return true
	}
	return false
}

// appendForm appends the folded form of a letter or digit: decomposed (NFKD),
// without marks, in lower case. What would come out empty stays as it is.
func appendForm(dst []byte, r rune) []byte {
	var utf [utf8.UTFMax]byte
	n := utf8.EncodeRune(utf[:], r)
	parts := norm.NFKD.Properties(utf[:n]).Decomposition()
	if parts == nil {
		parts = utf[:n]
	}
	before := len(dst)
	for len(parts) > 0 {
		p, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		p = unicode.ToLower(p)
		if form, ok := unmarked[p]; ok {
			dst = append(dst, form...)
			continue
		}
		c := classify(p)
		if c == classLetter || c == classDigit || c == classMark && !accent(p) {
			dst = utf8.AppendRune(dst, p)
		}
	}
	if len(dst) == before {
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
