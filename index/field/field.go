// Package field holds the table of fields, which the query parser, the engines, the
// facets, completion and the help read.
package field

import (
	"cmp"
	"strings"
	"time"

	"reftel/corpus/lists"
	"reftel/corpus/tags"
)

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
	Group               // words and marks of one paragraph
)

// A Field is a field of the query language.
type Field struct {
	Name    string
	Aliases []string
	// Of is the field that is meant, where this is another name for its values.
	Of   string
	Kind Kind
	// Zone is where the words of a text field stand.
	Zone Zone
	// Shown limits the field to the shown text of a cable: other texts of its id do
	// not count.
	Shown bool
	// Computed says that the values are not those of the cable itself: they depend on
	// the other cables of the index, which computes them for each query.
	Computed bool
	// Help is one line; Example a query that parses.
	Help, Example string

	values  appender
	moments func([]Moment, Source) []Moment
}

// A Zone is a part of a cable's text.
type Zone uint8

// The zones of text fields.
const (
	NoZone  Zone = iota
	Subject      // the subject line
	Body         // the paragraphs, and text without a place
	Summary
)

// Values returns the values that a text has for the field, each once, as the cable
// has them; engines analyze them. Fields of words, which engines take from the scanned
// text, and of times (Moments) have none.
func (f Field) Values(s Source) []string { return f.values.values(s) }

// AppendValues appends Values, maybe several times, and empty strings.
func (f Field) AppendValues(list []string, s Source) []string { return f.values.appendTo(list, s) }

// A Facet is a property by which matches are counted.
type Facet struct {
	Name string
	// Field is the name of the field by which queries ask for the values.
	Field string
	// Help is one line.
	Help string
	// None is what a cable without a value is said to be without.
	None string
	// Default reports whether text output shows the facet without being asked.
	Default bool

	values appender
	label  func(value string, at time.Time) string
}

// Label returns a value as a person would read it: the name of a code at a time,
// of a post, of a precedence; the value itself if it has no better name.
func (f Facet) Label(value string, at time.Time) string {
	if f.label == nil {
		return value
	}
	return cmp.Or(f.label(value, at), value)
}

// Values returns the values that a text has for the facet, each once.
func (f Facet) Values(s Source) []string { return f.values.values(s) }

// AppendValues appends Values, maybe several times, and empty strings.
func (f Facet) AppendValues(list []string, s Source) []string { return f.values.appendTo(list, s) }

// An appender appends the values of a text to a list, maybe several times, and empty
// strings: indexing reads those of all cables into the same memory. Nil appends none.
type appender func(list []string, s Source) []string

func (a appender) appendTo(list []string, s Source) []string {
	if a == nil {
		return list
	}
	return a(list, s)
}

// values returns the values of a text, each once.
func (a appender) values(s Source) []string { return lists.Distinct(a.appendTo(nil, s)) }

var fields = []Field{
	{Name: "id", Aliases: []string{"mrn"}, Kind: MRN, Help: "the cable itself, by its MRN in any spelling", Example: `id:08BRUSSELS1828`, values: ids},
	{Name: "date", Aliases: []string{"month"}, Kind: Date, Shown: true, Help: "when it was sent (UTC days)", Example: `date:2008-12-01..2009-01-15`, moments: sent},
	{Name: "year", Of: "date", Kind: Date, Shown: true, Help: "the year it was sent", Example: `year:2008`, values: year},
	{Name: "dtg", Kind: Time, Help: "any date-time group in the cable", Example: `dtg:"041412Z DEC 08"`, moments: groups},
	{Name: "textdate", Kind: Date, Help: "a date in the text", Example: `textdate:2008-12-02`, moments: plainDates},
	{Name: "from", Aliases: []string{"origin"}, Kind: Station, Help: "the sender: post, name, country or routing indicator", Example: `from:brussels`, values: senders},
	{Name: "to", Kind: Station, Help: "an action addressee", Example: `to:secstate`, values: toStations},
	{Name: "info", Kind: Station, Help: "an information addressee", Example: `info:RUEHLO`, values: infoStations},
	{Name: "prec", Aliases: []string{"precedence"}, Kind: Prec, Help: "precedence: R < P < O < Z", Example: `prec:>=O`, values: precedenceLetters},
	{Name: "class", Aliases: []string{"classification"}, Kind: Class, Help: "overall classification: U < LOU < SBU = FOUO < C < S < TS", Example: `class:>=C`, values: classifications},
	{Name: "handling", Aliases: []string{"caption"}, Kind: Caption, Help: "a handling caption", Example: `handling:NOFORN`, values: handling},
	{Name: "tags", Aliases: []string{"tag", "subject-tags"}, Kind: Tag, Help: "a TAGS code of any kind, or words of its name", Example: `tags:PARM,KNNP`, values: codesOf("")},
	{Name: "tagcat", Kind: Code, Help: "the category letter of a subject TAGS code", Example: `tagcat:P`, values: tagCategories},
	{Name: "geo", Aliases: []string{"country", "countries"}, Kind: Country, Help: "a country in TAGS, by name or code", Example: `geo:Belgium`, values: countriesAndCodes},
	{Name: "concepts", Aliases: []string{"concept"}, Kind: Topic, Help: "a subject term of the archive, or words in a row of one", Example: `concepts:"port facilities"`, values: concepts},
	{Name: "person", Kind: Name, Help: "a person in TAGS", Example: `person:"Jane Roe"`, values: codesOf(tags.Person)},
	{Name: "subject", Kind: Text, Zone: Subject, Help: "words of the subject line", Example: `subject:"cluster munitions"`},
	{Name: "ref", Aliases: []string{"refs"}, Kind: MRN, Help: "a cable that the REF block names", Example: `ref:08STATE125512`, values: references},
	{Name: "refby", Kind: MRN, Computed: true, Help: "a cable that the REF block of this one names", Example: `refby:08BRUSSELS1828`},
	{Name: "mentions", Kind: MRN, Help: "a cable named in the text outside the REF block", Example: `mentions:"STATE 125512"`, values: mentions},
	{Name: "body", Kind: Text, Zone: Body, Help: "words of the paragraphs and of text without a place", Example: `body:interoperability`},
	{Name: "summary", Kind: Text, Zone: Summary, Help: "words of the summary", Example: `summary:(hotel closed)`},
	{Name: "para", Kind: Group, Zone: Body, Help: "words in one paragraph, and its mark", Example: `para:(mark:S/NF hotel closed)`},
	{Name: "sounds", Kind: Sound, Help: "a name in the text, however it is spelt", Example: `sounds:Qadhafi`},
	{Name: "mark", Aliases: []string{"portion"}, Kind: Mark, Help: "a portion mark, or a range by its classification", Example: `mark:S/NF`, values: marks},
	{Name: "eo", Kind: Code, Help: "the executive order it was classified under", Example: `eo:12958`, values: executiveOrder},
	{Name: "decl", Kind: Date, Help: "the date of declassification", Example: `decl:<2020`, moments: declassified},
	{Name: "reason", Kind: Code, Help: "a reason for classification", Example: `reason:1.4(b)`, values: reasons},
	{Name: "by", Aliases: []string{"classified-by"}, Kind: Name, Help: "who classified it", Example: `by:"Roe"`, values: classifiers},
	{Name: "signed", Kind: Name, Help: "the signature", Example: `signed:FOX`, values: signers},
	{Name: "office", Kind: Code, Help: "an office in the attention line", Example: `office:PM/WRA`, values: offices},
	{Name: "serial", Kind: Code, Help: "the station serial of the DE line", Example: `serial:1828`, values: serial},
	{Name: "source", Aliases: []string{"file"}, Kind: Path, Help: "the file it was read from", Example: `source:cables.csv`, values: sources},
	{Name: "status", Kind: Code, Help: "corrected, cancelled, …", Example: `status:corrected`, values: status},
	{Name: "problem", Kind: Code, Shown: true, Help: "a kind of damage or doubt that reading it met", Example: `problem:date-conflict`, values: problems},
}

var facets = []Facet{
	{Name: "tags", Field: "tags", Help: "every TAGS code", None: "TAGS", Default: true, values: codesOf(""), label: tagLabel},
	{Name: "subject-tags", Field: "tags", Help: "subject TAGS codes", None: "subject TAGS", values: codesOf(tags.Subject), label: tagLabel},
	{Name: "countries", Field: "geo", Help: "countries in TAGS, by name", None: "a country", values: countries},
	{Name: "concepts", Field: "concepts", Help: "subject terms of the archive", None: "a subject term", values: concepts},
	{Name: "origin", Field: "from", Help: "the post that sent it", None: "a post", Default: true, values: origins, label: postLabel},
	{Name: "classification", Field: "class", Help: "overall classification", None: "a classification", Default: true, values: classifications},
	{Name: "handling", Field: "handling", Help: "handling captions", None: "a handling caption", values: handling},
	{Name: "mark", Field: "mark", Help: "portion marks", None: "a portion mark", values: marks},
	{Name: "precedence", Field: "prec", Help: "precedence of the message", None: "a precedence", values: precedenceLetters, label: precedenceLabel},
	{Name: "year", Field: "year", Help: "year sent", None: "a year", Default: true, values: year},
	{Name: "month", Field: "date", Help: "month sent", None: "a month", values: month},
	{Name: "to", Field: "to", Help: "action addressees", None: "an action addressee", values: toNames},
	{Name: "info", Field: "info", Help: "information addressees", None: "an information addressee", values: infoNames},
	{Name: "refs", Field: "ref", Help: "cables that the REF block names", None: "a reference", values: references},
	{Name: "classified-by", Field: "by", Help: "who classified it", None: "a classifier", values: classifiers},
	{Name: "signed", Field: "signed", Help: "signatures", None: "a signature", values: signers},
	{Name: "person", Field: "person", Help: "people in TAGS", None: "a person", values: codesOf(tags.Person)},
	{Name: "eo", Field: "eo", Help: "executive orders", None: "an executive order", values: executiveOrder},
	{Name: "reason", Field: "reason", Help: "reasons for classification", None: "a reason", values: reasons},
	{Name: "decl", Field: "decl", Help: "year of declassification", None: "a year of declassification", values: declassificationYear},
	{Name: "tagcat", Field: "tagcat", Help: "category letters of subject TAGS codes", None: "a subject TAGS category", values: tagCategories},
	{Name: "mentions", Field: "mentions", Help: "cables named outside the REF block", None: "a mention", values: mentions},
	{Name: "office", Field: "office", Help: "offices in the attention line", None: "an office", values: offices},
	{Name: "status", Field: "status", Help: "corrected, cancelled, …", None: "a status", values: status},
	{Name: "source", Field: "source", Help: "files read", None: "a file", values: sources},
	{Name: "problem", Field: "problem", Help: "kinds of damage or doubt", None: "a problem", values: problems},
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

// FacetNamed returns the facet with this name, or else the first that counts the values
// of the field with this name or alias.
func FacetNamed(name string) (Facet, bool) {
	if f, ok := LookupFacet(name); ok {
		return f, true
	}
	return FacetOf(name)
}

// FacetOf returns the first facet that counts the values of a field, by the field's name
// or alias.
func FacetOf(name string) (Facet, bool) {
	asked, ok := Lookup(name)
	for _, facet := range facets {
		if f, _ := Lookup(facet.Field); ok && (f.Name == asked.Name || f.Of == asked.Name) {
			return facet, true
		}
	}
	return Facet{}, false
}
