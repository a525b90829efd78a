package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/indextest"
	"reftel/index/query"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

const sharedCSV = "../../../shared/cables/cables.csv"

// fromSample yields the records of the sample.
func fromSample(ctx context.Context) iter.Seq2[corpus.Record, error] { return sample.Records(ctx) }

// fromShared returns the records of the shared cables, and skips the test
// where they are not.
func fromShared(t testing.TB) iter.Seq2[corpus.Record, error] {
	t.Helper()
	r, err := corpus.Open(sharedCSV, corpus.Options{})
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not there: the real cables are not part of the project", sharedCSV)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Records(context.Background())
}

// collect wraps records so that the documents are kept.
func documents(t testing.TB, records iter.Seq2[corpus.Record, error]) []index.Document {
	t.Helper()
	var docs []index.Document
	for rec, err := range records {
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, index.Documents(rec)...)
	}
	return docs
}

// build indexes records at dir and returns the report.
func build(t testing.TB, dir string, records iter.Seq2[corpus.Record, error], jobs int) update.Report {
	t.Helper()
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := updatetest.Build(context.Background(), records, w, update.Options{Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	bleveindex.WaitClosed(dir)
	return report
}

// A template is an index that is built once, for tests that each get a copy.
type template struct {
	once  sync.Once
	build func(t testing.TB, dir string)
	files fstest.MapFS
}

// copied returns a folder with a copy, which the test may change.
func (p *template) copied(t testing.TB) string {
	t.Helper()
	p.once.Do(func() {
		dir := t.TempDir()
		p.build(t, dir)
		bleveindex.WaitClosed(dir)
		p.files = filesIn(t, dir)
	})
	dir := t.TempDir()
	if err := os.CopyFS(dir, p.files); err != nil {
		t.Fatal(err)
	}
	return dir
}

var sampleTemplate = template{build: func(t testing.TB, dir string) { build(t, dir, fromSample(context.Background()), 0) }}

// sampleIndex returns a folder with an index of the sample, which the test may change.
func sampleIndex(t testing.TB) string {
	t.Helper()
	return sampleTemplate.copied(t)
}

// filesIn returns the files in a folder.
func filesIn(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err == nil {
			files[filepath.ToSlash(name)] = &fstest.MapFile{Data: readFile(t, path), Mode: 0o600}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// raced reports whether the race detector is at work, with which a job takes several
// times as long.
var raced bool

// sized returns the size of a test, or the smaller one with -short or the race
// detector.
func sized(full, short int) int {
	if testing.Short() || raced {
		return short
	}
	return full
}

func open(t testing.TB, dir string) *bleveindex.Searcher {
	t.Helper()
	s, err := bleveindex.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func find(t testing.TB, s index.Searcher, text string) *index.Result {
	t.Helper()
	tree, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Search(context.Background(), index.Request{Query: tree, Limit: -1, Snippets: 2})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func ids(res *index.Result) []string {
	var list []string
	for _, h := range res.Hits {
		list = append(list, h.ID)
	}
	return list
}

// recordsOf makes records of cable texts.
func recordsOf(texts map[string]string) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		for _, id := range sortedKeys(texts) {
			rec := corpus.Record{ID: id, Body: texts[id], Format: corpus.Text, Source: corpus.Source{Path: id + ".txt"}}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// oneCable returns the record of an invented cable about something.
func oneCable(id, about string) iter.Seq2[corpus.Record, error] {
	return recordsOf(map[string]string{id: fiction(id, about)})
}

func TestConformanceSample(t *testing.T) {
	if testing.Short() {
		t.Skip("TestConformanceTexts has the same cables and more")
	}
	t.Parallel()
	docs := documents(t, fromSample(context.Background()))
	dir := sampleIndex(t)
	indextest.Conformance(t, open(t, dir), docs)
}

// TestConformanceTexts: several texts of an id, and text outside of telegrams.
func TestConformanceTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	var records []corpus.Record
	for rec, err := range fromSample(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
	}
	records = indextest.WithTexts(records)
	dir := t.TempDir()
	build(t, dir, yieldAll(records), 0)
	docs := indextest.Documents(records)
	indextest.Conformance(t, open(t, dir), docs)
	if _, err := bleveindex.Verify(context.Background(), dir); err != nil {
		t.Error(err)
	}
}

func TestConformanceMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	docs := documents(t, fromSample(context.Background()))
	s := memoryOf(t, docs)
	indextest.Conformance(t, s, docs)
}

func TestConformanceShared(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	var records []corpus.Record
	for rec, err := range fromShared(t) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
	}
	docs := indextest.Documents(records)
	dir := t.TempDir()
	report := build(t, dir, fromShared(t), 0)
	if report.Records < len(records) || report.Rejected != 0 || report.Indexed != len(docs) {
		t.Errorf("of %d records, %d cables: %+v", len(records), len(docs), report)
	}
	indextest.Conformance(t, open(t, dir), docs)
	if again := build(t, dir, fromShared(t), 0); again.Unchanged+again.Duplicate != report.Records || again.Snapshot != report.Snapshot {
		t.Errorf("a second run is not without change: %+v", again)
	}
}

// TestConformanceSharedTexts: the real cables in three layouts, of which many differ
// a little.
func TestConformanceSharedTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	var records []corpus.Record
	for rec := range fromShared(t) {
		records = append(records, rec)
	}
	for _, folder := range []string{"html", "txt"} {
		r, err := corpus.Open(filepath.Join(filepath.Dir(sharedCSV), folder), corpus.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for rec, err := range r.Records(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, rec)
		}
	}
	docs := indextest.Documents(records)
	dir := t.TempDir()
	build(t, dir, yieldAll(records), 0)
	indextest.Conformance(t, open(t, dir), docs)
}

// TestJobs: how many parsers work at once does not change an answer.
func TestJobs(t *testing.T) {
	t.Parallel()
	one, eight := t.TempDir(), t.TempDir()
	build(t, one, fromSample(context.Background()), 1)
	build(t, eight, fromSample(context.Background()), 8)
	a, b := open(t, one), open(t, eight)
	for _, q := range indextest.Questions {
		if x, y := ranked(t, a, q.Query), ranked(t, b, q.Query); !slices.Equal(x, y) {
			t.Errorf("%s: --jobs 1 finds %v, --jobs 8 finds %v", q.Query, x, y)
		}
	}
}

// ranked returns the ids that a query finds, best first.
func ranked(t testing.TB, s *bleveindex.Searcher, text string) []string {
	t.Helper()
	tree, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.IDs(context.Background(), index.Request{Query: tree, Limit: -1})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestSnapshots: a searcher sees one state, whatever a writer does meanwhile,
// and a later one sees the new state.
func TestSnapshots(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build(t, dir, oneCable("08PARIS1", "the harbour tender"), 1)
	before := open(t, dir)
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx := context.Background()
	doc := documents(t, oneCable("08PARIS2", "the harbour strike"))
	if err := w.Add(ctx, doc); err != nil {
		t.Fatal(err)
	}
	if n := find(t, open(t, dir), "harbour").Total; n != 1 {
		t.Errorf("before the commit a searcher sees %d cables", n)
	}
	if _, err := w.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if n := find(t, before, "harbour").Total; n != 1 {
		t.Errorf("the old snapshot has %d cables", n)
	}
	if n := find(t, open(t, dir), "harbour").Total; n != 2 {
		t.Errorf("after the commit a searcher sees %d cables", n)
	}
}

func TestSecondWriterIsToldWhoHoldsTheIndex(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	_, err = bleveindex.OpenWriter(dir, index.WriterOptions{})
	var locked *index.LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("second writer got %v", err)
	}
}

func TestNoIndex(t *testing.T) {
	t.Parallel()
	_, err := bleveindex.Open(filepath.Join(t.TempDir(), "none"))
	var none *index.NoIndexError
	if !errors.As(err, &none) {
		t.Errorf("got %v", err)
	}
}

func TestForeignFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bleveindex.OpenWriter(dir, index.WriterOptions{Rebuild: true}); err == nil || !strings.Contains(err.Error(), "thesis.txt") {
		t.Errorf("got %v", err)
	}
}

func TestFoldersArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := filepath.Join(t.TempDir(), "index")
	build(t, dir, fromSample(context.Background()), 0)
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFolderModes: a writer takes the rights of others off a folder, but does
// not give the owner back what was taken off.
func TestFolderModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	for from, want := range map[os.FileMode]os.FileMode{0o755: 0o700, 0o700: 0o700, 0o500: 0o500, 0o555: 0o500} {
		dir := t.TempDir()
		if err := os.Chmod(dir, from); err != nil {
			t.Fatal(err)
		}
		// Only the administrator can open an index in a read-only folder.
		if w, err := bleveindex.OpenWriter(dir, index.WriterOptions{}); err == nil {
			w.Close()
		} else if want&0o200 != 0 {
			t.Error(err)
		}
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want && got != from || want&0o200 != 0 && got != want {
			t.Errorf("mode %v became %v, want %v", from, got, want)
		}
	}
}

// TestMovedIndex: an index without its writer's folder can be searched and
// written to.
func TestMovedIndex(t *testing.T) {
	t.Parallel()
	old := sampleIndex(t)
	dir := filepath.Join(t.TempDir(), "new")
	if err := os.Rename(old, dir); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "writer")); err != nil {
		t.Fatal(err)
	}
	total := find(t, open(t, dir), "*").Total
	report := build(t, dir, fromSample(context.Background()), 0)
	if report.Unchanged != total || total == 0 {
		t.Errorf("of %d cables: %+v", total, report)
	}
}

// TestDamagedSnapshot: a damaged file is an error that names it, never a
// panic.
func TestDamagedSnapshot(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	files, err := filepath.Glob(filepath.Join(dir, "snapshots", "*", "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("files %v, error %v", files, err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, "snapshots", "000001", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("segments %v, error %v", segments, err)
	}
	for _, name := range []string{"manifest.json", "store/root.bolt", "store/" + filepath.Base(segments[0])} {
		path := filepath.Join(dir, "snapshots", "000001", name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, cut := range []int{0, 1, len(whole) / 2, len(whole) - 1} {
			// A new file: the old one may be mapped or linked.
			os.Remove(path)
			if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := bleveindex.Open(dir)
			if err == nil {
				s.Close()
				if name == "manifest.json" && cut == len(whole)-1 {
					continue // only the line end is gone
				}
				t.Errorf("%s cut to %d of %d bytes: no error", name, cut, len(whole))
			} else if !strings.Contains(err.Error(), filepath.FromSlash(name)) {
				t.Errorf("%s cut to %d bytes: error names no file: %v", name, cut, err)
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDeadJob: what a job left that died, be it in the middle of publishing, is
// dropped by the next one.
func TestDeadJob(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build(t, dir, oneCable("08PARIS1", "the harbour tender"), 1)
	for _, left := range []string{"writer/store", "snapshots/000002/store"} {
		if err := os.MkdirAll(filepath.Join(dir, left), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if n := find(t, open(t, dir), "harbour").Total; n != 1 {
		t.Errorf("%d cables before the next job", n)
	}
	report := build(t, dir, fromSample(context.Background()), 0)
	if report.Indexed < 60 || report.Indexed != report.Records || report.Snapshot != "000002" {
		t.Errorf("%+v", report)
	}
	if n := find(t, open(t, dir), "*").Total; n != report.Indexed+1 {
		t.Errorf("%d cables of %d are found", n, report.Indexed+1)
	}
	if _, err := os.Stat(filepath.Join(dir, "writer")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the writer's folder is still there: %v", err)
	}
}

// TestDamagedCurrent: a job that can't tell which snapshot is published deletes
// none that is whole.
func TestDamagedCurrent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build(t, dir, oneCable("08PARIS1", "the harbour tender"), 1)
	current := filepath.Join(dir, "CURRENT")
	if err := os.WriteFile(current, []byte("\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w, err := bleveindex.OpenWriter(dir, index.WriterOptions{}); err == nil {
		w.Close()
		t.Error("a writer was opened")
	} else if !strings.Contains(err.Error(), current) {
		t.Error(err)
	}
	if err := os.WriteFile(current, []byte("000001\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := find(t, open(t, dir), "harbour").Total; n != 1 {
		t.Errorf("%d cables", n)
	}
}

// TestFirstJobKilled: the snapshot of a first job that was killed before it wrote
// CURRENT is searched and added to. If other snapshots were published before, CURRENT
// was lost.
func TestFirstJobKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	current := filepath.Join(dir, "CURRENT")
	for n := 1; n <= 2; n++ {
		id := fmt.Sprintf("08PARIS%d", n)
		build(t, dir, recordsOf(map[string]string{id: fiction(id, "the harbour tender")}), 1)
		if err := os.Remove(current); err != nil {
			t.Fatal(err)
		}
		check, err := bleveindex.Verify(context.Background(), dir)
		if n == 1 {
			if err != nil || check.Cables != 1 || find(t, open(t, dir), "harbour").Total != 1 {
				t.Errorf("%+v, error %v", check, err)
			}
			continue
		}
		const lost = "CURRENT is missing: run indexer --rebuild"
		if err == nil || !strings.Contains(err.Error(), lost) {
			t.Errorf("Verify: error %v", err)
		}
		if _, err := bleveindex.Open(dir); err == nil || !strings.Contains(err.Error(), lost) {
			t.Errorf("Open: error %v", err)
		}
	}
	build(t, dir, recordsOf(map[string]string{"08PARIS3": fiction("08PARIS3", "the harbour tender")}), 1)
	if n := find(t, open(t, dir), "harbour").Total; n != 3 {
		t.Errorf("%d cables", n)
	}
}

// TestUnfinishedRebuild: a rebuild that died is dropped by the next job, and
// what was published stays.
func TestUnfinishedRebuild(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	total := find(t, open(t, dir), "*").Total
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	build(t, dir, oneCable("08PARIS1", "the harbour tender"), 1)
	if n := find(t, open(t, dir), "*").Total; n != total+1 {
		t.Errorf("after an unfinished rebuild and one more cable there are %d of %d", n, total+1)
	}
}

// TestRebuild: a rebuild holds what its archive holds, and nothing else.
func TestRebuild(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	before := open(t, dir)
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Rebuild: true, AcceptLoss: true})
	if err != nil {
		t.Fatal(err)
	}
	records := oneCable("08PARIS1", "the harbour tender")
	if _, err := updatetest.Build(context.Background(), records, w, update.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if n := find(t, open(t, dir), "*").Total; n != 1 {
		t.Errorf("%d cables", n)
	}
	if n := find(t, before, "*").Total; n < 60 {
		t.Errorf("the old snapshot has %d cables", n)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build(t, dir, recordsOf(map[string]string{
		"08PARIS1": fiction("08PARIS1", "the harbour tender"), "08PARIS2": fiction("08PARIS2", "the harbour strike"),
	}), 1)
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx := context.Background()
	if err := w.Delete(ctx, []string{"08PARIS1", "99NOWHERE1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	if got := fmt.Sprint(ids(find(t, s, "harbour"))); got != "[08PARIS2]" {
		t.Errorf("found %s", got)
	}
	if _, err := s.Get(ctx, "08PARIS1"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("Get of a deleted cable: %v", err)
	}
}

// TestOtherVersion: an index of another version is not read wrongly; a rebuild
// mends it.
func TestOtherVersion(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	path := filepath.Join(dir, "snapshots", "000001", "manifest.json")
	if err := os.WriteFile(path, []byte(`{"version":"schema 0","cables":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var other *index.VersionError
	if _, err := bleveindex.Open(dir); !errors.As(err, &other) || other.Found != "schema 0" || other.Want != bleveindex.Version() {
		t.Errorf("searcher got %v", err)
	}
	if _, err := bleveindex.OpenWriter(dir, index.WriterOptions{}); !errors.As(err, &other) {
		t.Errorf("writer got %v", err)
	}
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := updatetest.Build(context.Background(), fromSample(context.Background()), w, update.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if n := find(t, open(t, dir), "*").Total; n < 60 {
		t.Errorf("%d cables after the rebuild", n)
	}
}

// TestVerify: damage anywhere in a segment is found, and a
// search over it is an error at most.
func TestVerify(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	if check, err := bleveindex.Verify(context.Background(), dir); err != nil || check.Cables < 60 || check.Sources != check.Cables {
		t.Fatalf("%+v, error %v", check, err)
	}
	segments, err := filepath.Glob(filepath.Join(dir, "snapshots", "000001", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("segments %v, error %v", segments, err)
	}
	whole, err := os.ReadFile(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	for part := range 16 {
		damaged := slices.Clone(whole)
		at := len(damaged) * part / 16
		for i := at; i < min(at+64, len(damaged)); i++ {
			damaged[i] ^= 0xff
		}
		os.Remove(segments[0])
		if err := os.WriteFile(segments[0], damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := bleveindex.Verify(context.Background(), dir); err == nil || !strings.Contains(err.Error(), filepath.Base(segments[0])) {
			t.Errorf("damage at byte %d of %d: %v", at, len(whole), err)
		}
		searchDamaged(t, dir)
	}
}

// searchDamaged asks a damaged index a few questions: any answer or error will
// do, but no panic.
func searchDamaged(t *testing.T, dir string) {
	s, err := bleveindex.Open(dir)
	if err != nil {
		return
	}
	defer s.Close()
	for _, q := range indextest.Questions[:12] {
		tree, err := query.Parse(q.Query)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = s.Search(context.Background(), index.Request{Query: tree, Limit: 5, Snippets: 1})
	}
	_, _ = s.Get(context.Background(), "06STATE221904")
}

// TestRebuildFromRecords: an index can be built again from what it holds, also
// where its version is another.
func TestRebuildFromRecords(t *testing.T) {
	t.Parallel()
	dir := sampleIndex(t)
	want := fmt.Sprint(ids(find(t, open(t, dir), "munitions")))
	manifest := filepath.Join(dir, "snapshots", "000001", "manifest.json")
	if err := os.WriteFile(manifest, []byte(`{"version":"schema 0"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	stored, err := bleveindex.OpenStored(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer stored.Close()
	if stored.Loss() != nil {
		t.Error(stored.Loss())
	}
	report, err := update.Rebuild(context.Background(), stored.Documents(context.Background()), w, update.Options{})
	if err != nil || report.Indexed < 60 || report.Indexed != report.Records {
		t.Fatalf("%+v, error %v", report, err)
	}
	if got := fmt.Sprint(ids(find(t, open(t, dir), "munitions"))); got != want {
		t.Errorf("found %s, before the rebuild %s", got, want)
	}
}

// TestVersionsAcrossBatches: an id is found whether its text is pending, on its
// way or in a segment: the fuller text wins, and the other is its version.
func TestVersionsAcrossBatches(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	cables := sized(600, 300) // two batches and more
	records := func(yield func(corpus.Record, error) bool) {
		for _, path := range []string{"full.csv", "cut.csv"} {
			for i := range cables {
				id := fmt.Sprintf("08PARIS%d", i+1)
				text := fiction(id, strings.Repeat("the harbour is calm ", 150))
				if path == "cut.csv" {
					text = text[:len(text)-50]
				}
				if !yield(corpus.Record{ID: id, Body: text, Source: corpus.Source{Path: path, Line: i + 1}}, nil) {
					return
				}
			}
		}
	}
	dir := t.TempDir()
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	report, err := updatetest.Build(context.Background(), records, w, update.Options{})
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	if report.Indexed != cables || report.Duplicate != cables {
		t.Errorf("%+v", report)
	}
	s := open(t, dir)
	for i := range cables {
		doc, err := s.Get(context.Background(), fmt.Sprintf("08PARIS%d", i+1))
		if err != nil {
			t.Fatal(err)
		}
		if len(doc.Versions) != 2 || doc.Record.Source.Path != "full.csv" {
			t.Fatalf("%s has %d versions, the first from %s", doc.ID, len(doc.Versions), doc.Record.Source)
		}
	}
	if _, err := bleveindex.Verify(context.Background(), dir); err != nil {
		t.Error(err)
	}
}
