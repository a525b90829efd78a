package bleveindex_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/field"
	"reftel/index/query"
	"reftel/index/update"
)

// jobDir tells a process of this test that it is the job that is killed.
const jobDir = "REFTEL_TEST_JOB"

// TestJobToKill is that job: it publishes every few cables.
func TestJobToKill(t *testing.T) {
	dir := os.Getenv(jobDir)
	if dir == "" {
		t.Skip("only a process that TestKilledBetweenCommits starts")
	}
	manyCommits(t, dir)
}

func manyCommits(t *testing.T, dir string) update.Report {
	t.Helper()
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	a, err := corpus.Open("../../corpus/sample/cables", corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := update.Update(context.Background(), []update.Archive{a}, w, update.Options{CommitBytes: 20_000})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestKilledBetweenCommits kills jobs that publish often at random moments: what
// is published is whole each time, the next job goes on from there, and in the
// end the index is like one that nobody disturbed.
func TestKilledBetweenCommits(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	calm, killed := t.TempDir(), t.TempDir()
	begun := time.Now()
	manyCommits(t, calm)
	took := time.Since(begun)
	random := rand.New(rand.NewPCG(19, 74))
	most := 0
	for range 20 {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestJobToKill$")
		cmd.Env = append(os.Environ(), jobDir+"="+killed)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(took / 2))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if _, err := os.Stat(killed + "/CURRENT"); err != nil {
			continue
		}
		check, err := bleveindex.Verify(context.Background(), killed)
		if err != nil || check.Cables < most {
			t.Fatalf("%d cables of %d are left, error %v", check.Cables, most, err)
		}
		most = check.Cables
	}
	report := manyCommits(t, killed)
	if report.Unchanged < most || most == 0 {
		t.Errorf("of %d cables that were published the last job had %d to do again", most, most-report.Unchanged)
	}
	want, got := dump(t, calm), dump(t, killed)
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 60 {
		t.Errorf("of %d the index differs (-undisturbed +killed):\n%.4000s", len(want), diff)
	}
}

// dump returns all that an index tells: hits with all fields in the order of
// ids, and the counts of all facets.
func dump(t *testing.T, dir string) []string {
	t.Helper()
	req := index.Request{Query: &query.All{}, Sort: index.ByID, Limit: -1}
	for _, f := range field.Facets() {
		req.Facets = append(req.Facets, index.FacetRequest{Name: f.Name, Size: -1})
	}
	s := open(t, dir)
	res, err := s.Search(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, h := range res.Hits {
		doc, err := s.Get(context.Background(), h.ID)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%+v %+v", h, doc.Versions))
	}
	for _, f := range res.Facets {
		list = append(list, fmt.Sprintf("%+v", f))
	}
	n := 0
	for _, err := range sample.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if res.Total != n {
		t.Errorf("%d cables of %d", res.Total, n)
	}
	return list
}
