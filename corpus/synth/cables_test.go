package main

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
)

const shared = "../../../shared/cables/cables.csv"

// archive writes n cables in that format and reads them again.
func archive(t *testing.T, n int, seed uint64, form string) []corpus.Record {
	t.Helper()
	file := filepath.Join(t.TempDir(), "cables")
	args := []string{"-n", strconv.Itoa(n), "-seed", strconv.FormatUint(seed, 10), "-format", form, "-o", file}
	if code := run(args, os.Stdout, os.Stderr); code != 0 {
		t.Fatalf("exit %d", code)
	}
	return records(t, file)
}

// records reads an archive that must hold no damage.
func records(t *testing.T, file string) []corpus.Record {
	t.Helper()
	r, err := corpus.Open(file, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var list []corpus.Record
	for rec, err := range r.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rec)
	}
	return list
}

// TestCables parses 500 cables and holds what was understood to what was
// written.
func TestCables(t *testing.T) {
	const n, seed = 500, 11
	list := archive(t, n, seed, "csv")
	if len(list) != n {
		t.Fatalf("%d records of %d", len(list), n)
	}
	w := newWriter(newPlan(n, seed))
	problems := 0
	for i, rec := range list {
		w.write(i)
		c := cable.Parse(rec)
		checkRecord(t, w, rec)
		checkCable(t, w, c)
		problems += checkProblems(t, w, c)
	}
	if problems > n/10 { // 5.8 in 100 have another time on the DE line
		t.Errorf("%d of %d cables have problems", problems, n)
	}
}

// checkRecord checks what the archive says.
func checkRecord(t *testing.T, w *writer, rec corpus.Record) {
	t.Helper()
	id := string(w.plan.appendID(nil, w.name))
	if rec.ID != id || rec.Format != corpus.CSV || rec.Encoding != "utf-8" || len(rec.References) != len(w.refs) {
		t.Errorf("%s: read as %s, %s, %s with %d references of %d", id, rec.ID, rec.Format, rec.Encoding,
			len(rec.References), len(w.refs))
	}
	if rec.Origin != w.station.origin || rec.Classification != w.class.archive {
		t.Errorf("%s: %q, %q", id, rec.Origin, rec.Classification)
	}
	if rec.Header != string(w.head) || rec.Body != string(w.body) {
		t.Errorf("%s: header or body is not what was written", id)
	}
}

// checkCable checks what the parser understood.
func checkCable(t *testing.T, w *writer, c *cable.Cable) {
	t.Helper()
	id := string(w.plan.appendID(nil, w.name))
	if c.ID != id || mrn.Canonical(id) != id || len(c.Aliases) > 0 {
		t.Errorf("%s: id %s, aliases %v", id, c.ID, c.Aliases)
	}
	if day := "2006-01-02"; c.Date.Format(day) != w.time.Format(day) || c.DTG != nil && !c.Date.Equal(w.time) {
		t.Errorf("%s: date %v, want %v", id, c.Date, w.time)
	}
	if !w.style.partial && (c.DTG == nil || c.From != w.station.from) {
		t.Errorf("%s: DTG %v, from %q, want %q", id, c.DTG, c.From, w.station.from)
	}
	var codes []string
	for _, tag := range c.Tags {
		codes = append(codes, tag.Code)
	}
	if !slices.Equal(codes, w.tags) {
		t.Errorf("%s: tags %v, want %v", id, codes, w.tags)
	}
	if c.Subject != string(w.title) {
		t.Errorf("%s: subject %q, want %q", id, c.Subject, w.title)
	}
	if c.Sections != w.sections && w.sections > 1 {
		t.Errorf("%s: %d sections, want %d", id, c.Sections, w.sections)
	}
	checkRefs(t, w, c)
	checkParagraphs(t, w, c)
}

func checkRefs(t *testing.T, w *writer, c *cable.Cable) {
	t.Helper()
	var got, want []string
	for _, ref := range c.Refs {
		got = append(got, ref.ID)
	}
	for _, ref := range w.refs {
		want = append(want, string(w.plan.appendID(nil, ref)))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: refs %v, want %v", c.ID, got, want)
	}
}

// checkParagraphs counts the paragraphs by the markers that begin lines, one
// after the other.
func checkParagraphs(t *testing.T, w *writer, c *cable.Cable) {
	t.Helper()
	if !w.style.numbered {
		return
	}
	text, want := string(w.body), 0
	for {
		marker := "\n" + w.style.marker.before + strconv.Itoa(want+1) + "."
		_, rest, ok := strings.Cut(text, marker)
		if !ok {
			break
		}
		text = rest
		want++
	}
	if len(c.Paragraphs) != want {
		t.Errorf("%s: %d paragraphs, want %d", c.ID, len(c.Paragraphs), want)
		return
	}
	for i, p := range c.Paragraphs {
		if p.Number != i+1 || (p.Mark == "") == w.style.marked || len(p.Text) < 10 {
			t.Errorf("%s: paragraph %d is %d (%s) %.20q", c.ID, i+1, p.Number, p.Mark, p.Text)
		}
	}
}

// checkProblems returns 1 if there are problems that were not meant.
func checkProblems(t *testing.T, w *writer, c *cable.Cable) int {
	t.Helper()
	for _, p := range c.Problems {
		switch p.Kind {
		case cable.ProblemPartial, cable.ProblemDuplicate:
		case cable.ProblemJulianTime:
			return 1
		default:
			t.Errorf("%s: %s: %s", c.ID, p.Kind, p.Message)
			return 1
		}
	}
	return 0
}

// TestJSONL reads the same cables from the other format.
func TestJSONL(t *testing.T) {
	csv, jsonl := archive(t, 60, 4, "csv"), archive(t, 60, 4, "jsonl")
	if len(csv) != len(jsonl) {
		t.Fatalf("%d records, and %d", len(csv), len(jsonl))
	}
	for i, a := range csv {
		b := jsonl[i]
		if a.ID != b.ID || a.Header != b.Header || a.Body != b.Body || !slices.Equal(a.References, b.References) ||
			a.Origin != b.Origin || a.Classification != b.Classification || b.Format != corpus.JSONL {
			t.Errorf("%s and %s differ", a.ID, b.ID)
		}
		if a.Date.Hour() != b.Date.Hour() || a.Date.YearDay() != b.Date.YearDay() {
			t.Errorf("%s: dates %v and %v", a.ID, a.Date, b.Date)
		}
	}
}

// figures are what cables are compared by.
type figures struct {
	n             float64
	sizes         []float64
	classes       map[string]float64
	sectioned     float64
	sipdis        float64
	tags, subject float64
	leading       float64
	refs          float64
	paragraphs    float64
	headed        float64
	redacted      float64
	partial       float64
	twice         float64
	info          float64
	marks         map[string]float64
}

func measure(list []corpus.Record) *figures {
	f := &figures{n: float64(len(list)), classes: map[string]float64{}, marks: map[string]float64{}}
	for _, rec := range list {
		f.record(rec)
		f.cable(cable.Parse(rec))
	}
	slices.Sort(f.sizes)
	return f
}

func (f *figures) record(rec corpus.Record) {
	f.sizes = append(f.sizes, float64(len(rec.Header)+len(rec.Body)))
	f.classes[rec.Classification] += 1 / f.n
	f.partial += f.share(strings.HasPrefix(rec.Header, partialNotice))
}

func (f *figures) share(ok bool) float64 {
	if ok {
		return 1 / f.n
	}
	return 0
}

func (f *figures) cable(c *cable.Cable) {
	f.sectioned += f.share(c.Sections > 1)
	f.sipdis += f.share(slices.Contains(c.Handling, "SIPDIS"))
	f.tags += float64(len(c.Tags)) / f.n
	f.subject += float64(len(c.Subject)) / f.n
	f.refs += float64(len(c.Refs)) / f.n
	f.paragraphs += float64(len(c.Paragraphs)) / f.n
	f.redacted += f.share(c.Redactions > 0)
	f.info += float64(len(c.Info)) / f.n
	for _, tag := range c.Tags {
		f.leading += f.share(tag.Code == "PREL")
	}
	for _, p := range c.Problems {
		f.twice += f.share(p.Kind == cable.ProblemDuplicate)
	}
	for _, p := range c.Paragraphs {
		f.headed += f.share(p.Heading != "") / float64(len(c.Paragraphs))
		if p.Mark != "" {
			f.marks[p.Mark] += 1 / f.n / float64(len(c.Paragraphs))
		}
	}
}

func (f *figures) quantile(share float64) float64 { return f.sizes[int(share*float64(len(f.sizes)))] }

// TestFigures holds 2,500 cables to the figures of DESIGN 3.
func TestFigures(t *testing.T) {
	skipShort(t)
	f := measure(archive(t, 2500, 8, "csv"))
	within(t, "median of bytes", f.quantile(.5), 7000, 500)
	within(t, "99th percentile of bytes", f.quantile(.99), 31000, 4500)
	within(t, "in sections", f.sectioned, .48, .04)
	within(t, "printed twice", f.twice, .06, .02)
	within(t, "without transmission lines", f.partial, .09, .025)
	for class, count := range map[string]float64{"CONFIDENTIAL": 3080, "UNCLASSIFIED//FOR OFFICIAL USE ONLY": 1154,
		"UNCLASSIFIED": 870, "SECRET": 771, "SECRET//NOFORN": 504, "CONFIDENTIAL//NOFORN": 333} {
		within(t, class, f.classes[class], count/6712, .03) // FORMAT 5
	}
}

// TestLikeShared compares 1,669 invented cables with the real ones.
func TestLikeShared(t *testing.T) {
	skipShort(t)
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no shared cables beside the repository: ", err)
	}
	list := records(t, shared)
	real, made := measure(list), measure(archive(t, len(list), 2, "csv"))
	for _, q := range []float64{.1, .25, .5, .75, .9, .95} {
		within(t, "bytes at "+strconv.FormatFloat(q, 'f', 2, 64), made.quantile(q)/real.quantile(q), 1, .12)
	}
	within(t, "in sections", made.sectioned, real.sectioned, .04)
	within(t, "with SIPDIS", made.sipdis, real.sipdis, .03)
	within(t, "TAGS", made.tags, real.tags, .5)
	within(t, "with PREL", made.leading, real.leading, .04)
	within(t, "bytes of subject", made.subject, real.subject, 6)
	within(t, "references", made.refs, real.refs, .15)
	within(t, "paragraphs", made.paragraphs, real.paragraphs, 1.5)
	within(t, "with heading", made.headed, real.headed, .08)
	within(t, "blacked out", made.redacted, real.redacted, .07)
	within(t, "INFO addressees", made.info, real.info, .7)
	for _, mark := range []string{"C", "SBU", "U", "S", "S/NF", "C/NF"} {
		within(t, "mark "+mark, made.marks[mark], real.marks[mark], .045)
	}
}

// growth is how many different words so many have.
type growth struct{ words, different float64 }

// vocabularyGrowth counts the words of bodies, in an order that has nothing to
// do with their dates, at half of the cables and at all. It also returns the
// counts by rank.
func vocabularyGrowth(list []corpus.Record) (half, all growth, ranks []int) {
	seen := map[string]int{}
	for i := range list {
		body := list[i*997%len(list)].Body
		for word := range strings.FieldsFuncSeq(strings.ToLower(body), func(r rune) bool { return r < 'a' || r > 'z' }) {
			seen[word]++
			all.words++
		}
		if i == len(list)/2 {
			half = growth{all.words, float64(len(seen))}
		}
	}
	all.different = float64(len(seen))
	for _, count := range seen {
		ranks = append(ranks, -count)
	}
	slices.Sort(ranks)
	return half, all, ranks
}

// TestVocabularyGrowth compares Heaps' law and Zipf's with the real cables'.
func TestVocabularyGrowth(t *testing.T) {
	skipShort(t)
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no shared cables beside the repository: ", err)
	}
	list := records(t, shared)
	realHalf, real, realRanks := vocabularyGrowth(list)
	madeHalf, made, madeRanks := vocabularyGrowth(archive(t, len(list), 2, "csv"))
	exponent := func(a, b growth) float64 { return math.Log(b.different/a.different) / math.Log(b.words/a.words) }
	within(t, "exponent of growth", exponent(madeHalf, made), exponent(realHalf, real), .04)
	within(t, "different words, of the real number", made.different/real.different, 1, .12)
	within(t, "words, of the real number", made.words/real.words, 1, .15)
	for _, rank := range []int{1, 10, 100, 1000, 10_000} {
		share := float64(madeRanks[rank-1]) / made.words / (float64(realRanks[rank-1]) / real.words)
		within(t, "share of rank "+strconv.Itoa(rank)+", of the real", share, 1, .15)
	}
}
