package search

import (
	"context"
	"math"
	"slices"
	"sync/atomic"
)

// A walker walks the matches of documents of one leaf for a collector. Several walkers,
// each with matches of its own, may walk different documents of a leaf at once.
type walker struct {
	c       *collector // which the walker does not change, but for documents of its sets
	leaf    int
	matches matches
	placed  *placement  // nil if none counts
	keeper  keeper      // nil if no match is wanted
	after   *afterPlace // nil if all matches are wanted
	dates   DateReader
	filters []filterReader
	counter *facetCounter // nil if facets are counted when the matches of the leaf are known
	ranks   bool          // the hits are wanted in the order of their scores
	choosy  bool          // the keeper does not admit all matches, and the hits are wanted in that order
	passing int           // matches that pass all filters
	behind  int           // matches after the place
	found   match         // the current one, which passes to functions that may keep it
}

// A filterReader reads the values of the facet of a filter.
type filterReader struct {
	*ColumnReader
	ords []uint32 // for reuse
}

// newWalker returns a walker whose matches a compiler makes.
func (c *collector) newWalker(comp *compiler, k keeper) (*walker, error) {
	w := &walker{c: c, ranks: c.ranks(), leaf: comp.at, keeper: k, dates: comp.leaf.Dates().Reader()}
	var err error
	if w.matches, err = comp.node(c.query); err != nil {
		return nil, err
	}
	if w.ranks {
		if w.placed, err = comp.placement(c.query); err != nil {
			return nil, err
		}
	}
	if c.after != nil {
		after := *c.after
		after.enter(w.leaf)
		w.after = &after
	}
	for i := range c.filters {
		w.filters = append(w.filters, filterReader{ColumnReader: c.filters[i].cols[w.leaf].Reader()})
	}
	return w, nil
}

// walk collects the matches of a leaf from a document on.
func (c *collector) walk(ctx context.Context, leaf int, doc uint32) error {
	c.enter(leaf)
	comp := &compiler{lookup: c.lookup, leaf: c.lookup.leaves[leaf], at: leaf}
	first, err := c.firstWalker(comp)
	if err != nil {
		return err
	}
	walkers := []*walker{first}
	if n := c.walkersOf(comp, first.matches); n > 1 {
		walkers, err = c.walkAtOnce(ctx, first, n)
	} else {
		err = first.walk(ctx, doc, uint32(comp.leaf.Docs()))
	}
	if err != nil {
		return err
	}
	for _, w := range walkers {
		c.passing += w.passing
		c.behind += w.behind
	}
	c.total += c.passing
	return nil
}

// firstWalker returns a walker of the collector's keeper.
func (c *collector) firstWalker(comp *compiler) (*walker, error) {
	if c.keeper != nil {
		c.keeper.enter(comp.at)
	}
	if comp.at < len(c.compiled) {
		return c.compiled[comp.at], nil
	}
	return c.newWalker(comp, c.keeper)
}

// walkedAlone is the number of matches that one walker walks in about the time in which
// another one can begin.
var walkedAlone = 1 << 11 // changed by tests

// walkersOf returns the number of walkers for the matches of a leaf.
func (c *collector) walkersOf(comp *compiler, m matches) int {
	if _, ok := c.keeper.(*bestHeap); !ok && c.keeper != nil || comp.hasWideScope(c.query) {
		return 1
	}
	return min(cores(), mostOf(m, comp.leaf.Docs())/walkedAlone)
}

// walkAtOnce walks all documents of a leaf with a walker and others like it. Each takes some
// documents, and then the next that no other has taken.
func (c *collector) walkAtOnce(ctx context.Context, first *walker, n int) ([]*walker, error) {
	best, _ := c.keeper.(*bestHeap)
	if best != nil {
		best.share()
	}
	leaf := c.lookup.leaves[first.leaf]
	walkers, comps := make([]*walker, n), make([]*compiler, n)
	walkers[0] = first
	for i := 1; i < n; i++ {
		comps[i] = &compiler{lookup: c.lookup.fork(), leaf: leaf, at: first.leaf}
	}
	docs := leaf.Docs()
	size := (docs/(n*partsOfWalker) + 64) &^ 63 // documents of one word of a docSet stay together
	var taken atomic.Int64
	err := inParallel(n, func(i int) error {
		if i > 0 {
			var k keeper
			if best != nil {
				k = best.beside()
				k.enter(first.leaf)
			}
			var err error
			if walkers[i], err = c.newWalker(comps[i], k); err != nil {
				return err
			}
		}
		for {
			to := int(taken.Add(int64(size)))
			if to-size >= docs {
				return nil
			}
			if err := walkers[i].walk(ctx, uint32(to-size), uint32(min(to, docs))); err != nil {
				return err
			}
		}
	})
	if err != nil || best == nil {
		return walkers, err
	}
	for _, w := range walkers[1:] {
		if err := best.join(w.keeper.(*bestHeap)); err != nil {
			return nil, err
		}
	}
	return walkers, nil
}

// partsOfWalker is how often a walker takes documents, if all are equally fast.
const partsOfWalker = 8

// checkEvery is the number of matches between two checks of the context.
const checkEvery = 1 << 6

// walk collects the matches of the documents from next to before to.
func (w *walker) walk(ctx context.Context, next, to uint32) error {
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		doc, err := w.matches.advance(next)
		if err != nil || doc >= to {
			return err
		}
		next = doc + 1
		passes, err := w.passes(doc)
		if err == nil && passes {
			err = w.offer(doc)
		}
		if err != nil {
			return err
		}
	}
}

// passes takes a match for counting and reports whether it passes all filters. One that
// fails the filter of a single facet still counts for that facet.
func (w *walker) passes(doc uint32) (bool, error) {
	failed := -1
	for i := range w.filters {
		passes, err := w.filters[i].passes(w.c.filters[i].wants[w.leaf], doc)
		switch {
		case err != nil:
			return false, err
		case passes:
		case failed >= 0:
			return false, nil
		default:
			failed = i
		}
	}
	if failed >= 0 {
		w.c.filters[failed].alone.add(doc)
		return false, nil
	}
	w.passing++
	if w.counter != nil {
		return true, w.counter.add(doc)
	}
	w.c.passed.add(doc)
	return true, nil
}

// passes reports whether a document has a wanted value.
func (f *filterReader) passes(wants []bool, doc uint32) (bool, error) {
	var err error
	f.ords, err = f.Append(f.ords[:0], doc)
	return slices.ContainsFunc(f.ords, func(ord uint32) bool { return wants[ord] }), err
}

// offer gives the current match to the keeper.
func (w *walker) offer(doc uint32) (err error) {
	if w.keeper == nil {
		return nil
	}
	if wanted, err := w.mayRank(); err != nil || !wanted {
		return err
	}
	found := &w.found
	*found = match{leaf: w.leaf, doc: doc}
	switch {
	case w.ranks:
		found.score, err = w.matches.score()
		if err == nil && w.placed != nil && w.keeper.admits(found.score+w.placed.most) {
			var more float64
			more, err = w.placed.score(doc, func(most float64) bool { return w.keeper.admits(found.score + most) })
			found.score += more
		}
	case w.c.byDate():
		found.date, err = w.dates.At(doc)
	}
	if err != nil {
		return err
	}
	if w.after != nil {
		if passes, err := w.after.passes(found); err != nil || !passes {
			return err
		}
		w.behind++
	}
	if w.choosy && !w.keeper.admits(found.score) {
		return nil
	}
	return w.keeper.offer(*found)
}

// mayRank reports whether the current match may be among those that are kept.
func (w *walker) mayRank() (bool, error) {
	if w.after != nil || !w.ranks {
		return true, nil
	}
	if !w.choosy {
		if w.choosy = !w.keeper.admits(math.Inf(-1)); !w.choosy {
			return true, nil
		}
	}
	most, err := w.matches.bound()
	if w.placed != nil {
		most += w.placed.most
	}
	return w.keeper.admits(roundingUp * most), err
}
