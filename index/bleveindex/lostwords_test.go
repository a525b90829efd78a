package bleveindex_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/sample"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/field"
	"reftel/index/query"
)

const sharedDir = "../../../shared"

// TestNoWordIsLost holds the index to the raw records: every word of a record
// that is neither furniture nor of a transmission line finds that record's
// cables. What is furniture, what is a transmission line and what is a word is
// decided here, by other means than the parser's (lostwords_forms_test.go).
//
// A collection is an index of its own, so that no word is found because another
// copy of the cable has it.
func TestNoWordIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	t.Run("sample", func(t *testing.T) { checkCollection(t, gather(t, sample.Records(context.Background()))) })
	t.Run("csv", func(t *testing.T) { checkCollection(t, sharedRecords(t, "cables/cables.csv")) })
	t.Run("html", func(t *testing.T) { checkCollection(t, sharedRecords(t, "cables/html")) })
	// The single files are texts of the CSV file with the header in the body:
	// every third will do.
	t.Run("txt", func(t *testing.T) { checkCollection(t, every(3, sharedRecords(t, "cables/txt"))) })
	t.Run("telegrams", func(t *testing.T) { checkFiles(t, "telegrams/*.txt") })
	t.Run("inputs", func(t *testing.T) {
		checkFiles(t, "inputs/0*", "inputs/1[0-2]*", "inputs/1[89]*", "inputs/2[0-3]*", "inputs/90-passed")
	})
}

// sharedRecords reads an archive of the material beside the repository.
func sharedRecords(t *testing.T, path string) []corpus.Record {
	t.Helper()
	path = filepath.Join(sharedDir, path)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("REFTEL_REQUIRE_SHARED") == "1" {
			t.Fatal(err)
		}
		t.Skipf("no %s: it is not part of the repository", path)
	}
	r, err := corpus.Open(path, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return gather(t, r.Records(context.Background()))
}

// every returns each n-th record.
func every(n int, records []corpus.Record) []corpus.Record {
	var some []corpus.Record
	for i := 0; i < len(records); i += n {
		some = append(some, records[i])
	}
	return some
}

func gather(t *testing.T, records iter.Seq2[corpus.Record, error]) []corpus.Record {
	t.Helper()
	var list []corpus.Record
	for rec, err := range records {
		if err != nil {
			t.Error(err)
			continue
		}
		list = append(list, rec)
	}
	if len(list) == 0 {
		t.Fatal("no records")
	}
	return list
}

// checkFiles checks each of the files as an archive of its own.
func checkFiles(t *testing.T, patterns ...string) {
	if _, err := os.Stat(sharedDir); err != nil && os.Getenv("REFTEL_REQUIRE_SHARED") != "1" {
		t.Skipf("no %s: it is not part of the repository", sharedDir)
	}
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join(sharedDir, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
		}
		for _, path := range paths {
			name, _ := filepath.Rel(sharedDir, path)
			t.Run(filepath.Base(path), func(t *testing.T) { checkCollection(t, sharedRecords(t, name)) })
		}
	}
}

// checkCollection indexes records and checks them, on each core a part.
func checkCollection(t *testing.T, records []corpus.Record) {
	x := newWordIndex(t, records)
	workers := runtime.GOMAXPROCS(0)
	var running sync.WaitGroup
	for w := range workers {
		running.Go(func() {
			for i := w; i < len(records); i += workers {
				x.check(t, records[i])
			}
		})
	}
	running.Wait()
	t.Logf("%d records", len(records))
}

func (x *wordIndex) check(t *testing.T, rec corpus.Record) {
	docs := documentsOf(rec)
	report(t, rec, x.lost(docs, wordsOf(textLines(rec.Header, rec.Body))))
	for _, doc := range docs {
		for _, fault := range slices.Concat(furnitureFaults(doc.Cable), x.addresseeFaults(doc)) {
			t.Errorf("%s: %s: %s", rec.Source, doc.ID, fault)
		}
	}
}

// report lists the first lost words of a record.
func report(t *testing.T, rec corpus.Record, lost []need) {
	t.Helper()
	if len(lost) == 0 {
		return
	}
	const most = 20
	var list []string
	for _, n := range lost[:min(most, len(lost))] {
		list = append(list, fmt.Sprintf("%s:%d", n.word, n.line))
	}
	t.Errorf("%s: %d words lost, by line: %s", rec.Source, len(lost), strings.Join(list, " "))
}

// documentsOf returns the cables of a record.
func documentsOf(rec corpus.Record) []index.Document {
	var docs []index.Document
	for _, part := range cable.Split(rec) {
		docs = append(docs, index.NewDocument(part, cable.Parse(part)))
	}
	return docs
}

// A wordIndex is an index over a collection, asked for single words.
type wordIndex struct {
	t testing.TB
	s *bleveindex.Searcher
}

func newWordIndex(t testing.TB, records []corpus.Record) *wordIndex {
	t.Helper()
	dir := t.TempDir()
	build(t, dir, func(yield func(corpus.Record, error) bool) {
		for _, rec := range records {
			if !yield(rec, nil) {
				return
			}
		}
	}, 0)
	return &wordIndex{t, open(t, dir)}
}

// lost returns the words that find none of the cables. Of one cable, many words
// are asked for at once, and those that are missing sought by halving.
func (x *wordIndex) lost(docs []index.Document, needs []need) []need {
	if len(docs) == 1 && x.holds(docs, needs) {
		return nil
	}
	if len(needs) > 1 && len(docs) == 1 {
		half := len(needs) / 2
		return append(x.lost(docs, needs[:half]), x.lost(docs, needs[half:])...)
	}
	var lost []need
	for _, n := range needs {
		if !x.finds(docs, n) {
			lost = append(lost, n)
		}
	}
	return lost
}

func (x *wordIndex) holds(docs []index.Document, needs []need) bool {
	const atOnce = 400
	if len(needs) > atOnce {
		return x.holds(docs, needs[:atOnce]) && x.holds(docs, needs[atOnce:])
	}
	nodes := []query.Node{cables(docs)}
	for _, n := range needs {
		nodes = append(nodes, &query.Word{Text: n.word, Exact: true})
	}
	return x.any(&query.And{Nodes: nodes})
}

// finds reports whether a word, or what it is a part of, finds one of the
// cables: in the text, or as a value of a field.
func (x *wordIndex) finds(docs []index.Document, n need) bool {
	if n.cut && (len(n.word) < 3 || x.any(&query.And{Nodes: []query.Node{cables(docs), &query.Prefix{Text: n.word}}})) {
		return true
	}
	for _, text := range append([]string{n.word}, n.instead...) {
		if text == "" {
			continue
		}
		ways := []query.Node{&query.Word{Text: text, Exact: true}, &query.Phrase{Text: text}}
		if text == n.word || len(runs(text)) > 1 {
			ways = append(ways, inFields(text)...)
		}
		if x.any(&query.And{Nodes: []query.Node{cables(docs), &query.Or{Nodes: ways}}}) {
			return true
		}
	}
	return false
}

// inFields asks every field of names and codes for a text.
func inFields(text string) []query.Node {
	var nodes []query.Node
	for _, f := range field.All() {
		if !f.Kind.IsTime() && f.Kind != field.Path && f.Kind != field.Sound {
			nodes = append(nodes, &query.Word{Field: f.Name, Text: text})
		}
	}
	return nodes
}

func cables(docs []index.Document) query.Node {
	var nodes []query.Node
	for _, doc := range docs {
		nodes = append(nodes, &query.Phrase{Field: "id", Text: doc.ID})
	}
	if len(nodes) == 1 {
		return nodes[0]
	}
	return &query.Or{Nodes: nodes}
}

func (x *wordIndex) any(n query.Node) bool {
	res, err := x.s.Search(context.Background(), index.Request{Query: n})
	if err != nil {
		x.t.Errorf("%s: %v", n, err)
	}
	return err == nil && res.Total > 0
}

// maxFurniture is the number of lines with text that one span of furniture may
// have: a page break of a telegram has stamp, stamp, banner, banner, a page header
// on two lines, and the five of a release's page.
const maxFurniture = 12

// repeatedLines is the number of lines more that furniture may have where it is
// the header of a further section, which repeats that of the first. It is one
// only if all its words stand in the content, too.
const repeatedLines = 30

// furnitureFaults reports each span of furniture that holds words which are in
// no known form of furniture, and of each that is longer than a page break.
func furnitureFaults(c *cable.Cable) []string {
	var faults []string
	cut := cutFurniture(c.Text)
	for _, span := range c.Furniture {
		text := c.Text[span.Start:span.End]
		lines := 0
		for line := range strings.Lines(text) {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		rest := without(runs(cut[span.Start:span.End]), captions)
		if sectionLine.MatchString(text) {
			lines, rest = lines-repeatedLines, without(rest, contentWords(c))
		}
		if lines > maxFurniture {
			faults = append(faults, fmt.Sprintf("furniture of %d lines: %.300q", lines, text))
		}
		if len(rest) > 0 {
			faults = append(faults, fmt.Sprintf("furniture in no known form: %.200q has %.80q", text, rest))
		}
	}
	return faults
}

// contentWords returns the words of a cable's content that are no furniture.
func contentWords(c *cable.Cable) map[string]bool {
	words := map[string]bool{}
	for _, p := range c.Pieces {
		if p.Kind == cable.PieceFurniture {
			continue
		}
		for _, word := range runs(c.Text[p.Start:p.End]) {
			words[word] = true
		}
	}
	return words
}

func without(list []string, known map[string]bool) []string {
	return slices.DeleteFunc(list, func(s string) bool { return known[s] })
}

// sentence is what an addressee has if it is text: a full stop within, or a word
// that only sentences have.
var sentence = regexp.MustCompile(`[A-Za-z]{5,}\. |\.$|[a-z]{3,} [a-z]{3,} [a-z]{3,}|(?i)\b(?:was|were|has|have|had|will|would|said|that|which)\b`)

// addresseeFaults reports each addressee that is none, or is not found.
func (x *wordIndex) addresseeFaults(doc index.Document) []string {
	var faults []string
	nodes := []query.Node{&query.Phrase{Field: "id", Text: doc.ID}}
	for _, list := range []struct {
		field string
		names []cable.Addressee
	}{{"to", doc.Cable.To}, {"info", doc.Cable.Info}} {
		for _, a := range list.names {
			if len(a.Name) > 60 || a.Name == "" || sentence.MatchString(a.Name) {
				faults = append(faults, fmt.Sprintf("%s: no addressee: %q", list.field, a.Name))
				continue
			}
			nodes = append(nodes, &query.Phrase{Field: list.field, Text: a.Name})
		}
	}
	if len(nodes) == 1 || x.any(&query.And{Nodes: nodes}) {
		return faults
	}
	for _, n := range nodes[1:] {
		if !x.any(&query.And{Nodes: []query.Node{nodes[0], n}}) {
			faults = append(faults, fmt.Sprintf("not found by %s", n))
		}
	}
	return faults
}

// TestLostWordsAreFound holds the test of this file to cables that lack
// something: what was taken out of the index must be reported.
func TestLostWordsAreFound(t *testing.T) {
	t.Parallel()
	rec := corpus.Record{ID: "08LUSAKA411", Body: "R 140900Z MAR 08\nFM AMEMBASSY LUSAKA\nTO SECSTATE WASHDC 0101\n" +
		"UNCLAS LUSAKA 000411\n\nE.O. 12958: N/A\nTAGS: PGOV, ZA\nSUBJECT: THE HIPPO\n\n" +
		"1. (U) The zeppelin landed on the re-\nservoir.\n\n2. (U) Nobody's hurt.\nQUILL\n"}
	needs := wordsOf(textLines("", rec.Body))
	if x := newWordIndex(t, []corpus.Record{rec}); len(x.lost(documentsOf(rec), needs)) > 0 {
		report(t, rec, x.lost(documentsOf(rec), needs))
	}
	mutated := rec
	mutated.Body = strings.NewReplacer("zeppelin", "", "Nobody's", "").Replace(rec.Body)
	var words []string
	for _, n := range newWordIndex(t, []corpus.Record{mutated}).lost(documentsOf(mutated), needs) {
		words = append(words, n.word)
	}
	if got := strings.Join(words, " "); got != "zeppelin nobody s" {
		t.Errorf("lost words are %q, want zeppelin, nobody, s", got)
	}

	text := "CONFIDENTIAL\nPAGE 02 LUSAKA 00411 140900Z\nTHE HIPPO LEFT.\n"
	c := &cable.Cable{Text: text, Furniture: []cable.Span{{Start: 0, End: len(text)}}}
	if faults := furnitureFaults(c); len(faults) != 1 {
		t.Errorf("faults of furniture that holds a sentence: %q", faults)
	}
	c.Text = strings.Repeat("CONFIDENTIAL\n", maxFurniture+1)
	c.Furniture = []cable.Span{{Start: 0, End: len(c.Text)}}
	if faults := furnitureFaults(c); len(faults) != 1 {
		t.Errorf("faults of furniture without end: %q", faults)
	}
	doc := documentsOf(rec)[0]
	x := newWordIndex(t, []corpus.Record{rec})
	if faults := x.addresseeFaults(doc); len(faults) != 0 {
		t.Errorf("faults of good addressees: %q", faults)
	}
	doc.Cable.Info = []cable.Addressee{{Name: "AMEMBASSY LIMA"}, {Name: "STUDY THE RESOLUTION. IT WAS SO"}}
	if faults := x.addresseeFaults(doc); len(faults) != 2 {
		t.Errorf("faults of bad addressees: %q", faults)
	}
}
