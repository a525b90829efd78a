package cable

import (
	"strings"
	"testing"
)

var subjectTests = []struct{ name, block, subject, mark string }{
	{"one line", "SUBJECT: FISH IN THE SEA", "FISH IN THE SEA", ""},
	{"label not included", " FISH IN THE SEA \n", "FISH IN THE SEA", ""},
	{"short label", "SUBJ: FISH", "FISH", ""},
	{"label cut off", "UBJECT: FISH", "FISH", ""},
	{"no blank", "SUBJECT:FISH", "FISH", ""},
	{"no colon", "SUBJECT  FISH", "FISH", ""},
	{"small letters", "Subject: fish p.m. in the sea?", "fish p.m. in the sea?", ""},
	{"a subject that begins with the word", "SUBJECT: SUBJECT TO CHANGE", "SUBJECT TO CHANGE", ""},
	{"a subject that begins with the word, label not included", "SUBJECT TO CHANGE", "SUBJECT TO CHANGE", ""},
	{"label twice", "SUBJECT: SUBJ: FISH", "FISH", ""},
	{"dash for the colon", "SUBJECT - FISH", "FISH", ""},
	{"wrapped", "SUBJECT: FISH IN \nTHE  SEA\n", "FISH IN THE SEA", ""},
	{"hyphen at the line's end", "SUBJECT: THE US- \nOSLO FISH", "THE US-OSLO FISH", ""},
	{"dash at the line's end", "SUBJECT: FISH - \nAND BIRDS --\nAND MEN", "FISH - AND BIRDS -- AND MEN", ""},
	{"backslashes", "SUBJECT: FISH: IN THE SEA \\\n \\\nREF: A. A) BERN 1", "FISH: IN THE SEA", ""},
	{"entities", "SUBJECT: Fish &#8217;n&#8217; &quot;chips&quot;", "Fish ’n’ \"chips\"", ""},
	{"ampersand", "SUBJECT: FISH & CHIPS; AGAIN", "FISH & CHIPS; AGAIN", ""},
	{"commas of a spreadsheet", `SUBJECT: FISH ,,"" ,,""`, "FISH", ""},

	{"mark", "SUBJECT: (S) FISH", "FISH", "S"},
	{"mark with handling", "SUBJECT: (C//NF)  FISH", "FISH", "C/NF"},
	{"mark in small letters", "Subject: (sbu) fish", "fish", "SBU"},
	{"mark at the end", "SUBJECT: FISH (U)", "FISH", "U"},
	{"mark at both ends", "SUBJECT: (SBU) FISH (SBU)", "FISH", "SBU"},
	{"what is no mark", "SUBJECT: (CORRECTED COPY) FISH (EUR)", "(CORRECTED COPY) FISH (EUR)", ""},
	{"parentheses", "SUBJECT: FISH (JUL 30 - JUL 31)\n", "FISH (JUL 30 - JUL 31)", ""},
	{"a mark alone", "SUBJECT: (C)", "(C)", ""},

	{"ends at REF", "SUBJECT: FISH \nREF: A. OSLO 1", "FISH", ""},
	{"ends at REF and a label", "SUBJECT: FISH\nREF A. OSLO 1", "FISH", ""},
	{"ends at REF in the line", "SUBJECT: FISH REF: (A) OSLO 1", "FISH", ""},
	{"ends at Ref(s)", "SUBJECT: Fish Ref(s): A) Oslo 1", "Fish", ""},
	{"ends at REF, glued", "SUBJECT: VISIT TO EGYPTREF: CAIRO 493", "VISIT TO EGYPT", ""},
	{"goes on past BRIEF:", "SUBJECT: FISH IN BRIEF: A STUDY", "FISH IN BRIEF: A STUDY", ""},
	{"ends at Classified By", "SUBJECT: FISH \nClassified By: DCM Jane Roe", "FISH", ""},
	{"ends at Classified By, glued", "SUBJECT: VISIT TO CAIROClassified By: DCM Jane Roe", "VISIT TO CAIRO", ""},
	{"ends at an empty line", "SUBJECT: Fish; Oslo \n \n \nSummary: Fish", "Fish; Oslo", ""},
	{"goes on over an empty line", "SUBJECT: FISH AND \n\nBIRDS", "FISH AND BIRDS", ""},
	{"ends at a rule", "SUBJECT: FISH 11-09-2009 \n----------- \n1. SUMMARY", "FISH 11-09-2009", ""},
	{"ends at a rule in the line", "SUBJECT: FISH ------- SUMMARY", "FISH", ""},
	{"ends at a paragraph", "SUBJECT: FISH\n1. Fish swim.", "FISH", ""},
	{"ends at a paragraph in the line", "SUBJECT: FISH 1. (SBU) Fish swim.", "FISH", ""},
	{"ends at a mark in the line", "SUBJECT: FISH (SBU) Fish swim.", "FISH", ""},
	{"ends at a pilcrow", "SUBJECT: FISH ¶1. Fish swim.", "FISH", ""},
	{"ends at a caption", "SUBJECT:FISH, ANOTHER ONE Sensitive but ", "FISH, ANOTHER ONE", ""},
	{"sensitive, but no caption", "SUBJECT: FISH: SENSITIVE BUT TASTY", "FISH: SENSITIVE BUT TASTY", ""},
	{"ends at a section's mark", "SUBJECT: FISH SAO PAULO 00000161 001.3 OF 005", "FISH", ""},
	{"ends at a section's mark after many words", "SUBJECT: FISH SWIM IN THE SEA OSLO 00000161 001.3 OF 005 CLASSIFIED BY: DCM", "FISH SWIM IN THE SEA", ""},
	{"goes on past a section's mark", "SUBJECT: FISH SWIM OSLO 00000161 001.3 OF 005 IN THE SEA REF: OSLO 1", "FISH SWIM IN THE SEA", ""},
	{"ends at the reasons", "SUBJECT: FISH\nReason: 1.4 (b)", "FISH", ""},
	{"ends at the source", "SUBJECT: FISH\nDerived from: DSCG 05-1", "FISH", ""},
	{"ends at the order", "SUBJECT: FISH\nE.O. 12958: DECL: 12/02/2018", "FISH", ""},
	{"ends at a second copy", "SUBJECT: FISH IN TH...\nC O N F I D E N T I A L OSLO 001704 SIPDIS", "FISH IN TH...", ""},
	{"ends at a second copy in the line", "SUBJECT: FISH IN TH... C O N F I D E N T I A L OSLO 001704 SIPDIS", "FISH IN TH...", ""},
	{"ends at a misspelt caption", "SUBJECT: FISH SENSTIVE BUT UNCLASSIFIED", "FISH", ""},
	{"page head inside", "SUBJECT: FISH IN\n CONFIDENTIAL\nPAGE 02 OSLO 00123 01 OF 02\nTHE SEA", "FISH IN THE SEA", ""},
	{"a date at the end", "SUBJECT: FISH\n03/13/06", "FISH 03/13/06", ""},
	{"nothing", "", "", ""},
	{"label only", "SUBJECT:", "", ""},
}

func TestParseSubject(t *testing.T) {
	t.Parallel()
	for _, tt := range subjectTests {
		t.Run(tt.name, func(t *testing.T) {
			if subject, mark := parseSubject(tt.block); subject != tt.subject || mark != tt.mark {
				t.Errorf("parseSubject(%q) = %q, %q, want %q, %q", tt.block, subject, mark, tt.subject, tt.mark)
			}
		})
	}
}

func FuzzParseSubject(f *testing.F) {
	for _, tt := range subjectTests {
		f.Add(tt.block)
	}
	f.Fuzz(func(t *testing.T, block string) {
		subject, mark := parseSubject(block)
		if subject != strings.Trim(subject, " \\,") || strings.Contains(subject, "\n") && !strings.Contains(block, "&") {
			t.Errorf("subject %q", subject)
		}
		if _, _, _, ok := Mark(mark); mark != "" && !ok {
			t.Errorf("mark %q", mark)
		}
	})
}

func BenchmarkParseSubject(b *testing.B) {
	block := "SUBJECT: (C) ANYTOWN COMPUTER STRIKES, BOUND FOR OSLO, WERE \nNOT ABOUT FISH, MINISTER SAYS \n \n"
	b.ReportAllocs()
	b.SetBytes(int64(len(block)))
	for b.Loop() {
		parseSubject(block)
	}
}
