package bleveindex

import (
	"encoding/json"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	contract "reftel/index"
	"reftel/index/search"
)

// A leaf is a segment of a snapshot as package search reads it. It reads the segment
// itself: the engine's own readers take two to three times as long for a posting.
//
// The engine panics on damaged files. All calls into a segment are in functions that
// recover (guard).
type leaf struct {
	snapshot *scorch.SegmentSnapshot
	file     string // of the segment; "" if it is in memory
	deleted  *roaring.Bitmap
	cols     *columns
	base     uint32 // the leaf's first document in cols
	docs     uint32
	// Functions that return columns.
	textLengths, subjectLengths, ranks func() search.NumberColumn
	dates                              func() search.DateColumn
	facets                             map[string]func() (*search.Column, error)
}

// leavesOf returns the segments of a view with the given columns.
func leavesOf(r index.IndexReader, cols *columns) ([]search.Leaf, error) {
	segments, err := segmentsOf(r)
	if err != nil {
		return nil, err
	}
	var leaves []search.Leaf
	base := uint32(0)
	for _, s := range segments {
		l := &leaf{snapshot: s, deleted: s.Deleted(), cols: cols, base: base, docs: uint32(s.Segment().Count())}
		if persisted, ok := s.Segment().(segment.PersistedSegment); ok {
			l.file = persisted.Path()
		}
		l.keepColumns()
		leaves = append(leaves, l)
		base += l.docs
	}
	if int(base) != len(cols.live) {
		return nil, fmt.Errorf("the columns have %d documents, the segments %d", len(cols.live), base)
	}
	return leaves, nil
}

// A segmentError reports that a segment can't be read.
type segmentError struct {
	file  string // "" if it is in memory
	err   error
	stack []byte // of a panic
}

func (e *segmentError) Error() string { return fmt.Sprintf("reading segment %s: %v", e.file, e.err) }
func (e *segmentError) Unwrap() error { return e.err }

// guard turns an error or a panic of the engine into a segmentError.
func (l *leaf) guard(err *error) {
	if p := recover(); p != nil {
		*err = &segmentError{l.file, fmt.Errorf("%v", p), debug.Stack()}
	} else if *err != nil {
		*err = &segmentError{file: l.file, err: *err}
	}
}

// Docs implements search.Leaf.
func (l *leaf) Docs() int { return int(l.docs) }

// Live implements search.Leaf.
func (l *leaf) Live(doc uint32) bool { return l.cols.live[l.base+doc] }

// Stats implements search.Leaf.
func (l *leaf) Stats() (search.Stats, error) {
	sum := search.NoStats()
	for doc := l.base; doc < l.base+l.docs; doc++ {
		if l.cols.live[doc] {
			sum.Add(l.cols.textLen[doc], l.cols.subjectLen[doc], l.cols.dates[doc])
		}
	}
	return sum, nil
}

// Lengths implements search.Leaf.
func (l *leaf) Lengths(field string) search.NumberColumn {
	if field == search.SubjectField {
		return l.subjectLengths()
	}
	return l.textLengths()
}

// Dates implements search.Leaf.
func (l *leaf) Dates() search.DateColumn { return l.dates() }

// Ranks implements search.Leaf. They are those among the documents of all leaves.
func (l *leaf) Ranks() search.NumberColumn { return l.ranks() }

// Key implements search.Leaf.
func (l *leaf) Key(doc uint32) ([]byte, error) {
	id, err := l.ID(doc)
	if err != nil {
		return nil, err
	}
	return contract.OrderOf(id).AppendKey(nil), nil
}

// Zones implements search.Leaf.
func (l *leaf) Zones(doc uint32, depth search.ZoneDepth, z *search.Zones) error {
	return search.ReadZones(l.cols.zonesOf(l.base+doc), depth, z)
}

// Column implements search.Leaf.
func (l *leaf) Column(facet string) (c *search.Column, err error) {
	defer l.guard(&err)
	column, ok := l.facets[facet]
	if !ok {
		return nil, fmt.Errorf("no facet %q", facet)
	}
	return column()
}

// keepColumns lets the leaf keep its columns after their first use.
func (l *leaf) keepColumns() {
	l.textLengths = l.keep(l.cols.textLen)
	l.subjectLengths = l.keep(l.cols.subjectLen)
	l.ranks = l.keep(l.cols.rank)
	l.dates = sync.OnceValue(func() search.DateColumn { return search.DateColumnOf(l.cols.dates[l.base : l.base+l.docs]) })
	l.facets = map[string]func() (*search.Column, error){}
	for name := range l.cols.facets {
		l.facets[name] = sync.OnceValues(func() (*search.Column, error) {
			all, err := l.cols.facets[name]()
			if err != nil {
				return nil, err
			}
			return all.part(l.base, l.docs), nil
		})
	}
}

// keep returns a function that returns the leaf's part of a column.
func (l *leaf) keep(all []uint32) func() search.NumberColumn {
	return sync.OnceValue(func() search.NumberColumn { return search.NumberColumnOf(all[l.base : l.base+l.docs]) })
}

// ID implements search.Leaf.
func (l *leaf) ID(doc uint32) (id string, err error) {
	defer l.guard(&err)
	name, err := l.snapshot.DocID(uint64(doc))
	if err == nil && name == nil {
		err = fmt.Errorf("document %d has no id", doc)
	}
	return string(name), err
}

// Find implements search.Leaf.
func (l *leaf) Find(id string) (doc uint32, found bool, err error) {
	defer l.guard(&err)
	docs, err := l.snapshot.DocNumbers([]string{id})
	if err != nil || docs.IsEmpty() {
		return 0, false, err
	}
	return docs.Minimum(), true, nil
}

// Stored implements search.Leaf.
func (l *leaf) Stored(doc uint32) (d contract.Document, err error) {
	id, err := l.ID(doc)
	if err != nil {
		return d, err
	}
	defer l.guard(&err)
	d.ID = id
	var failed error
	err = l.snapshot.VisitDocument(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		failed = decodeStored(&d, field, value)
		return failed == nil
	})
	if err == nil && failed != nil {
		err = fmt.Errorf("damaged record of %s: %w", id, failed)
	}
	return d, err
}

// decodeStored sets what a stored field holds of a document.
func decodeStored(d *contract.Document, field string, value []byte) error {
	switch field {
	case fieldRecord:
		return decodeRecords(value, d)
	case fieldVersions:
		return json.Unmarshal(value, &d.Versions)
	}
	return nil
}

// Dict implements search.Leaf.
func (l *leaf) Dict(field string) (d search.Dict, err error) {
	defer l.guard(&err)
	terms, err := l.snapshot.Segment().Dictionary(field)
	if err != nil {
		return nil, err
	}
	return &dict{leaf: l, terms: terms}, nil
}

// A dict is the terms of a field of a leaf.
type dict struct {
	*leaf
	terms segment.TermDictionary
	// Reused values of the engine.
	list segment.PostingsList
	iter segment.PostingsIterator
}

// Contains implements search.Dict.
func (d *dict) Contains(term string) (ok bool, err error) {
	defer d.guard(&err)
	return d.terms.Contains([]byte(term))
}

// Terms implements search.Dict.
func (d *dict) Terms(a search.Automaton, from, to string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for entry, err := range d.walk(a, from, to, false) {
			if !yield(entry.Term, err) {
				return
			}
		}
	}
}

// Entries implements search.Dict.
func (d *dict) Entries(from, to string) iter.Seq2[search.Entry, error] {
	return d.walk(nil, from, to, true)
}

// walk yields terms up to the first error.
func (d *dict) walk(a search.Automaton, from, to string, counts bool) iter.Seq2[search.Entry, error] {
	return func(yield func(search.Entry, error) bool) {
		it, err := d.iterator(a, from, to, counts)
		if err != nil {
			yield(search.Entry{}, err)
			return
		}
		for {
			entry, err := d.next(it)
			if err != nil {
				yield(search.Entry{}, err)
				return
			}
			if entry == nil || !yield(search.Entry{Term: entry.Term, Count: int(entry.Count)}, nil) {
				return
			}
		}
	}
}

// uncounted is a dictionary of the engine that need not read the numbers of documents.
type uncounted interface {
	AutomatonIteratorOmitCount(a segment.Automaton, from, to []byte) segment.DictionaryIterator
}

func (d *dict) iterator(a search.Automaton, from, to string, counts bool) (it segment.DictionaryIterator, err error) {
	defer d.guard(&err)
	var begin, end []byte
	if from != "" {
		begin = []byte(from)
	}
	if to != "" {
		end = []byte(to)
	}
	var accepting segment.Automaton
	if a != nil { // a nil Automaton must become a nil interface of the engine
		accepting = a
	}
	if terms, ok := d.terms.(uncounted); ok && !counts {
		return terms.AutomatonIteratorOmitCount(accepting, begin, end), nil
	}
	return d.terms.AutomatonIterator(accepting, begin, end), nil
}

func (d *dict) next(it segment.DictionaryIterator) (e *index.DictEntry, err error) {
	defer d.guard(&err)
	return it.Next()
}

// List implements search.Dict.
func (d *dict) List(term string) (l search.List, err error) {
	defer d.guard(&err)
	found, err := d.terms.PostingsList([]byte(term), d.deleted, nil)
	if err != nil {
		return nil, err
	}
	n := int(found.Count())
	if n == 0 {
		return nil, nil
	}
	return &list{d.leaf, found, n}, nil
}

// Load implements search.Dict.
func (d *dict) Load(term string, depth search.Depth, b *search.Block) (err error) {
	defer d.guard(&err)
	if d.list, err = d.terms.PostingsList([]byte(term), d.deleted, d.list); err != nil {
		return err
	}
	d.iter, err = load(d.list, depth, b, d.iter)
	return err
}

// iteratorOf returns an iterator over a list; it may reuse an old one.
func iteratorOf(l segment.PostingsList, depth search.Depth, old segment.PostingsIterator) segment.PostingsIterator {
	return l.Iterator(depth >= search.Frequencies, false, depth >= search.Positions, old)
}

// load reads a list into a block, and returns its iterator for reuse.
func load(l segment.PostingsList, depth search.Depth, b *search.Block, old segment.PostingsIterator) (segment.PostingsIterator, error) {
	b.Reset()
	it := iteratorOf(l, depth, old)
	for {
		p, err := it.Next()
		if err != nil || p == nil {
			return it, err
		}
		b.Docs = append(b.Docs, uint32(p.Number()))
		if depth >= search.Frequencies {
			b.Freqs = append(b.Freqs, uint32(p.Frequency()))
		}
		if depth >= search.Positions {
			b.Places = appendPositions(b.Places, p)
			b.Ends = append(b.Ends, len(b.Places))
		}
	}
}

func appendPositions(list []uint32, p segment.Posting) []uint32 {
	for _, at := range p.Locations() {
		list = append(list, uint32(at.Pos()))
	}
	return list
}

// A list is the documents of a leaf that have one term.
type list struct {
	*leaf
	found segment.PostingsList
	count int
}

// Count implements search.List.
func (l *list) Count() int { return l.count }

// Postings implements search.List.
func (l *list) Postings(depth search.Depth) (p search.Postings, err error) {
	defer l.guard(&err)
	return &postings{leaf: l.leaf, iter: iteratorOf(l.found, depth, nil)}, nil
}

// Load implements search.List.
func (l *list) Load(depth search.Depth, b *search.Block) (err error) {
	defer l.guard(&err)
	_, err = load(l.found, depth, b, nil)
	return err
}

// postings iterates over a list.
type postings struct {
	*leaf
	iter segment.PostingsIterator
	at   segment.Posting
	next uint32 // document after the current one
}

// Advance implements search.Postings.
func (p *postings) Advance(doc uint32) (at uint32, err error) {
	defer p.guard(&err)
	if doc <= p.next {
		p.at, err = p.iter.Next()
	} else {
		p.at, err = p.iter.Advance(uint64(doc))
	}
	if err != nil || p.at == nil {
		return search.End, err
	}
	at = uint32(p.at.Number())
	p.next = at + 1
	return at, nil
}

// Frequency implements search.Postings.
func (p *postings) Frequency() uint32 { return uint32(p.at.Frequency()) }

// AppendPositions implements search.Postings.
func (p *postings) AppendPositions(list []uint32) []uint32 { return appendPositions(list, p.at) }
