package bleveindex

import (
	"context"

	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/search"
)

// The bytes of memory that indexing takes at its peak.
const (
	byteCost  = 8   // of a byte of text: copies in the cable, as JSON and compressed
	wordCost  = 30  // of a word: its number and position, twice, and garbage
	termCost  = 250 // of a distinct word: its entries in tables
	valueCost = 500 // of a value of a coded field, which may be one of a facet, too
	// mostCost is what a byte of text takes at most: of short distinct codes in a field
	// with facets.
	mostCost = 120
)

// costOf returns how many bytes of memory indexing a document takes. It stops counting
// above limit.
func costOf(ctx context.Context, doc contract.Document, limit int64) (int64, error) {
	texts := doc.Texts()
	cost := int64(textBytes(doc)) * byteCost
	for _, t := range texts {
		for _, f := range field.All() {
			cost += int64(len(contract.FieldValues(t, f.Name))) * valueCost
			if err := ctx.Err(); err != nil || cost > limit {
				return cost, err
			}
		}
	}
	costOfWords := func(words, distinct int) int64 { return int64(words)*wordCost + int64(distinct)*termCost }
	words, distinct := search.CountWords(texts, func(words, distinct int) bool {
		return ctx.Err() != nil || cost+costOfWords(words, distinct) > limit
	})
	return cost + costOfWords(words, distinct), ctx.Err()
}

// weights are the costs of documents.
type weights struct {
	// held are those of held documents.
	held map[string]weight
	// tooLarge are the sizes of the texts with which ids took too much.
	tooLarge map[string]int
}

// A weight is the cost of a document with so many texts of so many bytes.
type weight struct {
	texts, bytes int
	cost         int64
}

// weigh returns an error if indexing a document takes more memory than there is for
// one, and reports whether it takes more than a builder may. A document that gets text
// after text is not read again for each.
func (w *Writer) weigh(ctx context.Context, doc contract.Document) (heavy bool, err error) {
	bytes := textBytes(doc)
	known, measured := w.weights.held[doc.ID]
	if measured = measured && known.texts < len(doc.Versions); !measured {
		known = weight{}
	}
	cost := known.cost + int64(max(bytes-known.bytes, 0))*mostCost
	if cost <= w.sizes.builder || measured && cost <= w.sizes.document {
		return cost > w.sizes.builder, nil
	}
	least, tooLarge := w.weights.tooLarge[doc.ID]
	if tooLarge = tooLarge && bytes >= least; !tooLarge {
		if cost, err = costOf(ctx, doc, w.sizes.document); err != nil {
			return false, err
		}
		tooLarge = cost > w.sizes.document
	}
	if tooLarge {
		w.weights.tooLarge[doc.ID] = bytes
		return false, &contract.SizeError{Limit: w.sizes.document}
	}
	w.weights.held[doc.ID] = weight{len(doc.Versions), bytes, cost}
	return cost > w.sizes.builder, nil
}
