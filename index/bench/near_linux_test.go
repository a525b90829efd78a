package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// nearQuestions ask for words that stand near each other, and in one paragraph, after the
// same words alone.
var nearQuestions = []struct {
	name, plain string
	scopes      []string
}{
	{"stop_words", "=of =the", []string{"of NEAR/3 the", "of ADJ/1 the", "para:(of the)"}},
	{"common", "government security", []string{"government NEAR/5 security", "para:(government security)"}},
	{"forms", "foreign minister", []string{"foreign NEAR/3 minister", "para:(foreign minister)"}},
	{"three", "=of =the =government", []string{"of NEAR/3 the NEAR/3 government", "para:(=of =the =government)"}},
	{"marked", "government mark:S", []string{"para:(government mark:S)"}},
	{"negative", "=of =the -=security", []string{"para:(of the -security)"}},
}

// BenchmarkNear measures how much longer than some words alone the same words near each
// other, and in one paragraph, take, in one process over the index of invented cables whose
// folder $REFTEL_BENCH_INDEX names.
func BenchmarkNear(b *testing.B) {
	s := openBenchIndex(b)
	for _, q := range nearQuestions {
		for i, scope := range q.scopes {
			b.Run(fmt.Sprintf("%s/%d", q.name, i), func(b *testing.B) {
				var wall, processor [2]time.Duration // the least of each query
				for b.Loop() {                       // both in turn: other programs change the time of both
					for i, text := range []string{q.plain, scope} {
						req, err := warmRequest(text)
						if err != nil {
							b.Fatal(err)
						}
						begun, used := time.Now(), processorTime(b)
						if _, err := s.Search(context.Background(), req); err != nil {
							b.Fatal(err)
						}
						setLeast(&wall[i], time.Since(begun))
						setLeast(&processor[i], processorTime(b)-used)
					}
				}
				b.ReportMetric(1000*wall[0].Seconds(), "plain-best-ms")
				b.ReportMetric(1000*wall[1].Seconds(), "best-ms")
				b.ReportMetric(wall[1].Seconds()/wall[0].Seconds(), "times-plain")
				b.ReportMetric(1000*processor[1].Seconds(), "cpu-ms")
				b.ReportMetric(processor[1].Seconds()/processor[0].Seconds(), "times-plain-cpu")
			})
		}
	}
}

// setLeast sets least to d if that is less, or if it is not set.
func setLeast(least *time.Duration, d time.Duration) {
	if *least == 0 || d < *least {
		*least = d
	}
}

// processorTime returns the time that all cores have spent on this process. Other programs
// that run at the same time change it little.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
