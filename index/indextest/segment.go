package indextest

import (
	"testing"

	"reftel/index"
	"reftel/index/segment"
)

// Segment returns a segment of documents, in memory.
func Segment(t testing.TB, docs []index.Document) *segment.Segment {
	t.Helper()
	b := segment.NewBuilder()
	for _, doc := range docs {
		if err := b.Add(doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
