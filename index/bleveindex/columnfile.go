package bleveindex

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"

	"reftel/index/field"
)

// The columns file: a line with its version; the columns of numbers, document
// by document, as varints; for each facet in the order of the table, its length
// in bytes and its column; then the CRC-32 (IEEE) of all that, big-endian.
// Strings have their length before them. Version 1.
const columnsMagic = "reftel columns 1\n"

func (c *columns) save(path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := crc32.NewIEEE()
	w := &columnWriter{w: bufio.NewWriterSize(io.MultiWriter(f, sum), 1<<16)}
	w.text(columnsMagic)
	w.number(uint64(len(c.live)))
	for doc, live := range c.live {
		w.flag(live)
		w.signed(c.dates[doc])
		for _, col := range [][]uint32{c.rank, c.textLen, c.subjectLen, c.bodyStart, c.bodyEnd} {
			w.number(uint64(col[doc]))
		}
	}
	for _, f := range field.Facets() {
		col, err := c.facets[f.Name]()
		if err != nil {
			return err
		}
		w.text(string(encodeFacet(col)))
	}
	if err := errors.Join(w.err, w.w.Flush()); err != nil {
		return err
	}
	if _, err := f.Write(sum.Sum(nil)); err != nil {
		return err
	}
	return f.Sync()
}

type columnWriter struct {
	w   *bufio.Writer
	buf [binary.MaxVarintLen64]byte
	err error
}

func (w *columnWriter) bytes(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

func (w *columnWriter) number(n uint64) { w.bytes(binary.AppendUvarint(w.buf[:0], n)) }
func (w *columnWriter) signed(n int64)  { w.bytes(binary.AppendVarint(w.buf[:0], n)) }

func (w *columnWriter) flag(b bool) {
	if b {
		w.number(1)
	} else {
		w.number(0)
	}
}

func (w *columnWriter) text(s string) {
	w.number(uint64(len(s)))
	w.bytes([]byte(s))
}

// encodeFacet returns a facet's column as the file holds it: its values, then
// for each document the number of its values and their ordinals.
func encodeFacet(f *facetColumn) []byte {
	var out []byte
	number := func(n int) { out = binary.AppendUvarint(out, uint64(n)) }
	number(len(f.values))
	for _, v := range f.values {
		number(len(v))
		out = append(out, v...)
	}
	for doc := range len(f.starts) - 1 {
		ords := f.of(uint32(doc))
		number(len(ords))
		for _, o := range ords {
			number(int(o))
		}
	}
	return out
}

// loadColumns reads a columns file. A damaged one is an error that names it.
func loadColumns(path string) (*columns, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := decodeColumns(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: run indexer --rebuild", path, err)
	}
	return c, nil
}

func decodeColumns(data []byte) (*columns, error) {
	body, err := checked(data)
	if err != nil {
		return nil, err
	}
	r := &columnReader{data: body}
	if r.text() != columnsMagic {
		return nil, errors.New("not a columns file of this version")
	}
	c := newColumns(r.size())
	for doc := range c.live {
		c.live[doc] = r.number() == 1
		c.dates[doc] = r.signed()
		for _, col := range [][]uint32{c.rank, c.textLen, c.subjectLen, c.bodyStart, c.bodyEnd} {
			col[doc] = uint32(r.number())
		}
	}
	for _, f := range field.Facets() {
		section := r.bytes()
		c.facets[f.Name] = sync.OnceValues(func() (*facetColumn, error) { return decodeFacet(section, len(c.live)) })
	}
	if r.bad || len(r.data) > 0 {
		return nil, io.ErrUnexpectedEOF
	}
	c.count()
	return c, nil
}

// checked returns what stands before the CRC-32 at the end of data, if it is
// that of it. Segments end in one, too.
func checked(data []byte) ([]byte, error) {
	at := len(data) - crc32.Size
	if at < 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if crc32.ChecksumIEEE(data[:at]) != binary.BigEndian.Uint32(data[at:]) {
		return nil, errors.New("its checksum is not that of its content")
	}
	return data[:at], nil
}

// A columnReader reads what a columnWriter wrote. Once it meets damage, it is
// bad and reads zeros.
type columnReader struct {
	data []byte
	bad  bool
}

func (r *columnReader) skip(n int) {
	if n <= 0 || n > len(r.data) {
		r.bad, r.data = true, nil
		return
	}
	r.data = r.data[n:]
}

func (r *columnReader) number() uint64 {
	v, n := binary.Uvarint(r.data)
	r.skip(n)
	return v
}

func (r *columnReader) signed() int64 {
	v, n := binary.Varint(r.data)
	r.skip(n)
	return v
}

// size reads a count of things, each of which takes a byte at least.
func (r *columnReader) size() int {
	n := r.number()
	if n > uint64(len(r.data)) {
		r.bad, r.data = true, nil
		return 0
	}
	return int(n)
}

// bytes reads a length and as many bytes.
func (r *columnReader) bytes() []byte {
	n := r.size()
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

func (r *columnReader) text() string { return string(r.bytes()) }

// decodeFacet reads what encodeFacet wrote of so many documents.
func decodeFacet(data []byte, docs int) (*facetColumn, error) {
	r := &columnReader{data: data}
	f := &facetColumn{values: make([]string, r.size()), starts: make([]uint32, docs+1)}
	for i := range f.values {
		f.values[i] = r.text()
	}
	for doc := range docs {
		for range r.size() {
			ord := r.number()
			r.bad = r.bad || ord >= uint64(len(f.values))
			f.ords = append(f.ords, uint32(ord))
		}
		f.starts[doc+1] = uint32(len(f.ords))
	}
	if r.bad || len(r.data) > 0 {
		return nil, errors.New("a facet of the index is damaged: run indexer --rebuild")
	}
	return f, nil
}
