// Package searchtest has the terms of documents as strings, for tests of segments.
package searchtest

import (
	"reftel/index"
	"reftel/index/search"
)

// DocTerms are the terms of a document, by field. Coded includes search.HasField; Facets
// are the values of facets.
type DocTerms struct {
	Text, Subject FieldTerms
	Coded, Facets []FieldTerms
	Zones         search.Zones
	Date          int64 // as in search.DocWords
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

// TermsOf returns the terms of a document as search.TermReader reads them.
func TermsOf(doc index.Document) DocTerms {
	r := search.NewTermReader()
	d := r.Read(doc)
	return DocTerms{
		Text:    words(search.TextField, d.Text, r.Names()),
		Subject: words(search.SubjectField, d.Subject, r.Names()),
		Coded:   codes(d.Coded), Facets: codes(d.Facets),
		Zones: *d.Zones, Date: d.Date,
	}
}

// words returns the terms of words in the order in which they come first.
func words(name string, w search.Words, names []string) FieldTerms {
	f := FieldTerms{Name: name, Length: w.Length}
	places := map[uint32]int{}
	for _, word := range w.List {
		at, known := places[word.Term]
		if !known {
			at = len(f.Terms)
			places[word.Term] = at
			f.Terms = append(f.Terms, Term{Text: names[word.Term]})
		}
		t := &f.Terms[at]
		t.Count++
		t.Positions = append(t.Positions, word.Position)
	}
	return f
}

func codes(list []search.Codes) []FieldTerms {
	var fields []FieldTerms
	for _, c := range list {
		f := FieldTerms{Name: c.Name, Length: len(c.Terms)}
		for i, n := range c.Terms {
			t := Term{Text: c.Table.Names()[n], Count: 1}
			if c.Counts != nil {
				t.Count = int(c.Counts[i])
			}
			f.Terms = append(f.Terms, t)
		}
		fields = append(fields, f)
	}
	return fields
}
