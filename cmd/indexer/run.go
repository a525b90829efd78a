package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/bleveindex"
)

// streams are what the program reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// run is the whole program: it returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	err := dispatch(ctx, args, std)
	switch {
	case err == nil || cli.ClosedPipe(err):
		return cli.Done
	case errors.Is(err, context.Canceled):
		return cli.Interrupted
	}
	return cli.Fail(std.err, "indexer", err)
}

func dispatch(ctx context.Context, args []string, std streams) error {
	o, words, err := parseArgs(args)
	switch {
	case err != nil:
		return err
	case o.version:
		_, err := fmt.Fprintln(std.out, cli.Version("indexer"))
		return err
	case o.help:
		_, err := io.WriteString(std.out, usage())
		return err
	}
	parseOnly := len(words) > 0 && words[0] == "parse"
	if parseOnly {
		words = words[1:]
	}
	if len(words) == 0 && (parseOnly || !o.rebuild) {
		return cli.Usage("indexer", "no PATH: expected a file, a folder or -")
	}
	if err := checkRejects(o, parseOnly, words, std.in); err != nil {
		return err
	}
	a, err := openAll(words, o, std.in)
	if err != nil {
		return err
	}
	defer a.close()
	if parseOnly {
		return parse(ctx, a, std)
	}
	return build(ctx, a, o, std)
}

// parse prints what is understood of each record.
func parse(ctx context.Context, a archives, std streams) error {
	out := bufio.NewWriter(std.out)
	rejected := rejections{out: std.err}
	defer rejected.end()
	for rec, err := range a.records(ctx) {
		var bad *corpus.RecordError
		switch {
		case errors.As(err, &bad):
			rejected.add(bad)
			continue
		case err != nil:
			return errors.Join(err, out.Flush())
		}
		if err := render.Object(out, cable.Parse(rec)); err != nil {
			return err
		}
	}
	return out.Flush()
}

// build indexes the archives and says what it did.
func build(ctx context.Context, a archives, o options, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	if len(a) == 0 {
		if err := exists(dir); err != nil {
			return err
		}
	}
	w, err := bleveindex.OpenWriter(dir, bleveindex.WriterOptions{Rebuild: o.rebuild, KeepCatalog: len(a) == 0, Jobs: o.jobs})
	if err != nil {
		return err
	}
	report, err := fill(ctx, w, a, dir, o, std.err)
	interrupted := errors.Is(err, context.Canceled)
	if err == nil || interrupted {
		err = errors.Join(err, summarize(std.out, o, dir, report))
	}
	if interrupted {
		fmt.Fprintln(std.err, "indexer: interrupted: "+kept(o))
	}
	return err
}

// exists returns an error if there is no index at dir: it could not be built
// again from itself, and an empty one should not be left behind.
func exists(dir string) error {
	s, err := bleveindex.Open(dir)
	var none *index.NoIndexError
	switch {
	case err == nil:
		return s.Close()
	case errors.As(err, &none):
		return err
	}
	return nil // what else is wrong with it, a rebuild may mend
}

// kept says what an interrupted job leaves.
func kept(o options) string {
	if o.rebuild {
		return "the index is as it was"
	}
	return "what was done is kept; run it again to go on"
}

// fill puts the archives into an index and closes it. A rebuild without an
// archive takes the records that the index holds.
func fill(ctx context.Context, w *bleveindex.Writer, a archives, dir string, o options, stderr io.Writer) (index.Report, error) {
	rejects, err := createRejects(o.rejects)
	if err != nil {
		return index.Report{}, errors.Join(err, w.Close())
	}
	p := newProgress(a, o, stderr)
	defer context.AfterFunc(ctx, p.interrupted)()
	reject := func(bad *corpus.RecordError) {
		p.reject(bad)
		_ = rejects.add(bad) // close returns the error again
	}
	opt := index.BuildOptions{
		Jobs: o.jobs, Whole: o.rebuild, Reject: reject, Progress: p.show, Phase: p.phase,
		Ignore: notOwn(dir), Again: o.rejects != "",
	}
	var report index.Report
	if len(a) == 0 {
		report, err = index.Rebuild(ctx, bleveindex.Stored(ctx, dir), w, opt)
	} else {
		report, err = index.Update(ctx, a.list(), w, opt)
	}
	p.end(report)
	return report, errors.Join(err, rejects.close(), w.Close())
}
