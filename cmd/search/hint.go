package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"reftel/analyzer"
	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// The kinds of hints.
const (
	hintValue    = "value"    // a value was read as another
	hintOperator = "operator" // a character was not read as an operator
)

// hints returns how parts of a request were understood, and prints it to stderr.
// total is the number of cables that the request found.
func (c *call) hints(ctx context.Context, s index.Searcher, req index.Request, total int) ([]render.Hint, error) {
	hints := append(valueHints(req.Query), filterHints(req)...)
	sign, err := questionHint(ctx, s, req.Query, total)
	if err != nil {
		return nil, err
	}
	hints = append(hints, sign...)
	for i := range hints {
		h := &hints[i]
		cli.Hint(c.stderr, "search", h.Message)
		n, err := query.Parse(h.Query)
		if err != nil {
			return nil, fmt.Errorf("the query of a hint: %w", err)
		}
		if h.Total, err = count(ctx, s, n); err != nil {
			return nil, err
		}
	}
	return hints, nil
}

func count(ctx context.Context, s index.Searcher, n query.Node) (int, error) {
	res, err := s.Search(ctx, index.Request{Query: n})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// valueHints names the values of a query that were read as others: unknown TAGS codes and
// other forms of known values.
func valueHints(tree query.Node) []render.Hint {
	var hints []render.Hint
	add := func(h render.Hint) {
		if !slices.Contains(hints, h) {
			hints = append(hints, h)
		}
	}
	query.Walk(tree, func(n query.Node) bool {
		var name, value string
		switch n := n.(type) {
		case *query.Word:
			name, value = n.Field, n.Text
		case *query.Phrase:
			name, value = n.Field, n.Text
		}
		f, ok := field.Lookup(name)
		if !ok {
			return true
		}
		if f.Kind == field.Tag {
			code := analyzer.FoldCode(f.Kind, value)
			if meant, ok := analyzer.MeantTag(code); ok {
				add(render.Hint{Kind: hintValue, Message: fmt.Sprintf("%s is not a TAGS code; %s was searched, too", code, meant), Query: valueQuery(f.Name, meant)})
			}
		} else if read, ok := analyzer.ReadAs(f, value); ok {
			add(render.Hint{Kind: hintValue, Message: fmt.Sprintf("%s:%s was read as %s", f.Name, value, read), Query: valueQuery(f.Name, read)})
		}
		return true
	})
	return hints
}

// valueQuery returns the query for a value of a field.
func valueQuery(name, value string) string {
	if strings.ContainsAny(value, " ,") {
		return (&query.Phrase{Field: name, Text: value}).String()
	}
	return (&query.Word{Field: name, Text: value}).String()
}

// filterHints names the values of filters that cables have only in another case.
func filterHints(req index.Request) []render.Hint {
	var hints []render.Hint
	for _, f := range req.Filters {
		for _, value := range f.Values {
			facet, _ := field.LookupFacet(f.Facet)
			if upper := strings.ToUpper(value); upper != value && isUpper(facet) {
				hints = append(hints, render.Hint{
					Kind: hintValue, Message: fmt.Sprintf("--filter %s=%s was read as %s", f.Facet, value, upper), Query: valueQuery(facet.Field, upper),
				})
			}
		}
	}
	return hints
}

// isUpper reports whether the values of a facet are in capitals.
func isUpper(f field.Facet) bool {
	asked, _ := field.Lookup(f.Field)
	switch asked.Kind {
	case field.Tag, field.Class, field.Caption, field.Mark, field.Prec:
		return true
	}
	return false
}

// questionHint returns how a ? at the end of a query was read.
func questionHint(ctx context.Context, s index.Searcher, tree query.Node, total int) ([]render.Hint, error) {
	if w := query.Question(tree); w != nil {
		n, err := count(ctx, s, w)
		if err != nil || n > 0 {
			return nil, err
		}
		word := query.WithoutQuestion(w)
		return []render.Hint{{
			Kind: hintOperator, Message: fmt.Sprintf("%s was read as %s, because no word has one more letter", w, word), Query: word.String(),
		}}, nil
	}
	w, ok := tree.(*query.Wildcard)
	if !ok || total > 0 || !strings.HasSuffix(w.Text, "?") {
		return nil, nil
	}
	text := strings.TrimRight(w.Text, "?")
	if text == "" || strings.ContainsAny(text, `*?\`) {
		return nil, nil
	}
	return []render.Hint{{
		Kind: hintOperator, Message: fmt.Sprintf("%s finds words with one more letter; without the ? it is a word", w), Query: query.WithoutQuestion(w).String(),
	}}, nil
}
