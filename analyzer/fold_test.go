package analyzer

import (
	"testing"
	"unicode"
)

// TestFoldEveryRune folds all of Unicode: what is part of a word folds to
// something, and that to itself.
func TestFoldEveryRune(t *testing.T) {
	faults := 0
	for r := rune(0); r <= unicode.MaxRune && faults < 10; r++ {
		form, class := appendRune(nil, r)
		word := class == classLetter || class == classDigit
		if word && len(form) == 0 {
			t.Errorf("%U %q folds to nothing", r, r)
			faults++
		}
		if again := Fold(string(form)); len(form) > 0 && again != string(form) {
			t.Errorf("%U %q folds to %q, and that to %q", r, r, form, again)
			faults++
		}
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Mun":          "mun",
		"wi?d*":        "wi?d*",
		`a\*B`:         `a\*b`,
		"O'Br":         "obr",
		"F–16":         "f-16",
		"PM/W":         "pm/w",
		"GÜ":           "gu",
		"\u00adsoft":   "soft",
		"nai\u0308":    "nai",
		"caf\xe9":      "cafe",
		"don\u0092t":   "dont",
		"Ægir’s cat ☃": "aegirs cat ☃",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}
