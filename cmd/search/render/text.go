// Package render writes results as text and JSON. All text of cables passes through
// cli.Clean or cli.Line, so that a terminal does not obey it.
package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
)

// TextOptions are the options of Text and Cable.
type TextOptions struct {
	Color bool
	// Width is the columns of the terminal. Lines are at least 20 and at most
	// 100 columns wide.
	Width int
	// Offset is the number of hits before the first one shown.
	Offset int
	// Tables prints facets as tables, one value a line, instead of paragraphs.
	Tables bool
	// Missing prints how many cables have no value of a facet in paragraphs, too.
	Missing bool
	// Filtered are the filters of facets, by facet: its counts are without them.
	Filtered map[string]string
	// Marked are the matches in the text of a cable that is shown.
	Marked []cable.Span
	// Paragraphs are those of a cable that are shown; the zero value is all of it.
	Paragraphs Paragraphs
	// Subjects are those of the cables that the shown one refers to, by id. Cited counts
	// the cables that refer to it.
	Subjects map[string]string
	Cited    int
	// Timeline is the unit of the result's timeline.
	Timeline index.Unit
	// After is the cursor after which the hits begin, "" for none.
	After string
	// Next is the cursor of the hits that follow, used if After is set.
	Next string
}

// Text writes a result as text, and below it cables that have all of the query but a part.
func Text(w io.Writer, res *index.Result, also []index.Hit, opt TextOptions) error {
	t := newTextWriter(opt)
	for _, h := range res.Hits {
		t.hit(h)
	}
	t.flow(Count(res, opt), layout{})
	if opt.Timeline != "" {
		t.timeline(opt.Timeline, res.Timeline, res.Undated)
	}
	if res.Table != nil {
		t.crossTable(res.Table)
	}
	if opt.Tables {
		for _, f := range res.Facets {
			t.table(f, res.Total)
		}
	} else {
		t.paragraphs(res.Facets, opt.Missing)
	}
	t.also(also)
	_, err := io.WriteString(w, t.out.String())
	return err
}

// also prints cables that have all of the query but a part, without snippets.
func (t *textWriter) also(hits []index.Hit) {
	if len(hits) == 0 {
		return
	}
	t.line("")
	t.flow("Also, with all of the words but one:", t.indented(0))
	for _, h := range hits {
		t.head(h)
		t.subject(h)
	}
}

func (t *textWriter) hit(h index.Hit) {
	t.head(h)
	t.subject(h)
	for _, s := range h.Snippets {
		t.snippet(s)
	}
	t.score(h)
	if len(h.Tags) > 0 {
		tags := t.indented(4)
		tags.style = faint
		t.flow("TAGS "+list(h.Tags), tags)
	}
	t.line("")
}

func (t *textWriter) subject(h index.Hit) {
	l := t.indented(2)
	l.style = bold
	if h.Subject == "" {
		l.style = ""
	}
	t.flow(Headline(h), l)
}

// Headline returns the subject of a hit, or its first sentence in parentheses.
func Headline(h index.Hit) string {
	if text := cli.Line(h.Subject); text != "" {
		return text
	}
	if text := cli.Line(h.Opening); text != "" {
		return "(" + text + ")"
	}
	return ""
}

// head prints the id, date, classification and sender of a hit.
func (t *textWriter) head(h index.Hit) {
	l := t.indented(2)
	l.first = ""
	text := hard(cli.Line(h.ID))
	l.stretches = []stretch{{cable.Span{End: len(text)}, bold}}
	origin, _ := field.LookupFacet("origin")
	for _, part := range []struct{ text, style string }{
		{Date(h.Date, h.DatePrecision), ""},
		{classOf(h.Classification, h.Handling), classStyle(h.Classification)},
		{origin.Label(h.Origin, h.Date), ""},
	} {
		shown := hard(cli.Line(part.text))
		if shown == "" {
			continue
		}
		text += "  "
		l.stretches = append(l.stretches, stretch{cable.Span{Start: len(text), End: len(text) + len(shown)}, part.style})
		text += shown
	}
	t.flow(text, l)
}

// classOf joins a classification and its captions with //, as cables do.
func classOf(class string, handling []string) string {
	return strings.Join(append(nonEmpty(class), handling...), "//")
}

// list joins values by commas, or by semicolons if a value contains a comma
// ("ROOD, JOHN"). Each value stays on one line if it fits.
func list(values []string) string {
	separator := ", "
	var all []string
	for _, v := range values {
		all = append(all, hard(cli.Line(v)))
		if strings.Contains(v, ",") {
			separator = "; "
		}
	}
	return strings.Join(all, separator)
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// Date formats a date at its precision: "2008-12-04 14:12Z", "2008-12-04",
// "2008-12", "2008"; "" if it is unknown.
func Date(t time.Time, precision string) string {
	if t.IsZero() {
		return ""
	}
	form := "2006-01-02 15:04Z"
	switch precision {
	case "day":
		form = "2006-01-02"
	case "month":
		form = "2006-01"
	case "year":
		form = "2006"
	}
	return t.UTC().Format(form)
}

// place returns the number and mark of a paragraph: "¶2 (C)".
func place(number int, mark string) string {
	var parts []string
	if number > 0 {
		parts = append(parts, fmt.Sprintf("¶%d", number))
	}
	if mark != "" {
		parts = append(parts, "("+cli.Line(mark)+")")
	}
	return hard(strings.Join(parts, " "))
}

// snippet prints a snippet with its matches marked. Cleaning the text would move
// the matches, so the parts between them are cleaned one by one.
func (t *textWriter) snippet(s index.Snippet) {
	l := t.indented(4)
	text := place(s.Paragraph, s.Mark)
	if s.Source != "" {
		text = strings.TrimSuffix("in "+cli.Line(s.Source)+": "+text, " ")
	}
	if text != "" {
		l.stretches = append(l.stretches, stretch{cable.Span{End: len(text)}, faint})
		text += " "
	}
	at := 0
	for _, m := range s.Matches {
		text += clean(s.Text[at:m.Start])
		start := len(text)
		text += clean(s.Text[m.Start:m.End])
		l.stretches = append(l.stretches, stretch{cable.Span{Start: start, End: len(text)}, marked})
		at = m.End
	}
	t.flow(text+clean(s.Text[at:]), l)
}

// lineEnds replaces the line and paragraph separators of Unicode, which terminals do
// not know.
var lineEnds = strings.NewReplacer("\u2028", "\n", "\u2029", "\n")

// cleanLines is cli.Clean for text of several lines.
func cleanLines(s string) string { return lineEnds.Replace(cli.Clean(s)) }

// clean is cli.Line for a part of a text: it keeps the blanks at its ends.
func clean(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(cleanLines(s))
}

// Count returns the line with the number of cables, the range shown, and how to see what
// follows.
func Count(res *index.Result, opt TextOptions) string {
	total := fmt.Sprintf("%d cables", res.Total)
	if res.Total == 1 {
		total = "1 cable"
	}
	n := len(res.Hits)
	switch {
	case n == res.Total:
		return total
	case n == 0 && opt.After == "" && opt.Offset >= res.Total:
		return fmt.Sprintf("%s: there are none behind the first %d", total, opt.Offset)
	case n == 0:
		return total
	}
	shown := fmt.Sprint(n)
	if opt.Offset > 0 && opt.After == "" {
		shown = numbers(opt.Offset+1, opt.Offset+n)
	}
	switch {
	case res.More == 0:
		return fmt.Sprintf("%s of %s", shown, total)
	case opt.After != "":
		return fmt.Sprintf("%s of %d; --after %s for more", shown, res.Total, opt.Next)
	}
	return fmt.Sprintf("%s of %d; --offset %d for more", shown, res.Total, opt.Offset+n)
}

// numbers returns a range of numbers.
func numbers(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d–%d", first, last)
}
