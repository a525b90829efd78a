package index_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
	"reftel/index"
)

// A site is a folder of cables and what is made of it.
type site struct {
	t     *testing.T
	dir   string
	store *store
	clock time.Time
	read  []string // the files that the last job read
}

func newSite(t *testing.T) *site {
	return &site{t: t, dir: t.TempDir(), store: newStore(), clock: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
}

// write puts a file of records, each "ID text", as JSONL; no two writes have
// one time.
func (s *site) write(name string, records ...string) {
	s.t.Helper()
	var b strings.Builder
	for _, r := range records {
		id, text, _ := strings.Cut(r, " ")
		fmt.Fprintf(&b, "{\"id\":%q,\"text\":%q}\n", id, "UNCLAS\n\n1. (U) "+text+"\n")
	}
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.clock = s.clock.Add(time.Hour)
	if err := os.Chtimes(path, s.clock, s.clock); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) remove(name string) {
	if err := os.RemoveAll(filepath.Join(s.dir, name)); err != nil {
		s.t.Fatal(err)
	}
}

// spy is an archive that notes which files are read.
type spy struct {
	*corpus.Reader
	read *[]string
}

func (a spy) Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error] {
	enter := v.Enter
	v.Enter = func(f corpus.File) bool {
		if enter != nil && !enter(f) {
			return false
		}
		*a.read = append(*a.read, filepath.Base(f.Path))
		return true
	}
	return a.Reader.Visit(ctx, v)
}

func (s *site) open(path string) (index.Archive, error) {
	r, err := corpus.Open(path, corpus.Options{})
	return spy{r, &s.read}, err
}

// job indexes the folder and returns the counts.
func (s *site) job(opt index.BuildOptions) index.Report {
	s.t.Helper()
	s.read = nil
	a, err := s.open(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	opt.Open = s.open
	r, err := index.Update(context.Background(), []index.Archive{a}, s.store, opt)
	if err != nil {
		s.t.Fatal(err)
	}
	if r.Records != r.Indexed+r.Unchanged+r.Replaced+r.Duplicate+r.Rejected {
		s.t.Errorf("the counts do not add up: %+v", r)
	}
	return r
}

func (s *site) prune() index.BuildOptions { return index.BuildOptions{Prune: []string{s.dir}} }

// holds returns what is indexed: "ID text [versions by file]".
func (s *site) holds() []string {
	var list []string
	for id, doc := range s.store.docs {
		text := doc.Cable.Paragraphs[0].Text
		var from []string
		for _, v := range doc.Versions {
			from = append(from, filepath.Base(v.Source.Path))
		}
		s.checkTexts(doc)
		list = append(list, fmt.Sprintf("%s %s %v", id, text, from))
	}
	slices.Sort(list)
	return list
}

// checkTexts checks that each version has its record.
func (s *site) checkTexts(doc index.Document) {
	s.t.Helper()
	records := append([]corpus.Record{doc.Record}, doc.Others...)
	if len(records) != len(doc.Versions) {
		s.t.Errorf("%s has %d records and %d versions", doc.ID, len(records), len(doc.Versions))
		return
	}
	for i, v := range doc.Versions {
		if index.HashOf(records[i]).String() != v.Hash || records[i].Source != v.Source {
			s.t.Errorf("%s: version %d, from %s, is not its record, from %s", doc.ID, i, v.Source, records[i].Source)
		}
	}
}

func (s *site) expect(what string, want ...string) {
	s.t.Helper()
	if diff := cmp.Diff(want, s.holds()); diff != "" {
		s.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// expectRead compares the files that the last job read.
func (s *site) expectRead(want ...string) {
	s.t.Helper()
	if !slices.Equal(s.read, want) {
		s.t.Errorf("the job read %v, want %v", s.read, want)
	}
}

func TestUpdateReadsWhatChanged(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one", "08PARIS2 two", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS3 three")
	if got := tally(s.job(index.BuildOptions{})); got != "4 3 0 0 1 0" {
		t.Errorf("first job: %s", got)
	}
	r := s.job(index.BuildOptions{})
	if got := tally(r); got != "4 0 3 0 1 0" || len(s.read) != 0 || r.Skipped != 2 {
		t.Errorf("second job: %s, read %v", got, s.read)
	}
	s.write("b.jsonl", "08PARIS3 three", "08PARIS4 four")
	s.write("c.jsonl", "08PARIS1 one")
	if got := tally(s.job(index.BuildOptions{})); got != "6 1 4 0 1 0" || !slices.Equal(s.read, []string{"b.jsonl", "c.jsonl"}) {
		t.Errorf("after a change: %s, read %v", got, s.read)
	}
	s.expect("in the end", "08PARIS1 one [a.jsonl]", "08PARIS2 two [a.jsonl]", "08PARIS3 three [b.jsonl]", "08PARIS4 four [b.jsonl]")
}

// TestJustChanged: a file that was changed a moment ago may change once more
// within the same tick of the clock, so it is read again.
func TestJustChanged(t *testing.T) {
	s := newSite(t)
	s.clock = time.Now().Add(-time.Hour)
	s.write("a.jsonl", "08PARIS1 one")
	s.job(index.BuildOptions{})
	if got := tally(s.job(index.BuildOptions{})); got != "1 0 1 0 0 0" || len(s.read) != 1 {
		t.Errorf("%s, read %v", got, s.read)
	}
}

// TestRejectsAreKept: a file with rejected records is not read again for them,
// unless they are wanted.
func TestRejectsAreKept(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one")
	path := filepath.Join(s.dir, "a.jsonl")
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, append(text, "{}\n"...), 0o600)
	}
	if err == nil {
		err = os.Chtimes(path, s.clock, s.clock)
	}
	if err != nil {
		t.Fatal(err)
	}
	for job, want := range []string{"2 1 0 0 0 1", "2 0 1 0 0 1"} {
		if got := tally(s.job(index.BuildOptions{})); got != want {
			t.Errorf("job %d: %s, want %s", job+1, got, want)
		}
	}
	told := 0
	s.job(index.BuildOptions{Again: true, Reject: func(*corpus.RecordError) { told++ }})
	if told != 1 || len(s.read) != 1 {
		t.Errorf("%d rejected records are told, read %v", told, s.read)
	}
}

func TestChangedTexts(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 the longest of all texts", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS1 a long text")
	s.write("c.jsonl", "08PARIS1 short")
	s.job(index.BuildOptions{})
	s.expect("at first", "08PARIS1 the longest of all texts [a.jsonl b.jsonl c.jsonl]", "08PARIS2 two [a.jsonl]")

	// The shown text becomes the shortest: the fullest of the others takes its
	// place, and its file, which did not change, is not read.
	s.write("a.jsonl", "08PARIS1 cut", "08PARIS2 two")
	s.job(index.BuildOptions{})
	s.expectRead("a.jsonl")
	s.expect("cut", "08PARIS1 a long text [b.jsonl a.jsonl c.jsonl]", "08PARIS2 two [a.jsonl]")

	// One of the others changes, and the number of records before it.
	s.write("a.jsonl", "08PARIS2 two", "08PARIS3 three", "08PARIS1 longer than it ever was")
	s.job(index.BuildOptions{})
	s.expect("grown", "08PARIS1 longer than it ever was [a.jsonl b.jsonl c.jsonl]", "08PARIS2 two [a.jsonl]", "08PARIS3 three [a.jsonl]")
}

func TestPrune(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 the longest of all texts", "08PARIS2 two", "08PARIS3 three")
	s.write("b.jsonl", "08PARIS1 a long text")
	s.write("sub/c.jsonl", "08PARIS4 four", "08PARIS2 two")
	s.job(index.BuildOptions{})

	// Without being asked, nothing is taken out.
	s.write("a.jsonl", "08PARIS1 the longest of all texts", "08PARIS2 two")
	s.remove("sub")
	if r := s.job(index.BuildOptions{}); r.Removed != 0 || len(s.store.docs) != 4 {
		t.Errorf("%d removed, %d left", r.Removed, len(s.store.docs))
	}
	if r := s.job(s.prune()); r.Removed != 2 {
		t.Errorf("%d removed", r.Removed)
	}
	s.expect("pruned", "08PARIS1 the longest of all texts [a.jsonl b.jsonl]", "08PARIS2 two [a.jsonl]")

	// The next text takes the place of one that is gone.
	s.remove("a.jsonl")
	s.job(s.prune())
	s.expectRead()
	s.expect("without the fullest", "08PARIS1 a long text [b.jsonl]")
	s.remove("b.jsonl")
	if r := s.job(s.prune()); r.Removed != 1 || len(s.store.docs) != 0 || len(s.store.cat.Sources()) != 0 {
		t.Errorf("%d removed, %v left, sources %v", r.Removed, s.holds(), s.store.cat.Sources())
	}
}

// TestPruneOtherPaths: only what is below the paths can be missed there.
func TestPruneOtherPaths(t *testing.T) {
	s := newSite(t)
	s.write("a/1.jsonl", "08PARIS1 one")
	s.write("b/2.jsonl", "08PARIS2 two")
	s.job(index.BuildOptions{})
	a, err := s.open(filepath.Join(s.dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	s.remove("a/1.jsonl")
	s.remove("b/2.jsonl")
	opt := index.BuildOptions{Prune: []string{filepath.Join(s.dir, "a")}, Open: s.open}
	r, err := index.Update(context.Background(), []index.Archive{a}, s.store, opt)
	if err != nil || r.Removed != 1 {
		t.Errorf("%+v, error %v", r, err)
	}
	s.expect("pruned", "08PARIS2 two [2.jsonl]")
}

// TestRenamedFolder: cables follow their files.
func TestRenamedFolder(t *testing.T) {
	s := newSite(t)
	s.write("old/1.jsonl", "08PARIS1 one")
	s.job(index.BuildOptions{})
	if err := os.Rename(filepath.Join(s.dir, "old"), filepath.Join(s.dir, "new")); err != nil {
		t.Fatal(err)
	}
	if r := s.job(s.prune()); tally(r) != "1 0 1 0 0 0" || r.Removed != 0 {
		t.Errorf("%s, %d removed", tally(r), r.Removed)
	}
	want := filepath.Join(s.dir, "new", "1.jsonl")
	if got := s.store.docs["08PARIS1"].Versions[0].Source.Path; got != want {
		t.Errorf("the cable is from %s, want %s", got, want)
	}
}

// TestUnreadableIsNotGone: what can't be looked at for now is not taken out.
func TestUnreadableIsNotGone(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("rights don't keep this user from reading")
	}
	s := newSite(t)
	s.write("sub/1.jsonl", "08PARIS1 one")
	s.write("2.jsonl", "08PARIS2 two")
	s.job(index.BuildOptions{})
	s.clock = s.clock.Add(time.Hour)
	for _, path := range []string{"sub", "2.jsonl"} {
		path = filepath.Join(s.dir, path)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(path, 0o700)
		_ = os.Chtimes(path, s.clock, s.clock)
	}
	if r := s.job(s.prune()); r.Removed != 0 || r.Rejected != 2 {
		t.Errorf("%+v", r)
	}
}

func TestRemove(t *testing.T) {
	for _, test := range []struct {
		what    string
		removed int
		left    []string
	}{
		{"2008PARIS0001", 1, []string{"08PARIS2 two [b.jsonl]", "08PARIS3 three [c.jsonl]"}},
		{"a.jsonl", 0, []string{"08PARIS1 a text [b.jsonl]", "08PARIS2 two [b.jsonl]", "08PARIS3 three [c.jsonl]"}},
		{"sub", 1, []string{"08PARIS1 a longer text [a.jsonl b.jsonl]", "08PARIS2 two [b.jsonl]"}},
		{".", 3, nil},
		{"none", 0, []string{"08PARIS1 a longer text [a.jsonl b.jsonl]", "08PARIS2 two [b.jsonl]", "08PARIS3 three [c.jsonl]"}},
	} {
		s := newSite(t)
		s.write("a.jsonl", "08PARIS1 a longer text")
		s.write("b.jsonl", "08PARIS1 a text", "08PARIS2 two")
		s.write("sub/c.jsonl", "08PARIS3 three")
		s.job(index.BuildOptions{})
		what := test.what
		if !strings.Contains(what, "PARIS") {
			what = filepath.Join(s.dir, what)
		}
		r, err := index.Remove(context.Background(), s.store, what, index.BuildOptions{Open: s.open})
		if errors.Is(err, index.ErrNotFound) != (test.what == "none") || r.Removed != test.removed {
			t.Errorf("%s: %d removed, error %v", test.what, r.Removed, err)
		}
		s.expect(test.what, test.left...)
	}
}

// TestInterruptedFile: a file whose reading was cut short is read again.
func TestInterruptedFile(t *testing.T) {
	s := newSite(t)
	var records []string
	for i := range 50 {
		records = append(records, fmt.Sprintf("08PARIS%d text", i+1))
	}
	s.write("a.jsonl", records...)
	ctx, cancel := context.WithCancel(context.Background())
	a, err := s.open(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	opt := index.BuildOptions{Progress: func(r index.Report) {
		if r.Records == 10 {
			cancel()
		}
	}}
	if _, err := index.Update(ctx, []index.Archive{a}, s.store, opt); err == nil {
		t.Fatal("the job was not interrupted")
	}
	before := len(s.store.docs)
	if got, want := tally(s.job(index.BuildOptions{})), fmt.Sprintf("50 %d %d 0 0 0", 50-before, before); got != want {
		t.Errorf("the next job: %s, want %s", got, want)
	}
	if before == 0 || before == 50 {
		t.Errorf("%d cables before", before)
	}
}

func TestInspect(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one", "08PARIS1 another one", "08PARIS2 two")
	s.write("b.txt")
	a, err := s.open(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := index.Inspect(context.Background(), []index.Archive{a}, index.BuildOptions{})
	if err != nil || tally(r) != "4 2 0 0 1 1" {
		t.Errorf("%s, error %v", tally(r), err)
	}
}

// TestRebuild: a rebuild keeps all texts of an id, and the catalog keeps their
// files.
func TestRebuild(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 a longer text", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS1 a text")
	s.job(index.BuildOptions{})
	want := s.holds()
	old := s.store
	s.store = newStore()
	s.store.cat = old.cat
	stored := func(yield func(index.Document, error) bool) {
		for _, id := range []string{"08PARIS1", "08PARIS2"} {
			doc := old.docs[id]
			doc.Cable = nil
			if !yield(doc, nil) {
				return
			}
		}
	}
	r, err := index.Rebuild(context.Background(), stored, s.store, index.BuildOptions{})
	if err != nil || tally(r) != "3 2 0 0 1 0" {
		t.Errorf("%s, error %v", tally(r), err)
	}
	s.expect("rebuilt", want...)
	if got := tally(s.job(index.BuildOptions{})); got != "3 0 3 0 0 0" || len(s.read) != 0 {
		t.Errorf("the next job: %s, read %v", got, s.read)
	}
}

// TestRebuildWithLosses: a document that can't be read is read from its file again
// by the next job. A rebuild that meets an error publishes nothing.
func TestRebuildWithLosses(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS3 three")
	s.job(index.BuildOptions{})
	want := s.holds()
	old := s.store
	s.store = newStore()
	s.store.cat = old.cat
	bad := &corpus.RecordError{Source: corpus.Source{Path: "000001", Member: "08PARIS1"}, Err: errors.New("damaged")}
	faulty := func(yield func(index.Document, error) bool) {
		_ = yield(old.docs["08PARIS2"], nil) && yield(index.Document{}, bad)
	}
	if _, err := index.Rebuild(context.Background(), faulty, newStore(), index.BuildOptions{}); !errors.Is(err, bad) {
		t.Errorf("a rebuild from records of which one is damaged: error %v", err)
	}
	stored := func(yield func(index.Document, error) bool) {
		_ = yield(old.docs["08PARIS2"], nil) && yield(old.docs["08PARIS3"], nil)
	}
	r, err := index.Rebuild(context.Background(), stored, s.store, index.BuildOptions{})
	if err != nil || tally(r) != "2 2 0 0 0 0" {
		t.Errorf("%s, error %v", tally(r), err)
	}
	if got := tally(s.job(index.BuildOptions{})); got != "3 1 2 0 0 0" || !slices.Equal(s.read, []string{"a.jsonl"}) {
		t.Errorf("the next job: %s, read %v", got, s.read)
	}
	s.expect("mended", want...)
}
