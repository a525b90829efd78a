package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"reftel/corpus"
	contract "reftel/index"
	"reftel/index/catalog"
)

// numbered returns a hash of no record.
func numbered(n int) (h catalog.Hash) {
	copy(h[:], fmt.Sprintf("%08d", n))
	return h
}

// withCatalog publishes an index of one cable whose catalog lists n records more. It
// returns the path of the catalog.
func withCatalog(t *testing.T, dir string, n int) string {
	t.Helper()
	w := newWriter(t, dir)
	if err := w.Add(context.Background(), cableNamed("08PARIS1")); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		w.cat.Note("/archive/cables.csv", numbered(i), fmt.Sprint("08ROME", i))
	}
	return committed(t, w)
}

func cableNamed(id string) []contract.Document {
	return contract.Documents(corpus.Record{ID: id, Body: "UNCLAS PARIS 000001\n\nSUBJECT: HARBOUR LOG\n"})
}

// committed commits, closes the writer, and returns the path of the catalog.
func committed(t *testing.T, w *Writer) string {
	t.Helper()
	name, err := w.Commit(context.Background())
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return w.catalog(name)
}

// TestCatalogBase: a new snapshot has the base of the catalog of the one before until
// much has changed, also where a job changed only the catalog.
func TestCatalogBase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := withCatalog(t, dir, 500)
	base, err := os.Stat(first + ".a")
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range []struct {
		what   string
		change func(w *Writer) error
		places int // 1 if the snapshot is another
		base   string
		linked bool
	}{
		{"a cable", func(w *Writer) error { return w.Add(context.Background(), cableNamed("08PARIS2")) }, 1, ".a", true},
		{"the catalog only", func(w *Writer) error { w.cat.Reject("/archive/notes.txt"); return nil }, 0, ".a", true},
		{"all of the catalog", func(w *Writer) error { w.cat.Forget(w.cat.From("/archive")); return nil }, 0, ".b", false},
		{"a cable again", func(w *Writer) error { return w.Add(context.Background(), cableNamed("08PARIS3")) }, 1, ".b", false},
	} {
		w := newWriter(t, dir)
		if err := job.change(w); err != nil {
			t.Fatal(err)
		}
		next := committed(t, w)
		if (next != first) != (job.places == 1) {
			t.Errorf("%s: catalog %s after %s", job.what, next, first)
		}
		first = next
		info, err := os.Stat(next + job.base)
		if err != nil || os.SameFile(info, base) != job.linked {
			t.Errorf("%s: the base of the catalog is linked: %v, error %v", job.what, !job.linked, err)
		}
		other := map[string]string{".a": ".b", ".b": ".a"}[job.base]
		if _, err := os.Stat(next + other); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: there are two bases, error %v", job.what, err)
		}
		if _, err := catalog.Load(next); err != nil {
			t.Errorf("%s: %v", job.what, err)
		}
	}
}

// TestDamagedCatalog: a job that meets damage in the base of the catalog publishes
// nothing, and its error names the file; a job that does not meet it goes on.
func TestDamagedCatalog(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	path := withCatalog(t, dir, 2000)
	before, err := os.ReadFile(layout{dir}.current())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path + ".a")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{40_000, 100} { // in a page of records; in that of the files
		data := append([]byte(nil), whole...)
		data[at] ^= 1
		if err := errors.Join(os.Remove(path+".a"), os.WriteFile(path+".a", data, 0o600)); err != nil {
			t.Fatal(err)
		}
		for what, job := range map[string]func(w *Writer) error{
			"Versions": func(w *Writer) error { _, err := w.Versions(ctx, "08PARIS9"); return err },
			"Commit": func(w *Writer) error {
				if err := w.Add(ctx, cableNamed("08PARIS2")); err != nil {
					return err
				}
				_, err := w.Commit(ctx)
				return err
			},
			"Commit of nothing": func(w *Writer) error { _, err := w.Commit(ctx); return err },
			"Salvage":           func(w *Writer) error { w.cat.Reject("/archive/a.txt"); _, _, err := w.Salvage(ctx); return err },
		} {
			w := newWriter(t, dir)
			for n := range 2000 { // a record in the page is among them
				w.cat.Lookup(numbered(n))
			}
			w.cat.From("/archive")
			err := job(w)
			if err == nil || !strings.Contains(err.Error(), path+".a") || strings.Count(err.Error(), "indexer --rebuild") != 1 {
				t.Errorf("byte %d: %s: %v", at, what, err)
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if now, err := os.ReadFile(layout{dir}.current()); err != nil || string(now) != string(before) {
		t.Errorf("CURRENT is %q, error %v", now, err)
	}
	if _, err := Verify(ctx, dir); err == nil || !strings.Contains(err.Error(), path+".a") {
		t.Errorf("Verify: %v", err)
	}
	committed(t, newWriter(t, dir)) // reads no page
}

// TestPurgedCatalog: Purge also drops forgotten records from the base of the catalog.
func TestPurgedCatalog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := withCatalog(t, dir, 500)
	w := newWriter(t, dir)
	w.cat.Forget([]catalog.Lost{{Path: "/archive/cables.csv", Hash: numbered(77), ID: "08ROME77"}})
	committed(t, w)
	for _, want := range []bool{true, false} {
		w := newWriter(t, dir)
		if changed, err := w.Purge(context.Background()); changed != want || err != nil {
			t.Errorf("changed %v, want %v, error %v", changed, want, err)
		}
		committed(t, w)
		a, _ := os.ReadFile(path + ".a")
		b, _ := os.ReadFile(path + ".b")
		if strings.Contains(string(a)+string(b), "08ROME77") || len(a)+len(b) == 0 {
			t.Errorf("the base still has the record, or is missing")
		}
	}
}
