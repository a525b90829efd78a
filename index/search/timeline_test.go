package search

import (
	"fmt"
	"slices"
	"testing"

	"reftel/index"
)

// TestTimeline: a timeline counts the dates of the hits, as they are counted by hand, and
// all filters apply.
func TestTimeline(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	s := newSearcher(leavesOf(docs, 20))
	filters := []index.Filter{{Facet: "year", Values: []string{"2006", "2008", "1975"}}}
	for _, unit := range []index.Unit{index.Year, index.Month, index.Day} {
		want, undated := map[string]int{}, 0
		for _, d := range docs {
			switch year := d.Cable.Date.Format("2006"); {
			case d.Cable.Date.IsZero():
				undated++
			case slices.Contains(filters[0].Values, year):
				want[d.Cable.Date.Format(map[index.Unit]string{index.Year: "2006", index.Month: "2006-01", index.Day: "2006-01-02"}[unit])]++
			}
		}
		for _, filter := range [][]index.Filter{filters, nil} {
			res, err := s.Search(t.Context(), index.Request{Query: parse(t, "*"), Timeline: unit, Filters: filter})
			if err != nil {
				t.Fatal(err)
			}
			sum := res.Undated
			for i, p := range res.Timeline {
				sum += p.Count
				if filter != nil && p.Count != want[unit.Format(p.From)] {
					t.Errorf("%s: %d, want %d", unit.Format(p.From), p.Count, want[unit.Format(p.From)])
				}
				if i > 0 && res.Timeline[i-1].From.Compare(p.From) >= 0 {
					t.Errorf("%s comes after %s", p.From, res.Timeline[i-1].From)
				}
			}
			if filter != nil && len(res.Timeline) != len(want) || sum != res.Total || filter == nil && res.Undated != undated {
				t.Errorf("by %s: %d periods with %d of %d cables, want %d", unit, len(res.Timeline), sum, res.Total, len(want))
			}
		}
	}
}

func TestUnit(t *testing.T) {
	t.Parallel()
	for unit, want := range map[index.Unit]string{index.Year: "1967 1968 1969", index.Month: "1967-12 1968-01 1968-02", index.Day: "1967-12-31 1968-01-01 1968-01-02"} {
		at := unit.Start(timeOf(-2*366*secondsOfDay + 1))
		got := unit.Format(at) + " " + unit.Format(unit.Next(at)) + " " + unit.Format(unit.Next(unit.Next(at)))
		if got != want {
			t.Errorf("%s: got %s, want %s", unit, got, want)
		}
	}
	// Dates before 1970 belong to their own day.
	line := &timeline{unit: index.Day, days: map[int64]int{}}
	docs := sampleDocs(t)[:2]
	docs[0].Cable.Date, docs[1].Cable.Date = timeOf(-1), timeOf(-secondsOfDay)
	for _, l := range leavesOf(docs, 2) {
		dates := l.Dates().Reader()
		if err := line.count([]uint32{0, 1}, &dates); err != nil {
			t.Fatal(err)
		}
	}
	if got := line.periods(); len(got) != 1 || got[0].Count != 2 || index.Day.Format(got[0].From) != "1969-12-31" {
		t.Errorf("the last day before 1970: %v", got)
	}
}

// TestTable: counts by two facets are those that are counted by hand.
func TestTable(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	for _, size := range []int{17, len(docs)} {
		s := newSearcher(leavesOf(docs, size))
		for _, pair := range [][2]string{{"origin", "year"}, {"tags", "classification"}, {"year", "year"}} {
			want := map[string]int{}
			for _, d := range docs {
				if !slices.Contains(index.FacetValues(d, "handling"), "SIPDIS") {
					continue
				}
				for _, row := range index.FacetValues(d, pair[0]) {
					for _, col := range index.FacetValues(d, pair[1]) {
						want[row+" "+col]++
					}
				}
			}
			req := index.Request{
				Query: parse(t, "*"), Filters: []index.Filter{{Facet: "handling", Values: []string{"SIPDIS"}}},
				Table: &index.TableRequest{Rows: index.FacetRequest{Name: pair[0], Size: -1}, Columns: index.FacetRequest{Name: pair[1], Size: 3}},
			}
			res, err := s.Search(t.Context(), req)
			if err != nil || len(res.Table.Columns.Values) > 3 || len(res.Table.Rows.Values) < 3 {
				t.Fatal(pair, res, err)
			}
			for i, row := range res.Table.Rows.Values {
				for j, col := range res.Table.Columns.Values {
					key := fmt.Sprint(row.Value, " ", col.Value)
					if got := res.Table.Counts[i][j]; got != want[key] {
						t.Errorf("%s, %d a leaf: got %d, want %d", key, size, got, want[key])
					}
				}
			}
		}
	}
	for _, req := range []index.TableRequest{{Rows: index.FacetRequest{Name: "x"}}, {Rows: index.FacetRequest{Name: "year"}, Columns: index.FacetRequest{Name: "x"}}} {
		if _, err := newSearcher(nil).Search(t.Context(), index.Request{Table: &req}); err == nil {
			t.Errorf("%v is no error", req)
		}
	}
}
