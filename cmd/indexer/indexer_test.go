package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/index/update"
)

// TestManyRejections: of a file that is no archive not every line is listed.
func TestManyRejections(t *testing.T) {
	var out bytes.Buffer
	r := rejections{out: &out}
	add := func(path string, from, until int, reason string) {
		for line := from; line <= until; line++ {
			r.add(&corpus.RecordError{Source: corpus.Source{Path: path, Line: line}, Err: errors.New(reason)})
		}
	}
	add("a.csv", 1, 20, "no text")
	add("a.csv", 21, 22, "no columns")
	add("b.csv", 1, 1669, "no columns")
	add("c.csv", 1, 21, "no columns")
	r.end()
	r.end()
	got := out.String()
	for _, want := range []string{
		"indexer: rejected: a.csv:20: no text\nindexer: rejected: a.csv:21: no columns\n",
		"indexer: rejected: b.csv:20: no columns\nindexer: rejected: b.csv: 1649 more records: no columns\nindexer: rejected: c.csv:1: no columns\n",
		"indexer: rejected: c.csv: 1 more record: no columns\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n"); n != 20+2+20+1+20+1 {
		t.Errorf("%d lines:\n%s", n, got)
	}
}

// TestManyReasons: of a file in which each record is rejected for a reason of its
// own, a few hundred are listed.
func TestManyReasons(t *testing.T) {
	var out bytes.Buffer
	r := rejections{out: &out}
	for line := range 1000 {
		r.add(&corpus.RecordError{Source: corpus.Source{Path: "a.csv", Line: line + 1}, Err: fmt.Errorf("reason %d", line+1)})
	}
	r.add(&corpus.RecordError{Source: corpus.Source{Path: "b.csv", Line: 1}, Err: errors.New("no text")})
	r.end()
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := []string{
		"indexer: rejected: a.csv:200: reason 200", "indexer: rejected: a.csv: 800 more records", "indexer: rejected: b.csv:1: no text",
	}
	if len(got) != 202 || !slices.Equal(got[199:], want) {
		t.Errorf("%d lines, the last are %q", len(got), got[max(0, len(got)-3):])
	}
}

// TestTextLeft: how much text a job that found the disk full still had to add.
func TestTextLeft(t *testing.T) {
	for _, test := range []struct {
		what        string
		report      update.Report
		read, total int64
		left        int64
		ok          bool
	}{
		{"half of it", update.Report{Read: 50, Bytes: 50, Added: 50}, 50, 100, 50, true},
		{"half of it, some read ahead", update.Report{Read: 50, Bytes: 40, Added: 40}, 50, 100, 60, true},
		{"nothing added yet", update.Report{Read: 50}, 50, 100, 100, true},
		{"packed to a fifth", update.Report{Read: 50, Bytes: 50, Added: 50}, 10, 20, 50, true},
		{"half of it known", update.Report{Read: 50, Bytes: 50, Added: 25}, 50, 100, 25, true},
		{"all was read", update.Report{Read: 100, Bytes: 100, Added: 100}, 100, 100, 0, true},
		{"nothing was read", update.Report{}, 0, 100, 0, false},
		{"of unknown size", update.Report{Read: 50, Bytes: 50, Added: 50}, 50, 0, 0, false},
	} {
		if left, ok := textLeft(test.report, test.read, test.total); left != test.left || ok != test.ok {
			t.Errorf("%s: %d, %v; want %d, %v", test.what, left, ok, test.left, test.ok)
		}
	}
}

func TestSummary(t *testing.T) {
	var many = map[string]int{}
	for _, kind := range strings.Fields("a b c d e f g h i j k l") {
		many[kind] = 1
	}
	for _, test := range []struct {
		o    options
		r    update.Report
		want string
	}{
		{options{summary: "text"}, update.Report{Snapshot: "000001"}, "0 records: 0 indexed\n0.0 MB in 0.0 s; index idx, snapshot 000001\n"},
		{options{summary: "text"}, update.Report{Records: 3, Unchanged: 3, Skipped: 2, Snapshot: "000001"}, "3 records: 0 indexed, 3 unchanged\n0.0 MB in 0.0 s; 2 files skipped, unchanged; index idx, snapshot 000001\n"},
		{options{summary: "text", quiet: true}, update.Report{Snapshot: "000001"}, ""},
		{
			options{summary: "text"},
			update.Report{
				Records: 1, Indexed: 1, Unchanged: 2, Replaced: 3, Duplicate: 4, Removed: 5, Rejected: 6, Bytes: 13.2e6, Seconds: 2.25,
				Problems: map[string]int{"text-cut": 1, "date-missing": 3, "id-missing": 3}, Repaired: 4,
			},
			`1 record: 1 indexed, 2 unchanged, 3 replaced, 4 duplicate, 5 removed, 6 rejected
13.2 MB in 2.2 s; index idx, nothing published
words of removed cables stay in the index files until these are merged: indexer --purge rewrites them now
4 cables damaged or unsure in places:
  date-missing             3
  id-missing               3
  text-cut                 1
to write the rejected records to a file: --rejects FILE
`,
		},
		{
			options{summary: "text", rejects: "r\x1b.jsonl"},
			update.Report{Records: 2, Indexed: 1, Rejected: 1, Snapshot: "000001", Problems: map[string]int{"text-cut": 1}, Repaired: 1},
			`2 records: 1 indexed, 1 rejected
0.0 MB in 0.0 s; index idx, snapshot 000001
1 cable of the index damaged or unsure in places (search problem:KIND finds them):
  text-cut                 1
rejected records are in r.jsonl
`,
		},
		{options{summary: "text", rejects: "r.jsonl"}, update.Report{Snapshot: "000001"}, "0 records: 0 indexed\n0.0 MB in 0.0 s; index idx, snapshot 000001\n"},
		{
			options{summary: "json", quiet: true}, update.Report{Records: 2, Indexed: 2, Snapshot: "000007", Problems: many, Repaired: 2},
			`{"records":2,"indexed":2,"unchanged":0,"replaced":0,"duplicate":0,"removed":0,"rejected":0,"bytes":0,"seconds":0,"snapshot":"000007"}` + "\n",
		},
	} {
		var out bytes.Buffer
		if err := summarize(&out, test.o, "idx", test.r); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != test.want {
			t.Errorf("got\n%swant\n%s", got, test.want)
		}
	}
	var out bytes.Buffer
	problems(&out, update.Report{Problems: many})
	if got := out.String(); !strings.HasSuffix(got, "  j                        1\n  and 2 kinds more\n") {
		t.Errorf("of twelve kinds:\n%s", got)
	}
}

func TestIsOfIndex(t *testing.T) {
	t.Chdir(t.TempDir())
	own := (&options{indexDir: "idx"}).isOfIndex()
	for path, want := range map[string]bool{
		"idx/LOCK": true, "./idx/snapshots/000001/columns": true, "x/../idx/LOCK": true, "idx": true,
		"idx2/LOCK": false, "x/idx/LOCK": false, "../idx/LOCK": false, "x": false,
	} {
		abs, err := filepath.Abs(filepath.FromSlash(path))
		if err != nil {
			t.Fatal(err)
		}
		if got := own(abs); got != want {
			t.Errorf("%s: got %v", path, got)
		}
	}
}

func TestParseArgs(t *testing.T) {
	for args, want := range map[string]string{
		"--format pdf":       `--format: unknown format "pdf": expected auto, `,
		"--jobs -1":          "--jobs -1: expected 0 or more",
		"--max-record 16X":   `invalid argument "16X" for "--max-record" flag: expected a number of bytes such as 65536, 64k or 16M`,
		"--summary xml":      `--summary "xml": expected text or json`,
		"--progress now":     `--progress "now": expected auto, always, never or json`,
		"--nonsense":         "unknown flag: --nonsense",
		"--version --jobs 2": "",
	} {
		_, _, err := parseArgs(strings.Fields(args))
		if (err != nil) != (want != "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v", args, err)
		}
	}
	if code := run(t.Context(), []string{"--version"}, streams{out: io.Discard, err: io.Discard}); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
