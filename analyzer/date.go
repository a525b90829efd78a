package analyzer

import (
	"strings"
	"time"

	"reftel/corpus/dtg"
)

// Plain dates in running text, in American use:
//
//	December 2 · Dec. 2nd, 2008 · December 2-4, 2008 (its first day) · December 2008 (the month)
//	2 December 2008 · 2nd of December · 02 DEC 08 · 2-Dec-2008 · 02DEC08
//	12/02/2018 · 12/2/18 · 2008/12/02 · 2008-12-02
//
// A year missing is the cable's. Executive orders are found on the same way.

// A plainDate is a date as read; what is not named is 0.
type plainDate struct {
	year, month, day int
	start, end       int
}

// searchDate looks for the next date or executive order.
func (s *Scanner) searchDate(u *unit, from int) {
	text := s.text[:s.limit]
	for i := dtg.NextDigit(text, from); i < len(text); {
		j := i + 1
		for j < len(text) && isDigit(text[j]) {
			j++
		}
		if start := order(text, from, i, j); start >= 0 {
			u.start, u.end, u.kind = start, j, EO
			u.term = append(append(u.term, "EO"...), text[i:j]...)
			return
		}
		if d, ok := readDate(text, from, i, j); ok && s.dateUnit(u, d) {
			return
		}
		i = dtg.NextDigit(text, j)
	}
}

// dateUnit makes a unit of d if it is in the calendar.
func (s *Scanner) dateUnit(u *unit, d plainDate) bool {
	year, day, precision := d.year, d.day, dtg.Day
	if year == 0 {
		year = s.year()
	}
	if day == 0 {
		day, precision = 1, dtg.Month
	}
	t := time.Date(year, time.Month(d.month), day, 0, 0, 0, 0, time.UTC)
	if year == 0 || d.month < 1 || d.month > 12 || t.Day() != day {
		return false
	}
	u.start, u.end, u.kind = d.start, d.end, Date
	u.term = AppendTime(u.term, t, precision)
	return true
}

// order returns the start of the executive order whose number is text[i:j],
// not before from; -1 if it is none. All that a cable names have five digits.
func order(text string, from, i, j int) int {
	if j-i != 5 || text[i] != '1' || lower[byteAt(text, j)] != 0 {
		return -1
	}
	base := max(from, i-24)
	before := strings.TrimRight(text[base:i], " \t\r\n")
	for _, name := range [...]string{"E.O.", "EO", "E.O", "E. O.", "EXECUTIVE ORDER", "EXECUTIVE ORDER NO."} {
		n := len(before) - len(name)
		if n >= 0 && strings.EqualFold(before[n:], name) && (base+n == 0 || lower[text[base+n-1]] == 0) {
			return base + n
		}
	}
	return -1
}

// readDate reads the date whose first digits are text[i:j], not before from.
func readDate(text string, from, i, j int) (plainDate, bool) {
	if i > from && lower[text[i-1]] != 0 || i > from+1 && isDigit(text[i-2]) && strings.IndexByte(".,:/", text[i-1]) >= 0 {
		return plainDate{}, false
	}
	d := plainDate{start: i, end: j}
	n, _ := number(text, i, 1, 4)
	switch j - i {
	case 1, 2:
		d.day = n
		ok := d.slashed(text) || d.monthFirst(text, from) || d.dayFirst(text)
		return d, ok
	case 4:
		d.year = n
		ok := plausible(n) && (d.yearFirst(text) || d.monthOfYear(text, from))
		return d, ok
	}
	return d, false
}

// slashed reads the rest of 12/02/2018 or 12/2/18. Where the first number can
// be no month, it is the day.
func (d *plainDate) slashed(text string) bool {
	if byteAt(text, d.end) != '/' {
		return false
	}
	second, i := number(text, d.end+1, 1, 2)
	if i == 0 || byteAt(text, i) != '/' {
		return false
	}
	year, end := yearAt(text, i+1, true)
	if end == 0 {
		return false
	}
	d.month, d.day, d.year, d.end = d.day, second, year, end
	if d.month > 12 {
		d.month, d.day = d.day, d.month
	}
	return true
}

// monthFirst reads the month before the day, and a year after it.
func (d *plainDate) monthFirst(text string, from int) bool {
	end := ordinal(text, d.end)
	if !ends(text, end) {
		return false
	}
	month, start := monthBefore(text, from, d.start)
	if month == 0 {
		return false
	}
	d.month, d.start, d.end = month, start, end
	i := end
	if _, last := number(text, i+1, 1, 2); byteAt(text, i) == '-' && last > 0 {
		i = last
	}
	if byteAt(text, i) == ',' {
		i++
	}
	if year, end := yearAt(text, gap(text, i), false); end > 0 {
		d.year, d.end = year, end
	}
	return true
}

// dayFirst reads the month after the day, and a year after it.
func (d *plainDate) dayFirst(text string) bool {
	i := ordinal(text, d.end)
	if byteAt(text, i) == '-' {
		i++
	} else if i = gap(text, i); i+3 <= len(text) && strings.EqualFold(text[i:i+3], "of ") {
		i = gap(text, i+3)
	}
	month, end := monthAt(text, i)
	if month == 0 {
		return false
	}
	d.month, d.end = month, end
	short := end-i <= 4
	if c := byteAt(text, end); c == '-' || c == '.' || c == ',' {
		end++
	}
	if year, end := yearAt(text, gap(text, end), short); end > 0 {
		d.year, d.end = year, end
	}
	return true
}

// yearFirst reads the rest of 2008-12-02 or 2008/12/02.
func (d *plainDate) yearFirst(text string) bool {
	sep := byteAt(text, d.end)
	if sep != '-' && sep != '/' {
		return false
	}
	month, i := number(text, d.end+1, 1, 2)
	if i == 0 || byteAt(text, i) != sep {
		return false
	}
	day, end := number(text, i+1, 1, 2)
	if end == 0 || !ends(text, end) {
		return false
	}
	d.month, d.day, d.end = month, day, end
	return true
}

// monthOfYear reads the month before a year.
func (d *plainDate) monthOfYear(text string, from int) bool {
	month, start := monthBefore(text, from, d.start)
	if month == 0 || !ends(text, d.end) {
		return false
	}
	d.month, d.start = month, start
	return true
}

// number reads from least to most digits at i, and returns where they end; 0
// if there are fewer or more.
func number(text string, i, least, most int) (n, end int) {
	j := i
	for j < len(text) && j-i <= most && isDigit(text[j]) {
		n = n*10 + int(text[j]-'0')
		j++
	}
	if j-i < least || j-i > most {
		return 0, 0
	}
	return n, j
}

// yearAt reads a year of four digits at i, or of two if short allows it, and
// returns where it ends; 0 if there is none.
func yearAt(text string, i int, short bool) (year, end int) {
	year, end = number(text, i, 2, 4)
	switch {
	case end == 0 || !ends(text, end):
		return 0, 0
	case end-i == 2 && short:
		return dtg.FullYear(year), end
	case end-i == 4 && plausible(year):
		return year, end
	}
	return 0, 0
}

// plausible reports whether a date in a cable can have this year.
func plausible(year int) bool { return year >= 1700 && year < 2200 }

// ends reports whether a number can end at i: no letter or digit follows, nor
// the punctuation of a longer number.
func ends(text string, i int) bool {
	c := byteAt(text, i)
	if lower[c] != 0 || c == '%' {
		return false
	}
	return !isDigit(byteAt(text, i+1)) || strings.IndexByte(".,:/", c) < 0
}

// ordinal returns the end of the st, nd, rd or th at i, i if there is none.
func ordinal(text string, i int) int {
	if i+2 <= len(text) && lower[byteAt(text, i+2)] == 0 {
		switch string([]byte{lower[text[i]], lower[text[i+1]]}) {
		case "st", "nd", "rd", "th":
			return i + 2
		}
	}
	return i
}

// maxGap is the number of bytes between the parts of a date beyond which they
// are no date.
const maxGap = 8

// gap moves from i over blanks, up to two line ends, and the pilcrow that
// archives put before a line that begins with a number.
func gap(text string, i int) int {
	lines := 0
	for j := i; j < len(text) && j-i <= maxGap; {
		switch c := text[j]; {
		case c == '\n' && lines < 2:
			lines++
			j++
		case c == ' ' || c == '\t' || c == '\r':
			j++
		case strings.HasPrefix(text[j:], "¶"):
			j += len("¶")
		default:
			return j
		}
	}
	return i
}

// monthAt reads a month's name, whole or short, at i and returns where it
// ends; 0 if there is none.
func monthAt(text string, i int) (month, end int) {
	j := i
	for j < len(text) && j-i <= len("september") && classes[text[j]] == classLetter {
		j++
	}
	return monthNamed(text[i:j]), j
}

// monthBefore reads the month's name that ends before i, and returns where it
// begins, not before from.
func monthBefore(text string, from, i int) (month, start int) {
	j := i
	for j > from && i-j <= maxGap {
		c := text[j-1]
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '.' && c != '\xb6' && c != '\xc2' {
			break
		}
		j--
	}
	start = j
	for start > from && j-start <= len("september") && classes[text[start-1]] == classLetter {
		start--
	}
	if j == i || start > 0 && isDigit(text[start-1]) {
		return 0, 0
	}
	return monthNamed(text[start:j]), start
}

var monthNames = [...]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// monthNamed returns the month of that name or of its first three letters, 0
// if it is none. May and march are words, too, unless they begin with a capital.
func monthNamed(word string) int {
	if len(word) < 3 || len(word) > len("september") || word == "may" || word == "march" {
		return 0
	}
	for i, name := range monthNames {
		if lower[word[0]] == name[0] && (strings.EqualFold(word, name) || strings.EqualFold(word, name[:3])) {
			return i + 1
		}
	}
	if strings.EqualFold(word, "sept") {
		return 9
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// byteAt returns the byte at i, 0 past the end.
func byteAt(text string, i int) byte {
	if i < len(text) {
		return text[i]
	}
	return 0
}
