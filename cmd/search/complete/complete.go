// Package complete finds what the last word of a query may become:
//
//	ta           tags:
//	tags:PA      tags:PARM      Arms Controls and Disarmament, 15 cables
//	tags:arms    tags:PARM      by a word of the name
//	class:LIM    class:"LIMITED OFFICIAL USE"
//	id:08VAL     id:08VALLETTA12
//
// The command line and the page offer the same.
package complete

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// An Index tells what values and ids there are.
type Index interface {
	// Values returns the values of a facet, most cables first.
	Values(facet string) []index.FacetValue
	// Terms yields the terms of a field that begin with a prefix, with their numbers of
	// cables.
	Terms(field, prefix string) iter.Seq2[string, int]
}

// A Candidate is what a text may become, with a few words on it.
type Candidate struct {
	Text, Help string
	// Replaces is set if Text does not begin with what is typed, but replaces it.
	Replaces bool
	// Canonical is Text in the spelling of the index, "" if Text is: a shell goes on with
	// what is typed.
	Canonical string
}

// Most is the greatest number of values of the index that are offered.
const Most = 200

// Head returns the part of a query that stays when its last word is completed, with the
// signs before the word.
func Head(typed string) string {
	head := typed[:strings.LastIndexAny(beforeQuote(typed), " \t\n(")+1]
	return typed[:len(typed)-len(strings.TrimLeft(typed[len(head):], "-+="))]
}

// beforeQuote returns what precedes a quote that is not closed, else all of s.
func beforeQuote(s string) string {
	if strings.Count(s, `"`)%2 == 0 {
		return s
	}
	return s[:strings.LastIndexByte(s, '"')]
}

// Query returns what a query may become: another name of a field, or value of one, in the
// place of its last word.
func Query(ix Index, typed string) []Candidate {
	head := Head(typed)
	word := typed[len(head):]
	name, value, isField := strings.Cut(word, ":")
	if !isField {
		if word == "" && head == "" { // any word may be meant
			return nil
		}
		list := names(head, word, ":")
		return append(list, begins(head, word, ":", "has", "any value of a field", "missing", "no value of a field")...)
	}
	at := strings.LastIndexByte(beforeQuote(value), ',') + 1 // tags:PARM,KN
	return values(ix, name, head+name+":"+value[:at], value[at:])
}

// names returns the names of fields that begin with a word, each between a head and a tail.
func names(head, word, tail string) (list []Candidate) {
	for _, f := range field.All() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			list = append(list, begins(head, word, tail, name, f.Help)...)
		}
	}
	return list
}

// begins returns those of some names that begin with a word. A help follows each name.
func begins(head, word, tail string, named ...string) (list []Candidate) {
	for i := 0; i < len(named); i += 2 {
		if strings.HasPrefix(named[i], strings.ToLower(word)) {
			list = append(list, Candidate{Text: head + named[i] + tail, Help: named[i+1], Replaces: !strings.HasPrefix(named[i], word)})
		}
	}
	return list
}

// values returns the values of a field that go on with what is typed, each after a prefix.
func values(ix Index, name, prefix, begun string) []Candidate {
	if name == "has" || name == "missing" {
		return slices.DeleteFunc(names(prefix, begun, ""), func(c Candidate) bool { // refby has cables as values
			_, err := query.Parse("has:" + strings.TrimPrefix(c.Text, prefix))
			return err != nil
		})
	}
	f, ok := field.Lookup(name)
	if !ok {
		return nil
	}
	list := ordered(f.Kind, prefix, begun)
	if f.Kind == field.MRN && name != "ref" {
		return append(list, IDs(ix, prefix, begun)...)
	}
	if facet, ok := field.FacetNamed(name); ok && len(list) == 0 {
		list = quoted(ix, facet.Name, prefix, begun)
	}
	return list
}

// ordered returns the values of a kind that has an order, by their short forms or their
// names.
func ordered(kind field.Kind, prefix, begun string) (list []Candidate) {
	upper := strings.ToUpper(strings.TrimPrefix(begun, `"`))
	for _, v := range kind.Values() {
		if strings.HasPrefix(v.Short, begun) {
			list = append(list, Candidate{Text: prefix + v.Short, Help: v.Name})
		}
		if upper != "" && strings.HasPrefix(v.Name, upper) {
			list = append(list, Candidate{Text: prefix + Quoted(v.Name), Help: v.Short, Replaces: true})
		}
	}
	return list
}

// Quoted returns a value as a query has it: in quotes if it is more than a word.
func Quoted(value string) string {
	if tree, err := query.Parse("tags:" + value); err == nil {
		if w, ok := tree.(*query.Word); ok && w.Text == value {
			return value
		}
	}
	return `"` + value + `"`
}

// quoted returns the values of a facet as those of a field. Those in quotes are returned
// if a quote was typed or no others go on with what is typed, as they replace it. Those
// with a name that has a word that begins so come last.
func quoted(ix Index, facet, prefix, begun string) []Candidate {
	begun, hasQuote := strings.CutPrefix(begun, `"`)
	var plain, quotes, named []Candidate
	for _, v := range ix.Values(facet) {
		text := Quoted(v.Value)
		switch {
		case len(plain) == Most || len(quotes) == Most || strings.Contains(v.Value, `"`) || cli.Line(v.Value) != v.Value:
		case !hasPrefixFold(v.Value, begun):
			if hasWord(v.Label, begun) && len(named) < Most {
				named = append(named, Candidate{Text: prefix + text, Help: help(v), Replaces: true})
			}
		case hasQuote || text != v.Value:
			quotes = append(quotes, Candidate{Text: prefix + `"` + v.Value + `"`, Help: help(v), Replaces: true})
		default:
			plain = append(plain, Candidate{Text: prefix + begun + v.Value[len(begun):], Help: help(v), Canonical: prefix + text})
		}
	}
	if len(plain) == 0 {
		plain = quotes
	}
	return append(plain, named...)
}

// Values returns the values of a facet that begin with what is typed, which stays as it
// is, each after a prefix.
func Values(ix Index, facet, prefix, begun string) (list []Candidate) {
	for _, v := range ix.Values(facet) {
		if len(list) == Most {
			break
		}
		if hasPrefixFold(v.Value, begun) {
			list = append(list, Candidate{Text: prefix + begun + v.Value[len(begun):], Help: help(v)})
		}
	}
	return list
}

func help(v index.FacetValue) string {
	text := fmt.Sprintf("%d cables", v.Count)
	if v.Count == 1 {
		text = "1 cable"
	}
	if v.Label != v.Value {
		text = v.Label + ", " + text
	}
	return text
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// hasWord reports whether a word of a label begins with a text.
func hasWord(label, text string) bool {
	return text != "" && slices.ContainsFunc(strings.Fields(label), func(w string) bool { return hasPrefixFold(w, text) })
}

// IDs returns the ids that go on with what is typed, each after a prefix.
func IDs(ix Index, prefix, begun string) (list []Candidate) {
	upper := strings.ToUpper(begun)
	if begun == "" {
		return nil
	}
	for id := range ix.Terms("id", upper) {
		if len(list) == Most {
			break
		}
		list = append(list, Candidate{Text: prefix + begun + id[len(upper):]})
	}
	return list
}
