package search

import (
	"context"
	"slices"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/query"
)

// Highlight implements index.Highlighter.
func (s *Searcher) Highlight(ctx context.Context, n query.Node, doc index.Document) ([]cable.Span, error) {
	l := newLookup(ctx, s)
	n, err := l.rewrite(n)
	if err != nil {
		return nil, err
	}
	h := l.highlighter(n)
	var list []cable.Span
	for _, p := range passagesOf([]index.Document{{Record: doc.Record, Cable: doc.Cable}}) {
		marks, err := h.marks(&p)
		if err != nil {
			return nil, err
		}
		for _, m := range marks {
			list = append(list, m.Span)
		}
	}
	return joined(list), nil
}

// joined returns spans in order, those that overlap as one, without empty ones.
func joined(list []cable.Span) []cable.Span {
	slices.SortFunc(list, func(a, b cable.Span) int { return a.Start - b.Start })
	var out []cable.Span
	for _, s := range list {
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else if s.Start < s.End {
			out = append(out, s)
		}
	}
	return out
}
