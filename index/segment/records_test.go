package segment

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"reftel/corpus"
	"reftel/index"
)

// TestStoredTogether reads documents of several blocks of two segments in any order, by
// goroutines side by side. Each is still right when all are read: the memory of blocks is used
// again.
func TestStoredTogether(t *testing.T) {
	t.Parallel()
	const size, docs, readers, reads = 20 << 10, 30, 4, 200
	bodyOf := func(segment, doc int) string {
		line := fmt.Sprintf("THE LAMP OF CABLE %d OF SEGMENT %d\n", doc, segment)
		return strings.Repeat(line, size/len(line))
	}
	var segments []*Segment
	for n := range 2 {
		var records []corpus.Record
		for i := range docs {
			records = append(records, corpus.Record{ID: fmt.Sprintf("08QUITO%d", i+1), Format: corpus.Text, Body: bodyOf(n, i)})
		}
		s := build(t, documents(records))
		if s.Docs() != docs || s.recordBlocks() < 3 {
			t.Fatalf("%d documents in %d blocks", s.Docs(), s.recordBlocks())
		}
		segments = append(segments, s)
	}
	type read struct {
		segment, doc int
		index.Document
	}
	found := make([][]read, readers)
	var wait sync.WaitGroup
	for r := range readers {
		wait.Go(func() {
			random := rand.New(rand.NewPCG(14, uint64(r)))
			for range reads {
				n, doc := random.IntN(len(segments)), random.IntN(docs)
				d, err := segments[n].Stored(uint32(doc))
				if err != nil {
					t.Error(err)
					return
				}
				found[r] = append(found[r], read{n, doc, d})
			}
		})
	}
	wait.Wait()
	for _, list := range found {
		for _, d := range list {
			if want := fmt.Sprintf("08QUITO%d", d.doc+1); d.ID != want || d.Record.ID != want || d.Record.Body != bodyOf(d.segment, d.doc) {
				t.Fatalf("document %d of segment %d is %s: %.40s", d.doc, d.segment, d.ID, d.Record.Body)
			}
		}
	}
}

func BenchmarkStored(b *testing.B) {
	docs := sampleDocs(b)
	s := build(b, docs)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Stored(uint32(i * 7 % len(docs))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRecords compresses the records of an archive.
func BenchmarkRecords(b *testing.B) {
	docs := benchDocs(b)
	b.SetBytes(int64(textOf(docs)))
	for b.Loop() {
		w := recordWriter{write: func(_, _ []byte) {}}
		for _, d := range docs {
			if err := w.add(d); err != nil {
				b.Fatal(err)
			}
		}
		w.flush()
	}
}

// TestCheckEntry: an entry is stored only if it can be read again.
func TestCheckEntry(t *testing.T) {
	for size, want := range map[int]bool{0: true, mostEntry: true, mostEntry + 1: false} {
		if err := checkEntry("08PARIS1", size); (err == nil) != want {
			t.Errorf("an entry of %d bytes: error %v, want one: %v", size, err, !want)
		}
	}
}
