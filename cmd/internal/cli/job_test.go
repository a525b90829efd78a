package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// A job is an indexer at work that reads standard input.
type job struct {
	t           *testing.T
	cmd         *exec.Cmd
	in          io.WriteCloser
	out, stderr bytes.Buffer
}

// startJob starts indexer on standard input, and returns when it holds its
// index and has read some cables: more than a pipe takes were written to it.
func startJob(t *testing.T, args ...string) *job {
	t.Helper()
	j := newJob(t, append(args, "-")...)
	j.start()
	return j
}

// newJob makes a job that is not started yet.
func newJob(t *testing.T, args ...string) *job {
	j := &job{t: t, cmd: exec.Command(filepath.Join(bin, "indexer"), args...)}
	j.cmd.Stdout, j.cmd.Stderr = &j.out, &j.stderr
	return j
}

// start starts a job that reads standard input.
func (j *job) start() {
	j.t.Helper()
	var err error
	if j.in, err = j.cmd.StdinPipe(); err != nil {
		j.t.Fatal(err)
	}
	if err := j.cmd.Start(); err != nil {
		j.t.Fatal(err)
	}
	j.t.Cleanup(func() { j.cmd.Process.Kill() })
	if _, err := io.WriteString(j.in, someCables(0, 300)); err != nil {
		j.t.Fatalf("%v: %s", err, j.stderr.String())
	}
}

// someCables returns cables as JSONL, a kilobyte each.
func someCables(from, until int) string {
	var b strings.Builder
	for i := from; i < until; i++ {
		text := fmt.Sprintf("UNCLAS PARIS %06d\n\nTAGS: EWWT, FR\nSUBJECT: HARBOUR LOG %d\n\n1. (U) %s.\n\nMARLOW\n",
			i, i, strings.Repeat("The harbour is calm, ", 45)+"as ever")
		line, _ := json.Marshal(map[string]string{"id": fmt.Sprintf("08PARIS%d", i), "text": text})
		b.Write(append(line, '\n'))
	}
	return b.String()
}

func (j *job) interrupt() {
	j.t.Helper()
	if err := j.cmd.Process.Signal(os.Interrupt); err != nil {
		j.t.Fatal(err)
	}
}

// end waits for the job and returns its exit code, as a shell tells it.
func (j *job) end() int {
	j.t.Helper()
	err := j.cmd.Wait()
	var failed *exec.ExitError
	switch {
	case err == nil:
		return Done
	case errors.As(err, &failed) && failed.ExitCode() < 0:
		return Interrupted // died of the signal
	case errors.As(err, &failed):
		return failed.ExitCode()
	}
	j.t.Fatal(err)
	return 0
}

// command runs one of both commands and returns what it printed and its exit
// code.
func command(t *testing.T, stdin, name string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command(filepath.Join(bin, name), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	var failed *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// total is the number of cables that are found in an index.
func total(t *testing.T, dir string) int {
	t.Helper()
	out, stderr, _ := command(t, "", "search", "--index", dir, "--format", "json", "--limit", "1", "*")
	var answer struct{ Total int }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v: %s%s", err, out, stderr)
	}
	return answer.Total
}

// report is what a job says that it did.
type report struct {
	Records, Indexed, Unchanged int
	Snapshot                    string
}

func readReport(t *testing.T, summary string) report {
	t.Helper()
	var r report
	if err := json.Unmarshal([]byte(summary), &r); err != nil {
		t.Fatalf("%v: %q", err, summary)
	}
	return r
}

// needTime skips a test that takes a second or more when -short is given.
func needTime(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("takes seconds")
	}
}

func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows can't send an interrupt to one process")
	}
}

// interruptedJob interrupts the job that start returns and waits for its end. A busy
// machine may leave it no time to keep all that was done: then it tries another.
func interruptedJob(t *testing.T, start func() *job) *job {
	t.Helper()
	for try := 1; ; try++ {
		j := start()
		j.interrupt()
		code := j.end()
		said := j.stderr.String()
		if code != Interrupted {
			t.Fatalf("exit code %d: %s", code, said)
		}
		if late := strings.Contains(said, "takes long") || strings.Contains(said, "dropped"); !late || try == 5 {
			return j
		}
	}
}

// TestInterruptedJob: Ctrl-C ends a job that waits for input; what it says it
// has indexed can be found, and the next job does the rest. With the race detector it
// may be too slow to keep anything in the time that it has.
func TestInterruptedJob(t *testing.T) {
	needTime(t)
	needSignals(t)
	var dir string
	j := interruptedJob(t, func() *job {
		dir = filepath.Join(t.TempDir(), "index")
		return startJob(t, "--index", dir, "--summary", "json")
	})
	const want = "indexer: finishing; Ctrl-C again stops at once\n" +
		"indexer: interrupted: what was done is kept; run it again to continue\n"
	if got := j.stderr.String(); got != want && !raced {
		t.Errorf("it said\n%swant\n%s", got, want)
	}
	first := readReport(t, j.out.String())
	if found := total(t, dir); found != first.Indexed || found == 0 && !raced || first.Records != found {
		t.Errorf("%d cables are found, but the job reports %+v", found, first)
	}
	out, _, code := command(t, someCables(0, 320), "indexer", "--index", dir, "--summary", "json", "-")
	second := readReport(t, out)
	if code != Done || second.Unchanged != first.Indexed || second.Indexed != 320-first.Indexed || total(t, dir) != 320 {
		t.Errorf("after %+v: exit code %d, %+v", first, code, second)
	}
}

// TestInterruptedTwice: a second Ctrl-C may end the job at once, and the next
// one still does the whole.
func TestInterruptedTwice(t *testing.T) {
	needTime(t)
	needSignals(t)
	dir := filepath.Join(t.TempDir(), "index")
	j := startJob(t, "--index", dir, "--quiet")
	j.interrupt()
	j.cmd.Process.Signal(os.Interrupt) // fails if the job was fast
	if code := j.end(); code != Interrupted {
		t.Fatalf("exit code %d: %s", code, j.stderr.String())
	}
	if _, stderr, code := command(t, someCables(0, 300), "indexer", "--index", dir, "--quiet", "-"); code != Done || total(t, dir) != 300 {
		t.Errorf("exit code %d, %d cables: %s", code, total(t, dir), stderr)
	}
}

// TestInterruptedRebuild: the index stays as it was.
func TestInterruptedRebuild(t *testing.T) {
	needTime(t)
	needSignals(t)
	dir := filepath.Join(t.TempDir(), "index")
	command(t, someCables(900, 905), "indexer", "--index", dir, "--quiet", "-")
	j := interruptedJob(t, func() *job {
		j := startJob(t, "--index", dir, "--rebuild")
		if found := total(t, dir); found != 5 {
			t.Errorf("%d cables are found during the rebuild", found)
		}
		return j
	})
	if said := j.stderr.String(); !strings.Contains(said, "the index is unchanged") {
		t.Errorf("it said %s", said)
	}
	if found := total(t, dir); found != 5 {
		t.Errorf("%d cables are found after it", found)
	}
}

// TestInterruptedParse: there is nothing to keep.
func TestInterruptedParse(t *testing.T) {
	needSignals(t)
	j := startJob(t, "parse")
	j.interrupt()
	if code := j.end(); code != Interrupted || j.stderr.Len() > 0 {
		t.Errorf("exit code %d: %s", code, j.stderr.String())
	}
}

// TestTwoJobs: the second is told who holds the index; searching waits for
// neither.
func TestTwoJobs(t *testing.T) {
	needTime(t)
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "index")
	command(t, someCables(900, 905), "indexer", "--index", dir, "--quiet", "-")
	j := startJob(t, "--index", dir)
	for _, args := range [][]string{{"-"}, {"--rebuild", "-"}} {
		_, stderr, code := command(t, "", "indexer", append([]string{"--index", dir}, args...)...)
		holder := "another indexer is writing to " + dir + ": process " + strconv.Itoa(j.cmd.Process.Pid)
		if code != Busy || !strings.Contains(stderr, holder) || !strings.Contains(stderr, "indexer: hint: wait") {
			t.Errorf("exit code %d: %s", code, stderr)
		}
	}
	if found := total(t, dir); found != 5 {
		t.Errorf("%d cables are found during the job", found)
	}
	j.in.Close()
	if code := j.end(); code != Done || total(t, dir) != 305 {
		t.Errorf("exit code %d, %d cables: %s", code, total(t, dir), j.stderr.String())
	}
	if _, stderr, code := command(t, "", "indexer", "--index", dir, "--rebuild", "--quiet"); code != Done {
		t.Errorf("after the job: exit code %d: %s", code, stderr)
	}
}

// TestClosedPipe: that nobody reads the rest is no failure.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	needSignals(t)
	archive := filepath.Join(t.TempDir(), "cables.jsonl")
	if err := os.WriteFile(archive, []byte(someCables(0, 300)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"search", "--sample", "--limit", "0", "*"}, {"search", "facets"}, {"search", "--help"}, {"indexer", "parse", archive}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		cmd := exec.Command(filepath.Join(bin, args[0]), args[1:]...)
		cmd.Stdout, cmd.Stderr = w, &stderr
		if err := cmd.Run(); err != nil || stderr.Len() > 0 {
			t.Errorf("%q: %v: %s", args, err, stderr.String())
		}
		w.Close()
	}
}
