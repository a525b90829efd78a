package refs

import (
	"strings"

	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/mrn"
	"reftel/corpus/post"
)

// An mrnMatch is an MRN in a segment.
type mrnMatch struct {
	start, end int
	year       int    // as written; 0 if missing
	post       string // canonical
	number     string // without leading zeros
}

// nextMRN returns the first MRN of a known post at or after from.
func (r *refReader) nextMRN(seg string, from int) (mrnMatch, bool) {
	for i := from; i < len(seg); {
		if !ascii.IsDigit(seg[i]) {
			i++
			continue
		}
		m, ok := r.mrnAt(seg, from, i)
		if ok {
			return m, true
		}
		i += ascii.Digits(seg[i:])
	}
	return mrnMatch{}, false
}

// mrnAt reads the MRN whose number starts at i.
func (r *refReader) mrnAt(seg string, from, i int) (mrnMatch, bool) {
	for n := 0; n < 4 && i > from && isDigitLetter(seg[i-1]); n++ {
		i-- // "LAGOS O1512"
	}
	if i > from && ascii.IsLetter(seg[i-1]) {
		i += ascii.Span(seg[i:], digitLetters)
	}
	number, end := serialAt(seg, i)
	if number == "" {
		return mrnMatch{}, false
	}
	nameEnd := beforeTelegram(seg, from, beforeNumber(seg, from, i))
	if nameEnd < 0 {
		return mrnMatch{}, false
	}
	start, code := r.telegramOf(seg, from, nameEnd)
	if code == "" {
		found, ok := post.Before(seg, nameEnd)
		if !ok || found.Start < from {
			return mrnMatch{}, false
		}
		start = found.Start
	}
	m := mrnMatch{start: start, end: end, number: number, post: code}
	m.start, m.year = r.yearBefore(seg, from, m.start)
	m = r.yearInNumber(seg, i, m)
	m.end, m.year = r.yearAfter(seg, m)
	if looksLikeYear(number) && m.year == 0 && !r.plainNumber(seg, start, nameEnd, i) {
		return mrnMatch{}, false
	}
	if code != "" {
		return m, true
	}
	p, ok := post.Resolve(seg[start:nameEnd], m.yearOr(r.year))
	m.post = p.Code
	return m, ok
}

// telegramOf reads "DEPTEL" and "EMBTEL", the telegrams of the Department and
// of the cable's own post, before end. It returns the start of the word and
// the code of the post, or "".
func (r *refReader) telegramOf(s string, from, end int) (start int, code string) {
	switch {
	case ascii.HasSuffixFold(s[from:end], "DEPTEL"):
		code = "STATE"
	case ascii.HasSuffixFold(s[from:end], "EMBTEL"):
		code = r.self.Post
	}
	if start = end - len("EMBTEL"); code == "" || start > from && ascii.IsLetter(s[start-1]) {
		return 0, ""
	}
	return start, code
}

func (m mrnMatch) yearOr(year int) int {
	if m.year != 0 {
		return m.year
	}
	return year
}

// digitLetters are the letters that stand for digits in scans and typing.
const digitLetters = "OoIl"

func isDigitLetter(c byte) bool { return strings.IndexByte(digitLetters, c) >= 0 }

// serialAt returns the number of an MRN at i, without leading zeros. It is
// empty for a date, a date-time group, or part of a word. Letters may stand
// for digits ("15O2").
func serialAt(s string, i int) (number string, end int) {
	end = i + ascii.Digits(s[i:])
	if end < len(s) && ascii.IsLetter(s[end]) || end == i {
		end = i
		for end < len(s) && end-i <= 8 && ascii.DigitOf(s[end]) != 0 {
			end++
		}
		if end-i < 3 {
			return "", 0
		}
	}
	if end-i > 8 || end < len(s) && ascii.IsLetter(s[end]) {
		return "", 0
	}
	if end+1 < len(s) && s[end] == '/' && ascii.IsDigit(s[end+1]) && dateAt(s[i:]) {
		return "", 0
	}
	return strings.TrimLeft(withDigits(s[i:end]), "0"), end
}

// withDigits returns s with its letters replaced by the digits they stand for.
func withDigits(s string) string {
	if ascii.Digits(s) == len(s) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		b[i] = ascii.DigitOf(c)
	}
	return string(b)
}

// dateAt reports whether s starts with a date such as "10/01-02/02" or
// "05/11/07".
func dateAt(s string) bool {
	n := ascii.Digits(s)
	if n == len(s) || s[n] != '/' {
		return false
	}
	m := ascii.Digits(s[n+1:])
	if n > 2 || m > 2 {
		return false
	}
	rest := s[n+1+m:]
	return rest != "" && (rest[0] == '/' || rest[0] == '-') || n == 2 && m == 2 && rest == ""
}

// beforeNumber returns the end of the name before the number at i, or -1.
// Spaces, a colon, a comma, "#" and "No." may stand between them.
func beforeNumber(s string, from, i int) int {
	end := i
	for end > from && strings.IndexByte(" #:,.-'/_", s[end-1]) >= 0 && i-end < 6 {
		end--
	}
	if end-from > 3 && i > end && (ascii.HasSuffixFold(s[from:end], " NO") || ascii.HasSuffixFold(s[from:end], " NR")) {
		end -= 3
		for end > from && s[end-1] == ' ' {
			end--
		}
	}
	if end == from || !ascii.IsLetter(s[end-1]) && s[end-1] < 0x80 && s[end-1] != '0' {
		return -1
	}
	return end
}

// beforeTelegram returns the end of a name without a word for message and
// without an S of possession ("OSLO TELEGRAM 12", "OSLO'S 12").
func beforeTelegram(s string, from, end int) int {
	if end < 0 {
		return end
	}
	for _, w := range [...]string{" TELEGRAM", " TELNO", " TEL", " CABLE", " MESSAGE", " MSG"} {
		if ascii.HasSuffixFold(s[from:end], w) {
			end = from + len(strings.TrimRight(s[from:end-len(w)], " "))
			break
		}
	}
	if ascii.HasSuffixFold(s[from:end], "'S") {
		end -= len("'s")
	}
	return end
}

// looksLikeYear reports whether a number could be a year.
func looksLikeYear(number string) bool {
	return len(number) == 4 && (strings.HasPrefix(number, "19") || strings.HasPrefix(number, "200") || strings.HasPrefix(number, "201"))
}

// plainNumber reports whether a number that could be a year is the number of a
// cable: the name is right before it, and the name begins the segment or
// follows a year, a comma or "and".
func (r *refReader) plainNumber(seg string, nameStart, nameEnd, i int) bool {
	if strings.IndexByte(seg[nameEnd:i], ',') >= 0 {
		return false
	}
	before := strings.TrimRight(seg[:nameStart], " '(")
	if before == "" {
		return true
	}
	switch c := before[len(before)-1]; {
	case ascii.IsDigit(c), c == ',', c == '&', c == '/', c == ')':
		return true
	}
	last := before[ascii.WordStart(before, len(before)):]
	return strings.EqualFold(last, "AND") || strings.EqualFold(last, "EMBASSY") || strings.EqualFold(last, "AMEMBASSY")
}

// yearBefore returns the start and the year of an MRN whose name starts at
// start: "08", "'08", "2008", "(08)" or "O8" before the name, with or without a
// space, a hyphen or a slash.
func (r *refReader) yearBefore(s string, from, start int) (begin, year int) {
	end := start
	for end > from && start-end < 4 && strings.IndexByte(" -/", s[end-1]) >= 0 {
		end--
	}
	brackets := end > from && (s[end-1] == ')' || s[end-1] == ']')
	if brackets {
		end--
	}
	i := end
	for i > from && end-i < 5 && ascii.DigitOf(s[i-1]) != 0 {
		i--
	}
	year = fullYear(s[i:end])
	if i > from && (s[i-1] == '\'' || s[i-1] == '`') {
		i--
	} else if i > from && (ascii.IsLetter(s[i-1]) || s[i-1] == '-' || s[i-1] == '/') {
		return start, 0
	}
	if brackets {
		if i == from || s[i-1] != '(' && s[i-1] != '[' || r.year != 0 && year > r.year {
			return start, 0
		}
		i--
	}
	if year == 0 {
		return start, 0
	}
	return i, year
}

// yearInNumber returns the match of a number at i that starts with a year:
// "OSLO 05-1234", "OSLO 2005-1234", "OSLO 05/1234".
func (r *refReader) yearInNumber(s string, i int, m mrnMatch) mrnMatch {
	n := ascii.Digits(s[i:])
	at := i + n
	if m.year != 0 || n != 2 && n != 4 || at == len(s) || s[at] != '-' && (s[at] != '/' || s[i] != '0') || ascii.Digits(s[at+1:]) < 3 {
		return m
	}
	year := fullYear(s[i:at])
	if year == 0 || year > r.year || year <= r.year-10 {
		return m
	}
	if number, end := serialAt(s, at+1); number != "" {
		m.number, m.end, m.year = number, end, year
	}
	return m
}

// yearAfter returns the end and the year of an MRN whose year follows its
// number: "(08)", "(2008)", "-08", or "/08" after three digits or more. A year
// after that of the citing cable does not count.
func (r *refReader) yearAfter(s string, m mrnMatch) (end, year int) {
	if m.year != 0 {
		return m.end, m.year
	}
	i := m.end
	paren := i + ascii.Blanks(s[i:])
	switch {
	case paren < len(s) && (s[paren] == '(' || s[paren] == '['):
		i = paren + 1 + ascii.Span(s[paren+1:], " '")
	case i < len(s) && (s[i] == '-' || s[i] == '/' && len(m.number) > 2 && ascii.Digits(s[i+1:]) == 2):
		i++
	default:
		return m.end, 0
	}
	n := ascii.Digits(s[i:])
	if n != 2 && n != 4 || i+n < len(s) && (ascii.IsLetter(s[i+n]) || s[i+n] == '/') {
		return m.end, 0
	}
	bare := s[i-1] == '-' || s[i-1] == '/'
	if !bare && (i+n == len(s) || s[i+n] != ')' && s[i+n] != ']') {
		return m.end, 0
	}
	year = fullYear(s[i : i+n])
	if year == 0 || r.year != 0 && year > r.year {
		return m.end, 0
	}
	if !bare {
		n++
	}
	return i + n, year
}

// fullYear returns the year that two or four digits stand for, or 0. Two digits
// mean 1966 to 2065. Letters may stand for digits, but not for all of them.
func fullYear(s string) int {
	year, digits := 0, 0
	for i := 0; i < len(s); i++ {
		year = year*10 + int(ascii.DigitOf(s[i])-'0')
		if ascii.IsDigit(s[i]) {
			digits++
		}
	}
	switch {
	case digits == 0 || len(s) != 2 && len(s) != 4:
		return 0
	case len(s) == 4 && year >= 1950 && year <= 2065:
		return year
	case len(s) == 4:
		return 0
	case year < 66:
		return 2000 + year
	}
	return 1900 + year
}

// leadingYear returns the year that s starts with ("08", "'08", "2008", "(08)",
// "O8") and its length with the space after it, or 0.
func leadingYear(s string) (year, n int) {
	i := ascii.Span(s, " '`([")
	n = i
	for n < len(s) && n-i < 4 && ascii.DigitOf(s[n]) != 0 {
		n++
	}
	if year = fullYear(s[i:n]); year == 0 {
		return 0, 0
	}
	return year, n + ascii.Span(s[n:], " )]-/")
}

// nextInList returns the next number of a list that shares post and year: "7472
// and 7677", "936/935", "19, 21 (NOTAL), 26", "101 THRU 103". A number before a
// name is the year of that name.
func (r *refReader) nextInList(seg string, m mrnMatch) (mrnMatch, bool) {
	from := m.end + noteLen(seg[m.end:])
	i := from + ascii.Span(seg[from:], " ,/&+")
	for _, w := range [...]string{"AND", "THRU", "THROUGH"} {
		if ascii.HasWordFold(seg[i:], w) {
			i += len(w)
			i += ascii.Blanks(seg[i:])
		}
	}
	if strings.TrimLeft(seg[from:i], " ") == "" {
		if i = rangeEnd(seg, m); i == 0 {
			return mrnMatch{}, false
		}
	}
	n := ascii.Digits(seg[i:])
	number, end := serialAt(seg, i)
	if n == 0 || number == "" {
		return mrnMatch{}, false
	}
	after := strings.TrimLeft(seg[end:], " ")
	if n <= 4 && after != "" && ascii.IsLetter(after[0]) && !afterNumber(after) {
		return mrnMatch{}, false
	}
	next := mrnMatch{start: i, end: end, year: m.year, post: m.post, number: number}
	if m.year == 0 {
		next.end, next.year = r.yearAfter(seg, next)
	}
	return next, true
}

// afterNumber reports whether s starts with a word that may follow a number of
// a list.
func afterNumber(s string) bool {
	for _, w := range [...]string{"AND", "NOTAL", "THRU", "THROUGH", "ET", "ALL", "BOTH"} {
		if ascii.HasWordFold(s, w) {
			return true
		}
	}
	return false
}

// noteLen returns the length of the note in parentheses at the start of s, or
// 0. It has no number with three digits or more, which may be an MRN.
func noteLen(s string) int {
	i := ascii.Blanks(s)
	if i == len(s) || s[i] != '(' {
		return 0
	}
	for n := i + 1; n < len(s) && n < i+maxRemark; n++ {
		switch {
		case s[n] == ')':
			return n + 1
		case s[n] == '(' || ascii.Digits(s[n:]) > 2:
			return 0
		}
	}
	return 0
}

// rangeEnd returns the start of the last number of a range ("101-103"), or 0.
func rangeEnd(seg string, m mrnMatch) int {
	if m.end == len(seg) || seg[m.end] != '-' {
		return 0
	}
	n := ascii.Digits(seg[m.end+1:])
	if n < 3 || n != len(m.number) || !higher(seg[m.end+1:m.end+1+n], m.number) || n == 4 && fullYear(seg[m.end+1:m.end+1+n]) != 0 {
		return 0
	}
	return m.end + 1
}

// wholeMRN reads a segment that consists of one MRN of a misspelt or unknown
// post ("05 SAO PAUO 1106"), or of a number and a name ("377 KATHMANDU").
func (r *refReader) wholeMRN(seg string) (mrn.MRN, bool) {
	s := withoutNotes(seg)
	if len(s) > 40 || len(s) < 4 {
		return mrn.MRN{}, false
	}
	if m, ok := r.numberFirst(s); ok {
		return r.dated(m), true
	}
	m := mrnMatch{}
	name := s
	if year, n := leadingYear(s); year != 0 {
		m.year, name = year, s[n:]
	}
	end := nameLen(name)
	if end > 1 && end < len(name) && name[end-2:end+1] == " A-" {
		return mrn.MRN{}, false // an airgram
	}
	at := end + ascii.Span(name[end:], " #:.-")
	number, stop := "", 0
	if at < len(name) && ascii.IsDigit(name[at]) {
		number, stop = serialAt(name, at)
	}
	if number == "" || end == 0 {
		return mrn.MRN{}, false
	}
	m.number, m.end = number, stop
	m.end, m.year = r.yearAfter(name, m)
	if unknownStation(name[:end]) {
		return mrn.MRN{}, false
	}
	if m.year == 0 {
		m.year = r.yearOfDate(seg[len(s)-len(name)+m.end:])
	}
	if rest := strings.Trim(name[m.end:], " .,"); rest != "" && (m.year == 0 || r.yearOfDate(rest) != m.year) {
		return mrn.MRN{}, false
	}
	m.post = r.station(name[:end], m.yearOr(r.year))
	return r.dated(m), m.post != ""
}

// numberFirst reads "377 KATHMANDU".
func (r *refReader) numberFirst(s string) (mrnMatch, bool) {
	n := ascii.Digits(s)
	if n < 3 || n > 7 || n == len(s) || s[n] != ' ' {
		return mrnMatch{}, false
	}
	p, ok := post.Lookup(s[n+1:])
	return mrnMatch{end: n, post: p.Code, number: strings.TrimLeft(s[:n], "0")}, ok
}

// nameLen returns the length of the one to three words of letters at the start
// of s.
func nameLen(s string) int {
	i, end := 0, 0
	for words := 0; words < 3; words++ {
		n := 0
		for i+n < len(s) && (ascii.IsLetter(s[i+n]) || s[i+n] >= 0x80 || s[i+n] == '0' && (n > 0 && ascii.IsLetter(s[i+n-1]) || i+n+1 < len(s) && ascii.IsLetter(s[i+n+1]))) {
			n++
		}
		if n == 0 {
			break
		}
		i += n
		end = i
		i += ascii.Span(s[i:], " -'.")
	}
	return end
}

// station returns the code of a post whose name may be misspelt. An unknown
// single word is its own code.
func (r *refReader) station(name string, year int) string {
	if r.lookups++; r.lookups > maxLookups {
		return ""
	}
	if p, ok := post.Resolve(name, year); ok {
		return p.Code
	}
	if strings.IndexByte(name, ' ') >= 0 {
		return ""
	}
	return post.Bare(name)
}

// withoutNotes returns a segment without trailing notes and parentheses.
func withoutNotes(s string) string {
	if i := strings.IndexByte(s, '('); i > 0 && ascii.Digits(strings.TrimLeft(s[i+1:], "' ")) == 0 {
		s = s[:i]
	}
	for _, note := range [...]string{"AND PREVIOUS", "NOTAL", "PREVIOUS"} {
		if i := ascii.IndexFold(s, note); i > 0 {
			s = s[:i]
		}
	}
	return strings.Trim(s, " ,.-")
}

// unknownStation reports whether name cannot be a station: a month, or a word
// for resolutions, reports and the like.
func unknownStation(name string) bool {
	if len(name) < 3 {
		return true
	}
	if month, n := ascii.MonthName(name); month > 0 && n == len(name) {
		return true
	}
	for w := range strings.FieldsSeq(name) {
		if notStations[strings.ToUpper(w)] || ascii.Redacted(w) {
			return true
		}
	}
	return false
}

var notStations = map[string]bool{
	"ACTION": true, "ANNEX": true, "ARTICLE": true, "CABLE": true, "CASE": true, "CFR": true, "CIR": true, "COPY": true, "DAILY": true, "DIPNOTE": true,
	"DTG": true, "EMAIL": true, "EMAILS": true, "FAH": true, "FAM": true, "FAX": true, "IIR": true, "INCSR": true, "LETTER": true, "LICENSE": true, "MEETING": true,
	"MEMO": true, "MSG": true, "NIE": true, "NOTE": true, "PAGE": true, "PARA": true, "PART": true, "POC": true, "POINTS": true, "PUB": true, "REF": true,
	"REPORT": true, "RES": true, "RESOLUTION": true, "SECTION": true, "SEPTEL": true, "SUBJECT": true, "TD": true, "TDX": true, "TEL": true, "TELCON": true,
	"AIRGRAM": true, "CIRTEL": true, "DEPTCIRTEL": true, "DEPTEL": true, "EMBTEL": true, "MEMORANDUM": true, "MY": true, "OUR": true, "OURTEL": true, "PARAS": true,
	"REFTEL": true, "REFTELS": true, "YOUR": true, "YOURTEL": true, "URTEL": true,
	"UNGA": true, "UNSC": true, "UNSCR": true, "VOL": true, "ZONE": true, "AND": true, "THE": true, "NO": true, "FY": true, "ALDAC": true, "TF": true,
}
