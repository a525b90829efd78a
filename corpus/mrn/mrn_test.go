package mrn

import (
	"strings"
	"testing"
)

var parseTests = []struct {
	in   string
	year int
	want string
}{
	// Canonical, and other years, zeros and blanks.
	{"08BRUSSELS1828", 0, "08BRUSSELS1828"},
	{"08BRUSSELS1828", 2010, "08BRUSSELS1828"},
	{"2008BRUSSELS01828", 0, "08BRUSSELS1828"},
	{"08 BRUSSELS 1828", 2009, "08BRUSSELS1828"},
	{" 08 brussels  001828. ", 0, "08BRUSSELS1828"},
	{"'08 BRUSSELS 1828", 0, "08BRUSSELS1828"},
	{"(2008 Brussels 1828)", 0, "08BRUSSELS1828"},
	{"O8 BRUSSELS 1828", 0, "08BRUSSELS1828"},
	{"o8brussels1828", 0, "08BRUSSELS1828"},
	{"1974STATE150591", 0, "74STATE150591"},
	{"1974STATE150591_b", 0, "74STATE150591"},
	{"1966STATE1", 0, "66STATE1"},
	{"1965STATE1", 0, "1965STATE1"},
	{"2065STATE1", 0, "65STATE1"},
	{"65STATE1", 0, "65STATE1"},
	{"2066STATE1", 0, "2066STATE1"},

	// The year of the citing cable, or none.
	{"BRUSSELS 001828", 2008, "08BRUSSELS1828"},
	{"BRUSSELS 00001828", 2008, "08BRUSSELS1828"},
	{"BRUSSELS 1828", 0, "BRUSSELS1828"},
	{"BRUSSELS1828", 0, "BRUSSELS1828"},
	{"SECSTATE 12", 2008, "08STATE12"},
	{"LA PAZ 2974", 2007, "07LAPAZ2974"},
	{"SECTO 12", 1974, "74SECTO12"},
	{"STATE 1531333", 2005, "05STATE1531333"},
	{"STATE 12", 1965, "1965STATE12"},
	{"STATE 12", 12, "STATE12"}, // no year of a cable

	// No cable cites a younger one.
	{"09 STATE 96625", 2008, "08STATE96625"},
	{"2009STATE96625", 2008, "08STATE96625"},
	{"66STATE96625", 2008, "66STATE96625"},
	{"12 STATE 96625", 2008, "08STATE96625"},

	// The year after it.
	{"ASUNCION 701 (08)", 2009, "08ASUNCION701"},
	{"ASUNCION 701 (2008)", 0, "08ASUNCION701"},
	{"QUITO 4525-91", 2006, "91QUITO4525"},
	{"QUITO 1905-03", 2006, "03QUITO1905"},

	// Marks between.
	{"STATE: 73097", 2002, "02STATE73097"},
	{"BAGHDAD #3565", 2007, "07BAGHDAD3565"},
	{"PRAGUE, 1228", 2008, "08PRAGUE1228"},
	{"HK05511", 2007, "07HONGKONG5511"},
	{"LAGOS O1512", 2002, "02LAGOS1512"},
	{"377 KATHMANDU", 2002, "02KATHMANDU377"},
	{"07PORT-AU-PRINCE12", 0, "07PORTAUPRINCE12"},
	{"N'DJAMENA 511", 2009, "09NDJAMENA511"},
	{"São Paulo 276", 2004, "04SAOPAULO276"},
	{"05 0TTAWA 3518", 2006, "05OTTAWA3518"},
	{"050TTAWA3518", 2006, "05OTTAWA3518"},
	{"05 SANTIAG0 465", 2006, "05SANTIAGO465"},
	{"05SANTIAG0465", 2006, "05SANTIAGO465"},
	{"SAN\nJOSE 2930", 2005, "05SANJOSE2930"},

	// Airgrams.
	{"73BANGKOK-A50", 0, "73BANGKOK-A50"},
	{"73BANGKOKA50", 0, "73BANGKOK-A50"},
	{"BANGKOK A-050", 1973, "73BANGKOK-A50"},
	{"1973 Bangkok a50", 0, "73BANGKOK-A50"},
	{"08TRIPOLIA50", 0, "08TRIPOLI50"}, // a misspelling: there were none any more

	// Posts by other names and misspelt, see package post.
	{"73BANGKO12", 0, "73BANGKOK12"},
	{"05PARISFR1", 0, "05UNESCOPARISFR1"},
	{"05USUNESCOPARISFR1", 0, "05UNESCOPARISFR1"},
	{"05EMBASSYVIENNA1", 0, "05VIENNA1"},
	{"02TAIPEI12", 0, "02AITTAIPEI12"},
	{"74TAIPEI12", 0, "74TAIPEI12"},
	{"RIO DE JAN 138", 2008, "08RIODEJANEIRO138"},
	{"BRAZIL 1280", 2009, "09BRASILIA1280"},
	{"BA 1485", 2006, "06BUENOSAIRES1485"},
	{"NATO 12", 2006, "06USNATO12"},
	{"08KABU12", 0, "08KABUL12"},
	{"SAO PAUO 1106", 2007, "07SAOPAULO1106"},
	{"08BNAKGOK12", 0, "08BNAKGOK12"}, // two letters off

	// What is no post.
	{"05EMBASSYBLABLA1", 0, "05BLABLA1"},
	{"05BLABLA1", 0, "05BLABLA1"},
	{"2005 bla-bla 001", 0, "05BLABLA1"},

	// Section and classification words in ids of archives.
	{"08ECTION01OF02MANAMA492", 0, "08MANAMA492"},
	{"08SECTION 01 OF 02 MANAMA 000492", 0, "08MANAMA492"},
	{"SECTION 01 OF 02 MANAMA 492", 2008, "08MANAMA492"},
	{"09SCTION02OF03QRIPOLI583", 0, "09TRIPOLI583"},
	{"09EFTOLONDON2240", 0, "09LONDON2240"},
	{"09UNCLASEFTOLONDON2240", 0, "09LONDON2240"},
	{"09CONFIDENTIALLIMA2240", 0, "09LIMA2240"},
}

func TestParse(t *testing.T) {
	for _, tt := range parseTests {
		m, err := Parse(tt.in, tt.year)
		if err != nil || m.String() != tt.want {
			t.Errorf("Parse(%q, %d) = %v, %v, want %s", tt.in, tt.year, m, err, tt.want)
		}
	}
	m, err := Parse("2008BRUSSELS01828", 0)
	if want := (MRN{2008, "BRUSSELS", "1828"}); err != nil || m != want {
		t.Errorf("Parse = %+v %v, want %+v", m, err, want)
	}
}

var parseErrors = []struct{ in, want string }{
	{"", `message reference number "": expected year, post and number such as 08BRUSSELS1828`},
	{"BRUSSELS", `message reference number "BRUSSELS": expected year, post and number such as 08BRUSSELS1828`},
	{"1828", `message reference number "1828": expected year, post and number such as 08BRUSSELS1828`},
	{"08BRUSSELS", `message reference number "08BRUSSELS": expected year, post and number such as 08BRUSSELS1828`},
	{"08BRUSSELS1828X", `message reference number "08BRUSSELS1828X": expected year, post and number such as 08BRUSSELS1828`},
	{"BRUSSELS 1828 AND 1829", `message reference number "BRUSSELS 1828 AND 1829": expected year, post and number such as 08BRUSSELS1828`},
	{"BRUSSELS/PARIS 12", `message reference number "BRUSSELS/PARIS 12": expected year, post and number such as 08BRUSSELS1828`},
	{"IIR 6 832 0617 08", `message reference number "IIR 6 832 0617 08": expected year, post and number such as 08BRUSSELS1828`},
	{"08X12", `message reference number "08X12": expected year, post and number such as 08BRUSSELS1828`},
	{"BRUSSELS 0000", `message reference number "BRUSSELS 0000": expected a number above zero of at most 8 digits`},
	{"BRUSSELS 123456789", `message reference number "BRUSSELS 123456789": expected a number above zero of at most 8 digits`},
	{"123BRUSSELS12", `message reference number "123BRUSSELS12": expected a year from 1800 to 2199, of two or four digits`},
	{"1BRUSSELS12", `message reference number "1BRUSSELS12": expected a year from 1800 to 2199, of two or four digits`},
	{"1008BRUSSELS12", `message reference number "1008BRUSSELS12": expected a year from 1800 to 2199, of two or four digits`},
	{"PARA 4", `message reference number "PARA 4": expected the name of a post`},
	{"kabu 12", `message reference number "kabu 12": expected the name of a post`},
	{"paras 12", `message reference number "paras 12": expected the name of a post`},
	{"BLABLA 12", `message reference number "BLABLA 12": expected the name of a post`},
	{"08" + strings.Repeat("X", 300) + "1", `message reference number "08` + strings.Repeat("X", 38) + `…": expected year, post and number such as 08BRUSSELS1828`},
	{"08" + strings.Repeat("X", 70) + "1", `message reference number "08` + strings.Repeat("X", 38) + `…": expected the name of a post`},
}

func TestParseErrors(t *testing.T) {
	for _, tt := range parseErrors {
		if m, err := Parse(tt.in, 0); err == nil || err.Error() != tt.want || m != (MRN{}) {
			t.Errorf("Parse(%q) = %v, error %v\nwant %s", tt.in, m, err, tt.want)
		}
	}
}

func TestString(t *testing.T) {
	tests := []struct {
		m    MRN
		want string
	}{
		{MRN{}, ""},
		{MRN{Year: 2008, Number: "12"}, ""},
		{MRN{Year: 2008, Post: "LIMA"}, ""},
		{MRN{Post: "LIMA", Number: "12"}, "LIMA12"},
		{MRN{2008, "LIMA", "12"}, "08LIMA12"},
		{MRN{1965, "LIMA", "12"}, "1965LIMA12"},
		{MRN{1973, "LIMA", "A12"}, "73LIMA-A12"},
	}
	for _, tt := range tests {
		if got := tt.m.String(); got != tt.want {
			t.Errorf("%#v prints as %q, want %q", tt.m, got, tt.want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		"08BRUSSELS1828":      "08BRUSSELS1828",
		" 08brussels01828 ":   "08BRUSSELS1828",
		"1974STATE150591_b":   "74STATE150591",
		"BRUSSELS 1828":       "BRUSSELS1828",
		"05EMBASSYBLABLA1":    "05BLABLA1",
		"1974BLABLA00012":     "74BLABLA12",
		"doc-17":              "DOC-17",
		"doc 17":              "DOC 17",
		"2009-report-012":     "2009-REPORT-012",
		"12/04/2008":          "12/04/2008",
		" e4a7-00b ":          "E4A7-00B",
		"":                    "",
		"no id":               "NO ID",
		"02TAIPEI12":          "02AITTAIPEI12",
		"2009 Embassy Lima 3": "09LIMA3",
	} {
		if got := Canonical(in); got != want {
			t.Errorf("Canonical(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, tt := range parseTests {
		f.Add(tt.in, tt.year)
	}
	for _, tt := range parseErrors {
		f.Add(tt.in, 2008)
	}
	f.Fuzz(func(t *testing.T, s string, year int) {
		m, err := Parse(s, year)
		if err != nil {
			Canonical(s)
			return
		}
		again, err := Parse(m.String(), 0)
		if err != nil || again != m {
			t.Errorf("%q is %v, and that %v (%v)", s, m, again, err)
		}
		if m.Year > year && isYear(year) {
			t.Errorf("%q in a cable of %d is %v", s, year, m)
		}
		if c := Canonical(s); Canonical(c) != c {
			t.Errorf("%q is %s, and that %s", s, c, Canonical(c))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("2008 LA PAZ 002974", 2009); err != nil {
			b.Fatal(err)
		}
	}
}
