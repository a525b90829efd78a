// Package dtg holds the date-time group, the time stamp of military and
// diplomatic messages: two digits each of day, hour and minute, a zone letter,
// a month and a year.
//
//	[precedence] ddhhmm zone MON yy [operating signals]
//	O R          041412 Z    DEC 08 ZDK
//
// ACP 127(G) §113 and 5 FAH-2 H-320 give the form. What cables make of it is
// wider (blanks left out or put in by a reproduction, four-digit years, letters
// that a scan took for digits), and all of that is read here.
//
// Two digits of a year mean 1966 to 2065.
package dtg

import (
	"fmt"
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
	// Time is the start of what is known, in UTC.
	Time time.Time
	// Zone is the zone letter as written, upper case; 'Z' where none is, as
	// for a plain date.
	Zone byte
	// Precision says how much of Time is known.
	Precision Precision
	// Precedence holds the letters before the group, action before info: "OR".
	Precedence string
	// Signals are the operating signals after the group, as written but in
	// upper case: "ZDK", "ZFF4", "//ZEL//", "ZDK CTG RUEHSD 1234".
	Signals []string
	// Repairs says, one message each, what was not as it should be and how it
	// was read.
	Repairs []string
}

// Parse reads one date-time group, precedence and signals included.
func Parse(s string) (DTG, error) { return DTG{}, fmt.Errorf("no date-time group: %q", s) }

// String returns the group in canonical form, in its own zone: "041412Z DEC 08".
func (d DTG) String() string { return "" }

// Range returns the span of time that the group stands for: a minute, a day, a
// month or a year.
func (d DTG) Range() Span { return Span{} }

// ParseRange reads a DTG or a date with parts left out, in any of the
// spellings that queries use.
func ParseRange(s string) (Span, error) { return Span{}, fmt.Errorf("no date: %q", s) }

// A Pattern is a group without month and year: that day and time in any month.
type Pattern struct {
	Day, Hour, Minute int
	Zone              byte
}

// ParsePattern reads a group without month and year.
func ParsePattern(s string) (Pattern, error) { return Pattern{}, fmt.Errorf("no pattern: %q", s) }

// Matches reports whether t is that day and time, seen in the pattern's zone.
func (p Pattern) Matches(t time.Time) bool { return false }

// String returns the pattern as "041412Z".
func (p Pattern) String() string { return "" }

// Find returns the next date-time group of text at or after from, and the
// bytes [start, end) that it takes; ok is false if there is none.
func Find(text string, from int) (d DTG, start, end int, ok bool) { return DTG{}, 0, 0, false }
