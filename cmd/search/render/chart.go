package render

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
	"reftel/index"
)

// eighths are the ends of bars: eighths of a column.
var eighths = []string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// bar returns a bar of up to width columns for n of most.
func bar(n, most, width int) string {
	if most <= 0 || n <= 0 || width <= 0 {
		return ""
	}
	parts := max(n*8*width/most, 1)
	return strings.Repeat("█", parts/8) + eighths[parts%8]
}

// timed are the facets whose values are times, which people read in their order.
var timed = map[string]bool{"year": true, "month": true, "decl": true}

// ordered returns the values of a facet in the order of time if they are times.
func ordered(f index.Facet) []index.FacetValue {
	if !timed[f.Name] {
		return f.Values
	}
	return slices.SortedFunc(slices.Values(f.Values), func(a, b index.FacetValue) int { return strings.Compare(a.Value, b.Value) })
}

// Periods returns the periods of a timeline with those between them that have no hits.
func Periods(unit index.Unit, list []index.Period) []index.Period {
	var all []index.Period
	for _, p := range list {
		if len(all) > 0 {
			for at := unit.Next(all[len(all)-1].From); at.Before(p.From); at = unit.Next(at) {
				all = append(all, index.Period{From: at})
			}
		}
		all = append(all, p)
	}
	return all
}

// mostEmpty is the number of empty periods in a row of which each has a line.
const mostEmpty = 6

// timeline prints the hits of each period, a line each with a bar.
func (t *textWriter) timeline(unit index.Unit, list []index.Period, undated int) {
	t.line("")
	t.line(t.styled(bold, "timeline") + " by " + string(unit))
	most := 0
	for _, p := range list {
		most = max(most, p.Count)
	}
	var last time.Time
	for _, p := range list {
		if !last.IsZero() {
			t.gap(unit, unit.Next(last), p.From, most)
		}
		last = p.From
		t.period(unit, p, most)
	}
	if undated > 0 {
		t.flow(fmt.Sprintf("%d without a date", undated), t.indented(2))
	}
}

// gap prints the periods from one to before another, which have no hits.
func (t *textWriter) gap(unit index.Unit, from, to time.Time, most int) {
	var empty []time.Time
	for at := from; at.Before(to); at = unit.Next(at) {
		empty = append(empty, at)
	}
	if len(empty) > mostEmpty {
		t.flow(fmt.Sprintf("… %d %ss without cables", len(empty), unit), t.indented(2))
		return
	}
	for _, at := range empty {
		t.period(unit, index.Period{From: at}, most)
	}
}

func (t *textWriter) period(unit index.Unit, p index.Period, most int) {
	l := t.indented(2)
	count := strconv.Itoa(p.Count)
	left := unit.Format(p.From) + "  " + strings.Repeat(" ", len(strconv.Itoa(most))-len(count)) + count + "  "
	room := t.width - columns(l.first) - columns(left)
	t.line(strings.TrimRight(l.first+left+bar(p.Count, most, room), " "))
}

// crossTable prints a table of two facets: a line for each value of the one, a column for each
// of the other.
func (t *textWriter) crossTable(x *index.Table) {
	rows, cols := ordered(x.Rows), ordered(x.Columns)
	t.line("")
	t.flow(fmt.Sprintf("%s by %s", x.Rows.Name, x.Columns.Name), layout{style: bold})
	if len(rows) == 0 || len(cols) == 0 {
		t.line("  no values")
		return
	}
	first := min(widest(labelsOf(rows)), t.width/3)
	line := [][]string{{pad("", first)}}
	for _, row := range rows {
		line = append(line, []string{pad(cut(cli.Line(row.Value), first), first)})
	}
	shown, used := 0, columns(t.indented(2).first)+first
	for _, col := range cols {
		cells := []string{cut(cli.Line(col.Value), 12)}
		for _, row := range rows {
			n := x.Counts[slices.Index(x.Rows.Values, row)][slices.Index(x.Columns.Values, col)]
			cells = append(cells, number(n))
		}
		w := widest(cells)
		if used+2+w > t.width && shown > 0 {
			break
		}
		used += 2 + w
		shown++
		for i, c := range cells {
			line[i] = append(line[i], "  "+strings.Repeat(" ", w-columns(c))+c)
		}
	}
	for i, cells := range line {
		text := strings.Join(cells, "")
		l := t.indented(2)
		if i == 0 {
			t.line(l.first + t.styled(faint, text))
			continue
		}
		t.line(l.first + text)
	}
	t.rest(x, len(cols)-shown)
}

// number returns a count in a table, in which 0 does not catch the eye.
func number(n int) string {
	if n == 0 {
		return "·"
	}
	return strconv.Itoa(n)
}

// rest describes what a table does not show.
func (t *textWriter) rest(x *index.Table, hidden int) {
	var more []string
	if n := x.Rows.Other; n > 0 {
		more = append(more, fmt.Sprintf("%d more of %s", n, x.Rows.Name))
	}
	if n := x.Columns.Other + hidden; n > 0 {
		more = append(more, fmt.Sprintf("%d more of %s", n, x.Columns.Name))
	}
	if n := x.Rows.Missing; n > 0 {
		more = append(more, fmt.Sprintf("%d cables without %s", n, x.Rows.Name))
	}
	if len(more) > 0 {
		l := t.indented(2)
		l.stretches = []stretch{{cable.Span{End: len(strings.Join(more, "; "))}, faint}}
		t.flow(strings.Join(more, "; "), l)
	}
}

// labelsOf returns the values of a facet as they are printed.
func labelsOf(list []index.FacetValue) []string {
	var all []string
	for _, v := range list {
		all = append(all, cli.Line(v.Value))
	}
	return all
}
