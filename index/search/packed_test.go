package search

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// someValues returns n values of which the largest has width bits.
func someValues(width, n int) []uint64 {
	random := rand.New(rand.NewPCG(uint64(width), uint64(n)))
	values := make([]uint64, n)
	for i := range values {
		values[i] = random.Uint64() & (1<<width - 1)
	}
	if n > 0 && width > 0 {
		values[n/2] |= 1 << (width - 1)
	}
	return values
}

func packedOf(t testing.TB, values []uint64) Packed {
	t.Helper()
	data, width := AppendPacked(nil, values)
	p, err := NewPacked(data, width, len(values))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPacked(t *testing.T) {
	t.Parallel()
	for width := range maxWidth + 1 {
		for _, n := range []int{0, 1, 2, 7, 8, 9, 1000} {
			values := someValues(width, n)
			data, got := AppendPacked([]byte("before"), values)
			data = data[len("before"):]
			if want := min(n, 1) * width; got != want || len(data) != PackedSize(want, n) {
				t.Fatalf("%d values of %d bits: width %d, %d bytes", n, width, got, len(data))
			}
			for i := range packedTail {
				data[len(data)-1-i] = 0xff // may hold anything
			}
			p, err := NewPacked(data, got, n)
			if err != nil || p.Len() != n {
				t.Fatalf("%d values of %d bits: %d, %v", n, width, p.Len(), err)
			}
			for i, want := range values {
				if p.At64(i) != want || p.At(i) != uint32(want) {
					t.Fatalf("value %d of %d bits is %d, want %d", i, width, p.At64(i), want)
				}
				if i > 0 {
					if before, at := p.pairAt(i - 1); before != p.At64(i-1) || at != want {
						t.Fatalf("values %d and %d of %d bits are %d and %d", i-1, i, width, before, at)
					}
				}
			}
		}
	}
}

func TestPackedErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bytes, width, n int
		want            string
	}{
		{100, -1, 1, "values of -1 bits"},
		{100, 58, 1, "values of 58 bits"},
		{7, 0, 1, "7 bytes for 1 values of 0 bits"},
		{100, 1, -1, "100 bytes for -1 values of 1 bits"},
		{9, 8, 2, "9 bytes for 2 values of 8 bits"},
		{8, 1, 1, "8 bytes for 1 values of 1 bits"},
		{100, 57, 1 << 62, "100 bytes for 4611686018427387904 values of 57 bits"},
	} {
		if _, err := NewPacked(make([]byte, tt.bytes), tt.width, tt.n); fmt.Sprint(err) != tt.want {
			t.Errorf("%+v: error %v", tt, err)
		}
	}
	if _, err := NewPacked(make([]byte, 9), 8, 1); err != nil {
		t.Error(err)
	}
}

// A checkFunc is a Check that verifies by a function.
type checkFunc func(from, to int) error

// Verify implements Check.
func (c checkFunc) Verify(from, to int) error { return c(from, to) }

// Damaged implements Check.
func (c checkFunc) Damaged(err error) error { return fmt.Errorf("damaged section: %w", err) }

// A checkLog is a Check that keeps the bytes it was called for.
type checkLog struct {
	checked []bool
	calls   int
	bad     int // a byte that is an error, if above 0
}

func (l *checkLog) check(from, to int) error {
	l.calls++
	for i := from; i < to; i++ {
		l.checked[i] = true
	}
	if l.bad > 0 && from <= l.bad && l.bad < to {
		return errBadByte
	}
	return nil
}

var errBadByte = errors.New("bad byte")

// covers reports whether the bits were checked.
func (l *checkLog) covers(fromBit, toBit int) bool {
	return !slices.Contains(l.checked[fromBit/8:bytesOf(toBit)], false)
}

// TestNumbersAreChecked: what is read was checked, at one call for each page at most, and
// two for a number between pages; a sparse reader checks only the pages that it needs.
func TestNumbersAreChecked(t *testing.T) {
	t.Parallel()
	const n = 20_000
	for _, width := range []int{1, 7, 13, 32, 57} {
		values := someValues(width, n)
		p := packedOf(t, values)
		for _, step := range []int{1, 5, 999} {
			log := &checkLog{checked: make([]bool, len(p.data))}
			numbers := NewNumberColumn(p, checkFunc(log.check))
			r := numbers.Reader()
			read := 0
			for i := 0; i < n; i += step {
				got, err := r.At(i)
				if err != nil || got != values[i] || !log.covers(i*width, (i+1)*width) {
					t.Fatalf("width %d, number %d: %d, %v, want %d, checked", width, i, got, err, values[i])
				}
				read++
			}
			if most := min(2*read, 2*(len(p.data)/checkedPage+1)); log.calls > most {
				t.Errorf("width %d, every %d: %d calls, at most %d wanted", width, step, log.calls, most)
			}
		}
	}
}

func TestNumberErrors(t *testing.T) {
	t.Parallel()
	p := packedOf(t, someValues(8, 3*checkedPage))
	log := &checkLog{checked: make([]bool, len(p.data)), bad: checkedPage + 17}
	r := NewNumberColumn(p, checkFunc(log.check)).Reader()
	for i, bad := range map[int]bool{0: false, checkedPage - 1: false, checkedPage: true, 2*checkedPage - 1: true, 2 * checkedPage: false, -1: true, p.Len(): true} {
		_, err := r.At(i)
		if (err != nil) != bad {
			t.Errorf("number %d: error %v", i, err)
		}
		if outside := i < 0 || i >= p.Len(); outside && fmt.Sprint(err) != fmt.Sprintf("damaged section: number %d of %d", i, p.Len()) {
			t.Errorf("the error of number %d names no section: %v", i, err)
		}
	}
	if n := NumberColumnOf([]uint32{7}).Reader(); n.Len() != 1 {
		t.Errorf("%d numbers", n.Len())
	} else if _, err := n.At(1); fmt.Sprint(err) != "number 1 of 1" {
		t.Errorf("error %v", err)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	for _, want := range [][]int64{
		nil, {NoDate}, {NoDate, NoDate}, {0}, {-1, 0, 1, NoDate}, {1 << 40, -1 << 40, NoDate}, {1228262400, 1228262460, NoDate},
	} {
		c := DateColumnOf(want)
		r := c.Reader()
		for doc, date := range want {
			if got, err := r.At(uint32(doc)); got != date || err != nil {
				t.Errorf("%d: date %d is %d (%v)", want, doc, got, err)
			}
		}
		if _, err := r.At(uint32(len(want))); err == nil {
			t.Errorf("%d: no error beyond the last", want)
		}
	}
	if r := DateColumnOf([]int64{0, 1 << 60}).Reader(); r.numbers.packed.At64(1) != 0 {
		t.Error("a date of the far future was packed")
	}
}

func TestStats(t *testing.T) {
	t.Parallel()
	sum, other := NoStats(), NoStats()
	sum.Merge(other)
	if sum != NoStats() {
		t.Errorf("nothing adds up to %+v", sum)
	}
	sum.Add(100, 5, 1000)
	other.Add(10, 2, NoDate)
	other.Add(1, 1, -50)
	sum.Merge(other)
	if want := (Stats{Docs: 3, TextLength: 111, SubjectLength: 8, Oldest: -50, Newest: 1000}); sum != want {
		t.Errorf("got %+v, want %+v", sum, want)
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, want := range [][]string{nil, {""}, {"", "", ""}, {"a"}, {"PARM", "", "é", "PREL\x00"}, slices.Repeat([]string{"OVIP", "x"}, 5000)} {
		data, width := AppendTexts(nil, want)
		log := &checkLog{checked: make([]bool, len(data))}
		checked, err := NewTexts(data, width, len(want), checkFunc(log.check))
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range []*Texts{TextsOf(want), checked} {
			if table.Len() != len(want) {
				t.Fatalf("%d strings, want %d", table.Len(), len(want))
			}
			for i, s := range want {
				b, err := table.Bytes(i)
				if got, err2 := table.At(i); string(b) != s || got != s || err != nil || err2 != nil {
					t.Fatalf("string %d is %q, %q, want %q (%v, %v)", i, b, got, s, err, err2)
				}
			}
			for _, i := range []int{-1, len(want)} {
				if _, err := table.At(i); err == nil {
					t.Errorf("string %d of %d: no error", i, len(want))
				}
			}
		}
		if n := len(want); n > 0 && !log.covers(0, (n+1)*width) || slices.Contains(log.checked[PackedSize(width, n+1):], false) {
			t.Errorf("%.20q was read unchecked", want)
		}
	}
}

// TestTextErrors: offsets out of order or beyond the text, and bytes that the check does
// not pass, are errors.
func TestTextErrors(t *testing.T) {
	t.Parallel()
	for _, offsets := range [][]uint64{{0, 4}, {2, 1}, {1 << 56, 1 << 56}} {
		data, width := AppendPacked(nil, offsets)
		table, err := NewTexts(append(data, "abc"...), width, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := table.At(0); err == nil {
			t.Errorf("offsets %d: %q", offsets, got)
		}
	}
	data, width := AppendTexts(nil, []string{"ab", "cd"})
	log := &checkLog{checked: make([]bool, len(data)), bad: len(data) - 1}
	table, err := NewTexts(data, width, 2, checkFunc(log.check))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := table.At(0); got != "ab" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := table.At(1); !errors.Is(err, errBadByte) {
		t.Errorf("error %v", err)
	}
	if _, err := NewTexts(data[:packedTail], width, 2, nil); err == nil {
		t.Error("a table was cut, without an error")
	}
}

// FuzzTexts: any bytes are a table, whose strings lie in them, or an error.
func FuzzTexts(f *testing.F) {
	data, width := AppendTexts(nil, []string{"PARM", "", "PREL"})
	f.Add(data, width, 3)
	f.Add(data[:9], width, 3)
	f.Add([]byte{}, 57, -1)
	f.Fuzz(func(t *testing.T, data []byte, width, n int) {
		table, err := NewTexts(data, width, n, nil)
		if err != nil {
			return
		}
		for i := range min(table.Len(), 1000) {
			if b, err := table.Bytes(i); err == nil && len(b) > len(data) {
				t.Errorf("string %d has %d bytes of %d", i, len(b), len(data))
			}
		}
	})
}

func BenchmarkPackedAt(b *testing.B) {
	const n = 1 << 16
	for _, width := range []int{1, 12, 20, 32} {
		p := packedOf(b, someValues(width, n))
		b.Run(fmt.Sprint("bits=", width), func(b *testing.B) {
			b.ReportAllocs()
			var sum uint32
			for b.Loop() {
				for i := range n {
					sum += p.At(i)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/value")
			kept = uint64(sum)
		})
	}
}

// BenchmarkNumberReader reads all numbers with a check.
func BenchmarkNumberReader(b *testing.B) {
	const n = 1 << 16
	numbers := NewNumberColumn(packedOf(b, someValues(12, n)), checkFunc(func(int, int) error { return nil }))
	b.ReportAllocs()
	for b.Loop() {
		r := numbers.Reader()
		for i := range n {
			v, err := r.At(i)
			if err != nil {
				b.Fatal(err)
			}
			kept += v
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/value")
}

var kept uint64
