package bleveindex

import (
	"fmt"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"reftel/index/search"
)

// A facetColumn holds the values of one facet of all segments: those of document n are
// values[ords[i]] for i from starts[n] to before starts[n+1].
type facetColumn struct {
	values       []string
	starts, ords []uint32
	// texts are the values as all leaves share them, made at the first use.
	once  sync.Once
	texts *search.Texts
}

// of returns the ordinals of a document's values.
func (c *facetColumn) of(doc uint32) []uint32 { return c.ords[c.starts[doc]:c.starts[doc+1]] }

// part returns the column of docs documents from first on.
func (c *facetColumn) part(first, docs uint32) *search.Column {
	c.once.Do(func() { c.texts = search.TextsOf(c.values) })
	return search.ColumnOf(c.texts, c.starts[first:first+docs+1], c.ords)
}

// A facetBuilder gathers the values of one facet.
type facetBuilder struct {
	ordinals map[string]uint32
	pairs    []pair
	// The engine's, for use again.
	list segment.PostingsList
	docs segment.PostingsIterator
}

// A pair is a document that has a value.
type pair struct{ doc, ord uint32 }

// readFacet returns the column of a facet from the terms of its field in a view of
// so many documents.
func readFacet(r index.IndexReader, facet string, docs int) (*facetColumn, error) {
	segments, err := segmentsOf(r)
	if err != nil {
		return nil, err
	}
	b := &facetBuilder{ordinals: map[string]uint32{}}
	first := uint64(0)
	for _, s := range segments {
		if err := b.segment(s, facetField(facet), first); err != nil {
			return nil, fmt.Errorf("reading facets: %w", err)
		}
		first += s.Segment().Count()
	}
	return b.column(docs), nil
}

// segment reads the terms of a field in a segment, whose documents have numbers
// from first on.
func (b *facetBuilder) segment(s *scorch.SegmentSnapshot, name string, first uint64) error {
	dict, err := s.Segment().Dictionary(name)
	if err != nil {
		return err
	}
	terms := dict.AutomatonIterator(nil, nil, nil)
	for {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		if b.list, err = dict.PostingsList([]byte(entry.Term), s.Deleted(), b.list); err != nil {
			return err
		}
		if err := b.value(entry.Term, first); err != nil {
			return err
		}
	}
}

// value takes in the documents that have a value: those of the list.
func (b *facetBuilder) value(value string, first uint64) error {
	ord, known := b.ordinals[value]
	if !known {
		ord = uint32(len(b.ordinals))
	}
	b.docs = b.list.Iterator(false, false, false, b.docs)
	for {
		doc, err := b.docs.Next()
		if err != nil || doc == nil {
			return err
		}
		if !known {
			// Not before: all documents that had it may be deleted.
			b.ordinals[value], known = ord, true
		}
		b.pairs = append(b.pairs, pair{uint32(first + doc.Number()), ord})
	}
}

// column returns what was gathered, by document.
func (b *facetBuilder) column(docs int) *facetColumn {
	col := &facetColumn{values: make([]string, len(b.ordinals)), starts: make([]uint32, docs+1), ords: make([]uint32, len(b.pairs))}
	for value, ord := range b.ordinals {
		col.values[ord] = value
	}
	for _, p := range b.pairs {
		col.starts[p.doc+1]++
	}
	for doc := range docs {
		col.starts[doc+1] += col.starts[doc]
	}
	next := append([]uint32(nil), col.starts...)
	for _, p := range b.pairs {
		col.ords[next[p.doc]] = p.ord
		next[p.doc]++
	}
	return col
}
