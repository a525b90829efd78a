package query

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"reftel/index/field"
)

// equivalents.txt has what diplomats write in several ways.
//
//go:embed equivalents.txt
var equivalentsText string

// A form is one way to write a meaning.
type form struct {
	text string // in lower case
	// capitals reports that it counts only where it was typed in capitals.
	capitals bool
	// tag is the TAGS code of the cables in which it has the meaning, "" for all.
	tag string
}

// mostCapitals is the length of the longest abbreviation that must be typed in capitals,
// longestForm the number of words of the longest form that is looked for.
const mostCapitals, longestForm = 3, 8

// equivalents are the meanings of each form.
var equivalents = sync.OnceValue(func() map[string][][]form {
	meanings := map[string][][]form{}
	for line := range strings.Lines(equivalentsText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		var forms []form
		for part := range strings.SplitSeq(line, ";") {
			forms = append(forms, readForm(part))
		}
		for _, f := range forms {
			meanings[f.text] = append(meanings[f.text], forms)
		}
	}
	return meanings
})

func readForm(part string) form {
	text, tag, _ := strings.Cut(part, "@")
	text = strings.TrimSpace(text)
	abbreviation := text == strings.ToUpper(text)
	return form{text: strings.ToLower(text), capitals: abbreviation && len(text) <= mostCapitals, tag: strings.TrimSpace(tag)}
}

// Equivalents returns a query in which each plain word, and each row of plain words,
// also finds what diplomats write for it: DPRK is (DPRK OR "north korea"). These Ors are
// Equivalent. An abbreviation that stands for several governments also wants the TAGS
// code of the one that was named.
func Equivalents(n Node) Node { return expander{}.node(n) }

// An expander adds equivalents. In a scope (NEAR and para) it adds no values of fields.
type expander struct{ scope bool }

func (e expander) node(n Node) Node {
	switch n := n.(type) {
	case *And:
		list := e.rows(n.Nodes)
		if len(list) == 1 {
			return list[0]
		}
		return &And{Place: n.Place, Nodes: list}
	case *Or:
		return &Or{Place: n.Place, Nodes: e.nodes(n.Nodes)}
	case *Not:
		return &Not{Place: n.Place, Node: e.node(n.Node)}
	case *Near:
		return &Near{Place: n.Place, Nodes: expander{scope: true}.nodes(n.Nodes), Steps: n.Steps}
	case *Para:
		return &Para{Place: n.Place, Node: expander{scope: true}.node(n.Node)}
	case *Word:
		return e.word(n)
	}
	return n
}

func (e expander) nodes(list []Node) []Node {
	out := make([]Node, len(list))
	for i, n := range list {
		out[i] = e.node(n)
	}
	return out
}

// word adds the equivalents of a word.
func (e expander) word(n *Word) Node {
	if !isPlain(n) {
		return n
	}
	others := e.others(n.Text, n)
	if len(others) == 0 {
		return n
	}
	return &Or{Place: n.Place, Nodes: append([]Node{n}, others...), Equivalent: true}
}

func isPlain(n *Word) bool {
	f, _ := field.Lookup(n.Field)
	return !n.Exact && (n.Field == "" || f.Kind == field.Text)
}

// rows is nodes for those of an And, in which plain words in a row may be a form.
func (e expander) rows(list []Node) []Node {
	var out []Node
	for len(list) > 0 {
		row, others := e.row(list)
		if len(others) == 0 {
			out, list = append(out, e.node(list[0])), list[1:]
			continue
		}
		place := Place{row[0].Start(), row[len(row)-1].End()}
		all := &And{Place: place, Nodes: row}
		out = append(out, &Or{Place: place, Nodes: append([]Node{all}, others...), Equivalent: true})
		list = list[len(row):]
	}
	return out
}

// row returns the longest row of plain words at the beginning of a list that is a form,
// and its equivalents.
func (e expander) row(list []Node) (row, others []Node) {
	if e.scope {
		return nil, nil
	}
	var words []string
	for i, n := range list[:min(len(list), longestForm)] {
		w, ok := n.(*Word)
		if !ok || !isPlain(w) || w.Field != list[0].(*Word).Field {
			break
		}
		if words = append(words, w.Text); i == 0 {
			continue
		}
		if found := e.others(strings.Join(words, " "), w); len(found) > 0 {
			row, others = list[:i+1:i+1], found
		}
	}
	return row, others
}

// others returns the other forms of what a text means, as nodes at the place and in the
// field of a word.
func (e expander) others(text string, at *Word) []Node {
	key := strings.ToLower(text)
	seen := []string{key}
	var list []Node
	for _, meaning := range equivalents()[key] {
		own := meaning[slices.IndexFunc(meaning, func(f form) bool { return f.text == key })]
		if own.capitals && text != strings.ToUpper(text) {
			continue
		}
		for _, f := range meaning {
			if slices.Contains(seen, f.text+f.tag) || f.text == key || f.tag != "" && e.scope {
				continue
			}
			seen = append(seen, f.text+f.tag)
			list = append(list, f.node(at))
		}
	}
	return list
}

// node returns the node that finds a form.
func (f form) node(at *Word) Node {
	if strings.ContainsAny(f.text, " ") {
		return &Phrase{Place: at.Place, Field: at.Field, Text: f.text}
	}
	w := &Word{Place: at.Place, Field: at.Field, Text: f.text, Exact: true}
	if f.tag == "" {
		return w
	}
	return &And{Place: at.Place, Nodes: []Node{w, &Word{Place: at.Place, Field: "tags", Text: f.tag}}}
}
