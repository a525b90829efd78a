package main

import (
	"context"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/hint"
	"reftel/index/query"
)

// emptyQuestions find few cables or none among invented ones, so that they get hints.
var emptyQuestions = []struct{ name, query string }{
	{"absent", "xylqwz"},
	{"absent_beside_common", "government security xylqwz"},
	{"misspelt", "goverment"},
	{"misspelt_beside_common", "government minster xylqwz"},
	{"two_misspelt", "goverment secruity"},
	{"long_misspelt", "internationaly recognised administraton"},
	{"name", "kadhafi"},
	{"names", "kruschev gorbachov meeting"},
	{"eight_words", "government security minister foreign policy trade military xylqwz"},
	{"phrase", `"government of the xylqwz"`},
	{"phrase_of_common", `"the of the of government"`},
	{"post", "from:Tripolli"},
	{"country", "geo:Libia government"},
	{"tag", "tags:PARMM government"},
	{"tag_name", "terorism tags:PTERR"},
	{"id", "09STATE9999999"},
	{"small_or", "uranium or plutonium or xylqwz"},
	{"near", "government NEAR/1 xylqwz"},
	{"near_of_common", "of ADJ/1 government ADJ/1 of ADJ/1 the ADJ/1 of"},
	{"paragraph", "para:(government security minister xylqwz)"},
	{"prefix", "xylq* government"},
	{"dates", "government security date:1950"},
	{"class", "government security class:TS date:2001"},
}

// BenchmarkHints measures what hints add to the time of queries without answers, in one
// process over the index of invented cables whose folder $REFTEL_BENCH_INDEX names.
func BenchmarkHints(b *testing.B) {
	s := openBenchIndex(b)
	for _, q := range emptyQuestions {
		b.Run(q.name, func(b *testing.B) {
			tree, err := query.Parse(q.query)
			if err != nil {
				b.Fatal(err)
			}
			req := index.Request{Query: tree, Limit: topHits, Snippets: 2}
			var took [3][]float64
			var hints, also int
			ctx := context.Background()
			for b.Loop() {
				begun := time.Now()
				res, err := s.Search(ctx, req)
				if err != nil {
					b.Fatal(err)
				}
				searched := time.Now()
				list, err := hint.For(ctx, s, req, res)
				if err != nil {
					b.Fatal(err)
				}
				hinted := time.Now()
				more, err := hint.Also(ctx, s, req, res)
				if err != nil {
					b.Fatal(err)
				}
				hints, also = len(list), len(more)
				for i, d := range []time.Duration{searched.Sub(begun), hinted.Sub(searched), time.Since(hinted)} {
					took[i] = append(took[i], 1000*d.Seconds())
				}
			}
			for i, unit := range []string{"search-ms", "hints-ms", "also-ms"} {
				b.ReportMetric(median(took[i]), unit)
			}
			b.ReportMetric(float64(hints), "hints")
			b.ReportMetric(float64(also), "also")
		})
	}
}
