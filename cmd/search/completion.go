package main

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"reftel/cmd/internal/cli"
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

// A candidate is what a word may become, with a few words on it.
type candidate struct{ text, help string }

// mostCandidates is the greatest number of values of the index that are offered.
const mostCandidates = 200

// complete prints the candidates of the last of some words, one a line with a tab before
// the help. It prints none if there is no index: a shell shows no errors.
func (c *call) complete(ctx context.Context, words []string) error {
	if len(words) == 0 {
		words = []string{""}
	}
	t := &typed{call: c, ctx: ctx, before: words[:len(words)-1], last: words[len(words)-1]}
	for _, found := range t.candidates() {
		text := cli.Line(found.text)
		if !strings.HasPrefix(text, t.last) || strings.ContainsAny(text[len(t.last):], " \t\"'") {
			continue
		}
		if _, err := fmt.Fprintf(c.out, "%s\t%s\n", text, cli.Line(found.help)); err != nil {
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
func (t *typed) candidates() []candidate {
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
		return append(commandNames(), t.queryWords()...)
	case words[0] == "help":
		return values("", topicNames())
	case words[0] == "completion":
		return values("", shells)
	case words[0] == "show":
		return t.ids()
	case words[0] == "tags":
		return t.facetValues("tags", "")
	case slices.Contains([]string{"facets", "info", "names", "analyze"}, words[0]):
		return nil
	}
	return t.queryWords()
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

func flagNames(fs *pflag.FlagSet) (list []candidate) {
	fs.VisitAll(func(f *pflag.Flag) {
		_, usage := pflag.UnquoteUsage(f)
		list = append(list, candidate{"--" + f.Name, usage})
	})
	return list
}

// commandHelp describes the commands.
var commandHelp = []candidate{
	{"show", "print cables"}, {"names", "the spellings of a name"}, {"tags", "TAGS codes by meaning"}, {"facets", "list the facets"},
	{"info", "describe the index"}, {"analyze", "print the terms of a text"}, {"completion", "print a script for a shell"}, {"help", "print a page of help"},
}

func commandNames() []candidate { return commandHelp }

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

// values makes candidates of words behind a prefix.
func values(prefix string, words []string) (list []candidate) {
	for _, w := range words {
		list = append(list, candidate{prefix + w, ""})
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

// flagValues returns the values of a flag, behind a prefix.
func (t *typed) flagValues(name, prefix string) []candidate {
	for _, choice := range (&options{}).choices() {
		if choice.Flag == name {
			return values(prefix, choice.Of)
		}
	}
	switch name {
	case "facet", "by":
		list := []candidate{{prefix + allFacets, "every facet"}}
		for _, f := range field.Facets() {
			list = append(list, candidate{prefix + f.Name, f.Help})
		}
		return list
	case "filter":
		facet, _, ok := strings.Cut(strings.TrimPrefix(t.last, prefix), "=")
		if ok {
			return t.facetValues(facet, prefix+facet+"=")
		}
		var list []candidate
		for _, f := range field.Facets() {
			list = append(list, candidate{prefix + f.Name + "=", f.Help})
		}
		return list
	case "fields":
		head := t.last[:strings.LastIndexAny(t.last, ",=")+1]
		return values(head, render.ColumnNames())
	case "field":
		var list []candidate
		for _, f := range field.All() {
			list = append(list, candidate{prefix + f.Name, f.Help})
		}
		return list
	}
	return nil
}

// queryWords returns what the last word of a query may become: the name of a field, or a
// value of one.
func (t *typed) queryWords() []candidate {
	head := t.last[:strings.LastIndexAny(t.last, " (-+,")+1]
	word := t.last[len(head):]
	if comma := strings.HasSuffix(head, ","); comma { // tags:PARM,KN
		from := strings.LastIndexAny(head, " (-+") + 1
		if name, _, ok := strings.Cut(head[from:], ":"); ok {
			return t.fieldValues(name, head)
		}
	}
	if name, _, ok := strings.Cut(word, ":"); ok {
		return t.fieldValues(name, head+name+":")
	}
	var list []candidate
	for _, f := range field.All() {
		list = append(list, candidate{head + f.Name + ":", f.Help})
		for _, alias := range f.Aliases {
			list = append(list, candidate{head + alias + ":", f.Help})
		}
	}
	if word == "" && head == "" {
		return list[:0] // any word may be meant
	}
	return append(list, candidate{head + "has:", "any value of a field"}, candidate{head + "missing:", "no value of a field"})
}

// fieldValues returns the values of a field, behind a prefix.
func (t *typed) fieldValues(name, prefix string) []candidate {
	if name == "has" || name == "missing" {
		var list []candidate
		for _, f := range field.All() {
			list = append(list, candidate{prefix + f.Name, f.Help})
		}
		return list
	}
	f, ok := field.Lookup(name)
	if !ok {
		return nil
	}
	var list []candidate
	for _, v := range f.Kind.Values() {
		list = append(list, candidate{prefix + v.Short, v.Name})
	}
	if f.Kind == field.MRN && name != "ref" {
		return append(list, t.idsWith(prefix)...)
	}
	if facet, ok := field.FacetNamed(name); ok && len(list) == 0 {
		list = t.facetValues(facet.Name, prefix)
	}
	return list
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

// facetValues returns the values of a facet in the index that go on with what is typed,
// most cables first.
func (t *typed) facetValues(name, prefix string) (list []candidate) {
	facet, ok := field.FacetNamed(name)
	if !ok {
		return nil
	}
	begun := strings.ToUpper(strings.TrimPrefix(t.last, prefix))
	t.search(func(s index.Searcher) error {
		res, err := s.Search(t.ctx, index.Request{Facets: []index.FacetRequest{{Name: facet.Name, Size: -1}}})
		if err != nil {
			return err
		}
		for _, v := range res.Facets[0].Values {
			if len(list) == mostCandidates {
				break
			}
			if !strings.HasPrefix(strings.ToUpper(v.Value), begun) {
				continue
			}
			help := cables(v.Count)
			if v.Label != v.Value {
				help = v.Label + ", " + help
			}
			// What is typed stays as it is.
			rest := v.Value[min(len(begun), len(v.Value)):]
			list = append(list, candidate{prefix + strings.TrimPrefix(t.last, prefix) + rest, help})
		}
		return nil
	})
	return list
}

// ids returns the ids that go on with what is typed.
func (t *typed) ids() []candidate { return t.idsWith("") }

func (t *typed) idsWith(prefix string) (list []candidate) {
	begun := strings.ToUpper(strings.TrimPrefix(t.last, prefix))
	if begun == "" {
		return nil
	}
	t.search(func(s index.Searcher) error {
		for id := range s.Terms("id", begun) {
			if len(list) == mostCandidates {
				break
			}
			list = append(list, candidate{prefix + strings.TrimPrefix(t.last, prefix) + id[len(begun):], ""})
		}
		return nil
	})
	return list
}
