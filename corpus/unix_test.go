//go:build unix

package corpus

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func fifo(t *testing.T, path string) string {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
	return path
}

// A named pipe is read where the user names it.
func TestFIFO(t *testing.T) {
	path := fifo(t, filepath.Join(t.TempDir(), "pipe"))
	go func() {
		out, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return
		}
		defer out.Close()
		_, _ = out.WriteString(row(1))
		time.Sleep(5 * time.Millisecond)
		_, _ = out.WriteString(row(2))
	}()
	want := strings.ReplaceAll("1 08QUITO1 \"H\" \"B\"\n2 08QUITO2 \"H\" \"B\"\n", "-", path)
	if got := brief(collect(t, path, Options{})); got != want {
		t.Errorf("read %s", got)
	}
}

// One that nobody writes to ends with the context.
func TestFIFOWithoutWriter(t *testing.T) {
	path := fifo(t, filepath.Join(t.TempDir(), "pipe"))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	r, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	within(t, drain(ctx, r), context.DeadlineExceeded)
	if r.Size() != 0 {
		t.Errorf("size %d, want 0", r.Size())
	}
}

func TestSpecialFilesInFolder(t *testing.T) {
	root := tree(t, map[string]string{"a.txt": "FM", "z.txt": "FM"})
	fifo(t, filepath.Join(root, "pipe"))
	socket, err := net.Listen("unix", filepath.Join(root, "socket"))
	if err != nil {
		t.Skip("no sockets here: ", err)
	}
	defer socket.Close()
	checkPlaces(t, root, "a.txt:1",
		"pipe: named pipe in a folder: only regular files are read there; name it to have it read",
		"socket: socket in a folder: only regular files are read there", "z.txt:1")
}

// The devices that never end, and the one that ends at once.
func TestDevices(t *testing.T) {
	tests := []struct {
		path   string
		format Format
		want   string
	}{
		{"/dev/null", Auto, "! /dev/null: empty: holds no record\n"},
		{"/dev/zero", Auto, "! /dev/zero: binary data: expected a text, CSV, HTML, XML, JSON or mail file\n"},
		{"/dev/zero", Text, "! /dev/zero:1: record is longer than the limit of 1000000 bytes\n"},
		{"/dev/zero", JSONL, "! /dev/zero:1: record is longer than the limit of 1000000 bytes\n"},
		{"/dev/zero", CSV, "! /dev/zero:1: record is longer than the limit of 1000000 bytes\n"},
	}
	for _, tt := range tests {
		if _, err := os.Stat(tt.path); err != nil {
			t.Skip(err)
		}
		got := brief(collect(t, tt.path, Options{Format: tt.format, MaxRecord: 1_000_000}))
		if !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s as %s: %s, want %s", tt.path, tt.format, got, tt.want)
		}
	}
}
