package segment

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"io"
	"maps"
	"slices"

	"reftel/index"
	"reftel/index/search"
)

// A Builder makes a segment of documents. Words go from the scanner to one array of
// numbers, in the order of the text; at the end, counting sorts put them in the order of
// their terms. It is for one goroutine.
type Builder struct {
	reader *search.TermReader
	docs   uint32 // added
	// byID has the last document with each id; replaced are the documents that another
	// with the same id follows.
	byID     map[string]uint32
	ids      []string
	replaced map[uint32]bool
	text     wordColumn
	subject  wordColumn
	coded    map[string]*codeColumn
	facets   map[string]*valueColumn
	dates    []int64
	zones    []byte
	zoneEnds []uint32
	records  recordWriter
	blocks   []byte // of records
	bytes    int64  // of what Size can't measure
}

// NewBuilder returns a builder without documents.
func NewBuilder() *Builder {
	b := &Builder{
		reader: search.NewTermReader(), byID: map[string]uint32{}, replaced: map[uint32]bool{},
		coded: map[string]*codeColumn{}, facets: map[string]*valueColumn{},
	}
	b.records.write = func(block []byte) { b.blocks = append(b.blocks, block...) }
	return b
}

// A wordColumn holds the words of a text field of all documents.
type wordColumn struct {
	terms, places []uint32
	ends          []int // of the words of each document
	lengths       []uint32
}

func (c *wordColumn) add(w search.Words) {
	for _, word := range w.List {
		c.terms = append(c.terms, word.Term)
		c.places = append(c.places, word.Position)
	}
	c.ends = append(c.ends, len(c.terms))
	c.lengths = append(c.lengths, uint32(w.Length))
}

// A termTable numbers terms.
type termTable struct {
	ids   map[string]uint32
	names []string
}

func (t *termTable) number(term string) uint32 {
	id, ok := t.ids[term]
	if !ok {
		id = uint32(len(t.names))
		t.ids[term] = id
		t.names = append(t.names, term)
	}
	return id
}

// A codeColumn holds the terms of a coded field of all documents.
type codeColumn struct {
	termTable
	terms, docs, freqs []uint32
	counted            bool // whether a frequency is not 1
}

// A valueColumn holds the values of a facet of all documents.
type valueColumn struct {
	termTable
	ordinals []uint32
	docs     []uint32
}

// Docs returns the number of documents added, without those that were replaced.
func (b *Builder) Docs() int { return len(b.byID) }

// What a term takes beside its bytes: a string, entries of maps and of arrays.
const termOverhead = 80

// Size returns about how many bytes of memory the builder takes, and Finish will take in
// addition.
func (b *Builder) Size() int64 {
	words := int64(cap(b.text.terms) + cap(b.subject.terms))
	return words*(2*4+2*4) + b.bytes + int64(len(b.reader.Names()))*termOverhead + 2*int64(cap(b.blocks)) + int64(cap(b.zones))
}

// Add adds a document. It replaces one with the same id.
func (b *Builder) Add(doc index.Document) error {
	if err := b.records.add(doc); err != nil {
		return err
	}
	if old, ok := b.byID[doc.ID]; ok {
		b.replaced[old] = true
	}
	b.byID[doc.ID] = b.docs
	b.ids = append(b.ids, doc.ID)
	w := b.reader.Read(doc)
	b.text.add(w.Text)
	b.subject.add(w.Subject)
	for _, f := range w.Coded {
		b.addCodes(f)
	}
	for _, f := range w.Facets {
		b.addValues(f)
	}
	b.dates = append(b.dates, w.Date)
	b.zones = search.AppendZones(b.zones, w.Zones)
	b.zoneEnds = append(b.zoneEnds, uint32(len(b.zones)))
	b.docs++
	return nil
}

func (b *Builder) addCodes(f search.FieldTerms) {
	c := b.coded[f.Name]
	if c == nil {
		c = &codeColumn{termTable: termTable{ids: map[string]uint32{}}}
		b.coded[f.Name] = c
	}
	known := len(c.names)
	for _, t := range f.Terms {
		c.terms, c.docs, c.freqs = append(c.terms, c.number(t.Text)), append(c.docs, b.docs), append(c.freqs, uint32(t.Count))
		c.counted = c.counted || t.Count != 1
	}
	b.bytes += int64(len(f.Terms))*(3*4+2*4) + int64(len(c.names)-known)*termOverhead
}

func (b *Builder) addValues(f search.FieldTerms) {
	c := b.facets[f.Name]
	if c == nil {
		c = &valueColumn{termTable: termTable{ids: map[string]uint32{}}}
		b.facets[f.Name] = c
	}
	known := len(c.names)
	for _, t := range f.Terms {
		c.ordinals, c.docs = append(c.ordinals, c.number(t.Text)), append(c.docs, b.docs)
	}
	b.bytes += int64(len(f.Terms))*2*4 + int64(len(c.names)-known)*termOverhead
}

// Stored returns the document with an id without its Cable, if it was added.
func (b *Builder) Stored(id string) (doc index.Document, found bool, err error) {
	n, found := b.byID[id]
	if !found {
		return doc, false, nil
	}
	entry, err := b.records.find(n, b.blocks)
	if err == nil {
		doc, err = parseEntry(entry)
	}
	return doc, true, err
}

// Finish returns the segment of the documents, in memory. The builder must not be used
// again.
func (b *Builder) Finish() (*Segment, error) {
	var out bytes.Buffer
	if err := b.write(&out); err != nil {
		return nil, err
	}
	return newSegment(out.Bytes(), "")
}

// write writes the file of the segment.
func (b *Builder) write(w io.Writer) error {
	f := newFileWriter(w)
	numbers := b.renumber()
	if err := b.writeRecords(f, numbers); err != nil {
		return err
	}
	names := b.reader.Names()
	order, places := orderOf(names)
	for _, c := range []struct {
		name string
		col  *wordColumn
	}{{search.TextField, &b.text}, {search.SubjectField, &b.subject}} {
		c.col.write(f, c.name, names, order, places, numbers, keptOf(c.col.lengths, numbers))
	}
	for _, name := range sortedKeys(b.coded) {
		b.coded[name].write(f, name, numbers)
	}
	for _, name := range sortedKeys(b.facets) {
		b.facets[name].write(f, name, numbers)
	}
	return b.writeDocs(f, numbers)
}

// gone is the new number of a document that was replaced.
const gone = 1<<32 - 1

// renumber returns the new numbers of the documents, without those that were replaced.
func (b *Builder) renumber() []uint32 {
	numbers := make([]uint32, b.docs)
	next := uint32(0)
	for doc := range numbers {
		if b.replaced[uint32(doc)] {
			numbers[doc] = gone
			continue
		}
		numbers[doc] = next
		next++
	}
	return numbers
}

// keptOf returns the values of the documents that have a new number.
func keptOf[T any](values []T, numbers []uint32) []T {
	if len(numbers) == 0 || !slices.Contains(numbers, gone) {
		return values
	}
	var list []T
	for doc, v := range values {
		if numbers[doc] != gone {
			list = append(list, v)
		}
	}
	return list
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// orderOf returns the numbers of names in the order of the names, and the place of each
// number in it.
func orderOf(names []string) (order, places []uint32) {
	order, places = make([]uint32, len(names)), make([]uint32, len(names))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(names[a], names[b]) })
	for place, id := range order {
		places[id] = uint32(place)
	}
	return order, places
}

// startsOf returns where the tokens of each term begin, if they are sorted by the place
// of their term; the last is their number.
func startsOf(terms, places []uint32, count int) []uint32 {
	starts := make([]uint32, count+1)
	for _, t := range terms {
		starts[places[t]+1]++
	}
	for i := range count {
		starts[i+1] += starts[i]
	}
	return starts
}

// A token is a word or code in the order of terms: its document and its position or
// frequency.
type token struct{ doc, value uint32 }

// write writes the terms of a text field.
func (c *wordColumn) write(f *fileWriter, name string, names []string, order, places, numbers, lengths []uint32) {
	starts := startsOf(c.terms, places, len(names))
	next := slices.Clone(starts)
	tokens := make([]token, len(c.terms))
	from := 0
	for doc, end := range c.ends {
		number := numbers[doc]
		for i := from; i < end; i++ {
			at := &next[places[c.terms[i]]]
			tokens[*at] = token{number, c.places[i]}
			*at++
		}
		from = end
	}
	c.terms, c.places = nil, nil
	w := &termWriter{w: f, name: name, sh: hasFreqs | hasPlaces, lengths: lengths}
	var l list
	var term []byte
	for place, id := range order {
		if l.words(tokens[starts[place]:starts[place+1]]); len(l.docs) > 0 {
			term = append(term[:0], names[id]...)
			w.add(term, &l)
		}
	}
	w.close()
}

// words makes the list of the tokens of one term.
func (l *list) words(tokens []token) {
	l.reset()
	last := uint32(0)
	for _, t := range tokens {
		if t.doc == gone {
			continue
		}
		n := len(l.docs) - 1
		if n < 0 || l.docs[n] != t.doc {
			l.docs, l.freqs, l.ends = append(l.docs, t.doc), append(l.freqs, 0), append(l.ends, 0)
			n, last = n+1, 0
		}
		l.freqs[n]++
		l.places = binary.AppendUvarint(l.places, uint64(t.value-last))
		last = t.value
		l.ends[n] = uint32(len(l.places))
	}
}

// write writes the terms of a coded field.
func (c *codeColumn) write(f *fileWriter, name string, numbers []uint32) {
	order, places := orderOf(c.names)
	starts := startsOf(c.terms, places, len(c.names))
	next := slices.Clone(starts)
	tokens := make([]token, len(c.terms))
	for i, t := range c.terms {
		at := &next[places[t]]
		tokens[*at] = token{numbers[c.docs[i]], c.freqs[i]}
		*at++
	}
	w := &termWriter{w: f, name: name}
	if c.counted {
		w.sh = hasFreqs
	}
	var l list
	for place, id := range order {
		l.reset()
		for _, t := range tokens[starts[place]:starts[place+1]] {
			if t.doc != gone {
				l.docs, l.freqs = append(l.docs, t.doc), append(l.freqs, t.value)
			}
		}
		w.add([]byte(c.names[id]), &l)
	}
	w.close()
}

// write writes the values of a facet. Values that only replaced documents have are left
// out.
func (c *valueColumn) write(f *fileWriter, name string, numbers []uint32) {
	docs := 0
	for _, n := range numbers {
		if n != gone {
			docs++
		}
	}
	used := make([]bool, len(c.names))
	for i, ord := range c.ordinals {
		used[ord] = used[ord] || numbers[c.docs[i]] != gone
	}
	order, places := orderOf(c.names)
	var values []string
	for _, id := range order {
		if used[id] {
			places[id] = uint32(len(values))
			values = append(values, c.names[id])
		}
	}
	var ordinals []uint32
	starts := make([]uint32, docs+1)
	for i, ord := range c.ordinals {
		if n := numbers[c.docs[i]]; n != gone {
			ordinals = append(ordinals, places[ord])
			starts[n+1]++
		}
	}
	for i := range docs {
		starts[i+1] += starts[i]
	}
	writeFacet(f, name, values, starts, ordinals)
}

// writeFacet writes the parts of a facet. If no document has two values, it has no
// startsPart, and for each document the ordinal and one, 0 for none.
func writeFacet(f *fileWriter, name string, values []string, starts, ordinals []uint32) {
	if len(values) == 0 {
		return
	}
	f.texts(valuesPart, name, values)
	single := make([]uint32, len(starts)-1)
	for doc := range single {
		switch starts[doc+1] - starts[doc] {
		case 0:
		case 1:
			single[doc] = ordinals[starts[doc]] + 1
		default:
			f.numbers(startsPart, name, starts)
			f.numbers(ordinalsPart, name, ordinals)
			return
		}
	}
	f.numbers(ordinalsPart, name, single)
}

// numbers writes a part of packed numbers.
func (w *fileWriter) numbers(k kind, name string, values []uint32) {
	data, width := search.AppendPacked(nil, values)
	w.part(k, name, data, len(values), width)
}

// texts writes a part of strings.
func (w *fileWriter) texts(k kind, name string, values []string) {
	data, width := search.AppendTexts(nil, values)
	w.part(k, name, data, len(values), width)
}

// writeRecords writes the records of the documents that were not replaced.
func (b *Builder) writeRecords(f *fileWriter, numbers []uint32) error {
	b.records.flush()
	if len(b.replaced) > 0 {
		blocks, old := b.blocks, b.records
		b.blocks, b.records = nil, recordWriter{write: old.write}
		for i := range len(old.index) / recordBlockSize {
			block, first, docs := old.blockAt(i, blocks)
			if err := b.records.take(block, first, docs, func(doc uint32) bool { return numbers[doc] != gone }); err != nil {
				return err
			}
		}
		b.records.flush()
	}
	writeRecordParts(f, b.blocks, b.records.index)
	return nil
}

func writeRecordParts(f *fileWriter, blocks, index []byte) {
	f.part(recordsPart, "", blocks, 0, 0)
	f.part(recordBlocksPart, "", index, len(index)/recordBlockSize, 0)
}

// writeDocs writes the parts that have a value for each document.
func (b *Builder) writeDocs(f *fileWriter, numbers []uint32) error {
	keys := make([]string, 0, len(b.ids))
	for _, id := range keptOf(b.ids, numbers) {
		keys = append(keys, string(index.OrderOf(id).AppendKey(nil)))
	}
	var zones []string
	from := uint32(0)
	for _, end := range b.zoneEnds {
		zones = append(zones, string(b.zones[from:end]))
		from = end
	}
	d := docParts{
		keys: keys, zones: keptOf(zones, numbers), dates: keptOf(b.dates, numbers),
		text: keptOf(b.text.lengths, numbers), subject: keptOf(b.subject.lengths, numbers),
	}
	d.write(f)
	return f.close()
}

// docParts are the values of all documents.
type docParts struct {
	keys, zones   []string
	dates         []int64
	text, subject []uint32
}

// write writes the parts, and sets what the directory has of all documents.
func (d *docParts) write(f *fileWriter) {
	f.dir.docs = len(d.keys)
	f.dir.stats = search.NoStats()
	for doc, date := range d.dates {
		f.dir.stats.Add(d.text[doc], d.subject[doc], date)
	}
	f.numbers(lengthsPart, search.TextField, d.text)
	f.numbers(lengthsPart, search.SubjectField, d.subject)
	dates, _ := search.PackDates(d.dates) // from the oldest on, which the directory has
	data, width := search.AppendPacked(nil, dates)
	f.part(datesPart, "", data, len(dates), width)
	f.texts(zonesPart, "", d.zones)
	byRank, ranks := orderOf(d.keys)
	sorted := make([]string, len(d.keys))
	for rank, doc := range byRank {
		sorted[rank] = d.keys[doc]
	}
	f.texts(keysPart, "", sorted)
	f.numbers(ranksPart, "", ranks)
	f.numbers(byRankPart, "", byRank)
}
