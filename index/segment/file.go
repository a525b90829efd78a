package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"reftel/index/search"
)

// magic begins and ends each file. The number is the version of the format.
const magic = MagicStem + "3\n"

// Version is the version of the format. The package comment lists them.
const Version = 3

// A kind is what a part of a file holds.
type kind uint8

const (
	postingsPart     kind = iota + 1 // of a field: the postings of its terms
	termsPart                        // of a field: blocks of its terms
	blocksPart                       // of a field: the first term of each block, and where it is
	offsetsPart                      // of a field: where each first term is in blocksPart
	lengthsPart                      // of a field: its length in tokens by document
	datesPart                        // the dates by document
	zonesPart                        // the zones of all documents
	keysPart                         // the sort keys of all documents, which hold their ids
	ranksPart                        // the place of each document in the order of keys
	byRankPart                       // the document at each place
	valuesPart                       // of a facet: its values
	startsPart                       // of a facet: where the values of each document begin
	ordinalsPart                     // of a facet: the ordinals of the values of all documents
	recordsPart                      // the blocks of records
	recordBlocksPart                 // where each block of records is, and its first document
)

// kindNames are for error messages.
var kindNames = [...]string{
	postingsPart: "postings", termsPart: "terms", blocksPart: "term blocks", offsetsPart: "term block offsets",
	lengthsPart: "lengths", datesPart: "dates", zonesPart: "zones", keysPart: "ids", ranksPart: "ranks", byRankPart: "documents by rank",
	valuesPart: "values", startsPart: "facet offsets", ordinalsPart: "ordinals",
	recordsPart: "records", recordBlocksPart: "record blocks",
}

func (k kind) String() string {
	if k == 0 || int(k) >= len(kindNames) {
		return fmt.Sprintf("part of kind %d", uint8(k))
	}
	return kindNames[k]
}

// A part is a range of bytes of a file.
type part struct {
	kind     kind
	name     string // of the field or facet
	from, to int64
	// n is the number of values; width their width in bits, if they are packed.
	n, width int
}

func (p part) String() string {
	if p.name == "" {
		return p.kind.String()
	}
	return p.kind.String() + " of " + p.name
}

// A partKey identifies a part.
type partKey struct {
	kind kind
	name string
}

// A directory lists the parts of a file, and what is known of all documents.
type directory struct {
	docs  int
	stats search.Stats // over all documents, deleted ones included
	parts []part
}

func (d *directory) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(d.docs))
	b = binary.AppendUvarint(b, d.stats.TextLength)
	b = binary.AppendUvarint(b, d.stats.SubjectLength)
	b = binary.AppendVarint(b, d.stats.Oldest)
	b = binary.AppendVarint(b, d.stats.Newest)
	b = binary.AppendUvarint(b, uint64(len(d.parts)))
	for _, p := range d.parts {
		b = append(b, byte(p.kind))
		b = binary.AppendUvarint(b, uint64(len(p.name)))
		b = append(b, p.name...)
		for _, n := range []int64{p.from, p.to - p.from, int64(p.n), int64(p.width)} {
			b = binary.AppendUvarint(b, uint64(n))
		}
	}
	return b
}

var errDirectory = errors.New("directory: values out of range")

// mostDocs is the greatest number of documents of a segment.
const mostDocs = 1<<31 - 1

// parseDirectory reads a directory that begins at the offset at. A part that does not end
// before it is an error.
func parseDirectory(data []byte, at int64) (*directory, error) {
	r := byteReader{data: data}
	d := &directory{docs: int(r.number(mostDocs))}
	d.stats.Docs = d.docs
	d.stats.TextLength, d.stats.SubjectLength = r.number(1<<62), r.number(1<<62)
	d.stats.Oldest, d.stats.Newest = r.signed(), r.signed()
	for range r.number(uint64(len(data))) {
		p := part{kind: kind(r.byte())}
		p.name = string(r.bytes(r.number(uint64(len(data)))))
		p.from = int64(r.number(uint64(at)))
		p.to = p.from + int64(r.number(uint64(at-p.from)))
		p.n, p.width = int(r.number(1<<40)), int(r.number(64))
		d.parts = append(d.parts, p)
		if r.bad {
			break
		}
	}
	if r.bad || len(r.data) > 0 {
		return nil, errDirectory
	}
	return d, nil
}

// A byteReader reads numbers. After a bad one, bad is set and all values are zero.
type byteReader struct {
	data []byte
	bad  bool
}

func (r *byteReader) fail() { r.bad, r.data = true, nil }

// number returns an unsigned varint, which must be at most most.
func (r *byteReader) number(most uint64) uint64 {
	n, k := binary.Uvarint(r.data)
	if k <= 0 || n > most {
		r.fail()
		return 0
	}
	r.data = r.data[k:]
	return n
}

func (r *byteReader) signed() int64 {
	n, k := binary.Varint(r.data)
	if k <= 0 {
		r.fail()
		return 0
	}
	r.data = r.data[k:]
	return n
}

func (r *byteReader) byte() byte {
	if len(r.data) == 0 {
		r.fail()
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

func (r *byteReader) bytes(n uint64) []byte {
	if n > uint64(len(r.data)) {
		r.fail()
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

// A fileWriter writes the parts of a file.
type fileWriter struct {
	pageWriter
	dir directory
}

func newFileWriter(w io.Writer) *fileWriter {
	f := &fileWriter{pageWriter: pageWriter{w: w}}
	_, _ = f.Write([]byte(magic))
	return f
}

// begin starts a part, which ends where the next begins.
func (w *fileWriter) begin(k kind, name string, n, width int) {
	w.end()
	w.dir.parts = append(w.dir.parts, part{kind: k, name: name, from: w.off, n: n, width: width})
}

func (w *fileWriter) end() {
	if n := len(w.dir.parts); n > 0 && w.dir.parts[n-1].to == 0 {
		w.dir.parts[n-1].to = w.off
	}
}

// part writes a whole part.
func (w *fileWriter) part(k kind, name string, data []byte, n, width int) {
	w.begin(k, name, n, width)
	_, _ = w.Write(data)
	w.end()
}

// close writes the directory and the end of the file.
func (w *fileWriter) close() error {
	w.end()
	return w.finish(w.dir.append(nil))
}
