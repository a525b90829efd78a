package search

import "reftel/index"

// A TermReader reads documents, one after the other, for a builder of segments. It
// numbers the terms of the text fields, so that a word costs no memory but its number
// and position. It is for one goroutine.
type TermReader struct {
	g    *gatherer
	read DocWords
}

// DocWords are the terms of a document as a TermReader reads them. Coded, Facets, Zones
// and Date are those of DocTerms.
type DocWords struct {
	Text, Subject Words
	Coded, Facets []FieldTerms
	Zones         *Zones
	Date          int64
}

// Words are the words of a text field of a document.
type Words struct {
	// List are the words in the order of their positions.
	List []Word
	// Length is the length of the field in tokens.
	Length int
}

// A Word is the number of a term in TermReader.Names, and a position.
type Word struct{ Term, Position uint32 }

// NewTermReader returns a reader that has numbered no terms.
func NewTermReader() *TermReader {
	r := &TermReader{g: newGatherer()}
	r.g.unbounded = true
	return r
}

// Names returns the terms by number.
func (r *TermReader) Names() []string { return r.g.names }

// Read reads a document. The result is valid until the next call.
func (r *TermReader) Read(doc index.Document) *DocWords {
	texts := doc.Texts()
	doc.Cable = texts[0].Cable
	d := &r.read
	r.words(&d.Subject, subjectsOf(texts))
	r.words(&d.Text, passagesOf(texts))
	d.Zones = &r.g.found.zones
	d.Coded, d.Facets, d.Date = valuesOf(doc, texts, r.g.found)
	return d
}

// words reads the words of passages.
func (r *TermReader) words(w *Words, passages []passage) {
	r.g.gather(passages)
	w.List, w.Length = w.List[:0], r.g.found.length
	for _, word := range r.g.words {
		w.List = append(w.List, Word{uint32(r.g.own[word.own]), uint32(word.position)})
	}
}
