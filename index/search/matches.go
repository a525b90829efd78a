package search

import (
	"cmp"
	"math"
	"slices"
)

// matches walks the documents that match a part of a query, in the order of
// their numbers.
type matches interface {
	// advance moves to the first match at or after doc and returns its number,
	// or End. A doc at or before the current match leaves it where it is.
	advance(doc uint32) (uint32, error)
	// score returns what the current match adds to its document's score.
	score() (float64, error)
	// bound returns a number that the score of the current match does not exceed.
	bound() (float64, error)
}

// none matches nothing.
type none struct{}

func (none) advance(uint32) (uint32, error) { return End, nil }
func (none) score() (float64, error)        { return 0, nil }

// allOf matches the documents that all of its parts match; its score is their sum.
type allOf struct {
	parts []matches
	// first is the part with the fewest matches, rest are the others, from few to many.
	first matches
	rest  []matches
}

// newAllOf returns the matches of all parts, of which there is at least one, in a leaf of
// docs documents.
func newAllOf(parts []matches, docs int) *allOf {
	order := slices.Clone(parts)
	slices.SortStableFunc(order, func(a, b matches) int { return cmp.Compare(mostOf(a, docs), mostOf(b, docs)) })
	return &allOf{parts: parts, first: order[0], rest: order[1:]}
}

func (m *allOf) advance(doc uint32) (uint32, error) {
	doc, err := m.first.advance(doc)
	for i := 0; i < len(m.rest) && err == nil && doc != End; i++ {
		var at uint32
		if at, err = m.rest[i].advance(doc); err == nil && at > doc {
			i = -1
			doc, err = m.first.advance(at)
		}
	}
	if err != nil {
		return End, err
	}
	return doc, nil
}

func (m *allOf) score() (float64, error) { return sumScores(m.parts) }

// anyOf matches the documents that any of its parts matches; its score is the sum of
// the matching parts.
type anyOf struct {
	parts []matches
	ats   []uint32
	at    uint32
}

func newAnyOf(parts []matches) matches {
	switch len(parts) {
	case 0:
		return none{}
	case 1:
		return parts[0]
	}
	return &anyOf{parts: parts, ats: make([]uint32, len(parts))}
}

func (m *anyOf) advance(doc uint32) (uint32, error) {
	first := uint32(End)
	for i, p := range m.parts {
		// A part's place is 0 before its first advance, so the first call advances
		// each part.
		if m.ats[i] <= doc {
			at, err := p.advance(doc)
			if err != nil {
				return End, err
			}
			m.ats[i] = at
		}
		first = min(first, m.ats[i])
	}
	m.at = first
	return first, nil
}

func (m *anyOf) score() (float64, error) {
	return m.scores(func(sum, s float64) float64 { return sum + s })
}

// scores combines the scores of the matching parts, beginning with 0.
func (m *anyOf) scores(combine func(all, next float64) float64) (float64, error) {
	var all float64
	for i, p := range m.parts {
		if m.ats[i] != m.at {
			continue
		}
		s, err := p.score()
		if err != nil {
			return 0, err
		}
		all = combine(all, s)
	}
	return all, nil
}

// bestOf matches the documents that any of its parts matches. Its score is that of the
// best matching part, since the parts are readings of one word.
type bestOf struct{ anyOf }

func newBestOf(parts []matches) matches {
	if len(parts) < 2 {
		return newAnyOf(parts)
	}
	return &bestOf{anyOf{parts: parts, ats: make([]uint32, len(parts))}}
}

func (m *bestOf) score() (float64, error) { return m.scores(math.Max) }

// butNot matches the documents that want matches and not does not.
type butNot struct{ want, not matches }

func (m *butNot) advance(doc uint32) (uint32, error) {
	for {
		at, err := m.want.advance(doc)
		if err != nil || at == End {
			return End, err
		}
		bad, err := m.not.advance(at)
		if err != nil {
			return End, err
		}
		if bad != at {
			return at, nil
		}
		doc = at + 1
	}
}

func (m *butNot) score() (float64, error) { return m.want.score() }

// boosted matches the documents that want matches; if also matches, its score is
// added.
type boosted struct {
	want, also matches
	at         uint32
	alsoAt     uint32 // of also, or 0
}

func (m *boosted) advance(doc uint32) (uint32, error) {
	at, err := m.want.advance(doc)
	m.at = at
	return at, err
}

func (m *boosted) score() (float64, error) {
	sum, err := m.want.score()
	if err != nil {
		return 0, err
	}
	if has, err := m.alsoMatches(); err != nil || !has {
		return sum, err
	}
	more, err := m.also.score()
	return sum + more, err
}

// alsoMatches reports whether also matches the current document, too.
func (m *boosted) alsoMatches() (has bool, err error) {
	if m.alsoAt <= m.at {
		m.alsoAt, err = m.also.advance(m.at)
	}
	return m.alsoAt == m.at, err
}

func sumScores(parts []matches) (float64, error) {
	var sum float64
	for _, p := range parts {
		s, err := p.score()
		if err != nil {
			return 0, err
		}
		sum += s
	}
	return sum, nil
}

// every matches all live documents of a leaf.
type every struct {
	leaf Leaf
	at   uint32
}

func (m *every) advance(doc uint32) (uint32, error) {
	m.at = max(m.at, doc)
	docs := uint32(m.leaf.Docs())
	for m.at < docs && !m.leaf.Live(m.at) {
		m.at++
	}
	if m.at >= docs {
		m.at = End
	}
	return m.at, nil
}

func (m *every) score() (float64, error) { return 0, nil }

// scaled multiplies the score of its matches by a factor.
type scaled struct {
	matches
	by float64
}

func (m *scaled) score() (float64, error) {
	s, err := m.matches.score()
	return s * m.by, err
}

// leading adds a constant to the score of its matches.
type leading struct {
	matches
	by float64
}

func (m *leading) score() (float64, error) {
	s, err := m.matches.score()
	return s + m.by, err
}
