// Command bench measures whole runs of the indexer and of search over invented
// archives of several sizes, beside SQLite's FTS5 over the same cables:
//
//	go run ./index/bench -n 10000,50000,250000
//
// It builds the commands, runs them as a user does, and watches from outside. For
// each number of cables it
//
//	writes an archive with corpus/synth,
//	indexes it, reads it without indexing, indexes it once more,
//	puts the same cables into an FTS5 table,
//	asks both some questions, cold and warm,
//	with -peers: indexes the same cables with Tantivy and Lucene, and asks them and
//	the searcher of the index some questions, each in one warm process,
//
// and prints a table in Markdown, or JSON. ../README.md holds one and says how
// to read it. Linux tells all of it; other systems know no memory and nothing of
// cold files, and their cells say n/a.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
)

// maxCables is as many as corpus/synth writes.
const maxCables = 10_000_000

// options are what the flags say.
type options struct {
	cables  counts
	memory  sizes
	budget  size
	peers   bool
	dir     string
	sqlite  string
	queries string
	ranking string
	keep    bool
	json    bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0, 2 for wrong usage or failure, or 130 where it
// was interrupted. What was measured by then is printed all the same.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var opt options
	set := opt.flags()
	err := set.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(stdout, "usage: bench [flags]")
		set.SetOutput(stdout)
		set.PrintDefaults()
		return 0
	}
	if err == nil && set.NArg() > 0 {
		err = fmt.Errorf("expected flags only, found %q", set.Arg(0))
	}
	if err == nil {
		err = opt.run(ctx, args, stdout, stderr)
	}
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "bench: interrupted")
		return 130
	}
	fmt.Fprintln(stderr, "bench: error:", err)
	return 2
}

// flags returns the flags, which fill the options when parsed and print
// nothing.
func (opt *options) flags() *flag.FlagSet {
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {}
	opt.cables = counts{10_000}
	set.Var(&opt.cables, "n", "`list` of numbers of cables, such as 10000,50000,250000")
	set.Var(&opt.memory, "memory", "`list` of sizes for the indexer's --memory, such as 256M,512M,2G, measured with the most cables")
	set.Var(&opt.budget, "budget", "`size` for the indexer's --memory in its first run, and for the peers (default the indexer's own, and 512M for the peers)")
	set.BoolVar(&opt.peers, "peers", false, "measure Tantivy and Lucene, too: needs cargo, mvn and JDK 21")
	set.StringVar(&opt.dir, "dir", "", "`folder` to work in, on a disk with room for eight times the archive, twelve with -peers; its cables-N.csv and peers are used if there, and stay (default a temporary one)")
	set.StringVar(&opt.sqlite, "sqlite", "sqlite3", "`program` of SQLite with FTS5")
	set.StringVar(&opt.queries, "queries", "", "`file` of questions, laid out as queries.txt beside this program (default that)")
	set.StringVar(&opt.ranking, "ranking", "", "measure instead how well the cables of this CSV `file` are ranked, with -peers also by Lucene")
	set.BoolVar(&opt.keep, "keep", false, "keep all that was made")
	set.BoolVar(&opt.json, "json", false, "print JSON")
	return set
}

// run measures and prints.
func (opt *options) run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if opt.ranking != "" {
		return opt.measureRanking(ctx, stdout, stderr)
	}
	questions, err := opt.questions()
	if err != nil {
		return err
	}
	b, err := newBench(ctx, *opt, questions, stderr)
	if err != nil {
		return err
	}
	defer b.close()
	rep, err := b.all(ctx)
	rep.Command = strings.Join(append([]string{"go run ./index/bench"}, args...), " ")
	if len(rep.Runs) > 0 {
		err = errors.Join(err, opt.print(stdout, rep))
	}
	return err
}

func (opt *options) print(w io.Writer, rep report) error {
	if !opt.json {
		_, err := io.WriteString(w, rep.markdown())
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(rep)
}

// counts is the value of a flag that takes numbers of cables.
type counts []int

// Set implements flag.Value.
func (c *counts) Set(text string) error {
	*c = nil
	for item := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(item)
		if err != nil || n < 1 || n > maxCables {
			return fmt.Errorf("expected numbers of cables from 1 to %d, found %q", maxCables, item)
		}
		*c = append(*c, n)
	}
	return nil
}

// String implements flag.Value.
func (c *counts) String() string {
	var items []string
	for _, n := range *c {
		items = append(items, strconv.Itoa(n))
	}
	return strings.Join(items, ",")
}

// A size is a number of bytes as the indexer's flags take it.
type size struct {
	text  string
	bytes int64
}

// units are the powers of two that the letters stand for.
var units = map[string]int{"": 0, "K": 10, "M": 20, "G": 30}

// Set implements flag.Value.
func (s *size) Set(text string) error {
	unit := strings.TrimLeft(text, "0123456789")
	n, err := strconv.ParseInt(strings.TrimSuffix(text, unit), 10, 32)
	shift, known := units[strings.ToUpper(unit)]
	if err != nil || !known || n < 1 {
		return fmt.Errorf("expected sizes such as 256M or 2G, found %q", text)
	}
	*s = size{text, n << shift}
	return nil
}

// String implements flag.Value.
func (s *size) String() string { return s.text }

// sizes is the value of a flag that takes sizes.
type sizes []size

// Set implements flag.Value.
func (s *sizes) Set(text string) error {
	*s = nil
	for item := range strings.SplitSeq(text, ",") {
		var one size
		if err := one.Set(item); err != nil {
			return err
		}
		*s = append(*s, one)
	}
	return nil
}

// String implements flag.Value.
func (s *sizes) String() string {
	var items []string
	for _, size := range *s {
		items = append(items, size.text)
	}
	return strings.Join(items, ",")
}
