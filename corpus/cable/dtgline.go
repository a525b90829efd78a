package cable

import (
	"strings"

	"reftel/corpus/dtg"
)

// The DTG line, format line 5 of ACP 127, has precedence letters and the
// date-time group:
//
//	R 041412Z DEC 08
//
// Package dtg reads damaged groups, too. What it leaves is repaired here: the
// precedence letters, a zone letter read as a digit, and months.

// maxDTGLine is the maximum length of a DTG line.
const maxDTGLine = 60

// isDTGLine reports whether s has the form of a DTG line or of a damaged one.
func isDTGLine(s string) bool { return looksLikeDTG(s) || repairDTG(s) != "" }

// dtgLine reads format line 5. It reports whether all of s is a transmission line;
// a line that is damaged or run together with others also stays text.
func (t *transmissionReader) dtgLine(s string, at int) bool {
	raw, whole := s, len(s) <= maxDTGLine
	if !looksLikeDTG(s) {
		whole = whole && isPrecedenceLead(s)
		s = repairDTG(s)
		t.problem(ProblemDTG, at, "%s read as %s", raw, s)
	}
	d, err := dtg.Parse(s)
	if err != nil {
		if fixed := repairDTG(s); fixed != "" {
			if d, err = dtg.Parse(fixed); err == nil {
				t.problem(ProblemDTG, at, "%s read as %s", raw, fixed)
			}
		}
	}
	if err != nil {
		t.problem(ProblemDTG, at, "%v", err)
		return whole && raw == s
	}
	t.sent.dtgLine, t.sent.dtg, t.sent.dtgRead = at, d, d.Precision == dtg.Minute
	if !t.sent.dtgRead {
		return false
	}
	t.c.DTG = &DTG{Raw: raw, Time: d.Time, Zone: string(d.Zone)}
	for _, c := range d.Precedence {
		t.c.Precedence = appendOnce(t.c.Precedence, string(c))
	}
	for _, sig := range d.Signals {
		t.addSignal(sig)
	}
	for _, r := range d.Repairs {
		t.problem(ProblemDTG, at, "%s", r)
	}
	return whole
}

// isPrecedenceLead reports whether only precedence letters, or 0 for O, precede
// the group of a DTG line.
func isPrecedenceLead(s string) bool {
	i := 0
	for i < len(s) && strings.IndexByte("ZOPR ", s[i]) >= 0 || strings.HasPrefix(s[i:], "0 ") {
		i++
	}
	return i < len(s) && isDigit(s[i])
}

// looksLikeDTG reports whether s may be a DTG line: up to four precedence letters,
// then six digits or letters misread for digits, and a zone letter.
func looksLikeDTG(s string) bool {
	i := 0
	for n := 0; n < 4 && i+1 < len(s) && strings.IndexByte("ZOPRY", s[i]) >= 0 && (s[i+1] == ' ' || i+2 < len(s) && s[i+2] == ' '); n++ {
		i++
		i += blanks(s[i:])
	}
	if i >= len(s) {
		return false
	}
	n := 0
	for ; i < len(s) && n < 6; i++ {
		switch c := s[i]; {
		case isDigit(c), c == 'O', c == 'o', c == 'l', c == 'I':
			n++
		case c != ' ':
			return false
		}
	}
	i += blanks(s[min(i, len(s)):])
	return n == 6 && i < len(s) && isLetter(s[i])
}

// damagedDTG returns the repaired line if s is a DTG line whose precedence letters
// were misread, or whose zone letter Z was lost or read as 2 or 7:
// "R 1021142 DEC 76", "• 280653Z JAN 85". Otherwise it returns "".
func damagedDTG(s string) string {
	fixed := repairDTG(s)
	if fixed == "" {
		return ""
	}
	if d, err := dtg.Parse(fixed); err != nil || d.Precision != dtg.Minute {
		return ""
	}
	return fixed
}

// repairDTG is like damagedDTG but does not check that the time is valid.
func repairDTG(s string) string {
	if len(s) > 60 {
		return ""
	}
	i := 0
	for i < len(s) && i < 8 && !isDigit(s[i]) {
		i++
	}
	lead := precedenceIn(s[:i])
	if i+2 < len(s) && s[i] == '0' && s[i+1] == ' ' && isDigit(s[i+2]) {
		lead, i = "O ", i+2
	}
	d := 0
	for i+d < len(s) && (isDigit(s[i+d]) || d > 0 && d < 6 && (s[i+d] == 'O' || s[i+d] == 'I' || s[i+d] == 'l')) {
		d++
	}
	rest := strings.TrimLeft(s[i+d:], " ")
	switch {
	case d == 7 && (s[i+6] == '2' || s[i+6] == '7'):
		d = 6
	case d == 6:
		rest = strings.TrimLeft(rest, "Zz ")
	default:
		return ""
	}
	month, n := readMonth(rest)
	if n == 0 {
		return ""
	}
	return lead + s[i:i+d] + "Z " + month + rest[n:]
}

// months are the abbreviations of the months.
const months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"

// confusions are sets of characters that scans confuse.
var confusions = [...]string{"O0QDC", "I1LJT", "U V", "NHM", "EF", "BH8", "GC6", "S5", "PFR", "YV", "VU"}

// readMonth reads the abbreviation of a month at the start of s, of which one
// character may be misread, and returns its length; 0 if no month or more than one
// fits.
func readMonth(s string) (month string, n int) {
	if len(s) < 4 || s[3] != ' ' && !isDigit(s[3]) && !isLetter(s[3]) {
		return "", 0
	}
	word := strings.ToUpper(s[:3])
	best, count := 0, 0
	for i := 0; i < len(months); i += 3 {
		score := monthScore(word, months[i:i+3])
		switch {
		case score > best:
			best, count, month = score, 1, months[i:i+3]
		case score == best && score > 0:
			count++
		}
	}
	if count != 1 {
		return "", 0
	}
	return month, 3
}

// monthScore returns how well word, of three characters, fits a month: 3 if they
// are equal, 2 if one letter differs by a confusion of scans, 1 if one letter
// differs otherwise, else 0.
func monthScore(word, month string) int {
	wrong := -1
	for i := range 3 {
		if word[i] != month[i] {
			if wrong >= 0 {
				return 0
			}
			wrong = i
		}
	}
	if wrong < 0 {
		return 3
	}
	for _, set := range confusions {
		if strings.IndexByte(set, word[wrong]) >= 0 && strings.IndexByte(set, month[wrong]) >= 0 {
			return 2
		}
	}
	return 1
}

// precedenceIn returns the precedence letters in s, each followed by a blank.
func precedenceIn(s string) string {
	var b strings.Builder
	for _, w := range strings.Fields(s) {
		if len(w) == 1 && strings.IndexByte("ZOPR", w[0]) >= 0 {
			b.WriteString(w)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
