package bleveindex

import (
	"context"
	"strings"
	"testing"

	"reftel/corpus"
	contract "reftel/index"
	"reftel/index/catalog"
)

// TestSalvageCatalog interrupts a job that has written no segment yet, but has read
// a file: the published snapshot stays, and the catalog knows what was read and
// nothing of the document that is dropped.
func TestSalvageCatalog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := contract.Documents(corpus.Record{ID: "08PARIS1", Body: "UNCLAS PARIS 000001\n\nSUBJECT: HARBOUR LOG\n"})
	w := newWriter(t, dir)
	if err := w.Add(context.Background(), first); err != nil {
		t.Fatal(err)
	}
	name, err := w.Commit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w.Close()

	w = newWriter(t, dir)
	w.cat.Reject("/archive/notes.txt")
	dropped := contract.Documents(corpus.Record{ID: "08PARIS2", Body: "UNCLAS PARIS 000002\n\nSUBJECT: FISH\n"})[0]
	w.held.put(heldDoc{doc: dropped})
	h, err := catalog.ParseHash(dropped.Versions[0].Hash)
	if err != nil {
		t.Fatal(err)
	}
	w.cat.Note("/archive/b.txt", h, dropped.ID)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	got, n, err := w.Salvage(ended)
	if got != name || n != 1 || err != nil {
		t.Errorf("salvaged snapshot %q, dropped %d, error %v; want %q, 1, nil", got, n, err, name)
	}
	cat, err := catalog.Load(w.catalog(name))
	if err != nil {
		t.Fatal(err)
	}
	if _, known := cat.Lookup(h); known || len(cat.Sources()) != 2 {
		t.Errorf("the catalog knows the dropped document: %v; its files: %v", known, cat.Sources())
	}
}

// TestSalvageFinishedLate: a document that is finished after the unfinished ones were
// listed is published, and not counted as dropped.
func TestSalvageFinishedLate(t *testing.T) {
	t.Parallel()
	w := newWriter(t, t.TempDir())
	docs := contract.Documents(corpus.Record{ID: "08PARIS1", Body: "UNCLAS PARIS 000001\n\nSUBJECT: HARBOUR LOG\n"})
	if err := w.Add(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
	if err := w.settle(context.Background(), -1); err != nil {
		t.Fatal(err)
	}
	late, never := docs[0].ID, "08PARIS2"
	for id, text := range map[string]string{late: docs[0].Versions[0].Hash, never: strings.Repeat("ab", len(docs[0].Versions[0].Hash)/2)} {
		h, err := catalog.ParseHash(text)
		if err != nil {
			t.Fatal(err)
		}
		w.cat.Note("/archive/"+id, h, id)
	}
	if _, n, err := w.publishNow([]string{late, never}); n != 1 || err != nil {
		t.Errorf("dropped %d, error %v; want 1, nil", n, err)
	}
}
