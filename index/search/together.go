package search

import (
	"context"
	"sync/atomic"
)

// Goroutines that walk one leaf at a time wait for each other after each leaf, and again
// after each facet. Most searches need none of that: their goroutines take documents of all
// leaves and count the facets of each match themselves.

// A facetCounter counts the values of matches of a leaf, in the order of their numbers.
type facetCounter struct {
	readers []*ColumnReader // by facet
	counts  [][]int         // by facet, see ColumnReader.Count
	docs    []uint32        // that are not counted yet
}

// add adds a match.
func (f *facetCounter) add(doc uint32) error {
	if len(f.docs) == countEvery {
		if err := f.flush(); err != nil {
			return err
		}
	}
	f.docs = append(f.docs, doc)
	return nil
}

// flush counts the matches that were added.
func (f *facetCounter) flush() error {
	for i, r := range f.readers {
		if err := r.Count(f.docs, f.counts[i]); err != nil {
			return err
		}
	}
	f.docs = f.docs[:0]
	return nil
}

// A worker walks documents of all leaves beside others.
type worker struct {
	c       *collector // which a worker does not change while others walk
	lookup  *lookup
	keeper  *bestHeap // nil if no match is wanted
	walkers []*walker // by leaf, nil for those that were not begun
	counts  [][][]int // by leaf and facet, see ColumnReader.Count; nil for leaves that were not begun
	docs    []uint32  // for reuse
	first   bool      // the keeper and the counts are those of the collector
}

// collectTogether collects the matches of all leaves with several workers. It returns false
// if that does not pay or is not possible.
func (c *collector) collectTogether(ctx context.Context) (bool, error) {
	best, ok := c.keeper.(*bestHeap)
	if c.keeper != nil && !ok || len(c.filters) > 0 || c.line != nil || c.cross != nil || cores() == 1 {
		return false, nil
	}
	n, err := c.compileAll()
	if err != nil || n < 2 {
		return false, err
	}
	workers := c.workers(n, best)
	parts := c.partsFor(n)
	var taken atomic.Int64
	err = inParallel(n, func(i int) error { return workers[i].walk(ctx, parts, &taken) })
	for _, w := range workers {
		if err == nil {
			err = w.join(best)
		}
	}
	return true, err
}

// compileAll compiles the query for all leaves and returns the number of workers, 0 if the
// leaves are to be walked one by one.
func (c *collector) compileAll() (int, error) {
	docs, most := 0, 0
	for i, leaf := range c.lookup.leaves {
		comp := &compiler{lookup: c.lookup, leaf: leaf, at: i}
		if i == 0 && comp.hasWideScope(c.query) {
			return 0, nil
		}
		w, err := c.newWalker(comp, c.keeper)
		if err != nil {
			return 0, err
		}
		c.compiled = append(c.compiled, w)
		docs += leaf.Docs()
		most += mostOf(w.matches, leaf.Docs())
	}
	if most > docs-docs/nearlyAllBut {
		return 0, nil
	}
	return min(cores(), most/walkedAlone), nil
}

// If more than all documents but one in nearlyAllBut may match, counting those that do not
// may be faster. Which these are is known after a leaf, see countAllBut.
const nearlyAllBut = 8

// workers returns n workers.
func (c *collector) workers(n int, best *bestHeap) []*worker {
	list := []*worker{{c: c, lookup: c.lookup, keeper: best, walkers: c.compiled, first: true}}
	if best != nil {
		best.share()
	}
	for len(list) < n {
		w := &worker{c: c, lookup: c.lookup.fork(), walkers: make([]*walker, len(c.compiled))}
		if best != nil {
			w.keeper = best.beside()
		}
		list = append(list, w)
	}
	return list
}

// A leafPart is some documents of a leaf.
type leafPart struct {
	leaf     int
	from, to uint32
}

// partsFor returns the parts that n workers take.
func (c *collector) partsFor(n int) []leafPart {
	var parts []leafPart
	for i, leaf := range c.lookup.leaves {
		docs := leaf.Docs()
		size := (docs/(n*partsOfWalker) + 64) &^ 63
		for from := 0; from < docs; from += size {
			parts = append(parts, leafPart{i, uint32(from), uint32(min(from+size, docs))})
		}
	}
	return parts
}

// walk walks parts that no other worker has taken.
func (w *worker) walk(ctx context.Context, parts []leafPart, taken *atomic.Int64) error {
	w.counts = make([][][]int, len(w.walkers))
	w.docs = make([]uint32, 0, countEvery)
	for {
		i := int(taken.Add(1)) - 1
		if i >= len(parts) {
			return nil
		}
		p := parts[i]
		if w.counts[p.leaf] == nil {
			if err := w.enter(p.leaf); err != nil {
				return err
			}
		}
		if err := w.walkers[p.leaf].walk(ctx, p.from, p.to); err != nil {
			return err
		}
		if err := w.walkers[p.leaf].counter.flush(); err != nil {
			return err
		}
	}
}

// enter prepares for the matches of a leaf, whose number is greater than those before.
func (w *worker) enter(leaf int) error {
	var k keeper
	if w.keeper != nil {
		w.keeper.enter(leaf)
		k = w.keeper
	}
	if w.walkers[leaf] == nil {
		comp := &compiler{lookup: w.lookup, leaf: w.lookup.leaves[leaf], at: leaf}
		var err error
		if w.walkers[leaf], err = w.c.newWalker(comp, k); err != nil {
			return err
		}
	}
	counter := &facetCounter{docs: w.docs}
	w.counts[leaf] = [][]int{}
	for _, f := range w.c.counts {
		counts := f.counts[leaf]
		if !w.first {
			counts = make([]int, len(counts))
		}
		counter.readers = append(counter.readers, f.cols[leaf].Reader())
		w.counts[leaf] = append(w.counts[leaf], counts)
	}
	counter.counts = w.counts[leaf]
	w.walkers[leaf].counter = counter
	return nil
}

// join adds what a worker found to the collector.
func (w *worker) join(best *bestHeap) error {
	for leaf, counts := range w.counts {
		if counts == nil {
			continue
		}
		w.c.total += w.walkers[leaf].passing
		w.c.behind += w.walkers[leaf].behind
		for i, list := range counts {
			if w.first {
				break
			}
			sums := w.c.counts[i].counts[leaf]
			for value, n := range list {
				sums[value] += n
			}
		}
	}
	if best == nil || w.first {
		return nil
	}
	return best.join(w.keeper)
}
