package search

import (
	"slices"
	"sync"
)

// A word that matches many terms (a*) is not matched term by term, which would query each
// list at each document. Instead all lists are read one after the other, and their counts
// are added up by document. A search for a*, which matches 3,963 terms in 1,669 cables,
// took 71 ms term by term and takes 10 ms so.

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
	if err := l.useAll(len(e.terms)); err != nil {
		return nil, err
	}
	adders, err := l.adders(z, e)
	if err != nil {
		return nil, err
	}
	if err := l.addLists(z, e, adders); err != nil {
		return nil, err
	}
	w := &wideWord{}
	for _, a := range adders {
		w.counts = append(w.counts, a.counts)
	}
	w.df = commonest(len(e.terms), adders)
	l.wide[key] = w
	return w, nil
}

// adders returns an adder for each leaf.
func (l *lookup) adders(z zone, e *expansion) ([]*adder, error) {
	adders := make([]*adder, len(l.leaves))
	return adders, inParallel(len(adders), func(i int) error {
		ords := e.byLeaf[i]
		if z == subjectZone { // has few of the terms
			dict, err := l.leaves[i].Dict(z.field)
			if err != nil {
				return err
			}
			if ords, err = e.in(dict, l.newTick()); err != nil {
				return err
			}
		}
		adders[i] = newAdder(l.leaves[i], z, ords)
		return nil
	})
}

// in returns which terms of an expansion a dictionary has.
func (e *expansion) in(d Dict, tick func() error) ([]int, error) {
	var ords []int
	at, last := 0, len(e.terms)-1
	for term, err := range d.Terms(nil, e.terms[0], e.terms[last]+"\x00") {
		if err == nil {
			err = tick()
		}
		if err != nil {
			return nil, err
		}
		for e.terms[at] < term {
			at++
		}
		if e.terms[at] == term {
			ords = append(ords, at)
		}
	}
	return ords, nil
}

// listsAtOnce is the number of lists that a core reads before it takes more. Segments
// differ in size, so that one core would be idle if each read whole segments.
var listsAtOnce = 128 // changed by tests

// addLists adds the lists of a wide word. All cores read them, also those of one leaf.
func (l *lookup) addLists(z zone, e *expansion, adders []*adder) error {
	type part struct {
		*adder
		from, to int // of its lists
	}
	var parts []part
	for _, a := range adders {
		for from := 0; from < len(a.ords); from += listsAtOnce {
			parts = append(parts, part{a, from, min(from+listsAtOnce, len(a.ords))})
		}
	}
	err := inParallel(len(parts), func(i int) error {
		p := parts[i]
		dict, err := p.leaf.Dict(z.field)
		if err != nil {
			return err
		}
		return p.addRange(dict, e.terms, p.from, p.to, l.newTick())
	})
	if err != nil || !z.limited() {
		return err
	}
	return inParallel(len(adders), func(i int) error {
		adders[i].countPlaces()
		return nil
	})
}

// commonest returns the number of documents that have the commonest of n terms.
func commonest(n int, adders []*adder) int {
	dfs := make([]int, n)
	most := 0
	for _, a := range adders {
		for i, ord := range a.ords {
			dfs[ord] += a.dfs[i]
			most = max(most, dfs[ord])
		}
	}
	return most
}

// An adder adds up the lists of a wide word in one leaf.
type adder struct {
	leaf Leaf
	ords []int // of the terms that the leaf has
	dfs  []int // of these: documents that have each

	mu     sync.Mutex  // of what follows
	within *zoneRanges // nil is the whole text
	counts []uint32    // by document; nil if only places are wanted
	// want are the documents whose places count, nil for all.
	want docSet
	// places are the documents and positions in within.
	places []place
}

func newAdder(leaf Leaf, z zone, ords []int) *adder {
	return &adder{leaf: leaf, ords: ords, dfs: make([]int, len(ords)), within: rangesOf(leaf, z), counts: make([]uint32, leaf.Docs())}
}

// A place is a position of a document: doc<<32 | position.
type place uint64

// blocks are for reuse: a list of a common word takes megabytes.
var blocks = sync.Pool{New: func() any { return new(Block) }}

// addRange adds the lists of some of the terms.
func (a *adder) addRange(d Dict, terms []string, from, to int, tick func() error) error {
	depth := Frequencies
	if a.counts == nil || a.within != nil {
		depth = Positions
	}
	block := blocks.Get().(*Block)
	defer blocks.Put(block)
	for i := from; i < to; i++ {
		if err := tick(); err != nil {
			return err
		}
		if err := d.Load(terms[a.ords[i]], depth, block); err != nil {
			return err
		}
		a.dfs[i] = len(block.Docs)
		if err := a.add(block); err != nil {
			return err
		}
	}
	return nil
}

// add adds a list.
func (a *adder) add(b *Block) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.counts != nil && a.within == nil {
		for i, doc := range b.Docs {
			a.counts[doc] += b.Freqs[i]
		}
		return nil
	}
	for i, doc := range b.Docs {
		if a.want != nil && !a.want.has(doc) {
			continue
		}
		var ranges []Range
		if a.within != nil {
			var err error
			if ranges, err = a.within.of(doc); err != nil {
				return err
			}
		}
		for _, pos := range b.Of(i) {
			if a.within == nil || inRanges(ranges, pos) {
				a.places = append(a.places, place(doc)<<32|place(pos))
			}
		}
	}
	return nil
}

// countPlaces counts the places of each document.
func (a *adder) countPlaces() {
	slices.Sort(a.places)
	for _, p := range slices.Compact(a.places) {
		a.counts[p>>32]++
	}
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
