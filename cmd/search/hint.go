package main

import (
	"context"
	"fmt"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/hint"
)

// advise returns the hints for a request with its result, and the cables that have all of
// the query but a part. It fails only if ctx ends: a result without hints is better than
// an error.
func advise(ctx context.Context, s index.Searcher, req index.Request, res *index.Result) (hints []hint.Hint, also []index.Hit, err error) {
	hints, _ = hint.For(ctx, s, req, res)
	also, _ = hint.Also(ctx, s, req, res)
	return hints, also, ctx.Err()
}

// printHints prints the hints to stderr, and that nothing was found.
func (c *call) printHints(ctx context.Context, s index.Searcher, req index.Request, hints []hint.Hint, total int) error {
	if total == 0 {
		unfiltered := ""
		if len(req.Filters) > 0 {
			res, err := s.Search(ctx, index.Request{Query: req.Query})
			if err != nil {
				return err
			}
			unfiltered = fmt.Sprintf("; %s without --filter", cables(res.Total))
		}
		fmt.Fprintf(c.stderr, "search: no cables found%s\n", unfiltered)
	}
	for _, h := range hints {
		cli.Hint(c.stderr, "search", h.Message)
		fmt.Fprintf(c.stderr, "  %s: %s\n", cables(h.Total), cli.Line(h.Query))
	}
	return nil
}

func cables(n int) string {
	if n == 1 {
		return "1 cable"
	}
	return fmt.Sprintf("%d cables", n)
}
