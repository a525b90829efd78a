package mrn

import (
	"strings"

	"reftel/corpus/post"
)

// isMRN weighs what the words of a candidate could mean instead.
func (c *candidate) isMRN() bool {
	if c.addressee() || c.airgram && c.named == 0 && (c.citing == 0 || c.citing > lastAirgram) {
		return false
	}
	year := citedYear(c.named, c.citing)
	if c.name.Use == post.Short && (year < 1973 || year > 1979) {
		return false
	}
	if c.start < c.name.Start {
		return true // the year before it
	}
	return c.name.Use <= post.Short && c.standsAlone()
}

// standsAlone judges an MRN that names no year by its case, its number and the
// words on both sides.
func (c *candidate) standsAlone() bool {
	digits := c.numberEnd() - c.number
	padded := c.text[c.number] == '0' && digits > 2
	if c.isOther(digits) || !padded && c.isQuantity(digits) {
		return false
	}
	switch letterCase(c.text[c.name.Start:c.nameEnd]) {
	case lowerCase:
		return padded || digits >= 5
	case titleCase:
		return padded || c.standsAsName(digits)
	}
	return digits > 2 || !c.afterPreposition()
}

// isOther tells what is no post or no MRN for sure: DEA 12 and DIA 12 (numbers
// after agencies are rarely their cables'), El Salvador 12, ROME12.
func (c *candidate) isOther(digits int) bool {
	return len(c.name.Code) < 4 || articles.has(wordBefore(c.text, c.name.Start)) || c.nameEnd == c.number && digits < 3
}

// standsAsName judges Paris 1501, which may be a place in a sentence: the number
// must not be a year, nor be so small that it counts what follows.
func (c *candidate) standsAsName(digits int) bool {
	if digits < 3 {
		return c.name.Code != "STATE" && !c.wordFollows()
	}
	return !c.looksLikeYear(digits)
}

// isQuantity reports whether the word after the number makes it a date or a
// quantity of something.
func (c *candidate) isQuantity(digits int) bool {
	word := wordAfter(c.text, c.end)
	return digits <= 2 && months.has(first3(word)) || units.has(word)
}

func (c *candidate) looksLikeYear(digits int) bool {
	if digits != 4 {
		return false
	}
	century := c.text[c.number : c.number+2]
	return century == "19" || century == "20"
}

// wordFollows reports whether the text goes on with a word after the number.
func (c *candidate) wordFollows() bool { return wordAfter(c.text, c.end) != "" }

// afterPreposition tells IN PARIS 12 PEOPLE from IN PARIS 12.
func (c *candidate) afterPreposition() bool {
	return c.wordFollows() && places.has(wordBefore(c.text, c.name.Start))
}

// addressee reports whether the post stands in an addressee line, where the
// number is a station's serial.
func (c *candidate) addressee() bool {
	if c.start < c.name.Start {
		return false
	}
	return stations.has(wordBefore(c.text, c.name.Start))
}

// A caseOf says how a name is written.
type caseOf uint8

const (
	upperCase caseOf = iota
	titleCase
	lowerCase
)

// letterCase returns the case of a name by its first letter and the others.
func letterCase(name string) caseOf {
	lower := strings.IndexFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' }) >= 0
	switch {
	case !lower:
		return upperCase
	case name[0] >= 'a' && name[0] <= 'z':
		return lowerCase
	}
	return titleCase
}

// maxWord is the length of the longest word that is looked at.
const maxWord = 12

// wordBefore returns the word that ends before i, blanks between; empty if
// there is none or it is long.
func wordBefore(text string, i int) string {
	end := i
	for end > 0 && i-end < 3 && (text[end-1] == ' ' || text[end-1] == '\n') {
		end--
	}
	start := end
	for start > 0 && end-start <= maxWord && isLetter(text[start-1]) {
		start--
	}
	if end-start > maxWord {
		return ""
	}
	return text[start:end]
}

// wordAfter returns the word that begins at i, one blank or line end between;
// empty if there is none or it is long.
func wordAfter(text string, i int) string {
	if i < len(text) && (text[i] == ' ' || text[i] == '\n') {
		i++
	}
	end := i
	for end < len(text) && end-i <= maxWord && isLetter(text[end]) {
		end++
	}
	if end-i > maxWord {
		return ""
	}
	return text[i:end]
}

func first3(word string) string { return word[:min(3, len(word))] }

// words is a set of words in upper case.
type words map[string]bool

func set(list string) words {
	w := words{}
	for _, word := range strings.Fields(list) {
		w[word] = true
	}
	return w
}

// has reports whether the set has a word of at most maxWord letters, whatever
// its case.
func (w words) has(word string) bool {
	var upper [maxWord]byte
	n := copy(upper[:], word)
	for i := range n {
		upper[i] &^= 0x20
	}
	return w[string(upper[:n])]
}

// months are the beginnings of the months' names; a few other words begin so,
// too, and do no harm.
var months = set("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")

// counts are the words before a number that is not a year.
var counts = set("PAGE PAGES SECTION OF PARA PARAS PARAGRAPH NO ITEM TAB")

// units are the words after a number of things.
var units = set("PERCENT PCT MILLION BILLION THOUSAND HUNDRED DOLLARS EUROS YEARS MONTHS WEEKS DAYS HOURS MINUTES PEOPLE PERSONS TIMES KM KILOMETERS MILES METERS TONS AM PM")

// articles are the words before a name that make it another: El Salvador,
// Paseo de la Victoria.
var articles = set("EL LA DE DEL LOS LAS")

// stations are the words for a kind of post in addressee lines.
var stations = set("AMEMBASSY AMCONSUL USMISSION USINT")

// places are the words before a post that is only a place.
var places = set("IN AT FROM NEAR TO OF")
