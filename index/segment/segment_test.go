package segment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/corpus"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/search"
	"reftel/index/search/searchtest"
)

// sampleDocs returns the documents of the sample.
func sampleDocs(t testing.TB) []index.Document {
	t.Helper()
	var records []corpus.Record
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rec)
	}
	return documents(records)
}

// documents returns the first document with each id.
func documents(records []corpus.Record) []index.Document {
	var list []index.Document
	seen := map[string]bool{}
	for _, rec := range records {
		for _, d := range index.Documents(rec) {
			if !seen[d.ID] {
				seen[d.ID] = true
				list = append(list, d)
			}
		}
	}
	return list
}

func build(t testing.TB, docs []index.Document) *Segment {
	t.Helper()
	b := NewBuilder()
	for _, d := range docs {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	s, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestNextBuilder makes segments by builders that follow one another. Each must be the same
// as one of a new builder, also one of fewer words than the builder before had.
func TestNextBuilder(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	b := NewBuilder()
	for _, part := range [][]index.Document{docs, docs[10:20], docs[5:], nil, docs[:3]} {
		for _, d := range part {
			if err := b.Add(d); err != nil {
				t.Fatal(err)
			}
		}
		s, err := b.Finish()
		if err != nil {
			t.Fatal(err)
		}
		if want := build(t, part); !bytes.Equal(s.pages.data, want.pages.data) {
			t.Errorf("the segment of %d documents differs from that of a new builder", len(part))
		}
		b = b.Next()
	}
}

// TestKeepTables: a builder leaves its tables to the next one unless they take most of its
// memory.
func TestKeepTables(t *testing.T) {
	t.Parallel()
	var different strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&different, "w%dx ", i)
	}
	for _, c := range []struct {
		body string
		keep bool
	}{{strings.Repeat("of the harbour ", 1000), true}, {different.String(), false}} {
		rec := corpus.Record{ID: "08BRUSSELS1828", Body: c.body}
		b := NewBuilder()
		if err := b.Add(documents([]corpus.Record{rec})[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Finish(); err != nil {
			t.Fatal(err)
		}
		if next := b.Next(); (next.reader == b.reader) != c.keep {
			t.Errorf("after %.20q… the next builder has the tables: %v, want %v", c.body, !c.keep, c.keep)
		}
	}
}

// A want is what a segment of some documents must hold.
type want struct {
	docs  []index.Document
	terms []searchtest.DocTerms
	// fields has the postings of each term.
	fields map[string]map[string]*search.Block
}

func wantOf(docs []index.Document) *want {
	w := &want{docs: docs, fields: map[string]map[string]*search.Block{}}
	for i, d := range docs {
		t := searchtest.TermsOf(d)
		w.terms = append(w.terms, t)
		for _, f := range append([]searchtest.FieldTerms{t.Text, t.Subject}, t.Coded...) {
			w.add(uint32(i), f)
		}
	}
	return w
}

func (w *want) add(doc uint32, f searchtest.FieldTerms) {
	if w.fields[f.Name] == nil {
		w.fields[f.Name] = map[string]*search.Block{}
	}
	for _, t := range f.Terms {
		b := w.fields[f.Name][t.Text]
		if b == nil {
			b = &search.Block{}
			w.fields[f.Name][t.Text] = b
		}
		b.Docs, b.Freqs = append(b.Docs, doc), append(b.Freqs, uint32(t.Count))
		b.Places = append(b.Places, t.Positions...)
		b.Ends = append(b.Ends, len(b.Places))
	}
}

// check compares a leaf with what it must hold. Its live documents are those of w in
// order.
func (w *want) check(t *testing.T, l *Leaf) {
	t.Helper()
	var live []uint32
	for doc := range uint32(l.Docs()) {
		if l.Live(doc) {
			live = append(live, doc)
		}
	}
	if len(live) != len(w.docs) {
		t.Fatalf("%d live documents, want %d", len(live), len(w.docs))
	}
	for name, terms := range w.fields {
		d, err := l.Dict(name)
		if err != nil {
			t.Fatal(err)
		}
		w.checkTerms(t, d, terms, live)
	}
	for i, doc := range live {
		w.checkDoc(t, l, i, doc)
	}
	w.checkStats(t, l)
}

func (w *want) checkTerms(t *testing.T, d search.Dict, terms map[string]*search.Block, live []uint32) {
	t.Helper()
	var b search.Block
	for term, want := range terms {
		if err := d.Load(term, search.Positions, &b); err != nil {
			t.Fatal(err)
		}
		var docs []uint32
		for _, i := range want.Docs {
			docs = append(docs, live[i])
		}
		if !slices.Equal(b.Docs, docs) || !slices.Equal(b.Freqs, want.Freqs) || !slices.Equal(b.Places, want.Places) || !slices.Equal(b.Ends, want.Ends) {
			t.Fatalf("postings of %q: %v\nwant %v of documents %v", term, b, want, docs)
		}
	}
	for term, err := range d.Terms(nil, "", "") {
		if err != nil {
			t.Fatal(err)
		}
		l, err := d.List(term)
		if err != nil {
			t.Fatal(err)
		}
		if l == nil {
			if terms[term] != nil {
				t.Errorf("no list of %q", term)
			}
			continue
		}
		if terms[term] == nil || l.Count() != len(terms[term].Docs) {
			t.Errorf("%q has %d documents, want %v", term, l.Count(), terms[term])
		}
	}
}

func (w *want) checkDoc(t *testing.T, l *Leaf, i int, doc uint32) {
	t.Helper()
	want := w.docs[i]
	id, err := l.ID(doc)
	if err != nil || id != want.ID {
		t.Errorf("id %q of document %d, want %q: %v", id, doc, want.ID, err)
	}
	if found, ok, err := l.Find(want.ID); found != doc || !ok || err != nil {
		t.Errorf("Find(%q) = %d, %v, %v, want %d", want.ID, found, ok, err, doc)
	}
	got, err := l.Stored(doc)
	want.Cable = nil
	if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("stored %+v\nwant %+v: %v", got, want, err)
	}
	w.checkFacets(t, l, i, doc)
	w.checkNumbers(t, l, i, doc)
	var z search.Zones
	if err := l.Zones(doc, search.AllZones, &z); err != nil {
		t.Error(err)
	}
	if got, want := search.AppendZones(nil, &z), search.AppendZones(nil, &w.terms[i].Zones); !bytes.Equal(got, want) {
		t.Errorf("zones of %s: %v, want %v", id, z, w.terms[i].Zones)
	}
}

func (w *want) checkNumbers(t *testing.T, l *Leaf, i int, doc uint32) {
	t.Helper()
	for _, f := range []searchtest.FieldTerms{w.terms[i].Text, w.terms[i].Subject} {
		lengths := l.Lengths(f.Name).Reader()
		if n, err := lengths.At(int(doc)); err != nil || n != uint64(f.Length) {
			t.Errorf("%s of document %d has %d tokens, want %d: %v", f.Name, doc, n, f.Length, err)
		}
	}
	dates := l.Dates().Reader()
	if date, err := dates.At(doc); err != nil || date != w.terms[i].Date {
		t.Errorf("document %d has the date %d, want %d: %v", doc, date, w.terms[i].Date, err)
	}
	before := 0
	order := index.OrderOf(w.docs[i].ID)
	for _, other := range w.docs {
		if index.OrderOf(other.ID).Compare(order) < 0 {
			before++
		}
	}
	ranks := l.Ranks().Reader()
	if rank, err := ranks.At(int(doc)); err != nil || int(rank) < before || l.Deleted() == 0 && int(rank) != before {
		t.Errorf("document %d has rank %d, want %d: %v", doc, rank, before, err)
	}
}

// checkStats compares the sums over the live documents.
func (w *want) checkStats(t *testing.T, l *Leaf) {
	t.Helper()
	want := search.NoStats()
	for _, d := range w.terms {
		want.Docs++
		want.TextLength += uint64(d.Text.Length)
		want.SubjectLength += uint64(d.Subject.Length)
		if d.Date != search.NoDate && (want.Oldest == search.NoDate || d.Date < want.Oldest) {
			want.Oldest = d.Date
		}
		want.Newest = max(want.Newest, d.Date)
	}
	if got, err := l.Stats(); err != nil || got != want {
		t.Errorf("the sums are %+v, want %+v: %v", got, want, err)
	}
}

func (w *want) checkFacets(t *testing.T, l *Leaf, i int, doc uint32) {
	t.Helper()
	for _, f := range field.Facets() {
		col, err := l.Column(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		ords, err := col.Reader().Append(nil, doc)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, ord := range ords {
			value, err := col.Values().At(int(ord))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, value)
		}
		for _, terms := range w.terms[i].Facets {
			if terms.Name == f.Name {
				for _, term := range terms.Terms {
					want = append(want, term.Text)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s of document %d: %v, want %v", f.Name, doc, got, want)
		}
	}
}

func TestBuilder(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	s := build(t, docs)
	wantOf(docs).check(t, NewLeaf(s, nil))
}

func TestReplaced(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	b := NewBuilder()
	for _, d := range docs[:5] {
		d.Record.Body, d.Cable = "TAGS: XXXX\nSUBJECT: REPLACED\n1. Replaced text.", nil
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range docs {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	checkStored := func() {
		for _, d := range docs {
			got, found, err := b.Stored(d.ID)
			if err != nil || !found || got.Record.Body != d.Record.Body {
				t.Errorf("Stored(%s) = %v, %v, %v", d.ID, got, found, err)
			}
		}
	}
	var reading sync.WaitGroup
	reading.Go(checkStored) // the race detector looks on
	s, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	reading.Wait()
	checkStored()
	wantOf(docs).check(t, NewLeaf(s, nil))
}

// TestFindMany looks up so many ids that a filter of the segment's is made, and all again.
func TestFindMany(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	l := NewLeaf(build(t, docs), nil)
	for range 2 {
		for i := range filterAfter {
			if doc, found, err := l.Find(fmt.Sprintf("09ABSENT%d", i)); found || err != nil {
				t.Errorf("09ABSENT%d: document %d, %v", i, doc, err)
			}
		}
		for i, d := range docs {
			if doc, found, err := l.Find(d.ID); int(doc) != i || !found || err != nil {
				t.Errorf("%s: document %d, %v, %v; want %d", d.ID, doc, found, err, i)
			}
		}
	}
	filter, looked := l.ids.Load(), 0
	for i := range 1000 {
		if filter == nil || !filter.lacks(fmt.Sprintf("09ABSENT%d", i)) {
			looked++
		}
	}
	if looked > 100 {
		t.Errorf("%d of 1000 ids that the segment lacks are looked up", looked)
	}
}

// TestFailedFinish finishes a builder with a damaged block of records twice: the second
// call must not return a segment of what the first one left.
func TestFailedFinish(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)[:3]
	b := NewBuilder()
	for _, d := range append(docs, docs[0]) {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	b.records.flush()
	b.blocks[0][blockHeader+20] ^= 1
	_, first := b.Finish()
	if s, err := b.Finish(); first == nil || !errors.Is(err, first) || s != nil {
		t.Errorf("the first error is %v, then %v; a segment: %v", first, err, s != nil)
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	var leaves []*Leaf
	var kept []index.Document
	for from := 0; from < len(docs); from += 7 {
		part := docs[from:min(from+7, len(docs))]
		deleted := roaring.New()
		for i := range part {
			if (from+i)%5 == 2 || from == 14 {
				deleted.Add(uint32(i))
			} else {
				kept = append(kept, part[i])
			}
		}
		l := NewLeaf(build(t, part), deleted)
		leaves = append(leaves, l)
	}
	path := filepath.Join(t.TempDir(), "merged")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	numbers, err := Merge(f, leaves, nil)
	if err != nil {
		t.Fatal(err)
	}
	next := uint32(0)
	for i, list := range numbers {
		for doc, n := range list {
			if !leaves[i].Live(uint32(doc)) {
				if n != gone {
					t.Errorf("deleted document %d of leaf %d became %d", doc, i, n)
				}
				continue
			}
			if n != next {
				t.Errorf("document %d of leaf %d became %d, want %d", doc, i, n, next)
			}
			next++
		}
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	wantOf(kept).check(t, NewLeaf(s, nil))
}

// BenchmarkBuild builds a segment and reports the sizes of its parts.
func BenchmarkBuild(b *testing.B) {
	docs := benchDocs(b)
	text := textOf(docs)
	b.SetBytes(int64(text))
	var s *Segment
	for b.Loop() {
		s = build(b, docs)
	}
	sizes := map[kind]int64{}
	for _, p := range s.dir.parts {
		sizes[p.kind] += p.to - p.from
	}
	for k, n := range sizes {
		b.ReportMetric(float64(n)/float64(text), strings.ReplaceAll(k.String(), " ", "-")+"/text")
	}
	b.ReportMetric(float64(len(s.pages.data))/float64(text), "index/text")
}

// benchDocs returns the documents of an archive of real cables.
func benchDocs(t testing.TB) []index.Document {
	t.Helper()
	path := os.Getenv("REFTEL_BENCH_ARCHIVE")
	if path == "" {
		path = "../../../shared/cables/cables.csv"
	}
	r, err := corpus.Open(path, corpus.Options{})
	if errors.Is(err, os.ErrNotExist) && os.Getenv("REFTEL_REQUIRE_SHARED") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var records []corpus.Record
	for rec, err := range r.Records(context.Background()) {
		if err == nil {
			records = append(records, rec)
		}
	}
	if len(records) == 0 {
		t.Fatalf("%s has no records", path)
	}
	return documents(records)
}

// TestRealCables builds two segments of real cables and merges them without some.
func TestRealCables(t *testing.T) {
	if testing.Short() {
		t.Skip("reads all real cables")
	}
	t.Parallel()
	docs := benchDocs(t)
	rng := rand.New(rand.NewPCG(1, 2))
	half := len(docs) / 2
	first := mergeInput{NewLeaf(build(t, docs[:half]), nil), docs[:half]}
	wantOf(first.docs).check(t, first.leaf)
	second := mergeInput{NewLeaf(build(t, docs[half:]), nil), docs[half:]}
	all := merged(t, first.without(rng, 0.1), second)
	wantOf(all.docs).check(t, all.leaf)
}
