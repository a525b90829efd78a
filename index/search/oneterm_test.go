package search

import (
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index/query"
)

// TestOneTermScopes compares what NEAR, ADJ and para: find for words of one term each, with
// the general way through spans.
func TestOneTermScopes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	found := map[bool]int{}
	for range 3000 {
		s := &scopeText{}
		for at := uint32(r.IntN(3)); at < 60; at += uint32(r.IntN(3)) {
			end := at + uint32(1+r.IntN(12))
			s.paragraphs = append(s.paragraphs, Paragraph{Range: Range{at, end}})
			at = end
		}
		words := make([]*eitherWord, 2+r.IntN(2))
		general := make(andParts, len(words))
		for i := range words {
			words[i] = randomWord(r)
			general[i] = wordParts{spansOnly{words[i]}}
		}
		in := make([]bool, len(s.paragraphs))
		if err := general.holds(s, in); err != nil {
			t.Fatal(err)
		}
		got, err := termsInOne(s, words)
		if want := slices.Contains(in, true); err != nil || got != want {
			t.Fatalf("paragraphs %v: %v, %v, want %v", s.paragraphs, got, err, want)
		}
		found[got]++

		step := query.Step{Distance: 1 + r.IntN(6), Ordered: r.IntN(2) == 0}
		tick := func() error { return nil }
		fast := nearRow{sources: []spanSource{words[0], words[1]}, steps: []query.Step{step}, tick: tick}
		slow := nearRow{sources: []spanSource{spansOnly{words[0]}, spansOnly{words[1]}}, steps: []query.Step{step}, tick: tick}
		near, known, err := fast.hasTerms(s)
		want, failed := slow.has(s)
		if err != nil || failed != nil || !known || near != want {
			t.Fatalf("%v: %v, %v, %v, want %v, %v", step, near, known, err, want, failed)
		}
		found[near]++
	}
	if found[true] < 500 || found[false] < 500 {
		t.Errorf("%v: too few are found, or too few are not", found)
	}
}

// spansOnly hides that a word has one term.
type spansOnly struct{ word *eitherWord }

func (s spansOnly) spansIn(doc uint32) ([]Range, error) { return s.word.spansIn(doc) }

// randomWord returns a word of one term that stands in document 0.
func randomWord(r *rand.Rand) *eitherWord {
	places := make([]uint32, 1+r.IntN(6))
	for i := range places {
		places[i] = uint32(r.IntN(60))
	}
	slices.Sort(places)
	places = slices.Compact(places)
	list := &termList{count: 1, tick: func() error { return nil }, read: &Block{Docs: []uint32{0}, Freqs: []uint32{uint32(len(places))}, Places: places, Ends: []int{len(places)}}}
	return newEitherWord([]located{oneTerm{&postings{list: list}}}, nil)
}
