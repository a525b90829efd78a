package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"reftel/index"
	"reftel/index/field"
)

// A Column is what an export has of each cable: a field of a hit, a text of the record, or
// the values of a field of the query language.
type Column struct {
	Name string
	list bool // it may have several values: an array in JSON
	of   func(h index.Hit) []string
}

// one makes the column of a value.
func one(name string, of func(h index.Hit) string) Column {
	return Column{name, false, func(h index.Hit) []string { return []string{of(h)} }}
}

// hitColumns are the columns that are not fields of the query language, or have one value
// where those have several.
var hitColumns = []Column{
	one("id", func(h index.Hit) string { return h.ID }),
	one("date", func(h index.Hit) string { return dateText(h.Date) }),
	one("date_precision", func(h index.Hit) string { return h.DatePrecision }),
	one("origin", func(h index.Hit) string { return h.Origin }),
	one("classification", func(h index.Hit) string { return h.Classification }),
	{"handling", true, func(h index.Hit) []string { return h.Handling }},
	{"tags", true, func(h index.Hit) []string { return h.Tags }},
	one("subject", func(h index.Hit) string { return h.Subject }),
	one("title", func(h index.Hit) string { return h.Document.Cable.Title }),
	one("score", func(h index.Hit) string { return strconv.FormatFloat(h.Score, 'g', 6, 64) }),
	one("summary", func(h index.Hit) string { return h.Document.Cable.Summary }),
	one("from", func(h index.Hit) string { return h.Document.Cable.From }),
	{"references", true, func(h index.Hit) []string { return index.FieldValues(*h.Document, "ref") }},
	one("header", func(h index.Hit) string { return h.Document.Record.Header }),
	one("body", func(h index.Hit) string { return h.Document.Record.Body }),
}

// dateText returns a date as JSON has it, "" if it is unknown.
func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// tableColumns are the default columns of CSV and TSV.
var tableColumns = []string{"id", "date", "origin", "classification", "handling", "tags", "subject"}

// Columns returns the columns with the given names, which are separated by commas. An
// unknown name is an error.
func Columns(names string) ([]Column, error) {
	var list []Column
	for name := range strings.SplitSeq(names, ",") {
		column, ok := columnNamed(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("no column %q", name)
		}
		list = append(list, column)
	}
	return list, nil
}

func columnNamed(name string) (Column, bool) {
	at := slices.IndexFunc(hitColumns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
	if at >= 0 {
		return hitColumns[at], true
	}
	if facet, ok := field.LookupFacet(name); ok {
		return Column{facet.Name, true, func(h index.Hit) []string { return index.FacetValues(*h.Document, facet.Name) }}, true
	}
	if f, ok := field.Lookup(name); ok && !f.Computed && f.Kind != field.Text && f.Kind != field.Group && f.Kind != field.Sound && !f.Kind.IsTime() {
		return Column{f.Name, true, func(h index.Hit) []string { return index.FieldValues(*h.Document, f.Name) }}, true
	}
	return Column{}, false
}

// ColumnNames returns the names of all columns.
func ColumnNames() []string {
	var names []string
	add := func(name string) {
		if _, ok := columnNamed(name); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, c := range hitColumns {
		add(c.Name)
	}
	for _, f := range field.Facets() {
		add(f.Name)
	}
	for _, f := range field.All() {
		add(f.Name)
	}
	return names
}

// HasScore reports whether a column is the score, which hits have only where they are
// ranked.
func HasScore(list []Column) bool {
	return slices.ContainsFunc(list, func(c Column) bool { return c.Name == "score" })
}
