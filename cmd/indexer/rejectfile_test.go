package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
)

// TestRejectFile: what a line holds of a record, and what an archive of such
// lines gives.
func TestRejectFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects.jsonl")
	if err := os.WriteFile(path, []byte("of an earlier job\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		bad  corpus.RecordError
		line string
		want string // of the line as an archive: text or error
	}{
		{
			corpus.RecordError{Source: corpus.Source{Path: "a.csv", Line: 3}, Raw: []byte("\"1\",<b>\\\n\x1b\u202e\n"), Err: errors.New("2 columns,\nnot 8")},
			`{"text":"\"1\",<b>\\\n\u001b\u202e\n","source":{"path":"a.csv","line":3},"reason":"2 columns,; not 8"}`,
			"\"1\",<b>\\\n\x1b\u202e\n",
		},
		{
			corpus.RecordError{Source: corpus.Source{Path: "a.zip", Member: "b/c.txt", Line: 1}, Raw: []byte("Caf\xe9 du Port"), Err: errors.New("no end")},
			`{"base64":"Q2Fm6SBkdSBQb3J0","source":{"path":"a.zip","member":"b/c.txt","line":1},"reason":"no end"}`,
			"Café du Port",
		},
		{
			corpus.RecordError{Source: corpus.Source{Path: "long.txt", Line: 1}, Raw: []byte("FM QUITO"), Cut: true, Err: errors.New("too long")},
			`{"text":"FM QUITO","cut":true,"source":{"path":"long.txt","line":1},"reason":"too long"}`,
			"FM QUITO",
		},
		{
			corpus.RecordError{Source: corpus.Source{Path: "x/y.txt"}, Err: &fs.PathError{Op: "open", Path: "x/y.txt", Err: fs.ErrPermission}},
			`{"source":{"path":"x/y.txt"},"reason":"permission denied"}`,
			`no text: expected "body", "text" or "base64"`,
		},
	}
	r, err := createRejects(newRejectTarget(path))
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, test := range tests {
		if err := r.add(&test.bad); err != nil {
			t.Error(err)
		}
		want += test.line + "\n"
	}
	if err := r.close(); err != nil {
		t.Error(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("error %v, got\n%swant\n%s", err, got, want)
	}
	archive, err := corpus.Open(path, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for rec, err := range archive.Records(t.Context()) {
		got := rec.Body
		var bad *corpus.RecordError
		if errors.As(err, &bad) {
			got = cli.Reason(bad)
		}
		if n >= len(tests) || got != tests[n].want {
			t.Errorf("line %d: read as %q", n+1, got)
		}
		n++
	}
	if n != len(tests) {
		t.Errorf("%d records read back, want %d", n, len(tests))
	}
}

// TestNewRejectFile: others can't read what a job rejects.
func TestNewRejectFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rejects.jsonl")
	r, err := createRejects(newRejectTarget(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.close(); err != nil {
		t.Error(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() != 0 || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("%v, error %v", info, err)
	}
	if _, err := createRejects(newRejectTarget(filepath.Dir(path))); err == nil || !strings.HasPrefix(err.Error(), "--rejects: open ") {
		t.Errorf("of a folder: error %v", err)
	}
}

func TestNoRejectFile(t *testing.T) {
	r, err := createRejects(newRejectTarget(""))
	if err := errors.Join(err, r.add(bad), r.close()); err != nil {
		t.Error(err)
	}
}

// TestFullDisk: that the list is not whole is an error of the job.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skipf("no full device: %v", err)
	}
	r, err := createRejects(newRejectTarget("/dev/full"))
	if err != nil {
		t.Fatal(err)
	}
	_ = r.add(bad)
	if err := r.close(); err == nil || !strings.HasPrefix(err.Error(), "--rejects: the list is incomplete: write /dev/full: ") {
		t.Errorf("got %v", err)
	}
}

// TestCheckRejects: a list takes the place of nothing that the job needs.
func TestCheckRejects(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, dir := range []string{"cables/1975", "idx/snapshots", "lists"} {
		if err := os.MkdirAll(filepath.FromSlash(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"mended.jsonl", "other.jsonl"} {
		if err := os.WriteFile(file, []byte("{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	links := os.Symlink("cables", "link") == nil && os.Symlink("mended.jsonl", "alias.jsonl") == nil
	stdin, err := os.Open("mended.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	for _, test := range []struct {
		rejects, paths, want string
	}{
		{"", "cables", ""},
		{"lists/new.jsonl", "cables mended.jsonl - nowhere", ""},
		{"other.jsonl", "cables mended.jsonl -", ""}, // an old list
		{"new.jsonl", "", ""},
		{"-", "cables", "expected a file: standard output is for the summary"},
		{"nowhere/new.jsonl", "cables", "no such folder"},
		{"mended.jsonl", "cables ./mended.jsonl", "the job reads that file: name another one"},
		{"mended.jsonl", "-", "the job reads that file: name another one"},
		{"alias.jsonl", "mended.jsonl", "the job reads that file: name another one"},
		{"cables/new.jsonl", "mended.jsonl cables", "the job reads the folder cables: name a file outside of it"},
		{"cables/1975/new.jsonl", "cables", "the job reads the folder cables: name a file outside of it"},
		{"link/1975/new.jsonl", "cables", "the job reads the folder cables: name a file outside of it"},
		{"link/1975/../../new.jsonl", "cables", ""},
		{"new.jsonl", ".", "the job reads the folder .: name a file outside of it"},
		{"idx/new.jsonl", "cables", "that is in the index: name a file outside of it"},
		{"idx/snapshots/new.jsonl", "", "that is in the index: name a file outside of it"},
	} {
		if !links && (strings.HasPrefix(test.rejects, "link") || strings.HasPrefix(test.rejects, "alias")) {
			t.Logf("%s: not tried, as no links can be made here", test.rejects)
			continue
		}
		err := checkRejects(options{indexDir: "idx", rejects: test.rejects}, false, strings.Fields(test.paths), stdin)
		want := test.want
		if want != "" {
			want = "--rejects " + test.rejects + ": " + want
		}
		var usage *cli.UsageError
		if err == nil && want != "" || err != nil && (err.Error() != want || !errors.As(err, &usage)) {
			t.Errorf("%+v: got %v", test, err)
		}
	}
	if err := checkRejects(options{rejects: "new.jsonl"}, true, []string{"cables"}, stdin); err == nil {
		t.Error("parse takes a list")
	}
}
