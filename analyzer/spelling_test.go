package analyzer

import (
	"slices"
	"testing"
)

func TestVarieties(t *testing.T) {
	for _, pair := range [][2]string{
		{"organisation", "organization"}, {"organise", "organize"}, {"reorganising", "reorganizing"}, {"recognised", "recognized"},
		{"unrecognisable", "unrecognizable"}, {"privatisation", "privatization"}, {"emphasise", "emphasize"}, {"sympathisers", "sympathizers"},
		{"analyse", "analyze"}, {"paralysed", "paralyzed"}, {"colour", "color"}, {"labour", "labor"}, {"neighbouring", "neighboring"},
		{"unfavourable", "unfavorable"}, {"harbour", "harbor"}, {"honourable", "honorable"}, {"centre", "center"}, {"centred", "centered"},
		{"epicentre", "epicenter"}, {"theatre", "theater"}, {"kilometres", "kilometers"}, {"metre", "meter"}, {"litre", "liter"},
		{"defence", "defense"}, {"offences", "offenses"}, {"licence", "license"}, {"practised", "practiced"}, {"pretence", "pretense"},
		{"programme", "program"}, {"programmes", "programs"}, {"catalogue", "catalog"}, {"dialogue", "dialog"}, {"counsellor", "counselor"},
		{"councillors", "councilors"}, {"fulfil", "fulfill"}, {"instalments", "installments"}, {"skilful", "skillful"}, {"aluminium", "aluminum"},
		{"sceptical", "skeptical"}, {"judgement", "judgment"}, {"manoeuvre", "maneuver"}, {"manoeuvring", "maneuvering"}, {"plough", "plow"},
		{"grey", "gray"}, {"archaeological", "archeological"}, {"colourised", "colorized"}, {"adviser", "advisor"}, {"sulphur", "sulfur"},
	} {
		for i, word := range pair {
			if got := Varieties(word); !slices.Contains(got, pair[1-i]) {
				t.Errorf("Varieties(%q) = %q, without %q", word, got, pair[1-i])
			}
		}
		if got := American(pair[0]); got != pair[1] {
			t.Errorf("American(%q) = %q, want %q", pair[0], got, pair[1])
		}
	}
}

// TestVarietiesApart lists words that a careless rule would join.
func TestVarietiesApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"prise", "prize"}, {"size", "sise"}, {"assise", "assize"}, {"promise", "promize"}, {"advise", "advize"}, {"raise", "raize"},
		{"exercise", "exercize"}, {"surprise", "surprize"}, {"likewise", "likewize"}, {"uprising", "uprizing"}, {"crises", "crizes"},
		{"cheque", "check"}, {"tyre", "tire"}, {"storey", "story"}, {"draught", "draft"}, {"tour", "tor"}, {"four", "for"}, {"contour", "contor"},
		{"hour", "hor"}, {"massacre", "massacer"}, {"mediocre", "mediocer"}, {"practice", "practize"}, {"fence", "fense"}, {"hence", "hense"},
		{"disable", "dizable"}, {"miser", "mizer"}, {"programmer", "programr"}, {"parameter", "parametre"}, {"analysis", "analyzis"},
	} {
		for i, word := range pair {
			if got := Varieties(word); slices.Contains(got, pair[1-i]) {
				t.Errorf("Varieties(%q) = %q, with %q", word, got, pair[1-i])
			}
		}
	}
}

func TestSpellingPairs(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range spellingPairs() {
		if p.british == p.american || !isLetters(p.british+p.american) || seen[p.british] {
			t.Errorf("the pair %q, %q", p.british, p.american)
		}
		seen[p.british] = true
		if again := American(p.american); again != p.american {
			t.Errorf("%q is the American spelling of %q, and has another: %q", p.american, p.british, again)
		}
	}
}
