package cable

import (
	"strings"

	"reftel/corpus/post"
)

// The transmission lines are those of ACP 127 (FORMAT 1). Each begins with a word
// of its own; lists of addressees continue on further lines.

// A transmissionReader reads the transmission lines above the text and above
// further sections.
type transmissionReader struct {
	*reading
	list     *[]Addressee // the list that the next line adds to, or nil
	exempted bool         // the next line adds exempted addressees
	further  bool         // the lines repeat earlier ones
	afterGap bool         // a blank line precedes the line
	known    knownAddressees
}

// readTransmission reads the transmission lines: those of the archive's
// header, or, if it has none, those that precede the text.
func (t *transmissionReader) readTransmission() {
	t.sent = transmission{dtgLine: -1, deLine: -1, fmLine: -1}
	if i := strings.Index(t.text[:min(len(t.text), 400)], "This record is a partial extract"); i >= 0 {
		t.problem(ProblemPartial, i, "the archive has an extract only")
	}
	if t.bodyStart > 0 {
		t.readPreamble(0, t.bodyStart)
	}
	t.further = t.c.From != ""
	if from := max(t.bodyStart, t.afterFacts); from < t.first {
		t.readPreamble(from, t.first)
	}
	t.further = true
	for _, section := range t.sections {
		t.readPreamble(section.Start, section.End)
	}
	switch {
	case t.sent.dtgRead:
		t.year = t.sent.dtg.Time.Year()
	case t.bodyStart < t.first:
		(&dateReader{t.reading}).readStamp()
	}
}

// transmissionLine reads one line and reports whether it is a transmission line.
func (t *transmissionReader) transmissionLine(s string, at int) bool {
	switch {
	case strings.HasPrefix(s, "VZCZC"):
		return t.transmissionID(s)
	case strings.HasPrefix(s, "DE "):
		return t.deLine(s, at)
	case strings.HasPrefix(s, "ZNY ") || strings.HasPrefix(s, "ZNR "):
		t.addSignals(strings.Fields(s)[1:])
		return true
	case t.fmLabel(s) > 0:
		return t.origin(s[t.fmLabel(s):], at)
	case t.addresseeLabel(s, "TO") > 0:
		return t.addressees(&t.c.To, s[t.addresseeLabel(s, "TO"):])
	case t.addresseeLabel(s, "INFO") > 0:
		return t.addressees(&t.c.Info, s[t.addresseeLabel(s, "INFO"):])
	case hasLabel(s, "XMT"):
		t.exempted = true
		return t.addressee(strings.TrimLeft(s[3:], " /"))
	case strings.HasPrefix(s, "PAGE "):
		return t.pageLine(s)
	case t.sent.dtgLine < 0 && isDTGLine(s):
		return t.dtgLine(s, at)
	case t.sent.dtgLine >= 0 && looksLikeDTG(s):
		return len(s) <= maxDTGLine
	case s == "BT":
		t.list = nil
		return true
	case strings.HasPrefix(s, "---"):
		t.list = nil
		return false
	case isRoutingLine(s):
		return true
	}
	return t.list != nil && t.eachAddressee(s)
}

// fmForms are variants and misreadings of FM below the DTG line, before the name of
// a station.
var fmForms = [...]string{"EM", "PM", "FN", "FH", "RM", "F M", "FM:", "FM.", "FROM:", "FROM", "FM"}

// fmForm returns the length of the form of FM that s begins with, before the name
// of a station; 0 if there is none.
func fmForm(s string) int {
	for _, w := range fmForms {
		if strings.HasPrefix(s, w) && isStationName(s[len(w):]) {
			return len(w)
		}
	}
	return 0
}

// fmLabel returns the length of the label FM, or of a form of it, that s begins
// with; 0 if there is none.
func (t *transmissionReader) fmLabel(s string) int {
	if len(s) > 3 && s[:3] == "FM " {
		return 3
	}
	if t.c.From != "" || t.sent.dtgLine < 0 {
		return 0
	}
	return fmForm(s)
}

// origin reads what follows FM. A second FM line opens transmission lines that
// repeat the first.
func (t *transmissionReader) origin(s string, at int) bool {
	if t.c.From != "" {
		t.further = true
		return true
	}
	t.c.From, t.sent.fmLine = joinWords(s), at
	return true
}

// toForms and infoForms are variants and misreadings of TO and INFO below the FM
// line, before the name of a station.
var (
	toForms   = [...]string{"TO:", "T0", "TQ", "TC", "TD", "IO", "10", "T O"}
	infoForms = [...]string{"INFO:", "I N F O", "INF0", "DINFO", "lNFO", "1NFO", "INFD"}
)

// formLetters are the first bytes of toForms and infoForms.
const formLetters = "TI1Dl"

// addresseeLabel returns the length of the label TO or INFO, or of a form of it,
// that s begins with; 0 if there is none.
func (t *transmissionReader) addresseeLabel(s, label string) int {
	if hasLabel(s, label) {
		return len(label)
	}
	if t.sent.fmLine < 0 || t.further {
		return 0
	}
	forms := infoForms[:]
	switch {
	case strings.IndexByte(formLetters, s[0]) < 0: // as most lines of a list
		forms = nil
	case label == "TO":
		forms = toForms[:]
	}
	for _, w := range forms {
		if strings.HasPrefix(s, w) && (isStationName(s[len(w):]) || w[len(w)-1] == ':') {
			return len(w)
		}
	}
	if n := wordLen(s); label == "INFO" && n >= 4 && n <= 5 && n < len(s) && nearAll(s[:n], "INFO", 1) && isStationName(s[n:]) {
		return n
	}
	return 0
}

// isStationName reports whether s begins like the name of a station.
func isStationName(s string) bool {
	s = strings.TrimLeft(s, " ")
	for _, w := range [...]string{"AMEMBASSY", "AMCONSUL", "USMISSION", "SECSTATE", "SECDEF", "USINT", "USLO", "RU"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// hasLabel reports whether s is the label, or begins with it and a separator.
func hasLabel(s, label string) bool {
	return strings.HasPrefix(s, label) && (len(s) == len(label) || s[len(label)] == ' ' || s[len(label)] == '/' || s[len(label)] == '\t')
}

// maxRoutingLine is the maximum length of format lines 1 and 2 on one line.
const maxRoutingLine = 100

// transmissionID reads format line 1, after which archives print line 2.
func (t *transmissionReader) transmissionID(s string) bool {
	id, _, _ := strings.Cut(s, " ")
	if len(s) > maxRoutingLine {
		return false // lines that were run together
	}
	if t.c.TransmissionID == "" {
		t.c.TransmissionID = id
	}
	return true
}

// isRoutingLine reports whether s is format line 2: routing indicators, with the
// precedence before them ("RR RUEHWEB").
func isRoutingLine(s string) bool {
	words := 0
	for len(s) > 0 {
		word, rest, _ := strings.Cut(s, " ")
		if word != "" {
			first := words == 0 && len(word) == 2 && word[0] == word[1] && isUpper(word[0])
			if !first && !isRouting(word) {
				return false
			}
			words++
		}
		s = rest
	}
	return words > 0
}

// isRouting reports whether s has the form of a routing indicator: 4 to 8 capitals
// and digits that begin with R (5 FAH-2 H-230).
func isRouting(s string) bool {
	if len(s) < 4 || len(s) > 8 || s[0] != 'R' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isUpper(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// deLine reads format line 3: "DE RUEHBS #1828/01 3391412".
func (t *transmissionReader) deLine(s string, at int) bool {
	words := strings.Fields(s)
	if len(words) < 2 || !isRouting(words[1]) {
		return false
	}
	if t.sent.deLine >= 0 {
		return true
	}
	t.sent.deLine = at
	t.c.Originator = words[1]
	for _, w := range words[2:] {
		serial, _, _ := strings.Cut(strings.TrimPrefix(w, "#"), "/")
		switch {
		case w[0] == '#' && len(serial) > 0 && digits(serial) == len(serial):
			t.c.StationSerial = serial
		case t.c.Julian == nil && len(w) == 7 && digits(w) == 7:
			t.c.Julian = julianOf(w)
		}
	}
	return true
}

// julianOf reads a filing time: day of the year, hour, minute. It returns nil
// if there is no such time.
func julianOf(s string) *Julian {
	day, hour, minute := number(s[:3]), number(s[3:5]), number(s[5:7])
	if day < 1 || day > 366 || hour > 23 || minute > 59 {
		return nil
	}
	return &Julian{Day: day, Time: s[3:]}
}

// addSignals adds the operating signals among words: Z, two letters and an optional
// digit. It omits ZZH, which nearly every header has.
func (t *transmissionReader) addSignals(words []string) {
	for _, w := range words {
		if len(w) < 3 || len(w) > 4 || w[0] != 'Z' || w == "ZZH" || !isUpper(w[1]) || !isUpper(w[2]) || len(w) == 4 && !isDigit(w[3]) {
			continue
		}
		t.addSignal(w)
	}
}

// addSignal adds an operating signal; ZFR cancels the cable.
func (t *transmissionReader) addSignal(s string) {
	t.c.Signals = append(t.c.Signals, s)
	if strings.HasPrefix(s, "ZFR") {
		t.c.Status = appendOnce(t.c.Status, "cancelled")
	}
}

// checkOrigin compares the DE line's routing indicator with FM.
func (k *checker) checkOrigin() {
	if k.c.Originator == "" || k.c.From == "" {
		return
	}
	name, ok := post.ByRouting(k.c.Originator)
	if !ok {
		return
	}
	by, ok1 := post.Lookup(name)
	from, ok2 := post.Lookup(k.c.From)
	if ok1 && ok2 && by.Code != from.Code {
		k.problem(ProblemOrigin, k.sent.deLine, "%s is the routing indicator of %s, not of %s", k.c.Originator, name, k.c.From)
	}
}
