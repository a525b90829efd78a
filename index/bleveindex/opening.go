package bleveindex

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
	"slices"

	"reftel/index/binfile"
)

// parts are parts of a file, in order, and the CRC-32 of all of them together.
type parts struct {
	At  [][2]int64 `json:"at"` // offset and length of each
	Sum uint32     `json:"sum"`
}

// check reads the parts of a file and compares them with their checksum.
func (p parts) check(f io.ReaderAt) error {
	var sum uint32
	var buf []byte
	for _, at := range p.At {
		buf = slices.Grow(buf[:0], int(at[1]))[:at[1]]
		if _, err := f.ReadAt(buf, at[0]); err != nil {
			return err
		}
		sum = crc32.Update(sum, crc32.IEEETable, buf)
	}
	if sum != p.Sum {
		return binfile.ErrChecksum
	}
	return nil
}

// checkFile is check for the file at path.
func (p parts) checkFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := p.check(f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// A mappedSegment is a segment of the engine that is a file.
type mappedSegment interface {
	Path() string
	Data() []byte // the whole file
	NumDocs() uint64
	StoredIndexOffset() uint64
	SectionsIndexOffset() uint64
}

// The engine's format of segments, zap 17, as far as opening one reads it:
//
//	per field     at the address of each of its sections the begin and end of its
//	              doc values; at their end the offsets of their chunks, the length
//	              of these in bytes and the number of chunks (8 bytes each)
//	nested        after the stored index, 8 bytes a document: the number of nested
//	              documents, none here
//	fields        for each its name, options, number of sections, and for each
//	              section its type (2 bytes) and address (8 bytes)
//	fields index  the number of fields, and the address of each (8 bytes)
//	footer        ends in the CRC-32 of the file
//
// Numbers are varints where no size is given, else big-endian.

// noDocValues is the begin of the doc values of a field without any.
const noDocValues = math.MaxUint64

// openingParts returns the parts of a segment that the engine reads when it opens
// it. Damage there would be a panic of the engine or a huge allocation.
func openingParts(s mappedSegment) (parts, error) {
	z := zapReader{data: s.Data()}
	z.at = s.StoredIndexOffset() + 8*s.NumDocs()
	z.part(func() { z.varint() })
	z.at = s.SectionsIndexOffset()
	first := z.at
	for range z.varint() {
		field := z.uint64()
		if z.bad {
			break
		}
		first = min(first, field)
		next := z.at
		z.at = field
		z.field()
		z.at = next
	}
	if z.bad {
		return parts{}, errors.New("the engine wrote a segment of another format")
	}
	z.found = append(z.found, [2]int64{int64(first), int64(len(z.data)) - int64(first)})
	return z.parts(), nil
}

// A zapReader reads a segment and keeps the parts that it read.
type zapReader struct {
	data  []byte
	at    uint64
	bad   bool
	found [][2]int64
}

// take returns the next n bytes, zeros if there are fewer.
func (z *zapReader) take(n uint64) []byte {
	if z.bad || n > uint64(len(z.data)) || z.at > uint64(len(z.data))-n {
		z.bad = true
		return make([]byte, min(n, 8))
	}
	z.at += n
	return z.data[z.at-n : z.at]
}

func (z *zapReader) uint64() uint64 { return binary.BigEndian.Uint64(z.take(8)) }

func (z *zapReader) varint() uint64 {
	if z.bad || z.at > uint64(len(z.data)) {
		z.bad = true
		return 0
	}
	v, n := binary.Uvarint(z.data[z.at:])
	if n <= 0 {
		z.bad = true
		return 0
	}
	z.at += uint64(n)
	return v
}

// part keeps what read reads.
func (z *zapReader) part(read func()) {
	begin := z.at
	if read(); !z.bad {
		z.found = append(z.found, [2]int64{int64(begin), int64(z.at - begin)})
	}
}

// field reads what opening reads of the field described at z.at.
func (z *zapReader) field() {
	z.take(z.varint()) // name
	z.varint()         // options
	for range z.varint() {
		z.take(2) // type of the section
		section := z.uint64()
		if z.bad {
			return
		}
		if section > 0 {
			next := z.at
			z.at = section
			z.section()
			z.at = next
		}
	}
}

// section reads where the doc values of the section at z.at are, and the offsets
// of their chunks.
func (z *zapReader) section() {
	var begin, end uint64
	z.part(func() {
		begin, end = z.varint(), z.varint()
		z.varint() // address of the dictionary
	})
	if z.bad || begin == noDocValues {
		return
	}
	z.at = end - 16
	length := z.uint64()
	z.at = end - 16 - length
	z.part(func() { z.take(length + 16) })
}

// joinGap is the distance up to which two parts are kept as one.
const joinGap = 32

// parts returns the parts that were read, in order and without overlaps.
func (z *zapReader) parts() parts {
	slices.SortFunc(z.found, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	var p parts
	for _, at := range z.found {
		if n := len(p.At); n > 0 && at[0] <= p.At[n-1][0]+p.At[n-1][1]+joinGap {
			last := &p.At[n-1]
			last[1] = max(last[1], at[0]+at[1]-last[0])
			continue
		}
		p.At = append(p.At, at)
	}
	for _, at := range p.At {
		p.Sum = crc32.Update(p.Sum, crc32.IEEETable, z.data[at[0]:at[0]+at[1]])
	}
	return p
}
