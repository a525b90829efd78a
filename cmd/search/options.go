package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/index"
)

// options are the flags of search.
type options struct {
	indexDir string
	sample   bool
	facets   []string
	filters  []string
	sort     string
	limit    int
	offset   int
	format   string
	color    string
	snippets int
	explain  bool
	timeout  time.Duration
	help     bool
	version  bool

	// of show
	raw      bool
	versions bool
	// of analyze
	field string

	// explicit reports whether the words followed "--", so that the first is not a
	// subcommand.
	explicit bool
}

func flagSet(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("search", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.indexDir, "index", "", "`DIR` of the index (or $REFTEL_INDEX, or data folder)")
	cli.Switch(fs, &o.sample, "sample", "", "search the sample of invented cables")
	fs.StringArrayVar(&o.facets, "facet", nil, "count the values of facet `NAME[:N]`, the N commonest (10; 0 is all); all is every facet; repeatable")
	fs.StringArrayVar(&o.filters, "filter", nil, "show only cables with `FACET=VALUE`; values of one facet are alternatives; repeatable")
	fs.StringVar(&o.sort, "sort", "relevance", "sort by `ORDER`: relevance, date, -date, id")
	fs.IntVar(&o.limit, "limit", 10, "show `N` cables; 0 is all")
	fs.IntVar(&o.offset, "offset", 0, "skip the first `N` cables")
	fs.IntVar(&o.snippets, "snippets", 2, "show `N` snippets a cable")
	fs.StringVar(&o.format, "format", "text", "print `FORM`: text, json")
	fs.StringVar(&o.color, "color", "auto", "use colour `WHEN`: auto (on a terminal), always, never")
	cli.Switch(fs, &o.explain, "explain", "", "show how the query was understood, and what its words stand for")
	fs.DurationVar(&o.timeout, "timeout", 0, "stop after `TIME`, such as 5s or 1m")
	cli.Switch(fs, &o.raw, "raw", "", "show: print the record as it was found")
	cli.Switch(fs, &o.versions, "versions", "", "show: list the texts of the id, and print the others")
	fs.StringVar(&o.field, "field", "", "analyze: print the terms of a value of `FIELD`")
	cli.Switch(fs, &o.version, "version", "", "print the version")
	cli.Switch(fs, &o.help, "help", "h", "print this help")
	return fs
}

// parseArgs parses the command line. words are the arguments that are not flags.
// It checks all flags.
func parseArgs(args []string) (o options, words []string, err error) {
	fs := flagSet(&o)
	if err := fs.Parse(shield(args)); err != nil {
		return o, nil, flagError(err)
	}
	words = unshield(fs.Args())
	o.explicit = fs.ArgsLenAtDash() == 0
	if o.help || o.version {
		return o, words, nil
	}
	if at := fs.ArgsLenAtDash(); at >= 0 {
		if err := flagBehindDash(fs, words[at:]); err != nil {
			return o, nil, err
		}
	}
	return o, words, o.check()
}

// shielded marks an argument that looks like a flag but is a query: no flag of one
// letter has a blank in it ('-nato "foreign minister"').
const shielded = "\x00"

func shield(args []string) []string {
	args = slices.Clone(args)
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if len(arg) > 1 && arg[0] == '-' && arg[1] != '-' && strings.ContainsAny(arg, " \t\n") {
			args[i] = shielded + arg
		}
	}
	return args
}

func unshield(words []string) []string {
	words = slices.Clone(words)
	for i := range words {
		words[i] = strings.TrimPrefix(words[i], shielded)
	}
	return words
}

// flagError explains an error of a flag. An unknown flag of one letter was
// probably meant as a word to exclude.
func flagError(err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "" {
		return &cli.UsageError{
			Msg:  err.Error(),
			Hint: "write the query in quotes, 'munitions -nato', or behind --: search -- -nato",
		}
	}
	return cli.Usage("search", "%v", err)
}

// flagBehindDash returns an error if one of the words after "--" is a flag. It was
// not meant as a word, since no text contains one.
func flagBehindDash(fs *pflag.FlagSet, words []string) error {
	for _, word := range words {
		name, isFlag := strings.CutPrefix(word, "--")
		name, _, _ = strings.Cut(name, "=")
		if isFlag && fs.Lookup(name) != nil {
			return &cli.UsageError{
				Msg:  fmt.Sprintf("%s comes after --, where flags are words of the query", word),
				Hint: "put flags before it: search --" + name + " … -- QUERY",
			}
		}
	}
	return nil
}

// choices returns the flags with a fixed set of values.
func (o *options) choices() []cli.Choice {
	return []cli.Choice{
		{Flag: "sort", Value: o.sort, Of: []string{string(index.ByRelevance), string(index.ByDate), string(index.ByDateDesc), string(index.ByID)}},
		{Flag: "format", Value: o.format, Of: []string{"text", "json"}},
		{Flag: "color", Value: o.color, Of: []string{"auto", "always", "never"}},
	}
}

// numbers returns the flags that take a number.
func (o *options) numbers() []cli.Number {
	return []cli.Number{{Flag: "limit", Value: o.limit}, {Flag: "offset", Value: o.offset}, {Flag: "snippets", Value: o.snippets}}
}

func (o *options) check() error {
	switch {
	case o.sample && o.indexDir != "":
		return cli.Usage("search", "--sample and --index can't both be given")
	case o.timeout < 0:
		return cli.Usage("search", "--timeout %v: expected 0 or more", o.timeout)
	}
	return cli.CheckFlags("search", o.choices(), o.numbers())
}
