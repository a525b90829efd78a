package search

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index"
	"reftel/index/query"
)

// A keyLeaf counts the keys that are read, or fails to read them.
type keyLeaf struct {
	Leaf
	keys *int
	err  error
}

func (l keyLeaf) Key(doc uint32) ([]byte, error) {
	*l.keys++
	if l.err != nil {
		return nil, l.err
	}
	return l.Leaf.Key(doc)
}

// keyLeaves returns leaves of documents in an order by chance, and their ids in order.
func keyLeaves(t *testing.T, size int, keys *int, err error) (leaves []Leaf, ids []string) {
	t.Helper()
	docs := slices.Clone(sampleDocs(t))
	random := rand.New(rand.NewPCG(1, 14))
	random.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
	for _, l := range leavesOf(docs, size) {
		leaves = append(leaves, keyLeaf{l, keys, err})
	}
	for _, d := range docs {
		ids = append(ids, d.ID)
	}
	slices.SortFunc(ids, func(a, b string) int { return index.OrderOf(a).Compare(index.OrderOf(b)) })
	return leaves, ids
}

// TestTiesAreOrderedByID: equal matches of several leaves are in the order of ids, and
// few keys are read for the first of them.
func TestTiesAreOrderedByID(t *testing.T) {
	t.Parallel()
	keys := 0
	leaves, want := keyLeaves(t, 30, &keys, nil)
	s := newSearcher(leaves)
	for _, sort := range []index.Sort{index.ByRelevance, index.ByID} {
		for _, limit := range []int{-1, 0, 1, 10, 50, len(want)} {
			keys = 0
			got, err := s.IDs(t.Context(), index.Request{Query: &query.All{}, Sort: sort, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			list := want
			if limit >= 0 {
				list = want[:limit]
			}
			if !slices.Equal(got, list) {
				t.Errorf("sort %s, limit %d: got %.60q, want %.60q", sort, limit, got[:min(5, len(got))], list[:min(5, len(list))])
			}
			if limit == 10 && keys > len(want)/3 {
				t.Errorf("sort %s: %d keys of %d documents were read for %d of them", sort, keys, len(want), limit)
			}
		}
	}
	one, _ := keyLeaves(t, len(want), &keys, nil)
	keys = 0
	if _, err := newSearcher(one).IDs(t.Context(), index.Request{Query: &query.All{}, Limit: -1}); err != nil || keys > 0 {
		t.Errorf("%d keys of one leaf were read (%v)", keys, err)
	}
}

// TestBadKeys: an error in reading a key ends the search.
func TestBadKeys(t *testing.T) {
	t.Parallel()
	keys := 0
	leaves, _ := keyLeaves(t, 60, &keys, errBadByte)
	for _, limit := range []int{-1, 10} {
		_, err := newSearcher(leaves).Search(t.Context(), index.Request{Query: &query.All{}, Limit: limit})
		if !errors.Is(err, errBadByte) {
			t.Errorf("limit %d: error %v", limit, err)
		}
	}
}
