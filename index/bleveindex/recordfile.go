package bleveindex

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/catalog"
	"reftel/index/segment"
)

// A recordFile is a segment of the engine of which records are read past any damage: it
// trusts no byte of the file.
type recordFile interface {
	// walk returns the documents in the order of their places.
	walk(ctx context.Context) ([]foundDoc, error)
	// texts returns the intact texts of a document that walk found.
	texts(p recordPlace) []storedText
	io.Closer
}

// A recordPlace is where the records of a document are in a file.
type recordPlace struct {
	at, end int64
	entry   int // number of the document among those there
}

// A foundDoc is a document that is found in a segment.
type foundDoc struct {
	recordPlace
	// number is its place among the documents of the segment; -1 is unknown.
	number int
	id     string // as stored; it has no checksum
	// texts are the hashes of the texts that are intact, missing its versions without
	// one. If it is whole, these were never stored: before schema 5 only one was.
	texts   []catalog.Hash
	missing []cable.Version
	whole   bool
}

// set sets the texts and what is missing of the versions.
func (d *foundDoc) set(texts []storedText, versions []cable.Version) {
	for _, t := range texts {
		d.texts = append(d.texts, t.hash)
	}
	for _, v := range versions {
		if h, err := catalog.ParseHash(v.Hash); err == nil && !slices.Contains(d.texts, h) {
			d.missing = append(d.missing, v)
		}
	}
}

// A recordOpener opens a segment of one kind.
type recordOpener func(path string) (recordFile, error)

func openZap(path string) (recordFile, error) {
	f, err := openBytes(path)
	if err != nil {
		return nil, err
	}
	return &zapFile{f}, nil
}

func openCable(path string) (recordFile, error) {
	f, err := openBytes(path)
	if err != nil {
		return nil, err
	}
	if sums := segment.ReadPageSums(f, f.size); sums != nil {
		f.mend = sums.Mend
	}
	return &cableFile{fileBytes: f, path: path}, nil
}

// walkRecords returns the documents of a segment of either kind, and what opens it
// again. The kind is told by the bytes that begin and end a cable segment; a file
// without them is of the kind of which more texts are found in it.
func walkRecords(ctx context.Context, path string) (recordOpener, []foundDoc, error) {
	f, err := openBytes(path)
	if err != nil {
		return nil, nil, err
	}
	isCable, isZap := f.isCable(), (&zapFile{f}).begins()
	if err := f.Close(); err != nil {
		return nil, nil, err
	}
	openers := []recordOpener{openZap, openCable}
	switch {
	case isCable:
		openers = openers[1:]
	case isZap:
		openers = openers[:1]
	}
	var docs []foundDoc
	var open recordOpener
	for _, o := range openers {
		list, err := walkWith(ctx, o, path)
		if err != nil {
			return nil, nil, err
		}
		if open == nil || countTexts(list) > countTexts(docs) {
			open, docs = o, list
		}
	}
	return open, docs, nil
}

func walkWith(ctx context.Context, open recordOpener, path string) ([]foundDoc, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.walk(ctx)
}

func countTexts(docs []foundDoc) int {
	n := 0
	for _, d := range docs {
		n += len(d.texts)
	}
	return n
}

// isCable reports whether a file begins or ends as a cable segment of any version: all
// have the same records.
func (f *fileBytes) isCable() bool {
	const n = int64(len(segment.MagicStem))
	return string(f.bytes(0, n)) == segment.MagicStem || string(f.bytes(f.size-int64(segment.MagicSize), n)) == segment.MagicStem
}

// A storedText is a record with its hash, one of a document's.
type storedText struct {
	record  corpus.Record
	version cable.Version
	hash    catalog.Hash
}

// textsOf returns the texts of records. Unless the records are known to be intact, they
// are those whose hash and source are among the versions.
func textsOf(records []corpus.Record, versions []cable.Version, intact bool) []storedText {
	var texts []storedText
	for _, rec := range records {
		t := storedText{record: rec, hash: contract.HashOf(rec)}
		if t.describe(versions) || intact {
			texts = append(texts, t)
		}
	}
	return texts
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

// zstdMagic begins a Zstandard frame.
var zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}

// decoder decompresses records; it is safe for concurrent use by DecodeAll.
var decoder, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostText))

// Limits of the decoder: the encoder's window is 8 MB, and a damaged frame may claim
// any size. What claims more than mostRatio times its own is decoded as a stream.
const (
	mostWindow = 16 << 20
	mostText   = 1 << 30
	mostRatio  = 1000
)

// decodeFrame returns what a frame holds, and reports whether it is intact. Of a damaged
// one it is what can be read without regard to the checksum.
func decodeFrame(frame []byte) (data []byte, whole bool) {
	if data, err := decodeWhole(frame); err == nil {
		return data, true
	}
	// An error does not spoil what was read before it.
	data, _ = decodeStream(frame, zstd.IgnoreChecksum(true))
	return data, false
}

// decodeWhole returns what a frame holds, if it is intact.
func decodeWhole(frame []byte) ([]byte, error) {
	var h zstd.Header
	if err := h.Decode(frame); err != nil {
		return nil, err
	}
	if !h.HasFCS || !h.HasCheckSum {
		return nil, errors.New("the frame has no checksum")
	}
	if h.FrameContentSize > uint64(len(frame))*mostRatio {
		data, err := decodeStream(frame)
		if err == nil && uint64(len(data)) != h.FrameContentSize {
			err = errors.New("the frame is too large")
		}
		return data, err
	}
	return decoder.DecodeAll(frame, nil)
}

// decodeStream returns what can be read of a frame. It takes no more memory than that.
func decodeStream(frame []byte, options ...zstd.DOption) ([]byte, error) {
	options = append(options, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(mostWindow))
	r, err := zstd.NewReader(bytes.NewReader(frame), options...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, mostText))
}
