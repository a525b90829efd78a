package opensearch

import (
	"testing"

	"reftel/index"
	"reftel/index/catalog"
	"reftel/index/query"
	"reftel/index/update/updatetest"
)

// TestInterrupts interrupts jobs that replace, prune and remove, at some of the calls of
// their writer.
func TestInterrupts(t *testing.T) {
	t.Parallel()
	newStore(t, "") // or skip
	updatetest.Interrupts(t, 23, func(t *testing.T) updatetest.Index { return onCluster{newStore(t, "")} })
}

// onCluster is an index on a cluster.
type onCluster struct{ Store }

func (s onCluster) Writer(t *testing.T) index.Writer {
	t.Helper()
	w, err := s.OpenWriter(index.WriterOptions{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (s onCluster) Catalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	of := open(t, s.Store)
	cat, err := of.client.loadCatalog(t.Context(), of.addr, of.at)
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func (s onCluster) Documents(t *testing.T) []index.Document {
	t.Helper()
	var docs []index.Document
	stored, err := s.OpenStored(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for doc, err := range stored.Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

func (s onCluster) Finds(t *testing.T, word string) []string {
	t.Helper()
	tree, err := query.Parse(word)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := open(t, s.Store).IDs(t.Context(), index.Request{Query: tree, Sort: index.ByID, Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{}, ids...)
}
