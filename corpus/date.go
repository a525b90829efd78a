package corpus

import (
	"strings"
	"time"
)

// Layouts of the dates in archives. Dates without a zone are in UTC.
var (
	csvDates   = []string{"1/2/2006 15:04", "1/2/2006 15:04:05", "1/2/2006"}
	pageDates  = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02"}
	plusdDates = []string{"2006 January 2, 15:04", "2006 January 2, 15:04:05", "2006 January 2", "2006 Jan 2, 15:04", "2006 Jan 2"}
	jsonlDates = []string{time.RFC3339Nano, "2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04",
		"2006-01-02 15:04:05", "2006-01-02 15:04"}
	// otherDates are those of columns and elements that an archive names itself.
	otherDates = []string{"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2 Jan 2006", "2 Jan 2006 15:04", "2 Jan 2006 15:04:05",
		"2-Jan-2006", "2-Jan-2006 15:04", "2-Jan-2006 15:04:05", "2 January 2006", "January 2, 2006", "Jan 2, 2006", "20060102", "2006/01/02",
		"2006/01/02 15:04", "2006/01/02 15:04:05", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM"}
)

// parseDate parses a date in one of the layouts and returns it in UTC. It
// reports false if no layout fits or JSON cannot represent the year.
func parseDate(s string, forms ...[]string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	for _, list := range forms {
		for _, form := range list {
			t, err := time.Parse(form, s)
			if t = t.UTC(); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
				return t, true
			}
		}
	}
	return time.Time{}, false
}

// parseAnyDate parses a date in any of the layouts.
func parseAnyDate(s string) (time.Time, bool) {
	return parseDate(s, jsonlDates, csvDates, pageDates, plusdDates, otherDates)
}
