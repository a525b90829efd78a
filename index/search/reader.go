package search

import (
	"encoding/binary"
	"slices"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/corpus/dtg"
	"reftel/index"
	"reftel/index/field"
)

// A TermReader reads documents, one after the other, for a builder of segments. It
// numbers the terms, so that a word costs no memory but its number and position. It is
// for one goroutine.
type TermReader struct {
	g    *gatherer
	read DocWords
	// coded are the tables of field.All and of HasField, facets those of field.Facets.
	coded, facets []codeTable
	// heard are the sounds of the words that were names, by the word's number; they stand
	// in sounds.
	heard  []soundsOf
	sounds []uint32
	lists  valueLists
}

// soundsOf is where the sounds of a word are in TermReader.sounds.
type soundsOf struct {
	from, n uint32
	known   bool
}

// DocWords are the terms of a document as a TermReader reads them. Zones and Date are
// those of DocTerms.
type DocWords struct {
	Text, Subject Words
	Coded, Facets []Codes
	Zones         *Zones
	Date          int64
}

// Words are the words of a text field of a document.
type Words struct {
	// List are the words in the order of their positions, with the numbers of their terms
	// in TermReader.Names.
	List []Word
	// Length is the length of the field in tokens.
	Length int
}

// Codes are the terms of a coded field of a document, or its values of a facet, each
// once.
type Codes struct {
	Name string
	// Table has the terms of the field in all documents.
	Table *TermTable
	// Terms are numbers in Table. Counts are their frequencies, nil in a field whose
	// frequencies are all 1.
	Terms, Counts []uint32
}

// NewTermReader returns a reader that has numbered no terms.
func NewTermReader() *TermReader {
	r := &TermReader{g: newGatherer(), coded: make([]codeTable, len(field.All())+1), facets: make([]codeTable, len(field.Facets()))}
	r.g.unbounded = true
	for i, f := range field.All() {
		r.coded[i].kind = f.Kind
	}
	return r
}

// Reset makes the reader forget all terms. It keeps its memory: what Read, Names and the
// tables returned is not valid any more.
func (r *TermReader) Reset() {
	r.g.reset()
	r.heard, r.sounds = r.heard[:0], r.sounds[:0]
	for _, tables := range [...][]codeTable{r.coded, r.facets} {
		for i := range tables {
			t := &tables[i]
			t.TermTable.reset()
			t.tally.reset()
			t.forgetValues()
		}
	}
}

// Names returns the terms of the text fields by number.
func (r *TermReader) Names() []string { return r.g.names }

// Size returns about how many bytes of memory the reader takes.
func (r *TermReader) Size() int64 {
	const useSize, heardSize, soundSize = 8 + 1, 12, 4
	n := r.g.Size() + useSize*int64(len(r.g.nameUses.uses)) + heardSize*int64(len(r.heard)) + soundSize*int64(len(r.sounds))
	for _, tables := range [...][]codeTable{r.coded, r.facets} {
		for i := range tables {
			t := &tables[i]
			n += t.Size() + useSize*int64(len(t.uses)) + t.listedSize()
		}
	}
	return n
}

// Read reads a document. The result is valid until the next call.
func (r *TermReader) Read(doc index.Document) *DocWords {
	texts := doc.Texts()
	doc.Cable = texts[0].Cable
	d := &r.read
	d.Coded, d.Facets = d.Coded[:0], d.Facets[:0]
	r.words(&d.Subject, subjectsOf(texts))
	r.words(&d.Text, passagesOf(texts))
	d.Zones = &r.g.found.zones
	d.Date = readValues(doc, texts, &r.g.found, r, &r.lists)
	return d
}

// words reads the words of passages.
func (r *TermReader) words(w *Words, passages []passage) {
	r.g.gather(passages)
	w.List, w.Length = append(w.List[:0], r.g.words...), r.g.found.length
}

// codes implements valueReader.
func (r *TermReader) codes(i int, f field.Field, sources []field.Source) bool {
	t := &r.coded[i]
	t.begin()
	if f.Kind == field.Sound {
		r.hear(t)
	} else {
		readCodes(f, sources, t, &r.lists)
	}
	return t.appendTo(&r.read.Coded, f.Name)
}

// hear reads the sounds of the words that may be names.
func (r *TermReader) hear(t *codeTable) {
	if n := len(r.g.names) - len(r.heard); n > 0 {
		r.heard = append(r.heard, make([]soundsOf, n)...)
	}
	for _, word := range r.g.nameUses.own {
		if at := &r.heard[word]; !at.known {
			from := len(r.sounds)
			r.sounds = t.appendNumbers(r.sounds, analyzer.Sounds(r.g.names[word]))
			*at = soundsOf{uint32(from), uint32(len(r.sounds) - from), true}
		}
	}
	for i, word := range r.g.nameUses.own {
		at := &r.heard[word]
		for _, sound := range r.sounds[at.from : at.from+at.n] {
			t.count(sound, r.g.nameUses.counts[i])
		}
	}
}

// has implements valueReader.
func (r *TermReader) has(names []string) {
	t := &r.coded[len(r.coded)-1]
	t.begin()
	t.add(names)
	t.appendTo(&r.read.Coded, HasField)
}

// facet implements valueReader.
func (r *TermReader) facet(i int, name string, values []string) {
	t := &r.facets[i]
	t.begin()
	t.add(values)
	t.appendTo(&r.read.Facets, name)
}

// A codeTable counts the terms of a coded field, or the values of a facet.
type codeTable struct {
	TermTable
	tally
	kind field.Kind
	// values are values that were read before, and dates by their seconds since 1970 and
	// precisions; listed are the terms of each by its number. No field has both.
	values TermTable
	listed [][]uint32
	terms  int64 // in listed
	// last is the last value that is not listed, and lastTerms are its terms: all cables of an
	// archive have the same path.
	last      string
	lastTerms []uint32
}

// appendTo appends the terms of the document to a list, and reports whether there are
// any.
func (t *codeTable) appendTo(list *[]Codes, name string) bool {
	if len(t.own) == 0 {
		return false
	}
	c := Codes{Name: name, Table: &t.TermTable, Terms: t.own}
	if t.kind == field.Sound {
		c.Counts = t.counts
	}
	*list = append(*list, c)
	return true
}

// count counts a term n times.
func (t *codeTable) count(number, n uint32) { t.tally.add(number, n, len(t.names)) }

// add implements codeReader.
func (t *codeTable) add(terms []string) {
	for _, term := range terms {
		if term != "" {
			t.count(t.numberOf(term), 1)
		}
	}
}

// appendNumbers appends the numbers of terms.
func (t *codeTable) appendNumbers(list []uint32, terms []string) []uint32 {
	for _, term := range terms {
		list = append(list, t.numberOf(term))
	}
	return list
}

// Most values of most fields occur in many cables: stations, TAGS, classifications.
// These are the limits for the values whose terms are kept.
const (
	longestListed   = 64
	mostListedBytes = 1 << 20 // bytes for each field
)

// addValue implements codeReader.
func (t *codeTable) addValue(kind field.Kind, value string) {
	for _, number := range t.listOf(kind, value) {
		t.count(number, 1)
	}
}

// listOf returns the terms of a value.
func (t *codeTable) listOf(kind field.Kind, value string) []uint32 {
	if kind == field.MRN || kind == field.Path || len(value) > longestListed { // it occurs once
		if value != t.last {
			t.last, t.lastTerms = value, t.appendNumbers(t.lastTerms[:0], analyzer.Codes(kind, value))
		}
		return t.lastTerms
	}
	t.limitValues()
	number := int(t.values.numberOf(value))
	if number == len(t.listed) {
		t.list(analyzer.Codes(kind, value))
	}
	return t.listed[number]
}

// addMoment implements codeReader. Dates occur in many cables, times to the minute seldom
// in two.
func (t *codeTable) addMoment(m field.Moment) {
	if m.Precision == dtg.Minute || m.Time.IsZero() {
		t.add(analyzer.TimeTerms(m.Time, m.Precision))
		return
	}
	var key [keySize]byte
	binary.LittleEndian.PutUint64(key[:], uint64(m.Time.Unix()))
	key[8] = byte(m.Precision)
	t.limitValues()
	number := int(t.values.Number(key[:9]))
	if number == len(t.listed) {
		t.list(analyzer.TimeTerms(m.Time, m.Precision))
	}
	for _, term := range t.listed[number] {
		t.count(term, 1)
	}
}

// list keeps the terms of the value or the date numbered last.
func (t *codeTable) list(terms []string) {
	t.listed = append(t.listed, t.appendNumbers(nil, terms))
	t.terms += int64(len(terms))
}

// limitValues forgets the values if they take too much memory.
func (t *codeTable) limitValues() {
	if t.listedSize() > mostListedBytes {
		t.forgetValues()
	}
}

// forgetValues forgets the values that were read before.
func (t *codeTable) forgetValues() {
	t.values, t.listed, t.terms = TermTable{}, nil, 0
	t.last, t.lastTerms = "", nil
}

// listedSize returns about how many bytes of memory the values take that were read
// before.
func (t *codeTable) listedSize() int64 { return t.values.Size() + 24*int64(cap(t.listed)) + 4*t.terms }

// A valueReader takes what a document has beside words.
type valueReader interface {
	// codes reads the terms of a coded field, the i-th of field.All, and reports whether
	// there are any.
	codes(i int, f field.Field, sources []field.Source) bool
	// has takes the terms of HasField.
	has(names []string)
	// facet takes the values of the i-th of field.Facets, of which there are some, as
	// AppendValues has them.
	facet(i int, name string, values []string)
}

// valueLists are lists that readValues makes for each document, in the same memory.
type valueLists struct {
	sources []field.Source
	has     []string
	values  []string
	moments []field.Moment
}

// mostValues is the length of the longest lists that are kept for the next document. A
// damaged cable may have 300,000 addressees.
const mostValues = 1 << 10

// empty empties the lists, so that they hold no texts.
func (l *valueLists) empty() {
	clear(l.sources)
	l.sources, l.has = l.sources[:0], l.has[:0]
	if cap(l.sources) > mostValues || cap(l.values) > mostValues || cap(l.moments) > mostValues {
		*l = valueLists{}
	}
	clear(l.values[:cap(l.values)])
}

// readValues reads the values of a document, and returns its date. The tokens of its texts
// are in found.
func readValues(doc index.Document, texts []index.Document, found *scanned, r valueReader, l *valueLists) (date int64) {
	date = NoDate
	if c := texts[0].Cable; !c.Date.IsZero() {
		date = c.Date.Unix()
	}
	defer l.empty()
	for _, t := range texts {
		s := index.Source(t)
		s.Times, s.Dates = found.times, found.dates
		l.sources = append(l.sources, s)
	}
	l.has = appendZones(l.has, texts)
	for i, f := range field.All() {
		of := l.sources
		if f.Shown {
			of = of[:1]
		}
		if r.codes(i, f, of) {
			l.has = append(l.has, f.Name)
		}
	}
	r.has(l.has)
	all := index.Source(doc)
	for i, f := range field.Facets() {
		l.values = f.AppendValues(l.values[:0], all)
		if len(l.values) > 0 {
			r.facet(i, f.Name, l.values)
		}
	}
	return date
}

// A codeReader takes the terms of a coded field.
type codeReader interface {
	add(terms []string)
	// addValue takes the terms of a value.
	addValue(kind field.Kind, value string)
	// addMoment takes the terms of a time.
	addMoment(m field.Moment)
}

// readCodes reads the terms of a coded field of some texts.
func readCodes(f field.Field, sources []field.Source, r codeReader, l *valueLists) {
	for _, s := range sources {
		l.moments = f.AppendMoments(l.moments[:0], s)
		for _, m := range l.moments {
			r.addMoment(m)
		}
		l.values = f.AppendValues(l.values[:0], s)
		for i, value := range l.values {
			if value != "" && (i == 0 || value != l.values[i-1]) { // most paragraphs have the mark of the one before
				r.addValue(f.Kind, value)
			}
		}
		if f.Kind == field.Mark {
			r.add(markRanks(s.Cable.Paragraphs))
		}
	}
}

// markRanks returns the terms of the classifications of portion marks, each once.
func markRanks(paragraphs []cable.Paragraph) []string {
	var terms []string
	for i := range paragraphs {
		p := &paragraphs[i]
		if p.Mark == "" || p.Classification == "" {
			continue
		}
		if !slices.ContainsFunc(terms, func(term string) bool { return term[len(rankSign):] == p.Classification }) {
			terms = append(terms, markRank(p.Classification))
		}
	}
	return terms
}

// rankSign begins the terms of the classifications of portion marks.
const rankSign = "="

func markRank(classification string) string { return rankSign + classification }
