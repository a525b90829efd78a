package main

import (
	"fmt"
	"slices"

	"reftel/analyzer"
	"reftel/cmd/search/render"
	"reftel/index/field"
	"reftel/index/query"
)

// hints prints to stderr how parts of a query were understood that are probably
// mistakes.
func (c *call) hints(tree query.Node) {
	for _, text := range tagHints(tree) {
		fmt.Fprintf(c.stderr, "search: hint: %s\n", render.Line(text))
	}
}

// tagHints names the codes of a query that are no TAGS codes, and the codes that
// were searched for as well.
func tagHints(tree query.Node) []string {
	var texts []string
	query.Walk(tree, func(n query.Node) bool {
		var name, value string
		switch n := n.(type) {
		case *query.Word:
			name, value = n.Field, n.Text
		case *query.Phrase:
			name, value = n.Field, n.Text
		}
		if f, ok := field.Lookup(name); !ok || f.Kind != field.Tag {
			return true
		}
		code := analyzer.FoldCode(field.Tag, value)
		if meant, ok := analyzer.MeantTag(code); ok {
			texts = append(texts, fmt.Sprintf("%s is no TAGS code; %s was taken too", code, meant))
		}
		return true
	})
	return slices.Compact(texts)
}
