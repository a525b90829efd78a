package hint

import (
	"context"
	"slices"
	"strings"

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
	parts, rest := partsOf(req.Query)
	if res.Total >= FewAlso || len(parts) < 2 || len(parts) > mostParts || req.Offset > 0 {
		return nil, nil
	}
	a := &asker{ctx: ctx, searcher: s, totals: map[string]int{}}
	cancel, err := a.limit(max(alsoLimit, res.Took))
	if err != nil {
		return nil, err
	}
	defer cancel()
	n, err := a.allButOne(parts, rest, res.Total == 0)
	if err != nil || n == nil {
		return nil, unlimited(ctx, err)
	}
	also, err := s.Search(a.ctx, index.Request{Query: n, Filters: req.Filters, Sort: req.Sort, Limit: MostAlso, Snippets: req.Snippets})
	if err != nil {
		return nil, unlimited(ctx, err)
	}
	return also.Hits, nil
}

// partsOf returns the nodes that a query joins by AND, without and with NOT; no parts if it
// does not join any.
func partsOf(tree query.Node) (parts, negative []query.Node) {
	all, ok := tree.(*query.And)
	if !ok {
		return nil, nil
	}
	for _, n := range all.Nodes {
		if _, ok := n.(*query.Not); ok {
			negative = append(negative, n)
		} else {
			parts = append(parts, n)
		}
	}
	return parts, negative
}

// allButOne returns the query for the cables that have all parts of a query but one, and
// what it wants besides; nil if there are none. None have all parts if none reports so.
func (a *asker) allButOne(parts, rest []query.Node, none bool) (query.Node, error) {
	if !none {
		return and(append(rest, eitherBut(parts), &query.Not{Node: and(parts)})), nil
	}
	missing := -1
	for i, n := range parts {
		absent, err := a.isAbsent(n)
		switch {
		case err != nil:
			return nil, err
		case absent && missing >= 0:
			return nil, nil
		case absent:
			missing = i
		}
	}
	if missing >= 0 { // only without it there are cables
		return and(append(rest, butPart(parts, missing))), nil
	}
	return and(append(rest, eitherBut(parts))), nil
}

// isAbsent reports whether a part is known to be in no cable. It looks for words and values
// only: others take long to count.
func (a *asker) isAbsent(n query.Node) (bool, error) {
	if name, value := fieldValue(n); value == "" || isText(name) && strings.Contains(value, " ") || a.inDictionary(n) > 0 {
		return false, nil
	}
	total, err := a.count(n)
	return total == 0, err
}

// eitherBut returns the query for the cables that have all parts but any one.
func eitherBut(parts []query.Node) query.Node {
	var either []query.Node
	for i := range parts {
		either = append(either, butPart(parts, i))
	}
	return or(either)
}

// butPart joins all parts but one by AND.
func butPart(parts []query.Node, i int) query.Node {
	return and(slices.Delete(slices.Clone(parts), i, i+1))
}
