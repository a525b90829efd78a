package cable

import (
	"slices"
	"strings"
	"time"
)

// Archives state facts about a cable beside its text: AAD below the text
// ("Message Attributes"), PlusD in the synopsis of its page, releases and SMART
// in a cover of labels. They supply what the text lacks, and their values are
// indexed but are not part of the body.

// An archiveReader reads the archive's statements about the cable.
type archiveReader struct{ *reading }

// archived is the cable's date according to the archive's facts.
type archived struct {
	date      time.Time
	precision string
	dtg       bool // it is the DTG of a cover
}

// isNoValue reports whether an archive's value means that there is no value.
func isNoValue(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .'\"")) {
	case "", "n/a", "na", "none", "unknown", "-- n/a or blank --", "n/a or blank", "-- not assigned --", "not assigned":
		return true
	}
	return strings.HasPrefix(s, "-- ") && strings.HasSuffix(s, " --")
}

// attributeKeys are the attributes of AAD and of PlusD's synopsis (FORMAT 8), but
// for those of attributeGroups.
var attributeKeys = []string{
	"Automatic Decaptioning", "Capture Date", "Copy", "Document Source", "Document Unique ID", "Errors", "Image Path",
	"ISecure", "Line Count", "Page Count", "Retention", "SAS ID", "Secure", "Status", "Type",
	"Archive", "Canonical ID", "Channel Indicators", "Character Count", "Concepts", "Control Number", "Date", "Document Character Count",
	"Document Number", "Draft Date", "Drafter", "Enclosure", "Executive Order", "Expiration", "Film Number", "From",
	"Handling Restrictions", "Legacy Key", "Locator", "Markings", "Message Attributes", "Office", "Office Action", "Office Origin",
	"Original Classification", "Original Handling Restrictions", "Original Previous Classification",
	"Original Previous Handling Restrictions", "Previous Channel Indicators", "Previous Classification",
	"Previous Handling Restrictions", "Reference", "Reference(s)", "Sent Date", "Subject", "TAGS", "To",
}

// attributeGroups are the beginnings of attributes that come in groups.
var attributeGroups = []string{"Current ", "Decaption ", "Disposition", "Review"}

// isAttributeKey reports whether key is the key of an attribute.
func isAttributeKey(key string) bool {
	return slices.Contains(attributeKeys, key) ||
		slices.ContainsFunc(attributeGroups, func(w string) bool { return strings.HasPrefix(key, w) })
}

// attributeKey returns the key of a line "Key: value", "" if it has none, and
// where the value begins in it.
func attributeKey(s string) (key string, value int) {
	if s == "" || !isUpper(s[0]) {
		return "", 0
	}
	i := strings.IndexByte(s[:min(len(s), 49)], ':')
	if i < 2 {
		return "", 0
	}
	if key = s[:i]; !isAttributeKey(key) {
		return "", 0
	}
	i++
	return key, i + blanks(s[i:])
}

// statedKey returns the key of a line of factsText and where its value begins.
func statedKey(s string) (key string, value int) {
	key, _, ok := strings.Cut(s, ": ")
	if !ok {
		return "", 0
	}
	return key, len(key) + 2
}

// readAttributes reads the attributes below the text and returns the offset where
// they begin, or the length of the text if there are none.
func (a archiveReader) readAttributes() int {
	i := a.attributesAt()
	if i < 0 {
		return len(a.text)
	}
	begin := a.all[i].start
	if a.all[i].form == formSeparator || a.all[i].kind == lineFurniture {
		i++
	}
	key, start, end := "", 0, 0
	flush := func() {
		if key != "" && !isNoValue(a.text[start:end]) {
			a.addFact(key, start, end)
		}
	}
	for ; i < len(a.all); i++ {
		l := &a.all[i]
		if l.kind == lineBlank {
			continue
		}
		s := a.text[l.in:l.end]
		k, value := attributeKey(s)
		if l.start >= a.factsAt {
			k, value = statedKey(s)
		}
		if k != "" {
			flush()
			key, start, end = k, l.in+value, l.end
			start = min(start, end)
		} else if key == "" || l.in == l.start && l.kind == lineText {
			break // not an attribute, and not indented like its further lines
		} else if l.kind == lineText {
			end = l.end
		}
		if l.kind == lineText {
			l.kind = lineFact
			a.cover(l.in, l.end, lineFact)
		}
	}
	flush()
	return begin
}

// attributesAt returns the first line of the attributes: their heading, or the
// first of three attributes in a row; -1 if there is none.
func (a archiveReader) attributesAt() int {
	row := 0
	for n := len(a.formed) - 1; n >= 0; n-- {
		if l := a.all[a.formed[n]]; l.form == formSeparator && a.text[l.in:l.end] == "Message Attributes" {
			return a.formed[n]
		}
	}
	if !hasAttributeNumber(a.text) {
		return -1
	}
	for i := range a.all {
		l := &a.all[i]
		if l.kind != lineText {
			continue
		}
		if key, _ := attributeKey(a.text[l.in:l.end]); key == "" {
			row = 0
			continue
		}
		if row++; row < 3 {
			continue
		}
		for row > 1 {
			if i--; a.all[i].kind == lineText {
				row--
			}
		}
		return i
	}
	return -1
}

// hasAttributeNumber reports whether a text has one of the attributes that number a
// document. Without one, lines in a row that look like attributes are none.
func hasAttributeNumber(text string) bool {
	for i := 0; i < len(text); i++ {
		next := strings.IndexByte(text[i:], ':')
		if next < 0 {
			break
		}
		i += next
		if before := text[:i]; strings.HasSuffix(before, "Document Number") || strings.HasSuffix(before, "Canonical ID") {
			return true
		}
	}
	return false
}
