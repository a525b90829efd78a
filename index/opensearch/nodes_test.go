package opensearch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/opensearch/testnode"
)

// TestNodeKilled kills one of two nodes while a job indexes, searches run, and later an export
// does: nothing is lost, no search fails, each is of a whole publication, and the export goes
// on. Then both nodes are killed and started again.
func TestNodeKilled(t *testing.T) {
	t.Parallel()
	cluster := testnode.Start(t, 2)
	both := cluster.Nodes[0].URL + "," + strings.TrimPrefix(cluster.Nodes[1].URL, "http://")
	small, large := archive(t, 100), archive(t, 2000)
	undisturbed := storeAt(t, both, "")
	s := storeAt(t, both, "?shards=4&replicas=1")
	for _, job := range []struct {
		s    Store
		path string
	}{{undisturbed, small}, {undisturbed, large}, {s, small}} {
		if err := runJob(job.s, job.path); err != nil {
			t.Fatal(err)
		}
	}
	want := content(t, undisturbed)
	before := open(t, s).at.Snapshot
	done := make(chan error, 1)
	go func() { done <- runJob(s, large) }()
	searches := startSearches(t, s)
	waitForPublication(t, s, before)
	cluster.Nodes[1].Kill()
	killed := searches.done.Load()
	select {
	case err := <-done:
		t.Fatalf("the job ended before the node was killed: %v", err)
	default:
	}
	if err := <-done; err != nil {
		t.Fatalf("the job: %v", err)
	}
	if err := searches.stop(); err != nil {
		t.Errorf("a search: %v", err)
	}
	if n := searches.done.Load() - killed; n < 3 {
		t.Errorf("%d searches were answered after the node was killed: too few to test anything", n)
	}
	checkContent(t, s, want)
	restart(t, cluster, 1)
	checkExport(t, s, cluster.Nodes[1])
	for _, n := range cluster.Nodes {
		n.Kill()
	}
	restart(t, cluster, 0, 1)
	checkContent(t, s, want)
	if err := runJob(s, large); err != nil {
		t.Errorf("a job after the restart: %v", err)
	}
}

// restart starts nodes again, and waits until all have their shards.
func restart(t *testing.T, cluster *testnode.Cluster, nodes ...int) {
	t.Helper()
	for _, n := range nodes {
		if err := cluster.Nodes[n].Restart(); err != nil {
			t.Fatal(err)
		}
	}
	if err := cluster.Wait(len(cluster.Nodes)); err != nil {
		t.Fatal(err)
	}
	c, _, err := Store{URL: cluster.Nodes[0].URL + "/any"}.connect()
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	// Indexes without a replica for the second node are green, too.
	if err := c.do(t.Context(), "GET", "/_cluster/health?wait_for_status=green&timeout=2m", nil, nil); err != nil {
		t.Fatal(err)
	}
}

// checkExport kills a node in the middle of an export by date, which goes on.
func checkExport(t *testing.T, s Store, node *testnode.Node) {
	t.Helper()
	of := open(t, s)
	var ids []string
	for hit, err := range of.All(t.Context(), index.Request{Sort: index.ByID, Limit: -1, Parts: index.Complete}) {
		if err != nil {
			t.Fatalf("the export, after %d cables: %v", len(ids), err)
		}
		if ids = append(ids, hit.ID); len(ids) == pageDocs+1 { // the second page has a point in time
			node.Kill()
		}
	}
	if got := find(t, of, "*"); !slices.Equal(ids, got) || len(ids) <= 2*pageDocs {
		t.Errorf("the export has %d cables, the index %d: want the same, and over two pages", len(ids), len(got))
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

// checkContent requires that an index holds just what another one does, and is whole.
func checkContent(t *testing.T, s Store, want []string) {
	t.Helper()
	if got := content(t, s); !slices.Equal(got, want) {
		t.Errorf("the index holds %d texts and entries, want %d", len(got), len(want))
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// searches are searches that run until they are stopped.
type searches struct {
	done   atomic.Int64
	cancel context.CancelFunc
	ended  chan error
}

// startSearches searches an index all the time.
func startSearches(t *testing.T, s Store) *searches {
	ctx, cancel := context.WithCancel(t.Context())
	list := &searches{cancel: cancel, ended: make(chan error, 1)}
	go func() {
		for ctx.Err() == nil {
			if err := searchOnce(ctx, s); err != nil && ctx.Err() == nil {
				list.ended <- err
				return
			}
			list.done.Add(1)
		}
		list.ended <- nil
	}()
	return list
}

// stop ends the searches, and returns the first error before.
func (s *searches) stop() error {
	s.cancel()
	return <-s.ended
}

// searchOnce searches what is published, and requires that it is whole.
func searchOnce(ctx context.Context, s Store) error {
	snapshot, err := s.Open()
	if err != nil {
		return err
	}
	defer snapshot.Close()
	of := snapshot.(*Searcher)
	res, err := of.Search(ctx, index.Request{Limit: 5, Facets: []index.FacetRequest{{Name: "year", Size: -1}}})
	if err != nil {
		return err
	}
	counted := res.Facets[0].Missing
	for _, v := range res.Facets[0].Values {
		counted += v.Count
	}
	if res.Total != of.at.Cables || counted != res.Total || len(res.Hits) != 5 {
		return fmt.Errorf("%d hits of %d cables, %d of them counted, in a publication of %d", len(res.Hits), res.Total, counted, of.at.Cables)
	}
	return nil
}
