package bleveindex

import (
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// phrase matches documents that hold terms in a row: each at its offset from
// the first. Where within is set, the first must also begin there.
type phrase struct {
	all     allOf
	terms   []*postings
	offsets []uint64 // positions after the first term's
	within  func(doc uint32, pos uint64) bool
	places  []uint64 // of the first term in the current document, where all stand in a row
	at      uint32
	idf     float64
	lengths []uint32
	mean    float64
}

func newPhrase(terms []*postings, offsets []uint64, docs int, lengths []uint32, mean float64) *phrase {
	p := &phrase{terms: terms, offsets: offsets, lengths: lengths, mean: mean}
	for _, t := range terms {
		p.all.parts = append(p.all.parts, t)
		p.idf += inverseFrequency(t.reader.Count(), docs)
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
		if err != nil || at == end {
			return end, err
		}
		if p.findPlaces(); len(p.places) > 0 {
			return at, nil
		}
		doc = at + 1
	}
}

// findPlaces sets places.
func (p *phrase) findPlaces() {
	p.places = p.places[:0]
	for _, v := range p.terms[0].doc.Vectors {
		if (p.within == nil || p.within(p.at, v.Pos)) && p.continues(v.Pos) {
			p.places = append(p.places, v.Pos)
		}
	}
}

// continues reports whether all terms but the first follow a first one at pos.
func (p *phrase) continues(pos uint64) bool {
	for i, t := range p.terms[1:] {
		if !standsAt(t.doc.Vectors, pos+p.offsets[i+1]) {
			return false
		}
	}
	return true
}

// standsAt reports whether one of a term's occurrences, which come in the order
// of their positions, is at pos.
func standsAt(vectors []*index.TermFieldVector, pos uint64) bool {
	_, found := slices.BinarySearchFunc(vectors, pos, func(v *index.TermFieldVector, pos uint64) int {
		switch {
		case v.Pos < pos:
			return -1
		case v.Pos > pos:
			return 1
		}
		return 0
	})
	return found
}

func (p *phrase) score() (float64, error) {
	return p.idf * saturate(float64(len(p.places)), p.lengths[p.at], p.mean), nil
}
