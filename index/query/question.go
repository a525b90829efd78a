package query

import "strings"

// Question returns the last word of a query of several words if it ends in a ?
// that may be the sign of a question (happened Quito?) rather than stand for a
// letter; nil if there is none.
func Question(n Node) *Wildcard {
	var last Node
	leaves := 0
	Walk(n, func(n Node) bool {
		switch n.(type) {
		case *And, *Or, *Not, *Near, *Para:
			return true
		}
		leaves++
		last = n
		return false
	})
	w, ok := last.(*Wildcard)
	if !ok || leaves < 2 {
		return nil
	}
	text := strings.TrimRight(w.Text, "?")
	if text == "" || text == w.Text || strings.ContainsAny(text, `*?\`) {
		return nil
	}
	return w
}

// WithoutQuestion returns the word that a Wildcard of Question is without its ?.
func WithoutQuestion(w *Wildcard) *Word {
	return &Word{Place: w.Place, Field: w.Field, Text: strings.TrimRight(w.Text, "?")}
}
