package search_test

import (
	"context"
	"iter"
	"testing"

	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/indextest"
	"reftel/index/search"
)

func recordsOf(t *testing.T, seq iter.Seq2[corpus.Record, error]) []corpus.Record {
	t.Helper()
	var records []corpus.Record
	for rec, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
	}
	return records
}

var _ index.Searcher = search.Memory{}

// TestConformance asks leaves in memory: one, several, and one for each document.
func TestConformance(t *testing.T) {
	records := recordsOf(t, sample.Records(context.Background()))
	docs := indextest.Documents(records)
	texts := indextest.Documents(indextest.WithTexts(records))
	for name, test := range map[string]struct {
		docs []index.Document
		size int
		long bool // skipped with -short
	}{
		"one leaf":                  {docs: docs, size: len(docs), long: true},
		"several leaves":            {docs: docs, size: 50, long: true},
		"many leaves":               {docs: docs, size: 10, long: true},
		"several texts of some ids": {docs: texts, size: 70},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && test.long {
				t.Skip("takes a second")
			}
			t.Parallel()
			indextest.Conformance(t, search.NewMemory(test.docs, test.size), test.docs)
		})
	}
}
