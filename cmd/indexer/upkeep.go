package main

import (
	"context"
	"errors"
	"fmt"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/bleveindex"
)

// verify checks the index, and says what is damaged.
func verify(ctx context.Context, o options, _ []string, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	p := newProgress(nil, o, std.err)
	p.phase("verifying")
	defer context.AfterFunc(ctx, p.interrupted)()
	check, err := bleveindex.Verify(ctx, dir)
	p.end(index.Report{})
	if err != nil {
		return err
	}
	switch {
	case o.summary == "json":
		return render.Object(std.out, check)
	case o.quiet:
		return nil
	}
	_, err = fmt.Fprintf(std.out, "%s and %s are as they should be; index %s, snapshot %s\n",
		plural(check.Cables, "cable"), plural(check.Sources, "source"), render.Line(dir), check.Snapshot)
	return err
}

// remove takes cables out of the index, by id or by source.
func remove(ctx context.Context, o options, _ []string, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	if err := exists(dir); err != nil {
		return err
	}
	w, err := bleveindex.OpenWriter(dir, o.writerOptions(false))
	if err != nil {
		return err
	}
	p := newProgress(nil, o, std.err)
	defer context.AfterFunc(ctx, p.interrupted)()
	opt := o.buildOptions(p, nil)
	total := index.Report{}
	for _, what := range o.remove {
		report, err := index.Remove(ctx, w, what, opt)
		if errors.Is(err, index.ErrNotFound) {
			err = &cli.UsageError{
				Msg:  fmt.Sprintf("--remove %s: the index has neither a cable nor a source of that name", what),
				Hint: "search info --format json lists the sources",
			}
		}
		if err != nil {
			p.end(total)
			return errors.Join(err, w.Close())
		}
		total.Removed += report.Removed
		total.Seconds += report.Seconds
		total.Snapshot = report.Snapshot
	}
	p.end(total)
	if err := w.Close(); err != nil {
		return err
	}
	return summarize(std.out, o, dir, total)
}
