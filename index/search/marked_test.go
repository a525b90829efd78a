package search

import (
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
)

// TestHighlight: the matches of a query in the shown text, each once.
func TestHighlight(t *testing.T) {
	t.Parallel()
	const text = "UNCLAS QUITO 002817\n\nTAGS: EWWT, EC\nSUBJECT: PIER AT QUITO\n\n1. (U) The pier stands. The piers of Guayaquil do not.\n\n2. (C) A pier\nburns.\n"
	rec := corpus.Record{ID: "08QUITO2817", Body: text}
	doc := index.NewDocument(rec, cable.Parse(rec))
	s := newSearcher(leavesOf([]index.Document{doc}, 1))
	for query, want := range map[string]string{
		"pier":                  "PIER|pier|piers|pier",
		"=piers":                "piers",
		`"pier burns"`:          "pier\nburns",
		"pier -guayaquil":       "PIER|pier|piers|pier",
		"stands NEAR/3 pier":    "pier|stands|piers",
		"para:(mark:C pier)":    "pier",
		"tags:EWWT date:2008":   "",
		"zyxgarble":             "",
		"pie* OR subject:quito": "PIER|QUITO|pier|piers|pier",
		"*":                     "",
	} {
		spans, err := s.Highlight(t.Context(), parse(t, query), doc)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range spans {
			got = append(got, doc.Cable.Text[m.Start:m.End])
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, want %q", query, strings.Join(got, "|"), want)
		}
	}
}
