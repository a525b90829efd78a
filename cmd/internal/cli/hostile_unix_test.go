//go:build unix

package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sparseSize is the length of a line that is far too long.
const sparseSize = 10 << 30

// TestLongLines: of a line of 10 GB no more is held than the longest record may
// take, and what follows it is read.
func TestLongLines(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 20 GB of zeros")
	}
	t.Parallel()
	const tooLong = "record is longer than the limit of 16777216 bytes; --max-record raises it"
	dir := sparseFolder(t)
	put(t, filepath.Join(dir, "0first.jsonl"), someCables(0, 2))
	for name, content := range map[string][2]string{
		"csv.csv":     {csvRow(7)[:100], "\n" + csvRow(8)},
		"jsonl.jsonl": {someCables(9, 10)[:100], "\n" + someCables(10, 11)},
		"text.txt":    {strings.Repeat(cableText(11), 100), "\n" + cableText(12)},
		"zeros":       {"", "\n"},
	} {
		sparse(t, filepath.Join(dir, name), content[0], content[1])
	}
	put(t, filepath.Join(dir, "zlast.jsonl"), someCables(2, 4))
	checkHostile(t, dir, []string{dir}, []string{
		"DIR/csv.csv:1: " + tooLong, "DIR/jsonl.jsonl:1: " + tooLong, "DIR/text.txt:1: " + tooLong,
		"DIR/zeros: binary data: expected a text, CSV, HTML, XML, JSON or mail file",
	}, append([]string{"08PARIS8", "08PARIS10"}, good...))
}

// sparseFolder is a folder for files of holes: in memory where there is such a
// file system, as others may fill their cache with the holes that are read.
func sparseFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "reftel")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// sparse makes a file of a start, a hole and an end.
func sparse(t *testing.T, path, start, end string) {
	t.Helper()
	put(t, path, start)
	if err := os.Truncate(path, sparseSize); err != nil {
		t.Skip("no file of this size can be made here: ", err)
	}
	if info, err := os.Stat(path); err == nil && info.Sys().(*syscall.Stat_t).Blocks > 1<<20 {
		t.Skip("a hole in a file takes room here")
	}
	appendTo(t, path, end)
}

// TestSpecialFiles: in a folder only files are read; the user is told of the
// rest, and no job waits for it.
func TestSpecialFiles(t *testing.T) {
	t.Parallel()
	dir := hostileFolder(t, nil)
	fifo(t, filepath.Join(dir, "pipe"))
	for from, to := range map[string]string{"loop": ".", "nothing": "nowhere", "zero": "/dev/zero"} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	checkHostile(t, dir, []string{dir}, []string{
		"DIR/nothing: no such file or directory",
		"DIR/pipe: named pipe in a folder: only regular files are read there; name it to have it read",
		"DIR/zero: device in a folder: only regular files are read there",
	}, good)
}

func fifo(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no named pipes here: ", err)
	}
}

// TestEndlessDevice: a device that the user names is read, but not for ever.
func TestEndlessDevice(t *testing.T) {
	needTime(t)
	t.Parallel()
	const zero = "/dev/zero"
	if _, err := os.Stat(zero); err != nil {
		t.Skip(err)
	}
	const tooLong = zero + ":1: record is longer than the limit of 16777216 bytes; --max-record raises it"
	const noEnd = zero + ":1: no record in 268435456 bytes: the rest is not read"
	dir := hostileFolder(t, nil)
	for format, want := range map[string][]string{
		"auto":  {zero + ": binary data: expected a text, CSV, HTML, XML, JSON or mail file"},
		"jsonl": {tooLong, noEnd},
	} {
		checkHostile(t, dir, []string{"--format", format, zero, dir}, want, good)
	}
}

// TestNamedPipe: a pipe that the user names is read.
func TestNamedPipe(t *testing.T) {
	needTime(t)
	t.Parallel()
	dir := hostileFolder(t, nil)
	pipe := filepath.Join(dir, "pipe")
	fifo(t, pipe)
	go func() {
		// Where the test fails, this may wait for ever.
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil {
			_, _ = io.WriteString(f, someCables(7, 107))
			f.Close()
		}
	}()
	checkHostile(t, dir, []string{filepath.Join(dir, "0first.jsonl"), pipe, filepath.Join(dir, "zlast.jsonl")},
		nil, append(idsOf(7, 107), good...))
}

// TestSilentPipe: Ctrl-C ends a job that waits for a pipe that nobody writes
// to; what came before it is kept. An interrupted job has half a second to write it:
// on a busy machine it may tell that it did not write all, and is run again with less.
func TestSilentPipe(t *testing.T) {
	needTime(t)
	for n := 300; n > 0; n /= 2 {
		if interruptedAtPipe(t, n) {
			return
		}
	}
	t.Error("no job has kept all that came before the pipe")
}

// interruptedAtPipe interrupts a job that has read n cables and waits for a pipe, and
// checks that the cables are found that it tells it has kept. It reports whether these
// are all.
func interruptedAtPipe(t *testing.T, n int) bool {
	t.Helper()
	dir := t.TempDir()
	index, first, silent := filepath.Join(dir, "index"), filepath.Join(dir, "first"), filepath.Join(dir, "silent")
	fifo(t, first)
	fifo(t, silent)
	j := newJob(t, "--index", index, "--summary", "json", first, silent)
	if err := j.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.cmd.Process.Kill() })
	in := openPipe(t, first)
	if _, err := io.WriteString(in, someCables(0, n)); err != nil {
		t.Fatal(err)
	}
	in.Close()
	// When the job has come to the second pipe, it can be written to.
	openPipe(t, silent)
	j.interrupt()
	if code := j.end(); code != Interrupted {
		t.Fatalf("exit code %d: %s", code, j.stderr.String())
	}
	if strings.Contains(j.stderr.String(), "takes long") { // ended before it wrote anything
		t.Log(j.stderr.String())
		return false
	}
	kept := readReport(t, j.out.String()).Indexed
	if kept < n {
		t.Logf("%d of %d cables were kept: %s%s", kept, n, j.out.String(), j.stderr.String())
		if found := total(t, index); found != kept {
			t.Fatalf("%d cables are found", found)
		}
		return false
	}
	checkFound(t, index, idsOf(0, n))
	return true
}

// openPipe opens a pipe to write to when somebody reads it.
func openPipe(t *testing.T, path string) *os.File {
	t.Helper()
	for range 1000 {
		f, err := os.OpenFile(path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			t.Cleanup(func() { f.Close() })
			return f
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("nobody reads %s", path)
	return nil
}

// TestNoPermission: what the user may not read is named, and the rest is
// indexed.
func TestNoPermission(t *testing.T) {
	needTime(t)
	t.Parallel()
	dir := hostileFolder(t, map[string]string{"closed.jsonl": someCables(7, 8)})
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(folder, "in.jsonl"), someCables(8, 9))
	home := filepath.Dir(dir)
	index := filepath.Join(home, "index")
	user := nobody(t, home)
	for _, path := range []string{folder, filepath.Join(dir, "closed.jsonl")} {
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
	var stderr bytes.Buffer
	cmd := exec.Command(filepath.Join(bin, "indexer"), "--index", index, dir)
	cmd.Stderr, cmd.SysProcAttr = &stderr, user
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	checkRejected(t, stderr.String(), dir, []string{"DIR/closed.jsonl: permission denied", "DIR/folder: permission denied"})
	checkFound(t, index, good)
}

// nobody makes the user of a command that may not read everything, which root
// may: the folder home is then that user's own.
func nobody(t *testing.T, home string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	const id = 65534
	for _, dir := range []string{bin, filepath.Dir(home), home} {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chown(home, id, id); err != nil {
		t.Skip("root has no rights here: ", err)
	}
	user := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: id, Gid: id}}
	cmd := exec.Command(filepath.Join(bin, "indexer"), "--version")
	cmd.SysProcAttr = user
	if err := cmd.Run(); err != nil {
		t.Skip("no command can be run as another user here: ", err)
	}
	return user
}
