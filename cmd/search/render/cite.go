package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
)

// A citation is what a citation of a cable says.
type citation struct {
	id, author, recipient, title, class string
	date                                time.Time
	precision                           string
	paragraphs                          Paragraphs
}

// citationOf returns the citation of a cable, or of some of its paragraphs.
func citationOf(doc index.Document, paragraphs Paragraphs) citation {
	c := doc.Cable
	origin, _ := field.LookupFacet("origin")
	hit := index.NewHit(doc)
	title := c.Title
	if title == "" {
		title = c.Subject
	}
	if title == "" {
		title = hit.Opening
	}
	cite := citation{
		id: cli.Line(doc.ID), title: strings.TrimSuffix(cli.Line(title), "."), class: cli.Line(classOf(c.Classification, c.Handling)),
		author: cli.Line(origin.Label(hit.Origin, c.Date)), date: c.Date, precision: c.DatePrecision, paragraphs: paragraphs,
	}
	if len(c.To) > 0 {
		cite.recipient = cli.Line(c.To[0].Name)
	}
	return cite
}

// Cite writes a citation of a cable, or of some of its paragraphs, in a style: chicago,
// bibtex or csl.
func Cite(w io.Writer, style string, doc index.Document, paragraphs Paragraphs) error {
	cite := citationOf(doc, paragraphs)
	var err error
	switch style {
	case "bibtex":
		_, err = io.WriteString(w, cite.bibtex())
	case "csl":
		err = cli.Object(w, cite.csl())
	default:
		_, err = io.WriteString(w, cite.chicago()+"\n")
	}
	return err
}

// chicago returns a note in the style of The Chicago Manual of Style, which cites a cable
// like a letter: sender, recipient, title, kind and number, date, and where in it.
func (c citation) chicago() string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	who := c.author
	if who != "" && c.recipient != "" {
		who += " to " + c.recipient
	}
	add(who)
	if c.title != "" {
		add("“" + c.title + "”")
	}
	add("cable " + c.id)
	add(longDate(c.date, c.precision))
	add(c.class)
	add(c.paragraphs.chicago())
	// A comma stands within the quotes before it.
	return strings.ReplaceAll(strings.Join(parts, ", "), "”,", ",”") + "."
}

// longDate returns a date in words at its precision.
func longDate(t time.Time, precision string) string {
	if t.IsZero() {
		return ""
	}
	form := "January 2, 2006"
	switch precision {
	case "year":
		form = "2006"
	case "month":
		form = "January 2006"
	}
	return t.UTC().Format(form)
}

// bibtex returns an entry of a BibTeX file.
func (c citation) bibtex() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", bibtexKey(c.id))
	add := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %s = %s,\n", name, value)
		}
	}
	text := func(name, value string) {
		if value != "" {
			add(name, "{"+bibtexText(value)+"}")
		}
	}
	if c.author != "" {
		add("author", "{{"+bibtexText(c.author)+"}}") // not a first and a last name
	}
	if c.title != "" {
		add("title", "{{"+bibtexText(c.title)+"}}") // keeps its capitals
	}
	how := "Diplomatic cable " + c.id
	if c.recipient != "" {
		how += " to " + c.recipient
	}
	text("howpublished", how)
	if !c.date.IsZero() {
		add("year", "{"+c.date.Format("2006")+"}")
		if c.precision != "year" {
			add("month", strings.ToLower(c.date.Format("Jan")))
		}
		if c.precision != "year" && c.precision != "month" {
			text("date", c.date.Format(time.DateOnly))
		}
	}
	note := c.class
	if p := c.paragraphs.chicago(); p != "" {
		note = strings.TrimPrefix(note+", "+p, ", ")
	}
	text("note", note)
	b.WriteString("}\n")
	return b.String()
}

// bibtexKey returns an id as the key of an entry.
func bibtexKey(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.', r == ':':
			return r
		}
		return '-'
	}, id)
}

// bibtexEscapes replaces the characters that TeX obeys.
var bibtexEscapes = strings.NewReplacer(
	`\`, `{\textbackslash}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`^`, `{\textasciicircum}`, `~`, `{\textasciitilde}`,
)

// bibtexText returns a text for a value in braces. A brace in it that is not closed, escaped
// too, would end the value for BibTeX, which counts them: braces that do not match are
// written as parentheses.
func bibtexText(s string) string {
	if !balanced(s) {
		s = strings.NewReplacer("{", "(", "}", ")").Replace(s)
	}
	return bibtexEscapes.Replace(s)
}

// balanced reports whether the braces of a text match.
func balanced(s string) bool {
	depth := 0
	for _, r := range s {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 {
			return false
		}
	}
	return depth == 0
}

// A cslItem is an item of CSL-JSON (citationstyles.org).
type cslItem struct {
	ID             string    `json:"id"`
	Type           string    `json:"type"`
	Genre          string    `json:"genre"`
	Title          string    `json:"title,omitempty"`
	Author         []cslName `json:"author,omitempty"`
	Recipient      []cslName `json:"recipient,omitempty"`
	Number         string    `json:"number"`
	Issued         *cslDate  `json:"issued,omitempty"`
	Classification string    `json:"note,omitempty"`
	Paragraphs     string    `json:"section,omitempty"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

// csl returns the citation as an item of CSL-JSON.
func (c citation) csl() cslItem {
	item := cslItem{
		ID: c.id, Type: "document", Genre: "Diplomatic cable", Title: c.title, Number: c.id, Classification: c.class,
		Paragraphs: c.paragraphs.String(),
	}
	if c.author != "" {
		item.Author = []cslName{{c.author}}
	}
	if c.recipient != "" {
		item.Recipient = []cslName{{c.recipient}}
	}
	if c.date.IsZero() {
		return item
	}
	d := c.date.UTC()
	parts := []int{d.Year(), int(d.Month()), d.Day()}
	switch c.precision {
	case "year":
		parts = parts[:1]
	case "month":
		parts = parts[:2]
	}
	item.Issued = &cslDate{[][]int{parts}}
	return item
}

// bibtex exports entries of BibTeX.
type bibtex struct{ w io.Writer }

// Begin implements Exporter.
func (e *bibtex) Begin() error { return nil }

// Hit implements Exporter.
func (e *bibtex) Hit(h index.Hit) error { return Cite(e.w, "bibtex", *h.Document, Paragraphs{}) }

// End implements Exporter.
func (e *bibtex) End() error { return nil }

// csl exports one array of CSL-JSON, an item a line.
type csl struct {
	w     io.Writer
	begun bool
}

// Begin implements Exporter.
func (e *csl) Begin() error {
	_, err := io.WriteString(e.w, "[\n")
	return err
}

// Hit implements Exporter.
func (e *csl) Hit(h index.Hit) error {
	if e.begun {
		if _, err := io.WriteString(e.w, ","); err != nil {
			return err
		}
	}
	e.begun = true
	return Cite(e.w, "csl", *h.Document, Paragraphs{})
}

// End implements Exporter.
func (e *csl) End() error {
	_, err := io.WriteString(e.w, "]\n")
	return err
}

// Paragraphs are the numbers of some paragraphs of a cable; the zero value is all.
type Paragraphs struct{ First, Last int }

// ParseParagraphs reads 3, 3-5, 3- or -5.
func ParseParagraphs(text string) (p Paragraphs, ok bool) {
	first, last, isRange := strings.Cut(text, "-")
	number := func(s string, open int) int {
		if s == "" && isRange {
			return open
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			ok = false
		}
		return n
	}
	const most = 1 << 30
	ok = text != "-"
	p.First = number(first, 1)
	p.Last = p.First
	if isRange {
		p.Last = number(last, most)
	}
	return p, ok && p.First <= p.Last && p.Last <= most
}

// Has reports whether a paragraph is one of them.
func (p Paragraphs) Has(number int) bool { return p.all() || number >= p.First && number <= p.Last }

// all reports whether no paragraphs are chosen.
func (p Paragraphs) all() bool { return p.First == 0 }

// String returns the numbers: "3", "3–5".
func (p Paragraphs) String() string {
	switch {
	case p.all():
		return ""
	case p.First == p.Last:
		return strconv.Itoa(p.First)
	}
	return fmt.Sprintf("%d–%d", p.First, p.Last)
}

// chicago returns the numbers as a note has them: "para. 3", "paras. 3–5".
func (p Paragraphs) chicago() string {
	switch {
	case p.all():
		return ""
	case p.First == p.Last:
		return "para. " + p.String()
	}
	return "paras. " + p.String()
}
