package hint

import (
	"strings"

	"reftel/index/query"
)

// readSign says how a ? at the end of the query was read.
func (a *asker) readSign() error {
	if w := query.Question(a.tree); w != nil {
		n, err := a.count(w)
		if err != nil || n > 0 {
			return err
		}
		word := query.WithoutQuestion(w)
		_, err = a.offer(Operator, word, "%s was read as %s: no word is a letter longer", w.String(), word.String())
		return err
	}
	w, ok := a.tree.(*query.Wildcard)
	if !ok || a.total > 0 || !strings.HasSuffix(w.Text, "?") {
		return nil
	}
	text := strings.TrimRight(w.Text, "?")
	if text == "" || strings.ContainsAny(text, `*?\`) {
		return nil
	}
	_, err := a.offer(Operator, query.WithoutQuestion(w), "%s is a pattern; without the ? it is a word", w.String())
	return err
}

// smallOperators reads or and not between words as operators. A query with or may find
// many cables, which have the word or. If one of them was meant, other hints only distract.
func (a *asker) smallOperators() (err error) {
	read := readSmall(a.tree, "or", func(before, after query.Node) query.Node { return or([]query.Node{before, after}) })
	if a.done, err = a.offerMore(a.total, Operator, read, "or is an operator in capitals only: OR"); a.done || err != nil || a.total >= Few {
		return err
	}
	read = readSmall(a.tree, "not", func(before, after query.Node) query.Node {
		return and([]query.Node{before, &query.Not{Node: after}})
	})
	a.done, err = a.offer(Operator, read, "not is an operator in capitals only: NOT")
	return err
}

// readSmall returns the query with a word between two others as an operator, which joins
// them; nil if the query does not have the word.
func readSmall(tree query.Node, word string, join func(before, after query.Node) query.Node) query.Node {
	list := conjuncts(tree)
	var out []query.Node
	for i := 0; i < len(list); i++ {
		if isWord(list[i], word) && len(out) > 0 && i+1 < len(list) {
			i++
			out[len(out)-1] = join(out[len(out)-1], list[i])
			continue
		}
		out = append(out, list[i])
	}
	if len(out) == len(list) {
		return nil
	}
	return and(out)
}

// isWord reports whether a node is a plain word of text.
func isWord(n query.Node, text string) bool {
	w, ok := n.(*query.Word)
	return ok && w.Field == "" && !w.Exact && w.Text == text
}

// isSmall reports whether a node is a word that may be meant as an operator.
func isSmall(n query.Node) bool { return isWord(n, "or") || isWord(n, "and") || isWord(n, "not") }
