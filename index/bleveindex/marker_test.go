package bleveindex_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/update"
)

// few are cables for an index that is made often.
func few(t testing.TB, dir string, words ...string) update.Report {
	t.Helper()
	texts := map[string]string{}
	for i, word := range words {
		texts[fmt.Sprintf("08PARIS%d", i+1)] = "UNCLAS\n\n1. (U) " + word + "\n"
	}
	return build(t, dir, recordsOf(texts), 0)
}

// put makes files with their folders, which others may read.
func put(t testing.TB, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// listing returns what is in a folder: modes and content by path.
func listing(t testing.TB, root string) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content := ""
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = string(data)
		}
		list[path] = info.Mode().String() + " " + content
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// openAll opens a folder for all that can be done with an index.
func openAll(dir string) (writeErr, readErr error) {
	if w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Rebuild: true}); err == nil {
		w.Close()
	} else {
		writeErr = err
	}
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err == nil {
		w.Close()
	} else {
		writeErr = err
	}
	s, readErr := bleveindex.Open(dir)
	if readErr == nil {
		s.Close()
	}
	_, _ = bleveindex.Verify(context.Background(), dir)
	if s, err := bleveindex.OpenStored(context.Background(), dir); err == nil {
		s.Close()
	}
	return writeErr, readErr
}

// TestForeignFolders: a folder that is no index is left as it is, whatever the
// names in it.
func TestForeignFolders(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]map[string]string{
		"one name":       {"CURRENT": "000001\n"},
		"all names":      {"CURRENT": "000001\n", "LOCK": "", "LOCK.json": "{}", "writer/novel.txt": "x", "snapshots/000001/thesis.txt": "x", "snapshots/000002/x": "x"},
		"a database":     {"CURRENT": "MANIFEST-000001\n", "LOCK": "", "LOG": "x", "MANIFEST-000001": "x"},
		"a manifest":     {"CURRENT": "000001\n", "snapshots/000001/manifest.json": `{"version":"1.2.3"}`},
		"folders":        {"writer/novel.txt": "x"},
		"another marker": {"REFTEL": "notes on reftels", "LOCK": ""},
		"a lock of more": {"LOCK": "x"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "docs")
			put(t, dir, files)
			before := listing(t, dir)
			writeErr, _ := openAll(dir)
			if writeErr == nil || !strings.Contains(writeErr.Error(), dir+" is no index: it holds ") || !strings.HasSuffix(writeErr.Error(), ": name another folder") {
				t.Errorf("error %v", writeErr)
			}
			if diff := cmp.Diff(before, listing(t, dir)); diff != "" {
				t.Errorf("the folder changed (-before +after):\n%s", diff)
			}
		})
	}
}

// markerID returns the id in the marker of an index.
func markerID(t testing.TB, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "REFTEL"))
	var m struct{ Kind, ID string }
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil || m.Kind != "reftel index" || len(m.ID) < 20 {
		t.Fatalf("marker %q, error %v", data, err)
	}
	return m.ID
}

// TestMarker: each index has an id, which it keeps; one of an earlier version
// gets one when it is written to.
func TestMarker(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), filepath.Join(t.TempDir(), "a", "b")
	few(t, dir, "harbour")
	few(t, other, "harbour")
	id := markerID(t, dir)
	if id == markerID(t, other) {
		t.Error("two indexes have one id")
	}
	few(t, dir, "harbour", "lighthouse")
	if markerID(t, dir) != id {
		t.Error("the id changed")
	}
	for _, damage := range []string{"", "{", `{"kind":"reftel indey","format":1,"id":"` + id + `"}`} {
		if err := os.Remove(filepath.Join(dir, "REFTEL")); err != nil {
			t.Fatal(err)
		}
		if damage != "" {
			put(t, dir, map[string]string{"REFTEL": damage})
		}
		s := open(t, dir)
		if n := find(t, s, "harbour").Total; n != 1 {
			t.Errorf("%d cables without a marker", n)
		}
		s.Close()
		few(t, dir, "harbour", "lighthouse")
		markerID(t, dir)
	}
}

// TestInterruptedMaking: what a job left that died at once is an index in the
// making.
func TestInterruptedMaking(t *testing.T) {
	t.Parallel()
	for _, files := range []map[string]string{{"LOCK": ""}, {"LOCK": "", "REFTEL.tmp": "{"}} {
		dir := t.TempDir()
		put(t, dir, files)
		few(t, dir, "harbour")
		markerID(t, dir)
	}
}

// TestForeignInIndex: what others put into an index stays; half a snapshot goes.
func TestForeignInIndex(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	few(t, dir, "harbour")
	foreign := map[string]string{
		"notes.txt": "x", "snapshots/notes.txt": "x", "snapshots/7/thesis.txt": "x", "snapshots/000008": "x",
		"snapshots/000007/thesis.txt": "x", "snapshots/+00009/store/x": "x", "snapshots/000001/mine.txt": "x",
	}
	put(t, dir, foreign)
	put(t, dir, map[string]string{"snapshots/000005/store/0001.zap": "x", "snapshots/000005/columns": "x", "snapshots/000005/catalog.tmp": "x", "snapshots/000005/catalog.b": "x"})
	few(t, dir, "harbour", "lighthouse")
	few(t, dir, "harbour", "lighthouse", "ferry")
	for name, content := range foreign {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != content {
			t.Errorf("%s holds %q, error %v", name, data, err)
		}
	}
	for _, name := range []string{"snapshots/000005", "snapshots/000001/store", "snapshots/000001/manifest.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s is left", name)
		}
	}
	if n := find(t, open(t, dir), "*").Total; n != 3 {
		t.Errorf("%d cables", n)
	}
}

// oneWord is an index of one cable.
var oneWord = template{build: func(t testing.TB, dir string) { few(t, dir, "harbour") }}

// TestLinksInIndex: a symbolic link in an index is refused, and what it leads to
// is left as it is.
func TestLinksInIndex(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		reads bool // searchers open it
	}{
		{"CURRENT", true}, {"snapshots", true}, {"snapshots/000001", true}, {"snapshots/000001/store", true},
		{"snapshots/000001/manifest.json", true}, {"snapshots/000001/columns", true}, {"snapshots/000001/catalog", true}, {"snapshots/000001/catalog.a", true},
		{"snapshots/000001/HELD", true}, {"snapshots/000001/index_meta.json", true}, {"snapshots/000001/store/root.bolt", true},
		{"snapshots/000002", false}, {"REFTEL", false}, {"REFTEL.tmp", false}, {"CURRENT.tmp", false},
		{"LOCK", false}, {"LOCK.json", false}, {"LOCK.json.tmp", false}, {"writer", false}, {"damaged", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, outside := oneWord.copied(t), t.TempDir()
			path, target := filepath.Join(dir, filepath.FromSlash(test.name)), filepath.Join(outside, "target")
			if err := os.Rename(path, target); err != nil {
				put(t, target, map[string]string{"thesis.txt": "x"})
				if strings.Contains(test.name, "LOCK") || strings.Contains(test.name, "tmp") || strings.Contains(test.name, "HELD") {
					target = filepath.Join(target, "thesis.txt")
				}
			}
			if err := os.Symlink(target, path); err != nil {
				t.Skip("no links here: ", err)
			}
			before := listing(t, outside)
			writeErr, readErr := openAll(dir)
			want := path + " is a symbolic link: an index has none: remove it, or name another folder"
			if writeErr == nil || writeErr.Error() != want {
				t.Errorf("writer: error %v, want %s", writeErr, want)
			}
			if test.reads && (readErr == nil || readErr.Error() != want) || !test.reads && readErr != nil {
				t.Errorf("searcher: error %v", readErr)
			}
			if diff := cmp.Diff(before, listing(t, outside)); diff != "" {
				t.Errorf("what the link leads to changed (-before +after):\n%s", diff)
			}
		})
	}
}

// TestHardLinksInIndex: a file of others that is linked where an index writes is
// left as it is.
func TestHardLinksInIndex(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	few(t, dir, "harbour")
	put(t, outside, map[string]string{"thesis.txt": "x"})
	for _, name := range []string{"CURRENT.tmp", "LOCK.json.tmp", "LOCK.json", "snapshots/000001/catalog.tmp", "snapshots/000001/HELD"} {
		os.Remove(filepath.Join(dir, name))
		if err := os.Link(filepath.Join(outside, "thesis.txt"), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	before := listing(t, outside)
	few(t, dir, "harbour")
	few(t, dir, "harbour", "lighthouse")
	if diff := cmp.Diff(before, listing(t, outside)); diff != "" {
		t.Errorf("the file changed (-before +after):\n%s", diff)
	}
}

// TestLinkToIndex: the index itself may be reached by a link.
func TestLinkToIndex(t *testing.T) {
	t.Parallel()
	dir, link := t.TempDir(), filepath.Join(t.TempDir(), "idx")
	if err := os.Symlink(dir, link); err != nil {
		t.Skip("no links here: ", err)
	}
	few(t, link, "harbour")
	few(t, link, "harbour", "lighthouse")
	if n := find(t, open(t, link), "*").Total; n != 2 {
		t.Errorf("%d cables", n)
	}
}
