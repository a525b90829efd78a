package search

// Most matches of a common word can't be among the best ten, which have it in the subject,
// too. A match is scored only if what it may score at most is enough: that depends on
// which parts of the query the document matches, and so takes less time than its score.

// roundingUp is more than what a score may be rounded up.
const roundingUp = 1 + 1e-9

// setBound sets the numbers that no score exceeds.
func (r *ranking) setBound() {
	r.bound = roundingUp * (bm25K1 + 1) * (typedShare*r.typed + (1-typedShare)*r.idf)
	for n := range r.bounds {
		r.bounds[n] = roundingUp * r.idf * saturate(float64(n), 0, r.mean)
	}
}

// boundOf returns a number that the score of n occurrences that count alike does not exceed.
func (r *ranking) boundOf(n int) float64 {
	if n < len(r.bounds) {
		return r.bounds[n]
	}
	return r.bound
}

func (w *word) bound() (float64, error)   { return w.rank.bound, nil }
func (p *phrase) bound() (float64, error) { return p.rank.boundOf(len(p.places)), nil }
func (p *sloppy) bound() (float64, error) { return p.rank.boundOf(len(p.spans)), nil }
func (m *spelt) bound() (float64, error)  { return m.rank.bound, nil }
func (*placed) bound() (float64, error)   { return 0, nil }
func (*postings) bound() (float64, error) { return 0, nil }
func (*every) bound() (float64, error)    { return 0, nil }
func (none) bound() (float64, error)      { return 0, nil }

func (m *scoped) bound() (float64, error) {
	if m.isFixed {
		return m.fixed, nil
	}
	return m.docs.bound()
}

// fixedBound returns the bound of some matches if it is the same in all documents.
func fixedBound(m matches) (most float64, fixed bool) {
	if all, ok := m.(*allOf); ok {
		for _, p := range all.parts {
			if _, fixed := fixedBound(p); !fixed {
				return 0, false
			}
		}
	} else if _, ok := m.(*eitherWord); !ok {
		return 0, false
	}
	most, err := m.bound()
	return most, err == nil
}

func (m *counted) bound() (float64, error) {
	if m.rank == nil {
		return 0, nil
	}
	return m.rank.bound, nil
}

func (e *eitherWord) bound() (float64, error) {
	if e.rank == nil {
		return 0, nil
	}
	return e.rank.bound, nil
}

func (m *allOf) bound() (float64, error) {
	sum := 0.0
	for _, p := range m.parts {
		more, err := p.bound()
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
		more, err := p.bound()
		if err != nil {
			return 0, err
		}
		sum += more
	}
	return roundingUp * sum, nil
}

func (m *butNot) bound() (float64, error) { return m.want.bound() }

func (m *boosted) bound() (float64, error) {
	sum, err := m.want.bound()
	if err != nil {
		return 0, err
	}
	if has, err := m.alsoMatches(); err != nil || !has {
		return sum, err
	}
	more, err := m.also.bound()
	return roundingUp * (sum + more), err
}

func (m *scaled) bound() (float64, error) {
	most, err := m.matches.bound()
	return roundingUp * m.by * most, err
}

func (m *leading) bound() (float64, error) {
	most, err := m.matches.bound()
	return roundingUp * (most + m.by), err
}
