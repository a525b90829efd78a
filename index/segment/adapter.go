package segment

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	bleve "github.com/blevesearch/bleve_index_api"
	api "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"

	"reftel/index/search"
)

// An adapter is a segment as Bleve reads it. Facets are the fields FacetPrefix and their
// name.
type adapter struct {
	*Segment
	refs *refs
}

// FacetPrefix is what the names of the fields of facets begin with.
const FacetPrefix = "facet."

// The fields that are stored.
const (
	idField       = "_id"
	recordField   = "record"   // the records as found, a JSON object a line
	versionsField = "versions" // the versions, as JSON
)

// AddRef implements segment.Segment.
func (a *adapter) AddRef() { a.refs.n.Add(1) }

// DecRef implements segment.Segment.
func (a *adapter) DecRef() error {
	if a.refs.n.Add(-1) == 0 {
		return a.Segment.Close()
	}
	return nil
}

// Close implements segment.Segment.
func (a *adapter) Close() error { return a.DecRef() }

// Size implements segment.Segment. It is the memory of a segment that is not mapped.
func (a *adapter) Size() int {
	if a.mapped != nil {
		return 0
	}
	return len(a.pages.data)
}

// Count implements segment.Segment.
func (a *adapter) Count() uint64 { return uint64(a.dir.docs) }

// Bleve's statistics of bytes are not kept.
func (a *adapter) BytesRead() uint64     { return 0 }
func (a *adapter) ResetBytesRead(uint64) {}
func (a *adapter) BytesWritten() uint64  { return uint64(len(a.pages.data)) }

// Fields implements segment.Segment.
func (a *adapter) Fields() []string {
	names := []string{idField, recordField, versionsField}
	for _, p := range a.dir.parts {
		switch p.kind {
		case termsPart:
			names = append(names, p.name)
		case valuesPart:
			names = append(names, FacetPrefix+p.name)
		}
	}
	slices.Sort(names)
	return names
}

// DocID implements segment.Segment.
func (a *adapter) DocID(doc uint64) ([]byte, error) {
	if doc >= a.Count() {
		return nil, nil
	}
	id, err := a.ID(uint32(doc))
	return []byte(id), err
}

// DocNumbers implements segment.Segment.
func (a *adapter) DocNumbers(ids []string) (*roaring.Bitmap, error) {
	docs := roaring.New()
	for _, id := range ids {
		doc, found, err := a.find(id)
		if err != nil {
			return nil, err
		}
		if found {
			docs.Add(doc)
		}
	}
	return docs, nil
}

// VisitStoredFields implements segment.Segment.
func (a *adapter) VisitStoredFields(doc uint64, visit api.StoredFieldValueVisitor) error {
	if doc >= a.Count() {
		return nil
	}
	d, err := a.Stored(uint32(doc))
	if err != nil {
		return err
	}
	records, versions, err := storedJSON(d)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		value []byte
	}{{idField, []byte(d.ID)}, {recordField, records}, {versionsField, versions}} {
		if !visit(f.name, 't', f.value, nil) {
			break
		}
	}
	return nil
}

// VisitableDocValueFields implements segment.DocValueVisitable: the facets.
func (a *adapter) VisitableDocValueFields() ([]string, error) {
	var names []string
	for _, p := range a.dir.parts {
		if p.kind == valuesPart {
			names = append(names, FacetPrefix+p.name)
		}
	}
	return names, nil
}

// A docValues keeps the columns of facets between calls.
type docValues struct {
	segment *Segment
	facets  map[string]*facetValues
	ords    []uint32
}

// A facetValues is a column with its reader.
type facetValues struct {
	*search.Column
	reader *search.ColumnReader
}

func (s *Segment) facetValues(facet string) (*facetValues, error) {
	col, err := s.Column(facet)
	if err != nil {
		return nil, err
	}
	return &facetValues{col, col.Reader()}, nil
}

func (d *docValues) BytesRead() uint64     { return 0 }
func (d *docValues) ResetBytesRead(uint64) {}
func (d *docValues) BytesWritten() uint64  { return 0 }

// VisitDocValues implements segment.DocValueVisitable.
func (a *adapter) VisitDocValues(doc uint64, fields []string, visit bleve.DocValueVisitor, state api.DocVisitState) (_ api.DocVisitState, err error) {
	defer a.guard(&err)
	values, ok := state.(*docValues)
	if !ok || values.segment != a.Segment {
		values = &docValues{segment: a.Segment, facets: map[string]*facetValues{}}
	}
	for _, name := range fields {
		facet, ok := strings.CutPrefix(name, FacetPrefix)
		if !ok {
			continue
		}
		f, known := values.facets[facet]
		if !known {
			if f, err = a.facetValues(facet); err != nil {
				return values, err
			}
			values.facets[facet] = f
		}
		if values.ords, err = f.reader.Append(values.ords[:0], uint32(doc)); err != nil {
			return values, err
		}
		for _, ord := range values.ords {
			value, err := f.Values().Bytes(int(ord))
			if err != nil {
				return values, err
			}
			visit(name, value)
		}
	}
	return values, nil
}

// Dictionary implements segment.Segment.
func (a *adapter) Dictionary(name string) (d api.TermDictionary, err error) {
	defer a.guard(&err)
	if name == idField {
		return a.idTable(), nil
	}
	if facet, ok := strings.CutPrefix(name, FacetPrefix); ok {
		return a.facetTable(facet)
	}
	f, err := a.fieldOf(name)
	if err != nil {
		return nil, err
	}
	return &dictionary{adapter: a, field: f}, nil
}

// A dictionary is the terms of a field as Bleve reads them.
type dictionary struct {
	*adapter
	field *fieldTerms // nil if there are no terms
}

// Cardinality implements segment.TermDictionary.
func (d *dictionary) Cardinality() int {
	if d.field == nil {
		return 0
	}
	return d.field.terms.n
}

// Contains implements segment.TermDictionary.
func (d *dictionary) Contains(term []byte) (found bool, err error) {
	if d.field == nil {
		return false, nil
	}
	defer d.guard(&err)
	_, found, err = d.field.lookup(string(term))
	return found, err
}

// PostingsList implements segment.TermDictionary.
func (d *dictionary) PostingsList(term []byte, except *roaring.Bitmap, _ api.PostingsList) (l api.PostingsList, err error) {
	if d.field == nil {
		return &docList{}, nil
	}
	defer d.guard(&err)
	info, found, err := d.field.lookup(string(term))
	if err != nil || !found {
		return &docList{}, err
	}
	leaf := NewLeaf(d.Segment, except)
	own := &termList{Leaf: leaf, field: d.field, info: info, count: info.count}
	if leaf.deleted != nil {
		if own.count, err = own.countLive(); err != nil {
			return nil, err
		}
	}
	return &postingsList{list: own}, nil
}

// AutomatonIterator implements segment.TermDictionary.
func (d *dictionary) AutomatonIterator(a api.Automaton, from, to []byte) api.DictionaryIterator {
	it := &entryIterator{}
	if d.field == nil {
		return it
	}
	it.err = func() (err error) {
		defer d.guard(&err)
		var automaton search.Automaton
		if a != nil {
			automaton = a
		}
		fuzzy, _ := a.(vellum.FuzzyAutomaton)
		return d.field.walk(automaton, string(from), string(to), func(term []byte, info *termInfo) bool {
			e := bleve.DictEntry{Term: string(term), Count: uint64(info.count)}
			if fuzzy != nil {
				// Bleve lowers the score of a term by it.
				_, e.EditDistance = fuzzy.MatchAndDistance(e.Term)
			}
			it.entries = append(it.entries, e)
			return true
		})
	}()
	return it
}

// An entryIterator yields entries that were read before.
type entryIterator struct {
	entries []bleve.DictEntry
	next    int
	err     error
}

// Next implements segment.DictionaryIterator.
func (it *entryIterator) Next() (*bleve.DictEntry, error) {
	if it.err != nil || it.next == len(it.entries) {
		return nil, it.err
	}
	it.next++
	return &it.entries[it.next-1], nil
}

// A postingsList is the documents of a term as Bleve reads them.
type postingsList struct{ list *termList }

func (l *postingsList) Size() int             { return 0 }
func (l *postingsList) Count() uint64         { return uint64(l.list.count) }
func (l *postingsList) BytesRead() uint64     { return 0 }
func (l *postingsList) ResetBytesRead(uint64) {}
func (l *postingsList) BytesWritten() uint64  { return 0 }

// Iterator implements segment.PostingsList.
func (l *postingsList) Iterator(_, norm, locations bool, _ api.PostingsIterator) api.PostingsIterator {
	it := &postingsIterator{list: l.list}
	p, err := l.list.Postings(search.Positions)
	if err != nil {
		it.err = err
		return it
	}
	it.postings = p.(*postings)
	it.posting.locate = locations
	it.posting.field = l.list.field
	if norm {
		it.lengths = l.list.lengthsOf()
	}
	return it
}

// lengthsOf returns the lengths of the field of a list, nil if it has none.
func (l *termList) lengthsOf() *search.NumberReader {
	numbers, ok := l.lengths[l.field.name]
	if !ok {
		return nil
	}
	r := numbers.Reader()
	return &r
}

// A postingsIterator iterates over the documents of a term.
type postingsIterator struct {
	list     *termList
	postings *postings
	lengths  *search.NumberReader
	next     uint32
	posting  posting
	err      error
}

func (it *postingsIterator) Size() int             { return 0 }
func (it *postingsIterator) BytesRead() uint64     { return 0 }
func (it *postingsIterator) ResetBytesRead(uint64) {}
func (it *postingsIterator) BytesWritten() uint64  { return 0 }

// Next implements segment.PostingsIterator.
func (it *postingsIterator) Next() (api.Posting, error) { return it.Advance(uint64(it.next)) }

// Advance implements segment.PostingsIterator.
func (it *postingsIterator) Advance(doc uint64) (api.Posting, error) {
	if it.err != nil {
		return nil, it.err
	}
	if doc >= search.End {
		return nil, nil
	}
	at, err := it.postings.Advance(max(uint32(doc), it.next))
	if err != nil || at == search.End {
		it.next = search.End - 1
		return nil, err
	}
	it.next = at + 1
	p := &it.posting
	p.doc, p.freq, p.norm, p.places = at, it.postings.Frequency(), 1, p.places[:0]
	if it.lengths != nil {
		n, err := it.lengths.At(int(at))
		if err != nil {
			return nil, err
		}
		p.norm = 1 / math.Sqrt(float64(max(n, 1)))
	}
	if p.locate {
		var places search.Places
		if err := it.postings.Places(&places); err != nil {
			return nil, err
		}
		if p.places, err = places.Append(p.places); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// A posting is a document of a term.
type posting struct {
	field  *fieldTerms
	locate bool
	doc    uint32
	freq   uint32
	norm   float64
	places []uint32
}

func (p *posting) Number() uint64    { return uint64(p.doc) }
func (p *posting) Frequency() uint64 { return uint64(p.freq) }
func (p *posting) Norm() float64     { return p.norm }
func (p *posting) Size() int         { return 0 }

// Locations implements segment.Posting. Bleve finds a quoted value of a coded field by
// the locations of its terms: they are at position 0, from which it counts none, so that
// it finds the terms of a value in any order.
func (p *posting) Locations() []api.Location {
	if !p.locate {
		return nil
	}
	if p.field.sh&hasPlaces == 0 {
		return []api.Location{location{p.field.name, 0}}
	}
	list := make([]api.Location, len(p.places))
	for i, at := range p.places {
		list[i] = location{p.field.name, at}
	}
	return list
}

// A location is a position of a term. Byte offsets are not kept.
type location struct {
	field string
	pos   uint32
}

func (l location) Field() string            { return l.field }
func (l location) Start() uint64            { return 0 }
func (l location) End() uint64              { return 0 }
func (l location) Pos() uint64              { return uint64(l.pos) }
func (l location) ArrayPositions() []uint64 { return nil }
func (l location) Size() int                { return 0 }

// A table is the ids, or the values of a facet, as terms.
type table struct {
	*adapter
	// names returns the terms in byte order.
	names func() ([]string, error)
	// docs returns the documents that have a term.
	docs func(term string) ([]uint32, error)
}

// idTable returns the ids as terms.
func (a *adapter) idTable() *table {
	return &table{adapter: a, names: a.ids, docs: func(id string) ([]uint32, error) {
		doc, found, err := a.find(id)
		if !found {
			return nil, err
		}
		return []uint32{doc}, err
	}}
}

// ids returns all ids in byte order.
func (a *adapter) ids() ([]string, error) {
	var names []string
	for doc := range uint32(a.dir.docs) {
		id, err := a.ID(doc)
		if err != nil {
			return nil, err
		}
		names = append(names, id)
	}
	slices.Sort(names)
	return names, nil
}

// facetTable returns the values of a facet as terms.
func (a *adapter) facetTable(facet string) (*table, error) {
	f, err := a.facetValues(facet)
	if err != nil {
		return nil, err
	}
	names := func() (list []string, err error) {
		for i := range f.Values().Len() {
			name, err := f.Values().At(i)
			if err != nil {
				return nil, err
			}
			list = append(list, name)
		}
		return list, nil
	}
	docs := func(term string) ([]uint32, error) {
		list, err := names()
		ord, found := slices.BinarySearch(list, term)
		if !found {
			return nil, err
		}
		return f.with(uint32(ord), a.dir.docs)
	}
	return &table{adapter: a, names: names, docs: docs}, nil
}

// with returns the documents that have a value.
func (f *facetValues) with(ord uint32, count int) (docs []uint32, err error) {
	var ords []uint32
	for doc := range uint32(count) {
		if ords, err = f.reader.Append(ords[:0], doc); err != nil {
			return nil, err
		}
		if slices.Contains(ords, ord) {
			docs = append(docs, doc)
		}
	}
	return docs, nil
}

// Cardinality implements segment.TermDictionary.
func (t *table) Cardinality() int {
	names, _ := t.names()
	return len(names)
}

// Contains implements segment.TermDictionary.
func (t *table) Contains(term []byte) (found bool, err error) {
	defer t.guard(&err)
	docs, err := t.docs(string(term))
	return len(docs) > 0, err
}

// PostingsList implements segment.TermDictionary.
func (t *table) PostingsList(term []byte, except *roaring.Bitmap, _ api.PostingsList) (l api.PostingsList, err error) {
	defer t.guard(&err)
	docs, err := t.docs(string(term))
	if except != nil {
		docs = slices.DeleteFunc(docs, except.Contains)
	}
	return &docList{docs: docs}, err
}

// AutomatonIterator implements segment.TermDictionary.
func (t *table) AutomatonIterator(a api.Automaton, from, to []byte) api.DictionaryIterator {
	it := &entryIterator{}
	it.err = func() (err error) {
		defer t.guard(&err)
		names, err := t.names()
		first, _ := slices.BinarySearch(names, string(from))
		for _, name := range names[first:] {
			if to != nil && name >= string(to) {
				break
			}
			if a != nil && !accepts(a, name) {
				continue
			}
			docs, err := t.docs(name)
			if err != nil {
				return err
			}
			it.entries = append(it.entries, bleve.DictEntry{Term: name, Count: uint64(len(docs))})
		}
		return err
	}()
	return it
}

// accepts reports whether an automaton accepts a term.
func accepts(a api.Automaton, term string) bool {
	state := a.Start()
	for i := 0; i < len(term) && a.CanMatch(state); i++ {
		state = a.Accept(state, term[i])
	}
	return a.CanMatch(state) && a.IsMatch(state)
}

// A docList is a list of documents without frequencies and locations.
type docList struct {
	docs []uint32
	doc  docPosting
}

// A docPosting is a document of a docList.
type docPosting uint32

func (d docPosting) Number() uint64            { return uint64(d) }
func (d docPosting) Frequency() uint64         { return 1 }
func (d docPosting) Norm() float64             { return 1 }
func (d docPosting) Locations() []api.Location { return nil }
func (d docPosting) Size() int                 { return 0 }

func (l *docList) Size() int             { return 0 }
func (l *docList) Count() uint64         { return uint64(len(l.docs)) }
func (l *docList) BytesRead() uint64     { return 0 }
func (l *docList) ResetBytesRead(uint64) {}
func (l *docList) BytesWritten() uint64  { return 0 }

// Iterator implements segment.PostingsList.
func (l *docList) Iterator(_, _, _ bool, _ api.PostingsIterator) api.PostingsIterator {
	return &docList{docs: l.docs}
}

// Next implements segment.PostingsIterator.
func (l *docList) Next() (api.Posting, error) { return l.Advance(0) }

// Advance implements segment.PostingsIterator.
func (l *docList) Advance(doc uint64) (api.Posting, error) {
	n := sort.Search(len(l.docs), func(i int) bool { return uint64(l.docs[i]) >= doc })
	if n == len(l.docs) {
		l.docs = nil
		return nil, nil
	}
	l.doc, l.docs = docPosting(l.docs[n]), l.docs[n+1:]
	return l.doc, nil
}
