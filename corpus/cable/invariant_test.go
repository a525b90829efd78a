package cable

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"reftel/corpus"
)

// checkInvariants holds a parsed cable to what is true of every one: pieces
// cover the content in order, without gap or overlap; texts are made of
// pieces; spans lie inside the text and do not overlap.
func checkInvariants(t *testing.T, c *Cable) {
	t.Helper()
	if c.Content.Start < 0 || c.Content.Start > c.Content.End || c.Content.End > len(c.Text) {
		t.Fatalf("content %v of %d bytes", c.Content, len(c.Text))
	}
	checkPieces(t, c)
	checkParagraphs(t, c)
	checkSummary(t, c)
	kinds := map[string]bool{}
	for _, k := range problemKinds {
		kinds[k] = true
	}
	lines := strings.Count(c.Text, "\n") + 1
	for _, p := range c.Problems {
		if !kinds[p.Kind] || p.Message == "" || p.Line < 0 || p.Line > lines {
			t.Errorf("problem %+v in a text of %d lines", p, lines)
		}
	}
	if c.Classification != "" && rankOf(c.Classification) < 0 {
		t.Errorf("classification %q", c.Classification)
	}
}

func checkPieces(t *testing.T, c *Cable) {
	t.Helper()
	at := c.Content.Start
	var body strings.Builder
	for i, p := range c.Pieces {
		if p.Start != at || p.End <= p.Start {
			t.Fatalf("piece %d is %v, the one before ends at %d", i, p.Span, at)
		}
		if p.Para < -1 || p.Para >= len(c.Paragraphs) {
			t.Fatalf("piece %d is of paragraph %d of %d", i, p.Para, len(c.Paragraphs))
		}
		if p.Kind == PieceText || p.Kind == PieceHeading {
			body.WriteString(c.Text[p.Start:p.End])
		}
		if p.Kind == PieceMarker {
			entire := strings.Contains(squeeze(c.Text), "ENTIR") || strings.Contains(squeeze(c.Text), "ALLPARAGRAPHS")
			checkMarker(t, c.Text[p.Start:p.End], c.Paragraphs[p.Para], entire)
		}
		at = p.End
	}
	if at != c.Content.End {
		t.Errorf("pieces end at %d, the content at %d", at, c.Content.End)
	}
	if got := strings.TrimSpace(body.String()); got != c.Body {
		t.Errorf("body is not made of the pieces:\n%q\n%q", c.Body, got)
	}
}

// checkSummary holds the spans of the summary to its words.
func checkSummary(t *testing.T, c *Cable) {
	t.Helper()
	if len(c.Paragraphs) == 0 {
		return
	}
	var spans strings.Builder
	at := c.Content.Start
	for _, s := range c.SummarySpans {
		if s.Start < at || s.End <= s.Start || s.End > c.Content.End {
			t.Fatalf("span %v of the summary follows %d", s, at)
		}
		at = s.End
		for _, p := range c.Pieces {
			if from, to := max(p.Start, s.Start), min(p.End, s.End); p.Kind == PieceText && from < to {
				spans.WriteString(c.Text[from:to])
			}
		}
	}
	onlyWords := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "")
	}
	if got, want := onlyWords(spans.String()), onlyWords(c.Summary); got != want {
		t.Errorf("the spans of the summary have\n%q\nthe summary is\n%q", got, want)
	}
}

// checkMarker holds the text of a marker to what its paragraph claims; entire
// says that the paragraph's mark may be that of the entire text.
func checkMarker(t *testing.T, text string, para Paragraph, entire bool) {
	t.Helper()
	text = strings.TrimSpace(text)
	if m, ok := parseMarker(text + " "); ok {
		if mark, _, _, _ := Mark(m.mark); mark != para.Mark && !entire || para.Number == 0 {
			t.Errorf("marker %q of paragraph %d, marked %q", text, para.Number, para.Mark)
		}
		return
	}
	if readsAsOne(text+" xx") && para.Number != 0 {
		return
	}
	if m, ok := parseMarker(text + "(S) "); ok && entire && para.Number == m.number {
		return // the mark of the entire text follows it
	}
	if mark, _, _, ok := Mark(text); !ok || mark != para.Mark || para.Number != 0 {
		t.Errorf("marker %q of paragraph %d, marked %q", text, para.Number, para.Mark)
	}
}

func checkParagraphs(t *testing.T, c *Cable) {
	t.Helper()
	texts := make([]strings.Builder, len(c.Paragraphs))
	for _, p := range c.Pieces {
		if p.Kind == PieceText {
			texts[p.Para].WriteString(c.Text[p.Start:p.End])
		}
	}
	at := c.Content.Start
	for i, p := range c.Paragraphs {
		if p.Span.Start < at || p.Span.End < p.Span.Start || p.Span.End > c.Content.End {
			t.Errorf("paragraph %d is %v, the one before ends at %d, the content %v", i, p.Span, at, c.Content)
		}
		at = p.Span.End
		if got := strings.TrimSpace(texts[i].String()); got != p.Text {
			t.Errorf("paragraph %d is not made of the pieces:\n%q\n%q", i, p.Text, got)
		}
		if p.Mark != "" {
			if m, class, _, ok := Mark(p.Mark); !ok || m != p.Mark || class != p.Classification {
				t.Errorf("paragraph %d: mark %q reads back as %q, %q", i, p.Mark, m, class)
			}
		}
	}
}

// TestSharedInvariants parses every real cable.
func TestSharedInvariants(t *testing.T) {
	t.Parallel()
	for _, rec := range sharedCables(t) {
		c := Parse(rec)
		checkInvariants(t, c)
		if t.Failed() {
			t.Fatalf("in %s", rec.ID)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range fuzzSeeds(f) {
		f.Add("08BRUSSELS1828", "CONFIDENTIAL//NOFORN", "", text)
		if header, body, ok := strings.Cut(text, "\n\n"); ok {
			f.Add("1974STATE150777", "", header, body)
		}
	}
	f.Fuzz(func(t *testing.T, id, class, header, body string) {
		valid := func(s string) string { return strings.ToValidUTF8(s, "?") }
		rec := corpus.Record{ID: valid(id), Classification: valid(class), Header: valid(header), Body: valid(body)}
		if len(body)%2 == 1 {
			rec.Date = time.Date(1966+len(header)%60, 3, 1, 12, 0, 0, 0, time.UTC)
		}
		c := Parse(rec)
		checkInvariants(t, c)
		if _, err := json.Marshal(c); err != nil || !utf8.ValidString(c.Body) {
			t.Errorf("no JSON of it: %v", err)
		}
	})
}

// fuzzSeeds returns the invented cables of testdata.
func fuzzSeeds(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir("testdata/cables")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no cables in testdata/cables: %v", err)
	}
	var texts []string
	for _, e := range entries {
		text, err := os.ReadFile("testdata/cables/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	return texts
}
