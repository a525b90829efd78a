package cable

import (
	"strings"
	"time"
)

// A dateReader sets the date of the cable.
type dateReader struct{ *reading }

// readDate sets the date from the first of DTG, DE line, archive and page that
// gives one (DESIGN 3), else from the year of the id.
func (dr *dateReader) readDate() {
	switch {
	case dr.c.DTG != nil:
		dr.setDate(dr.c.DTG.Time, "minute", "dtg")
	case dr.julianDate():
	case dr.archived.precision == "minute" && !dr.archived.dtg:
		dr.setDate(dr.archived.date, "minute", "archive")
	case dr.pageDate():
	case !dr.stamp.IsZero():
		dr.setDate(dr.stamp, "minute", "archive")
	case dr.archived.dtg:
		dr.setDate(dr.archived.date, "minute", "dtg")
	case !dr.rec.Date.IsZero():
		dr.setDate(dr.rec.Date.UTC().Truncate(24*time.Hour), "day", "archive")
	case dr.archived.precision != "":
		dr.setDate(dr.archived.date, dr.archived.precision, "archive")
	case dr.idYear() != 0:
		dr.setDate(time.Date(dr.idYear(), 1, 1, 0, 0, 0, 0, time.UTC), "year", "mrn")
	default:
		dr.problem(ProblemNoDate, -1, "nothing gives a date")
	}
}

func (dr *dateReader) setDate(t time.Time, precision, source string) {
	dr.c.Date, dr.c.DatePrecision, dr.c.DateSource = t, precision, source
}

// idYear returns the year of the cable's id, 0 if it has none.
func (dr *dateReader) idYear() int {
	if dr.own.Year != 0 {
		return dr.own.Year
	}
	return dr.class.id.Year
}

// julianDate sets the date from the DE line and the year of the id or the archive.
// It returns false if there is none.
func (dr *dateReader) julianDate() bool {
	j := dr.c.Julian
	year := dr.idYear()
	if year == 0 && !dr.rec.Date.IsZero() {
		year = dr.rec.Date.Year()
	}
	if j == nil || year == 0 {
		return false
	}
	t := time.Date(year, 1, j.Day, number(j.Time[:2]), number(j.Time[2:]), 0, 0, time.UTC)
	if t.Year() != year {
		return false
	}
	dr.setDate(t, "minute", "julian")
	return true
}

// pageDate sets the date from the day and time of a page header and the month and
// year of the archive's date, which must be near. It returns false if there is
// none.
func (dr *dateReader) pageDate() bool {
	near := dr.rec.Date
	if near.IsZero() {
		near = dr.archived.date
	}
	if dr.page.time == "" || near.IsZero() {
		return false
	}
	day, hour, minute := number(dr.page.time[:2]), number(dr.page.time[2:4]), number(dr.page.time[4:6])
	if day < 1 || day > 31 || hour > 23 || minute > 59 {
		return false
	}
	for _, months := range []int{0, 1, -1} {
		year, month, _ := near.Date()
		t := time.Date(year, month+time.Month(months), day, hour, minute, 0, 0, time.UTC)
		if d := t.Sub(near).Abs(); t.Day() == day && d < 10*24*time.Hour {
			dr.setDate(t, "minute", "page")
			return true
		}
	}
	return false
}

// stampForms are the lines with the time of a cable that archives print above the
// text. Unlike the dates of their listings, they have the hour.
var stampForms = []struct{ prefix, layout string }{
	{"", "Monday, 02 January 2006, 15:04"},
	{"Cable dated:", "2006-01-02T15:04:05"},
}

// readStamp reads the archive's line with the time of the cable above the text.
func (dr *dateReader) readStamp() {
	for at, n := dr.bodyStart, 0; at < dr.first && n < 40; n++ {
		l := dr.scan.line(at, dr.first)
		at = l.next
		s := dr.text[l.in:l.end]
		for _, form := range stampForms {
			i := strings.Index(s, form.prefix)
			if i < 0 || len(s) > 100 {
				continue
			}
			rest := strings.TrimSpace(s[i+len(form.prefix):])
			if form.prefix != "" {
				rest = rest[:min(len(rest), len(form.layout))]
			}
			if strings.IndexByte(rest, ':') < 0 {
				continue // it has no time; an error would be allocated
			}
			if t, err := time.Parse(form.layout, rest); err == nil {
				dr.stamp, dr.year = t, t.Year()
				return
			}
		}
	}
}
