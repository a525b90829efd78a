// Package indextest is the suite that every engine passes: it compares an
// engine's answers with a count by brute force over the parsed cables.
package indextest

import (
	"slices"
	"strings"
	"unicode"

	"reftel/corpus/cable"
	"reftel/corpus/tags"
	"reftel/index"
	"reftel/index/field"
)

// A Question is a query and what it means, said without any engine.
type Question struct {
	Query string
	Want  func(d *Doc) bool
}

// A Doc is a document with its words, as simply as they can be had: runs of
// ASCII letters and digits, in lower case, where furniture and paragraph
// markers are left out.
type Doc struct {
	index.Document
	words []string
	text  string // the words, each between blanks
	// facets are the values of all facets, in the order of field.Facets.
	facets [][]string
}

// NewDoc prepares a document for the oracle.
func NewDoc(doc index.Document) *Doc {
	d := &Doc{Document: doc}
	var text strings.Builder
	for _, p := range doc.Cable.Pieces {
		if p.Kind != cable.PieceFurniture && p.Kind != cable.PieceMarker {
			text.WriteString(doc.Cable.Text[p.Start:p.End])
		}
	}
	d.words = simpleWords(text.String())
	d.text = " " + strings.Join(d.words, " ") + " "
	for _, f := range field.Facets() {
		d.facets = append(d.facets, index.FacetValues(doc, f.Name))
	}
	return d
}

func simpleWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// has says whether one of words is a word of the text.
func (d *Doc) has(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(d.text, " "+w+" ") })
}

// row says whether words stand in a row in the text.
func (d *Doc) row(words string) bool { return strings.Contains(d.text, " "+words+" ") }

// begins says whether a word of the text begins with prefix.
func (d *Doc) begins(prefix string) bool { return strings.Contains(d.text, " "+prefix) }

func (d *Doc) subject(words ...string) bool {
	have := simpleWords(d.Cable.Subject)
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(have, w) })
}

func (d *Doc) tag(codes ...string) bool {
	return slices.ContainsFunc(d.Cable.Tags, func(t tags.Tag) bool { return slices.Contains(codes, t.Code) })
}

func (d *Doc) handled(caption string) bool { return slices.Contains(d.Cable.Handling, caption) }

func (d *Doc) class(values ...string) bool { return slices.Contains(values, d.Cable.Classification) }

func (d *Doc) mark(values ...string) bool {
	return slices.ContainsFunc(d.Cable.Paragraphs, func(p cable.Paragraph) bool { return slices.Contains(values, p.Mark) })
}

// sent says whether the cable's date, as far as it is known, lies in the year,
// month or day from one to another: "2008", "2008-12", "2008-12-04".
func (d *Doc) sent(from, to string) bool {
	if d.Cable.Date.IsZero() {
		return false
	}
	day := d.Cable.Date.Format("2006-01-02")
	return day[:len(from)] >= from && day[:len(to)] <= to
}

func (d *Doc) fromPost(post string) bool { return index.Origin(d.Document) == post }
