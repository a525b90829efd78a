// Package dtg holds the date-time group, the time stamp of military and
// diplomatic messages: two digits each of day, hour and minute, a zone letter,
// a month and a year.
//
//	[precedence] ddhhmm zone MON yy [operating signals]
//	O R          041412 Z    DEC 08 ZDK
//
// ACP 127(G) §113 and 5 FAH-2 H-320 give the form. What cables make of it is
// wider, and all of that is read here: blanks left out or put in by a
// reproduction ("251346 Z JUN 7 3"), lower case, four-digit years, letters that
// a scan took for digits, an extra digit after the zone.
//
// Two digits of a year mean 1966 to 2065. ACP 127(G) puts the pivot elsewhere,
// but State cables kept two digits throughout, and none is older than 1966.
package dtg

import (
	"fmt"
	"strings"
	"time"
)

// A Span is a stretch of time in UTC: From belongs to it, Until does not. A
// zero time leaves that end open.
type Span struct{ From, Until time.Time }

// A Precision says how much of a time is known.
type Precision uint8

// The precisions, finest first.
const (
	Minute Precision = iota
	Day
	Month
	Year
)

var precisionNames = [...]string{"minute", "day", "month", "year"}

// String returns "minute", "day", "month" or "year".
func (p Precision) String() string {
	if int(p) >= len(precisionNames) {
		return fmt.Sprintf("precision(%d)", uint8(p))
	}
	return precisionNames[p]
}

// A DTG is a date-time group as read.
type DTG struct {
	// Time is the start of what is known, in UTC. Find returns groups without
	// a year, too; their Time lies in the year 0 of their own zone, see
	// HasYear and InYear.
	Time time.Time
	// Zone is the zone letter as written, upper case; 'Z' where none is, as
	// for a plain date.
	Zone byte
	// Precision says how much of Time is known.
	Precision Precision
	// Precedence holds the letters before the group, action before info: "OR".
	Precedence string
	// Signals are the operating signals after the group, in upper case, each
	// with its words: "ZDK", "ZFF4", "//ZEL//", "ZDK CTG RUEHSD 1234".
	Signals []string
	// Repairs says, one message each, what was not as it should be and how it
	// was read.
	Repairs []string
}

// String returns the group in canonical form and in its own zone, as much of
// it as is known: "041412Z DEC 08", "04 DEC 08", "DEC 08", "2008". The year has
// four digits where two would mean another, and is left out where there is none.
func (d DTG) String() string {
	t := d.local()
	date := strings.ToUpper(t.Month().String()[:3])
	if t.Year() != 0 {
		date += " " + ShortYear(t.Year())
	}
	switch d.Precision {
	case Minute:
		return fmt.Sprintf("%02d%02d%02d%c %s", t.Day(), t.Hour(), t.Minute(), d.zone(), date)
	case Day:
		return fmt.Sprintf("%02d %s", t.Day(), date)
	case Month:
		return date
	}
	return fmt.Sprintf("%04d", t.Year())
}

// Range returns the span of time that the group stands for: a minute, a day, a
// month or a year. It is empty for a group without a year.
func (d DTG) Range() Span {
	if !d.HasYear() {
		return Span{d.Time, d.Time}
	}
	return spanOf(d.Time, d.Precision)
}

// HasYear reports whether the group names its year. All that Parse returns do.
func (d DTG) HasYear() bool { return d.local().Year() != 0 }

// InYear returns a group that names no year as one of that year; false if that
// year has no such day. Others come back unchanged.
func (d DTG) InYear(year int) (DTG, bool) {
	if d.HasYear() {
		return d, true
	}
	t := d.local()
	moved := time.Date(year, t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
	if moved.Day() != t.Day() {
		return d, false
	}
	d.Time = moved.Add(-offset(d.zone()))
	return d, true
}

// local returns the time as a clock in the group's zone shows it.
func (d DTG) local() time.Time { return d.Time.UTC().Add(offset(d.zone())) }

// zone returns the zone, Z for that of a zero DTG.
func (d DTG) zone() byte {
	if d.Zone == 0 {
		return 'Z'
	}
	return d.Zone
}

func spanOf(from time.Time, p Precision) Span {
	switch p {
	case Minute:
		return Span{from, from.Add(time.Minute)}
	case Day:
		return Span{from, from.AddDate(0, 0, 1)}
	case Month:
		return Span{from, from.AddDate(0, 1, 0)}
	}
	return Span{from, from.AddDate(1, 0, 0)}
}

// offset returns how far a zone's clock is ahead of UTC: A to I and K to M are
// one to twelve hours, N to Y as many behind, Z none. J, the observer's own
// time, and what is no letter count as Z.
func offset(zone byte) time.Duration {
	hours := 0
	switch {
	case 'A' <= zone && zone <= 'I':
		hours = int(zone-'A') + 1
	case 'K' <= zone && zone <= 'M':
		hours = int(zone - 'A') // J is left out
	case 'N' <= zone && zone <= 'Y':
		hours = -int(zone-'N') - 1
	}
	return time.Duration(hours) * time.Hour
}

// The years that two digits can mean.
const (
	firstYear = 1966
	lastYear  = 2065
)

// FullYear returns the year that two digits mean, from 0 to 99: 1966 to 2065.
func FullYear(two int) int {
	if two < firstYear%100 {
		return 2000 + two
	}
	return 1900 + two
}

// ShortYear returns a year in two digits where these mean it, else in four.
func ShortYear(year int) string {
	if year < firstYear || year > lastYear {
		return fmt.Sprintf("%04d", year)
	}
	return string([]byte{byte('0' + year/10%10), byte('0' + year%10)})
}
