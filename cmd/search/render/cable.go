package render

import (
	"fmt"
	"io"
	"strings"

	"reftel/corpus/cable"
	"reftel/index"
)

// Cable writes one cable for people: what was understood of it, then its
// paragraphs.
func Cable(w io.Writer, doc index.Document, opt TextOptions) error {
	t := &textWriter{opt: opt}
	c := doc.Cable
	t.line(t.styled(bold, Clean(doc.ID)))
	for _, row := range cableRows(c) {
		t.row(row[0], row[1])
	}
	for _, r := range c.Refs {
		t.row("ref "+r.Label, refText(r))
	}
	for _, p := range c.Problems {
		t.row("problem", problemText(p))
	}
	t.line("")
	for _, p := range c.Paragraphs {
		t.paragraph(p)
	}
	for _, s := range c.Signers {
		t.line(Clean(s))
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

// cableRows are the facts of a cable's head that are known, with their names.
func cableRows(c *cable.Cable) [][2]string {
	rows := [][2]string{
		{"date", Date(c.Date, c.DatePrecision)},
		{"from", c.From},
		{"to", addressees(c.To)},
		{"info", addressees(c.Info)},
		{"class", strings.Join(append(nonEmpty(c.Classification), c.Handling...), "//")},
		{"for", strings.Join(c.Attention, ", ")},
		{"eo", strings.TrimSpace(c.EO + " " + declText(c.Declassify))},
		{"tags", tagText(c)},
		{"subject", c.Subject},
		{"by", people(c.ClassifiedBy, c.Reasons)},
		{"aliases", strings.Join(c.Aliases, ", ")},
		{"mentions", strings.Join(c.Mentions, ", ")},
		{"source", c.Source.String()},
	}
	known := rows[:0]
	for _, r := range rows {
		if r[1] != "" {
			known = append(known, r)
		}
	}
	return known
}

func addressees(list []cable.Addressee) string {
	var all []string
	for _, a := range list {
		all = append(all, strings.TrimSpace(strings.Join([]string{a.Name, a.Precedence}, " ")))
	}
	return strings.Join(all, "; ")
}

func declText(d *cable.Declassify) string {
	if d == nil {
		return ""
	}
	return "declassify " + strings.Join(append(nonEmpty(d.Date), append(nonEmpty(d.Event), d.Exemptions...)...), ", ")
}

func tagText(c *cable.Cable) string {
	var all []string
	for _, t := range c.Tags {
		if t.Name != "" && t.Name != t.Code {
			all = append(all, fmt.Sprintf("%s (%s)", t.Code, t.Name))
		} else {
			all = append(all, t.Code)
		}
	}
	return strings.Join(all, ", ")
}

func people(list []cable.Person, reasons []string) string {
	var all []string
	for _, p := range list {
		all = append(all, strings.Join(append(nonEmpty(p.Name), nonEmpty(p.Title)...), ", "))
	}
	text := strings.Join(all, "; ")
	if len(reasons) > 0 {
		text += " (" + strings.Join(reasons, ", ") + ")"
	}
	return strings.TrimSpace(text)
}

func refText(r cable.Ref) string {
	text := r.Raw
	if r.ID != "" {
		text = r.ID
	}
	return strings.Join(append([]string{text}, r.Notes...), ", ")
}

func problemText(p cable.Problem) string {
	if p.Line == 0 {
		return p.Kind + ": " + p.Message
	}
	return fmt.Sprintf("%s: line %d: %s", p.Kind, p.Line, p.Message)
}

const rowIndent = "          "

// row prints a fact behind its name, wrapped under itself.
func (t *textWriter) row(name, value string) {
	sub := &textWriter{opt: t.opt}
	sub.wrap(strings.Join(strings.Fields(Clean(value)), " "), nil, rowIndent, "")
	text := sub.out.String()
	if len(text) <= len(rowIndent) {
		return
	}
	t.out.WriteString(t.styled(faint, fmt.Sprintf("%-9s", strings.TrimSpace(name))) + " " + text[len(rowIndent):])
}

func (t *textWriter) paragraph(p cable.Paragraph) {
	if p.Heading != "" {
		t.wrap(Clean(p.Heading), nil, "", bold)
	}
	head := place(index.Snippet{Paragraph: p.Number, Mark: p.Mark})
	for i, block := range strings.Split(Clean(p.Text), "\n\n") {
		text := strings.Join(strings.Fields(block), " ")
		if i == 0 && head != "" {
			text = Clean(head) + " " + text
		}
		t.wrap(text, nil, "", "")
		t.line("")
	}
}

// Raw writes the record as it was found: header, blank line, body.
func Raw(w io.Writer, doc index.Document, safe bool) error {
	text := doc.Record.Body
	if doc.Record.Header != "" {
		text = doc.Record.Header + "\n\n" + text
	}
	if safe {
		text = Clean(text)
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	_, err := io.WriteString(w, text)
	return err
}
