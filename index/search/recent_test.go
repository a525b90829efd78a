package search

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// A countingLeaf counts the documents that are read.
type countingLeaf struct {
	Leaf
	read *atomic.Int32
}

func (l countingLeaf) Stored(doc uint32) (index.Document, error) {
	l.read.Add(1)
	return l.Leaf.Stored(doc)
}

// TestRecentDocuments: the same hits are read once, and All keeps nothing.
func TestRecentDocuments(t *testing.T) {
	t.Parallel()
	var docs []index.Document
	for i := range 5 {
		docs = append(docs, index.Documents(corpus.Record{ID: fmt.Sprintf("08PARIS%d", i+1), Format: corpus.Text, Body: example})...)
	}
	var read atomic.Int32
	s, err := New([]Leaf{countingLeaf{NewMemory(docs, len(docs)).leaves[0], &read}})
	if err != nil {
		t.Fatal(err)
	}
	req := index.Request{Query: &query.Word{Text: "lamp"}, Limit: 10, Snippets: 1}
	for hit, err := range s.All(context.Background(), req) {
		if err != nil || hit.ID == "" {
			t.Fatal(hit, err)
		}
	}
	var first *index.Result
	for i := range 3 {
		res, err := s.Search(context.Background(), req)
		if err != nil || len(res.Hits) != len(docs) {
			t.Fatal(res, err)
		}
		if first == nil {
			first = res
		}
		if got, want := fmt.Sprint(res.Hits), fmt.Sprint(first.Hits); got != want {
			t.Errorf("search %d gives %s, the first %s", i, got, want)
		}
	}
	if n := int(read.Load()); n != 2*len(docs) {
		t.Errorf("%d documents were read, want %d by All and by the first search", n, 2*len(docs))
	}
}

// TestRecentDocsAreBounded: the oldest documents go, and one that is too large is not kept.
func TestRecentDocsAreBounded(t *testing.T) {
	var r recentDocs
	sized := func(n int) index.Document {
		return index.Document{Record: corpus.Record{Body: strings.Repeat("x", n)}}
	}
	for i := range 10 {
		r.add(docKey{0, uint32(i)}, sized(mostRecent/4))
		r.add(docKey{0, uint32(i)}, sized(mostRecent/4))
	}
	r.add(docKey{0, 99}, sized(mostRecent+1))
	for i := range uint32(100) {
		if _, kept := r.get(docKey{0, i}); kept != (i >= 6 && i < 10) {
			t.Errorf("document %d kept: %v", i, kept)
		}
	}
	if len(r.docs) != 4 || len(r.order) != 4 || r.bytes != mostRecent {
		t.Errorf("%d documents of %d bytes, %d in order", len(r.docs), r.bytes, len(r.order))
	}
}
