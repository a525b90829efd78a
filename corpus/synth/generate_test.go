package main

import (
	"bytes"
	"errors"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// sum returns a hash of what run writes.
func sum(t *testing.T, args ...string) uint64 {
	t.Helper()
	h := fnv.New64a()
	var stderr strings.Builder
	if code := run(args, h, &stderr); code != 0 {
		t.Fatalf("synth %v: exit %d, %s", args, code, stderr.String())
	}
	return h.Sum64()
}

// TestSameBytes writes the same archive on one core and on many.
func TestSameBytes(t *testing.T) {
	args := []string{"-n", "300", "-seed", "42"}
	want := sum(t, args...)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(cores)
		if got := sum(t, args...); got != want {
			t.Errorf("%d cores write other bytes", cores)
		}
	}
	if sum(t, "-n", "300", "-seed", "43") == want {
		t.Error("another seed writes the same bytes")
	}
}

// TestOutput holds the file to what standard output gets.
func TestOutput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cables.csv")
	var out bytes.Buffer
	if code := run([]string{"-n", "100", "-o", "-"}, &out, io.Discard); code != 0 {
		t.Fatalf("exit %d", code)
	}
	if code := run([]string{"-n", "100", "--o", file}, io.Discard, io.Discard); code != 0 {
		t.Fatalf("exit %d", code)
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, out.Bytes()) {
		t.Errorf("file has %d bytes (%v), standard output %d", len(got), err, out.Len())
	}
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args   string
		code   int
		stdout string // how it begins
		stderr string
	}{
		{"-n 0", 0, "", ""},
		{"-h", 0, "usage: synth [-n N]", ""},
		{"-n -1", 2, "", "synth: error: expected a number of cables from 0 to 10000000, found -1\n"},
		{"-n many", 2, "", "synth: error: invalid value \"many\" for flag -n: parse error\n"},
		{"-n 1 cables.csv", 2, "", "synth: error: expected flags only, found \"cables.csv\"\n"},
		{"-n 1 -format text", 2, "", "synth: error: expected format csv or jsonl, found \"text\"\n"},
		{"-n 1 -o no/such/folder/x", 2, "", "synth: error: open no/such/folder/x: "},
	} {
		var stdout, stderr strings.Builder
		code := run(strings.Fields(test.args), &stdout, &stderr)
		if code != test.code || !strings.HasPrefix(stdout.String(), test.stdout) ||
			!strings.HasPrefix(stderr.String(), test.stderr) || (test.stderr == "") != (stderr.Len() == 0) {
			t.Errorf("synth %s: exit %d, %q, %q", test.args, code, stdout.String(), stderr.String())
		}
	}
}

// fullDisk takes so many bytes.
type fullDisk struct{ left int }

var errFull = errors.New("no space left")

func (d *fullDisk) Write(b []byte) (int, error) {
	if d.left -= len(b); d.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// TestFullDisk fails in the midst of the work, and must end all the same.
func TestFullDisk(t *testing.T) {
	err := generate(&fullDisk{1 << 21}, 2000, 1, appendCSV)
	if !errors.Is(err, errFull) || !strings.HasPrefix(err.Error(), "cables from number ") {
		t.Errorf("got error %v", err)
	}
}

func BenchmarkGenerate(b *testing.B) {
	for _, form := range []string{"csv", "jsonl"} {
		b.Run(form, func(b *testing.B) { benchmark(b, form) })
	}
}

// counter counts bytes.
type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

func benchmark(b *testing.B, form string) {
	layout, err := layoutOf(form)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var c counter
		if err := generate(&c, 5000, 1, layout); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(c.n)
	}
}
