package opensearch

import (
	"context"
	"fmt"
	"slices"

	"reftel/index"
	"reftel/index/query"
	"reftel/index/search"
	"reftel/index/segment"
)

// The numbers of documents, and of the bytes of their texts, that are checked together.
const (
	checkAtOnce = 1000
	checkBytes  = 16 << 20
)

// checked matches the documents that a node matches, of which none is outside of may: it
// reads these and searches them in memory, as an index on a disk is searched. The scores
// are those of other queries.
func (t *translator) checked(n query.Node, may obj, scores []obj) (obj, error) {
	if t.round.incomplete() { // it will be read again
		return nothing(), nil
	}
	ids, err := t.searcher.check(t.ctx, n, may)
	if err != nil {
		return nil, err
	}
	return withScore(withIDs(ids), scores), nil
}

// mostIDs is the number of ids of a query of terms: a cluster allows 65,536 by default.
var mostIDs = 60000 // changed by tests

// withIDs matches the documents that have any of some ids.
func withIDs(ids []string) obj {
	var list []obj
	for part := range slices.Chunk(ids, mostIDs) {
		list = append(list, terms(idField, part))
	}
	return anyOf(list)
}

// check returns the ids of the documents that a node matches among those of a query.
func (s *Searcher) check(ctx context.Context, n query.Node, may obj) ([]string, error) {
	var ids []string
	var docs []index.Document
	bytes := 0
	for f, err := range s.pages(ctx, s.live(may), index.Request{Sort: index.ByID, Limit: -1}) {
		if err != nil {
			return nil, err
		}
		doc := f.Source.Record.documentOf(f.Source.ID)
		docs = append(docs, doc)
		if bytes += textBytes(doc); len(docs) == checkAtOnce || bytes >= checkBytes {
			if ids, err = s.checkThese(ctx, ids, n, docs); err != nil {
				return nil, err
			}
			docs, bytes = docs[:0], 0
		}
	}
	return s.checkThese(ctx, ids, n, docs)
}

// checkThese appends the ids of those documents that a node matches.
func (s *Searcher) checkThese(ctx context.Context, ids []string, n query.Node, docs []index.Document) ([]string, error) {
	if len(docs) == 0 {
		return ids, nil
	}
	b := segment.NewBuilder()
	for _, doc := range docs {
		if err := b.Add(doc); err != nil {
			return nil, err
		}
	}
	seg, err := b.Finish()
	if err != nil {
		return nil, err
	}
	// What words stand for depends on the terms of all documents.
	r := s.round(ctx)
	r.eager, r.uncounted = true, true
	engine, err := search.New([]search.Leaf{segment.NewLeaf(seg, nil), r})
	if err != nil {
		return nil, err
	}
	found, err := engine.IDs(ctx, index.Request{Query: n, Sort: index.ByID, Limit: -1})
	return append(ids, found...), err
}

// refsOf returns the ids in the REF blocks of the cables that a query matches, the part n
// of the whole.
func (s *Searcher) refsOf(ctx context.Context, q obj, n query.Node) ([]string, error) {
	var ids []string
	count := 0
	for f, err := range s.pages(ctx, s.live(q), index.Request{Sort: index.ByID, Limit: mostCiting + 1}) {
		if err != nil {
			return nil, err
		}
		if count++; count > mostCiting {
			return nil, &search.PartError{Part: n, Msg: fmt.Sprintf("is more than %d cables", mostCiting), Hint: "write the year and the number"}
		}
		for _, text := range f.Source.Record.documentOf(f.Source.ID).Texts() {
			for _, ref := range text.Cable.Refs {
				if ref.ID != "" {
					ids = append(ids, ref.ID)
				}
			}
		}
	}
	return ids, nil
}
