package segment

import (
	"iter"
	"runtime/debug"

	"reftel/index/search"
)

// A dict is the terms of a field of a leaf.
type dict struct {
	*Leaf
	field *fieldTerms  // nil if there are no terms
	cur   cursor       // for reuse
	last  termIterator // stands at the term that was loaded last
}

var _ search.Dict = (*dict)(nil)

// Contains implements search.Dict.
func (d *dict) Contains(term string) (found bool, err error) {
	if d.field == nil {
		return false, nil
	}
	defer d.guard(&err)
	_, found, err = d.field.lookup(term)
	return found, err
}

// Terms implements search.Dict.
func (d *dict) Terms(a search.Automaton, from, to string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		err := d.walk(a, from, to, func(term []byte, _ *termInfo) bool { return yield(string(term), nil) })
		if err != nil {
			yield("", err)
		}
	}
}

// Entries implements search.Dict.
func (d *dict) Entries(from, to string) iter.Seq2[search.Entry, error] {
	return func(yield func(search.Entry, error) bool) {
		err := d.walk(nil, from, to, func(term []byte, info *termInfo) bool {
			return yield(search.Entry{Term: string(term), Count: info.count}, nil)
		})
		if err != nil {
			yield(search.Entry{}, err)
		}
	}
}

// walk is fieldTerms.walk.
func (d *dict) walk(a search.Automaton, from, to string, visit func([]byte, *termInfo) bool) (err error) {
	if d.field == nil {
		return nil
	}
	// A caller may run this on a goroutine of its own, by iter.Pull.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	visiting := false
	defer d.guardUnless(&visiting, &err)
	return d.field.walk(a, from, to, func(term []byte, info *termInfo) bool {
		visiting = true
		more := visit(term, info)
		visiting = false
		return more
	})
}

// List implements search.Dict.
func (d *dict) List(term string) (l search.List, err error) {
	if d.field == nil {
		return nil, nil
	}
	defer d.guard(&err)
	info, found, err := d.field.lookup(term)
	if err != nil || !found {
		return nil, err
	}
	docs := &termList{Leaf: d.Leaf, field: d.field, info: info, count: info.count}
	if d.deleted != nil {
		if docs.count, err = docs.countLive(); err != nil || docs.count == 0 {
			return nil, err
		}
	}
	return docs, nil
}

// Load implements search.Dict.
func (d *dict) Load(term string, depth search.Depth, b *search.Block) (err error) {
	b.Reset()
	if d.field == nil {
		return nil
	}
	defer d.guard(&err)
	d.last.fieldTerms = d.field
	found, err := d.last.find(term)
	if err != nil || !found {
		return err
	}
	return d.field.load(&d.cur, &d.last.info, depth, d.deleted, b)
}

// A termList is the documents of a leaf that have one term.
type termList struct {
	*Leaf
	field *fieldTerms
	info  termInfo
	count int
}

// Count implements search.List.
func (l *termList) Count() int { return l.count }

// countLive counts the documents that are not deleted.
func (l *termList) countLive() (int, error) {
	c, err := l.field.cursor(&l.info)
	n := 0
	for err == nil {
		var ok bool
		if ok, err = c.next(0); err != nil || !ok {
			break
		}
		for _, doc := range c.docs[:c.n] {
			if l.Live(doc) {
				n++
			}
		}
	}
	return n, err
}

// Load implements search.List.
func (l *termList) Load(depth search.Depth, b *search.Block) (err error) {
	defer l.guard(&err)
	b.Reset()
	return l.field.load(&cursor{}, &l.info, depth, l.deleted, b)
}

// Postings implements search.List.
func (l *termList) Postings(depth search.Depth) (p search.Postings, err error) {
	defer l.guard(&err)
	c, err := l.field.cursor(&l.info)
	return &postings{Leaf: l.Leaf, field: l.field, info: &l.info, cursor: c, at: -1, check: &section{l.Segment, l.field.postings}}, err
}

// cursor returns a cursor over the documents of a term.
func (f *fieldTerms) cursor(info *termInfo) (*cursor, error) {
	c := &cursor{}
	return c, f.open(c, info)
}

// open moves a cursor before the documents of a term.
func (f *fieldTerms) open(c *cursor, info *termInfo) error {
	from, to := info.docsAt, info.docsAt+info.docsSize
	if err := f.pages.verify(from, to); err != nil {
		return f.damaged(f.postings, err)
	}
	if err := c.reset(f.pages.data[from:to+slack], f.sh, info.count, f.dir.docs); err != nil {
		return f.damaged(f.postings, err)
	}
	return nil
}

// places returns the encoded positions of a term from from to before to.
func (f *fieldTerms) places(info *termInfo, from, to int64) ([]byte, error) {
	if from < 0 || from > to || to > info.placesSize {
		return nil, f.damaged(f.postings, search.ErrPlaces)
	}
	from, to = info.placesAt+from, info.placesAt+to
	if err := f.pages.verify(from, to); err != nil {
		return nil, f.damaged(f.postings, err)
	}
	return f.pages.data[from:to], nil
}

// load appends the postings of a term to a block.
func (f *fieldTerms) load(c *cursor, info *termInfo, depth search.Depth, deleted bitmap, b *search.Block) error {
	if err := f.open(c, info); err != nil {
		return err
	}
	var places []byte
	var err error
	if depth >= search.Positions && f.sh&hasPlaces != 0 {
		if places, err = f.places(info, 0, info.placesSize); err != nil {
			return err
		}
	}
	for {
		ok, err := c.next(0)
		if err != nil || !ok {
			return f.wrap(err)
		}
		if places, err = f.appendBlock(c, depth, deleted, b, places); err != nil {
			return f.wrap(err)
		}
	}
}

// wrap returns an error of the postings as a DamageError.
func (f *fieldTerms) wrap(err error) error {
	if err == nil {
		return nil
	}
	return f.damaged(f.postings, err)
}

// appendBlock appends the documents of the cursor's block, and returns the positions of
// the blocks that follow.
func (f *fieldTerms) appendBlock(c *cursor, depth search.Depth, deleted bitmap, b *search.Block, places []byte) ([]byte, error) {
	var err error
	if deleted == nil && depth < search.Positions {
		b.Docs = append(b.Docs, c.docs[:c.n]...)
		if depth >= search.Frequencies {
			b.Freqs = append(b.Freqs, c.freqsOf()...)
		}
		return places, nil
	}
	if depth >= search.Positions {
		if places, err = c.skipSizes(places); err != nil {
			return nil, err
		}
	}
	freqs := c.freqsOf()
	for i, doc := range c.docs[:c.n] {
		if deleted.has(doc) {
			if depth >= search.Positions && f.sh&hasPlaces != 0 {
				if places, err = search.SkipPlaces(places, uint64(freqs[i])); err != nil {
					return nil, err
				}
			}
			continue
		}
		b.Docs = append(b.Docs, doc)
		if depth >= search.Frequencies {
			b.Freqs = append(b.Freqs, freqs[i])
		}
		if depth >= search.Positions {
			if f.sh&hasPlaces != 0 {
				if b.Places, places, err = search.ReadPlaces(b.Places, places, freqs[i], 0); err != nil {
					return nil, err
				}
			}
			b.Ends = append(b.Ends, len(b.Places))
		}
	}
	return places, nil
}

// ones are the frequencies of a block of a field that has none.
var ones = func() (list [blockDocs]uint32) {
	for i := range list {
		list[i] = 1
	}
	return list
}()

// freqsOf returns the frequencies of the current block.
func (c *cursor) freqsOf() []uint32 {
	if c.sh&hasFreqs == 0 {
		return ones[:c.n]
	}
	return c.freqs[:c.n]
}

// postings iterates over the documents of a term.
type postings struct {
	*Leaf
	field  *fieldTerms
	info   *termInfo
	cursor *cursor
	at     int // of the current document in the cursor's block; -1 before the first
	// places are the positions of the block, all if their starts are known, else from those of
	// the document placed on.
	places  []byte
	starts  *[blockDocs]uint32 // nil before the first block with sizes
	isSized bool               // the starts are known
	placed  int
	block   int // cursor.read when places were read
	check   search.Check
}

// Advance implements search.Postings.
func (p *postings) Advance(doc uint32) (at uint32, err error) {
	if c := p.cursor; p.deleted == nil && p.at+1 < c.n && doc <= c.docs[c.n-1] {
		p.at++
		for c.docs[p.at] < doc {
			p.at++
		}
		return c.docs[p.at], nil
	}
	return p.advance(doc)
}

// advance is Advance for a document that may be in another block.
func (p *postings) advance(doc uint32) (at uint32, err error) {
	defer p.guard(&err)
	c := p.cursor
	for {
		p.at++
		if p.at >= c.n || c.docs[c.n-1] < doc {
			ok, err := c.next(doc)
			if err != nil {
				return search.End, p.field.wrap(err)
			}
			if !ok {
				p.at = 0
				return search.End, nil
			}
			p.at = 0
		}
		for p.at < c.n && c.docs[p.at] < doc {
			p.at++
		}
		if p.at < c.n && !p.deleted.has(c.docs[p.at]) {
			return c.docs[p.at], nil
		}
	}
}

// Block implements search.Blocks.
func (p *postings) Block() (docs, freqs []uint32, at int) {
	if p.deleted != nil {
		return nil, nil, 0
	}
	return p.cursor.docs[:p.cursor.n], p.cursor.freqsOf(), p.at
}

// MoveTo implements search.Blocks.
func (p *postings) MoveTo(at int) { p.at = at }

// Frequency implements search.Postings.
func (p *postings) Frequency() uint32 { return p.cursor.freqsOf()[p.at] }

// Places implements search.Postings.
func (p *postings) Places(to *search.Places) error {
	c := p.cursor
	if c.sh&hasPlaces == 0 {
		to.Set(nil)
		return nil
	}
	if p.block != c.read {
		if err := p.readPlaces(); err != nil {
			return err
		}
	}
	freqs := c.freqsOf()
	if p.isSized {
		to.Decode(p.places[p.starts[p.at]:], freqs[p.at], p.check)
		return nil
	}
	skipped := uint64(0)
	for _, n := range freqs[p.placed:p.at] {
		skipped += uint64(n)
	}
	var err error
	if p.places, err = search.SkipPlaces(p.places, skipped); err != nil {
		return p.field.wrap(err)
	}
	p.placed = p.at
	to.Decode(p.places, freqs[p.at], p.check)
	return nil
}

// readPlaces moves places to the first document of the current block.
func (p *postings) readPlaces() (err error) {
	defer p.guard(&err)
	c := p.cursor
	end := c.placesEnd
	if c.n < blockDocs {
		end = p.info.placesSize
	}
	p.block, p.placed = c.read, 0
	p.places, err = p.field.places(p.info, c.placesAt, end)
	if p.isSized = false; err != nil || !c.isSized() {
		return err
	}
	if p.starts == nil {
		p.starts = new([blockDocs]uint32)
	}
	p.places, err = c.readStarts(p.places, p.starts)
	p.isSized = err == nil
	return p.field.wrap(err)
}
