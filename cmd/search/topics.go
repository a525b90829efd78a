package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"reftel/analyzer"
	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index/field"
	"reftel/index/query"
)

// usage is the help page: 80 columns by 50 lines at most.
func usage() string {
	return `Usage: search [flags] QUERY...
       search [flags] show ID...       print cables (search help show)
       search [flags] names NAME | tags [WORDS] | facets | info
       search [flags] analyze TEXT...  print the terms of a text
       search [flags] serve [ADDR]     answer a browser (search help serve)
       search help [query|show|json] | completion bash|zsh|fish

Searches the index of diplomatic cables that indexer built.

  search --sample munitions
  search '"cluster munitions" tags:PARM date:2008' --sort date
  search 'from:brussels class:>=C -nato' -f csv --fields id,date,subject
  search uranium --facet countries:20 --filter year=2008 -f json
  search -- show                       search for the word "show"

Flags:
` + cli.FlagTable(searchFlags(&options{})) + `
Exit code: 0 found, 1 nothing found, 2 mistake, failure or end of --timeout,
           130 Ctrl-C, 143 SIGTERM.
`
}

// showUsage is the help page of show.
func showUsage() string {
	return `Usage: search [flags] show ID...
       search [flags] analyze TEXT...

show prints cables, with the subjects of those that they refer to, and how many
refer to them. An ID is an MRN in any spelling, the name of a cable's file, or
its address in an archive; - reads ids from standard input, one a line. If a
cable or paragraph is missing, the exit code is 1.

  search --sample show 07COPENHAGEN2466
  search --sample show '75 geneva 12412' --highlight munitions
  search --sample show 75GENEVA12412 --para 2-3 --cite chicago
  search --sample -f ids tags:KHDP | search --sample show -

Flags of show, with --format text or json:
` + cli.FlagTable(showFlags(&options{})) + `
analyze prints the terms of a text as the index has them: the position of each,
how many positions it spans, its place in bytes, and its kind.

  search analyze cease-fire
  search analyze --field from 'AMEMBASSY LA PAZ'

Flag of analyze:
` + cli.FlagTable(analyzeFlags(&options{})) + `
Flag of help:
` + cli.FlagTable(helpFlags(&options{}))
}

// topics are the pages of help.
var topics = map[string]func() string{"": usage, "query": query.Syntax, "show": showUsage, "json": render.Schema, "serve": serveUsage}

// help prints the help page or a topic's page.
func help(_ context.Context, c call) (int, error) {
	topic := strings.Join(c.words, " ")
	text, ok := topics[topic]
	if !ok {
		return 0, c.takesNo("help", "no help for "+strconv.Quote(topic)+": the topics are query, show, json and serve")
	}
	if _, paged := manNames[topic]; c.man && paged {
		text = func() string { return manPage(topic) }
	} else if c.man {
		return 0, cli.Usage("search", "--man: there is no manual page for %s", topic)
	}
	_, err := io.WriteString(c.out, text())
	return cli.Done, err
}

// takesNo returns an error about words after a command that does not take them.
// They were probably meant as a query.
func (c *call) takesNo(name, msg string) error {
	return (&call{words: append([]string{name}, c.words...)}).asWords(msg)
}

// A facetLine is a facet in the output of facets.
type facetLine struct {
	Name string `json:"name"`
	Help string `json:"help"`
}

// facets lists the facets.
func facets(_ context.Context, c call) (int, error) {
	if len(c.words) > 0 {
		return 0, c.takesNo("facets", "facets takes no words")
	}
	for _, f := range field.Facets() {
		var err error
		if c.format == "json" {
			err = cli.Object(c.out, facetLine{f.Name, f.Help})
		} else {
			_, err = fmt.Fprintf(c.out, "%-15s %s\n", f.Name, f.Help)
		}
		if err != nil {
			return 0, err
		}
	}
	return cli.Done, nil
}

// A token is a token in the output of analyze.
type token struct {
	Term     string `json:"term"`
	Kind     string `json:"kind"`
	Position int    `json:"position"`
	Span     int    `json:"span"`
	Start    int    `json:"start"`
	End      int    `json:"end"`
}

// analyze prints the tokens of a text, or the terms of a coded field's value.
func analyze(_ context.Context, c call) (int, error) {
	text := strings.Join(c.words, " ")
	f, known := field.Lookup(c.field)
	switch {
	case text == "":
		return 0, cli.Usage("search", "analyze: no TEXT")
	case c.field != "" && !known:
		return 0, &cli.UsageError{Msg: fmt.Sprintf("--field %q: no such field", c.field), Hint: "search help query lists the fields"}
	case known && f.Kind != field.Text:
		return cli.Done, c.printCodes(f, text)
	}
	var s analyzer.Scanner
	s.Reset(analyzer.Text{Text: text})
	for s.Next() {
		t := s.Token()
		if err := c.printToken(token{string(t.Term), t.Kind.String(), t.Position, t.Span, t.Start, t.End}); err != nil {
			return 0, err
		}
	}
	return cli.Done, nil
}

// printToken prints a token: position and how many positions it spans, bytes,
// kind, term.
func (c *call) printToken(t token) error {
	if c.format == "json" {
		return cli.Object(c.out, t)
	}
	_, err := fmt.Fprintf(c.out, "%3d+%d  %4d-%-4d  %-9s %s\n", t.Position, t.Span, t.Start, t.End, t.Kind, cli.Line(t.Term))
	return err
}

// printCodes prints the terms of a coded field's value.
func (c *call) printCodes(f field.Field, value string) error {
	for _, term := range analyzer.Codes(f.Kind, value) {
		var err error
		if c.format == "json" {
			err = cli.Object(c.out, term)
		} else {
			_, err = fmt.Fprintln(c.out, cli.Line(term))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
