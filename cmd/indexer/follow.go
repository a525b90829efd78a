package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/corpus/watch"
	"reftel/index"
	"reftel/index/update"
)

// retry is how long a job waits if another indexer is writing to the index.
const retry = 2 * time.Second

// follow keeps the index current with the paths until the context ends: each
// burst of changes is a job of its own, so that others may write to the index
// in between. Cables that are gone from a path are removed. A path that is missing,
// or has lost all its files at once, may be an unmounted disk and keeps its cables.
func follow(ctx context.Context, o options, paths []string, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if path == "-" {
			return cli.Usage("indexer", "--watch: standard input can't be watched")
		}
	}
	f := &follower{o: o, paths: paths, dir: dir, std: std}
	told := o.quiet
	for burst, err := range watch.Changes(ctx, paths, watch.Options{Ignore: o.isOfIndex()}) {
		if err != nil {
			return err
		}
		for _, problem := range burst.Problems {
			fmt.Fprintf(std.err, "indexer: %s\n", cli.Line(problem.Error()))
		}
		if err := f.job(ctx); err != nil {
			return err
		}
		if !told {
			told = true
			fmt.Fprintln(std.err, "indexer: watching; Ctrl-C stops it")
		}
	}
	return ctx.Err()
}

type follower struct {
	o     options
	paths []string
	dir   string
	std   streams
	// missing are the paths that were reported as missing, kept those of which the
	// cables were reported as kept.
	missing, kept map[string]bool
}

// job brings the index up to date.
func (f *follower) job(ctx context.Context) error {
	o := f.o
	if o.prune == "" {
		o.prune = pruneSafe
	}
	a, err := openAll(f.present(), o, nil)
	if err != nil {
		return err
	}
	defer a.close()
	if len(a) == 0 {
		return nil
	}
	report, err := updateIndex(ctx, a, o, f.dir, f.std.err)
	var locked *index.LockedError
	for errors.As(err, &locked) && wait(ctx, retry) {
		report, err = updateIndex(ctx, a, o, f.dir, f.std.err)
	}
	err = f.reportKept(err)
	if err != nil || !changed(report) {
		return err
	}
	if report, err = inIndex(f.dir, report); err != nil {
		return err
	}
	return summarize(f.std.out, o, f.dir, report)
}

// reportKept reports each path whose cables were kept once, until it has its files
// again. It returns any other error.
func (f *follower) reportKept(err error) error {
	var kept *update.KeptError
	if err != nil && !errors.As(err, &kept) {
		return err
	}
	before := f.kept
	f.kept = map[string]bool{}
	if kept == nil {
		return nil
	}
	for _, k := range kept.Paths {
		f.kept[k.Path] = true
		if !before[k.Path] {
			fmt.Fprintf(f.std.err, "indexer: %s\n", cli.Line(k.String()))
			cli.Hint(f.std.err, "indexer", pruneHint(kept))
		}
	}
	return nil
}

// changed reports whether a job changed anything worth a message.
func changed(r update.Report) bool {
	return r.Indexed+r.Replaced+r.Removed > 0
}

// wait waits for a time; false if the context ended.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// present returns the paths that exist, and reports each missing path once.
func (f *follower) present() []string {
	var there []string
	missing := map[string]bool{}
	for _, path := range f.paths {
		_, err := os.Stat(path)
		if !errors.Is(err, fs.ErrNotExist) {
			there = append(there, path)
			continue
		}
		missing[path] = true
		if !f.missing[path] && !f.o.quiet {
			fmt.Fprintf(f.std.err, "indexer: %s is missing: waiting for it; its cables stay in the index\n", cli.Line(path))
		}
	}
	f.missing = missing
	return there
}
