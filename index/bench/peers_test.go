package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/query"
)

// TestPeerQuestions: search understands the questions, and they are of all kinds.
func TestPeerQuestions(t *testing.T) {
	list, err := parsePeerQuestions("peers.txt", peerQuestionText)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, q := range list {
		names = append(names, q.Name)
		if _, err := query.Parse(q.Query); err != nil {
			t.Errorf("%s: %v", q.Name, err)
		}
	}
	want := []string{"rare word", "common word", "AND", "OR", "phrase", "phrase of common words", "prefix", "TAGS and dates", "every cable"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got, want := peerQuestionFile(list[2:3]), "AND\tword government\tword security\n"; got != want {
		t.Errorf("peers get %q, want %q", got, want)
	}
}

func TestParsePeerQuestionsError(t *testing.T) {
	_, err := parsePeerQuestions("my.txt", "# mine\na\tb\n")
	if want := `my.txt:2: expected name, query and clauses separated by tabs, found "a\tb"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// twoQuestions are asked of peers that tests invent.
var twoQuestions = []peerQuestion{
	{"phrase", `"of the"`, []string{"phrase of the"}},
	{"all", "*", []string{"all"}},
}

const (
	noFacets    = `{"tags":[],"countries":[],"origin":[],"classification":[],"year":[],"to":[]}`
	aPeerReport = `{"version":"tantivy v1","cables":3,"committed_s":0.25,"segments":2}` + "\n"
	aPeerAnswer = `{"name":"phrase","found":2,"ids":["08ROME1","08ROME2"],"facets":{"tags":[["PREL",2],["MARR",1]],"countries":[],` +
		`"origin":[["ROME",2]],"classification":[],"year":[],"to":[]},"ms":[3,1,2]}` + "\n" +
		`{"name":"all","found":3,"ids":[],"facets":` + noFacets + `,"ms":[0.5]}` + "\n"
)

func TestParseLaps(t *testing.T) {
	got, err := parseLaps([]byte(aPeerAnswer), twoQuestions)
	if err != nil {
		t.Fatal(err)
	}
	none := []tally{}
	want := []lap{
		{2, 2, 1, []string{"08ROME1", "08ROME2"}, tallies{"tags": {{"PREL", 2}, {"MARR", 1}}, "countries": none, "origin": {{"ROME", 2}},
			"classification": none, "year": none, "to": none}},
		{3, 0.5, 0.5, []string{}, tallies{"tags": none, "countries": none, "origin": none, "classification": none, "year": none, "to": none}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	text, err := json.Marshal(got[0].Facets["tags"])
	if want := `[["PREL",2],["MARR",1]]`; err != nil || string(text) != want {
		t.Errorf("a facet is written as %s, %v, want %s", text, err, want)
	}
}

func TestParseLapsError(t *testing.T) {
	for _, test := range []struct{ out, want string }{
		{"", `the answer to "phrase": EOF`},
		{"panic", `the answer to "phrase": invalid character 'p' looking for beginning of value`},
		{`{"name":"all"}`, `an answer to "all" instead of "phrase"`},
		{`{"name":"phrase","ms":[]}`, `the answer to "phrase": no times`},
		{`{"name":"phrase","ms":[1],"facets":{"tags":[]}}`, `the answer to "phrase": no facet countries`},
		{`{"name":"phrase","ms":[1],"facets":{"tags":[["PREL"]]}}`, `the answer to "phrase": expected a value and a count, found ["PREL"]`},
		{`{"name":"phrase","ms":[1],"facets":` + noFacets + `}`, `the answer to "all": EOF`},
	} {
		if _, err := parseLaps([]byte(test.out), twoQuestions); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.out, err, test.want)
		}
	}
}

// TestPeerReport: a peer that did not take all cables is not measured.
func TestPeerReport(t *testing.T) {
	var run peerRun
	if err := run.parse([]byte(aPeerReport), 3); err != nil || run.Version != "tantivy v1" || run.Committed != 0.25 || run.Segments != 2 {
		t.Errorf("%+v, %v", run, err)
	}
	for _, test := range []struct{ out, want string }{
		{"", "its report: unexpected end of JSON input"},
		{`{"cables":2}`, "it took 2 cables of 3"},
	} {
		if err := run.parse([]byte(test.out), 3); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.out, err, test.want)
		}
	}
}

// TestPeerCommands: how a peer is called.
func TestPeerCommands(t *testing.T) {
	p := &place{bench: &bench{stderr: new(bytes.Buffer), peerQuestions: twoQuestions}, dir: t.TempDir(), run: &sizeRun{Cables: 3}}
	p.opt.budget = size{"1M", 1 << 20}
	input := filepath.Join(p.dir, "cables.tsv")
	write(t, input, "three cables")
	dir := filepath.Join(p.dir, "fake")
	write(t, filepath.Join(dir, "segment"), "12345")
	var calls []string
	fake := peer{"Fake", func(_ context.Context, memory int64, args ...string) *exec.Cmd {
		calls = append(calls, strings.Join(args, " "))
		cmd := player("indexer")
		cmd.Env = append(cmd.Env, toSay+"="+map[string]string{"index": aPeerReport, "query": aPeerAnswer}[args[0]])
		return cmd
	}}
	run, err := p.peerIndex(t.Context(), fake, input, 3)
	if err != nil || run.Name != "Fake" || run.Bytes != 5 || run.Segments != 2 || run.Wall <= 0 {
		t.Errorf("%+v, %v", run, err)
	}
	laps, err := p.askPeer(t.Context(), fake, "questions.tsv")
	if err != nil || len(laps) != 2 {
		t.Errorf("%+v, %v", laps, err)
	}
	want := []string{"index " + input + " " + dir + " 2 1048576", "query " + dir + " questions.tsv 2 10000 31"}
	if diff := cmp.Diff(want, calls); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestPeerSources: sources that did not change keep their times, so that nothing is
// built again.
func TestPeerSources(t *testing.T) {
	b := &bench{root: t.TempDir(), dir: t.TempDir()}
	source := filepath.Join(b.root, "index", "bench", "peers", "x", "src", "a")
	write(t, source, "one")
	for _, test := range []struct {
		text string
		want bool
	}{{"one", true}, {"one", false}, {"two", true}} {
		write(t, source, test.text)
		dir, changed, err := b.peerSources("x")
		if err != nil || changed != test.want {
			t.Errorf("%s: changed %v, %v, want %v", test.text, changed, err, test.want)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "src", "a")); err != nil || string(got) != test.text {
			t.Errorf("copied %q, %v, want %q", got, err, test.text)
		}
	}
}

// peerFolder names the variable of the folder in which TestPeers works. The
// programs that it builds stay there: building Tantivy takes minutes.
const peerFolder = "REFTEL_BENCH_PEERS"

// TestPeers: both peers and search find the same cables and count the same values.
// Counts of the oracle come from the archive itself.
func TestPeers(t *testing.T) {
	dir := os.Getenv(peerFolder)
	if dir == "" {
		t.Skipf("$%s is not set: it names a folder in which the peers are built", peerFolder)
	}
	for _, tool := range []string{"cargo", "mvn", jdk("java"), "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"-n", "300", "-peers", "-budget", "512M", "-dir", dir, "-json"}, &stdout, &stderr); code != 0 {
		t.Fatalf("code %d: %s", code, &stderr)
	}
	t.Logf("%s", &stderr)
	var rep report
	if err := json.Unmarshal(stdout.Bytes(), &rep); err != nil {
		t.Fatal(err)
	}
	side := rep.Runs[0].Side
	if len(side.Peers) != 2 {
		t.Fatalf("%d peers", len(side.Peers))
	}
	all := facetsOfArchive(t, filepath.Join(dir, "cables-300.csv"))
	for i, q := range side.Questions {
		own := side.Reftel[i]
		if q.Query == "*" {
			checkLap(t, "search: "+q.Name, own, lap{Found: 300, Facets: all})
		}
		if own.Found == 0 {
			t.Errorf("%s finds nothing", q.Name)
		}
		for _, p := range side.Peers {
			checkLap(t, p.Name+": "+q.Name, p.Laps[i], own)
		}
	}
}

// checkLap compares totals and facets. Values with equal counts are in any order,
// so that the last may differ.
func checkLap(t *testing.T, name string, got, want lap) {
	t.Helper()
	if got.Found != want.Found {
		t.Errorf("%s: %d found, want %d", name, got.Found, want.Found)
	}
	for _, facet := range peerFacets {
		if diff := cmp.Diff(certain(want.Facets[facet]), certain(got.Facets[facet])); diff != "" {
			t.Errorf("%s: %s: -want +got:\n%s", name, facet, diff)
		}
	}
}

// certain returns the values that any order of equal counts has, sorted.
func certain(list []tally) []tally {
	list = slices.Clone(list)
	if len(list) >= topHits {
		last := list[topHits-1].Count
		list = slices.DeleteFunc(list[:topHits], func(v tally) bool { return v.Count == last })
	}
	slices.SortFunc(list, compareTallies)
	return list
}

func compareTallies(a, b tally) int {
	if a.Count != b.Count {
		return b.Count - a.Count
	}
	return strings.Compare(a.Value, b.Value)
}

// facetsOfArchive counts the values of the facets of all cables.
func facetsOfArchive(t *testing.T, path string) tallies {
	t.Helper()
	r, err := corpus.Open(path, corpus.Options{Format: corpus.CSV})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	counts := map[string]map[string]int{}
	for rec, err := range r.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range peerFacets {
			for _, value := range index.FacetValues(index.Documents(rec)[0], name) {
				if counts[name] == nil {
					counts[name] = map[string]int{}
				}
				counts[name][value]++
			}
		}
	}
	all := tallies{}
	for name, values := range counts {
		for value, n := range values {
			all[name] = append(all[name], tally{value, n})
		}
		slices.SortFunc(all[name], compareTallies)
	}
	return all
}
