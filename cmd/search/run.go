package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/cmd/search/saved"
	"reftel/index"
	"reftel/index/hint"
	"reftel/index/query"
)

// A call is one run of the program: its flags, its other words, and its outputs.
type call struct {
	options
	words  []string
	stdin  io.Reader
	out    *bufio.Writer
	stdout io.Writer // out writes to it, or to pager
	stderr io.Writer
	pager  *cli.Pager // nil for none
	config cli.Config
	saved  string // the name of the saved search, "" for none
}

// A command is a subcommand of search. It returns the exit code, or an error.
type command func(context.Context, call) (int, error)

// commands are the subcommands by name. A nil command is reserved for a later version,
// so that a query of this version does not become a command then.
var commands = map[string]command{
	"show":       show,
	"help":       help,
	"facets":     facets,
	"analyze":    analyze,
	"info":       info,
	"names":      names,
	"tags":       tagCodes,
	"refs":       nil,
	"serve":      serve,
	"completion": completion,
}

// run runs the program and returns the exit code. It returns soon after the context or
// the time of --timeout ends, even during a long operation.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := call{stdin: stdin, out: bufio.NewWriter(stdout), stdout: stdout, stderr: stderr}
	var err error
	if c.options, c.words, err = parseArgs(args); err != nil {
		return cli.Fail(stderr, "search", err)
	}
	if err := c.readConfig(); err != nil {
		return cli.Fail(stderr, "search", err)
	}
	ctx, cancel := c.within(ctx)
	defer cancel()
	if c.pager = c.newPager(); c.pager != nil {
		c.out.Reset(c.pager)
	}
	code, err := cli.Within(ctx, cli.Grace, func() (int, error) { return c.answer(ctx) })
	if c.pager != nil {
		err = c.pager.Close(ctx, err)
	}
	switch {
	case err == nil:
		return code
	case cli.ClosedPipe(err):
		return cli.Done
	case errors.Is(err, context.Canceled):
		return cli.Ended(err)
	}
	code, err = cli.Within(ctx, cli.Grace, func() (int, error) { return cli.Fail(stderr, "search", err), nil })
	switch {
	case err == nil:
		return code
	case errors.Is(err, context.Canceled):
		return cli.Ended(err)
	}
	return cli.Trouble
}

// newPager returns the pager of what people read, nil for none.
func (c *call) newPager() *cli.Pager {
	if c.noPager || c.export != nil || c.format == "json" || c.serves() {
		return nil
	}
	return cli.NewPager(c.stdout, c.config.Pager)
}

// readConfig reads the config file, for what no flag says.
func (c *call) readConfig() error {
	if c.help || c.version {
		return nil
	}
	var err error
	if c.config, err = cli.ReadConfig(cli.ConfigPath()); err != nil {
		return err
	}
	c.defaults = c.config.Facets
	if c.config.Color != "" && !c.colored {
		c.color = c.config.Color
		return c.check()
	}
	return nil
}

// within returns a context that ends after the time of --timeout, and when the reader of
// the output has closed it.
func (c *call) within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx = cli.UntilClosed(ctx, c.stdout)
	if c.timeout <= 0 || c.serves() { // the time of each search then
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, c.timeout, &cli.UsageError{
		Msg: fmt.Sprintf("no answer within %v", c.timeout), Hint: "a longer --timeout gives it more time",
	})
}

func (c *call) answer(ctx context.Context) (int, error) {
	code, err := c.dispatch(ctx)
	if flushErr := c.out.Flush(); err == nil {
		err = flushErr
	}
	return code, err
}

func (c *call) dispatch(ctx context.Context) (int, error) {
	switch {
	case c.version:
		_, err := fmt.Fprintln(c.out, cli.Version("search"))
		return cli.Done, err
	case c.help:
		_, err := io.WriteString(c.out, usage())
		return cli.Done, err
	case len(c.words) == 0 && len(c.facets)+len(c.filters)+len(c.timeline)+len(c.by)+len(c.queries)+len(c.like) == 0:
		return 0, &cli.UsageError{Msg: "no query", Hint: "see search --help; for every cable: search '*'"}
	}
	go cli.Prepare() // on another core meanwhile
	if err := c.recall(); err != nil {
		return 0, err
	}
	do, err := c.command()
	if err != nil {
		return 0, err
	}
	return do(ctx, *c)
}

// command returns the command that the first word names, or search if there is
// none or the words follow "--".
func (c *call) command() (command, error) {
	if c.explicit || len(c.words) == 0 {
		return search, nil
	}
	name := c.words[0]
	do, known := commands[name]
	switch {
	case !known:
		return search, nil
	case do == nil:
		return nil, c.asWords(fmt.Sprintf("%q is reserved for a command of a later version", name))
	}
	c.words = c.words[1:]
	if c.format != "text" && c.format != "json" {
		return nil, cli.Usage("search", "%s: --format is text or json", name)
	}
	return do, nil
}

// asWords returns an error about the first word as a command, with a hint how to
// search for the word itself.
func (c *call) asWords(msg string) error {
	return &cli.UsageError{Msg: msg, Hint: "to search for the word itself: search -- " + strings.Join(c.words, " ")}
}

// open opens the index that the flags name.
func (c *call) open(ctx context.Context) (index.Snapshot, error) {
	if c.sample {
		return openSample()
	}
	dir, err := cli.IndexDir(c.indexDir)
	if err != nil {
		return nil, err
	}
	return cli.Store(dir).Open()
}

// search answers a query, or those of --queries.
func search(ctx context.Context, c call) (int, error) {
	questions, err := c.questions()
	if err != nil {
		return 0, err
	}
	req, err := c.request()
	if err != nil {
		return 0, err
	}
	if c.after != "" {
		if err := c.readAfter(c.place(questions[0].text), &req); err != nil {
			return 0, err
		}
	}
	s, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	if c.saved != "" && c.onlyNew || c.save != "" {
		return c.searchSaved(ctx, s, questions[0], req)
	}
	var like query.Node
	if c.like != "" {
		if like, err = index.Like(ctx, s, c.like); err != nil {
			return 0, fmt.Errorf("--like: %w", err)
		}
	}
	code := cli.Nothing
	for i, q := range questions {
		if req.Query = q.tree; like != nil {
			req.Query = &query.And{Nodes: []query.Node{q.tree, like}}
		}
		found, err := c.ask(ctx, s, q.text, i, req)
		if err != nil {
			return 0, cli.Placed(q.text, err)
		}
		if found {
			code = cli.Done
		}
	}
	return code, nil
}

// searchSaved answers a query that is saved, or of which only what is new is wanted, and
// then records what was found. If there is nothing new, it prints nothing.
func (c *call) searchSaved(ctx context.Context, s index.Searcher, q question, req index.Request) (int, error) {
	req.Query = q.tree
	shown, err := []string(nil), error(nil)
	if c.onlyNew {
		shown, err = c.news(ctx, s, &req)
	} else {
		shown, err = saved.IDs(ctx, s, req)
	}
	if err != nil {
		return 0, cli.Placed(q.text, err)
	}
	if c.onlyNew && shown == nil {
		return cli.Nothing, nil
	}
	if c.save != "" {
		if err := c.keep(); err != nil {
			return 0, fmt.Errorf("--save: %w", err)
		}
	}
	found, err := c.ask(ctx, s, q.text, 0, req)
	if err == nil {
		err = c.out.Flush()
	}
	if err != nil {
		return 0, cli.Placed(q.text, err)
	}
	if err := folder().AddSeen(c.name(), shown); err != nil {
		return 0, fmt.Errorf("recording what was shown: %w", err)
	}
	if !found {
		return cli.Nothing, nil
	}
	return cli.Done, nil
}

// name returns the name of the saved search.
func (c *call) name() string {
	if c.save != "" {
		return c.save
	}
	return c.saved
}

// place returns what a cursor is of: the query, and the cable of --like.
func (c *call) place(text string) string {
	if c.like == "" {
		return text
	}
	return "--like " + c.like + " " + text
}

// readAfter reads --after, which has the order of the search that it goes on with.
func (c *call) readAfter(text string, req *index.Request) error {
	order := req.Sort
	if err := render.ReadCursor(c.after, text, req); err != nil {
		return err
	}
	if c.sorted && order != req.Sort {
		return cli.Usage("search", "--after: this cursor is of a search with --sort %s", req.Sort)
	}
	return nil
}

// ask answers one query after so many others, and reports whether anything was found.
func (c *call) ask(ctx context.Context, s index.Searcher, text string, others int, req index.Request) (bool, error) {
	switch {
	case c.export != nil || c.format == "list" && c.limit == 0 && !c.count:
		return c.exportAll(ctx, s, req)
	case c.count:
		return c.printCount(ctx, s, text, req)
	}
	if c.format == "list" {
		req.Snippets, req.Facets = 0, nil
	}
	res, err := s.Search(ctx, req)
	if err != nil {
		return false, err
	}
	var hints []hint.Hint
	var also []index.Hit
	if !c.onlyNew && c.like == "" { // to a query for ids, as it is then, there is no other
		if hints, also, err = advise(ctx, s, req, res); err != nil {
			return false, err
		}
	}
	next := ""
	if len(res.Hits) > 0 {
		next = render.NewCursor(c.place(text), req, res.Hits[len(res.Hits)-1])
	}
	if c.format == "json" {
		return res.Total > 0, render.JSON(c.out, text, res, also, hints, req.Timeline, next)
	}
	c.head(text, others)
	if err := c.printHints(ctx, s, req, hints, res.Total); err != nil {
		return false, err
	}
	opt := c.textOptions()
	opt.After, opt.Next, opt.Timeline, opt.Filtered = c.after, next, req.Timeline, filtered(req.Filters)
	if c.format == "list" {
		return res.Total > 0, c.printList(res, opt)
	}
	return res.Total > 0, c.printHits(res, also, opt)
}

// filtered returns the filters of each facet as they are said to people.
func filtered(list []index.Filter) map[string]string {
	all := map[string]string{}
	for _, f := range list {
		all[f.Facet] = fmt.Sprintf("--filter %s=%s", f.Facet, strings.Join(f.Values, ","))
	}
	return all
}

func (c *call) printHits(res *index.Result, also []index.Hit, opt render.TextOptions) error {
	if res.Explained != nil {
		if err := render.Explain(c.out, res.Explained); err != nil {
			return err
		}
	}
	if res.Total == 0 {
		return nil
	}
	return render.Text(c.out, res, also, opt)
}

func (c *call) textOptions() render.TextOptions {
	return render.TextOptions{
		Color: cli.Color(c.color, c.stdout), Width: cli.Width(c.stdout, 80), Offset: c.offset,
		// Facet tables are printed for facets requested by name, not for all facets.
		Tables:  len(c.facets) > 0 && !slices.ContainsFunc(c.facets, isAll),
		Missing: len(c.facets) > 0,
	}
}
