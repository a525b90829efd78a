package indextest

import (
	"cmp"
	"context"
	"hash/fnv"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// Conformance asks a searcher over docs all Questions, and some about the texts of
// docs, and compares totals, hits and facet counts with those of the oracle.
func Conformance(t *testing.T, s index.Searcher, docs []index.Document) {
	all := make([]*Doc, len(docs))
	for i, d := range docs {
		all[i] = NewDoc(d)
	}
	found := 0
	for _, q := range slices.Concat(Questions, wordQuestions(), textQuestions(all)) {
		t.Run(q.Query, func(t *testing.T) { found += ask(t, s, q, all) })
	}
	if found < len(Questions) {
		t.Errorf("all questions together found %d cables: the documents are too few to test anything", found)
	}
	t.Run("drawn", func(t *testing.T) { checkDrawn(t, s, all) })
	t.Run("filters", func(t *testing.T) { checkFilters(t, s, all) })
	t.Run("orders", func(t *testing.T) { checkOrders(t, s) })
	t.Run("pages", func(t *testing.T) { checkPages(t, s) })
	t.Run("index order", func(t *testing.T) { checkIndexOrder(t, s) })
	t.Run("after", func(t *testing.T) { checkAfter(t, s) })
	t.Run("timeline", func(t *testing.T) { checkTimeline(t, s, all) })
	t.Run("table", func(t *testing.T) { checkTable(t, s, all) })
	t.Run("get", func(t *testing.T) { checkGet(t, s, docs) })
	if speller, ok := s.(index.Speller); ok {
		t.Run("near", func(t *testing.T) { checkNear(t, speller, all) })
	}
}

// drawnQuestions is the number of questions that a test draws: the nine tests of our
// engine draw over 2,000.
const drawnQuestions = 250

// checkDrawn asks questions drawn from the grammar, and compares the order by date, too.
// Each test draws others.
func checkDrawn(t *testing.T, s index.Searcher, all []*Doc) {
	n, found := drawnQuestions, 0
	if testing.Short() {
		n = 30
	}
	seed := fnv.New64a()
	seed.Write([]byte(t.Name()))
	for i, q := range Drawn(all, n, seed.Sum64()) {
		found += ask(t, s, q, all)
		if i%4 == 0 {
			checkByDate(t, s, q, all)
		}
		if t.Failed() {
			t.Fatal(q.Query)
		}
	}
	if found < n {
		t.Errorf("%d drawn questions found %d cables", n, found)
	}
}

// checkByDate compares the order of hits by date, those without a date last.
func checkByDate(t *testing.T, s index.Searcher, q Question, all []*Doc) {
	tree := parsed(t, q.Query)
	var docs []*Doc
	for _, d := range all {
		if q.Want(d) {
			docs = append(docs, d)
		}
	}
	slices.SortFunc(docs, func(a, b *Doc) int {
		undated := func(d *Doc) int {
			if d.Cable.Date.IsZero() {
				return 1
			}
			return 0
		}
		return cmp.Or(undated(a)-undated(b), a.Cable.Date.Compare(b.Cable.Date), compareIDs(a.ID, b.ID))
	})
	var want []string
	for _, d := range docs {
		want = append(want, d.ID)
	}
	got := allIDs(t, s, index.Request{Query: tree, Limit: -1, Sort: index.ByDate})
	if at := differAt(got, want); at >= 0 {
		t.Errorf("by date, the hits from %d on are %v, want %v", at, tenFrom(got, at), tenFrom(want, at))
	}
}

// allIDs returns the ids of all hits of a request. Reading all cables takes long, so it
// asks an engine for the ids only if it has a method for that.
func allIDs(t *testing.T, s index.Searcher, req index.Request) []string {
	t.Helper()
	if lister, ok := s.(interface {
		IDs(ctx context.Context, req index.Request) ([]string, error)
	}); ok {
		list, err := lister.IDs(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	var list []string
	for hit, err := range s.All(context.Background(), req) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, hit.ID)
	}
	return list
}

// differAt returns the first index at which two lists differ, -1 if they are equal.
func differAt(a, b []string) int {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	return -1
}

func tenFrom(list []string, at int) []string {
	at = min(at, len(list))
	return list[at:min(at+10, len(list))]
}

func ask(t *testing.T, s index.Searcher, q Question, all []*Doc) int {
	tree := parsed(t, q.Query)
	var want []string
	facets, names := newTally(), facetNames()
	for _, d := range all {
		if q.Want(d) {
			want = append(want, d.ID)
			facets.add(d, names...)
		}
	}
	slices.SortFunc(want, compareIDs)
	req := index.Request{Query: tree, Limit: 10, Sort: index.ByID, Facets: countAll(names...)}
	res := search(t, s, req)
	req.Limit = -1
	got := allIDs(t, s, req)
	if res.Total != len(want) || !slices.Equal(got, want) {
		t.Errorf("found %d cables, brute force finds %d; too many: %v; missing: %v", res.Total, len(want), without(got, want), without(want, got))
	}
	if first := ids(res.Hits); !slices.Equal(first, tenFrom(got, 0)) {
		t.Errorf("the first hits are %v, those of all %v", first, tenFrom(got, 0))
	}
	for _, f := range res.Facets {
		compareFacet(t, f, facets.counts[f.Name])
		if f.Missing != facets.missing[f.Name] {
			t.Errorf("facet %s: %d cables without a value, brute force %d", f.Name, f.Missing, facets.missing[f.Name])
		}
	}
	return len(want)
}

func search(t *testing.T, s index.Searcher, req index.Request) *index.Result {
	t.Helper()
	res, err := s.Search(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func facetNames() []string {
	var names []string
	for _, f := range field.Facets() {
		names = append(names, f.Name)
	}
	return names
}

// countAll requests all values of some facets.
func countAll(names ...string) []index.FacetRequest {
	var list []index.FacetRequest
	for _, name := range names {
		list = append(list, index.FacetRequest{Name: name, Size: -1})
	}
	return list
}

func compareFacet(t *testing.T, f index.Facet, want map[string]int) {
	if len(f.Values) != len(want) {
		t.Errorf("facet %s has %d values, brute force has %d", f.Name, len(f.Values), len(want))
	}
	for _, v := range f.Values {
		if v.Count != want[v.Value] {
			t.Errorf("facet %s: %q counts %d, brute force %d", f.Name, v.Value, v.Count, want[v.Value])
		}
	}
	inOrder := slices.IsSortedFunc(f.Values, func(a, b index.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	if !inOrder {
		t.Errorf("facet %s is not in the order of its counts", f.Name)
	}
}

func ids(hits []index.Hit) []string {
	var list []string
	for _, h := range hits {
		list = append(list, h.ID)
	}
	return list
}

// without returns what a has and b has not, ten at most.
func without(a, b []string) []string {
	var list []string
	for _, s := range a {
		if !slices.Contains(b, s) && len(list) < 10 {
			list = append(list, s)
		}
	}
	return list
}

// checkFilters narrows by the values of two facets: values of one are
// alternatives, facets must all hold, the case of a value does not count, and a
// facet's own filter does not narrow its counts.
func checkFilters(t *testing.T, s index.Searcher, docs []*Doc) {
	total := 0
	want := newTally()
	for _, d := range docs {
		classified := d.hasFacet("classification", "CONFIDENTIAL", "SECRET")
		tagged := d.hasFacet("tags", "PREL")
		if tagged {
			want.add(d, "classification")
		}
		if classified {
			want.add(d, "tags")
		}
		if tagged && classified {
			total++
			want.add(d, "year")
		}
	}
	res := search(t, s, index.Request{
		Query:   &query.All{},
		Filters: []index.Filter{{Facet: "classification", Values: []string{"CONFIDENTIAL", "secret"}}, {Facet: "tags", Values: []string{"prel"}}},
		Facets:  countAll("classification", "tags", "year"),
	})
	if res.Total != total || total == 0 {
		t.Errorf("filtered total is %d, brute force %d", res.Total, total)
	}
	for _, f := range res.Facets {
		compareFacet(t, f, want.counts[f.Name])
	}
}

// anMRN is an id with its year, post and number.
var anMRN = regexp.MustCompile(`^(\d\d(?:\d\d)?)([A-Z]+)-?A?(\d+)$`)

// compareIDs orders ids by year, post and number; others are last.
func compareIDs(a, b string) int {
	x, y := anMRN.FindStringSubmatch(a), anMRN.FindStringSubmatch(b)
	switch {
	case x == nil && y == nil:
		return cmp.Compare(a, b)
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			panic(err)
		}
		return n
	}
	year := func(s string) int {
		switch n := number(s); {
		case n >= 100:
			return n
		case n < 66:
			return 2000 + n
		default:
			return 1900 + n
		}
	}
	return cmp.Or(cmp.Compare(year(x[1]), year(y[1])), cmp.Compare(x[2], y[2]), cmp.Compare(number(x[3]), number(y[3])), cmp.Compare(a, b))
}

func checkOrders(t *testing.T, s index.Searcher) {
	for sort, less := range map[index.Sort]func(a, b index.Hit) int{
		index.ByID:        func(a, b index.Hit) int { return compareIDs(a.ID, b.ID) },
		index.ByDateDesc:  func(a, b index.Hit) int { return cmp.Or(b.Date.Compare(a.Date), compareIDs(a.ID, b.ID)) },
		index.ByRelevance: func(a, b index.Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), compareIDs(a.ID, b.ID)) },
	} {
		res := search(t, s, index.Request{Query: parsed(t, "minister"), Sort: sort, Limit: -1})
		if len(res.Hits) < 3 {
			t.Fatalf("%d hits are too few to be in any order", len(res.Hits))
		}
		if !slices.IsSortedFunc(res.Hits, less) {
			t.Errorf("hits are not in the order %q", sort)
		}
	}
}

// checkPages puts pages together and compares with the whole.
func checkPages(t *testing.T, s index.Searcher) {
	tree := parsed(t, listed)
	whole := search(t, s, index.Request{Query: tree, Limit: 25})
	var parts []string
	for offset := 0; offset < 25; offset += 5 {
		parts = append(parts, ids(search(t, s, index.Request{Query: tree, Limit: 5, Offset: offset}).Hits)...)
	}
	if !slices.Equal(parts, ids(whole.Hits)) {
		t.Errorf("five pages of five give %v, one of 25 gives %v", parts, ids(whole.Hits))
	}
}

func checkGet(t *testing.T, s index.Searcher, docs []index.Document) {
	for _, d := range docs[:min(len(docs), 50)] {
		got, err := s.Get(context.Background(), d.ID)
		if err != nil {
			t.Errorf("%s: %v", d.ID, err)
			continue
		}
		if len(got.Others) != len(d.Others) || len(got.Versions) != len(d.Versions) {
			t.Errorf("%s: %d other texts and %d versions, want %d and %d", d.ID, len(got.Others), len(got.Versions), len(d.Others), len(d.Versions))
		}
		if got.ID != d.ID || got.Record.Body != d.Record.Body || got.Cable.Subject != d.Cable.Subject {
			t.Errorf("%s: not what was put in", d.ID)
		}
	}
	if _, err := s.Get(context.Background(), "99NOWHERE1"); err == nil {
		t.Error("an id that is not there was found")
	}
}
