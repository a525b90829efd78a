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
		p.begin(true)
		z.Paragraphs = p.readTo(noPosition, z.Paragraphs)
		r.bad = p.bad || p.at < len(p.data)
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
	at   int // of what is read next; len(data) if bad
	bad  bool
}

// fail makes the reader find nothing more.
func (r *zoneReader) fail() { r.bad, r.at = true, len(r.data) }

func (r *zoneReader) number() uint64 {
	if r.at < len(r.data) && r.data[r.at] < 0x80 { // most are
		r.at++
		return uint64(r.data[r.at-1])
	}
	return r.longNumber()
}

// longNumber reads a number of several bytes.
func (r *zoneReader) longNumber() uint64 {
	n, size := binary.Uvarint(r.data[r.at:])
	if size <= 0 {
		r.fail()
		return 0
	}
	r.at += size
	return n
}

// skip reads n numbers.
func (r *zoneReader) skip(n int) {
	at := r.at
	for n > 0 && len(r.data)-at >= 8 {
		ends := ^binary.LittleEndian.Uint64(r.data[at:]) >> 7 & eachByte
		if count := int(countBytes(ends)); count < n {
			n -= count
			at += 8
			continue
		}
		r.at = at + bytesTo(ends, uint64(n))
		return
	}
	for ; n > 0 && at < len(r.data); at++ {
		if r.data[at] < 0x80 {
			n--
		}
	}
	if r.at = at; n > 0 {
		r.bad = true
	}
}

// skipRanges reads a list of ranges. Most have one or none.
func (r *zoneReader) skipRanges() {
	if rest := r.data[r.at:]; len(rest) > 4 {
		switch {
		case rest[0] == 0:
			r.at++
			return
		case rest[0] == 1 && rest[1] < 0x80 && rest[2] < 0x80:
			r.at += 3
			return
		case rest[0] == 1 && rest[1] < 0x80 && rest[3] < 0x80:
			r.at += 4
			return
		}
	}
	r.skip(2 * r.count(2))
}

// skipTexts reads n strings.
func (r *zoneReader) skipTexts(n int) {
	for ; n > 0; n-- {
		if r.at < len(r.data) && int(r.data[r.at]) < min(0x80, len(r.data)-r.at) { // most are short
			r.at += 1 + int(r.data[r.at])
		} else {
			r.bytes()
		}
	}
}

// count returns the length of a list whose elements have at least size bytes.
func (r *zoneReader) count(size int) int {
	n := r.number()
	if most := uint64(len(r.data) - r.at); n > most || n*uint64(size) > most {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *zoneReader) bytes() []byte {
	n := r.count(1)
	r.at += n
	return r.data[r.at-n : r.at]
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

// A paragraphReader reads the paragraphs, a few at a time.
type paragraphReader struct {
	zoneReader
	left   int    // number of paragraphs not read yet
	last   uint32 // end of the paragraph before
	before int64  // its number
	// few are the first marks by their numbers in data, more the others; marks is the number
	// of all, 0 if paragraphs are read without marks and numbers.
	few   [8]string
	more  []string
	marks uint64
}

// open moves the reader before the first paragraph of the zones in data.
func (r *paragraphReader) open(data []byte, marks bool) {
	r.zoneReader = zoneReader{data: data}
	for range 3 { // the lists before them
		r.skipRanges()
	}
	r.begin(marks)
}

// begin reads what stands before the paragraphs.
func (r *paragraphReader) begin(marks bool) {
	r.last, r.before, r.marks = 0, 0, 0
	n := r.count(1)
	if marks {
		r.readMarks(n)
	} else {
		r.skipTexts(n)
	}
	r.left = r.count(4)
}

// readMarks reads n marks.
func (r *paragraphReader) readMarks(n int) {
	r.marks, r.more = 1, r.more[:0]
	for ; n > 0; n-- {
		m := internMark(r.bytes())
		if r.marks < uint64(len(r.few)) {
			r.few[r.marks] = m
		} else {
			r.more = append(r.more, m)
		}
		r.marks++
	}
}

// readTo appends the next paragraphs up to the first that ends after a position.
func (r *paragraphReader) readTo(position int64, list []Paragraph) []Paragraph {
	for r.left > 0 {
		distance, length, mark, step := r.four()
		p := Paragraph{Range: r.rangeOf(distance, length, &r.last)}
		if r.marks > 0 {
			r.markAndNumber(mark, step, &p)
		}
		list = append(list, p)
		if r.left--; r.bad {
			r.left = 0
		}
		if int64(r.last) > position {
			break
		}
	}
	return list
}

// four reads the numbers of a paragraph. Most have one byte, or two if it is the length.
func (r *paragraphReader) four() (distance, length, mark, step uint64) {
	if len(r.data)-r.at >= 8 {
		bits := binary.LittleEndian.Uint64(r.data[r.at:])
		two := bits >> 15 & 1 // which can't be predicted
		distance, length = bits&0xff, bits>>8&0x7f|bits>>16&(two*0xff)<<7
		bits >>= 8 * two
		mark, step = bits>>16&0xff, bits>>24&0xff
		if (distance|length>>7|mark|step)&0x80 == 0 {
			r.at += 4 + int(two)
			return distance, length, mark, step
		}
	}
	return r.number(), r.number(), r.number(), r.number()
}

// markAndNumber sets the mark and the number of a paragraph.
func (r *paragraphReader) markAndNumber(mark, step uint64, p *Paragraph) {
	switch {
	case mark >= r.marks:
		r.bad = true
	case mark < uint64(len(r.few)):
		p.Mark = r.few[mark]
	default:
		p.Mark = r.more[mark-uint64(len(r.few))]
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
