package tags

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func year(y int) time.Time { return time.Date(y, time.June, 1, 0, 0, 0, 0, time.UTC) }

func TestDictionary(t *testing.T) {
	kinds := map[Kind]int{}
	marks := map[string]int{}
	var before Entry
	for e := range All() {
		kinds[e.Kind]++
		marks[e.Mark]++
		switch {
		case e.Code == "" || e.Code != upper(e.Code):
			t.Errorf("code %q", e.Code)
		case e.Source == "":
			t.Errorf("%s has no source", e.Code)
		case e.Until != 0 && e.From >= e.Until:
			t.Errorf("%s holds from %d until %d", e.Code, e.From, e.Until)
		case strings.ContainsAny(e.Name, "\t|*"):
			t.Errorf("%s has the name %q", e.Code, e.Name)
		case cmp.Or(cmp.Compare(before.Code, e.Code), cmp.Compare(before.From, e.From)) > 0:
			t.Errorf("%s stands after %s", e.Code, before.Code)
		}
		before = e
	}
	if want := map[Kind]int{Subject: 177, Geo: 775, Org: 762, Program: 116}; !maps.Equal(kinds, want) {
		t.Errorf("entries by kind: %v, want %v", kinds, want)
	}
	if marks["general knowledge"] != 88 {
		t.Errorf("%d names are marked as general knowledge, want 88", marks["general knowledge"])
	}
	if h := Hash(); len(h) != 12 || strings.Trim(h, "0123456789abcdef") != "" {
		t.Errorf("Hash() = %q", h)
	}
}

// No code is also a word that is left out or that ends the TAGS.
func TestWordsAreNoCodes(t *testing.T) {
	for _, l := range dict() {
		if l.isCode() && l.is(caption|label|furniture|whole|adjective|end) {
			t.Errorf("%s is a code and has the flags %b", l.text, l.flags)
		}
	}
}

// At any time one code of two letters has one meaning.
func TestPeriodsDoNotOverlap(t *testing.T) {
	for _, l := range sorted() {
		for y := 1973; y < 2025; y++ {
			n := 0
			for _, e := range l.entries {
				if e.Kind == Geo && e.holds(y) {
					n++
				}
			}
			if n > 1 {
				t.Errorf("%s has %d meanings in %d", l.text, n, y)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		code string
		year int // 0: a date that is not known
		want Tag
		ok   bool
	}{
		{"parm", 2008, Tag{Code: "PARM", Kind: Subject, Name: "Arms Controls and Disarmament"}, true},
		{" KNNP ", 2008, Tag{Code: "KNNP", Kind: Program, Name: "Nuclear Non-Proliferation"}, true},
		{"EFIS", 1975, Tag{Code: "EFIS", Kind: Subject, Name: "Fishing"}, true},
		{"EFIS", 2005, Tag{Code: "EFIS", Kind: Subject, Name: "Commercial Fishing and Fish Processing"}, true},

		// The three sets.
		{"IS", 1975, Tag{Code: "IS", Kind: Geo, Name: "Israel"}, true},
		{"IS", 2008, Tag{Code: "IS", Kind: Geo, Name: "Israel"}, true},
		{"IS", 0, Tag{Code: "IS", Kind: Geo, Name: "Israel"}, true},
		{"IS", 2015, Tag{Code: "IS", Kind: Geo, Name: "Iceland"}, true},
		{"IL", 2015, Tag{Code: "IL", Kind: Geo, Name: "Israel"}, true},
		{"GM", 2008, Tag{Code: "GM", Kind: Geo, Name: "Germany"}, true},
		{"GM", 2015, Tag{Code: "GM", Kind: Geo, Name: "Gambia"}, true},
		{"PN", 1975, Tag{Code: "PN", Kind: Geo, Name: "Panama"}, true},
		// Codes of 1974 that nothing replaced.
		{"TC", 2004, Tag{Code: "TC", Kind: Geo, Name: "United Arab Emirates"}, true},
		{"UR", 1985, Tag{Code: "UR", Kind: Geo, Name: "Soviet Union"}, true},
		{"UR", 1999, Tag{Code: "UR", Kind: Geo}, true},
		// A state that ended, and the next to have the code.
		{"CZ", 1985, Tag{Code: "CZ", Kind: Geo, Name: "Czechoslovakia"}, true},
		{"CZ", 2005, Tag{Code: "CZ", Kind: Geo, Name: "Czech Republic"}, true},
		// A code used before its set.
		{"IQ", 2007, Tag{Code: "IQ", Kind: Geo, Name: "Iraq"}, true},
		// A code that no longer holds.
		{"IZ", 2015, Tag{Code: "IZ", Kind: Geo}, true},
		// Former names have the country's one name.
		{"RH", 1975, Tag{Code: "RH", Kind: Geo, Name: "Zimbabwe"}, true},
		{"ZI", 2005, Tag{Code: "ZI", Kind: Geo, Name: "Zimbabwe"}, true},
		// Countries go before organisations of the same two letters.
		{"AL", 2005, Tag{Code: "AL", Kind: Geo, Name: "Albania"}, true},
		{"UN", 2005, Tag{Code: "UN", Kind: Org, Name: "United Nations"}, true},
		{"XW", 2005, Tag{Code: "XW", Kind: Geo, Name: "East Africa (world region)"}, true},

		{"kxyz", 2005, Tag{Code: "KXYZ", Kind: Program}, false},
		{"qq", 2005, Tag{Code: "QQ", Kind: Geo}, false},
		{"doe, jane", 2005, Tag{Code: "DOE, JANE", Kind: Person}, false},
		{"Human Rights", 2005, Tag{Code: "HUMAN RIGHTS", Kind: Term}, false},
		{"labor", 2005, Tag{Code: "LABOR", Kind: Term}, false},
		{"fishery inspection", 2005, Tag{Code: "FISHERY INSPECTION", Kind: Term}, false},
		{"Italy", 2005, Tag{Code: "ITALY", Kind: Geo, Name: "Italy"}, false},
		{"Saudi Arabia", 2005, Tag{Code: "SAUDI ARABIA", Kind: Geo, Name: "Saudi Arabia"}, false},
		{"el al", 2005, Tag{Code: "EL AL", Kind: Org}, true},
		{"UNGA/C-9", 2005, Tag{Code: "UNGA/C-9", Kind: Org}, false},
		{"MOPPS", 2005, Tag{Code: "MOPPS", Kind: Unknown}, false},
		{"", 2005, Tag{Code: "", Kind: Unknown}, false},
	} {
		var date time.Time
		if c.year != 0 {
			date = year(c.year)
		}
		if got, ok := Lookup(c.code, date); got != c.want || ok != c.ok {
			t.Errorf("Lookup(%q, %d) = %+v, %v, want %+v, %v", c.code, c.year, got, ok, c.want, c.ok)
		}
	}
}

// The periods change at midnight UTC.
func TestLookupBoundary(t *testing.T) {
	last := time.Date(2013, time.December, 31, 23, 59, 59, 0, time.UTC)
	early := last.Add(time.Second).In(time.FixedZone("", -5*3600))
	if got, _ := Lookup("IS", last); got.Name != "Israel" {
		t.Errorf("at the end of 2013: %+v", got)
	}
	if got, _ := Lookup("IS", early); got.Name != "Iceland" {
		t.Errorf("at the start of 2014: %+v", got)
	}
}

func TestCategory(t *testing.T) {
	for code, want := range map[string]string{"parm": "P", "ECON": "E", "KNNP": "", "IS": "", "MOPPS": "", "": ""} {
		if got := Category(code); got != want {
			t.Errorf("Category(%q) = %q, want %q", code, got, want)
		}
	}
}

func TestMeanings(t *testing.T) {
	got := Meanings("is")
	var names []string
	for _, e := range got {
		names = append(names, e.Name)
	}
	if want := []string{"Israel", "Israel", "Iceland"}; !slices.Equal(names, want) {
		t.Errorf("IS meant %q, want %q", names, want)
	}
	if got[0].Until != 1980 || got[2].From != 2014 || !strings.Contains(got[2].Source, "5 FAH-3 H-414") {
		t.Errorf("Meanings(IS) = %+v", got)
	}
	if got := Meanings("MOPPS"); got != nil {
		t.Errorf("Meanings(MOPPS) = %+v", got)
	}
}

func TestAllStops(t *testing.T) {
	n := 0
	for range All() {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d entries", n)
	}
}

func BenchmarkDictionary(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(tagsTSV) + len(termsTXT)))
	for b.Loop() {
		d := builder{dict: make(map[string]*lexeme, 3500)}
		d.codes(tagsTSV)
		d.terms(termsTXT)
		d.names()
	}
}
