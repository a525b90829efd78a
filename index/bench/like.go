package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"reftel/index"
)

// A citingPair is a cable and one that its REF block names.
type citingPair struct{ citing, cited string }

// The pairs that are asked for, and the hits that count.
const (
	citingPairs = 100
	likeHits    = 5
)

// pairsOf draws pairs of cables of which one cites the other: those that come first by
// a hash.
func pairsOf(docs []index.Document) []citingPair {
	known := map[string]bool{}
	for _, d := range docs {
		known[d.ID] = true
	}
	var pairs []citingPair
	for _, d := range docs {
		for _, r := range d.Cable.Refs {
			if p := (citingPair{d.ID, r.ID}); known[r.ID] && r.ID != d.ID && !slices.Contains(pairs, p) {
				pairs = append(pairs, p)
			}
		}
	}
	slices.SortFunc(pairs, func(a, b citingPair) int {
		return cmp.Or(cmp.Compare(drawOf(a.citing, a.cited), drawOf(b.citing, b.cited)), cmp.Compare(a.citing, b.citing))
	})
	return pairs[:min(len(pairs), citingPairs)]
}

// likeTable measures in how many pairs --like of the cited cable finds the citing one
// among the first hits, and the other way round.
func likeTable(ctx context.Context, s index.Searcher, pairs []citingPair) (table, error) {
	var forward, back int
	for _, p := range pairs {
		found, err := findsLike(ctx, s, p.cited, p.citing)
		if err != nil {
			return nil, err
		}
		other, err := findsLike(ctx, s, p.citing, p.cited)
		if err != nil {
			return nil, err
		}
		forward, back = forward+found, back+other
	}
	return table{
		{fmt.Sprintf("--like, of %d pairs", len(pairs)), fmt.Sprintf("among the first %d", likeHits)},
		{"the cable that cites it", fmt.Sprint(forward)},
		{"the cable that it cites", fmt.Sprint(back)},
	}, nil
}

// findsLike returns 1 if the cables like one have another among the first, else 0.
func findsLike(ctx context.Context, s index.Searcher, id, other string) (int, error) {
	tree, err := index.Like(ctx, s, id)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", id, err)
	}
	res, err := s.Search(ctx, index.Request{Query: tree, Limit: likeHits})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", id, err)
	}
	if slices.ContainsFunc(res.Hits, func(h index.Hit) bool { return h.ID == other }) {
		return 1, nil
	}
	return 0, nil
}
