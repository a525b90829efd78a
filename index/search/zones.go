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
//	zones      = size of paragraphs, paragraphs, list list list    of body, subject, summary
//	paragraphs = count, bounds, count of marks { length, bytes } { mark }
//	bounds     = start and end of each paragraph, in the form of Places
//	mark       = number, [ difference ]
//	list       = count { range }
//	range      = distance from the range before, length
//
// The bounds come first, since they are what NEAR and para:( … ) read. The number of a mark
// is twice its index in the list of marks plus 1, twice 0 for none. It is odd if the
// paragraph's number is not one more than the one before, as it is in most cables. Then the
// difference from that follows, zigzag encoded.

// AppendZones appends the binary form of zones.
func AppendZones(buf []byte, z *Zones) []byte {
	start := len(buf)
	buf = appendParagraphs(buf, z.Paragraphs)
	var size [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(size[:], uint64(len(buf)-start))
	buf = slices.Insert(buf, start, size[:n]...)
	for _, list := range [...][]Range{z.Body, z.Subject, z.Summary} {
		buf = binary.AppendUvarint(buf, uint64(len(list)))
		last := uint32(0)
		for _, r := range list {
			buf = binary.AppendUvarint(buf, uint64(r.Start-last))
			buf = binary.AppendUvarint(buf, uint64(r.End-r.Start))
			last = r.End
		}
	}
	return buf
}

func appendParagraphs(buf []byte, list []Paragraph) []byte {
	buf = binary.AppendUvarint(buf, uint64(len(list)))
	last := uint32(0)
	var marks []string
	for _, p := range list {
		buf = AppendPlace(AppendPlace(buf, p.Start-last), p.End-p.Start)
		last = p.End
		if p.Mark != "" && !slices.Contains(marks, p.Mark) {
			marks = append(marks, p.Mark)
		}
	}
	buf = binary.AppendUvarint(buf, uint64(len(marks)))
	for _, m := range marks {
		buf = append(binary.AppendUvarint(buf, uint64(len(m))), m...)
	}
	before := int64(0)
	for _, p := range list {
		mark := 2 * uint64(slices.Index(marks, p.Mark)+1)
		if step := int64(p.Number) - before - 1; step == 0 {
			buf = binary.AppendUvarint(buf, mark)
		} else {
			buf = binary.AppendVarint(binary.AppendUvarint(buf, mark|1), step)
		}
		before = int64(p.Number)
	}
	return buf
}

// ErrZones reports that the binary form of zones is damaged.
var ErrZones = errors.New("damaged zones of a text")

// ReadZones replaces the content of z with what depth asks of the zones in data.
func ReadZones(data []byte, depth ZoneDepth, z *Zones) error {
	z.Reset()
	paragraphs, lists, ok := splitZones(data)
	r := zoneReader{data: lists, bad: !ok}
	z.Body = r.ranges(z.Body)
	if depth >= SummaryZones {
		z.Subject = r.ranges(z.Subject)
		z.Summary = r.ranges(z.Summary)
	}
	if depth == AllZones {
		var p paragraphReader
		p.open(paragraphs, true)
		z.Paragraphs = p.readTo(noPosition, z.Paragraphs)
		r.bad = r.bad || r.at < len(r.data) || p.bad || p.marks.at < len(p.marks.data)
	}
	if r.bad {
		z.Reset()
		return ErrZones
	}
	return nil
}

// A paragraphData is the paragraphs of a document in binary form, from their bounds on.
type paragraphData struct {
	data []byte
	n    int // number of paragraphs
}

// splitZones returns the paragraphs of zones, and the lists that follow them.
func splitZones(data []byte) (p paragraphData, lists []byte, ok bool) {
	if len(data) > 2 && data[0]|data[1] < 0x80 && int(data[0]) < len(data) { // as most
		size, n := int(data[0]), int(data[1])
		if 2*n < size {
			return paragraphData{data[2 : 1+size], n}, data[1+size:], true
		}
		return p, nil, false
	}
	r := zoneReader{data: data}
	size := r.count(1)
	lists = data[r.at+size:]
	r.data = data[:r.at+size]
	n := r.count(3) // bytes of a paragraph at least
	return paragraphData{r.data[r.at:], n}, lists, !r.bad
}

// openBounds sets places to the starts and ends of the paragraphs in turn.
func (p *paragraphData) openBounds(places *Places, check Check) {
	places.Decode(p.data, 2*uint32(p.n), check)
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

func (r *zoneReader) ranges(list []Range) []Range {
	last := uint64(0)
	for range r.count(2) {
		start := last + min(r.number(), End)
		last = start + min(r.number(), End)
		if last > End {
			r.bad = true
			return list
		}
		list = append(list, Range{uint32(start), uint32(last)})
	}
	return list
}

// A paragraphReader reads the paragraphs, a few at a time.
type paragraphReader struct {
	bounds Places
	left   int   // number of paragraphs not read yet
	last   int64 // end of the paragraph before
	bad    bool
	// marks are the marks and numbers of the paragraphs, if these are read, too. Of the texts
	// of marks, few are the first by their numbers in data, and more the others.
	marks     zoneReader
	withMarks bool
	few       [8]string
	more      []string
	count     uint64
	before    int64 // the number of the paragraph before
}

// open moves the reader before the first paragraph.
func (r *paragraphReader) open(p paragraphData, marks bool) {
	r.left, r.last, r.bad, r.withMarks = p.n, 0, false, marks
	p.openBounds(&r.bounds, nil)
	if marks {
		r.openMarks(p)
	}
}

// openMarks reads the texts of the marks.
func (r *paragraphReader) openMarks(p paragraphData) {
	r.count, r.more, r.before = 1, r.more[:0], 0
	rest, err := SkipPlaces(p.data, 2*uint64(p.n))
	r.marks = zoneReader{data: rest}
	for range r.marks.count(1) {
		m := r.marks.bytes()
		switch {
		case r.count >= uint64(len(r.few)):
			r.more = append(r.more, internMark(m))
		case r.few[r.count] != string(m): // it is not that of the document before
			r.few[r.count] = internMark(m)
		}
		r.count++
	}
	if err != nil || r.marks.bad {
		r.bad, r.left = true, 0
	}
}

// readTo appends the next paragraphs up to the first that ends after a position.
func (r *paragraphReader) readTo(position int64, list []Paragraph) []Paragraph {
	for r.left > 0 {
		start := r.bounds.next()
		end := r.bounds.next()
		if start < r.last || end < start || end > End {
			r.bad, r.left = true, 0
			break
		}
		p := Paragraph{Range: Range{uint32(start), uint32(end)}}
		if r.withMarks {
			r.readMark(&p)
		}
		list = append(list, p)
		r.last = end
		if r.left--; r.bad {
			r.left = 0
		}
		if end > position {
			break
		}
	}
	return list
}

// readMark sets the mark and the number of a paragraph.
func (r *paragraphReader) readMark(p *Paragraph) {
	number := r.marks.number()
	switch mark := number >> 1; {
	case mark >= r.count:
		r.bad = true
	case mark < uint64(len(r.few)):
		p.Mark = r.few[mark]
	default:
		p.Mark = r.more[mark-uint64(len(r.few))]
	}
	if r.before++; number&1 != 0 {
		step := r.marks.number()
		r.before += int64(step>>1) ^ -int64(step&1)
	}
	p.Number = uint32(r.before)
	r.bad = r.bad || r.marks.bad || int64(p.Number) != r.before
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
