package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus/cable"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
)

// A command is one thing that search does; words are its arguments.
type command func(ctx context.Context, o options, words []string, stdout, stderr io.Writer) (int, error)

// commands are what the first word may name. Those that are nil are kept for
// later versions, so that a query of today does not become a command then.
var commands = map[string]command{
	"show":       show,
	"help":       help,
	"facets":     facets,
	"analyze":    analyze,
	"info":       info,
	"tags":       nil,
	"refs":       nil,
	"serve":      nil,
	"completion": nil,
}

// run is the whole program: it returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	out := bufio.NewWriter(stdout)
	code, err := dispatch(ctx, args, out, stdout, stderr)
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	switch {
	case err == nil || cli.ClosedPipe(err):
		return code
	case errors.Is(err, context.Canceled):
		return cli.Interrupted
	}
	return cli.Fail(stderr, "search", err)
}

func dispatch(ctx context.Context, args []string, out, stdout io.Writer, stderr io.Writer) (int, error) {
	o, words, err := parseArgs(args)
	switch {
	case err != nil:
		return cli.Trouble, err
	case o.version:
		_, err := fmt.Fprintln(out, cli.Version("search"))
		return cli.Done, err
	case o.help:
		_, err := io.WriteString(out, usage())
		return cli.Done, err
	case len(words) == 0:
		return cli.Trouble, cli.Usage("search", "no query")
	}
	if o.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.timeout)
		defer cancel()
	}
	cmd, known := commands[words[0]]
	switch {
	case o.explicit || !known:
		return search(ctx, o, words, terminal{out, stdout}, stderr)
	case cmd == nil:
		return cli.Trouble, &cli.UsageError{
			Msg:  fmt.Sprintf("%q is kept for a command of a later version", words[0]),
			Hint: fmt.Sprintf("to look for the word itself: search -- %s", strings.Join(words, " ")),
		}
	}
	return cmd(ctx, o, words[1:], terminal{out, stdout}, stderr)
}

// A terminal is buffered output that knows what it goes to.
type terminal struct {
	io.Writer
	to io.Writer
}

// open opens the index that the flags name.
func open(ctx context.Context, o options) (*bleveindex.Searcher, error) {
	if o.sample {
		return openSample(ctx)
	}
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return nil, err
	}
	return bleveindex.Open(dir)
}

func openSample(ctx context.Context) (*bleveindex.Searcher, error) {
	var docs []index.Document
	for rec, err := range sample.Records(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading the sample: %w", err)
		}
		docs = append(docs, index.NewDocument(rec, cable.Parse(rec)))
	}
	return bleveindex.NewMemory(docs)
}

func search(ctx context.Context, o options, words []string, out io.Writer, _ io.Writer) (int, error) {
	text := strings.Join(words, " ")
	tree, err := query.Parse(text)
	if err != nil {
		return cli.Trouble, err
	}
	req, err := o.request()
	if err != nil {
		return cli.Trouble, err
	}
	req.Query = tree
	s, err := open(ctx, o)
	if err != nil {
		return cli.Trouble, err
	}
	defer s.Close()
	res, err := s.Search(ctx, req)
	if err != nil {
		return cli.Trouble, err
	}
	if res.Total == 0 {
		return cli.Nothing, answer(out, o, text, res)
	}
	return cli.Done, answer(out, o, text, res)
}

func answer(out io.Writer, o options, text string, res *index.Result) error {
	if o.format == "json" {
		return render.JSON(out, text, res, o.offset)
	}
	opt, err := textOptions(out, o)
	if err != nil {
		return err
	}
	return render.Text(out, res, opt)
}

func textOptions(out io.Writer, o options) (render.TextOptions, error) {
	to := out
	if t, ok := out.(terminal); ok {
		to = t.to
	}
	color, err := cli.Color(cli.When(o.color), to)
	return render.TextOptions{Color: color, Width: cli.Width(to, 80), Offset: o.offset}, err
}

// show prints cables by their ids; one that is missing makes the exit code 1.
func show(ctx context.Context, o options, ids []string, out, stderr io.Writer) (int, error) {
	if len(ids) == 0 {
		return cli.Trouble, cli.Usage("search", "show: no id")
	}
	s, err := open(ctx, o)
	if err != nil {
		return cli.Trouble, err
	}
	defer s.Close()
	code := cli.Done
	for _, id := range ids {
		doc, err := s.Get(ctx, id)
		if errors.Is(err, index.ErrNotFound) {
			fmt.Fprintf(stderr, "search: %s\n", render.Clean(err.Error()))
			code = cli.Nothing
			continue
		}
		if err == nil {
			err = showOne(out, o, doc)
		}
		if err != nil {
			return cli.Trouble, err
		}
	}
	return code, nil
}

func showOne(out io.Writer, o options, doc index.Document) error {
	opt, err := textOptions(out, o)
	switch {
	case err != nil:
		return err
	case o.raw && o.format == "json":
		return render.Object(out, doc.Record)
	case o.raw:
		t, ok := out.(terminal)
		return render.Raw(out, doc, ok && cli.IsTerminal(t.to))
	case o.format == "json":
		return render.Object(out, doc.Cable)
	}
	return render.Cable(out, doc, opt)
}
