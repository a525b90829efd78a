package search

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
	blocks Blocks    // reader, nil if that is not one
	// docs are documents in memory, in order: the decoded list or a block of the reader, nil
	// if there are none. The current one is docs[next]. freqs are their frequencies.
	docs, freqs []uint32
	next        int
	places      []uint32 // the positions in the current document, if placed
	placed      bool
	unread      Places // for reuse: a variable would be allocated for each document
	failed      error  // of reading them
	at          uint32
	begun       bool
}

// count returns the number of documents of the leaf that have the term.
func (p *postings) count() int {
	if p.list == nil {
		return 0
	}
	return p.list.count
}

func (p *postings) advance(doc uint32) (uint32, error) {
	if p.begun {
		if doc <= p.at {
			return p.at, nil
		}
		if n := len(p.docs); n > 0 && doc <= p.docs[n-1] {
			p.next = firstAt(p.docs, p.next+1, doc)
			p.at, p.placed = p.docs[p.next], false
			return p.at, nil
		}
	}
	return p.move(doc)
}

// firstAt returns the index of the first number at or after doc in a sorted list, from an
// index on. There is one.
func firstAt(list []uint32, from int, doc uint32) int {
	const near = 8
	for to := min(from+near, len(list)); from < to; from++ {
		if list[from] >= doc {
			return from
		}
	}
	i, _ := firstFrom(list[from:], doc)
	return from + i
}

// move is advance to a document after those in memory.
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
	first := !p.begun
	p.begun, p.placed = true, false
	if read := p.list.read; read != nil {
		if p.at = End; first && len(read.Docs) > 0 && doc <= read.Docs[len(read.Docs)-1] {
			p.docs, p.freqs = read.Docs, read.Freqs
			p.next = firstAt(p.docs, p.next, doc)
			p.at = p.docs[p.next]
		}
		return p.at, nil
	}
	var err error
	p.at, err = p.reader.Advance(doc)
	if p.docs = nil; p.blocks != nil && err == nil && p.at != End {
		p.docs, p.freqs, p.next = p.blocks.Block()
	}
	return p.at, err
}

// frequency returns how often the current document has the term.
func (p *postings) frequency() uint32 {
	if p.docs != nil {
		return p.freqs[p.next]
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
	err := p.openPlaces(&p.unread)
	if err == nil {
		p.places, err = p.unread.Append(p.places)
	}
	if err != nil {
		p.failed, p.docs = err, nil
	}
	return p.places
}

// openPlaces sets places to the positions of the current document.
func (p *postings) openPlaces(places *Places) error {
	if b := p.list.read; b != nil {
		places.Set(b.Of(p.next))
		return nil
	}
	if p.docs != nil {
		p.blocks.MoveTo(p.next)
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
		p.blocks, _ = p.reader.(Blocks)
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
