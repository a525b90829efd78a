package search

import (
	"runtime"
	"testing"

	"reftel/index"
)

// TestWalkersAtOnce: how many walkers walk a leaf changes no answer.
func TestWalkersAtOnce(t *testing.T) {
	defer func(n int) { walkedAlone = n }(walkedAlone)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	docs := sampleDocs(t)
	for _, d := range sampleDocs(t) { // a walker takes 64 documents or more
		d.ID += "A"
		docs = append(docs, d)
	}
	list := leavesOf(docs, len(docs)-70) // the second leaf begins with good matches
	for i := 0; i < len(docs)-70; i += 5 {
		list[0].(*memory).deleted[i] = true
	}
	s := newSearcher(list)
	oldest, _ := s.Dates()
	requests := []index.Request{
		{Limit: 4}, {Limit: 10, Filters: []index.Filter{{Facet: "tags", Values: []string{"PARM", "PREL"}}, {Facet: "year", Values: []string{"2008", "2007"}}}},
		{Limit: 3, After: &index.Place{Score: 1.5, ID: docs[9].ID}}, {Limit: 10, Offset: 3, Sort: index.ByDate}, {Limit: 0}, {Limit: -1, Timeline: index.Year},
		{Limit: 3, Sort: index.ByDateDesc, After: &index.Place{Date: oldest, ID: docs[9].ID}},
	}[:sized(7, 2)]
	for _, text := range append([]string{`para:(the a*)`, `the NEAR/9 minister`, `"the minister"~3`}, leafQueries...) {
		for _, req := range requests {
			walkedAlone = 1 << 30
			want := answer(t, s, text, req)
			walkedAlone = 1
			if got := answer(t, s, text, req); got != want {
				t.Errorf("%s, %+v:\nat once %.300s\nalone   %.300s", text, req, got, want)
			}
		}
	}
}

// TestMost: no query has more matches than its iterators tell.
func TestMost(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	s := newSearcher(leavesOf(docs, len(docs)))
	known := 0
	for _, text := range leafQueries {
		c, err := s.newCollector(t.Context(), index.Request{Query: parse(t, text)}, false)
		if err != nil {
			t.Fatal(err)
		}
		m, err := (&compiler{lookup: c.lookup, leaf: s.leaves[0]}).node(c.query)
		if err != nil {
			t.Fatal(err)
		}
		most := mostOf(m, len(docs))
		ids, err := s.IDs(t.Context(), index.Request{Query: c.query, Limit: -1})
		if err != nil || len(ids) > most {
			t.Errorf("%s: %d matches, at most %d (%v)", text, len(ids), most, err)
		}
		if most < len(docs) {
			known++
		}
	}
	if known < len(leafQueries)/2 {
		t.Errorf("only %d queries tell a number", known)
	}
}
