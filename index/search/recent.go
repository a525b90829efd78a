package search

import (
	"sync"

	"reftel/index"
)

// A recentDocs keeps the parsed documents of the hits that were made last: who turns
// pages or refines a query sees the same cables again, and reading and parsing ten of
// them takes longer than most searches. It is safe for concurrent use; the documents
// must not be changed.
type recentDocs struct {
	mu   sync.Mutex
	docs map[docKey]index.Document
	// order are the keys, oldest first; bytes is the size of their texts.
	order []docKey
	bytes int
}

// A docKey is a document of a leaf.
type docKey struct {
	leaf int
	doc  uint32
}

// mostRecent is the greatest size of the texts kept: over a hundred cables, which take
// several times as much memory when parsed.
const mostRecent = 1 << 20

func (r *recentDocs) get(key docKey) (index.Document, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	doc, ok := r.docs[key]
	return doc, ok
}

func (r *recentDocs) add(key docKey, doc index.Document) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.docs[key]; known || textBytes(doc) > mostRecent {
		return
	}
	if r.docs == nil {
		r.docs = map[docKey]index.Document{}
	}
	r.docs[key] = doc
	r.order = append(r.order, key)
	for r.bytes += textBytes(doc); r.bytes > mostRecent; r.order = r.order[1:] {
		r.bytes -= textBytes(r.docs[r.order[0]])
		delete(r.docs, r.order[0])
	}
}

// textBytes returns the size of the texts of a document.
func textBytes(doc index.Document) int {
	n := len(doc.Record.Header) + len(doc.Record.Body)
	for _, rec := range doc.Others {
		n += len(rec.Header) + len(rec.Body)
	}
	return n
}
