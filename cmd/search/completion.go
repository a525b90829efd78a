package main

import (
	"context"
	"embed"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/complete"
	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/field"
)

//go:embed completion
var completionScripts embed.FS

// shells are those with a script of completion.
var shells = []string{"bash", "zsh", "fish"}

// completion prints the script of a shell. The scripts ask "completion words WORD..." for
// what the last word may become.
func completion(ctx context.Context, c call) (int, error) {
	switch {
	case len(c.words) > 0 && c.words[0] == "words":
		return cli.Done, c.complete(ctx, c.words[1:])
	case len(c.words) != 1 || !slices.Contains(shells, c.words[0]):
		return 0, cli.Usage("search", "completion: expected bash, zsh or fish")
	}
	text, err := completionScripts.ReadFile("completion/" + c.words[0])
	if err != nil {
		return 0, err
	}
	_, err = c.out.Write(text)
	return cli.Done, err
}

// complete prints the candidates of the last of some words, one a line with a tab before
// the help. It prints none if there is no index: a shell shows no errors.
func (c *call) complete(ctx context.Context, words []string) error {
	if len(words) == 0 {
		words = []string{""}
	}
	t := &typed{call: c, ctx: ctx, before: words[:len(words)-1], last: words[len(words)-1]}
	for _, found := range t.candidates() {
		text := cli.Line(found.Text)
		if !found.Replaces && !strings.HasPrefix(text, t.last) {
			continue
		}
		if _, err := fmt.Fprintf(c.out, "%s\t%s\n", text, cli.Line(found.Help)); err != nil {
			return err
		}
	}
	return nil
}

// A typed is a command line whose last word is not whole.
type typed struct {
	*call
	ctx    context.Context
	before []string
	last   string
}

// candidates returns what the last word may become.
func (t *typed) candidates() []complete.Candidate {
	fs := flagSet(&options{})
	if n := len(t.before); n > 0 {
		if f := flagOf(fs, t.before[n-1]); f != nil && f.NoOptDefVal == "" && !strings.Contains(t.before[n-1], "=") {
			return t.flagValues(f.Name, "")
		}
	}
	if name, _, ok := strings.Cut(t.last, "="); ok && strings.HasPrefix(name, "--") {
		if f := flagOf(fs, name); f != nil {
			return t.flagValues(f.Name, name+"=")
		}
	}
	if strings.HasPrefix(t.last, "--") {
		return flagNames(fs)
	}
	switch words := t.others(fs); {
	case len(words) == 0:
		return append(slices.Clone(commandHelp), complete.Query(t, t.last)...)
	case words[0] == "help":
		return values("", topicNames())
	case words[0] == "completion":
		return values("", shells)
	case words[0] == "show":
		return complete.IDs(t, "", t.last)
	case words[0] == "tags":
		return complete.Values(t, "tags", "", t.last)
	case slices.Contains([]string{"facets", "info", "names", "analyze"}, words[0]):
		return nil
	}
	return complete.Query(t, t.last)
}

// flagOf returns the flag that an argument is, nil if it is none.
func flagOf(fs *pflag.FlagSet, arg string) *pflag.Flag {
	name, isLong := strings.CutPrefix(arg, "--")
	if isLong {
		name, _, _ = strings.Cut(name, "=")
		return fs.Lookup(name)
	}
	if short, ok := strings.CutPrefix(arg, "-"); ok && len(short) == 1 {
		return fs.ShorthandLookup(short)
	}
	return nil
}

func flagNames(fs *pflag.FlagSet) (list []complete.Candidate) {
	fs.VisitAll(func(f *pflag.Flag) {
		_, usage := pflag.UnquoteUsage(f)
		list = append(list, complete.Candidate{Text: "--" + f.Name, Help: usage})
	})
	return list
}

// commandHelp describes the commands.
var commandHelp = []complete.Candidate{
	{Text: "show", Help: "print cables"}, {Text: "names", Help: "the spellings of a name"},
	{Text: "tags", Help: "TAGS codes by meaning"}, {Text: "facets", Help: "list the facets"},
	{Text: "info", Help: "describe the index"}, {Text: "analyze", Help: "print the terms of a text"},
	{Text: "completion", Help: "print a script for a shell"}, {Text: "help", Help: "print a page of help"},
	{Text: "serve", Help: "search in a browser"},
}

func topicNames() []string {
	var list []string
	for name := range topics {
		if name != "" {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// values makes candidates of words, each after a prefix.
func values(prefix string, words []string) (list []complete.Candidate) {
	for _, w := range words {
		list = append(list, complete.Candidate{Text: prefix + w})
	}
	return list
}

// others returns the words before the last one that are no flags and no values of flags.
func (t *typed) others(fs *pflag.FlagSet) (words []string) {
	for i := 0; i < len(t.before); i++ {
		arg := t.before[i]
		f := flagOf(fs, arg)
		switch {
		case f == nil && arg != "--":
			words = append(words, arg)
		case f != nil && f.NoOptDefVal == "" && !strings.Contains(arg, "="):
			i++
		}
	}
	return words
}

// flagValues returns the values of a flag, each after a prefix.
func (t *typed) flagValues(name, prefix string) []complete.Candidate {
	for _, choice := range (&options{}).choices() {
		if choice.Flag == name {
			return values(prefix, choice.Of)
		}
	}
	switch name {
	case "facet", "by":
		list := []complete.Candidate{{Text: prefix + allFacets, Help: "every facet"}}
		for _, f := range field.Facets() {
			list = append(list, complete.Candidate{Text: prefix + f.Name, Help: f.Help})
		}
		return list
	case "filter":
		name, begun, ok := strings.Cut(strings.TrimPrefix(t.last, prefix), "=")
		if ok {
			facet, _ := field.FacetNamed(name)
			return complete.Values(t, facet.Name, prefix+name+"=", begun)
		}
		var list []complete.Candidate
		for _, f := range field.Facets() {
			list = append(list, complete.Candidate{Text: prefix + f.Name + "=", Help: f.Help})
		}
		return list
	case "fields":
		head := t.last[:strings.LastIndexAny(t.last, ",=")+1]
		return values(head, render.ColumnNames())
	case "field":
		var list []complete.Candidate
		for _, f := range field.All() {
			list = append(list, complete.Candidate{Text: prefix + f.Name, Help: f.Help})
		}
		return list
	}
	return nil
}

// search answers a request over the index of the command line; nil if that fails.
func (t *typed) search(do func(s index.Searcher) error) {
	o := &options{}
	_ = flagSet(o).Parse(t.before)
	c := *t.call
	c.options.indexDir, c.options.sample = o.indexDir, o.sample
	s, err := c.open(t.ctx)
	if err != nil {
		return
	}
	defer s.Close()
	_ = do(s)
}

// Values implements complete.Index.
func (t *typed) Values(facet string) (list []index.FacetValue) {
	t.search(func(s index.Searcher) error {
		res, err := s.Search(t.ctx, index.Request{Facets: []index.FacetRequest{{Name: facet, Size: -1}}})
		if err == nil {
			list = res.Facets[0].Values
		}
		return err
	})
	return list
}

// Terms implements complete.Index.
func (t *typed) Terms(field, prefix string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		t.search(func(s index.Searcher) error {
			s.Terms(field, prefix)(yield)
			return nil
		})
	}
}
