package main

import (
	"context"
	"fmt"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index/hint"
)

// A nameAnswer is the output of names as JSON.
type nameAnswer struct {
	Name  string         `json:"name"`
	Words []nameSpelling `json:"spellings"`
	Query string         `json:"query"`
}

type nameSpelling struct {
	Word     string              `json:"word"`
	Spelling string              `json:"spelling"`
	Cables   int                 `json:"cables"`
	First    string              `json:"first"`
	Last     string              `json:"last"`
	Posts    []render.FacetValue `json:"posts"`
}

// names prints the spellings of a name that cables have, and a query that joins them.
func names(ctx context.Context, c call) (int, error) {
	name := strings.Join(c.words, " ")
	if name == "" {
		return 0, cli.Usage("search", "names: no NAME")
	}
	s, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	list, err := hint.Spellings(ctx, s, name)
	if err != nil {
		return 0, err
	}
	code := cli.Nothing
	for _, w := range list {
		if len(w.Spellings) > 0 {
			code = cli.Done
		}
	}
	if c.format == "json" {
		return code, cli.Object(c.out, nameJSON(name, list))
	}
	if code == cli.Nothing {
		fmt.Fprintf(c.stderr, "search: no cable has a name that sounds like %s\n", cli.Line(name))
		return code, nil
	}
	return code, render.Names(c.out, list, c.textOptions())
}

func nameJSON(name string, list []hint.NameSpellings) nameAnswer {
	a := nameAnswer{Name: name, Words: []nameSpelling{}, Query: hint.Joined(list)}
	for _, w := range list {
		for _, s := range w.Spellings {
			a.Words = append(a.Words, nameSpelling{w.Word, s.Term, s.Cables, s.First, s.Last, render.FacetValues(s.Posts)})
		}
	}
	return a
}
