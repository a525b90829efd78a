package analyzer

import (
	"bytes"
	_ "embed"
	"hash/maphash"
	"maps"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"reftel/corpus/tags"
)

// Words all in capitals that are shorter than shortestCapitals are TAGS; those
// up to longestAcronym are acronyms where the line has small letters, too.
const shortestCapitals, longestAcronym = 3, 4

// nonames.txt has 9,400 words of four letters and more that are in small letters in
// at least three of the shared cables, and there three times as often as with a
// capital in the middle of a sentence, without those of common.txt.
//
//go:embed nonames.txt
var nonamesText string

// nonames are the words of nonames.txt and of common.txt, and the acronyms: what is no name,
// so that one look finds it.
var nonames = sync.OnceValue(func() *filteredSet {
	set := wordSet(nonamesText)
	maps.Copy(set, common())
	maps.Copy(set, wordSet(acronyms))
	return newFilteredSet(set)
})

// A filteredSet is a set of words that most words asked for are not in: 98 of 100 different
// words with a capital. The filter answers most of these from 16 KB, where each look into
// the map waits for memory.
type filteredSet struct {
	words map[string]bool
	// filter has a bit for the hash of each word.
	filter [filterBits / 64]uint64
}

const filterBits = 1 << 17

var filterSeed = maphash.MakeSeed()

func newFilteredSet(words map[string]bool) *filteredSet {
	s := &filteredSet{words: words}
	for word := range words {
		h := maphash.String(filterSeed, word) % filterBits
		s.filter[h/64] |= 1 << (h % 64)
	}
	return s
}

// has reports whether a word is in the set.
func (s *filteredSet) has(word []byte) bool {
	h := maphash.Bytes(filterSeed, word) % filterBits
	return s.filter[h/64]&(1<<(h%64)) != 0 && s.words[string(word)]
}

// acronyms are those of three letters and more that cables have often.
const acronyms = `amcit amcits amconsul amembassy apec asean aipac caricom centcom comesa csce ecosoc ecowas emboff emboffs econoff eucom fco gob goe gof goi gom gop got ifor iaea igad isaf kfor mercosur minustah mfn nafta nato noforn nodis exdis
	limdis opcw opec opic osce pacom poloff poloffs reftel refs secdef secstate septel sfor sipdis southcom stadis unaids unama unami undp unep
	unesco unfpa unga unhcr unicef unifil unmik unmis unodc unrwa unsc unscom unmovic unvie usaid usau usdel usdoc useu usg usia usint usis usmission
	usnato usoecd usosce usda ustr usun usunesco wfp wipo wto`

// Capitalized reports whether a token of text may begin with a capital. Most don't.
func Capitalized(t *Token, text string) bool {
	c := text[t.Start]
	return lower[c] != c // neither a small letter nor a digit
}

// A NameForm is what its MayBeName needs to know of a term. It is not 0.
type NameForm uint8

const (
	formKnown NameForm = 1 << iota
	nameMixed          // may be a name that has small letters
	nameUpper          // may be a name in capitals
	nameShort          // a name in capitals must stand in a line of capitals
)

// NameFormOf returns the form of a term.
func NameFormOf(term []byte) NameForm {
	f := formKnown
	if nonames().has(term) {
		return f
	}
	f |= nameMixed
	if len(term) >= shortestCapitals && bytes.ContainsAny(term, "aeiouy") && !isTag(term) {
		f |= nameUpper
	}
	if len(term) <= longestAcronym {
		f |= nameShort
	}
	return f
}

// MayBeName reports whether a token of text may be a name, or a part of one, that is
// worth its Sounds: a word that is none of common.txt and nonames.txt. The token begins
// with a capital (Capitalized), and its term has the form. A word in capitals must be no
// TAGS code and no known acronym, and in a line with small letters be longer than most
// acronyms. README.md has what other choices would cost.
func (f NameForm) MayBeName(t *Token, text string) bool {
	if f&nameMixed == 0 {
		return false
	}
	switch t.Kind {
	case Word, Broken, Name:
	case Compound:
		if !capitalParts(text[t.Start:t.End]) {
			return false
		}
	default:
		return false
	}
	first, n := decode(text, t.Start)
	if !unicode.IsUpper(first) || n == t.End-t.Start {
		return false
	}
	if second, _ := decode(text, t.Start+n); !unicode.IsUpper(second) {
		last, _ := utf8.DecodeLastRuneInString(text[t.Start:t.End]) // "MoD" and "PolOff" are acronyms
		return !unicode.IsUpper(last)
	}
	return f&nameUpper != 0 && (f&nameShort == 0 || !smallLetters(text, t.Start))
}

// longestTag is the length of the longest TAGS code.
const longestTag = 4

// isTag reports whether a term is a TAGS code.
func isTag(term []byte) bool {
	if len(term) > longestTag {
		return false
	}
	_, ok := tags.Lookup(string(term), time.Time{})
	return ok
}

// capitalParts reports whether each part of a hyphenated form begins with a
// capital.
func capitalParts(form string) bool {
	for part := range strings.SplitSeq(form, "-") {
		if r, _ := utf8.DecodeRuneInString(strings.TrimSpace(part)); !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// maxLine is how far smallLetters looks.
const maxLine = 80

// smallLetters reports whether the line of text around i has small letters.
func smallLetters(text string, i int) bool {
	before, after := text[max(0, i-maxLine):i], text[i:min(len(text), i+maxLine)]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	after, _, _ = strings.Cut(after, "\n")
	small := func(c rune) bool { return 'a' <= c && c <= 'z' }
	return strings.ContainsFunc(before, small) || strings.ContainsFunc(after, small)
}

// A NameWord is a word of a name that a query asks for.
type NameWord struct {
	// Term is the word itself, folded.
	Term string
	// Sounds are the codes that a word of the cable may have.
	Sounds []string
}

// particles stand before or between the words of names, in small letters as
// often as in capitals.
var particles = map[string]bool{
	"bin": true, "ibn": true, "ben": true, "bint": true, "abu": true, "ash": true,
	"van": true, "von": true, "der": true, "den": true, "del": true, "della": true, "dos": true, "das": true,
}

// NameWords returns what a cable must have, all of it, to hold a name that
// sounds like value: "Usama bin Ladin" wants a word like usama and one like
// ladin. What cables don't always write as a name (al, bin, initials) is left
// out, unless nothing else is there. None of a value without Latin letters.
func NameWords(value string) []NameWord {
	var all, telling []NameWord
	whole := 0 // the position after an apostrophed name, whose parts are left out
	for _, t := range Terms(value) {
		if t.Kind == Name {
			whole = t.Position + t.Span
		} else if t.Kind != Word || t.Position < whole {
			continue
		}
		w := NameWord{t.Text, Sounds(t.Text)}
		if w.Sounds == nil {
			continue
		}
		all = append(all, w)
		if len(t.Text) > 2 && !particles[t.Text] && !common()[t.Text] {
			telling = append(telling, w)
		}
	}
	if len(telling) > 0 {
		return telling
	}
	return all
}
