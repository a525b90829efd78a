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
			fmt.Fprintf(c.stderr, "search: no such cable: %s\n", cli.Line(id))
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
	if c.format == "json" {
		return c.showJSON(doc)
	}
	if shown > 0 {
		fmt.Fprintln(c.out)
	}
	safe := cli.IsTerminal(c.stdout)
	switch {
	case c.raw && c.versions:
		return render.RawVersions(c.out, doc, c.textOptions(), safe)
	case c.versions:
		return render.Versions(c.out, doc, c.textOptions())
	case c.raw:
		return render.Raw(c.out, doc, safe)
	}
	return render.Cable(c.out, doc, c.textOptions())
}

// showJSON prints a cable, or its record with --raw, as an object; with --versions
// an object for each text.
func (c *call) showJSON(doc index.Document) error {
	texts := []index.Document{doc}
	if c.versions {
		texts = append(texts, doc.Texts()[1:]...)
	}
	for _, text := range texts {
		var v any = text.Cable
		if c.raw {
			v = text.Record
		}
		if err := cli.Object(c.out, v); err != nil {
			return err
		}
	}
	return nil
}
