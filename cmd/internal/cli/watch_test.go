package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// watched is how long a change may take to be found before the test fails. What
// is promised is five seconds; a busy machine is given more.
const watched = 2 * time.Minute

// TestWatch: the index follows a folder that appears, and what is written,
// changed, renamed and deleted in it.
func TestWatch(t *testing.T) {
	needTime(t)
	t.Parallel()
	needSignals(t)
	home := t.TempDir()
	dir, cables := filepath.Join(home, "index"), filepath.Join(home, "cables")
	j := startWatch(t, "--index", dir, "--watch", "--summary", "json", cables)

	putFile(t, filepath.Join(cables, "a.jsonl"), someCables(0, 3))
	j.expect(t, dir, 3)
	putFile(t, filepath.Join(cables, "later", "b.jsonl"), someCables(3, 5))
	j.expect(t, dir, 5)
	putFile(t, filepath.Join(cables, "a.jsonl"), someCables(0, 1))
	j.expect(t, dir, 3)
	if err := os.Rename(filepath.Join(cables, "later"), filepath.Join(home, "away")); err != nil {
		t.Fatal(err)
	}
	j.expect(t, dir, 1)
	if err := os.Rename(filepath.Join(home, "away"), filepath.Join(cables, "back")); err != nil {
		t.Fatal(err)
	}
	j.expect(t, dir, 3)

	// A folder that is gone as a whole may be a disk that is not plugged in.
	if err := os.Rename(cables, filepath.Join(home, "unplugged")); err != nil {
		t.Fatal(err)
	}
	// While nothing changes, others may write to the index. A busy machine may still be at
	// the last change.
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		_, stderr, code := command(t, someCables(10, 11), "indexer", "--index", dir, "--quiet", "-")
		if code == Done {
			break
		}
		if code != Busy || time.Since(begun) > watched {
			t.Fatalf("another job: exit code %d: %s", code, stderr)
		}
	}
	j.expect(t, dir, 4)
	if err := os.Rename(filepath.Join(home, "unplugged"), cables); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(cables, "a.jsonl")); err != nil {
		t.Fatal(err)
	}
	j.expect(t, dir, 3)

	j.interrupt()
	if code := j.end(); code != Interrupted {
		t.Errorf("exit code %d: %s", code, j.stderr.String())
	}
}

// startWatch starts indexer without standard input.
func startWatch(t *testing.T, args ...string) *job {
	t.Helper()
	j := &job{t: t, cmd: exec.Command(filepath.Join(bin, "indexer"), args...)}
	j.cmd.Stdout, j.cmd.Stderr = &j.out, &j.stderr
	if err := j.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.cmd.Process.Kill() })
	return j
}

// expect waits until so many cables are found.
func (j *job) expect(t *testing.T, dir string, want int) {
	t.Helper()
	deadline := time.Now().Add(watched)
	got := -1
	for time.Now().Before(deadline) {
		if _, err := os.Stat(filepath.Join(dir, "CURRENT")); err == nil {
			if got = total(t, dir); got == want {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	j.interrupt()
	j.end()
	t.Fatalf("%d cables are found, want %d: %s", got, want, j.stderr.String())
}

// putFile writes a file as people's programs do: into its place by rename.
func putFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(filepath.Dir(path), ".part")
	if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(part, path); err != nil {
		t.Fatal(err)
	}
}
