package analyzer

import (
	"slices"
	"strings"
	"testing"
)

func TestMayBeName(t *testing.T) {
	for _, test := range []struct{ text, want, reason string }{
		{"he met Ada Marlow in Lima", "ada marlow lima", "capitals begin names"},
		{"However, the Foreign Ministry said so", "", "common words are none, at the beginning of a sentence or in titles"},
		{"Hu met Xi", "hu xi", "names may be short"},
		{"A. Quiller", "quiller", "initials are none"},
		{"the GDP of UNESCO and the OSCE", "", "acronyms are none"},
		{"ASAD MEETS KTDB AND US", "asad", "in a line of capitals only without a vowel"},
		{"ASAD, PREL, PGOV, UNESCO", "asad", "TAGS codes and acronyms are none in one of capitals either"},
		{"Nevertheless Balloting Resumed", "", "words that are no names, with a capital"},
		{"the line\nASAD IN LIMA\nof", "asad lima", "other lines don't count"},
		{"O'Hara's cat", "ohara hara", "an apostrophed name and its part"},
		{"Mu'ammar", "muammar mu", "a part without a capital is none"},
		{"al-Qa'ida", "qaida qa", "an article in small letters is none"},
		{"the MoD and two PolOffs met McKenna of the GoT", "mckenna", "acronyms in mixed letters are none"},
		{"Ahmadi-Nejad", "ahmadi-nejad ahmadi nejad", "a whole of capitals and its parts"},
		{"Soviet-era", "soviet", "a whole of others is none"},
		{"Đinđić and Øst", "dindic ost", "capitals beyond ASCII"},
		{"Steinbach-\nWester", "steinbach-wester steinbachwester steinbach wester", "over a line end"},
		{"1.4(b) U.S. F-16 041412Z E.O. 12958", "", "codes, acronyms and units are none"},
	} {
		var got []string
		var s Scanner
		s.Reset(Text{Text: test.text, Date: cableDate})
		for s.Next() {
			if mayBeName(s.Token(), test.text) {
				got = append(got, string(s.Token().Term))
			}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s: %q: got %q, want %q", test.reason, test.text, got, test.want)
		}
	}
}

func TestNameWords(t *testing.T) {
	for value, want := range map[string][]string{
		"Muammar Qadhafi":    {"muammar", "qadhafi"},
		"Usama bin Ladin":    {"usama", "ladin"},
		"bashar al-Asad":     {"bashar", "asad"},
		"O'Brien":            {"obrien"},
		"al-Qa'ida":          {"qaida"},
		"Steinberg, James B": {"steinberg", "james"},
		"Hu":                 {"hu"},
		"Hu Jintao":          {"jintao"},
		"King of the Zulu":   {"king", "zulu"},
		"bin al":             {"bin", "al"},
		"1974":               nil,
		"Путин":              nil,
		"":                   nil,
	} {
		var got []string
		for _, w := range NameWords(value) {
			got = append(got, w.Term)
			if !slices.Equal(w.Sounds, Sounds(w.Term)) {
				t.Errorf("NameWords(%q): %s sounds like %q", value, w.Term, w.Sounds)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("NameWords(%q) = %q, want %q", value, got, want)
		}
	}
}

// mayBeName reports whether a token of text may be a name.
func mayBeName(t *Token, text string) bool {
	return Capitalized(t, text) && NameFormOf(t.Term).MayBeName(t, text)
}
