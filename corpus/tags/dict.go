package tags

import (
	_ "embed"
	"encoding/hex"
	"iter"
	"strconv"
	"strings"
	"sync"
	"time"

	"reftel/corpus/lists"
)

//go:embed tags.tsv
var tagsTSV string

// An Entry is one meaning of one code: a line of the dictionary.
type Entry struct {
	Code string
	Kind Kind
	// From and Until are years: the meaning held from the first day of From
	// until the first day of Until. Zero is open.
	From, Until int
	// Name is the meaning in the spelling used for all periods; empty where
	// no source gave one.
	Name string
	// Also lists former and other names: "Rhodesia", "Ivory Coast".
	Also []string
	// Mark says why a name is less than sure: "general knowledge" and
	// "common expansion" (read in no source), "unconfirmed", "inferred".
	Mark string
	// Note has what the source printed, where Name differs, and other evidence.
	Note string
	// Seen is the number of cables, of 6,712 real ones, that use the code.
	Seen int
	// Source names the manual and section, or the list, that has the code.
	Source string
}

// The years in which the sets of two-letter codes changed; see the package's comment.
const (
	fipsYear = 1980
	gencYear = 2014
	// anyYear stands for a date that is not known: one of the second set.
	anyYear = 2005
)

// An entry holds in the year y.
func (e *Entry) holds(y int) bool {
	return (e.From == 0 || y >= e.From) && (e.Until == 0 || y < e.Until)
}

// A lexeme is what is known of one word of a TAGS line.
type lexeme struct {
	text    string
	entries []Entry // the meanings of a code, oldest first; none if it is a word
	phrases []phrase
	flags   flags
	country string // the name of the country that the word is: "ITALY"
}

// A phrase is several words that are one tag.
type phrase struct {
	words []string // all but the first
	tag   Tag
}

type flags uint16

const (
	given flags = 1 << iota
	adjective
	end
	with
	word
	term
	caption
	whole
	label
	furniture
)

// dict is the dictionary and its words by text, parsed once when first asked for.
var dict = sync.OnceValue(func() map[string]*lexeme {
	b := builder{dict: make(map[string]*lexeme, 3500)}
	b.codes(tagsTSV)
	b.terms(termsTXT)
	b.names()
	return b.dict
})

// A builder makes the dictionary. It parses the data within two milliseconds or so, which every
// start of a command pays, and therefore takes its memory in blocks.
type builder struct {
	dict    map[string]*lexeme
	lexemes []lexeme // room for new ones
	entries []Entry  // all entries, those of one code together
}

// at returns the lexeme of a text, making it if it is new.
func (b *builder) at(text string) *lexeme {
	l := b.dict[text]
	if l == nil {
		if len(b.lexemes) == 0 {
			b.lexemes = make([]lexeme, 512)
		}
		l, b.lexemes = &b.lexemes[0], b.lexemes[1:]
		l.text = text
		b.dict[text] = l
	}
	return l
}

// codes reads the lines of tags.tsv, which are sorted by code.
func (b *builder) codes(tsv string) {
	sources := map[string]string{}
	b.entries = make([]Entry, 0, strings.Count(tsv, "\n"))
	for line := range strings.Lines(tsv) {
		line = strings.TrimSuffix(line, "\n")
		if def, ok := strings.CutPrefix(line, "#= "); ok {
			id, text, _ := strings.Cut(def, "\t")
			sources[id] = text
		}
		if strings.HasPrefix(line, "#") {
			continue
		}
		e := readEntry(line, sources)
		b.entries = append(b.entries, e)
		l := b.at(e.Code)
		n := len(b.entries)
		l.entries = b.entries[n-1-len(l.entries) : n : n]
	}
}

// readEntry reads one line of tags.tsv.
func readEntry(line string, sources map[string]string) Entry {
	var f [10]string
	for i := range f {
		f[i], line, _ = strings.Cut(line, "\t")
	}
	e := Entry{Code: f[0], Kind: Kind(f[1]), From: number(f[2]), Until: number(f[3]), Name: f[4],
		Mark: f[6], Note: f[7], Seen: number(f[8]), Source: sources[f[9]]}
	if f[5] != "" {
		e.Also = strings.Split(strings.ReplaceAll(f[5], "*", ""), "|")
	}
	return e
}

func number(s string) int {
	if s == "" {
		return 0
	}
	n, _ := strconv.Atoi(s)
	return n
}

// meaning returns the entry that holds in the year, countries before organisations; failing
// that the next to come; failing that nil.
func (l *lexeme) meaning(year int) *Entry {
	var best, next *Entry
	for i := range l.entries {
		e := &l.entries[i]
		switch {
		case !e.holds(year):
			if next == nil && e.From > year {
				next = e
			}
		case best == nil || e.Kind == Geo:
			best = e
		}
	}
	if best == nil {
		return next
	}
	return best
}

// tag returns what the code means in the year.
func (l *lexeme) tag(year int) Tag {
	if e := l.meaning(year); e != nil {
		return Tag{Code: l.text, Kind: e.Kind, Name: e.Name}
	}
	return Tag{Code: l.text, Kind: l.entries[0].Kind}
}

// isCode reports whether the word is in the dictionary of codes. It may be nil.
func (l *lexeme) isCode() bool { return l != nil && len(l.entries) > 0 }

// is reports whether any of the flags is set. The lexeme may be nil.
func (l *lexeme) is(f flags) bool { return l != nil && l.flags&f != 0 }

// major reports whether the code is one of four letters for a subject or a program: such codes
// are sure enough to part what was run together.
func (l *lexeme) major() bool {
	return l.isCode() && len(l.text) == 4 && (l.entries[0].Kind == Subject || l.entries[0].Kind == Program)
}

func yearOf(date time.Time) int {
	if date.IsZero() {
		return anyYear
	}
	return date.UTC().Year()
}

// Lookup says what a tag means on a date: a code, or what else stands in a TAGS line ("DOE,
// JANE"), in any case. It reports whether the dictionary has the code; the kind of any other tag
// comes from its form (FORMAT of 5 FAH-3: two letters are a country or region, K and three
// letters a program, a comma makes a person) and is Unknown where that says nothing. Of a date
// that is zero see the package's comment.
func Lookup(code string, date time.Time) (Tag, bool) {
	code = upper(strings.TrimSpace(code))
	if l := dict()[code]; l.isCode() {
		return l.tag(yearOf(date)), true
	}
	return byForm(code), false
}

// Category returns the category letter of a subject tag, such as P for "PARM"; "" for any other.
func Category(code string) string {
	code = upper(strings.TrimSpace(code))
	if l := dict()[code]; l.isCode() && l.entries[0].Kind == Subject {
		return code[:1]
	}
	return ""
}

// Meanings returns all that the code meant over the years, oldest first, nil if the dictionary
// does not have it.
func Meanings(code string) []Entry {
	l := dict()[upper(strings.TrimSpace(code))]
	if !l.isCode() {
		return nil
	}
	return append([]Entry(nil), l.entries...)
}

// All yields the dictionary's entries by code, and those of one code by date.
func All() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for _, l := range sorted() {
			for _, e := range l.entries {
				if !yield(e) {
					return
				}
			}
		}
	}
}

// Hash identifies the content of the dictionary, for an index to record what it was built with.
func Hash() string {
	sum := lists.Sum(tagsTSV, termsTXT)
	return hex.EncodeToString(sum[:6])
}
