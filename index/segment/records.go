package segment

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"runtime/debug"
	"slices"
	"sort"
	"sync"

	"github.com/klauspost/compress/zstd"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

// The records of documents stand in blocks, in the order of the documents:
//
//	blockMagic
//	first document, number of documents, size of the frame   4 bytes each, little-endian
//	checksum of all of these                                 4 bytes
//	frame                                                    Zstandard with a checksum
//
// A frame holds for each document the size of its entry, a uvarint, and the entry: id,
// versions as JSON, number of records; of each record what is not text, as JSON, its
// header and its body. Each of these begins with its size, a uvarint. So a block is
// found, and verified, without the rest of the file.
//
// A larger block compresses better and takes longer to read, 1.3 ms a megabyte. Blocks of
// 64, 128, 192 and 256 kB of invented cables take so many bytes a byte at the fastest level
// and at the default one:
//
//	fastest  0.457  0.443  0.437  0.433
//	default  0.439  0.427  0.419  0.414
//
// The default level takes 1.5 times the time, and its tables of 1.3 MB displace those of
// words from the processor's cache: with the fastest one, indexing takes 7 % less. A
// dictionary of 110 kB that was trained with a sample of the same cables takes 0.02 less,
// but writing takes 1.3 times and reading 3 times as long.
const (
	blockMagic      = "\x89records"
	blockHeader     = len(blockMagic) + 4*4
	blockBytes      = 192 << 10 // of entries; a block may have one larger entry
	mostBlock       = 1 << 30   // the greatest size of a block's entries, with their sizes
	mostEntry       = mostBlock - binary.MaxVarintLen64
	recordBlockSize = 12 // of an entry of recordBlocksPart: first document, offset
)

// Builders side by side wait for each other if there are fewer encoders, which take a few
// megabytes each.
var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(min(runtime.GOMAXPROCS(0), 8)))
	decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostBlock))
)

var errRecords = errors.New("malformed records")

// appendEntry appends what is stored of a document.
func appendEntry(dst []byte, doc index.Document) ([]byte, error) {
	versions, err := json.Marshal(doc.Versions)
	if err != nil {
		return dst, fmt.Errorf("storing %s: %w", doc.ID, err)
	}
	dst = appendBytes(dst, doc.ID)
	dst = appendBytes(dst, versions)
	dst = binary.AppendUvarint(dst, uint64(1+len(doc.Others)))
	for _, rec := range append([]corpus.Record{doc.Record}, doc.Others...) {
		header, body := rec.Header, rec.Body
		rec.Header, rec.Body = "", ""
		facts, err := json.Marshal(rec)
		if err != nil {
			return dst, fmt.Errorf("storing %s: %w", doc.ID, err)
		}
		dst = appendBytes(dst, facts)
		dst = appendBytes(dst, header)
		dst = appendBytes(dst, body)
	}
	return dst, nil
}

func appendBytes[T string | []byte](dst []byte, b T) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(b))), b...)
}

// An Entry is what is stored of a document.
type Entry struct {
	ID       string
	Versions []cable.Version
	Records  []corpus.Record
}

// ParseEntry reads the entry at the start of data, as far as it is well formed, and returns
// what follows it. Malformed records are left out; the error is that of the first one.
func ParseEntry(data []byte) (e Entry, rest []byte, err error) {
	r := byteReader{data: data}
	field := func() []byte { return r.bytes(r.number(uint64(len(r.data)))) }
	unmarshal := func(data []byte, v any) bool {
		failed := json.Unmarshal(data, v)
		if failed != nil && err == nil {
			err = fmt.Errorf("%w: %w", errRecords, failed)
		}
		return failed == nil
	}
	e.ID = string(field())
	versions := field()
	count := r.number(uint64(len(data)))
	if r.bad || count == 0 {
		return Entry{}, nil, errRecords
	}
	if !unmarshal(versions, &e.Versions) {
		e.Versions = nil
	}
	for range count {
		facts, header, body := field(), field(), field()
		if r.bad {
			return e, nil, errRecords
		}
		var rec corpus.Record
		if unmarshal(facts, &rec) {
			rec.Header, rec.Body = string(header), string(body)
			e.Records = append(e.Records, rec)
		}
	}
	return e, r.data, err
}

// parseEntry reads an entry that is intact.
func parseEntry(data []byte) (index.Document, error) {
	e, rest, err := ParseEntry(data)
	if err == nil && len(rest) > 0 {
		err = errRecords
	}
	doc := index.Document{ID: e.ID, Versions: e.Versions}
	if err == nil {
		doc.Record = e.Records[0]
	}
	if len(e.Records) > 1 {
		doc.Others = e.Records[1:]
	}
	return doc, err
}

// A recordWriter makes blocks of entries.
type recordWriter struct {
	// write takes the header and the frame of each block.
	write func(head, frame []byte)
	size  int64 // of all blocks
	entry []byte
	raw   []byte // of the unfinished block
	first uint32 // document of it
	docs  uint32 // documents added
	index []byte // recordBlocksPart
	frame []byte
}

func (w *recordWriter) add(doc index.Document) (err error) {
	if w.entry, err = appendEntry(w.entry[:0], doc); err == nil {
		err = checkEntry(doc.ID, len(w.entry))
	}
	if err == nil {
		w.addEntry(w.entry)
	}
	return err
}

// checkEntry returns an error if an entry of so many bytes could not be read again.
func checkEntry(id string, size int) error {
	if size <= mostEntry {
		return nil
	}
	return fmt.Errorf("storing %s: its records take %d bytes, and at most %d can be stored; leave some of them out", id, size, mostEntry)
}

func (w *recordWriter) addEntry(entry []byte) {
	if len(w.raw) > 0 && len(w.raw)+len(entry) > blockBytes {
		w.flush()
	}
	w.raw = appendBytes(w.raw, entry)
	w.docs++
}

// flush ends the block.
func (w *recordWriter) flush() {
	if len(w.raw) == 0 {
		return
	}
	w.frame = encoder.EncodeAll(w.raw, w.frame[:0])
	w.raw = w.raw[:0]
	w.block(w.frame)
}

// block writes the block of the documents from w.first to before w.docs.
func (w *recordWriter) block(frame []byte) {
	w.index = binary.LittleEndian.AppendUint32(w.index, w.first)
	w.index = binary.LittleEndian.AppendUint64(w.index, uint64(w.size))
	head := append(make([]byte, 0, blockHeader), blockMagic...)
	for _, n := range []int{int(w.first), int(w.docs - w.first), len(frame)} {
		head = binary.LittleEndian.AppendUint32(head, uint32(n))
	}
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, castagnoli))
	w.write(head, frame)
	w.size += int64(len(head) + len(frame))
	w.first = w.docs
}

// copy writes the frame of a block of another segment, with its documents.
func (w *recordWriter) copy(frame []byte, docs uint32) {
	w.flush()
	w.docs += docs
	w.block(frame)
}

// docsOf returns the documents of a written block.
func (w *recordWriter) docsOf(block int) (first, docs uint32) {
	entry := w.index[block*recordBlockSize:]
	first, docs = binary.LittleEndian.Uint32(entry), w.first
	if next := entry[recordBlockSize:]; len(next) > 0 {
		docs = binary.LittleEndian.Uint32(next)
	}
	return first, docs - first
}

// find returns the entry of a document that was added. Blocks are those written.
func (w *recordWriter) find(doc uint32, blocks [][]byte) ([]byte, error) {
	if doc >= w.first {
		entries, err := entriesOf(w.raw)
		return entries[doc-w.first], err
	}
	n := sort.Search(len(w.index)/recordBlockSize, func(i int) bool {
		return binary.LittleEndian.Uint32(w.index[i*recordBlockSize:]) > doc
	})
	first, _ := w.docsOf(n - 1)
	entries, err := decodeBlock(blocks[n-1])
	if err != nil {
		return nil, err
	}
	return entries[doc-first], nil
}

// take copies a block whose documents begin at first, without those for which keep
// returns false.
func (w *recordWriter) take(block []byte, first, docs uint32, keep func(doc uint32) bool) error {
	kept := uint32(0)
	for i := range docs {
		if keep(first + i) {
			kept++
		}
	}
	switch kept {
	case 0:
		return nil
	case docs:
		frame, err := frameOf(block)
		if err == nil {
			w.copy(frame, docs)
		}
		return err
	}
	entries, err := decodeBlock(block)
	if err == nil && len(entries) != int(docs) {
		err = errRecords
	}
	if err != nil {
		return err
	}
	for i, entry := range entries {
		if keep(first + uint32(i)) {
			w.addEntry(entry)
		}
	}
	return nil
}

// A BlockHeader is the header of a block of records.
type BlockHeader struct {
	First, Docs uint32 // number of the first document, and of documents
	Size        int    // bytes of the frame, which follows the header
}

// ParseBlockHeader reads the header of a block at the start of data. It returns false
// if there is none.
func ParseBlockHeader(data []byte) (h BlockHeader, ok bool) {
	if len(data) < blockHeader || string(data[:len(blockMagic)]) != blockMagic {
		return h, false
	}
	head := data[:blockHeader-sumSize]
	if crc32.Checksum(head, castagnoli) != binary.LittleEndian.Uint32(data[len(head):]) {
		return h, false
	}
	n := head[len(blockMagic):]
	h.First, h.Docs, h.Size = binary.LittleEndian.Uint32(n), binary.LittleEndian.Uint32(n[4:]), int(binary.LittleEndian.Uint32(n[8:]))
	return h, true
}

// frameOf returns the frame of a block.
func frameOf(data []byte) ([]byte, error) {
	h, ok := ParseBlockHeader(data)
	if !ok || h.Size != len(data)-blockHeader {
		return nil, errRecords
	}
	return data[blockHeader:], nil
}

// decodeBlock decodes a block.
func decodeBlock(data []byte) ([][]byte, error) {
	var b recordBlock
	err := b.decode(data)
	return b.entries, err
}

// entriesOf returns the entries of a block.
func entriesOf(raw []byte) ([][]byte, error) { return appendEntries(nil, raw) }

// appendEntries appends the entries of a block to a list.
func appendEntries(entries [][]byte, raw []byte) ([][]byte, error) {
	r := byteReader{data: raw}
	for len(r.data) > 0 {
		entries = append(entries, r.bytes(r.number(uint64(len(r.data)))))
	}
	if r.bad {
		return nil, errRecords
	}
	return entries, nil
}

// A recordBlock is a decoded block.
type recordBlock struct {
	segment *Segment // nil while there is none
	first   uint32   // document
	raw     []byte
	entries [][]byte
}

// A blockList is some blocks that were read, and that no goroutine uses. A document is often
// in the block of the one before, and otherwise the memory of a block is used again: the ten
// cables of a page are in ten blocks.
type blockList struct {
	mu     sync.Mutex
	blocks []*recordBlock
}

// recordBlocks has a block for each processor, where a sync.Pool has several.
var recordBlocks blockList

const (
	// mostKept is the size of the largest block that is kept.
	mostKept = 1 << 20
	// blockSlack is for the size of a block's last entry, and for the decoder.
	blockSlack = 64
)

// take returns the block of a document if the list has it, else another block.
func (l *blockList) take(s *Segment, doc uint32) *recordBlock {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.blocks) == 0 {
		return new(recordBlock)
	}
	at := max(slices.IndexFunc(l.blocks, func(b *recordBlock) bool { return b.has(s, doc) }), 0)
	b := l.blocks[at]
	l.blocks = slices.Delete(l.blocks, at, at+1)
	return b
}

// put adds a block unless the list has enough.
func (l *blockList) put(b *recordBlock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if cap(b.raw) <= mostKept && len(l.blocks) < runtime.GOMAXPROCS(0) {
		l.blocks = append(l.blocks, b)
	}
}

// has reports whether the block has a document of a segment.
func (b *recordBlock) has(s *Segment, doc uint32) bool {
	return b.segment == s && doc >= b.first && int(doc-b.first) < len(b.entries)
}

// decode decodes a block in the memory of b.
func (b *recordBlock) decode(data []byte) error {
	frame, err := frameOf(data)
	if err != nil {
		return err
	}
	if b.raw == nil {
		b.raw = make([]byte, 0, blockBytes+blockSlack)
	}
	if b.raw, err = decoder.DecodeAll(frame, b.raw[:0]); err != nil {
		return err
	}
	b.entries, err = appendEntries(b.entries[:0], b.raw)
	return err
}

// A recordPlace is where a block of records is.
type recordPlace struct {
	first, docs uint32
	from, to    int64 // in recordsPart
}

// recordBlocks returns the number of blocks.
func (s *Segment) recordBlocks() int { return s.parts[partKey{recordBlocksPart, ""}].n }

// recordPlace returns where a block is.
func (s *Segment) recordPlace(i int) (p recordPlace, err error) {
	index, records := s.parts[partKey{recordBlocksPart, ""}], s.parts[partKey{recordsPart, ""}]
	p.docs, p.to = uint32(s.dir.docs), records.to-records.from
	last := min(i+2, index.n)
	data, err := s.bytes(index, int64(i)*recordBlockSize, int64(last)*recordBlockSize)
	if err != nil {
		return p, err
	}
	p.first = binary.LittleEndian.Uint32(data)
	p.from = int64(binary.LittleEndian.Uint64(data[4:]))
	if last == i+2 {
		p.docs = binary.LittleEndian.Uint32(data[recordBlockSize:])
		p.to = int64(binary.LittleEndian.Uint64(data[recordBlockSize+4:]))
	}
	if p.first >= p.docs {
		return p, s.damaged(index, errRecords)
	}
	p.docs -= p.first
	return p, nil
}

// blockOf returns where the block of a document is.
func (s *Segment) blockOf(doc uint32) (recordPlace, error) {
	var failed error
	n := sort.Search(s.recordBlocks(), func(i int) bool {
		p, err := s.recordPlace(i)
		if err != nil {
			failed = err
			return true
		}
		return p.first > doc
	})
	if failed == nil && n == 0 {
		failed = s.damaged(s.parts[partKey{recordBlocksPart, ""}], errRecords)
	}
	if failed != nil {
		return recordPlace{}, failed
	}
	return s.recordPlace(n - 1)
}

// readBlock reads and decodes a block.
func (s *Segment) readBlock(place recordPlace, b *recordBlock) error {
	b.segment = nil
	records := s.parts[partKey{recordsPart, ""}]
	data, err := s.bytes(records, place.from, place.to)
	if err != nil {
		return err
	}
	if err = b.decode(data); err == nil && len(b.entries) != int(place.docs) {
		err = errRecords
	}
	if err != nil {
		return s.damaged(records, err)
	}
	b.segment, b.first = s, place.first
	return nil
}

// Stored returns a document without its Cable.
func (s *Segment) Stored(doc uint32) (index.Document, error) {
	b := recordBlocks.take(s, doc)
	defer recordBlocks.put(b)
	return s.stored(doc, b)
}

// stored is Stored. It reads the block of the document if that is not b.
func (s *Segment) stored(doc uint32, b *recordBlock) (d index.Document, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer s.guard(&err)
	if !b.has(s, doc) {
		place, err := s.blockOf(doc)
		if err == nil {
			err = s.readBlock(place, b)
		}
		if err != nil {
			return index.Document{}, err
		}
	}
	d, err = parseEntry(b.entries[doc-b.first])
	if err != nil {
		err = s.damaged(s.parts[partKey{recordsPart, ""}], err)
	}
	return d, err
}

// storedJSON returns the records of a document, a JSON object a line, and its versions.
func storedJSON(d index.Document) (records, versions []byte, err error) {
	for i, rec := range append([]corpus.Record{d.Record}, d.Others...) {
		line, err := json.Marshal(rec)
		if err != nil {
			return nil, nil, err
		}
		if i > 0 {
			records = append(records, '\n')
		}
		records = append(records, line...)
	}
	versions, err = json.Marshal(d.Versions)
	return records, versions, err
}
