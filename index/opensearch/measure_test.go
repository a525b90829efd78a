package opensearch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
	"reftel/index/update"
)

var (
	measured = flag.String("measure", "", "an archive `FILE` with which TestMeasure measures indexing and searching")
	cluster  = flag.String("cluster", "", "the `URL` of the cluster on which it measures, without a name")
)

// TestMeasure measures searches beside what the cluster says that they took, and how long
// indexing an archive takes, beside a bare bulk load of the same documents: in turn, after a
// first job, since a node is slow at first.
//
//	go run ./corpus/synth -n 50000 -o /tmp/cables.csv
//	go test ./index/opensearch -run TestMeasure -v -timeout 30m -measure /tmp/cables.csv
func TestMeasure(t *testing.T) {
	if *measured == "" {
		t.Skip("-measure names no archive")
	}
	s := measuredStore(t)
	first := measureJob(t, s)
	of := open(t, s)
	size, segments, err := of.size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("a first job: %d cables in %.1f s, %.1f MB in %d segments", of.at.Cables, first.Seconds(), float64(size)/1e6, segments)
	t.Run("search", func(t *testing.T) { measureSearches(t, of) })
	t.Run("bulk", func(t *testing.T) {
		name := of.docs() + "-bare"
		path := filepath.Join(t.TempDir(), "requests")
		writeRequests(t, of, name, path)
		var job, bare time.Duration
		const turns = 2
		for range turns {
			j, b := measureJob(t, measuredStore(t)), measureBulk(t, of, name, path)
			t.Logf("a job %.1f s, a bare bulk load %.1f s", j.Seconds(), b.Seconds())
			job, bare = job+j, bare+b
		}
		t.Logf("indexing takes %.2f times as long as a bare bulk load", job.Seconds()/bare.Seconds())
	})
}

// measureJob indexes the archive, and returns the time that it takes.
func measureJob(t *testing.T, s Store) time.Duration {
	t.Helper()
	begun := time.Now()
	if err := indexFile(s, *measured); err != nil {
		t.Fatal(err)
	}
	return time.Since(begun)
}

func measuredStore(t *testing.T) Store {
	if *cluster != "" {
		return storeAt(t, *cluster, "")
	}
	return newStore(t, "")
}

func indexFile(s Store, path string) error {
	w, err := s.OpenWriter(index.WriterOptions{})
	if err != nil {
		return err
	}
	r, err := corpus.Open(path, corpus.Options{})
	if err == nil {
		_, err = update.Update(context.Background(), []update.Archive{r}, w, update.Options{})
	}
	return errors.Join(err, w.Close())
}

// measureBulk loads documents into an index with a name, from a file that has the requests,
// and returns the time that it takes.
func measureBulk(t *testing.T, of *Searcher, name, path string) time.Duration {
	t.Helper()
	for end, mapping := range map[string]obj{"": mapping(), "-words": wordsMapping()} {
		if err := of.client.createIndex(t.Context(), name+end, settings(1, 0), mapping); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	begun := time.Now()
	b := newBulker(t.Context(), of.client)
	defer b.close()
	const longest = 64 << 20
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longest)
	for lines.Scan() { // two lines are an action
		first := append(bytes.Clone(lines.Bytes()), '\n')
		lines.Scan()
		b.add(action{lines: slices.Concat(first, lines.Bytes(), []byte("\n")), create: bytes.HasPrefix(first, []byte(`{"create"`))})
	}
	if err := errors.Join(lines.Err(), b.flush()); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"", "-words"} {
		if err := of.client.do(t.Context(), "POST", "/"+name+end+"/_refresh", nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	took := time.Since(begun)
	for _, end := range []string{"", "-words"} {
		if err := of.client.deleteIndex(t.Context(), name+end); err != nil {
			t.Fatal(err)
		}
	}
	return took
}

// writeRequests writes the actions that add the documents of an index to another one.
func writeRequests(t *testing.T, of *Searcher, name, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(file)
	w := newTermWorker(&pipe{sent: map[uint64]struct{}{}})
	for f, err := range of.pages(t.Context(), of.live(obj{"match_all": obj{}}), index.Request{Sort: index.ByID, Limit: -1}) {
		if err != nil {
			t.Fatal(err)
		}
		a, words, err := w.action(name, f.ID, f.document(), 1)
		if err != nil {
			t.Fatal(err)
		}
		lines := a.lines
		for _, term := range words {
			lines = append(lines, wordAction(name, term).lines...)
		}
		if _, err := out.Write(lines); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Flush(), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// measuredQueries are one of each kind.
var measuredQueries = []string{
	"minister", "the", "foreign minister", `"foreign minister"`, `"of the"`, "tags:PREL", "date:2008", "class:>=C", "munitions OR uranium", "minister NOT tags:PREL",
	"govern*", "minister~1", "body:minister", "minister NEAR/5 foreign", "para:(minister government)", "para:(mark:>=C minister)", `"foreign minister"~2`, `"the foreign minister"~3`, "minister NEAR/5 foreign NEAR/5 affairs",
}

// measureSearches searches with each query five times, the first one not counted.
func measureSearches(t *testing.T, of *Searcher) {
	c, counter := counted(t, of)
	var all []time.Duration
	for _, text := range measuredQueries {
		tree, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		req := index.Request{Query: tree, Limit: 10, Snippets: 3, Facets: []index.FacetRequest{{Name: "tags", Size: 8}, {Name: "origin", Size: 8}, {Name: "classification", Size: 8}, {Name: "year", Size: 8}}}
		var times, over []time.Duration
		total, requests := 0, int64(0)
		const runs = 6
		for i := range runs {
			runtime.GC()
			s := newSearcher(c, of.addr, of.at) // which knows no terms
			counter.ms.Store(0)
			counter.requests.Store(0)
			begun := time.Now()
			res, err := s.Search(t.Context(), req)
			d := time.Since(begun)
			if err != nil {
				t.Logf("%-40s %v", text, err)
				break
			}
			if i > 0 {
				times, over = append(times, d), append(over, d-time.Duration(counter.ms.Load())*time.Millisecond)
			}
			total, requests = res.Total, counter.requests.Load()
		}
		if len(times) == 0 {
			continue
		}
		slices.Sort(times)
		slices.Sort(over)
		all = append(all, over[len(over)/2])
		t.Logf("%-40s %6d cables, %d requests, median %s, beyond took %s", text, total, requests, inMS(times[len(times)/2]), inMS(over[len(over)/2]))
	}
	slices.Sort(all)
	t.Logf("median beyond took over all: %s", inMS(all[len(all)/2]))
}

func inMS(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/1e6) }
