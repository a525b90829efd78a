package tags

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// lines are TAGS as they stand after the label, and the codes read. The persons are invented.
var lines = []struct{ why, text, want string }{
	{"blanks", "PARM PREL IS", "PARM|PREL|IS"},
	{"commas", " PARM, PREL,IS", "PARM|PREL|IS"},
	{"semicolons", "PREL;PGOV;HU", "PREL|PGOV|HU"},
	{"lower case", "prel, un, tu", "PREL|UN|TU"},
	{"wrapped", "PREL PGOV\nIS, JO", "PREL|PGOV|IS|JO"},
	{"wrapped by U+2028", "PREL PGOV\u2028IS", "PREL|PGOV|IS"},
	{"wrapped by CR LF", "PREL,\r\nPGOV", "PREL|PGOV"},
	{"repeated", "PREL IS PREL, IS", "PREL|IS"},
	{"a label still there", "TAGS: PREL IS", "PREL|IS"},
	{"another label ends it", "PREL IS SUBJECT: TALKS WITH FR", "PREL|IS"},
	{"another label without its colon ends it", "SOPN SUBJECT PRESS GUIDANCE FOLLOWING ARE", "SOPN"},
	{"another label on its line ends it", "PREL IS\nREF: STATE 123 FR", "PREL|IS"},
	{"an order ends it", "PREL IS E.O. 12958: FR", "PREL|IS"},
	{"a paragraph ends it", "PREL IS\n1. (U) FR", "PREL|IS"},
	{"a label twice", "TAGS: PREL, EC TAGS: ETRD", "PREL|EC|ETRD"},
	{"a second label", "PREL, EC TAGS: ETRD", "PREL|EC|ETRD"},
	{"a second label without a colon", "PREL, EC TAGS ETRD", "PREL|EC|ETRD"},
	{"a second label, misread", "PREL, EC AGS: ETRD TAG: EFIN", "PREL|EC|ETRD|EFIN"},
	{"a second label on a line of its own", "PREL, EC\nTAGS: ETRD", "PREL|EC|ETRD"},
	{"labels alone", "TAGS: TAGS TAG:", ""},
	{"a label inside a line", "E.O. 12958: N/A AGS: PREL, EC", "PREL|EC"},
	{"a label inside a line without a colon", "E.O. 12958: N/A TAGS PREL, EC", "PREL|EC"},
	{"AGS that is no label", "PREL AGS EC", "PREL|AGS|EC"},
	{"captions are none", "PREL SIPDIS IS NOFORN", "PREL|IS"},
	{"N/A is none", "N/A", ""},
	{"nothing", " \n ", ""},
	{"no letters", "12958, -- /", ""},
	{"trailing marks", "PREL. IS, \\ FR.", "PREL|IS|FR"},

	{"glued", "PARMKNNPMNUC", "PARM|KNNP|MNUC"},
	{"glued with a country before", "IZPREL", "IZ|PREL"},
	{"glued with a country after", "PHUMIS", "PHUM|IS"},
	{"glued with an organisation", "PRELNATO", "PREL|NATO"},
	{"glued, lower case", "econetrdeinv", "ECON|ETRD|EINV"},
	{"glued, one of them not known", "PARMPRELXQZWMNUC", "PARM|PREL|XQZW|MNUC"},
	{"glued and whole, each once", "PHUM IT, ITPHUM, ITPHUM", "PHUM|IT"},
	{"glued terms", "CIVIL SOCIETYPOLLABOR", "CIVIL SOCIETY|POL|LABOR"},
	{"no glue: a country's name", "PANAMA PREL", "PANAMA|PREL"},
	{"no glue: two countries might be a misspelt code", "FRGM", "FRGM"},
	{"no glue: a word", "SOCIALISTS", "SOCIALISTS"},
	{"no glue: codes of the 1970s alone", "MORGAN", "MORGAN"},
	{"parted by slashes", "PREL/PGOV/IS", "PREL|PGOV|IS"},
	{"parted by a hyphen", "ECON-ETRD", "ECON|ETRD"},
	{"a digit read for a letter", "PG0V EC0N", "PGOV|ECON"},
	{"misspelt codes are kept", "MOPPS, PGOC, KNPP", "MOPPS|PGOC|KNPP"},

	{"compounds that are codes", "UNGA/C-6, ADB-1, BA'ATH", "UNGA/C-6|ADB-1|BA'ATH"},
	{"a curly apostrophe", "BA’ATH", "BA'ATH"},
	{"organisations of several words", "EL AL, PHALANGE PARTY LE", "EL AL|PHALANGE PARTY|LE"},
	{"other compounds are kept", "XYZ-PF", "XYZ-PF"},

	{"a person in parentheses", "OVIP (DOE, JANE Q.), PREL", "OVIP|DOE, JANE Q.|PREL"},
	{"without a blank", "OVIP(DOE,JANE) PREL", "OVIP|DOE, JANE|PREL"},
	{"two pairs", "OVIP (DOE, JANE) (ROE, RICHARD)", "OVIP|DOE, JANE|ROE, RICHARD"},
	{"two in a pair", "OVIP (DOE, JANE; ROE, RICHARD)", "OVIP|DOE, JANE|ROE, RICHARD"},
	{"over a line end", "PREL, OVIP (DOE,\nJANE), IS", "PREL|OVIP|DOE, JANE|IS"},
	{"without a comma", "OVIP (DOE JANE), IS", "OVIP|DOE, JANE|IS"},
	{"a surname only", "OVIP (DOE), IS", "OVIP|DOE|IS"},
	{"not after OVIP", "PINT (DOE, JANE A), US", "PINT|DOE, JANE A|US"},
	{"codes in parentheses", "PREL (IS, JO) PGOV", "PREL|IS|JO|PGOV"},
	{"a portion mark", "(U) PREL (SBU)", "PREL|SBU"},
	{"never closed", "OVIP (DOE, JANE PREL", "OVIP|DOE, JANE|PREL"},
	{"commas lost", "OVIP DOE JANE PREL", "OVIP|DOE, JANE|PREL"},
	{"commas lost, three persons", "PREL LOE JANE ROE RICHARD POE EDGAR IS", "PREL|LOE, JANE|ROE, RICHARD|POE, EDGAR|IS"},
	{"parentheses lost", "OVIP, DOE, JANE, PREL", "OVIP|DOE, JANE|PREL"},
	{"an initial", "OVIP DOE JANE Q. PREL", "OVIP|DOE, JANE Q.|PREL"},
	{"a given name that no list has", "OVIP ROEBLING XANTHIPPE PREL", "OVIP|ROEBLING, XANTHIPPE|PREL"},
	{"an organisation's code is no surname elsewhere", "UNSC JANE PREL", "UNSC|JANE|PREL"},
	{"no person", "OVIP CODEL IS", "OVIP|CODEL|IS"},

	{"a free term", "PHUM HUMAN RIGHTS", "PHUM|HUMAN RIGHTS"},
	{"a free term over a line end", "PHUM HUMAN\nRIGHTS", "PHUM|HUMAN RIGHTS"},
	{"a free term is one word", "PTER COUNTER TERRORISM, COUNTER-TERRORISM", "PTER|COUNTERTERRORISM"},
	{"adjectives begin terms", "EGYPTIAN POLITICS SYRIAN WATER RIGHTS", "EGYPTIAN POLITICS|SYRIAN WATER RIGHTS"},
	{"nouns end terms", "BORDER AFFAIRS FISHERY INSPECTION", "BORDER AFFAIRS|FISHERY INSPECTION"},
	{"prepositions go on", "ELECTIONS IN TURKEY, TALKS ON FISHERIES AND HARBOURS", "ELECTIONS IN TURKEY|TALKS ON FISHERIES AND HARBOURS"},
	{"IN is India beside codes", "LABOR IN PK", "LABOR|IN|PK"},
	{"commas part terms", "FISHERY, HARBOURS", "FISHERY|HARBOURS"},
	{"unknown acronyms are no term", "ECON PAX DAX CONX", "ECON|PAX|DAX|CONX"},
	{"a country's name beside a person", "PREL NEW ZEALAND ROE JANE", "PREL|NEW ZEALAND|ROE, JANE"},
	{"AND between codes", "PREL AND PGOV", "PREL|PGOV"},

	{"furniture lines", "PREL, PGOV,\nCONFIDENTIAL\nPAGE 02 OSLO 04711 01 OF 02 121200Z\nIS", "PREL|PGOV|IS"},
	{"furniture in a line ends the line", "PREL, IT      SECRET       PAGE 02  OSLO 04711 121200Z FR", "PREL|IT"},
	{"a blank line ends it", "PREL IS\n\nThe minister said so.", "PREL|IS"},
	{"a blank line between codes", "PREL, IS,\n\nJO, LE", "PREL|IS|JO|LE"},
	{"not UTF-8", "PREL \xff\xfe IS", "PREL|IS"},
	{"other letters", "PREL ÉLYSÉE", "PREL|ÉLYSÉE"},
}

func TestParseLine(t *testing.T) {
	for _, c := range lines {
		if got := strings.Join(codes(ParseLine(c.text, year(2005))), "|"); got != c.want {
			t.Errorf("%s: ParseLine(%q)\n got %s\nwant %s", c.why, c.text, got, c.want)
		}
	}
}

func TestParseLineTags(t *testing.T) {
	got := ParseLine("OVIP (DOE, JANE), PARM, KNNP, NATO, IS, HUMAN RIGHTS, MOPPS, QQ, NEW ZEALAND", year(2008))
	want := []Tag{
		{Code: "OVIP", Kind: Subject, Name: "Visits and Travel of Prominent Individuals and Leaders"},
		{Code: "DOE, JANE", Kind: Person},
		{Code: "PARM", Kind: Subject, Name: "Arms Controls and Disarmament"},
		{Code: "KNNP", Kind: Program, Name: "Nuclear Non-Proliferation"},
		{Code: "NATO", Kind: Org, Name: "North Atlantic Treaty Organization"},
		{Code: "IS", Kind: Geo, Name: "Israel"},
		{Code: "HUMAN RIGHTS", Kind: Term},
		{Code: "MOPPS", Kind: Unknown, Meant: "MOPS"},
		{Code: "QQ", Kind: Geo},
		{Code: "NEW ZEALAND", Kind: Geo, Name: "New Zealand"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParseLineMeant(t *testing.T) {
	for _, c := range []struct {
		text, want string
		year       int
	}{
		{"MOPPS, PREL, ESENV", "MOPPS=MOPS|PREL|ESENV=SENV", 2008},
		{"prel, pgoc", "PREL|PGOC=PGOV", 2008},
		{"PREL UNDESCO", "PREL|UNDESCO=UNESCO", 2008},
		{"MOPS, MOPPS", "MOPS|MOPPS=MOPS", 2008},
		{"PFRO", "PFRO=PFOR", 1975},
		{"PFRO", "PFRO", 2008},
		{"KCMR, KREL, KXYZ", "KCMR=KCRM|KREL|KXYZ", 2008},
		{"IZPREL ECINECONCS KFRDKIRFCVISCMGT", "IZ|PREL|ECIN|ECON|CS|KFRD|KIRF|CVIS|CMGT", 2008},
		{"PG0V", "PGOV", 2008},
		{"HUMAN RIGHTS, SOCIO FISHERIES", "HUMAN RIGHTS|SOCIO=SOCI|FISHERIES", 2008},
		{"OVIP (MOPPS), PREL, MOPPS", "OVIP|MOPPS|PREL", 2008},
		{"OVIP (DOE, JANE), PREL, MOPPS", "OVIP|DOE, JANE|PREL|MOPPS=MOPS", 2008},
		{"IX, QQ, EUR, NPT", "IX|QQ|EUR|NPT", 2008},
	} {
		var got []string
		for _, tag := range ParseLine(c.text, year(c.year)) {
			if tag.Meant != "" {
				tag.Code += "=" + tag.Meant
			}
			got = append(got, tag.Code)
		}
		if got := strings.Join(got, "|"); got != c.want {
			t.Errorf("ParseLine(%q) in %d\n got %s\nwant %s", c.text, c.year, got, c.want)
		}
	}
}

// A name without its initial is completed only for the years of the person so tagged.
func TestFullNames(t *testing.T) {
	for _, c := range []struct {
		year int
		want string
	}{{1990, "BUSH, GEORGE"}, {2003, "BUSH, GEORGE W."}} {
		if got := codes(ParseLine("OVIP BUSH GEORGE", year(c.year))); got[1] != c.want {
			t.Errorf("in %d: %q, want %q", c.year, got[1], c.want)
		}
	}
}

// Many different tags take the way with a map.
func TestParseLineMany(t *testing.T) {
	var all []string
	for e := range All() {
		if len(e.Code) == 4 && !slices.Contains(all, e.Code) {
			all = append(all, e.Code)
		}
	}
	text := strings.Join(all, " ") + " " + strings.Join(all, ", ")
	if got := codes(ParseLine(text, time.Time{})); !slices.Equal(got, all) {
		t.Errorf("got %d tags, want %d", len(got), len(all))
	}
}

func checkTags(t *testing.T, text string, got []Tag) {
	t.Helper()
	seen := map[string]bool{}
	for _, tag := range got {
		switch {
		case tag.Code == "" || tag.Kind == "":
			t.Errorf("%q: empty: %+v", text, tag)
		case tag.Code != strings.ToUpper(tag.Code) || tag.Code != strings.TrimSpace(tag.Code):
			t.Errorf("%q: not upper case: %+v", text, tag)
		case !utf8.ValidString(tag.Code) || strings.ContainsAny(tag.Code, "\n\r\t"):
			t.Errorf("%q: control characters: %+v", text, tag)
		case tag.Meant != "" && (tag.Meant == tag.Code || !dict()[tag.Meant].isCode() || dict()[tag.Code] != nil):
			t.Errorf("%q: %s means %s", text, tag.Code, tag.Meant)
		case seen[tag.Code]:
			t.Errorf("%q: twice: %+v", text, tag)
		}
		seen[tag.Code] = true
	}
}

func FuzzParseLine(f *testing.F) {
	for _, c := range lines {
		f.Add(c.text, 2005)
	}
	for _, c := range sections {
		f.Add(c.text, 1975)
	}
	f.Fuzz(func(t *testing.T, text string, y int) {
		date := year(y % 3000)
		got := ParseLine(text, date)
		checkTags(t, text, got)
		start, end, ok := section(text)
		if start < 0 || start > end || end > len(text) || !ok && end > 0 {
			t.Fatalf("section(%q) = %d, %d, %v", text, start, end, ok)
		}
		checkTags(t, text, ParseLine(text[start:end], date))
		for _, tag := range got {
			if again, _ := Lookup(tag.Code, date); again.Code != tag.Code {
				t.Errorf("Lookup(%q) = %+v", tag.Code, again)
			}
		}
	})
}

func BenchmarkParseLine(b *testing.B) {
	for name, text := range map[string]string{
		"seven":  " ECON, ETRD, PGOV, PREL, NO, SW, FI\n",
		"person": " OVIP (DOE, JANE Q.), EAIR, ECON, PGOV,\nPREL, SENV, SMIG, NO, SW\n",
		"glued":  " KFRDCVISCASCASECPHUMKIRFSMIGNO\n",
		"header": "E.O. 12958: DECL: 12/02/2018\nTAGS: ECON, ETRD, PGOV, PREL, NO, SW, FI\nSUBJECT: TALKS ON HERRING\n",
		"terms":  " PHUM IS HUMAN RIGHTS DOMESTIC POLITICS BORDER SECURITY INITIATIVE ROE JANE\n",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			date := year(2008)
			for b.Loop() {
				ParseLine(text, date)
			}
		})
	}
}

// BenchmarkLong shows that the cost grows no faster than the text.
func BenchmarkLong(b *testing.B) {
	for _, unit := range []string{"A", "PREL", "(", "OVIP (", "TAGS:", "PREL,\n", "\n", "DOE JANE ", "¶"} {
		for _, size := range []int{1 << 20, 10 << 20} {
			text := strings.Repeat(unit, size/len(unit))
			b.Run(strings.TrimSpace(unit)+"/"+map[bool]string{true: "1MB", false: "10MB"}[size == 1<<20], func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					ParseLine(text, time.Time{})
				}
			})
		}
	}
}
