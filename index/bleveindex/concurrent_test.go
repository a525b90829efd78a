package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

// TestHeldSnapshots: a searcher keeps its snapshot while others are published, and
// snapshots that nobody has open are deleted.
func TestHeldSnapshots(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	texts := map[string]string{"08PARIS1": fiction("08PARIS1", "the harbour tender")}
	build(t, dir, recordsOf(texts), 1)
	held := open(t, dir)
	for n := 2; n <= 6; n++ {
		id := fmt.Sprintf("08PARIS%d", n)
		texts[id] = fiction(id, "the harbour strike")
		build(t, dir, recordsOf(texts), 1)
	}
	if n := find(t, held, "harbour").Total; n != 1 {
		t.Errorf("the snapshot that was held has %d cables", n)
	}
	names, err := filepath.Glob(filepath.Join(dir, "snapshots", "*"))
	if err != nil || len(names) != 2 || filepath.Base(names[0]) != "000001" {
		t.Errorf("snapshots left are %v, error %v; want the held and the current", names, err)
	}
	held.Close()
	texts["08PARIS9"] = fiction("08PARIS9", "the end")
	build(t, dir, recordsOf(texts), 1)
	if names, _ := filepath.Glob(filepath.Join(dir, "snapshots", "*")); len(names) != 1 {
		t.Errorf("after it is closed, snapshots left are %v", names)
	}
}

// TestSearchWhileIndexing: searchers in a loop, while jobs publish one
// snapshot after another, meet no error and see whole snapshots only.
func TestSearchWhileIndexing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	texts := map[string]string{}
	grow := func() {
		// Each job adds three cables: a total that is no multiple of three is
		// half a snapshot.
		for range 3 {
			id := fmt.Sprintf("08PARIS%d", len(texts)+1)
			texts[id] = fiction(id, "the harbour strike")
		}
		build(t, dir, recordsOf(texts), 2)
	}
	grow()
	ctx, cancel := context.WithCancel(context.Background())
	tree, err := query.Parse("harbour")
	if err != nil {
		t.Fatal(err)
	}
	var searchers sync.WaitGroup
	for range sized(8, 3) {
		searchers.Go(func() {
			for ctx.Err() == nil {
				if total, err := searchOnce(dir, tree); err != nil || total%3 != 0 || total == 0 {
					t.Errorf("total %d, error %v", total, err)
					return
				}
			}
		})
	}
	for range sized(10, 4) {
		grow()
	}
	cancel()
	searchers.Wait()
}

func searchOnce(dir string, tree query.Node) (int, error) {
	s, err := bleveindex.Open(dir)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	res, err := s.Search(context.Background(), index.Request{Query: tree, Limit: 2, Snippets: 1})
	if err != nil {
		return 0, err
	}
	return res.Total, nil
}

// TestReadOnlyIndex: an index that can't be written to can be searched.
func TestReadOnlyIndex(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	build(t, dir, oneCable("08PARIS1", "the harbour tender"), 1)
	chmodAll(t, dir, 0o500, 0o400)
	defer chmodAll(t, dir, 0o700, 0o600)
	if n := find(t, open(t, dir), "harbour").Total; n != 1 {
		t.Errorf("%d cables", n)
	}
}

func chmodAll(t *testing.T, dir string, folders, files os.FileMode) {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		paths = append(paths, path)
		if err == nil && d.IsDir() && folders&0o200 != 0 {
			err = os.Chmod(path, folders)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := len(paths) - 1; i >= 0; i-- {
		mode := files
		if info, err := os.Stat(paths[i]); err == nil && info.IsDir() {
			mode = folders
		}
		if err := os.Chmod(paths[i], mode); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSalvage: of an interrupted job as many cables are found as it says that it
// indexed, and the next job does the rest.
func TestSalvage(t *testing.T) {
	t.Parallel()
	cables := sized(400, 60)
	records := func(yield func(corpus.Record, error) bool) {
		for i := range cables {
			id := fmt.Sprintf("08PARIS%d", i+1)
			rec := corpus.Record{ID: id, Body: fiction(id, strings.Repeat("the harbour is calm ", 700)), Source: corpus.Source{Path: id}}
			if !yield(rec, nil) {
				return
			}
		}
	}
	for _, at := range []int{1, 30, 100, 250}[:sized(4, 2)] {
		dir := t.TempDir()
		w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Memory: 1})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		report, err := updatetest.Build(ctx, records, w, update.Options{Progress: func(r update.Report) {
			if r.Records == at {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		s := open(t, dir)
		if n := find(t, s, "*").Total; n != report.Indexed || report.Indexed+report.Dropped < at {
			t.Errorf("interrupted after %d: %d cables are found of %+v", at, n, report)
		}
		again := build(t, dir, records, 0)
		if again.Unchanged != report.Indexed || again.Indexed != cables-report.Indexed {
			t.Errorf("interrupted after %d with %d cables: then %+v", at, report.Indexed, again)
		}
	}
}
