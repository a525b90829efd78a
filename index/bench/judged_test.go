package main

import (
	"context"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/index/query"
)

func TestJudged(t *testing.T) {
	t.Parallel()
	list, err := parseJudged("judged.tsv", judgedText)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 40 {
		t.Errorf("%d questions, want 40", len(list))
	}
	seen := map[string]bool{}
	for _, q := range list {
		good := 0
		for _, grade := range q.grades {
			if grade > 0 {
				good++
			}
		}
		if _, err := query.Parse(q.words); err != nil || good == 0 || seen[q.words] {
			t.Errorf("%s: %v, %d good cables, asked before: %v", q.words, err, good, seen[q.words])
		}
		seen[q.words] = true
	}
}

func TestParseJudgedError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"# a\nwords\t08ROME1\t4\n", "# a\nwords\t3\n", "# a\nwords\t08ROME1\tx\n"} {
		if _, err := parseJudged("my.tsv", text); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
}

func TestJudgedTable(t *testing.T) {
	t.Parallel()
	list, err := parseJudged("my.tsv", "one\tA\t3\none\tB\t1\none\tC\t0\ntwo\tA\t2\n")
	if err != nil {
		t.Fatal(err)
	}
	r := ranker{"Reftel", func(context.Context, []string) ([][]string, error) { return [][]string{{"A", "C", "B"}, nil}, nil }}
	got, err := judgedTable(t.Context(), list, []ranker{r})
	want := table{{"nDCG@10", "tuned on (1)", "held back (1)"}, {"Reftel", "0.983", "0.000"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	// 7 + 1/2 of 7 + 1/log2(3).
	if got, want := list[0].gain([]string{"A", "C", "B"}), 7.5/(7+1/math.Log2(3)); math.Abs(got-want) > 1e-9 {
		t.Errorf("gain %v, want %v", got, want)
	}
	if got := list[0].gain([]string{"A", "B"}); got != 1 {
		t.Errorf("gain of the best %v, want 1", got)
	}
}
