package search

import (
	"context"
	"slices"
	"sync"
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

// A worker walks documents of all leaves beside others. It has the matches and the counts of
// one leaf at a time in memory.
type worker struct {
	c        *collector
	mu       *sync.Mutex // of what the workers add to c
	lookup   *lookup
	keeper   *bestHeap // nil if no match is wanted
	compiled []*walker // of the first leaves, nil for those that are not compiled
	walker   *walker   // of the current leaf, nil before the first
	counter  facetCounter
}

// collectTogether collects the matches of all leaves with several workers. It returns false
// if that does not pay or is not possible.
func (c *collector) collectTogether(ctx context.Context) (bool, error) {
	best, ok := c.keeper.(*bestHeap)
	if c.keeper != nil && !ok || len(c.filters) > 0 || c.line != nil || c.cross != nil || cores() == 1 {
		return false, nil
	}
	n, err := c.compileFirst()
	if err != nil || n < 2 {
		return false, err
	}
	workers := c.workers(n, best)
	parts := c.partsFor(n)
	var taken atomic.Int64
	err = inParallel(n, func(i int) error { return workers[i].walk(ctx, parts, &taken) })
	for i := 1; i < n && err == nil && best != nil; i++ {
		err = best.join(workers[i].keeper)
	}
	return true, err
}

// fewUses is the number of lists of a query up to which it is compiled for all leaves before
// the first one is walked. Each list takes about a kilobyte in each leaf.
const fewUses = 1 << 7

// compileFirst compiles the query for the first leaves, until these have enough matches for
// all cores. It returns the number of workers, 0 if the leaves are to be walked one by one.
func (c *collector) compileFirst() (int, error) {
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
		if c.lookup.uses > fewUses {
			return 0, nil
		}
		docs += leaf.Docs()
		if most += mostOf(w.matches, leaf.Docs()); most >= cores()*walkedAlone {
			break
		}
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
	if best != nil {
		best.share()
	}
	mu := new(sync.Mutex)
	list := []*worker{{c: c, mu: mu, lookup: c.lookup, keeper: best, compiled: c.compiled}}
	for len(list) < n {
		w := &worker{c: c, mu: mu, lookup: c.lookup.fork()}
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
	w.counter.docs = make([]uint32, 0, countEvery)
	for {
		i := int(taken.Add(1)) - 1
		if i >= len(parts) {
			w.leave()
			return nil
		}
		p := parts[i]
		if w.walker == nil || w.walker.leaf != p.leaf {
			w.leave()
			if err := w.enter(p.leaf); err != nil {
				return err
			}
		}
		if err := w.walker.walk(ctx, p.from, p.to); err != nil {
			return err
		}
		if err := w.counter.flush(); err != nil {
			return err
		}
	}
}

// enter prepares for the matches of a leaf, whose number is greater than those before.
func (w *worker) enter(leaf int) (err error) {
	var k keeper
	if w.keeper != nil {
		w.keeper.enter(leaf)
		k = w.keeper
	}
	if leaf < len(w.compiled) {
		w.walker, w.compiled[leaf] = w.compiled[leaf], nil
	} else {
		comp := &compiler{lookup: w.lookup, leaf: w.lookup.leaves[leaf], at: leaf}
		if w.walker, err = w.c.newWalker(comp, k); err != nil {
			return err
		}
	}
	w.walker.counter = &w.counter
	f := &w.counter
	f.readers = f.readers[:0]
	f.counts = slices.Grow(f.counts, len(w.c.counts))[:len(w.c.counts)]
	for i := range w.c.counts {
		f.readers = append(f.readers, w.c.counts[i].cols[leaf].Reader())
		size := len(w.c.counts[i].counts[leaf])
		f.counts[i] = slices.Grow(f.counts[i][:0], size)[:size]
		clear(f.counts[i])
	}
	return nil
}

// leave adds what was found in the current leaf to the collector.
func (w *worker) leave() {
	if w.walker == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.c.total += w.walker.passing
	w.c.behind += w.walker.behind
	for i, counts := range w.counter.counts {
		sums := w.c.counts[i].counts[w.walker.leaf]
		for value, n := range counts {
			sums[value] += n
		}
	}
	w.walker = nil
}
