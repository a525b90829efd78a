package mrn

import (
	"strings"

	"reftel/corpus/dtg"
	"reftel/corpus/post"
)

// Find returns the next MRN of a known post in text at or after from, and the
// bytes [start, end) that it takes; ok is false if there is none. Year is that
// of the text's own cable, as in Parse.
//
// Running text is full of names followed by numbers. An MRN with a year counts in
// any case (08 Paris 1501, 08PARIS1501). One without a year counts only if
// nothing contradicts it: PARIS 1501 and Paris 1501, but not Paris 2015, Paris 12
// December, Paris 3.5 percent or the state 50. Abbreviations that only MRNs use
// (BA 12) need a year; those of 1973-79 (BANGKO 12) count in those years only. A
// station's serial in an addressee line (AMEMBASSY PARIS 1501) is not an MRN.
//
// A loop from each end to the next takes time linear in the text, and nothing
// is allocated until something is found.
func Find(text string, from, year int) (m MRN, start, end int, ok bool) {
	from = max(from, 0)
	for i := from; ; {
		if i = dtg.NextDigit(text, i); i >= len(text) {
			return MRN{}, 0, 0, false
		}
		next := i + digitRun(text, i)
		if i > from && mayEndName(text, i) {
			c := candidate{text: text, from: from, number: i, end: next, citing: year}
			if c.read() {
				return c.mrn(), c.start, c.end, true
			}
		}
		i = next
	}
}

// mayEndName reports whether a name may end before the number at i, judging by
// the two bytes before it. Most numbers fail this test, which is cheap.
func mayEndName(text string, i int) bool {
	return near[text[i-1]] && (i < 2 || text[i-1] > ' ' || near[text[i-2]])
}

// near is the set of bytes that end a name or separate it from its number.
var near = func() (set [256]bool) {
	for c := range set {
		set[c] = isLetter(byte(c)) || c >= 0x80 || strings.IndexByte("0 \t\r\n#:-", byte(c)) >= 0
	}
	return set
}()

// A candidate is a number in running text with its context.
type candidate struct {
	text   string
	from   int // nothing before it belongs to the candidate
	number int // where its digits begin
	citing int

	start, end int
	name       post.Match
	nameEnd    int
	named      int // the year stated, 0 for none
	airgram    bool
}

// read finds the post and the year next to the number and reports whether they
// form an MRN.
func (c *candidate) read() bool {
	if number := c.digits(); c.end-c.number > pageDigits+2 || number == "" || len(number) > maxDigits || !c.goesWell() || !c.readName() {
		return false
	}
	c.start = c.name.Start
	c.readYearBefore()
	if c.named == 0 {
		c.readYearAfter()
	}
	return c.isMRN()
}

// digits returns the number without its zeros.
func (c *candidate) digits() string {
	return strings.TrimLeft(c.text[c.number:c.numberEnd()], "0")
}

func (c *candidate) mrn() MRN {
	number := c.digits()
	if c.airgram {
		number = "A" + number
	}
	m := MRN{Year: citedYear(c.named, c.citing), Post: c.name.Code, Number: number}
	if p, ok := post.LookupMRN(m.Post, m.Year); ok {
		m.Post = p.Code
	}
	return m
}

func (c *candidate) numberEnd() int { return c.number + digitRun(c.text, c.number) }

// goesWell reports whether the text after the number allows an MRN. Letters, a
// part of a date or time, a fraction or a percentage do not.
func (c *candidate) goesWell() bool {
	if c.end == len(c.text) {
		return true
	}
	next := c.text[c.end]
	short := c.end-c.number <= 2
	switch {
	case strings.HasPrefix(c.text[c.end:], "..."):
		return false // cut short
	case isLetter(next) || next == '%' || next == '_' && !c.sourceMark():
		return false
	case next == ',' && c.end-c.number > 3:
		return true // no thousands
	case next == '.' || next == ',' || next == ':':
		return c.end+1 == len(c.text) || !isDigit(c.text[c.end+1])
	case next == '/' || next == '-':
		return !short || c.end+1 == len(c.text) || !isDigit(c.text[c.end+1])
	}
	return true
}

// sourceMark skips the mark of a source in PlusD (_a to _e).
func (c *candidate) sourceMark() bool {
	t := c.text[c.end:]
	if len(t) < 2 || !isLetter(t[1]) || len(t) > 2 && (isLetter(t[2]) || isDigit(t[2])) {
		return false
	}
	c.end += 2
	return true
}

// maxBlanks is the number of blanks that may stand between a name and its
// number: tables have more. A line end lets the next line be indented.
const maxBlanks, maxIndent = 4, 12

// readName finds the post before the number, and an airgram's A between them.
func (c *candidate) readName() bool {
	end, ok := c.skipBack(c.number)
	if !ok {
		return false
	}
	if c.name, ok = post.Before(c.text, end); ok && c.name.Start >= c.from {
		c.nameEnd = end
		return true
	}
	if c.text[end-1]|0x20 != 'a' || end-1 <= c.from || isLetter(c.text[end-2]) {
		return false
	}
	if end, ok = c.skipBack(end - 1); !ok {
		return false
	}
	c.name, c.airgram = post.Before(c.text, end)
	c.nameEnd = end
	return c.airgram && c.name.Start >= c.from
}

// skipBack goes from i back over blanks, one line end, a colon, a hyphen or #
// to the letter before them; false if there is none.
func (c *candidate) skipBack(i int) (int, bool) {
	lines, marks := 0, 0
	for n := 0; n <= maxIndent && i > c.from; n++ {
		switch b := c.text[i-1]; {
		case isLetter(b) || b == '0':
			return i, lines > 0 || n <= maxBlanks
		case b == '\n' && lines == 0:
			lines++
		case (b == '#' || b == ':' || b == '-') && marks == 0:
			marks++
		case b != ' ' && b != '\t' && b != '\r':
			return i, b >= 0x80
		}
		i--
	}
	return i, false
}

// pageDigits is the length of the number in a page line (BRUSSELS 00001828 002
// OF 003). Such a line may interrupt a sentence, so digits before it are not its
// year.
const pageDigits = 8

// readYearBefore takes two or four digits before the name as the year, unless
// they are part of something else: PAGE 02, 01 OF 03, 12/04/08. The first zero may
// be written O.
func (c *candidate) readYearBefore() {
	end := c.start
	if c.end-c.number >= pageDigits && end > c.from && !isDigit(c.text[end-1]) {
		return
	}
	for n := 0; n < 2 && end > c.from && (c.text[end-1] == ' ' || c.text[end-1] == '\n'); n++ {
		end--
	}
	begin := end
	for begin > c.from && end-begin < 5 && isDigit(c.text[begin-1]) {
		begin--
	}
	digits := c.text[begin:end]
	if len(digits) == 1 && begin > c.from && c.text[begin-1]|0x20 == 'o' {
		begin--
	}
	if n := end - begin; n != 2 && n != 4 || begin > 0 && !c.canBegin(begin) {
		return
	}
	year, ok := fullYear(digits, end-begin)
	if !ok || c.citing != 0 && year > c.citing || end-begin == 4 && (year < 1900 || year > 2099) {
		return
	}
	c.named, c.start = year, begin
	if begin > c.from && c.text[begin-1] == '\'' {
		c.start--
	}
}

// canBegin reports whether a year can start at i, judging by the text before it.
func (c *candidate) canBegin(i int) bool {
	switch before := c.text[i-1]; {
	case isLetter(before) || before == '_':
		return false
	case strings.IndexByte("/-.,:", before) >= 0:
		return i < 2 || !isDigit(c.text[i-2])
	case before != ' ':
		return true
	}
	word := wordBefore(c.text, i-1)
	return !counts.has(word) && !months.has(first3(word))
}

// readYearAfter parses the year of 4525-91 and of 701 (08).
func (c *candidate) readYearAfter() {
	rest := c.text[c.end:min(len(c.text), c.end+len(" (2008)")+1)]
	digits, length := bracketed(rest)
	if length == 0 && c.end-c.number > 2 {
		digits, length = hyphened(rest)
	}
	year, ok := fullYear(digits, len(digits))
	if length == 0 || !ok || c.citing != 0 && year > c.citing {
		return
	}
	c.named, c.end = year, c.end+length
}

// bracketed returns the two or four digits in parentheses at the start of s and
// the length of the whole, 0 if there are none.
func bracketed(s string) (digits string, length int) {
	inner, ok := strings.CutPrefix(strings.TrimPrefix(s, " "), "(")
	n := digitRun(inner, 0)
	if !ok || n != 2 && n != 4 || !strings.HasPrefix(inner[n:], ")") {
		return "", 0
	}
	return inner[:n], len(s) - len(inner) + n + 1
}

// hyphened returns the two digits after a hyphen at the start of s.
func hyphened(s string) (digits string, length int) {
	inner, ok := strings.CutPrefix(s, "-")
	if n := digitRun(inner, 0); !ok || n != 2 || n < len(inner) && isLetter(inner[n]) {
		return "", 0
	}
	return inner[:2], 3
}
