package bleveindex

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/klauspost/compress/zstd"

	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/search/searchtest"
	"reftel/index/segment"
)

// NewZap makes an index of Bleve's own segments at dir, with the mapping and the terms of
// ours. It is the reference for stock Bleve on our segments, and has the form of indexes
// of schema 7 for the rebuild of such an index.
func NewZap(t testing.TB, dir string, docs []contract.Document) bleve.Index {
	t.Helper()
	idx, err := bleve.NewUsing(dir, newMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		t.Fatal(err)
	}
	batch := index.NewBatch()
	for _, doc := range docs {
		batch.Update(&document{doc: doc})
	}
	inner, err := idx.Advanced()
	if err == nil {
		err = inner.Batch(batch)
	}
	if err != nil {
		t.Fatal(err)
	}
	return idx
}

var zapEncoder, _ = zstd.NewWriter(nil)

// A document is a cable in Scorch's form. Its fields are made at the first visit,
// on one of Scorch's own goroutines.
type document struct {
	doc    contract.Document
	fields []index.Field
	id     index.Field
	// err is the error of making the fields.
	err error
}

func (d *document) ID() string { return d.doc.ID }

func (d *document) Size() int { return 4 * textBytes(d.doc) }

func (d *document) VisitFields(visit index.FieldVisitor) {
	if d.fields == nil {
		d.fields, d.err = makeFields(d.doc)
	}
	visit(d.id)
	for _, f := range d.fields {
		visit(f)
	}
}

func (d *document) VisitComposite(index.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                         { return false }
func (d *document) NumPlainTextBytes() uint64                  { return uint64(textBytes(d.doc)) }
func (d *document) StoredFieldsBytes() uint64                  { return 0 }
func (d *document) Indexed() bool                              { return false }

func (d *document) AddIDField() {
	d.id = &termField{name: "_id", options: index.IndexField | index.StoreField, value: []byte(d.doc.ID), length: 1, freqs: oneTerm(d.doc.ID)}
}

// A termField is a field with given terms.
type termField struct {
	name    string
	options index.FieldIndexingOptions
	value   []byte // stored
	length  int    // in tokens
	freqs   index.TokenFrequencies
}

func (f *termField) Name() string                                     { return f.name }
func (f *termField) Value() []byte                                    { return f.value }
func (f *termField) ArrayPositions() []uint64                         { return nil }
func (f *termField) EncodedFieldType() byte                           { return 't' }
func (f *termField) Analyze()                                         {}
func (f *termField) Options() index.FieldIndexingOptions              { return f.options }
func (f *termField) AnalyzedLength() int                              { return f.length }
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *termField) NumPlainTextBytes() uint64                        { return uint64(len(f.value)) }

// makeFields analyzes a document.
func makeFields(doc contract.Document) ([]index.Field, error) {
	terms := searchtest.TermsOf(doc)
	fields := []index.Field{wordField(terms.Text), wordField(terms.Subject)}
	for _, f := range terms.Coded {
		fields = append(fields, codedField(f))
	}
	for _, f := range terms.Facets {
		f.Name = segment.FacetPrefix + f.Name
		fields = append(fields, valueField(f))
	}
	stored, err := storedFields(doc)
	return append(fields, stored...), err
}

// codedField returns a coded field.
func codedField(t searchtest.FieldTerms) *termField {
	switch f, _ := field.Lookup(t.Name); f.Kind {
	case field.Sound:
		return soundField(t)
	}
	return codeField(t)
}

// wordField returns a field of words. The byte offsets of their locations are not set:
// snippets scan the few cables they show again.
func wordField(t searchtest.FieldTerms) *termField {
	f := &termField{name: t.Name, options: index.IndexField | index.IncludeTermVectors, length: t.Length, freqs: frequenciesOf(t.Terms)}
	n := 0
	for i := range t.Terms {
		n += len(t.Terms[i].Positions)
	}
	places := make([]index.TokenLocation, n)
	pointers := make([]*index.TokenLocation, n)
	for i := range places {
		pointers[i] = &places[i]
	}
	for _, term := range t.Terms {
		n := len(term.Positions)
		for i, at := range term.Positions {
			places[i].Position = int(at)
		}
		f.freqs[term.Text].Locations = pointers[:n:n]
		places, pointers = places[n:], pointers[n:]
	}
	return f
}

const soundOptions = index.IndexField | index.IncludeTermVectors

// soundField returns a field of sounds, with their frequencies for ranking. These take
// no measurable space.
func soundField(t searchtest.FieldTerms) *termField {
	f := &termField{name: t.Name, options: soundOptions, length: t.Length, freqs: frequenciesOf(t.Terms)}
	for _, tf := range f.freqs {
		tf.Locations = anywhere
	}
	return f
}

// anywhere is the location of the terms of coded fields: Bleve finds a quoted value by
// the locations of its terms. Position 0 is none that it counts from, so that it finds
// the terms of a value in any order.
var anywhere = []*index.TokenLocation{{}}

// codeField returns a field of terms that have no place in the text.
func codeField(t searchtest.FieldTerms) *termField {
	f := valueField(t)
	f.options |= index.IncludeTermVectors
	for _, tf := range f.freqs {
		tf.Locations = anywhere
	}
	return f
}

// valueField returns a field of terms without locations.
func valueField(t searchtest.FieldTerms) *termField {
	return &termField{name: t.Name, options: index.IndexField | index.SkipFreqNorm, length: t.Length, freqs: frequenciesOf(t.Terms)}
}

func oneTerm(text string) index.TokenFrequencies {
	return frequenciesOf([]searchtest.Term{{Text: text, Count: 1}})
}

// frequenciesOf returns terms, each once, without locations in the engine's form.
func frequenciesOf(terms []searchtest.Term) index.TokenFrequencies {
	freqs := make(index.TokenFrequencies, len(terms))
	list := make([]index.TokenFreq, len(terms))
	n := 0
	for _, t := range terms {
		n += len(t.Text)
	}
	texts := make([]byte, 0, n)
	for i, t := range terms {
		texts = append(texts, t.Text...)
		list[i].Term = texts[len(texts)-len(t.Text):]
		list[i].SetFrequency(t.Count)
		freqs[t.Text] = &list[i]
	}
	return freqs
}

func storedFields(doc contract.Document) ([]index.Field, error) {
	records, err := encodeRecords(doc)
	if err != nil {
		return nil, fmt.Errorf("storing %s: %w", doc.ID, err)
	}
	versions, err := json.Marshal(doc.Versions)
	if err != nil {
		return nil, fmt.Errorf("storing %s: %w", doc.ID, err)
	}
	return []index.Field{
		&termField{name: "record", options: index.StoreField, value: records},
		&termField{name: "versions", options: index.StoreField, value: versions},
	}, nil
}

// encodeRecords returns the records of a document, a JSON object each, compressed
// as one block: what several texts share takes little space.
func encodeRecords(doc contract.Document) ([]byte, error) {
	text, err := json.Marshal(doc.Record)
	if err != nil {
		return nil, err
	}
	for _, rec := range doc.Others {
		line, err := json.Marshal(rec)
		if err != nil {
			return nil, err
		}
		text = append(append(text, '\n'), line...)
	}
	return zapEncoder.EncodeAll(text, nil), nil
}
