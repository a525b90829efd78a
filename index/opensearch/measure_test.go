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
	"strconv"
	"strings"
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
	t.Logf("a first job: %d cables in %v, %.1f MB in %d segments", of.at.Cables, first, float64(size)/1e6, segments)
	t.Run("search", func(t *testing.T) { measureSearches(t, of) })
	t.Run("bulk", func(t *testing.T) {
		name := of.docs() + "-bare"
		path := filepath.Join(t.TempDir(), "requests")
		writeRequests(t, of, name, path)
		var job, bare spent
		const turns = 2
		for range turns {
			j, b := measureJob(t, measuredStore(t)), measureBulk(t, of, name, path)
			t.Logf("a job %v, a bare bulk load %v", j, b)
			job, bare = job.plus(j), bare.plus(b)
		}
		t.Logf("indexing takes %.2f times as long as a bare bulk load, and %.2f times the processor time", job.wall.Seconds()/bare.wall.Seconds(), job.cpu.Seconds()/bare.cpu.Seconds())
	})
}

// A spent is a time, and the processor time of this process and the nodes in it: that is the
// figure to compare on a machine that others use, too.
type spent struct{ wall, cpu time.Duration }

func (s spent) String() string {
	return fmt.Sprintf("%.1f s (processor time %.1f s)", s.wall.Seconds(), s.cpu.Seconds())
}

func (s spent) since(before spent) spent { return spent{s.wall - before.wall, s.cpu - before.cpu} }

func (s spent) plus(other spent) spent { return spent{s.wall + other.wall, s.cpu + other.cpu} }

var begun = time.Now()

// spentSoFar returns what was spent since the tests began. Where there is no /proc, the
// processor time is that of the nodes only.
func spentSoFar(t *testing.T, c *client) spent {
	t.Helper()
	var res struct {
		Nodes map[string]struct {
			Process struct {
				CPU struct {
					Total int64 `json:"total_in_millis"`
				} `json:"cpu"`
			} `json:"process"`
		} `json:"nodes"`
	}
	if err := c.do(t.Context(), "GET", "/_nodes/stats/process", nil, &res); err != nil {
		t.Fatal(err)
	}
	cpu := ownTime()
	for _, n := range res.Nodes {
		cpu += time.Duration(n.Process.CPU.Total) * time.Millisecond
	}
	return spent{time.Since(begun), cpu}
}

// ownTime returns the processor time of this process.
func ownTime() time.Duration {
	data, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	const user, system, tick = 11, 12, 10 * time.Millisecond
	list := strings.Fields(rest)
	var sum time.Duration
	for _, i := range [...]int{user, system} {
		n, _ := strconv.Atoi(list[i])
		sum += time.Duration(n) * tick
	}
	return sum
}

// measureJob indexes the archive, and returns what that takes.
func measureJob(t *testing.T, s Store) spent {
	t.Helper()
	c, _, err := s.connect()
	if err != nil {
		t.Fatal(err)
	}
	before := spentSoFar(t, c)
	if err := indexFile(s, *measured); err != nil {
		t.Fatal(err)
	}
	return spentSoFar(t, c).since(before)
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
// and returns what that takes.
func measureBulk(t *testing.T, of *Searcher, name, path string) spent {
	t.Helper()
	for end, mapping := range map[string]obj{"": mapping(), "-words": wordsMapping()} {
		if err := of.client.createIndex(t.Context(), name+end, target(name+end), settings(1, 0), mapping); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	before := spentSoFar(t, of.client)
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
	took := spentSoFar(t, of.client).since(before)
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
		a, words, err := w.action(target(name), f.ID, f.document(), 1)
		if err != nil {
			t.Fatal(err)
		}
		lines := a.lines
		for _, term := range words {
			lines = append(lines, wordAction(target(name+"-words"), term).lines...)
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
