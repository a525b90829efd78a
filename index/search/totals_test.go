package search

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index"
	"reftel/index/field"
)

// countedFacet is a facet as counted in documents.
func countedFacet(docs map[string]index.Document, ids []string, f field.Facet, size int) index.Facet {
	counts := map[string]int{}
	out := index.Facet{Name: f.Name}
	for _, id := range ids {
		values := f.Values(index.Source(docs[id]))
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			counts[v]++
		}
		if len(values) == 0 {
			out.Missing++
		}
	}
	for v, n := range counts {
		out.Values = append(out.Values, index.FacetValue{Value: v, Count: n})
	}
	slices.SortFunc(out.Values, func(a, b index.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	if size >= 0 && size < len(out.Values) {
		out.Other, out.Values = len(out.Values)-size, out.Values[:size]
	}
	return out
}

// TestFacetsOfNearlyAll: the counts of a query that matches nearly all documents are those
// of its hits, also when it is asked again.
func TestFacetsOfNearlyAll(t *testing.T) {
	defer func(n int) { manyMatches = n }(manyMatches)
	manyMatches = 8
	docs := sampleDocs(t)
	byID := map[string]index.Document{}
	for _, d := range docs {
		byID[d.ID] = d
	}
	list := leavesOf(docs, 40)
	for i := range docs {
		if i%11 == 0 {
			list[i/40].(*memory).deleted[i%40] = true
		}
	}
	s := newSearcher(list)
	nearly := 0
	for range 2 {
		for _, text := range []string{"*", "the", "-munitions", "munitions", "-the"} {
			req := index.Request{Query: parse(t, text), Limit: -1, Filters: []index.Filter{{Facet: "year", Values: []string{"2008", "2009", "2007"}}}}
			for i := range 2 {
				req.Filters = req.Filters[:1-i]
				checkFacets(t, s, byID, text, req)
			}
			if ids, err := s.IDs(t.Context(), req); err == nil && len(ids) < s.Docs() && s.nearlyAll(0, len(ids)*40/s.Docs()) {
				nearly++
			}
		}
	}
	if nearly == 0 {
		t.Error("no query matches nearly all documents")
	}
}

// checkFacets compares facets with those counted in the hits.
func checkFacets(t *testing.T, s *Searcher, docs map[string]index.Document, text string, req index.Request) {
	t.Helper()
	ids, err := s.IDs(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	sizes := []int{-1, 0, 1, 3, 10}
	var facets []field.Facet
	for i, f := range field.Facets() {
		if len(req.Filters) > 0 && f.Name == req.Filters[0].Facet {
			continue
		}
		facets = append(facets, f)
		req.Facets = append(req.Facets, index.FacetRequest{Name: f.Name, Size: sizes[i%len(sizes)]})
	}
	res, err := s.Search(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range facets {
		got, want := res.Facets[i], countedFacet(docs, ids, f, req.Facets[i].Size)
		for j := range got.Values {
			got.Values[j].Label = ""
		}
		if got.Missing != want.Missing || got.Other != want.Other || !slices.Equal(got.Values, want.Values) {
			t.Errorf("%s with %d filters: %+v, want %+v", text, len(req.Filters), got, want)
		}
	}
}

func TestDocSet(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 9))
	var s docSet
	for _, docs := range []int{1, 64, 65, 5000, 300} {
		for _, share := range []int{1, 3, 900} {
			s = s.reset(docs)
			var want, got []uint32
			for doc := range uint32(docs) {
				if random.IntN(share) == 0 {
					s.add(doc)
					want = append(want, doc)
				}
			}
			err := s.each(t.Context(), func(docs []uint32) error {
				got = append(got, docs...)
				return nil
			})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("of %d documents: %d, want %d (%v)", docs, got, want, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s = newDocSet(5000)
	for doc := range uint32(5000) {
		s.add(doc)
	}
	if err := s.each(ctx, func([]uint32) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// A liveCounter counts how often its leaf is asked whether a document is deleted.
type liveCounter struct {
	Leaf
	calls *int
}

func (l liveCounter) Live(doc uint32) bool {
	*l.calls++
	return l.Leaf.Live(doc)
}

// TestTotalOfAll: the number of all cables alone, which each search that may get hints wants,
// walks no documents.
func TestTotalOfAll(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	list := leavesOf(docs, 40)
	list[0].(*memory).deleted[3] = true
	calls := 0
	for i, l := range list {
		list[i] = liveCounter{l, &calls}
	}
	s := newSearcher(list)
	facet := []index.FacetRequest{{Name: "year", Size: 1}}
	for _, test := range []struct {
		req   index.Request
		walks bool
	}{
		{index.Request{}, false},
		{index.Request{Limit: 1}, true},
		{index.Request{Facets: facet}, true},
		{index.Request{Timeline: "year"}, true},
	} {
		test.req.Query, calls = parse(t, "*"), 0
		res, err := s.Search(t.Context(), test.req)
		if err != nil || res.Total != len(docs)-1 || calls > 0 != test.walks {
			t.Errorf("%+v: %d of %d cables, %d documents were asked for, %v", test.req, res.Total, len(docs)-1, calls, err)
		}
	}
}
