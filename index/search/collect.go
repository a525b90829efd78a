package search

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// A match is a document that matches, with its sort keys.
type match struct {
	leaf  int
	doc   uint32
	score float64
	date  int64
	rank  uint32
}

// A collector computes the total, the best matches in order, and the counts of
// facets in one pass over the matches.
type collector struct {
	req     index.Request
	query   query.Node // as rewritten
	lookup  *lookup
	total   int
	best    bestHeap
	keep    int // matches to keep; below 0 is all
	filters []filter
	counts  []facetCount
}

// A filter requires one of several values of a facet.
type filter struct {
	facet string
	cols  []*Column // by leaf
	wants [][]bool  // by leaf and ordinal
}

// A facetCount counts the values of one facet.
type facetCount struct {
	req    index.FacetRequest
	cols   []*Column // by leaf
	counts [][]int   // by leaf and ordinal; leaves that share values share their counts
	// missing counts the matches without a value.
	missing int
	// own is the facet's own filter, an index into filters, or -1.
	own int
}

// checkEvery is the number of matches between two checks of the context.
const checkEvery = 1 << 6

func (s *Searcher) collect(ctx context.Context, req index.Request) (*collector, error) {
	c := &collector{req: req, lookup: newLookup(ctx, s), query: req.Query}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	if c.query == nil {
		c.query = &query.All{}
	}
	var err error
	if c.query, err = c.lookup.rewrite(c.query); err != nil {
		return nil, err
	}
	for i, leaf := range s.leaves {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		comp := &compiler{lookup: c.lookup, leaf: leaf, at: i}
		m, err := comp.node(c.query)
		if err == nil {
			err = c.walk(ctx, i, m)
		}
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

// prepare sets up the order, the filters and the facets of the request.
func (c *collector) prepare() error {
	c.keep = -1
	if c.req.Limit >= 0 {
		c.keep = c.req.Limit + c.req.Offset
	}
	order, ok := orders[cmp.Or(c.req.Sort, index.ByRelevance)]
	if !ok {
		return fmt.Errorf("no sort order %q", c.req.Sort)
	}
	c.best.before = func(a, b *match) int { return cmp.Or(order(a, b), cmp.Compare(a.rank, b.rank)) }
	for _, f := range c.req.Filters {
		cols, err := c.columns(f.Facet)
		if err != nil {
			return err
		}
		c.filters = append(c.filters, filter{f.Facet, cols, wanted(cols, f.Values)})
	}
	for _, f := range c.req.Facets {
		cols, err := c.columns(f.Name)
		if err != nil {
			return err
		}
		own := slices.IndexFunc(c.filters, func(g filter) bool { return g.facet == f.Name })
		counts := perValue(cols, func(col *Column) []int { return make([]int, len(col.Values)) })
		c.counts = append(c.counts, facetCount{req: f, cols: cols, counts: counts, own: own})
	}
	return nil
}

// columns returns the columns of a facet, by leaf.
func (c *collector) columns(name string) ([]*Column, error) {
	if _, ok := field.LookupFacet(name); !ok {
		return nil, fmt.Errorf("no facet %q", name)
	}
	var cols []*Column
	for _, leaf := range c.lookup.leaves {
		col, err := leaf.Column(name)
		if err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	return cols, nil
}

// perValue makes a slice by ordinal for each column. Columns that share values share
// the slice.
func perValue[T any](cols []*Column, newSlice func(*Column) []T) [][]T {
	var list [][]T
	for i, col := range cols {
		if i > 0 && col.sharesValues(cols[i-1]) {
			list = append(list, list[i-1])
		} else {
			list = append(list, newSlice(col))
		}
	}
	return list
}

// wanted marks the values that a filter names, by leaf and ordinal. A name that is not
// a value means the values that differ from it only in case.
func wanted(cols []*Column, values []string) [][]bool {
	missing := map[string]bool{} // the values not found yet
	for _, value := range values {
		missing[value] = true
	}
	exact := perValue(cols, func(col *Column) []bool { return marked(col, func(v string) bool { return missing[v] }) })
	for i, want := range exact {
		for ord, is := range want {
			if is {
				delete(missing, cols[i].Values[ord])
			}
		}
	}
	if len(missing) == 0 {
		return exact
	}
	folded := map[string]bool{}
	for value := range missing {
		folded[foldCase(value)] = true
	}
	alike := perValue(cols, func(col *Column) []bool { return marked(col, func(v string) bool { return folded[foldCase(v)] }) })
	for i, want := range exact {
		for ord := range want {
			want[ord] = want[ord] || alike[i][ord]
		}
	}
	return exact
}

// marked reports which values of a column satisfy is, by ordinal.
func marked(col *Column, is func(string) bool) []bool {
	list := make([]bool, len(col.Values))
	for ord, v := range col.Values {
		list[ord] = is(v)
	}
	return list
}

// foldCase maps texts that are equal under strings.EqualFold to the same text.
func foldCase(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

// orders compare matches by each sort; equal matches are ordered by id.
var orders = map[index.Sort]func(a, b *match) int{
	index.ByRelevance: func(a, b *match) int { return cmp.Compare(b.score, a.score) },
	index.ByDate:      func(a, b *match) int { return cmp.Compare(sortDate(a.date), sortDate(b.date)) },
	index.ByDateDesc:  func(a, b *match) int { return cmp.Compare(b.date, a.date) },
	index.ByID:        func(a, b *match) int { return 0 },
}

// sortDate returns a sort key of a date, by which missing dates are last.
func sortDate(date int64) int64 {
	if date == NoDate {
		return -NoDate
	}
	return date
}

// walk collects the matches of a leaf.
func (c *collector) walk(ctx context.Context, leaf int, m matches) error {
	scored := c.req.Sort == index.ByRelevance || c.req.Sort == ""
	dates, ranks := c.lookup.leaves[leaf].Dates(), c.lookup.leaves[leaf].Ranks()
	doc, err := m.advance(0)
	for n := 0; err == nil && doc != End; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if c.take(leaf, doc) && c.keep != 0 {
			found := match{leaf: leaf, doc: doc, date: dates[doc], rank: ranks[doc]}
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
func (c *collector) take(leaf int, doc uint32) bool {
	failed := -1
	for i := range c.filters {
		if c.filters[i].passes(leaf, doc) {
			continue
		}
		if failed >= 0 {
			return false
		}
		failed = i
	}
	for i := range c.counts {
		f := &c.counts[i]
		if failed >= 0 && f.own != failed {
			continue
		}
		ords, counts := f.cols[leaf].Of(doc), f.counts[leaf]
		for _, ord := range ords {
			counts[ord]++
		}
		if len(ords) == 0 {
			f.missing++
		}
	}
	if failed >= 0 {
		return false
	}
	c.total++
	return true
}

func (f *filter) passes(leaf int, doc uint32) bool {
	for _, ord := range f.cols[leaf].Of(doc) {
		if f.wants[leaf][ord] {
			return true
		}
	}
	return false
}

// page returns the matches that the request selects, best first.
func (c *collector) page() []match {
	list := c.best.sorted()
	list = list[min(c.req.Offset, len(list)):]
	if c.req.Limit >= 0 && len(list) > c.req.Limit {
		list = list[:c.req.Limit]
	}
	return list
}

// result returns the facets of the request.
func (c *collector) result() []index.Facet {
	var facets []index.Facet
	_, at := c.lookup.Dates()
	for _, f := range c.counts {
		named, _ := field.LookupFacet(f.req.Name)
		facets = append(facets, f.facet(func(v string) string { return named.Label(v, at) }))
	}
	return facets
}

// values returns the counted values, with the counts of all leaves.
func (f *facetCount) values() []index.FacetValue {
	var list []index.FacetValue
	places := map[string]int{}
	for i, col := range f.cols {
		if i > 0 && col.sharesValues(f.cols[i-1]) {
			continue
		}
		for ord, n := range f.counts[i] {
			if n == 0 {
				continue
			}
			v := col.Values[ord]
			at, known := places[v]
			if !known {
				at = len(list)
				list = append(list, index.FacetValue{Value: v})
				if i+1 < len(f.cols) {
					places[v] = at
				}
			}
			list[at].Count += n
		}
	}
	return list
}

func (f *facetCount) facet(label func(string) string) index.Facet {
	out := index.Facet{Name: f.req.Name, Missing: f.missing, Values: f.values()}
	slices.SortFunc(out.Values, func(a, b index.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	if f.req.Size >= 0 && len(out.Values) > f.req.Size {
		out.Other = len(out.Values) - f.req.Size
		out.Values = slices.Clone(out.Values[:f.req.Size])
	}
	for i := range out.Values {
		out.Values[i].Label = label(out.Values[i].Value)
	}
	return out
}

// A bestHeap keeps the best matches of those offered, the worst on top.
type bestHeap struct {
	list   []match
	before func(a, b *match) int
}

func (h *bestHeap) Len() int           { return len(h.list) }
func (h *bestHeap) Less(i, j int) bool { return h.before(&h.list[i], &h.list[j]) > 0 }
func (h *bestHeap) Swap(i, j int)      { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *bestHeap) Push(x any)         { h.list = append(h.list, x.(match)) }
func (h *bestHeap) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}

// offer adds a match if it is among the best keep; keep below 0 means all.
func (h *bestHeap) offer(m match, keep int) {
	switch {
	case keep < 0:
		h.list = append(h.list, m)
	case len(h.list) < keep:
		heap.Push(h, m)
	case h.before(&m, &h.list[0]) < 0:
		h.list[0] = m
		heap.Fix(h, 0)
	}
}

// sorted returns the matches, best first.
func (h *bestHeap) sorted() []match {
	slices.SortFunc(h.list, func(a, b match) int { return h.before(&a, &b) })
	return h.list
}
