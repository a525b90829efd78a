package cable

import (
	"sort"
	"strings"

	"reftel/corpus"
)

// An extentReader finds the text of the cable within the text of the record.
type extentReader struct {
	*reading
	labelAt int // the first labelled line of the body, -1 if there is none
	// ends and closes cache endLines and closeLines.
	ends, closes []int
}

// A start is a place where the text of a cable may begin.
type start struct {
	opening
	own bool // the line names this cable
}

const (
	// maxStarts is the maximum number of classification lines that are read. No
	// cable has more.
	maxStarts = 1000
	// maxPDFStarts is maxStarts for a PDF file: releases bind thousands of cables.
	maxPDFStarts = 20_000
)

// maxPreamble is the maximum number of lines above a classification line without
// an MRN.
const maxPreamble = 8

// findStarts finds the classification lines of the text and sets first, limit and
// class from them.
//
// A record may hold more than one cable text: a copy that the archive cut short,
// then the whole, or a second cable that was not split from the first. findStarts
// selects the longest text with the cable's own MRN.
func (x *extentReader) findStarts() {
	end := x.limit
	all := x.collectStarts(end)
	x.markOwn(all)
	var firsts []start
	for _, s := range all {
		switch {
		case !s.own && !x.hasHeader(s.opening):
		case !s.own:
			x.problem(ProblemForeign, s.start, "the record holds %s %s, too", s.id.Post, s.id.Number)
			x.noteQuote(firsts, s.opening)
		case s.section > 1 && (len(firsts) > 0 || len(x.sectionStarts) > 0):
			x.sectionStarts = append(x.sectionStarts, s.opening)
		case s.section > 1 && x.hasTextAbove(s.start):
			x.sectionStarts = append(x.sectionStarts, s.opening)
		default:
			firsts = append(firsts, s)
		}
	}
	best, length := -1, 0
	for i, s := range firsts {
		if n := x.startLimit(firsts, i, end) - s.start; n > length {
			best, length = i, n
		}
	}
	switch {
	case best >= 0:
		x.class = firsts[best].opening
		x.first, x.limit = x.class.start, x.class.start+length
		x.noteCopies(firsts, best, end)
	case len(x.sectionStarts) > 0:
		x.beginWithText(x.sectionStarts[0])
	default:
		x.withoutStart()
	}
	x.cutTrailingHeader()
	x.readSections()
}

// noteQuote adds the cable that c opens to quotes if the last of firsts quotes it.
func (x *extentReader) noteQuote(firsts []start, c opening) {
	if len(firsts) == 0 {
		return
	}
	from := firsts[len(firsts)-1].end
	head := x.quoteHead(max(from, x.sectionHead(c.start)), c.start)
	if end, quoted := x.quoteEnd(from, head, c.end); quoted {
		x.quotes = append(x.quotes, Span{head, end})
	}
}

// cutTrailingHeader ends the text at the end of message if transmission lines
// follow it: some relays print them below the text.
func (x *extentReader) cutTrailingHeader() {
	for _, i := range x.formed {
		l := x.all[i]
		if l.form != formEnd || l.kind != lineFurniture || l.start < x.first || l.start >= x.limit || x.inQuote(l.start) {
			continue
		}
		next := x.textAfter(i)
		if next >= 0 && x.all[next].start < x.limit && isHeaderLine(x.lineOf(next)) && !x.inSection(next) {
			x.trailing = Span{x.all[next].start, x.limit}
			x.limit = x.all[next].start
			return
		}
	}
}

// inSection reports whether a classification line of a further section follows
// the line i.
func (x *extentReader) inSection(i int) bool {
	n := len(x.sectionStarts)
	return n > 0 && x.sectionStarts[n-1].start > x.all[i].start
}

// maxHeaderLines is the number of lines below a classification line that are
// searched for a label of the header.
const maxHeaderLines = 30

// hasHeader reports whether the classification line c is that of a cable and not a
// mention of one in running text: it has transmission lines above it or labels
// below it.
func (x *extentReader) hasHeader(c opening) bool {
	i := x.lineAt(c.start)
	if x.sectionHead(c.start) < x.all[i].start {
		return true
	}
	end := x.all[i].end // before that of c if c is broken over two lines
	if rest := x.text[min(c.end, end):end]; strings.Contains(rest, "TAGS") || strings.Contains(rest, "E.O.") {
		return true // its lines were run together
	} else if len(rest) > maxClassLine || isSentence(rest) {
		return false
	}
	for n := 0; n < maxHeaderLines && i+1 < len(x.all); n++ {
		if i++; x.all[i].kind == lineText && isTextLabel(x.lineOf(i)) {
			return true
		}
	}
	return false
}

// startLimit returns the end of the text that firsts[i] opens: the head of the next
// text, or end for the last.
func (x *extentReader) startLimit(firsts []start, i, end int) int {
	if i+1 == len(firsts) {
		return end
	}
	return max(firsts[i].end, x.sectionHead(firsts[i+1].start))
}

// beginWithText begins the content above the classification line of a further
// section, which gives the MRN: the header of the first section is lost.
func (x *extentReader) beginWithText(section opening) {
	x.first = x.textAt()
	x.class = section
	x.class.start, x.class.end = x.first, x.first
}

// textAt returns where the text begins if the first section has no classification
// line: after facts and transmission lines.
func (x *extentReader) textAt() int {
	return min(x.limit, x.transmissionEnd(max(x.bodyStart, x.afterFacts)))
}

// transmissionEnd returns the end of the transmission lines that follow the offset
// from, or from if there are none.
func (x *extentReader) transmissionEnd(from int) int {
	header := false
	for i, n := x.lineAt(from), 0; i < len(x.all) && x.all[i].start < x.limit && n < maxSectionHead; i++ {
		l := x.all[i]
		if l.kind != lineText {
			continue
		}
		n++
		s := x.lineOf(i)
		switch {
		case isHeaderLine(s) || damagedDTG(s) != "":
			header = true
		case isMarked(s) || isProse(s) || isSentence(s) || isTextLabel(s):
			if header {
				return l.start
			}
			return from
		}
	}
	return from
}

// hasTextAbove reports whether the cable has text above the header of the further
// section at the offset at.
func (x *extentReader) hasTextAbove(at int) bool {
	head := x.sectionHead(at)
	for i := x.lineAt(x.textAt()); i < len(x.all) && x.all[i].start < head; i++ {
		if l := x.all[i]; l.kind == lineText && (isMarked(x.lineOf(i)) || isSentence(x.lineOf(i))) {
			return true
		}
	}
	return false
}

// maxSectionHead is the maximum number of lines of the header of a further
// section.
const maxSectionHead = 120

// sectionHead returns where the header of the classification line at the offset at
// begins: at a page header, at the lines of a mirror, or at transmission lines.
func (x *extentReader) sectionHead(at int) int {
	i := x.lineAt(at)
	head, since := x.all[i].start, 0
	for n := 0; n < maxSectionHead && i > 0 && since < 30; n++ {
		i--
		l := x.all[i]
		if l.kind == lineBlank {
			continue
		}
		s := x.lineOf(i)
		since++
		switch {
		case l.form == formPage || l.form == formPageHalf:
			if isPageOne(s) {
				return l.start
			}
		case l.kind == lineFurniture:
		case strings.HasPrefix(s, "PAGE ") && isPageOne(s[:pageRun(s)]):
			return l.start
		case x.isMirrorDate(i):
			return x.mirrorHead(i)
		case isHeaderLine(s):
			head, since = l.start, 0
		case isMarked(s) || isProse(s) || isTextLabel(s):
			return head
		}
	}
	return head
}

// isHeaderLine reports whether s can only be a line above a classification
// line: a DTG line, FM, a line of routing, a distribution.
func isHeaderLine(s string) bool {
	return isDTGLine(s) || strings.HasPrefix(s, "FM ") || fmForm(s) > 0 || strings.HasPrefix(s, "VZCZC") || strings.HasPrefix(s, "DE RU") ||
		strings.HasPrefix(s, "ZNY ") || strings.HasPrefix(s, "ZNR ") || isDistribution(s)
}

// readSections sets sections: the text above the classification lines of further
// sections and of copies.
func (x *extentReader) readSections() {
	for _, s := range x.sectionStarts {
		if s.start > x.first && s.start < x.limit {
			x.sections = append(x.sections, Span{max(x.sectionHead(s.start), x.class.end), s.start})
		}
	}
	if x.trailing.End > 0 {
		x.sections = append(x.sections, x.trailing)
	}
	for _, c := range x.copies {
		if c.Start > x.limit {
			x.sections = append(x.sections, Span{max(x.sectionHead(c.Start), x.limit), c.Start})
		}
	}
}

// noteCopies adds the texts of the cable other than the best to copies. The last
// ends at the offset end.
func (x *extentReader) noteCopies(firsts []start, best, end int) {
	for i, s := range firsts {
		if i == best {
			continue
		}
		x.copies = append(x.copies, Span{s.start, x.startLimit(firsts, i, end)})
		x.problem(ProblemDuplicate, s.start, "the cable stands here, too; its longest text is read")
	}
	if x.labelAt >= 0 && x.labelAt < firsts[0].start {
		x.copies = append(x.copies, Span{x.labelAt, firsts[0].start})
	}
	if best+1 < len(firsts) {
		x.limit = x.beforeRecord(x.first, x.limit)
	}
}

// fillFromCopies sets header fields that the text lacks from the copies.
func (x *extentReader) fillFromCopies() {
	c := x.c
	for _, span := range x.copies {
		if c.Subject != "" && c.Refs != nil && c.ClassifiedBy != nil {
			return
		}
		other := Parse(corpus.Record{ID: x.rec.ID, Date: c.Date, Body: x.text[span.Start:span.End]})
		if c.Subject == "" {
			c.Subject, c.SubjectMark, c.Title = other.Subject, other.SubjectMark, other.Title
		}
		if c.Refs == nil {
			c.Refs = other.Refs
		}
		if c.ClassifiedBy == nil {
			c.ClassifiedBy, c.Reasons, c.DerivedFrom = other.ClassifiedBy, other.Reasons, other.DerivedFrom
		}
	}
}

// A startList is what collectStarts found for an end and a year.
type startList struct {
	done      bool
	end, year int
	labelAt   int
	starts    []start
}

// collectStarts returns the classification lines of the text up to end, in
// order. Those that name no MRN count only if there is no other. It sets labelAt.
//
// Recognize, Split and Parse ask for the same list, which is made once: between
// them only lines below end change.
func (x *extentReader) collectStarts(end int) []start {
	if l := &x.collected; !l.done || l.end != end || l.year != x.year {
		starts := x.findClassLines(end)
		*l = startList{done: true, end: end, year: x.year, labelAt: x.labelAt, starts: starts}
	}
	x.labelAt = x.collected.labelAt
	return x.collected.starts
}

// findClassLines does the work of collectStarts.
func (x *extentReader) findClassLines(end int) []start {
	var named, bare []start
	texts, most := 0, maxStarts
	if x.rec.Format == corpus.PDF {
		most = maxPDFStarts
	}
	x.labelAt = -1
	for i := x.lineAt(x.afterFacts); i < len(x.all) && x.all[i].start < end && len(named) < most; i++ {
		l := &x.all[i]
		if l.kind != lineText {
			continue
		}
		if l.end-l.in >= 6 && mayBeClass(x.text[l.in:l.end]) {
			if c, ok := x.readClassLine(l.in, l.end); ok {
				named, bare = x.sortStart(c, *l, named, bare, x.labelAt >= 0 || texts > maxPreamble)
			}
		}
		if l.start >= x.bodyStart {
			texts++
			if s := x.text[l.in:l.end]; x.labelAt < 0 && (isTextLabel(s) || isDigit(s[0]) || s[0] == 0xc2) {
				x.labelAt = l.start
			}
		}
	}
	inside := x.startsInLines(end)
	if len(inside) > 0 {
		named = append(named, inside...)
		sort.SliceStable(named, func(i, j int) bool { return named[i].start < named[j].start })
		named = dropOverlaps(named)
	}
	if len(named) == 0 && len(bare) > 0 {
		return bare[:1]
	}
	return named
}

// isTextLabel reports whether s begins with one of the labels of a text's
// header, none of which precedes the classification line.
func isTextLabel(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case 'E', 'T', 'S', 'R', 'C':
		return eoLabel(s) > 0 || hasWordFold(s, "TAGS") || subjectLabel(s) > 0 || refLabel(s) > 0 || classifiedLabel(s) > 0
	}
	return false
}

// sortStart adds the classification line c to named or bare. A line without an MRN
// that follows labels of the text is dropped.
func (x *extentReader) sortStart(c opening, l line, named, bare []start, labelled bool) ([]start, []start) {
	spaced := x.text[c.start+1] == ' ' || x.text[c.start+2] == ' '
	switch {
	case c.id.Number != "" && (spaced || c.section > 0 || c.postKnown):
		return append(named, start{opening: c}), bare
	case c.id.Number == "" && !labelled && (spaced || c.end == l.end) && len(bare) == 0 && c.start >= x.bodyStart:
		return named, append(bare, start{opening: c})
	}
	return named, bare
}

// startsInLines returns the classification lines that are not at the start of a
// line, for example after an archive's own words.
func (x *extentReader) startsInLines(end int) []start {
	var found [3][]start // of each class
	text := x.text[:end]
	for i := x.afterFacts; i < end; i++ {
		next := strings.IndexByte(text[i:], 'C')
		if next < 0 {
			break
		}
		i += next
		class, at := innerClass(text, i)
		if at < x.afterFacts || len(found[class]) == maxStarts {
			continue
		}
		if c, ok := x.startInLine(at); ok {
			found[class] = append(found[class], start{opening: c})
		}
	}
	list := append(append(found[0], found[1]...), found[2]...)
	return list[:min(len(list), maxStarts)]
}

// innerClass returns the number of the classification whose first C is at the offset
// i of the text, and where it begins; -1 if there is none. All have a C, so the text
// is searched for it once, and not for each of them.
func innerClass(text string, i int) (class, at int) {
	switch before, rest := text[:i], text[i:]; {
	case strings.HasPrefix(rest, "C O N F I D E N T I A L"):
		return 0, i
	case strings.HasPrefix(rest, "C R E T") && strings.HasSuffix(before, "S E "):
		return 1, i - len("S E ")
	case strings.HasPrefix(rest, "CLAS") && strings.HasSuffix(before, "UN"):
		return 2, i - len("UN")
	}
	return 0, -1
}

// startInLine reads the classification line at the offset at if it is within a
// line and is not a mention in running text.
func (x *extentReader) startInLine(at int) (opening, bool) {
	if at == 0 || x.text[at-1] == '\n' {
		return opening{}, false
	}
	if c := x.text[at-1]; isBlank(c) && at > 1 && isBlank(x.text[at-2]) {
		return opening{}, false // indented, or after a gap in running text
	}
	l := x.all[x.lineAt(at)]
	if l.kind != lineText || isBlank(x.text[at-1]) && (isMarked(x.text[l.in:l.end]) && at-l.in < 20 || isStatement(x.text[l.in:at])) {
		return opening{}, false
	}
	limit := min(len(x.text), at+120)
	c, ok := x.readClassLine(at, x.scan.line(at, limit).end)
	return c, ok && c.id.Number != "" && (c.postKnown || c.section > 0)
}

// dropOverlaps removes the starts that begin before the end of the one before.
func dropOverlaps(list []start) []start {
	kept := list[:0]
	for _, s := range list {
		if n := len(kept); n == 0 || s.start >= kept[n-1].end {
			kept = append(kept, s)
		}
	}
	return kept
}

// markOwn sets own of the starts whose MRN is the archive's or, if there are none,
// of those with the MRN of the first.
func (x *extentReader) markOwn(all []start) {
	if len(all) == 0 {
		return
	}
	found := false
	for i := range all {
		all[i].own = sameNumber(all[i].id, x.own)
		found = found || all[i].own
	}
	if found {
		return
	}
	for i := range all {
		all[i].own = all[i].id == all[0].id
	}
}

// withoutStart takes the whole body as the text.
func (x *extentReader) withoutStart() {
	x.first = x.textAt()
	x.class = opening{start: x.first, end: x.first}
	x.problem(ProblemNoClass, -1, "no classification line")
}

// beforeRecord returns the end of the text [first, limit) without the lines at its
// end that open an archive's next record.
func (x *extentReader) beforeRecord(first, limit int) int {
	cut, at := limit, limit
	for n := 0; n < 60 && at > first; n++ {
		l := x.scan.line(strings.LastIndexByte(x.text[first:at-1], '\n')+1+first, limit)
		if isRecordLine(x.text[l.in:l.end]) {
			cut = l.start
		}
		if l.start <= first {
			break
		}
		at = l.start
	}
	return cut
}

// isRecordLine reports whether s is a transmission line or one of the columns that
// precede a text in a dump of an archive.
func isRecordLine(s string) bool {
	switch {
	case strings.HasPrefix(s, "VZCZC"), strings.HasPrefix(s, "FM "), strings.HasPrefix(s, "DE RU"),
		strings.HasPrefix(s, "ZNY "), strings.HasPrefix(s, "ZNR "), strings.HasPrefix(s, `",`):
		return true
	}
	n := digits(s)
	if n < 2 || n == len(s) || !strings.Contains(s, ":") {
		return false
	}
	return s[n] == ',' || s[n] == '\t' || s[n] == ' ' && isDate(s[n+1:][:wordLen(s[n+1:])])
}
