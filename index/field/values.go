package field

import "strings"

// A Value is one of the values that an ordered field can have.
type Value struct {
	// Name is the value as a cable has it: "CONFIDENTIAL", "O".
	Name string
	// Short is what queries print for it: "C", "O".
	Short string
	// Rank orders the values, 0 is lowest; values of equal rank are neighbours.
	Rank int
	// spellings are further ways to write it, in the form that fold returns.
	spellings []string
}

// classes are the classifications of cable.Classifications, in its order. FOUO
// and SBU protect the same: SBU took the place of LOU and FOUO in State's use
// (5 FAH-1 H-246 marks paragraphs with the short forms).
var classes = []Value{
	{Name: "UNCLASSIFIED", Short: "U", Rank: 0, spellings: []string{"UNCLAS", "UNCLASS"}},
	{Name: "LIMITED OFFICIAL USE", Short: "LOU", Rank: 1, spellings: []string{"LIMOFFUSE"}},
	{Name: "FOR OFFICIAL USE ONLY", Short: "FOUO", Rank: 2, spellings: []string{"UFOUO", "UNCLASFOUO", "UNCLASSIFIEDFOUO", "UNCLASSIFIEDFOROFFICIALUSEONLY"}},
	{Name: "SENSITIVE BUT UNCLASSIFIED", Short: "SBU", Rank: 2, spellings: []string{"SENSITIVE", "UNCLASSENSITIVE"}},
	{Name: "CONFIDENTIAL", Short: "C", Rank: 3, spellings: []string{"CONF"}},
	{Name: "SECRET", Short: "S", Rank: 4},
	{Name: "TOP SECRET", Short: "TS", Rank: 5},
}

// precedences are the letters of ACP 127(G), lowest first.
var precedences = []Value{
	{Name: "R", Short: "R", Rank: 0, spellings: []string{"RR", "ROUTINE"}},
	{Name: "P", Short: "P", Rank: 1, spellings: []string{"PP", "PRIORITY"}},
	{Name: "O", Short: "O", Rank: 2, spellings: []string{"OO", "IMMEDIATE"}},
	{Name: "Z", Short: "Z", Rank: 3, spellings: []string{"ZZ", "FLASH"}},
}

// Values returns the values that a field of kind k is ordered by, lowest
// first; nil for a kind that has no such order. A portion mark is ordered by
// its classification. The caller must not change them.
func (k Kind) Values() []Value {
	switch k {
	case Class, Mark:
		return classes
	case Prec:
		return precedences
	}
	return nil
}

// IsTime reports whether the values of a field of kind k are times.
func (k Kind) IsTime() bool { return k == Time || k == Date }

// HasRanges reports whether a field of kind k can be asked for a range.
func (k Kind) HasRanges() bool { return k.IsTime() || k.Values() != nil }

// Value returns the ordered value with this spelling: its name or short form,
// or another that is in use ("UNCLAS", "IMMEDIATE"). Case, blanks, slashes,
// hyphens and dots do not count. It returns false for any other text, and for kinds
// without order.
func (k Kind) Value(spelling string) (Value, bool) {
	key := fold(spelling)
	if key == "" {
		return Value{}, false
	}
	for _, v := range k.Values() {
		if key == v.Short || key == fold(v.Name) {
			return v, true
		}
		for _, s := range v.spellings {
			if key == s {
				return v, true
			}
		}
	}
	return Value{}, false
}

// fold returns s in upper case without what spellings differ in.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case strings.ContainsRune(" \t/-.", r):
			return -1
		}
		return r
	}, s)
}
