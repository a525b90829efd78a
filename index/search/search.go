// Package search is a search engine over the segments of an index. It knows no file
// format: what it reads of a segment is a Leaf.
//
//	text → query.Parse → tree → rewrite → for each leaf an iterator → collector → hits
//
// The expansion of a query's words (spellings, inflections, prefixes), their document
// counts and the mean lengths are those of all leaves together (lookup). The tree is
// then compiled for each leaf to iterators (matches), which the collector walks: it
// counts totals and facets and keeps the best hits. Only for these are records read,
// parsed and scanned again, for snippets (highlighter).
//
// TermsOf returns the terms of a document, from which an engine builds a segment.
package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index"
	"reftel/index/query"
)

// A Searcher answers queries over the leaves of an index. It is an index.Searcher
// without Close.
type Searcher struct {
	leaves []Leaf
	stats  Stats
	// docs counts the live documents; means are the mean lengths of their text fields.
	docs   int
	means  map[string]float64
	recent recentDocs
	totals totals
	merges valueMerges
	words  recentReadings
}

// New returns a searcher over some leaves.
func New(leaves []Leaf) (*Searcher, error) {
	sum := NoStats()
	for _, l := range leaves {
		stats, err := l.Stats()
		if err != nil {
			return nil, err
		}
		sum.Merge(stats)
	}
	docs := float64(max(sum.Docs, 1))
	means := map[string]float64{TextField: float64(sum.TextLength) / docs, SubjectField: float64(sum.SubjectLength) / docs}
	return &Searcher{leaves: leaves, stats: sum, docs: sum.Docs, means: means}, nil
}

// Docs returns the number of documents.
func (s *Searcher) Docs() int { return s.docs }

// Dates returns the dates of the oldest and the newest document, the zero time if none
// has a date.
func (s *Searcher) Dates() (oldest, newest time.Time) {
	return timeOf(s.stats.Oldest), timeOf(s.stats.Newest)
}

func timeOf(date int64) time.Time {
	if date == NoDate {
		return time.Time{}
	}
	return time.Unix(date, 0).UTC()
}

// Search implements index.Searcher.
func (s *Searcher) Search(ctx context.Context, req index.Request) (*index.Result, error) {
	begun := time.Now()
	c, best, err := s.best(ctx, req)
	if err != nil {
		return nil, err
	}
	res := &index.Result{Total: c.total}
	if res.Facets, err = c.result(); err != nil {
		return nil, err
	}
	if c.line != nil {
		res.Timeline, res.Undated = c.line.periods(), c.line.undated
	}
	if c.cross != nil {
		_, at := s.Dates()
		if res.Table, err = c.cross.table(&s.merges, at); err != nil {
			return nil, err
		}
	}
	var light *highlighter
	if req.Snippets > 0 {
		light = c.lookup.highlighter(c.query)
	}
	page, err := best.page(req)
	if err != nil {
		return nil, err
	}
	res.Hits = slices.Grow(res.Hits, len(page))[:len(page)]
	err = inParallel(len(page), func(i int) error {
		var err error
		res.Hits[i], err = s.hit(ctx, page[i], light, req.Snippets)
		return err
	})
	if err != nil {
		return nil, err
	}
	left := c.total
	if req.After != nil {
		left = c.behind
	}
	res.More = max(left-req.Offset-len(page), 0)
	if req.Explain {
		e, err := c.lookup.explain(c.query)
		if err != nil {
			return nil, err
		}
		res.Explained = &e
		for i, m := range page {
			if res.Hits[i].ScoreParts, err = c.lookup.scoreParts(c.query, m); err != nil {
				return nil, err
			}
		}
	}
	res.Took = time.Since(begun)
	return res, nil
}

// IDs returns the ids of all hits of a request in its order. It reads no records.
func (s *Searcher) IDs(ctx context.Context, req index.Request) ([]string, error) {
	found, err := s.page(ctx, req)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range found {
		id, err := s.id(m)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (s *Searcher) page(ctx context.Context, req index.Request) ([]match, error) {
	_, best, err := s.best(ctx, req)
	if err != nil {
		return nil, err
	}
	return best.page(req)
}

// id returns the id of a match.
func (s *Searcher) id(m match) (string, error) {
	if id, ok := index.KeyID(m.key); ok {
		return id, nil
	}
	return s.leaves[m.leaf].ID(m.doc)
}

// hit makes a hit of a match.
func (s *Searcher) hit(ctx context.Context, m match, light *highlighter, snippets int) (index.Hit, error) {
	if err := ctx.Err(); err != nil {
		return index.Hit{}, err
	}
	doc, err := s.recentDocument(m)
	if err != nil {
		return index.Hit{}, err
	}
	hit := index.NewHit(doc)
	hit.Score = m.score
	if snippets > 0 {
		hit.Snippets, err = light.snippets(doc, snippets)
	}
	return hit, err
}

// recentDocument returns the document of a match, from memory if a recent search had it
// among its hits. The document must not be changed.
func (s *Searcher) recentDocument(m match) (index.Document, error) {
	key := docKey{m.leaf, m.doc}
	if doc, ok := s.recent.get(key); ok {
		return doc, nil
	}
	doc, err := s.document(m)
	if err == nil {
		s.recent.add(key, doc)
	}
	return doc, err
}

// document reads and parses the document of a match.
func (s *Searcher) document(m match) (index.Document, error) {
	doc, err := s.leaves[m.leaf].Stored(m.doc)
	return parsed(doc, err)
}

func parsed(doc index.Document, err error) (index.Document, error) {
	if err != nil {
		return index.Document{}, err
	}
	doc.Cable = cable.Parse(doc.Record)
	doc.Cable.Versions = doc.Versions
	return doc, nil
}

// Get implements index.Searcher.
func (s *Searcher) Get(ctx context.Context, id string) (index.Document, error) {
	tries := []string{id, mrn.Canonical(id)}
	if m, ok := mrn.FromName(id); ok { // the name of a file, or an address
		tries = append(tries, m.String())
		id = m.String()
	}
	for _, try := range tries {
		doc, err := parsed(s.Stored(try))
		if !errors.Is(err, index.ErrNotFound) {
			return doc, err
		}
	}
	found, err := s.page(ctx, index.Request{Query: &query.Phrase{Field: "id", Text: id}, Sort: index.ByID, Limit: 1})
	if err != nil {
		return index.Document{}, err
	}
	if len(found) == 0 {
		return index.Document{}, fmt.Errorf("%w: %s", index.ErrNotFound, id)
	}
	return s.document(found[0])
}

// Stored returns the document with exactly this id, without its Cable; the error wraps
// index.ErrNotFound if there is none.
func (s *Searcher) Stored(id string) (index.Document, error) {
	for _, l := range s.leaves {
		doc, found, err := l.Find(id)
		if err != nil {
			return index.Document{}, err
		}
		if found {
			return l.Stored(doc)
		}
	}
	return index.Document{}, fmt.Errorf("%w: %s", index.ErrNotFound, id)
}

// Terms implements index.Searcher. An unknown field has none. It ends at the first
// term that can't be read.
func (s *Searcher) Terms(name, prefix string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		var list []*termCursor
		z, _ := zoneOf(name)
		for _, l := range s.leaves {
			dict, err := l.Dict(z.field)
			if err != nil {
				return
			}
			c := &termCursor{}
			var stop func()
			c.next, stop = iter.Pull2(dict.Entries(prefix, AfterPrefix(prefix)))
			defer stop()
			if list = append(list, c); !c.step() {
				return
			}
		}
		for {
			e, ok := least(list)
			if !ok || !yield(e.Term, e.Count) {
				return
			}
		}
	}
}

// A termCursor walks the terms of a leaf.
type termCursor struct {
	next func() (Entry, error, bool)
	at   Entry
	more bool
}

// step goes to the next term and reports whether it could be read.
func (c *termCursor) step() bool {
	var err error
	c.at, err, c.more = c.next()
	return err == nil
}

// least returns the least term of some cursors with the sum of its counts, and moves
// those that have it on. It returns false at the end.
func least(list []*termCursor) (e Entry, ok bool) {
	for _, c := range list {
		if c.more && (!ok || c.at.Term < e.Term) {
			e.Term, ok = c.at.Term, true
		}
	}
	for _, c := range list {
		if !ok || !c.more || c.at.Term != e.Term {
			continue
		}
		e.Count += c.at.Count
		if !c.step() {
			return e, false
		}
	}
	return e, ok
}
