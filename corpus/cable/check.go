package cable

import "time"

// check compares what the parts of the cable say of the same thing, and
// reports where they differ.
func (p *parser) check() {
	if p.sent.dtgRead && p.c.Julian != nil {
		p.checkJulian()
	}
	if year := p.own.Year; p.sent.dtgRead && year != 0 && year != p.c.DTG.Time.Year() {
		p.problem(ProblemYear, p.sent.dtgLine, "the DTG is of %d, the id of %d", p.c.DTG.Time.Year(), year)
	}
	if d := p.c.Date.Sub(p.rec.Date).Abs(); !p.c.Date.IsZero() && !p.rec.Date.IsZero() && p.c.DateSource != "archive" && d > 36*time.Hour {
		p.problem(ProblemDate, p.sent.dtgLine, "the archive's date is %s", p.rec.Date.UTC().Format("2006-01-02"))
	}
	p.checkOrigin()
	p.checkPortions()
	p.checkSections()
}

// checkJulian compares the filing time of the DE line with the DTG.
func (p *parser) checkJulian() {
	t, j := p.c.DTG.Time, p.c.Julian
	switch {
	case t.YearDay() != j.Day:
		p.problem(ProblemJulianDay, p.sent.deLine, "the DE line has day %d, the DTG %d", j.Day, t.YearDay())
	case t.Format("1504") != j.Time:
		p.problem(ProblemJulianTime, p.sent.deLine, "the DE line has %s, the DTG %s", j.Time, t.Format("1504"))
	}
}
