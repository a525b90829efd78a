package search

import (
	"strings"

	"reftel/analyzer"
	"reftel/index/query"
)

// rewrite returns the tree of a query in the form in which it is compiled. Its meaning
// depends on the words of the index.
//
//	cease fire         (cease fire) OR ceasefire
//	DPRK               DPRK OR "north korea": see query.Equivalents
//	happened Quito?    happened Quito, if no word has one letter more
func (c *lookup) rewrite(n query.Node) (query.Node, error) {
	question, err := c.question(n)
	if err != nil {
		return nil, err
	}
	return c.rewritten(n, question)
}

func (c *lookup) rewritten(n query.Node, question *query.Wildcard) (query.Node, error) {
	switch n := n.(type) {
	case *query.And:
		list, err := c.rewriteAll(n.Nodes, question)
		if err == nil {
			list, err = c.joinPairs(list)
		}
		if len(list) == 1 {
			return list[0], err
		}
		return &query.And{Place: n.Place, Nodes: list}, err
	case *query.Or:
		list, err := c.rewriteAll(n.Nodes, question)
		return &query.Or{Place: n.Place, Nodes: list, Equivalent: n.Equivalent}, err
	case *query.Not:
		inner, err := c.rewritten(n.Node, question)
		return &query.Not{Place: n.Place, Node: inner}, err
	case *query.Near:
		list, err := c.rewriteAll(n.Nodes, question)
		return &query.Near{Place: n.Place, Nodes: list, Steps: n.Steps}, err
	case *query.Para:
		inner, err := c.rewritten(n.Node, question)
		return &query.Para{Place: n.Place, Node: inner}, err
	case *query.Wildcard:
		if n == question {
			return query.WithoutQuestion(n), nil
		}
	}
	return n, nil
}

func (c *lookup) rewriteAll(list []query.Node, question *query.Wildcard) ([]query.Node, error) {
	out := make([]query.Node, len(list))
	for i, n := range list {
		var err error
		if out[i], err = c.rewritten(n, question); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// question returns the last word of a query if its ? is a question mark, that is, if it
// finds nothing as a pattern; otherwise nil.
func (c *lookup) question(n query.Node) (*query.Wildcard, error) {
	w := query.Question(n)
	if w == nil {
		return nil, nil
	}
	z, isText := zoneOf(w.Field)
	if !isText {
		return nil, nil
	}
	e, err := c.expansion(z.field, w)
	if err != nil || len(e.terms) > 0 {
		return nil, err
	}
	return w, nil
}

// joinPairs replaces two plain words next to each other that are the halves of a
// compound by an Or of both and the compound.
func (c *lookup) joinPairs(list []query.Node) ([]query.Node, error) {
	var out []query.Node
	for i := 0; i < len(list); i++ {
		if i+1 < len(list) {
			joined, err := c.joined(list[i], list[i+1])
			if err != nil {
				return nil, err
			}
			if joined != nil {
				place := query.Place{From: list[i].Start(), To: list[i+1].End()}
				both := &query.And{Place: place, Nodes: list[i : i+2 : i+2]}
				out = append(out, &query.Or{Place: place, Nodes: []query.Node{both, joined}})
				i++
				continue
			}
		}
		out = append(out, list[i])
	}
	return out, nil
}

// joined returns the compound of two plain words, or nil if the index has none.
func (c *lookup) joined(a, b query.Node) (query.Node, error) {
	first, ok1 := a.(*query.Word)
	second, ok2 := b.(*query.Word)
	if !ok1 || !ok2 || first.Exact || second.Exact || first.Field != second.Field {
		return nil, nil
	}
	if _, isText := zoneOf(first.Field); !isText {
		return nil, nil
	}
	terms := analyzer.Terms(first.Text + " " + second.Text)
	if len(terms) != 2 || terms[0].Kind != analyzer.Word || terms[1].Kind != analyzer.Word {
		return nil, nil
	}
	split := analyzer.Split{First: terms[0].Text, Second: terms[1].Text}
	typed := first.Text + second.Text
	if split.Distinct() || len(analyzer.Splits(typed, split.Joined())) == 0 {
		return nil, nil
	}
	forms, err := c.inflections(typed, split.Joined())
	if err != nil {
		return nil, err
	}
	known, err := c.hasAny(forms)
	if err != nil || !known {
		return nil, err
	}
	// The joined word must be known as this compound.
	w := &query.Word{Place: query.Place{From: a.Start(), To: b.End()}, Field: first.Field, Text: typed}
	r, err := c.reading(w)
	if err != nil {
		return nil, err
	}
	for _, row := range r.rows {
		if len(row) == 2 && row[0].term == split.First && strings.HasPrefix(row[1].term, split.Second) {
			return w, nil
		}
	}
	return nil, nil
}
