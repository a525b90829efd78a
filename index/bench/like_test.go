package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/indextest"
)

func TestLikeTable(t *testing.T) {
	t.Parallel()
	var docs []index.Document
	for id, body := range map[string]string{
		"08ROME1": "SUBJECT: TRAWLERS\n\n1. (U) The trawler met a dredger.\n",
		"08ROME2": "SUBJECT: TRAWLERS\n\nREF: ROME 1\n\n1. (U) The dredger met a trawler.\n",
		"08ROME3": "SUBJECT: ORCHARDS\n\nREF: OSLO 5\n\n1. (U) The orchard.\n",
	} {
		docs = append(docs, index.Documents(corpus.Record{ID: id, Body: "UNCLAS ROME 00000" + id[6:] + "\n\n" + body})...)
	}
	pairs := pairsOf(docs)
	if diff := cmp.Diff([]citingPair{{"08ROME2", "08ROME1"}}, pairs, cmp.AllowUnexported(citingPair{})); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	s, err := bleveindex.OpenMemory(indextest.Segment(t, docs))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := likeTable(t.Context(), s, pairs)
	want := table{{"--like, of 1 pairs", "among the first 5"}, {"the cable that cites it", "1"}, {"the cable that it cites", "1"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}
