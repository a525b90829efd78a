package bleveindex

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/klauspost/compress/zstd"

	"reftel/analyzer"
	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/field"
)

// The engine's fields that are not query fields.
const (
	fieldText     = "text"     // all words from the classification line to the signature
	fieldFigures  = "figures"  // the numbers of the columns, as a doc value
	fieldHas      = "has"      // the names of the query fields that have a value
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
	d.id = &termField{name: "_id", options: index.IndexField | index.StoreField, value: []byte(d.doc.ID), length: 1, freqs: exactTerms([]string{d.doc.ID})}
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
	texts := doc.Texts()
	text, subject := scan(passagesOf(texts)), scan(subjectsOf(texts))
	fields := []index.Field{
		text.field(fieldText),
		subject.field("subject"),
		figureField(figuresOf(doc, text, subject.length)),
	}
	fields = append(fields, facetFields(doc)...)
	has := textZones(texts)
	for _, f := range field.All() {
		if coded := codedField(texts, f, text); coded != nil {
			fields = append(fields, coded)
			has = append(has, f.Name)
		}
	}
	stored, err := storedFields(doc)
	return append(append(fields, codeField(fieldHas, has)), stored...), err
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
			missing = append(missing, codeField(f.Name, nil))
		}
	}
	for _, f := range field.Facets() {
		if name := facetField(f.Name); !holds(fields, name) {
			missing = append(missing, valueField(name, nil))
		}
	}
	return missing
}

func holds(fields []index.Field, name string) bool {
	return slices.ContainsFunc(fields, func(f index.Field) bool { return f.Name() == name })
}

// textZones returns the names of the text fields that some texts have words in.
func textZones(texts []contract.Document) []string {
	var zones []string
	if slices.ContainsFunc(texts, func(t contract.Document) bool { return t.Cable.Subject != "" }) {
		zones = append(zones, "subject")
	}
	if slices.ContainsFunc(texts, func(t contract.Document) bool { return len(t.Cable.Paragraphs)+len(t.Cable.Unplaced) > 0 }) {
		zones = append(zones, "body")
	}
	return zones
}

// codedField returns a coded field of some texts, the shown one first, nil if it
// has no values. The tokens of the texts are in found.
func codedField(texts []contract.Document, f field.Field, found scanned) *termField {
	if f.Kind == field.Sound {
		return soundField(f.Name, found)
	}
	if f.Shown {
		texts = texts[:1]
	}
	var terms []string
	for _, t := range texts {
		terms = append(terms, codeTerms(t, f, found)...)
	}
	if len(terms) > 0 {
		return codeField(f.Name, terms)
	}
	return nil
}

const soundOptions = index.IndexField | index.IncludeTermVectors

// soundField returns the sounds of the words that may be names, with their
// frequencies for ranking. These take no measurable space.
func soundField(name string, text scanned) *termField {
	counts := map[string]int{}
	for word, n := range text.names {
		for _, code := range analyzer.Sounds(word) {
			counts[code] += n
		}
	}
	if len(counts) == 0 {
		return nil
	}
	sounds := newFrequencies(len(counts))
	for code, n := range counts {
		sounds.add(code, n).Locations = anywhere
	}
	return &termField{name: name, options: soundOptions, length: text.length, freqs: sounds.terms}
}

// codeTerms returns the terms of a coded field of one text.
func codeTerms(doc contract.Document, f field.Field, text scanned) []string {
	switch f.Name {
	case "dtg":
		return timeTerms(doc.Cable, text.times)
	case "date":
		return dateTerms(doc.Cable)
	case "textdate":
		return textDateTerms(text.dates)
	case "decl":
		return declTerms(doc.Cable.Declassify)
	}
	var terms []string
	for _, value := range contract.FieldValues(doc, f.Name) {
		terms = append(terms, analyzer.Codes(f.Kind, value)...)
	}
	if f.Kind == field.Mark {
		terms = append(terms, markRanks(doc.Cable.Paragraphs)...)
	}
	return terms
}

// markRanks returns the terms that stand for the classifications of portion
// marks.
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

// anywhere is the location of the terms of coded fields: Bleve finds a quoted value by
// the locations of its terms. Position 0 is none that it counts from, so that it finds
// the terms of a value in any order.
var anywhere = []*index.TokenLocation{{}}

// codeField returns a field of terms that have no place in the text.
func codeField(name string, terms []string) *termField {
	f := valueField(name, terms)
	f.options |= index.IncludeTermVectors
	for _, tf := range f.freqs {
		tf.Locations = anywhere
	}
	return f
}

// valueField returns a field of terms without locations.
func valueField(name string, terms []string) *termField {
	return &termField{name: name, options: index.IndexField | index.SkipFreqNorm, length: len(terms), freqs: exactTerms(terms)}
}

// facetFields returns a field for each facet of which a document has values.
func facetFields(doc contract.Document) []index.Field {
	var fields []index.Field
	for _, f := range field.Facets() {
		if values := contract.FacetValues(doc, f.Name); len(values) > 0 {
			fields = append(fields, valueField(facetField(f.Name), values))
		}
	}
	return fields
}

// facetFolder is what the names of the facets' fields begin with.
const facetFolder = "facet"

// facetField returns the name of the engine's field that holds the values of a
// facet as they are, for columns and for Bleve's own facets.
func facetField(facet string) string { return facetFolder + "." + facet }

func figureField(f figures) *termField {
	return &termField{name: fieldFigures, options: index.IndexField | index.SkipFreqNorm | index.DocValues, length: 1, freqs: exactTerms([]string{f.String()})}
}

// exactTerms returns terms without locations, each once.
func exactTerms(terms []string) index.TokenFrequencies {
	f := newFrequencies(len(terms))
	for _, t := range terms {
		if f.terms[t] == nil {
			f.add(t, 1)
		}
	}
	return f.terms
}

// frequencies are terms without locations.
type frequencies struct {
	terms index.TokenFrequencies
	slab  []index.TokenFreq // backs the entries, to save allocations
}

func newFrequencies(n int) *frequencies {
	return &frequencies{make(index.TokenFrequencies, n), make([]index.TokenFreq, n)}
}

// add adds a term that occurs n times.
func (f *frequencies) add(term string, n int) *index.TokenFreq {
	tf := &f.slab[len(f.terms)]
	tf.Term = []byte(term)
	tf.SetFrequency(n)
	f.terms[term] = tf
	return tf
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
		switch f.Name() {
		case fieldRecord:
			failed = decodeRecords(f.Value(), &doc)
		case fieldVersions:
			if err := json.Unmarshal(f.Value(), &doc.Versions); err != nil {
				failed = err
			}
		}
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
