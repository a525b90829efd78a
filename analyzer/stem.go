package analyzer

import (
	"slices"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// The index holds words as they are. A plain word of a query finds its
// inflections through the index's dictionary: all terms that begin with its
// StemPrefix and that SameInflection holds to be forms of it. See README.md for
// what the other way, stems in the index, would cost.

// maxStem is the length beyond which a term is no English word.
const maxStem = 40

// Inflects reports whether a word of a query, as it was typed, has inflections:
// it is made of letters only, more than three, and not all of them capitals,
// as TAGS and names of offices are.
func Inflects(word string) bool {
	small := false
	for i := range len(word) {
		c := word[i]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
		small = small || c >= 'a'
	}
	return small && len(word) > 3 && len(word) <= maxStem
}

// Stem returns the stem of a folded term by the English Snowball stemmer (also
// known as Porter 2), or the term itself if it has none: see Inflects.
func Stem(term string) string {
	if !Inflects(term) {
		return term
	}
	env := snowballstem.NewEnv(term)
	english.Stem(env)
	return env.Current()
}

// endings are what may follow the letters that two forms of a word share.
var endings = map[string]bool{
	"": true, "s": true, "es": true, "e": true, "d": true, "ed": true, "ing": true,
	"y": true, "ies": true, "ied": true, "ying": true,
}

// SameInflection reports whether two folded terms are inflections of one word:
// munition and munitions, sign and signing, policy and policies, plan and
// planned. Their stems must be equal, but that alone would also join
// organ with organization: what differs must be an inflection's ending.
func SameInflection(a, b string) bool {
	if a == b {
		return true
	}
	return Inflects(a) && Inflects(b) && differInEnding(a, b) && Stem(a) == Stem(b)
}

// differInEnding reports whether what two terms differ in are endings.
func differInEnding(a, b string) bool {
	n := shared(a, b)
	return ending(a, n) && ending(b, n)
}

// shared returns the number of bytes with which both begin.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// ending reports whether what follows the first n letters of a word is an
// ending, also one after a doubled consonant (plan, planned).
func ending(word string, n int) bool {
	rest := word[n:]
	if endings[rest] {
		return true
	}
	return n > 0 && len(rest) > 2 && rest[0] == word[n-1] && (rest[1:] == "ed" || rest[1:] == "ing")
}

// Inflections returns a folded term and its regular inflections, be they words or
// not: SameInflection holds for all of them.
func Inflections(term string) []string {
	forms := []string{term}
	if !Inflects(term) {
		return forms
	}
	stem := Stem(term)
	for _, base := range bases(term) {
		last := base[len(base)-1:]
		for _, e := range [...]string{"", "e", "s", "es", "d", "ed", "ing", "y", "ies", "ied", last + "ed", last + "ing"} {
			if f := base + e; Inflects(f) && differInEnding(term, f) && !slices.Contains(forms, f) && Stem(f) == stem {
				forms = append(forms, f)
			}
		}
	}
	return forms
}

// bases returns what the endings of a term's inflections may follow: the term, and what
// is left of it without each of its endings, without a doubled letter at its end, too.
func bases(term string) []string {
	list := []string{term}
	for _, e := range [...]string{"s", "es", "e", "d", "ed", "ing", "y", "ies", "ied"} {
		base, ok := strings.CutSuffix(term, e)
		if !ok || len(base) < minPrefix {
			continue
		}
		list = append(list, base)
		if n := len(base); len(e) > 1 && base[n-1] == base[n-2] {
			list = append(list, base[:n-1])
		}
	}
	return list
}

// minPrefix spares a look through all words with b for the forms of being.
const minPrefix = 3

// StemPrefix returns letters with which every inflection of a folded term
// begins, for a look through a dictionary in order; empty if the term has no
// inflections but itself.
func StemPrefix(term string) string {
	if !Inflects(term) {
		return ""
	}
	prefix := strings.TrimRight(term[:shared(term, Stem(term))], "iey")
	if len(prefix) < minPrefix {
		return ""
	}
	return prefix
}
