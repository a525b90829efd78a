package cable

import (
	"strings"
	"testing"
)

var signerTests = []struct{ name, tail, want string }{
	{"own line", "4. Fish swim.\n\nROE\n", "ROE"},
	{"own line at once", "4. Fish swim.\nROE", "ROE"},
	{"mixed case", "4. Fish swim.\n\nMuster", "Muster"},
	{"small letters", "4. Fish swim.\nmuster", "muster"},
	{"hyphen", "END COMMENT.\n\nROE-MUSTER\n", "ROE-MUSTER"},
	{"apostrophe", "They swim.\n\nO'ROE", "O'ROE"},
	{"two words", "They swim.\nROE MUSTER", "ROE MUSTER"},
	{"particle", "They swim.\n\nvan Roe", "van Roe"},
	{"particles", "They swim.\n\nDE LA ROE", "DE LA ROE"},
	{"junior", "They swim.\n\nMUSTER JR", "MUSTER JR"},
	{"glued names stay", "They swim.\n\nROEMUSTER", "ROEMUSTER"},
	{"two signers", "They swim.\n\nMUSTER\nROE\n", "MUSTER|ROE"},
	{"two signers with a slash", "They swim.\n\nMUSTER/ROE\n", "MUSTER|ROE"},
	{"the same twice", "They swim.\n\nMUSTER\nMUSTER\n", "MUSTER"},
	{"the same twice in a line", "They swim. MUSTER MUSTER", "MUSTER"},
	{"hashes", "They swim.\n\nMUSTER##\n", "MUSTER"},
	{"point", "They swim.\n\nMUSTER.\n", "MUSTER"},

	{"after the last sentence", "21.  OSLO MINIMIZE CONSIDERED.  MUSTER\n", "MUSTER"},
	{"after the last sentence, mixed", "Fish swim in Europe. Muster", "Muster"},
	{"a sentence of its own", "This message was cleared. Muster.", "Muster"},
	{"after END COMMENT", "Fish swim. END COMMENT MUSTER", "MUSTER"},
	{"after END OF TEXT", "REPORT.  END OF TEXT. MUSTER\n\n\nUNCLASSIFIED\n", "MUSTER"},
	{"after U.S.", "a danger to the U.S. MUSTER", "MUSTER"},
	{"capitals without a full stop", "cleared by Deputy Secretary Jane Roe MUSTER", "MUSTER"},
	{"capitals after an office", "Coordinator, EUR/NB MUSTER", "MUSTER"},
	{"after a section's mark", "of the region. OSLO 00000036 002 OF 002 Muster", "Muster"},
	{"particle in the line", "the border is open van MUSTER", "van MUSTER"},
	{"two letters", "Fish swim. LU", "LU"},
	{"after a redaction", "Website: XXXXXXXXXXXX Muster", "Muster"},
	{"glued to a redaction", "They swim.\nXXXXXXXXXXXXMUSTER", "MUSTER"},

	{"end of message", "They swim.\nMUSTER\n\n\nNNNN\n\n      2004OSLO01540 - UNCLASSIFIED", "MUSTER"},
	{"end of message in the line", "They swim. MUSTER NNNN", "MUSTER"},
	{"end of an archive's record", "They swim. MUSTER NNNN End Cable Text", "MUSTER"},
	{"classification", "They swim.\n\nMUSTER\nLIMITED OFFICIAL USE\nNNNN", "MUSTER"},
	{"spaced-out classification", "They swim.\n\nMUSTER\nC O N F I D E N T I A L\n", "MUSTER"},
	{"page heads", "END TEXT.\nMUSTER\n          UNCLASSIFIED\n\nPAGE 04        OSLO  01569  04 OF 04  071629Z\n\n   UNCLASSIFIED\n\nNNNN\n", "MUSTER"},
	{"captions", "THEY SWIM.\nMUSTER\n\n\nCONFIDENTIAL\n\nSIPDIS\n", "MUSTER"},
	{"note of the relay", "END COMMENT.\n\nMUSTER\n\nNOTE BY OC/T:  HEADING AS RECEIVED.\n", "MUSTER"},
	{"another note", "END COMMENT.\nMUSTER\n\nNOTE: NOT PASSED TO ABOVE ADDRESSEE(S)\n", "MUSTER"},
	{"web site", "They swim.\nMuster \n \n  \"Visit Oslo's Classified Web Site at http://www.example.s \ngov.gov/wiki/Portal:Oslo\"", "Muster"},
	{"line of an archive", "They swim.\nMUSTER \n\n=======================CABLE ENDS============================", "MUSTER"},
	{"dots and quotes", "They swim. \nMUSTER\n..\"", "MUSTER"},
	{"backslashes", "They swim. \\\nMUSTER \\", "MUSTER"},
	{"line separator", "They swim.\u2028MUSTER", "MUSTER"},
	{"YYY", "END FYI. YYY\n\n\nMUSTER", "MUSTER"},
	{"date of an archive", "They swim.\nMUSTER 0 12/18/2007", "MUSTER"},
	{"date and time of an archive", "They swim.\nMUSTER 1 3/4/2008 10:33\n", "MUSTER"},
	{"date of an archive on a line of its own", "They swim.\nMUSTER\nNNNN\n0 12/18/2007", "MUSTER"},
	{"station serial", "They swim.\nMUSTER\nBT\n#0123\nNNNN", "MUSTER"},
	{"end of a document", "They swim.\nMUSTER\n\n--------- END OF DOCUMENT", "MUSTER"},
	{"YY in the line", "They swim.\nMUSTER YY", "MUSTER"},
	{"acting", "They swim.\nMUSTER (ACTING)\n", "MUSTER"},
	{"acting after a comma", "They swim.\nMUSTER, ACTING\n", "MUSTER"},
	{"a name that is an acronym", "They swim.\n\nDOE", "DOE"},
	{"after UNQUOTE", "THEY SWIM UNQUOTE MUSTER", "MUSTER"},
	{"after END FYI", "They swim. END FYI MUSTER", "MUSTER"},
	{"regards", "H. NO CHANGE.\n \nREGARDS \n \nMUSTER \n", "MUSTER"},

	{"a date in the text", "They swam in Oslo on 12/18/2007", ""},
	{"cut short", "the fish swam, and The", ""},
	{"ends in a sentence", "cleared by Embassy Oslo.", ""},
	{"ends in an abbreviated title", "as told to us by Mr. Muster.", ""},
	{"an acronym at the end", "as told to NATO", ""},
	{"a heading at the end", "They swim.\n\nCOMMENT", ""},
	{"missing section", "has become a \n\n******** * Missing Section 002 * ********", ""},
	{"an addressee", "TO SECSTATE\nAMEMBASSY TUNIS IMMEDIATE", ""},
	{"a row of letters", "They swim.\n" + strings.Repeat("a", 200), ""},
	{"far apart", "They swim.\nYYY" + strings.Repeat("\r", 200) + "XX", ""},
	{"nothing", "", ""},
	{"blanks", " \n \n", ""},
}

func TestParseSigners(t *testing.T) {
	t.Parallel()
	for _, tt := range signerTests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(parseSigners(tt.tail), "|"); got != tt.want {
				t.Errorf("parseSigners(%q) = %q, want %q", tt.tail, got, tt.want)
			}
		})
	}
}

func FuzzParseSigners(f *testing.F) {
	for _, tt := range signerTests {
		f.Add(tt.tail)
	}
	f.Fuzz(func(t *testing.T, tail string) {
		for _, name := range parseSigners(tail) {
			if name == "" || name != strings.TrimSpace(name) || len(name) > 130 {
				t.Errorf("signer %q", name)
			}
			if !strings.Contains(tail, name) {
				t.Errorf("signer %q is not in the text", name)
			}
		}
	})
}

func BenchmarkParseSigners(b *testing.B) {
	tail := strings.Repeat("The fish swam all day and were not seen again until noon.\n", 30) + "\nMUSTER\n\n\nNNNN\n"
	b.ReportAllocs()
	b.SetBytes(int64(len(tail)))
	for b.Loop() {
		parseSigners(tail)
	}
}
