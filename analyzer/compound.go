package analyzer

import (
	"strings"

	"reftel/corpus/tags"
)

// A compound is one word of two halves: ceasefire, cease-fire, cease fire. The
// engine looks in its dictionary which of a word's splits are known, since no
// rule tells cease-fire from carp-et.

// A Split is a word taken apart.
type Split struct{ First, Second string }

// Joined returns the word without its hyphen.
func (s Split) Joined() string { return s.First + s.Second }

// Hyphenated returns the word with a hyphen.
func (s Split) Hyphenated() string { return s.First + "-" + s.Second }

// leastCompound is the length of the shortest compound that is looked for: xray.
// Words all in capitals are acronyms up to shortCapitals letters.
const leastCompound, shortCapitals = 4, 4

// Splits returns the ways to take a word of a query apart, none if it is no word
// of letters. typed is the word as it was typed.
func Splits(typed, term string) []Split {
	if len(term) < leastCompound || len(term) > maxStem || !isLetters(term) ||
		len(term) <= shortCapitals && typed == strings.ToUpper(typed) {
		return nil
	}
	splits := make([]Split, 0, len(term)-1)
	for i := 1; i < len(term); i++ {
		splits = append(splits, Split{term[:i], term[i:]})
	}
	return splits
}

// Halves returns the two parts of a word of a query, as Terms read it, that a
// hyphen joins: those of cease-fire and al-Qa'ida, not of PM/WRA or 2008-2009.
func Halves(word []Term) (Split, bool) {
	var parts []Term
	hyphen, next := false, 0
	for _, t := range word {
		switch {
		case t.Kind == Code || t.Kind.Unit():
			return Split{}, false
		case t.Kind == Compound && t.Position == word[0].Position:
			hyphen = true
		case t.Position < next || t.Kind == Compound:
		case t.Kind == Name || t.Kind.Part():
			parts = append(parts, t)
			next = t.Position + t.Span
		}
	}
	if !hyphen || len(parts) != 2 || !isLetters(parts[0].Text[:1]) || !isWord(parts[0].Text) || !isWord(parts[1].Text) {
		return Split{}, false
	}
	return Split{parts[0].Text, parts[1].Text}, true
}

// isWord reports whether a term is of ASCII letters and digits.
func isWord(term string) bool {
	for i := range len(term) {
		if lower[term[i]] == 0 {
			return false
		}
	}
	return true
}

// Designation takes the name of a type apart, letters and a number (F-16, T72s),
// without the s of its plural.
func Designation(term string) (Split, bool) {
	i := 0
	for i < len(term) && classes[term[i]] == classLetter {
		i++
	}
	number := strings.TrimSuffix(term[i:], "s")
	if i == 0 || i > longestType || number == "" || len(number) > longestNumber || !isDigits(number) {
		return Split{}, false
	}
	return Split{term[:i], number}, true
}

// longestType and longestNumber bound the letters and digits of a designation.
const longestType, longestNumber = 4, 4

// grammar are the words that stand before and after any other, so that two words
// in a row of which one is of them say nothing about a compound: "by law" is not
// bylaw, "may be" not maybe, "in formation" not information.
var grammar = wordSet(`a all am an and any are as at be been but by can do does every for from had has have he her his how i if in is
	it its may me must my no nor not of one or our shall she so some than that the their them then they this to too un us was we were what when
	who will with you your`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// Distinct reports whether the halves of a compound, written apart, are two words
// that mean something else, if the index also has the word joined.
func (s Split) Distinct() bool {
	if grammar[s.First] || grammar[s.Second] || s.Joined() == "upon" {
		return true
	}
	short := len(s.First) < leastHalf && s.First != "co" && s.First != "e" || len(s.Second) < leastHalf && !particle[s.Second]
	return short && common()[s.Joined()] // re-port is a broken report
}

// particle are the short words that verbs take: setup, layoff.
var particle = wordSet("up on off")

// leastHalf is the length of the shortest half that is likely to be a word.
const leastHalf = 3

// Likely reports whether the halves may be a compound though no text has them
// with a hyphen: they are words long enough, and the word is neither a common one
// nor the name of a country (Thai land).
func (s Split) Likely() bool {
	return len(s.First) >= leastHalf && len(s.Second) >= leastHalf && !s.Distinct() && !common()[s.Joined()] && len(tags.Countries(s.Joined())) == 0
}
