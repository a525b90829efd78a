package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/analyzer"
	"reftel/corpus"
	"reftel/index"
)

// summaryCables returns cables of which each has a summary of some words.
func summaryCables(summaries ...string) []index.Document {
	var docs []index.Document
	for i, words := range summaries {
		number := strconv.Itoa(100 + i)
		docs = append(docs, index.Documents(corpus.Record{
			ID:   "08ROME" + number,
			Body: "UNCLAS ROME 000" + number + "\n\nSUBJECT: A REPORT\n\n1. (U) Summary: " + words + " End summary.\n\n2. (U) The rest.\n",
		})...)
	}
	return docs
}

func TestKnownItems(t *testing.T) {
	t.Parallel()
	var summaries []string
	for range 3 {
		summaries = append(summaries, "The minister signed treaties about munitions.", "Ministers are signing a treaty; a munition exploded.",
			"Nothing.", "Nothing.", "Nothing.", "Nothing.")
	}
	for range 12 {
		summaries = append(summaries, "Nothing of the kind.")
	}
	docs := summaryCables(summaries...)
	items := knownItems(docs)
	if len(items) == 0 || len(items) > 6 {
		t.Fatalf("%d items, want one for each of the six cables with words, if it has enough", len(items))
	}
	for _, item := range items {
		doc := docs[slices.IndexFunc(docs, func(d index.Document) bool { return d.ID == item.id })]
		for i, w := range item.asWritten {
			summary := strings.ToLower(doc.Cable.Summary)
			if form := item.inflected[i]; !strings.Contains(summary, w) || slices.Contains(strings.FieldsFunc(summary, func(r rune) bool { return r < 'a' }), form) ||
				!analyzer.SameInflection(w, form) {
				t.Errorf("%s: %s and %s of %q", item.id, w, form, summary)
			}
		}
	}
	slices.Reverse(docs)
	if diff := cmp.Diff(items, knownItems(docs), cmp.AllowUnexported(knownItem{})); diff != "" {
		t.Errorf("in another order of cables: -want +got:\n%s", diff)
	}
}

func TestKnownTable(t *testing.T) {
	t.Parallel()
	items := []knownItem{
		{id: "A", asWritten: []string{"one", "two"}, inflected: []string{"ones", "twos"}},
		{id: "B", asWritten: []string{"three"}, inflected: []string{"threes"}},
		{id: "C", asWritten: []string{"four"}, inflected: []string{"fours"}, heldBack: true},
	}
	answers := map[string][]string{"one two": {"B", "A"}, "three": {"B"}, "four": {"A"}, "ones twos": {"A"}, "threes": nil, "fours": {"A", "B", "D", "C"}}
	r := ranker{"Reftel", func(_ context.Context, questions []string) ([][]string, error) {
		var lists [][]string
		for _, q := range questions {
			lists = append(lists, answers[q])
		}
		return lists, nil
	}}
	got, err := knownTable(t.Context(), items, []ranker{r})
	want := table{
		{"mean reciprocal rank", "as they stand, tuned on (2)", "as they stand, held back (1)", "inflected, tuned on (2)", "inflected, held back (1)"},
		{"Reftel", "0.750", "0.000", "0.500", "0.250"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

func TestParseRanked(t *testing.T) {
	got, err := parseRanked("A B\n\nC\n", 3)
	if diff := cmp.Diff([][]string{{"A", "B"}, {}, {"C"}}, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	if _, err := parseRanked("A\n", 2); err == nil {
		t.Error("no error for a missing answer")
	}
}
