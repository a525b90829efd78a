package search

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"reftel/index"
	"reftel/index/query"
)

// everySort are the orders of hits that users can ask for.
var everySort = []index.Sort{index.ByRelevance, index.ByDate, index.ByDateDesc, index.ByID}

// allIDs returns the ids that All yields.
func allIDs(t *testing.T, s *Searcher, req index.Request) (list []string) {
	t.Helper()
	for hit, err := range s.All(t.Context(), req) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, hit.ID)
	}
	return list
}

// TestAllIsInOrder: All yields the hits of Search in each order, over any number of
// leaves, and in the order of the index as they are stored.
func TestAllIsInOrder(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	for _, size := range []int{7, 30, len(docs)} {
		s := newSearcher(leavesOf(docs, size))
		for _, text := range []string{"*", "munitions", "the OR minister", "date:2008"} {
			req := index.Request{Query: parse(t, text), Limit: -1, Parts: index.IDOnly}
			for _, req.Sort = range everySort {
				res, err := s.Search(t.Context(), req)
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, h := range res.Hits {
					want = append(want, h.ID)
				}
				if got := allIDs(t, s, req); !slices.Equal(got, want) {
					t.Errorf("%s by %s, %d a leaf: got %q, want %q", text, req.Sort, size, got, want)
				}
				req := req
				req.Limit, req.Offset = 3, 2
				if got := allIDs(t, s, req); !slices.Equal(got, want[min(2, len(want)):min(5, len(want))]) {
					t.Errorf("%s by %s: 3 after 2 are %q of %q", text, req.Sort, got, want)
				}
			}
		}
		var stored []string
		for _, d := range docs {
			stored = append(stored, d.ID)
		}
		if got := allIDs(t, s, index.Request{Limit: -1, Sort: index.InIndexOrder}); !slices.Equal(got, stored) {
			t.Errorf("in the order of the index: %q", got)
		}
	}
}

// TestAfter: pages that each begin after the last hit of the page before are the whole
// answer, for Search and All, and totals stay.
func TestAfter(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	for _, text := range []string{"*", "minister", "munitions OR harbour"} {
		for _, sort := range append([]index.Sort{index.InIndexOrder}, everySort...) {
			req := index.Request{Query: parse(t, text), Sort: sort, Limit: -1}
			want := allIDs(t, s, req)
			var got []string
			for req.Limit = 7; ; {
				n := len(got)
				if sort == index.InIndexOrder {
					for hit, err := range s.All(t.Context(), req) {
						if err != nil {
							t.Fatal(err)
						}
						place := hit.Place()
						got, req.After = append(got, hit.ID), &place
					}
				} else {
					res, err := s.Search(t.Context(), req)
					if err != nil || res.Total != len(want) || res.More != max(len(want)-n-7, 0) {
						t.Fatal(res, err)
					}
					for _, hit := range res.Hits {
						place := hit.Place()
						got, req.After = append(got, hit.ID), &place
					}
				}
				if len(got) == n {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s by %s: got %q, want %q", text, sort, got, want)
			}
		}
	}
	gone := index.Request{Sort: index.InIndexOrder, Limit: -1, After: &index.Place{ID: "99NOWHERE1"}}
	for _, err := range s.All(t.Context(), gone) {
		if !errors.Is(err, index.ErrNotFound) {
			t.Errorf("after a cable that is not there: %v", err)
		}
	}
}

// TestAfterReadsFewKeys: a page far behind the first reads a number of keys that grows
// with the logarithm of the matches, not with their number.
func TestAfterReadsFewKeys(t *testing.T) {
	t.Parallel()
	keys := 0
	leaves, ids := keyLeaves(t, 30, &keys, nil)
	s := newSearcher(leaves)
	keys = 0
	_, err := s.Search(t.Context(), index.Request{Query: &query.All{}, Sort: index.ByID, Limit: 1, After: &index.Place{ID: ids[len(ids)/2]}})
	if err != nil || keys > len(ids)/2 {
		t.Errorf("%d keys of %d documents were read (%v)", keys, len(ids), err)
	}
}

// TestAllStops: All reads no further than it is asked to, and ends with its context.
func TestAllStops(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	for _, sort := range []index.Sort{index.InIndexOrder, index.ByID} {
		n := 0
		for range s.All(t.Context(), index.Request{Sort: sort, Limit: -1}) {
			if n++; n == 3 {
				break
			}
		}
		if n != 3 {
			t.Errorf("by %s: %d hits", sort, n)
		}
		ctx, cancel := context.WithCancel(t.Context())
		n = 0
		var last error
		for _, err := range s.All(ctx, index.Request{Sort: sort, Limit: -1}) {
			cancel()
			n++
			last = err
		}
		cancel()
		if n != 2 || !errors.Is(last, context.Canceled) {
			t.Errorf("by %s: %d hits after the context has ended, then %v", sort, n-1, last)
		}
	}
}

// TestParts: a hit has the parts that are asked for.
func TestParts(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	for parts, want := range map[index.Parts][2]bool{index.IDOnly: {}, index.Fields: {true, false}, index.Complete: {true, true}} {
		for hit, err := range s.All(t.Context(), index.Request{Query: parse(t, "munitions"), Limit: 1, Parts: parts}) {
			if err != nil || hit.ID == "" || hit.Score == 0 || [2]bool{hit.Subject != "", hit.Document != nil} != want {
				t.Errorf("parts %d: %+v, error %v", parts, hit, err)
			}
		}
	}
}

// TestSorter: matches of many parts come in order, and each takes 16 bytes.
func TestSorter(t *testing.T) {
	t.Parallel()
	if size := unsafe.Sizeof(ranked{}); size != 16 {
		t.Errorf("a match takes %d bytes", size)
	}
	leaves := leavesOf(sampleDocs(t), 40)
	random := rand.New(rand.NewPCG(7, 1975))
	for _, sort := range everySort {
		r := &sorter{leaves: leaves, sort: sort, size: 8}
		var want []match
		for i, l := range leaves {
			r.enter(i)
			for doc := range uint32(l.Docs()) {
				m := match{leaf: i, doc: doc, score: float64(random.IntN(4)), date: NoDate}
				if random.IntN(5) > 0 {
					m.date = int64(random.IntN(4)) - 2
				}
				if err := r.offer(m); err != nil {
					t.Fatal(err)
				}
				want = append(want, m)
			}
		}
		for _, part := range r.list {
			if len(part.matches) > 8 || cap(part.matches) > 8 {
				t.Errorf("a part has room for %d matches", cap(part.matches))
			}
		}
		slices.SortFunc(want, func(a, b match) int {
			if n := orders[sort](&a, &b); n != 0 {
				return n
			}
			idA, _ := leaves[a.leaf].ID(a.doc)
			idB, _ := leaves[b.leaf].ID(b.doc)
			return index.OrderOf(idA).Compare(index.OrderOf(idB))
		})
		at := 0
		err := r.each(t.Context(), func(m match) error {
			if w := want[at]; m.leaf != w.leaf || m.doc != w.doc || sort == index.ByRelevance && m.score != w.score {
				t.Errorf("by %s: match %d is %v, want %v", sort, at, m, w)
			}
			at++
			return nil
		})
		if err != nil || at != len(want) {
			t.Errorf("by %s: %d of %d matches, error %v", sort, at, len(want), err)
		}
	}
}

// TestSortKeys: numbers stand for scores and dates of any size.
func TestSortKeys(t *testing.T) {
	t.Parallel()
	scores := []float64{math.Inf(1), 1000.5, 1, math.SmallestNonzeroFloat64, 0, -1, math.Inf(-1)}
	dates := []int64{math.MinInt64 >> 2, -5, 0, 7, 1 << 40}
	if dates[0] >= dates[1] || NoDate > dates[1] {
		t.Fatal("dates are not in order")
	}
	var byScore, byDate, byDateDesc []uint64
	for _, score := range scores {
		byScore = append(byScore, sortKey(index.ByRelevance, &match{score: score}))
	}
	for _, date := range append(dates[1:], NoDate) {
		byDate = append(byDate, sortKey(index.ByDate, &match{date: date}))
	}
	for _, date := range append([]int64{NoDate}, dates[1:]...) {
		byDateDesc = append([]uint64{sortKey(index.ByDateDesc, &match{date: date})}, byDateDesc...)
	}
	for _, keys := range [][]uint64{byScore, byDate, byDateDesc} {
		if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Errorf("keys are not in order: %x", keys)
		}
	}
	r := &sorter{sort: index.ByRelevance}
	for i, key := range byScore {
		if got := r.score(key); got != scores[i] {
			t.Errorf("score %v became %v", scores[i], got)
		}
	}
}
