//go:build unix

package cli

import (
	"bufio"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterruptedJobs interrupts the indexer at random moments: each time there
// is in the index what the job says, and nothing else. The last one makes the
// index of a job that nobody disturbed.
func TestInterruptedJobs(t *testing.T) {
	needTime(t)
	dir := t.TempDir()
	archive := filepath.Join(dir, "cables.jsonl")
	writeCopies(t, archive, sized(12))
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
		switch {
		case strings.Contains(j.stderr.String(), "takes long"): // the machine is slow
			there = total(t, disturbed)
		case j.out.Len() > 0: // else it had not begun
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

// mostToEnd is how long a job may take to end after an interrupt. It ends within 2 s of
// a machine that is not busy.
const mostToEnd = 6 * time.Second

// TestInterruptAtAnyMoment interrupts jobs at moments from their start to their end:
// they end soon, whatever they are at.
func TestInterruptAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	dir := t.TempDir()
	many, index := filepath.Join(dir, "cables.jsonl"), filepath.Join(dir, "index")
	writeCopies(t, many, sized(40))
	runIndexer(t, index, many)
	long := filepath.Join(dir, "long.txt")
	put(t, long, cableText(1)+strings.Repeat("The harbour is calm, as ever, and the sea is not.\n", sized(240_000)))
	folder := filepath.Join(dir, "folder")
	for i := range sized(30) {
		for j := range 50 {
			sub := filepath.Join(folder, strconv.Itoa(i), strconv.Itoa(j))
			if err := os.MkdirAll(sub, 0o755); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(sub, "a.jsonl"), someCables(50*i+j, 50*i+j+1))
		}
	}
	random := rand.New(rand.NewPCG(12, 1974))
	for name, args := range map[string][]string{
		"many cables":       {many},
		"one long cable":    {long},
		"folders":           {folder},
		"bomb of zeros":     {sparseZip(t, dir, "b.gz")},
		"dry run":           {"--dry-run", many, long},
		"verify":            {"--verify"},
		"rebuild":           {"--rebuild"},
		"unchanged":         {"--prune", many},
		"prune":             {"--prune", "--purge", folder},
		"watch":             {"--watch", folder},
		"remove, and purge": {"--remove", many, "--purge"},
	} {
		t.Run(name, func(t *testing.T) {
			took := 5 * time.Second
			for n := range interrupts / 2 {
				own := filepath.Join(t.TempDir(), "index")
				if err := os.CopyFS(own, os.DirFS(index)); err != nil {
					t.Fatal(err)
				}
				j := newJob(t, append([]string{"--index", own}, args...)...)
				begun := time.Now()
				if err := j.cmd.Start(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan int, 1)
				go func() { ended <- j.end() }()
				if n > 0 { // the first runs on for a while, to tell how long it takes
					took = max(took, 50*time.Millisecond)
					time.Sleep(time.Duration(random.Int64N(int64(took))))
				} else {
					select {
					case code := <-ended:
						took = time.Since(begun)
						ended <- code
					case <-time.After(took):
					}
				}
				asked := time.Now()
				_ = j.cmd.Process.Signal(os.Interrupt) // fails if the job was fast
				select {
				case code := <-ended:
					after := time.Since(asked)
					if code != Interrupted && code != Done || after > mostToEnd {
						t.Errorf("after %v: exit code %d, %v later: %s", asked.Sub(begun), code, after, j.stderr.String())
					}
					t.Logf("interrupted after %v, ended %v later with %d", asked.Sub(begun), after, code)
				case <-time.After(10 * mostToEnd):
					_ = j.cmd.Process.Kill()
					t.Fatalf("after %v: has not ended: %s", asked.Sub(begun), j.stderr.String())
				}
				if _, stderr, code := command(t, "", "indexer", "--index", own, "--verify", "--quiet"); code != Done {
					t.Errorf("the index is damaged: %s", stderr)
				}
			}
		})
	}
}

// sparseZip writes a file that unpacks to gigabytes, within the limit of its ratio.
func sparseZip(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	line := strings.Repeat("the harbour is calm ", 1<<10) + "\n"
	put(t, path, strings.Repeat(gzipOf(t, someCables(0, 1)+strings.Repeat(line, 100)), 300))
	return path
}

// TestSecondInterrupt: a job that can't come to its end, here as nobody takes
// what it prints, is ended by the next Ctrl-C.
func TestSecondInterrupt(t *testing.T) {
	needTime(t)
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
	if line != "indexer: finishing; Ctrl-C again stops at once\n" {
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
