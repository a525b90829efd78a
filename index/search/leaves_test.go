package search

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"reftel/corpus/cable"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// sampleDocs returns the invented cables.
func sampleDocs(t testing.TB) []index.Document {
	t.Helper()
	var docs []index.Document
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, index.NewDocument(rec, cable.Parse(rec)))
	}
	return docs
}

// sized returns the size of a test, or the smaller one with -short.
func sized(full, short int) int {
	if testing.Short() {
		return short
	}
	return full
}

func parse(t testing.TB, text string) query.Node {
	t.Helper()
	n, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

// leafQueries have all kinds of iterators.
var leafQueries = []string{
	`*`, `the`, `minister`, `munitions OR harbour`, `foreign minister`, `"of the"`, `"foreign minister" -tags:PREL`, `-the`,
	`a*`, `*tion`, `body:a*`, `subject:m*`, `b?ll*`, `a* *tion -s*`, `tags:P*`, `from:*a*`, `minstre~2`, `body:minister`, `cease-fire`, `cease fire`,
	`sounds:smith`, `mark:S/NF`, `S/NF`, `date:2006..2008`, `class:>=C the`, `has:ref government`,
}

// answer returns all that a searcher answers but snippets and time, as text.
func answer(t *testing.T, s *Searcher, text string, req index.Request) string {
	t.Helper()
	req.Query = parse(t, text)
	for _, f := range field.Facets() {
		req.Facets = append(req.Facets, index.FacetRequest{Name: f.Name, Size: 5})
	}
	res, err := s.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out := fmt.Sprint(res.Total, res.Facets)
	for _, h := range res.Hits {
		out += fmt.Sprint(" ", h.ID, ":", h.Score)
	}
	return out
}

// TestLeavesAreOneIndex: how documents are spread over leaves changes no answer, and
// deleted ones are as if they were not there.
func TestLeavesAreOneIndex(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	var kept []index.Document
	for i, d := range docs {
		if i%3 > 0 {
			kept = append(kept, d)
		}
	}
	whole := newSearcher(leavesOf(kept, len(kept)))
	parted := newSearcher(leavesOf(kept, 17))
	list := leavesOf(docs, 40)
	for i := range docs {
		if i%3 == 0 {
			list[i/40].(*memory).deleted[i%40] = true
		}
	}
	thinned := newSearcher(list)
	if thinned.Docs() != len(kept) {
		t.Fatalf("%d documents, want %d", thinned.Docs(), len(kept))
	}
	requests := []index.Request{
		{Limit: 5, Offset: 3, Sort: index.ByDateDesc}, {Limit: 10, Filters: []index.Filter{{Facet: "tags", Values: []string{"parm", "PREL"}}}},
		{Limit: 30}, {Limit: -1, Sort: index.ByDate}, {Limit: 20, Sort: index.ByID},
	}[:sized(5, 2)]
	found := 0
	for _, text := range leafQueries {
		for _, req := range requests {
			want := answer(t, whole, text, req)
			for name, s := range map[string]*Searcher{"several leaves": parted, "deleted documents": thinned} {
				if got := answer(t, s, text, req); got != want {
					t.Errorf("%s, %s, %+v:\ngot  %.300s\nwant %.300s", text, name, req, got, want)
				}
			}
			if want[0] != '0' {
				found++
			}
		}
	}
	if found < (len(requests)-1)*len(leafQueries) {
		t.Errorf("only %d requests found something", found)
	}
}

// TestWideWords: a word that stands for many terms finds the same whichever way its
// lists are read.
func TestWideWords(t *testing.T) {
	s := newSearcher(leavesOf(sampleDocs(t), 60))
	defer func(wide, lists int) { wideTerms, listsAtOnce = wide, lists }(wideTerms, listsAtOnce)
	listsAtOnce = 2 // of one leaf on several cores
	for _, text := range leafQueries {
		wideTerms = 1 << 30
		narrow := answer(t, s, text, index.Request{Limit: -1})
		wideTerms = 1
		if wide := answer(t, s, text, index.Request{Limit: -1}); wide != narrow {
			t.Errorf("%s:\nwide   %.300s\nnarrow %.300s", text, wide, narrow)
		}
	}
}

// TestTerms: the terms of all leaves are merged.
func TestTerms(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	list := func(size int) string {
		var all []string
		for term, n := range newSearcher(leavesOf(docs, size)).Terms("tags", "P") {
			if all = append(all, fmt.Sprint(term, " ", n)); len(all) == 20 {
				break
			}
		}
		return fmt.Sprint(all)
	}
	if a, b := list(len(docs)), list(13); a != b || len(a) < 20 {
		t.Errorf("one leaf has %s, several %s", a, b)
	}
	for term := range newSearcher(nil).Terms("tags", "") {
		t.Errorf("no leaves have the term %s", term)
	}
}

// TestCancelled: a search ends soon after its context.
func TestCancelled(t *testing.T) {
	t.Parallel()
	s := newSearcher(leavesOf(sampleDocs(t), 20))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, text := range leafQueries {
		if _, err := s.Search(ctx, index.Request{Query: parse(t, text), Limit: 10, Snippets: 2}); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

// TestPanics: a panic on another goroutine is one of the caller.
func TestPanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if p := recover(); !strings.HasPrefix(fmt.Sprint(p), "three") {
			t.Errorf("panic %v", p)
		}
	}()
	_ = inParallel(8, func(i int) error {
		if i == 3 {
			panic("three")
		}
		return nil
	})
}
