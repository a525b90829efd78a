//go:build unix

package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"reftel/corpus"
)

// TestPruneOtherDisk: a folder that is on another disk than before keeps the cables of
// the files that are missing there.
func TestPruneOtherDisk(t *testing.T) {
	needTime(t)
	t.Parallel()
	home, other := t.TempDir(), sparseFolder(t)
	if corpus.Device(home) == corpus.Device(other) {
		t.Skip("there is no second disk")
	}
	dir, first, root := filepath.Join(home, "index"), filepath.Join(home, "first"), filepath.Join(home, "root")
	putFile(t, filepath.Join(first, "a.jsonl"), someCables(0, 1))
	putFile(t, filepath.Join(first, "b.jsonl"), someCables(1, 3))
	putFile(t, filepath.Join(other, "a.jsonl"), someCables(0, 1))
	link(t, first, root)
	if _, stderr, code := command(t, "", "indexer", "--index", dir, "--quiet", root); code != Done {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	link(t, other, root)
	_, stderr, code := command(t, "", "indexer", "--index", dir, "--prune", root)
	want := "indexer: error: 1 file of " + root + " was on another disk, which may not be mounted; their cables are kept\n"
	if code != Trouble || !strings.Contains(stderr, want) || total(t, dir) != 3 {
		t.Errorf("exit code %d, %d cables: %s", code, total(t, dir), stderr)
	}
	link(t, first, root)
	if _, stderr, code := command(t, "", "indexer", "--index", dir, "--prune", root); code != Done || total(t, dir) != 3 {
		t.Errorf("mounted again: exit code %d, %d cables: %s", code, total(t, dir), stderr)
	}
	link(t, other, root)
	if _, stderr, code := command(t, "", "indexer", "--index", dir, "--prune=all", root); code != Done || total(t, dir) != 1 {
		t.Errorf("confirmed: exit code %d, %d cables: %s", code, total(t, dir), stderr)
	}
}

// link makes a symbolic link, which stands for a place where disks are mounted.
func link(t *testing.T, to, at string) {
	t.Helper()
	_ = os.Remove(at)
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}

// A lockedBuffer can be read while a command writes to it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// TestWatchEmptied: a folder that loses all its files at once keeps its cables, which is
// said once, and watching goes on.
func TestWatchEmptied(t *testing.T) {
	needTime(t)
	t.Parallel()
	home := t.TempDir()
	dir, cables := filepath.Join(home, "index"), filepath.Join(home, "cables")
	for _, name := range []string{"a.jsonl", "b.jsonl"} {
		n := int(name[0] - 'a')
		putFile(t, filepath.Join(cables, name), someCables(n, n+1))
	}
	j := newJob(t, "--index", dir, "--watch", cables)
	var stderr lockedBuffer
	j.cmd.Stderr = &stderr
	if err := j.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.cmd.Process.Kill() })
	j.expect(t, dir, 2)
	for _, name := range []string{"a.jsonl", "b.jsonl"} {
		if err := os.Rename(filepath.Join(cables, name), filepath.Join(home, name)); err != nil {
			t.Fatal(err)
		}
	}
	message := "indexer: " + cables + " has lost all its files at once (2 files)"
	for begun := time.Now(); !strings.Contains(stderr.String(), message) && time.Since(begun) < watched; {
		time.Sleep(50 * time.Millisecond)
	}
	putFile(t, filepath.Join(cables, "README"), "not a cable")
	for begun := time.Now(); !strings.Contains(stderr.String(), "README") && time.Since(begun) < watched; {
		time.Sleep(50 * time.Millisecond)
	}
	j.expect(t, dir, 2)
	putFile(t, filepath.Join(cables, "c.jsonl"), someCables(2, 5))
	j.expect(t, dir, 3)
	j.interrupt()
	if code := j.end(); code != Interrupted || strings.Count(stderr.String(), message) != 1 {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}
