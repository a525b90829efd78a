package bleveindex

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// A match is a document that matches, with its score.
type match struct {
	doc   uint32
	score float64
}

// A collector gathers in one walk over the matches all that a request asks:
// the total, the best matches in order, and the counts of facets.
type collector struct {
	cols    *columns
	req     contract.Request
	query   query.Node // as rewritten
	comp    *compiler
	total   int
	best    bestHeap
	keep    int // matches to keep; below 0 is all
	filters []filter
	counts  []facetCount
}

// A filter wants one of some values of a facet.
type filter struct {
	facet string
	col   *facetColumn
	want  []bool // by ordinal
}

// A facetCount counts the values of one facet.
type facetCount struct {
	req    contract.FacetRequest
	col    *facetColumn
	counts []int // by ordinal
	// missing counts the matches without a value.
	missing int
	// own is the facet's own filter, an index into filters, or -1.
	own int
}

// checkEvery is how many matches are walked between looks at the context.
const checkEvery = 1 << 6

func (s *Searcher) collect(ctx context.Context, req contract.Request) (*collector, error) {
	c, err := newCollector(s.cols, req)
	if err != nil {
		return nil, err
	}
	comp := &compiler{ctx: ctx, reader: s.reader, cols: s.cols}
	defer comp.close()
	c.comp = comp
	if c.query = req.Query; c.query == nil {
		c.query = &query.All{}
	}
	if c.query, err = comp.rewrite(c.query); err != nil {
		return nil, err
	}
	m, err := comp.node(c.query)
	if err != nil {
		return nil, err
	}
	return c, c.walk(ctx, m)
}

func newCollector(cols *columns, req contract.Request) (*collector, error) {
	c := &collector{cols: cols, req: req, keep: -1}
	if req.Limit >= 0 {
		c.keep = req.Limit + req.Offset
	}
	order, err := orderOf(cols, req.Sort)
	if err != nil {
		return nil, err
	}
	c.best.before = order
	for _, f := range req.Filters {
		col, err := c.column(f.Facet)
		if err != nil {
			return nil, err
		}
		c.filters = append(c.filters, filter{f.Facet, col, wanted(col, f.Values)})
	}
	for _, f := range req.Facets {
		col, err := c.column(f.Name)
		if err != nil {
			return nil, err
		}
		own := slices.IndexFunc(c.filters, func(g filter) bool { return g.facet == f.Name })
		c.counts = append(c.counts, facetCount{req: f, col: col, counts: make([]int, len(col.values)), own: own})
	}
	return c, nil
}

func (c *collector) column(name string) (*facetColumn, error) {
	if col, ok := c.cols.facets[name]; ok {
		return col()
	}
	return nil, fmt.Errorf("no facet %q", name)
}

// wanted marks the values that a filter names, by ordinal. One that is no value
// as it stands is taken for those that differ in case only.
func wanted(col *facetColumn, values []string) []bool {
	want := make([]bool, len(col.values))
	missing := map[string]bool{} // the values not found yet
	for _, value := range values {
		missing[value] = true
	}
	for ord, v := range col.values {
		if missing[v] {
			want[ord] = true
			delete(missing, v)
		}
	}
	if len(missing) == 0 {
		return want
	}
	folded := map[string]bool{}
	for value := range missing {
		folded[foldCase(value)] = true
	}
	for ord, v := range col.values {
		want[ord] = want[ord] || folded[foldCase(v)]
	}
	return want
}

// foldCase returns a text such that those which strings.EqualFold takes for equal
// are equal.
func foldCase(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

// orderOf returns the order of a sort; equal matches stand by id.
func orderOf(cols *columns, sort contract.Sort) (func(a, b match) int, error) {
	var order func(a, b match) int
	switch sort {
	case contract.ByRelevance, "":
		order = func(a, b match) int { return cmp.Compare(b.score, a.score) }
	case contract.ByDate:
		order = func(a, b match) int { return cmp.Compare(cols.sortDate(a.doc), cols.sortDate(b.doc)) }
	case contract.ByDateDesc:
		order = func(a, b match) int { return cmp.Compare(cols.dates[b.doc], cols.dates[a.doc]) }
	case contract.ByID:
		order = func(a, b match) int { return 0 }
	default:
		return nil, fmt.Errorf("no sort order %q", sort)
	}
	return func(a, b match) int {
		return cmp.Or(order(a, b), cmp.Compare(cols.rank[a.doc], cols.rank[b.doc]))
	}, nil
}

// sortDate is a document's date such that one without stands last.
func (c *columns) sortDate(doc uint32) int64 {
	if c.dates[doc] == noDate {
		return -noDate
	}
	return c.dates[doc]
}

func (c *collector) walk(ctx context.Context, m matches) error {
	scored := c.req.Sort == contract.ByRelevance || c.req.Sort == ""
	doc, err := m.advance(0)
	for n := 0; err == nil && doc != end; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if c.take(doc) && c.keep != 0 {
			found := match{doc: doc}
			if scored {
				if found.score, err = m.score(); err != nil {
					return err
				}
			}
			c.best.offer(found, c.keep)
		}
		doc, err = m.advance(doc + 1)
	}
	return err
}

// take counts a match and reports whether it passes all filters. One that fails
// the filter of a single facet still counts for that facet.
func (c *collector) take(doc uint32) bool {
	failed := -1
	for i, f := range c.filters {
		if f.passes(doc) {
			continue
		}
		if failed >= 0 {
			return false
		}
		failed = i
	}
	for i := range c.counts {
		if f := &c.counts[i]; failed < 0 || f.own == failed {
			ords := f.col.of(doc)
			for _, ord := range ords {
				f.counts[ord]++
			}
			if len(ords) == 0 {
				f.missing++
			}
		}
	}
	if failed >= 0 {
		return false
	}
	c.total++
	return true
}

func (f *filter) passes(doc uint32) bool {
	for _, ord := range f.col.of(doc) {
		if f.want[ord] {
			return true
		}
	}
	return false
}

// page returns the matches that the request wants, best first.
func (c *collector) page() []match {
	list := c.best.sorted()
	list = list[min(c.req.Offset, len(list)):]
	if c.req.Limit >= 0 && len(list) > c.req.Limit {
		list = list[:c.req.Limit]
	}
	return list
}

// result returns the facets that the request asks for.
func (c *collector) result() []contract.Facet {
	var facets []contract.Facet
	at := c.cols.newest()
	for _, f := range c.counts {
		named, _ := field.LookupFacet(f.req.Name)
		facets = append(facets, f.facet(func(v string) string { return named.Label(v, at) }))
	}
	return facets
}

func (f *facetCount) facet(label func(string) string) contract.Facet {
	var ords []int
	for ord, n := range f.counts {
		if n > 0 {
			ords = append(ords, ord)
		}
	}
	slices.SortFunc(ords, func(a, b int) int {
		return cmp.Or(cmp.Compare(f.counts[b], f.counts[a]), cmp.Compare(f.col.values[a], f.col.values[b]))
	})
	out := contract.Facet{Name: f.req.Name, Missing: f.missing}
	if f.req.Size >= 0 && len(ords) > f.req.Size {
		out.Other = len(ords) - f.req.Size
		ords = ords[:f.req.Size]
	}
	for _, ord := range ords {
		v := f.col.values[ord]
		out.Values = append(out.Values, contract.FacetValue{Value: v, Label: label(v), Count: f.counts[ord]})
	}
	return out
}

// A bestHeap keeps the best matches of those offered, the worst on top.
type bestHeap struct {
	list   []match
	before func(a, b match) int
}

func (h *bestHeap) Len() int           { return len(h.list) }
func (h *bestHeap) Less(i, j int) bool { return h.before(h.list[i], h.list[j]) > 0 }
func (h *bestHeap) Swap(i, j int)      { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *bestHeap) Push(x any)         { h.list = append(h.list, x.(match)) }
func (h *bestHeap) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}

// offer takes a match in if it is among the best keep; keep below 0 is all.
func (h *bestHeap) offer(m match, keep int) {
	switch {
	case keep < 0:
		h.list = append(h.list, m)
	case len(h.list) < keep:
		heap.Push(h, m)
	case h.before(m, h.list[0]) < 0:
		h.list[0] = m
		heap.Fix(h, 0)
	}
}

// sorted returns what was kept, best first.
func (h *bestHeap) sorted() []match {
	slices.SortFunc(h.list, h.before)
	return h.list
}
