package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
)

// flushEvery is how long hits of an export may wait to be written. The first does not
// wait.
const flushEvery = 50 * time.Millisecond

// exportAll writes hits as they are found, and reports whether there are any.
func (c *call) exportAll(ctx context.Context, s index.Searcher, req index.Request) (found bool, err error) {
	e := render.Exporter(c.lines())
	if c.export != nil {
		e, req.Parts = c.export.Open(c.out, c.columns), c.export.Parts
	}
	if err := e.Begin(); err != nil {
		return false, err
	}
	var flushed time.Time
	for hit, err := range s.All(ctx, req) {
		if err == nil {
			found = true
			err = e.Hit(hit)
		}
		if err == nil && time.Since(flushed) > flushEvery {
			flushed = time.Now()
			err = c.out.Flush()
		}
		if err != nil {
			return false, err
		}
	}
	if err := e.End(); err != nil || found {
		return found, err
	}
	return false, c.sayNothing(ctx, s, req)
}

// sayNothing prints that nothing was found, with hints.
func (c *call) sayNothing(ctx context.Context, s index.Searcher, req index.Request) error {
	if c.after != "" || c.offset > 0 {
		fmt.Fprintln(c.stderr, "search: no more cables found")
		return nil
	}
	req.Sort, req.Limit = index.ByRelevance, 1
	res, err := s.Search(ctx, req)
	if err != nil {
		return err
	}
	hints, _, err := advise(ctx, s, req, res)
	if err != nil {
		return err
	}
	return c.printHints(ctx, s, req, hints, res.Total)
}

// printCount prints the number of cables; for one of several queries, the query, too.
func (c *call) printCount(ctx context.Context, s index.Searcher, text string, req index.Request) (bool, error) {
	req.Limit, req.Offset, req.Facets, req.Timeline, req.Table, req.Snippets = 0, 0, nil, "", nil, 0
	res, err := s.Search(ctx, req)
	if err != nil {
		return false, err
	}
	switch {
	case c.format == "json":
		err = render.JSON(c.out, text, res, nil, nil, "", "")
	case c.queries != "":
		_, err = fmt.Fprintf(c.out, "%d\t%s\n", res.Total, cli.Line(text))
	default:
		_, err = fmt.Fprintln(c.out, res.Total)
	}
	return res.Total > 0, err
}

// A listing is an exporter of lists.
type listing struct {
	w   io.Writer
	opt render.TextOptions
}

// Begin implements render.Exporter.
func (l listing) Begin() error { return nil }

// Hit implements render.Exporter.
func (l listing) Hit(h index.Hit) error { return render.ListHit(l.w, h, l.opt) }

// End implements render.Exporter.
func (l listing) End() error { return nil }

// lines returns the exporter of --format list. Lines are cut for a terminal only.
func (c *call) lines() listing {
	opt := c.textOptions()
	if !cli.IsTerminal(c.stdout) {
		opt.Width = 0
	}
	return listing{c.out, opt}
}

// printList prints a page of hits, a line each, and on stderr how many there are.
func (c *call) printList(res *index.Result, opt render.TextOptions) error {
	lines := c.lines()
	for _, h := range res.Hits {
		if err := lines.Hit(h); err != nil {
			return err
		}
	}
	if err := c.out.Flush(); err != nil || res.Total == 0 {
		return err
	}
	fmt.Fprintf(c.stderr, "search: %s\n", render.Count(res, opt))
	return nil
}
