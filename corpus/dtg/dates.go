package dtg

import (
	"errors"
	"strings"
	"time"
	"unicode"
)

// ParseRange reads a date-time group or a date in any of the spellings that
// people type, and returns the span that it stands for: "041412Z DEC 08" is a
// minute; "04 DEC 08", "4 December 2008", "Dec 4, 2008", "2008-12-04",
// "20081204" and "12/04/2008" (month first, as in American use) are a day; "DEC
// 08", "2008-12" and "12/2008" a month; "2008" a year. "2008-12-04T14:12Z" is a
// minute, too. Days are those of UTC. The error says what was expected.
func ParseRange(s string) (Span, error) {
	trimmed := strings.TrimSpace(s)
	if span, ok := parseNumeric(trimmed); ok {
		return span, nil
	}
	if span, ok := parseMonthFirst(trimmed); ok {
		return span, nil
	}
	d, after, err := parse(trimmed)
	switch {
	case errors.Is(err, faultEmpty) || err != nil && strings.IndexFunc(s, unicode.IsLetter) < 0:
		return Span{}, parseError(trimmed, faultDate)
	case err != nil:
		return Span{}, parseError(trimmed, err)
	case after != "":
		return Span{}, parseError(trimmed, faultRest)
	}
	return d.Range(), nil
}

// layouts are the dates that have no month by name. Two digits of a year are
// read by hand: package time has another pivot.
var layouts = []struct {
	layout    string
	precision Precision
}{
	{"2006", Year},
	{"2006-01", Month},
	{"2006/01", Month},
	{"1/2006", Month},
	{"2006-1-2", Day},
	{"2006/1/2", Day},
	{"20060102", Day},
	{"1/2/2006", Day},
	{"1-2-2006", Day},
	{"2006-01-02T15:04Z", Minute},
	{"2006-01-02T15:04", Minute},
	{"2006-01-02 15:04", Minute},
	{"2006-01-02T15:04:05Z07:00", Minute},
}

func parseNumeric(s string) (Span, bool) {
	if len(s) < 4 || len(s) > len("2006-01-02T15:04:05+07:00") || !isDigit(s[0]) {
		return Span{}, false
	}
	for _, l := range layouts {
		if t, err := time.Parse(l.layout, s); err == nil && t.Year() > 0 {
			return spanOf(t.UTC().Truncate(time.Minute), l.precision), true
		}
	}
	return parseSlashed(s)
}

// parseSlashed reads 12/4/08.
func parseSlashed(s string) (Span, bool) {
	slash := strings.LastIndexByte(s, '/')
	if slash < 0 || len(s)-slash != 3 || !isDigit(s[slash+1]) || !isDigit(s[slash+2]) {
		return Span{}, false
	}
	t, err := time.Parse("1/2", s[:slash])
	if err != nil {
		return Span{}, false
	}
	year := FullYear(int(s[slash+1]-'0')*10 + int(s[slash+2]-'0'))
	return dayOf(year, int(t.Month()), t.Day())
}

// parseMonthFirst reads "December 4, 2008" and "DEC 4 '08".
func parseMonthFirst(s string) (Span, bool) {
	month, length := monthAt(s, 0)
	if month == 0 {
		return Span{}, false
	}
	r := reader{text: s, pos: length, loose: true}
	r.skip()
	day, digits := 0, 0
	for ; digits < 2 && r.digitAt(r.pos); digits++ {
		day = day*10 + int(s[r.pos]-'0')
		r.pos++
	}
	if digits == 0 || r.digitAt(r.pos) {
		return Span{}, false
	}
	r.skip()
	year, end := r.yearAt(r.pos)
	if year == 0 || end != len(s) {
		return Span{}, false
	}
	return dayOf(year, month, day)
}

// dayOf returns the span of a day, false if the month has none such.
func dayOf(year, month, day int) (Span, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return spanOf(t, Day), t.Day() == day
}
