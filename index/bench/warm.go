package main

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
)

//go:embed peers.txt
var peerQuestionText string

// How a program is asked in one process: all questions in turn for peerWarm, then
// each peerRuns times on the clock, of which the median counts.
const (
	peerWarm    = 10 * time.Second
	peerRuns    = 31
	peerThreads = 2
	// topHits is the number of hits, and of values of a facet.
	topHits = 10
)

// A peerQuestion is a question for search and for the peers.
type peerQuestion struct {
	Name  string `json:"name"`
	Query string `json:"query"`
	// Clauses are what peers are asked: see peers/README.md.
	Clauses []string `json:"clauses"`
}

// parsePeerQuestions reads questions, a line each: name, query and clauses, separated
// by tabs. # begins a comment.
func parsePeerQuestions(path, text string) ([]peerQuestion, error) {
	var list []peerQuestion
	for number, columns := range rows(text) {
		if len(columns) < 3 || slices.Contains(columns, "") {
			return nil, fmt.Errorf("%s:%d: expected name, query and clauses separated by tabs, found %q", path, number, strings.Join(columns, "\t"))
		}
		list = append(list, peerQuestion{columns[0], columns[1], columns[2:]})
	}
	return list, nil
}

// A lap is how a program answered a question, warm in one process.
type lap struct {
	Found int `json:"found"`
	// MS is the median of the runs and Best the fastest, in milliseconds. They
	// differ where other programs run at the same time.
	MS     float64  `json:"ms"`
	Best   float64  `json:"best_ms"`
	IDs    []string `json:"ids"`
	Facets tallies  `json:"facets"`
}

// tallies are the commonest values of each facet.
type tallies map[string][]tally

// A tally is a value and the number of matches that have it.
type tally struct {
	Value string
	Count int
}

// askWarm answers the questions with a searcher of this process, as peers do.
func askWarm(ctx context.Context, dir string, questions []peerQuestion, warm time.Duration, runs int) ([]lap, error) {
	s, err := bleveindex.Store{Dir: dir}.Open()
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var requests []index.Request
	for _, q := range questions {
		req, err := warmRequest(q.Query)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.Name, err)
		}
		requests = append(requests, req)
	}
	for begun := time.Now(); time.Since(begun) < warm; {
		for _, req := range requests {
			if _, err := s.Search(ctx, req); err != nil {
				return nil, err
			}
		}
	}
	var laps []lap
	for _, req := range requests {
		l, err := measureWarm(ctx, s, req, runs)
		if err != nil {
			return nil, err
		}
		laps = append(laps, l)
	}
	return laps, nil
}

// warmRequest returns the request of a query: ten hits and six facets.
func warmRequest(text string) (index.Request, error) {
	tree, err := query.Parse(text)
	if err != nil {
		return index.Request{}, err
	}
	req := index.Request{Query: tree, Sort: index.ByRelevance, Limit: topHits}
	for _, name := range peerFacets {
		req.Facets = append(req.Facets, index.FacetRequest{Name: name, Size: topHits})
	}
	return req, nil
}

// measureWarm answers a request some times.
func measureWarm(ctx context.Context, s index.Searcher, req index.Request, runs int) (lap, error) {
	var took []float64
	var res *index.Result
	for range runs {
		begun := time.Now()
		var err error
		if res, err = s.Search(ctx, req); err != nil {
			return lap{}, err
		}
		took = append(took, 1000*time.Since(begun).Seconds())
	}
	l := lap{Found: res.Total, MS: median(took), Best: slices.Min(took), Facets: tallies{}}
	for _, hit := range res.Hits {
		l.IDs = append(l.IDs, hit.ID)
	}
	for _, facet := range res.Facets {
		list := []tally{}
		for _, v := range facet.Values {
			list = append(list, tally{v.Value, v.Count})
		}
		l.Facets[facet.Name] = list
	}
	return l, nil
}
