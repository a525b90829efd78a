package main

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
)

// options are what the flags of indexer say.
type options struct {
	indexDir  string
	format    string
	jobs      int
	maxRecord int64
	rebuild   bool
	summary   string
	progress  string
	quiet     bool
	help      bool
	version   bool
}

func flagSet(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("indexer", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.indexDir, "index", "", "index to write (default $REFTEL_INDEX, or\nreftel/index in the user's data folder)")
	fs.StringVar(&o.format, "format", "auto", "auto (by content), text, csv, html or jsonl")
	fs.IntVar(&o.jobs, "jobs", 0, "cables to parse at once; 0 is one a core")
	fs.Int64Var(&o.maxRecord, "max-record", corpus.DefaultMaxRecord, "bytes beyond which a record is rejected")
	fs.BoolVar(&o.rebuild, "rebuild", false, "start from an empty index")
	fs.StringVar(&o.summary, "summary", "text", "text or json")
	fs.StringVar(&o.progress, "progress", "auto", "auto (on a terminal), always, never or json")
	fs.BoolVar(&o.quiet, "quiet", false, "print errors only")
	fs.BoolVar(&o.version, "version", false, "print the version")
	fs.BoolVarP(&o.help, "help", "h", false, "print this help")
	return fs
}

func parseArgs(args []string) (o options, words []string, err error) {
	fs := flagSet(&o)
	if err := fs.Parse(args); err != nil {
		return o, nil, cli.Usage("indexer", "%v", err)
	}
	if o.help || o.version {
		return o, fs.Args(), nil
	}
	return o, fs.Args(), o.check()
}

func (o *options) check() error {
	if _, err := corpus.ParseFormat(o.format); err != nil {
		return cli.Usage("indexer", "--format: %v", err)
	}
	for _, f := range []struct {
		name, value string
		allowed     []string
	}{
		{"summary", o.summary, []string{"text", "json"}},
		{"progress", o.progress, []string{"auto", "always", "never", "json"}},
	} {
		if !slices.Contains(f.allowed, f.value) {
			return cli.Usage("indexer", "--%s %q: expected %s", f.name, f.value, strings.Join(f.allowed, ", "))
		}
	}
	if o.jobs < 0 || o.maxRecord < 0 {
		return cli.Usage("indexer", "--jobs and --max-record: expected 0 or more")
	}
	return nil
}

// usage is the help page: 80 columns by 50 lines at most.
func usage() string {
	var o options
	return `Usage: indexer [flags] PATH...         build or update the index
       indexer parse [flags] PATH...   print what is understood of each record
                                       as JSON, a line each; touch no index

Reads cables from files and folders ("-" is standard input) and builds the
index that search answers from. What is in the index already is left alone, so
that running it again costs little.

Formats: cable text (a cable a file), the Cablegate CSV (number, date, id,
origin, classification, references, header, body), Cablegate HTML pages, JSONL.

Examples:
  indexer ~/cables
  indexer --index ./idx cables.csv more/
  zcat cables.csv.gz | indexer --format csv -
  indexer parse 08BRUSSELS1828.txt
  indexer --summary json --progress never ~/cables

Flags:
` + flagSet(&o).FlagUsagesWrapped(80) + `
Exit code: 0 done (rejected records are counted and listed), 2 mistake or
failure, 75 another indexer holds the index, 130 interrupted (what was done is
kept; run it again to go on).
`
}
