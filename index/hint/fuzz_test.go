package hint_test

import (
	"context"
	"testing"

	"reftel/index"
	"reftel/index/hint"
	"reftel/index/query"
)

// FuzzHints asks for the hints of any query: each keeps the rules for all.
func FuzzHints(f *testing.F) {
	for _, text := range []string{
		`khodorkovsky trial`, `uranium or plutonium`, `"cocaine parcels" date:2005`, `tags:ESNAR -libya`, `from:"embasy tripolli"`,
		`(a OR -b) NOT (c d)`, `subject:parcels? id:1`, `a or or not b`, `gaddafi~1 qad* =kruschev`, `has:x missing:date`, `date:2007,2008 tea`,
	} {
		f.Add(text)
	}
	s := openArchive(f)
	f.Fuzz(func(t *testing.T, text string) {
		n, err := query.Parse(text)
		if err != nil || len(text) > 200 {
			return
		}
		req := index.Request{Query: n, Limit: 3, Snippets: 1}
		res, err := s.Search(context.Background(), req)
		if err != nil {
			return // it matches too many words
		}
		list, err := hint.For(context.Background(), s, req, res)
		if err != nil || len(list) > hint.Most {
			t.Errorf("%q: %d hints, error %v", text, len(list), err)
		}
		for _, h := range list {
			check(t, s, req, h)
		}
		if _, err := hint.Also(context.Background(), s, req, res); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// BenchmarkHints measures the hints of a query with a misspelt name.
func BenchmarkHints(b *testing.B) {
	s := openArchive(b)
	req, res := ask(b, s, "khodorkovsky trial")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := hint.For(context.Background(), s, req, res); err != nil {
			b.Fatal(err)
		}
	}
}
