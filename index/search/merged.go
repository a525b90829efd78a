package search

import (
	"slices"
	"sync"
)

// A valueMerge gives the values of a facet numbers for all leaves together, by which counts
// are added up without comparing values.
type valueMerge struct {
	numbers [][]uint32   // by leaf and ordinal
	places  []valuePlace // by number, one of those where the value stands
}

// A valuePlace is a leaf and an ordinal in it.
type valuePlace struct {
	leaf int
	ord  uint32
}

// valueMerges are those of all values of the facets that were asked for more than once. A
// search that is the first one of a process reads the values that it counts only.
type valueMerges struct {
	mu      sync.Mutex
	byFacet map[string]*valueMerge // nil if the facet was asked for once
}

// of returns the merge of the values that f counts, or of more.
func (v *valueMerges) of(f *facetCount) (*valueMerge, error) {
	m, asked := v.get(f.req.Name)
	if m != nil {
		return m, nil
	}
	m, err := f.merge(asked)
	if asked && err == nil {
		v.set(f.req.Name, m)
	}
	return m, err
}

// get returns the merge of all values of a facet, nil if there is none yet, and whether the
// facet was asked for before.
func (v *valueMerges) get(facet string) (m *valueMerge, asked bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	m, asked = v.byFacet[facet]
	if v.byFacet == nil {
		v.byFacet = map[string]*valueMerge{}
	}
	v.byFacet[facet] = m
	return m, asked
}

func (v *valueMerges) set(facet string, m *valueMerge) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.byFacet[facet] = m
}

// merge merges all values, or those that have a count.
func (f *facetCount) merge(all bool) (*valueMerge, error) {
	m := &valueMerge{}
	numbers := map[string]uint32{}
	for leaf, col := range f.cols {
		list := make([]uint32, col.values.Len())
		for ord := range list {
			if !all && f.counts[leaf][ord+1] == 0 {
				continue
			}
			v, err := col.values.Bytes(ord)
			if err != nil {
				return nil, err
			}
			n, known := numbers[string(v)]
			if !known {
				n = uint32(len(m.places))
				numbers[string(v)] = n
				m.places = append(m.places, valuePlace{leaf, uint32(ord)})
			}
			list[ord] = n
		}
		m.numbers = append(m.numbers, list)
	}
	return m, nil
}

// sum returns the sums of the counts of all leaves and where their values stand, which is
// nil if that is at their indexes in each leaf.
func (f *facetCount) sum(merges *valueMerges) (sums []int, places []valuePlace, err error) {
	if !slices.ContainsFunc(f.cols, func(c *Column) bool { return c.values != f.cols[0].values }) {
		return f.counts[0][1:], nil, nil
	}
	m, err := merges.of(f)
	if err != nil {
		return nil, nil, err
	}
	sums = make([]int, len(m.places))
	for leaf, col := range f.cols {
		if leaf > 0 && col.values == f.cols[leaf-1].values {
			continue
		}
		for ord, n := range m.numbers[leaf] {
			if count := f.counts[leaf][ord+1]; count > 0 {
				sums[n] += count
			}
		}
	}
	return sums, m.places, nil
}
