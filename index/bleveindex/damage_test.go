package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

// openLimit bounds the time in which a damaged index must be refused.
const openLimit = 5 * time.Second

// replaceFile writes a new file, since the old one may be mapped or linked.
func replaceFile(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := errors.Join(os.Remove(path), os.WriteFile(path, data, 0o600)); err != nil {
		t.Fatal(err)
	}
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// snapshotOf returns the folder of the published snapshot.
func snapshotOf(t testing.TB, dir string) string {
	t.Helper()
	return filepath.Join(dir, "snapshots", strings.TrimSpace(string(readFile(t, filepath.Join(dir, "CURRENT")))))
}

// changeBit changes one bit in the middle of a file.
func changeBit(t testing.TB, path string) {
	t.Helper()
	data := readFile(t, path)
	data[len(data)/2] ^= 1
	replaceFile(t, path, data)
}

func segmentsIn(t testing.TB, dir string) []string {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(snapshotOf(t, dir), "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("segments %v, error %v", segments, err)
	}
	return segments
}

// isRefusal checks that an error names a file and says how to get rid of it.
func isRefusal(t testing.TB, what string, err error, path string) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%s: no error", what)
	case !strings.Contains(err.Error(), path):
		t.Errorf("%s: the error does not name %s: %v", what, path, err)
	case strings.Count(err.Error(), "indexer --rebuild") != 1:
		t.Errorf("%s: the error does not say once what to do: %v", what, err)
	}
}

// refuses checks that searchers, writers and Verify refuse a damaged index.
func refuses(t testing.TB, what, dir, path string) {
	t.Helper()
	began := time.Now()
	s, err := bleveindex.Open(dir)
	if err == nil {
		s.Close()
	}
	isRefusal(t, what+": Open", err, path)
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err == nil {
		w.Close()
	}
	isRefusal(t, what+": OpenWriter", err, path)
	_, err = bleveindex.Verify(context.Background(), dir)
	isRefusal(t, what+": Verify", err, path)
	if took := time.Since(began); took > openLimit {
		t.Errorf("%s: took %v", what, took)
	}
}

// TestDamagedBytesAreRefused flips bits of the files, or parts of files, that are
// read when an index is opened: an error names the file.
func TestDamagedBytesAreRefused(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	snapshot := snapshotOf(t, dir)
	segment := segmentsIn(t, dir)[0]
	for _, c := range []struct {
		path string
		tail int // how many bytes at the end; 0 is all
	}{
		{filepath.Join(dir, "CURRENT"), 0},
		{filepath.Join(snapshot, "manifest.json"), 0},
		{filepath.Join(snapshot, "index_meta.json"), 0},
		{filepath.Join(snapshot, "store", "root.bolt"), 0},
		{segment, 60},
	} {
		whole := readFile(t, c.path)
		from := 0
		if c.tail > 0 {
			from = len(whole) - c.tail
		}
		step := max(1, (len(whole)-from)/sized(60, 15))
		for at := from; at < len(whole)-1; at += step {
			data := slices.Clone(whole)
			data[at] ^= 1 << (at % 8)
			if filepath.Base(c.path) == "CURRENT" {
				data[at] ^= 0x80 // not another digit
			}
			replaceFile(t, c.path, data)
			refuses(t, filepath.Base(c.path), dir, c.path)
			if t.Failed() {
				t.Fatalf("byte %d of %d", at, len(whole))
			}
		}
		replaceFile(t, c.path, whole)
	}
}

// TestDamagedFilesAreRefused replaces files by others, or takes them away.
func TestDamagedFilesAreRefused(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	snapshot := snapshotOf(t, dir)
	for _, c := range []struct{ what, path, content string }{
		{"empty", "CURRENT", ""},
		{"binary", "CURRENT", "\x00\xff\n\x00"},
		{"huge", "CURRENT", strings.Repeat("1", 1<<20)},
		{"signed", "CURRENT", "+00001\n"},
		{"path", "CURRENT", "../000001\n"},
		{"two lines", "CURRENT", "000001\n000001\n"},
		{"empty", "manifest.json", ""},
		{"binary", "manifest.json", "\x00\x01\x02"},
		{"other JSON", "manifest.json", "[1]\n"},
		{"deep JSON", "manifest.json", strings.Repeat("[", 1<<20)},
		{"empty", "index_meta.json", ""},
		{"other JSON", "index_meta.json", `{"storage":"nowhere","index_type":"none"}`},
		{"zeros", "store/root.bolt", string(make([]byte, 1<<16))},
	} {
		path := filepath.Join(snapshot, filepath.FromSlash(c.path))
		if c.path == "CURRENT" {
			path = filepath.Join(dir, c.path)
		}
		whole := readFile(t, path)
		replaceFile(t, path, []byte(c.content))
		refuses(t, c.path+" "+c.what, dir, path)
		replaceFile(t, path, whole)
	}
	files := []string{"manifest.json", "index_meta.json", "store/root.bolt"}
	for _, s := range segmentsIn(t, dir) {
		files = append(files, "store/"+filepath.Base(s))
	}
	for _, file := range files {
		path := filepath.Join(snapshot, filepath.FromSlash(file))
		if err := os.Rename(path, path+".away"); err != nil {
			t.Fatal(err)
		}
		refuses(t, "missing "+file, dir, path)
		if err := os.Rename(path+".away", path); err != nil {
			t.Fatal(err)
		}
	}
	current := filepath.Join(dir, "CURRENT")
	replaceFile(t, current, []byte("000099\n"))
	refuses(t, "CURRENT names no snapshot", dir, current)
}

// TestDamageIsNotSpread: a job either refuses a damaged segment, or leaves it as it is,
// so that its damage is still found. What is published stays.
func TestDamageIsNotSpread(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	ctx := context.Background()
	from := t.TempDir()
	manyCommits(t, from) // so that Compact has something to merge
	docs := documents(t, oneCable("08PARIS1", "the harbour tender"))
	add := func(w *bleveindex.Writer) error { return w.Add(ctx, docs) }
	jobs := map[string]func(*bleveindex.Writer) error{
		"Versions": func(w *bleveindex.Writer) error { _, err := w.Versions(ctx, "08PARIS1"); return err },
		"Get":      func(w *bleveindex.Writer) error { _, err := w.Get(ctx, "06STATE221904"); return err },
		"Delete": func(w *bleveindex.Writer) error {
			err := w.Delete(ctx, []string{"06STATE221904"})
			if err == nil {
				_, err = w.Commit(ctx)
			}
			return err
		},
		"Add": func(w *bleveindex.Writer) error {
			err := add(w)
			if err == nil {
				_, err = w.Commit(ctx)
			}
			return err
		},
		"Compact": func(w *bleveindex.Writer) error {
			_, err := w.Compact(ctx)
			if err == nil {
				_, err = w.Commit(ctx)
			}
			return err
		},
		"Salvage": func(w *bleveindex.Writer) error {
			err := add(w)
			if err == nil {
				_, _, err = w.Salvage(ctx)
			}
			return err
		},
	}
	parts := []int{1, 2, 3, 5}
	if testing.Short() {
		parts = parts[:1]
	}
	for _, part := range parts {
		for what, job := range jobs {
			dir := filepath.Join(t.TempDir(), "index")
			if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			segment := segmentsIn(t, dir)[0]
			data := readFile(t, segment)
			data[len(data)*part/8] ^= 4
			replaceFile(t, segment, data)
			w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
			if err != nil {
				isRefusal(t, what, err, filepath.Base(segment))
				continue
			}
			if err := job(w); err != nil {
				isRefusal(t, what, err, filepath.Base(segment))
			}
			if err := w.Close(); err != nil {
				t.Error(err)
			}
			_, err = bleveindex.Verify(ctx, dir)
			isRefusal(t, "Verify after "+what, err, filepath.Base(segment))
		}
	}
}

// TestDamagedSegmentIsNotCompacted: merging at the end of a job is refused, too.
func TestDamagedSegmentIsNotCompacted(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := manySegments.copied(t)
	for _, segment := range segmentsIn(t, dir) {
		changeBit(t, segment)
	}
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_, err = w.Compact(ctx)
	isRefusal(t, "Compact", err, ".zap")
}

// manySegments is an index of more segments than Compact leaves as they are.
var manySegments = template{build: func(t testing.TB, dir string) {
	t.Helper()
	ctx := context.Background()
	for n := range 10 {
		texts := map[string]string{}
		for i := range 80 {
			id := fmt.Sprintf("08PARIS%d", 100*n+i+1)
			texts[id] = fiction(id, "the harbour tender")
		}
		w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Jobs: 1}) // one segment a job
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Add(ctx, documents(t, recordsOf(texts))); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(segmentsIn(t, dir)); n < 9 {
		t.Fatalf("%d segments", n)
	}
}}

// TestUnchangedVerifiesNothing: a job that finds nothing new does not read the
// segments, nor make a copy of the index.
func TestUnchangedVerifiesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := sampleIndex(t)
	segment := segmentsIn(t, dir)[0]
	changeBit(t, segment)
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	report, err := updatetest.Build(ctx, fromSample(ctx), w, update.Options{})
	if err != nil || report.Unchanged != report.Records {
		t.Errorf("%+v, error %v", report, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "writer")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the writer's folder: %v", err)
	}
}

// TestVerifyNamesEachDamagedFile also where several are damaged.
func TestVerifyNamesEachDamagedFile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	dir := manySegments.copied(t)
	damaged := append(segmentsIn(t, dir)[:2], filepath.Join(snapshotOf(t, dir), "store", "root.bolt"))
	for _, path := range damaged {
		changeBit(t, path)
	}
	_, err := bleveindex.Verify(context.Background(), dir)
	for _, path := range damaged {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s is not named: %v", path, err)
		}
	}
}

// TestSnapshotLeftByAKill: the next job deletes a snapshot that a job left that was
// killed between publishing and deleting, unless a searcher has it open.
func TestSnapshotLeftByAKill(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	s := open(t, dir)
	left := snapshotOf(t, dir)
	build(t, dir, oneCable("08PARIS1", "the harbour tender"), 1)
	openAndClose := func() {
		w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	openAndClose()
	if _, err := os.Stat(left); err != nil {
		t.Fatalf("the snapshot that a searcher has open: %v", err)
	}
	find(t, s, "*")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(left, os.DirFS(snapshotOf(t, dir))); err != nil {
		t.Fatal(err)
	}
	openAndClose()
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the snapshot is still there: %v", err)
	}
}

// TestSearchInADamagedSegment: damage in a part that is read for a query gives any
// answer, or an error that names the file; the engine's own goroutines do not end the
// program. Not all damage can be met so: the engine allocates what a damaged list of
// positions asks for. An error that is not from damage says nothing of it.
func TestSearchInADamagedSegment(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	segment := segmentsIn(t, dir)[0]
	whole := readFile(t, segment)
	parts := sized(48, 8)
	refused := 0
	for part := range parts {
		data := slices.Clone(whole)
		at := len(data) * part / parts
		for i := at; i < min(at+512, len(data)); i += 16 {
			data[i] ^= 0x10
		}
		replaceFile(t, segment, data)
		s, err := bleveindex.Open(dir)
		if err != nil {
			isRefusal(t, "Open", err, segment)
			continue
		}
		for what, err := range askAll(t, s) {
			refused++
			isRefusal(t, what, err, segment)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if refused == 0 {
		t.Error("no damage was met")
	}
	replaceFile(t, segment, whole)
	if _, err := open(t, dir).Get(context.Background(), "99NOWHERE1"); !errors.Is(err, index.ErrNotFound) {
		t.Error(err)
	}
}

// askAll asks an index for each kind of thing, and yields the errors.
func askAll(t *testing.T, s *bleveindex.Searcher) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx := context.Background()
		for _, text := range []string{"*", "the", "embasy~1", "tend*", "*tion", `"of the"`, "cease fire", "tags:PARM", "date:2006.."} {
			tree, err := query.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			facets := []index.FacetRequest{{Name: "tags", Size: 3}}
			if _, err := s.Search(ctx, index.Request{Query: tree, Facets: facets, Limit: 3, Snippets: 1}); err != nil && !yield(text, err) {
				return
			}
			for _, err := range s.All(ctx, index.Request{Query: tree, Limit: -1}) {
				if err != nil && !yield(text+" in All", err) {
					return
				}
			}
		}
		for range s.Terms("text", "") {
		}
		if _, err := s.Info(ctx); err != nil && !yield("Info", err) {
			return
		}
		if _, err := s.Get(ctx, "06STATE221904"); err != nil && !errors.Is(err, index.ErrNotFound) {
			yield("Get", err)
		}
	}
}
