package analyzer

import "math"

// A unit is a thing with a form of its own that stands in running text: a DTG,
// an MRN, a date, an executive order. All have digits, so that they are looked
// for at digits only.
type unit struct {
	start, end int
	kind       Kind
	term       []byte
}

// findUnit looks for the next unit at or after from, up to the end of the
// stretch.
func (s *Scanner) findUnit(from int) {
	s.unit.start, s.unit.end = math.MaxInt, math.MaxInt
	_ = from
}
