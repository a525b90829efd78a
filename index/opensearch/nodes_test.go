package opensearch

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/opensearch/testnode"
	"reftel/index/query"
)

// TestNodeKilled kills one of two nodes while a job indexes and searches run: nothing is
// lost, and no search fails. Then both nodes are killed and started again.
func TestNodeKilled(t *testing.T) {
	t.Parallel()
	cluster := testnode.Start(t, 2)
	both := cluster.Nodes[0].URL + "," + strings.TrimPrefix(cluster.Nodes[1].URL, "http://")
	s := storeAt(t, both, "?shards=2&replicas=1")
	path := archive(t, 2000)
	want := content(t, buildAt(t, storeAt(t, both, ""), path))
	if err := runJob(s, archive(t, 100)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	before := open(t, s).at.Snapshot
	go func() { done <- runJob(s, path) }()
	ctx, stop := context.WithCancel(t.Context())
	searched := make(chan error)
	go func() { searched <- searchUntil(ctx, s) }()
	waitForPublication(t, s, before)
	cluster.Nodes[1].Kill()
	if err := <-done; err != nil {
		t.Fatalf("the job: %v", err)
	}
	stop()
	if err := <-searched; err != nil {
		t.Errorf("a search: %v", err)
	}
	checkHolds(t, s, want)
	for _, n := range cluster.Nodes {
		n.Kill()
	}
	for _, n := range cluster.Nodes {
		if err := n.Restart(); err != nil {
			t.Fatal(err)
		}
	}
	if err := cluster.Wait(2); err != nil {
		t.Fatal(err)
	}
	checkHolds(t, s, want)
	if err := runJob(s, path); err != nil {
		t.Errorf("a job after the restart: %v", err)
	}
}

// waitForPublication waits until something else is published.
func waitForPublication(t *testing.T, s Store, before string) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		name, err := s.Current()
		if err == nil && name != before {
			return
		}
		if time.Since(begun) > time.Minute {
			t.Fatalf("after a minute %s is still published: %v", name, err)
		}
	}
}

// buildAt runs a job and returns its store.
func buildAt(t *testing.T, s Store, path string) Store {
	t.Helper()
	if err := runJob(s, path); err != nil {
		t.Fatal(err)
	}
	return s
}

// checkHolds requires that an index holds some lines of content.
func checkHolds(t *testing.T, s Store, want []string) {
	t.Helper()
	has := map[string]bool{}
	for _, line := range content(t, s) {
		has[line] = true
	}
	missing := 0
	for _, line := range want {
		if strings.HasPrefix(line, "catalog ") && !has[line] {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d texts are missing", missing, len(want))
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// searchUntil searches until ctx ends, and returns the first error before.
func searchUntil(ctx context.Context, s Store) error {
	tree, err := query.Parse("minister harbour")
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		of, err := s.Open()
		if err != nil {
			return err
		}
		res, err := of.Search(ctx, index.Request{Query: tree, Limit: 5, Facets: []index.FacetRequest{{Name: "year", Size: 3}}})
		if err != nil && ctx.Err() == nil {
			return err
		}
		if err == nil && res.Total == 0 {
			return errors.New("no cables found")
		}
		_ = of.Close()
	}
	return nil
}
