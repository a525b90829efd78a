package hint

import (
	"context"
	"slices"

	"reftel/index"
	"reftel/index/query"
)

const (
	// FewAlso is the number of cables from which on a query gets no further ones.
	FewAlso = 5
	// MostAlso is the greatest number of further cables.
	MostAlso = 5
	// alsoLimit is the time that they may take in a large index; see Limit.
	alsoLimit = 4 * Limit
	// mostParts is the number of parts of the longest query that gets further cables.
	mostParts = 16
)

// Also returns the best cables that have all parts of a request's query but one, if the
// request finds few: words, values and groups are parts, and what a cable must not have
// is none. They count in no total.
func Also(ctx context.Context, s index.Searcher, req index.Request, res *index.Result) ([]index.Hit, error) {
	n := allButOne(req.Query, res.Total == 0)
	if res.Total >= FewAlso || n == nil || req.Offset > 0 {
		return nil, nil
	}
	a := &asker{ctx: ctx, searcher: s, totals: map[string]int{}}
	cancel, err := a.limit(max(alsoLimit, res.Took))
	if err != nil {
		return nil, err
	}
	defer cancel()
	also, err := s.Search(a.ctx, index.Request{Query: n, Filters: req.Filters, Sort: req.Sort, Limit: MostAlso, Snippets: req.Snippets})
	if err != nil {
		return nil, unlimited(ctx, err)
	}
	return also.Hits, nil
}

// allButOne returns the query for the cables that have all parts of a query but one; nil
// if it has less than two parts. None have all parts if none reports so.
func allButOne(tree query.Node, none bool) query.Node {
	all, ok := tree.(*query.And)
	if !ok {
		return nil
	}
	var parts, rest []query.Node
	for _, n := range all.Nodes {
		if _, negative := n.(*query.Not); negative {
			rest = append(rest, n)
		} else {
			parts = append(parts, n)
		}
	}
	if len(parts) < 2 || len(parts) > mostParts {
		return nil
	}
	var either []query.Node
	for i := range parts {
		either = append(either, and(slices.Delete(slices.Clone(parts), i, i+1)))
	}
	rest = append(rest, or(either))
	if !none {
		rest = append(rest, &query.Not{Node: and(parts)})
	}
	return and(rest)
}
