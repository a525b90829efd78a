package analyzer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reftel/corpus/dtg"
	"reftel/index/field"
)

// The forms of times in terms.
const (
	yearForm   = "2006"
	monthForm  = "2006-01"
	dayForm    = "2006-01-02"
	minuteForm = "2006-01-02T15:04"
)

// TimeTerms returns the terms of a time that is known to a precision, in UTC:
// one for each precision from the year on ("2008", "2008-12", "2008-12-04",
// "2008-12-04T14:12"), so that a range is a few dozen terms at most; of a minute
// also its pattern ("@041412Z", which no date is near in order). None of the zero
// time.
func TimeTerms(t time.Time, p dtg.Precision) []string {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	forms := termForms[:1]
	switch {
	case p <= dtg.Minute:
		forms = termForms
	case p <= dtg.Day:
		forms = termForms[:3]
	case p <= dtg.Month:
		forms = termForms[:2]
	}
	terms := make([]string, 0, len(termForms)+1)
	whole := t.Format(minuteForm) // each form is the start of the next
	for _, form := range forms {
		terms = append(terms, whole[:len(whole)-len(minuteForm)+len(form)])
	}
	if p <= dtg.Minute {
		terms = append(terms, patternTerm(t))
	}
	return terms
}

var termForms = []string{yearForm, monthForm, dayForm, minuteForm}

// timeQuery returns the terms that fill what a value of a query stands for: a date, a
// date-time group, a range of them (2008-12..2009-01), or a group without month and
// year; in a field of dates a time means its day. It returns false if it is none.
func timeQuery(kind field.Kind, value string) ([]string, bool) {
	if p, err := dtg.ParsePattern(value); err == nil && kind == field.Time {
		return PatternTerms(p), true
	}
	first, last, isRange := strings.Cut(value, "..")
	if !isRange {
		last = first
	}
	from, ok := bound(kind, first)
	until, also := bound(kind, last)
	if !ok || !also {
		return nil, false
	}
	return RangeTerms(dtg.Span{From: from.From, Until: until.Until}), true
}

// bound returns the span of an end of a range, the zero Span if it is open.
func bound(kind field.Kind, value string) (dtg.Span, bool) {
	if value == "" {
		return dtg.Span{}, true
	}
	span, err := dtg.ParseRange(value)
	if kind == field.Date {
		span.From = startOfDay(span.From)
		if day := startOfDay(span.Until); day.Before(span.Until) {
			span.Until = day.AddDate(0, 0, 1)
		}
	}
	return span, err == nil
}

// patternTerm returns the term of the day and time of t in any month.
func patternTerm(t time.Time) string {
	return t.Format("@021504Z") // as dtg.Pattern prints it
}

// PatternTerms returns the terms of the patterns in UTC that one in any zone can be:
// one for UTC itself; in another zone the day may be the next or the one
// before, which is not the same in all months. A leap year and a common one
// have all kinds of months.
func PatternTerms(p dtg.Pattern) []string {
	var terms []string
	for year := 2000; year <= 2001; year++ {
		for month := time.January; month <= time.December; month++ {
			d, err := dtg.Parse(fmt.Sprintf("%s %s %d", p, strings.ToUpper(month.String()[:3]), year))
			if err != nil {
				continue // the month has no such day
			}
			term := patternTerm(d.Time)
			if !slices.Contains(terms, term) {
				terms = append(terms, term)
			}
		}
	}
	return terms
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

// RangeTerms returns the terms that fill a span: the fewest and longest steps.
func RangeTerms(span dtg.Span) []string {
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
