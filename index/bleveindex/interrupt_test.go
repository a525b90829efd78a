package bleveindex_test

import (
	"context"
	"path/filepath"
	"testing"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/catalog"
	"reftel/index/query"
	"reftel/index/update/updatetest"
)

// TestInterrupts interrupts jobs that replace, prune and remove.
func TestInterrupts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute; package index runs it in memory")
	}
	t.Parallel()
	updatetest.Interrupts(t, sized(3, 15), func(t *testing.T) updatetest.Index { return onDisk(t.TempDir()) })
}

// onDisk is the folder of an index.
type onDisk string

func (dir onDisk) Writer(t *testing.T) index.Writer {
	t.Helper()
	w, err := bleveindex.OpenWriter(string(dir), index.WriterOptions{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (dir onDisk) Catalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(string(dir), "snapshots", "*", "catalog"))
	if err != nil || len(list) != 1 {
		t.Fatalf("catalogs %v, error %v", list, err)
	}
	cat, err := catalog.Load(list[0])
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

func (dir onDisk) Documents(t *testing.T) []index.Document {
	t.Helper()
	stored, err := bleveindex.OpenStored(context.Background(), string(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Close()
	if loss := stored.Loss(); loss != nil {
		t.Fatal(loss)
	}
	var docs []index.Document
	for doc, err := range stored.Documents(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	return docs
}

func (dir onDisk) Finds(t *testing.T, word string) []string {
	t.Helper()
	s, err := bleveindex.Open(string(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	tree, err := query.Parse(word)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Search(context.Background(), index.Request{Query: tree, Sort: index.ByID, Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}
