package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// actAs names the part that this test program plays where a test starts it as
// a program to measure, toSay what it says there, and toGet a flag that it must
// be given.
const (
	actAs = "BENCH_TEST_ACT_AS"
	toSay = "BENCH_TEST_TO_SAY"
	toGet = "BENCH_TEST_TO_GET"
)

func TestMain(m *testing.M) {
	switch os.Getenv(actAs) {
	case "":
		os.Exit(m.Run())
	case "holder": // holds 64 MiB for a while
		held := make([]byte, 64<<20)
		for i := 0; i < len(held); i += 512 {
			held[i] = 1
		}
		time.Sleep(10 * sampleEvery)
		fmt.Println(len(held))
	case "old": // does not know a flag
		fmt.Fprintln(os.Stderr, "old: error: unknown flag: --new\nold: hint: see old --help")
		os.Exit(2)
	case "indexer": // has every flag
		if want := os.Getenv(toGet); want != "" && !slices.Contains(os.Args, want) {
			fmt.Fprintln(os.Stderr, "indexer: error: not run with", want)
			os.Exit(2)
		}
		fmt.Println(os.Getenv(toSay))
	case "nothing": // finds nothing
		fmt.Println("none")
		os.Exit(1)
	}
}

// player returns this program as one that plays a part.
func player(part string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), actAs+"="+part)
	return cmd
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string // of stderr
	}{
		{[]string{"-n", "10,x"}, `bench: error: invalid value "10,x" for flag -n: expected numbers of cables from 1 to 10000000, found "x"`},
		{[]string{"-n", "0"}, `bench: error: invalid value "0" for flag -n: expected numbers of cables from 1 to 10000000, found "0"`},
		{[]string{"-n", ""}, `bench: error: invalid value "" for flag -n: expected numbers of cables from 1 to 10000000, found ""`},
		{[]string{"-memory", "2T"}, `bench: error: invalid value "2T" for flag -memory: expected sizes such as 256M or 2G, found "2T"`},
		{[]string{"-memory", "0"}, `bench: error: invalid value "0" for flag -memory: expected sizes such as 256M or 2G, found "0"`},
		{[]string{"-budget", "1M,2M"}, `bench: error: invalid value "1M,2M" for flag -budget: expected sizes such as 256M or 2G, found "1M,2M"`},
		{[]string{"50"}, `bench: error: expected flags only, found "50"`},
		{[]string{"-x"}, `bench: error: flag provided but not defined: -x`},
	} {
		var stdout, stderr bytes.Buffer
		code := run(t.Context(), test.args, &stdout, &stderr)
		if got := strings.TrimSuffix(stderr.String(), "\n"); code != 2 || got != test.want || stdout.Len() > 0 {
			t.Errorf("%q: code %d, stdout %q, stderr\n%s\nwant\n%s", test.args, code, &stdout, got, test.want)
		}
	}
}

func TestSizes(t *testing.T) {
	var got sizes
	if err := got.Set("256M,512k,2G,7"); err != nil {
		t.Fatal(err)
	}
	if want := (sizes{{"256M", 256 << 20}, {"512k", 512 << 10}, {"2G", 2 << 30}, {"7", 7}}); fmt.Sprint([]size(got)) != fmt.Sprint([]size(want)) {
		t.Errorf("got %v, want %v", []size(got), []size(want))
	}
	if got.String() != "256M,512k,2G,7" {
		t.Errorf("prints as %s", got.String())
	}
}

// needGo skips where the commands can't be built.
func needGo(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip(err)
	}
}

// files lists what is in a folder.
func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestBench measures fifty cables, twice in one folder: as JSON, then as tables
// and without SQLite.
func TestBench(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"-n", "50", "-memory", "256M", "-dir", dir, "-json"}, &stdout, &stderr); code != 0 {
		t.Fatalf("code %d: %s", code, &stderr)
	}
	var rep report
	if err := json.Unmarshal(stdout.Bytes(), &rep); err != nil {
		t.Fatalf("%v: %s", err, &stdout)
	}
	checkReport(t, rep)
	archive := filepath.Join(dir, "cables-50.csv")
	info, err := os.Stat(archive)
	if err != nil {
		t.Fatal(err)
	}
	if got := rep.Runs[0].Archive; got != info.Size() {
		t.Errorf("the archive has %d bytes, not %d", info.Size(), got)
	}

	stdout.Reset()
	stderr.Reset()
	if code := run(t.Context(), []string{"-n", "50", "-dir", dir, "-sqlite", filepath.Join(dir, "none")}, &stdout, &stderr); code != 0 {
		t.Fatalf("code %d: %s", code, &stderr)
	}
	if !strings.Contains(stdout.String(), "\n| cables | 50 |\n") || !strings.Contains(stdout.String(), "\n| SQLite: s | n/a |\n") {
		t.Errorf("without SQLite:\n%s", &stdout)
	}
	if said := stderr.String(); strings.Contains(said, "writing the archive") || !strings.Contains(said, "bench: no SQLite: ") {
		t.Errorf("said:\n%s", said)
	}
	if got := files(t, dir); got != "cables-50.csv" {
		t.Errorf("left behind: %s", got)
	}
}

func checkReport(t *testing.T, rep report) {
	t.Helper()
	if len(rep.Runs) != 1 || len(rep.Memory) != 1 {
		t.Fatalf("%d runs and %d of memory", len(rep.Runs), len(rep.Memory))
	}
	r := rep.Runs[0]
	if r.Cables != 50 || r.Text <= 0 || r.Text > r.Archive || r.IndexBytes <= 0 {
		t.Errorf("%+v", r)
	}
	if r.Segments == nil || *r.Segments < 1 {
		t.Error("no segments")
	}
	if runtime.GOOS == "linux" && (r.Index.Anon <= 0 || r.Index.RSS < r.Index.Anon) {
		t.Errorf("memory: %+v", r.Index.memory)
	}
	if m := rep.Memory[0]; m.Asked != 256<<20 || m.Cables != 50 {
		t.Errorf("%+v", m)
	}
	checkAnswers(t, r)
}

// checkAnswers: both programs find the same cables by words, which have no
// inflections in the archive. Of phrases SQLite misses those that go on behind a
// paragraph's number.
func checkAnswers(t *testing.T, r *sizeRun) {
	t.Helper()
	found := map[string]int{}
	for _, a := range r.Answers {
		found[a.Query+strings.Join(a.Flags, " ")] = a.Reftel.Found
		switch {
		case (a.SQLite != nil) != (r.SQLite != nil && a.Match != ""):
			t.Errorf("%s: SQLite was asked %v", a.Name, a.SQLite != nil)
		case a.SQLite != nil && (a.SQLite.Found > a.Reftel.Found || a.SQLite.Found < a.Reftel.Found && !strings.Contains(a.Match, `"`)):
			t.Errorf("%s: %d found, by SQLite %d", a.Name, a.Reftel.Found, a.SQLite.Found)
		}
		if (a.Reftel.Cold != nil) != (runtime.GOOS == "linux") || a.Reftel.Own == nil {
			t.Errorf("%s: %+v", a.Name, a.Reftel)
		}
	}
	if got := found["*--facet all"]; got != 50 {
		t.Errorf("%d of 50 cables found", got)
	}
	if found[`"of the"`] == 0 || found["government"] == 0 {
		t.Errorf("common words are not found: %v", found)
	}
}

// TestFailingQuestion: the questions that follow one that fails are asked.
func TestFailingQuestion(t *testing.T) {
	needGo(t)
	dir := t.TempDir()
	questions := filepath.Join(t.TempDir(), "questions.txt")
	if err := os.WriteFile(questions, []byte("unclosed\t(a\nall\t*\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"-n", "50", "-dir", dir, "-sqlite", filepath.Join(dir, "none"), "-queries", questions}, &stdout, &stderr)
	if code != 2 || !strings.Contains(stderr.String(), "bench: error: 50 cables: unclosed: search: exit status 2: ") {
		t.Errorf("code %d: %s", code, &stderr)
	}
	if out := stdout.String(); !strings.Contains(out, "\n| all: `*` | 50 |") || strings.Contains(out, "| unclosed") {
		t.Errorf("printed\n%s", out)
	}
}

// TestInterrupted: nothing is left.
func TestInterrupted(t *testing.T) {
	needGo(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	if code := run(ctx, []string{"-n", "50", "-dir", dir}, &stdout, &stderr); code != 130 || stderr.String() != "bench: interrupted\n" {
		t.Errorf("code %d: %s", code, &stderr)
	}
	if got := files(t, dir); got != "" {
		t.Errorf("left behind: %s", got)
	}
}
