package bleveindex

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"slices"

	"github.com/golang/snappy"

	"reftel/corpus"
	"reftel/corpus/cable"
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
type zapFile struct{ *fileBytes }

// zapSteps is the number of offsets tried between looks at the context.
const zapSteps = 256

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
	texts, whole = decodeLines(frame, versions)
	return texts, versions, whole
}

// decodeLines returns the texts of a frame, a JSON object a line.
func decodeLines(frame []byte, versions []cable.Version) (texts []storedText, whole bool) {
	data, whole := decodeFrame(frame)
	intact := whole
	var records []corpus.Record
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		var rec corpus.Record
		if json.Unmarshal(line, &rec) != nil {
			whole = false
			continue
		}
		records = append(records, rec)
	}
	texts = textsOf(records, versions, intact)
	return texts, whole && len(texts) > 0
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

// find returns the document at an offset, if there is one.
func (z *zapFile) find(at int64) (foundDoc, bool) {
	doc, ok := z.docAt(at)
	if !ok {
		return foundDoc{}, false
	}
	texts, versions, whole := z.read(doc)
	found := foundDoc{recordPlace: recordPlace{at: at, end: doc.end}, number: -1, id: doc.id, whole: whole}
	found.set(texts, versions)
	return found, true
}

// texts implements recordFile.
func (z *zapFile) texts(p recordPlace) []storedText {
	doc, ok := z.docAt(p.at)
	if !ok {
		return nil
	}
	texts, _, _ := z.read(doc)
	return texts
}

// begins reports whether the first document of a file is intact.
func (z *zapFile) begins() bool {
	doc, ok := z.find(0)
	return ok && len(doc.texts) > 0
}

// walk implements recordFile. It returns all documents of which some text is intact,
// and those that the offsets lead to where none is.
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
			doc = foundDoc{recordPlace: recordPlace{at: at, end: at}}
		}
		doc.number = n
		damaged = append(damaged, doc)
	}
	return damaged
}
