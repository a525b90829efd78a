package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"reftel/analyzer"
	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index/field"
	"reftel/index/query"
)

// usage is the help page: 80 columns by 50 lines at most.
func usage() string {
	var o options
	return `Usage: search [flags] QUERY...
       search [flags] show ID...        print cables
       search [flags] analyze TEXT...   print the words that a text falls into
       search facets | info             list the facets; describe the index
       search help [query]              this page, or the query language

Searches an index of diplomatic cables that indexer built.

Examples:
  search --sample munitions
  search '"cluster munitions" tags:PARM date:2008'
  search 'from:brussels class:>=C -nato' --sort -date --limit 50
  search uranium --facet countries:20 --filter year=2008 --format json
  search show 08BRUSSELS1828
  search -- show                        look for the word "show" itself

Flags:
` + flagSet(&o).FlagUsagesWrapped(80) + `
Exit code: 0 found, 1 nothing found, 2 mistake or failure.
`
}

// help prints the help page, or the page of a topic.
func help(_ context.Context, _ options, topics []string, out, _ io.Writer) (int, error) {
	text := usage()
	if len(topics) > 0 {
		if topics[0] != "query" {
			return cli.Trouble, &cli.UsageError{Msg: fmt.Sprintf("no help on %q", topics[0]), Hint: "the topics are: query"}
		}
		text = query.Syntax()
	}
	_, err := io.WriteString(out, text)
	return cli.Done, err
}

// facets lists the facets.
func facets(_ context.Context, _ options, _ []string, out, _ io.Writer) (int, error) {
	for _, f := range field.Facets() {
		if _, err := fmt.Fprintf(out, "%-15s %s\n", f.Name, f.Help); err != nil {
			return cli.Trouble, err
		}
	}
	return cli.Done, nil
}

// A token is what analyze prints of one.
type token struct {
	Term     string `json:"term"`
	Kind     string `json:"kind"`
	Position int    `json:"position"`
	Span     int    `json:"span"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

// analyze prints the tokens of a text, or the terms of a coded field's value.
func analyze(_ context.Context, o options, words []string, out, _ io.Writer) (int, error) {
	text := strings.Join(words, " ")
	f, known := field.Lookup(o.field)
	if o.field != "" && !known {
		return cli.Trouble, cli.Usage("search", "--field %q: no such field", o.field)
	}
	if known && f.Kind != field.Text {
		return cli.Done, codes(out, f, text)
	}
	var s analyzer.Scanner
	s.Reset(analyzer.Text{Text: text})
	for s.Next() {
		t := s.Token()
		if err := printToken(out, o, token{string(t.Term), t.Kind.String(), t.Position, t.Span, t.Start, t.End}); err != nil {
			return cli.Trouble, err
		}
	}
	return cli.Done, nil
}

func printToken(out io.Writer, o options, t token) error {
	if o.format == "json" {
		return render.Object(out, t)
	}
	_, err := fmt.Fprintf(out, "%3d+%d  %4d-%-4d  %-9s %s\n", t.Position, t.Span, t.Start, t.End, t.Kind, render.Clean(t.Term))
	return err
}

// codes prints what a coded field holds for a value.
func codes(out io.Writer, f field.Field, value string) error {
	for _, term := range analyzer.Codes(f.Kind, value) {
		if _, err := fmt.Fprintln(out, render.Clean(term)); err != nil {
			return err
		}
	}
	return nil
}

// info describes the index.
func info(ctx context.Context, o options, _ []string, out, _ io.Writer) (int, error) {
	s, err := open(ctx, o)
	if err != nil {
		return cli.Trouble, err
	}
	defer s.Close()
	i := s.Info()
	if o.format == "json" {
		return cli.Done, render.Object(out, i)
	}
	_, err = fmt.Fprintf(out, "cables    %d\nfirst     %s\nlast      %s\nsnapshot  %s\nversion   %s\n",
		i.Cables, render.Date(i.First, "day"), render.Date(i.Last, "day"), i.Snapshot, i.Version)
	return cli.Done, err
}
