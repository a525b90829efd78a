package search

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"reftel/index"
)

// errEnough ends the collection of matches: no more are wanted.
var errEnough = errors.New("enough matches")

// All implements index.Searcher. In the order of the index it keeps no matches; in
// another it keeps 16 bytes for each.
func (s *Searcher) All(ctx context.Context, req index.Request) iter.Seq2[index.Hit, error] {
	return func(yield func(index.Hit, error) bool) {
		req.Facets = nil
		skip, left := req.Offset, req.Limit
		take := func(m match) error {
			switch {
			case skip > 0:
				skip--
				return nil
			case left == 0:
				return errEnough
			}
			hit, err := s.exported(ctx, m, req.Parts)
			if err != nil {
				return err
			}
			if left--; !yield(hit, nil) {
				return errEnough
			}
			return nil
		}
		var err error
		if req.Sort == index.InIndexOrder {
			err = s.stream(ctx, req, take)
		} else {
			err = s.sorted(ctx, req, take)
		}
		if err != nil && err != errEnough {
			yield(index.Hit{}, err)
		}
	}
}

// exported returns the wanted parts of a match as a hit.
func (s *Searcher) exported(ctx context.Context, m match, parts index.Parts) (index.Hit, error) {
	if err := ctx.Err(); err != nil {
		return index.Hit{}, err
	}
	if parts == index.IDOnly {
		id, err := s.leaves[m.leaf].ID(m.doc)
		return index.Hit{ID: id, Score: m.score}, err
	}
	doc, err := s.document(m)
	if err != nil {
		return index.Hit{}, err
	}
	hit := index.NewHit(doc)
	hit.Score = m.score
	if parts == index.Complete {
		hit.Document = &doc
	}
	return hit, nil
}

// A streamer gives each match to a function as it is found.
type streamer struct{ take func(match) error }

func (s streamer) enter(int) {}

func (s streamer) admits(float64) bool { return true }

func (s streamer) offer(m match) error { return s.take(m) }

// stream calls take for all matches in the order of the index.
func (s *Searcher) stream(ctx context.Context, req index.Request, take func(match) error) error {
	after := req.After
	req.After = nil
	c, err := s.newCollector(ctx, req, true)
	if err != nil {
		return err
	}
	c.keeper = streamer{take}
	if after == nil {
		return c.collect(ctx, 0, 0)
	}
	for i, l := range s.leaves {
		doc, found, err := l.Find(after.ID)
		if err != nil {
			return err
		}
		if found {
			return c.collect(ctx, i, doc+1)
		}
	}
	return fmt.Errorf("%w: %s", index.ErrNotFound, after.ID)
}

// sorted calls take for all matches in the order of the request's sort.
func (s *Searcher) sorted(ctx context.Context, req index.Request, take func(match) error) error {
	c, err := s.newCollector(ctx, req, false)
	if err != nil {
		return err
	}
	kept := &sorter{leaves: s.leaves, sort: req.Sort, size: partSize}
	c.keeper = kept
	if err := c.collect(ctx, 0, 0); err != nil {
		return err
	}
	return kept.each(ctx, take)
}
