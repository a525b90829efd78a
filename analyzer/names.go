package analyzer

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words all in capitals that are shorter than shortestCapitals are TAGS; those
// up to longestAcronym are acronyms where the line has small letters, too.
const shortestCapitals, longestAcronym = 3, 4

// MayBeName reports whether a token of text may be a name, or a part of one,
// that is worth its Sounds: a word that begins with a capital and is not one
// that most cables use (common.txt). In a line all in capitals that is every
// uncommon word; elsewhere short capitals are an acronym. README.md has what
// other choices would cost.
func MayBeName(t *Token, text string) bool {
	if c := text[t.Start]; lower[c] == c {
		return false // a small letter or digit, as most
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
	if !unicode.IsUpper(first) || n == t.End-t.Start || common()[string(t.Term)] {
		return false
	}
	if second, _ := decode(text, t.Start+n); !unicode.IsUpper(second) {
		return true
	}
	return len(t.Term) >= shortestCapitals && bytes.ContainsAny(t.Term, "aeiouy") &&
		(len(t.Term) > longestAcronym || !smallLetters(text, t.Start))
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
