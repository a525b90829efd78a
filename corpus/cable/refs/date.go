package refs

import (
	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/dtg"
)

// yearOfDate returns the year of the date that s, the text after a number,
// starts with: ", MAY 9, 1972", "OF 9 MAY 72", "(DTG 121015Z JUN 73)",
// "DATED 5/9/72". It returns 0 if there is no date, or one after the year of
// the citing cable. A date further on belongs to a title.
func (r *refReader) yearOfDate(s string) int {
	for again := true; again; {
		again = false
		s = s[ascii.Span(s, " ,.-(["):]
		for _, w := range [...]string{"DATED", "DTD", "DATE", "DTG", "OF", "ON", "SENT"} {
			if ascii.HasWordFold(s, w) {
				s, again = s[len(w):], true
			}
		}
	}
	year := dtgYear(s)
	if year == 0 {
		year = monthYear(s)
	}
	if year == 0 {
		year = slashYear(s)
	}
	if r.year != 0 && year > r.year {
		return 0
	}
	return year
}

// dtgYear returns the year of the date-time group that s starts with, or 0.
func dtgYear(s string) int {
	if n := ascii.Letters(s); n > 2 || n == len(s) || !ascii.IsDigit(s[n]) {
		return 0
	}
	d, start, _, ok := dtg.Find(s[:min(len(s), maxDTG)], 0)
	if !ok || start > 0 || !d.HasYear() {
		return 0
	}
	return d.Time.Year()
}

// maxDTG is the limit on the length of a date-time group.
const maxDTG = 40

// monthYear returns the year of the date in words that s starts with, or 0:
// "MAY 9, 1972", "9 MAY 72", "MAY 1972". One letter of a month may be
// wrong if day and year follow.
func monthYear(s string) int {
	day := ascii.Digits(s)
	if day > 2 {
		return 0
	}
	s = s[day:]
	s = s[ascii.Span(s, " .,-"):]
	n := ascii.Letters(s)
	month, _ := ascii.MonthName(s)
	if month == 0 && !nearMonth(s[:n]) {
		return 0
	}
	exact := month != 0
	s = s[n:]
	s = s[ascii.Span(s, " .,-"):]
	if day == 0 {
		if day = ascii.Digits(s); day == 1 || day == 2 {
			s = s[day:]
			s = s[ascii.Span(s, " .,-'"):]
		} else {
			day = 0
		}
	}
	s = s[ascii.Span(s, "'"):]
	year := s[:ascii.Digits(s)]
	if len(year) == 2 && day == 0 || !exact && day == 0 {
		return 0
	}
	return fullYear(year)
}

// nearMonth reports whether word is the name of a month with one letter wrong.
func nearMonth(word string) bool {
	if len(word) < 4 || len(word) > len("SEPTEMBER")+1 {
		return false
	}
	var buf [16]byte
	for i := range len(word) {
		buf[i] = ascii.Upper(word[i])
	}
	for _, name := range ascii.MonthNames {
		if name[0] == buf[0] && ascii.EditDistance(string(buf[:len(word)]), name, 1) <= 1 {
			return true
		}
	}
	return false
}

// slashYear returns the year of the date in digits that s starts with, or 0:
// "5/9/72", "04/07/1972".
func slashYear(s string) int {
	for range 2 {
		n := ascii.Digits(s)
		if n == 0 || n > 2 || n == len(s) || s[n] != '/' {
			return 0
		}
		s = s[n+1:]
	}
	return fullYear(s[:ascii.Digits(s)])
}
