package render

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reftel/index"
)

// TestCursor: a cursor gives back the order and the place, for the same question only.
func TestCursor(t *testing.T) {
	filters := []index.Filter{{Facet: "year", Values: []string{"2008"}}}
	hit := index.Hit{ID: "08PARIS1", Score: math.Nextafter(7.25, 8), Date: time.Date(2008, 2, 11, 9, 15, 0, 0, time.UTC)}
	undated := hit
	undated.Date = time.Time{}
	for _, test := range []struct {
		sort index.Sort
		hit  index.Hit
		want index.Place
	}{
		{index.ByRelevance, hit, index.Place{Score: hit.Score, ID: hit.ID}},
		{index.ByDate, hit, index.Place{Date: hit.Date, ID: hit.ID}},
		{index.ByDateDesc, undated, index.Place{ID: hit.ID}},
		{index.ByID, hit, index.Place{Date: hit.Date, ID: hit.ID}},
	} {
		cursor := NewCursor("harbour", index.Request{Sort: test.sort, Filters: filters}, test.hit)
		got := index.Request{Filters: filters}
		err := ReadCursor(cursor, "harbour", &got)
		if err != nil || got.Sort != test.sort {
			t.Fatalf("%s: %v, %+v", test.sort, err, got)
		}
		if diff := cmp.Diff(&test.want, got.After); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.sort, diff)
		}
		if err := ReadCursor(cursor, "ships", &got); err == nil {
			t.Errorf("%s: taken for another query", test.sort)
		}
		if err := ReadCursor(cursor, "harbour", &index.Request{}); err == nil {
			t.Errorf("%s: taken for other filters", test.sort)
		}
	}
}

// FuzzCursor: any text is a cursor or an error.
func FuzzCursor(f *testing.F) {
	f.Add(NewCursor("", index.Request{Sort: index.ByID}, index.Hit{ID: "08PARIS1"}), "")
	f.Add("AAAA", "x")
	f.Fuzz(func(t *testing.T, cursor, text string) {
		var req index.Request
		if err := ReadCursor(cursor, text, &req); err == nil && (req.After == nil || req.After.ID == "" || req.Sort == "") {
			t.Errorf("%q gives %+v", cursor, req)
		}
	})
}
