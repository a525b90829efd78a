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
type candidate struct {
	text, help string
	// replaces is set if text may begin otherwise than what is typed, which it replaces.
	replaces bool
}

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
		if !found.replaces && !strings.HasPrefix(text, t.last) {
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
		list = append(list, candidate{text: "--" + f.Name, help: usage})
	})
	return list
}

// commandHelp describes the commands.
var commandHelp = []candidate{
	{text: "show", help: "print cables"}, {text: "names", help: "the spellings of a name"},
	{text: "tags", help: "TAGS codes by meaning"}, {text: "facets", help: "list the facets"},
	{text: "info", help: "describe the index"}, {text: "analyze", help: "print the terms of a text"},
	{text: "completion", help: "print a script for a shell"}, {text: "help", help: "print a page of help"},
	{text: "serve", help: "search in a browser"},
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

// values makes candidates of words, each after a prefix.
func values(prefix string, words []string) (list []candidate) {
	for _, w := range words {
		list = append(list, candidate{text: prefix + w})
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
func (t *typed) flagValues(name, prefix string) []candidate {
	for _, choice := range (&options{}).choices() {
		if choice.Flag == name {
			return values(prefix, choice.Of)
		}
	}
	switch name {
	case "facet", "by":
		list := []candidate{{text: prefix + allFacets, help: "every facet"}}
		for _, f := range field.Facets() {
			list = append(list, candidate{text: prefix + f.Name, help: f.Help})
		}
		return list
	case "filter":
		facet, _, ok := strings.Cut(strings.TrimPrefix(t.last, prefix), "=")
		if ok {
			return t.facetValues(facet, prefix+facet+"=")
		}
		var list []candidate
		for _, f := range field.Facets() {
			list = append(list, candidate{text: prefix + f.Name + "=", help: f.Help})
		}
		return list
	case "fields":
		head := t.last[:strings.LastIndexAny(t.last, ",=")+1]
		return values(head, render.ColumnNames())
	case "field":
		var list []candidate
		for _, f := range field.All() {
			list = append(list, candidate{text: prefix + f.Name, help: f.Help})
		}
		return list
	}
	return nil
}

// queryWords returns what the last word of a query may become: the name of a field, or a
// value of one.
func (t *typed) queryWords() []candidate {
	head := t.last[:strings.LastIndexAny(beforeQuote(t.last), " (-+,")+1]
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
		list = append(list, candidate{text: head + f.Name + ":", help: f.Help})
		for _, alias := range f.Aliases {
			list = append(list, candidate{text: head + alias + ":", help: f.Help})
		}
	}
	if word == "" && head == "" {
		return list[:0] // any word may be meant
	}
	return append(list, candidate{text: head + "has:", help: "any value of a field"}, candidate{text: head + "missing:", help: "no value of a field"})
}

// beforeQuote returns what precedes a quote that is not closed, else all of s.
func beforeQuote(s string) string {
	if strings.Count(s, `"`)%2 == 0 {
		return s
	}
	return s[:strings.LastIndexByte(s, '"')]
}

// fieldValues returns the values of a field, each after a prefix.
func (t *typed) fieldValues(name, prefix string) []candidate {
	if name == "has" || name == "missing" {
		var list []candidate
		for _, f := range field.All() {
			list = append(list, candidate{text: prefix + f.Name, help: f.Help})
		}
		return list
	}
	f, ok := field.Lookup(name)
	if !ok {
		return nil
	}
	var list []candidate
	for _, v := range f.Kind.Values() {
		list = append(list, candidate{text: prefix + v.Short, help: v.Name})
		if begun := strings.TrimPrefix(t.last, prefix); begun != "" && strings.HasPrefix(v.Name, strings.ToUpper(begun)) {
			list = append(list, candidate{text: prefix + quotedIfNeeded(v.Name), help: v.Short, replaces: true})
		}
	}
	if f.Kind == field.MRN && name != "ref" {
		return append(list, t.idsWith(prefix)...)
	}
	if facet, ok := field.FacetNamed(name); ok && len(list) == 0 {
		list = t.quotedValues(facet.Name, prefix)
	}
	return list
}

// quotedIfNeeded returns a value as a query has it: with quotes if it has blanks.
func quotedIfNeeded(value string) string {
	if strings.ContainsAny(value, " ()") {
		return `"` + value + `"`
	}
	return value
}

// quotedValues returns the values of a facet as the value of a field: with quotes if
// they have blanks. Those are returned if a quote was typed or no others go on with
// what is typed, as they would replace it.
func (t *typed) quotedValues(name, prefix string) []candidate {
	begun, quoted := strings.CutPrefix(strings.TrimPrefix(t.last, prefix), `"`)
	var plain, quotes []candidate
	for _, c := range t.valuesFrom(name, begun) {
		switch {
		case strings.Contains(c.text, `"`):
		case quoted || quotedIfNeeded(c.text) != c.text:
			quotes = append(quotes, candidate{text: prefix + `"` + c.text + `"`, help: c.help, replaces: true})
		default:
			plain = append(plain, candidate{text: prefix + c.text, help: c.help})
		}
	}
	if len(plain) > 0 {
		return plain
	}
	return quotes
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

// facetValues returns the values of a facet, each after a prefix.
func (t *typed) facetValues(name, prefix string) []candidate {
	list := t.valuesFrom(name, strings.TrimPrefix(t.last, prefix))
	for i := range list {
		list[i].text = prefix + list[i].text
	}
	return list
}

// valuesFrom returns the values of a facet in the index that begin with what is typed,
// which stays as it is, most cables first.
func (t *typed) valuesFrom(name, begun string) (list []candidate) {
	facet, ok := field.FacetNamed(name)
	if !ok {
		return nil
	}
	t.search(func(s index.Searcher) error {
		res, err := s.Search(t.ctx, index.Request{Facets: []index.FacetRequest{{Name: facet.Name, Size: -1}}})
		if err != nil {
			return err
		}
		for _, v := range res.Facets[0].Values {
			if len(list) == mostCandidates {
				break
			}
			if len(v.Value) < len(begun) || !strings.EqualFold(v.Value[:len(begun)], begun) {
				continue
			}
			help := cables(v.Count)
			if v.Label != v.Value {
				help = v.Label + ", " + help
			}
			list = append(list, candidate{text: begun + v.Value[len(begun):], help: help})
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
			list = append(list, candidate{text: prefix + strings.TrimPrefix(t.last, prefix) + id[len(begun):]})
		}
		return nil
	})
	return list
}
