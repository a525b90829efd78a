package bleveindex

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/search"
)

// columns hold the values that ranking, sorting and counting read for every match, by
// document number. They are made when a snapshot is published, from the doc values of
// the field figures and the terms of the fields of facets, and stored in the file
// columns of the snapshot.
type columns struct {
	// live reports which document numbers are in use.
	live []bool
	// docs counts them.
	docs int
	// rank is a document's index in the order of ids, dates the start of its date
	// in seconds since 1970 (search.NoDate for none).
	rank  []uint32
	dates []int64
	// textLen and subjectLen are the lengths of the two text fields in tokens.
	textLen, subjectLen []uint32
	// bodies are the positions of the body of all documents; those of a document
	// are bodies[bodyFrom:bodyTo], in order.
	bodies           []search.Range
	bodyFrom, bodyTo []uint32
	// facets has a function for each facet, which returns its column.
	facets map[string]func() (*search.Column, error)
}

// figures are the numbers of one document, which its doc value holds.
type figures struct {
	date                int64
	textLen, subjectLen uint32
	body                []search.Range
}

func figuresOf(t search.DocTerms) figures {
	return figures{date: t.Date, textLen: uint32(t.Text.Length), subjectLen: uint32(t.Subject.Length), body: t.Body}
}

// String returns date, textLen and subjectLen, then for each range of the body its
// distance from the one before and its length, as decimal numbers.
func (f figures) String() string {
	text := fmt.Appendf(nil, "%d %d %d", f.date, f.textLen, f.subjectLen)
	last := uint32(0)
	for _, r := range f.body {
		text = fmt.Appendf(text, " %d %d", r.Start-last, r.End-r.Start)
		last = r.End
	}
	return string(text)
}

func parseFigures(s string) (figures, error) {
	first, rest, _ := strings.Cut(s, " ")
	date, err := strconv.ParseInt(first, 10, 64)
	var numbers []uint32
	for part := range strings.SplitSeq(rest, " ") {
		n, bad := strconv.ParseUint(part, 10, 32)
		err = errors.Join(err, bad)
		numbers = append(numbers, uint32(n))
	}
	if err != nil || len(numbers) < 2 || len(numbers)%2 != 0 {
		return figures{}, fmt.Errorf("damaged figures %q", s)
	}
	f := figures{date: date, textLen: numbers[0], subjectLen: numbers[1]}
	last := uint32(0)
	for i := 2; i < len(numbers); i += 2 {
		start := last + numbers[i]
		last = start + numbers[i+1]
		f.body = append(f.body, search.Range{Start: start, End: last})
	}
	return f, nil
}

// buildColumns reads the columns of a view. It reads facets at each use, so that
// only one at a time is in memory.
func buildColumns(r index.IndexReader) (*columns, error) {
	ids, err := liveIDs(r)
	if err != nil {
		return nil, err
	}
	segments, err := segmentsOf(r)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, s := range segments {
		n += int(s.Segment().Count())
	}
	c := newColumns(n)
	values, err := r.DocValueReader([]string{fieldFigures})
	if err != nil {
		return nil, fmt.Errorf("reading doc values: %w", err)
	}
	var buf index.IndexInternalID
	for _, id := range ids {
		buf = index.NewIndexInternalID(buf, uint64(id.doc))
		var bad error
		err := values.VisitDocValues(buf, func(_ string, term []byte) {
			if err := c.take(id.doc, string(term)); err != nil && bad == nil {
				bad = err
			}
		})
		if err := errors.Join(err, bad); err != nil {
			return nil, fmt.Errorf("reading doc values of %s: %w", id.name, err)
		}
		c.live[id.doc] = true
	}
	c.rankByID(ids)
	c.count()
	for _, f := range field.Facets() {
		c.facets[f.Name] = func() (*search.Column, error) { return readFacet(r, f.Name, n) }
	}
	return c, nil
}

// keepFacets keeps the columns of facets in memory after their first use.
func (c *columns) keepFacets() {
	for name, column := range c.facets {
		c.facets[name] = sync.OnceValues(column)
	}
}

type liveID struct {
	doc  uint32
	name string
}

// liveIDs returns the documents of an index in the order of their numbers.
func liveIDs(r index.IndexReader) ([]liveID, error) {
	all, err := r.DocIDReaderAll()
	if err != nil {
		return nil, fmt.Errorf("listing documents: %w", err)
	}
	defer all.Close()
	var ids []liveID
	for {
		id, err := all.Next()
		if err != nil {
			return nil, fmt.Errorf("listing documents: %w", err)
		}
		if id == nil {
			return ids, nil
		}
		name, err := r.ExternalID(id)
		if err != nil {
			return nil, fmt.Errorf("listing documents: %w", err)
		}
		ids = append(ids, liveID{uint32(id.Value()), name})
	}
}

func newColumns(n int) *columns {
	c := &columns{
		live: make([]bool, n), rank: make([]uint32, n), dates: make([]int64, n),
		textLen: make([]uint32, n), subjectLen: make([]uint32, n),
		bodyFrom: make([]uint32, n), bodyTo: make([]uint32, n),
		facets: map[string]func() (*search.Column, error){},
	}
	for i := range c.dates {
		c.dates[i] = search.NoDate
	}
	return c
}

// take sets the figures of a document.
func (c *columns) take(doc uint32, term string) error {
	f, err := parseFigures(term)
	c.dates[doc], c.textLen[doc], c.subjectLen[doc] = f.date, f.textLen, f.subjectLen
	c.setBody(doc, f.body)
	return err
}

func (c *columns) setBody(doc uint32, body []search.Range) {
	c.bodyFrom[doc] = uint32(len(c.bodies))
	c.bodies = append(c.bodies, body...)
	c.bodyTo[doc] = uint32(len(c.bodies))
}

// body returns the positions of a document's body.
func (c *columns) body(doc uint32) []search.Range { return c.bodies[c.bodyFrom[doc]:c.bodyTo[doc]] }

func (c *columns) rankByID(ids []liveID) {
	orders := make([]contract.IDOrder, len(ids))
	places := make([]int, len(ids))
	for i, id := range ids {
		orders[i], places[i] = contract.OrderOf(id.name), i
	}
	slices.SortFunc(places, func(a, b int) int { return orders[a].Compare(orders[b]) })
	for rank, i := range places {
		c.rank[ids[i].doc] = uint32(rank)
	}
}

// count sets the number of live documents.
func (c *columns) count() {
	c.docs = 0
	for _, live := range c.live {
		if live {
			c.docs++
		}
	}
}
