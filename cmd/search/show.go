package main

import (
	"context"
	"errors"
	"fmt"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
)

// show prints cables by their ids. If one is missing, the exit code is 1.
func show(ctx context.Context, c call) (int, error) {
	if len(c.words) == 0 {
		return 0, cli.Usage("search", "show: no ID")
	}
	s, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	code, shown := cli.Done, 0
	for _, id := range c.words {
		doc, err := s.Get(ctx, id)
		if errors.Is(err, index.ErrNotFound) {
			fmt.Fprintf(c.stderr, "search: no such cable: %s\n", render.Line(id))
			code = cli.Nothing
			continue
		}
		if err == nil {
			err = c.showOne(doc, shown)
		}
		if err != nil {
			return 0, err
		}
		shown++
	}
	return code, nil
}

// showOne prints a cable after shown others.
func (c *call) showOne(doc index.Document, shown int) error {
	switch {
	case c.raw && c.format == "json":
		return render.Object(c.out, doc.Record)
	case c.format == "json":
		return render.Object(c.out, doc.Cable)
	}
	if shown > 0 {
		fmt.Fprintln(c.out)
	}
	if c.raw {
		return render.Raw(c.out, doc, cli.IsTerminal(c.stdout))
	}
	return render.Cable(c.out, doc, c.textOptions())
}
