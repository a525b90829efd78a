package search

import "sort"

// A termList is the list of a leaf's documents that have one term. All parts of a
// query that look for the term share it.
type termList struct {
	list  List
	count int // documents that have the term
	tick  func() error
	users int
	depth Depth // the deepest that a user needs
	// read is the decoded list, nil until it is needed.
	read *Block
}

// A list is decoded as a whole if more than ownReaders parts of a query use it, or if it
// has at most shortList documents. Otherwise each user reads what it needs.
const (
	ownReaders = 4
	shortList  = 32
)

// load decodes the list, to the depth that its users need.
func (l *termList) load() error {
	if err := l.tick(); err != nil {
		return err
	}
	l.read = &Block{}
	return l.list.Load(l.depth, l.read)
}

// postings walks the documents that have one term.
type postings struct {
	list   *termList // nil if no document of the leaf has the term
	reader Postings  // nil if the list is decoded
	next   int       // index of the current document in the decoded list
	places []uint32  // the positions in the current document, if placed
	placed bool
	failed error // of reading them
	at     uint32
	begun  bool
}

// count returns the number of documents of the leaf that have the term.
func (p *postings) count() int {
	if p.list == nil {
		return 0
	}
	return p.list.count
}

func (p *postings) advance(doc uint32) (uint32, error) {
	if p.begun && doc <= p.at {
		return p.at, nil
	}
	return p.move(doc)
}

// move is advance to a document after the current one.
func (p *postings) move(doc uint32) (uint32, error) {
	if p.list == nil || p.failed != nil {
		return End, p.failed
	}
	if err := p.list.tick(); err != nil {
		return End, err
	}
	if !p.begun && p.list.read == nil && p.list.users > ownReaders {
		if err := p.list.load(); err != nil {
			return End, err
		}
	}
	p.begun = true
	if p.list.read != nil {
		p.at = p.seek(doc)
		return p.at, nil
	}
	p.placed = false
	var err error
	p.at, err = p.reader.Advance(doc)
	return p.at, err
}

// seek returns the first document at or after doc in the decoded list.
func (p *postings) seek(doc uint32) uint32 {
	docs := p.list.read.Docs
	step := 1
	for p.next+step < len(docs) && docs[p.next+step] < doc {
		step *= 2
	}
	from, to := p.next, min(p.next+step+1, len(docs))
	p.next = from + sort.Search(to-from, func(i int) bool { return docs[from+i] >= doc })
	if p.next == len(docs) {
		return End
	}
	return docs[p.next]
}

// frequency returns how often the current document has the term.
func (p *postings) frequency() uint32 {
	if b := p.list.read; b != nil {
		return b.Freqs[p.next]
	}
	return p.reader.Frequency()
}

// positions returns where the current document has the term, in order. They are
// valid until the next advance, which returns an error that this finds.
func (p *postings) positions() []uint32 {
	if b := p.list.read; b != nil {
		return b.Of(p.next)
	}
	if p.placed {
		return p.places
	}
	p.places, p.placed = p.places[:0], true
	var places Places
	err := p.openPlaces(&places)
	if err == nil {
		p.places, err = places.Append(p.places)
	}
	if err != nil {
		p.failed = err
	}
	return p.places
}

// openPlaces sets places to the positions of the current document.
func (p *postings) openPlaces(places *Places) error {
	if b := p.list.read; b != nil {
		places.Set(b.Of(p.next))
		return nil
	}
	return p.reader.Places(places)
}

func (p *postings) score() (float64, error) { return 0, nil }

// open opens the postings of one term in the compiler's leaf.
func (c *compiler) open(name, text string, d Depth) (*postings, error) {
	t, err := c.term(name, text)
	if err != nil {
		return nil, err
	}
	if c.at == 0 && t.count > 0 {
		if err := c.use(); err != nil {
			return nil, err
		}
	}
	list := t.lists[c.at]
	if list == nil {
		return &postings{}, nil
	}
	list.users++
	p := &postings{list: list}
	deeper := d > list.depth
	list.depth = max(list.depth, d)
	switch {
	case list.count <= shortList && (list.read == nil || deeper):
		return p, list.load()
	case list.read == nil && list.users <= ownReaders:
		p.reader, err = list.list.Postings(d)
	}
	return p, err
}

// word matches documents that have one of several terms, which count as one
// word: its inflections, or what a prefix matches.
type word struct {
	terms []*postings
	// typed is the index of the term that was typed, -1 if all count alike.
	typed int
	ats   []uint32
	at    uint32
	rank  *ranking
}

func (w *word) advance(doc uint32) (uint32, error) {
	first := uint32(End)
	for i, t := range w.terms {
		if w.ats[i] <= doc {
			at, err := t.advance(doc)
			if err != nil {
				return End, err
			}
			w.ats[i] = at
		}
		first = min(first, w.ats[i])
	}
	w.at = first
	return first, nil
}

func (w *word) score() (float64, error) {
	typed, others := w.occurrences()
	return w.rank.scoreForms(typed, others, w.at)
}

// occurrences returns how often the current document has the term that was typed, and
// the others.
func (w *word) occurrences() (typed, others int) {
	for i, t := range w.terms {
		switch {
		case w.ats[i] != w.at:
		case w.typed < 0 || i == w.typed:
			typed += int(t.frequency())
		default:
			others += int(t.frequency())
		}
	}
	return typed, others
}
