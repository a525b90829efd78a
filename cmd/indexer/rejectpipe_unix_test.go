//go:build unix

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func pipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	return path
}

// TestRejectsToPipe: a pipe that nobody reads from is an error at once; one with
// a reader gets the list.
func TestRejectsToPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.jsonl", []byte(aCable), 0o600); err != nil {
		t.Fatal(err)
	}
	path := pipe(t)
	for _, more := range []string{"--quiet", "--dry-run"} {
		if code, stderr := runIndexer(t, more, "--rejects", path, "a.jsonl"); code != 2 || !strings.Contains(stderr, "nobody reads from the named pipe "+path+": start its reader first") {
			t.Errorf("exit code %d, %s", code, stderr)
		}
	}
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if code, stderr := runIndexer(t, "--rejects", path, "a.jsonl"); code != 0 {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if list, err := io.ReadAll(reader); err != nil || !strings.HasPrefix(string(list), `{"text":"{`) {
		t.Errorf("read %q, error %v", list, err)
	}
}

// TestRejectsToSlowPipe: a job whose list nobody takes ends when it is
// interrupted.
func TestRejectsToSlowPipe(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a.jsonl", []byte(strings.Repeat("{"+strings.Repeat("x", 1000)+"\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	path := pipe(t)
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, more := range []string{"--quiet", "--dry-run"} {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan int)
		go func() {
			ended <- run(ctx, []string{"--index", "idx", more, "--rejects", path, "a.jsonl"}, streams{out: io.Discard, err: io.Discard})
		}()
		select {
		case code := <-ended:
			t.Fatalf("ended before the list was read: exit code %d", code)
		case <-time.After(300 * time.Millisecond):
		}
		cancel()
		select {
		case code := <-ended:
			if code != 130 {
				t.Errorf("exit code %d", code)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("does not end")
		}
	}
}

// TestRejectsToGoneReader: that the reader went before the end is an error.
func TestRejectsToGoneReader(t *testing.T) {
	path := pipe(t)
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := createRejects(newRejectTarget(path))
	if err != nil {
		t.Fatal(err)
	}
	reader.Close()
	_ = r.add(bad)
	if err := r.close(); err == nil || !strings.HasPrefix(err.Error(), "--rejects: the list is incomplete: ") {
		t.Errorf("error %v", err)
	}
}
