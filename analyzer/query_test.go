package analyzer

import (
	"slices"
	"testing"
	"time"

	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
)

func TestParts(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"the PM/WRA office", []string{"the", "pm", "wra", "office"}},
		{"al-Qa'ida", []string{"al", "qa", "ida"}},
		{"$3.5 million", []string{"3.5", "million"}},
		{"closer coop-\neration with", []string{"closer", "cooperation", "with"}},
		{"041412Z DEC 08", []string{"041412z", "dec", "08"}},
		{"", nil},
	} {
		var got []string
		for _, p := range Parts(Terms(test.text)) {
			got = append(got, p.Text)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestSpellings(t *testing.T) {
	for word, want := range map[string][]string{
		"O'Brien":           {"obrien"},
		"F-16":              {"f-16", "f16"},
		"F16":               nil,
		"al-Qa'ida":         {"al-qaida", "alqaida"},
		"PM/WRA":            {"pm/wra"},
		"1.4(b)":            {"1.4(b)"},
		"non-proliferation": {"non-proliferation", "nonproliferation"},
		"nonproliferation":  nil,
		"16th":              nil,
		"2008":              nil,
		"2008-2009":         {"2008-2009"},
		"12/02/2018":        nil,
		"U.S.":              nil,
		"a,b":               nil,
		"x/y,z":             nil,
		"":                  nil,
	} {
		if got := Spellings(Terms(word)); !slices.Equal(got, want) {
			t.Errorf("Spellings(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestAppendTime(t *testing.T) {
	at := time.Date(2008, 12, 4, 15, 12, 0, 0, time.FixedZone("", 3600))
	for p, want := range map[dtg.Precision]string{
		dtg.Minute: "2008-12-04T14:12Z", dtg.Day: "2008-12-04", dtg.Month: "2008-12", dtg.Year: "2008",
	} {
		if got := string(AppendTime(nil, at, p)); got != want {
			t.Errorf("%v: got %s, want %s", p, got, want)
		}
	}
}

// TestAppendMRN holds the form that the scanner writes to that of package mrn.
func TestAppendMRN(t *testing.T) {
	for _, m := range []mrn.MRN{
		{Year: 2008, Post: "BRUSSELS", Number: "1828"},
		{Year: 1966, Post: "STATE", Number: "1"},
		{Year: 2065, Post: "STATE", Number: "1"},
		{Year: 1965, Post: "STATE", Number: "1"},
		{Year: 2066, Post: "STATE", Number: "1"},
		{Post: "LAPAZ", Number: "2974"},
		{Year: 1973, Post: "BANGKOK", Number: "A50"},
	} {
		if got := string(appendMRN(nil, m)); got != m.String() {
			t.Errorf("got %s, want %s", got, m)
		}
	}
}

func TestKindNames(t *testing.T) {
	for k := Word; k <= EO; k++ {
		if k.String() == "unknown" || k.Part() && k.Unit() {
			t.Errorf("kind %d is %q, part %t, unit %t", k, k, k.Part(), k.Unit())
		}
	}
	if got := Kind(200).String(); got != "unknown" {
		t.Errorf("got %q for no kind", got)
	}
}

func TestHash(t *testing.T) {
	if h := Hash(); len(h) != 16 || h != Hash() {
		t.Errorf("hash %q", h)
	}
}
