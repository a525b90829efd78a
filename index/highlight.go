package index

import (
	"context"

	"reftel/corpus/cable"
	"reftel/index/query"
)

// A Highlighter is a Searcher that finds the matches of a query in a text. An engine need
// not be one.
type Highlighter interface {
	// Highlight returns the places in doc.Cable.Text that words of a query match, in order
	// and without overlap. Whether the cable matches the whole query does not count.
	Highlight(ctx context.Context, n query.Node, doc Document) ([]cable.Span, error)
}
