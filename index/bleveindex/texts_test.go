package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/update"
	"reftel/index/update/updatetest"
)

// variants are three texts of one cable: a full one, a shorter one that has other
// words, and a cut copy of the first.
func variants() []corpus.Record {
	full := fiction("08PARIS1", "the loan of bells and much else about the bells")
	other := fiction("08PARIS1", "a walrus")
	other = strings.NewReplacer("TAGS: PREL", "TAGS: KNNP", "SECSTATE WASHDC", "AMEMBASSY ROME", "FEB 08\nFM", "FEB 07\nFM").Replace(other)
	cut, _, _ := strings.Cut(full, " at length")
	var list []corpus.Record
	for i, text := range []string{cut, other, full} {
		list = append(list, corpus.Record{ID: "08PARIS1", Body: text, Source: corpus.Source{Path: string(rune('a'+i)) + ".txt", Line: 7}})
	}
	return list
}

func yieldAll(list []corpus.Record) func(yield func(corpus.Record, error) bool) {
	return func(yield func(corpus.Record, error) bool) {
		for _, rec := range list {
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// TestOtherTexts: words and codes that only another text of an id has find the
// cable; what a hit shows and what facets count is of the fullest text.
func TestOtherTexts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	report := build(t, dir, yieldAll(variants()), 0)
	if report.Records != 3 || report.Indexed != 1 || report.Replaced+report.Duplicate != 2 {
		t.Errorf("%+v", report)
	}
	s := open(t, dir)
	for _, test := range []struct {
		query string
		found bool
	}{
		{`bells`, true},
		{`walrus`, true},
		{`body:walrus`, true},
		{`subject:walrus`, true},
		{`walrus bells`, true},
		{`"a walrus at length"`, true},
		{`"marlow confidential"`, false},
		{`"else about the bells a walrus"`, false},
		{`subject:"bells a walrus"`, false},
		{`tags:PREL tags:KNNP`, true},
		{`to:secstate to:rome`, true},
		{`dtg:110915ZFEB07`, true},
		{`dtg:110915ZFEB08`, true},
		{`date:2008`, true},
		{`date:2007`, false},
		{`source:a.txt source:b.txt source:c.txt`, true},
	} {
		if n := find(t, s, test.query).Total; (n == 1) != test.found {
			t.Errorf("%s finds %d cables", test.query, n)
		}
	}
	res := find(t, s, "walrus")
	if hit := res.Hits[0]; !strings.Contains(hit.Subject, "BELLS") || hit.Date.Year() != 2008 {
		t.Errorf("the hit is %+v", hit)
	}
	full, err := s.Search(context.Background(), index.Request{Facets: []index.FacetRequest{{Name: "tags", Size: -1}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range full.Facets[0].Values {
		if v.Value == "KNNP" {
			t.Error("a facet counts a code that only another text has")
		}
	}
	doc, err := s.Get(context.Background(), "08PARIS1")
	if err != nil || len(doc.Others) != 2 || doc.Record.Source.Path != "c.txt" {
		t.Fatalf("shown is %s with %d others, error %v", doc.Record.Source, len(doc.Others), err)
	}
	if _, err := bleveindex.Verify(context.Background(), dir); err != nil {
		t.Error(err)
	}
}

// TestOtherTextSnippets: a snippet of words that only another text has names that
// text.
func TestOtherTextSnippets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build(t, dir, yieldAll(variants()), 0)
	s := open(t, dir)
	for _, test := range []struct{ query, want string }{
		{`bells`, "[¶2 bells,bells]"},
		{`walrus`, "[b.txt:7 ¶2 walrus]"},
		{`body:walrus`, "[b.txt:7 ¶2 walrus]"},
		{`rainy body:walrus`, "[¶1 rainy b.txt:7 ¶2 walrus]"},
		{`bells rainy body:walrus`, "[¶1 rainy b.txt:7 ¶2 walrus]"},
		{`tags:KNNP`, "[¶1 ]"},
		{`subject:loan`, "[¶1 ]"},
	} {
		var got []string
		for _, sn := range find(t, s, test.query).Hits[0].Snippets {
			var marked []string
			for _, m := range sn.Matches {
				marked = append(marked, sn.Text[m.Start:m.End])
			}
			text := fmt.Sprintf("¶%d %s", sn.Paragraph, strings.Join(marked, ","))
			if sn.Source != "" {
				text = sn.Source + " " + text
			}
			got = append(got, text)
		}
		if fmt.Sprint(got) != test.want {
			t.Errorf("%s: got %v, want %s", test.query, got, test.want)
		}
	}
}

// TestCopies: texts of an id that add no words add no positions.
func TestCopies(t *testing.T) {
	t.Parallel()
	size := func(records []corpus.Record) int64 {
		dir := t.TempDir()
		build(t, dir, yieldAll(records), 0)
		info, err := open(t, dir).Info(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return info.Bytes
	}
	var one, four []corpus.Record
	for i := range 100 {
		id := fmt.Sprintf("08PARIS%d", i+1)
		text := fiction(id, strings.Repeat(fmt.Sprintf("bells %d ring and walruses %d sing ", i, 2*i), 60))
		for copied := range 4 {
			rec := corpus.Record{ID: id, Origin: strings.Repeat("x", copied), Body: text, Source: corpus.Source{Path: "a.csv"}}
			if four = append(four, rec); copied == 0 {
				one = append(one, rec)
			}
		}
	}
	a, b := size(one), size(four)
	if b > a*3/2 {
		t.Errorf("%d bytes of index for single texts, %d for four copies of each", a, b)
	}
}

// TestManyTexts: an id with more texts than a batch holds keeps all of them.
func TestManyTexts(t *testing.T) {
	t.Parallel()
	texts := sized(80, 60) // some batches
	var records []corpus.Record
	for i := range texts {
		text := fiction("08PARIS1", fmt.Sprintf("gull%d ", i)+strings.Repeat(fmt.Sprintf("walrus%d sings ", i), 600))
		records = append(records, corpus.Record{ID: "08PARIS1", Body: text, Source: corpus.Source{Path: "a.csv", Line: i + 1}})
	}
	dir := t.TempDir()
	w, err := bleveindex.OpenWriter(dir, index.WriterOptions{Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	report, err := updatetest.Build(context.Background(), yieldAll(records), w, update.Options{})
	if err = errors.Join(err, w.Close()); err != nil || report.Records != texts {
		t.Fatalf("%+v, error %v", report, err)
	}
	s := open(t, dir)
	for _, i := range []int{0, 1, texts / 2, texts - 1} {
		if n := find(t, s, fmt.Sprintf("gull%d", i)).Total; n != 1 {
			t.Errorf("gull%d finds %d cables", i, n)
		}
	}
	doc, err := s.Get(context.Background(), "08PARIS1")
	if err != nil || len(doc.Others) != texts-1 {
		t.Errorf("%d other texts, error %v", len(doc.Others), err)
	}
	if _, err := bleveindex.Verify(context.Background(), dir); err != nil {
		t.Error(err)
	}
}
