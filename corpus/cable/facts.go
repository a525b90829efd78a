package cable

import (
	"strings"
	"time"
)

// Archives state facts about a cable beside its text: AAD below the text
// ("Message Attributes"), PlusD in the synopsis of its page, releases and SMART
// in a cover of labels. They fill what the text lacks, and their values can be
// searched; they are no part of the body.

// archived is what the archive's facts say of the cable's date.
type archived struct {
	date      time.Time
	precision string
	dtg       bool // it is the DTG of a cover
}

// addFact notes that the value [start, end) of the text is a fact.
func (p *parser) addFact(name string, start, end int) {
	if start < end {
		p.c.Facts = append(p.c.Facts, Fact{Name: name, Span: Span{start, end}})
	}
}

// fact returns the value of the first of the names that the archive states,
// lines joined by a blank; "" if it states none or says n/a.
func (p *parser) fact(names ...string) string {
	for _, name := range names {
		for _, f := range p.c.Facts {
			if strings.EqualFold(f.Name, name) {
				if v := strings.Join(strings.Fields(p.text[f.Span.Start:f.Span.End]), " "); !isNoValue(v) {
					return v
				}
			}
		}
	}
	return ""
}

// factLines is fact with line ends kept.
func (p *parser) factLines(names ...string) string {
	for _, name := range names {
		for _, f := range p.c.Facts {
			if strings.EqualFold(f.Name, name) {
				if v := p.plainLines(p.text[f.Span.Start:f.Span.End]); !isNoValue(strings.TrimSpace(v)) {
					return v
				}
			}
		}
	}
	return ""
}

// isNoValue reports whether an archive's value says that there is none.
func isNoValue(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .'\"")) {
	case "", "n/a", "na", "none", "unknown", "-- n/a or blank --", "n/a or blank", "-- not assigned --", "not assigned":
		return true
	}
	return strings.HasPrefix(s, "-- ") && strings.HasSuffix(s, " --")
}

// processKeys are the beginnings of the attributes that tell how AAD reviewed
// and released a record. Like the stamps of the release they are no text.
var processKeys = []string{
	"Automatic Decaptioning", "Capture Date", "Current ", "Decaption ", "Disposition", "Review", "Markings", "ISecure",
	"Secure", "Status", "Type", "Page Count", "Line Count", "Copy", "Document Source", "Document Unique ID", "Errors",
	"Image Path", "Retention", "SAS ID",
}

// attributeKeys are the other attributes of AAD and of PlusD's synopsis
// (FORMAT 8).
var attributeKeys = []string{
	"Archive", "Canonical ID", "Channel Indicators", "Character Count", "Concepts", "Control Number", "Date", "Document Character Count",
	"Document Number", "Draft Date", "Drafter", "Enclosure", "Executive Order", "Expiration", "Film Number", "From",
	"Handling Restrictions", "Legacy Key", "Locator", "Message Attributes", "Office", "Office Action", "Office Origin",
	"Original Classification", "Original Handling Restrictions", "Original Previous Classification",
	"Original Previous Handling Restrictions", "Previous Channel Indicators", "Previous Classification",
	"Previous Handling Restrictions", "Reference", "Reference(s)", "Sent Date", "Subject", "TAGS", "To",
}

func isProcessKey(key string) bool {
	for _, k := range processKeys {
		if strings.HasPrefix(key, k) {
			return true
		}
	}
	return false
}

func isAttributeKey(key string) bool {
	for _, k := range attributeKeys {
		if key == k {
			return true
		}
	}
	return isProcessKey(key)
}

// attributeKey returns the key of a line "Key: value", "" if it has none, and
// where the value begins in it.
func attributeKey(s string) (key string, value int) {
	i := strings.IndexByte(s, ':')
	if i < 2 || i > 48 {
		return "", 0
	}
	if key = s[:i]; !isAttributeKey(key) {
		return "", 0
	}
	i++
	return key, i + blanks(s[i:])
}

// statedKey returns the key of a fact of the record, which may be any, and where
// its value begins.
func statedKey(s string) (key string, value int) {
	key, _, ok := strings.Cut(s, ": ")
	if !ok {
		return "", 0
	}
	return key, len(key) + 2
}

// readAttributes reads the attributes below the text, and returns where they
// begin; the length of the text if there are none.
func (p *parser) readAttributes() int {
	i := p.attributesAt()
	if i < 0 {
		return len(p.text)
	}
	begin := p.all[i].start
	if p.all[i].form == formSeparator || p.all[i].kind == lineFurniture {
		i++
	}
	key, start, end := "", 0, 0
	flush := func() {
		if key != "" && !isProcessKey(key) && !isNoValue(p.text[start:end]) {
			p.addFact(key, start, end)
		}
	}
	for ; i < len(p.all); i++ {
		l := &p.all[i]
		if l.kind == lineBlank {
			continue
		}
		s := p.text[l.in:l.end]
		k, value := attributeKey(s)
		if l.start >= p.factsAt {
			k, value = statedKey(s)
		}
		if k != "" {
			flush()
			key, start, end = k, l.in+value, l.end
			start = min(start, end)
		} else if key == "" || l.in == l.start && l.kind == lineText && !isProcessKey(key) {
			break // no attribute, and not indented as the lines of one are
		} else if l.kind == lineText {
			end = l.end
		}
		if l.kind == lineText {
			l.kind = lineFact
			p.cover(l.in, l.end, lineFact)
		}
	}
	flush()
	return begin
}

// attributesAt returns the line that opens the attributes: their heading, or
// the first of three attributes in a row; -1 if there is none.
func (p *parser) attributesAt() int {
	row := 0
	for n := len(p.formed) - 1; n >= 0; n-- {
		if l := p.all[p.formed[n]]; l.form == formSeparator && p.text[l.in:l.end] == "Message Attributes" {
			return p.formed[n]
		}
	}
	if !strings.Contains(p.text, "Document Number:") && !strings.Contains(p.text, "Canonical ID:") {
		return -1
	}
	for i := range p.all {
		l := p.all[i]
		if l.kind != lineText {
			continue
		}
		if key, _ := attributeKey(p.text[l.in:l.end]); key == "" {
			row = 0
			continue
		}
		if row++; row == 3 {
			for row > 1 {
				if i--; p.all[i].kind == lineText {
					row--
				}
			}
			return i
		}
	}
	return -1
}

// cover notes that the text [from, to) is read as what kind says.
func (p *parser) cover(from, to int, kind lineKind) {
	p.covered = append(p.covered, cut{Span{from, to}, kind})
}

// A cut is a span of the text that is no content.
type cut struct {
	Span
	kind lineKind
}
