// Package field holds the table of fields, which the query parser, the engines, the
// facets, completion and the help read.
package field

import "strings"

// A Kind is the kind of a field's values. It decides how a query's value is read.
type Kind uint8

// The kinds of fields.
const (
	Text    Kind = iota // words of the cable
	Tag                 // TAGS codes, or words of their names
	Country             // a country by name or by TAGS code
	MRN                 // message reference numbers in any spelling
	Station             // posts and other stations: words of the name, post, country, routing indicator
	Time                // date-time groups: exact, or a date, or a range
	Date                // UTC dates: a year, a month, a day, or a range
	Class               // overall classifications, ordered
	Prec                // precedences, ordered
	Mark                // portion marks, ordered by their classification
	Caption             // handling captions
	Name                // people: "STEINBERG, JAMES B." and "James Steinberg" alike
	Code                // other exact values, case not counting
	Path                // source paths: the whole, a folder, or a file's name
	Topic               // subject terms of an archive: any words in a row
	Sound               // names by how they sound: "Qadhafi" and "Gaddafi" alike
)

// A Field is a field of the query language.
type Field struct {
	Name    string
	Aliases []string
	Kind    Kind
	// Shown limits the field to the shown text of a cable: other texts of its id do
	// not count.
	Shown bool
	// Help is one line; Example a query that parses.
	Help, Example string
}

// A Facet is a property by which matches are counted.
type Facet struct {
	Name string
	// Help is one line.
	Help string
	// None is what a cable without a value is said to be without.
	None string
	// Default reports whether text output shows the facet without being asked.
	Default bool
}

var fields = []Field{
	{Name: "id", Aliases: []string{"mrn"}, Kind: MRN, Help: "the cable itself, by its MRN in any spelling", Example: `id:08BRUSSELS1828`},
	{Name: "date", Kind: Date, Shown: true, Help: "when it was sent (UTC days)", Example: `date:2008-12-01..2009-01-15`},
	{Name: "year", Kind: Date, Shown: true, Help: "the year it was sent", Example: `year:2008`},
	{Name: "dtg", Kind: Time, Help: "any date-time group in the cable", Example: `dtg:"041412Z DEC 08"`},
	{Name: "textdate", Kind: Date, Help: "a date in the text", Example: `textdate:2008-12-02`},
	{Name: "from", Kind: Station, Help: "the sender: post, name, country or routing indicator", Example: `from:brussels`},
	{Name: "to", Kind: Station, Help: "an action addressee", Example: `to:secstate`},
	{Name: "info", Kind: Station, Help: "an information addressee", Example: `info:RUEHLO`},
	{Name: "prec", Kind: Prec, Help: "precedence: R < P < O < Z", Example: `prec:>=O`},
	{Name: "class", Kind: Class, Help: "overall classification: U < LOU < SBU = FOUO < C < S < TS", Example: `class:>=C`},
	{Name: "handling", Aliases: []string{"caption"}, Kind: Caption, Help: "a handling caption", Example: `handling:NOFORN`},
	{Name: "tags", Aliases: []string{"tag"}, Kind: Tag, Help: "a TAGS code of any kind, or words of its name", Example: `tags:PARM,KNNP`},
	{Name: "tagcat", Kind: Code, Help: "the category letter of a subject TAGS code", Example: `tagcat:P`},
	{Name: "geo", Aliases: []string{"country"}, Kind: Country, Help: "a country in TAGS, by name or code", Example: `geo:Belgium`},
	{Name: "concepts", Aliases: []string{"concept"}, Kind: Topic, Help: "a subject term of the archive, or words in a row of one", Example: `concepts:"port facilities"`},
	{Name: "person", Kind: Name, Help: "a person in TAGS", Example: `person:"Jane Roe"`},
	{Name: "subject", Kind: Text, Help: "words of the subject line", Example: `subject:"cluster munitions"`},
	{Name: "ref", Kind: MRN, Help: "a cable that the REF block names", Example: `ref:08STATE125512`},
	{Name: "mentions", Kind: MRN, Help: "a cable named in the text outside the REF block", Example: `mentions:"STATE 125512"`},
	{Name: "body", Kind: Text, Help: "words of the paragraphs and of text without a place", Example: `body:interoperability`},
	{Name: "sounds", Kind: Sound, Help: "a name in the text, however it is spelt", Example: `sounds:Qadhafi`},
	{Name: "mark", Aliases: []string{"portion"}, Kind: Mark, Help: "a portion mark, or a range by its classification", Example: `mark:S/NF`},
	{Name: "eo", Kind: Code, Help: "the executive order it was classified under", Example: `eo:12958`},
	{Name: "decl", Kind: Date, Help: "the date of declassification", Example: `decl:<2020`},
	{Name: "reason", Kind: Code, Help: "a reason for classification", Example: `reason:1.4(b)`},
	{Name: "by", Kind: Name, Help: "who classified it", Example: `by:"Roe"`},
	{Name: "signed", Kind: Name, Help: "the signature", Example: `signed:FOX`},
	{Name: "office", Kind: Code, Help: "an office in the attention line", Example: `office:PM/WRA`},
	{Name: "serial", Kind: Code, Help: "the station serial of the DE line", Example: `serial:1828`},
	{Name: "source", Aliases: []string{"file"}, Kind: Path, Help: "the file it was read from", Example: `source:cables.csv`},
	{Name: "status", Kind: Code, Help: "corrected, cancelled, …", Example: `status:corrected`},
	{Name: "problem", Kind: Code, Shown: true, Help: "a kind of damage or doubt that reading it met", Example: `problem:date-conflict`},
}

var facets = []Facet{
	{Name: "tags", Help: "every TAGS code", None: "TAGS", Default: true},
	{Name: "subject-tags", Help: "subject TAGS codes", None: "subject TAGS"},
	{Name: "countries", Help: "countries in TAGS, by name", None: "a country"},
	{Name: "concepts", Help: "subject terms of the archive", None: "a subject term"},
	{Name: "origin", Help: "the post that sent it", None: "a post", Default: true},
	{Name: "classification", Help: "overall classification", None: "a classification", Default: true},
	{Name: "handling", Help: "handling captions", None: "a handling caption"},
	{Name: "mark", Help: "portion marks", None: "a portion mark"},
	{Name: "precedence", Help: "precedence of the message", None: "a precedence"},
	{Name: "year", Help: "year sent", None: "a year", Default: true},
	{Name: "month", Help: "month sent", None: "a month"},
	{Name: "to", Help: "action addressees", None: "an action addressee"},
	{Name: "info", Help: "information addressees", None: "an information addressee"},
	{Name: "refs", Help: "cables that the REF block names", None: "a reference"},
	{Name: "classified-by", Help: "who classified it", None: "a classifier"},
	{Name: "signed", Help: "signatures", None: "a signature"},
	{Name: "person", Help: "people in TAGS", None: "a person"},
	{Name: "eo", Help: "executive orders", None: "an executive order"},
	{Name: "reason", Help: "reasons for classification", None: "a reason"},
	{Name: "decl", Help: "year of declassification", None: "a year of declassification"},
	{Name: "source", Help: "files read", None: "a file"},
	{Name: "problem", Help: "kinds of damage or doubt", None: "a problem"},
}

// Lookup returns the field with this name or alias; case does not count.
func Lookup(name string) (Field, bool) {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
		for _, a := range f.Aliases {
			if strings.EqualFold(a, name) {
				return f, true
			}
		}
	}
	return Field{}, false
}

// All returns the fields in the order of the help page. The caller must not
// change it.
func All() []Field { return fields }

// Facets returns the facets in the order of the help page. The caller must not
// change it.
func Facets() []Facet { return facets }

// LookupFacet returns the facet with this name; case does not count.
func LookupFacet(name string) (Facet, bool) {
	for _, f := range facets {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return Facet{}, false
}
