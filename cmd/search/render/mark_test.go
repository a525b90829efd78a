package render

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/sample"
	"reftel/index"
)

// TestMarksAreCarriedOver: every word of the invented cables that is marked in the text is
// marked where it is shown, and nothing else is.
func TestMarksAreCarriedOver(t *testing.T) {
	t.Parallel()
	words := regexp.MustCompile(`(?i)\b(the|munitions?|of\s+the|harbou?r)\b`)
	shownMarks := regexp.MustCompile("\x1b\\[1;33m([^\x1b]*)\x1b\\[0m")
	total := 0
	for rec, err := range sample.Records(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		doc := index.NewDocument(rec, cable.Parse(rec))
		c := doc.Cable
		var marks []cable.Span
		want := ""
		for _, p := range c.Paragraphs {
			for _, at := range words.FindAllStringIndex(c.Text[p.Span.Start:p.Span.End], -1) {
				span := cable.Span{Start: p.Span.Start + at[0], End: p.Span.Start + at[1]}
				heading := inkOf(c, p.Span)
				if len(inkOf(c, span)) == 0 || len(inkOf(c, cable.Span{Start: p.Span.Start, End: span.End})) <= len(heading)-len(ink(p.Text)) {
					continue // furniture, or the heading
				}
				if inFurniture(c, span) {
					continue
				}
				marks = append(marks, span)
				want += string(ink(c.Text[span.Start:span.End])) + " "
			}
		}
		var out bytes.Buffer
		if _, err := Cable(&out, doc, TextOptions{Width: 60, Color: true, Marked: marks, Paragraphs: Paragraphs{1, 1 << 20}}); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(c.Paragraphs, func(p cable.Paragraph) bool { return p.Number == 0 }) {
			continue // paragraphs without a number are not among those shown
		}
		got := ""
		for _, m := range shownMarks.FindAllStringSubmatch(out.String(), -1) {
			got += string(ink(m[1]))
		}
		if want = strings.ReplaceAll(want, " ", ""); got != want {
			t.Errorf("%s: marked %.200q, want %.200q", doc.ID, got, want)
		}
		total += len(marks)
	}
	if total < 1000 {
		t.Errorf("only %d marks", total)
	}
}

func inFurniture(c *cable.Cable, s cable.Span) bool {
	return slices.ContainsFunc(c.Furniture, func(f cable.Span) bool { return f.Start < s.End && f.End > s.Start })
}

// TestFirstMatch: Cable returns the line of the first match.
func TestFirstMatch(t *testing.T) {
	t.Parallel()
	rec := corpus.Record{ID: "08PARIS7", Body: "UNCLAS PARIS 000007\n\nSUBJECT: LIGHTS\n\n1. (U) It is dark.\n\n2. (U) Ships wait outside.\n"}
	doc := index.NewDocument(rec, cable.Parse(rec))
	at := strings.Index(doc.Cable.Text, doc.Cable.Paragraphs[1].Text[:10])
	var out bytes.Buffer
	first, err := Cable(&out, doc, TextOptions{Width: 80, Color: true, Marked: []cable.Span{{Start: at, End: at + 3}}})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if first < 2 || !strings.Contains(lines[first-1], marked) {
		t.Errorf("the first match is in line %d:\n%s", first, out.String())
	}
	if first, _ := Cable(&out, doc, TextOptions{Width: 80}); first != 0 {
		t.Errorf("without matches: line %d", first)
	}
}
