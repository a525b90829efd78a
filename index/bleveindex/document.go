package bleveindex

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/klauspost/compress/zstd"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/search"
)

// The engine's fields that are not query fields.
const (
	fieldFigures  = "figures"  // the numbers of the columns, as a doc value
	fieldRecord   = "record"   // the records as found, compressed; stored only
	fieldVersions = "versions" // the versions, as JSON; stored only
)

// A document is a cable in Scorch's form. Its fields are made at the first visit,
// on one of Scorch's own goroutines.
type document struct {
	doc    contract.Document
	fields []index.Field
	// complete adds all missing fields, without terms: segments with the same
	// fields merge in half the time.
	complete bool
	id       index.Field
	// err is the error of making the fields.
	err error
}

func (d *document) ID() string { return d.doc.ID }

func (d *document) Size() int { return 4 * textBytes(d.doc) }

func (d *document) VisitFields(visit index.FieldVisitor) {
	if d.fields == nil {
		d.fields, d.err = makeFields(d.doc)
		if d.complete {
			d.fields = append(d.fields, missingFields(d.fields)...)
		}
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

// textBytes returns the length of all texts of a document.
func textBytes(doc contract.Document) int {
	n := len(doc.Record.Header) + len(doc.Record.Body)
	for _, rec := range doc.Others {
		n += len(rec.Header) + len(rec.Body)
	}
	return n
}

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
	terms := search.TermsOf(doc)
	fields := []index.Field{wordField(terms.Text), wordField(terms.Subject), figureField(figuresOf(terms))}
	for _, f := range terms.Coded {
		fields = append(fields, codedField(f))
	}
	for _, f := range terms.Facets {
		f.Name = facetField(f.Name)
		fields = append(fields, valueField(f))
	}
	stored, err := storedFields(doc)
	return append(fields, stored...), err
}

// missingFields returns the coded fields that fields lacks, without terms.
func missingFields(fields []index.Field) []index.Field {
	var missing []index.Field
	for _, f := range field.All() {
		switch {
		case holds(fields, f.Name) || f.Kind == field.Text:
		case f.Kind == field.Sound:
			missing = append(missing, &termField{name: f.Name, options: soundOptions})
		default:
			missing = append(missing, codeField(search.FieldTerms{Name: f.Name}))
		}
	}
	for _, f := range field.Facets() {
		if name := facetField(f.Name); !holds(fields, name) {
			missing = append(missing, valueField(search.FieldTerms{Name: name}))
		}
	}
	return missing
}

func holds(fields []index.Field, name string) bool {
	return slices.ContainsFunc(fields, func(f index.Field) bool { return f.Name() == name })
}

// codedField returns a coded field.
func codedField(t search.FieldTerms) *termField {
	switch f, _ := field.Lookup(t.Name); f.Kind {
	case field.Sound:
		return soundField(t)
	}
	return codeField(t)
}

// wordField returns a field of words. The byte offsets of their locations are not set:
// snippets scan the few cables they show again.
func wordField(t search.FieldTerms) *termField {
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
func soundField(t search.FieldTerms) *termField {
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
func codeField(t search.FieldTerms) *termField {
	f := valueField(t)
	f.options |= index.IncludeTermVectors
	for _, tf := range f.freqs {
		tf.Locations = anywhere
	}
	return f
}

// valueField returns a field of terms without locations.
func valueField(t search.FieldTerms) *termField {
	return &termField{name: t.Name, options: index.IndexField | index.SkipFreqNorm, length: t.Length, freqs: frequenciesOf(t.Terms)}
}

// facetFolder is what the names of the facets' fields begin with.
const facetFolder = "facet"

// facetField returns the name of the engine's field that holds the values of a
// facet as they are, for columns and for Bleve's own facets.
func facetField(facet string) string { return facetFolder + "." + facet }

func figureField(f figures) *termField {
	return &termField{name: fieldFigures, options: index.IndexField | index.SkipFreqNorm | index.DocValues, length: 1, freqs: oneTerm(f.String())}
}

func oneTerm(text string) index.TokenFrequencies {
	return frequenciesOf([]search.Term{{Text: text, Count: 1}})
}

// frequenciesOf returns terms, each once, without locations in the engine's form.
func frequenciesOf(terms []search.Term) index.TokenFrequencies {
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

// encoder and decoder compress stored records; both are safe for concurrent
// use by EncodeAll and DecodeAll.
var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault))
	decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostText))
)

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
		&termField{name: fieldRecord, options: index.StoreField, value: records},
		&termField{name: fieldVersions, options: index.StoreField, value: versions},
	}, nil
}

// storedIn returns the stored document with exactly this id, without its Cable.
func storedIn(r index.IndexReader, id string) (contract.Document, error) {
	doc := contract.Document{ID: id}
	stored, err := r.Document(id)
	if err != nil {
		return doc, fmt.Errorf("reading %s: %w", id, err)
	}
	if stored == nil {
		return doc, fmt.Errorf("%w: %s", contract.ErrNotFound, id)
	}
	var failed error
	stored.VisitFields(func(f index.Field) {
		failed = errors.Join(failed, decodeStored(&doc, f.Name(), f.Value()))
	})
	if failed != nil {
		return doc, damaged(fmt.Errorf("damaged record of %s: %w", id, failed))
	}
	return doc, nil
}

// documentIn returns the document with exactly this id, parsed again.
func documentIn(r index.IndexReader, id string) (contract.Document, error) {
	doc, err := storedIn(r, id)
	if err != nil {
		return contract.Document{}, err
	}
	doc.Cable = cable.Parse(doc.Record)
	doc.Cable.Versions = doc.Versions
	return doc, nil
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
	return encoder.EncodeAll(text, nil), nil
}

// decodeRecords sets the records of a document. Before schema 5 there is one.
func decodeRecords(data []byte, doc *contract.Document) error {
	text, err := decoder.DecodeAll(data, nil)
	if err != nil {
		return err
	}
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	if err := json.Unmarshal(first, &doc.Record); err != nil {
		return err
	}
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		var rec corpus.Record
		if err := json.Unmarshal(line, &rec); err != nil {
			return err
		}
		doc.Others = append(doc.Others, rec)
	}
	return nil
}
