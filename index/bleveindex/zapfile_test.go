package bleveindex

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/catalog"
)

// someRecord is a record whose text does not compress to nothing.
func someRecord(n int) corpus.Record {
	var text strings.Builder
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for range 20 {
		fmt.Fprintf(&text, "The harbour of %x was lit.\n", r.Uint64())
	}
	return corpus.Record{ID: fmt.Sprintf("08PARIS%d", n), Source: corpus.Source{Path: "a.jsonl", Line: n}, Body: "UNCLAS\n\n1. (U) " + text.String()}
}

// segmentOf returns a segment of n documents, of which every third has two texts, as
// the engine writes it.
func segmentOf(t testing.TB, n int) []byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "zap")
	var docs []contract.Document
	for i := range n {
		rec := someRecord(i)
		doc := contract.NewDocument(rec, cable.Parse(rec))
		if i%3 == 0 {
			other := someRecord(1000 + i)
			doc.Others = append(doc.Others, other)
			doc.Versions = append(doc.Versions, contract.NewDocument(other, cable.Parse(other)).Versions...)
		}
		docs = append(docs, doc)
	}
	if err := NewZap(t, dir, docs).Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "store", "*.zap"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d segments, error %v", len(files), err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// walkIn returns the documents of a segment.
func walkIn(t testing.TB, data []byte) []foundDoc {
	t.Helper()
	z := &zapFile{&fileBytes{ReaderAt: bytes.NewReader(data), size: int64(len(data))}}
	docs, err := z.walk(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

// summary tells documents shortly: number, id, intact texts, missing ones.
func summary(docs []foundDoc) string {
	var b strings.Builder
	for _, d := range docs {
		fmt.Fprintf(&b, "%d %s %d %d\n", d.number, d.id, len(d.texts), len(d.missing))
	}
	return b.String()
}

// TestWalk: all documents are found, with their numbers, whatever is damaged behind
// them, and all others where one is damaged.
func TestWalk(t *testing.T) {
	t.Parallel()
	whole := segmentOf(t, 10)
	docs := walkIn(t, whole)
	if len(docs) != 10 {
		t.Fatalf("%d documents", len(docs))
	}
	for i, d := range docs {
		texts := 1
		if strings.ContainsAny(d.id[len(d.id)-1:], "0369") {
			texts = 2
		}
		if d.number != i || !d.whole || len(d.texts) != texts || len(d.missing) != 0 {
			t.Errorf("document %d: %+v", i, d)
		}
	}
	want, end := summary(docs), docs[9].end
	for _, test := range []struct {
		what string
		data []byte
	}{
		{"no footer", whole[:len(whole)-36]},
		{"only the documents", whole[:end]},
		{"zeros after the documents", append(bytes.Clone(whole[:end]), make([]byte, len(whole)-int(end))...)},
	} {
		if got := summary(walkIn(t, test.data)); got != want {
			t.Errorf("%s: got\n%swant\n%s", test.what, got, want)
		}
	}
	for i, d := range docs {
		data := bytes.Clone(whole)
		clear(data[d.at+1 : d.end])
		found := 0
		for _, f := range walkIn(t, data) {
			if len(f.texts) == 0 {
				continue
			}
			found++
			if f.id != docs[f.number].id {
				t.Errorf("document %d is damaged: %s has number %d", i, f.id, f.number)
			}
		}
		if found != 9 {
			t.Errorf("document %d is damaged: %d others are found", i, found)
		}
	}
}

// FuzzZapFile: no change of a segment makes a text of it that it did not have.
func FuzzZapFile(f *testing.F) {
	whole := segmentOf(f, 4)
	known := map[catalog.Hash]bool{}
	for _, d := range walkIn(f, whole) {
		for _, h := range d.texts {
			known[h] = true
		}
	}
	f.Add(uint32(0), []byte{0xff}, uint32(0))
	f.Add(uint32(len(whole)-30), []byte{0, 1, 2}, uint32(10))
	f.Add(uint32(100), []byte("\x28\xb5\x2f\xfd"), uint32(1<<20))
	f.Fuzz(func(t *testing.T, at uint32, change []byte, cut uint32) {
		data := bytes.Clone(whole)
		copy(data[int(at)%len(data):], change)
		data = data[:len(data)-int(cut)%len(data)]
		for _, d := range walkIn(t, data) {
			for _, h := range d.texts {
				if !known[h] {
					t.Errorf("%s has a text of another hash", d.id)
				}
			}
		}
	})
}

// TestReadRoot: root.bolt names the segments and their deleted documents; a damaged
// one is an error or tells the same or something else, and never a panic.
func TestReadRoot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir)
	for i := range 6 {
		rec := someRecord(i)
		if err := w.Add(context.Background(), contract.Documents(rec)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(context.Background(), []string{"08PARIS1", "08PARIS4"}); err != nil {
		t.Fatal(err)
	}
	name, err := w.Commit(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.snapshot(name), "store", "root.bolt")
	root, err := readRoot(path)
	if err != nil || len(root) != 1 || root[0].deleted.GetCardinality() != 2 {
		t.Fatalf("%+v, error %v", root, err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		data := bytes.Clone(whole)
		if r.IntN(4) == 0 {
			data = data[:r.IntN(len(data))]
		} else {
			from := r.IntN(len(data))
			clear(data[from:min(from+1+r.IntN(300), len(data))])
		}
		damaged := filepath.Join(t.TempDir(), "root.bolt")
		if err := os.WriteFile(damaged, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = readRoot(damaged)
	}
}

// TestFewerCables: a snapshot that lacks cables of the one before is not published.
func TestFewerCables(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWriter(t, dir)
	rec := someRecord(1)
	add := func() error {
		err := w.Add(context.Background(), contract.Documents(rec))
		if err == nil {
			_, err = w.Commit(context.Background())
		}
		return err
	}
	if err := add(); err != nil {
		t.Fatal(err)
	}
	w.least = 2 // as if the snapshot had had two
	if err := add(); err == nil || !strings.Contains(err.Error(), "would have 1 cable instead of 2") {
		t.Errorf("error %v", err)
	}
	if name, err := w.readCurrent(); err != nil || name != "000001" {
		t.Errorf("published is %s, error %v", name, err)
	}
}
