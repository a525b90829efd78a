package cable

import (
	"slices"
	"time"

	"reftel/corpus/mrn"
)

// Mirrors of Cablegate print five lines above a text: id, title, date,
// classification and origin.

// mirrorDate is the form of the date in the five lines that mirrors of
// Cablegate print above a text: id, title, date, classification, origin.
const mirrorDate = "Mon Jan 2 15:04:05 -0700 2006"

// maxMirrorTitle is the number of lines that the title of a mirror has at most.
const maxMirrorTitle = 3

// readMirror reads these five lines, if the text begins with them.
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

// mirrorFact notes that the lines first to last are a fact.
func (a archiveReader) mirrorFact(name string, first, last int) {
	start, end := a.all[first].in, a.all[last].end
	if first == last {
		end = min(end, start+maxMirrorLine)
	}
	a.addFact(name, start, end)
	a.cover(start, end, lineFact)
}

// maxMirrorLine is the length in bytes of what is taken of one of these lines.
const maxMirrorLine = 300

// textLines returns the first n lines from i on that are not blank.
func (a archiveReader) textLines(i, n int) []int {
	var lines []int
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
	_, err := time.Parse(mirrorDate, s)
	return err == nil
}

// mirrorHead returns where the lines of a mirror begin of which the line i has
// the date: with the MRN above the title.
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
