package bleveindex

import (
	"fmt"

	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"reftel/index/search"
)

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
func readFacet(r index.IndexReader, facet string, docs int) (*search.Column, error) {
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
func (b *facetBuilder) column(docs int) *search.Column {
	col := &search.Column{Values: make([]string, len(b.ordinals)), Starts: make([]uint32, docs+1), Ords: make([]uint32, len(b.pairs))}
	for value, ord := range b.ordinals {
		col.Values[ord] = value
	}
	for _, p := range b.pairs {
		col.Starts[p.doc+1]++
	}
	for doc := range docs {
		col.Starts[doc+1] += col.Starts[doc]
	}
	next := append([]uint32(nil), col.Starts...)
	for _, p := range b.pairs {
		col.Ords[next[p.doc]] = p.ord
		next[p.doc]++
	}
	return col
}
