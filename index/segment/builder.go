package segment

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sync"

	"reftel/index"
	"reftel/index/search"
)

// A Builder makes a segment of documents. Words go from the scanner to one list of
// numbers, in the order of the text; at the end, counting sorts put them in the order of
// their terms. It is for one goroutine, but others may call Stored.
type Builder struct {
	reader *search.TermReader
	// mu guards what Stored reads: byID, records and blocks.
	mu   sync.Mutex
	docs uint32 // added
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
	spare    *spare
	// finished and failed are the result of Finish.
	finished *Segment
	failed   error
}

// NewBuilder returns a builder without documents.
func NewBuilder() *Builder { return newBuilder(&spare{}) }

// Next returns a builder without documents that takes over memory of b, whose Finish must
// have been called. It may be called once.
func (b *Builder) Next() *Builder { return newBuilder(b.spare) }

func newBuilder(s *spare) *Builder {
	b := &Builder{byID: map[string]uint32{}, replaced: map[uint32]bool{}, spare: s}
	b.reader, b.coded, b.facets = s.takeTables()
	b.text.spare, b.subject.spare = s, s
	b.records.write = func(head, frame []byte) { b.blocks = append(b.blocks, slices.Concat(head, frame)) }
	return b
}

// A spare is memory that a builder leaves to the next one. It is mapped already: a job that
// made the lists anew for each segment took 0.5 s more of the system's time in 32.
// Terms are numbered anew: a table of those of all segments is too large for the
// processor's cache.
type spare struct {
	chunks       [][]uint32
	places, ends []uint32
	tokens       []token
	list         list
	writer       termWriter
	// The reader and the columns still hold what they had.
	reader        *search.TermReader
	coded, facets map[string]*codeColumn
}

// keepTables keeps the tables of a builder unless they take most of its memory, as those of
// a few documents with a million codes do: the next builder doesn't count what it does not
// use of them.
func (s *spare) keepTables(b *Builder) {
	if b.reader.Size()+codeSize*b.codes <= b.Size()/2 {
		s.reader, s.coded, s.facets = b.reader, b.coded, b.facets
	}
}

// takeTables returns the tables of the builder before without documents, or new ones.
func (s *spare) takeTables() (r *search.TermReader, coded, facets map[string]*codeColumn) {
	if s.reader == nil {
		return search.NewTermReader(), map[string]*codeColumn{}, map[string]*codeColumn{}
	}
	r, coded, facets = s.reader, s.coded, s.facets
	s.reader, s.coded, s.facets = nil, nil, nil
	r.Reset()
	for _, columns := range [...]map[string]*codeColumn{coded, facets} {
		for _, c := range columns {
			c.terms, c.docs, c.freqs = c.terms[:0], c.docs[:0], c.freqs[:0]
		}
	}
	return r, coded, facets
}

// chunk returns an empty chunk.
func (s *spare) chunk() []uint32 {
	n := len(s.chunks)
	if n == 0 {
		return make([]uint32, 0, chunkWords)
	}
	chunk := s.chunks[n-1]
	s.chunks = s.chunks[:n-1]
	return chunk[:0]
}

// zeros returns n zeros in the memory of a list that is not used any more.
func zeros(list *[]uint32, n int) []uint32 {
	*list = slices.Grow((*list)[:0], n)[:n]
	clear(*list)
	return *list
}

// A wordColumn holds the words of a text field of all documents. The positions of one
// document follow those of the one before, so that a number stands for both.
type wordColumn struct {
	// chunks have for each word its term, shifted by 8 bits, and how far it is from the
	// word before, or farWord, its term and this distance.
	chunks [][]uint32
	last   uint32 // place of the last word
	// starts are the places where the documents begin, and where the last one ends.
	starts  []uint32
	lengths []uint32
	spare   *spare
}

const (
	// chunkWords is the number of words of a chunk: a list that grows without copies.
	chunkWords = 1 << 16
	farWord    = 1<<32 - 1
	farTerm    = farWord >> 8
	farStep    = 1<<8 - 1
)

// errWords is the error of a builder with more words than it can number.
var errWords = errors.New("a segment can't have so many words")

// add adds the words of a document.
func (c *wordColumn) add(w search.Words) error {
	if len(c.starts) == 0 {
		c.starts = append(c.starts, 0)
	}
	start := c.starts[len(c.starts)-1]
	end := start
	chunk := c.room()
	for i := range w.List {
		word := &w.List[i]
		if len(chunk) > chunkWords-3 {
			c.chunks[len(c.chunks)-1] = chunk
			chunk = c.room()
		}
		if word.Position >= math.MaxUint32-start {
			return errWords
		}
		place := start + word.Position
		end = max(end, place+1)
		step := place - c.last
		c.last = place
		if step < farStep && word.Term < farTerm {
			chunk = append(chunk, word.Term<<8|step)
		} else {
			chunk = append(chunk, farWord, word.Term, step)
		}
	}
	c.chunks[len(c.chunks)-1] = chunk
	c.starts = append(c.starts, end)
	c.lengths = append(c.lengths, uint32(w.Length))
	return nil
}

// room returns the last chunk, a new one if it is full.
func (c *wordColumn) room() []uint32 {
	if n := len(c.chunks); n > 0 && len(c.chunks[n-1]) <= chunkWords-3 {
		return c.chunks[n-1]
	}
	chunk := c.spare.chunk()
	c.chunks = append(c.chunks, chunk)
	return chunk
}

// A codeColumn holds the terms of a coded field, or the values of a facet, of all
// documents.
type codeColumn struct {
	names *search.TermTable
	terms []uint32
	docs  []uint32
	freqs []uint32 // nil if they are all 1
}

// codeSize is the bytes of memory that a column takes for each term of a document.
const codeSize = 3 * 4

// Docs returns the number of documents added, without those that were replaced.
func (b *Builder) Docs() int { return len(b.byID) }

// Size returns about how many bytes of memory the builder takes, and Finish will take in
// addition.
func (b *Builder) Size() int64 {
	const wordSize, placeSize, countSize, tokenSize = 4, 4, 4, 8
	chunks := int64(len(b.text.chunks) + len(b.subject.chunks))
	counts := int64(len(b.reader.Names()))
	return chunks*chunkWords*(wordSize+placeSize) + counts*countSize + b.codes*(codeSize+tokenSize) + b.reader.Size() + 2*b.records.size + int64(cap(b.zones))
}

// Add adds a document. It replaces one with the same id.
func (b *Builder) Add(doc index.Document) error {
	if err := b.store(doc); err != nil {
		return err
	}
	b.ids = append(b.ids, doc.ID)
	w := b.reader.Read(doc)
	if err := errors.Join(b.text.add(w.Text), b.subject.add(w.Subject)); err != nil {
		return fmt.Errorf("%s: %w", doc.ID, err)
	}
	b.addCodes(b.coded, w.Coded)
	b.addCodes(b.facets, w.Facets)
	b.dates = append(b.dates, w.Date)
	b.zones = search.AppendZones(b.zones, w.Zones)
	b.zoneEnds = append(b.zoneEnds, uint32(len(b.zones)))
	b.docs++
	return nil
}

// store adds the records of a document.
func (b *Builder) store(doc index.Document) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.records.add(doc); err != nil {
		return err
	}
	if old, ok := b.byID[doc.ID]; ok {
		b.replaced[old] = true
	}
	b.byID[doc.ID] = b.docs
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

// Stored returns the document with an id without its Cable, if it was added. It may be
// called while documents are added and while Finish runs.
func (b *Builder) Stored(id string) (doc index.Document, found bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
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

// Finish returns the segment of the documents, in memory; each call returns the same, also
// the same error. No document may be added afterwards.
func (b *Builder) Finish() (*Segment, error) {
	if b.finished != nil || b.failed != nil {
		return b.finished, b.failed
	}
	b.spare.keepTables(b)
	var out bytes.Buffer
	b.mu.Lock()
	b.records.flush()
	b.mu.Unlock()
	out.Grow(int(5 * b.records.size / 2)) // records are half of most segments
	if b.failed = b.write(&out); b.failed == nil {
		b.finished, b.failed = FromBytes(out.Bytes())
	}
	return b.finished, b.failed
}

// write writes the file of the segment.
func (b *Builder) write(w io.Writer) error {
	f := newFileWriter(w)
	numbers := b.renumber()
	if err := b.writeRecords(f, numbers); err != nil {
		return err
	}
	names := b.reader.Names()
	order, _ := orderOf(names)
	for _, c := range []struct {
		name string
		col  *wordColumn
	}{{search.TextField, &b.text}, {search.SubjectField, &b.subject}} {
		c.col.write(f, c.name, names, order, numbers, keptOf(c.col.lengths, numbers))
	}
	for _, name := range sortedKeys(b.coded) {
		b.coded[name].write(f, name, numbers, b.spare)
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

// firstBytes returns the first eight bytes of a name, with zeros for those that it lacks.
// They compare as the names do.
func firstBytes[T string | []byte](name T) uint64 {
	var first [8]byte
	copy(first[:], name)
	return binary.BigEndian.Uint64(first[:])
}

// sortByFirst sorts keys by their first bytes. The result may be in other memory. Many keys
// are sorted digit by digit, from the last one on, in a tenth of the time.
func sortByFirst(keys []sortKey) []sortKey {
	const (
		few       = 512
		digitBits = 11
		digits    = 1 << digitBits
	)
	if len(keys) < few {
		slices.SortFunc(keys, func(a, b sortKey) int { return cmp.Compare(a.first, b.first) })
		return keys
	}
	sorted := make([]sortKey, len(keys))
	for shift := 0; shift < 64; shift += digitBits {
		var next [digits]uint32
		for _, k := range keys {
			next[k.first>>shift%digits]++
		}
		total := uint32(0)
		for digit, n := range next {
			next[digit] = total
			total += n
		}
		for _, k := range keys {
			at := &next[k.first>>shift%digits]
			sorted[*at] = k
			*at++
		}
		keys, sorted = sorted, keys
	}
	return keys
}

// orderOf returns the numbers of names in the order of the names, and the place of each
// number in it.
func orderOf(names []string) (order, places []uint32) {
	keys := make([]sortKey, len(names))
	for i, name := range names {
		keys[i] = sortKey{firstBytes(name), uint32(i)}
	}
	keys = sortByFirst(keys)
	for from := 0; from < len(keys); {
		to := from + 1
		for to < len(keys) && keys[to].first == keys[from].first {
			to++
		}
		if to > from+1 {
			slices.SortFunc(keys[from:to], func(a, b sortKey) int { return cmp.Compare(names[a.number], names[b.number]) })
		}
		from = to
	}
	order, places = make([]uint32, len(names)), make([]uint32, len(names))
	for place, k := range keys {
		order[place], places[k.number] = k.number, uint32(place)
	}
	return order, places
}

// countsToStarts turns the numbers of tokens of terms into the places where the terms'
// tokens begin if they stand in the order of their terms. It returns the number of all.
func countsToStarts(counts, order []uint32) (total uint32) {
	for _, id := range order {
		n := counts[id]
		counts[id] = total
		total += n
	}
	return total
}

// write writes the terms of a text field.
func (c *wordColumn) write(f *fileWriter, name string, names []string, order, numbers, lengths []uint32) {
	places, ends := c.sort(order)
	near := c.near()
	w, l := &c.spare.writer, &c.spare.list
	w.begin(f, name, hasFreqs|hasPlaces, lengths)
	var term []byte
	from := uint32(0)
	for i, id := range order {
		if i%soonTerms == 0 {
			readSoon(names, ends, order[i:min(i+soonTerms, len(order))])
		}
		end := ends[id]
		if l.words(places[from:end], c.starts, near, numbers); len(l.docs) > 0 {
			term = append(term[:0], names[id]...)
			w.add(term, l)
		}
		from = end
	}
	w.close()
}

// soonTerms is the number of terms whose names and ends are read side by side.
const soonTerms = 64

// readSoon reads the names and ends of terms, so that the processor has them in its cache:
// they stand in another order in memory, and it would wait for one after the other.
//
//go:noinline
func readSoon(names []string, ends, order []uint32) (sum uint32) {
	for _, id := range order {
		if name := names[id]; name != "" {
			sum += uint32(name[0])
		}
		sum += ends[id]
	}
	return sum
}

// wordAt returns the term of the word at an index of a chunk, how far it is from the word
// before, and the index of the next word.
func wordAt(chunk []uint32, i int) (term, step uint32, next int) {
	if w := chunk[i]; w != farWord {
		return w >> 8, w & farStep, i + 1
	}
	return chunk[i+1], chunk[i+2], i + 3
}

// sort returns the places of the words in the order of their terms, and where those of
// each term end, by the term's number. It releases the chunks.
func (c *wordColumn) sort(order []uint32) (places, next []uint32) {
	next = zeros(&c.spare.ends, len(order))
	var term, step uint32
	for _, chunk := range c.chunks {
		for i := 0; i < len(chunk); {
			term, _, i = wordAt(chunk, i)
			next[term]++
		}
	}
	total := countsToStarts(next, order)
	places = slices.Grow(c.spare.places[:0], int(total))[:total]
	c.spare.places = places
	place := uint32(0)
	for _, chunk := range c.chunks {
		for i := 0; i < len(chunk); {
			term, step, i = wordAt(chunk, i)
			place += step
			places[next[term]] = place
			next[term]++
		}
	}
	c.spare.chunks = append(c.spare.chunks, c.chunks...)
	c.chunks = nil
	return places, next
}

// nearPlaces is the number of places for which near has a document, as a shift: few
// documents have fewer words.
const nearPlaces = 8

// near returns the documents that have the first of each so many places.
func (c *wordColumn) near() []uint32 {
	var list []uint32
	for doc := 1; doc < len(c.starts); doc++ {
		for len(list)<<nearPlaces < int(c.starts[doc]) {
			list = append(list, uint32(doc-1))
		}
	}
	return list
}

// words makes the list of the places of one term. Starts are the places where the
// documents begin, near is of the column, numbers are the documents' new numbers.
func (l *list) words(places, starts, near, numbers []uint32) {
	l.reset()
	doc := 0
	for i := 0; i < len(places); {
		doc = docAt(starts, max(doc, int(near[places[i]>>nearPlaces])), places[i])
		end, last := starts[doc+1], starts[doc]
		first := i
		for ; i < len(places) && places[i] < end; i++ {
			if numbers[doc] != gone {
				l.places = search.AppendPlace(l.places, places[i]-last)
			}
			last = places[i]
		}
		if numbers[doc] != gone {
			l.docs, l.freqs = append(l.docs, numbers[doc]), append(l.freqs, uint32(i-first))
		}
	}
}

// docAt returns the document that has a place. It is doc or one that follows.
func docAt(starts []uint32, doc int, place uint32) int {
	for range 4 { // there are more only among very short ones
		if place < starts[doc+1] {
			return doc
		}
		doc++
	}
	n, _ := slices.BinarySearchFunc(starts[doc+1:], place, func(start, place uint32) int {
		if start <= place {
			return -1
		}
		return 1
	})
	return doc + n
}

// A token is a code in the order of terms: its document and its frequency.
type token struct{ doc, value uint32 }

// write writes the terms of a coded field.
func (c *codeColumn) write(f *fileWriter, name string, numbers []uint32, s *spare) {
	names := c.names.Names()
	order, _ := orderOf(names)
	tokens, ends := c.sort(order, numbers, s)
	w, l := &s.writer, &s.list
	w.begin(f, name, 0, nil)
	if c.freqs != nil {
		w.sh = hasFreqs
	}
	var term []byte
	from := uint32(0)
	for _, id := range order {
		end := ends[id]
		l.reset()
		for _, t := range tokens[from:end] {
			if t.doc != gone {
				l.docs, l.freqs = append(l.docs, t.doc), append(l.freqs, t.value)
			}
		}
		term = append(term[:0], names[id]...)
		w.add(term, l)
		from = end
	}
	w.close()
}

// sort returns the tokens in the order of their terms, and where those of each term end, by
// the term's number.
func (c *codeColumn) sort(order, numbers []uint32, s *spare) (tokens []token, next []uint32) {
	next = zeros(&s.ends, len(order))
	for _, t := range c.terms {
		next[t]++
	}
	countsToStarts(next, order)
	tokens = slices.Grow(s.tokens[:0], len(c.terms))[:len(c.terms)]
	s.tokens = tokens
	for i, t := range c.terms {
		value := uint32(1)
		if c.freqs != nil {
			value = c.freqs[i]
		}
		tokens[next[t]] = token{numbers[c.docs[i]], value}
		next[t]++
	}
	return tokens, next
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

// dropReplaced removes the records of the documents that were replaced, and numbers the
// others anew.
func (b *Builder) dropReplaced(numbers []uint32) error {
	if len(b.replaced) == 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	blocks, old := b.blocks, b.records
	b.blocks, b.records = nil, recordWriter{write: old.write}
	for i, block := range blocks {
		first, docs := old.docsOf(i)
		if err := b.records.take(block, first, docs, func(doc uint32) bool { return numbers[doc] != gone }); err != nil {
			return err
		}
	}
	b.records.flush()
	for id, doc := range b.byID {
		b.byID[id] = numbers[doc]
	}
	return nil
}

// writeRecords writes the records of the documents that were not replaced.
func (b *Builder) writeRecords(f *fileWriter, numbers []uint32) error {
	if err := b.dropReplaced(numbers); err != nil {
		return err
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
