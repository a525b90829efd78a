package analyzer

import (
	"time"

	"reftel/corpus/dtg"
	"reftel/index/field"
)

// TimeTerms returns the terms of a time that is known to a precision, in UTC:
// one for each precision from the year on ("2008", "2008-12", "2008-12-04",
// "2008-12-04T14:12"), so that a range is a few dozen terms at most; of a minute
// also the pattern ("041412Z"). None of the zero time.
func TimeTerms(t time.Time, p dtg.Precision) []string {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	terms := []string{t.Format("2006")}
	if p <= dtg.Month {
		terms = append(terms, t.Format("2006-01"))
	}
	if p <= dtg.Day {
		terms = append(terms, t.Format("2006-01-02"))
	}
	if p <= dtg.Minute {
		pattern := dtg.Pattern{Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Zone: 'Z'}
		terms = append(terms, t.Format("2006-01-02T15:04"), pattern.String())
	}
	return terms
}

// timeCodes returns the terms of a date or date-time group as typed; in a field
// of dates a time means its day. False if it is none.
func timeCodes(kind field.Kind, value string) ([]string, bool) {
	span, err := dtg.ParseRange(value)
	if err != nil {
		return nil, false
	}
	p := precisionOf(span)
	if kind == field.Date {
		p = max(p, dtg.Day)
	}
	return TimeTerms(span.From, p), true
}

// precisionOf returns the precision of a time that is known to lie in a span.
func precisionOf(s dtg.Span) dtg.Precision {
	switch length := s.Until.Sub(s.From); {
	case length < 24*time.Hour:
		return dtg.Minute
	case length == 24*time.Hour:
		return dtg.Day
	case length <= 31*24*time.Hour:
		return dtg.Month
	}
	return dtg.Year
}
