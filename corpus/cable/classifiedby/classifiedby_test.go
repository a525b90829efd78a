package classifiedby

import (
	"fmt"
	"strings"
	"testing"
)

// wrapped71 is a Classified By line as the message system broke it: after 71
// characters, wherever that is.
func wrapped71(line string) string {
	return line[:hardWrap] + " \n" + line[hardWrap:]
}

var classifiedTests = []struct {
	name, block string
	want        string // "name {title}; … | reasons | derived from"
}{
	{"title and name", "Classified By: Ambassador Jane Q. Roe for reasons 1.4 (b) and (d).", "Jane Q. Roe {Ambassador} | 1.4(b) 1.4(d) |"},
	{"title of many words", "Classified By: Acting Deputy Chief of Mission Jane Roe for Reasons 1.4\n (b) and (d)", "Jane Roe {Acting Deputy Chief of Mission} | 1.4(b) 1.4(d) |"},
	{"title with a place", "Classified By: Deputy Assistant Secretary for Central Asia Jane Roe. Reason 1.4(b)", "Jane Roe {Deputy Assistant Secretary for Central Asia} | 1.4(b) |"},
	{"title with places and and", "Classified By: Special Representative for Afghanistan and Pakistan \nJane C. Roe \n \n1.  (U)  This is fish.", "Jane C. Roe {Special Representative for Afghanistan and Pakistan} |  |"},
	{"title of a team in a province", "Classified By: Kirkuk PRT Team Leader Jane Roe for reason 1.4 (b) \nand(d).", "Jane Roe {Kirkuk PRT Team Leader} | 1.4(b) 1.4(d) |"},
	{"abbreviated titles", "Classified By: A/DCM Jane Roe, Reasons 1.4(b)(d)", "Jane Roe {A/DCM} | 1.4(b) 1.4(d) |"},
	{"bureau and title", "CLASSIFIED BY ISN - JANE A. ROE, ACTING ASSISTANT SECRETARY, REASON 1.4 (B) AND (D)", "JANE A. ROE {ISN, ACTING ASSISTANT SECRETARY} | 1.4(b) 1.4(d) |"},
	{"point behind the title", "1.  CLASSIFIED BY POL/ECONOFF. J.Q. ROE.  REASON:  1.5(D)", "J.Q. ROE {POL/ECONOFF.} | 1.5(d) |"},
	{"single letters in the title", "Classified By: T U/S Jane O. Roe for Reasons 1.4 a,b,and d.", "Jane O. Roe {T U/S} | 1.4(a) 1.4(b) 1.4(d) |"},
	{"comma between title and name", "Classified By: Deputy Chief of Mission, Jane Roe for reasons 1.4 b and d", "Jane Roe {Deputy Chief of Mission} | 1.4(b) 1.4(d) |"},
	{"colon between title and name", "Classified By: CDA: Jane Roe: Reason: 1.4 (c \n) and (d)", "Jane Roe {CDA} | 1.4(c) 1.4(d) |"},
	{"chargé a.i.", "Classified By: Charge d'Affaires a.i. Jane Roe, reasons 1.4(b \n) and (d).", "Jane Roe {Charge d'Affaires a.i.} | 1.4(b) 1.4(d) |"},
	{"chargé with commas for apostrophes", "Classified By: Charge, d,Affaires a. i. Jane F. Roe, reason 1.4 \n(b) and (d).", "Jane F. Roe {Charge, d,Affaires a. i.} | 1.4(b) 1.4(d) |"},
	{"chargé with a curly apostrophe", "Classified By: Charge d’Affaires D. Jane Roe for reasons 1.4 (b)", "D. Jane Roe {Charge d’Affaires} | 1.4(b) |"},
	{"acting behind the name", "Classified by: DCM J. Jane Roe (acting) for reasons 1.4 (b)", "J. Jane Roe {DCM, acting} | 1.4(b) |"},
	{"misspelt titles", "Classified By: Amabassador Jane Roe. Reason 1.4 (B/D)", "Jane Roe {Amabassador} | 1.4(b) 1.4(d) |"},
	{"more misspelt titles", "Classified By: Acting P/E Counsleor Jane Roe, reasons 1.4 (b,d)", "Jane Roe {Acting P/E Counsleor} | 1.4(b) 1.4(d) |"},
	{"shortened title of three words", "CLASSIFIED BY POL MIN COUN JANE ROE, REASONS 1.5 (B) AND (D)", "JANE ROE {POL MIN COUN} | 1.5(b) 1.5(d) |"},
	{"shortened title, mixed case", "Classified By: Pol Min Coun Jane Roe for reasons 1.4 (b)", "Jane Roe {Pol Min Coun} | 1.4(b) |"},
	{"joined title", "CLASSIFIED BY POLMINCOUNS JANE ROE. REASON 1.5 (B/D).", "JANE ROE {POLMINCOUNS} | 1.5(b) 1.5(d) |"},
	{"joined title that no list has", "Classified By: DepEconMilChief Jane Roe. Reason 1.4 (b)", "Jane Roe {DepEconMilChief} | 1.4(b) |"},
	{"misspelt chief", "Classified By: Political Cief Jane Roe for reasons 1.4 (b)", "Jane Roe {Political Cief} | 1.4(b) |"},
	{"misspelt chief in capitals", "CLASSIFIED BY: POL/ECON CHEIF JANE ROE, REASON 1.4 (B)", "JANE ROE {POL/ECON CHEIF} | 1.4(b) |"},
	{"chargé with an apostrophe too many", "Classified By: Charge de'Affaires Jane Roe for reasons 1.4 (b)", "Jane Roe {Charge de'Affaires} | 1.4(b) |"},
	{"title over two lines", "Classified By: Deputy \nChief of Mission Jane \nRoe for reasons 1.4 (b) and (d).", "Jane Roe {Deputy Chief of Mission} | 1.4(b) 1.4(d) |"},
	{"this message", "1. (C) This message classified by Ambassador Jane Roe for reasons 1.5 (b).", "Jane Roe {Ambassador} | 1.5(b) |"},
	{"this cable was", "THIS CABLE WAS CLASSIFIED BY DCM JANE ROE. REASONS: 1.5 (B) AND (D).", "JANE ROE {DCM} | 1.5(b) 1.5(d) |"},
	{"zeros for O", "(U)  CLASSIFIED BY AMBASSAD0R R0BIN Q. R0E BASED 0N 1.5 (B) \nAND (D).", "R0BIN Q. R0E {AMBASSAD0R} | 1.5(b) 1.5(d) |"},

	{"name and title", "CLASSIFIED BY: Jane Roe, CDA, Embassy Oslo, State. \nREASON: 1.4 (b), (d)", "Jane Roe {CDA, Embassy Oslo, State} | 1.4(b) 1.4(d) |"},
	{"name and consulate", "CLASSIFIED BY: J. JANE ROE, CONSUL GENERAL, AMCONGEN\nNAPLES, STATE.\nREASON: 1.4 (b), (d)", "J. JANE ROE {CONSUL GENERAL, AMCONGEN NAPLES, STATE} | 1.4(b) 1.4(d) |"},
	{"Jr. and a title", "1.  (U) CLASSIFIED BY JOHN Q. ROE, JR., AMBASSADOR.\nREASON:  1.5 (B), (C) AND (D).", "JOHN Q. ROE, JR. {AMBASSADOR} | 1.5(b) 1.5(c) 1.5(d) |"},
	{"the third", "Classified By: Ambassador John Q. Roe, III. \nReasons: 1.4 (b) and (d).", "John Q. Roe, III {Ambassador} | 1.4(b) 1.4(d) |"},
	{"surname first", "CLASSIFIED BY: Roe, Jane, Ambassador, DOS, EXEC; REASON: 1.4(B)", "Roe, Jane {Ambassador, DOS, EXEC} | 1.4(b) |"},
	{"surname first without a comma", "CLASSIFIED BY: Roe Jane, Ambassador; REASON: 1.4(B)", "Roe Jane {Ambassador} | 1.4(b) |"},
	{"name alone", "Classified By: Jane Q. Roe \n \nSUMMARY \n-------", "Jane Q. Roe {} |  |"},
	{"saint", "Classified By: DCM Jane St. Roe, Reason 1.4 (b)", "Jane St. Roe {DCM} | 1.4(b) |"},
	{"Mc apart", "Classified By: DCM Jane Mc Roe, Reason 1.4 (b)", "Jane Mc Roe {DCM} | 1.4(b) |"},
	{"major", "Classified By: Major Jane Roe, by reason of 1.4 (b)", "Jane Roe {Major} | 1.4(b) |"},
	{"a name that is an acronym", "CLASSIFIED BY: DCM/CHARGE JOHN DOE, REASON 1.5 (B)", "JOHN DOE {DCM/CHARGE} | 1.5(b) |"},
	{"a name that is an acronym, and a title behind", "CLASSIFIED BY: JOHN DOE, DCM. REASON 1.5 (B)", "JOHN DOE {DCM} | 1.5(b) |"},
	{"a name that is an acronym, with an initial", "Classified By: DCM John Q. Doe for reasons 1.4 (b)", "John Q. Doe {DCM} | 1.4(b) |"},
	{"a name that is a title", "Classified By: Consul Jane Post. Reason: 1.4 (b)", "Jane Post {Consul} | 1.4(b) |"},
	{"a surname in capitals", "Classified By: Ambassador Jane ROE for reasons 1.4 (b)", "Jane ROE {Ambassador} | 1.4(b) |"},
	{"a surname in capitals and a suffix", "Classified By: Ambassador John ROE, Jr., reasons 1.4 (b)", "John ROE, Jr. {Ambassador} | 1.4(b) |"},
	{"an agency behind the name", "Classified By: Jane Roe, DOE. Reason 1.4 (b)", "Jane Roe {DOE} | 1.4(b) |"},
	{"a first name in small letters", "Classified By: Acting DCM jane Roe, reasons 1.4 (b)", "jane Roe {Acting DCM} | 1.4(b) |"},
	{"particles", "Classified By: Amb. Jane van der Roe for reasons 1.4 (b)", "Jane van der Roe {Amb.} | 1.4(b) |"},
	{"a name that is a country, too", "Classified By: Political Officer Jordan Roe for 1.4 (b)", "Jordan Roe {Political Officer} | 1.4(b) |"},
	{"title joined to the name", "Classified By: AmbassadorJane Roe, reasons 1.4 (b)", "Jane Roe {Ambassador} | 1.4(b) |"},
	{"title joined by a slash", "Classified By: DCM/Jane Roe, reasons 1.4 (b)", "Jane Roe {DCM} | 1.4(b) |"},
	{"name joined to a title by a slash", "Classified By: Jane Roe/DCM for reasons 1.4 (b)", "Jane Roe {DCM} | 1.4(b) |"},
	{"titles joined by a slash", "Classified By: Ambassador/DCM Jane Roe for reasons 1.4 (b)", "Jane Roe {Ambassador/DCM} | 1.4(b) |"},
	{"a short name in parentheses", "Classified By: DCM Jane (Jan) Roe for reasons 1.4 (b)", "Jane (Jan) Roe {DCM} | 1.4(b) |"},
	{"a short name in quotes", "Classified By: DCM Jane \"Jan\" Roe for reasons 1.4 (b)", "Jane \"Jan\" Roe {DCM} | 1.4(b) |"},
	{"apostrophes", "Classified By: A/DCM Jane O,Roe for reason 1.4(d).", "Jane O'Roe {A/DCM} | 1.4(d) |"},
	{"initial and surname glued", "Classified By: EUR/PRA, Dir. JRoe, Reason 1.4 (b/d)", "JRoe {EUR/PRA, Dir.} | 1.4(b) 1.4(d) |"},
	{"small letters", "CLASSIFIED BY: jane roe, OMS, State, NAS; REASON: 1.4(B)", "jane roe {OMS, State, NAS} | 1.4(b) |"},
	{"accents", "Classified By: DCM José Núñez, reasons 1.4 (b)", "José Núñez {DCM} | 1.4(b) |"},

	{"two people", "CLASSIFIED BY AF JANE ROE, ACTING AND S/CT DAS MAX \nMUSTER ; E.O. 12958 REASON: 1.4 (B) AND (D)", "JANE ROE {AF, ACTING}; MAX MUSTER {S/CT DAS} | 1.4(b) 1.4(d) |"},
	{"a doubled label", "Classified By: Classified by DCM Jane Roe per 1.4 (d).", "Jane Roe {DCM} | 1.4(d) |"},
	{"a number and a doubled label", "Classified By: 1. CLASSIFIED BY NEA ASSISTANT SECRETARY JANE ROE \nREASONS: 1.4 (B) AND (D)", "JANE ROE {NEA ASSISTANT SECRETARY} | 1.4(b) 1.4(d) |"},
	{"references under the label", "Classified By: ADANA 222 \nADANA 216 \n \nClassified by DCM Jane Roe; reasons 1.4 b and d.", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"the whole twice", "CLASSIFIED BY: Jane Roe, DCM. REASON: 1.4 (b) CLASSIFIED BY: Jane Roe, DCM. REASON: 1.4 (b)", "Jane Roe {DCM} | 1.4(b) |"},
	{"a section is no person", "1.  CONFIDENTIAL - ENTIRE TEXT.  CLASSIFIED BY SECTION 1.5 (B)\nAND (D).", " | 1.5(b) 1.5(d) |"},
	{"a redacted name", "Classified By: XXXXXXXXXXXX, reason 1.4 (b)", " | 1.4(b) |"},
	{"a copy that was cut", "Classified By: Ambassad...", " |  |"},
	{"guide", "Classified By: DOS CLASSIFICATION GUIDE BY JANE ROE \n \n1.  (C)  Summary.", "JANE ROE {DOS CLASSIFICATION GUIDE} |  | DOS CLASSIFICATION GUIDE"},
	{"sources", "Classified By: Derived from Multiple Sources\n\nDeclassify on: Source marked 25X1", " |  | Multiple Sources"},
	{"person and source", "CLASSIFIED BY: Jane Roe, DCM. DERIVED FROM: DSCG 05-1, B. REASON: 1.4(d)", "Jane Roe {DCM} | 1.4(d) | DSCG 05-1, B"},

	{"broken word of the reasons", wrapped71("Classified By: Political Minister Counselor Jane Quigley Roe-Muster for reasons 1.4 (b) and (d)."), "Jane Quigley Roe-Muster {Political Minister Counselor} | 1.4(b) 1.4(d) |"},
	{"broken word over an empty line", "Classified By: CLASSIFIED BY USEU COUNSELOR JANE ROE, FOR REA \n \nSONS 1.4 (B) AND (D)", "JANE ROE {USEU COUNSELOR} | 1.4(b) 1.4(d) |"},
	{"broken name", wrapped71("Classified By: Minister Counselor for Economic and Political Affairs Maximilian Q. Roe for reasons 1.4 (b)"), "Maximilian Q. Roe {Minister Counselor for Economic and Political Affairs} | 1.4(b) |"},
	{"page head inside", "CLASSIFIED BY AMBASSADOR JANE ROE. \n                       CONFIDENTIAL \n \nPAGE 02        HARARE  03759  01 OF 03  111533Z \nREASONS: 1.5 (B) AND (D).", "JANE ROE {AMBASSADOR} | 1.5(b) 1.5(d) |"},
	{"reasons after an empty line", "Classified By: DCM Jane Roe. \n\nReasons: 1.4 (b) and (d).", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"name after an empty line", "Classified By: Political Counselor \n\nPolitical Counselor Jane Roe reasons, 1.4 b and d", "Jane Roe {Political Counselor Political Counselor} | 1.4(b) 1.4(d) |"},
	{"the body follows at once", "Classified By: DCM Jane Roe for reasons 1.4 (b/d). (C/NF) On the fish, she said no.", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"a mark of one letter follows", "Classified By: DCM Jane Roe for reasons 1.4 (b) and (d). (C) Poloff fished.", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"no reasons, the body follows", "Classified By: Acting Pol/Econ Chief Jane Roe \n \n(S) In the sea", "Jane Roe {Acting Pol/Econ Chief} |  |"},

	{"for misspelt", "CLASSIFIED BY: AMBASSADOR JANE ROE FR REASONS 1.4 (B)", "JANE ROE {AMBASSADOR} | 1.4(b) |"},
	{"for misspelt, mixed case", "Classified By: DCM Jane Roe fo reasons 1.4 (b)", "Jane Roe {DCM} | 1.4(b) |"},
	{"for exchanged", "CLASSIFIED BY: DCM JANE ROE FRO REASON 1.4 (B)", "JANE ROE {DCM} | 1.4(b) |"},
	{"for joined", "CLASSIFIED BY: DCM JANE ROE FORREASONS 1.4 (B)", "JANE ROE {DCM} | 1.4(b) |"},
	{"for before the section", "CLASSIFIED BY: DCM JANE ROE FR 1.4 (B)", "JANE ROE {DCM} | 1.4(b) |"},
	{"a name like for", "CLASSIFIED BY: DCM JANE FORD REASONS 1.4 (B)", "JANE FORD {DCM} | 1.4(b) |"},
	{"another name like for", "CLASSIFIED BY: DCM JANE FOX, REASONS 1.4 (B)", "JANE FOX {DCM} | 1.4(b) |"},
	{"reasons with an order", "Classified By: DCM ANNA ROE BASED ON E.O.12958 REASONS 1.4 (b) and (d)", "ANNA ROE {DCM} | 1.4(b) 1.4(d) |"},
	{"order before the number", "Classified By: (U) CDA Jane Roe; E.O. 12958, reasons 1.4 (b,d)", "Jane Roe {CDA} | 1.4(b) 1.4(d) |"},
	{"under a section", "Classified By: Classified by Charge Jane Roe under Se \nction 1.5 b/d", "Jane Roe {Charge} | 1.5(b) 1.5(d) |"},
	{"letters with plus and ampersand", "Classified By: Jane Roe, DCM, 1.4 (b+d) and 1.4 (C & E)", "Jane Roe {DCM} | 1.4(b) 1.4(d) 1.4(c) 1.4(e) |"},
	{"number without a point", "Classified By: DCM Jane Roe, Reason 14 (B)", "Jane Roe {DCM} | 1.4(b) |"},
	{"number over a line end", "Classified By: DCM Jane Roe, Reasons 1.\n4 (B) and (D)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"points inside", "Classified By: DCM Jane Roe, reasons 1.4.(b) and (d.)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"no section", "Classified By: DCM Jane Roe for reasons (b, c & d)", "Jane Roe {DCM} | (b) (c) (d) |"},
	{"half a section", "Classified By: CDA JANE ROE FOR REASONS 1 (B) AND (D)", "JANE ROE {CDA} | (b) (d) |"},
	{"nine for a parenthesis", "Classified By: DCM Jane Roe for reasons 1.4 9b) and (d)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"zero for a parenthesis", "Classified By: DCM Jane Roe for reasons 1.4 (b0 and (d)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"parenthesis the wrong way round", "Classified By: DCM Jane Roe for reasons 1.4 (b( and (d)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"braces", "Classified By: DCM Jane Roe for reasons 1.4 {b} and {d}", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"hyphen between letters", "Classified By: DCM Jane Roe for reasons 1.4 (b-d)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"colon for the point", "Classified By: DCM Jane Roe for reasons 1:4 (b) and (d)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"letter for the 1", "Classified By: DCM Jane Roe for reasons l.4 (b) and (d)", "Jane Roe {DCM} | 1.4(b) 1.4(d) |"},
	{"letters alone", "Classified By: DCM Jane Roe for reasons b and d.", "Jane Roe {DCM} | (b) (d) |"},
	{"letters with a slash", "CLASSIFIED BY POLMINCOUNS JANE ROE. REASON 1.5 (B/D).", "JANE ROE {POLMINCOUNS} | 1.5(b) 1.5(d) |"},
	{"two sections", "Classified By: DCM Jane Roe for reasons 1.5(b) and 1.5(d)", "Jane Roe {DCM} | 1.5(b) 1.5(d) |"},
	{"all letters", "Classified By: DCM Jane Roe, Reason 1.4 (a) (b) (g) and (h)", "Jane Roe {DCM} | 1.4(a) 1.4(b) 1.4(g) 1.4(h) |"},
	{"nothing", "", " |  |"},
	{"label only", "Classified By:", " |  |"},
}

func classifiedLine(people []Person, reasons []string, derived string) string {
	var names []string
	for _, p := range people {
		names = append(names, fmt.Sprintf("%s {%s}", p.Name, p.Title))
	}
	line := fmt.Sprintf("%s | %s | %s", strings.Join(names, "; "), strings.Join(reasons, " "), derived)
	return strings.TrimSuffix(line, " ")
}

func TestParse(t *testing.T) {
	for _, tt := range classifiedTests {
		t.Run(tt.name, func(t *testing.T) {
			if got := classifiedLine(Parse(tt.block)); got != tt.want {
				t.Errorf("Parse(%q):\ngot  %s\nwant %s", tt.block, got, tt.want)
			}
		})
	}
}

func TestPersonRaw(t *testing.T) {
	people, _, _ := Parse("CLASSIFIED BY AF JANE ROE, ACTING AND S/CT DAS MAX MUSTER. REASON: 1.4 (B)")
	if len(people) != 2 || people[0].Raw != "AF JANE ROE, ACTING" {
		t.Errorf("people: %+v", people)
	}
}

func TestReadable(t *testing.T) {
	for name, want := range map[string]string{
		"JOHN Q. ROE, JR.":  "John Q. Roe, Jr.",
		"JOHN ROE III":      "John Roe III",
		"JANE MCMUSTER":     "Jane McMuster",
		"JANE O'ROE-MUSTER": "Jane O'Roe-Muster",
		"R0BIN R0E":         "Robin Roe",
		"Jane DeRoe":        "Jane DeRoe",
		"jane roe":          "jane roe",
		"":                  "",
	} {
		if got := (Person{Name: name}).Readable(); got != want {
			t.Errorf("Readable of %q = %q, want %q", name, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range classifiedTests {
		f.Add(tt.block)
	}
	f.Fuzz(func(t *testing.T, block string) {
		people, reasons, derived := Parse(block)
		for _, p := range people {
			if p.Name == "" || p.Raw == "" || p.Name != strings.TrimSpace(p.Name) || p.Title != strings.TrimSpace(p.Title) {
				t.Errorf("person %+v", p)
			}
			_ = p.Readable()
		}
		seen := map[string]bool{}
		for _, r := range reasons {
			if seen[r] || !strings.HasSuffix(r, ")") || strings.IndexByte("abcdefgh", r[len(r)-2]) < 0 {
				t.Errorf("reasons %q", reasons)
			}
			seen[r] = true
		}
		if derived != strings.TrimSpace(derived) {
			t.Errorf("derived from %q", derived)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	block := wrapped71("Classified By: Political Minister Counselor Jane Quigley Roe-Muster for reasons 1.4 (b) and (d).")
	b.ReportAllocs()
	b.SetBytes(int64(len(block)))
	for b.Loop() {
		Parse(block)
	}
}
