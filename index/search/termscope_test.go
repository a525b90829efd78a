package search

import (
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index/query"
)

// TestTermScopes compares what NEAR, ADJ and para: find for words that are terms with the
// general way through spans and lists of paragraphs.
func TestTermScopes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	found := map[bool]int{}
	for range 8000 {
		g := scopeGenerator{Rand: r}
		s := &scopeText{}
		for at := uint32(r.IntN(3)); at < 60; at += uint32(r.IntN(3)) {
			end := at + uint32(1+r.IntN(12))
			s.paragraphs = append(s.paragraphs, Paragraph{Range: Range{at, end}, Mark: []string{"", "S", "C/NF"}[r.IntN(3)]})
			at = end
		}
		fast, slow := g.formula(3)
		in := make([]bool, len(s.paragraphs))
		if err := slow.holds(s, in); err != nil {
			t.Fatal(err)
		}
		want := slices.Contains(in, true)
		if got := g.decide(t, paragraphTerms(fast), s); got != want {
			t.Fatalf("%#v in %v: %v, want %v", slow, s.paragraphs, got, want)
		}
		found[want]++

		g = scopeGenerator{Rand: r}
		words, slowWords := g.common()
		if err := slowWords.holds(s, in); err != nil {
			t.Fatal(err)
		}
		want = slices.Contains(in, true)
		scope := paragraphTerms(words)
		if got := g.decide(t, scope, s); got != want || scope.common == nil {
			t.Fatalf("%#v in %v: %v, want %v", slowWords, s.paragraphs, got, want)
		}
		found[want]++

		g = scopeGenerator{Rand: r}
		row, spans := g.row()
		want, err := spans.has(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.decide(t, nearTerms(row), s); got != want {
			t.Fatalf("%v in %v: %v, want %v", row.steps, s.paragraphs, got, want)
		}
		found[want]++
	}
	if found[true] < 1000 || found[false] < 1000 {
		t.Errorf("%v: too few are found, or too few are not", found)
	}
}

// Words that are not terms alone are decided by their spans.
func TestOtherScopes(t *testing.T) {
	t.Parallel()
	g := scopeGenerator{Rand: rand.New(rand.NewPCG(5, 6))}
	term, phrase := g.word(), newEitherWord([]located{&phrase{}}, nil)
	step := query.Step{Distance: 1}
	for name, got := range map[string]*termScope{
		"a phrase near a word": nearTerms(&nearRow{sources: []spanSource{phrase, term}, steps: []query.Step{step}}),
		"a phrase":             paragraphTerms(wordParts{phrase}),
		"not a phrase":         paragraphTerms(andParts{wordParts{term}, notParts{wordParts{phrase}}}),
	} {
		if got != nil {
			t.Errorf("%s: is decided by terms", name)
		}
	}
}

// A scopeGenerator makes random formulas of words that are terms.
type scopeGenerator struct {
	*rand.Rand
	words []*eitherWord
}

// formula returns a formula for each of the two ways.
func (g *scopeGenerator) formula(depth int) (fast, slow formula) {
	kind := g.IntN(8)
	if depth == 0 {
		kind = g.IntN(4)
	}
	switch kind {
	case 0:
		return everyPart{}, everyPart{}
	case 1:
		f := markParts{&markTest{any: g.IntN(2) == 0, alternatives: [][]string{{"S"}}}}
		return f, f
	case 2, 3:
		w := g.word()
		return wordParts{w}, wordParts{spansOnly{w}}
	case 4:
		return g.row()
	case 5:
		fast, slow = g.formula(depth - 1)
		return notParts{fast}, notParts{slow}
	}
	var list, slowList []formula
	for range g.IntN(4) {
		fast, slow := g.formula(depth - 1)
		list, slowList = append(list, fast), append(slowList, slow)
	}
	if kind == 6 {
		return orParts(list), orParts(slowList)
	}
	return andParts(list), andParts(slowList)
}

// common returns words and rows that are wanted in one paragraph, for each of the two ways.
func (g *scopeGenerator) common() (fast, slow andParts) {
	for range 2 + g.IntN(2) {
		if g.IntN(4) == 0 {
			f, s := g.row()
			fast, slow = append(fast, f), append(slow, s)
			continue
		}
		w := g.word()
		fast, slow = append(fast, wordParts{w}), append(slow, wordParts{spansOnly{w}})
	}
	return fast, slow
}

// row returns a row of words for each of the two ways.
func (g *scopeGenerator) row() (fast, slow *nearRow) {
	fast, slow = &nearRow{tick: noTick}, &nearRow{tick: noTick}
	for i := range 2 + g.IntN(3) {
		w := g.word()
		fast.sources, slow.sources = append(fast.sources, w), append(slow.sources, spansOnly{w})
		if i > 0 {
			step := query.Step{Distance: 1 + g.IntN(6), Ordered: g.IntN(2) == 0}
			fast.steps, slow.steps = append(fast.steps, step), append(slow.steps, step)
		}
	}
	return fast, slow
}

// decide returns what a scope decides of document 0. The words are read anew.
func (g *scopeGenerator) decide(t *testing.T, s *termScope, text *scopeText) bool {
	t.Helper()
	for _, w := range g.words {
		for _, l := range w.words {
			l.(oneTerm).begin()
		}
	}
	s.texts = TextsOf([]string{string(AppendZones(nil, &Zones{Paragraphs: text.paragraphs}))}).Reader()
	got, err := s.holds(0)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func noTick() error { return nil }

// spansOnly hides that a word consists of terms.
type spansOnly struct{ word *eitherWord }

func (s spansOnly) spansIn(doc uint32) ([]Range, error) { return s.word.spansIn(doc) }

// word returns a word of one or two terms. Document 0 may have none of them.
func (g *scopeGenerator) word() *eitherWord {
	var terms []located
	for range 1 + g.IntN(2) {
		places := make([]uint32, 1+g.IntN(20))
		for i := range places {
			places[i] = uint32(g.IntN(60))
		}
		slices.Sort(places)
		places = slices.Compact(places)
		block := &Block{Docs: []uint32{uint32(g.IntN(6) / 5)}, Freqs: []uint32{uint32(len(places))}, Places: places, Ends: []int{len(places)}}
		list := &termList{count: 1, tick: noTick, list: memoryList{block}}
		if g.IntN(2) == 0 {
			list.read = block
		}
		term := oneTerm{&postings{list: list}}
		term.begin()
		terms = append(terms, term)
	}
	w := newEitherWord(terms, nil)
	g.words = append(g.words, w)
	return w
}

// begin moves the postings of a term before their first document.
func (t oneTerm) begin() {
	t.next, t.begun, t.at = 0, false, 0
	t.reader, _ = t.list.list.Postings(Positions)
}
