package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestOpenNothing(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none"), Options{})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want one that says that there is nothing", err)
	}
}

// tree writes files into a new folder: names with slashes, and contents.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// places prints where each event is from, relative to root.
func places(root string, events []event) []string {
	var out []string
	for _, e := range events {
		place := e.Error
		if place == "" {
			place = e.Record.Source.String()
		}
		out = append(out, filepath.ToSlash(strings.ReplaceAll(place, root+string(filepath.Separator), "")))
	}
	return out
}

func checkPlaces(t *testing.T, root string, want ...string) {
	t.Helper()
	got := places(root, collect(t, root, Options{}))
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("read\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFolder(t *testing.T) {
	root := tree(t, map[string]string{
		"b.csv": row(1) + row(2), "a/2.txt": "FM", "a/10.txt": "FM", "c/empty.txt": "", "c/d/x.html": page("08QUITO1", "a", "b"),
		"c/logo.png": "\x89PNG\r\n\x1a\n\x00\x00", "z": `{"text":"a"}` + "\nx\n",
		".git/config": "[core]", ".hidden": "FM", "a/.DS_Store": "\x00\x00",
	})
	checkPlaces(t, root, "a/10.txt:1", "a/2.txt:1", "b.csv:1", "b.csv:2", "c/d/x.html:5",
		"c/empty.txt: empty: holds no record",
		"c/logo.png: a PNG image: expected a text, CSV, HTML, XML, JSON or mail file", "z:1",
		"z:2: expected a JSON object")
}

func TestFolderBytes(t *testing.T) {
	root := tree(t, map[string]string{"a": row(1), "b/c": "FM QUITO", ".d": "hidden"})
	r, err := Open(root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for range r.Records(context.Background()) {
	}
	if want := int64(len(row(1)) + len("FM QUITO")); r.Bytes() != want || r.Size() != want {
		t.Errorf("%d bytes of %d, want %d", r.Bytes(), r.Size(), want)
	}
}

func TestEmptyFolder(t *testing.T) {
	if events := collect(t, t.TempDir(), Options{}); events != nil {
		t.Errorf("an empty folder holds %v", events)
	}
}

func link(t *testing.T, to, from string) {
	t.Helper()
	if err := os.Symlink(to, from); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
}

func TestLinks(t *testing.T) {
	root := tree(t, map[string]string{"a/x.txt": "FM", "b/y.txt": "FM"})
	other := tree(t, map[string]string{"o.txt": "FM"})
	link(t, root, filepath.Join(root, "a", "up"))
	link(t, filepath.Join(root, "b"), filepath.Join(root, "a", "side"))
	link(t, other, filepath.Join(root, "other"))
	link(t, filepath.Join(root, "a", "x.txt"), filepath.Join(root, "x-again.txt"))
	link(t, "self", filepath.Join(root, "self"))
	link(t, "nothing", filepath.Join(root, "void"))
	events := collect(t, root, Options{})
	got := places(root, events)
	want := []string{"a/side/y.txt:1", "a/x.txt:1", "other/o.txt:1", "self: ", "void: ", "x-again.txt:1"}
	if len(got) != len(want) {
		t.Fatalf("read %q, want %q", got, want)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("%d is %q, want %q", i, got[i], want[i])
		}
	}
}

// Twenty folders that each link to the next twice are a million paths.
func TestLinksDoNotMultiply(t *testing.T) {
	files := map[string]string{}
	for n := range 20 {
		files[fmt.Sprintf("%02d/x.txt", n)] = "FM"
	}
	root := tree(t, files)
	for n := range 19 {
		for _, name := range []string{"a", "b"} {
			link(t, filepath.Join("..", fmt.Sprintf("%02d", n+1)), filepath.Join(root, fmt.Sprintf("%02d", n), name))
		}
	}
	if n := len(collect(t, root, Options{})); n != 20 {
		t.Errorf("%d records, want 20", n)
	}
}

func TestNoPermission(t *testing.T) {
	root := tree(t, map[string]string{"a/x.txt": "FM", "b.txt": "FM", "c.txt": "FM"})
	for _, name := range []string{"a", "b.txt"} {
		if err := os.Chmod(filepath.Join(root, name), 0); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(root, "a"), 0o700) })
	if _, err := os.ReadFile(filepath.Join(root, "b.txt")); err == nil {
		t.Skip("this user may read everything")
	}
	got := places(root, collect(t, root, Options{}))
	if len(got) != 3 || !strings.Contains(got[0], "a: ") || !strings.Contains(got[1], "b.txt: ") || got[2] != "c.txt:1" {
		t.Errorf("read %q", got)
	}
}

// A file that goes between the listing and its turn is reported, and the next
// is read.
func TestVanishingFile(t *testing.T) {
	root := tree(t, map[string]string{"a.txt": "FM", "b.txt": "FM", "c.txt": "FM"})
	r, err := Open(root, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var events []event
	for rec, err := range r.Records(context.Background()) {
		events = append(events, newEvent(t, rec, err))
		_ = os.Remove(filepath.Join(root, "b.txt"))
	}
	got := places(root, events)
	if len(got) != 3 || !strings.HasPrefix(got[1], "b.txt: ") || got[2] != "c.txt:1" {
		t.Errorf("read %q", got)
	}
}

// A failing disk is reported with its place, after what could be read.
func TestReadFailure(t *testing.T) {
	failure := iotest.ErrReader(errors.New("disk on fire"))
	tests := []struct {
		name, archive string
		want          []string
	}{
		{"CSV", row(1) + row(2) + `"3","12/4/2008`, []string{`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`, "! -:3: disk on fire"}},
		{"CSV between", row(1) + row(2), []string{`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`, "! -:3: disk on fire"}},
		{"CSV at a quote", row(1) + strings.TrimSpace(row(2)), []string{`1 08QUITO1 "H" "B"`, "! -:2: disk on fire"}},
		{"JSONL", `{"text":"a"}` + "\n" + `{"text":"b`, []string{`1  "" "a"`, "! -:2: disk on fire"}},
		{"HTML", "<html><pre>a", []string{"! -:1: disk on fire"}},
		{"text", "FM QUITO", []string{"! -:1: disk on fire"}},
		{"nothing", "", []string{"! -: disk on fire"}},
		{"a letter", "a", []string{"! -: disk on fire"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := io.MultiReader(strings.NewReader(tt.archive), failure)
			checkBrief(t, collect(t, "-", Options{Stdin: in}), tt.want...)
			in = iotest.DataErrReader(io.MultiReader(strings.NewReader(tt.archive), failure))
			checkBrief(t, collect(t, "-", Options{Stdin: in}), tt.want...)
		})
	}
}

// A text that is too long, and of which the rest can't be read, is one error.
func TestLongAndFailed(t *testing.T) {
	in := iotest.DataErrReader(io.MultiReader(strings.NewReader("FM QUITO"), iotest.ErrReader(errors.New("disk on fire"))))
	checkBrief(t, collect(t, "-", Options{Stdin: in, MaxRecord: 4}), "! -:1: disk on fire")
}

// stuck is a reader that never gets anywhere.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestNoProgress(t *testing.T) {
	in := io.MultiReader(strings.NewReader(row(1)), stuck{})
	checkBrief(t, collect(t, "-", Options{Stdin: in}), `1 08QUITO1 "H" "B"`, "! -:2: "+io.ErrNoProgress.Error())
}

// endless repeats a piece for ever and knows how much was read.
type endless struct {
	piece []byte
	n     int64
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e.piece)
	}
	e.n += int64(n)
	return n, nil
}

// Input without an end is given up, in whatever format it is read.
func TestEndlessInput(t *testing.T) {
	t.Parallel()
	long := "-:1: record is longer than the limit of 1048576 bytes"
	tests := []struct {
		format      Format
		piece, want string
	}{
		{Auto, "\x00", "-: binary data: expected a text, CSV, HTML, XML, JSON or mail file"},
		{Auto, "word\n", long},
		{Auto, "<p>", long},
		{Auto, row(1)[:50], long},
		{Auto, `{"a":`, long},
		{Text, "\x00", long},
		{HTML, "<p>", long},
		{JSONL, "word ", long},
		{CSV, "word ", long},
		{CSV, "\"", long},
		{CSV, "\",\"", long},
		{CSV, ",", long},
		{CSV, "\"\n", "-:1: expected 8 columns, found 1"},
		{CSV, "word\n", "-:1: expected 8 columns, found 1"},
	}
	for _, tt := range tests {
		in := &endless{piece: bytes.Repeat([]byte(tt.piece), 1<<16)}
		events := collect(t, "-", Options{Stdin: in, Format: tt.format, MaxRecord: 1 << 20})
		if events[0].Error != tt.want || len(events) > 2 || in.n > barrenFloor+1<<20 {
			t.Errorf("%q read as %s: %d events, %d bytes, error %s", tt.piece, tt.format, len(events), in.n, events[0].Error)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := Open("-", Options{Stdin: newCSVStream(1 << 40)})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var last error
	for _, err := range r.Records(ctx) {
		if n++; n == 10 {
			cancel()
		}
		last = err
	}
	if n != 11 || last != context.Canceled {
		t.Errorf("%d records, then %v; want 10 and the context's error", n-1, last)
	}
}

func TestCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for path := range map[string]bool{"-": true, tree(t, map[string]string{"a": "FM"}): true} {
		r, err := Open(path, Options{Stdin: strings.NewReader("FM")})
		if err != nil {
			t.Fatal(err)
		}
		for rec, err := range r.Records(ctx) {
			if err != context.Canceled {
				t.Errorf("%s: %+v, %v", path, rec, err)
			}
		}
	}
}

// drain ranges over the records in another goroutine and sends the last error.
func drain(ctx context.Context, r *Reader) <-chan error {
	done := make(chan error, 1)
	go func() {
		var last error
		for _, err := range r.Records(ctx) {
			last = err
		}
		done <- last
	}()
	return done
}

func within(t *testing.T, done <-chan error, want error) {
	t.Helper()
	select {
	case err := <-done:
		if !errors.Is(err, want) {
			t.Errorf("last error %v, want %v", err, want)
		}
	case <-time.After(5 * time.Second):
		t.Error("reading does not end")
	}
}

// A pipe that nobody writes to does not hold up the end.
func TestCancelWhileWaiting(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	r, err := Open("-", Options{Stdin: in})
	if err != nil {
		t.Fatal(err)
	}
	within(t, drain(ctx, r), context.DeadlineExceeded)
}

func TestCloseWhileWaiting(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	r, err := Open("-", Options{Stdin: in})
	if err != nil {
		t.Fatal(err)
	}
	done := drain(context.Background(), r)
	time.Sleep(10 * time.Millisecond)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	within(t, done, os.ErrClosed)
	within(t, drain(context.Background(), r), os.ErrClosed)
}

// A record is given out as soon as it was written, and no writer is needed for
// the next.
func TestSlowPipe(t *testing.T) {
	in, out := io.Pipe()
	r, err := Open("-", Options{Stdin: in})
	if err != nil {
		t.Fatal(err)
	}
	written := make(chan bool)
	go func() {
		defer out.Close()
		for n := range 3 {
			fmt.Fprintf(out, "{\"text\":\"%d\"}\n", n)
			<-written
		}
	}()
	n := 0
	for rec, err := range r.Records(context.Background()) {
		if err != nil || rec.Body != fmt.Sprint(n) {
			t.Errorf("%+v, %v", rec, err)
		}
		n++
		written <- true
	}
	if n != 3 {
		t.Errorf("%d records", n)
	}
}

func TestStop(t *testing.T) {
	root := tree(t, map[string]string{"a": row(1) + row(2), "b": `{"text":"a"}` + "\nx", "c": "<pre>a</pre>", "d": "", "e/f": "FM"})
	all := len(collect(t, root, Options{}))
	for stop := range all {
		r, err := Open(root, Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for range r.Records(context.Background()) {
			if n++; n > stop {
				break
			}
		}
		if n != stop+1 {
			t.Errorf("%d records, want %d", n, stop+1)
		}
	}
}

// Nothing that waits is left behind.
func TestNoGoroutinesLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 50 {
		read(t, row(1)+row(2), Options{})
	}
	for range 100 {
		if runtime.NumGoroutine() <= before+1 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestSizeOfPipe(t *testing.T) {
	r, err := Open("-", Options{Stdin: strings.NewReader("FM")})
	if err != nil || r.Size() != 0 {
		t.Errorf("size %d, %v; want 0", r.Size(), err)
	}
	path := filepath.Join(tree(t, map[string]string{"a": "FM QUITO"}), "a")
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for path, in := range map[string]io.Reader{path: nil, "-": file} {
		if r, err := Open(path, Options{Stdin: in}); err != nil || r.Size() != 8 {
			t.Errorf("size %d, %v; want 8", r.Size(), err)
		}
	}
}
