package main

import (
	"io"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
)

// options are what the flags of indexer say.
type options struct {
	indexDir  string
	format    string
	jobs      int
	maxRecord cli.Size
	rebuild   bool
	rejects   string
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
	o.maxRecord = corpus.DefaultMaxRecord
	fs.StringVar(&o.indexDir, "index", "", "write the index in `DIR` (else $REFTEL_INDEX, else reftel/index in the user's data folder)")
	fs.StringVar(&o.format, "format", "auto", "`FORMAT`: text, csv, html, jsonl; or auto (the default), told by content, file by file")
	fs.IntVar(&o.jobs, "jobs", 0, "parse `N` cables at once; 0, the default, is one a core")
	fs.Var(&o.maxRecord, "max-record", "reject records longer than `SIZE`, such as 64k (16M)")
	fs.BoolVar(&o.rebuild, "rebuild", false, "start from an empty index; without PATH from the records that the index holds. Searchers keep the old one until the new is whole")
	fs.StringVar(&o.rejects, "rejects", "", "write the records that gave no cable to `FILE` as JSONL, to be mended and fed back")
	fs.StringVar(&o.summary, "summary", "text", "`FORM`: text (the default) or json, on stdout")
	fs.StringVar(&o.progress, "progress", "auto", "`WHEN`: auto (the default) is a live line on a terminal, else a line every 30 s; always (a last line, too), never; or json, an object a second; on stderr")
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
	return cli.CheckFlags("indexer", []cli.Choice{
		{Flag: "summary", Value: o.summary, Of: []string{"text", "json"}},
		{Flag: "progress", Value: o.progress, Of: []string{"auto", "always", "never", "json"}},
	}, []cli.Number{{Flag: "jobs", Value: o.jobs}})
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
` + cli.FlagTable(flagSet(&o)) + `
Exit code: 0 done (rejected records are listed and counted), 2 mistake or
failure, 75 another indexer holds the index, 130 interrupted (what was done is
kept; run it again to go on).
`
}
