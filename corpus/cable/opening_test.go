package cable

import (
	"strings"
	"testing"

	"reftel/corpus"
)

func TestOpening(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line, id, class, handling string
		sections                  int
	}{
		{"C O N F I D E N T I A L BRUSSELS 001828", "08BRUSSELS1828", "CONFIDENTIAL", "", 0},
		{"UNCLAS SECTION 01 OF 05 BRASILIA 003177", "08BRASILIA3177", "UNCLASSIFIED", "", 5},
		{"UNCLASSIFIED BUENOS AIRES 2934", "08BUENOSAIRES2934", "UNCLASSIFIED", "", 0},
		{"S E C R E T        TRIPOLI 00977", "08TRIPOLI977", "SECRET", "", 0},
		{"SECRET SECTION 01 of 03 KABUL 009963", "08KABUL9963", "SECRET", "", 3},
		{"T O P  S E C R E T STATE 104741 NODIS", "08STATE104741", "TOP SECRET", "NODIS", 0},
		{"C o n f i d e n t i a l section 01 of 02 khartoum 009981", "08KHARTOUM9981", "CONFIDENTIAL", "", 2},
		{"SS E C R E T ASMARA 000956", "08ASMARA956", "SECRET", "", 0},
		{"SE C R E T TUNIS 009193", "08TUNIS9193", "SECRET", "", 0},
		{"C O N F I D E N T A L ROME 000777", "08ROME777", "CONFIDENTIAL", "", 0},
		{"C O N F I D E N T I A L SCTION 02 OF 02 SAO PAULO 000953", "08SAOPAULO953", "CONFIDENTIAL", "", 2},
		{"S E C R E T//NOFORN ROME 000123", "08ROME123", "SECRET", "NOFORN", 0},
		{"C O N F I D E N T I A L LA PAZ 002974 SIPDIS NOFORN", "08LAPAZ2974", "CONFIDENTIAL", "SIPDIS NOFORN", 0},
		{"LIMITED OFFICIAL USE ROME 01196", "08ROME1196", "LIMITED OFFICIAL USE", "", 0},
		{"C O N F I D E N\nT I A L ROME 001196", "08ROME1196", "CONFIDENTIAL", "", 0},
		{"Cable dated:2008-06-05T11:20:00C O N F I D E N T I A L SECTION 01 OF 04 RIYADH 000941SIPDISNEA FOR DAS GROOM", "08RIYADH941", "CONFIDENTIAL", "SIPDIS", 4},
		{"17171,6/3/2008,\"C O N F I D E N T I A L RIYADH 000941", "08RIYADH941", "CONFIDENTIAL", "", 0},
	}
	for _, tt := range tests {
		c := Parse(corpus.Record{Header: "R 041412Z DEC 08", Body: tt.line + "\n\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: X\n\n1. (C) Text.\n"})
		checkInvariants(t, c)
		if c.ID != tt.id || c.Classification != tt.class || strings.Join(c.Handling, " ") != tt.handling || c.Sections != tt.sections {
			t.Errorf("%q: id %s, class %s, handling %q, %d sections", tt.line, c.ID, c.Classification, c.Handling, c.Sections)
		}
		if len(c.Paragraphs) != 1 || c.Subject != "X" {
			t.Errorf("%q: subject %q, %d paragraphs", tt.line, c.Subject, len(c.Paragraphs))
		}
	}
}

// TestCopies has records that hold more than one text.
func TestCopies(t *testing.T) {
	t.Parallel()
	const full = "C O N F I D E N T I A L ROME 000777\n\nSIPDIS\n\nE.O. 12958: DECL: 01/01/2018\nTAGS: PREL IT\n\n" +
		"1. (C) The fountain was dry.\n\n2. (C) It was mended.\nPLUMB\n"
	cut := "C O N F I D E N T I A L ROME 000777\n\nSIPDIS\n\nE.O. 12958: DECL: 01/01/2018\nTAGS: PREL IT\nSUBJECT: A DRY FOUNTAIN\n\nClassif...\n\n\n"
	other := "\n171,1/2/2008 10:00,08PARIS12,\"Embassy Paris\",SECRET\nS E C R E T PARIS 000012\n\nTAGS: FR\n\n1. (S) Rain.\n"
	tests := []struct {
		name, body string
		problems   []string
	}{
		{"cut short, then full", cut + full, []string{ProblemDuplicate}},
		{"full, then cut short", full + cut, []string{ProblemDuplicate}},
		{"another cable after it", full + other, []string{ProblemNoSubject}},
	}
	for _, tt := range tests {
		c := Parse(Split(corpus.Record{ID: "08ROME777", Body: tt.body})[0])
		checkInvariants(t, c)
		if len(c.Paragraphs) != 2 || c.Paragraphs[1].Text != "It was mended." || strings.Join(c.Signers, " ") != "PLUMB" {
			t.Errorf("%s: paragraphs %+v, signed %q", tt.name, c.Paragraphs, c.Signers)
		}
		if strings.Contains(tt.body, "FOUNTAIN") != (c.Subject == "A DRY FOUNTAIN") {
			t.Errorf("%s: subject %q", tt.name, c.Subject)
		}
		kinds := map[string]bool{}
		for _, p := range c.Problems {
			kinds[p.Kind] = true
		}
		for _, want := range tt.problems {
			if !kinds[want] {
				t.Errorf("%s: no problem %s in %+v", tt.name, want, c.Problems)
			}
		}
	}
}
