package cable

import (
	"sort"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/dtg"
	"reftel/corpus/mrn"
)

// A reading is the state of parsing a record: its text and what has been found so
// far. Each reader is a type that embeds *reading; the parser calls them in turn.
type reading struct {
	c    *Cable
	rec  *corpus.Record
	text string
	scan scanner

	bodyStart int  // where the record's Body starts in the text
	factsAt   int  // where the text ends and the record's facts begin
	bodiless  bool // Body is not wanted
	own       mrn.MRN
	year      int // the cable's year; 0 if not known yet

	all     []line // of the whole text (formReader)
	formed  []int  // indexes of the lines in all that have a known form
	page    pageHeader
	seen    sectionSet
	covered []cut // what was read outside the content

	// What the archive states (archiveReader).
	archived   archived
	afterFacts int // where the facts above the text end
	coverTop   int // the first line of the cover; 0 if there is none
	belowAt    int // where the labels below the text begin; 0 if there are none

	// Where the cable's text stands (extentReader).
	class         opening
	collected     startList
	sectionStarts []opening // of the second section on
	sections      []Span    // the text above the classification lines of further sections
	quotes        []Span    // cables that the text quotes in full
	trailing      Span      // transmission lines below the text
	copies        []Span    // other texts of the cable in the record
	first, limit  int       // of the cable's text, before its end is found

	sent  transmission // transmissionReader
	stamp time.Time    // the time that the archive printed above the text

	lines []line // of the content, furniture cut out (cutter)
	furn  []cut  // what was cut out of the content

	zones      zones      // headerReader
	body       int        // the index of the first line of the body
	pieceMarks []zoneMark // where the kind of the content changes, in order

	words  wordSet // of the content, if there are copies (unplacer)
	skip   []Span  // what readMentions skips
	places []int   // offsets of the problems in the text; -1 is the whole
}

// transmission is what was found of the transmission lines. dtgLine, deLine and
// fmLine are offsets into the text, or -1.
type transmission struct {
	found   bool // a line of the block was seen
	dtgLine int
	deLine  int
	fmLine  int
	dtg     dtg.DTG
	dtgRead bool
}

// zones are the labelled blocks of the header.
type zones struct {
	eo, tags, subject, refs zone
	classified              zone
	attention               []Span
}

// A cut is a span of the text and the kind of line it is.
type cut struct {
	Span
	kind lineKind
}

// contentLimit returns the offset where the lines of the content end.
func (r *reading) contentLimit() int {
	if len(r.lines) == 0 {
		return r.first
	}
	return r.lines[len(r.lines)-1].next
}

// mark records that the text from at on is of a kind.
func (r *reading) mark(at int, kind PieceKind) { r.markPara(at, kind, -1) }

// markPara is mark for a piece of the paragraph para.
func (r *reading) markPara(at int, kind PieceKind, para int) {
	r.pieceMarks = append(r.pieceMarks, zoneMark{at, kind, para})
}

// lineText returns the line i of the content.
func (r *reading) lineText(i int) string { return r.text[r.lines[i].in:r.lines[i].end] }

// textBefore returns the index of the last line of text before the line i and
// after the line after; -1 if there is none.
func (r *reading) textBefore(i, after int) int {
	for i--; i > after; i-- {
		if r.lines[i].kind == lineText {
			return i
		}
	}
	return -1
}

// addFact adds the text [start, end) to the facts, unless it is empty.
func (r *reading) addFact(name string, start, end int) {
	if start < end {
		r.c.Facts = append(r.c.Facts, Fact{Name: name, Span: Span{start, end}})
	}
}

// fact returns the value of the first of the named facts that has one, its lines
// joined by blanks; "" if none has.
func (r *reading) fact(names ...string) string {
	for _, name := range names {
		for _, f := range r.c.Facts {
			if strings.EqualFold(f.Name, name) {
				if v := strings.Join(strings.Fields(r.text[f.Span.Start:f.Span.End]), " "); !isNoValue(v) {
					return v
				}
			}
		}
	}
	return ""
}

// factLines is like fact but keeps line ends.
func (r *reading) factLines(names ...string) string {
	for _, name := range names {
		for _, f := range r.c.Facts {
			if strings.EqualFold(f.Name, name) {
				if v := r.plainLines(r.text[f.Span.Start:f.Span.End]); !isNoValue(strings.TrimSpace(v)) {
					return v
				}
			}
		}
	}
	return ""
}

// cover records that the text [from, to) was read as kind.
func (r *reading) cover(from, to int, kind lineKind) {
	r.covered = append(r.covered, cut{Span{from, to}, kind})
}

// notePage keeps the first page header, and the sections that each names.
func (r *reading) notePage(h pageHeader, at int) {
	if r.page.post == "" && h.post != "" {
		r.page = h
	}
	r.seen.add(h.section, h.sections, at)
}

// textAfter returns the next line after i that is not blank; -1 if there is
// none.
func (r *reading) textAfter(i int) int {
	for i++; i < len(r.all); i++ {
		if r.all[i].kind != lineBlank {
			return i
		}
	}
	return -1
}

// textAbove returns the line before i that is not blank; -1 if there is none.
func (r *reading) textAbove(i int) int {
	for i--; i >= 0; i-- {
		if r.all[i].kind != lineBlank {
			return i
		}
	}
	return -1
}

// lineAt returns the index of the line that holds the offset at.
func (r *reading) lineAt(at int) int {
	lo, hi := 0, len(r.all)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.all[mid].next <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// lineStartAt returns the start of the line i, or the length of the text if there
// is no such line.
func (r *reading) lineStartAt(i int) int {
	if i < len(r.all) {
		return r.all[i].start
	}
	return len(r.text)
}

// lineOf returns the line i of the whole text.
func (r *reading) lineOf(i int) string { return r.text[r.all[i].in:r.all[i].end] }

// clean returns the text [from, to) without furniture.
func (r *reading) clean(from, to int) string {
	if from >= to {
		return ""
	}
	f := sort.Search(len(r.furn), func(i int) bool { return r.furn[i].End > from })
	if f == len(r.furn) || r.furn[f].Start >= to {
		return r.text[from:to]
	}
	var b strings.Builder
	b.Grow(to - from)
	for ; f < len(r.furn) && r.furn[f].Start < to; f++ {
		if r.furn[f].Start > from {
			b.WriteString(r.text[from:r.furn[f].Start])
		}
		from = r.furn[f].End
	}
	if from < to {
		b.WriteString(r.text[from:to])
	}
	return b.String()
}

// plainLines returns s with all line ends as "\n".
func (r *reading) plainLines(s string) string {
	if !r.scan.exotic {
		return s
	}
	return lineEnds.Replace(s)
}

// inQuote reports whether the offset at is in a quoted cable.
func (r *reading) inQuote(at int) bool {
	for _, q := range r.quotes {
		if at >= q.Start && at < q.End {
			return true
		}
	}
	return false
}

// isEscape reports whether l is a backslash at a line end.
func (r *reading) isEscape(l line) bool {
	return l.kind == lineFurniture && l.next == l.start+1 && r.text[l.start] == '\\'
}
