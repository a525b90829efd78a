package bleveindex

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reftel/corpus"
	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/search"
	"reftel/index/update"
)

// TestPurge removes and replaces cables with rare words. After a purge no segment
// holds deleted documents or a term of them, and no other file of the index is left
// from before.
func TestPurge(t *testing.T) {
	t.Parallel()
	for _, batches := range []int{1, 3} {
		t.Run(fmt.Sprintf("%d batches", batches), func(t *testing.T) {
			dir, w := withRemoved(t, batches)
			ctx := context.Background()
			w = reopened(t, w, dir)
			r, err := update.Purge(ctx, w, update.Options{})
			if err != nil || r.Snapshot == "" {
				t.Fatalf("%+v, error %v", r, err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"xylophonist", "08paris1"} {
				if n := holders(t, dir, word); n != 0 {
					t.Errorf("%q is in %d segments", word, n)
				}
			}
			if n := holders(t, dir, "zeppelinry"); n == 0 {
				t.Error("a cable that was not removed has lost its words")
			}
			if list := Unpurged(dir); len(list) != 0 {
				t.Errorf("left: %v", list)
			}
			names, _ := (layout{dir}).names()
			if _, err := os.Stat(filepath.Join(dir, "writer")); len(names) != 1 || err == nil {
				t.Errorf("snapshots %v are left; the writer's folder: %v", names, err)
			}
			if check, err := Verify(ctx, dir); err != nil || check.Cables != 3*batches-1 {
				t.Errorf("%+v, error %v", check, err)
			}
		})
	}
}

// withRemoved returns an index of so many segments, and a writer of it that has removed
// the only cable with the word xylophonist. A single segment still holds the word.
func withRemoved(t *testing.T, batches int) (dir string, w *Writer) {
	t.Helper()
	for range 10 {
		dir = t.TempDir()
		w = newWriter(t, dir)
		for i := range batches {
			addCables(t, w, i, "xylophonist", "zeppelinry")
		}
		w = reopened(t, w, dir)
		if _, err := update.Remove(context.Background(), w, []string{"08PARIS1"}, update.Options{}); err != nil {
			t.Fatal(err)
		}
		if batches > 1 || holders(t, dir, "xylophonist") > 0 {
			return dir, w
		}
		// The cable had a segment of its own, which the engine dropped.
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("the words are gone before the purge, each time: the test tests nothing")
	return dir, w
}

// addCables adds three cables in a segment of their own and publishes them. The
// first of all has the word secret, the others public.
func addCables(t *testing.T, w *Writer, segment int, secret, public string) {
	t.Helper()
	for i := range 3 {
		n := 3*segment + i + 1
		word := public
		if n == 1 {
			word = secret
		}
		rec := corpus.Record{ID: fmt.Sprintf("08PARIS%d", n), Body: "UNCLAS\n\n1. (U) The " + word + " plays.\n"}
		rec.Source.Path = fmt.Sprintf("/%d.txt", n)
		docs := contract.Documents(rec)
		if err := w.Add(context.Background(), docs); err != nil {
			t.Fatal(err)
		}
		w.Catalog().Note(rec.Source.Path, contract.HashOf(rec), docs[0].ID)
	}
	if _, err := w.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// newWriter opens an index for writing.
func newWriter(t testing.TB, dir string) *Writer {
	t.Helper()
	w, err := OpenWriter(dir, contract.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// reopened closes a writer and opens its index again.
func reopened(t *testing.T, w *Writer, dir string) *Writer {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return newWriter(t, dir)
}

// holders returns the number of segments of the published snapshot whose dictionaries
// have a term, or that have deleted documents.
func holders(t *testing.T, dir, term string) (n int) {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, l := range s.leaves {
		names := []string{search.TextField, search.SubjectField, search.HasField}
		for _, f := range field.All() {
			names = append(names, f.Name)
		}
		found := false
		for _, name := range names {
			dict, err := l.Dict(name)
			if err != nil {
				t.Fatal(err)
			}
			for got, err := range dict.Terms(nil, "", "") {
				if err != nil {
					t.Fatal(err)
				}
				found = found || strings.EqualFold(got, term)
			}
		}
		if found {
			n++
		}
	}
	return n
}

// TestPurgeKeepsHeldSnapshots: a snapshot that a search has open is reported.
func TestPurgeKeepsHeldSnapshots(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir)
	addCables(t, w, 0, "xylophonist", "zeppelinry")
	w = reopened(t, w, dir)
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := update.Remove(context.Background(), w, []string{"08PARIS1"}, update.Options{Purge: true}); err != nil {
		t.Fatal(err)
	}
	if list := Unpurged(dir); len(list) != 1 || !strings.HasSuffix(list[0].Path, "000001") {
		t.Errorf("left: %v", list)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if list := Unpurged(dir); len(list) != 0 {
		t.Errorf("left after the search: %v", list)
	}
}

// TestPurgeAfterMerge purges when the engine has already merged, on its own, the
// segments that hold removed texts in the published snapshot.
func TestPurgeAfterMerge(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir)
	addCables(t, w, 0, "xylophonist", "zeppelinry")
	addCables(t, w, 1, "xylophonist", "zeppelinry")
	ctx := context.Background()
	if _, err := update.Remove(ctx, w, []string{"08PARIS1"}, update.Options{}); err != nil {
		t.Fatal(err)
	}
	segments, _, err := w.deletions()
	if err == nil {
		err = w.purgeOnce(ctx, segments) // which publishes nothing
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, deleted, err := w.deletions(); deleted != 0 || err != nil {
		t.Fatalf("%d deleted documents, error %v", deleted, err)
	}
	if changed, err := w.Purge(ctx); !changed || err != nil {
		t.Errorf("changed %v, error %v", changed, err)
	}
	if _, err := w.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if n := holders(t, dir, "xylophonist"); n != 0 {
		t.Errorf("the word is in %d segments", n)
	}
}
