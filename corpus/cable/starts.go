package cable

import (
	"sort"
	"strings"

	"reftel/corpus"
)

// A start is a place where the text of a cable may begin.
type start struct {
	opening
	own bool // the line names this cable
}

const (
	// maxStarts is the number of classification lines that are looked at. A
	// record with more is no cable.
	maxStarts = 1000
	// maxPDFStarts is that of a PDF file: releases bind thousands of telegrams.
	maxPDFStarts = 20_000
)

// maxPreamble is the number of lines that may precede a classification line
// without an MRN.
const maxPreamble = 8

// findStarts finds the classification lines of the text and takes from them
// where the cable begins and ends: p.first, p.limit and p.class.
//
// A record may hold more than one cable text: a copy that the archive cut
// short, then the whole, or a second cable that was never parted from the
// first. The longest text under the cable's own MRN is the one to read.
func (p *parser) findStarts() {
	p.first, p.limit = -1, p.readAttributes()
	if p.belowAt > 0 {
		p.limit = min(p.limit, p.belowAt)
	}
	p.idFromFacts()
	p.dateFromFacts()
	end := p.limit
	all := p.collectStarts(end)
	p.markOwn(all)
	var firsts []start
	for _, s := range all {
		switch {
		case !s.own && !p.hasHeader(s.opening):
		case !s.own:
			p.problem(ProblemForeign, s.start, "the record holds %s %s, too", s.id.Post, s.id.Number)
		case s.section > 1 && (len(firsts) > 0 || len(p.sectionStarts) > 0):
			p.sectionStarts = append(p.sectionStarts, s.opening)
		case s.section > 1 && p.hasTextAbove(s.start):
			p.sectionStarts = append(p.sectionStarts, s.opening)
		default:
			firsts = append(firsts, s)
		}
	}
	best, length := -1, 0
	for i, s := range firsts {
		if n := p.startLimit(firsts, i, end) - s.start; n > length {
			best, length = i, n
		}
	}
	switch {
	case best >= 0:
		p.class = firsts[best].opening
		p.first, p.limit = p.class.start, p.class.start+length
		p.noteCopies(firsts, best, end)
	case len(p.sectionStarts) > 0:
		p.beginWithText(p.sectionStarts[0])
	default:
		p.withoutStart()
	}
	p.cutTrailingHeader()
	p.readSections()
}

// cutTrailingHeader ends the text at the end of message if transmission lines
// follow it, as where a relay printed them below the text.
func (p *parser) cutTrailingHeader() {
	for _, i := range p.formed {
		l := p.all[i]
		if l.form != formEnd || l.kind != lineFurniture || l.start < p.first || l.start >= p.limit {
			continue
		}
		next := p.textAfter(i)
		if next >= 0 && p.all[next].start < p.limit && isHeaderLine(p.lineOf(next)) && !p.inSection(next) {
			p.trailing = Span{p.all[next].start, p.limit}
			p.limit = p.all[next].start
			return
		}
	}
}

// inSection reports whether a classification line of a further section follows
// the line i.
func (p *parser) inSection(i int) bool {
	n := len(p.sectionStarts)
	return n > 0 && p.sectionStarts[n-1].start > p.all[i].start
}

// maxHeaderLines is the number of lines below a classification line in which a
// label of the header is due.
const maxHeaderLines = 30

// hasHeader reports whether the classification line c is that of a telegram and
// not a mention of one in running text: transmission lines stand above it, or
// labels below it.
func (p *parser) hasHeader(c opening) bool {
	i := p.lineAt(c.start)
	if p.sectionHead(c.start) < p.all[i].start {
		return true
	}
	if rest := p.text[c.end:p.all[i].end]; strings.Contains(rest, "TAGS") || strings.Contains(rest, "E.O.") {
		return true // its lines were run together
	} else if len(rest) > maxClassLine || isSentence(rest) {
		return false
	}
	for n := 0; n < maxHeaderLines && i+1 < len(p.all); n++ {
		if i++; p.all[i].kind == lineText && isTextLabel(p.lineOf(i)) {
			return true
		}
	}
	return false
}

// startLimit returns where the text ends that firsts[i] opens: above the next
// of the texts, the last at the offset end.
func (p *parser) startLimit(firsts []start, i, end int) int {
	if i+1 == len(firsts) {
		return end
	}
	return max(firsts[i].end, p.sectionHead(firsts[i+1].start))
}

// beginWithText begins the content with the text above the header of a further
// section, which names the cable.
func (p *parser) beginWithText(section opening) {
	p.first = p.textAt()
	p.class = section
	p.class.start, p.class.end = p.first, p.first
}

// textAt returns where the text begins in a record without a classification
// line of the first section: behind facts and transmission lines.
func (p *parser) textAt() int {
	return min(p.limit, p.transmissionEnd(max(p.bodyStart, p.afterFacts)))
}

// transmissionEnd returns where the text begins that has no classification
// line: behind the transmission lines from the offset from on, or there if
// there are none.
func (p *parser) transmissionEnd(from int) int {
	header := false
	for i, n := p.lineAt(from), 0; i < len(p.all) && p.all[i].start < p.limit && n < maxSectionHead; i++ {
		l := p.all[i]
		if l.kind != lineText {
			continue
		}
		n++
		s := p.lineOf(i)
		switch {
		case isHeaderLine(s) || p.damagedDTG(s) != "":
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

// hasTextAbove reports whether text of the cable stands above the header of a
// further section at the offset at.
func (p *parser) hasTextAbove(at int) bool {
	head := p.sectionHead(at)
	for i := p.lineAt(p.textAt()); i < len(p.all) && p.all[i].start < head; i++ {
		if l := p.all[i]; l.kind == lineText && (isMarked(p.lineOf(i)) || isSentence(p.lineOf(i))) {
			return true
		}
	}
	return false
}

// maxSectionHead is the number of lines that the header of a further section
// has at most.
const maxSectionHead = 120

// sectionHead returns where the header begins that the classification line at
// the offset at belongs to: at a page header, or at transmission lines.
func (p *parser) sectionHead(at int) int {
	i := p.lineAt(at)
	head, since := p.all[i].start, 0
	for n := 0; n < maxSectionHead && i > 0 && since < 30; n++ {
		i--
		l := p.all[i]
		if l.kind == lineBlank {
			continue
		}
		s := p.lineOf(i)
		since++
		switch {
		case l.form == formPage || l.form == formPageHalf:
			if isPageOne(s) {
				return l.start
			}
		case l.kind == lineFurniture:
		case strings.HasPrefix(s, "PAGE ") && isPageOne(s[:pageRun(s)]):
			return l.start
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
	return looksLikeDTG(s) || strings.HasPrefix(s, "FM ") || strings.HasPrefix(s, "VZCZC") || strings.HasPrefix(s, "DE RU") ||
		strings.HasPrefix(s, "ZNY ") || strings.HasPrefix(s, "ZNR ") || isDistribution(s)
}

// readSections notes what stands above the classification lines of further
// sections and of copies.
func (p *parser) readSections() {
	for _, s := range p.sectionStarts {
		if s.start > p.first && s.start < p.limit {
			p.sections = append(p.sections, Span{max(p.sectionHead(s.start), p.class.end), s.start})
		}
	}
	if p.trailing.End > 0 {
		p.sections = append(p.sections, p.trailing)
	}
	for _, c := range p.copies {
		if c.Start > p.limit {
			p.sections = append(p.sections, Span{max(p.sectionHead(c.Start), p.limit), c.Start})
		}
	}
}

// noteCopies reports the texts of the cable that are not read; the last ends at
// the offset end.
func (p *parser) noteCopies(firsts []start, best, end int) {
	for i, s := range firsts {
		if i == best {
			continue
		}
		p.copies = append(p.copies, Span{s.start, p.startLimit(firsts, i, end)})
		p.problem(ProblemDuplicate, s.start, "the cable stands here, too; its longest text is read")
	}
	if p.labelAt >= 0 && p.labelAt < firsts[0].start {
		p.copies = append(p.copies, Span{p.labelAt, firsts[0].start})
	}
	if best+1 < len(firsts) {
		p.limit = p.beforeRecord(p.first, p.limit)
	}
}

// fillFromCopies takes from the cable's other texts the lines of the header
// that the one that is read has lost.
func (p *parser) fillFromCopies() {
	c := p.c
	for _, span := range p.copies {
		if c.Subject != "" && c.Refs != nil && c.ClassifiedBy != nil {
			return
		}
		other := Parse(corpus.Record{ID: p.rec.ID, Date: c.Date, Body: p.text[span.Start:span.End]})
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

// collectStarts returns the classification lines of the text up to end, in
// order. Those that name no MRN count only if there is no other.
func (p *parser) collectStarts(end int) []start {
	var named, bare []start
	texts, most := 0, maxStarts
	if p.rec.Format == corpus.PDF {
		most = maxPDFStarts
	}
	p.labelAt = -1
	for i := p.lineAt(p.afterFacts); i < len(p.all) && p.all[i].start < end && len(named) < most; i++ {
		l := p.all[i]
		if l.kind != lineText {
			continue
		}
		if l.end-l.in >= 6 {
			if c, ok := p.readClassLine(l.in, l.end); ok {
				named, bare = p.sortStart(c, l, named, bare, p.labelAt >= 0 || texts > maxPreamble)
			}
		}
		if l.start >= p.bodyStart {
			texts++
			if s := p.text[l.in:l.end]; p.labelAt < 0 && (isTextLabel(s) || isDigit(s[0]) || s[0] == 0xc2) {
				p.labelAt = l.start
			}
		}
	}
	inside := p.startsInLines(end)
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
	switch s[0] {
	case 'E', 'T', 'S', 'R', 'C':
		return eoLabel(s) > 0 || hasWordFold(s, "TAGS") || subjectLabel(s) > 0 || refLabel(s) > 0 || classifiedLabel(s) > 0
	}
	return false
}

// sortStart adds the classification line c to the starts that it belongs to.
// One within a paragraph is neither, nor is one without an MRN where labels
// of the text precede it.
func (p *parser) sortStart(c opening, l line, named, bare []start, labelled bool) ([]start, []start) {
	spaced := p.text[c.start+1] == ' ' || p.text[c.start+2] == ' '
	switch {
	case c.id.Number != "" && (spaced || c.section > 0 || c.postKnown):
		return append(named, start{opening: c}), bare
	case c.id.Number == "" && !labelled && (spaced || c.end == l.end) && len(bare) == 0 && c.start >= p.bodyStart:
		return named, append(bare, start{opening: c})
	}
	return named, bare
}

// startsInLines returns the classification lines that do not stand at the
// start of a line, as where an archive's own words precede them.
func (p *parser) startsInLines(end int) []start {
	var found []start
	text := p.text[:end]
	for _, word := range []string{"C O N F I D E N T I A L", "S E C R E T", "UNCLAS"} {
		for at := p.afterFacts; len(found) < maxStarts && at < end; {
			i := strings.Index(text[at:], word)
			if i < 0 {
				break
			}
			at += i
			if c, ok := p.startInLine(at); ok {
				found = append(found, start{opening: c})
			}
			at += len(word)
		}
	}
	return found
}

func (p *parser) startInLine(at int) (opening, bool) {
	if at == 0 || p.text[at-1] == '\n' {
		return opening{}, false
	}
	if c := p.text[at-1]; isBlank(c) && at > 1 && isBlank(p.text[at-2]) {
		return opening{}, false // indented, or after a gap in running text
	}
	l := p.all[p.lineAt(at)]
	if l.kind != lineText || isBlank(p.text[at-1]) && (isMarked(p.text[l.in:l.end]) && at-l.in < 20 || isStatement(p.text[l.in:at])) {
		return opening{}, false
	}
	limit := min(len(p.text), at+120)
	c, ok := p.readClassLine(at, p.scan.line(at, limit).end)
	return c, ok && c.id.Number != "" && (c.postKnown || c.section > 0)
}

func dropOverlaps(list []start) []start {
	kept := list[:0]
	for _, s := range list {
		if n := len(kept); n == 0 || s.start >= kept[n-1].end {
			kept = append(kept, s)
		}
	}
	return kept
}

// markOwn says which starts are of this cable: those whose MRN is the
// archive's, or, if none is, those with the MRN of the first.
func (p *parser) markOwn(all []start) {
	if len(all) == 0 {
		return
	}
	found := false
	for i := range all {
		all[i].own = all[i].id.Number == p.own.Number && all[i].id.Post == p.own.Post
		found = found || all[i].own
	}
	if found {
		return
	}
	for i := range all {
		all[i].own = all[i].id == all[0].id
	}
}

// withoutStart takes the whole body for the text.
func (p *parser) withoutStart() {
	p.first = p.textAt()
	p.class = opening{start: p.first, end: p.first}
	p.problem(ProblemNoClass, -1, "no classification line")
}

// beforeRecord returns where the text [first, limit) ends if what stands at
// its end are the lines by which an archive opens its next record.
func (p *parser) beforeRecord(first, limit int) int {
	cut, at := limit, limit
	for n := 0; n < 60 && at > first; n++ {
		l := p.scan.line(strings.LastIndexByte(p.text[first:at-1], '\n')+1+first, limit)
		if isRecordLine(p.text[l.in:l.end]) {
			cut = l.start
		}
		if l.start <= first {
			break
		}
		at = l.start
	}
	return cut
}

// isRecordLine reports whether s is of the columns that precede a text in a
// dump of an archive, or of transmission lines.
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
