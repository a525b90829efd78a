// Package render writes results for people and for programs: a file a format.
// What a cable holds can't act on a terminal: Clean is called on all of it.
package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"reftel/corpus/cable"
	"reftel/index"
)

// TextOptions steer Text.
type TextOptions struct {
	Color bool
	Width int // columns
	// Offset is the number of hits before the first one shown.
	Offset int
}

// The colours, as SGR sequences (ECMA-48).
const (
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	marked = "\x1b[1;33m"
	reset  = "\x1b[0m"
)

type textWriter struct {
	out strings.Builder
	opt TextOptions
}

// Text writes a result for people.
func Text(w io.Writer, res *index.Result, opt TextOptions) error {
	t := &textWriter{opt: opt}
	for _, h := range res.Hits {
		t.hit(h)
	}
	t.count(res)
	for _, f := range res.Facets {
		t.facet(f)
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

func (t *textWriter) styled(style, s string) string {
	if !t.opt.Color || s == "" {
		return s
	}
	return style + s + reset
}

func (t *textWriter) hit(h index.Hit) {
	parts := []string{t.styled(bold, Clean(h.ID))}
	for _, part := range []string{
		Date(h.Date, h.DatePrecision),
		strings.Join(append(nonEmpty(h.Classification), h.Handling...), "//"),
		index.Label("origin", h.Origin, h.Date),
	} {
		if part != "" {
			parts = append(parts, Clean(part))
		}
	}
	t.line(strings.Join(parts, "  "))
	if h.Subject != "" {
		t.wrap(Clean(h.Subject), nil, "  ", bold)
	}
	for _, s := range h.Snippets {
		t.snippet(s)
	}
	if len(h.Tags) > 0 {
		t.wrap("TAGS "+Clean(strings.Join(h.Tags, " ")), nil, "    ", faint)
	}
	t.line("")
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// Date prints a date as far as it is known: "2008-12-04 14:12Z", "2008-12-04",
// "2008-12", "2008"; nothing if it is unknown.
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

// place says which paragraph a snippet is of: "¶2 (C)".
func place(s index.Snippet) string {
	var parts []string
	if s.Paragraph > 0 {
		parts = append(parts, fmt.Sprintf("¶%d", s.Paragraph))
	}
	if s.Mark != "" {
		parts = append(parts, "("+s.Mark+")")
	}
	return strings.Join(parts, " ")
}

func (t *textWriter) snippet(s index.Snippet) {
	head := Clean(place(s))
	if head != "" {
		head += " "
	}
	// Matches are byte spans of the text as it is; cleaning it may move them,
	// so that it is cleaned between them.
	var text strings.Builder
	text.WriteString(head)
	var spans []cable.Span
	at := 0
	for _, m := range s.Matches {
		text.WriteString(Clean(s.Text[at:m.Start]))
		start := text.Len()
		text.WriteString(Clean(s.Text[m.Start:m.End]))
		spans = append(spans, cable.Span{Start: start, End: text.Len()})
		at = m.End
	}
	text.WriteString(Clean(s.Text[at:]))
	t.wrap(text.String(), spans, "    ", "")
}

func (t *textWriter) line(s string) {
	t.out.WriteString(s)
	t.out.WriteByte('\n')
}

// wrap prints text broken into lines that fit the width, all indented, in a
// style, with the bytes of spans marked.
func (t *textWriter) wrap(text string, spans []cable.Span, indent, style string) {
	for from := 0; from < len(text); {
		to := breakAt(text, from, max(t.opt.Width-len(indent), 20))
		t.line(indent + t.styledSpans(text, from, to, spans, style))
		from = to
		for from < len(text) && text[from] == ' ' {
			from++
		}
	}
}

// breakAt returns where the line that begins at from must end to be at most
// width characters: after the last word that fits, or within one that does not.
func breakAt(text string, from, width int) int {
	blank, n := -1, 0
	for at, r := range text[from:] {
		if n == width {
			if blank > 0 {
				return from + blank
			}
			return from + at
		}
		if r == ' ' {
			blank = at
		}
		n++
	}
	return len(text)
}

func (t *textWriter) styledSpans(text string, from, to int, spans []cable.Span, style string) string {
	var b strings.Builder
	at := from
	for _, s := range spans {
		start, end := max(s.Start, at), min(s.End, to)
		if start >= end {
			continue
		}
		b.WriteString(t.styled(style, text[at:start]))
		b.WriteString(t.styled(marked, text[start:end]))
		at = end
	}
	b.WriteString(t.styled(style, text[at:to]))
	return strings.TrimRight(b.String(), " ")
}

// count says how many cables there are and which of them were shown.
func (t *textWriter) count(res *index.Result) {
	noun := "cables"
	if res.Total == 1 {
		noun = "cable"
	}
	shown := len(res.Hits)
	if shown == res.Total || shown == 0 {
		t.line(fmt.Sprintf("%d %s", res.Total, noun))
		return
	}
	t.line(fmt.Sprintf("%d–%d of %d %s", t.opt.Offset+1, t.opt.Offset+shown, res.Total, noun))
}

func (t *textWriter) facet(f index.Facet) {
	if len(f.Values) == 0 {
		return
	}
	var parts []string
	for _, v := range f.Values {
		parts = append(parts, fmt.Sprintf("%s %d", Clean(v.Value), v.Count))
	}
	text := f.Name + ": " + strings.Join(parts, ", ")
	if f.Other > 0 {
		text += fmt.Sprintf(", and %d more", f.Other)
	}
	t.wrap(text, nil, "  ", faint)
}
