package cable

import "strings"

// The preamble is what stands above the classification line, and again above
// that of each further section: transmission lines, and in cables of 1973-79 the
// page header and the distribution block, which says who acts on the cable and who
// wrote it.
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

// maxDistribution is the maximum number of lines of the distribution block. The
// longest known one has 40.
const maxDistribution = 80

// A preambleReader reads the lines of one preamble.
type preambleReader struct {
	*transmissionReader
	distribution bool // in the block between page header and DTG
	left         int  // number of lines that the block may still have
	label        string
	gap          bool // blank lines precede the line
	furniture    bool // furniture precedes the line
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

// page begins the distribution block if s is the header of a first page.
func (r *preambleReader) page(s string) {
	if isPageOne(s) {
		r.begin("")
	}
}

// begin begins the distribution block, or sets the label of its next lines.
func (r *preambleReader) begin(label string) {
	if !r.distribution {
		r.distribution, r.left = true, maxDistribution
	}
	r.label = label
}

// line reads the text [in, end) of the line i.
func (r *preambleReader) line(i, in, end int) {
	s := strings.TrimRight(r.text[in:end], `\ ",`) // remove the line ends of dumps
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
	case r.distribution && r.goesOn(s):
		kind = lineFact
		r.addFact(r.factName(), in, in+len(s))
	case isDistribution(s) && r.sent.dtgLine < 0:
		r.begin("")
		r.goesOn(s)
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
		return // it is part of a line of the text
	}
	r.cover(in, in+len(s), kind)
	if end == r.all[i].end {
		r.all[i].kind = kind
	}
}

// factName returns the name of the fact for a line of the block.
func (r *preambleReader) factName() string {
	if r.label == "" {
		return "Distribution"
	}
	return r.label
}

// goesOn reports whether the line s is part of the distribution block. The DTG or
// FM line or running text ends the block.
func (r *preambleReader) goesOn(s string) bool {
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

// isDistribution reports whether s lists offices and their numbers of copies: "ACTION EB-11", "INFO  OCT-01  ISO-00 /042 W".
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
