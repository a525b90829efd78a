package segment

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"runtime/debug"
	"slices"

	"reftel/index/search"
)

// ErrStopped is the error of a merge that was stopped.
var ErrStopped = errors.New("merge stopped")

// A merger writes one segment of several. In memory it keeps about 150 bytes for each
// document; while it merges a field, also the terms of the field, which take a tenth of the
// text at most, and the postings of one term or of a few rare ones.
type merger struct {
	*fileWriter
	leaves []*Leaf
	// numbers are the new numbers of the documents of each leaf, gone for those that
	// are deleted.
	numbers [][]uint32
	stop    <-chan struct{}
	docs    docParts
	at      *Leaf // that is being read
}

// Merge writes the segment of the documents of some leaves to w, leaf after leaf. It
// returns the new number of each document, 1<<32 - 1 for deleted ones. Damage of a leaf, and a
// file that is cut meanwhile, is a DamageError.
func Merge(w io.Writer, leaves []*Leaf, stop <-chan struct{}) (numbers [][]uint32, err error) {
	m := &merger{fileWriter: newFileWriter(w), leaves: leaves, stop: stop}
	m.renumber()
	defer m.readAll()()
	err = m.run(m.records, m.columns, m.termsAndFacets, m.finishDocs)
	return m.numbers, err
}

// readAll tells the system that all of the leaves is read, until the function that it returns
// is called.
func (m *merger) readAll() (end func()) {
	for _, l := range m.leaves {
		adviseNormal(l.mapped)
	}
	return func() {
		for _, l := range m.leaves {
			adviseRandom(l.mapped)
		}
	}
}

// run runs steps until the first error.
func (m *merger) run(steps ...func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer m.guard(&err)
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// finishDocs writes the values of all documents and the end of the file.
func (m *merger) finishDocs() error {
	m.docs.write(m.fileWriter)
	return m.close()
}

// errBeside is the error of records that take another size than their blocks.
var errBeside = errors.New("merged records are not of the size of their blocks")

// besideAt returns where the parts after the records begin if records are merged beside
// the others: on a page. It returns false if a document is deleted, for then the size of
// the merged records is not known before.
func besideAt(leaves []*Leaf) (at int64, ok bool) {
	at = int64(len(magic))
	for _, l := range leaves {
		if l.deleted != nil {
			return 0, false
		}
		p := l.parts[partKey{recordsPart, ""}]
		at += p.to - p.from + int64(l.recordBlocks())*recordBlockSize
	}
	return (at + pageSize - 1) / pageSize * pageSize, true
}

// mergeBeside is Merge of leaves without deleted documents. It copies the records to head,
// which writes from the start of the file, and at the same time merges all else to tail,
// which writes from besideAt on: copying waits for the disk, merging for the processor.
func mergeBeside(head, tail io.Writer, at int64, leaves []*Leaf, stop <-chan struct{}) (numbers [][]uint32, err error) {
	first := &merger{fileWriter: newFileWriter(head), leaves: leaves, stop: stop}
	m := &merger{fileWriter: &fileWriter{pageWriter: pageWriter{w: tail, off: at}}, leaves: leaves, stop: stop}
	m.renumber()
	defer m.readAll()()
	copied := make(chan error, 1)
	go func() { copied <- first.run(first.records) }()
	err = m.run(m.columns, m.termsAndFacets)
	if err := errors.Join(err, <-copied); err != nil {
		return nil, err
	}
	first.fill()
	switch {
	case first.err != nil:
		return nil, first.err
	case first.off != at:
		return nil, errBeside
	}
	m.dir.parts, m.sums = append(first.dir.parts, m.dir.parts...), append(first.sums, m.sums...)
	return m.numbers, m.run(m.finishDocs)
}

// guard turns a panic while a leaf is read into an error.
func (m *merger) guard(err *error) {
	if m.at == nil {
		return
	}
	if p := recover(); p != nil {
		*err = m.at.panicked(p)
	}
}

func (m *merger) stopped() error {
	select {
	case <-m.stop:
		return ErrStopped
	default:
		return m.err
	}
}

// renumber sets the new numbers.
func (m *merger) renumber() {
	next := uint32(0)
	for _, l := range m.leaves {
		list := make([]uint32, l.Docs())
		for doc := range list {
			list[doc] = gone
			if l.Live(uint32(doc)) {
				list[doc] = next
				next++
			}
		}
		m.numbers = append(m.numbers, list)
	}
}

// records copies the blocks of records.
func (m *merger) records() error {
	m.begin(recordsPart, "", 0, 0)
	w := recordWriter{write: func(head, frame []byte) {
		_, _ = m.Write(head)
		_, _ = m.Write(frame)
	}}
	for _, l := range m.leaves {
		m.at = l
		p := l.parts[partKey{recordsPart, ""}]
		for i := range l.recordBlocks() {
			place, err := l.recordPlace(i)
			if err == nil {
				err = m.stopped()
			}
			if err != nil {
				return err
			}
			block, err := l.bytes(p, place.from, place.to)
			if err != nil {
				return err
			}
			if err := w.take(block, place.first, place.docs, l.Live); err != nil {
				return l.damaged(p, err)
			}
		}
	}
	w.flush()
	m.recordBlocks(w.index)
	return nil
}

// columns reads the values of all documents.
func (m *merger) columns() error {
	for i, l := range m.leaves {
		m.at = l
		text, subject, dates := l.lengths[search.TextField].Reader(), l.lengths[search.SubjectField].Reader(), l.dates.Reader()
		for doc, number := range m.numbers[i] {
			if number == gone {
				continue
			}
			key, err := l.Key(uint32(doc))
			if err != nil {
				return err
			}
			zones, err := l.zoneTexts.At(doc)
			if err != nil {
				return err
			}
			words, err := text.At(doc)
			if err != nil {
				return err
			}
			subjectWords, err := subject.At(doc)
			if err != nil {
				return err
			}
			date, err := dates.At(uint32(doc))
			if err != nil {
				return err
			}
			m.docs.keys, m.docs.zones = append(m.docs.keys, string(key)), append(m.docs.zones, zones)
			m.docs.text, m.docs.subject = append(m.docs.text, uint32(words)), append(m.docs.subject, uint32(subjectWords))
			m.docs.dates = append(m.docs.dates, date)
		}
	}
	return nil
}

// names returns the fields or facets that have a part of a kind in any leaf, in order.
func (m *merger) names(k kind) []string {
	set := map[string]bool{}
	for _, l := range m.leaves {
		for _, p := range l.dir.parts {
			if p.kind == k {
				set[p.name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// A termSource is a leaf's iterator in a merge.
type termSource struct {
	termIterator
	first   uint64 // bytes of the term
	numbers []uint32
	deleted bitmap
	leaf    int
}

// advance moves to the next term.
func (s *termSource) advance() (bool, error) {
	ok, err := s.termIterator.advance()
	s.first = firstBytes(s.term)
	return ok, err
}

// before reports whether a source comes before another: by their terms, then by their
// leaves. Most terms differ in their first bytes, or have no others.
func (s *termSource) before(o *termSource) bool {
	switch {
	case s.first != o.first:
		return s.first < o.first
	case max(len(s.term), len(o.term)) > 8:
		if c := bytes.Compare(s.term, o.term); c != 0 {
			return c < 0
		}
	case len(s.term) != len(o.term):
		return len(s.term) < len(o.term)
	}
	return s.leaf < o.leaf
}

// A termHeap is a binary heap of sources, of which the first comes before the others.
// Those of package container/heap call by interface, which took a fifth of the time of
// reading terms.
type termHeap []*termSource

func (h termHeap) init() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
}

// down moves a source after those that come before it.
func (h termHeap) down(i int) {
	s := h[i]
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if s.before(h[child]) {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = s
}

// moved puts the first source, which has moved, in its place, or removes it if it has
// ended.
func (h *termHeap) moved(ended bool) {
	if ended {
		last := len(*h) - 1
		(*h)[0] = (*h)[last]
		*h = (*h)[:last]
	}
	if len(*h) > 0 {
		h.down(0)
	}
}

// termsAndFacets merges the terms and, at the same time, the facets: these take a tenth of
// the time, and as parts in memory little room.
func (m *merger) termsAndFacets() error {
	var data bytes.Buffer
	side := &merger{fileWriter: &fileWriter{pageWriter: pageWriter{w: &data}}, leaves: m.leaves, numbers: m.numbers, stop: m.stop}
	merged := make(chan error, 1)
	go func() { merged <- side.run(side.facets) }()
	if err := errors.Join(m.run(m.terms), <-merged); err != nil {
		return err
	}
	for _, p := range side.dir.parts {
		m.part(p.kind, p.name, data.Bytes()[p.from:p.to], p.n, p.width)
	}
	return m.err
}

// terms merges the terms of all fields.
func (m *merger) terms() error {
	for _, name := range m.names(termsPart) {
		if err := m.field(name); err != nil {
			return err
		}
	}
	return nil
}

// field merges the terms of a field. Reading and writing them takes about as long; they
// are done side by side.
func (m *merger) field(name string) error {
	w := &termWriter{w: m.fileWriter, name: name}
	switch name {
	case search.TextField:
		w.lengths = m.docs.text
	case search.SubjectField:
		w.lengths = m.docs.subject
	}
	h, err := m.sources(name, w)
	if err != nil {
		return err
	}
	p := startTermPipe(w)
	defer p.close()
	if err := m.read(h, p); err != nil {
		return err
	}
	p.close()
	w.close()
	return m.err
}

// sources returns an iterator for each leaf that has terms of a field, and sets the shape
// of their postings.
func (m *merger) sources(name string, w *termWriter) (h termHeap, err error) {
	for i, l := range m.leaves {
		m.at = l
		f, err := l.fieldOf(name)
		if err != nil {
			return nil, err
		}
		if f == nil {
			continue
		}
		w.sh |= f.sh
		s := &termSource{termIterator: termIterator{fieldTerms: f}, numbers: m.numbers[i], deleted: l.deleted, leaf: i}
		if ok, err := s.advance(); err != nil {
			return nil, err
		} else if ok {
			h = append(h, s)
		}
	}
	h.init()
	return h, nil
}

// read gives the terms of some sources to a pipe.
func (m *merger) read(h termHeap, p *termPipe) error {
	var cur cursor
	for len(h) > 0 {
		select {
		case <-m.stop:
			return ErrStopped
		default:
		}
		b, err := p.batch()
		if err != nil {
			return err
		}
		term := b.begin(h[0].term)
		for len(h) > 0 && string(h[0].term) == string(term) {
			s := h[0]
			m.at = m.leaves[s.leaf]
			if err := s.appendTo(&b.all, &cur); err != nil {
				return err
			}
			ok, err := s.advance()
			if err != nil {
				return err
			}
			h.moved(!ok)
		}
		b.end()
	}
	return nil
}

// appendTo appends the postings of the current term to a list.
func (s *termSource) appendTo(l *list, c *cursor) error {
	if err := s.open(c, &s.info); err != nil {
		return err
	}
	places, err := s.places(&s.info, 0, s.info.placesSize)
	if err != nil {
		return err
	}
	for {
		ok, err := c.next(0)
		if err != nil || !ok {
			return s.wrap(err)
		}
		if places, err = c.skipSizes(places); err != nil {
			return s.wrap(err)
		}
		freqs := c.freqsOf()
		for i := 0; i < c.n; i++ { // past a deleted document
			from, words := i, uint64(0)
			for ; i < c.n && s.numbers[c.docs[i]] != gone; i++ {
				l.docs = append(l.docs, s.numbers[c.docs[i]])
				words += uint64(freqs[i])
			}
			l.freqs = append(l.freqs, freqs[from:i]...)
			if s.sh&hasPlaces == 0 {
				continue
			}
			rest, err := search.SkipPlaces(places, words)
			if err != nil {
				return s.wrap(err)
			}
			l.places = append(l.places, places[:len(places)-len(rest)]...)
			if places = rest; i < c.n {
				if places, err = search.SkipPlaces(places, uint64(freqs[i])); err != nil {
					return s.wrap(err)
				}
			}
		}
	}
}

// facets merges the values of all facets.
func (m *merger) facets() error {
	for _, name := range m.names(valuesPart) {
		if err := m.facet(name); err != nil {
			return err
		}
	}
	return nil
}

// facet merges the values of a facet. A value that only deleted documents have is left
// out.
func (m *merger) facet(name string) error {
	places := map[string]uint32{}
	var names []string // of the ordinals, by first use
	var ordinals []uint32
	var ords []uint32
	starts := []uint32{0}
	for i, l := range m.leaves {
		m.at = l
		col, err := l.Column(name)
		if err != nil {
			return err
		}
		if err := m.stopped(); err != nil {
			return err
		}
		r := col.Reader()
		known := map[uint32]uint32{} // of the leaf's ordinals
		for doc, number := range m.numbers[i] {
			if number == gone {
				continue
			}
			if ords, err = r.Append(ords[:0], uint32(doc)); err != nil {
				return err
			}
			for _, ord := range ords {
				n, ok := known[ord]
				if !ok {
					value, err := col.Values().At(int(ord))
					if err != nil {
						return err
					}
					if n, ok = places[value]; !ok {
						n = uint32(len(names))
						places[value] = n
						names = append(names, value)
					}
					known[ord] = n
				}
				ordinals = append(ordinals, n)
			}
			starts = append(starts, uint32(len(ordinals)))
		}
	}
	order, sorted := orderOf(names)
	values := make([]string, len(names))
	for place, n := range order {
		values[place] = names[n]
	}
	for i, n := range ordinals {
		ordinals[i] = sorted[n]
	}
	writeFacet(m.fileWriter, name, values, starts, ordinals)
	return nil
}
