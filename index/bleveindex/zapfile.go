package bleveindex

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/golang/snappy"
	"github.com/klauspost/compress/zstd"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/catalog"
)

// A zapFile reads the documents that one of the engine's segments stores, past any
// damage: it trusts no byte of the file. A segment is
//
//	for each document, from offset 0:
//	    length of meta      uvarint
//	    length of data      uvarint
//	    meta                length of the id; of each value its field, its type 't',
//	                        its offset, its length and the number 0; all uvarints
//	    data                the id, then the values as one Snappy block
//	offsets of these        8 bytes each, big-endian
//	terms, postings, doc values
//	footer                  see zapFooter
//
// The values are the versions, as JSON, and the records, a Zstandard frame with a
// checksum. So each document is found, and proved, without the rest of the file.
type zapFile struct {
	io.ReaderAt
	io.Closer
	size int64
	// buf holds the bytes of the file from bufAt on.
	buf   []byte
	bufAt int64
}

// zapWindow is how much of a segment is read at once, zapBlock how much is given
// up where the disk can't read it.
const (
	zapWindow = 1 << 20
	zapBlock  = 4 << 10
	// zapSteps is the number of offsets tried between looks at the context.
	zapSteps = 256
)

func openZap(path string) (*zapFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &zapFile{ReaderAt: f, Closer: f, size: info.Size()}, nil
}

// bytes returns n bytes from an offset on, nil if the file does not have them.
// They are valid until the next call.
func (z *zapFile) bytes(at, n int64) []byte {
	if at < 0 || n < 0 || n > z.size || at > z.size-n {
		return nil
	}
	if at < z.bufAt || at+n > z.bufAt+int64(len(z.buf)) {
		z.fill(at, max(n, min(zapWindow, z.size-at)))
	}
	from := at - z.bufAt
	return z.buf[from : from+n]
}

// fill reads n bytes. What the disk can't read is zeros.
func (z *zapFile) fill(at, n int64) {
	z.buf, z.bufAt = slices.Grow(z.buf[:0], int(n))[:n], at
	if _, err := z.ReadAt(z.buf, at); err == nil {
		return
	}
	for from := int64(0); from < n; from += zapBlock {
		block := z.buf[from:min(from+zapBlock, n)]
		clear(block)
		if m, err := z.ReadAt(block, at+from); err != nil && !errors.Is(err, io.EOF) {
			clear(block[m:])
		}
	}
}

// upTo returns as many bytes from an offset on as there are, n at most.
func (z *zapFile) upTo(at, n int64) []byte { return z.bytes(at, min(n, z.size-at)) }

// A zapDoc is the place of a stored document.
type zapDoc struct {
	at, end int64
	id      string
	// data is where its data begins, values are the spans of its values in the
	// Snappy block.
	data   int64
	values []cable.Span
}

// What the meta of a document is bounded by: it has an id and two values.
const (
	mostMeta   = 64
	mostID     = 1 << 12
	mostValues = 4
)

// docAt returns the document at an offset if its lengths agree with each other.
func (z *zapFile) docAt(at int64) (zapDoc, bool) {
	doc := zapDoc{at: at}
	head := z.upTo(at, 2*binary.MaxVarintLen64+mostMeta)
	metaLen, n := binary.Uvarint(head)
	if n <= 0 || metaLen < 6 || metaLen > mostMeta {
		return doc, false
	}
	dataLen, m := binary.Uvarint(head[n:])
	if m <= 0 || int(metaLen) > len(head)-n-m {
		return doc, false
	}
	doc.data = at + int64(n+m) + int64(metaLen)
	if dataLen > uint64(z.size-doc.data) {
		return doc, false
	}
	doc.end = doc.data + int64(dataLen)
	idLen, total, ok := doc.parseMeta(head[n+m : n+m+int(metaLen)])
	if !ok || idLen > mostID || uint64(idLen) >= dataLen {
		return doc, false
	}
	data := z.upTo(doc.data, min(int64(dataLen), int64(idLen)+binary.MaxVarintLen64))
	doc.id = string(data[:idLen])
	// A Snappy block begins with the length of what it holds, which it can't make
	// out of arbitrarily few bytes.
	length, n := binary.Uvarint(data[idLen:])
	packed := int64(dataLen) - int64(idLen)
	return doc, n > 0 && length == uint64(total) && int64(total) <= 64*packed
}

// parseMeta sets the spans of the values, which follow each other, and returns the
// length of the id and of all values.
func (d *zapDoc) parseMeta(meta []byte) (idLen, total int, ok bool) {
	next := func() int {
		v, n := binary.Uvarint(meta)
		if n <= 0 || v > 1<<40 {
			ok, meta = false, nil
			return 0
		}
		meta = meta[n:]
		return int(v)
	}
	ok = true
	idLen = next()
	for ok && len(meta) > 0 {
		_, typ, offset, length, positions := next(), next(), next(), next(), next()
		if typ != 't' || positions != 0 || offset != total || len(d.values) == mostValues {
			return 0, 0, false
		}
		total += length
		d.values = append(d.values, cable.Span{Start: offset, End: total})
	}
	return idLen, total, ok && len(d.values) > 0
}

// A storedText is a record with its hash, one of a document's.
type storedText struct {
	record  corpus.Record
	version cable.Version
	hash    catalog.Hash
}

// zstdMagic begins a Zstandard frame.
var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// read returns the texts of a document that are intact, and its versions as far as
// they can be read. Whole reports whether that is all its texts.
func (z *zapFile) read(d zapDoc) (texts []storedText, versions []cable.Version, whole bool) {
	data := z.bytes(d.data, d.end-d.data)
	if len(data) < len(d.id) {
		return nil, nil, false
	}
	values, err := snappy.Decode(nil, data[len(d.id):])
	if err != nil {
		return nil, nil, false
	}
	var frame []byte
	for _, span := range d.values {
		if span.End > len(values) {
			return nil, nil, false
		}
		value := values[span.Start:span.End]
		if bytes.HasPrefix(value, zstdMagic) {
			frame = value
		} else if json.Unmarshal(value, &versions) != nil {
			versions = nil
		}
	}
	texts, whole = decodeFrame(frame, versions)
	return texts, versions, whole
}

// Limits of the decoder: the encoder's window is 8 MB, and a damaged frame may
// claim any size.
const (
	mostWindow = 16 << 20
	mostText   = 1 << 30
)

// decodeFrame returns the texts of a frame. Of a damaged one they are those whose
// hash and source are among the versions.
func decodeFrame(frame []byte, versions []cable.Version) (texts []storedText, whole bool) {
	data, err := decodeWhole(frame)
	if err != nil {
		data = decodeDamaged(frame)
	}
	whole = err == nil
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		var t storedText
		if json.Unmarshal(line, &t.record) != nil {
			whole = false
			continue
		}
		t.hash = contract.HashOf(t.record)
		if t.describe(versions) || err == nil {
			texts = append(texts, t)
		}
	}
	return texts, whole && len(texts) > 0
}

// decodeWhole returns what a frame holds, if it is intact.
func decodeWhole(frame []byte) ([]byte, error) {
	var h zstd.Header
	if err := h.Decode(frame); err != nil {
		return nil, err
	}
	if h.HasFCS && h.FrameContentSize > uint64(len(frame))*1000 {
		return nil, errors.New("the frame claims too much")
	}
	return decoder.DecodeAll(frame, nil)
}

// decodeDamaged returns what can be read of a frame, without regard to its
// checksum.
func decodeDamaged(frame []byte) []byte {
	r, err := zstd.NewReader(bytes.NewReader(frame), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(mostWindow), zstd.IgnoreChecksum(true))
	if err != nil {
		return nil
	}
	defer r.Close()
	// An error does not spoil what was read before it.
	data, _ := io.ReadAll(io.LimitReader(r, mostText))
	return data
}

// describe sets the version of a text, and reports whether it is among those of its
// document.
func (t *storedText) describe(versions []cable.Version) bool {
	for _, v := range versions {
		if v.Hash == t.hash.String() && v.Source == t.record.Source {
			t.version = v
			return true
		}
	}
	t.version = cable.Version{Source: t.record.Source, Hash: t.hash.String(), Bytes: len(t.record.Header) + len(t.record.Body)}
	return false
}

// A zapFooter is the end of a segment, as far as it matters here.
type zapFooter struct{ docs, index int64 }

// footer returns the footer if it can be true: the number of documents, the offset
// of their offsets, of the sections (8 bytes each), chunk mode, version and CRC-32
// (4 each).
func (z *zapFile) footer() (zapFooter, bool) {
	const length = 8 + 8 + 8 + 4 + 4 + 4
	end := z.bytes(z.size-length, length)
	if end == nil {
		return zapFooter{}, false
	}
	docs, index := binary.BigEndian.Uint64(end), binary.BigEndian.Uint64(end[8:])
	if docs == 0 || index > uint64(z.size) || docs > (uint64(z.size)-index)/8 {
		return zapFooter{}, false
	}
	return zapFooter{int64(docs), int64(index)}, true
}

// A foundDoc is a document that is found in a segment.
type foundDoc struct {
	at, end int64
	// number is its place among the documents of the segment; -1 is unknown.
	number int
	id     string // as stored; it has no checksum
	// texts are the hashes of the texts that are intact, missing its versions without
	// one. If it is whole, these were never stored: before schema 5 only one was.
	texts   []catalog.Hash
	missing []cable.Version
	whole   bool
}

// find returns the document at an offset, if there is one.
func (z *zapFile) find(at int64) (foundDoc, bool) {
	doc, ok := z.docAt(at)
	if !ok {
		return foundDoc{}, false
	}
	texts, versions, whole := z.read(doc)
	found := foundDoc{at: at, end: doc.end, number: -1, id: doc.id, whole: whole}
	for _, t := range texts {
		found.texts = append(found.texts, t.hash)
	}
	for _, v := range versions {
		if h, err := catalog.ParseHash(v.Hash); err == nil && !slices.Contains(found.texts, h) {
			found.missing = append(found.missing, v)
		}
	}
	return found, true
}

// walk returns the documents of a segment in the order of their offsets: all of
// which some text is intact, and those that the offsets lead to where none is.
func (z *zapFile) walk(ctx context.Context) ([]foundDoc, error) {
	var docs []foundDoc
	foot, footOK := z.footer()
	gaps := false
	for at, steps := int64(0), 0; at < z.size; steps++ {
		if footOK && !gaps && at == foot.index && int64(len(docs)) == foot.docs {
			return docs, nil
		}
		if steps%zapSteps == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		doc, ok := z.find(at)
		if !ok || len(doc.texts) == 0 {
			gaps = true
			at++
			continue
		}
		if !gaps {
			doc.number = len(docs)
		}
		docs = append(docs, doc)
		at = doc.end
	}
	return z.number(docs), nil
}

// number sets the numbers of documents that follow damage, and adds those that are
// damaged, as far as the offsets and the footer are intact.
func (z *zapFile) number(docs []foundDoc) []foundDoc {
	offsets := z.offsets(docs)
	byOffset := make(map[int64]int, len(offsets))
	for i, at := range offsets {
		byOffset[at] = i
	}
	for i := range docs {
		if n, ok := byOffset[docs[i].at]; ok && docs[i].number < 0 {
			docs[i].number = n
		}
	}
	if foot, ok := z.footer(); ok && len(docs) > 0 {
		if last := &docs[len(docs)-1]; last.end == foot.index && last.number < 0 {
			last.number = int(foot.docs) - 1
		}
	}
	numberNeighbours(docs)
	docs = append(docs, z.damaged(docs, offsets)...)
	slices.SortFunc(docs, func(a, b foundDoc) int { return cmp.Compare(a.at, b.at) })
	return docs
}

// numberNeighbours numbers the documents that stand directly after or before one
// that has a number.
func numberNeighbours(docs []foundDoc) {
	for i := 1; i < len(docs); i++ {
		if docs[i].number < 0 && docs[i-1].number >= 0 && docs[i-1].end == docs[i].at {
			docs[i].number = docs[i-1].number + 1
		}
	}
	for i := len(docs) - 2; i >= 0; i-- {
		if docs[i].number < 0 && docs[i+1].number > 0 && docs[i].end == docs[i+1].at {
			docs[i].number = docs[i+1].number - 1
		}
	}
}

// offsets returns the offsets of all documents, as they stand in the segment. They
// follow the last document, and most of those found are among them; it returns nil
// if they are not.
func (z *zapFile) offsets(docs []foundDoc) []int64 {
	var places []zapFooter
	if foot, ok := z.footer(); ok {
		places = append(places, foot)
	}
	if len(docs) > 0 {
		end := docs[len(docs)-1].end
		places = append(places, zapFooter{docs: int64(len(docs)), index: end})
	}
	for _, place := range places {
		list := make([]int64, 0, place.docs)
		for i := range place.docs {
			if b := z.bytes(place.index+8*i, 8); b != nil {
				list = append(list, int64(binary.BigEndian.Uint64(b)))
			}
		}
		among := make(map[int64]bool, len(list))
		for _, at := range list {
			among[at] = true
		}
		known := 0
		for _, doc := range docs {
			if among[doc.at] {
				known++
			}
		}
		if len(list) > 0 && 2*known >= len(docs) {
			return list
		}
	}
	return nil
}

// damaged returns the documents at the offsets that lie in none of docs, which are
// in order.
func (z *zapFile) damaged(docs []foundDoc, offsets []int64) []foundDoc {
	var damaged []foundDoc
	for n, at := range offsets {
		next, _ := slices.BinarySearchFunc(docs, at, func(d foundDoc, at int64) int { return cmp.Compare(d.at, at) })
		switch {
		case at < 0 || at >= z.size || next < len(docs) && docs[next].at == at || next > 0 && docs[next-1].end > at:
			continue
		}
		doc, ok := z.find(at)
		if !ok {
			doc = foundDoc{at: at, end: at}
		}
		doc.number = n
		damaged = append(damaged, doc)
	}
	return damaged
}
