package cable

import "time"

// A checker compares what the parts of a cable say of the same thing.
type checker struct{ *reading }

// check compares what the parts of the cable say of the same thing, and
// reports where they differ.
func (k *checker) check() {
	if k.sent.dtgRead && k.c.Julian != nil {
		k.checkJulian()
	}
	if year := k.own.Year; k.sent.dtgRead && year != 0 && year != k.c.DTG.Time.Year() {
		k.problem(ProblemYear, k.sent.dtgLine, "the DTG is of %d, the id of %d", k.c.DTG.Time.Year(), year)
	}
	if d := k.c.Date.Sub(k.rec.Date).Abs(); !k.c.Date.IsZero() && !k.rec.Date.IsZero() && k.c.DateSource != "archive" && d > 36*time.Hour {
		k.problem(ProblemDate, k.sent.dtgLine, "the archive's date is %s", k.rec.Date.UTC().Format("2006-01-02"))
	}
	k.checkOrigin()
	k.checkPortions()
	k.checkSections()
}

// checkJulian compares the filing time of the DE line with the DTG.
func (k *checker) checkJulian() {
	t, j := k.c.DTG.Time, k.c.Julian
	switch {
	case t.YearDay() != j.Day:
		k.problem(ProblemJulianDay, k.sent.deLine, "the DE line has day %d, the DTG %d", j.Day, t.YearDay())
	case t.Format("1504") != j.Time:
		k.problem(ProblemJulianTime, k.sent.deLine, "the DE line has %s, the DTG %s", j.Time, t.Format("1504"))
	}
}
