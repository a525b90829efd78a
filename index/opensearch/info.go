package opensearch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/catalog"
)

// loadCatalog returns the catalog of a publication.
func (c *client) loadCatalog(ctx context.Context, a address, p publication) (*catalog.Catalog, error) {
	dir, err := os.MkdirTemp("", "reftel-catalog-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := c.fetchCatalog(ctx, a, p, dir); err != nil {
		return nil, err
	}
	return catalog.Load(filepath.Join(dir, "catalog"))
}

// Publication implements index.Snapshot.
func (s *Searcher) Publication() (index.Publication, error) {
	return index.Publication{
		Snapshot: s.at.Snapshot, Made: s.at.Made, Version: s.at.Version, Cables: s.at.Cables, First: s.at.Oldest, Last: s.at.Newest,
	}, nil
}

// Info implements index.Snapshot.
func (s *Searcher) Info(ctx context.Context) (index.Info, error) {
	info := index.Info{Texts: s.at.Texts, Problems: []index.ProblemCount{}}
	var err error
	if info.Publication, err = s.Publication(); err != nil {
		return info, err
	}
	res, err := s.Search(ctx, index.Request{Facets: []index.FacetRequest{{Name: "problem", Size: -1}}})
	if err != nil {
		return info, err
	}
	for _, v := range res.Facets[0].Values {
		info.Problems = append(info.Problems, index.ProblemCount{Kind: v.Value, Cables: v.Count})
	}
	slices.SortStableFunc(info.Problems, func(a, b index.ProblemCount) int { return cmp.Compare(b.Cables, a.Cables) })
	if info.Bytes, info.Segments, err = s.size(ctx); err != nil {
		return info, err
	}
	cat, err := s.client.loadCatalog(ctx, s.addr, s.at)
	if err != nil {
		return info, err
	}
	info.Sources = cat.Sources()
	return info, nil
}

// size returns the bytes on disk and the number of segments of the indexes.
func (s *Searcher) size(ctx context.Context) (bytes int64, segments int, err error) {
	var res struct {
		All struct {
			Total struct {
				Store struct {
					Size int64 `json:"size_in_bytes"`
				} `json:"store"`
				Segments struct{ Count int } `json:"segments"`
			} `json:"total"`
		} `json:"_all"`
	}
	err = s.client.do(ctx, "GET", "/"+s.docs()+","+s.words()+"/_stats/store,segments", nil, &res)
	return res.All.Total.Store.Size, res.All.Total.Segments.Count, err
}

// Verify implements index.Store: it reads every record, compares it with the hash that it
// had when it was indexed, and the catalog with the records.
func (s Store) Verify(ctx context.Context) (index.Check, error) {
	var check index.Check
	snapshot, err := s.Open()
	if err != nil {
		return check, err
	}
	of := snapshot.(*Searcher)
	check.Snapshot = of.at.Snapshot
	cat, err := of.client.loadCatalog(ctx, of.addr, of.at)
	if err != nil {
		return check, err
	}
	check.Sources = len(cat.Sources())
	held := map[catalog.Hash]bool{}
	var bad []error
	for f, err := range of.pages(ctx, of.live(obj{"match_all": obj{}}), index.Request{Sort: index.ByID, Limit: -1}) {
		if err != nil {
			return check, err
		}
		check.Cables++
		if err := verifyOne(f.Source.Record.documentOf(f.Source.ID), held); err != nil {
			bad = append(bad, err)
		}
	}
	if check.Cables != of.at.Cables {
		bad = append(bad, fmt.Errorf("the cluster holds %d cables of snapshot %s, which had %d: run indexer --rebuild", check.Cables, check.Snapshot, of.at.Cables))
	}
	cat.Records(func(path string, h catalog.Hash, id string) bool {
		if !held[h] {
			bad = append(bad, fmt.Errorf("the catalog has a text of %s, from %s, that the index does not know: run indexer --rebuild PATH", id, path))
		}
		return true
	})
	return check, errors.Join(bad...)
}

// verifyOne compares the records of a document with their hashes, and adds these to held.
func verifyOne(doc index.Document, held map[catalog.Hash]bool) error {
	records := append([]corpus.Record{doc.Record}, doc.Others...)
	if len(records) != len(doc.Versions) {
		return fmt.Errorf("%s has %d texts and %d versions: run indexer --rebuild", doc.ID, len(records), len(doc.Versions))
	}
	for i, v := range doc.Versions {
		h, err := catalog.ParseHash(v.Hash)
		if err == nil && h != index.HashOf(records[i]) {
			err = fmt.Errorf("the record from %s is not the one that was read", v.Source)
		}
		if err != nil {
			return fmt.Errorf("%s: %w: run indexer --rebuild", doc.ID, err)
		}
		held[h] = true
	}
	return nil
}

// A stored index is an index.Stored: its records.
type storedIndex struct{ of *Searcher }

// OpenStored implements index.Store.
func (s Store) OpenStored(ctx context.Context) (index.Stored, error) {
	c, a, p, err := s.published(ctx)
	if err != nil {
		return nil, err
	}
	return storedIndex{newSearcher(c, a, p)}, nil
}

// Loss implements index.Stored. A cluster checks what it reads, so nothing is lost that it
// does not say.
func (s storedIndex) Loss() *index.LossError { return nil }

// Documents implements index.Stored.
func (s storedIndex) Documents(ctx context.Context) iter.Seq2[index.Document, error] {
	return func(yield func(index.Document, error) bool) {
		for f, err := range s.of.pages(ctx, s.of.live(obj{"match_all": obj{}}), index.Request{Sort: index.ByID, Limit: -1}) {
			if err != nil {
				yield(index.Document{}, err)
				return
			}
			if !yield(f.Source.Record.documentOf(f.Source.ID), nil) {
				return
			}
		}
	}
}

// Kept implements index.Stored.
func (s storedIndex) Kept() string { return "" }

// Close implements index.Stored.
func (s storedIndex) Close() { _ = s.of.Close() }
