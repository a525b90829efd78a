package search

import (
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index/query"
)

// TestTermScopes compares what NEAR, ADJ and para: find for words that are terms with the
// general way through spans.
func TestTermScopes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	found := map[bool]int{}
	for range 6000 {
		s := &scopeText{}
		for at := uint32(r.IntN(3)); at < 60; at += uint32(r.IntN(3)) {
			end := at + uint32(1+r.IntN(12))
			s.paragraphs = append(s.paragraphs, Paragraph{Range: Range{at, end}})
			at = end
		}
		words, general, formula := make([]*eitherWord, 2+r.IntN(2)), andParts{}, andParts{}
		for i := range words {
			words[i] = randomWord(r)
			general, formula = append(general, wordParts{spansOnly{words[i]}}), append(formula, wordParts{words[i]})
		}
		in := make([]bool, len(s.paragraphs))
		if err := general.holds(s, in); err != nil {
			t.Fatal(err)
		}
		want := slices.Contains(in, true)
		if got := decide(t, paragraphTerms(formula), words, s); got != want {
			t.Fatalf("paragraphs %v: %v, want %v", s.paragraphs, got, want)
		}
		found[want]++

		step := query.Step{Distance: 1 + r.IntN(6), Ordered: r.IntN(2) == 0}
		slow := nearRow{sources: []spanSource{spansOnly{words[0]}, spansOnly{words[1]}}, steps: []query.Step{step}, tick: noTick}
		want, err := slow.has(s)
		if err != nil {
			t.Fatal(err)
		}
		fast := nearTerms(&nearRow{sources: []spanSource{words[0], words[1]}, steps: []query.Step{step}})
		if got := decide(t, fast, words, s); got != want {
			t.Fatalf("%v in %v: %v, want %v", step, s.paragraphs, got, want)
		}
		found[want]++
	}
	if found[true] < 500 || found[false] < 500 {
		t.Errorf("%v: too few are found, or too few are not", found)
	}
}

// Words that are not terms alone are decided by their spans.
func TestOtherScopes(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	term, phrase := randomWord(r), newEitherWord([]located{&phrase{}}, nil)
	step := query.Step{Distance: 1}
	for name, got := range map[string]*termScope{
		"three words":            nearTerms(&nearRow{sources: []spanSource{term, term, term}, steps: []query.Step{step, step}}),
		"a phrase near a word":   nearTerms(&nearRow{sources: []spanSource{phrase, term}, steps: []query.Step{step}}),
		"a phrase":               paragraphTerms(wordParts{phrase}),
		"a word without another": paragraphTerms(andParts{wordParts{term}, notParts{wordParts{term}}}),
		"every paragraph":        paragraphTerms(andParts{}),
	} {
		if got != nil {
			t.Errorf("%s: is decided by terms", name)
		}
	}
}

// decide returns what a scope decides of document 0. The words are read anew.
func decide(t *testing.T, s *termScope, words []*eitherWord, text *scopeText) bool {
	t.Helper()
	for _, w := range words {
		for _, l := range w.words {
			l.(oneTerm).begin()
		}
	}
	s.leaf = paragraphLeaf{paragraphs: text.paragraphs}
	got, err := s.holds(0)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func noTick() error { return nil }

// A paragraphLeaf is a leaf of which all documents have the same paragraphs.
type paragraphLeaf struct {
	Leaf
	paragraphs []Paragraph
}

func (l paragraphLeaf) Zones(_ uint32, depth ZoneDepth, z *Zones) error {
	return ReadZones(AppendZones(nil, &Zones{Paragraphs: l.paragraphs}), depth, z)
}

// spansOnly hides that a word consists of terms.
type spansOnly struct{ word *eitherWord }

func (s spansOnly) spansIn(doc uint32) ([]Range, error) { return s.word.spansIn(doc) }

// randomWord returns a word of one or two terms that stand in document 0.
func randomWord(r *rand.Rand) *eitherWord {
	var terms []located
	for range 1 + r.IntN(2) {
		places := make([]uint32, 1+r.IntN(20))
		for i := range places {
			places[i] = uint32(r.IntN(60))
		}
		slices.Sort(places)
		places = slices.Compact(places)
		block := &Block{Docs: []uint32{0}, Freqs: []uint32{uint32(len(places))}, Places: places, Ends: []int{len(places)}}
		list := &termList{count: 1, tick: noTick, list: memoryList{block}}
		if r.IntN(2) == 0 {
			list.read = block
		}
		term := oneTerm{&postings{list: list}}
		term.begin()
		terms = append(terms, term)
	}
	return newEitherWord(terms, nil)
}

// begin moves the postings of a term before their first document.
func (t oneTerm) begin() {
	t.next, t.begun, t.at = 0, false, 0
	t.reader, _ = t.list.list.Postings(Positions)
}
