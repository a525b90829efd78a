package cable

import "strings"

// layOut makes paragraphs and pieces of the lines of the body, given the chains of
// the markers that begin paragraphs.
func (p *paragraphReader) layOut(chosen []int) {
	if len(chosen) == 0 {
		p.layOutPlain()
		return
	}
	starts, values := p.scratch.starts[:0], p.scratch.values[:0]
	for _, c := range chosen {
		ch := p.scratch.chains[c]
		starts, values = append(starts, p.scratch.marks[ch.marker]), append(values, ch.value)
	}
	p.scratch.starts, p.scratch.values = starts, values
	p.checkNumbers(starts, values)
	entire := p.entireText(&starts[0])
	heading, headingAt := p.layOutOpening(starts[0])
	p.c.Paragraphs = grow(p.c.Paragraphs, len(starts))
	for i, m := range starts {
		limit := p.contentLimit()
		var next string
		nextAt := limit
		if i+1 < len(starts) {
			limit = starts[i+1].at
			next, nextAt = p.headingBefore(starts[i+1], m.line)
		}
		p.addParagraph(m, values[i], heading, headingAt, min(limit, nextAt))
		heading, headingAt = next, nextAt
	}
	if entire == "" {
		entire = p.entireOpening()
	}
	if entire != "" {
		p.markAll(entire)
	}
}

// entireOpening returns the mark of the entire text in a first paragraph without a
// number; "" if there is none.
func (p *paragraphReader) entireOpening() string {
	first := p.c.Paragraphs[0]
	if first.Number != 0 {
		return ""
	}
	return entireMark(p.text[first.Span.Start:min(first.Span.End, first.Span.Start+maxEntireText)])
}

// maxEntireText is the maximum length of the words that mark the entire text.
const maxEntireText = 48

// entireText returns the portion mark of all paragraphs that a first paragraph such
// as "1. (C - ENTIRE TEXT)." gives; "" if there is none. The words become the
// paragraph's text and are not part of its marker.
func (p *paragraphReader) entireText(m *marker) string {
	at := m.at
	for at < m.end && p.text[at] != '(' && !isLetter(p.text[at]) {
		at++
	}
	if !strings.ContainsAny(p.text[m.at:at], ".):,") {
		return "" // the number has no stop
	}
	mark := entireMark(p.text[at:min(len(p.text), at+maxEntireText)])
	if mark != "" {
		m.end, m.mark, m.unknown = at, mark, ""
	}
	return mark
}

// entireMark returns the portion mark of the words in the first line of s that mark
// the entire text: "(C - ENTIRE TEXT)", "CONFIDENTIAL, ENTIRE TEXT"; "" if there
// are none.
func entireMark(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	at, n := entireWords(s)
	if n == 0 {
		return ""
	}
	for _, side := range [...]string{s[:at], s[at+n:]} {
		side = strings.Trim(side, " -–—:,()[]\".")
		if mark, _, _, ok := Mark(side); ok {
			return mark
		}
	}
	return ""
}

// entireWords finds words such as ENTIRE TEXT in s and returns their offset and
// their length, 0 if there are none.
func entireWords(s string) (at, n int) {
	for i := 0; i < len(s); i++ {
		if c := upper(s[i]); c != 'E' && c != 'A' || i > 0 && isLetter(s[i-1]) {
			continue
		}
		for _, w := range [...]string{"ENTIRETEXT", "ENTIREMESSAGE", "ENTIRECABLE", "ENTIRETELEGRAM", "ALLPARAGRAPHS", "ENTIRETEXI", "ENTIRETEX", "ENTIRIETEXT"} {
			if n := spelledWord(s[i:], w); n > 0 {
				return i, n
			}
		}
	}
	return 0, 0
}

// markAll gives a portion mark to the paragraphs that have none of their own.
func (p *paragraphReader) markAll(mark string) {
	mark, class, handling, _ := Mark(mark)
	for i := range p.c.Paragraphs {
		if para := &p.c.Paragraphs[i]; para.Mark == "" {
			para.Mark, para.Classification, para.Handling = mark, class, handling
		}
	}
}

// grow returns a copy of list with room for n more paragraphs.
func grow(list []Paragraph, n int) []Paragraph {
	return append(make([]Paragraph, 0, len(list)+n), list...)
}

// layOutPlain makes one paragraph of a body without numbers.
func (p *paragraphReader) layOutPlain() {
	i := p.body
	for i < len(p.lines) && p.lines[i].kind != lineText {
		i++
	}
	if i == len(p.lines) {
		p.problem(ProblemNoParagraph, -1, "no text under the header")
		return
	}
	if p.unretrieved(i) {
		p.problem(ProblemNoParagraph, p.lines[i].in, "the archive could not read the text")
	}
	m := marker{line: i, at: p.lines[i].in, end: p.lines[i].in}
	if mark, n, known := markAt(p.text[m.at:p.lines[i].end]); known {
		m.mark = mark
		m.end += n
		m.end += blanks(p.text[m.end:p.lines[i].end])
	}
	p.addParagraph(m, 0, "", m.at, p.contentLimit())
	if entire := p.entireOpening(); entire != "" {
		p.markAll(entire)
	}
}

// unretrieved reports whether all lines from i on are those that AAD prints in
// place of a text that it could not read (FORMAT 8).
func (p *paragraphReader) unretrieved(i int) bool {
	for ; i < len(p.lines); i++ {
		if s := p.lineText(i); p.lines[i].kind == lineText && !strings.HasPrefix(s, "ERROR READING TEXT") && !strings.HasPrefix(s, "EXPAND ERROR ENCOUNTERED") {
			return false
		}
	}
	return true
}

// layOutOpening reads the lines between the header and the first paragraph: its
// heading, and text above that, which becomes a paragraph without a number. It
// returns the heading and its offset.
func (p *paragraphReader) layOutOpening(first marker) (heading string, at int) {
	heading, at = p.headingBefore(first, p.body-1)
	for i := p.body; i < first.line || i == first.line && first.inside; i++ {
		l := p.lines[i]
		if l.start >= at {
			break
		}
		if l.kind == lineText && l.in < first.at {
			p.addParagraph(marker{line: i, at: l.in, end: l.in}, 0, "", l.in, min(at, first.at))
			break
		}
	}
	return heading, at
}

// addParagraph adds the paragraph that begins with m and ends at end, and the
// pieces of it and of its heading.
func (p *paragraphReader) addParagraph(m marker, number int, heading string, headingAt, end int) {
	n := len(p.c.Paragraphs)
	para := Paragraph{Number: number, Heading: heading, Span: Span{m.at, end}}
	if m.mark != "" {
		para.Mark, para.Classification, para.Handling, _ = Mark(m.mark)
	}
	if m.unknown != "" {
		p.problem(ProblemMark, m.at, "(%s) is no known portion mark", m.unknown)
	}
	if headingAt < m.at {
		p.markPara(headingAt, PieceHeading, n)
	}
	if m.end > m.at {
		p.markPara(p.lineStart(m), PieceMarker, n)
		p.markPara(m.end, PieceText, n)
	} else {
		p.markPara(p.lineStart(m), PieceText, n)
	}
	p.c.Paragraphs = append(p.c.Paragraphs, para)
}

// lineStart returns the start of the line of a marker, or the marker itself if it
// is within a line.
func (p *paragraphReader) lineStart(m marker) int {
	if m.inside {
		return m.at
	}
	start := m.at
	for start > p.lines[m.line].start && isBlank(p.text[start-1]) {
		start--
	}
	return start
}

// maxHeading is the maximum length of a line of a heading.
const maxHeading = 90

// headingBefore returns the section heading before the marker next and its offset,
// or the start of the marker if there is none. The heading is below the line after.
//
//	--------
//	COMMENT
//	--------
func (p *paragraphReader) headingBefore(next marker, after int) (heading string, at int) {
	if next.inside {
		return p.headingInside(next)
	}
	heading, first := p.headingAbove(next.line, after)
	if heading != "" {
		// The heading of a chapter may be above that of its first section.
		if outer, start := p.headingAbove(first, after); outer != "" && p.isRuled(start, first) {
			first = start
		}
	}
	if first == next.line {
		return "", p.lineStart(next)
	}
	return heading, p.lines[first].start
}

// isRuled reports whether one of the lines [first, end) is a rule.
func (p *paragraphReader) isRuled(first, end int) bool {
	for i := first; i < end; i++ {
		if p.lines[i].kind == lineText && isDashes(p.lineText(i)) {
			return true
		}
	}
	return false
}

// headingAbove returns the heading that ends above the line i, and its first
// line; i itself if there is none. A rule by itself is a heading without words.
func (p *paragraphReader) headingAbove(i, after int) (heading string, first int) {
	last := p.textBefore(i, after)
	if last < 0 {
		return "", i
	}
	ruled := isDashes(p.lineText(last))
	if ruled {
		i = last
		if last = p.textBefore(i, after); last < 0 {
			return "", i
		}
	}
	if first = p.headingStart(last, after, ruled); first < 0 {
		return "", i
	}
	heading = strings.Trim(p.joined(first, last), "-=_*/: ¶")
	if j := p.textBefore(first, after); j >= 0 && isDashes(p.lineText(j)) {
		first = j
	}
	return heading, first
}

// headingInside returns the heading before a marker within a line, where an archive
// joined the lines: the text before a rule, back to the end of a sentence or to
// another rule.
//
//	… the bread. ------- COMMENT ------- 3. (C) We agree.
func (p *paragraphReader) headingInside(next marker) (heading string, at int) {
	from := max(p.lines[next.line].in, next.at-2*maxHeading)
	text := strings.TrimRight(p.text[from:next.at], " ")
	title := strings.TrimRight(text, "-")
	if len(text)-len(title) < 3 {
		return "", next.at
	}
	title = strings.TrimRight(title, " ")
	start := 0
	for _, end := range []string{". ", "? ", "! ", "-- "} {
		if i := strings.LastIndex(title, end); i >= 0 {
			start = max(start, i+len(end))
		}
	}
	if heading = strings.Trim(title[start:], "-=_*/: "); heading == "" || len(heading) > maxHeading {
		return "", next.at
	}
	rule := strings.TrimRight(title[:start], " ")
	return heading, from + len(strings.TrimRight(rule, "-"))
}

// headingStart returns the first line of the heading that ends with the line last,
// or -1: up to three short lines that a rule follows, or that are apart from other
// text and do not end like a sentence.
func (p *paragraphReader) headingStart(last, after int, ruled bool) int {
	first := last
	for n := 0; n < 3; n++ {
		s := p.lineText(first)
		if isDashes(s) {
			first++
			break
		}
		if len(s) > maxHeading || !ruled && n > 0 && len(s) > 70 {
			return -1
		}
		if first-1 <= after || p.lines[first-1].kind != lineText {
			break
		}
		if n == 2 {
			return -1
		}
		first--
	}
	if first > last {
		return -1
	}
	end := p.lineText(last)
	if p.inQuote(p.lines[first].in) || closesQuote(end) >= 0 {
		return -1
	}
	if strings.HasSuffix(end, "---") {
		return first
	}
	alone := first-1 <= after || p.lines[first-1].kind != lineText || isDashes(p.lineText(first-1))
	if !alone {
		return -1
	}
	if first-1 <= after && p.body <= first-1 {
		return -1 // it is all the text of the paragraph before
	}
	if !ruled && strings.IndexByte(".,;:?!)\"", end[len(end)-1]) >= 0 {
		return -1
	}
	return first
}

// joined returns the text of the lines first to last, a blank between them.
func (p *paragraphReader) joined(first, last int) string {
	if first == last {
		return p.lineText(first)
	}
	var b strings.Builder
	for i := first; i <= last; i++ {
		if p.lines[i].kind != lineText {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.lineText(i))
	}
	return b.String()
}

// checkNumbers reports numbers that were misread, left out, repeated or out of
// order, and sets values, which are as printed, to the numbers by sequence.
// Printed numbers are kept where they begin again at 1, as in a text that is
// quoted, and where text was lost: more than three are missing then, and the
// next goes on from there.
func (p *paragraphReader) checkNumbers(starts []marker, values []int) {
	printed, number := 0, 0
	for i, m := range starts {
		value := values[i]
		if value != m.number {
			p.problem(ProblemNumber, m.at, "paragraph %d reads %d: its pilcrow was taken for a 1", value, m.number)
		}
		goesOn := i+1 == len(starts) || values[i+1] == value+1
		switch {
		case i == 0 || value == 1 && goesOn || value > printed+4 && goesOn:
			number = value
		default:
			number++
		}
		if value != printed+1 {
			p.problem(ProblemParagraph, m.at, "paragraph %d where %d is due", value, printed+1)
		}
		values[i], printed = number, value
	}
}
