package indextest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"reftel/index"
	"reftel/index/query"
)

// listed is a query that finds many of any cables.
const listed = "minister OR government"

func parsed(t *testing.T, text string) query.Node {
	t.Helper()
	tree, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tree
}

// checkIndexOrder compares hits in the order of the index, which is the engine's own,
// with those in the order of ids, and what is read of them.
func checkIndexOrder(t *testing.T, s index.Searcher) {
	req := index.Request{Query: parsed(t, listed), Limit: -1, Sort: index.ByID, Parts: index.IDOnly}
	want := allIDs(t, s, req)
	for _, parts := range []index.Parts{index.IDOnly, index.Fields, index.Complete} {
		req.Sort, req.Parts = index.InIndexOrder, parts
		var got []string
		for hit, err := range s.All(context.Background(), req) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, hit.ID)
			if has := hit.Document != nil; has != (parts == index.Complete) || has && hit.Document.ID != hit.ID {
				t.Fatalf("parts %d: %s: wrong document %v", parts, hit.ID, hit.Document)
			}
		}
		slices.SortFunc(got, compareIDs)
		if !slices.Equal(got, want) {
			t.Errorf("parts %d: too many: %v; missing: %v", parts, without(got, want), without(want, got))
		}
	}
}

// checkAfter walks through the hits of each order, each page after the last hit of the
// one before, and compares with the whole.
func checkAfter(t *testing.T, s index.Searcher) {
	for _, sort := range []index.Sort{index.ByRelevance, index.ByDate, index.ByDateDesc, index.ByID} {
		req := index.Request{Query: parsed(t, listed), Limit: 60, Sort: sort}
		whole := search(t, s, req)
		if whole.More != whole.Total-len(whole.Hits) {
			t.Errorf("%s: %d hits of %d, and %d more", sort, len(whole.Hits), whole.Total, whole.More)
		}
		req.Limit = 7
		var pages []string
		for len(pages) < len(whole.Hits) {
			res := search(t, s, req)
			if len(res.Hits) == 0 {
				break
			}
			pages = append(pages, ids(res.Hits)...)
			if res.Total != whole.Total || res.More != whole.Total-len(pages) {
				t.Errorf("%s: after %d hits a total of %d and %d more, want %d and %d", sort, len(pages), res.Total, res.More, whole.Total, whole.Total-len(pages))
			}
			place := res.Hits[len(res.Hits)-1].Place()
			req.After = &place
		}
		if want := ids(whole.Hits); !slices.Equal(pages[:min(len(pages), len(want))], want) {
			t.Errorf("%s: page after page %v, at once %v", sort, pages, want)
		}
	}
}

// checkTimeline counts the hits of a query by year, month and day.
func checkTimeline(t *testing.T, s index.Searcher, all []*Doc) {
	for _, unit := range []index.Unit{index.Year, index.Month, index.Day} {
		want, undated := map[string]int{}, 0
		for _, d := range all {
			if d.Cable.Date.IsZero() {
				undated++
				continue
			}
			want[unit.Format(d.Cable.Date.UTC())]++
		}
		res := search(t, s, index.Request{Query: &query.All{}, Timeline: unit})
		got := map[string]int{}
		for i, p := range res.Timeline {
			got[unit.Format(p.From)] += p.Count
			if !p.From.Equal(unit.Start(p.From)) || i > 0 && !p.From.After(res.Timeline[i-1].From) {
				t.Errorf("%s: period %d begins at %v", unit, i, p.From)
			}
		}
		if !maps.Equal(got, want) || res.Undated != undated {
			t.Errorf("by %s: %v and %d undated, want %v and %d", unit, got, res.Undated, want, undated)
		}
	}
}

// checkTable counts cables by two facets. A filter narrows all counts.
func checkTable(t *testing.T, s index.Searcher, all []*Doc) {
	rows, columns := newTally(), newTally()
	both := map[[2]string]int{}
	for _, d := range all {
		if !d.hasFacet("classification", "CONFIDENTIAL", "SECRET") {
			continue
		}
		rows.add(d, "classification")
		columns.add(d, "tags")
		for class := range d.facets["classification"] {
			for tag := range d.facets["tags"] {
				both[[2]string{class, tag}]++
			}
		}
	}
	table := search(t, s, index.Request{
		Query:   &query.All{},
		Filters: []index.Filter{{Facet: "classification", Values: []string{"CONFIDENTIAL", "SECRET"}}},
		Table:   &index.TableRequest{Rows: index.FacetRequest{Name: "classification", Size: -1}, Columns: index.FacetRequest{Name: "tags", Size: -1}},
	}).Table
	if table == nil {
		t.Fatal("no table")
	}
	compareFacet(t, table.Rows, rows.counts["classification"])
	compareFacet(t, table.Columns, columns.counts["tags"])
	for i, row := range table.Rows.Values {
		for j, column := range table.Columns.Values {
			if got, want := table.Counts[i][j], both[[2]string{row.Value, column.Value}]; got != want {
				t.Errorf("%s and %s: %d cables, want %d", row.Value, column.Value, got, want)
			}
		}
	}
}
