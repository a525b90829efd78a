package analyzer

import "testing"

func TestHalves(t *testing.T) {
	for word, want := range map[string]Split{
		"cease-fire": {"cease", "fire"},
		"Al-Qaida":   {"al", "qaida"},
		"al-Qa'ida":  {"al", "qaida"},
		"Qa'ida-led": {"qaida", "led"},
		"F-16":       {"f", "16"},
		"e‑mail":     {"e", "mail"},
	} {
		if got, ok := Halves(Terms(word)); !ok || got != want {
			t.Errorf("Halves(%q) = %q, %t, want %q", word, got, ok, want)
		}
	}
	for _, word := range []string{"", "ceasefire", "O'Brien", "PM/WRA", "A/S-level", "state-of-the-art", "12-04-2008", "1.5-fold", "cease fire"} {
		if got, ok := Halves(Terms(word)); ok {
			t.Errorf("Halves(%q) = %q", word, got)
		}
	}
}

func TestDesignation(t *testing.T) {
	for term, want := range map[string]Split{
		"f16": {"f", "16"}, "f16s": {"f", "16"}, "su27": {"su", "27"}, "t72s": {"t", "72"},
	} {
		if got, ok := Designation(term); !ok || got != want {
			t.Errorf("Designation(%q) = %q, %t, want %q", term, got, ok, want)
		}
	}
	for _, term := range []string{"", "16th", "h1n1", "f", "fs", "2008", "bulletin5", "a12345"} {
		if got, ok := Designation(term); ok {
			t.Errorf("Designation(%q) = %q", term, got)
		}
	}
}

func TestSplits(t *testing.T) {
	for typed, want := range map[string]int{"ceasefire": 8, "Xray": 3, "NATO": 0, "EMAIL": 4, "mob": 0, "f16": 0, "mañana": 5} {
		term := ""
		for _, p := range Parts(Terms(typed)) {
			term = p.Text
		}
		if got := len(Splits(typed, term)); got != want {
			t.Errorf("%q has %d splits, want %d", typed, got, want)
		}
	}
}

func TestDistinct(t *testing.T) {
	for _, test := range []struct {
		first, second    string
		distinct, likely bool
		reason           string
	}{
		{"cease", "fire", false, true, "two words that are one"},
		{"land", "mine", false, true, "also without a hyphen anywhere"},
		{"on", "line", false, false, "a short half must be seen with a hyphen"},
		{"co", "operation", false, false, "a prefix is no word"},
		{"lay", "off", false, true, "a verb and its particle"},
		{"set", "up", false, false, "a short one"},
		{"may", "be", true, false, "a verb"},
		{"by", "law", true, false, "a preposition"},
		{"in", "formation", true, false, "a broken word"},
		{"re", "port", true, false, "a broken word that is a common one"},
		{"re", "election", false, false, "a prefix"},
		{"up", "on", true, false, "another word"},
		{"thai", "land", false, false, "a country"},
		{"air", "port", false, false, "a common word needs to be seen with a hyphen"},
	} {
		s := Split{test.first, test.second}
		if s.Distinct() != test.distinct || s.Likely() != test.likely {
			t.Errorf("%s: %s: distinct %t, likely %t", test.reason, s.Hyphenated(), s.Distinct(), s.Likely())
		}
	}
}
