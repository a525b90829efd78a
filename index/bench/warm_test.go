package main

import (
	"context"
	"math"
	"os"
	"testing"
	"time"

	"reftel/index/bleveindex"
)

// BenchmarkWarm answers the questions of peers.txt in one process, over the index of
// invented cables whose folder $REFTEL_BENCH_INDEX names.
func BenchmarkWarm(b *testing.B) {
	dir := os.Getenv("REFTEL_BENCH_INDEX")
	if dir == "" {
		b.Skip("$REFTEL_BENCH_INDEX is not set")
	}
	questions, err := parsePeerQuestions("peers.txt", peerQuestionText)
	if err != nil {
		b.Fatal(err)
	}
	s, err := bleveindex.Store{Dir: dir}.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for _, q := range questions {
		b.Run(q.Name, func(b *testing.B) {
			req, err := warmRequest(q.Query)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			best := time.Duration(math.MaxInt64)
			for b.Loop() {
				begun := time.Now()
				if _, err := s.Search(context.Background(), req); err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(begun))
			}
			// Other programs that run at the same time change the mean, but seldom this.
			b.ReportMetric(1000*best.Seconds(), "best-ms")
		})
	}
}
