package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"reftel/cmd/internal/cli"
	"reftel/index"
)

// An Exporter writes hits, one after the other, in a form for programs.
type Exporter interface {
	// Begin writes what precedes the first hit.
	Begin() error
	Hit(h index.Hit) error
	// End writes what follows the last hit.
	End() error
}

// A Form is a form of export.
type Form struct {
	Name string
	// All is set if all hits are exported unless a limit is given.
	All bool
	// Columns is set if the form takes columns.
	Columns bool
	// Parts is what the form needs of a hit.
	Parts index.Parts

	columns []string // where none are named
	open    func(w io.Writer, columns []Column) Exporter
}

// Forms are the forms of export.
var Forms = []Form{
	{Name: "jsonl", All: true, Columns: true, Parts: index.Complete, open: func(w io.Writer, list []Column) Exporter { return &jsonLines{w, list} }},
	{Name: "csv", All: true, Columns: true, Parts: index.Complete, columns: tableColumns, open: newCSV},
	{Name: "tsv", All: true, Columns: true, Parts: index.Complete, columns: tableColumns, open: func(w io.Writer, list []Column) Exporter { return &tsv{w, list} }},
	{Name: "ids", All: true, Parts: index.IDOnly, open: func(w io.Writer, _ []Column) Exporter { return &idLines{w} }},
	{Name: "bibtex", Parts: index.Complete, open: func(w io.Writer, _ []Column) Exporter { return &bibtex{w} }},
	{Name: "csl", Parts: index.Complete, open: func(w io.Writer, _ []Column) Exporter { return &csl{w: w} }},
}

// Open returns an exporter to w. Nil columns are those of the form.
func (f *Form) Open(w io.Writer, columns []Column) Exporter {
	if columns == nil {
		for _, name := range f.columns {
			c, _ := columnNamed(name)
			columns = append(columns, c)
		}
	}
	return f.open(w, columns)
}

// idLines writes an id a line.
type idLines struct{ w io.Writer }

// Begin implements Exporter.
func (e *idLines) Begin() error { return nil }

// Hit implements Exporter.
func (e *idLines) Hit(h index.Hit) error {
	_, err := io.WriteString(e.w, cli.Line(h.ID)+"\n")
	return err
}

// End implements Exporter.
func (e *idLines) End() error { return nil }

// csvTable writes CSV (RFC 4180) with a header row. The values of a list are joined by a
// bar, as in the archives that indexer reads.
type csvTable struct {
	w       *csv.Writer
	columns []Column
}

func newCSV(w io.Writer, columns []Column) Exporter { return &csvTable{csv.NewWriter(w), columns} }

// Begin implements Exporter.
func (e *csvTable) Begin() error { return e.row(func(c Column) string { return c.Name }) }

// Hit implements Exporter.
func (e *csvTable) Hit(h index.Hit) error {
	return e.row(func(c Column) string { return Harmless(cli.Clean(strings.Join(c.of(h), "|"))) })
}

func (e *csvTable) row(cell func(Column) string) error {
	var cells []string
	for _, c := range e.columns {
		cells = append(cells, cell(c))
	}
	if err := e.w.Write(cells); err != nil {
		return err
	}
	e.w.Flush()
	return e.w.Error()
}

// End implements Exporter.
func (e *csvTable) End() error { return nil }

// Harmless returns a cell that no spreadsheet takes for a formula: one that begins like
// a formula, blanks aside, gets an apostrophe, which marks it as text.
func Harmless(cell string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \t\r\n\u00a0\u3000"))
	if strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", first) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}

// tsv writes a header row and a line a cable, its cells separated by tabs. Line ends and
// tabs within a cell become blanks.
type tsv struct {
	w       io.Writer
	columns []Column
}

// Begin implements Exporter.
func (e *tsv) Begin() error { return e.row(func(c Column) string { return c.Name }) }

// Hit implements Exporter.
func (e *tsv) Hit(h index.Hit) error {
	return e.row(func(c Column) string { return Harmless(cli.Line(strings.Join(c.of(h), "|"))) })
}

func (e *tsv) row(cell func(Column) string) error {
	var b strings.Builder
	for i, c := range e.columns {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(cell(c))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(e.w, b.String())
	return err
}

// End implements Exporter.
func (e *tsv) End() error { return nil }

// jsonLines writes an object a line: with columns those, without the record as one of a
// JSONL archive.
type jsonLines struct {
	w       io.Writer
	columns []Column
}

// Begin implements Exporter.
func (e *jsonLines) Begin() error { return nil }

// Hit implements Exporter.
func (e *jsonLines) Hit(h index.Hit) error {
	if e.columns == nil {
		return cli.Object(e.w, archived(h))
	}
	var o object
	for _, c := range e.columns {
		values := orEmpty(c.of(h))
		switch {
		case c.Name == "score":
			o.add(c.Name, h.Score)
		case c.list:
			o.add(c.Name, values)
		default:
			o.add(c.Name, strings.Join(values, " "))
		}
	}
	return cli.Object(e.w, o)
}

// End implements Exporter.
func (e *jsonLines) End() error { return nil }

// archived returns a hit's record as an object of a JSONL archive. What is empty is left
// out, but for the text. The archive's other statements are members, too, as indexer
// reads them.
func archived(h index.Hit) object {
	rec := h.Document.Record
	var o object
	id := rec.ID
	if id == "" && !strings.HasPrefix(h.ID, "NOID") { // made from the hash
		id = h.ID
	}
	o.addText("id", id)
	o.addText("date", dateText(rec.Date))
	o.addText("origin", rec.Origin)
	o.addText("classification", rec.Classification)
	if len(rec.References) > 0 {
		o.add("references", rec.References)
	}
	o.addText("header", rec.Header)
	o.add("body", rec.Body)
	for _, f := range rec.Facts {
		if !o.has(f.Name) {
			o.add(f.Name, f.Value)
		}
	}
	return o
}

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

func (o *object) add(name string, value any) { *o = append(*o, member{name, value}) }

// addText adds a text unless it is empty.
func (o *object) addText(name, value string) {
	if value != "" {
		o.add(name, value)
	}
}

func (o object) has(name string) bool {
	for _, m := range o {
		if strings.EqualFold(m.name, name) {
			return true
		}
	}
	return false
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(m.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := enc.Encode(m.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
