package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/corpus/pdf"
)

// streams are what the program reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// endGrace is the time to publish finished work and to clean up after an interrupt. Then
// the program exits as if killed, which is safe for the index: a decoder, a merge of
// large segments or a slow disk can't be interrupted.
const endGrace = 1700 * time.Millisecond

// run is the whole program: it returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	var ended atomic.Bool
	_, err := cli.Within(ctx, endGrace, func() (int, error) {
		defer ended.Store(true)
		return 0, dispatch(ctx, args, std)
	})
	if !ended.Load() {
		_, _ = cli.Within(ctx, cli.Grace, func() (int, error) {
			return fmt.Fprintln(std.err, "indexer: interrupted during a long operation: what was published is kept; run it again to continue")
		})
	}
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
	if err := o.checkWords(parseOnly, words); err != nil {
		return err
	}
	if err := checkRejects(o, parseOnly, words, std.in); err != nil {
		return err
	}
	o.target = newRejectTarget(o.rejects)
	o.limit()
	reader := pdf.New(pdf.Options{Memory: o.share()})
	defer reader.Close()
	o.pdf = reader
	return o.command(parseOnly, words)(ctx, o, words, std)
}

// A command does what the flags select, with the paths.
type command func(ctx context.Context, o options, paths []string, std streams) error

func (o *options) command(parseOnly bool, paths []string) command {
	switch {
	case o.verify:
		return verify
	case len(o.remove) > 0:
		return remove
	case o.purge && len(paths) == 0:
		return purge
	case o.watch:
		return follow
	case parseOnly:
		return withArchives(func(ctx context.Context, a archives, _ options, std streams) error { return parse(ctx, a, std) })
	case o.dryRun:
		return withArchives(inspect)
	}
	return withArchives(build)
}

// withArchives opens the paths for a command that reads them.
func withArchives(do func(context.Context, archives, options, streams) error) command {
	return func(ctx context.Context, o options, paths []string, std streams) error {
		a, err := openAll(paths, o, std.in)
		if err != nil {
			return err
		}
		defer a.close()
		return do(ctx, a, o, std)
	}
}
