package analyzer

// A Kind says what a token is.
type Kind uint8

// The kinds of tokens. Word, Number and Acronym are the parts that every text
// falls into, one a position; the others stand beside parts and span them.
const (
	Word     Kind = iota // letters, or letters with digits: "cluster", "16th"
	Number               // digits with their punctuation: "1,500", "12/02/2018"
	Acronym              // letters with dots, joined: "U.S."
	Broken               // a word that a hyphen breaks over a line end, joined
	Money                // an amount with its sign: "$3.5"
	Code                 // a slashed code as a whole: "PM/WRA", "1.4(b)", "R&D"
	Compound             // a hyphenated form as a whole: "al-Qaida", "F-16"
	Name                 // an apostrophed form as a whole: "O'Brien", "Qa'ida"
	DTG                  // a date-time group; the term is UTC: "2008-12-04T14:12Z"
	MRN                  // a message reference number; the term is canonical: "08STATE125512"
	Date                 // a plain date; the term is "2008-12-02", or "2008-12" for a month
	EO                   // an executive order: "EO12958"
)

var kindNames = [...]string{
	"word", "number", "acronym", "broken", "money", "code", "compound", "name", "dtg", "mrn", "date", "eo",
}

// String returns the name of the kind in lower case.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Unit reports whether the kind is a recognised unit (a DTG, an MRN, a date,
// an executive order), whose term is in a form of its own and not folded words.
func (k Kind) Unit() bool { return k >= DTG }

// Part reports whether a phrase runs along tokens of the kind: the parts, and
// a broken word, which stands before its halves at one position.
func (k Kind) Part() bool { return k <= Broken }

// A Token is one word of a text, or a whole that spans several.
type Token struct {
	// Term is the folded form. It is valid until the next call of Next.
	Term []byte
	Kind Kind
	// Position counts words from 1. Every part takes one; a whole stands at
	// the position of its first part.
	Position int
	// Span is the number of positions that the token covers, at least 1.
	Span int
	// Start and End are byte offsets into the text as it was given.
	Start, End int
}
