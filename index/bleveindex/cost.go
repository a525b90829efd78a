package bleveindex

import (
	"context"

	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/search"
)

// The bytes of memory that indexing takes at its peak: 12 MB of distinct words of 5
// letters take 1,100 MB, 12 MB of usual text 380 MB.
const (
	byteCost  = 8   // of a byte of text: copies in the cable, as JSON and compressed
	wordCost  = 120 // of a word: its position, here and in the engine
	termCost  = 450 // of a distinct word: its entries in tables, here and in the engine
	valueCost = 900 // of a value of a coded field, which may be one of a facet, too
	// mostCost is what a byte of text takes at most: of short distinct codes in a field
	// with facets.
	mostCost = 200
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
	// pending are those of pending documents.
	pending map[string]weight
	// tooLarge are the sizes of the texts with which ids took too much.
	tooLarge map[string]int
}

// A weight is the cost of a document with so many texts of so many bytes.
type weight struct {
	texts, bytes int
	cost         int64
}

// weigh returns an error if indexing a document takes more memory than there is for
// one, and reports whether it takes more than there is for a batch. A document that
// gets text after text is not read again for each.
func (w *Writer) weigh(ctx context.Context, doc contract.Document) (heavy bool, err error) {
	batch := int64(w.sizes.batch) * heapPerByte
	bytes := textBytes(doc)
	known, measured := w.weights.pending[doc.ID]
	if measured = measured && known.texts < len(doc.Versions); !measured {
		known = weight{}
	}
	cost := known.cost + int64(max(bytes-known.bytes, 0))*mostCost
	if cost <= batch || measured && cost <= w.sizes.document {
		return cost > batch, nil
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
	w.weights.pending[doc.ID] = weight{len(doc.Versions), bytes, cost}
	return cost > batch, nil
}
