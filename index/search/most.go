package search

// An estimated is matches that know about how many they are.
type estimated interface {
	// most returns a number of matches, in a leaf of docs documents, that they do not exceed.
	most(docs int) int
}

// mostOf returns how many matches there are at most, docs if that is not known.
func mostOf(m matches, docs int) int {
	if s, ok := m.(estimated); ok {
		return min(s.most(docs), docs)
	}
	return docs
}

func (none) most(int) int            { return 0 }
func (p *postings) most(int) int     { return p.count() }
func (t allOfTerms) most() int       { return t[0].count() }
func (p *phrase) most(int) int       { return p.all.most() }
func (m *sloppy) most(int) int       { return m.all.most() }
func (m *scoped) most(docs int) int  { return mostOf(m.docs, docs) }
func (m *butNot) most(docs int) int  { return mostOf(m.want, docs) }
func (m *boosted) most(docs int) int { return mostOf(m.want, docs) }
func (m *scaled) most(docs int) int  { return mostOf(m.matches, docs) }
func (m *leading) most(docs int) int { return mostOf(m.matches, docs) }

func (w *word) most(int) int {
	sum := 0
	for _, t := range w.terms {
		sum += t.count()
	}
	return sum
}

func (m *anyOf) most(docs int) int {
	sum := 0
	for _, p := range m.parts {
		sum += mostOf(p, docs)
	}
	return sum
}

func (m *allOf) most(docs int) int {
	for _, p := range m.parts {
		docs = min(docs, mostOf(p, docs))
	}
	return docs
}
