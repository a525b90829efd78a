package tags

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reftel/corpus/lists"
)

// sorted is the dictionary's codes in order.
var sorted = sync.OnceValue(func() []*lexeme {
	var codes []*lexeme
	for _, l := range dict() {
		if l.isCode() {
			codes = append(codes, l)
		}
	}
	slices.SortFunc(codes, func(a, b *lexeme) int { return strings.Compare(a.text, b.text) })
	return codes
})

// A named entry is one with the folded words of its names.
type named struct {
	*Entry
	names []foldedName
}

// A foldedName is the words of a name, and how many of them stand before its qualifier.
type foldedName struct {
	words []string
	base  int
}

func newFoldedName(name string) foldedName {
	words := fold(name)
	if base, _, qualified := strings.Cut(name, " ("); qualified {
		return foldedName{words, len(fold(base))}
	}
	return foldedName{words, len(words)}
}

// nameIndex is the entries that have names, by code.
var nameIndex = sync.OnceValue(func() []named {
	var all []named
	for _, l := range sorted() {
		for i := range l.entries {
			e := &l.entries[i]
			if e.Name == "" {
				continue
			}
			n := named{Entry: e}
			for _, name := range append([]string{e.Name}, e.Also...) {
				n.names = append(n.names, newFoldedName(name))
			}
			all = append(all, n)
		}
	}
	return all
})

// A match says how well words fit a name.
type match int

const (
	none   match = iota
	prefix       // each word begins a word of the name
	wholes       // each word is a word of the name
	full         // they are the name, or all of it but its qualifier: "Korea" of "Korea (North)"
)

// ByName returns the codes whose name, of any period, has all the words, sorted; nil for no
// words. A word may be the beginning of a word of the name; case and accents do not count.
// Countries that fit better shut out those that fit less: "Niger" is not Nigeria, "Guinea" is
// not Papua New Guinea.
func ByName(words string) []string {
	var codes []string
	for e := range matching(words) {
		if n := len(codes); n == 0 || codes[n-1] != e.Code {
			codes = append(codes, e.Code)
		}
	}
	return codes
}

// Countries returns the names of the countries and regions that the words name, as Tag.Name has
// them, sorted: of "Rhodesia" it is "Zimbabwe", of "Korea" both. A cable is about one of them if
// a tag of kind Geo has that name, whatever its code was at the time.
func Countries(words string) []string {
	var names []string
	for e := range matching(words) {
		if e.Kind == Geo && !slices.Contains(names, e.Name) {
			names = append(names, e.Name)
		}
	}
	slices.Sort(names)
	return names
}

// matching yields the entries that the words name, by code.
func matching(words string) func(func(*Entry) bool) {
	return func(yield func(*Entry) bool) {
		q := fold(words)
		if len(q) == 0 {
			return
		}
		best := bestCountry(q)
		for _, n := range nameIndex() {
			least := prefix
			if n.Kind == Geo {
				least = best
			}
			if n.match(q) >= least && !yield(n.Entry) {
				return
			}
		}
	}
}

// bestCountry returns how well the words fit the country that they fit best.
func bestCountry(q []string) match {
	best := prefix
	for _, n := range nameIndex() {
		if n.Kind == Geo {
			best = max(best, n.match(q))
		}
	}
	return best
}

// match says how well words fit the best of the entry's names.
func (n *named) match(q []string) match {
	best := none
	for _, name := range n.names {
		best = max(best, name.match(q))
	}
	return best
}

func (f foldedName) match(q []string) match {
	m := wholes
	for _, w := range q {
		switch {
		case slices.Contains(f.words, w):
		case slices.ContainsFunc(f.words, func(n string) bool { return strings.HasPrefix(n, w) }):
			m = prefix
		default:
			return none
		}
	}
	if m == wholes && (len(q) == len(f.words) || slices.Equal(q, f.words[:f.base])) {
		return full
	}
	return m
}

// fold returns the words of a text in lower case and without accents. Articles don't count.
func fold(text string) []string {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r == '\'' }) {
		text = strings.Map(unmarked, norm.NFKD.String(text))
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool { return w == "the" || w == "of" || w == "and" })
}

// WithWords returns the codes whose name, of any period, has each of the words, sorted; nil
// for no words. It is ByName for whole words, and takes no time.
func WithWords(words string) []string {
	var codes []string
	for i, w := range fold(words) {
		with := withWord(w)
		if i == 0 {
			codes = with
			continue
		}
		codes = slices.DeleteFunc(codes, func(code string) bool { return !slices.Contains(with, code) })
	}
	return codes
}

// wordsTSV is the words of all names in order, one a line, each with the codes whose names
// have it. Finding them in the dictionary takes 3 ms, which every search would pay.
//
//go:generate go test -run ^TestWordsOfNames$ . -update
//go:embed words.tsv
var wordsTSV string

// withWord returns the codes whose names have a folded word, sorted.
func withWord(word string) []string {
	codes, ok := lists.Row(wordsTSV, word)
	if !ok {
		return nil
	}
	return strings.Split(codes, "\t")
}

// unmarked returns a character, -1 for accents and apostrophes.
func unmarked(r rune) rune {
	if unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' {
		return -1
	}
	return r
}
