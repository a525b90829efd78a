package index

import (
	"cmp"
	"context"
	"math"
	"slices"

	"reftel/analyzer"
	"reftel/index/query"
)

// The words that Like takes of a cable: the mostLike whose weight is greatest, of at
// least leastLike letters. Each counts once, and once more for each doubling of its
// number in the cable, up to mostTimes, and one more time for the subject.
const (
	mostLike  = 40
	leastLike = 3
	mostTimes = 3
)

// A likeWord is a word of a cable.
type likeWord struct {
	text  string
	times int // in the query
	// weight is its inverse frequency, multiplied by times.
	weight float64
}

// Like returns a query for cables that are like the one with an id: those with its
// rarest words, without itself. The error wraps ErrNotFound if there is no such cable.
func Like(ctx context.Context, s Searcher, id string) (query.Node, error) {
	doc, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	words, err := likeWords(ctx, s, doc)
	if err != nil {
		return nil, err
	}
	self := &query.Word{Field: "id", Text: doc.ID}
	if len(words) == 0 {
		return &query.And{Nodes: []query.Node{self, &query.Not{Node: self}}}, nil
	}
	either := &query.Or{}
	for _, w := range words {
		for range w.times {
			either.Nodes = append(either.Nodes, &query.Word{Text: w.text, Exact: true})
		}
	}
	return &query.And{Nodes: []query.Node{either, &query.Not{Node: self}}}, nil
}

// likeWords returns the words of a document by which others like it are found, the one
// with the greatest weight first.
func likeWords(ctx context.Context, s Searcher, doc Document) ([]likeWord, error) {
	all, err := s.Search(ctx, Request{Query: &query.All{}})
	if err != nil {
		return nil, err
	}
	subject := wordCounts(doc.Cable.Subject)
	var list []likeWord
	for text, n := range wordCounts(likeText(doc)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cables := cablesWith(s, text)
		if cables < 2 {
			continue // nothing else has it
		}
		w := likeWord{text: text, times: min(1+int(math.Log2(float64(n))), mostTimes)}
		if subject[text] > 0 {
			w.times++
		}
		w.weight = float64(w.times) * math.Log(1+float64(all.Total)/float64(cables))
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b likeWord) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text))
	})
	return list[:min(len(list), mostLike)], nil
}

// likeText returns the text of a document that has its words, without furniture.
func likeText(doc Document) string {
	var text []byte
	for _, piece := range doc.Cable.Pieces {
		if IsText(piece.Kind) {
			text = append(text, doc.Cable.Text[piece.Start:piece.End]...)
		} else {
			text = append(text, '\n')
		}
	}
	return string(text)
}

// wordCounts counts the words of a text.
func wordCounts(text string) map[string]int {
	counts := map[string]int{}
	for _, t := range analyzer.Terms(text) {
		if t.Kind == analyzer.Word && len(t.Text) >= leastLike {
			counts[t.Text]++
		}
	}
	return counts
}

// cablesWith returns the number of cables that have a word.
func cablesWith(s Searcher, word string) int {
	for term, n := range s.Terms("", word) { // the word itself comes first
		if term != word {
			return 0
		}
		return n
	}
	return 0
}
