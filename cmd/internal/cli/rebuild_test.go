package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	searchers = 8
	// waiting is how long a searcher may take: hundreds of times what it does
	// take, and what waits for a lock takes for ever.
	waiting = 20 * time.Second
)

// TestSearchDuringRebuild runs searchers in a loop while indexers build the
// index anew and add to it: each finds what one whole snapshot holds.
func TestSearchDuringRebuild(t *testing.T) {
	needTime(t)
	dir := t.TempDir()
	index := filepath.Join(dir, "index")
	archive := func(from, until int) string {
		path := filepath.Join(dir, fmt.Sprintf("%d-%d.jsonl", from, until))
		put(t, path, someCables(from, until))
		return path
	}
	runIndexer(t, index, archive(0, 100))
	group := startSearchers(index, 100, 300, 450, 600)
	for _, args := range [][]string{
		{"--rebuild", archive(0, 300)}, {archive(300, 450)}, {archive(400, 600)},
		{"--rebuild", "--accept-loss", archive(0, 100)}, {"--rebuild", archive(0, 600)}, {"--rebuild"},
	} {
		args = append([]string{"--index", index, "--quiet"}, args...)
		if _, stderr, code := command(t, "", "indexer", args...); code != Done {
			t.Errorf("%q: exit code %d: %s", args, code, stderr)
		}
		group.round()
	}
	group.end(t)
}

// searchGroup are searchers at work.
type searchGroup struct {
	index  string
	totals map[int]bool // of whole snapshots
	stop   context.CancelFunc
	all    sync.WaitGroup
	done   [searchers]atomic.Int64 // searches of each
	mu     sync.Mutex
	wrong  []string
	seen   map[int]int // how often each total was
}

// startSearchers starts searchers over an index of which each snapshot has one
// of the totals.
func startSearchers(index string, totals ...int) *searchGroup {
	ctx, stop := context.WithCancel(context.Background())
	g := &searchGroup{index: index, totals: map[int]bool{}, stop: stop, seen: map[int]int{}}
	for _, n := range totals {
		g.totals[n] = true
	}
	for i := range searchers {
		g.all.Go(func() {
			for ctx.Err() == nil {
				g.search()
				g.done[i].Add(1)
			}
		})
	}
	return g
}

// round waits until each searcher has begun and ended a search.
func (g *searchGroup) round() {
	var enough [searchers]int64
	for i := range g.done {
		enough[i] = g.done[i].Load() + 2
	}
	for i := range g.done {
		// A searcher that waits is ended, so this ends, too.
		for g.done[i].Load() < enough[i] {
			time.Sleep(time.Millisecond)
		}
	}
}

// end stops the searchers and checks what they found.
func (g *searchGroup) end(t *testing.T) {
	t.Helper()
	g.stop()
	g.all.Wait()
	for _, wrong := range g.wrong {
		t.Error(wrong)
	}
	for n := range g.totals {
		if g.seen[n] == 0 {
			t.Errorf("nobody has found %d cables: %v", n, g.seen)
		}
	}
}

// search searches once.
func (g *searchGroup) search() {
	ctx, cancel := context.WithTimeout(context.Background(), waiting)
	defer cancel()
	var out, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "search"), "--index", g.index, "--format", "json", "--snippets", "0", "--facet", "classification", "--limit", "0", "*")
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	var answer struct {
		Total  int
		Hits   []struct{ ID string }
		Facets map[string][]struct{ Count int }
	}
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &answer)
	}
	classes := answer.Facets["classification"]
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen[answer.Total]++
	switch n := answer.Total; {
	case err != nil || stderr.Len() > 0:
		g.wrong = append(g.wrong, fmt.Sprintf("%v, %v: %s", err, ctx.Err(), stderr.String()))
	case !g.totals[n] || len(answer.Hits) != n || len(classes) != 1 || classes[0].Count != n:
		g.wrong = append(g.wrong, fmt.Sprintf("total %d, %d hits, classes %v", n, len(answer.Hits), classes))
	}
}
