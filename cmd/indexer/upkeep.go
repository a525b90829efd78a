package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/update"
)

// verify checks the index and names the damaged files.
func verify(ctx context.Context, o options, _ []string, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	p := newProgress(nil, o, std.err)
	p.phase("verifying")
	defer context.AfterFunc(ctx, p.interrupted)()
	check, err := cli.Store(dir).Verify(ctx)
	p.end(update.Report{})
	if err != nil {
		return err
	}
	switch {
	case o.summary == "json":
		return cli.Object(std.out, check)
	case o.quiet:
		return nil
	}
	_, err = fmt.Fprintf(std.out, "%s and %s verified: OK; index %s, snapshot %s\n",
		plural(check.Cables, "cable"), plural(check.Sources, "source"), cli.Line(dir), check.Snapshot)
	return err
}

// remove removes cables from the index, by id or by source.
func remove(ctx context.Context, o options, _ []string, std streams) error {
	return maintain(ctx, o, std, func(w index.Writer, opt update.Options) (update.Report, error) {
		return update.Remove(ctx, w, o.remove, opt)
	})
}

// purge rewrites the files of the index that hold words of removed cables.
func purge(ctx context.Context, o options, _ []string, std streams) error {
	return maintain(ctx, o, std, func(w index.Writer, opt update.Options) (update.Report, error) {
		return update.Purge(ctx, w, opt)
	})
}

// maintain runs a job that reads no archive, and reports what it did.
func maintain(ctx context.Context, o options, std streams, do func(index.Writer, update.Options) (update.Report, error)) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	if err := exists(dir); err != nil {
		return err
	}
	w, err := cli.Store(dir).OpenWriter(o.writerOptions(false))
	if err != nil {
		return err
	}
	p := newProgress(nil, o, std.err)
	defer context.AfterFunc(ctx, p.interrupted)()
	report, err := do(w, o.buildOptions(p, nil))
	p.end(report)
	err = errors.Join(err, w.Close())
	reportUnpurged(std.err, o, dir)
	var unknown *update.UnknownError
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(std.err, "indexer: interrupted: "+kept(true, report))
		return err
	case err != nil && !errors.As(err, &unknown):
		return err
	}
	if report.Snapshot != "" {
		err = errors.Join(summarize(std.out, o, dir, report), err)
	}
	if unknown != nil {
		err = &cli.UsageError{
			Msg:  fmt.Sprintf("--remove %s: the index has neither a cable nor a source of that name", strings.Join(unknown.Names, ", ")),
			Hint: "search info --format json lists the sources",
		}
	}
	return err
}

// reportUnpurged names the folders of the index that a purge does not rewrite.
func reportUnpurged(out io.Writer, o options, dir string) {
	if !o.purge || o.quiet {
		return
	}
	for _, left := range cli.Store(dir).Unpurged() {
		fmt.Fprintf(out, "indexer: %s may still hold words of removed cables: %s\n", cli.Line(left.Path), left.Reason)
	}
}
