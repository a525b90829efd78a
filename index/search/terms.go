package search

import (
	"slices"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
)

// DocTerms are the terms of a document, for segments.
type DocTerms struct {
	// Text and Subject are the fields with positions.
	Text, Subject FieldTerms
	// Coded are the query fields of which the document has values, and HasField; their
	// terms have no positions.
	Coded []FieldTerms
	// Facets are the values of the facets of which the document has some, by name.
	Facets []FieldTerms
	// Zones are the zones of Text.
	Zones Zones
	// Date is the start of the document's date in seconds since 1970, NoDate for none.
	Date int64
}

// FieldTerms are the terms of one field of a document, each once.
type FieldTerms struct {
	Name   string
	Length int // in tokens
	Terms  []Term
}

// A Term is a term of a document: how often it occurs, and at which positions.
type Term struct {
	Text      string
	Count     int
	Positions []uint32
}

// TermsOf returns the terms of a document.
func TermsOf(doc index.Document) DocTerms {
	texts := doc.Texts()
	text, subject := scan(passagesOf(texts)), scan(subjectsOf(texts))
	d := DocTerms{
		Text:    FieldTerms{TextField, text.length, text.words},
		Subject: FieldTerms{SubjectField, subject.length, subject.words},
		Zones:   text.zones,
	}
	d.Coded, d.Facets, d.Date = valuesOf(doc, texts, text)
	return d
}

// valuesOf returns what DocTerms has of a document beside its words. The tokens of its
// texts are in found.
func valuesOf(doc index.Document, texts []index.Document, found scanned) (coded, facets []FieldTerms, date int64) {
	date = NoDate
	if c := texts[0].Cable; !c.Date.IsZero() {
		date = c.Date.Unix()
	}
	has := zonesOf(texts)
	for _, f := range field.All() {
		if terms := codedTerms(texts, f, found); len(terms.Terms) > 0 {
			coded = append(coded, terms)
			has = append(has, f.Name)
		}
	}
	coded = append(coded, exactTerms(HasField, has))
	for _, f := range field.Facets() {
		if values := index.FacetValues(doc, f.Name); len(values) > 0 {
			facets = append(facets, exactTerms(f.Name, values))
		}
	}
	return coded, facets, date
}

// zonesOf returns the names of the text fields that some texts have words in.
func zonesOf(texts []index.Document) []string {
	var names []string
	for _, f := range field.All() {
		if f.Kind == field.Text && slices.ContainsFunc(texts, func(t index.Document) bool { return hasZone(t.Cable, f.Zone) }) {
			names = append(names, f.Name)
		}
	}
	return names
}

func hasZone(c *cable.Cable, z field.Zone) bool {
	if z == field.Body {
		return len(c.Paragraphs)+len(c.Unplaced) > 0
	}
	return c.Subject != ""
}

// codedTerms returns the terms of a coded field of some texts, the shown one first. The
// tokens of the texts are in found.
func codedTerms(texts []index.Document, f field.Field, found scanned) FieldTerms {
	if f.Kind == field.Sound {
		return soundTerms(f.Name, found)
	}
	if f.Shown {
		texts = texts[:1]
	}
	var terms []string
	for _, t := range texts {
		terms = append(terms, codeTerms(t, f, found)...)
	}
	return exactTerms(f.Name, terms)
}

// soundTerms returns the sounds of the words that may be names, with their
// frequencies for ranking.
func soundTerms(name string, text scanned) FieldTerms {
	counts := map[string]int{}
	for word, n := range text.names {
		for _, code := range analyzer.Sounds(word) {
			counts[code] += n
		}
	}
	sounds := FieldTerms{Name: name, Length: text.length}
	for code, n := range counts {
		sounds.Terms = append(sounds.Terms, Term{Text: code, Count: n})
	}
	return sounds
}

// codeTerms returns the terms of a coded field of one text.
func codeTerms(doc index.Document, f field.Field, text scanned) []string {
	var terms []string
	for _, m := range index.FieldTimes(doc, f, text.times, text.dates) {
		terms = append(terms, analyzer.TimeTerms(m.Time, m.Precision)...)
	}
	for _, value := range index.FieldValues(doc, f.Name) {
		terms = append(terms, analyzer.Codes(f.Kind, value)...)
	}
	if f.Kind == field.Mark {
		terms = append(terms, markRanks(doc.Cable.Paragraphs)...)
	}
	return terms
}

// markRanks returns the terms of the classifications of portion marks.
func markRanks(paragraphs []cable.Paragraph) []string {
	var terms []string
	for _, p := range paragraphs {
		if p.Mark != "" && p.Classification != "" {
			terms = append(terms, markRank(p.Classification))
		}
	}
	return terms
}

func markRank(classification string) string { return "=" + classification }

// exactTerms returns a field of terms without positions, each once.
func exactTerms(name string, terms []string) FieldTerms {
	f := FieldTerms{Name: name, Length: len(terms)}
	seen := make(map[string]bool, len(terms))
	for _, t := range terms {
		if !seen[t] {
			seen[t] = true
			f.Terms = append(f.Terms, Term{Text: t, Count: 1})
		}
	}
	return f
}
