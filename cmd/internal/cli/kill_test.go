package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reftel/corpus/sample"
)

// kills is how many jobs are killed before one may end.
var kills = 20

// interrupts is how many jobs are interrupted before one may end.
var interrupts = 8

// TestKilledJobs kills the indexer at random moments, then lets it end, and
// compares the index with one of a job that nobody disturbed.
func TestKilledJobs(t *testing.T) {
	needTime(t)
	dir := t.TempDir()
	archive := filepath.Join(dir, "cables.jsonl")
	writeCopies(t, archive, sized(12))
	calm, killed := filepath.Join(dir, "calm"), filepath.Join(dir, "killed")
	begun := time.Now()
	runIndexer(t, calm, archive)
	took := time.Since(begun)
	random := rand.New(rand.NewPCG(9, 1974))
	for range kills {
		cmd := exec.Command(filepath.Join(bin, "indexer"), "--index", killed, "--quiet", archive)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(took))))
		cmd.Process.Kill()
		cmd.Wait()
	}
	runIndexer(t, killed, archive)
	want, got := everything(t, calm), everything(t, killed)
	if want != got {
		t.Errorf("after %d kills the index differs:\n%.2000s\nwant\n%.2000s", kills, got, want)
	}
}

// writeCopies writes an archive of the sample's cables, n times over, each
// time under other ids.
func writeCopies(t *testing.T, path string, n int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	for copy := range n {
		for rec, err := range sample.Records(context.Background()) {
			if err == nil {
				err = enc.Encode(map[string]string{"id": fmt.Sprintf("%s%d", rec.ID, copy), "text": rec.Body})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func runIndexer(t *testing.T, dir, archive string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "indexer"), "--index", dir, "--quiet", archive)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// everything is what an index has of all its cables: hits in the order of
// ids, and the counts of all facets.
func everything(t *testing.T, dir string) string {
	t.Helper()
	cmd := exec.Command(filepath.Join(bin, "search"), "--index", dir, "--format", "json", "--limit", "0", "--sort", "id", "--facet", "all:0", "*")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	delete(answer, "took_ms")
	text, err := json.MarshalIndent(answer, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"facets"`) || len(text) < 1000 {
		t.Fatalf("answer is too short to compare: %s", text)
	}
	return string(text)
}
