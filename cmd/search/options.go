package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
)

// options are what the flags of search say.
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
	timeout  time.Duration
	help     bool
	version  bool

	// of show
	raw bool
	// of analyze
	field string

	// explicit says that the words stood behind "--", so that the first is no
	// subcommand.
	explicit bool
}

func flagSet(o *options) *pflag.FlagSet {
	fs := pflag.NewFlagSet("search", pflag.ContinueOnError)
	fs.SortFlags = false
	fs.SetOutput(io.Discard)
	fs.StringVar(&o.indexDir, "index", "", "index to search (default $REFTEL_INDEX, or\nreftel/index in the user's data folder)")
	fs.BoolVar(&o.sample, "sample", false, "search the sample of invented cables instead")
	fs.StringArrayVar(&o.facets, "facet", nil, "count a facet's values: NAME, NAME:N or all")
	fs.StringArrayVar(&o.filters, "filter", nil, "only cables with FACET=VALUE; values of one\nfacet are alternatives")
	fs.StringVar(&o.sort, "sort", "relevance", "order: relevance, date, -date, id")
	fs.IntVar(&o.limit, "limit", 10, "cables to show; 0 is all")
	fs.IntVar(&o.offset, "offset", 0, "cables to leave out before the first")
	fs.IntVar(&o.snippets, "snippets", 2, "snippets a cable")
	fs.StringVar(&o.format, "format", "text", "text or json")
	fs.StringVar(&o.color, "color", "auto", "auto, always or never")
	fs.DurationVar(&o.timeout, "timeout", 0, "give up after this time (5s, 1m)")
	fs.BoolVar(&o.raw, "raw", false, "with show: the record as it was found")
	fs.StringVar(&o.field, "field", "", "with analyze: as a value of this field")
	fs.BoolVar(&o.version, "version", false, "print the version")
	fs.BoolVarP(&o.help, "help", "h", false, "print this help")
	return fs
}

// parseArgs reads the command line; words are what is no flag. All that can be
// wrong with flags is found here.
func parseArgs(args []string) (o options, words []string, err error) {
	fs := flagSet(&o)
	if err := fs.Parse(args); err != nil {
		return o, nil, cli.Usage("search", "%v", err)
	}
	o.explicit = fs.ArgsLenAtDash() == 0
	if o.help || o.version {
		return o, fs.Args(), nil
	}
	return o, fs.Args(), o.check()
}

func (o *options) check() error {
	sorts := []string{string(index.ByRelevance), string(index.ByDate), string(index.ByDateDesc), string(index.ByID)}
	switch {
	case o.sample && o.indexDir != "":
		return cli.Usage("search", "--sample and --index can't both be given")
	case !slices.Contains(sorts, o.sort):
		return cli.Usage("search", "--sort %q: expected %s", o.sort, strings.Join(sorts, ", "))
	case o.format != "text" && o.format != "json":
		return cli.Usage("search", "--format %q: expected text or json", o.format)
	case !slices.Contains([]string{"auto", "always", "never"}, o.color):
		return cli.Usage("search", "--color %q: expected auto, always or never", o.color)
	}
	for name, n := range map[string]int{"limit": o.limit, "offset": o.offset, "snippets": o.snippets} {
		if n < 0 {
			return cli.Usage("search", "--%s %d: expected 0 or more", name, n)
		}
	}
	return nil
}

// Facets that text output shows unasked, and how many values of each.
const defaultFacetSize = 8

// facetRequests reads the --facet flags. Text output without any has a default
// few.
func (o *options) facetRequests() ([]index.FacetRequest, error) {
	var list []index.FacetRequest
	for _, text := range o.facets {
		name, size, err := splitFacet(text)
		if err != nil {
			return nil, err
		}
		if name != "all" {
			list = append(list, index.FacetRequest{Name: name, Size: size})
			continue
		}
		for _, f := range field.Facets() {
			list = append(list, index.FacetRequest{Name: f.Name, Size: size})
		}
	}
	if len(o.facets) == 0 && o.format == "text" {
		for _, f := range field.Facets() {
			if f.Default {
				list = append(list, index.FacetRequest{Name: f.Name, Size: defaultFacetSize})
			}
		}
	}
	return list, nil
}

// splitFacet reads NAME or NAME:N; N of 0 is all values.
func splitFacet(text string) (name string, size int, err error) {
	name, number, counted := strings.Cut(text, ":")
	size = 10
	if counted {
		if size, err = strconv.Atoi(number); err != nil || size < 0 {
			return "", 0, cli.Usage("search", "--facet %q: expected a number of values behind the colon", text)
		}
	}
	if size == 0 {
		size = -1
	}
	if name == "all" {
		return name, size, nil
	}
	f, ok := field.LookupFacet(name)
	if !ok {
		return "", 0, &cli.UsageError{Msg: fmt.Sprintf("--facet %q: no such facet", text), Hint: "the facets are " + facetNames()}
	}
	return f.Name, size, nil
}

func facetNames() string {
	var names []string
	for _, f := range field.Facets() {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// filterList reads the --filter flags, joining the values of one facet.
func (o *options) filterList() ([]index.Filter, error) {
	var list []index.Filter
	for _, text := range o.filters {
		name, value, ok := strings.Cut(text, "=")
		f, known := field.LookupFacet(name)
		switch {
		case !ok:
			return nil, cli.Usage("search", "--filter %q: expected FACET=VALUE", text)
		case !known:
			return nil, &cli.UsageError{Msg: fmt.Sprintf("--filter %q: no such facet", text), Hint: "the facets are " + facetNames()}
		}
		at := slices.IndexFunc(list, func(g index.Filter) bool { return g.Facet == f.Name })
		if at < 0 {
			list = append(list, index.Filter{Facet: f.Name})
			at = len(list) - 1
		}
		list[at].Values = append(list[at].Values, value)
	}
	return list, nil
}

// request makes the request of a query.
func (o *options) request() (index.Request, error) {
	req := index.Request{Sort: index.Sort(o.sort), Limit: o.limit, Offset: o.offset, Snippets: o.snippets}
	if o.limit == 0 {
		req.Limit = -1
	}
	var err error
	if req.Facets, err = o.facetRequests(); err != nil {
		return req, err
	}
	req.Filters, err = o.filterList()
	return req, err
}
