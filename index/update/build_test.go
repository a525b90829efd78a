package update_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

// A store is a Writer that keeps documents in a map.
type store struct {
	docs    map[string]index.Document
	added   []string
	commits int
	fail    error // what Add answers
	cat     *catalog.Catalog
	dropped []string // the ids that Salvage drops
}

func newStore() *store { return &store{docs: map[string]index.Document{}, cat: catalog.New()} }

func (s *store) Catalog() *catalog.Catalog { return s.cat }

func (s *store) Compact(context.Context) (bool, error) { return false, nil }

func (s *store) Purge(context.Context) (bool, error) { return false, nil }

func (s *store) Salvage(ctx context.Context) (string, int, error) {
	none := map[string][]catalog.Lost{}
	for _, id := range s.dropped {
		delete(s.docs, id)
		none[id] = nil
	}
	s.cat.Reconcile(none)
	name, err := s.Commit(ctx)
	return name, len(s.dropped), err
}

func (s *store) Versions(_ context.Context, id string) ([]cable.Version, error) {
	return s.docs[id].Versions, nil
}

func (s *store) Get(_ context.Context, id string) (index.Document, error) {
	if doc, ok := s.docs[id]; ok {
		return doc, nil
	}
	return index.Document{}, index.ErrNotFound
}

func (s *store) Add(ctx context.Context, docs []index.Document) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, d := range docs {
		s.docs[d.ID] = d
		s.added = append(s.added, d.ID)
	}
	return s.fail
}

func (s *store) Delete(_ context.Context, ids []string) error {
	maps.DeleteFunc(s.docs, func(id string, _ index.Document) bool { return slices.Contains(ids, id) })
	return nil
}

func (s *store) Commit(context.Context) (string, error) {
	s.commits++
	return fmt.Sprintf("%06d", s.commits), nil
}

func (s *store) Close() error { return nil }

// A found is a record, told shortly: where it is, under what id, with what text.
type found struct{ path, id, text string }

func archive(list ...found) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		for _, f := range list {
			if f.text == "" {
				if !yield(corpus.Record{}, &corpus.RecordError{Source: corpus.Source{Path: f.path}, Err: errors.New("empty")}) {
					return
				}
				continue
			}
			rec := corpus.Record{ID: f.id, Body: "UNCLAS\n\n1. (U) " + f.text + "\n", Source: corpus.Source{Path: f.path}}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// tally is a report's counts in the order records, indexed, unchanged,
// replaced, duplicate, rejected.
func tally(r update.Report) string {
	return fmt.Sprint(r.Records, r.Indexed, r.Unchanged, r.Replaced, r.Duplicate, r.Rejected)
}

func build(t *testing.T, s *store, records iter.Seq2[corpus.Record, error]) update.Report {
	t.Helper()
	r, err := updatetest.Build(context.Background(), records, s, update.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Records != r.Indexed+r.Unchanged+r.Replaced+r.Duplicate+r.Rejected {
		t.Errorf("the counts do not add up: %+v", r)
	}
	return r
}

func TestBuildCounts(t *testing.T) {
	short := found{"a.txt", "08PARIS1", "short text"}
	full := found{"b.txt", "08PARIS1", "the full text, which is longer"}
	other := found{"c.txt", "08PARIS2", "another cable"}
	changed := found{"a.txt", "08PARIS1", "changed"}
	for _, test := range []struct {
		name          string
		first, second []found
		wantFirst     string
		wantSecond    string
		text          string // of 08PARIS1 in the end
		versions      int    // of 08PARIS1 in the end
	}{
		{"nothing changes", []found{short, other}, []found{short, other}, "2 2 0 0 0 0", "2 0 2 0 0 0", "short text", 1},
		{"the fuller text wins, later", []found{short, full}, []found{short, full}, "2 1 0 1 0 0", "2 0 2 0 0 0", "the full text, which is longer", 2},
		{"the fuller text wins, earlier", []found{full, short}, []found{full, short}, "2 1 0 0 1 0", "2 0 2 0 0 0", "the full text, which is longer", 2},
		{"twice the same", []found{short, short}, []found{short}, "2 1 0 0 1 0", "1 0 1 0 0 0", "short text", 1},
		{"a changed text replaces", []found{short}, []found{changed}, "1 1 0 0 0 0", "1 0 0 1 0 0", "changed", 1},
		{"a changed fullest text gives way", []found{full, short}, []found{{"b.txt", "08PARIS1", "cut"}, short}, "2 1 0 0 1 0", "2 0 1 1 0 0", "short text", 2},
		{"rejects do not stop", []found{{path: "bad.txt"}, other}, []found{{path: "bad.txt"}}, "2 1 0 0 0 1", "1 0 0 0 0 1", "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newStore()
			if got := tally(build(t, s, archive(test.first...))); got != test.wantFirst {
				t.Errorf("first run: %s, want %s", got, test.wantFirst)
			}
			if got := tally(build(t, s, archive(test.second...))); got != test.wantSecond {
				t.Errorf("second run: %s, want %s", got, test.wantSecond)
			}
			if test.versions == 0 {
				return
			}
			doc := s.docs["08PARIS1"]
			if len(doc.Cable.Paragraphs) != 1 || doc.Cable.Paragraphs[0].Text != test.text || len(doc.Versions) != test.versions {
				t.Errorf("ends with %d versions of %q", len(doc.Versions), doc.Record.Body)
			}
		})
	}
}

// TestMoreFactsWin: of the same text, the record of which its archive says
// more is kept, whichever comes first.
func TestMoreFactsWin(t *testing.T) {
	plain := corpus.Record{ID: "08PARIS1", Body: "UNCLAS\n\n1. (U) Text.\n", Source: corpus.Source{Path: "a.txt"}}
	dated := plain
	dated.Source.Path, dated.Date = "b.csv", time.Date(2008, 2, 11, 9, 15, 0, 0, time.UTC)
	for _, list := range [][]corpus.Record{{plain, dated}, {dated, plain}} {
		s := newStore()
		build(t, s, func(yield func(corpus.Record, error) bool) {
			_ = yield(list[0], nil) && yield(list[1], nil)
		})
		if doc := s.docs["08PARIS1"]; doc.Record.Source.Path != "b.csv" || len(doc.Versions) != 2 {
			t.Errorf("%s first: kept %s with %d versions", list[0].Source, doc.Record.Source, len(doc.Versions))
		}
	}
}

// TestRepaired: cables that have a problem are counted once, however many they
// have, and not again when they are unchanged.
func TestRepaired(t *testing.T) {
	clean := corpus.Record{ID: "08PARIS1", Source: corpus.Source{Path: "a.txt"}, Body: `VZCZCXRO0001
RR RUEHRN
DE RUEHFR #0001 0420915
ZNR UUUUU ZZH
R 110915Z FEB 08
FM AMEMBASSY PARIS
TO RUEHC/SECSTATE WASHDC 0001

UNCLAS PARIS 000001

E.O. 12958: N/A
TAGS: EWWT, FR
SUBJECT: HARBOUR LIGHTS

1. (U) The lighthouse of the harbour is dark again.

MARLOW
`}
	torn := corpus.Record{ID: "08PARIS2", Source: corpus.Source{Path: "b.txt"}, Body: "UNCLAS PARIS 000002\n\n1. (U) One.\n\n7. (U) Seven.\n"}
	list := func(yield func(corpus.Record, error) bool) { _ = yield(clean, nil) && yield(torn, nil) }
	s := newStore()
	r := build(t, s, list)
	if a, b := s.docs["08PARIS1"].Cable.Problems, s.docs["08PARIS2"].Cable.Problems; len(a) != 0 || len(b) < 2 {
		t.Fatalf("the cables have the problems %v and %v", a, b)
	}
	if r.Repaired != 1 {
		t.Errorf("%d repaired, problems %v", r.Repaired, r.Problems)
	}
	if r := build(t, s, list); r.Repaired != 0 {
		t.Errorf("unchanged, %d repaired", r.Repaired)
	}
}

// twoTelegrams is a file that holds two telegrams.
const twoTelegrams = `R 161843Z NOV 73
FM SECSTATE WASHDC
TO AMEMBASSY QUITO

UNCLAS STATE 226716

TAGS: TSPA, EC
SUBJECT: CRANE

1. THE CRANE IS OF NO INTEREST.
MARLOW
NNN
R 242232Z OCT 73
FM AMEMBASSY QUITO
TO SECSTATE WASHDC 7264

UNCLAS QUITO 2817

TAGS: TSPA, EC
SUBJECT: AN OBJECT ON THE PIER

1. A CYLINDER STANDS ON THE PIER.
LARKSPUR
NNN
`

// TestTelegramsAreRecords: each telegram of a record is a record of its own.
func TestTelegramsAreRecords(t *testing.T) {
	rec := corpus.Record{Body: twoTelegrams, Source: corpus.Source{Path: "a.txt", Line: 1}}
	list := func(yield func(corpus.Record, error) bool) { yield(rec, nil) }
	n := len(cable.Split(rec))
	s := newStore()
	if r := build(t, s, list); r.Records != n || r.Indexed != n || len(s.docs) != n {
		t.Errorf("of %d telegrams: %+v", n, r)
	}
	if r := build(t, s, list); r.Records != n || r.Unchanged != n {
		t.Errorf("of %d telegrams, again: %+v", n, r)
	}
	if got := len(index.Documents(rec)); got != n {
		t.Errorf("%d documents of %d telegrams", got, n)
	}
	r, err := update.Inspect(context.Background(), []update.Archive{streamed(list)}, update.Options{})
	if err != nil || r.Records != n || r.Indexed != n {
		t.Errorf("inspecting %d telegrams: %+v, error %v", n, r, err)
	}
}

// streamed is an archive without files.
type streamed iter.Seq2[corpus.Record, error]

func (s streamed) Visit(context.Context, corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return iter.Seq2[corpus.Record, error](s)
}

// TestBuildOrder: documents reach the writer in the order of the archive,
// however many are parsed at once.
func TestBuildOrder(t *testing.T) {
	var list []found
	var want []string
	for i := range 200 {
		id := fmt.Sprintf("08PARIS%d", i+1)
		list, want = append(list, found{id + ".txt", id, "text " + id}), append(want, id)
	}
	for _, jobs := range []int{1, 8} {
		s := newStore()
		if _, err := updatetest.Build(context.Background(), archive(list...), s, update.Options{Jobs: jobs}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(s.added, want) {
			t.Errorf("%d jobs: %v", jobs, s.added)
		}
	}
}

// TestBuildInterrupted: what was done is published, and the error says why the
// rest was not.
func TestBuildInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := newStore()
	endless := func(yield func(corpus.Record, error) bool) {
		for i := 1; ; i++ {
			if i == 20 {
				cancel()
			}
			rec := corpus.Record{ID: fmt.Sprintf("08PARIS%d", i), Body: "UNCLAS\n"}
			if !yield(rec, nil) {
				return
			}
		}
	}
	r, err := updatetest.Build(ctx, endless, s, update.Options{Jobs: 2})
	if !errors.Is(err, context.Canceled) || s.commits != 1 || r.Snapshot != "000001" {
		t.Errorf("error %v, %d commits, report %+v", err, s.commits, r)
	}
	if r.Indexed != len(s.docs) || r.Records != r.Indexed {
		t.Errorf("report %+v, but %d cables are kept", r, len(s.docs))
	}
	s = newStore()
	if _, err = updatetest.Build(ctx, endless, s, update.Options{Whole: true}); !errors.Is(err, context.Canceled) || s.commits != 0 {
		t.Errorf("whole: error %v, %d commits", err, s.commits)
	}
}

// TestBuildDropped: the counts are without what was dropped.
func TestBuildDropped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := newStore()
	s.dropped = []string{"08PARIS1"}
	list := []found{{"a.txt", "08PARIS1", "text"}, {"b.txt", "08PARIS1", "a longer text"}, {"c.txt", "08PARIS2", "text"}, {"d.txt", "08PARIS2", ""}}
	opt := update.Options{Progress: func(r update.Report) {
		if r.Records == len(list) {
			cancel()
		}
	}}
	wait := func(yield func(corpus.Record, error) bool) {
		archive(list...)(yield)
		<-ctx.Done()
	}
	r, err := updatetest.Build(ctx, wait, s, opt)
	if !errors.Is(err, context.Canceled) || r.Dropped != 1 || tally(r) != "2 1 0 0 0 1" {
		t.Errorf("%s, %d dropped, error %v", tally(r), r.Dropped, err)
	}
}

// TestBuildFailure: a writer that fails ends the job, and nothing is published.
func TestBuildFailure(t *testing.T) {
	s := newStore()
	s.fail = errors.New("disk full")
	_, err := updatetest.Build(context.Background(), archive(found{"a.txt", "08PARIS1", "text"}), s, update.Options{})
	if !errors.Is(err, s.fail) || s.commits != 0 {
		t.Errorf("error %v, %d commits", err, s.commits)
	}
}

// TestNoID: a cable without an id is kept under one made of its text.
func TestNoID(t *testing.T) {
	s := newStore()
	build(t, s, archive(found{"a.txt", "", "one"}, found{"b.txt", "", "two"}))
	if len(s.docs) != 2 {
		t.Errorf("%d documents", len(s.docs))
	}
	for id := range s.docs {
		if len(id) != len("NOID")+12 {
			t.Errorf("id %q", id)
		}
	}
}

// TestCommitInterval: a long job publishes on its way, by text and by time.
func TestCommitInterval(t *testing.T) {
	var list []found
	for i := range 50 {
		id := fmt.Sprintf("08PARIS%d", i+1)
		list = append(list, found{id + ".txt", id, "text of a hundred bytes or so: " + strings.Repeat("x", 70)})
	}
	for _, test := range []struct {
		name string
		opt  update.Options
		want int
	}{
		{"by default", update.Options{}, 1},
		{"never", update.Options{CommitEvery: -1, CommitBytes: -1}, 1},
		{"never but at the end", update.Options{CommitBytes: 1, Whole: true}, 1},
		{"each record, by bytes", update.Options{CommitBytes: 1}, 51},
		{"each record, by time", update.Options{CommitEvery: 1}, 51},
	} {
		s := newStore()
		if _, err := updatetest.Build(context.Background(), archive(list...), s, test.opt); err != nil {
			t.Fatal(err)
		}
		if s.commits != test.want {
			t.Errorf("%s: %d commits, want %d", test.name, s.commits, test.want)
		}
	}
}

// The facts of an archive are part of a record's identity; a record without
// facts has the hash that earlier indexes have for it.
func TestHashOf(t *testing.T) {
	plain := corpus.Record{ID: "76QUITO214", Date: time.Date(1976, 3, 3, 15, 10, 0, 0, time.UTC), Origin: "Quito",
		Classification: "UNCLASSIFIED", References: []string{"76LIMA1"}, Header: "FM QUITO", Body: "1. CRANES."}
	hash := index.HashOf(plain)
	if got, want := hash.String(), "164811beb1306fa8c7436f716f10ce20"; got != want {
		t.Errorf("hash without facts is %s, want %s", got, want)
	}
	seen := map[string]bool{hash.String(): true}
	for _, facts := range [][]corpus.Fact{
		{{Name: "To", Value: "Lima"}},
		{{Name: "To", Value: "Bogota"}},
		{{Name: "Subject", Value: "Lima"}},
		{{Name: "To", Value: "Lima"}, {Name: "Subject", Value: "CRANES"}},
		{{Name: "Subject", Value: "CRANES"}, {Name: "To", Value: "Lima"}},
	} {
		rec := plain
		rec.Facts = facts
		h := index.HashOf(rec)
		if seen[h.String()] {
			t.Errorf("facts %v do not change the hash", facts)
		}
		seen[h.String()] = true
		rec.Source = corpus.Source{Path: "elsewhere.html", Line: 7}
		if index.HashOf(rec) != h {
			t.Errorf("the source changes the hash of %v", facts)
		}
	}
}
