package main

import (
	"errors"
	"io"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/corpus/unpack"
)

// options are the values of the flags of indexer.
type options struct {
	indexDir string
	format   string
	jobs     int
	memory   cli.Size
	rebuild  bool
	// acceptLoss publishes a rebuild that lacks records.
	acceptLoss bool
	prune      string // "", pruneSafe or pruneAll
	remove     []string
	purge      bool
	verify     bool
	watch      bool
	dryRun     bool
	rejects    string
	summary    string
	progress   string
	quiet      bool
	help       bool
	version    bool

	// Limits of what is read.
	maxRecord, maxMember cli.Size
	maxRatio, maxMembers int

	// target is the file of rejects, nil if there is none.
	target *rejectTarget
	// pdf reads PDF files.
	pdf corpus.PageReader
}

// The values of --prune: pruneSafe is that of the flag alone.
const (
	pruneSafe = "safe"
	pruneAll  = "all"
)

func flagSet(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("indexer", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(io.Discard)
	o.maxRecord, o.maxMember = corpus.DefaultMaxRecord, unpack.DefaultMaxMember
	fs.StringVar(&o.indexDir, "index", "", "`DIR` or URL of the index (or $REFTEL_INDEX, or data folder)")
	fs.StringVar(&o.format, "format", "auto", "file `FORMAT`: text, csv, html, jsonl")
	fs.IntVar(&o.jobs, "jobs", 0, "use `N` cores; 0 is all")
	fs.Var(&o.memory, "memory", "use at most `SIZE` of memory (default a quarter)")
	cli.Switch(fs, &o.rebuild, "rebuild", "", "start empty; without PATH, from the index's records")
	cli.Switch(fs, &o.acceptLoss, "accept-loss", "", "let --rebuild leave out damaged records, or cables that are not at PATH")
	fs.BoolFunc("prune", "remove cables that are no longer at the PATHs; `[=all]`: also those of a PATH that lost all files", o.setPrune)
	fs.StringArrayVar(&o.remove, "remove", nil, "remove a cable, or all cables of a path: `ID|SOURCE`; repeatable")
	cli.Switch(fs, &o.purge, "purge", "", "rewrite the files with words of removed cables")
	cli.Switch(fs, &o.verify, "verify", "", "check the index against its checksums and catalog")
	cli.Switch(fs, &o.watch, "watch", "", "keep running, and index changes at the PATHs")
	cli.Switch(fs, &o.dryRun, "dry-run", "", "read and parse everything and report; write nothing")
	fs.StringVar(&o.rejects, "rejects", "", "write rejected records to `FILE` as JSONL")
	fs.Var(&o.maxRecord, "max-record", "reject records longer than `SIZE`")
	fs.Var(&o.maxMember, "max-member", "reject members that unpack to over `SIZE`")
	fs.IntVar(&o.maxMembers, "max-members", unpack.DefaultMaxMembers, "read at most `N` members an archive")
	fs.IntVar(&o.maxRatio, "max-ratio", unpack.DefaultMaxRatio, "unpack at most `N` times a file's size")
	fs.StringVar(&o.summary, "summary", "text", "`FORM` of the summary: text, json")
	fs.StringVar(&o.progress, "progress", "auto", "show progress: `WHEN` is auto, always, never, json")
	cli.Switch(fs, &o.quiet, "quiet", "", "print errors only")
	cli.Switch(fs, &o.version, "version", "", "print the version")
	cli.Switch(fs, &o.help, "help", "h", "print this help")
	return fs
}

// setPrune sets --prune, which has the value "true" if none is given.
func (o *options) setPrune(value string) error {
	switch value {
	case "true":
		o.prune = pruneSafe
	case pruneAll:
		o.prune = pruneAll
	default:
		return errors.New("expected --prune or --prune=all")
	}
	return nil
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

// leastMemory is the least --memory. With less, segments would be so small that most of
// the time would be spent on merging them.
const leastMemory = 256 << 20

func (o *options) check() error {
	if _, err := corpus.ParseFormat(o.format); err != nil {
		return cli.Usage("indexer", "--format: %v", err)
	}
	if o.memory != 0 && o.memory < leastMemory {
		return cli.Usage("indexer", "--memory %v: expected 256M or more", o.memory)
	}
	return cli.CheckFlags("indexer", []cli.Choice{
		{Flag: "summary", Value: o.summary, Of: []string{"text", "json"}},
		{Flag: "progress", Value: o.progress, Of: []string{"auto", "always", "never", "json"}},
	}, []cli.Number{{Flag: "jobs", Value: o.jobs}, {Flag: "max-members", Value: o.maxMembers}, {Flag: "max-ratio", Value: o.maxRatio}})
}

// A modeFlag is a flag that selects another task than indexing, or an additional one.
type modeFlag struct {
	name string
	set  bool
}

// modes returns the flags that exclude each other.
func (o *options) modes() []modeFlag {
	return []modeFlag{
		{"--verify", o.verify}, {"--remove", len(o.remove) > 0}, {"--dry-run", o.dryRun}, {"--watch", o.watch},
		{"--rebuild", o.rebuild},
	}
}

// checkWords reports whether the paths go with the flags.
func (o *options) checkWords(parseOnly bool, paths []string) error {
	var mode string
	for _, m := range o.modes() {
		switch {
		case !m.set:
		case parseOnly:
			return cli.Usage("indexer", "parse and %s can't both be given", m.name)
		case mode != "":
			return cli.Usage("indexer", "%s and %s can't both be given", mode, m.name)
		default:
			mode = m.name
		}
	}
	switch {
	case o.prune != "" && (parseOnly || mode != "" && !o.watch):
		return cli.Usage("indexer", "--prune works only with PATH")
	case o.purge && (parseOnly || mode != "" && len(o.remove) == 0):
		return cli.Usage("indexer", "--purge works with PATH or --remove, or alone")
	case o.rejects != "" && (o.watch || o.verify || len(o.remove) > 0):
		return cli.Usage("indexer", "--rejects and %s can't both be given", mode)
	case o.acceptLoss && !o.rebuild:
		return cli.Usage("indexer", "--accept-loss works only with --rebuild")
	case (o.verify || len(o.remove) > 0) && len(paths) > 0:
		return cli.Usage("indexer", "%s takes no PATH", mode)
	case len(paths) == 0 && (o.prune != "" || !o.verify && !o.rebuild && len(o.remove) == 0 && !o.purge):
		return cli.Usage("indexer", "no PATH: expected a file, a folder or -")
	}
	return nil
}

// usage is the help page: 80 columns by 50 lines at most.
func usage() string {
	var o options
	return `Usage: indexer [flags] PATH...         build or update the index
       indexer parse [flags] PATH...   print each record as parsed, one JSON
                                       object a line; the index is not used

Reads cables from files, folders and archives ("-" is standard input) and builds
the index that search uses. A second run reads only files that changed.

Formats: text (one cable a file), CSV, HTML pages, XML, JSON and JSONL, mail,
PDF with a text layer; packed as zip, 7z, tar, gz, bz2, xz or zst.
Other files are listed and skipped.

Examples:
  indexer ~/cables
  indexer --index ./idx cables.csv more/
  zcat cables.csv.gz | indexer --format csv -
  indexer parse 08BRUSSELS1828.txt

Flags:
` + cli.FlagTable(flagSet(&o)) + `
Exit code: 0 done (rejected records are listed and counted), 2 mistake or
failure, 75 another indexer is writing to the index, 130 interrupted (finished
work is kept; run it again to continue).
`
}
