package tags

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestByName(t *testing.T) {
	for words, want := range map[string]string{
		"Israel":             "IL IS",
		"ISRAEL":             "IL IS",
		"israe":              "IL IS",
		"arms control":       "ACDA KACT PARM",
		"control ARMS":       "ACDA KACT PARM",
		"terror":             "KTFN PTER",
		"Niger":              "NE NG NNPC",
		"Guinea":             "GN GV",
		"Mali":               "ML",
		"the Gambia":         "GA GM",
		"Côte d’Ivoire":      "CI IV",
		"ivory coast":        "CI IV",
		"Rhodesia":           "RH ZI ZW",
		"south korea":        "KR KS",
		"no such name":       "",
		"":                   "",
		" ,, ":               "",
		"soviet union":       "CPSU UR",
		"nuclear proliferat": "KNNP",
	} {
		if got := strings.Join(ByName(words), " "); got != want {
			t.Errorf("ByName(%q) = %s, want %s", words, got, want)
		}
	}
}

func TestCountries(t *testing.T) {
	for words, want := range map[string]string{
		"Israel":       "Israel",
		"germany":      "Germany|Germany (East)|Germany (West)",
		"East Germany": "Germany (East)",
		"Rhodesia":     "Zimbabwe",
		"Upper Volta":  "Burkina Faso",
		"Congo":        "Congo (Brazzaville)|Congo (Kinshasa)",
		"china":        "China",
		"Guinea":       "Guinea",
		"equatorial":   "Equatorial Guinea",
		"emirates":     "United Arab Emirates",
		"USSR":         "Soviet Union",
		"middle east":  "Middle East (world region)",
		"NATO":         "",
		"":             "",
	} {
		if got := strings.Join(Countries(words), "|"); got != want {
			t.Errorf("Countries(%q) = %s, want %s", words, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"TAGS", "TAGS", true}, {"AGS", "TAGS", true}, {"TAGES", "TAGS", true}, {"TGAS", "TAGS", true},
		{"TAG", "TAGS", true}, {"TAPS", "TAGS", true}, {"", "T", true}, {"AT", "TA", true},
		{"TAXES", "TAGS", false}, {"GATS", "TAGS", false}, {"TA", "TAGS", false}, {"", "TA", false},
	} {
		if near(c.a, c.b) != c.want || near(c.b, c.a) != c.want {
			t.Errorf("near(%q, %q) is not %v", c.a, c.b, c.want)
		}
	}
}

func BenchmarkByName(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ByName("arms control")
	}
}

func TestWithWords(t *testing.T) {
	for words, want := range map[string]string{
		"Terrorism":     "KTFN PTER",
		"terror":        "",          // no whole word
		"arms control":  "ACDA KACT", // PARM has controls
		"Niger":         "NE NG",
		"Guinea":        "GN GV",
		"Iceland":       "IC IS",
		"the":           "",
		"no such words": "",
		"":              "",
	} {
		if got := strings.Join(WithWords(words), " "); got != want {
			t.Errorf("WithWords(%q) = %s, want %s", words, got, want)
		}
	}
}

var update = flag.Bool("update", false, "write words.tsv anew")

// TestWordsOfNames: words.tsv is the one that is now made of the names.
func TestWordsOfNames(t *testing.T) {
	codes := byWord()
	var want strings.Builder
	for _, word := range slices.Sorted(maps.Keys(codes)) {
		fmt.Fprintf(&want, "%s\t%s\n", word, strings.Join(codes[word], "\t"))
	}
	if *update {
		if err := os.WriteFile("words.tsv", []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if wordsTSV != want.String() {
		t.Error("words.tsv is not that of the names: run go generate ./corpus/tags")
	}
	for word, codes := range codes {
		if got := WithWords(word); !slices.Equal(got, codes) {
			t.Errorf("WithWords(%q) = %s, want %s", word, got, codes)
		}
		if by := ByName(word); !isSubset(codes, by) {
			t.Errorf("WithWords(%q) = %s, ByName has %s", word, codes, by)
		}
	}
}

// byWord returns the codes whose names have a word.
func byWord() map[string][]string {
	codes := map[string][]string{}
	best := map[string]match{} // of countries, by word
	for _, n := range nameIndex() {
		for word, m := range wordsOf(n) {
			if n.Kind == Geo {
				best[word] = max(best[word], m)
			}
		}
	}
	for _, n := range nameIndex() {
		for word, m := range wordsOf(n) {
			if list := codes[word]; (n.Kind != Geo || m == best[word]) && !slices.Contains(list, n.Code) {
				codes[word] = append(list, n.Code)
			}
		}
	}
	return codes
}

// wordsOf returns the words of an entry's names, and how well each alone fits a name.
func wordsOf(n named) map[string]match {
	words := map[string]match{}
	for _, name := range n.names {
		for _, word := range name.words {
			m := wholes
			if len(name.words) == 1 || name.base == 1 && name.words[0] == word {
				m = full
			}
			words[word] = max(words[word], m)
		}
	}
	return words
}

// isSubset reports whether a list has all of some values.
func isSubset(values, list []string) bool {
	return !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(list, v) })
}
