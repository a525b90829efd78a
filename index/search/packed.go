package search

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// A Packed is an array of unsigned integers of the same number of bits, one after the
// other from the lowest bit of the first byte on. It may lie in a mapped file.
type Packed struct {
	data     []byte
	width, n int
	mask     uint64
}

// packedTail is the number of bytes after the last value, which may hold anything: a
// value is read by one load of 8 bytes.
const packedTail = 8

// maxWidth is the largest number of bits of a value: 8 bytes less the 7 bits before it.
const maxWidth = 57

// NewPacked returns the array of n values of width bits, 57 at most, at the start of data.
func NewPacked(data []byte, width, n int) (Packed, error) {
	switch {
	case width < 0 || width > maxWidth:
		return Packed{}, fmt.Errorf("values of %d bits", width)
	case n < 0 || len(data) < packedTail || width > 0 && n > 8*(len(data)-packedTail)/width:
		return Packed{}, fmt.Errorf("%d bytes for %d values of %d bits", len(data), n, width)
	}
	return Packed{data, width, n, 1<<width - 1}, nil
}

// Len returns the number of values.
func (p *Packed) Len() int { return p.n }

// At returns the value i, which must be below Len. Of a value of more than 32 bits it
// returns the low 32.
func (p *Packed) At(i int) uint32 { return uint32(p.At64(i)) }

// At64 returns the value i, which must be below Len.
func (p *Packed) At64(i int) uint64 {
	bit := i * p.width
	return binary.LittleEndian.Uint64(p.data[bit>>3:]) >> (bit & 7) & p.mask
}

// pairAt returns the values i and i+1, the latter of which must be below Len.
func (p *Packed) pairAt(i int) (first, second uint64) {
	if 2*p.width > maxWidth {
		return p.At64(i), p.At64(i + 1)
	}
	bit := i * p.width
	both := binary.LittleEndian.Uint64(p.data[bit>>3:]) >> (bit & 7)
	return both & p.mask, both >> p.width & p.mask
}

// PackedSize returns the number of bytes of n values of width bits.
func PackedSize(width, n int) int { return bytesOf(width*n) + packedTail }

// bytesOf returns the number of bytes that hold some bits.
func bytesOf(bits int) int { return (bits + 7) / 8 }

// AppendPacked appends the packed values to dst and returns their width, the smallest
// that holds all of them. A value of more than 57 bits panics.
func AppendPacked[T uint32 | uint64](dst []byte, values []T) (out []byte, width int) {
	var all uint64
	for _, v := range values {
		all |= uint64(v)
	}
	if width = bits.Len64(all); width > maxWidth {
		panic(fmt.Sprintf("search: packing a value of %d bits", width))
	}
	var pending uint64
	count := 0 // bits in pending
	for _, v := range values {
		pending |= uint64(v) << count
		for count += width; count >= 8; count -= 8 {
			dst = append(dst, byte(pending))
			pending >>= 8
		}
	}
	if count > 0 {
		dst = append(dst, byte(pending))
	}
	return append(dst, make([]byte, packedTail)...), width
}

// A Check is for a section of a file. A nil Check verifies nothing.
type Check interface {
	// Verify verifies the bytes from from to before to, at the latest when they are first
	// read. It is called often, for the same bytes too.
	Verify(from, to int) error
	// Damaged returns an error that names the section for one of its content.
	Damaged(err error) error
}

func verify(c Check, from, to int) error {
	if c == nil {
		return nil
	}
	return c.Verify(from, to)
}

func damaged(c Check, err error) error {
	if c == nil || err == nil {
		return err
	}
	return c.Damaged(err)
}

// NumberColumn is a column with one number for each document, or for each index of another
// table.
type NumberColumn struct {
	packed Packed
	check  Check
}

// NewNumberColumn returns a column of packed values. The check is for their section, which
// begins with them.
func NewNumberColumn(p Packed, check Check) NumberColumn { return NumberColumn{p, check} }

// Len returns the number of numbers.
func (n NumberColumn) Len() int { return n.packed.n }

// Reader returns a reader of the numbers, for one goroutine.
func (n NumberColumn) Reader() NumberReader { return NumberReader{NumberColumn: n} }

// A NumberReader reads numbers in any order. It remembers which of them it checked last,
// so that the check is called once for a page of neighbours.
type NumberReader struct {
	NumberColumn
	from, to int // the numbers that were checked last
}

// At returns the number i.
func (r *NumberReader) At(i int) (uint64, error) {
	if !r.ready(i) {
		if err := r.move(i); err != nil {
			return 0, err
		}
	}
	return r.packed.At64(i), nil
}

// ready reports whether the number i was checked last.
func (r *NumberReader) ready(i int) bool { return r.from <= i && i < r.to }

// checkedPage is the number of bytes that a reader has checked at once.
const checkedPage = 1 << 12

// move checks the page with the number i. Numbers that lie in two pages are checked
// alone.
func (r *NumberReader) move(i int) error {
	width, n := r.packed.width, r.packed.n
	if i < 0 || i >= n {
		return damaged(r.check, fmt.Errorf("number %d of %d", i, n))
	}
	if r.check == nil || width == 0 {
		r.from, r.to = 0, n
		return nil
	}
	start, end := i*width/8, bytesOf((i+1)*width)
	page := start / checkedPage * checkedPage
	from, to := i, i+1
	if end <= page+checkedPage {
		start, end = page, min(page+checkedPage, bytesOf(n*width))
		from, to = (8*page+width-1)/width, min(8*end/width, n)
	}
	if err := r.check.Verify(start, end); err != nil {
		return err
	}
	r.from, r.to = from, to
	return nil
}

// A DateColumn is the starts of documents' dates in seconds since 1970: 0 in the column
// is NoDate, another number n is the date base+n-1.
type DateColumn struct {
	numbers NumberColumn
	base    int64
}

// NewDateColumn returns a column of dates from a base on.
func NewDateColumn(numbers NumberColumn, base int64) DateColumn { return DateColumn{numbers, base} }

// PackDates returns the numbers of a DateColumn and its base. A date that is too far from
// the others to be packed is left out.
func PackDates(dates []int64) (numbers []uint64, base int64) {
	base = -NoDate
	for _, d := range dates {
		if d != NoDate {
			base = min(base, d)
		}
	}
	numbers = make([]uint64, len(dates))
	for i, d := range dates {
		if n := uint64(d-base) + 1; d != NoDate && n>>maxWidth == 0 {
			numbers[i] = n
		}
	}
	return numbers, base
}

// Reader returns a reader of the dates, for one goroutine.
func (c DateColumn) Reader() DateReader { return DateReader{c.numbers.Reader(), c.base} }

// A DateReader reads dates.
type DateReader struct {
	numbers NumberReader
	base    int64
}

// At returns the date of a document.
func (r *DateReader) At(doc uint32) (int64, error) {
	n, err := r.numbers.At(int(doc))
	if n == 0 {
		return NoDate, err
	}
	return r.base + int64(n) - 1, err
}

// Texts is a table of strings. It may lie in a mapped file: a Packed of the offsets of
// its strings and of their end, then their bytes.
type Texts struct {
	offsets Packed
	n       int
	text    []byte
	base    int // of text in the section
	check   Check
}

// NewTexts returns the table of n strings that fills data, whose offsets have width bits.
func NewTexts(data []byte, width, n int, check Check) (*Texts, error) {
	offsets, err := NewPacked(data, width, n+1)
	if err != nil {
		return nil, fmt.Errorf("a table of %d strings: %w", n, err)
	}
	base := PackedSize(width, n+1)
	return &Texts{offsets, n, data[base:], base, check}, nil
}

// TextsOf returns a table in memory.
func TextsOf(texts []string) *Texts {
	data, width := AppendTexts(nil, texts)
	t, err := NewTexts(data, width, len(texts), nil)
	if err != nil {
		panic(err) // AppendTexts and NewTexts disagree
	}
	return t
}

// AppendTexts appends a table of strings to dst and returns the width of its offsets.
func AppendTexts(dst []byte, texts []string) (out []byte, width int) {
	offsets := make([]uint64, len(texts)+1)
	for i, s := range texts {
		offsets[i+1] = offsets[i] + uint64(len(s))
	}
	dst, width = AppendPacked(dst, offsets)
	for _, s := range texts {
		dst = append(dst, s...)
	}
	return dst, width
}

// Len returns the number of strings.
func (t *Texts) Len() int { return t.n }

// Bytes returns the string i. The bytes belong to the table.
func (t *Texts) Bytes(i int) ([]byte, error) {
	if i < 0 || i >= t.n {
		return nil, damaged(t.check, fmt.Errorf("string %d of %d", i, t.n))
	}
	width := t.offsets.width
	if err := verify(t.check, i*width/8, bytesOf((i+2)*width)); err != nil {
		return nil, err
	}
	from, to := t.offsets.At64(i), t.offsets.At64(i+1)
	if from > to || to > uint64(len(t.text)) {
		return nil, damaged(t.check, fmt.Errorf("string %d from %d to %d of %d bytes", i, from, to, len(t.text)))
	}
	if err := verify(t.check, t.base+int(from), t.base+int(to)); err != nil {
		return nil, err
	}
	return t.text[from:to:to], nil
}

// Reader returns a reader of the strings, for one goroutine.
func (t *Texts) Reader() TextReader {
	return TextReader{texts: t, offsets: NumberColumn{t.offsets, t.check}.Reader()}
}

// A TextReader reads the strings of a table in any order. It remembers which bytes it
// checked last, so that the check is called once for a page of neighbours.
type TextReader struct {
	texts    *Texts
	offsets  NumberReader
	from, to int // the bytes of texts.text that were checked last
}

// Bytes returns the string i. The bytes belong to the table.
func (r *TextReader) Bytes(i int) ([]byte, error) {
	t := r.texts
	if !r.offsets.ready(i) || !r.offsets.ready(i+1) {
		return r.move(i)
	}
	from, to := t.offsets.pairAt(i)
	if from > to || from < uint64(r.from) || to > uint64(r.to) {
		return r.move(i)
	}
	return t.text[from:to:to], nil
}

// move is Bytes for a string that is not checked yet.
func (r *TextReader) move(i int) ([]byte, error) {
	text, err := r.texts.Bytes(i)
	if err != nil {
		return nil, err
	}
	for _, n := range [...]int{i, i + 1} {
		if _, err := r.offsets.At(n); err != nil {
			return nil, err
		}
	}
	return text, r.check(int(r.texts.offsets.At64(i)))
}

// check checks the page with a byte of the text.
func (r *TextReader) check(at int) error {
	from := at / checkedPage * checkedPage
	to := min(from+checkedPage, len(r.texts.text))
	if err := verify(r.texts.check, r.texts.base+from, r.texts.base+to); err != nil {
		return err
	}
	r.from, r.to = from, to
	return nil
}

// At returns a copy of the string i.
func (t *Texts) At(i int) (string, error) {
	b, err := t.Bytes(i)
	return string(b), err
}
