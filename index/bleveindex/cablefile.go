package bleveindex

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/klauspost/compress/zstd"

	"reftel/corpus/cable"
	"reftel/index/segment"
)

// A cableFile reads the records of a cable segment past any damage: it trusts no byte of
// the file. They stand in blocks, one after the other: a header, which has a checksum and
// the numbers of the documents, and a Zstandard frame with a checksum (see package
// segment). A block is found by the segment's index of blocks, by its header, or by the
// bytes that begin a frame; each suffices. So it is found, and proved, without the rest
// of the file.
type cableFile struct {
	*fileBytes
	path string
	// failed counts the bytes of what looked like blocks and was none.
	failed int64
	// last are the entries of the frame that was decoded last.
	last struct {
		at, end int64
		whole   bool
		entries []cableEntry
	}
}

// A cableBlock is a block of records that is found.
type cableBlock struct {
	from    int64 // where its header begins
	at, end int64 // its frame
	// first is the number of its first document, docs that of its documents; -1 is
	// unknown.
	first, docs int
	// indexed reports whether the segment's index has it; foreign, whether it
	// belongs to another place, so that first is not known from its neighbours.
	indexed, foreign bool
	whole            bool
	// list are its documents, with their numbers in the block.
	list []foundDoc
}

const (
	// cableHeader is the size of a block's header.
	cableHeader = int64(segment.BlockHeaderSize)
	// leastFrame is less than a frame takes, and more than most bytes that only look
	// like its beginning: the hash of a version alone takes 16 bytes.
	leastFrame = 48
)

// A cableEntry is the entry of a document in a block.
type cableEntry struct {
	number   int // among the documents of the block; -1 is unknown
	id       string
	texts    []storedText
	versions []cable.Version
	whole    bool
}

// walk implements recordFile. It returns all documents of which some text is intact, and
// the others as far as their ids can be read.
func (c *cableFile) walk(ctx context.Context) ([]foundDoc, error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // the segment is mapped
	index := c.readIndex()
	defer index.close()
	blocks, err := c.find(ctx, index)
	if err != nil {
		return nil, err
	}
	numberBlocks(blocks)
	var docs []foundDoc
	for _, b := range blocks {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !b.whole && b.end-b.at >= leastFrame {
			b.list, _ = c.list(b.at, b.end)
		}
		index.number(b)
		docs = append(docs, b.list...)
	}
	return append(docs, index.others(docs)...), nil
}

// texts implements recordFile.
func (c *cableFile) texts(p recordPlace) []storedText {
	entries, _ := c.entries(p.at, p.end)
	if p.entry >= len(entries) {
		return nil
	}
	return entries[p.entry].texts
}

// list returns the documents of a frame with their numbers in it, and reports whether it
// is intact.
func (c *cableFile) list(at, end int64) (list []foundDoc, whole bool) {
	entries, whole := c.entries(at, end)
	for i, e := range entries {
		d := foundDoc{recordPlace: recordPlace{at, end, i}, number: e.number, id: e.id, whole: e.whole}
		d.set(e.texts, e.versions)
		list = append(list, d)
	}
	return list, whole
}

// A cableIndex is what a segment says of its blocks and documents, as far as that is
// intact.
type cableIndex struct {
	segment *segment.Segment // nil if it can't be opened
	blocks  []segment.Block
	docs    int
}

func (c *cableFile) readIndex() (x cableIndex) {
	if x.segment = openSegment(c.path); x.segment == nil {
		return x
	}
	x.docs = int(min(int64(x.segment.Docs()), c.size))
	var last segment.Block
	for _, b := range x.segment.Blocks() {
		if b.From >= last.To && b.First >= last.First+last.Docs && b.To-b.From > cableHeader {
			x.blocks = append(x.blocks, b)
			last = b
		}
	}
	return x
}

// openSegment maps a segment. It returns nil if the directory of the file is damaged or
// can't be read.
func openSegment(path string) (s *segment.Segment) {
	defer func() {
		if p := recover(); p != nil {
			if _, fault := p.(runtime.Error); !fault {
				panic(p)
			}
			s = nil
		}
	}()
	s, err := segment.Open(path)
	if err != nil {
		return nil
	}
	return s
}

func (x cableIndex) close() {
	if x.segment != nil {
		x.segment.Close()
	}
}

// id returns the id of a document, "" if it can't be read.
func (x cableIndex) id(doc int) string {
	id, err := x.segment.ID(uint32(doc))
	if err != nil {
		return ""
	}
	return id
}

// number sets the numbers of the documents of a block in the segment.
func (x cableIndex) number(b cableBlock) {
	var numbers map[string]int // by id
	for i := range b.list {
		d := &b.list[i]
		switch {
		case b.first < 0:
			d.number = -1
		case d.number >= 0:
			d.number += b.first
		case b.indexed:
			if numbers == nil {
				numbers = x.numbers(b.first, b.docs)
			}
			if n, ok := numbers[d.id]; ok {
				d.number = n
			}
		}
	}
}

// numbers returns the numbers of some documents by their ids.
func (x cableIndex) numbers(first, docs int) map[string]int {
	numbers := map[string]int{}
	for n := first; n < min(first+docs, x.docs); n++ {
		numbers[x.id(n)] = n
	}
	return numbers
}

// others returns the documents that are not among some.
func (x cableIndex) others(docs []foundDoc) []foundDoc {
	found := make([]bool, x.docs)
	for _, d := range docs {
		if d.number >= 0 && d.number < x.docs {
			found[d.number] = true
		}
	}
	var others []foundDoc
	for n, is := range found {
		if is {
			continue
		}
		if id := x.id(n); id != "" {
			others = append(others, foundDoc{number: n, id: id})
		}
	}
	return others
}

// disagrees reports whether the index has another block in the place of one, or another
// place for its documents.
func (x cableIndex) disagrees(b cableBlock) bool {
	return slices.ContainsFunc(x.around(b), func(o segment.Block) bool {
		return o.From != b.from || int(o.First) != b.first || int(o.Docs) != b.docs
	})
}

// around returns the blocks of the index that have bytes or documents of a block.
func (x cableIndex) around(b cableBlock) []segment.Block {
	var list []segment.Block
	at, _ := slices.BinarySearchFunc(x.blocks, b.from, func(o segment.Block, from int64) int { return cmp.Compare(o.To, from+1) })
	if at < len(x.blocks) && x.blocks[at].From < b.end {
		list = append(list, x.blocks[at])
	}
	at, _ = slices.BinarySearchFunc(x.blocks, b.first, func(o segment.Block, first int) int { return cmp.Compare(int(o.First+o.Docs), first+1) })
	if at < len(x.blocks) && int(x.blocks[at].First) < b.first+b.docs {
		list = append(list, x.blocks[at])
	}
	return list
}

// find returns the blocks of a file in the order of their places.
func (c *cableFile) find(ctx context.Context, index cableIndex) ([]cableBlock, error) {
	var blocks, damaged []cableBlock
	docs := 0
	for _, p := range index.blocks {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		b := cableBlock{from: p.From, at: p.From + cableHeader, end: p.To, first: int(p.First), docs: int(p.Docs), indexed: true}
		switch head, ok := c.header(p.From); {
		case ok && (head.end != b.end || head.first != b.first || head.docs != b.docs):
			// It is found by its header, as one of another place.
		case c.isWhole(&b):
			docs += b.docs
			blocks = append(blocks, b)
		default:
			damaged = append(damaged, b)
		}
	}
	if index.segment != nil && docs == index.segment.Docs() {
		return blocks, nil
	}
	at := int64(0)
	for _, next := range append(slices.Clone(blocks), cableBlock{from: c.size}) {
		if at >= next.from {
			at = next.end
			continue
		}
		whole, bad, err := c.scan(ctx, at, next.from)
		if err != nil {
			return nil, err
		}
		blocks, damaged = append(blocks, whole...), append(damaged, bad...)
		at = next.end
	}
	blocks = withDamaged(blocks, damaged)
	for i := range blocks {
		if b := &blocks[i]; !b.indexed && b.first >= 0 && index.disagrees(*b) {
			b.first, b.foreign = -1, true
		}
	}
	return blocks, nil
}

// withDamaged returns all blocks in the order of their places. Damaged ones end where
// the next begins.
func withDamaged(blocks, damaged []cableBlock) []cableBlock {
	slices.SortFunc(blocks, func(a, b cableBlock) int { return cmp.Compare(a.at, b.at) })
	blocks = append(blocks, damaged...)
	// Of a damaged block that is found twice, the first is of the index.
	slices.SortStableFunc(blocks, func(a, b cableBlock) int { return cmp.Compare(a.at, b.at) })
	blocks = slices.CompactFunc(blocks, func(a, b cableBlock) bool { return a.at == b.at })
	for i := range len(blocks) - 1 {
		if next := blocks[i+1]; !blocks[i].whole {
			blocks[i].end = max(blocks[i].at, min(blocks[i].end, next.from))
		}
	}
	return blocks
}

// header returns the block whose header is at an offset, if it is intact.
func (c *cableFile) header(at int64) (cableBlock, bool) {
	h, ok := segment.ParseBlockHeader(c.upTo(at, cableHeader))
	b := cableBlock{from: at, at: at + cableHeader, first: int(h.First), docs: int(h.Docs)}
	b.end = b.at + int64(h.Size)
	return b, ok && h.Size < mostText && b.end <= c.size
}

// scan finds the blocks between two offsets: those that are intact, and those of which
// the frame is damaged.
func (c *cableFile) scan(ctx context.Context, at, end int64) (blocks, damaged []cableBlock, err error) {
	head, frame := int64(-1), int64(-1) // the next header and frame
	for {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if head < at {
			head = c.indexOf([]byte(segment.BlockMagic), at, end)
		}
		if frame < at {
			frame = c.indexOf(zstdMagic, at, end)
		}
		if min(head, frame) >= end {
			return blocks, damaged, nil
		}
		b := c.blockAt(head, frame)
		if c.isWhole(&b) {
			blocks = append(blocks, b)
			at = b.end
			continue
		}
		damaged = append(damaged, b)
		at = b.at + int64(len(zstdMagic))
	}
}

// blockAt returns the block of a header or a frame, whichever comes first.
func (c *cableFile) blockAt(head, frame int64) cableBlock {
	if head < frame {
		b, ok := c.header(head)
		if !ok {
			b.first, b.docs = -1, -1
			b.end, _ = c.frameEnd(b.at)
		}
		return b
	}
	end, _ := c.frameEnd(frame)
	return cableBlock{from: frame - cableHeader, at: frame, end: end, first: -1, docs: -1}
}

// mostFailed is how many times the size of a file is read for nothing before it is read
// no more: no damage makes so many blocks that overlap.
const mostFailed = 16

// isWhole reports whether the frame of a block is intact, and sets the number of its
// documents.
func (c *cableFile) isWhole(b *cableBlock) bool {
	if end, ok := c.frameEnd(b.at); !ok || end != b.end || c.failed > mostFailed*c.size {
		return false
	}
	data, err := decodeWhole(withMagic(c.bytes(b.at, b.end-b.at)))
	if err != nil {
		c.failed += b.end - b.at
		return false
	}
	c.keep(b.at, b.end, data, true)
	list, whole := c.list(b.at, b.end)
	if !whole {
		return false
	}
	if b.first >= 0 && b.docs != len(list) {
		b.first, b.foreign = -1, true
	}
	b.docs, b.list, b.whole = len(list), list, true
	return true
}

// frameEnd returns the end of a frame by the sizes of its Zstandard blocks, and how far
// they lead if one is damaged. The first bytes need not be intact.
func (c *cableFile) frameEnd(at int64) (end int64, ok bool) {
	const mostHeader = 18 // and a block's header
	var h zstd.Header
	if h.Decode(withMagic(c.upTo(at, mostHeader+blockHeaderSize))) != nil || h.Skippable {
		return min(at+mostHeader, c.size), false
	}
	content := uint64(0) // at most
	for end = at + int64(h.HeaderSize); ; {
		data := c.bytes(end, blockHeaderSize)
		if data == nil || c.failed > mostFailed*c.size {
			return min(end, c.size), false
		}
		head := uint32(data[0]) | uint32(data[1])<<8 | uint32(data[2])<<16
		size := int64(head >> 3)
		if kind := head >> 1 & 3; kind == 3 || size > mostBlockSize {
			return end, false
		} else if kind == 1 { // one byte, repeated
			size = 1
		}
		if end += blockHeaderSize + size; end > c.size {
			return c.size, false
		}
		content += mostBlockSize
		if head&1 != 0 { // the last one
			break
		}
		c.failed += blockHeaderSize
	}
	if h.HasCheckSum {
		end += 4
	}
	return min(end, c.size), end <= c.size && h.FrameContentSize <= content
}

// The blocks of a Zstandard frame.
const (
	blockHeaderSize = 3
	mostBlockSize   = 128 << 10
)

// withMagic returns a copy of a frame with the bytes that must begin it.
func withMagic(frame []byte) []byte {
	frame = bytes.Clone(frame)
	copy(frame, zstdMagic)
	return frame
}

// entries returns the entries of a frame, and reports whether it is intact. Of a damaged
// one they are those of which some text is.
func (c *cableFile) entries(at, end int64) (entries []cableEntry, whole bool) {
	if c.last.entries == nil || c.last.at != at || c.last.end != end {
		data, whole := decodeFrame(withMagic(c.bytes(at, end-at)))
		c.keep(at, end, data, whole)
	}
	return c.last.entries, c.last.whole
}

// keep keeps the entries of a frame that was decoded last.
func (c *cableFile) keep(at, end int64, data []byte, whole bool) {
	c.last.at, c.last.end = at, end
	c.last.entries, c.last.whole = readEntries(data, whole)
}

// readEntries returns the entries of a block. If it is not intact, an entry is taken for
// one if it begins so, and its number is known if each before it ends where another
// begins.
func readEntries(data []byte, intact bool) (entries []cableEntry, whole bool) {
	if intact {
		return intactEntries(data)
	}
	number, work := 0, 0
	for at := 0; at < len(data) && work < mostFailed*len(data); {
		if !beginsEntry(data[at:]) {
			at++
			number = -1
			continue
		}
		size, n := binary.Uvarint(data[at:])
		next := len(data)
		if size < uint64(next-at-n) {
			next = at + n + int(size)
		}
		e, rest, err := segment.ParseEntry(data[at+n : next])
		entry := cableEntry{number: number, id: e.ID, versions: e.Versions, texts: textsOf(e.Records, e.Versions, false)}
		if len(entry.texts) > 0 {
			entries = append(entries, entry)
		}
		if err == nil && len(rest) == 0 || next < len(data) && beginsEntry(data[next:]) {
			at = next
			if number >= 0 {
				number++
			}
			continue
		}
		work += next - at
		at++
		number = -1
	}
	return entries, false
}

// intactEntries returns the entries of a block that is intact.
func intactEntries(data []byte) (entries []cableEntry, whole bool) {
	for len(data) > 0 {
		size, n := binary.Uvarint(data)
		if n <= 0 || size > uint64(len(data)-n) {
			return entries, false
		}
		e, rest, err := segment.ParseEntry(data[n : n+int(size)])
		entries = append(entries, cableEntry{
			number: len(entries), id: e.ID, versions: e.Versions, texts: textsOf(e.Records, e.Versions, true),
			whole: err == nil && len(rest) == 0,
		})
		data = data[n+int(size):]
	}
	return entries, len(entries) > 0
}

// beginsEntry reports whether data begins as an entry does: with its size, an id and
// versions.
func beginsEntry(data []byte) bool {
	for i, most := range [...]uint64{mostText, mostID, mostText} { // entry, id, versions
		n, k := binary.Uvarint(data)
		if k <= 0 || n == 0 || n > most {
			return false
		}
		data = data[k:]
		if i == 1 {
			if n > uint64(len(data)) {
				return false
			}
			data = data[n:]
		}
	}
	return bytes.HasPrefix(data, []byte(`[{"source":`))
}

// numberBlocks sets the numbers of the first documents of blocks that follow each other.
func numberBlocks(blocks []cableBlock) {
	dropForeign(blocks)
	start := cableBlock{end: int64(segment.MagicSize)} // as a block without documents
	for i := range blocks {
		before, b := start, &blocks[i]
		if i > 0 {
			before = blocks[i-1]
		}
		if b.first < 0 && !b.foreign && before.first >= 0 && before.docs >= 0 && before.end == b.from {
			b.first = before.first + before.docs
		}
	}
	for i := len(blocks) - 2; i >= 0; i-- {
		b, next := &blocks[i], blocks[i+1]
		if next.first < 0 || b.end != next.from {
			continue
		}
		if b.first < 0 && !b.foreign && b.docs >= 0 && next.first >= b.docs {
			b.first = next.first - b.docs
		}
		if b.docs < 0 && b.first >= 0 && next.first >= b.first {
			b.docs = next.first - b.first
		}
	}
}

// dropForeign marks the blocks whose headers can't be of their place: they say another
// number than the block beside them, and no other block confirms them.
func dropForeign(blocks []cableBlock) {
	agrees := func(a, b cableBlock) bool {
		return a.first >= 0 && b.first >= 0 && a.end == b.from && a.first+a.docs == b.first
	}
	confirmed := make([]bool, len(blocks))
	var known []int
	for i, b := range blocks {
		confirmed[i] = b.indexed || b.first == 0 && b.from == int64(segment.MagicSize) ||
			i > 0 && agrees(blocks[i-1], b) || i+1 < len(blocks) && agrees(b, blocks[i+1])
		if b.first >= 0 {
			known = append(known, i)
		}
	}
	for k := 1; k < len(known); k++ {
		i, j := known[k-1], known[k]
		a, b := &blocks[i], &blocks[j]
		if a.first+a.docs == b.first || a.first+a.docs < b.first && a.end != b.from {
			continue
		}
		a.foreign = !a.indexed && (a.foreign || !confirmed[i] || confirmed[j])
		b.foreign = !b.indexed && (b.foreign || !confirmed[j] || confirmed[i])
	}
	for i := range blocks {
		if blocks[i].foreign {
			blocks[i].first = -1
		}
	}
}
