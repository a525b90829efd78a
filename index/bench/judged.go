package main

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:embed judged.tsv
var judgedText string

// A judgedQuestion is a question with the grades of cables, from 0 to 3.
type judgedQuestion struct {
	words  string
	grades map[string]int
	// heldBack reports that no weight was chosen by the question.
	heldBack bool
}

// parseJudged reads questions and grades, a line each: question, id and grade, separated
// by tabs. # begins a comment.
func parseJudged(path, text string) ([]judgedQuestion, error) {
	var list []judgedQuestion
	for number, columns := range rows(text) {
		grade, err := strconv.Atoi(columns[len(columns)-1])
		if len(columns) != 3 || err != nil || grade < 0 || grade > 3 {
			return nil, fmt.Errorf("%s:%d: expected question, id and a grade from 0 to 3 separated by tabs, found %q", path, number, strings.Join(columns, "\t"))
		}
		if len(list) == 0 || list[len(list)-1].words != columns[0] {
			list = append(list, judgedQuestion{words: columns[0], grades: map[string]int{}, heldBack: len(list)%2 == 1})
		}
		list[len(list)-1].grades[columns[1]] = grade
	}
	return list, nil
}

// judgedHits is the number of hits that count.
const judgedHits = 10

// gain returns the normalized discounted cumulative gain of the first hits: 1 if they
// are the cables with the best grades in their order (Järvelin and Kekäläinen 2002).
func (q judgedQuestion) gain(ids []string) float64 {
	var best []int
	for _, grade := range q.grades {
		best = append(best, grade)
	}
	slices.SortFunc(best, func(a, b int) int { return cmp.Compare(b, a) })
	var found []int
	for _, id := range ids {
		found = append(found, q.grades[id])
	}
	ideal := discounted(best)
	if ideal == 0 {
		return 0
	}
	return discounted(found) / ideal
}

func discounted(grades []int) float64 {
	sum := 0.0
	for i, grade := range grades[:min(judgedHits, len(grades))] {
		sum += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
	}
	return sum
}

// judgedTable measures the rankers: a row for each, with the mean gain of each half.
func judgedTable(ctx context.Context, list []judgedQuestion, rankers []ranker) (table, error) {
	var questions []string
	counts := map[bool]int{}
	for _, q := range list {
		questions = append(questions, q.words)
		counts[q.heldBack]++
	}
	t := table{{"nDCG@10", fmt.Sprintf("tuned on (%d)", counts[false]), fmt.Sprintf("held back (%d)", counts[true])}}
	for _, r := range rankers {
		lists, err := r.rank(ctx, questions)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		sums := map[bool]float64{}
		for i, q := range list {
			sums[q.heldBack] += q.gain(lists[i])
		}
		row := []string{r.name}
		for _, half := range []bool{false, true} {
			row = append(row, fmt.Sprintf("%.3f", sums[half]/float64(max(counts[half], 1))))
		}
		t = append(t, row)
	}
	return t, nil
}
