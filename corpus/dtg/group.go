package dtg

import "time"

// A group is a date-time group as it stands in a text: the values of its
// places, not yet checked against the calendar. Reading one allocates nothing.
type group struct {
	digits  [8]byte // values of the leading digits: day, hour, minute, second
	n       int     // how many of them: 0, 2, 6 or 8
	zone    byte    // upper case, 0 for none
	month   int     // 1 to 12
	year    int     // full year, 0 for none
	repairs repair
}

// A repair is a set of things that a group had wrong.
type repair uint8

const (
	letterO   repair = 1 << iota // O for 0
	letterI                      // I or l for 1
	extra                        // a digit after the zone
	seconds                      // seconds after the minutes
	splitYear                    // a blank inside the year
)

var repairMessages = []struct {
	repair  repair
	message string
}{
	{letterO, "letter O read as digit 0"},
	{letterI, "letter I or l read as digit 1"},
	{extra, "digit after the zone letter left out"},
	{seconds, "seconds left out"},
	{splitYear, "blank inside the year left out"},
}

// messages returns a message for each repair in the set.
func (r repair) messages() []string {
	var list []string
	for _, m := range repairMessages {
		if r&m.repair != 0 {
			list = append(list, m.message)
		}
	}
	return list
}

// A fault is a reason for which a text is no date-time group.
type fault string

// Error returns what was expected.
func (f fault) Error() string { return string(f) }

const (
	faultEmpty  fault = "expected a date-time group such as 041412Z DEC 08"
	faultDigits fault = "expected six digits of day, hour and minute"
	faultZone   fault = "expected a zone letter after the six digits"
	faultLocal  fault = "zone J is the observer's own time and stands for no zone: expected another letter"
	faultMonth  fault = "expected a month"
	faultYear   fault = "expected a year of two or four digits"
	faultDay    fault = "expected a day that the month has"
	faultHour   fault = "expected an hour from 00 to 23"
	faultMinute fault = "expected minutes from 00 to 59"
	faultSecond fault = "expected seconds from 00 to 59"
	faultRest   fault = "expected nothing after the year"
	faultTail   fault = "expected nothing after the zone letter"
	faultDate   fault = "expected a date such as 2008, 2008-12-04, 12/04/2008, 04 DEC 08 or 041412Z DEC 08"
)

// number returns the two digits at i of the group.
func (g *group) number(i int) int { return int(g.digits[i])*10 + int(g.digits[i+1]) }

// precision returns what the group names.
func (g *group) precision() Precision {
	switch g.n {
	case 0:
		return Month
	case 2:
		return Day
	}
	return Minute
}

// check holds the group against clock and calendar and returns its start in
// UTC. A year that is missing counts as the year 0, which is a leap year.
func (g *group) check() (time.Time, error) {
	day, hour, minute := 1, 0, 0
	if g.n >= 2 {
		day = g.number(0)
	}
	if g.n >= 6 {
		hour, minute = g.number(2), g.number(4)
	}
	switch {
	case hour > 23:
		return time.Time{}, faultHour
	case minute > 59:
		return time.Time{}, faultMinute
	case g.n == 8 && g.number(6) > 59:
		return time.Time{}, faultSecond
	}
	t := time.Date(g.year, time.Month(g.month), day, hour, minute, 0, 0, time.UTC)
	if t.Day() != day {
		return time.Time{}, faultDay
	}
	return t.Add(-offset(g.zone)), nil
}

// dtg returns the checked group as callers get it.
func (g *group) dtg(t time.Time) DTG {
	d := DTG{Time: t, Zone: g.zone, Precision: g.precision(), Repairs: g.repairs.messages()}
	if d.Zone == 0 {
		d.Zone = 'Z'
	}
	return d
}
