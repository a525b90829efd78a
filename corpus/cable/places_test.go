package cable

import (
	"path/filepath"
	"strings"
	"testing"

	"reftel/corpus"

	"github.com/rogpeppe/go-internal/txtar"
)

// checkPlaces holds the spans of a cable that are no pieces to what is true of
// every one: they lie in the text, in order, and stay out of each other's way.
func checkPlaces(t *testing.T, c *Cable) {
	t.Helper()
	checkFurniture(t, c)
	var unplaced, facts []Span
	for _, u := range c.Unplaced {
		unplaced = append(unplaced, u.Span)
		checkUnplaced(t, c, u)
	}
	for _, f := range c.Facts {
		facts = append(facts, f.Span)
		if f.Name == "" || strings.TrimSpace(c.Text[f.Span.Start:f.Span.End]) == "" {
			t.Errorf("fact %+v without a name or a value", f)
		}
		if overlaps(f.Span, c.Content) && !inPiece(c, f.Span, PieceFact) {
			t.Errorf("fact %+v is in the content %v, and no piece", f, c.Content)
		}
	}
	checkOrder(t, c, "unplaced", unplaced)
	checkOrder(t, c, "facts", facts)
	if h := c.Header; h.Start < 0 || h.End < h.Start || h.End > len(c.Text) {
		t.Errorf("header %v of %d bytes", h, len(c.Text))
	}
}

// checkUnplaced holds one unplaced text to its span: it is outside the content,
// not all furniture, and made of what is none.
func checkUnplaced(t *testing.T, c *Cable, u Unplaced) {
	t.Helper()
	if overlaps(u.Span, c.Content) {
		t.Errorf("unplaced %v is in the content %v", u.Span, c.Content)
	}
	if lines := strings.Count(c.Text, "\n") + 1; u.Line < 1 || u.Line > lines {
		t.Errorf("unplaced at line %d of %d", u.Line, lines)
	}
	var rest strings.Builder
	at := u.Span.Start
	for _, f := range c.Furniture {
		if overlaps(f, u.Span) {
			rest.WriteString(c.Text[at:max(at, f.Start)])
			at = min(f.End, u.Span.End)
		}
	}
	rest.WriteString(c.Text[at:u.Span.End])
	want := strings.Join(strings.Fields(rest.String()), "")
	if got := strings.Join(strings.Fields(u.Text), ""); got != want || got == "" {
		t.Errorf("unplaced text is %q, its span without furniture %q", u.Text, rest.String())
	}
}

// checkFurniture wants the furniture of the content to be pieces.
func checkFurniture(t *testing.T, c *Cable) {
	t.Helper()
	checkOrder(t, c, "furniture", c.Furniture)
	for _, f := range c.Furniture {
		if overlaps(f, c.Content) && !inPiece(c, f, PieceFurniture) {
			t.Errorf("furniture %v is in the content %v, and no piece", f, c.Content)
		}
	}
}

func checkOrder(t *testing.T, c *Cable, what string, spans []Span) {
	t.Helper()
	at := 0
	for _, s := range spans {
		if s.Start < at || s.End <= s.Start || s.End > len(c.Text) {
			t.Errorf("%s: %v in a text of %d bytes, the one before ends at %d", what, s, len(c.Text), at)
		}
		at = max(at, s.End)
	}
}

// overlaps reports whether two spans have a byte in common.
func overlaps(a, b Span) bool { return max(a.Start, b.Start) < min(a.End, b.End) }

// inPiece reports whether pieces of a kind cover what of s is in the content.
func inPiece(c *Cable, s Span, kind PieceKind) bool {
	for _, p := range c.Pieces {
		if overlaps(p.Span, s) && p.Kind != kind {
			return false
		}
	}
	return true
}

// checkSplit holds the parts of a record to what is true of every one: together
// they are the record, in order, and none can be cut further. A telegram that
// another quotes is a part of its own behind its host, and stays in it.
func checkSplit(t *testing.T, rec corpus.Record) {
	t.Helper()
	checkReader(t, rec)
	parts := Split(rec)
	if len(parts) == 0 {
		t.Fatal("no parts")
	}
	whole, at := textOf(rec), 0
	var texts []string
	for i, part := range parts {
		text := textOf(part)
		switch {
		case strings.HasPrefix(whole[at:], text):
			at += len(text)
		case !quotedIn(texts, text):
			t.Fatalf("part %d is neither what follows in the record nor quoted in a part before:\n%q\nwant\n%q", i, part.Body, whole[at:])
		}
		texts = append(texts, text)
		if part.Source.Line < rec.Source.Line || i > 0 && part.Source.Line < parts[0].Source.Line {
			t.Errorf("part %d is at line %d, the record at %d", i, part.Source.Line, rec.Source.Line)
		}
	}
	if at != len(whole) {
		t.Errorf("the parts lack %q", whole[at:])
	}
	for i, part := range parts {
		for _, again := range Split(part) {
			if !quotedIn(texts, textOf(again)) || len(parts) == 1 && textOf(again) != texts[0] {
				t.Errorf("part %d is cut again: %q", i, again.Body)
			}
		}
	}
}

// textOf returns the text of a record without its blanks.
func textOf(rec corpus.Record) string {
	return strings.Join(strings.Fields(rec.Header+"\n"+rec.Body), "")
}

func quotedIn(texts []string, text string) bool {
	for _, t := range texts {
		if strings.Contains(t, text) {
			return true
		}
	}
	return false
}

// TestSplitParts cuts the invented variants, each joined to the one before.
func TestSplitParts(t *testing.T) {
	t.Parallel()
	before := ""
	for _, text := range variantTexts(t) {
		checkSplit(t, corpus.Record{Body: text, Source: corpus.Source{Line: 1}})
		checkSplit(t, corpus.Record{Body: before + "\n\nNNNN\n\n" + text, Source: corpus.Source{Line: 1}})
		checkPlaces(t, Parse(corpus.Record{Body: text}))
		before = text
	}
}

// TestSharedSplit cuts every real cable and telegram.
func TestSharedSplit(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	for _, rec := range sharedCables(t) {
		checkSplit(t, rec)
		checkPlaces(t, Parse(rec))
		if t.Failed() {
			t.Fatalf("in %s", rec.ID)
		}
	}
	for _, tt := range telegramTests {
		for _, rec := range readRecords(t, filepath.Join(telegramsDir, tt.file)) {
			checkSplit(t, rec)
			checkPlaces(t, Parse(rec))
		}
	}
}

// FuzzSplit cuts two texts in one record, as files and dumps of archives have
// them, and parses the parts.
func FuzzSplit(f *testing.F) {
	texts := append(fuzzSeeds(f), variantTexts(f)...)
	for i, text := range texts {
		f.Add("", "", text, "NNNN\n", texts[(i+1)%len(texts)])
		if i%8 == 0 {
			f.Add("1975QUITO01214_b", "", text, "", "")
		}
	}
	f.Fuzz(func(t *testing.T, id, header, first, between, second string) {
		valid := func(s string) string { return strings.ToValidUTF8(s, "?") }
		rec := corpus.Record{
			ID: valid(id), Header: valid(header), Body: valid(first + "\n" + between + "\n" + second),
			Source: corpus.Source{Path: "x.txt", Line: 1},
		}
		checkSplit(t, rec)
		for _, part := range Split(rec) {
			c := Parse(part)
			checkInvariants(t, c)
			checkPlaces(t, c)
		}
	})
}

// FuzzPlaces parses a text with what an archive says of it.
func FuzzPlaces(f *testing.F) {
	for _, text := range append(fuzzSeeds(f), variantTexts(f)...) {
		f.Add("Subject", "A CRANE", text)
	}
	f.Fuzz(func(t *testing.T, name, value, body string) {
		valid := func(s string) string { return strings.ToValidUTF8(s, "?") }
		rec := corpus.Record{Body: valid(body), Facts: []corpus.Fact{{Name: valid(name), Value: valid(value)}}}
		c := Parse(rec)
		checkInvariants(t, c)
		checkPlaces(t, c)
	})
}

// variantTexts returns the texts of testdata/variants.
func variantTexts(t testing.TB) []string {
	t.Helper()
	archives, err := filepath.Glob(variantsDir + "/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no variants in %s: %v", variantsDir, err)
	}
	var texts []string
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range archive.Files {
			if filepath.Ext(in.Name) == ".txt" {
				texts = append(texts, string(in.Data))
			}
		}
	}
	return texts
}
