package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestChill: nothing of the file stays in memory.
func TestChill(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "below", "file")
	if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Repeat([]byte("cable "), 1<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	var fsys unix.Statfs_t
	if err := unix.Statfs(dir, &fsys); err != nil {
		t.Fatal(err)
	}
	if fsys.Type == unix.TMPFS_MAGIC {
		t.Skip("the temporary folder is in memory itself")
	}
	if cached(t, path) == 0 {
		t.Skip("what was just written is not in memory")
	}
	if err := chill(dir); err != nil {
		t.Fatal(err)
	}
	if got := cached(t, path); got > 0 {
		t.Errorf("%d pages are still in memory", got)
	}
	if err := readThrough(path); err != nil {
		t.Fatal(err)
	}
	if cached(t, path) == 0 {
		t.Error("nothing is in memory after it was read")
	}
}

// cached returns how many pages of a file are in memory.
func cached(t *testing.T, path string) uint64 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var stat unix.Cachestat_t
	if err := unix.Cachestat(uint(f.Fd()), &unix.CachestatRange{}, &stat, 0); err != nil {
		t.Skip("cachestat:", err)
	}
	return stat.Cache
}
