package search

import (
	"fmt"

	"reftel/index"
	"reftel/index/query"
)

// A named is the matches of a leaf of the query.
type named struct {
	matches
	name string
}

// scoreParts returns the parts of the score of a match.
func (l *lookup) scoreParts(n query.Node, found match) ([]index.ScorePart, error) {
	c := &compiler{lookup: l, leaf: l.leaves[found.leaf], at: found.leaf, names: true}
	m, err := c.node(n)
	if err != nil {
		return nil, err
	}
	if _, err := m.advance(found.doc); err != nil {
		return nil, err
	}
	x := scoreReader{doc: found.doc}
	if err := x.read(m, "", 1); err != nil {
		return nil, err
	}
	p, err := c.placement(n)
	if err != nil || p == nil {
		return x.parts, err
	}
	parts, err := p.parts(found.doc)
	return append(x.parts, parts...), err
}

// A scoreReader reads the parts of the score of a document.
type scoreReader struct {
	doc   uint32
	parts []index.ScorePart
}

// read appends the parts of what m adds to the score, multiplied by a factor. name is
// the leaf of the query.
func (x *scoreReader) read(m matches, name string, by float64) error {
	switch m := m.(type) {
	case *named:
		return x.read(m.matches, m.name, by)
	case *allOf:
		return x.readAll(m.parts, name, by)
	case *anyOf:
		return x.readAll(m.current(), name, by)
	case *bestOf:
		best, most := matches(none{}), 0.0
		for _, part := range m.current() {
			s, err := part.score()
			if err != nil {
				return err
			}
			if s > most {
				best, most = part, s
			}
		}
		return x.read(best, name, by)
	case *butNot:
		return x.read(m.want, name, by)
	case *scoped:
		return x.read(m.docs, name, by)
	case *scaled:
		return x.read(m.matches, name, by*m.by)
	case *leading:
		x.parts = append(x.parts, index.ScorePart{Word: name, In: "first", Score: by * m.by})
		return x.read(m.matches, name, by)
	case *boosted:
		if err := x.read(m.want, name, by); err != nil {
			return err
		}
		at, err := m.also.advance(x.doc)
		if err != nil || at != x.doc {
			return err
		}
		return x.read(m.also, name, by)
	}
	return x.readWord(m, name, by)
}

func (x *scoreReader) readAll(list []matches, name string, by float64) error {
	for _, m := range list {
		if err := x.read(m, name, by); err != nil {
			return err
		}
	}
	return nil
}

// readWord appends the part of a word or phrase.
func (x *scoreReader) readWord(m matches, name string, by float64) error {
	part := index.ScorePart{Word: name, In: TextField}
	var rank *ranking
	switch m := m.(type) {
	case *word:
		rank = m.rank
		part.Typed, part.Others = m.occurrences()
	case *spelt:
		rank = m.rank
		part.Typed, part.Others = m.occurrences()
	case *phrase:
		rank, part.Typed = m.rank, len(m.places)
	case *sloppy:
		rank, part.Typed = m.rank, len(m.spans)
	case *counted:
		rank, part.Typed = m.rank, int(m.counts[m.at])
	case *eitherWord:
		rank, part.Typed = m.rank, len(m.spans())
	}
	score, err := m.score()
	if part.Score = by * score; err != nil || score == 0 {
		return err
	}
	if rank != nil {
		part.In, part.Rarity = rank.field, rank.idf
	}
	x.parts = append(x.parts, part)
	return nil
}

// current returns the parts that match the current document.
func (m *anyOf) current() []matches {
	var list []matches
	for i, part := range m.parts {
		if m.ats[i] == m.at {
			list = append(list, part)
		}
	}
	return list
}

// parts returns the parts of the score of a document.
func (p *placement) parts(doc uint32) ([]index.ScorePart, error) {
	if _, err := p.read(doc, func(float64) bool { return true }); err != nil {
		return nil, err
	}
	var list []index.ScorePart
	add := func(name, in string, rarity, score float64) {
		if score > 0 {
			list = append(list, index.ScorePart{Word: name, In: in, Rarity: rarity, Score: score})
		}
	}
	for i, w := range p.words {
		add(p.names[i], "lead", w.rank.idf, p.leadScore(i))
		if i > 0 {
			add(fmt.Sprint(p.names[i-1], " ", p.names[i]), "near", p.pair(i), p.nearScore(i))
		}
		add(p.names[i], "tags", w.rank.idf, p.byTags[i])
	}
	add("", "summary", p.idf, p.summaryScore())
	return list, nil
}
