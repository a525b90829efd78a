package dtg

import (
	"fmt"
	"time"
)

// A Pattern is a group without month and year: that day and time in any month.
type Pattern struct {
	Day, Hour, Minute int
	// Zone is the letter of the zone that day and time are in; 0 counts as 'Z'.
	Zone byte
}

// ParsePattern reads "041412Z", blanks and letters for digits as in Parse. The
// error says what was expected, also where a month or anything else follows.
func ParsePattern(s string) (Pattern, error) {
	r := reader{text: s, loose: true}
	r.skip()
	f := r.digits()
	if f == "" && r.g.n != 6 {
		f = faultDigits
	}
	if f == "" {
		f = r.zone()
	}
	if f != "" {
		return Pattern{}, parseError(s, f)
	}
	if r.skip(); r.pos != len(s) {
		return Pattern{}, parseError(s, faultTail)
	}
	r.g.month = int(time.January) // a month of 31 days
	if _, err := r.g.check(); err != nil {
		return Pattern{}, parseError(s, err)
	}
	return Pattern{Day: r.g.number(0), Hour: r.g.number(2), Minute: r.g.number(4), Zone: r.g.zone}, nil
}

// Matches reports whether t falls on that day and minute in the pattern's zone.
func (p Pattern) Matches(t time.Time) bool {
	t = t.UTC().Add(offset(p.zone()))
	return t.Day() == p.Day && t.Hour() == p.Hour && t.Minute() == p.Minute
}

// String returns the pattern as "041412Z".
func (p Pattern) String() string {
	return fmt.Sprintf("%02d%02d%02d%c", p.Day, p.Hour, p.Minute, p.zone())
}

func (p Pattern) zone() byte {
	if p.Zone == 0 {
		return 'Z'
	}
	return p.Zone
}
