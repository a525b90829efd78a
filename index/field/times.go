package field

import (
	"strings"
	"time"

	"reftel/corpus/dtg"
)

// A Moment is a time that is known to a precision.
type Moment struct {
	Time      time.Time
	Precision dtg.Precision
}

// Moments returns the times that a text has for the field; only fields of times and
// dates have some.
func (f Field) Moments(s Source) []Moment {
	if f.moments == nil {
		return nil
	}
	return f.moments(s)
}

// sent returns the date of a cable, to the day at most.
func sent(s Source) []Moment {
	switch s.Cable.DatePrecision {
	case "year":
		return []Moment{{s.Cable.Date, dtg.Year}}
	case "month":
		return []Moment{{s.Cable.Date, dtg.Month}}
	}
	return []Moment{{s.Cable.Date, dtg.Day}}
}

// groups returns all date-time groups of a text: its own, those that its references
// name, and those that the scanner found.
func groups(s Source) []Moment {
	var list []Moment
	if s.Cable.DTG != nil {
		list = append(list, Moment{s.Cable.DTG.Time, dtg.Minute})
	}
	for _, r := range s.Cable.Refs {
		list = append(list, Moment{r.Time, dtg.Minute})
	}
	for _, text := range s.Times {
		if t, err := time.Parse("2006-01-02T15:04", strings.TrimSuffix(text, "Z")); err == nil {
			list = append(list, Moment{t, dtg.Minute})
		}
	}
	return list
}

// plainDates returns the days and months that the scanner found.
func plainDates(s Source) []Moment {
	var list []Moment
	for _, text := range s.Dates {
		form, precision := time.DateOnly, dtg.Day
		if len(text) == len("2006-01") {
			form, precision = "2006-01", dtg.Month
		}
		if t, err := time.Parse(form, text); err == nil {
			list = append(list, Moment{t, precision})
		}
	}
	return list
}

func declassified(s Source) []Moment {
	if s.Cable.Declassify == nil {
		return nil
	}
	t, err := time.Parse(time.DateOnly, s.Cable.Declassify.Date)
	if err != nil {
		return nil
	}
	return []Moment{{t, dtg.Day}}
}
