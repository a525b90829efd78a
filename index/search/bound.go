package search

import "math"

// Most matches of a common word can't be among the best ten, which have it in the subject,
// too. A match is scored only if what it may score at most is enough: that depends on
// which parts of the query the document matches, and so takes less time than its score.

// A bounded is matches that know what the current one scores at most.
type bounded interface {
	// bound returns a number that the score of the current match does not exceed.
	bound() (float64, error)
}

// boundOf returns the bound of the current match, +Inf if that is not known.
func boundOf(m matches) (float64, error) {
	if b, ok := m.(bounded); ok {
		return b.bound()
	}
	return math.Inf(1), nil
}

// roundingUp is more than what a score may be rounded up.
const roundingUp = 1 + 1e-9

// bound returns a number that no score exceeds.
func (r *ranking) bound() float64 {
	return roundingUp * (bm25K1 + 1) * (typedShare*r.typed + (1-typedShare)*r.idf)
}

func (w *word) bound() (float64, error)   { return w.rank.bound(), nil }
func (p *phrase) bound() (float64, error) { return p.rank.bound(), nil }
func (m *spelt) bound() (float64, error)  { return m.rank.bound(), nil }
func (postings) bound() (float64, error)  { return 0, nil }
func (every) bound() (float64, error)     { return 0, nil }

func (m *counted) bound() (float64, error) {
	if m.rank == nil {
		return 0, nil
	}
	return m.rank.bound(), nil
}

func (e *eitherWord) bound() (float64, error) {
	if e.rank == nil {
		return 0, nil
	}
	return e.rank.bound(), nil
}

func (m *allOf) bound() (float64, error) {
	sum := 0.0
	for _, p := range m.parts {
		more, err := boundOf(p)
		if err != nil {
			return 0, err
		}
		sum += more
	}
	return roundingUp * sum, nil
}

func (m *anyOf) bound() (float64, error) {
	sum := 0.0
	for i, p := range m.parts {
		if m.ats[i] != m.at {
			continue
		}
		more, err := boundOf(p)
		if err != nil {
			return 0, err
		}
		sum += more
	}
	return roundingUp * sum, nil
}

func (m *butNot) bound() (float64, error) { return boundOf(m.want) }

func (m *boosted) bound() (float64, error) {
	sum, err := boundOf(m.want)
	if err != nil {
		return 0, err
	}
	at, err := m.also.advance(m.at)
	if err != nil || at != m.at {
		return sum, err
	}
	more, err := boundOf(m.also)
	return roundingUp * (sum + more), err
}

func (m *scaled) bound() (float64, error) {
	most, err := boundOf(m.matches)
	return roundingUp * m.by * most, err
}

func (m *leading) bound() (float64, error) {
	most, err := boundOf(m.matches)
	return roundingUp * (most + m.by), err
}
