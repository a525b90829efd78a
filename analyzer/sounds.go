package analyzer

import (
	"slices"
	"strings"
)

// Names that sound alike have a code in common: that of Daitch and Mokotoff
// (Avotaynu 1985; chart and rules at jewishgen.org/InfoFiles/Soundex.html and
// avotaynu.com/soundex.htm), made for names that went from Cyrillic, Hebrew and
// Polish into Latin letters by many roads. A letter is coded by what it may
// stand for, a vowel only at the start of a name, and a letter of two readings
// gives a name two codes:
//
//	Chruschtschow  CH  R  SCHTSCH  W   594700, 494700
//	Khrushchev     KH  R  SHCH     V   594700

// soundDigits is the length of a code, filled up with zeros.
const soundDigits = 6

// maxHearings bounds the ways to hear one word; a name has four at most, as a
// rule, and the worst that the chart's authors show has eight.
const maxHearings = 32

// A reading has the digits of a letter at the start of a name, before a vowel
// and elsewhere; none where it is not heard.
type reading [3]string

// digits returns the digits of a letter, the first of a name or another, that
// stands before one with the reading next.
func (r reading) digits(first bool, next reading) string {
	switch {
	case first:
		return r[0]
	case next[0] != "" && next[0][0] <= '1': // a vowel
		return r[1]
	}
	return r[2]
}

// soundChart is the chart, but for the letters that folding takes away (Ą, Ę,
// Ţ). UE is coded as all that implement the chart do.
//
// The last four rows add readings of their own to those of the chart, none of
// which is lost. BH, DH and DJ are one consonant where names come from Arabic,
// Persian or Hindi (BGN/PCGN romanisation), and J after a vowel is one, too; the
// chart hears an H of its own and a Slavic J, so that Qadhafi and Gaddafi, Nejad
// and Nezhad would not meet.
var soundChart = []struct {
	letters  string
	readings []reading
}{
	{"ai ay", []reading{{"0", "1", ""}}},
	{"au", []reading{{"0", "7", ""}}},
	{"a", []reading{{"0", "", ""}}},
	{"b", []reading{{"7", "7", "7"}}},
	{"chs", []reading{{"5", "54", "54"}}},
	{"ch c", []reading{{"5", "5", "5"}, {"4", "4", "4"}}},
	{"ck", []reading{{"5", "5", "5"}, {"45", "45", "45"}}},
	{"cz cs csz czs", []reading{{"4", "4", "4"}}},
	{"drz drs ds dsh dsz dz dzh dzs", []reading{{"4", "4", "4"}}},
	{"d dt", []reading{{"3", "3", "3"}}},
	{"ei ey", []reading{{"0", "1", ""}}},
	{"eu", []reading{{"1", "1", ""}}},
	{"e", []reading{{"0", "", ""}}},
	{"fb f", []reading{{"7", "7", "7"}}},
	{"g", []reading{{"5", "5", "5"}}},
	{"h", []reading{{"5", "5", ""}}},
	{"ia ie io iu", []reading{{"1", "", ""}}},
	{"i", []reading{{"0", "", ""}}},
	{"j", []reading{{"1", "", ""}, {"4", "4", "4"}}},
	{"ks", []reading{{"5", "54", "54"}}},
	{"kh k", []reading{{"5", "5", "5"}}},
	{"l", []reading{{"8", "8", "8"}}},
	{"mn nm", []reading{{"66", "66", "66"}}},
	{"m n", []reading{{"6", "6", "6"}}},
	{"oi oy", []reading{{"0", "1", ""}}},
	{"o", []reading{{"0", "", ""}}},
	{"p pf ph", []reading{{"7", "7", "7"}}},
	{"q", []reading{{"5", "5", "5"}}},
	{"rz rs", []reading{{"94", "94", "94"}, {"4", "4", "4"}}},
	{"r", []reading{{"9", "9", "9"}}},
	{"schtsch schtsh schtch shtch shch shtsh stch stsch sc strz strs stsh szcz szcs", []reading{{"2", "4", "4"}}},
	{"sht scht schd st szt shd szd sd", []reading{{"2", "43", "43"}}},
	{"sch sh sz s", []reading{{"4", "4", "4"}}},
	{"tch ttch ttsch trz trs tsch tsh ts tts ttsz tc tz ttz tzs tsz", []reading{{"4", "4", "4"}}},
	{"th t", []reading{{"3", "3", "3"}}},
	{"ui uy ue", []reading{{"0", "1", ""}}},
	{"u", []reading{{"0", "", ""}}},
	{"v w", []reading{{"7", "7", "7"}}},
	{"x", []reading{{"5", "54", "54"}}},
	{"y", []reading{{"1", "", ""}}},
	{"zdz zdzh zhdzh", []reading{{"2", "4", "4"}}},
	{"zd zhd", []reading{{"2", "43", "43"}}},
	{"zh zs zsch zsh z", []reading{{"4", "4", "4"}}},

	{"bh", []reading{{"7", "7", "7"}, {"75", "75", "7"}}},
	{"dh", []reading{{"3", "3", "3"}, {"35", "35", "3"}}},
	{"dj", []reading{{"4", "4", "4"}, {"3", "3", "3"}, {"34", "34", "34"}}},
	{"aj ej oj uj", []reading{{"0", "1", ""}, {"04", "4", "4"}}},
}

// A sound is a letter of a name, written with one character or more.
type sound struct {
	letters  string
	readings []reading
}

// soundsBy has the sounds by their first character, longer ones first.
var soundsBy = func() (by [26][]sound) {
	for _, row := range soundChart {
		for _, letters := range strings.Fields(row.letters) {
			list := &by[letters[0]-'a']
			*list = append(*list, sound{letters, row.readings})
		}
	}
	for _, list := range by {
		slices.SortStableFunc(list, func(a, b sound) int { return len(b.letters) - len(a.letters) })
	}
	return by
}()

// silence is what follows the last letter of a name.
var silence = []reading{{}}

// Sounds returns the codes of a folded word by Daitch and Mokotoff, six digits
// each, hyphens not counting; nil if it has other characters than the letters a
// to z.
func Sounds(word string) []string {
	var letterSpace [32][]reading
	letters := appendLetters(letterSpace[:0], strings.ReplaceAll(word, "-", ""))
	if len(letters) == 0 {
		return nil
	}
	var space [2][maxHearings]hearing
	heard, on := space[0][:0], space[1][:0]
	for i := range letters[0] {
		heard = append(heard, hearing{reading: uint8(i)})
	}
	for i, letter := range letters {
		next := silence
		if i+1 < len(letters) {
			next = letters[i+1]
		}
		heard, on = hearOn(on[:0], heard, letter, i == 0, next), heard
	}
	return codesHeard(heard)
}

// appendLetters appends the readings of a word's letters, taking the longest
// that the chart has; none if the word has other characters.
func appendLetters(dst [][]reading, word string) [][]reading {
	for word != "" {
		c := word[0] - 'a'
		if c >= 26 {
			return nil
		}
		for _, s := range soundsBy[c] { // the last is the letter by itself
			if strings.HasPrefix(word, s.letters) {
				dst = append(dst, s.readings)
				word = word[len(s.letters):]
				break
			}
		}
	}
	return dst
}

// A hearing is one way to hear a name up to some letter.
type hearing struct {
	code    [soundDigits]byte
	n       uint8 // digits in code
	last    byte  // last digit of the letter before, 0 if it was not heard
	reading uint8 // of the letter that is to be heard next
}

// hear adds the digits of a letter. What is heard twice in a row is coded once.
func (h *hearing) hear(digits string) {
	last := h.last
	h.last = 0
	for i := range len(digits) {
		if h.n < soundDigits && (i > 0 || digits[i] != last) {
			h.code[h.n] = digits[i]
			h.n++
		}
		h.last = digits[i]
	}
}

// hearOn hears a letter in each of the ways there are up to it, and before each
// reading of the next, and appends the new ways.
func hearOn(dst, heard []hearing, letter []reading, first bool, next []reading) []hearing {
	for _, h := range heard {
		r := letter[h.reading]
		for i, n := range next {
			on := h
			on.hear(r.digits(first, n))
			on.reading = uint8(i)
			if len(dst) < maxHearings && !slices.Contains(dst, on) {
				dst = append(dst, on)
			}
		}
	}
	return dst
}

// codesHeard returns the codes, each once, filled up with zeros.
func codesHeard(heard []hearing) []string {
	var space [maxHearings * soundDigits]byte
	all := space[:0]
	for _, h := range heard {
		for i := h.n; i < soundDigits; i++ {
			h.code[i] = '0'
		}
		all = append(all, h.code[:]...)
	}
	codes := make([]string, 0, len(heard))
	for text := string(all); text != ""; text = text[soundDigits:] {
		if code := text[:soundDigits]; !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
