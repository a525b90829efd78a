package search

import (
	"fmt"
	"slices"

	"reftel/index/query"
)

// A slopRow is the words of a phrase with a slop: the places at which they would have to
// stand for the phrase differ by at most slop positions.
type slopRow struct {
	words []queryWord
	slop  int
	taken []uint32 // where the words stand, after from
}

// from returns the span of the words if each stands where it would stand in a phrase
// that begins at start, or up to slop positions later. A word that the phrase has twice
// stands at two positions. positions are those of each word, in order.
func (r *slopRow) from(start int, positions [][]uint32) (span Range, ok bool) {
	span = Range{Start: End}
	r.taken = r.taken[:0]
	for i, w := range r.words {
		least := max(start+w.offset, 0)
		for j := range i {
			if r.words[j].term == w.term {
				least = max(least, int(r.taken[j])+1)
			}
		}
		n, _ := slices.BinarySearch(positions[i], uint32(least))
		if n == len(positions[i]) || int(positions[i][n]) > start+w.offset+r.slop {
			return span, false
		}
		at := positions[i][n]
		r.taken = append(r.taken, at)
		span.Start, span.End = min(span.Start, at), max(span.End, at+1)
	}
	return span, true
}

// starts yields where a phrase would have to start for one of its words to stand where
// it does.
func (r *slopRow) starts(positions [][]uint32, yield func(start int) error) error {
	for i, w := range r.words {
		for _, at := range positions[i] {
			if err := yield(int(at) - w.offset); err != nil {
				return err
			}
		}
	}
	return nil
}

// sloppy matches the documents that have the words of a phrase with a slop.
type sloppy struct {
	slopRow
	all       allOfTerms
	terms     []phraseWord
	within    *zoneRanges
	positions [][]uint32
	spans     []Range // in the current document
	at        uint32
	rank      *ranking
	tick      func() error
}

func (p *sloppy) advance(doc uint32) (uint32, error) {
	if len(p.spans) > 0 && doc <= p.at {
		return p.at, nil
	}
	for {
		at, err := p.all.advance(doc)
		p.at, p.spans = at, p.spans[:0]
		if err != nil || at == End {
			return End, err
		}
		if err := p.find(); err != nil {
			return End, err
		}
		if len(p.spans) > 0 {
			return at, nil
		}
		doc = at + 1
	}
}

// find sets spans.
func (p *sloppy) find() error {
	var ranges []Range
	if p.within != nil {
		var err error
		if ranges, err = p.within.of(p.at); err != nil {
			return err
		}
	}
	p.positions = p.positions[:0]
	for _, w := range p.terms {
		p.positions = append(p.positions, w.term.positions())
	}
	err := p.starts(p.positions, func(start int) error {
		if r, ok := p.from(start, p.positions); ok && (p.within == nil || inRanges(ranges, r.Start)) {
			p.spans = append(p.spans, r)
		}
		return p.tick()
	})
	p.spans = inOrder(p.spans)
	return err
}

func (p *sloppy) score() (float64, error) { return p.rank.score(len(p.spans), p.at) }

func (p *sloppy) appendSpans(list []Range) []Range { return append(list, p.spans...) }

// sloppyPhrase compiles a phrase with a slop. It returns nil if the leaf lacks a word.
func (c *compiler) sloppyPhrase(n *query.Phrase) (*sloppy, error) {
	z, isText := zoneOf(n.Field)
	if !isText {
		return nil, fmt.Errorf("%s has no positions", n)
	}
	row := phraseReading(n.Text).rows[0]
	if len(row) == 0 {
		return nil, nil
	}
	p, err := c.sequence(z, row)
	if err != nil || p == nil {
		return nil, err
	}
	return &sloppy{slopRow: slopRow{words: row, slop: n.Slop}, all: p.all, terms: p.words, within: p.within, rank: p.rank, tick: c.tick}, nil
}
