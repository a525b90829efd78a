package bleveindex

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/corpus/dtg"
)

// The forms of times in terms: see analyzer.TimeTerms.
const (
	yearForm   = "2006"
	monthForm  = "2006-01"
	dayForm    = "2006-01-02"
	minuteForm = "2006-01-02T15:04"
)

// dateTerms returns the terms of a cable's date, in days.
func dateTerms(c *cable.Cable) []string {
	switch c.DatePrecision {
	case "year":
		return analyzer.TimeTerms(c.Date, dtg.Year)
	case "month":
		return analyzer.TimeTerms(c.Date, dtg.Month)
	}
	return analyzer.TimeTerms(c.Date, dtg.Day)
}

// timeTerms returns the terms of all date-time groups of a cable: its own,
// those that its references name, and those in its text as the analyzer
// writes them.
func timeTerms(c *cable.Cable, found []string) []string {
	var terms []string
	if c.DTG != nil {
		terms = append(terms, analyzer.TimeTerms(c.DTG.Time, dtg.Minute)...)
	}
	for _, r := range c.Refs {
		terms = append(terms, analyzer.TimeTerms(r.Time, dtg.Minute)...)
	}
	for _, text := range found {
		if t, err := time.Parse(minuteForm, strings.TrimSuffix(text, "Z")); err == nil {
			terms = append(terms, analyzer.TimeTerms(t, dtg.Minute)...)
		}
	}
	return terms
}

// textDateTerms returns the terms of the plain dates of a text, days and months
// as the analyzer writes them.
func textDateTerms(found []string) []string {
	var terms []string
	for _, text := range found {
		form, precision := dayForm, dtg.Day
		if len(text) == len(monthForm) {
			form, precision = monthForm, dtg.Month
		}
		if t, err := time.Parse(form, text); err == nil {
			terms = append(terms, analyzer.TimeTerms(t, precision)...)
		}
	}
	return terms
}

// patternTerms returns the patterns in UTC that a pattern in any zone can be:
// one for UTC itself; in another zone the day may be the next or the one
// before, which is not the same in all months. A leap year and a common one
// have all kinds of months.
func patternTerms(p dtg.Pattern) []string {
	var terms []string
	for year := 2000; year <= 2001; year++ {
		for month := time.January; month <= time.December; month++ {
			d, err := dtg.Parse(fmt.Sprintf("%s %s %d", p, strings.ToUpper(month.String()[:3]), year))
			if err != nil {
				continue // the month has no such day
			}
			t := d.Time
			term := dtg.Pattern{Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Zone: 'Z'}.String()
			if !slices.Contains(terms, term) {
				terms = append(terms, term)
			}
		}
	}
	return terms
}

func declTerms(d *cable.Declassify) []string {
	if d == nil {
		return nil
	}
	t, err := time.Parse(dayForm, d.Date)
	if err != nil {
		return nil
	}
	return analyzer.TimeTerms(t, dtg.Day)
}

// The years that an open range ends at. No cable lies outside, nor does what
// the analyzer takes for a date.
var (
	firstTime = time.Date(1700, 1, 1, 0, 0, 0, 0, time.UTC)
	lastTime  = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// A step is one of the precisions that a range is filled with.
type step struct {
	form  string
	floor func(time.Time) time.Time
	next  func(time.Time) time.Time
}

var steps = []step{
	{yearForm, startOfYear, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	{monthForm, startOfMonth, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
	{dayForm, startOfDay, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
	{minuteForm, startOfMinute, func(t time.Time) time.Time { return t.Add(time.Minute) }},
}

func startOfYear(t time.Time) time.Time {
	return time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
}

func startOfMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func startOfDay(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

func startOfMinute(t time.Time) time.Time { return t.Truncate(time.Minute) }

// rangeTerms returns the terms that fill a span: the fewest and longest steps.
func rangeTerms(span dtg.Span) []string {
	from, until := clamp(span)
	var terms []string
	for from.Before(until) {
		s := longest(from, until)
		terms = append(terms, from.Format(s.form))
		from = s.next(from)
	}
	return terms
}

func clamp(span dtg.Span) (from, until time.Time) {
	from, until = firstTime, lastTime
	if !span.From.IsZero() && span.From.After(from) {
		from = startOfMinute(span.From.UTC())
	}
	if !span.Until.IsZero() && span.Until.Before(until) {
		until = span.Until.UTC()
	}
	return from, until
}

// longest returns the longest step that begins at from and fits before until;
// the shortest where none fits.
func longest(from, until time.Time) step {
	for _, s := range steps {
		if s.floor(from).Equal(from) && !s.next(from).After(until) {
			return s
		}
	}
	return steps[len(steps)-1]
}
