package refs

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// refLines prints references one a line: label, kind, id or time, raw, notes.
func refLines(refs []Ref) string {
	var lines []string
	for _, r := range refs {
		value := r.ID
		if !r.Time.IsZero() {
			value = r.Time.Format(time.RFC3339)
		}
		line := fmt.Sprintf("%s|%s|%s|%s", r.Label, r.Kind, value, r.Raw)
		if len(r.Notes) > 0 {
			line += "|" + strings.Join(r.Notes, ",")
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

var refTests = []struct {
	name, block string
	year        int
	self, want  string
}{
	{"one", "REF: OSLO 123", 2008, "", "|cable|08OSLO123|OSLO 123"},
	{"none", "REF:", 2008, "", ""},
	{"empty", "", 2008, "", ""},
	{"label not included", " OSLO 123 \n", 2008, "", "|cable|08OSLO123|OSLO 123"},
	{"unknown year of the cable", "REF: OSLO 123", 0, "", "|cable|OSLO123|OSLO 123"},
	{"points", "REF: A. OSLO 123\n¶B. RIGA 45 \n     ¶C. 07 OSLO 6", 2008, "",
		"A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45\nC|cable|07OSLO6|07 OSLO 6"},
	{"parentheses", "REFS: (A)OSLO 123, (B) RIGA\n0045", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 0045"},
	{"closing parentheses", "Ref(s): A) Oslo 123; B) Riga 45", 2008, "", "A|cable|08OSLO123|Oslo 123\nB|cable|08RIGA45|Riga 45"},
	{"colons", "REF: A: Oslo 123; B: Riga 45", 2008, "", "A|cable|08OSLO123|Oslo 123\nB|cable|08RIGA45|Riga 45"},
	{"bare letters", "Ref: A Oslo 123, B Riga 45, C 05 Oslo 7", 2006, "", "A|cable|06OSLO123|Oslo 123\nB|cable|06RIGA45|Riga 45\nC|cable|05OSLO7|05 Oslo 7"},
	{"numbers", "REFS: (1) 2005 OSLO 12, (2) RIGA 3", 2006, "", "1|cable|05OSLO12|2005 OSLO 12\n2|cable|06RIGA3|RIGA 3"},
	{"dashes before labels", "Refs: (A) Oslo 1\n-     (B) Riga 2 -  (C) Oslo 3", 2006, "", "A|cable|06OSLO1|Oslo 1\nB|cable|06RIGA2|Riga 2\nC|cable|06OSLO3|Oslo 3"},
	{"doubled labels", "REF: A. (A) OSLO 1\nB. B) RIGA 2\nC. REF C OSLO 3", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|cable|06RIGA2|RIGA 2\nC|cable|06OSLO3|OSLO 3"},
	{"a label before the word", "A. REF OSLO 1 \n B. 05 RIGA 2", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|cable|05RIGA2|05 RIGA 2"},
	{"a doubled word", "REF: REFERENCE: 05 RIGA 2", 2006, "", "|cable|05RIGA2|05 RIGA 2"},
	{"one before the labels", "REF: 05 OSLO 1; A. RIGA 2; B. RIGA 3", 2006, "", "|cable|05OSLO1|05 OSLO 1\nA|cable|06RIGA2|RIGA 2\nB|cable|06RIGA3|RIGA 3"},
	{"a label that is used twice", "REF: A) OSLO 1 B) ROE-DOE EMAIL B) RIGA 2", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|email||ROE-DOE EMAIL\nB|cable|06RIGA2|RIGA 2"},
	{"lower case", "Ref: a. 05 oslo 1\n\nB. riga 2\nc. 06 oslo 3", 2006, "", "A|cable|05OSLO1|05 oslo 1\nB|cable|06RIGA2|riga 2\nC|cable|06OSLO3|06 oslo 3"},
	{"a point left out", "REF: A. OSLO 1 B RIGA 2", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|cable|06RIGA2|RIGA 2"},
	{"the word before each label", "REFTEL A: OSLO 1; REFTEL B: RIGA 2", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|cable|06RIGA2|RIGA 2"},
	{"initials are no labels", "REF: A. OSLO 1 B. J. P. ROE EMAIL C. RIGA 2", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|email||J. P. ROE EMAIL\nC|cable|06RIGA2|RIGA 2"},

	{"brackets", "REFS: [A] Oslo 123; [B] Riga\n45 {C} OSLO 6 <D> RIGA 7", 2008, "", "A|cable|08OSLO123|Oslo 123\nB|cable|08RIGA45|Riga 45\nC|cable|08OSLO6|OSLO 6\nD|cable|08RIGA7|RIGA 7"},
	{"brackets after the label", "REF [A] OSLO 123 [B] RIGA 45", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45"},
	{"brackets that do not open", "REF: A] OSLO 123 B] RIGA 45", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45"},
	{"brackets that do not close", "REF: (A OSLO 123 (B 07 RIGA 45 (C. OSLO 6", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|07RIGA45|07 RIGA 45\nC|cable|08OSLO6|OSLO 6"},
	{"points in brackets", "REF: (A.) OSLO 123 (B.) RIGA 45", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45"},
	{"hyphens after labels", "REF: A-OSLO 123, B- RIGA 45, C - OSLO 6", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45\nC|cable|08OSLO6|OSLO 6"},
	{"slashes and commas after labels", "REF: A/ OSLO 123 B/RIGA 45 C, OSLO 6", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45\nC|cable|08OSLO6|OSLO 6"},
	{"a line with its own word for each", "REF A: OSLO 123\nREF B: RIGA 45", 2008, "", "A|cable|08OSLO123|OSLO 123\nB|cable|08RIGA45|RIGA 45"},
	{"plural in parentheses", "REFTEL(S): OSLO 123", 2008, "", "|cable|08OSLO123|OSLO 123"},
	{"an e-mail is no label", "REF: A. OSLO 123 D. MANY E-MAILS FROM 10/01-02/02", 2008, "", "A|cable|08OSLO123|OSLO 123\nD|email||MANY E-MAILS FROM 10/01-02/02"},
	{"an airgram is no label", "REF: A-7012 JUNE 14 1973", 1973, "", "|other||A-7012 JUNE 14 1973"},

	{"year of four digits", "REF: 2005 OSLO 12", 2006, "", "|cable|05OSLO12|2005 OSLO 12"},
	{"year glued", "REF: 05OSLO12", 2006, "", "|cable|05OSLO12|05OSLO12"},
	{"year with an apostrophe", "REF: A. '05 OSLO 12", 2006, "", "A|cable|05OSLO12|'05 OSLO 12"},
	{"year in parentheses", "REF: A. (99) OSLO 12 B. (1998) RIGA 3 C. [01] OSLO 4", 2004, "", "A|cable|99OSLO12|(99) OSLO 12\nB|cable|98RIGA3|(1998) RIGA 3\nC|cable|01OSLO4|[01] OSLO 4"},
	{"year in parentheses after the label", "REF: (A) (99) OSLO 12 (B) RIGA 3", 2004, "", "A|cable|99OSLO12|(99) OSLO 12\nB|cable|04RIGA3|RIGA 3"},
	{"year in parentheses, unknown station", "REF: (99) NOWHERE 12", 2004, "", "|cable|99NOWHERE12|(99) NOWHERE 12"},
	{"year of the number before", "REF: OSLO 12 (99) RIGA 3", 2004, "", "|cable|99OSLO12|OSLO 12 (99)\n|cable|04RIGA3|RIGA 3"},
	{"letters in a year", "REF: A. O3 OSLO 12 B. 20O3 RIGA 3 C. O1OSLO 4 D. l999 RIGA 5", 2004, "", "A|cable|03OSLO12|O3 OSLO 12\nB|cable|03RIGA3|20O3 RIGA 3\nC|cable|01OSLO4|O1OSLO 4\nD|cable|99RIGA5|l999 RIGA 5"},
	{"hyphens around the name", "REF: A. 03-OSLO-1234 B. 03/RIGA/123", 2004, "", "A|cable|03OSLO1234|03-OSLO-1234\nB|cable|03RIGA123|03/RIGA/123"},
	{"year in the number", "REF: A. OSLO 03-1234 B. RIGA 2003-123 C. OSLO 03/321", 2004, "", "A|cable|03OSLO1234|OSLO 03-1234\nB|cable|03RIGA123|RIGA 2003-123\nC|cable|03OSLO321|OSLO 03/321"},
	{"year on a line of its own", "REF: A. OSLO 12\nB. 03\n\nRIGA 123 C. OSLO 13", 2004, "", "A|cable|04OSLO12|OSLO 12\nB|cable|03RIGA123|03 RIGA 123\nC|cable|04OSLO13|OSLO 13"},
	{"year behind in parentheses", "REF: A. OSLO 12 (05)\nB. OSLO 13 (2004)", 2006, "", "A|cable|05OSLO12|OSLO 12 (05)\nB|cable|04OSLO13|OSLO 13 (2004)"},
	{"year behind a hyphen", "REF: OSLO 4525-91", 2006, "", "|cable|91OSLO4525|OSLO 4525-91"},
	{"year behind a slash", "REF: OSLO 4525/05", 2006, "", "|cable|05OSLO4525|OSLO 4525/05"},
	{"no year behind a slash", "REF: OSLO 12/05", 2006, "", "|other||OSLO 12/05"},
	{"no year behind a hyphen", "REF: OSLO 4525-27", 2006, "", "|cable|06OSLO4525|OSLO 4525-27"},
	{"year of a date", "REF: A. OSLO 814 MAY 9, 1972 ET SEQ\nB. OSLO 815, 9 MAY 72; C. RIGA 12 OF APRIL 1971", 1973, "",
		"A|cable|72OSLO814|OSLO 814 MAY 9, 1972 ET SEQ\nB|cable|72OSLO815|OSLO 815, 9 MAY 72\nC|cable|71RIGA12|RIGA 12 OF APRIL 1971"},
	{"year of a date in a scan", "REF: A. OSLO 814 APRII 9, 1972\nB. OSLO 815 9 JUIY 72", 1973, "", "A|cable|72OSLO814|OSLO 814 APRII 9, 1972\nB|cable|72OSLO815|OSLO 815 9 JUIY 72"},
	{"year of a date in parentheses", "REF: OSLO 814 (MAY 9, 1972), RIGA 12 (DATED 4/8/72)", 1973, "", "|cable|72OSLO814|OSLO 814 (MAY 9, 1972)\n|cable|72RIGA12|RIGA 12 (DATED 4/8/72)"},
	{"year of a date-time group", "REFS: A. OSLO 0613 (DTG 121015Z JUN 72)\nB. NOWHERE 12 (DTG 121015Z JUN 72) C. RIGA 12 OF 121015Z JUN 72", 1973, "",
		"A|cable|72OSLO613|OSLO 0613 (DTG 121015Z JUN 72)\nB|cable|72NOWHERE12|NOWHERE 12 (DTG 121015Z JUN 72)\nC|cable|72RIGA12|RIGA 12 OF 121015Z JUN 72"},
	{"year of a date, unknown station", "REF: NOWHERE 12, MAY 9, 1972", 1973, "", "|cable|72NOWHERE12|NOWHERE 12, MAY 9, 1972"},
	{"date without a year", "REF: OSLO 814 DATED MAY 9", 1973, "", "|cable|73OSLO814|OSLO 814 DATED MAY 9"},
	{"date of a later year", "REF: OSLO 814, MAY 9, 1979", 1973, "", "|cable|73OSLO814|OSLO 814, MAY 9, 1979"},
	{"date in a title", "REF: OSLO 814 (FISH OF MAY 9, 1972)", 1973, "", "|cable|73OSLO814|OSLO 814 (FISH OF MAY 9, 1972)"},
	{"year of the last century", "REF: 98 OSLO 12", 2006, "", "|cable|98OSLO12|98 OSLO 12"},
	{"a number that looks like a year", "REF: OSLO 2008", 2006, "", "|cable|06OSLO2008|OSLO 2008"},
	{"younger than the cable", "REF: A. OSLO 2008\nB. OSLO 11\nC. RIGA 900", 2006, "06OSLO12",
		"A|cable|05OSLO2008|OSLO 2008\nB|cable|06OSLO11|OSLO 11\nC|cable|06RIGA900|RIGA 900"},
	{"younger, but dated", "REF: 06 OSLO 900", 2006, "06OSLO12", "|cable|06OSLO900|06 OSLO 900"},

	{"names of two words", "REF: THE HAGUE 097; LA PAZ 2; Port-of-Spain 3", 2006, "", "|cable|06THEHAGUE97|THE HAGUE 097\n|cable|06LAPAZ2|LA PAZ 2\n|cable|06PORTOFSPAIN3|Port-of-Spain 3"},
	{"name and number on two lines", "REF: RIO DE JANEIRO\n00723", 2006, "", "|cable|06RIODEJANEIRO723|RIO DE JANEIRO 00723"},
	{"name and number over an empty line", "REF: A. RIO DE JANEIRO \n \n00723 B. OSLO 1", 2006, "", "A|cable|06RIODEJANEIRO723|RIO DE JANEIRO 00723\nB|cable|06OSLO1|OSLO 1"},
	{"alias", "REF: SECSTATE 12", 2006, "", "|cable|06STATE12|SECSTATE 12"},
	{"abbreviation", "REF: A. BA 1485 B. HK05511", 2006, "", "A|cable|06BUENOSAIRES1485|BA 1485\nB|cable|06HONGKONG5511|HK05511"},
	{"country", "REF: BRAZIL 12", 2006, "", "|cable|06BRASILIA12|BRAZIL 12"},
	{"kind before the name", "REF: EMBASSY VIENNA 1450", 2006, "", "|cable|06VIENNA1450|VIENNA 1450"},
	{"misspelt", "REF: A. 05 BISHTEK 12 B. TRIPOLII 3", 2006, "", "A|cable|05BISHKEK12|05 BISHTEK 12\nB|cable|06TRIPOLI3|TRIPOLII 3"},
	{"zero in a name", "REF: 05 0SL0 12", 2006, "", "|cable|05OSLO12|05 0SL0 12"},
	{"letter O in a number", "REF: OSLO O1512", 2006, "", "|cable|06OSLO1512|OSLO O1512"},
	{"letters in a number", "REF: A. OSLO 15O2 B. RIGA l512 C. STATE 12I45O", 2006, "", "A|cable|06OSLO1502|OSLO 15O2\nB|cable|06RIGA1512|RIGA l512\nC|cable|06STATE121450|STATE 12I45O"},
	{"a word after a number", "REF: STATE 1234S", 2006, "", "|other||STATE 1234S"},
	{"hash", "REF: OSLO #12; RIGA NO. 13; OSLO: 14", 2006, "", "|cable|06OSLO12|OSLO #12\n|cable|06RIGA13|RIGA NO. 13\n|cable|06OSLO14|OSLO: 14"},
	{"telegram", "REF: OSLO TELEGRAM 12; RIGA TEL 13", 2006, "", "|cable|06OSLO12|OSLO TELEGRAM 12\n|cable|06RIGA13|RIGA TEL 13"},
	{"possession", "REF: A. OSLO'S 12 AND 13 B. DEPT'S 123456 C. RIGA'S TELEGRAM NO. 14", 2006, "",
		"A|cable|06OSLO12|OSLO'S 12\nA|cable|06OSLO13|13\nB|cable|06STATE123456|DEPT'S 123456\nC|cable|06RIGA14|RIGA'S TELEGRAM NO. 14"},
	{"telegrams of the Department and the post", "REF: A. DEPTEL 123456 B. EMBTEL 12 AND 13", 1974, "74OSLO20", "A|cable|74STATE123456|DEPTEL 123456\nB|cable|74OSLO12|EMBTEL 12\nB|cable|74OSLO13|13"},
	{"telegrams of nobody known", "REF: A. YOUR 12 B. EMBTEL 13 C. OURTEL 14", 1974, "", "A|other||YOUR 12\nB|other||EMBTEL 13\nC|other||OURTEL 14"},
	{"airgrams", "REF: A. DEPT'S A-7012 JUNE 14 1973; B. OSLO AIRGRAM A-12 OF MAY 4, 1973", 1974, "", "A|other||DEPT'S A-7012 JUNE 14 1973\nB|other||OSLO AIRGRAM A-12 OF MAY 4, 1973"},
	{"telegrams and an airgram", "REFS: A. OSLO 0613 (DTG 121015Z JUN 73)\nB. STATE 198204 C. STATE A-12, JUNE 14, 1973", 1973, "",
		"A|cable|73OSLO613|OSLO 0613 (DTG 121015Z JUN 73)\nB|cable|73STATE198204|STATE 198204\nC|other|73STATE-A12|STATE A-12, JUNE 14, 1973"},
	{"number first", "REF: A) 377 OSLO, B) RIGA 2", 2006, "", "A|cable|06OSLO377|377 OSLO\nB|cable|06RIGA2|RIGA 2"},
	{"a station that no table has", "REF: A. NOWHERE 12 B. 05 NOWHERE 13", 2006, "", "A|cable|06NOWHERE12|NOWHERE 12\nB|cable|05NOWHERE13|05 NOWHERE 13"},

	{"shared post", "REF: OSLO 7472 and 7677", 2006, "", "|cable|06OSLO7472|OSLO 7472\n|cable|06OSLO7677|7677"},
	{"shared post, commas", "REF: A) OSLO 11657 AND 7743, 12155, 13381 B) RIGA 2", 2006, "",
		"A|cable|06OSLO11657|OSLO 11657\nA|cable|06OSLO7743|7743\nA|cable|06OSLO12155|12155\nA|cable|06OSLO13381|13381\nB|cable|06RIGA2|RIGA 2"},
	{"shared post, small numbers", "REF: MALABO 19, 21, 26", 2009, "", "|cable|09MALABO19|MALABO 19\n|cable|09MALABO21|21\n|cable|09MALABO26|26"},
	{"shared post, ampersand", "REF: OSLO 500 & 511", 2009, "", "|cable|09OSLO500|OSLO 500\n|cable|09OSLO511|511"},
	{"shared year", "REF: 05 Oslo\n5353/5194/4319", 2006, "", "|cable|05OSLO5353|05 Oslo 5353\n|cable|05OSLO5194|5194\n|cable|05OSLO4319|4319"},
	{"shared post, semicolon", "REF: A. OSLO 123; 124 B. RIGA 1", 2006, "", "A|cable|06OSLO123|OSLO 123\nA|cable|06OSLO124|124\nB|cable|06RIGA1|RIGA 1"},
	{"shared post, after notes", "REF: A. OSLO 12 (NOTAL), 13 AND 14 B. RIGA 5 (MAY 4), 6 (BOTH NOTAL)", 2006, "",
		"A|cable|06OSLO12|OSLO 12 (NOTAL)|NOTAL\nA|cable|06OSLO13|13\nA|cable|06OSLO14|14\nB|cable|06RIGA5|RIGA 5 (MAY 4)\nB|cable|06RIGA6|6 (BOTH NOTAL)|NOTAL"},
	{"shared post, range", "REF: A. OSLO 12 THRU 14 B. RIGA 101-103", 2006, "", "A|cable|06OSLO12|OSLO 12\nA|cable|06OSLO14|14\nB|cable|06RIGA101|RIGA 101\nB|cable|06RIGA103|103"},
	{"shared post, comma and AND", "REFS: OSLO 140022, 140137, AND 140138", 2006, "", "|cable|06OSLO140022|OSLO 140022\n|cable|06OSLO140137|140137\n|cable|06OSLO140138|140138"},
	{"another post in parentheses", "REF: STATE 123456 (TOSEC 12345), OSLO 14", 2006, "", "|cable|06STATE123456|STATE 123456\n|cable|06TOSEC12345|TOSEC 12345\n|cable|06OSLO14|OSLO 14"},
	{"a year after a list", "REF: OSLO 12, 05 RIGA 13", 2006, "", "|cable|06OSLO12|OSLO 12\n|cable|05RIGA13|05 RIGA 13"},
	{"comma before the number", "REF: OSLO 849, OSLO, 1228, RIGA 2", 2006, "", "|cable|06OSLO849|OSLO 849\n|cable|06OSLO1228|OSLO, 1228\n|cable|06RIGA2|RIGA 2"},
	{"and between two", "REF: OSLO 1 AND RIGA 2", 2006, "", "|cable|06OSLO1|OSLO 1\n|cable|06RIGA2|RIGA 2"},
	{"nothing between two", "REF: 2005 OSLO 1 \n2005 RIGA 2", 2006, "", "|cable|05OSLO1|2005 OSLO 1\n|cable|05RIGA2|2005 RIGA 2"},

	{"section mark inside", "REF: A) OSLO 1, B) RIGA 2 TUNIS 00000402 \n\n001.2 OF 003 \n\nC) OSLO 3", 2008, "08TUNIS402", "A|cable|08OSLO1|OSLO 1\nB|cable|08RIGA2|RIGA 2\nC|cable|08OSLO3|OSLO 3"},
	{"section mark of a name of two words", "REF: A) OSLO 1 AND PREVIOUS SAO PAULO 00000161 001.3 OF 005 B) RIGA 2", 2008, "", "A|cable|08OSLO1|OSLO 1 AND PREVIOUS|AND PREVIOUS\nB|cable|08RIGA2|RIGA 2"},
	{"page head on a line", "REF: A. OSLO 1\n               CONFIDENTIAL\n\nPAGE 02        TUNIS  05693  01 OF 02  021700Z\nB. RIGA 2", 2001, "", "A|cable|01OSLO1|OSLO 1\nB|cable|01RIGA2|RIGA 2"},
	{"page head within a line", `REF: A. OSLO 1 CONFIDENTIAL PAGE 02 TUNIS 01196 01 OF 02 082030Z B. RIGA 2`, 2001, "", "A|cable|01OSLO1|OSLO 1\nB|cable|01RIGA2|RIGA 2"},
	{"the cable itself", "REF: OSLO 12; OSLO 11", 2006, "06OSLO12", "|cable|06OSLO11|OSLO 11"},
	{"backslashes", "REF: A. A) OSLO 1 \\\n \\\n     B. B) RIGA 2 \\\n \\", 2006, "", "A|cable|06OSLO1|OSLO 1\nB|cable|06RIGA2|RIGA 2"},

	{"notes", "REF: A. OSLO 1 (NOTAL)\nB. RIGA 2 AND PREVIOUS\nC. OSLO 3, and previous (notal)", 2006, "",
		"A|cable|06OSLO1|OSLO 1 (NOTAL)|NOTAL\nB|cable|06RIGA2|RIGA 2 AND PREVIOUS|AND PREVIOUS\nC|cable|06OSLO3|OSLO 3, and previous (notal)|NOTAL,AND PREVIOUS"},
	{"titles", "REF: A. OSLO 1 (FISH AND CHIPS) B. RIGA 2 (\"RAIN\")", 2006, "", "A|cable|06OSLO1|OSLO 1 (FISH AND CHIPS)\nB|cable|06RIGA2|RIGA 2 (\"RAIN\")"},
	{"titles with points inside, no labels", "REF: OSLO 60 (A FISH)  OSLO 330 (THE SEA, AGAIN) OSLO 413", 2006, "", "|cable|06OSLO60|OSLO 60 (A FISH)\n|cable|06OSLO330|OSLO 330 (THE SEA, AGAIN)\n|cable|06OSLO413|OSLO 413"},

	{"semicolon in a title", "REF: A. OSLO 1 (FISH; AND CHIPS) B. RIGA 2; OSLO 3", 2006, "", "A|cable|06OSLO1|OSLO 1 (FISH; AND CHIPS)\nB|cable|06RIGA2|RIGA 2\nB|cable|06OSLO3|OSLO 3"},
	{"portion marks of references", "REF: A. OSLO 1 (S/NF) B. RIGA 2 (C) C. OSLO 3 (SBU); OSLO 4 (SBU)", 2006, "",
		"A|cable|06OSLO1|OSLO 1 (S/NF)\nB|cable|06RIGA2|RIGA 2 (C)\nC|cable|06OSLO3|OSLO 3 (SBU)\nC|cable|06OSLO4|OSLO 4 (SBU)"},
	{"parentheses around", "REF: (OSLO 1), (RIGA 2)", 2006, "", "|cable|06OSLO1|OSLO 1\n|cable|06RIGA2|RIGA 2"},

	{"e-mails", "REF: A. ROE-DOE EMAIL 05/11/07 B. E-MAILS FROM 10/01-02/02 C. E-Mail Fish", 2007, "", "A|email||ROE-DOE EMAIL 05/11/07\nB|email||E-MAILS FROM 10/01-02/02\nC|email||E-Mail Fish"},
	{"reports", "REF: A. DAO OSLO IIR 6 889 0272 08 B. OSLO DAILY 11/3/09 C. EMBASSY OSLO DAILY REPORT FOR MAY 4 D. INCSR BRAZIL 2008", 2009, "",
		"A|report||DAO OSLO IIR 6 889 0272 08\nB|report||OSLO DAILY 11/3/09\nC|report||EMBASSY OSLO DAILY REPORT FOR MAY 4\nD|report||INCSR BRAZIL 2008"},
	{"books", "Ref: 9 FAM Appendix K, 406 (6)", 2009, "", "|book||9 FAM Appendix K, 406 (6)"},
	{"others", "REF: A. ROE/DOE TELCON 3/27 B. SEPTEL C. UNSCR 1737 D. MTCR POC 201/2006 - MAY 16 2006 E. STATE CA-3400 NOV 2, 1966 F. MAY 12", 2009, "",
		"A|other||ROE/DOE TELCON 3/27\nB|other||SEPTEL\nC|other||UNSCR 1737\nD|other||MTCR POC 201/2006 - MAY 16 2006\nE|other||STATE CA-3400 NOV 2, 1966\nF|other||MAY 12"},
	{"redacted", "REF: 09 XXXXXXXXXXXX 961", 2009, "", "|other||09 XXXXXXXXXXXX 961"},
	{"a number alone", "REF: 22380", 2008, "", "|other||22380"},
	{"date-time groups", "REF: A. SECDEF MSG DTG 301601z SEP 08 \n¶B. SECDEF R162245Z OCT 08\nC. USDAO OSLO 092106Z MAR", 2008, "",
		"A|dtg|2008-09-30T16:01:00Z|SECDEF MSG DTG 301601z SEP 08\nB|dtg|2008-10-16T22:45:00Z|SECDEF R162245Z OCT 08\nC|dtg|2008-03-09T21:06:00Z|USDAO OSLO 092106Z MAR"},

	{"ends at Classified By", "REF: OSLO 1 Classified By: DCM Jane Roe, Reason 1.4 (b)", 2008, "", "|cable|08OSLO1|OSLO 1"},
	{"ends at Classified By, glued", "REF: OSLO 1Classified By: DCM Jane Roe, RIGA 2", 2008, "", "|cable|08OSLO1|OSLO 1"},
	{"ends at a paragraph", "REF: OSLO 1\n\n1.(SBU) Fish is dear; see RIGA 2.", 2008, "", "|cable|08OSLO1|OSLO 1"},
	{"ends at a paragraph in capitals", "REF: OSLO 1\n1. FISH IS DEAR IN RIGA 2.", 1975, "", "|cable|75OSLO1|OSLO 1"},
	{"ends at a paragraph in the line", "REF: A. OSLO 1 (SBU) Fish was dear in RIGA 2 as well.", 2008, "", "A|cable|08OSLO1|OSLO 1"},
	{"ends at a mark of one letter", "REF: A. OSLO 1 (U) Fish was dear all over the country, see RIGA 2.", 2008, "", "A|cable|08OSLO1|OSLO 1"},
	{"ends at text after an empty line", "REF: OSLO 1\n\nOn March 5 we met the fishermen of RIGA 2.", 2008, "", "|cable|08OSLO1|OSLO 1"},
	{"ends at a caption", "REF: OSLO 1\nSENSITIVE BUT UNCLASSIFIED", 2008, "", "|cable|08OSLO1|OSLO 1"},
	{"ends at a second copy", "REF: A) OSLO 1 B) RIGA 2 ...\n\nC O N F I D E N T I A L OSLO 000472 SIPDIS\nTAGS: PREL\nRIGA 3", 2008, "", "A|cable|08OSLO1|OSLO 1\nB|cable|08RIGA2|RIGA 2"},
	{"text goes on in the line", "REF: OSLO 1 We gave the points to the minister of fish, who was as kind as ever to us.", 2008, "", "|cable|08OSLO1|OSLO 1"},
	{"no reference at all", "REF: " + strings.Repeat("Fish swim and birds fly over the sea ", 6), 2008, "", ""},
}

func TestParse(t *testing.T) {
	for _, tt := range refTests {
		t.Run(tt.name, func(t *testing.T) {
			if got := refLines(Parse(tt.block, tt.year, tt.self)); got != tt.want {
				t.Errorf("Parse(%q, %d, %q):\ngot:\n%s\nwant:\n%s", tt.block, tt.year, tt.self, got, tt.want)
			}
		})
	}
}

func TestContinues(t *testing.T) {
	for _, tt := range []struct {
		block, line string
		want        bool
	}{
		{"REF: A. OSLO 12", "B. RIGA 3", true},
		{"REF: A. OSLO 12", "¶B. RIGA 3", true},
		{"REF: OSLO 12", "RIGA 3", true},
		{"REF: A. RIO DE JANEIRO", "00723", true},
		{"REF: A. OSLO 12 B. 03", "RIGA 2417 C. RIGA 351", true},
		{"REF: A. OSLO 12 (B) 2003", "Roe e-mail", true},
		{"REF: A. OSLO 12 B.", "Roe e-mail", true},
		{"REF: A. OSLO 12 AND", "previous messages", true},
		{"REF: A. OSLO 12,", "previous messages", true},
		{"REF: A. OSLO 12", "previous messages", false},
		{"REF: A. OSLO 12", "On March 5 we met.", false},
		{"REF: A. OSLO 12,", "1. (C) Fish swim.", false},
		{"REF: A. OSLO 12 AND", "Classified By: DCM Jane Roe", false},
		{"REF: A. OSLO 12 B. 03", "----------", false},
		{"", "Fish swim.", false},
		{"REF: A. OSLO 12", "", false},
	} {
		if got := Continues(tt.block, tt.line); got != tt.want {
			t.Errorf("Continues(%q, %q) = %v", tt.block, tt.line, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range refTests {
		f.Add(tt.block, tt.year, tt.self)
	}
	kinds := map[string]bool{"cable": true, "email": true, "dtg": true, "report": true, "book": true, "other": true}
	f.Fuzz(func(t *testing.T, block string, year int, self string) {
		for _, r := range Parse(block, year, self) {
			if !kinds[r.Kind] || r.Raw == "" || r.Raw != strings.TrimSpace(r.Raw) {
				t.Errorf("kind %q, raw %q", r.Kind, r.Raw)
			}
			airgram := r.Kind == "other" && strings.Contains(r.ID, "-A")
			if (r.ID != "") != (r.Kind == "cable" || airgram) || r.ID == self && self != "" {
				t.Errorf("kind %q with id %q in %q", r.Kind, r.ID, self)
			}
			if r.Time.IsZero() == (r.Kind == "dtg") && year > 0 {
				t.Errorf("kind %q with time %v", r.Kind, r.Time)
			}
			if len(r.Label) > 1 {
				t.Errorf("label %q", r.Label)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	block := "REF: A. OSLO 123 (NOTAL)\n¶B. 07 RIGA 45 \n     ¶C. THE HAGUE 6 AND PREVIOUS\n¶D. ROE-DOE E-MAIL 3/4/08\n"
	b.ReportAllocs()
	b.SetBytes(int64(len(block)))
	for b.Loop() {
		Parse(block, 2008, "08OSLO456")
	}
}
