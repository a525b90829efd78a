package search

import (
	"cmp"
	"slices"
)

// phrase matches documents that have terms in a row: each at its offset from
// the first. If within is set, the first must also begin in it.
type phrase struct {
	all    allOfTerms
	words  []phraseWord
	firsts []phraseWord // the first word of each term
	within *zoneRanges
	places []uint32 // of the first word in the current document, where all stand in a row
	at     uint32
	rank   *ranking
	tick   func() error
}

// A phraseWord is a word of a phrase: a term and its offset in positions from the
// first word.
type phraseWord struct {
	term   *postings
	offset uint32
}

// allOfTerms walks the documents that have all of some terms, each once, the rarest first. It
// is allOf without calls by interface, of which a phrase of common words has many.
type allOfTerms []*postings

func (t allOfTerms) advance(doc uint32) (uint32, error) {
	doc, err := t[0].advance(doc)
	for i := 1; i < len(t) && err == nil && doc != End; i++ {
		var at uint32
		if at, err = t[i].advance(doc); err == nil && at > doc {
			i = 0
			doc, err = t[0].advance(at)
		}
	}
	if err != nil {
		return End, err
	}
	return doc, nil
}

func newPhrase(words []phraseWord, rank *ranking, tick func() error) *phrase {
	p := &phrase{words: words, rank: rank, tick: tick}
	seen := map[*postings]bool{}
	for _, w := range words {
		if !seen[w.term] {
			seen[w.term] = true
			p.firsts = append(p.firsts, w)
		}
	}
	slices.SortStableFunc(p.firsts, func(a, b phraseWord) int { return cmp.Compare(a.term.count(), b.term.count()) })
	for _, w := range p.firsts {
		p.all = append(p.all, w.term)
	}
	return p
}

func (p *phrase) advance(doc uint32) (uint32, error) {
	if len(p.places) > 0 && doc <= p.at {
		return p.at, nil
	}
	for {
		at, err := p.all.advance(doc)
		p.at = at
		if err != nil || at == End {
			return End, err
		}
		if err := p.findPlaces(); err != nil {
			return End, err
		}
		if len(p.places) > 0 {
			return at, nil
		}
		doc = at + 1
	}
}

// findPlaces sets places. It begins with the rarest word in the document, and keeps the
// places that each of the other words confirms.
func (p *phrase) findPlaces() error {
	rarest := p.firsts[0]
	for _, w := range p.firsts[1:] {
		if w.term.frequency() < rarest.term.frequency() {
			rarest = w
		}
	}
	var ranges []Range
	if p.within != nil {
		var err error
		if ranges, err = p.within.of(p.at); err != nil {
			return err
		}
	}
	p.places = p.places[:0]
	positions := rarest.term.positions()
	if p.within == nil && rarest.offset == 0 {
		p.places = append(p.places, positions...)
		positions = nil
	}
	for _, pos := range positions {
		if pos >= rarest.offset && (p.within == nil || inRanges(ranges, pos-rarest.offset)) {
			p.places = append(p.places, pos-rarest.offset)
		}
	}
	for i, w := range p.words {
		if len(p.places) == 0 {
			return nil
		}
		if i > 1 { // advance has counted a step for two words
			if err := p.tick(); err != nil {
				return err
			}
		}
		if w != rarest {
			p.places = followed(p.places, w.term.positions(), w.offset)
		}
	}
	return nil
}

// followed keeps those places that a position follows at an offset. Both lists are
// in order.
func followed(places, positions []uint32, offset uint32) []uint32 {
	if len(positions) < mergeRatio*len(places) {
		return followedNear(places, positions, offset)
	}
	kept := places[:0]
	for _, at := range places {
		i, found := firstFrom(positions, at+offset)
		positions = positions[i:]
		if found {
			kept = append(kept, at)
		}
	}
	return kept
}

// mergeRatio is the ratio of the lengths of two lists below which they are merged: from
// about here on, looking each number of the short one up in the long one is faster.
const mergeRatio = 8

// followedNear is followed for lists of similar lengths. No processor predicts which of
// two positions is less, so each step is computed without a branch.
func followedNear(places, positions []uint32, offset uint32) []uint32 {
	kept, i, j := 0, 0, 0
	for i < len(places) && j < len(positions) {
		at := places[i]
		ahead := int64(positions[j]) - int64(at) - int64(offset)
		pastPlace := 1 + int(ahead>>63)     // 1 unless ahead is negative, then 0
		pastPosition := 1 + int(-ahead>>63) // 1 unless ahead is positive, then 0
		places[kept] = at                   // kept is at most i
		kept += pastPlace & pastPosition
		i += pastPlace
		j += pastPosition
	}
	return places[:kept]
}

// firstFrom returns the index of the first number in a sorted list that is not below n,
// and whether it is n. It is fast if the index is small.
func firstFrom(list []uint32, n uint32) (int, bool) {
	to := 1
	for to < len(list) && list[to-1] < n {
		to *= 2
	}
	from := to / 2
	i, found := slices.BinarySearch(list[from:min(to, len(list))], n)
	return from + i, found
}

func (p *phrase) score() (float64, error) {
	return p.rank.score(len(p.places), p.at)
}
