package update_test

import (
	"archive/zip"
	"bytes"
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
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/update"
)

// A site is a folder of cables and what is made of it.
type site struct {
	t     *testing.T
	dir   string
	store *store
	clock time.Time
	read  []string // the files that the last job read
	// device and usb are the disks of the folder and of its folder usb; 0 is
	// unknown.
	device, usb uint64
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

func (s *site) open(path string) (update.Archive, error) {
	r, err := corpus.Open(path, corpus.Options{})
	return spy{r, &s.read}, err
}

// disk returns the disk of a folder that exists.
func (s *site) disk(folder string) uint64 {
	if _, err := os.Stat(folder); err != nil {
		return 0
	}
	if filepath.Base(folder) == "usb" {
		return s.usb
	}
	return s.device
}

// onDisks is an archive on the disks of a site.
type onDisks struct {
	spy
	s *site
}

func (a onDisks) Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error] {
	enter := v.Enter
	v.Enter = func(f corpus.File) bool {
		f.Device = a.s.disk(filepath.Dir(f.Path))
		return enter(f)
	}
	leave := v.Leave
	v.Leave = func(f corpus.File) {
		f.Device = a.s.disk(filepath.Dir(f.Path))
		leave(f)
	}
	return a.spy.Visit(ctx, v)
}

// job indexes the folder and returns the counts.
func (s *site) job(opt update.Options) update.Report {
	s.t.Helper()
	r, err := s.update(opt)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// try is job with an error.
func (s *site) try(opt update.Options) error {
	s.t.Helper()
	_, err := s.update(opt)
	return err
}

func (s *site) update(opt update.Options) (update.Report, error) {
	s.t.Helper()
	s.read = nil
	a, err := s.open(s.dir)
	if err != nil {
		s.t.Fatal(err)
	}
	opt.Open, opt.Device = s.open, s.disk
	r, err := update.Update(context.Background(), []update.Archive{onDisks{a.(spy), s}}, s.store, opt)
	if r.Records != r.Indexed+r.Unchanged+r.Replaced+r.Duplicate+r.Rejected {
		s.t.Errorf("the counts do not add up: %+v", r)
	}
	return r, err
}

func (s *site) prune() update.Options { return update.Options{Prune: []string{s.dir}} }

func (s *site) pruneAll() update.Options {
	return update.Options{Prune: []string{s.dir}, PruneAll: true}
}

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
	if got := tally(s.job(update.Options{})); got != "4 3 0 0 1 0" {
		t.Errorf("first job: %s", got)
	}
	r := s.job(update.Options{})
	if got := tally(r); got != "4 0 3 0 1 0" || len(s.read) != 0 || r.Skipped != 2 {
		t.Errorf("second job: %s, read %v", got, s.read)
	}
	s.write("b.jsonl", "08PARIS3 three", "08PARIS4 four")
	s.write("c.jsonl", "08PARIS1 one")
	if got := tally(s.job(update.Options{})); got != "6 1 4 0 1 0" || !slices.Equal(s.read, []string{"b.jsonl", "c.jsonl"}) {
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
	s.job(update.Options{})
	if got := tally(s.job(update.Options{})); got != "1 0 1 0 0 0" || len(s.read) != 1 {
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
		if got := tally(s.job(update.Options{})); got != want {
			t.Errorf("job %d: %s, want %s", job+1, got, want)
		}
	}
	told := 0
	s.job(update.Options{Again: true, Reject: func(*corpus.RecordError) { told++ }})
	if told != 1 || len(s.read) != 1 {
		t.Errorf("%d rejected records are told, read %v", told, s.read)
	}
}

func TestChangedTexts(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 the longest of all texts", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS1 a long text")
	s.write("c.jsonl", "08PARIS1 short")
	s.job(update.Options{})
	s.expect("at first", "08PARIS1 the longest of all texts [a.jsonl b.jsonl c.jsonl]", "08PARIS2 two [a.jsonl]")

	// The shown text becomes the shortest: the fullest of the others takes its
	// place, and its file, which did not change, is not read.
	s.write("a.jsonl", "08PARIS1 cut", "08PARIS2 two")
	s.job(update.Options{})
	s.expectRead("a.jsonl")
	s.expect("cut", "08PARIS1 a long text [b.jsonl a.jsonl c.jsonl]", "08PARIS2 two [a.jsonl]")

	// One of the others changes, and the number of records before it.
	s.write("a.jsonl", "08PARIS2 two", "08PARIS3 three", "08PARIS1 longer than it ever was")
	s.job(update.Options{})
	s.expect("grown", "08PARIS1 longer than it ever was [a.jsonl b.jsonl c.jsonl]", "08PARIS2 two [a.jsonl]", "08PARIS3 three [a.jsonl]")
}

func TestPrune(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 the longest of all texts", "08PARIS2 two", "08PARIS3 three")
	s.write("b.jsonl", "08PARIS1 a long text")
	s.write("sub/c.jsonl", "08PARIS4 four", "08PARIS2 two")
	s.job(update.Options{})

	// Without being asked, nothing is taken out.
	s.write("a.jsonl", "08PARIS1 the longest of all texts", "08PARIS2 two")
	s.remove("sub")
	if r := s.job(update.Options{}); r.Removed != 0 || len(s.store.docs) != 4 {
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
	if r := s.job(s.pruneAll()); r.Removed != 1 || len(s.store.docs) != 0 || len(s.store.cat.Sources()) != 0 {
		t.Errorf("%d removed, %v left, sources %v", r.Removed, s.holds(), s.store.cat.Sources())
	}
}

// TestPruneOtherPaths: only what is below the paths can be missed there.
func TestPruneOtherPaths(t *testing.T) {
	s := newSite(t)
	s.write("a/1.jsonl", "08PARIS1 one")
	s.write("b/2.jsonl", "08PARIS2 two")
	s.job(update.Options{})
	a, err := s.open(filepath.Join(s.dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	s.remove("a/1.jsonl")
	s.remove("b/2.jsonl")
	opt := update.Options{Prune: []string{filepath.Join(s.dir, "a")}, PruneAll: true, Open: s.open}
	r, err := update.Update(context.Background(), []update.Archive{a}, s.store, opt)
	if err != nil || r.Removed != 1 {
		t.Errorf("%+v, error %v", r, err)
	}
	s.expect("pruned", "08PARIS2 two [2.jsonl]")
}

// TestRenamedFolder: cables follow their files.
func TestRenamedFolder(t *testing.T) {
	s := newSite(t)
	s.write("old/1.jsonl", "08PARIS1 one")
	s.job(update.Options{})
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
	s.job(update.Options{})
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

// A flaky is an archive whose files named in broken can't be read: the error takes
// the place of their records.
type flaky struct {
	spy
	broken map[string]error
}

func (a flaky) Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		failed := ""
		for rec, err := range a.spy.Visit(ctx, v) {
			if broken := a.broken[filepath.Base(rec.Source.Path)]; broken != nil {
				if failed == rec.Source.Path {
					continue
				}
				failed = rec.Source.Path
				rec, err = corpus.Record{}, &corpus.RecordError{Source: rec.Source, Err: broken}
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// TestTriedAgain: a file that can't be read in one job for reasons of the system is
// read in the next, even if it is unchanged.
func TestTriedAgain(t *testing.T) {
	for name, broken := range map[string]error{
		"open":    &fs.PathError{Op: "open", Path: "b.jsonl", Err: syscall.EMFILE},
		"read":    fmt.Errorf("line 1: %w", &fs.PathError{Op: "read", Path: "b.jsonl", Err: syscall.EIO}),
		"changed": fmt.Errorf("the file grew: %w", corpus.ErrChanged),
	} {
		s := newSite(t)
		s.write("a.jsonl", "08PARIS1 one")
		s.write("b.jsonl", "08PARIS2 two", "08PARIS3 three")
		a, err := s.open(s.dir)
		if err != nil {
			t.Fatal(err)
		}
		archive := flaky{a.(spy), map[string]error{"b.jsonl": broken}}
		r, err := update.Update(context.Background(), []update.Archive{archive}, s.store, s.prune())
		if err != nil || tally(r) != "2 1 0 0 0 1" {
			t.Errorf("%s: %s, error %v", name, tally(r), err)
		}
		if got := tally(s.job(s.prune())); got != "3 2 1 0 0 0" {
			t.Errorf("%s: the next job: %s", name, got)
		}
		s.expectRead("b.jsonl")
	}
}

// TestLocatedAgain: a file in which the shown text of a cable is now can't be read in
// one job for reasons of the system. The next job finds the text there.
func TestLocatedAgain(t *testing.T) {
	for name, broken := range map[string]error{
		"open": &fs.PathError{Op: "open", Path: "b.jsonl", Err: syscall.EMFILE},
		"read": fmt.Errorf("line 1: %w", &fs.PathError{Op: "read", Path: "b.jsonl", Err: syscall.EIO}),
	} {
		s := newSite(t)
		s.write("a.jsonl", "08PARIS1 one")
		s.write("b.jsonl", "08PARIS2 two", "08PARIS1 one")
		s.job(update.Options{})
		s.remove("a.jsonl")
		opt := s.prune()
		opt.Open = func(path string) (update.Archive, error) {
			if name == "open" {
				return nil, broken
			}
			a, err := s.open(path)
			return flaky{a.(spy), map[string]error{"b.jsonl": broken}}, err
		}
		for job, want := range []int{0, 2, 2} { // the line in b.jsonl, 0 if it is not known
			a, err := s.open(s.dir)
			if err == nil {
				_, err = update.Update(context.Background(), []update.Archive{a}, s.store, opt)
			}
			if got := s.store.docs["08PARIS1"].Versions[0].Source.Line; err != nil || got != want {
				t.Errorf("%s, job %d: the text is at line %d, want %d; error %v", name, job+1, got, want, err)
			}
			if n := len(s.store.cat.Unsettled()); n > 0 != (job == 0) {
				t.Errorf("%s, job %d: %d texts are to be located", name, job+1, n)
			}
			opt.Open = s.open
		}
	}
}

// TestUnmounted: cables of a disk that is not mounted are kept until the user confirms
// that they are to be removed.
func TestUnmounted(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(s *site)
		kept   string // the message, with ROOT for the path
		left   int    // cables after pruning; 4 before
		all    int    // cables after pruning all
	}{
		{"nothing", func(*site) {}, "", 4, 4},
		{"a file is deleted", func(s *site) { s.remove("a.jsonl") }, "", 3, 3},
		{"a folder is deleted", func(s *site) { s.remove("usb") }, "", 2, 2},
		{
			"all files are gone", func(s *site) { s.remove("a.jsonl"); s.remove("b.jsonl"); s.remove("usb") },
			"ROOT has lost all its files at once (4 files): its disk may not be mounted; their cables are kept", 4, 0,
		}, {
			"another disk with a file that is no cable",
			func(s *site) {
				s.remove("a.jsonl")
				s.remove("b.jsonl")
				s.remove("usb")
				s.write("README")
			},
			"ROOT has lost all its files at once (4 files): its disk may not be mounted; their cables are kept", 4, 0,
		}, {
			"all files are renamed", func(s *site) {
				s.remove("b.jsonl")
				s.remove("usb")
				s.rename("a.jsonl", "z.jsonl")
			}, "", 1, 1,
		}, {
			"another disk with one of the files", func(s *site) { s.remove("b.jsonl"); s.remove("usb"); s.device = 7 },
			"3 files of ROOT were on another disk, which may not be mounted; their cables are kept", 4, 1,
		}, {
			"usb is not mounted", func(s *site) {
				s.remove("b.jsonl")
				s.remove("usb/c.jsonl")
				s.remove("usb/d.jsonl")
				s.usb = s.device
			}, "2 files of ROOT were on another disk, which may not be mounted; their cables are kept", 3, 1,
		}, {
			"a file of usb is deleted", func(s *site) { s.remove("usb/c.jsonl") }, "", 3, 3,
		}, {
			"the folder of usb is deleted", func(s *site) { s.remove("usb") },
			"2 files of ROOT were on another disk, which may not be mounted; their cables are kept", 4, 2,
		},
	} {
		s := newSite(t)
		s.device, s.usb = 1, 1
		if strings.Contains(test.name, "usb") {
			s.usb = 2
		}
		s.write("a.jsonl", "08PARIS1 one")
		s.write("b.jsonl", "08PARIS2 two")
		s.write("usb/c.jsonl", "08PARIS3 three")
		s.write("usb/d.jsonl", "08PARIS4 four")
		s.job(s.prune())
		test.change(s)
		for job := range 2 { // the second is no wiser
			message := ""
			if err := s.try(s.prune()); err != nil {
				message = strings.ReplaceAll(err.Error(), s.dir, "ROOT")
			}
			if message != test.kept || len(s.store.docs) != test.left {
				t.Errorf("%s, job %d: %d cables are left: %s", test.name, job+1, len(s.store.docs), message)
			}
		}
		if err := s.try(s.pruneAll()); err != nil || len(s.store.docs) != test.all {
			t.Errorf("%s: %d cables are left after pruning all, error %v", test.name, len(s.store.docs), err)
		}
	}
}

// rename renames a file, which keeps its time.
func (s *site) rename(from, to string) {
	if err := os.Rename(filepath.Join(s.dir, from), filepath.Join(s.dir, to)); err != nil {
		s.t.Fatal(err)
	}
}

// TestRemoveResumes: names that were removed already are passed over, unknown ones
// are returned at the end, and the others are removed.
func TestRemoveResumes(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS3 three")
	s.job(update.Options{})
	b := filepath.Join(s.dir, "b.jsonl")
	for job, want := range []int{3, 0} {
		names := []string{"2008PARIS0001", "08PARIS7", b, "nowhere", "08PARIS2"}
		before := s.store.commits
		r, err := update.Remove(context.Background(), s.store, names, update.Options{})
		var unknown *update.UnknownError
		if !errors.As(err, &unknown) || !slices.Equal(unknown.Names, []string{"08PARIS7", "nowhere"}) || r.Removed != want {
			t.Errorf("job %d: %d removed, error %v", job+1, r.Removed, err)
		}
		if n := s.store.commits - before; n != 1 {
			t.Errorf("job %d: %d commits", job+1, n)
		}
	}
	s.expect("removed")
	// The file of a removed source is read again, that of removed cables is not.
	s.job(update.Options{})
	s.expectRead("b.jsonl")
	s.expect("after the next job", "08PARIS3 three [b.jsonl]")
	if r, err := update.Remove(context.Background(), s.store, []string{b}, update.Options{}); err != nil || r.Removed != 1 {
		t.Errorf("%d removed, error %v", r.Removed, err)
	}
}

// TestRemovedStaysRemoved: copies of a removed text in other files stay removed, and
// so does the text if its file is away for a while.
func TestRemovedStaysRemoved(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one")
	s.write("b.jsonl", "08PARIS2 two")
	s.job(update.Options{})
	if _, err := update.Remove(context.Background(), s.store, []string{"08PARIS1"}, update.Options{}); err != nil {
		t.Fatal(err)
	}
	s.write("c.jsonl", "08PARIS1 one")
	s.job(update.Options{})
	s.expect("with a copy", "08PARIS2 two [b.jsonl]")
	s.remove("a.jsonl")
	s.remove("c.jsonl")
	s.job(s.prune())
	s.write("a.jsonl", "08PARIS1 one")
	s.job(s.prune())
	s.expect("back again", "08PARIS2 two [b.jsonl]")
	s.write("a.jsonl", "08PARIS1 another")
	s.job(s.prune())
	s.expect("with another text", "08PARIS1 another [a.jsonl]", "08PARIS2 two [b.jsonl]")
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
		{"", 0, []string{"08PARIS1 a longer text [a.jsonl b.jsonl]", "08PARIS2 two [b.jsonl]", "08PARIS3 three [c.jsonl]"}},
	} {
		s := newSite(t)
		s.write("a.jsonl", "08PARIS1 a longer text")
		s.write("b.jsonl", "08PARIS1 a text", "08PARIS2 two")
		s.write("sub/c.jsonl", "08PARIS3 three")
		s.job(update.Options{})
		what := test.what
		if what != "" && !strings.Contains(what, "PARIS") {
			what = filepath.Join(s.dir, what)
		}
		r, err := update.Remove(context.Background(), s.store, []string{what}, update.Options{Open: s.open})
		if errors.Is(err, index.ErrNotFound) != (test.what == "none" || test.what == "") || r.Removed != test.removed {
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
	opt := update.Options{Progress: func(r update.Report) {
		if r.Records == 10 {
			cancel()
		}
	}}
	if _, err := update.Update(ctx, []update.Archive{a}, s.store, opt); err == nil {
		t.Fatal("the job was not interrupted")
	}
	before := len(s.store.docs)
	if got, want := tally(s.job(update.Options{})), fmt.Sprintf("50 %d %d 0 0 0", 50-before, before); got != want {
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
	r, err := update.Inspect(context.Background(), []update.Archive{a}, update.Options{})
	if err != nil || tally(r) != "4 2 0 0 1 1" {
		t.Errorf("%s, error %v", tally(r), err)
	}
}

// replaceStore gives the site an empty store with the same catalog, and returns the
// old one.
func (s *site) replaceStore() *store {
	old := s.store
	s.store = newStore()
	s.store.cat = old.cat
	return old
}

// TestRebuild: a rebuild keeps all texts of an id, and the catalog keeps their
// files.
func TestRebuild(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 a longer text", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS1 a text")
	s.job(update.Options{})
	want := s.holds()
	old := s.replaceStore()
	stored := func(yield func(index.Document, error) bool) {
		for _, id := range []string{"08PARIS1", "08PARIS2"} {
			doc := old.docs[id]
			doc.Cable = nil
			if !yield(doc, nil) {
				return
			}
		}
	}
	r, err := update.Rebuild(context.Background(), stored, s.store, update.Options{})
	if err != nil || tally(r) != "3 2 0 0 1 0" {
		t.Errorf("%s, error %v", tally(r), err)
	}
	s.expect("rebuilt", want...)
	if got := tally(s.job(update.Options{})); got != "3 0 3 0 0 0" || len(s.read) != 0 {
		t.Errorf("the next job: %s, read %v", got, s.read)
	}
}

// TestRebuildWithLosses: a document that can't be read is read from its file again
// by the next job. A rebuild that meets an error publishes nothing.
func TestRebuildWithLosses(t *testing.T) {
	s := newSite(t)
	s.write("a.jsonl", "08PARIS1 one", "08PARIS2 two")
	s.write("b.jsonl", "08PARIS3 three")
	s.job(update.Options{})
	want := s.holds()
	old := s.replaceStore()
	bad := &corpus.RecordError{Source: corpus.Source{Path: "000001", Member: "08PARIS1"}, Err: errors.New("damaged")}
	faulty := func(yield func(index.Document, error) bool) {
		_ = yield(old.docs["08PARIS2"], nil) && yield(index.Document{}, bad)
	}
	if _, err := update.Rebuild(context.Background(), faulty, newStore(), update.Options{}); !errors.Is(err, bad) {
		t.Errorf("a rebuild from records of which one is damaged: error %v", err)
	}
	stored := func(yield func(index.Document, error) bool) {
		_ = yield(old.docs["08PARIS2"], nil) && yield(old.docs["08PARIS3"], nil)
	}
	r, err := update.Rebuild(context.Background(), stored, s.store, update.Options{})
	if err != nil || tally(r) != "2 2 0 0 0 0" {
		t.Errorf("%s, error %v", tally(r), err)
	}
	if got := tally(s.job(update.Options{})); got != "3 1 2 0 0 0" || !slices.Equal(s.read, []string{"a.jsonl"}) {
		t.Errorf("the next job: %s, read %v", got, s.read)
	}
	s.expect("mended", want...)
}

// TestNamesAreBytes: files whose names differ only in their encoding are pruned
// and removed one by one, by name or as their sources are written.
func TestNamesAreBytes(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("file names may not be bytes here")
	}
	names := []string{"caf\xc3\xa9.jsonl", "caf\xe9.jsonl", `caf\xe9.jsonl`, "a\nb.jsonl"}
	all := []string{`08PARIS1 text 1 [café.jsonl]`, `08PARIS2 text 2 [caf\xe9.jsonl]`, `08PARIS3 text 3 [caf\x5cxe9.jsonl]`, `08PARIS4 text 4 [a\x0ab.jsonl]`}
	for i, name := range names {
		without := slices.Delete(slices.Clone(all), i, i+1)
		filled := func() *site {
			s := newSite(t)
			for j, name := range names {
				s.write(name, fmt.Sprintf("08PARIS%d text %d", j+1, j+1))
			}
			s.job(s.prune())
			s.expect("all", all...)
			return s
		}
		s := filled()
		s.remove(name)
		s.job(s.prune())
		s.expect("pruned "+name, without...)
		s.write(name, fmt.Sprintf("08PARIS%d text %d", i+1, i+1))
		s.job(s.prune())
		s.expect("read again "+name, all...)

		forms := []string{corpus.EscapeName(name)}
		if name != `caf\xe9.jsonl` { // which is how another is written
			forms = append(forms, name)
		}
		for _, what := range forms {
			s := filled()
			r, err := update.Remove(context.Background(), s.store, []string{filepath.Join(s.dir, what)}, update.Options{})
			if err != nil || r.Removed != 1 {
				t.Errorf("remove %s: %d removed, error %v", what, r.Removed, err)
			}
			s.expect("removed "+what, without...)
		}
	}
}

// TestRemoveMember removes members whose names differ only in their encoding.
func TestRemoveMember(t *testing.T) {
	s := newSite(t)
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for i, name := range []string{"caf\x82.jsonl", "caf\xe9.jsonl", "../d.jsonl"} {
		out, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, "{\"id\":\"08PARIS%d\",\"text\":\"UNCLAS\\n\\n1. (U) text\\n\"}\n", i+1)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.dir, "a.zip")
	if err := os.WriteFile(path, archive.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s.job(update.Options{})
	for i, member := range []string{`caf\x82.jsonl`, "caf\xe9.jsonl", "../d.jsonl"} {
		r, err := update.Remove(context.Background(), s.store, []string{path + ":" + member}, update.Options{})
		if err != nil || r.Removed != 1 || len(s.store.docs) != 2-i {
			t.Errorf("%s: %d removed, %d left, error %v", member, r.Removed, len(s.store.docs), err)
		}
	}
}
