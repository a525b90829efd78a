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
	facets   map[string]*codeColumn
	dates    []int64
	zones    []byte
	zoneEnds []uint32
	records  recordWriter
	blocks   [][]byte // of records
	codes    int64    // terms in coded and facets
	finished *Segment
}

// NewBuilder returns a builder without documents.
func NewBuilder() *Builder {
	b := &Builder{
		reader: search.NewTermReader(), byID: map[string]uint32{}, replaced: map[uint32]bool{},
		coded: map[string]*codeColumn{}, facets: map[string]*codeColumn{},
	}
	b.records.write = func(head, frame []byte) { b.blocks = append(b.blocks, slices.Concat(head, frame)) }
	return b
}

// A wordColumn holds the words of a text field of all documents.
type wordColumn struct {
	chunks  [][]search.Word
	ends    []int // of the words of each document
	count   int
	lengths []uint32
}

// chunkWords is the number of words of a chunk: a list that grows without copies.
const chunkWords = 1 << 16

func (c *wordColumn) add(w search.Words) {
	for list := w.List; len(list) > 0; {
		last := len(c.chunks) - 1
		if last < 0 || len(c.chunks[last]) == chunkWords {
			c.chunks = append(c.chunks, make([]search.Word, 0, chunkWords))
			last++
		}
		n := min(len(list), chunkWords-len(c.chunks[last]))
		c.chunks[last] = append(c.chunks[last], list[:n]...)
		list = list[n:]
	}
	c.count += len(w.List)
	c.ends = append(c.ends, c.count)
	c.lengths = append(c.lengths, uint32(w.Length))
}

// A codeColumn holds the terms of a coded field, or the values of a facet, of all
// documents.
type codeColumn struct {
	names *search.TermTable
	terms []uint32
	docs  []uint32
	freqs []uint32 // nil if they are all 1
}

// Docs returns the number of documents added, without those that were replaced.
func (b *Builder) Docs() int { return len(b.byID) }

// Size returns about how many bytes of memory the builder takes, and Finish will take in
// addition.
func (b *Builder) Size() int64 {
	const wordSize, tokenSize = 8, 8
	chunks := int64(len(b.text.chunks) + len(b.subject.chunks))
	return chunks*chunkWords*(wordSize+tokenSize) + b.codes*(3*4+tokenSize) + b.reader.Size() + 2*b.records.size + int64(cap(b.zones))
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
	b.addCodes(b.coded, w.Coded)
	b.addCodes(b.facets, w.Facets)
	b.dates = append(b.dates, w.Date)
	b.zones = search.AppendZones(b.zones, w.Zones)
	b.zoneEnds = append(b.zoneEnds, uint32(len(b.zones)))
	b.docs++
	return nil
}

func (b *Builder) addCodes(columns map[string]*codeColumn, fields []search.Codes) {
	for _, f := range fields {
		c := columns[f.Name]
		if c == nil {
			c = &codeColumn{names: f.Table}
			columns[f.Name] = c
		}
		c.terms, c.freqs = append(c.terms, f.Terms...), append(c.freqs, f.Counts...)
		for range f.Terms {
			c.docs = append(c.docs, b.docs)
		}
		b.codes += int64(len(f.Terms))
	}
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

// Finish returns the segment of the documents, in memory; each call returns the same. No
// document may be added afterwards.
func (b *Builder) Finish() (*Segment, error) {
	if b.finished != nil {
		return b.finished, nil
	}
	var out bytes.Buffer
	b.records.flush()
	out.Grow(int(5 * b.records.size / 2)) // records are half of most segments
	err := b.write(&out)
	if err == nil {
		b.finished, err = FromBytes(out.Bytes())
	}
	return b.finished, err
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
		b.facets[name].writeFacet(f, name, numbers)
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

// A sortKey is the first bytes of a name, and its number.
type sortKey struct {
	first  uint64
	number uint32
}

// orderOf returns the numbers of names in the order of the names, and the place of each
// number in it.
func orderOf(names []string) (order, places []uint32) {
	keys := make([]sortKey, len(names))
	for i, name := range names {
		var first [8]byte
		copy(first[:], name)
		keys[i] = sortKey{binary.BigEndian.Uint64(first[:]), uint32(i)}
	}
	slices.SortFunc(keys, func(a, b sortKey) int {
		if a.first != b.first {
			return cmp.Compare(a.first, b.first)
		}
		return cmp.Compare(names[a.number], names[b.number])
	})
	order, places = make([]uint32, len(names)), make([]uint32, len(names))
	for place, k := range keys {
		order[place], places[k.number] = k.number, uint32(place)
	}
	return order, places
}

// addStarts turns the numbers of tokens of terms, each at the place of its term and one,
// into the places where the terms' tokens begin.
func addStarts(counts []uint32) {
	for i := range counts[1:] {
		counts[i+1] += counts[i]
	}
}

// A token is a word or code in the order of terms: its document and its position or
// frequency.
type token struct{ doc, value uint32 }

// write writes the terms of a text field.
func (c *wordColumn) write(f *fileWriter, name string, names []string, order, places, numbers, lengths []uint32) {
	starts, tokens := c.sort(places, numbers)
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

// sort returns the words in the order of their terms, and where those of each term begin.
// It gives up the chunks.
func (c *wordColumn) sort(places, numbers []uint32) (starts []uint32, tokens []token) {
	starts = make([]uint32, len(places)+1)
	for _, chunk := range c.chunks {
		for _, w := range chunk {
			starts[places[w.Term]+1]++
		}
	}
	addStarts(starts)
	next := slices.Clone(starts)
	tokens = make([]token, c.count)
	doc, from := 0, 0
	for _, chunk := range c.chunks {
		for i, w := range chunk {
			for from+i == c.ends[doc] {
				doc++
			}
			at := &next[places[w.Term]]
			tokens[*at] = token{numbers[doc], w.Position}
			*at++
		}
		from += len(chunk)
	}
	c.chunks = nil
	return starts, tokens
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
	names := c.names.Names()
	order, places := orderOf(names)
	starts := make([]uint32, len(names)+1)
	for _, t := range c.terms {
		starts[places[t]+1]++
	}
	addStarts(starts)
	next := slices.Clone(starts)
	tokens := make([]token, len(c.terms))
	for i, t := range c.terms {
		at := &next[places[t]]
		tokens[*at] = token{numbers[c.docs[i]], 1}
		if c.freqs != nil {
			tokens[*at].value = c.freqs[i]
		}
		*at++
	}
	w := &termWriter{w: f, name: name}
	if c.freqs != nil {
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
		w.add([]byte(names[id]), &l)
	}
	w.close()
}

// writeFacet writes the values of a facet. Values that only replaced documents have are left
// out.
func (c *codeColumn) writeFacet(f *fileWriter, name string, numbers []uint32) {
	names := c.names.Names()
	docs := 0
	for _, n := range numbers {
		if n != gone {
			docs++
		}
	}
	used := make([]bool, len(names))
	for i, ord := range c.terms {
		used[ord] = used[ord] || numbers[c.docs[i]] != gone
	}
	order, places := orderOf(names)
	var values []string
	for _, id := range order {
		if used[id] {
			places[id] = uint32(len(values))
			values = append(values, names[id])
		}
	}
	var ordinals []uint32
	starts := make([]uint32, docs+1)
	for i, ord := range c.terms {
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
		for i, block := range blocks {
			first, docs := old.docsOf(i)
			if err := b.records.take(block, first, docs, func(doc uint32) bool { return numbers[doc] != gone }); err != nil {
				return err
			}
		}
		b.records.flush()
	}
	f.begin(recordsPart, "", 0, 0)
	for _, block := range b.blocks {
		_, _ = f.Write(block)
	}
	f.recordBlocks(b.records.index)
	return nil
}

// recordBlocks writes the part that lists the blocks of records.
func (w *fileWriter) recordBlocks(index []byte) {
	w.part(recordBlocksPart, "", index, len(index)/recordBlockSize, 0)
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
