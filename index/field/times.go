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

// AppendMoments appends the times that a text has for the field; only fields of times and
// dates have some.
func (f Field) AppendMoments(list []Moment, s Source) []Moment {
	if f.moments == nil {
		return list
	}
	return f.moments(list, s)
}

// sent returns the date of a cable, to the day at most.
func sent(list []Moment, s Source) []Moment {
	precision := dtg.Day
	switch s.Cable.DatePrecision {
	case "year":
		precision = dtg.Year
	case "month":
		precision = dtg.Month
	}
	return append(list, Moment{s.Cable.Date, precision})
}

// groups returns all date-time groups of a text: its own, those that its references
// name, and those that the scanner found.
func groups(list []Moment, s Source) []Moment {
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
func plainDates(list []Moment, s Source) []Moment {
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

func declassified(list []Moment, s Source) []Moment {
	if s.Cable.Declassify == nil {
		return list
	}
	t, err := time.Parse(time.DateOnly, s.Cable.Declassify.Date)
	if err != nil {
		return list
	}
	return append(list, Moment{t, dtg.Day})
}
