package index

import "context"

// A Speller is a Searcher that finds terms by their spelling. An engine need not be one;
// package hint names what is spelt like a word only where it is.
type Speller interface {
	// Near returns the terms of a field that begin with the same letter as text and differ
	// from it in at most edits letters (1 or 2; two neighbours swapped are one edit): the
	// limit terms that most cables have, those first. The field is one of the query
	// language, or "" for all text. If a word of a query may not match so many terms as
	// are near, there are none.
	Near(ctx context.Context, field, text string, edits, limit int) ([]TermCount, error)
}

// A TermCount is a term and the number of cables that have it.
type TermCount struct {
	Term  string
	Count int
}
