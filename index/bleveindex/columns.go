package bleveindex

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
	"reftel/index/field"
)

// columns hold the values of a snapshot's documents, by document number, that
// ranking, sorting and counting read for every match. They are made when a
// snapshot is published, from the doc values of one field and the terms of
// another, and stored in a file beside it.
type columns struct {
	// live reports which document numbers are in use.
	live []bool
	// docs counts them.
	docs int
	// rank is a document's index in the order of ids, dates the start of its date
	// in seconds since 1970 (noDate for none).
	rank  []uint32
	dates []int64
	// textLen and subjectLen are the lengths of the two text fields in tokens, with
	// their means over live documents.
	textLen, subjectLen   []uint32
	textMean, subjectMean float64
	// bodyStart and bodyEnd are the positions of the first word of a cable's
	// paragraphs, and of the one behind the last.
	bodyStart, bodyEnd []uint32
	// facets returns the column of each facet, which is made at its first use.
	facets map[string]func() (*facetColumn, error)
}

const noDate = -1 << 62

// A facetColumn holds the values of one facet: those of document n are
// values[ords[i]] for i from starts[n] to starts[n+1].
type facetColumn struct {
	values []string
	starts []uint32
	ords   []uint32
}

// of returns the ordinals of a document's values.
func (f *facetColumn) of(doc uint32) []uint32 { return f.ords[f.starts[doc]:f.starts[doc+1]] }

// figures are the numbers of one document, which its doc value holds.
type figures struct {
	date                                   int64
	textLen, subjectLen, bodyStart, bodyTo uint32
}

func figuresOf(doc contract.Document, text scanned, subjectLen int) figures {
	f := figures{
		date: noDate, textLen: uint32(text.length), subjectLen: uint32(subjectLen),
		bodyStart: uint32(text.body.Start), bodyTo: uint32(text.body.End),
	}
	if !doc.Cable.Date.IsZero() {
		f.date = doc.Cable.Date.Unix()
	}
	return f
}

func (f figures) String() string {
	return fmt.Sprintf("%d %d %d %d %d", f.date, f.textLen, f.subjectLen, f.bodyStart, f.bodyTo)
}

func parseFigures(s string) (figures, error) {
	parts := strings.Split(s, " ")
	if len(parts) != 5 {
		return figures{}, fmt.Errorf("damaged figures %q", s)
	}
	var f figures
	var errs [5]error
	f.date, errs[0] = strconv.ParseInt(parts[0], 10, 64)
	for i, to := range []*uint32{&f.textLen, &f.subjectLen, &f.bodyStart, &f.bodyTo} {
		var n uint64
		n, errs[i+1] = strconv.ParseUint(parts[i+1], 10, 32)
		*to = uint32(n)
	}
	return f, errors.Join(errs[:]...)
}

// facetTerm is the term of a facet's value in the doc values: the facet's
// number in the table, then the value.
func facetTerm(facet int, value string) string { return string(rune('0'+facet)) + value }

// buildColumns reads the columns of a view. It reads facets at each use, so that
// only one at a time is in memory.
func buildColumns(r index.IndexReader) (*columns, error) {
	ids, err := liveIDs(r)
	if err != nil {
		return nil, err
	}
	n := 0
	if len(ids) > 0 {
		n = int(ids[len(ids)-1].doc) + 1
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
	for i, f := range field.Facets() {
		c.facets[f.Name] = func() (*facetColumn, error) { return readFacet(r, i, n) }
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
		bodyStart: make([]uint32, n), bodyEnd: make([]uint32, n),
		facets: map[string]func() (*facetColumn, error){},
	}
	for i := range c.dates {
		c.dates[i] = noDate
	}
	return c
}

// take sets the figures of a document.
func (c *columns) take(doc uint32, term string) error {
	f, err := parseFigures(term)
	c.dates[doc], c.textLen[doc], c.subjectLen[doc] = f.date, f.textLen, f.subjectLen
	c.bodyStart[doc], c.bodyEnd[doc] = f.bodyStart, f.bodyTo
	return err
}

func sortIDs(ids []liveID) {
	slices.SortFunc(ids, func(a, b liveID) int { return cmp.Compare(a.name, b.name) })
}

func (c *columns) rankByID(ids []liveID) {
	sortIDs(ids)
	for i, id := range ids {
		c.rank[id.doc] = uint32(i)
	}
}

// count sets the number of live documents and their mean lengths.
func (c *columns) count() {
	var text, subject uint64
	for doc, live := range c.live {
		if !live {
			continue
		}
		c.docs++
		text += uint64(c.textLen[doc])
		subject += uint64(c.subjectLen[doc])
	}
	if c.docs > 0 {
		c.textMean = float64(text) / float64(c.docs)
		c.subjectMean = float64(subject) / float64(c.docs)
	}
}

// newest and oldest return the dates at the ends of the live documents, the
// zero time if none has one.
func (c *columns) newest() time.Time { return c.extreme(func(a, b int64) bool { return a > b }) }
func (c *columns) oldest() time.Time { return c.extreme(func(a, b int64) bool { return a < b }) }

func (c *columns) extreme(better func(a, b int64) bool) time.Time {
	best := int64(noDate)
	for doc, live := range c.live {
		if d := c.dates[doc]; live && d != noDate && (best == noDate || better(d, best)) {
			best = d
		}
	}
	if best == noDate {
		return time.Time{}
	}
	return time.Unix(best, 0).UTC()
}
