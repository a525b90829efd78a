package analyzer

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
)

// sharedCSV has real cables, and stands beside the repository where it is there.
var sharedCSV = filepath.Join("..", "..", "shared", "cables", "cables.csv")

// sharedRecords returns the shared cables, and skips the test where they are
// not there.
func sharedRecords(tb testing.TB) []corpus.Record {
	tb.Helper()
	r, err := corpus.Open(sharedCSV, corpus.Options{})
	if errors.Is(err, os.ErrNotExist) {
		tb.Skip("no shared cables: ", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	var records []corpus.Record
	for rec, err := range r.Records(tb.Context()) {
		if err != nil {
			tb.Fatal(err)
		}
		records = append(records, rec)
	}
	return records
}

// sharedCables returns the bodies of the shared cables.
func sharedCables(tb testing.TB) (texts []string, bytes int64) {
	tb.Helper()
	for _, rec := range sharedRecords(tb) {
		texts = append(texts, rec.Body)
		bytes += int64(len(rec.Body))
	}
	return texts, bytes
}

// TestSharedCables holds the tokens of the shared cables to what tokens
// promise: over the whole text, and as an index scans it.
func TestSharedCables(t *testing.T) {
	for _, rec := range sharedRecords(t) {
		if err := checkTokens(Text{Text: rec.Body, Date: cableDate}); err != nil {
			t.Errorf("%s: %v", rec.ID, err)
		}
		c := cable.Parse(rec)
		text := Text{Text: c.Text, From: c.Content.Start, To: c.Content.End, Date: c.Date}
		for _, p := range c.Pieces {
			if p.Kind == cable.PieceFurniture || p.Kind == cable.PieceMarker {
				text.Furniture = append(text.Furniture, p.Span)
			}
		}
		if err := errors.Join(checkTokens(text), checkUnits(text)); err != nil {
			t.Errorf("%s: %v", rec.ID, err)
		}
	}
}

// checkUnits holds the units of a text to the words that they stand for: by
// themselves these are the same unit.
func checkUnits(t Text) error {
	var s, alone Scanner
	s.Reset(t)
	for s.Next() {
		unit := s.Token()
		if !unit.Kind.Unit() {
			continue
		}
		words := t.Text[unit.Start:unit.End]
		alone.Reset(Text{Text: words, Date: t.Date})
		found := false
		for !found && alone.Next() {
			tok := alone.Token()
			found = tok.Kind == unit.Kind && tok.Start == 0 && tok.End == len(words) && string(tok.Term) == string(unit.Term)
		}
		if !found {
			return fmt.Errorf("%s %s at %d does not stand for %q", unit.Kind, unit.Term, unit.Start, words)
		}
	}
	return nil
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
