//go:build unix

package cli

import (
	"bufio"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// interrupts is how many jobs are interrupted before one may end.
const interrupts = 8

// TestInterruptedJobs interrupts the indexer at random moments: each time there
// is in the index what the job says, and nothing else. The last one makes the
// index of a job that nobody disturbed.
func TestInterruptedJobs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	dir := t.TempDir()
	archive := filepath.Join(dir, "cables.jsonl")
	writeCopies(t, archive, 12)
	calm, disturbed := filepath.Join(dir, "calm"), filepath.Join(dir, "disturbed")
	begun := time.Now()
	runIndexer(t, calm, archive)
	took := time.Since(begun)
	runIndexer(t, disturbed, "../../../corpus/sample/cables")
	there := total(t, disturbed)
	random := rand.New(rand.NewPCG(10, 1974))
	for range interrupts {
		j := newJob(t, "--index", disturbed, "--summary", "json", archive)
		if err := j.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(took))))
		j.cmd.Process.Signal(os.Interrupt) // fails if the job was fast
		if code := j.end(); code != Interrupted && code != Done {
			t.Fatalf("exit code %d: %s", code, j.stderr.String())
		}
		if j.out.Len() > 0 { // else it had not begun
			there += readReport(t, j.out.String()).Indexed
		}
		if found := total(t, disturbed); found != there {
			t.Errorf("%d cables are found, want %d: %s%s", found, there, j.out.String(), j.stderr.String())
		}
	}
	runIndexer(t, disturbed, archive)
	runIndexer(t, calm, "../../../corpus/sample/cables")
	if want, got := everything(t, calm), everything(t, disturbed); want != got {
		t.Errorf("after %d interrupts the index differs:\n%.2000s\nwant\n%.2000s", interrupts, got, want)
	}
}

// TestSecondInterrupt: a job that can't come to its end, here as nobody takes
// what it prints, is ended by the next Ctrl-C.
func TestSecondInterrupt(t *testing.T) {
	index := filepath.Join(t.TempDir(), "index")
	j := newJob(t, "--index", index, "-")
	j.cmd.Stdout, j.cmd.Stderr = fullPipe(t), nil
	stderr, err := j.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	j.start()
	j.interrupt()
	line, err := bufio.NewReader(stderr).ReadString('\n')
	if line != "indexer: ending in good order; Ctrl-C again ends at once\n" {
		t.Fatalf("after an interrupt %q, %v", line, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- j.cmd.Wait() }()
	for {
		j.cmd.Process.Signal(os.Interrupt)
		select {
		case err := <-ended:
			if status, ok := j.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
				t.Errorf("ended with %v", err)
			}
			if _, stderr, code := command(t, someCables(0, 300), "indexer", "--index", index, "--quiet", "-"); code != Done {
				t.Errorf("after it: exit code %d: %s", code, stderr)
			}
			checkFound(t, index, idsOf(0, 300))
			return
		case <-time.After(50 * time.Millisecond):
			// The line may come a moment before the next signal is let through.
		}
	}
}

// fullPipe is a pipe that takes no more, and that nobody reads.
func fullPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	if err := w.SetWriteDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Skip("a pipe can't be filled here: ", err)
	}
	for err == nil {
		_, err = w.Write(make([]byte, 512))
	}
	return w
}
