package search

import "math/bits"

// A union matches the documents that any of several terms has. It reads the lists of a window
// of documents at once, so that a document takes no step in each list: a range of dates is
// up to a few dozen terms.
type union struct {
	terms []*postings
	// set has a bit for each document of the window, from from on.
	set  [windowDocs / 64]uint64
	from uint32
	at   uint32
	read bool // there is a window
}

// windowDocs is the number of documents of a window.
const windowDocs = 1 << 10

func newUnion(terms []*postings) matches {
	switch len(terms) {
	case 0:
		return none{}
	case 1:
		return terms[0]
	}
	return &union{terms: terms}
}

func (m *union) advance(doc uint32) (uint32, error) {
	if m.read && doc <= m.at {
		return m.at, nil
	}
	for {
		if !m.read || doc-m.from >= windowDocs {
			if err := m.fill(doc); err != nil || m.at == End {
				return End, err
			}
			doc = max(doc, m.from)
		}
		i := (doc - m.from) / 64
		word := m.set[i] >> (doc % 64) << (doc % 64)
		for word == 0 && i+1 < uint32(len(m.set)) {
			i++
			word = m.set[i]
		}
		if word != 0 {
			m.at = m.from + 64*i + uint32(bits.TrailingZeros64(word))
			return m.at, nil
		}
		doc = m.from + windowDocs
	}
}

// fill reads the first window that has a document at or after doc. At the end, at is End.
func (m *union) fill(doc uint32) error {
	first := uint32(End)
	for _, t := range m.terms {
		at, err := t.advance(doc)
		if err != nil {
			return err
		}
		first = min(first, at)
	}
	m.at, m.read = first, true
	if first == End {
		return nil
	}
	m.from = first &^ 63
	clear(m.set[:])
	for _, t := range m.terms {
		at := t.at
		for at-m.from < windowDocs {
			m.set[(at-m.from)/64] |= 1 << (at % 64)
			var err error
			if at, err = t.advance(at + 1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *union) score() (float64, error) { return 0, nil }

func (m *union) bound() (float64, error) { return 0, nil }

func (m *union) most(int) int {
	sum := 0
	for _, t := range m.terms {
		sum += t.count()
	}
	return sum
}
