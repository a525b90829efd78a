package tags

import (
	"testing"
	"time"
)

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		code string
		year int // 0: a date that is not known
		want string
		why  string
	}{
		{"MOPPS", 2008, "MOPS", "a letter inserted"},
		{"ESENV", 2008, "SENV", "before the code"},
		{"PGOVE", 2008, "PGOV", "after it"},
		{"KFTFN", 2008, "KTFN", "in a program"},
		{"PRGOV", 0, "PGOV", "at a date that is not known"},
		{"kwmnn", 2008, "KWMN", "in lower case"},
		{"PGOC", 2008, "PGOV", "a letter changed"},
		{"PRAL", 2008, "PREL", "in the middle"},
		{"ENIV", 2008, "EINV", "two letters swapped"},
		{"ENGR", 2008, "ENRG", "although EAGR is near, too"},
		{"RPEL", 2008, "PREL", "the first two"},
		{"KCMR", 2008, "KCRM", "in a program"},
		{"UNDESCO", 2008, "UNESCO", "an organisation"},
		{"UNSECO", 2008, "UNESCO", "with letters swapped"},
		{"UNECO", 2008, "UNESCO", "with a letter lost"},
		{"UNESCU", 2008, "UNESCO", "with a letter changed"},

		{"PFRO", 1975, "PFOR", "a code of the 1970s"},
		{"PFOOR", 1975, "PFOR", "of which no cable was counted"},
		{"PFRO", 2008, "", "that no cable had later"},
		{"MILLI", 1975, "MILI", "a code of the 1970s"},

		{"PREL", 2008, "", "a code"},
		{"AADP", 2008, "", "a code that no cable has"},
		{"PINF", 2008, "", "two codes: PINR and PINS"},
		{"MASC", 2008, "", "two codes: MASS and CASC"},
		{"GTIP", 2008, "", "another first letter: an office"},
		{"PBIO", 2008, "", "another first letter"},
		{"NESCO", 2008, "", "the first letter lost"},
		{"KREL", 2008, "", "a program that may exist"},
		{"KNPP", 2008, "", "though a known one is near"},
		{"GOV", 2008, "", "three letters"},
		{"PRE", 2008, "", "three letters"},
		{"NPT", 2008, "", "a treaty"},
		{"IX", 2008, "", "a country"},
		{"QQ", 2008, "", "a country that is none"},
		{"XQZW", 2008, "", "nothing near"},
		{"OPCW", 2008, "", "an organisation that is not known"},
		{"HUMAN", 2008, "", "a word of terms"},
		{"TRADE", 2008, "", "a word of terms"},
		{"ASIA", 2008, "", "a word near a rare code"},
		{"ASIAN", 2008, "", "a word near ASEAN"},
		{"HUMAN RIGHTS", 2008, "", "a term"},
		{"DOE, JANE", 2008, "", "a person"},
		{"UNGA/C-9", 2008, "", "a committee"},
		{"TAGS", 2008, "", "a label"},
		{"PG0V", 2008, "", "digits"},
		{"MOPSMOPS", 2008, "", "codes run together"},
		{"", 2008, "", "nothing"},
	} {
		var date time.Time
		if c.year != 0 {
			date = year(c.year)
		}
		if got, ok := Nearest(c.code, date); got != c.want || ok != (c.want != "") {
			t.Errorf("Nearest(%q, %d) = %q, %v, want %q: %s", c.code, c.year, got, ok, c.want, c.why)
		}
	}
}

// No code is corrected, nor is what is left of a country's or an organisation's code.
func TestNearestOfCodes(t *testing.T) {
	for e := range All() {
		for _, y := range []int{1975, 2005, 2020} {
			if got, ok := Nearest(e.Code, year(y)); ok {
				t.Errorf("Nearest(%s, %d) = %s", e.Code, y, got)
			}
			if n := len(e.Code); n > 1 && n <= 4 && e.Kind != Subject && e.Kind != Program {
				if got, ok := Nearest(e.Code[:n-1], year(y)); ok {
					t.Errorf("Nearest(%s, %d) = %s", e.Code[:n-1], y, got)
				}
			}
		}
	}
}

// Any single edit of a frequent subject gives that subject or nothing, most often the subject.
func TestNearestOfEdits(t *testing.T) {
	right, wrong, silent := 0, 0, 0
	for _, code := range []string{"PREL", "PGOV", "ECON", "PHUM", "PTER", "ETRD", "MARR", "ENRG", "SENV", "ASEC"} {
		for i := 1; i <= len(code); i++ {
			for c := 'A'; c <= 'Z'; c++ {
				edits := []string{code[:i] + string(c) + code[i:]}
				if i < len(code) {
					edits = append(edits, code[:i]+string(c)+code[i+1:])
				}
				for _, e := range edits {
					switch got, _ := Nearest(e, year(2005)); got {
					case code:
						right++
					case "":
						silent++
					default:
						wrong++
						t.Logf("%s of %s: %s", e, code, got)
					}
				}
			}
		}
	}
	t.Logf("%d right, %d wrong, %d not corrected", right, wrong, silent)
	if wrong*100 > right || right < 3*silent {
		t.Errorf("%d right, %d wrong, %d not corrected", right, wrong, silent)
	}
}

func TestEdited(t *testing.T) {
	for _, c := range []struct {
		got, want string
		edit      edit
		at        int
	}{
		{"PREL", "PREL", same, 4},
		{"", "", same, 0},
		{"PRELL", "PREL", inserted, 4},
		{"XPREL", "PREL", inserted, 0},
		{"REL", "PREL", lost, 0},
		{"PRE", "PREL", lost, 3},
		{"PRXL", "PREL", changed, 2},
		{"PRLE", "PREL", swapped, 2},
		{"RPEL", "PREL", swapped, 0},
		{"PXYL", "PREL", far, 1},
		{"PR", "PREL", far, 2},
		{"LERP", "PREL", far, 0},
	} {
		if e, at := edited(c.got, c.want); e != c.edit || at != c.at {
			t.Errorf("edited(%q, %q) = %d, %d, want %d, %d", c.got, c.want, e, at, c.edit, c.at)
		}
	}
}

func BenchmarkNearest(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Nearest("XQZWV", time.Time{})
	}
}
