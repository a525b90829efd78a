package tags

import (
	"strings"
	"testing"
)

// sections are texts in which the TAGS to be found stand between « and ».
var sections = []struct{ why, text string }{
	{"a label", "E.O. 12958: N/A\nTAGS:« PREL, IS»\nSUBJECT: X"},
	{"no colon", "TAGS «PREL PGOV IS»\nSUBJECT: X"},
	{"TAG", "TAG «PTER, PGOV»\nSUBJECT: X"},
	{"AGS", "AGS: «PTER, PGOV»\nSUBJECT: X"},
	{"TAGES", "TAGES:  «OIIP, JO»\nSUBJECT: X"},
	{"lower case", "tags: «prel, is»\nsubject: x"},
	{"other marks", "TAGS; «PREL»\nSUBJECT: X"},
	{"a comma", "TAGS, «ASEC, PE»\nSUBJECT: X"},
	{"inside a line", "E.O. 12958: DECL: 01/02/2014 Tags: «prel, is»\nSubject: x"},
	{"AGS inside a line", "E.O. 12958: N/A AGS: «PTER, PGOV»\nSUBJECT: X"},
	{"TAG inside a line", "E.O. 12958: N/A TAG: «PTER, PGOV»\nSUBJECT: X"},
	{"TGAS inside a line", "E.O. 12958: N/A TGAS: «PTER, PGOV»\nSUBJECT: X"},
	{"no colon inside a line", "E.O. 12958: N/A TAGS «PTER, PGOV»\nSUBJECT: X"},
	{"TAG and no colon inside a line", "E.O. 12958 DECL 1/2/2014 TAG «PTER PGOV»\nSUBJECT: X"},
	{"no colon inside prose", "THE PRICE TAG PREL"},
	{"TAG in prose after a label", "SUBJECT: A TAG ON THE CRANE"},
	{"twice in a line", "TAGS: «PREL, EC TAGS: ETRD»\nSUBJECT: X"},
	{"twice, misread", "TAGS: «PREL, EC AGS: ETRD»\nSUBJECT: X"},
	{"on two lines", "TAGS: «PREL, EC\nTAGS: ETRD»\nSUBJECT: X"},
	{"on two lines, wrapped", "TAGS: «PREL, EC\nTAGS: ETRD,\nEFIN»\nSUBJECT: X"},
	{"inside a line without a blank", "E.O. 12958: DECL: 01/02/2014TAGS:« PREL IS»\nX"},
	{"subject on the line", "TAGS: «PREL IS »SUBJECT: X"},
	{"wrapped after a comma", "TAGS: «PREL,\nsomething»\nREF: X"},
	{"wrapped codes", "TAGS: «PREL, IS\nJO, XQ»\nREF: X"},
	{"wrapped before the subject", "TAGS: «PREL COUNTRY\nCLEARANCE »\nSUBJECT: X"},
	{"wrapped, the subject on the line", "TAGS: «PREL TIP\nTIP »SUBJECT: X"},
	{"not wrapped", "TAGS: «something»\nhere"},
	{"not wrapped: prose", "TAGS: «PREL LY»\nTHE FOUNDATION HAS GOALS\nREF: X"},
	{"classification follows", "TAGS: «PREL NO»\nUNCLAS SECTION 01 OF 02 OSLO 004711"},
	{"spaced-out classification follows", "TAGS: «PREL NO»\nC O N F I D E N T I A L OSLO 004711"},
	{"a blank line", "TAGS: «PREL VT»\n\n(SBU) The charge spoke."},
	{"a blank line after a comma", "TAGS: «PREL,\n\nVT»\n\nSUBJECT: X"},
	{"the label alone", "TAGS:«\n\nPREL IS»\nSUBJECT: X"},
	{"a person over a line end", "TAGS: «OVIP (DOE,\nJANE), IS»\nREF: X"},
	{"no TAGS: prose", "Bags in the hall. Price tags: none."},
	{"no TAGS: prose at a line's start", "tags on the cars were removed by the police\n"},
	{"nothing", ""},
}

// unmark takes the marks out of a text and returns where they were.
func unmark(marked string) (text string, start, end int) {
	start = max(0, strings.Index(marked, "«"))
	text = strings.Replace(marked, "«", "", 1)
	end = max(0, strings.Index(text, "»"))
	return strings.Replace(text, "»", "", 1), start, end
}

// section returns the place of the TAGS in a text: after the label, wrapped lines
// included. A second label does not end them.
func section(text string) (start, end int, ok bool) {
	start, ok = findLabel(text)
	if !ok {
		return 0, 0, false
	}
	return start, start + extent(text[start:]), true
}

func TestSection(t *testing.T) {
	for _, c := range sections {
		text, wantStart, wantEnd := unmark(c.text)
		start, end, ok := section(text)
		if !ok {
			if wantEnd > 0 {
				t.Errorf("%s: none found in %q", c.why, text)
			}
			continue
		}
		got, want := strings.TrimSpace(text[start:end]), strings.TrimSpace(text[wantStart:wantEnd])
		if got != want {
			t.Errorf("%s: %q\n got %q\nwant %q", c.why, text, got, want)
		}
	}
}
