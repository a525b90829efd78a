package analyzer

import (
	"encoding/csv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An unescaper turns the Cablegate CSV's \" into "", as encoding/csv reads
// them, and drops the backslash of other escapes.
type unescaper struct {
	r       io.Reader
	buf     []byte
	escaped bool
}

func (u *unescaper) Read(p []byte) (int, error) {
	if cap(u.buf) < len(p)/2+1 {
		u.buf = make([]byte, len(p)/2+1)
	}
	n, err := u.r.Read(u.buf[:max(len(p)/2, 1)])
	out := 0
	for _, c := range u.buf[:n] {
		switch {
		case !u.escaped && c == '\\':
			u.escaped = true
			continue
		case u.escaped && c == '"':
			p[out] = '"'
			out++
		}
		u.escaped = false
		p[out] = c
		out++
	}
	return out, err
}

// readShared returns the bodies of a Cablegate CSV.
func readShared(tb testing.TB, f *os.File) (texts []string, bytes int64) {
	tb.Helper()
	r := csv.NewReader(&unescaper{r: f})
	r.FieldsPerRecord = 8
	rows, err := r.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	for _, row := range rows {
		texts = append(texts, row[7])
		bytes += int64(len(row[7]))
	}
	return texts, bytes
}

// sharedCSV has real cables, and stands beside the repository where it is there.
var sharedCSV = filepath.Join("..", "..", "shared", "cables", "cables.csv")

// sharedCables returns the bodies of the shared cables, and skips the test
// where they are not there.
func sharedCables(tb testing.TB) (texts []string, bytes int64) {
	tb.Helper()
	f, err := os.Open(sharedCSV)
	if err != nil {
		tb.Skip("no shared cables: ", err)
	}
	defer f.Close()
	return readShared(tb, f)
}

func TestSharedCables(t *testing.T) {
	texts, _ := sharedCables(t)
	for i, text := range texts {
		if err := checkTokens(Text{Text: text, Date: cableDate}); err != nil {
			t.Errorf("cable %d: %v", i, err)
		}
	}
}

// TestSeed looks for the recognised words of the seed.
func TestSeed(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "shared", "seed", "*"))
	found := map[Kind][]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s Scanner
		s.Reset(Text{Text: string(text), Date: cableDate})
		for s.Next() {
			tok := s.Token()
			found[tok.Kind] = append(found[tok.Kind], string(tok.Term))
		}
	}
	if len(found) == 0 {
		t.Skip("no seed")
	}
	for kind, terms := range map[Kind][]string{
		Word:     {"confidential", "brussels", "belgium", "be", "interoperability", "non"},
		Acronym:  {"eo", "us"},
		Code:     {"pm/wra", "eur/we", "1.4(b)"},
		Compound: {"political-economic", "non-proliferation", "mid-2009"},
		DTG:      {"2008-12-04T14:12Z"},
		MRN:      {"08STATE125512", "08BRUSSELS1828"},
		Date:     {"2018-12-02", "2008-12-02", "2008-12-03"},
		EO:       {"EO12958"},
	} {
		for _, term := range terms {
			if !slices.Contains(found[kind], term) {
				t.Errorf("no %s %q in %q", kind, term, found[kind])
			}
		}
	}
}

// TestSharedPhrases draws phrases from the shared cables, blanks for line ends,
// and finds each again: its parts stand in the cable's at neighbouring
// positions. A third crosses a line end.
func TestSharedPhrases(t *testing.T) {
	texts, _ := sharedCables(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := 0; n < 1000; {
		text := texts[rnd.IntN(len(texts))]
		phrase := drawPhrase(rnd, text, n%3 == 0)
		if phrase == "" {
			continue
		}
		n++
		if !runs(partsAt(text), Parts(Terms(phrase))) {
			t.Errorf("not found: %q", phrase)
		}
	}
}

// drawPhrase returns 2 to 6 words in a row, with or without a line end among
// them, one blank between two; or nothing, where what it drew began or ended
// inside a spaced-out or a broken word.
func drawPhrase(rnd *rand.Rand, text string, lineEnd bool) string {
	start := rnd.IntN(len(text))
	words := strings.Fields(text[start:min(len(text), start+200)])
	if n := 2 + rnd.IntN(5); len(words) > n+2 {
		words = words[1 : n+1]
	} else {
		return ""
	}
	for i, w := range words {
		if letters(w) == "" || len(letters(w)) == 1 && (i == 0 || i == len(words)-1) || strings.HasSuffix(w, "-") {
			return ""
		}
	}
	phrase := strings.Join(words, " ")
	if !strings.Contains(text, phrase) != lineEnd {
		return ""
	}
	return phrase
}

// partsAt returns the terms of a text's parts by position.
func partsAt(text string) map[int][]string {
	parts := map[int][]string{}
	for _, term := range Terms(text) {
		parts[term.Position] = append(parts[term.Position], term.Text)
	}
	return parts
}

// runs reports whether the words stand in the text one after the other.
func runs(text map[int][]string, words []Term) bool {
	for p := 1; p <= len(text); p++ {
		i := 0
		for i < len(words) && slices.Contains(text[p+i], words[i].Text) {
			i++
		}
		if i == len(words) {
			return true
		}
	}
	return false
}
