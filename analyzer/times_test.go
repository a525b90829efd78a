package analyzer

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"reftel/corpus/dtg"
)

func at(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse("2006-01-02T15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestRangeTerms(t *testing.T) {
	for _, test := range []struct{ from, until, want string }{
		{"2008-01-01T00:00", "2009-01-01T00:00", "[2008]"},
		{"2008-12-01T00:00", "2009-02-01T00:00", "[2008-12 2009-01]"},
		{"2008-12-30T00:00", "2009-01-02T00:00", "[2008-12-30 2008-12-31 2009-01-01]"},
		{"2007-11-30T00:00", "2010-01-02T00:00", "[2007-11-30 2007-12 2008 2009 2010-01-01]"},
		{"2008-02-28T00:00", "2008-03-01T00:00", "[2008-02-28 2008-02-29]"},
		{"2008-12-04T14:12", "2008-12-04T14:14", "[2008-12-04T14:12 2008-12-04T14:13]"},
		{"2008-12-04T23:59", "2008-12-06T00:00", "[2008-12-04T23:59 2008-12-05]"},
		{"2009-01-01T00:00", "2008-01-01T00:00", "[]"},
	} {
		got := RangeTerms(dtg.Span{From: at(test.from), Until: at(test.until)})
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s to %s: %v, want %s", test.from, test.until, got, test.want)
		}
	}
}

func TestOpenRangeTerms(t *testing.T) {
	got := RangeTerms(dtg.Span{From: at("2009-12-31T00:00")})
	if got[0] != "2009-12-31" || got[1] != "2010" || got[len(got)-1] != "2199" {
		t.Errorf("from 2009-12-31 on: %v", got)
	}
	got = RangeTerms(dtg.Span{Until: at("1976-01-01T00:00")})
	if got[0] != "1700" || got[len(got)-1] != "1975" {
		t.Errorf("until 1976: %v", got)
	}
}

func TestPatternTerms(t *testing.T) {
	for _, test := range []struct {
		pattern dtg.Pattern
		want    string
	}{
		{dtg.Pattern{Day: 4, Hour: 14, Minute: 12, Zone: 'Z'}, "[@041412Z]"},
		{dtg.Pattern{Day: 4, Hour: 14, Minute: 12, Zone: 'A'}, "[@041312Z]"},
		{dtg.Pattern{Day: 4, Hour: 0, Minute: 30, Zone: 'A'}, "[@032330Z]"},
		{dtg.Pattern{Day: 28, Hour: 23, Minute: 30, Zone: 'N'}, "[@010030Z @290030Z]"},
		{dtg.Pattern{Day: 1, Hour: 0, Minute: 30, Zone: 'A'}, "[@282330Z @292330Z @302330Z @312330Z]"},
	} {
		got := PatternTerms(test.pattern)
		slices.Sort(got)
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: %v, want %s", test.pattern, got, test.want)
		}
	}
}
