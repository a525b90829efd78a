package render

import (
	"fmt"
	"strconv"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
)

// paragraphs prints facets, each in a few lines behind its name, with the number of
// cables without a value if that is wanted.
func (t *textWriter) paragraphs(facets []index.Facet, missing bool) {
	var names []string
	for _, f := range facets {
		if len(f.Values) > 0 {
			names = append(names, f.Name)
		}
	}
	for _, f := range facets {
		if len(f.Values) > 0 {
			t.paragraphOf(f, widest(names)+1, missing)
		}
	}
}

// paragraphOf prints a facet whose name takes so many columns. Where there is
// no room for a column of names, values stand under them.
func (t *textWriter) paragraphOf(f index.Facet, column int, missing bool) {
	var parts []string
	for _, v := range ordered(f) {
		parts = append(parts, hard(fmt.Sprintf("%s (%d)", cli.Line(v.Value), v.Count)))
	}
	if f.Other > 0 {
		parts = append(parts, hard(fmt.Sprintf("%d more", f.Other)))
	}
	if missing && f.Missing > 0 {
		parts = append(parts, hard(fmt.Sprintf("%d without", f.Missing)))
	}
	if filter := t.filtered[f.Name]; filter != "" {
		parts = append(parts, "("+hard("without "+cli.Line(filter))+")")
	}
	l := t.indented(2)
	if t.width >= 3*column {
		l.rest += strings.Repeat(" ", column+1)
	} else {
		column = 0
		l.rest += l.rest
	}
	name := strings.ReplaceAll(pad(f.Name+":", column), " ", string(hardBlank))
	l.stretches = []stretch{{cable.Span{End: len(name)}, faint}}
	t.flow(name+" "+strings.Join(parts, ", "), l)
}

// A facet's values have bars of so many columns, on a terminal that has so many.
const (
	barWidth = 10
	barred   = 60
)

// table prints a facet's values, a line each: count, bar, value, and what it means
// where that says more. Below stands how many of total cables have none.
func (t *textWriter) table(f index.Facet, total int) {
	t.line("")
	head := f.Name + valuesOf(f)
	if filter := t.filtered[f.Name]; filter != "" {
		head += "; counted without " + cli.Line(filter)
	}
	t.flow(head, layout{stretches: []stretch{{cable.Span{End: len(f.Name)}, bold}}})
	list := ordered(f)
	var counts, values []string
	most := 0
	for _, v := range list {
		counts = append(counts, strconv.Itoa(v.Count))
		values = append(values, hard(cli.Line(v.Value)))
		most = max(most, v.Count)
	}
	number, column := widest(counts), widest(values)
	for i, v := range list {
		count := strings.Repeat(string(hardBlank), number-len(counts[i])) + counts[i]
		if t.width >= barred {
			count += hard("  " + pad(bar(v.Count, most, barWidth), barWidth))
		}
		if v.Label == v.Value || v.Label == "" {
			t.entry(count, values[i], "")
		} else {
			t.entry(count, pad(values[i], column), cli.Line(v.Label))
		}
	}
	if facet, ok := field.LookupFacet(f.Name); ok && f.Missing > 0 {
		of := ""
		if f.Missing <= total { // not if a filter of the facet's own narrows the total
			of = fmt.Sprintf(" of %d", total)
		}
		t.flow(fmt.Sprintf("%d%s without %s", f.Missing, of, facet.None), t.indented(2))
	}
}

// entry prints a line of a table.
func (t *textWriter) entry(count, value, label string) {
	l := t.indented(2)
	text := count + "  " + value
	if label != "" {
		text += "  "
		l.stretches = []stretch{{cable.Span{Start: len(text), End: len(text) + len(label)}, faint}}
	}
	l.rest += strings.Repeat(" ", min(columns(text), t.width/2))
	if label == "" {
		l.rest = l.first + strings.Repeat(" ", columns(count)+2)
	}
	t.flow(text+label, l)
}

// valuesOf says how many values a facet has, and how many of them are shown.
func valuesOf(f index.Facet) string {
	n := len(f.Values) + f.Other
	switch {
	case n == 0:
		return ": none"
	case n == 1:
		return ": 1 value"
	case f.Other > 0:
		return fmt.Sprintf(": %d of %d values", len(f.Values), n)
	}
	return fmt.Sprintf(": %d values", n)
}
