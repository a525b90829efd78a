package cable

import (
	"fmt"
	"strings"

	"reftel/corpus/cable/internal/ascii"
)

// maxDeclassify is how much of the zone of an E.O. line is read.
const maxDeclassify = 1000

// parseDeclassify reads the E.O. line: the number of the order ("12958") and
// what the line says of declassification, nil if it says nothing. Text before
// the order and lines after it (TAGS, SUBJECT) are passed over.
func parseDeclassify(line string) (eo string, d *Declassify) {
	eo, rest := cutOrder(clip(line, maxDeclassify))
	rest, labelled := cutDeclLabel(rest[:declEnd(rest)])
	raw := joinLines(rest)
	if raw == "" || eo == "" && !labelled || startsReasons(raw) {
		return eo, nil
	}
	d = &Declassify{Raw: raw}
	readDeclassify(d, raw)
	return eo, d
}

// startsReasons reports that the line gives the reasons instead.
func startsReasons(raw string) bool {
	_, n := exemption(raw)
	return n == 0 && ascii.SectionNumber(raw) > 0
}

// cutOrder returns the order that text names and what follows it. Without one,
// the whole text is what follows.
func cutOrder(text string) (eo, rest string) {
	for i := 0; i < len(text); i++ {
		if text[i]|0x20 != 'e' || i > 0 && isLetter(text[i-1]) {
			continue
		}
		n := ascii.OrderLabel(text[i:])
		if n == 0 {
			continue
		}
		digits := text[i+n:]
		if eo, n := ascii.OrderNumber(digits); eo != "" {
			return eo, digits[n:]
		}
		if n := naLen(digits); n > 0 {
			return "", digits
		}
	}
	return "", text
}

// cutDeclLabel takes "DECL:" and its like off the start of what follows the
// order.
func cutDeclLabel(s string) (rest string, labelled bool) {
	s = s[span(s, " \t\r\n:,;.-"):]
	for _, label := range [...]string{"AS AMENDED", "DECLASSIFIED", "DECLASSIFY", "DECLAS", "DECL", "DEL:", "DEC:", "DEL ", "DCL"} {
		if !hasPrefixFold(s, label) {
			continue
		}
		s = s[len(label):]
		s = s[span(s, " \t\r\n:,;.-"):]
		if hasWordFold(s, "ON") {
			s = s[len("on"):]
		}
		s = s[span(s, " \t\r\n:,;-"):]
		labelled = true
	}
	return s, labelled
}

// declEnd returns where another line of the header begins.
func declEnd(s string) int {
	for i := 0; i < len(s); i++ {
		if i > 0 && !isBlank(s[i-1]) || !isLetter(s[i]) && s[i] != '\n' {
			continue
		}
		switch s[i] | 0x20 {
		case 't':
			if hasPrefixFold(s[i:], "TAGS") {
				return i
			}
		case 's':
			if hasPrefixFold(s[i:], "SUBJ") {
				return i
			}
		case 'r':
			if hasPrefixFold(s[i:], "REF:") || hasPrefixFold(s[i:], "REFS:") || hasPrefixFold(s[i:], "REASON") {
				return i
			}
		case 'c':
			if hasPrefixFold(s[i:], "CLASSIFIED BY") {
				return i
			}
		}
	}
	return len(s)
}

// joinLines returns s on one line with single blanks, up to the first blank
// line after text.
func joinLines(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "\n\r\t\\") && !strings.Contains(s, "  ") {
		return s
	}
	var b strings.Builder
	for rest := s; rest != ""; {
		var line string
		line, rest = cutLine(rest)
		line = trimLine(line)
		if line == "" {
			break
		}
		for w := range strings.FieldsSeq(line) {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
		}
	}
	return b.String()
}

// readDeclassify takes the exemptions, the date and the event out of raw.
func readDeclassify(d *Declassify, raw string) {
	if naLen(raw) > 0 {
		return
	}
	words := false // other than of exemptions
	for i := 0; i < len(raw); {
		if !isLetter(raw[i]) && !isDigit(raw[i]) {
			i++
			continue
		}
		if name, n := exemption(raw[i:]); n > 0 {
			d.Exemptions = appendOnce(d.Exemptions, name)
			i += n
			continue
		}
		if date, n := readDate(raw[i:]); n > 0 && d.Date == "" {
			d.Date = date
			i += n
			continue
		}
		n := max(letters(raw[i:]), digits(raw[i:]))
		words = words || n > 2 && isLetter(raw[i]) && !quietWord(raw[i:i+n])
		i += n
	}
	if words && (d.Date == "" || eventWord(raw)) && len(d.Exemptions) == 0 {
		d.Event = strings.TrimRight(raw, " .;,")
	}
}

// naLen returns the length of "N/A" or "none" at the start of s.
func naLen(s string) int {
	for _, na := range [...]string{"N/A", "NA", "N.A", "NONE", "NOT APPLICABLE"} {
		if hasWordFold(s, na) {
			return len(na)
		}
	}
	return 0
}

// quietWord reports words that stand around a date without making an event of
// it: the officer's name and role under E.O. 12065 ("OR-P") are among them.
func quietWord(w string) bool {
	for _, quiet := range [...]string{"DECL", "DECLASSIFY", "DECLASSIFIED", "ON", "AND", "OR", "DATE", "BY", "NARA", "AMENDED"} {
		if len(w) == len(quiet) && hasPrefixFold(w, quiet) {
			return true
		}
	}
	return false
}

// eventWord reports whether raw names an event even though it has a date.
func eventWord(raw string) bool {
	for _, w := range [...]string{"AFTER ", "UPON ", "UNTIL ", "WHEN ", "UNIFICATION", "YEARS"} {
		if indexFold(raw, w) >= 0 {
			return true
		}
	}
	return false
}

// markings are the exemptions that are words; those of E.O. 11652 and 12065
// may have a number ("XGDS-1", "RDS-3").
var markings = [...]struct {
	word     string
	numbered bool
}{{"OADR", false}, {"XGDS", true}, {"GDS", false}, {"ADS", false}, {"RDS", true}, {"MR", false}}

// exemption reads an exemption at the start of s, in its canonical form: "X1",
// "25X1", "25X1-HUMAN", "OADR", "GDS", "XGDS-1".
func exemption(s string) (name string, n int) {
	for _, m := range markings {
		if !hasPrefixFold(s, m.word) {
			continue
		}
		n := len(m.word)
		if m.numbered {
			digit := n + span(s[n:], "- ")
			if digit < len(s) && s[digit] >= '1' && s[digit] <= '9' && (digit+1 == len(s) || !isDigit(s[digit+1]) && s[digit+1] != '/') {
				return m.word + "-" + s[digit:digit+1], digit + 1
			}
		}
		if n == len(s) || !isLetter(s[n]) && !isDigit(s[n]) {
			return m.word, n
		}
	}
	return exemptionX(s)
}

// exemptionX reads "X1" to "X9", with the years before it that say since when
// ("25X1"), a section ("1.6X1"), and what it protects after it ("50X1-HUM").
func exemptionX(s string) (name string, n int) {
	years := digits(s)
	section := 0
	if years == 1 && len(s) > 3 && s[0] == '1' && s[1] == '.' && isDigit(s[2]) {
		section = 3 + span(s[3:], " (-")
		years = 0
	}
	x := section + years
	if years != 0 && years != 2 || x >= len(s) || s[x]|0x20 != 'x' {
		return "", 0
	}
	digit := x + 1 + span(s[x+1:], "- ")
	if digit >= len(s) || s[digit] < '1' || s[digit] > '9' || digit+1 < len(s) && isDigit(s[digit+1]) {
		return "", 0
	}
	end := digit + 1
	name = s[section:section+years] + "X" + s[digit:end]
	if years > 0 && end+1 < len(s) && s[end] == '-' && isLetter(s[end+1]) {
		subject := letters(s[end+1:])
		name += strings.ToUpper(s[end : end+1+subject])
		end += 1 + subject
	}
	return name, end
}

// readDate reads a date at the start of s as ISO 8601 has it, and how much of
// s it takes. Month and day stand in the American order unless that makes no
// date. A day or month that is not given is left out ("2018-12", "2018").
func readDate(s string) (date string, n int) {
	if isLetter(s[0]) {
		if month, n := ascii.MonthName(s); month > 0 {
			return monthFirst(s, month, n)
		}
		if ascii.DigitOf(s[0]) == 0 || len(s) < 2 || !isDigit(s[1]) && s[1] != '/' {
			return "", 0
		}
	}
	a, i := readNumber(s)
	switch {
	case i == 8:
		if date := isoDate(a/10000, a/100%100, a%100); date != "" {
			return date, i
		}
		return isoDate(a%10000, a/1000000, a/10000%100), i
	case i == 4:
		return yearFirst(s, a, i)
	case i > 2:
		return "", 0
	}
	if month, m := ascii.MonthName(s[min(i+span(s[i:], " -."), len(s)):]); month > 0 {
		at := i + span(s[i:], " -.") + m
		year, end := readYear(s, at+span(s[at:], " -.,'"))
		return isoDate(year, month, a), end
	}
	return slashed(s, a, i)
}

// slashed reads what follows the first number of 12/02/2018 or 12/2018.
func slashed(s string, a, i int) (string, int) {
	i, ok := cutSeparator(s, i)
	if !ok {
		return "", 0
	}
	b, n := readNumber(s[i:])
	if n == 4 {
		return isoDate(b, a, 0), i + n
	}
	if n == 0 || n > 2 {
		return glued(s, a, i, n)
	}
	if i, ok = cutSeparator(s, i+n); !ok {
		return "", 0
	}
	year, end := readYear(s, i)
	if date := isoDate(year, a, b); date != "" {
		return date, end
	}
	return isoDate(year, b, a), end
}

// glued reads 12/022018, where the second separator was lost.
func glued(s string, month, i, n int) (string, int) {
	if n != 6 {
		return "", 0
	}
	rest, _ := readNumber(s[i:])
	return isoDate(rest%10000, month, rest/10000), i + n
}

// yearFirst reads what follows the year of 2020/02/23.
func yearFirst(s string, year, i int) (string, int) {
	if at, ok := cutSeparator(s, i); ok {
		month, n := readNumber(s[at:])
		if next, ok := cutSeparator(s, at+n); ok && n > 0 && n <= 2 {
			if day, m := readNumber(s[next:]); m > 0 && m <= 2 {
				return isoDate(year, month, day), next + m
			}
		}
		if n > 0 && n <= 2 {
			return isoDate(year, month, 0), at + n
		}
	}
	return isoDate(year, 0, 0), i
}

// monthFirst reads what follows the month of "December 2, 2018" or "DEC 2018".
func monthFirst(s string, month, i int) (string, int) {
	i += span(s[i:], " .,")
	day, n := readNumber(s[i:])
	if n == 4 {
		return isoDate(day, month, 0), i + n
	}
	if n == 0 || n > 2 {
		return "", 0
	}
	i += n
	for _, ordinal := range [...]string{"ST", "ND", "RD", "TH"} {
		if hasPrefixFold(s[i:], ordinal) {
			i += len(ordinal)
			break
		}
	}
	year, end := readYear(s, i+span(s[i:], " .,'"))
	return isoDate(year, month, day), end
}

// readNumber reads digits, and letters that stand for them beside a digit.
func readNumber(s string) (value, n int) {
	real := false
	for n < len(s) && n < 9 {
		d := ascii.DigitOf(s[n])
		if d == 0 {
			break
		}
		real = real || isDigit(s[n])
		value = value*10 + int(d-'0')
		n++
	}
	if !real {
		return 0, 0
	}
	return value, n
}

// readYear reads a year of two or four digits; two mean 1966 to 2065.
func readYear(s string, i int) (year, end int) {
	if i > len(s) {
		return 0, len(s)
	}
	year, n := readNumber(s[i:])
	switch {
	case n == 2 && year < 66:
		year += 2000
	case n == 2:
		year += 1900
	case n != 4:
		return 0, i
	}
	return year, i + n
}

// cutSeparator passes over one separator of a date, with blanks around it.
func cutSeparator(s string, i int) (int, bool) {
	at := i + blanks(s[i:])
	if at >= len(s) || strings.IndexByte("/-.\\", s[at]) < 0 {
		return i, false
	}
	at += span(s[at:], "/-.\\")
	return at + blanks(s[at:]), true
}

var monthDays = [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// isoDate writes a date; "" if it is none. Without a day or a month it is a
// month or a year.
func isoDate(year, month, day int) string {
	switch {
	case year < 1900 || year > 2199 || month < 0 || month > 12 || month == 0 && day > 0:
		return ""
	case day < 0 || day > 0 && day > monthDays[month-1] || month == 2 && day == 29 && !leapYear(year):
		return ""
	case month == 0:
		return fmt.Sprintf("%04d", year)
	case day == 0:
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	b := [...]byte{byte('0' + year/1000), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10), '-',
		byte('0' + month/10), byte('0' + month%10), '-', byte('0' + day/10), byte('0' + day%10)}
	return string(b[:])
}

func leapYear(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }
