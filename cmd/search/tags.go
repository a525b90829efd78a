package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus/tags"
	"reftel/index"
	"reftel/index/query"
)

// A tagJSON is a line of the output of tags as JSON. From and Until are years: the meaning
// held from the beginning of From until that of Until; 0 is open.
type tagJSON struct {
	Code   string `json:"code"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	From   int    `json:"from"`
	Until  int    `json:"until"`
	Cables int    `json:"cables"`
}

// tagCodes prints the TAGS codes whose names have some words, or all, with what they mean,
// when, and the number of cables that have them.
func tagCodes(ctx context.Context, c call) (int, error) {
	words := strings.Join(c.words, " ")
	entries := tagEntries(words)
	if len(entries) == 0 {
		fmt.Fprintf(c.stderr, "search: no TAGS code means %s\n", cli.Line(words))
		return cli.Nothing, nil
	}
	s, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	list, err := countTags(ctx, s, entries)
	if err != nil {
		return 0, err
	}
	if c.format != "json" {
		return cli.Done, render.Tags(c.out, list, c.textOptions())
	}
	for _, e := range list {
		if err := cli.Object(c.out, tagJSON{e.Code, string(e.Kind), e.Name, e.From, e.Until, e.Cables}); err != nil {
			return 0, err
		}
	}
	return cli.Done, nil
}

// tagEntries returns the entries of the dictionary whose code the words are, or whose name
// has the words; all, if there are no words.
func tagEntries(words string) []tags.Entry {
	if words == "" {
		return slices.Collect(tags.All())
	}
	if list := tags.Meanings(strings.ToUpper(words)); len(list) > 0 {
		return list
	}
	var list []tags.Entry
	for _, code := range tags.ByName(words) {
		list = append(list, tags.Meanings(code)...)
	}
	return list
}

// countTags counts the cables that have the codes. Those of a code with several meanings
// are counted by date.
func countTags(ctx context.Context, s index.Searcher, entries []tags.Entry) ([]render.TagLine, error) {
	res, err := s.Search(ctx, index.Request{Facets: []index.FacetRequest{{Name: "tags", Size: -1}}})
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, v := range res.Facets[0].Values {
		counts[v.Value] = v.Count
	}
	var list []render.TagLine
	for _, e := range entries {
		line := render.TagLine{Entry: e, Cables: counts[e.Code]}
		if line.Cables > 0 && len(tags.Meanings(e.Code)) > 1 {
			if line.Cables, err = countMeaning(ctx, s, e); err != nil {
				return nil, err
			}
		}
		list = append(list, line)
	}
	return list, nil
}

// countMeaning counts the cables with a code in the time in which it has a meaning.
func countMeaning(ctx context.Context, s index.Searcher, e tags.Entry) (int, error) {
	text := ".."
	if e.From > 0 {
		text = fmt.Sprintf("%d..", e.From)
	}
	if e.Until > 0 {
		text += fmt.Sprint(e.Until - 1)
	}
	tree, err := query.Parse("date:" + text)
	if text == ".." {
		tree, err = nil, nil
	}
	if err != nil {
		return 0, err
	}
	req := index.Request{Query: tree, Filters: []index.Filter{{Facet: "tags", Values: []string{e.Code}}}}
	res, err := s.Search(ctx, req)
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}
