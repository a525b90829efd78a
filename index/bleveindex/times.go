package bleveindex

import (
	"strings"
	"time"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/corpus/dtg"
)

// The forms of times in terms: see analyzer.TimeTerms.
const (
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
