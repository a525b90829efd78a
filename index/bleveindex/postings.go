package bleveindex

import (
	"fmt"
	"math"
	"sort"

	index "github.com/blevesearch/bleve_index_api"
)

// BM25 parameters (Robertson and Zaragoza 2009, section 3): how soon more
// occurrences stop to count, and how much length is held against a cable.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// depth says how much of each posting a reader must decode.
type depth uint8

const (
	numbersOnly depth = iota
	withFrequency
	withPositions
)

// A termList is the list of documents that hold one term. All parts of a query
// that look for the term share it.
type termList struct {
	open  func(depth) (index.TermFieldReader, error)
	tick  func() error
	count uint64 // documents that hold the term
	users int
	depth depth // the deepest that a user needs
	// read is the decoded list, nil until it is needed.
	read *decoded
}

// A list is decoded as a whole if more than ownReaders parts of a query use it, or
// if it has at most shortList documents; else each user reads what it needs.
// Decoding "the" with positions takes 8 µs a document, and a reader 10 kB.
const (
	ownReaders = 4
	shortList  = 32
)

// decoded is a list of postings in memory.
type decoded struct {
	docs      []uint32
	freqs     []uint32
	ends      []int // of each document's positions
	positions []uint32
}

// load decodes the list, to the depth that its users need.
func (l *termList) load() error {
	reader, err := l.open(l.depth)
	if err != nil {
		return err
	}
	defer reader.Close()
	d := &decoded{docs: make([]uint32, 0, l.count)}
	var doc index.TermFieldDoc
	for {
		if err := l.tick(); err != nil {
			return err
		}
		doc.Reset()
		found, err := reader.Next(&doc)
		if err != nil {
			return fmt.Errorf("reading postings: %w", err)
		}
		if found == nil {
			break
		}
		d.docs = append(d.docs, uint32(found.ID.Value()))
		if l.depth >= withFrequency {
			d.freqs = append(d.freqs, uint32(found.Freq))
		}
		if l.depth >= withPositions {
			d.positions = appendPositions(d.positions, found)
			d.ends = append(d.ends, len(d.positions))
		}
	}
	l.read = d
	return nil
}

func appendPositions(list []uint32, doc *index.TermFieldDoc) []uint32 {
	for _, v := range doc.Vectors {
		list = append(list, uint32(v.Pos))
	}
	return list
}

// postings walks the documents that hold one term.
type postings struct {
	list   *termList
	reader index.TermFieldReader // nil if the list is decoded
	doc    index.TermFieldDoc
	id     index.IndexInternalID
	next   int      // index of the current document in the decoded list
	places []uint32 // positions in the current document, if placed
	placed bool
	at     uint32
	begun  bool
}

func (p *postings) count() uint64 { return p.list.count }

func (p *postings) advance(doc uint32) (uint32, error) {
	if p.begun && (doc <= p.at || p.at == end) {
		return p.at, nil
	}
	if err := p.list.tick(); err != nil {
		return end, err
	}
	follows := !p.begun && doc == 0 || p.begun && doc == p.at+1
	if !p.begun && p.list.read == nil && p.list.users > ownReaders {
		if err := p.list.load(); err != nil {
			return end, err
		}
	}
	p.begun = true
	if p.list.read != nil {
		p.close()
		p.at = p.seek(doc)
		return p.at, nil
	}
	var err error
	p.at, err = p.readFrom(doc, follows)
	return p.at, err
}

// seek returns the first document at or after doc in the decoded list.
func (p *postings) seek(doc uint32) uint32 {
	docs := p.list.read.docs
	step := 1
	for p.next+step < len(docs) && docs[p.next+step] < doc {
		step *= 2
	}
	from, to := p.next, min(p.next+step+1, len(docs))
	p.next = from + sort.Search(to-from, func(i int) bool { return docs[from+i] >= doc })
	if p.next == len(docs) {
		return end
	}
	return docs[p.next]
}

// readFrom reads the first document at or after doc. follows reports whether that
// is the one after the current.
func (p *postings) readFrom(doc uint32, follows bool) (uint32, error) {
	if p.reader == nil {
		return end, nil
	}
	p.doc.Reset()
	p.placed = false
	var found *index.TermFieldDoc
	var err error
	if follows {
		found, err = p.reader.Next(&p.doc)
	} else {
		p.id = index.NewIndexInternalID(p.id, uint64(doc))
		found, err = p.reader.Advance(p.id, &p.doc)
	}
	switch {
	case err != nil:
		return end, fmt.Errorf("reading postings: %w", err)
	case found == nil:
		return end, nil
	}
	return uint32(found.ID.Value()), nil
}

// frequency returns how often the current document holds the term.
func (p *postings) frequency() uint64 {
	if d := p.list.read; d != nil {
		return uint64(d.freqs[p.next])
	}
	return p.doc.Freq
}

// positions returns where the current document holds the term, in order. They are
// valid until the next advance.
func (p *postings) positions() []uint32 {
	if d := p.list.read; d != nil {
		from := 0
		if p.next > 0 {
			from = d.ends[p.next-1]
		}
		return d.positions[from:d.ends[p.next]]
	}
	if !p.placed {
		p.places, p.placed = appendPositions(p.places[:0], &p.doc), true
	}
	return p.places
}

func (p *postings) close() {
	if p.reader != nil {
		p.reader.Close()
		p.reader = nil
	}
}

func (p *postings) score() (float64, error) { return 0, nil }

// word matches documents that hold one of several terms, which count as one
// word: its inflections, or what a prefix stands for.
type word struct {
	terms   []*postings
	ats     []uint32
	at      uint32
	idf     float64
	lengths []uint32 // tokens by document number
	mean    float64  // of lengths
}

// newWord ranks its matches by BM25 over docs documents.
func newWord(terms []*postings, docs int, lengths []uint32, mean float64) matches {
	if len(terms) == 0 {
		return none{}
	}
	var df uint64
	for _, t := range terms {
		df = max(df, t.count())
	}
	return &word{
		terms: terms, ats: make([]uint32, len(terms)),
		idf:     inverseFrequency(df, docs),
		lengths: lengths, mean: mean,
	}
}

func (w *word) advance(doc uint32) (uint32, error) {
	first := uint32(end)
	for i, t := range w.terms {
		if w.ats[i] <= doc {
			at, err := t.advance(doc)
			if err != nil {
				return end, err
			}
			w.ats[i] = at
		}
		first = min(first, w.ats[i])
	}
	w.at = first
	return first, nil
}

func (w *word) score() (float64, error) {
	var tf float64
	for i, t := range w.terms {
		if w.ats[i] == w.at {
			tf += float64(t.frequency())
		}
	}
	return w.idf * saturate(tf, w.lengths[w.at], w.mean), nil
}

// inverseFrequency is the part of BM25 that depends on how many of docs documents,
// df, hold a word.
func inverseFrequency(df uint64, docs int) float64 {
	return math.Log(1 + (float64(docs)-float64(df)+0.5)/(float64(df)+0.5))
}

// saturate is the part of BM25 that depends on the document: tf occurrences in
// length tokens where the mean is mean.
func saturate(tf float64, length uint32, mean float64) float64 {
	norm := 1 - bm25B
	if mean > 0 {
		norm += bm25B * float64(length) / mean
	}
	return tf * (bm25K1 + 1) / (tf + bm25K1*norm)
}

// A termKey names a term of an engine field.
type termKey struct{ field, term string }

// maxUses is how many lists of documents a query may look up and read, each word of
// it for all the terms that it stands for. Opening one takes 10 µs.
const maxUses = 1 << 17

// A TooManyError says that a query stands for too many words as a whole.
type TooManyError struct{}

func (*TooManyError) Error() string {
	return fmt.Sprintf("the query stands for more than %d words in all: make it shorter, or its words with * ? ~ longer", maxUses)
}

// open opens the postings of one term; close closes them.
func (c *compiler) open(name, term string, d depth) (*postings, error) {
	list, err := c.list(name, term)
	if err != nil || list.count == 0 {
		return &postings{list: list}, err
	}
	if err := c.use(); err != nil {
		return nil, err
	}
	list.users++
	p := &postings{list: list}
	deeper := d > list.depth
	list.depth = max(list.depth, d)
	switch {
	case list.count <= shortList && (list.read == nil || deeper):
		return p, list.load()
	case list.read == nil && list.users <= ownReaders:
		if p.reader, err = list.open(d); err != nil {
			return nil, err
		}
		c.opened = append(c.opened, p)
	}
	return p, nil
}

// use counts a use of a list, or a list that is looked up.
func (c *compiler) use() error {
	if c.uses++; c.uses > maxUses {
		return &TooManyError{}
	}
	return c.tick()
}

// list returns the list of a term.
func (c *compiler) list(name, term string) (*termList, error) {
	key := termKey{name, term}
	if l := c.lists[key]; l != nil {
		return l, nil
	}
	if err := c.use(); err != nil {
		return nil, err
	}
	l := &termList{tick: c.tick, open: func(d depth) (index.TermFieldReader, error) {
		reader, err := c.reader.TermFieldReader(c.ctx, []byte(term), name, d >= withFrequency, false, d >= withPositions)
		if err != nil {
			return nil, fmt.Errorf("reading postings of %s: %w", name, err)
		}
		return reader, nil
	}}
	reader, err := l.open(numbersOnly)
	if err != nil {
		return nil, err
	}
	l.count = reader.Count()
	if c.lists == nil {
		c.lists = map[termKey]*termList{}
	}
	c.lists[key] = l
	return l, reader.Close()
}

// tickEvery is how many steps are made between looks at the context.
const tickEvery = 256

// tick counts a step and returns the error of the context if that has ended.
func (c *compiler) tick() error {
	if c.steps++; c.steps%tickEvery == 0 {
		return c.ctx.Err()
	}
	return nil
}
