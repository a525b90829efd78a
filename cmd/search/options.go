package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
)

// options are the flags of search.
type options struct {
	indexDir string
	sample   bool
	facets   []string
	filters  []string
	timeline string
	by       string
	sort     string
	limit    int
	offset   int
	after    string
	format   string
	fields   string
	count    bool
	queries  string
	save     string
	onlyNew  bool
	color    string
	noPager  bool
	snippets int
	explain  bool
	like     string
	timeout  time.Duration
	help     bool
	version  bool

	// of show
	raw      bool
	versions bool
	query    string
	para     string
	cite     string
	// of help
	man bool
	// of analyze
	field string
	// of serve
	openPage    bool
	allowRemote bool
	cert, key   string
	password    string

	// sorted and limited report whether --sort and --limit were given; export is the form
	// of --format, nil of the others.
	sorted, limited, colored bool
	export                   *render.Form
	// columns are those of --fields, nil if it was not given.
	columns []render.Column
	// defaults are the facets of the config file, nil if it has none.
	defaults []string

	// explicit reports whether the words followed "--", so that the first is not a
	// subcommand.
	explicit bool
}

func flagSet(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("search", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.indexDir, "index", "", "the index `DIR` or URL (or $REFTEL_INDEX, or config file)")
	cli.Switch(fs, &o.sample, "sample", "", "search the sample of invented cables")
	fs.StringArrayVar(&o.facets, "facet", nil, "count the values of `NAME[:N]`, N of them (10; 0 is all)")
	fs.StringArrayVar(&o.filters, "filter", nil, "only cables with `FACET=VALUE`; repeatable")
	fs.StringVar(&o.timeline, "timeline", "", "count the cables by `UNIT`: year, month, day")
	fs.StringVar(&o.by, "by", "", "a table of `FACET[:N]` by the first --facet, or by year")
	fs.StringVar(&o.sort, "sort", "relevance", "sort by `ORDER`: relevance (default), date, -date, id")
	fs.IntVarP(&o.limit, "limit", "n", 10, "show `N` cables; 0 is all")
	fs.IntVar(&o.offset, "offset", 0, "skip the first `N` cables")
	fs.StringVar(&o.after, "after", "", "begin behind `CURSOR`, the next of --format json")
	fs.IntVar(&o.snippets, "snippets", 2, "show `N` snippets a cable")
	fs.StringVarP(&o.format, "format", "f", "text", "print `FORM`: text (default), list, json; or export: jsonl, csv, tsv, ids (of all cables), bibtex, csl")
	fs.StringVar(&o.fields, "fields", "", "columns of jsonl, csv, tsv: `LIST` such as id,tags")
	cli.Switch(fs, &o.count, "count", "c", "print only the number of cables")
	fs.StringVar(&o.queries, "queries", "", "ask the queries in `FILE`, one a line")
	fs.StringVar(&o.save, "save", "", "keep the search as `NAME`, for search @NAME")
	cli.Switch(fs, &o.onlyNew, "new", "", "with @NAME: only what came since --save or --new")
	fs.StringVar(&o.color, "color", "auto", "colour `WHEN`: auto (default), always, never")
	cli.Switch(fs, &o.noPager, "no-pager", "", "never use a pager ($PAGER, less)")
	cli.Switch(fs, &o.explain, "explain", "", "show how the query was understood")
	fs.StringVar(&o.like, "like", "", "show the cables most like `ID`, by its rarest words")
	fs.DurationVar(&o.timeout, "timeout", 0, "stop after `TIME`, such as 5s or 1m")
	cli.Switch(fs, &o.version, "version", "", "print the version")
	cli.Switch(fs, &o.help, "help", "h", "print this help")
	for _, name := range []string{"sort", "format", "color"} {
		fs.Lookup(name).DefValue = "" // their help names it
	}
	fs.AddFlagSet(showFlags(o))
	fs.AddFlagSet(analyzeFlags(o))
	fs.AddFlagSet(helpFlags(o))
	fs.AddFlagSet(serveFlags(o))
	return fs
}

// showFlags are the flags of show.
func showFlags(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("show", pflag.ContinueOnError)
	fs.SortFlags = false
	cli.Switch(fs, &o.raw, "raw", "", "print the record as it was found")
	cli.Switch(fs, &o.versions, "versions", "", "list the texts of the id, and print the others")
	fs.StringVar(&o.query, "highlight", "", "mark what `QUERY` matches; a pager opens there")
	fs.StringVar(&o.para, "para", "", "print only paragraphs `N-M`, such as 3 or 3-5")
	fs.StringVar(&o.cite, "cite", "", "print a citation in `STYLE`: chicago, bibtex, csl")
	return fs
}

// helpFlags are the flags of help.
func helpFlags(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("help", pflag.ContinueOnError)
	cli.Switch(fs, &o.man, "man", "", "print a page of help as a manual page, for man -l -")
	return fs
}

// analyzeFlags are the flags of analyze.
func analyzeFlags(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("analyze", pflag.ContinueOnError)
	fs.StringVar(&o.field, "field", "", "print the terms of a value of `FIELD`")
	return fs
}

// serveFlags are the flags of serve.
func serveFlags(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	fs.SortFlags = false
	cli.Switch(fs, &o.openPage, "open", "", "open the page in the browser")
	cli.Switch(fs, &o.allowRemote, "allow-remote", "", "let other machines in, with --cert, --key and a password")
	fs.StringVar(&o.cert, "cert", "", "the certificate of the server in `FILE` (PEM)")
	fs.StringVar(&o.key, "key", "", "its key in `FILE` (PEM)")
	fs.StringVar(&o.password, "password", "", "the password in `FILE` (or $REFTEL_PASSWORD)")
	return fs
}

// searchFlags are the flags that are not of one command alone.
func searchFlags(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("search", pflag.ContinueOnError)
	fs.SortFlags = false
	own := showFlags(&options{})
	own.AddFlagSet(analyzeFlags(&options{}))
	own.AddFlagSet(helpFlags(&options{}))
	own.AddFlagSet(serveFlags(&options{}))
	flagSet(o).VisitAll(func(f *pflag.Flag) {
		if own.Lookup(f.Name) == nil {
			fs.AddFlag(f)
		}
	})
	return fs
}

// parseArgs parses the command line. words are the arguments that are not flags.
// It checks all flags.
func parseArgs(args []string) (o options, words []string, err error) {
	fs := flagSet(&o)
	if len(args) > 1 && args[0] == "completion" && args[1] == "words" {
		return o, args, nil // the rest is a command line that is not whole
	}
	if err := fs.Parse(shield(args)); err != nil {
		return o, nil, flagError(err, args)
	}
	words = unshield(fs.Args())
	o.explicit = fs.ArgsLenAtDash() == 0
	o.sorted, o.limited, o.colored = fs.Changed("sort"), fs.Changed("limit"), fs.Changed("color")
	if o.help || o.version {
		return o, words, nil
	}
	if at := fs.ArgsLenAtDash(); at >= 0 {
		if err := flagBehindDash(fs, words[at:]); err != nil {
			return o, nil, err
		}
	}
	if err := o.check(); err != nil {
		return o, nil, meantAsWord(err, args)
	}
	return o, words, o.settle()
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

// flagError explains an error of a flag.
func flagError(err error, args []string) error {
	return meantAsWord(cli.Usage("search", "%v", err), args)
}

// meantAsWord returns an error about a flag with another hint if an argument such as
// -nato was probably meant as a word to exclude.
func meantAsWord(err error, args []string) error {
	var usage *cli.UsageError
	if !errors.As(err, &usage) || !slices.ContainsFunc(args, looksExcluded) {
		return err
	}
	return &cli.UsageError{
		Msg: usage.Msg, Hint: "write the query in quotes, 'munitions -nato', or behind --: search -- -nato",
	}
}

// looksExcluded reports whether an argument is - and a word.
func looksExcluded(arg string) bool {
	word, minus := strings.CutPrefix(arg, "-")
	return minus && len(word) > 1 && unicode.IsLetter(rune(word[0])) && unicode.IsLetter(rune(word[1]))
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
		{Flag: "timeline", Value: cmp.Or(o.timeline, string(index.Year)), Of: []string{string(index.Year), string(index.Month), string(index.Day)}},
		{Flag: "format", Value: o.format, Of: formats()},
		{Flag: "cite", Value: cmp.Or(o.cite, "chicago"), Of: []string{"chicago", "bibtex", "csl"}},
		{Flag: "color", Value: o.color, Of: []string{"auto", "always", "never"}},
	}
}

// formats are the values of --format.
func formats() []string {
	list := []string{"text", "list", "json"}
	for _, f := range render.Forms {
		list = append(list, f.Name)
	}
	return list
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

// settle sets what depends on several flags, and checks that they go together.
func (o *options) settle() error {
	for i, f := range render.Forms {
		if f.Name == o.format {
			o.export = &render.Forms[i]
		}
	}
	if (o.onlyNew || o.export != nil && o.export.All) && !o.limited {
		o.limit = 0
	}
	if err := o.checkTogether(); err != nil {
		return err
	}
	if o.fields == "" {
		return nil
	}
	var err error
	if o.columns, err = render.Columns(o.fields); err != nil {
		return &cli.UsageError{Msg: "--fields: " + err.Error(), Hint: "the columns are " + strings.Join(render.ColumnNames(), ", ")}
	}
	return nil
}

// checkTogether returns an error about flags that do not go together.
func (o *options) checkTogether() error {
	switch {
	case o.fields != "" && (o.export == nil || !o.export.Columns):
		return cli.Usage("search", "--fields goes with --format jsonl, csv and tsv")
	case o.export != nil && o.count:
		return cli.Usage("search", "--count does not go with --format %s", o.format)
	case o.export != nil && o.explain:
		return cli.Usage("search", "--explain does not go with --format %s", o.format)
	case o.like != "" && (o.save != "" || o.onlyNew):
		return cli.Usage("search", "--like does not go with --save and --new")
	case o.export != nil && o.queries != "":
		return cli.Usage("search", "--queries goes with --count and --format text, list and json")
	case (o.export != nil || o.format == "list") && (len(o.facets) > 0 || o.timeline != "" || o.by != ""):
		return cli.Usage("search", "--facet, --timeline and --by go with --format text and json")
	case o.cite != "" && (o.raw || o.versions || o.query != "" || o.format != "text"):
		return cli.Usage("search", "--cite does not go with --raw, --versions, --highlight and --format")
	case o.raw && (o.query != "" || o.para != ""), o.versions && (o.query != "" || o.para != ""):
		return cli.Usage("search", "--highlight and --para do not go with --raw and --versions")
	case o.save != "" && o.queries != "", o.onlyNew && (o.save != "" || o.queries != "" || o.after != "" || o.offset > 0 || o.limited):
		return cli.Usage("search", "--save and --new do not go with --queries, --after, --offset, --limit and each other")
	case o.after != "" && o.queries != "":
		return cli.Usage("search", "--after and --queries can't both be given")
	}
	return nil
}

// order returns the order of hits: without --sort and a limit, an export has that of the
// index, in which the first hits come at once.
func (o *options) order() index.Sort {
	if o.export != nil && !o.sorted && o.limit == 0 && !render.HasScore(o.columns) {
		return index.InIndexOrder
	}
	return index.Sort(o.sort)
}
