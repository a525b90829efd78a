package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

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
		fmt.Fprintln(std.err, "indexer: interrupted: what was done is kept; run it again to go on")
		return cli.Interrupted
	}
	return cli.Fail(std.err, "indexer", err)
}

func dispatch(ctx context.Context, args []string, std streams) error {
	o, words, err := parseArgs(args)
	if err != nil {
		return err
	}
	switch {
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
	archives, err := openAll(words, o, std.in)
	if err != nil {
		return err
	}
	defer archives.close()
	if parseOnly {
		return parse(ctx, archives, std)
	}
	return build(ctx, archives, o, std)
}

// archives are the readers of all paths, in the order given.
type archives []*corpus.Reader

func openAll(paths []string, o options, stdin io.Reader) (archives, error) {
	if len(paths) == 0 {
		return nil, cli.Usage("indexer", "no PATH: expected a file, a folder or -")
	}
	var all archives
	for _, path := range paths {
		r, err := corpus.Open(path, corpus.Options{Format: corpus.Format(o.format), MaxRecord: o.maxRecord, Stdin: stdin})
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (a archives) close() {
	for _, r := range a {
		r.Close()
	}
}

func (a archives) records(ctx context.Context) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		for _, r := range a {
			for rec, err := range r.Records(ctx) {
				if !yield(rec, err) {
					return
				}
			}
		}
	}
}

// bytes returns how many bytes were read so far, and of how many; 0 if that
// can't be known.
func (a archives) bytes() (read, total int64) {
	for _, r := range a {
		read += r.Bytes()
		size := r.Size()
		if size == 0 {
			return read, 0
		}
		total += size
	}
	return read, total
}

// parse prints what is understood of each record.
func parse(ctx context.Context, a archives, std streams) error {
	out := bufio.NewWriter(std.out)
	for rec, err := range a.records(ctx) {
		var bad *corpus.RecordError
		switch {
		case errors.As(err, &bad):
			fmt.Fprintf(std.err, "indexer: rejected: %s\n", render.Clean(bad.Error()))
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

// build indexes the archives.
func build(ctx context.Context, a archives, o options, std streams) error {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	p, err := newProgress(a, o, std.err)
	if err != nil {
		return err
	}
	w, err := bleveindex.OpenWriter(dir, o.rebuild)
	if err != nil {
		return err
	}
	report, err := index.Build(ctx, a.records(ctx), w, index.BuildOptions{Jobs: o.jobs, Reject: p.reject, Progress: p.show})
	p.end()
	err = errors.Join(err, w.Close())
	if err == nil || errors.Is(err, context.Canceled) {
		err = errors.Join(err, summarize(std.out, o, dir, report))
	}
	return err
}
