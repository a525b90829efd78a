package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
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
	rank  uint32 // in the leaf
	key   []byte // that of its id, once it was compared with a document of another leaf
}

// A collector computes the total, the best matches in order, and the counts of
// facets in one pass over the matches.
type collector struct {
	req     index.Request
	query   query.Node // as rewritten
	lookup  *lookup
	total   int
	stream  bool
	order   func(a, b *match) int // nil of a stream
	keeper  keeper                // nil if no match is wanted
	after   *afterPlace           // nil if all matches are wanted
	behind  int                   // matches after it
	filters []filter
	counts  []facetCount
	line    *timeline  // nil for none
	cross   *crossing  // nil for none
	dates   DateReader // of the current leaf
	// compiled are walkers with the keeper, by leaf, for those that were compiled before.
	compiled []*walker
	passed   docSet // documents of the current leaf that pass all filters
	passing  int    // how many these are
}

// A keeper takes the matches that a collector finds, leaf by leaf.
type keeper interface {
	// enter prepares for the matches of a leaf.
	enter(leaf int)
	// admits reports whether a match with at most this score may be wanted.
	admits(score float64) bool
	// offer takes a match of the current leaf. It returns errEnough if no more are wanted.
	offer(m match) error
}

// A filter requires one of several values of a facet.
type filter struct {
	facet string
	cols  []*Column // by leaf
	wants [][]bool  // by leaf and ordinal
	// alone are the documents of the current leaf that fail only this filter.
	alone docSet
}

// A facetCount counts the values of one facet.
type facetCount struct {
	req    index.FacetRequest
	cols   []*Column     // by leaf
	counts [][]int       // by leaf, as ColumnReader.Count has them; leaves that share values share their counts
	reader *ColumnReader // of the current leaf
	// own is the facet's own filter, an index into filters, or -1.
	own int
}

// newCollector returns a collector for a request, without a keeper. A stream has no order
// but that of the index.
func (s *Searcher) newCollector(ctx context.Context, req index.Request, stream bool) (*collector, error) {
	c := &collector{req: req, stream: stream, lookup: newLookup(ctx, s), query: req.Query}
	if err := c.prepare(); err != nil {
		return nil, err
	}
	if c.query == nil {
		c.query = &query.All{}
	}
	var err error
	c.query, err = c.lookup.rewrite(query.Equivalents(c.query))
	return c, err
}

// collect collects the matches from a document of a leaf on.
func (c *collector) collect(ctx context.Context, leaf int, doc uint32) error {
	if c.countsAll() {
		c.total = c.lookup.docs
		return ctx.Err()
	}
	if leaf == 0 && doc == 0 {
		if done, err := c.collectTogether(ctx); done || err != nil {
			return err
		}
	}
	for i := leaf; i < len(c.lookup.leaves); i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := c.walk(ctx, i, doc)
		if err == nil {
			err = c.count(ctx, i)
		}
		if err != nil {
			return err
		}
		doc = 0
	}
	return nil
}

// countsAll reports whether only the number of all documents is wanted, as for each search
// that may get hints.
func (c *collector) countsAll() bool {
	_, all := c.query.(*query.All)
	return all && c.keeper == nil && c.after == nil && len(c.filters)+len(c.counts) == 0 && c.line == nil && c.cross == nil
}

// best answers a request but for its hits' contents. The heap has the best matches.
func (s *Searcher) best(ctx context.Context, req index.Request) (*collector, *bestHeap, error) {
	c, err := s.newCollector(ctx, req, false)
	if err != nil {
		return nil, nil, err
	}
	best := &bestHeap{leaves: s.leaves, order: c.order, keep: -1}
	if req.Limit >= 0 {
		best.keep = req.Limit + req.Offset
	}
	if best.keep != 0 {
		c.keeper = best
	}
	return c, best, c.collect(ctx, 0, 0)
}

// prepare sets up the order, the filters and the facets of the request.
func (c *collector) prepare() error {
	c.order = orders[cmp.Or(c.req.Sort, index.ByRelevance)]
	if c.order == nil && !c.stream {
		return fmt.Errorf("no sort order %q", c.req.Sort)
	}
	if c.req.After != nil {
		c.after = newAfterPlace(c.lookup.leaves, c.order, c.req.After)
	}
	for _, f := range c.req.Filters {
		cols, err := c.columns(f.Facet)
		if err != nil {
			return err
		}
		wants, err := wanted(cols, f.Values)
		if err != nil {
			return err
		}
		c.filters = append(c.filters, filter{facet: f.Facet, cols: cols, wants: wants})
	}
	for _, f := range c.req.Facets {
		cols, err := c.columns(f.Name)
		if err != nil {
			return err
		}
		own := slices.IndexFunc(c.filters, func(g filter) bool { return g.facet == f.Name })
		counts, err := newCounts(cols)
		if err != nil {
			return err
		}
		c.counts = append(c.counts, facetCount{req: f, cols: cols, counts: counts, own: own})
	}
	if c.req.Timeline != "" {
		c.line = &timeline{unit: c.req.Timeline, days: map[int64]int{}}
	}
	if c.req.Table != nil {
		return c.prepareTable()
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
func perValue[T any](cols []*Column, newSlice func(*Texts) ([]T, error)) ([][]T, error) {
	var list [][]T
	for i, col := range cols {
		if i > 0 && col.values == cols[i-1].values {
			list = append(list, list[i-1])
			continue
		}
		slice, err := newSlice(col.values)
		if err != nil {
			return nil, err
		}
		list = append(list, slice)
	}
	return list, nil
}

// newCounts returns the counts of a facetCount.
func newCounts(cols []*Column) ([][]int, error) {
	return perValue(cols, func(values *Texts) ([]int, error) { return make([]int, values.Len()+1), nil })
}

// wanted marks the values that a filter names, by leaf and ordinal. A name that is not
// a value means the values that differ from it only in case.
func wanted(cols []*Column, values []string) ([][]bool, error) {
	missing := map[string]bool{} // by value, whether it was not found yet
	for _, value := range values {
		missing[value] = true
	}
	exact, err := perValue(cols, func(all *Texts) ([]bool, error) {
		return marked(all, func(v []byte) bool {
			_, named := missing[string(v)]
			if named {
				missing[string(v)] = false
			}
			return named
		})
	})
	folded := map[string]bool{}
	for value, not := range missing {
		if not {
			folded[foldCase(value)] = true
		}
	}
	if err != nil || len(folded) == 0 {
		return exact, err
	}
	alike, err := perValue(cols, func(all *Texts) ([]bool, error) {
		return marked(all, func(v []byte) bool { return folded[foldCase(string(v))] })
	})
	if err != nil {
		return nil, err
	}
	for i, want := range exact {
		for ord := range want {
			want[ord] = want[ord] || alike[i][ord]
		}
	}
	return exact, nil
}

// marked reports which values satisfy is, by ordinal.
func marked(values *Texts, is func([]byte) bool) ([]bool, error) {
	list := make([]bool, values.Len())
	for ord := range list {
		v, err := values.Bytes(ord)
		if err != nil {
			return nil, err
		}
		list[ord] = is(v)
	}
	return list, nil
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

// ranks reports whether the hits are wanted in the order of their scores.
func (c *collector) ranks() bool {
	return c.keeper != nil && (c.req.Sort == index.ByRelevance || c.req.Sort == "")
}

// byDate reports whether the hits are wanted in the order of their dates.
func (c *collector) byDate() bool {
	return c.req.Sort == index.ByDate || c.req.Sort == index.ByDateDesc
}

// enter prepares for the matches of a leaf.
func (c *collector) enter(leaf int) {
	docs := c.lookup.leaves[leaf].Docs()
	c.passed, c.passing = c.passed.reset(docs), 0
	c.dates = c.lookup.leaves[leaf].Dates().Reader()
	for i := range c.filters {
		c.filters[i].alone = c.filters[i].alone.reset(docs)
	}
	for i := range c.counts {
		c.counts[i].reader = c.counts[i].cols[leaf].Reader()
	}
	if c.cross != nil {
		c.cross.enter(leaf)
	}
}

// count counts the values of the matches of a leaf.
func (c *collector) count(ctx context.Context, leaf int) error {
	rest := c.counts
	if c.passing >= manyMatches {
		if err := c.countMany(ctx, leaf); err != nil {
			return err
		}
		rest = nil
	}
	err := c.passed.each(ctx, func(docs []uint32) error {
		for i := range rest {
			if err := rest[i].reader.Count(docs, rest[i].counts[leaf]); err != nil {
				return err
			}
		}
		if c.line != nil {
			if err := c.line.count(docs, &c.dates); err != nil {
				return err
			}
		}
		if c.cross != nil {
			return c.cross.count(leaf, docs)
		}
		return nil
	})
	for i := range c.counts {
		f := &c.counts[i]
		if err != nil || f.own < 0 {
			continue
		}
		err = c.filters[f.own].alone.each(ctx, func(docs []uint32) error { return f.reader.Count(docs, f.counts[leaf]) })
	}
	return err
}

// manyMatches is the number of matches of a leaf from which on each facet is counted by
// itself, on all cores.
var manyMatches = 1 << 12 // changed by tests

// countMany counts the facets of a leaf with many matches.
func (c *collector) countMany(ctx context.Context, leaf int) error {
	nearlyAll := c.lookup.nearlyAll(leaf, c.passing)
	return inParallel(len(c.counts), func(i int) error {
		f := &c.counts[i]
		if nearlyAll {
			return c.lookup.countAllBut(leaf, f, c.passed)
		}
		return c.passed.each(ctx, func(docs []uint32) error { return f.reader.Count(docs, f.counts[leaf]) })
	})
}

// result returns the facets of the request.
func (c *collector) result() ([]index.Facet, error) {
	if len(c.counts) == 0 {
		return nil, nil
	}
	facets := make([]index.Facet, len(c.counts))
	_, at := c.lookup.Dates()
	err := inParallel(len(facets), func(i int) (err error) {
		facets[i], err = c.counts[i].facet(&c.lookup.merges, at)
		return err
	})
	return facets, err
}

// values returns the commonest values with the counts of all leaves, the number of all
// that have a count, and the number of documents without a value.
func (f *facetCount) values(merges *valueMerges) (list []index.FacetValue, n, missing int, err error) {
	if len(f.cols) == 0 {
		return nil, 0, 0, nil
	}
	for i, col := range f.cols {
		if i == 0 || col.values != f.cols[i-1].values {
			missing += f.counts[i][0]
		}
	}
	sums, places, err := f.sum(merges)
	if err != nil {
		return nil, 0, 0, err
	}
	least, n := leastWanted(sums, f.req.Size)
	for i, count := range sums {
		if count < least {
			continue
		}
		at := valuePlace{0, uint32(i)}
		if places != nil {
			at = places[i]
		}
		v, err := f.cols[at.leaf].values.At(int(at.ord))
		if err != nil {
			return nil, 0, 0, err
		}
		list = append(list, index.FacetValue{Value: v, Count: count})
	}
	return list, n, missing, nil
}

// leastWanted returns the least count of the commonest values, size of them; below 0 is
// all. It also returns the number of values that have a count.
func leastWanted(counts []int, size int) (least, n int) {
	var best []int // in descending order
	for _, count := range counts {
		if count == 0 {
			continue
		}
		n++
		if size <= 0 || len(best) == size && count <= best[size-1] {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, count, func(a, b int) int { return cmp.Compare(b, a) })
		best = slices.Insert(best, at, count)
		best = best[:min(len(best), size)]
	}
	switch {
	case size == 0:
		return math.MaxInt, n
	case size < 0 || n < size:
		return 1, n
	}
	return best[size-1], n
}

// facet returns the commonest values. Labels are those of a time.
func (f *facetCount) facet(merges *valueMerges, at time.Time) (index.Facet, error) {
	values, n, missing, err := f.values(merges)
	if err != nil {
		return index.Facet{}, err
	}
	slices.SortFunc(values, func(a, b index.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	out := index.Facet{Name: f.req.Name, Missing: missing, Values: values}
	if f.req.Size >= 0 && n > f.req.Size {
		out.Other = n - f.req.Size
		out.Values = slices.Clone(out.Values[:f.req.Size])
	}
	named, _ := field.LookupFacet(f.req.Name)
	for i := range out.Values {
		out.Values[i].Label = named.Label(out.Values[i].Value, at)
	}
	return out, nil
}
