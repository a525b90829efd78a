package cable

import (
	"slices"
	"strings"
	"time"

	"reftel/corpus/mrn"
)

// Mirrors of Cablegate print five lines above a text: id, title, date,
// classification and origin.

// mirrorDate is the layout of the date in these lines.
const mirrorDate = "Mon Jan 2 15:04:05 -0700 2006"

// maxMirrorTitle is the maximum number of lines of the title.
const maxMirrorTitle = 3

// readMirror reads the lines of a mirror if the text begins with them.
func (a archiveReader) readMirror() {
	lines := a.textLines(a.lineAt(a.bodyStart), maxMirrorTitle+4)
	date := slices.IndexFunc(lines, a.isMirrorDate)
	if date < 1 || date+2 >= len(lines) {
		return
	}
	if _, err := mrn.Parse(a.lineOf(lines[0]), 0); err != nil {
		return
	}
	a.mirrorFact("MRN", lines[0], lines[0])
	if date > 1 {
		a.mirrorFact("Title", lines[1], lines[date-1])
	}
	a.mirrorFact("Created", lines[date], lines[date])
	a.mirrorFact("Classification", lines[date+1], lines[date+1])
	a.mirrorFact("Origin", lines[date+2], lines[date+2])
	t, _ := time.Parse(mirrorDate, a.lineOf(lines[date]))
	a.archived.date = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	a.archived.precision = "day"
	a.afterFacts = a.all[lines[date+2]].next
}

// mirrorFact adds the lines first to last as a fact.
func (a archiveReader) mirrorFact(name string, first, last int) {
	start, end := a.all[first].in, a.all[last].end
	if first == last {
		end = min(end, start+maxMirrorLine)
	}
	a.addFact(name, start, end)
	a.cover(start, end, lineFact)
}

// maxMirrorLine is the maximum length in bytes of a fact of one line.
const maxMirrorLine = 300

// textLines returns the first n lines from i on that are not blank.
func (a archiveReader) textLines(i, n int) []int {
	lines := make([]int, 0, n)
	for ; i < len(a.all) && len(lines) < n; i++ {
		if a.all[i].kind != lineBlank {
			lines = append(lines, i)
		}
	}
	return lines
}

// isMirrorDate reports whether the line i is the date of a mirror.
func (r *reading) isMirrorDate(i int) bool {
	s := r.lineOf(i)
	if len(s) < len("Mon Jan 2 15:04:05 -0700 2006") || len(s) > len("Mon Jan 02 15:04:05 -0700 2006") {
		return false
	}
	if s[3] != ' ' || strings.IndexByte(s, ':') < 0 {
		return false // as most lines of that length; an error would be allocated
	}
	_, err := time.Parse(mirrorDate, s)
	return err == nil
}

// mirrorHead returns the offset of the lines of a mirror whose date is in the line
// i. They begin with the MRN above the title.
func (x *extentReader) mirrorHead(i int) int {
	head := x.all[i].start
	for n := 0; n <= maxMirrorTitle; n++ {
		if i = x.textAbove(i); i < 0 {
			break
		}
		if _, err := mrn.Parse(x.lineOf(i), 0); err == nil {
			return x.all[i].start
		}
	}
	return head
}
