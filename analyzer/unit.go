package analyzer

import (
	"math"
	"strings"
	"time"

	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
)

// A unit is a thing with a form of its own that stands in running text. Each
// source of units looks ahead for its next one, so that the scanner needs only
// compare a word's end with one number.
type unit struct {
	start, end int
	kind       Kind
	term       []byte
}

// The sources of units, those first that win where two begin at one place.
const (
	sourceDTG = iota
	sourceMRN
	sourceDate // dates and executive orders
	sources
)

// forgetUnits drops what was found ahead.
func (s *Scanner) forgetUnits() {
	for i := range s.found {
		s.found[i].start = -1
	}
}

// findUnit finds the next unit that begins at or after from and ends in the
// stretch.
func (s *Scanner) findUnit(from int) {
	best := &s.found[0]
	for i := range s.found {
		u := &s.found[i]
		if u.start < from {
			s.search(i, u, from)
		}
		if u.start < best.start {
			best = u
		}
	}
	s.unit = *best
}

// search lets a source look for its next unit from there on.
func (s *Scanner) search(source int, u *unit, from int) {
	u.start, u.end, u.term = math.MaxInt, math.MaxInt, u.term[:0]
	switch source {
	case sourceDTG:
		s.searchDTG(u, from)
	case sourceMRN:
		s.searchMRN(u, from)
	case sourceDate:
		s.searchDate(u, from)
	}
}

func (s *Scanner) searchDTG(u *unit, from int) {
	for {
		d, start, end, ok := dtg.Find(s.text[:s.limit], from)
		if !ok {
			return
		}
		if s.dated(&d) {
			u.start, u.end, u.kind = start, end, DTG
			u.term = AppendTime(u.term, d.Time, d.Precision)
			return
		}
		from = end
	}
}

// ahead is how much later than a cable a message that it cites may seem to be:
// clocks and zones differ.
const ahead = 48 * time.Hour

// dated gives d the cable's year if it has none, or the year before where it
// would be later than the cable.
func (s *Scanner) dated(d *dtg.DTG) bool {
	if d.HasYear() {
		return true
	}
	if s.date.IsZero() {
		return false
	}
	in, ok := d.InYear(s.date.Year())
	if !ok || in.Time.After(s.date.Add(ahead)) {
		in, ok = d.InYear(s.date.Year() - 1)
	}
	*d = in
	return ok
}

func (s *Scanner) searchMRN(u *unit, from int) {
	m, start, end, ok := mrn.Find(s.text[:s.limit], from, s.year())
	if ok {
		u.start, u.end, u.kind = start, end, MRN
		u.term = appendMRN(u.term, m)
	}
}

// appendMRN appends the canonical form of m, as its String has it, without
// allocating.
func appendMRN(dst []byte, m mrn.MRN) []byte {
	switch {
	case dtg.FullYear(m.Year%100) == m.Year:
		dst = appendPadded(dst, m.Year, 2)
	case m.Year != 0:
		dst = appendPadded(dst, m.Year, 4)
	}
	dst = append(dst, m.Post...)
	if strings.HasPrefix(m.Number, "A") {
		dst = append(dst, '-') // an airgram
	}
	return append(dst, m.Number...)
}

// year returns the cable's year, 0 if it is unknown.
func (s *Scanner) year() int {
	if s.date.IsZero() {
		return 0
	}
	return s.date.Year()
}

// AppendTime appends the term of a time to dst: "2008-12-04T14:12Z" in UTC, cut
// after what the precision knows: "2008-12-04", "2008-12", "2008". Terms so
// made sort by time.
func AppendTime(dst []byte, t time.Time, p dtg.Precision) []byte {
	t = t.UTC()
	dst = appendPadded(dst, t.Year(), 4)
	if p <= dtg.Month {
		dst = appendPadded(append(dst, '-'), int(t.Month()), 2)
	}
	if p <= dtg.Day {
		dst = appendPadded(append(dst, '-'), t.Day(), 2)
	}
	if p <= dtg.Minute {
		dst = appendPadded(append(dst, 'T'), t.Hour(), 2)
		dst = appendPadded(append(dst, ':'), t.Minute(), 2)
		dst = append(dst, 'Z')
	}
	return dst
}

// appendPadded appends the last width decimal digits of n.
func appendPadded(dst []byte, n, width int) []byte {
	for range width {
		dst = append(dst, '0')
	}
	for i := len(dst) - 1; width > 0; i, width = i-1, width-1 {
		dst[i] = '0' + byte(n%10)
		n /= 10
	}
	return dst
}
