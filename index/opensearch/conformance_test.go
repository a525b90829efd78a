package opensearch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/indextest"
	"reftel/index/opensearch/testnode"
	"reftel/index/query"
	"reftel/index/search"
	"reftel/index/segment"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

const sharedCSV = "../../../shared/cables/cables.csv"

// fromShared returns the records of the shared cables, and skips the test where they are
// not.
func fromShared(t testing.TB) iter.Seq2[corpus.Record, error] {
	t.Helper()
	r, err := corpus.Open(sharedCSV, corpus.Options{})
	if errors.Is(err, os.ErrNotExist) && os.Getenv("REFTEL_REQUIRE_SHARED") != "1" {
		t.Skipf("%s is not there: the real cables are not part of the project", sharedCSV)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Records(context.Background())
}

var tested atomic.Int64

// newStore returns a store of a new name on the shared cluster.
func newStore(t testing.TB, params string) Store {
	t.Helper()
	return storeAt(t, testnode.Shared(t).Nodes[0].URL, params)
}

// storeAt returns a store of a new name at the address of a cluster.
func storeAt(t testing.TB, url, params string) Store {
	t.Helper()
	name := fmt.Sprintf("test-%d-%d", os.Getpid(), tested.Add(1))
	s := Store{URL: url + "/" + name + params}
	t.Cleanup(func() {
		c, _, err := s.connect()
		if err == nil {
			err = c.deleteIndex(context.Background(), name+"-*")
		}
		if err != nil {
			t.Log(err)
		}
	})
	return s
}

// build indexes records.
func build(t testing.TB, s Store, records iter.Seq2[corpus.Record, error], opt update.Options) update.Report {
	t.Helper()
	w, err := s.OpenWriter(index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := updatetest.Build(context.Background(), records, w, opt)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return report
}

// open opens a store for searching.
func open(t testing.TB, s Store) *Searcher {
	t.Helper()
	snapshot, err := s.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snapshot.Close() })
	return snapshot.(*Searcher)
}

// documents returns the documents of an index.
func documents(t testing.TB, s *Searcher) []index.Document {
	t.Helper()
	var docs []index.Document
	for hit, err := range s.All(context.Background(), index.Request{Limit: -1, Sort: index.ByID, Parts: index.Complete}) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, *hit.Document)
	}
	return docs
}

// TestConformance asks the questions that every engine answers, of each archive on one shard
// and on three.
func TestConformance(t *testing.T) {
	t.Parallel()
	for _, archive := range archives {
		for _, shards := range []int{1, 3} {
			t.Run(fmt.Sprintf("%s on %d", archive.name, shards), func(t *testing.T) {
				t.Parallel()
				searcher, docs := archive.indexed(t, shards)
				indextest.Conformance(t, searcher, docs)
			})
		}
	}
}

// A testArchive is an archive of which tests only read the index, and so share it.
type testArchive struct {
	name    string
	records func(testing.TB) iter.Seq2[corpus.Record, error]

	mu      sync.Mutex
	indexes map[int]*sharedIndex // by the number of shards
}

var (
	sampleArchive = &testArchive{name: "sample", records: fromSample}
	sharedArchive = &testArchive{name: "shared", records: fromShared}
	archives      = []*testArchive{sampleArchive, sharedArchive}
)

// A sharedIndex is an index that ends with the cluster.
type sharedIndex struct {
	store Store
	docs  []index.Document
}

// indexed returns a searcher of the index of an archive on a number of shards, and its
// documents.
func (a *testArchive) indexed(t testing.TB, shards int) (*Searcher, []index.Document) {
	t.Helper()
	url := testnode.Shared(t).Nodes[0].URL
	records := a.records(t) // or skip
	a.mu.Lock()
	defer a.mu.Unlock()
	of := a.indexes[shards]
	if of == nil {
		of = &sharedIndex{store: Store{URL: fmt.Sprintf("%s/%s-on-%d?shards=%d", url, a.name, shards, shards)}}
		build(t, of.store, records, update.Options{})
		of.docs = documents(t, open(t, of.store))
		if a.indexes == nil {
			a.indexes = map[int]*sharedIndex{}
		}
		a.indexes[shards] = of
	}
	return open(t, of.store), of.docs
}

// fromSample returns the records of the sample.
func fromSample(t testing.TB) iter.Seq2[corpus.Record, error] { return sample.Records(t.Context()) }

// TestLikeEmbedded asks questions drawn from the grammar, and requires the same ids and
// facets as those of a segment in memory.
func TestLikeEmbedded(t *testing.T) {
	t.Parallel()
	searcher, docs := sharedArchive.indexed(t, 3)
	embedded, err := search.New([]search.Leaf{segment.NewLeaf(indextest.Segment(t, docs), nil)})
	if err != nil {
		t.Fatal(err)
	}
	var known []*indextest.Doc
	for _, d := range docs {
		known = append(known, indextest.NewDoc(d))
	}
	const questions, parts = 500, 4
	var found atomic.Int64
	t.Run("drawn", func(t *testing.T) {
		for part := range slices.Chunk(indextest.Drawn(known, questions, 18), questions/parts) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for _, q := range part {
					found.Add(int64(compareOne(t, q.Query, searcher, embedded)))
				}
			})
		}
	})
	if found.Load() < questions {
		t.Errorf("the questions found %d cables: too few to test anything", found.Load())
	}
}

// compareOne compares what two searchers find and count, and returns the number of cables.
func compareOne(t *testing.T, text string, s *Searcher, embedded *search.Searcher) int {
	t.Helper()
	tree, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	req := index.Request{Query: tree, Sort: index.ByID, Limit: -1}
	want, err := embedded.IDs(t.Context(), req)
	if err != nil {
		t.Fatalf("%s: embedded: %v", text, err)
	}
	got, err := s.IDs(t.Context(), req)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d cables %.10v, embedded %d %.10v", text, len(got), got, len(want), want)
	}
	compareFacets(t, text, s, embedded, index.Request{Query: tree, Limit: 0, Facets: allFacets(text)})
	return len(want)
}

// allFacets requests the facets, some of them with few values.
func allFacets(seed string) []index.FacetRequest {
	var list []index.FacetRequest
	for i, f := range field.Facets() {
		size := -1
		if (i+len(seed))%2 == 0 {
			size = 3
		}
		list = append(list, index.FacetRequest{Name: f.Name, Size: size})
	}
	return list
}

// compareFacets compares what two searchers count.
func compareFacets(t *testing.T, name string, s index.Searcher, embedded *search.Searcher, req index.Request) {
	t.Helper()
	got, err := s.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	want, err := embedded.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("%s: embedded: %v", name, err)
	}
	if got.Total != want.Total {
		t.Errorf("%s: %d cables, embedded %d", name, got.Total, want.Total)
	}
	if diff := cmp.Diff(want.Facets, got.Facets, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: facets (-embedded +cluster):\n%s", name, diff)
	}
}
