package cable

import (
	"strings"
	"time"

	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// The cover of a release and the form of SMART (2009 on) give the header of a
// cable as labels, with the values beside them or in a column below them:
//
//	MRN:      09 QUITO 799               MRN:
//	From:     AMEMBASSY QUITO            From:
//	TAGS:     ETRD, EC                   TAGS:
//	                                     09 QUITO 799
//	                                     AMEMBASSY QUITO
//	                                     ETRD, EC
//
// Signature, drafters and INFO addressees stand below the text.

// A coverLabel is a label of a cover. value reports whether a text may be its
// value; nil accepts any.
type coverLabel struct {
	name  string
	value func(string) bool
}

var coverLabels = []coverLabel{
	{"MRN", isCoverMRN},
	{"Date/DTG", isCoverDate},
	{"From", nil},
	{"Action", nil},
	{"To", nil},
	{"E.O.", isCoverOrder},
	{"E.O", isCoverOrder},
	{"TAGS", isCoverTags},
	{"Captions", isCoverCaptions},
	{"Reference", isCoverReference},
	{"References", isCoverReference},
	{"Ref", isCoverReference},
	{"Pass Line", nil},
	{"Subject", nil},
	{"Info", nil},
	{"XMT", nil},
	{"Signature", nil},
	{"Drafted By", nil},
	{"Cleared By", nil},
	{"Approved By", nil},
	{"Released By", nil},
	{"Classified By", nil},
	{"Declassify On", nil},
	{"Derived From", nil},
	{"Reason", nil},
	{"Attachments", nil},
	{"Attachment", nil},
	{"Dissemination Rule", nil},
}

// coverLabelOf returns the label that a line begins with, or nil, and the offset
// of its value.
func coverLabelOf(s string) (label *coverLabel, value int) {
	i := strings.IndexByte(s, ':')
	if i < 2 || i > 20 {
		return nil, 0
	}
	word := strings.TrimRight(s[:i], " ")
	for k := range coverLabels {
		if strings.EqualFold(word, coverLabels[k].name) {
			return &coverLabels[k], i + 1 + blanks(s[i+1:])
		}
	}
	return nil, 0
}

// maxCoverLead is the maximum number of lines above a cover.
const maxCoverLead = 20

// readCover reads the cover, if the text begins with one, and the labels below
// the text.
func (a archiveReader) readCover() {
	i := a.coverAt()
	if i < 0 {
		return
	}
	a.coverTop = i
	for i < len(a.all) {
		next := a.coverBlock(i)
		if next == i {
			break
		}
		i = next
	}
	a.afterFacts = a.lineStartAt(i)
	a.coverBelow(i)
}

// maxCover is the number of lines within which a cover has its MRN.
const maxCover = 40

// coverAt returns the line of the first label of the cover, or -1. A cover has an
// MRN or a date among its labels.
func (a archiveReader) coverAt() int {
	first := -1
	for i, n := a.lineAt(a.bodyStart), 0; i < len(a.all) && n < maxCover; i++ {
		l := a.all[i]
		if l.kind != lineText {
			continue
		}
		n++
		label, _ := coverLabelOf(a.lineOf(i))
		switch {
		case label == nil && first < 0 && n > maxCoverLead:
			return -1
		case label != nil && first < 0:
			first = i
		}
		if label != nil && (label.name == "MRN" || label.name == "Date/DTG") {
			return first
		}
		if l.form == formNone && a.isNamedStart(i) {
			return -1
		}
	}
	return -1
}

// coverBlock reads a label and its value, or a column of labels and the column of
// their values, at the line i. It returns the next line, or i if the line has no
// label.
func (a archiveReader) coverBlock(i int) int {
	first := i
	for i < len(a.all) && a.all[i].kind == lineBlank {
		i++
	}
	if i == len(a.all) || a.all[i].kind != lineText {
		return first
	}
	label, value := coverLabelOf(a.lineOf(i))
	if label == nil {
		return first
	}
	if a.all[i].in+value < a.all[i].end {
		return a.coverValue(label, i, value)
	}
	var column []*coverLabel
	for ; i < len(a.all) && a.all[i].kind != lineFurniture; i++ {
		if a.all[i].kind == lineBlank {
			continue
		}
		label, value := coverLabelOf(a.lineOf(i))
		if label == nil || a.all[i].in+value < a.all[i].end {
			break
		}
		column = append(column, label)
		a.coverLine(i)
	}
	return a.coverColumn(column, i)
}

// coverLine marks the line i as part of the cover.
func (a archiveReader) coverLine(i int) {
	a.all[i].kind = lineFact
	a.cover(a.all[i].in, a.all[i].end, lineFact)
}

// coverValue reads the value beside the label in the line i and its further lines
// up to a blank one. It returns the next line.
func (a archiveReader) coverValue(label *coverLabel, i, value int) int {
	start, end := a.all[i].in+value, a.all[i].end
	a.coverLine(i)
	for i++; i < len(a.all) && a.all[i].kind == lineText && a.all[i].form == formNone; i++ {
		s := a.lineOf(i)
		if next, _ := coverLabelOf(s); next != nil || isMarked(s) || a.isNamedStart(i) {
			break
		}
		end = a.all[i].end
		a.coverLine(i)
	}
	a.addFact(label.name, start, end)
	return i
}

// isNamedStart reports whether the line i is a classification line with an MRN.
func (a archiveReader) isNamedStart(i int) bool {
	c, ok := a.readClassLine(a.all[i].in, a.all[i].end)
	return ok && c.id.Number != ""
}

// coverColumn assigns the lines from i on to a column of labels, in order. A label
// that does not accept the next line has no value. It returns the next line.
func (a archiveReader) coverColumn(column []*coverLabel, i int) int {
	for _, label := range column {
		for i < len(a.all) && a.all[i].kind == lineBlank {
			i++
		}
		if i == len(a.all) || a.all[i].kind != lineText || a.all[i].form == formBanner && label.name != "Captions" {
			return i
		}
		if label.value != nil && !label.value(a.lineOf(i)) {
			continue
		}
		last := a.columnValue(label, i)
		a.addFact(label.name, a.all[i].in, a.all[last].end)
		for ; i <= last; i++ {
			if a.all[i].kind == lineText {
				a.coverLine(i)
			}
		}
	}
	return i
}

// columnValue returns the last line of the value that begins with the line i:
// lists of references, drafters and addressees have several.
func (a archiveReader) columnValue(label *coverLabel, i int) int {
	last := i
	more := func(string) bool { return false }
	switch label.name {
	case "Reference", "References", "Ref":
		item := refLetter(a.lineOf(i))
		more = func(s string) bool {
			item++
			return refLetter(s) == item
		}
	case "Cleared By", "Approved By", "Drafted By":
		more = func(s string) bool { return label.name != "Drafted By" && strings.IndexByte(s, ':') > 0 }
	case "Info", "Action", "To":
		more = func(s string) bool { return !endsPrecedence(a.lineOf(last)) || strings.IndexByte(s, ';') >= 0 }
	}
	for j := i + 1; j < len(a.all) && j < i+60 && a.all[j].kind == lineText && a.all[j].form == formNone; j++ {
		if next, _ := coverLabelOf(a.lineOf(j)); next != nil || !more(a.lineOf(j)) {
			break
		}
		last = j
	}
	return last
}

// refLetter returns the letter of the reference that s begins with: "B) 09 STATE
// 4001"; 0 if there is none.
func refLetter(s string) byte {
	if !isRefItem(s) {
		return 0
	}
	return upper(strings.TrimLeft(s, "(¶ ")[0])
}

// endsPrecedence reports whether an addressee's precedence ends the line s.
func endsPrecedence(s string) bool {
	w := s[strings.LastIndexByte(s, ' ')+1:]
	return precedenceWord(strings.ToUpper(w)) != ""
}

// coverBelow reads the labels below the text, from the line i on.
func (a archiveReader) coverBelow(i int) {
	for ; i < len(a.all); i++ {
		l := a.all[i]
		if l.kind != lineText {
			continue
		}
		label, _ := coverLabelOf(a.lineOf(i))
		if label == nil {
			continue
		}
		switch label.name {
		case "Signature", "Drafted By", "Cleared By", "Approved By", "Released By", "Info", "XMT", "Dissemination Rule", "Attachments", "Attachment":
			if a.belowAt == 0 {
				a.belowAt = l.start
			}
			i = max(i, a.coverBlock(i)-1)
		}
	}
}

func isCoverMRN(s string) bool {
	_, err := mrn.Parse(s, 0)
	return err == nil
}

func isCoverDate(s string) bool {
	_, _, ok := coverDate(s)
	return ok
}

// coverDate reads "Mar 03, 2009 / 031510Z MAR 09": the time of the group
// unless it is midnight, else the day. Covers of old cables have a made-up group
// at midnight.
func coverDate(s string) (t time.Time, precision string, ok bool) {
	day, group, _ := strings.Cut(s, "/")
	d, err := dtg.Parse(strings.TrimSpace(group))
	date, dayErr := time.Parse("Jan 2, 2006", strings.TrimSpace(day))
	switch {
	case err == nil && d.Precision == dtg.Minute && !(d.Time.Hour() == 0 && d.Time.Minute() == 0):
		return d.Time, "minute", true
	case dayErr == nil:
		return date, "day", true
	case err == nil:
		return d.Time, "day", true
	}
	return t, "", false
}

func isCoverOrder(s string) bool {
	return isNoValue(s) || digits(s) == 5 && s[0] == '1' || hasPrefixFold(s, "E.O")
}

func isCoverTags(s string) bool {
	if isNoValue(s) {
		return true
	}
	list := tags.ParseLine(s, time.Time{})
	known := 0
	for _, t := range list {
		if t.Kind != "term" && t.Kind != "unknown" && t.Kind != "person" {
			known++
		}
	}
	return known > 0 && 2*known >= len(list)
}

func isCoverCaptions(s string) bool {
	_, n := captionWord(s)
	return n > 0 || isNoValue(s)
}

func isCoverReference(s string) bool {
	first, _, _ := strings.Cut(s, ",")
	return isNoValue(s) || isRefItem(s) || isCoverMRN(first)
}

// coverAddressees reads the addressees of a cover: "WASHDC, SECSTATE ROUTINE;
// LIMA, AMEMBASSY".
func coverAddressees(s string) []Addressee {
	var list []Addressee
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '|' }) {
		part = strings.Join(strings.Fields(part), " ")
		if isNoValue(part) {
			continue
		}
		words := strings.Fields(part)
		precedence := ""
		if n := len(words); n > 1 {
			if precedence = precedenceWord(strings.ToUpper(words[n-1])); precedence != "" {
				words = words[:n-1]
			}
		}
		name := strings.Join(words, " ")
		if place, station, ok := strings.Cut(name, ", "); ok && !strings.Contains(station, ",") {
			name = station + " " + place
		}
		list = append(list, Addressee{Name: name, Precedence: precedence})
	}
	return list
}
