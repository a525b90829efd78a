package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// A word is a run of letters without a blank, in a frame in which its line runs
// from left to right and y grows upwards. Lengths are in points.
type word struct {
	text   string
	x0, x1 float64 // of its left and its right edge
	y      float64 // of its baseline
	h      float64 // height of its line
}

// Text is built in four steps:
//
//  1. Words that follow each other in the file and on the page form a run. A
//     run follows the slope of a scan.
//  2. Runs on a common baseline form a row.
//  3. Rows with text on both sides of a gutter are two columns, unless the left
//     side is made of labels. A cover sheet is read row by row:
//
//     MRN:      09 QUITO 799
//     From:     AMEMBASSY QUITO
//
//  4. Gaps become blanks, so that tables and page headers keep their columns.

const (
	// baseline is how far the baselines of a row may lie apart, in heights of a
	// line.
	baseline = 0.3
	// maxBlanks is how many blanks a gap or an indentation becomes at most.
	maxBlanks = 40
	// paragraphGap is how many line heights make a blank line.
	paragraphGap = 1.6
)

// A run is words in the order of the file on one baseline.
type run struct {
	words []word
	first int // its place in the file
}

func (r run) start() word { return r.words[0] }
func (r run) end() word   { return r.words[len(r.words)-1] }

// A row is runs on one baseline, from left to right.
type row struct {
	words []word
	y     float64
}

// metrics are the usual sizes of a page.
type metrics struct {
	h       float64 // height of a line
	w       float64 // width of a letter
	leading float64 // distance of two lines
	tight   bool    // the edges of words are those of the ink
}

// text returns the text of words, which are in the order of the file. Tight says
// that their edges are those of the ink.
func text(words []word, tight bool) string {
	words = sane(words)
	if len(words) == 0 {
		return ""
	}
	m := measure(words)
	m.tight = tight
	rows := joinRows(joinRuns(words, m), m)
	m.leading = leadingOf(rows, m)
	var b strings.Builder
	above := rows[0].y
	for _, block := range columns(rows, m) {
		above = writeBlock(&b, block, above, m)
	}
	return strings.Trim(b.String(), "\n")
}

// maxCoordinate is far outside of any page.
const maxCoordinate = 1e6

// sane returns the words that are on a page.
func sane(words []word) []word {
	return slices.DeleteFunc(slices.Clone(words), func(w word) bool {
		for _, v := range [...]float64{w.x0, w.x1, w.y, w.h} {
			if math.IsNaN(v) || math.Abs(v) > maxCoordinate {
				return true
			}
		}
		return w.text == ""
	})
}

func measure(words []word) metrics {
	heights := make([]float64, 0, len(words))
	widths := make([]float64, 0, len(words))
	for _, w := range words {
		heights = append(heights, w.h)
		if n := utf8.RuneCountInString(w.text); n > 2 {
			widths = append(widths, (w.x1-w.x0)/float64(n))
		}
	}
	// In ink, a word of small letters is lower than a capital.
	m := metrics{h: quantile(heights, 3, 4), w: quantile(widths, 1, 2)}
	if !(m.h > 0.1) {
		m.h = 10
	}
	if !(m.w > 0.1) {
		m.w = m.h / 2
	}
	return m
}

// quantile returns the value below which num/den of the values lie; 0 if there
// are none.
func quantile(values []float64, num, den int) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)*num/den, len(values)-1)]
}

// joinRuns joins the words that follow each other.
func joinRuns(words []word, m metrics) []run {
	var runs []run
	for i, w := range words {
		if n := len(runs); n > 0 {
			last := runs[n-1].end()
			gap := w.x0 - last.x1
			if math.Abs(w.y-last.y) < baseline*m.h && gap > -m.w && gap < 3*m.w {
				runs[n-1].words = append(runs[n-1].words, w)
				continue
			}
		}
		runs = append(runs, run{words: []word{w}, first: i})
	}
	return runs
}

// joinRows joins the runs that share a baseline.
func joinRows(runs []run, m metrics) []row {
	slices.SortStableFunc(runs, func(a, b run) int {
		return cmp.Or(cmp.Compare(b.start().y, a.start().y), cmp.Compare(a.start().x0, b.start().x0))
	})
	var rows []row
	for _, r := range runs {
		if n := len(rows); n > 0 && rows[n-1].y-r.start().y < baseline*m.h {
			rows[n-1].words = append(rows[n-1].words, r.words...)
			continue
		}
		rows = append(rows, row{words: slices.Clone(r.words), y: r.start().y})
	}
	for _, r := range rows {
		slices.SortStableFunc(r.words, func(a, b word) int { return cmp.Compare(a.x0, b.x0) })
	}
	return rows
}

// leadingOf returns the usual distance of two rows.
func leadingOf(rows []row, m metrics) float64 {
	var steps []float64
	for i := 1; i < len(rows); i++ {
		if step := rows[i-1].y - rows[i].y; step < 4*m.h {
			steps = append(steps, step)
		}
	}
	if l := quantile(steps, 1, 3); l > 0 {
		return l
	}
	return m.h
}

// A block is rows to be read one after the other.
type block []row

// columns returns the rows as blocks in reading order.
func columns(rows []row, m metrics) []block {
	if len(rows) > maxColumnRows {
		return []block{rows}
	}
	var blocks []block
	var single block
	for i := 0; i < len(rows); {
		left, right, n := gutter(rows[i:], m)
		if n == 0 {
			single = append(single, rows[i])
			i++
			continue
		}
		if len(single) > 0 {
			blocks = append(blocks, single)
			single = nil
		}
		blocks = append(blocks, left, right)
		i += n
	}
	if len(single) > 0 {
		blocks = append(blocks, single)
	}
	return blocks
}

const (
	// minColumnRows is how many rows two columns have at least.
	minColumnRows = 6
	// minGutter is the least width of a gutter in letters. The blank between two
	// words is up to 1.7 wide, and more in a larger font.
	minGutter = 2.5
	// maxColumnRows is how many rows a page has at most that is searched for
	// columns, which takes time in the square of them.
	maxColumnRows = 1000
	// minColumnText is how many letters the usual line of a column has: less is
	// a table or a form.
	minColumnText = 18
)

// gutter returns the columns that the rows begin with, and how many rows these
// are; 0 if the first row is not in two columns.
func gutter(rows []row, m metrics) (left, right block, n int) {
	from, to, ok := widestGap(rows[0], m)
	if !ok {
		return nil, nil, 0
	}
	both, last := 0, 0
	for i, r := range rows {
		if i > last+1 && rows[i-1].y-r.y > paragraphGap*m.leading {
			break // below the columns
		}
		gapFrom, gapTo, sides := gapAt(r, from, to)
		if gapTo-gapFrom < minGutter*m.w {
			break
		}
		from, to = gapFrom, gapTo
		n++
		if sides == 2 {
			both++
			last = i
		}
	}
	if both < minColumnRows || 2*both < n {
		return nil, nil, 0
	}
	middle := (from + to) / 2
	for _, r := range rows[:n] {
		l, rest := row{y: r.y}, row{y: r.y}
		for _, w := range r.words {
			if w.x0 < middle {
				l.words = append(l.words, w)
			} else {
				rest.words = append(rest.words, w)
			}
		}
		if len(l.words) > 0 {
			left = append(left, l)
		}
		if len(rest.words) > 0 {
			right = append(right, rest)
		}
	}
	if !isProse(left) || !isProse(right) {
		return nil, nil, 0
	}
	return left, right, n
}

// widestGap returns the widest gap between two words of a row.
func widestGap(r row, m metrics) (from, to float64, ok bool) {
	edge := r.words[0].x1
	for _, w := range r.words[1:] {
		if gap := w.x0 - edge; gap > minGutter*m.w && gap > to-from {
			from, to, ok = edge, w.x0, true
		}
		edge = max(edge, w.x1)
	}
	return from, to, ok
}

// gapAt returns what of the gap [from, to) a row leaves free, and on how many of
// its sides the row has words.
func gapAt(r row, from, to float64) (gapFrom, gapTo float64, sides int) {
	middle := (from + to) / 2
	left, right := false, false
	for _, w := range r.words {
		if (w.x0+w.x1)/2 < middle {
			from, left = max(from, w.x1), true
		} else {
			to, right = min(to, w.x0), true
		}
	}
	if left {
		sides++
	}
	if right {
		sides++
	}
	return from, to, sides
}

// isProse reports whether the lines of a column are long and few are labels.
func isProse(b block) bool {
	lengths := make([]float64, 0, len(b))
	labels := 0
	for _, r := range b {
		n := 0
		for _, w := range r.words {
			n += utf8.RuneCountInString(w.text) + 1
		}
		lengths = append(lengths, float64(n))
		if strings.HasSuffix(r.words[len(r.words)-1].text, ":") {
			labels++
		}
	}
	return quantile(lengths, 1, 2) >= minColumnText && 4*labels < len(b)
}

// writeBlock writes the rows of a block below a row at the height above, and
// returns the height of its last row. A gap becomes a blank line.
func writeBlock(b *strings.Builder, rows block, above float64, m metrics) float64 {
	margin := math.Inf(1)
	for _, r := range rows {
		margin = min(margin, r.words[0].x0)
	}
	for _, r := range rows {
		if above-r.y > paragraphGap*m.leading {
			b.WriteByte('\n')
		}
		writeRow(b, r, margin, m)
		b.WriteByte('\n')
		above = r.y
	}
	return above
}

// writeRow writes a line. Its gaps are as many blanks as letters fit into.
func writeRow(b *strings.Builder, r row, margin float64, m metrics) {
	edge := margin
	for i, w := range r.words {
		n := math.Round((w.x0 - edge) / m.w)
		if m.tight {
			// Beside a narrow letter, such as a colon, one blank looks like 1.7.
			n = math.Floor((w.x0-edge)/m.w + 0.1)
		}
		if i > 0 {
			n = max(n, 1)
		}
		for range int(max(0, min(n, maxBlanks))) {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
		edge = max(edge, w.x1)
	}
}
