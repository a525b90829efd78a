package main

import (
	"os"
	"path/filepath"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFolderBytes: files of one size are different ones, unless they are links.
func TestFolderBytes(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "writer", "a"), "12345")
	write(t, filepath.Join(dir, "writer", "b"), "54321")
	write(t, filepath.Join(dir, "snapshots", "c"), "123")
	if err := os.Link(filepath.Join(dir, "writer", "b"), filepath.Join(dir, "snapshots", "b")); err != nil {
		t.Skip("no hard links:", err)
	}
	got, err := folderBytes(dir)
	if err != nil || got != 13 {
		t.Errorf("got %d, %v, want 13", got, err)
	}
}

// TestSegments: those of the current snapshot count, and an index that is laid
// out in another way has no number.
func TestSegments(t *testing.T) {
	dir := t.TempDir()
	if n := segments(dir); n != nil {
		t.Errorf("of nothing: %d", *n)
	}
	write(t, filepath.Join(dir, "CURRENT"), "000002\n")
	if n := segments(dir); n != nil {
		t.Errorf("of no store: %d", *n)
	}
	for _, name := range []string{"000001/store/1.zap", "000002/store/1.zap", "000002/store/2.zap", "000002/store/root.bolt"} {
		write(t, filepath.Join(dir, "snapshots", filepath.FromSlash(name)), "")
	}
	if n := segments(dir); n == nil || *n != 2 {
		t.Errorf("got %v, want 2", n)
	}
}
