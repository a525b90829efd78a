package updatetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
	"reftel/index/update"
)

// An Index is an index on which jobs are interrupted.
type Index interface {
	// Writer opens the published snapshot for writing.
	Writer(t *testing.T) index.Writer
	// Documents returns the published documents, and Catalog their catalog.
	Documents(t *testing.T) []index.Document
	Catalog(t *testing.T) *catalog.Catalog
	// Finds returns the ids of the cables that a word finds.
	Finds(t *testing.T, word string) []string
}

// Interrupts runs jobs that replace, prune and remove cables, interrupts each at
// every call of the writer, and runs it again. It requires that the index is then
// like one that was not interrupted, and that no published snapshot holds a text
// that its catalog does not list. If every is above 1, only one call of that many is
// tried.
func Interrupts(t *testing.T, every int, open func(t *testing.T) Index) {
	for _, c := range cases {
		for i, how := range interruptions {
			t.Run(c.name+"/"+how.name, func(t *testing.T) {
				t.Parallel()
				s := &site{dir: t.TempDir()}
				want := s.run(t, c, interruption{}, open(t), 0)
				for n := 1 + i%every; ; n += every {
					got := s.run(t, c, how, open(t), n)
					if got == nil {
						break
					}
					if !slices.Equal(got, want) {
						t.Fatalf("interrupted at call %d: the index holds\n%s\nundisturbed it holds\n%s",
							n, strings.Join(got, "\n"), strings.Join(want, "\n"))
					}
				}
			})
		}
	}
}

// An interruption is a way for a job to end early.
type interruption struct {
	name string
	// killed reports whether nothing is done after the call; otherwise the context
	// ends.
	killed bool
	// often publishes after each record.
	often bool
}

var interruptions = []interruption{
	{name: "cancelled"}, {name: "cancelled, published often", often: true},
	{name: "killed", killed: true}, {name: "killed, published often", killed: true, often: true},
}

// An interrupted is a job of the table: before is the state of the files that a
// first job reads, change what happens before the job that is interrupted, and
// later what happens before it is run again.
type interrupted struct {
	name                  string
	before, change, later files
	// removed is removed before the change.
	removed []string
	prune   bool
	remove  []string
}

// files are file names and their records, each "ID text"; nil removes the file.
type files map[string][]string

var cases = []interrupted{
	{
		name:   "a shorter text replaces",
		before: files{"a": {"08PARIS1 first secret words", "08PARIS2 second"}},
		change: files{"a": {"08PARIS1 redacted", "08PARIS2 second"}},
	}, {
		name:   "two texts of an id in one file are replaced",
		before: files{"a": {"08PARIS1 first secret words", "08PARIS1 other secret", "08PARIS2 second"}},
		change: files{"a": {"08PARIS1 redacted", "08PARIS1 cut", "08PARIS2 second"}},
	}, {
		name:   "the next fullest takes the place of a shorter text",
		before: files{"a": {"08PARIS1 first secret words of all"}, "b": {"08PARIS1 first public words"}, "c": {"08PARIS3 third"}},
		change: files{"a": {"08PARIS1 cut", "08PARIS4 fourth"}},
	}, {
		name:   "a replaced text is also in another file",
		before: files{"a": {"08PARIS1 common words"}, "b": {"08PARIS1 common words"}},
		change: files{"a": {"08PARIS1 other"}},
	}, {
		name:   "a text is replaced, and its copy, too",
		before: files{"a": {"08PARIS1 common secret"}, "b": {"08PARIS1 common secret"}},
		change: files{"a": {"08PARIS1 cut"}, "b": {"08PARIS1 cut"}},
	}, {
		name:   "files are pruned",
		before: files{"a": {"08PARIS1 first secret words", "08PARIS2 second"}, "b": {"08PARIS1 first"}, "c": {"08PARIS3 third"}},
		change: files{"a": nil},
		prune:  true,
	}, {
		name:   "records are pruned",
		before: files{"a": {"08PARIS1 first secret", "08PARIS2 second", "08PARIS3 third"}, "b": {"08PARIS1 first"}},
		change: files{"a": {"08PARIS2 second"}},
		prune:  true,
	}, {
		name:   "the shown text moves to another file",
		before: files{"a": {"08PARIS1 common words", "08PARIS2 second"}, "b": {"08PARIS1 common words", "08PARIS1 less"}, "c": {"08PARIS3 third"}},
		change: files{"a": nil},
		prune:  true,
	}, {
		name:   "a folder is renamed",
		before: files{"old/a": {"08PARIS1 first", "08PARIS2 second"}, "b": {"08PARIS1 f"}},
		change: files{"old/a": nil, "new/a": {"08PARIS1 first", "08PARIS2 second"}},
		prune:  true,
	}, {
		name:   "a file is deleted while it is read",
		before: files{"a": {"08PARIS1 first"}},
		change: files{"b": {"08PARIS2 secret", "08PARIS3 third", "08PARIS1 first secret", "08PARIS4 fourth"}},
		later:  files{"b": nil},
		prune:  true,
	}, {
		name:   "cables and sources are removed",
		before: files{"a": {"08PARIS1 secret", "08PARIS2 second"}, "b": {"08PARIS3 third secret", "08PARIS2 second secret"}, "c": {"08PARIS4 fourth"}},
		remove: []string{"08PARIS1", "b", "08PARIS4"},
	}, {
		name:    "a removed cable gets another text",
		before:  files{"a": {"08PARIS1 secret", "08PARIS2 second"}},
		removed: []string{"08PARIS1"},
		change:  files{"b": {"08PARIS1 public", "08PARIS3 third"}, "c": {"08PARIS1 secret"}},
	},
}

// A site is a folder of files that jobs read.
type site struct{ dir string }

// change writes and removes files. Each write has another time, which depends on
// stage.
func (s *site) change(t *testing.T, f files, stage int) {
	t.Helper()
	for name, records := range f {
		path := filepath.Join(s.dir, name)
		if records == nil {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var b strings.Builder
		for _, r := range records {
			id, text, _ := strings.Cut(r, " ")
			fmt.Fprintf(&b, "{\"id\":%q,\"text\":%q}\n", id, "UNCLAS\n\n1. (U) "+text+"\n")
		}
		at := time.Date(2020, 1, stage, 0, 0, 0, 0, time.UTC)
		err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(b.String()), 0o600), os.Chtimes(path, at, at))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// run runs the jobs of a case, of which the second is interrupted at call n of its
// writer; below 1 at none. It returns what the index holds in the end, nil if the
// job ended before call n.
func (s *site) run(t *testing.T, c interrupted, how interruption, idx Index, n int) []string {
	t.Helper()
	if err := os.RemoveAll(s.dir); err != nil {
		t.Fatal(err)
	}
	s.change(t, c.before, 1)
	s.must(t, interrupted{}, interruption{}, idx)
	if c.removed != nil {
		s.must(t, interrupted{remove: c.removed}, interruption{}, idx)
	}
	s.change(t, c.change, 2)
	if n > 0 {
		stopped := s.job(t, c, how, idx, n)
		checkListed(t, idx)
		if !stopped {
			return nil
		}
	} else {
		s.must(t, c, how, idx)
	}
	s.change(t, c.later, 3)
	s.must(t, c, interruption{}, idx)
	checkListed(t, idx)
	return holds(t, idx)
}

// must runs a job to its end.
func (s *site) must(t *testing.T, c interrupted, how interruption, idx Index) {
	t.Helper()
	if s.job(t, c, how, idx, 0) {
		t.Fatal("a job ended early")
	}
}

// job runs a job that is interrupted at call n, and reports whether it was.
func (s *site) job(t *testing.T, c interrupted, how interruption, idx Index, n int) bool {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := &stopper{Writer: idx.Writer(t), left: n, cancel: cancel, kill: how.killed}
	defer w.Writer.Close()
	opt := update.Options{Open: w.open, CommitEvery: -1, CommitBytes: -1, Jobs: 1}
	if how.often {
		opt.CommitBytes = 1
	}
	var err error
	if c.remove != nil {
		_, err = update.Remove(ctx, w, s.names(c.remove), opt)
	} else {
		if c.prune {
			opt.Prune = []string{s.dir}
		}
		var r *corpus.Reader
		if r, err = corpus.Open(s.dir, corpus.Options{}); err == nil {
			_, err = update.Update(ctx, []update.Archive{r}, w, opt)
		}
	}
	if err != nil && !w.stopped() {
		t.Fatal(err)
	}
	return w.stopped()
}

// names returns what is to be removed: ids, and the paths of files.
func (s *site) names(list []string) []string {
	var names []string
	for _, name := range list {
		if path := filepath.Join(s.dir, name); !strings.HasPrefix(name, "08") {
			name = path
		}
		names = append(names, name)
	}
	return names
}

// holds returns what an index holds and what words find.
func holds(t *testing.T, idx Index) []string {
	t.Helper()
	var list []string
	for _, doc := range idx.Documents(t) {
		var texts []string
		for i, d := range doc.Texts() {
			where := ""
			if i == 0 {
				where = fmt.Sprintf("%s:%d ", filepath.Base(d.Record.Source.Path), d.Record.Source.Line)
			}
			texts = append(texts, where+d.Cable.Paragraphs[0].Text)
		}
		slices.Sort(texts[1:])
		list = append(list, fmt.Sprintf("%s %q", doc.ID, texts))
	}
	for _, word := range []string{"secret", "first", "redacted", "common"} {
		list = append(list, fmt.Sprintf("%s finds %v", word, idx.Finds(t, word)))
	}
	slices.Sort(list)
	return list
}

// checkListed requires that the catalog and the index agree.
func checkListed(t *testing.T, idx Index) {
	t.Helper()
	listed := map[string]bool{}
	idx.Catalog(t).Records(func(path string, h catalog.Hash, id string) bool {
		listed[id+" "+h.String()] = true
		return true
	})
	for _, doc := range idx.Documents(t) {
		for _, v := range doc.Versions {
			key := doc.ID + " " + v.Hash
			if !listed[key] {
				t.Errorf("the index has a text of %s, from %s, that the catalog does not list", doc.ID, v.Source)
			}
			delete(listed, key)
		}
	}
	for key := range listed {
		t.Errorf("the catalog lists %s, which the index does not have", key)
	}
}

// A stopper is a writer that interrupts its job at a call.
type stopper struct {
	index.Writer
	left   int // calls before the interruption; 0 if there is none
	hit    bool
	cancel context.CancelFunc
	kill   bool
}

var errKilled = errors.New("killed")

func (s *stopper) stopped() bool { return s.hit }

// call counts a call, and returns an error if the writer is dead.
func (s *stopper) call() error {
	if s.left > 0 {
		if s.left--; s.left == 0 {
			s.hit = true
			s.cancel()
		}
	}
	if s.hit && s.kill {
		return errKilled
	}
	return nil
}

func (s *stopper) Versions(ctx context.Context, id string) ([]cable.Version, error) {
	if err := s.call(); err != nil {
		return nil, err
	}
	return s.Writer.Versions(ctx, id)
}

func (s *stopper) Get(ctx context.Context, id string) (index.Document, error) {
	if err := s.call(); err != nil {
		return index.Document{}, err
	}
	return s.Writer.Get(ctx, id)
}

func (s *stopper) Add(ctx context.Context, docs []index.Document) error {
	if err := s.call(); err != nil {
		return err
	}
	return s.Writer.Add(ctx, docs)
}

func (s *stopper) Delete(ctx context.Context, ids []string) error {
	if err := s.call(); err != nil {
		return err
	}
	return s.Writer.Delete(ctx, ids)
}

func (s *stopper) Compact(ctx context.Context) (bool, error) {
	if err := s.call(); err != nil {
		return false, err
	}
	return s.Writer.Compact(ctx)
}

func (s *stopper) Commit(ctx context.Context) (string, error) {
	if err := s.call(); err != nil {
		return "", err
	}
	return s.Writer.Commit(ctx)
}

func (s *stopper) Salvage(ctx context.Context) (string, int, error) {
	if s.hit && s.kill {
		return "", 0, errKilled
	}
	return s.Writer.Salvage(ctx)
}

// open opens a file in which a job locates a text. It counts as a call, and so does
// each of its records.
func (s *stopper) open(path string) (update.Archive, error) {
	if err := s.call(); err != nil {
		return nil, err
	}
	r, err := corpus.Open(path, corpus.Options{})
	return counted{r, s}, err
}

type counted struct {
	*corpus.Reader
	s *stopper
}

func (c counted) Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		for rec, err := range c.Reader.Visit(ctx, v) {
			if c.s.call() != nil || !yield(rec, err) {
				return
			}
		}
	}
}
