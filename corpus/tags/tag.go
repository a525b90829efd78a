// Package tags holds the TAGS dictionary and reads TAGS lines.
//
// TAGS (Traffic Analysis by Geography and Subject, 5 FAH-3) say what a cable is about:
//
//	TAGS: OVIP (DOE, JANE), PARM, KNNP, NATO, IS
//
// A subject has four letters, of which the first is its category; a program K and three more; a
// country or region two characters; an organisation its acronym. Persons stand in parentheses,
// surname first. Archives of cables lost commas, parentheses, blanks and line ends, so that the
// same line may read OVIP DOE JANE PARMKNNP NATO IS.
//
// # Dictionary
//
// The dictionary is the embedded file tags.tsv, whose header gives its sources and how it was
// made; terms.txt has the words that are not codes. A code means what it meant on the cable's
// date. There were three sets of two-letter codes, in these years:
//
//	1973–1979   the handbook of 28 June 1974 (TL:TAGS-1; the first TAGS are of 1 March 1973)
//	1980–2013   the codes derived from FIPS 10, seen in the cables of that time ("c. 1980–2013")
//	2014–       GENC (5 FAH-3 H-414 and H-416 of 2024)
//
// A code of 1974 that no code of the second set replaced remained valid until 2013, or until its
// state ended. A code that is only in a later set than that of its date has its later meaning,
// because drafters used ISO codes such as IQ before GENC did. An unknown date counts as one of
// the second set.
package tags

// A Kind is the kind of thing that a TAGS entry names.
type Kind string

// The kinds of TAGS.
const (
	Subject Kind = "subject"
	Geo     Kind = "geo"
	Org     Kind = "org"
	Program Kind = "program"
	Person  Kind = "person"
	Term    Kind = "term"
	Unknown Kind = "unknown"
)

// A Tag is one entry of a TAGS line.
type Tag struct {
	// Code is always set: "PARM", "ROOD, JOHN", "HUMAN RIGHTS". Upper case.
	Code string `json:"code"`
	Kind Kind   `json:"kind"`
	// Name is what the code meant on the cable's date; empty if the dictionary
	// does not say. A country has one name in all periods.
	Name string `json:"name,omitempty"`
	// Meant is the code that a misspelt Code stands for (see Nearest); empty if
	// Code is right or unclear.
	Meant string `json:"meant,omitempty"`
}
