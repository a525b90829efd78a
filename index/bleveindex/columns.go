package bleveindex

import (
	"encoding/base64"
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
	// zones are the zones of all documents in binary form; those of a document are
	// zones[zonesFrom:zonesTo].
	zones              []byte
	zonesFrom, zonesTo []uint32
	// facets has a function for each facet, which returns its column.
	facets map[string]func() (*facetColumn, error)
}

// figures are the numbers of one document, which its doc value holds.
type figures struct {
	date                int64
	textLen, subjectLen uint32
	zones               []byte // search.AppendZones
}

func figuresOf(t search.DocTerms) figures {
	return figures{t.Date, uint32(t.Text.Length), uint32(t.Subject.Length), search.AppendZones(nil, &t.Zones)}
}

// String returns date, textLen and subjectLen as decimal numbers, and the zones in
// base64: a doc value has no byte 0xff.
func (f figures) String() string {
	return fmt.Sprintf("%d %d %d %s", f.date, f.textLen, f.subjectLen, base64.RawStdEncoding.EncodeToString(f.zones))
}

func parseFigures(s string) (f figures, err error) {
	parts := strings.Split(s, " ")
	if len(parts) != 4 {
		return figures{}, fmt.Errorf("damaged figures %q", s)
	}
	number := func(part string) uint32 {
		n, bad := strconv.ParseUint(part, 10, 32)
		err = errors.Join(err, bad)
		return uint32(n)
	}
	date, bad := strconv.ParseInt(parts[0], 10, 64)
	f = figures{date: date, textLen: number(parts[1]), subjectLen: number(parts[2])}
	zones, undecoded := base64.RawStdEncoding.DecodeString(parts[3])
	f.zones = zones
	if err = errors.Join(err, bad, undecoded, search.ReadZones(zones, search.AllZones, &search.Zones{})); err != nil {
		return figures{}, fmt.Errorf("damaged figures %q", s)
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
		c.facets[f.Name] = func() (*facetColumn, error) { return readFacet(r, f.Name, n) }
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
		zonesFrom: make([]uint32, n), zonesTo: make([]uint32, n),
		facets: map[string]func() (*facetColumn, error){},
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
	c.setZones(doc, f.zones)
	return err
}

func (c *columns) setZones(doc uint32, zones []byte) {
	c.zonesFrom[doc] = uint32(len(c.zones))
	c.zones = append(c.zones, zones...)
	c.zonesTo[doc] = uint32(len(c.zones))
}

// zonesOf returns the zones of a document in binary form.
func (c *columns) zonesOf(doc uint32) []byte { return c.zones[c.zonesFrom[doc]:c.zonesTo[doc]] }

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
