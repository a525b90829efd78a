package analyzer

import (
	"slices"
	"strings"
	"testing"
)

var inflectionTests = []struct {
	a, b   string
	same   bool
	reason string
}{
	{"munition", "munitions", true, "a plural"},
	{"sign", "signs", true, "forms of a verb"},
	{"sign", "signed", true, "in the past"},
	{"signed", "signing", true, "with each other"},
	{"policy", "policies", true, "y becomes ies"},
	{"deny", "denied", true, "or ied"},
	{"deny", "denying", true, "or stays"},
	{"negotiate", "negotiating", true, "e is dropped"},
	{"negotiated", "negotiates", true, "or kept"},
	{"plan", "planned", true, "a consonant is doubled"},
	{"planning", "plans", true, "in one form only"},
	{"agree", "agreed", true, "two vowels at the end"},
	{"church", "churches", true, "a plural with es"},
	{"organ", "organization", false, "of one stem, but another word"},
	{"negotiate", "negotiation", false, "a noun is no form of the verb"},
	{"negotiate", "negotiator", false, "nor is who does it"},
	{"general", "generous", false, "of one stem in some stemmers"},
	{"new", "news", false, "three letters are too few"},
	{"seed", "sees", false, "other stems"},
	{"pakistan", "pakistani", false, "who lives there"},
	{"f16", "f16s", false, "digits"},
	{"2008", "2008s", false, "numbers"},
	{"pm/wra", "pm/wras", false, "codes"},
	{"al-qaida", "al-qaidas", false, "compounds"},
	{"gobierno", "gobiernos", true, "a Spanish plural is one too"},
	{"ministro", "ministra", false, "no more than that"},
	{"pour", "pourra", false, "nor of French"},
	{"entretien", "entretiens", true, "but its plural"},
	{"москва", "москвы", false, "other scripts have none"},
}

func TestSameInflection(t *testing.T) {
	for _, test := range inflectionTests {
		if got := SameInflection(test.a, test.b); got != test.same {
			t.Errorf("%s: %q and %q: %t (stems %q, %q)", test.reason, test.a, test.b, got, Stem(test.a), Stem(test.b))
		}
		if !test.same {
			continue
		}
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			if p := StemPrefix(pair[0]); p == "" || !strings.HasPrefix(pair[1], p) {
				t.Errorf("%q does not begin with the prefix %q of %q", pair[1], p, pair[0])
			}
		}
	}
}

func TestInflects(t *testing.T) {
	for word, want := range map[string]bool{
		"munitions": true, "Munitions": true, "MUNITIONS": false, "PARM": false, "use": false, "F16s": false, "al-Qaida": false,
		"": false, "café": false, strings.Repeat("a", maxStem+1): false,
	} {
		if got := Inflects(word); got != want {
			t.Errorf("Inflects(%q) = %t, want %t", word, got, want)
		}
	}
}

func TestInflections(t *testing.T) {
	for term, want := range map[string]string{
		"ceasefire":   "ceasefire ceasefires ceasefired ceasefiring",
		"thirdparty":  "thirdparty thirdparties thirdpartied",
		"replanned":   "replanned replan replans replanning",
		"checkpoints": "checkpoints checkpoint checkpointed checkpointing",
		"f16":         "f16",
	} {
		got := Inflections(term)
		for _, form := range strings.Fields(want) {
			if !slices.Contains(got, form) {
				t.Errorf("%s has no inflection %s: %q", term, form, got)
			}
		}
	}
}

func BenchmarkInflections(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Inflections("organizations")
	}
}
