package opensearch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"sync/atomic"
	"testing"

	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/indextest"
	"reftel/index/opensearch/testnode"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

func TestMain(m *testing.M) { os.Exit(testnode.Main(m)) }

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
	return storeAt(testnode.Shared(t).Nodes[0].URL, params)
}

func storeAt(url, params string) Store {
	return Store{URL: fmt.Sprintf("%s/test-%d-%d%s", url, os.Getpid(), tested.Add(1), params)}
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

func TestConformance(t *testing.T) {
	for _, shards := range []int{1, 3} {
		for _, source := range []string{"sample", "shared"} {
			t.Run(fmt.Sprintf("%s on %d", source, shards), func(t *testing.T) {
				records := sample.Records(t.Context())
				if source == "shared" {
					records = fromShared(t)
				}
				s := newStore(t, fmt.Sprintf("?shards=%d", shards))
				build(t, s, records, update.Options{})
				searcher := open(t, s)
				indextest.Conformance(t, searcher, documents(t, searcher))
			})
		}
	}
}
