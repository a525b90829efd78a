package main

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"reftel/analyzer"
	"reftel/index"
)

// A knownItem is a cable and a question that it answers: some words of its summary, as
// they stand and each in another inflection that the summary does not have.
type knownItem struct {
	id        string
	asWritten []string
	inflected []string
	// heldBack reports that the item is in the half that no weight was chosen by.
	heldBack bool
}

// The words of a known item have at least leastLetters letters. They are in at least
// leastCables cables and in at most one in commonShare.
const (
	leastLetters = 4
	leastCables  = 3
	commonShare  = 4
)

// knownItems draws an item of each cable that has a summary with enough words. It
// draws the same from the same cables in any order.
func knownItems(docs []index.Document) []knownItem {
	counts := map[string]int{}
	for _, doc := range docs {
		for w := range wordsOf(peerBody(doc)) {
			counts[w]++
		}
	}
	var items []knownItem
	for _, doc := range docs {
		if item, ok := drawItem(doc, counts, len(docs)); ok {
			items = append(items, item)
		}
	}
	slices.SortFunc(items, func(a, b knownItem) int { return cmp.Compare(a.id, b.id) })
	return items
}

// wordsOf returns the words of letters in a text.
func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, t := range analyzer.Terms(text) {
		if t.Kind == analyzer.Word && len(t.Text) >= leastLetters && analyzer.Inflects(t.Text) {
			words[t.Text] = true
		}
	}
	return words
}

// drawItem draws two to four words of a summary.
func drawItem(doc index.Document, counts map[string]int, docs int) (knownItem, bool) {
	words := wordsOf(doc.Cable.Summary)
	others := map[string]string{}
	var drawn []string
	for w := range words {
		if n := counts[w]; n < leastCables || n > docs/commonShare {
			continue
		}
		if others[w] = otherForm(w, words, counts); others[w] != "" {
			drawn = append(drawn, w)
		}
	}
	slices.SortFunc(drawn, func(a, b string) int {
		return cmp.Or(cmp.Compare(drawOf(doc.ID, a), drawOf(doc.ID, b)), cmp.Compare(a, b))
	})
	n := 2 + int(drawOf(doc.ID, "words")%3)
	if len(drawn) < n {
		return knownItem{}, false
	}
	item := knownItem{id: doc.ID, asWritten: drawn[:n], heldBack: drawOf(doc.ID, "half")%2 == 1}
	for _, w := range item.asWritten {
		item.inflected = append(item.inflected, others[w])
	}
	return item, true
}

// otherForm returns the commonest inflection of a word that is not one of words, or "".
func otherForm(word string, words map[string]bool, counts map[string]int) string {
	best := ""
	for _, form := range analyzer.Inflections(word) {
		if !words[form] && counts[form] > counts[best] {
			best = form
		}
	}
	return best
}

// drawOf returns a number drawn for a purpose and a cable.
func drawOf(id, purpose string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(strconv.Quote(id) + purpose))
	n := h.Sum64() // FNV's last bytes change the lowest bits only little
	n ^= n >> 32
	n *= 0x9E3779B97F4A7C15
	return n ^ n>>29
}

// A knownMeasure is one of the two questions of known items, and one of their halves.
type knownMeasure struct {
	name  string
	words func(knownItem) []string
	// heldBack selects the half.
	heldBack bool
}

func asWritten(item knownItem) []string { return item.asWritten }
func inflected(item knownItem) []string { return item.inflected }

var knownMeasures = []knownMeasure{
	{"as they stand, tuned on", asWritten, false},
	{"as they stand, held back", asWritten, true},
	{"inflected, tuned on", inflected, false},
	{"inflected, held back", inflected, true},
}

// knownTable measures the rankers: a row for each, with the mean of 1/rank of the cable
// that is looked for.
func knownTable(ctx context.Context, items []knownItem, rankers []ranker) (table, error) {
	head := []string{"mean reciprocal rank"}
	var questions []string
	for _, m := range knownMeasures {
		of := m.of(items)
		head = append(head, fmt.Sprintf("%s (%d)", m.name, len(of)))
		for _, item := range of {
			questions = append(questions, strings.Join(m.words(item), " "))
		}
	}
	t := table{head}
	for _, r := range rankers {
		lists, err := r.rank(ctx, questions)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		row := []string{r.name}
		for _, m := range knownMeasures {
			of := m.of(items)
			row = append(row, fmt.Sprintf("%.3f", reciprocalRank(of, lists[:len(of)])))
			lists = lists[len(of):]
		}
		t = append(t, row)
	}
	return t, nil
}

// of returns the items of the measure's half.
func (m knownMeasure) of(items []knownItem) []knownItem {
	var list []knownItem
	for _, item := range items {
		if item.heldBack == m.heldBack {
			list = append(list, item)
		}
	}
	return list
}

// reciprocalRank returns the mean of 1/rank of the items' cables, 0 for those that are
// not among the hits.
func reciprocalRank(items []knownItem, lists [][]string) float64 {
	sum := 0.0
	for i, item := range items {
		if at := slices.Index(lists[i], item.id); at >= 0 {
			sum += 1 / float64(at+1)
		}
	}
	return sum / float64(max(len(items), 1))
}
