package search

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Zones are the parts of the positions of a document's text. All lists are in order of
// position, and the ranges of one list do not overlap. A range may have positions
// without words.
type Zones struct {
	// Body is what the field body covers: the paragraphs, and text without a place.
	Body []Range
	// Subject are the subject lines without their labels, Summary the summaries.
	Subject, Summary []Range
	// Paragraphs are the paragraphs and the pieces of text without a place.
	Paragraphs []Paragraph
}

// A Paragraph is the positions of a paragraph.
type Paragraph struct {
	Range
	// Number is the paragraph's number, 0 if it has none.
	Number uint32
	// Mark is its portion mark in canonical form, "" if it has none.
	Mark string
}

// Reset empties the lists and keeps their memory.
func (z *Zones) Reset() {
	z.Body, z.Subject, z.Summary, z.Paragraphs = z.Body[:0], z.Subject[:0], z.Summary[:0], z.Paragraphs[:0]
}

// A zoneLengths is the lengths of the lists of zones.
type zoneLengths struct{ body, subject, summary, paragraphs int }

func (z *Zones) lengths() zoneLengths {
	return zoneLengths{len(z.Body), len(z.Subject), len(z.Summary), len(z.Paragraphs)}
}

// cut shortens the lists.
func (z *Zones) cut(to zoneLengths) {
	z.Body, z.Subject, z.Summary, z.Paragraphs = z.Body[:to.body], z.Subject[:to.subject], z.Summary[:to.summary], z.Paragraphs[:to.paragraphs]
}

// A ZoneDepth is how much of the zones of a document is read.
type ZoneDepth uint8

// The depths: each includes those before it.
const (
	BodyZones    ZoneDepth = iota
	SummaryZones           // and those of the subject
	AllZones
)

// The binary form of zones, in which segments store them: numbers are varints.
//
//	zones      = list list list paragraphs    of body, subject, summary
//	list       = count { range }
//	range      = distance from the range before, length
//	paragraphs = count of marks { length, bytes } count { range mark number }
//
// A mark is its index in the list of marks plus 1, 0 for none. A number is the
// difference, zigzag encoded, from the number before plus 1, so that it is 0 in a
// cable whose paragraphs are numbered in sequence.

// AppendZones appends the binary form of zones.
func AppendZones(buf []byte, z *Zones) []byte {
	for _, list := range [...][]Range{z.Body, z.Subject, z.Summary} {
		buf = binary.AppendUvarint(buf, uint64(len(list)))
		last := uint32(0)
		for _, r := range list {
			buf = appendRange(buf, r, &last)
		}
	}
	return appendParagraphs(buf, z.Paragraphs)
}

func appendRange(buf []byte, r Range, last *uint32) []byte {
	buf = binary.AppendUvarint(buf, uint64(r.Start-*last))
	*last = r.End
	return binary.AppendUvarint(buf, uint64(r.End-r.Start))
}

func appendParagraphs(buf []byte, list []Paragraph) []byte {
	var marks []string
	for _, p := range list {
		if p.Mark != "" && !slices.Contains(marks, p.Mark) {
			marks = append(marks, p.Mark)
		}
	}
	buf = binary.AppendUvarint(buf, uint64(len(marks)))
	for _, m := range marks {
		buf = append(binary.AppendUvarint(buf, uint64(len(m))), m...)
	}
	buf = binary.AppendUvarint(buf, uint64(len(list)))
	last, number := uint32(0), int64(0)
	for _, p := range list {
		buf = appendRange(buf, p.Range, &last)
		buf = binary.AppendUvarint(buf, uint64(slices.Index(marks, p.Mark)+1))
		buf = binary.AppendVarint(buf, int64(p.Number)-number-1)
		number = int64(p.Number)
	}
	return buf
}

// ErrZones reports that the binary form of zones is damaged.
var ErrZones = errors.New("damaged zones of a text")

// ReadZones replaces the content of z with what depth asks of the zones in data.
func ReadZones(data []byte, depth ZoneDepth, z *Zones) error {
	z.Reset()
	r := zoneReader{data: data}
	z.Body = r.ranges(z.Body)
	if depth >= SummaryZones {
		z.Subject = r.ranges(z.Subject)
		z.Summary = r.ranges(z.Summary)
	}
	if depth == AllZones {
		p := paragraphReader{zoneReader: r}
		z.Paragraphs = p.all(z.Paragraphs)
		r.bad = p.bad || len(p.data) > 0
	}
	if r.bad {
		z.Reset()
		return ErrZones
	}
	return nil
}

// A zoneReader reads the binary form of zones.
type zoneReader struct {
	data []byte
	bad  bool
}

func (r *zoneReader) number() uint64 {
	if len(r.data) > 0 && r.data[0] < 0x80 { // most are
		n := r.data[0]
		r.data = r.data[1:]
		return uint64(n)
	}
	return r.longNumber()
}

// longNumber reads a number of several bytes.
func (r *zoneReader) longNumber() uint64 {
	n, size := binary.Uvarint(r.data)
	if size <= 0 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[size:]
	return n
}

// shortNumbers reads the numbers of a paragraph as most are: of one byte each, but for the
// length, which may have two. It returns false, and reads nothing, if these are not.
func (r *zoneReader) shortNumbers() (n [4]uint64, ok bool) {
	if len(r.data) < 8 {
		return n, false
	}
	bits, size := binary.LittleEndian.Uint64(r.data), 4
	n[0], n[1] = bits&0xff, bits>>8&0x7f
	if bits&0x8000 != 0 {
		n[1] |= bits >> 16 & 0xff << 7
		bits >>= 8
		size = 5
	}
	n[2], n[3] = bits>>16&0xff, bits>>24&0xff
	if (n[0]|n[1]>>7|n[2]|n[3])&0x80 != 0 {
		return n, false
	}
	r.data = r.data[size:]
	return n, true
}

// skip reads n numbers.
func (r *zoneReader) skip(n int) {
	for i, b := range r.data {
		if n == 0 {
			r.data = r.data[i:]
			return
		}
		if b < 0x80 {
			n--
		}
	}
	r.bad, r.data = r.bad || n > 0, nil
}

// count returns the length of a list whose elements have at least size bytes.
func (r *zoneReader) count(size int) int {
	n := r.number()
	if most := uint64(len(r.data)); n > most || n*uint64(size) > most {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *zoneReader) bytes() []byte {
	n := r.count(1)
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

// next reads a range that follows the position last, and sets last to its end.
func (r *zoneReader) next(last *uint32) Range {
	distance, length := r.number(), r.number()
	return r.rangeOf(distance, length, last)
}

// rangeOf returns the range of a length at a distance from last, and sets last to its end.
func (r *zoneReader) rangeOf(distance, length uint64, last *uint32) Range {
	start := uint64(*last) + min(distance, End)
	end := start + min(length, End)
	if end > End {
		r.bad = true
		return Range{}
	}
	*last = uint32(end)
	return Range{uint32(start), uint32(end)}
}

func (r *zoneReader) ranges(list []Range) []Range {
	last := uint32(0)
	for range r.count(2) {
		list = append(list, r.next(&last))
	}
	return list
}

// A paragraphReader reads the paragraphs one by one.
type paragraphReader struct {
	zoneReader
	left   int // number of paragraphs not read yet
	last   uint32
	before int64    // the number of the paragraph before
	marks  []string // by their numbers in data; nil if paragraphs are read without
}

// open moves the reader before the first paragraph of the zones in data.
func (r *paragraphReader) open(data []byte, marks bool) {
	r.zoneReader = zoneReader{data: data}
	for range 3 { // the lists before them
		r.skip(2 * r.count(2))
	}
	r.begin(marks)
}

// begin reads what stands before the paragraphs.
func (r *paragraphReader) begin(marks bool) {
	r.last, r.before, r.marks = 0, 0, r.marks[:0]
	if marks {
		r.marks = append(r.marks, "")
	}
	for range r.count(1) {
		if m := r.bytes(); marks {
			r.marks = append(r.marks, internMark(m))
		}
	}
	r.left = r.count(4)
}

// all appends all paragraphs to list.
func (r *paragraphReader) all(list []Paragraph) []Paragraph {
	var few [8]string
	r.marks = few[:0]
	for r.begin(true); r.left > 0; {
		list = append(list, r.next())
	}
	return list
}

// next reads a paragraph. There must be one left. Damage makes it the last one.
func (r *paragraphReader) next() Paragraph {
	r.left--
	n, ok := r.shortNumbers()
	if !ok {
		for i := range n {
			n[i] = r.number()
		}
	}
	p := Paragraph{Range: r.rangeOf(n[0], n[1], &r.last)}
	if len(r.marks) > 0 {
		r.markAndNumber(n[2], n[3], &p)
	}
	if r.bad {
		r.left = 0
	}
	return p
}

// markAndNumber sets the mark and the number of a paragraph.
func (r *paragraphReader) markAndNumber(mark, step uint64, p *Paragraph) {
	if mark < uint64(len(r.marks)) {
		p.Mark = r.marks[mark]
	} else {
		r.bad = true
	}
	r.before += 1 + (int64(step>>1) ^ -int64(step&1))
	p.Number = uint32(r.before)
	r.bad = r.bad || int64(p.Number) != r.before
}

// commonMarks are the usual portion marks, by themselves: reading one allocates
// nothing.
var commonMarks = map[string]string{}

func init() {
	for _, m := range [...]string{"U", "C", "S", "SBU", "LOU", "FOUO", "U/FOUO", "C/NF", "S/NF", "SBU/NF", "TS", "C/REL", "S/REL"} {
		commonMarks[m] = m
	}
}

func internMark(b []byte) string {
	if m, ok := commonMarks[string(b)]; ok {
		return m
	}
	return string(b)
}
