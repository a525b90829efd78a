package search

import "slices"

// A word that matches many terms (a*) is not matched term by term, which would query each
// list at each document. Instead all lists are read one after the other, and their counts
// are added up by document.

// wideTerms is the least number of terms of a wide word.
var wideTerms = 32 // changed by tests

// A wideKey names the wide word of an expansion in a zone.
type wideKey struct {
	zone
	*expansion
}

// A wideWord is a wide word in all leaves.
type wideWord struct {
	df     int        // live documents that have the commonest term
	counts [][]uint32 // how often a document has the word, by leaf and document
}

// wideWord reads the lists of a wide word. In a part of the text only words in that part
// count, and terms at one position count once.
func (l *lookup) wideWord(z zone, e *expansion) (*wideWord, error) {
	key := wideKey{z, e}
	if w := l.wide[key]; w != nil {
		return w, nil
	}
	dicts, err := l.dict(z.field)
	if err != nil {
		return nil, err
	}
	if err := l.useAll(len(e.terms)); err != nil {
		return nil, err
	}
	w := &wideWord{counts: make([][]uint32, len(dicts))}
	adders := make([]adder, len(dicts))
	err = inParallel(len(dicts), func(i int) error {
		a := &adders[i]
		*a = adder{within: rangesOf(l.leaves[i], z), counts: make([]uint32, l.leaves[i].Docs()), tick: l.newTick()}
		w.counts[i] = a.counts
		terms, err := wideTermsIn(z, e, dicts[i], i)
		if err != nil {
			return err
		}
		return a.addAll(dicts[i], terms)
	})
	if err != nil {
		return nil, err
	}
	w.df = commonest(adders)
	l.wide[key] = w
	return w, nil
}

// wideTermsIn returns the terms of a wide word that a leaf has in a zone.
func wideTermsIn(z zone, e *expansion, d Dict, leaf int) ([]string, error) {
	if z != subjectZone {
		return e.byLeaf[leaf], nil
	}
	// Subjects have few of the terms.
	var list []string
	all := e.terms
	for term, err := range d.Terms(nil, all[0], "") {
		if err != nil {
			return nil, err
		}
		for len(all) > 0 && all[0] < term {
			all = all[1:]
		}
		if len(all) == 0 {
			break
		}
		if all[0] == term {
			list = append(list, term)
		}
	}
	return list, nil
}

// commonest returns the number of documents that have the commonest term.
func commonest(adders []adder) int {
	dfs := map[string]int{}
	most := 0
	for _, a := range adders {
		for i, t := range a.terms {
			dfs[t] += a.dfs[i]
			most = max(most, dfs[t])
		}
	}
	return most
}

// An adder adds up the lists of a wide word in one leaf.
type adder struct {
	within *zoneRanges // nil is the whole text
	tick   func() error
	counts []uint32 // by document
	terms  []string
	dfs    []int // of the terms: documents that have each
	block  Block
	// places are the documents and positions in within.
	places []place
}

// A place is a position of a document: doc<<32 | position.
type place uint64

// addAll adds the lists of some terms.
func (a *adder) addAll(d Dict, terms []string) error {
	a.terms, a.dfs = terms, make([]int, len(terms))
	depth := Frequencies
	if a.within != nil {
		depth = Positions
	}
	for i, t := range terms {
		if err := a.tick(); err != nil {
			return err
		}
		if err := d.Load(t, depth, &a.block); err != nil {
			return err
		}
		a.dfs[i] = len(a.block.Docs)
		if a.within != nil {
			if err := a.addPlaces(); err != nil {
				return err
			}
			continue
		}
		for j, doc := range a.block.Docs {
			a.counts[doc] += a.block.Freqs[j]
		}
	}
	slices.Sort(a.places)
	for _, p := range slices.Compact(a.places) {
		a.counts[p>>32]++
	}
	return nil
}

func (a *adder) addPlaces() error {
	for i, doc := range a.block.Docs {
		ranges, err := a.within.of(doc)
		if err != nil {
			return err
		}
		for _, pos := range a.block.Of(i) {
			if inRanges(ranges, pos) {
				a.places = append(a.places, place(doc)<<32|place(pos))
			}
		}
	}
	return nil
}

// counted matches the documents that have a wide word.
type counted struct {
	counts []uint32 // by document
	at     uint32
	rank   *ranking // nil if it does not count for the score
}

func (m *counted) advance(doc uint32) (uint32, error) {
	m.at = max(m.at, doc)
	for m.at < uint32(len(m.counts)) && m.counts[m.at] == 0 {
		m.at++
	}
	if m.at >= uint32(len(m.counts)) {
		m.at = End
	}
	return m.at, nil
}

func (m *counted) score() (float64, error) {
	if m.rank == nil {
		return 0, nil
	}
	return m.rank.score(int(m.counts[m.at]), m.at)
}

// anyOfMany matches the documents of the leaf that have one of many terms of a coded
// field.
func (c *compiler) anyOfMany(name string, terms []string) (matches, error) {
	dicts, err := c.dict(name)
	if err != nil {
		return nil, err
	}
	if c.at == 0 {
		if err := c.useAll(len(terms)); err != nil {
			return nil, err
		}
	}
	m := &counted{counts: make([]uint32, c.leaf.Docs())}
	var block Block
	for _, t := range terms {
		if err := c.tick(); err != nil {
			return nil, err
		}
		if err := dicts[c.at].Load(t, Numbers, &block); err != nil {
			return nil, err
		}
		for _, doc := range block.Docs {
			m.counts[doc] = 1
		}
	}
	return m, nil
}
