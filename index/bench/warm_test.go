package main

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/bleveindex"
)

// benchIndex returns the folder that $REFTEL_BENCH_INDEX names, of an index of invented
// cables, and skips what needs one without it.
func benchIndex(tb testing.TB) string {
	tb.Helper()
	dir := os.Getenv("REFTEL_BENCH_INDEX")
	if dir == "" {
		tb.Skip("$REFTEL_BENCH_INDEX is not set")
	}
	return dir
}

// openBenchIndex opens the index of benchIndex until the test ends.
func openBenchIndex(tb testing.TB) index.Snapshot {
	tb.Helper()
	s, err := bleveindex.Store{Dir: benchIndex(tb)}.Open()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkWarm answers the questions of peers.txt in one process, over the index of
// invented cables whose folder $REFTEL_BENCH_INDEX names.
func BenchmarkWarm(b *testing.B) {
	s := openBenchIndex(b)
	questions, err := parsePeerQuestions("peers.txt", peerQuestionText)
	if err != nil {
		b.Fatal(err)
	}
	for _, q := range questions {
		b.Run(q.Name, func(b *testing.B) {
			req, err := warmRequest(q.Query)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			var took []float64
			for b.Loop() {
				begun := time.Now()
				if _, err := s.Search(context.Background(), req); err != nil {
					b.Fatal(err)
				}
				took = append(took, 1000*time.Since(begun).Seconds())
			}
			// Other programs that run at the same time change the mean, but seldom the best.
			b.ReportMetric(slices.Min(took), "best-ms")
			b.ReportMetric(median(took), "median-ms")
		})
	}
}
