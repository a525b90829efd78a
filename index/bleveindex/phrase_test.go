package bleveindex_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/query"
)

// phraseCount is how many phrases are drawn from the real cables.
const phraseCount = 1000

// A place is a word of a cable as blanks part it, and what stands before it.
type place struct {
	word      string
	newLine   bool // a line end
	pageBreak bool // furniture
}

// TestDrawnPhrases draws phrases of two to six words at random from the shared
// cables, a third of them across line ends and some across page breaks, and
// requires that each finds its cable.
func TestDrawnPhrases(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	docs := documents(t, fromShared(t))
	s := memoryOf(t, docs)
	random := rand.New(rand.NewPCG(5, 1974))
	lines, breaks := 0, 0
	for n := range phraseCount {
		id, phrase := drawn(random, docs, n)
		if slices.ContainsFunc(phrase[1:], func(p place) bool { return p.newLine }) {
			lines++
		}
		if slices.ContainsFunc(phrase[1:], func(p place) bool { return p.pageBreak }) {
			breaks++
		}
		checkPhrase(t, s, id, phrase)
	}
	if lines < phraseCount/3 || breaks < phraseCount/20 {
		t.Errorf("%d phrases ran across line ends and %d across page breaks: too few", lines, breaks)
	}
}

// drawn draws a phrase from any of the cables.
func drawn(random *rand.Rand, docs []index.Document, n int) (id string, phrase []place) {
	for {
		doc := docs[random.IntN(len(docs))]
		words := placesOf(doc.Cable)
		if at, length := draw(random, words, n); length > 0 {
			return doc.ID, words[at : at+length]
		}
	}
}

// placesOf returns the words of a cable's paragraphs, without furniture.
func placesOf(c *cable.Cable) []place {
	var words []place
	newLine, pageBreak := false, false
	for _, p := range c.Pieces {
		switch p.Kind {
		case cable.PieceFurniture:
			pageBreak = true
			continue
		case cable.PieceText:
		default:
			words = append(words, place{}) // no phrase runs over it
			newLine, pageBreak = false, false
			continue
		}
		for line := range strings.Lines(c.Text[p.Start:p.End]) {
			for _, w := range strings.Fields(line) {
				words = append(words, place{w, newLine, pageBreak})
				newLine, pageBreak = false, false
			}
			newLine = true
		}
	}
	return words
}

// draw picks a stretch of words; one in three must run across a line end, one
// in ten across a page break where there is one.
func draw(random *rand.Rand, words []place, n int) (at, length int) {
	length = 2 + random.IntN(5)
	for range 100 {
		if len(words) <= length {
			return 0, 0
		}
		at = random.IntN(len(words) - length)
		run := words[at : at+length]
		switch {
		case slices.ContainsFunc(run, func(p place) bool { return !plain(p.word) }):
		case spaced(words, at, length):
		case n%3 == 0 && !slices.ContainsFunc(run[1:], func(p place) bool { return p.newLine }):
		case n%10 == 1 && !slices.ContainsFunc(run[1:], func(p place) bool { return p.pageBreak }):
		default:
			return at, length
		}
	}
	return 0, 0
}

// spaced reports whether a run may begin or end within a spaced-out word (C O P Y),
// which is one word: a letter at its end has another beside it.
func spaced(words []place, at, length int) bool {
	letter := func(i int) bool { return i >= 0 && i < len(words) && len(words[i].word) == 1 }
	beside := func(i int) bool { return letter(i) && (letter(i-1) || letter(i+1)) }
	return beside(at) || beside(at+length-1)
}

// plain reports whether a word can stand in a quoted phrase as it is, and has a
// letter or digit to be found by.
func plain(w string) bool {
	return w != "" && !strings.ContainsAny(w, "\"\\“”„‟«»\u0093\u0094") && strings.ContainsFunc(w, func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	})
}

func checkPhrase(t *testing.T, s index.Searcher, id string, phrase []place) {
	t.Helper()
	var words []string
	for _, p := range phrase {
		words = append(words, p.word)
	}
	text := `"` + strings.Join(words, " ") + `"`
	tree, err := query.Parse(text)
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return
	}
	res, err := s.Search(context.Background(), index.Request{Query: tree, Limit: 0})
	if err != nil {
		t.Fatal(err)
	}
	only, err := query.Parse("id:" + id)
	if err != nil {
		t.Fatal(err)
	}
	both, err := s.Search(context.Background(), index.Request{Query: &query.And{Nodes: []query.Node{tree, only}}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if both.Total != 1 {
		t.Errorf("%s does not find %s (it finds %d others)", text, id, res.Total)
	}
}
