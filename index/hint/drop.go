package hint

import (
	"cmp"
	"slices"
	"strings"

	"reftel/corpus/tags"
	"reftel/index/field"
	"reftel/index/query"
)

// tagNames offers the TAGS codes whose names have the words of the query: all of them, or
// one.
func (a *asker) tagNames() error {
	var words []*query.Word
	for _, n := range conjuncts(a.tree) {
		if w, ok := n.(*query.Word); ok && w.Field == "" && len(words) < maxLeaves {
			words = append(words, w)
		}
	}
	if len(words) > 1 {
		if ok, err := a.offerTags(words...); ok || err != nil {
			return err
		}
	}
	for _, w := range words {
		if ok, err := a.offerTags(w); ok || err != nil {
			return err
		}
	}
	return nil
}

const (
	// mostCodes is the number of TAGS codes above which words are too vague, and shownCodes
	// that of the codes that a message names.
	mostCodes, shownCodes = 8, 4
	// shortestTagWord is the length of the shortest word that is looked for in names.
	shortestTagWord = 4
)

func (a *asker) offerTags(words ...*query.Word) (bool, error) {
	var texts []string
	by := map[query.Node]query.Node{}
	for _, w := range words {
		if len(w.Text) < shortestTagWord {
			return false, nil
		}
		texts = append(texts, w.Text)
		by[w] = nil
	}
	text := strings.Join(texts, " ")
	codes := tags.ByName(text)
	if len(codes) == 0 || len(codes) > mostCodes {
		return false, nil
	}
	by[words[0]] = &query.Phrase{Field: "tags", Text: text}
	return a.offerMore(a.total, Tags, replaced(a.tree, by), "TAGS with %s in their names: %s", `"`+text+`"`, listed(codes))
}

func listed(codes []string) string {
	if len(codes) > shownCodes {
		codes = append(slices.Clone(codes[:shownCodes]), "…")
	}
	return strings.Join(codes, ", ")
}

// undated offers the cables without a date that have all else of the query.
func (a *asker) undated() error {
	by := map[query.Node]query.Node{}
	undated := query.Node(&query.Not{Node: &query.Has{Field: "date"}})
	for _, n := range conjuncts(a.tree) {
		if !isSent(n) {
			continue
		}
		if by[n] = nil; len(by) == 1 {
			by[n] = undated
		}
	}
	if len(by) == 0 {
		return nil
	}
	_, err := a.offer(Undated, replaced(a.tree, by), "cables without a date")
	return err
}

// isSent reports whether a node is about the date of cables.
func isSent(n query.Node) bool {
	switch n := n.(type) {
	case *query.DateRange:
		f, _ := field.Lookup(n.Field)
		return f.Name == "date"
	case *query.Or:
		return !slices.ContainsFunc(n.Nodes, func(n query.Node) bool { return !isSent(n) })
	}
	return false
}

// apart offers looser forms of what no cable has: the words of a phrase anywhere, a word
// of the subject or body anywhere in the cable, an exact word with its inflections.
func (a *asker) apart() error {
	absent, err := a.absent()
	if err != nil {
		return err
	}
	for _, l := range absent {
		name, text := fieldValue(l.Node)
		words := strings.Fields(text)
		format, arg := "the words of %s, not in a row", l.String()
		switch {
		case len(words) == 0 || !isText(name):
			continue
		case len(words) == 1 && name == "":
			format, arg = "%s in its other forms, too", text
		case len(words) == 1:
			format, arg, name = "%s anywhere in the cable", text, ""
		}
		var nodes []query.Node
		for _, w := range words {
			nodes = append(nodes, &query.Word{Field: name, Text: w})
		}
		if name != "" {
			if _, err := a.offerMore(a.total, Drop, with(a.tree, l.Node, &query.Phrase{Text: text}), "%s anywhere in the cable", l.String()); err != nil {
				return err
			}
		}
		if _, err := a.offerMore(a.total, Drop, with(a.tree, l.Node, and(nodes)), format, arg); err != nil {
			return err
		}
	}
	return nil
}

// anywhere offers what a query wants in one paragraph, or near each other, anywhere in the
// cable.
func (a *asker) anywhere() error {
	by := map[query.Node]query.Node{}
	query.Walk(a.tree, func(n query.Node) bool {
		switch n := n.(type) {
		case *query.Para:
			by[n] = n.Node
		case *query.Near:
			by[n] = and(n.Nodes)
		default:
			return true
		}
		return false
	})
	_, err := a.offerMore(a.total, Drop, replaced(a.tree, by), "the words anywhere in the cable")
	return err
}

// drops offers a query that finds nothing without one of its parts, unless one is in no
// cable: first those without which it finds most. If a query finds some cables, Also has
// those without a part.
func (a *asker) drops() error {
	parts := conjuncts(a.tree)
	isWord := func(h Hint) bool { return h.Kind == Word }
	if len(parts) < 2 || a.total > 0 || slices.ContainsFunc(a.hints, isWord) {
		return nil
	}
	type dropped struct{ part, rest query.Node }
	var list []dropped
	totals := map[query.Node]int{}
	for _, n := range parts[:min(maxLeaves, len(parts))] {
		rest := without(a.tree, n)
		if a.wantsAbsent(rest) {
			continue
		}
		total, err := a.search(rest, a.filters)
		if err != nil {
			return err
		}
		totals[n] = total
		list = append(list, dropped{n, rest})
	}
	slices.SortStableFunc(list, func(d, e dropped) int { return cmp.Compare(totals[e.part], totals[d.part]) })
	for _, d := range list {
		if _, err := a.offerMore(a.total, Drop, d.rest, "without %s", d.part.String()); err != nil {
			return err
		}
	}
	if len(a.hints) > 0 {
		return nil
	}
	wanted := slices.DeleteFunc(slices.Clone(parts), func(n query.Node) bool {
		_, negative := n.(*query.Not)
		return negative || isSmall(n)
	})
	_, err := a.offer(Drop, or(wanted), "any of the words")
	return err
}

// withoutAbsent offers the query without the words and values that no cable has.
func (a *asker) withoutAbsent() error {
	absent, err := a.absent()
	if err != nil {
		return err
	}
	by := map[query.Node]query.Node{}
	var texts []string
	for _, l := range absent {
		if slices.Contains(conjuncts(a.tree), l.Node) {
			by[l.Node] = nil
			texts = append(texts, l.String())
		}
	}
	rest := replaced(a.tree, by)
	if len(by) == 0 || rest == nil || isSmall(rest) {
		return nil
	}
	_, err = a.offerMore(a.total, Word, rest, "no cable has %s; the rest of the query", strings.Join(texts, " or "))
	return err
}
