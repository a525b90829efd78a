package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const aCable = `{"id":"08PARIS1","text":"UNCLAS\n\n1. (U) harbour\n"}` + "\n{\n"

// runIndexer runs the program in the current folder.
func runIndexer(t *testing.T, args ...string) (code int, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), append([]string{"--index", "idx"}, args...), streams{out: &out, err: &errs})
	return code, errs.String()
}

// TestRejectsOfArchive: the list takes the place of no file that the job reads,
// by whatever path or link it comes to it.
func TestRejectsOfArchive(t *testing.T) {
	for name, link := range map[string]func() error{
		"a hard link":           func() error { return os.Link("list.jsonl", "cables/z.jsonl") },
		"a symbolic link":       func() error { return os.Symlink("../list.jsonl", "cables/z.jsonl") },
		"a folder by a link":    func() error { return os.Symlink("../lists", "cables/z") },
		"a link to the archive": func() error { return os.Symlink("cables/a.jsonl", "list2.jsonl") },
		"two links, one skipped": func() error {
			return errors.Join(os.Link("list.jsonl", "cables/.z"), os.Link("list.jsonl", "cables/y.jsonl"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			for _, dir := range []string{"cables", "lists"} {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			other := strings.ReplaceAll(aCable, "08PARIS1", "08PARIS2")
			for file, text := range map[string]string{"cables/a.jsonl": aCable, "list.jsonl": other, "lists/list.jsonl": other} {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := link(); err != nil {
				t.Skip("no links here: ", err)
			}
			target := "list.jsonl"
			switch name {
			case "a folder by a link":
				target = filepath.Join("lists", target)
			case "a link to the archive":
				target = "list2.jsonl"
			}
			before, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			// The second job reads nothing again that is unchanged.
			for range 2 {
				code, stderr := runIndexer(t, "--rejects", target, "cables")
				if name == "a link to the archive" {
					if code != 2 || !strings.Contains(stderr, "the job reads the folder cables") {
						t.Errorf("exit code %d, %s", code, stderr)
					}
				} else if code != 2 || !strings.Contains(stderr, "indexer: error: --rejects "+target+": the job reads that file, as "+filepath.Join("cables", "")) {
					t.Errorf("exit code %d, %s", code, stderr)
				}
				if after, err := os.ReadFile(target); err != nil || !bytes.Equal(after, before) {
					t.Errorf("the file holds %q, error %v", after, err)
				}
				if _, kept, ok := strings.Cut(stderr, "; the list is in "); ok {
					if list, err := os.ReadFile(strings.TrimSpace(kept)); err != nil || !strings.Contains(string(list), `"reason"`) {
						t.Errorf("the list: %q, error %v", list, err)
					}
				}
			}
		})
	}
}

// TestRejectsReplaced: the list replaces an old one as a whole, at the end, with
// its mode; others that are linked to it keep theirs.
func TestRejectsReplaced(t *testing.T) {
	t.Chdir(t.TempDir())
	for file, text := range map[string]string{"a.jsonl": aCable, "list.jsonl": "old\n"} {
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	linked := os.Link("list.jsonl", "copy.jsonl") == nil && os.Symlink("list.jsonl", "link.jsonl") == nil
	if code, stderr := runIndexer(t, "--rejects", "list.jsonl", "nowhere"); code != 2 {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	if old, err := os.ReadFile("list.jsonl"); err != nil || string(old) != "old\n" {
		t.Errorf("a job that did not begin left %q, error %v", old, err)
	}
	target := "list.jsonl"
	if linked {
		target = "link.jsonl"
	}
	if code, stderr := runIndexer(t, "--rejects", target, "a.jsonl"); code != 0 {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	list, err := os.ReadFile("list.jsonl")
	if err != nil || !strings.HasPrefix(string(list), `{"text":"{`) {
		t.Errorf("the list is %q, error %v", list, err)
	}
	if linked {
		if data, err := os.ReadFile("copy.jsonl"); err != nil || string(data) != "old\n" {
			t.Errorf("the copy is %q, error %v", data, err)
		}
		if info, err := os.Lstat(target); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("the link is %v, error %v", info, err)
		}
	}
	if left, _ := filepath.Glob(".rejects-*"); len(left) > 0 {
		t.Errorf("%q are left", left)
	}
	if err := os.Symlink("none", "dangling"); err == nil {
		if code, stderr := runIndexer(t, "--rejects", "dangling", "a.jsonl"); code != 2 || !strings.Contains(stderr, "--rejects: dangling is a link to a missing file") {
			t.Errorf("exit code %d, %s", code, stderr)
		}
	}
}

// TestRejectsMeanwhile: a file that comes to be at the place of the list while
// the job runs is left as it is.
func TestRejectsMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.jsonl")
	r, err := createRejects(newRejectTarget(path))
	if err != nil {
		t.Fatal(err)
	}
	_ = r.add(bad)
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.close(); err == nil || !strings.HasPrefix(err.Error(), "--rejects "+path+": another file was put there meanwhile: it is unchanged; the list is in ") {
		t.Errorf("error %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "x" {
		t.Errorf("the file holds %q, error %v", data, err)
	}
}
