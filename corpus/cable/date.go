package cable

import (
	"strings"
	"time"
)

// readDate decides what the cable's date is: of DTG, DE line, archive and page
// the first that gives one (DESIGN 3), else the year of the id.
func (p *parser) readDate() {
	switch {
	case p.c.DTG != nil:
		p.setDate(p.c.DTG.Time, "minute", "dtg")
	case p.julianDate():
	case p.archived.precision == "minute" && !p.archived.dtg:
		p.setDate(p.archived.date, "minute", "archive")
	case p.pageDate():
	case !p.stamp.IsZero():
		p.setDate(p.stamp, "minute", "archive")
	case p.archived.dtg:
		p.setDate(p.archived.date, "minute", "dtg")
	case !p.rec.Date.IsZero():
		p.setDate(p.rec.Date.UTC().Truncate(24*time.Hour), "day", "archive")
	case p.archived.precision != "":
		p.setDate(p.archived.date, p.archived.precision, "archive")
	case p.idYear() != 0:
		p.setDate(time.Date(p.idYear(), 1, 1, 0, 0, 0, 0, time.UTC), "year", "mrn")
	default:
		p.problem(ProblemNoDate, -1, "nothing gives a date")
	}
}

func (p *parser) setDate(t time.Time, precision, source string) {
	p.c.Date, p.c.DatePrecision, p.c.DateSource = t, precision, source
}

// idYear returns the year of the cable's id, 0 if it has none.
func (p *parser) idYear() int {
	if p.own.Year != 0 {
		return p.own.Year
	}
	return p.class.id.Year
}

// julianDate takes the date from the DE line, with the year of the id or the archive.
func (p *parser) julianDate() bool {
	j := p.c.Julian
	year := p.idYear()
	if year == 0 && !p.rec.Date.IsZero() {
		year = p.rec.Date.Year()
	}
	if j == nil || year == 0 {
		return false
	}
	t := time.Date(year, 1, j.Day, number(j.Time[:2]), number(j.Time[2:]), 0, 0, time.UTC)
	if t.Year() != year {
		return false
	}
	p.setDate(t, "minute", "julian")
	return true
}

// pageDate takes day and time from an old page header, month and year from
// the archive's date, which must be near.
func (p *parser) pageDate() bool {
	near := p.rec.Date
	if near.IsZero() {
		near = p.archived.date
	}
	if p.page.time == "" || near.IsZero() {
		return false
	}
	day, hour, minute := number(p.page.time[:2]), number(p.page.time[2:4]), number(p.page.time[4:6])
	if day < 1 || day > 31 || hour > 23 || minute > 59 {
		return false
	}
	for _, months := range []int{0, 1, -1} {
		year, month, _ := near.Date()
		t := time.Date(year, month+time.Month(months), day, hour, minute, 0, 0, time.UTC)
		if d := t.Sub(near).Abs(); t.Day() == day && d < 10*24*time.Hour {
			p.setDate(t, "minute", "page")
			return true
		}
	}
	return false
}

// stampForms are the lines that archives print before a text with its time:
// unlike the date of their listings, they keep the hour.
var stampForms = []struct{ prefix, layout string }{
	{"", "Monday, 02 January 2006, 15:04"},
	{"Cable dated:", "2006-01-02T15:04:05"},
}

// readStamp looks for the archive's own line with the time of the cable, in
// what precedes the text.
func (p *parser) readStamp() {
	for at, n := p.bodyStart, 0; at < p.first && n < 40; n++ {
		l := p.scan.line(at, p.first)
		at = l.next
		s := p.text[l.in:l.end]
		for _, form := range stampForms {
			i := strings.Index(s, form.prefix)
			if i < 0 || len(s) > 100 {
				continue
			}
			rest := strings.TrimSpace(s[i+len(form.prefix):])
			if form.prefix != "" {
				rest = rest[:min(len(rest), len(form.layout))]
			}
			if t, err := time.Parse(form.layout, rest); err == nil {
				p.stamp, p.year = t, t.Year()
				return
			}
		}
	}
}
