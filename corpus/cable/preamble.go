package cable

import (
	"slices"
	"strings"
	"time"

	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
)

// The preamble is what stands above the classification line, and again above
// that of each further section: transmission lines, and in telegrams of
// 1973-79 the page header and the block that says who acts on the telegram and
// who wrote it.
//
//	PAGE 01        QUITO  01214  031522Z
//	46
//	ACTION EB-11
//	INFO  OCT-01  ARA-16  ISO-00   /042 W
//	DRAFTED BY EB/TT:JROE:JD
//	APPROVED BY EB:JDOE
//	                     --------------------- 057563
//	R 031510Z MAR 75
//	FM AMEMBASSY QUITO

// maxDistribution is the number of lines that the distribution block has at
// most; the longest real one has 40.
const maxDistribution = 80

// A preambleReader reads the lines of one preamble.
type preambleReader struct {
	*transmissionReader
	distribution bool // in the block between page header and DTG
	left         int  // lines that the block may still have
	label        string
	gap          bool // blank lines precede the line, and no furniture
	furniture    bool
}

// readPreamble reads the text [from, to), which may end within a line.
func (t *transmissionReader) readPreamble(from, to int) {
	r := preambleReader{transmissionReader: t}
	t.list, t.exempted = nil, false
	for i := t.lineAt(from); i < len(t.all) && t.all[i].start < to; i++ {
		l := t.all[i]
		switch {
		case l.kind == lineBlank:
			r.gap = true
		case l.kind == lineFurniture:
			r.gap, r.furniture = false, true
			if l.form == formPage || l.form == formPageHalf || l.form == formPost {
				r.page(t.text[l.in:l.end])
			}
		case l.form == formBanner && l.start >= from && l.end <= to:
			t.all[i].kind = lineFurniture
			r.gap, r.furniture = false, true
		case l.kind == lineText:
			in, end := max(l.in, from), min(l.end, to)
			if in >= end {
				continue
			}
			t.afterGap = r.gap && !r.furniture && t.sent.fmLine >= 0
			r.line(i, in, trimRightBlanks(t.text, in, end))
			r.gap, r.furniture = false, false
		}
	}
	t.list = nil
}

// page notes the page header s: below that of a first page the distribution
// block is due.
func (r *preambleReader) page(s string) {
	if isPageOne(s) {
		r.begin("")
	}
}

func (r *preambleReader) begin(label string) {
	if !r.distribution {
		r.distribution, r.left = true, maxDistribution
	}
	r.label = label
}

// line reads the text [in, end) of the line i.
func (r *preambleReader) line(i, in, end int) {
	s := strings.TrimRight(r.text[in:end], `\ ",`) // line ends of dumps
	if n := pageRun(s); n > 0 {
		h, _ := readPage(s)
		r.notePage(h, in)
		r.page(s[:n])
		r.cover(in, in+n, lineFurniture)
		in += n + blanks(s[n:])
		s = r.text[min(in, end):end]
	}
	if s == "" {
		return
	}
	kind := lineText
	switch {
	case r.distribution && r.goesOn(s, in):
		kind = lineFact
		r.addFact(r.factName(), in, in+len(s))
	case isDistribution(s) && r.sent.dtgLine < 0:
		r.begin("")
		r.goesOn(s, in)
		kind = lineFact
		r.addFact(r.factName(), in, in+len(s))
	case r.transmissionLine(s, in):
		r.distribution = false
		kind = lineTransmission
		r.noteHeader(r.all[i].start, in+len(s))
	}
	if kind == lineText {
		return
	}
	if r.all[i].flat {
		return // its words are those of a line of the text
	}
	r.cover(in, in+len(s), kind)
	if end == r.all[i].end {
		r.all[i].kind = kind
	}
}

// factName returns the name of the fact that a line of the block is.
func (r *preambleReader) factName() string {
	if r.label == "" {
		return "Distribution"
	}
	return r.label
}

// goesOn reports whether the line s, at the offset at, is of the distribution
// block; the DTG or FM line ends it, and so does running text.
func (r *preambleReader) goesOn(s string, at int) bool {
	switch {
	case r.left == 0, looksLikeDTG(s), strings.HasPrefix(s, "FM "), strings.HasPrefix(s, "VZCZC"), hasLabel(s, "TO"),
		strings.HasPrefix(s, "INFO ") && isStationName(s[5:]), isProse(s):
		r.distribution = false
		return false
	case r.sent.dtgLine < 0 && damagedDTG(s) != "":
		r.distribution = false
		return false
	case strings.HasPrefix(s, "DRAFTED BY"):
		r.label = "Drafting"
	case strings.HasPrefix(s, "APPROVED BY"):
		r.label = "Approval"
	case isDistribution(s), strings.HasPrefix(s, "--"):
		r.label = ""
	case r.label == "Approval" || r.label == "Clearance":
		r.label = "Clearance"
	case r.label == "Drafting" && strings.IndexByte(s, ':') < 0:
		r.label = ""
	case r.label == "" && (isMarked(s) || isSentence(s)):
		r.distribution = false
		return false
	}
	r.left--
	return true
}

// isMarked reports whether s begins with a paragraph's marker.
func isMarked(s string) bool {
	m, ok := parseMarker(s)
	return ok && len(s) > m.end+20
}

// isDistribution reports whether s is a line that says which offices get how
// many copies of a telegram: "ACTION EB-11", "INFO  OCT-01  ISO-00 /042 W".
func isDistribution(s string) bool {
	for _, w := range [...]string{"ORIGIN", "ACTION", "INFO"} {
		if strings.HasPrefix(s, w) {
			s = s[len(w):]
			if s == "" || !isBlank(s[0]) {
				return false
			}
			s = s[blanks(s):]
			break
		}
	}
	return hasOfficeCount(s)
}

// noteHeader extends the span of the transmission lines.
func (t *transmissionReader) noteHeader(from, to int) {
	if from >= t.first {
		return // of a further section
	}
	if !t.sent.found {
		t.sent.found = true
		t.c.Header.Start = from
	}
	t.c.Header.End = to
}

// mirrorDate is the form of the date in the five lines that mirrors of
// Cablegate print above a text: id, title, date, classification, origin.
const mirrorDate = "Mon Jan 2 15:04:05 -0700 2006"

// maxMirrorTitle is the number of lines that the title of a mirror has at most.
const maxMirrorTitle = 3

// readMirror reads these five lines, if the text begins with them.
func (a archiveReader) readMirror() {
	lines := a.textLines(a.lineAt(a.bodyStart), maxMirrorTitle+4)
	date := slices.IndexFunc(lines, func(i int) bool { return a.isMirrorDate(i) })
	if date < 1 || date+2 >= len(lines) {
		return
	}
	if _, err := mrn.Parse(a.lineOf(lines[0]), 0); err != nil {
		return
	}
	a.mirrorFact("MRN", lines[0], lines[0])
	if date > 1 {
		a.mirrorFact("Title", lines[1], lines[date-1])
	}
	a.mirrorFact("Created", lines[date], lines[date])
	a.mirrorFact("Classification", lines[date+1], lines[date+1])
	a.mirrorFact("Origin", lines[date+2], lines[date+2])
	t, _ := time.Parse(mirrorDate, a.lineOf(lines[date]))
	a.archived.date = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	a.archived.precision = "day"
	a.afterFacts = a.all[lines[date+2]].next
}

// mirrorFact notes that the lines first to last are a fact.
func (a archiveReader) mirrorFact(name string, first, last int) {
	start, end := a.all[first].in, a.all[last].end
	if first == last {
		end = min(end, start+maxMirrorLine)
	}
	a.addFact(name, start, end)
	a.cover(start, end, lineFact)
}

// maxMirrorLine is the length in bytes of what is taken of one of these lines.
const maxMirrorLine = 300

// textLines returns the first n lines from i on that are not blank.
func (a archiveReader) textLines(i, n int) []int {
	var lines []int
	for ; i < len(a.all) && len(lines) < n; i++ {
		if a.all[i].kind != lineBlank {
			lines = append(lines, i)
		}
	}
	return lines
}

// isMirrorDate reports whether the line i is the date of a mirror.
func (r *reading) isMirrorDate(i int) bool {
	s := r.lineOf(i)
	if len(s) < len("Mon Jan 2 15:04:05 -0700 2006") || len(s) > len("Mon Jan 02 15:04:05 -0700 2006") {
		return false
	}
	_, err := time.Parse(mirrorDate, s)
	return err == nil
}

// damagedDTG returns the line s as a DTG line if it is one but for what a scan
// made of its precedence letters and of its zone letter, Z read as 2 or 7 or
// lost: "R 1021142 DEC 76", "• 280653Z JAN 85"; "" if it is none.
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

// repairDTG returns what the line s is as a DTG line, whether or not there is
// such a time; "" if it has not the form of one.
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

const months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"

// confusions are letters that scans take for each other.
var confusions = [...]string{"O0QDC", "I1LJT", "U V", "NHM", "EF", "BH8", "GC6", "S5", "PFR", "YV", "VU"}

// readMonth reads the abbreviation of a month at the start of s, one character
// of it misread perhaps, and returns its length; 0 if there is none, or more
// than one that it can be.
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

// monthScore returns how well word, of three characters, stands for a month: 3
// if it is its abbreviation, 2 if a scan may have taken one of its letters for
// another, 1 if one letter is another, 0 if it does not.
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

// precedenceIn returns the precedence letters among what stands before a group.
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
