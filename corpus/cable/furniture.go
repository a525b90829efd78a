package cable

import (
	"strings"

	"reftel/corpus/post"
)

// Furniture is what a reproduction put between the lines of a text and is not
// text: page and section breaks, the header repeated at the start of a section,
// captions and classifications at the foot of a page. It may be within a sentence
// or a line.
//
//	agreed to it in the end.
//
//	BRUSSELS 00001828  002 OF 003
//
//	CONFIDENTIAL
//	PAGE 02 ROME 01196 01 OF 02 082030Z THE AMBASSADOR

// A cutter finds furniture. It searches for the needles from where one was last
// found, so each search reads the text once.
type cutter struct {
	*reading
	next    [len(needles)]int // offset of the last occurrence that was found of each needle
	clear   [len(needles)]int // from there to this offset there is no other
	capital int               // offset of the next SIPDIS or PAGE; limit if there is none
	ofZero  int               // offset of the next " OF 0" or " of 0"; limit if there is none
	header  bool              // no label or paragraph was found yet: captions are not furniture
	section int               // index of the next of sectionStarts
	header1 string            // the first header, squeezed, to find repeated lines
}

var needles = [...]needle{{"SIPDIS", 2}, {" OF 0", 4}, {" of 0", 4}, {"PAGE ", 0}}

// A needle is a word that is searched for in the whole text, and the index of its
// byte that is rare in text.
type needle struct {
	word string
	rare int
}

// index returns the index of the first occurrence of the word in s, or -1.
func (n needle) index(s string) int {
	for i := n.rare; i < len(s); i++ {
		next := strings.IndexByte(s[i:], n.word[n.rare])
		if next < 0 {
			return -1
		}
		i += next
		if strings.HasPrefix(s[i-n.rare:], n.word) {
			return i - n.rare
		}
	}
	return -1
}

const (
	needleCaption = iota
	needleBreak
	needleBreakLower
	needlePage
)

// cutLines makes the table of lines of the content, with furniture cut out.
func (c *cutter) cutLines() {
	c.capital, c.ofZero = -1, -1
	for i := range c.next {
		c.next[i] = -1
	}
	if lines := strings.Count(c.text[c.first:c.limit], "\n") + 16; cap(c.lines) < lines {
		c.lines = make([]line, 0, lines)
	}
	c.lines = append(c.lines, line{start: c.first, in: c.first, end: c.class.end, next: c.class.end})
	at := c.class.end
	for i := c.lineAt(at); i < len(c.all) && c.all[i].start < c.limit; i++ {
		l := c.all[i]
		if l.next <= at {
			continue
		}
		if l.start < at || l.next > c.limit {
			kind := l.kind
			if l = c.scan.line(max(at, l.start), min(l.next, c.limit)); l.kind == lineText {
				l.kind = kind
			}
			l.form = formOfPart
		}
		if l.kind != lineBlank && isEndOfText(c.text[l.in:l.end]) {
			break
		}
		l.start = c.lines[len(c.lines)-1].next
		if l.kind == lineText || l.kind == lineBlank {
			at = c.escaped(l)
			continue
		}
		if l.form == formPage || l.form == formPageHalf {
			c.cutFooter()
		}
		c.cutOut(c.lines[len(c.lines)-1].next, l.next, l.kind)
		at = l.next
	}
	c.absorbBlanks()
}

// isEndOfText reports whether the line s is one with which archives end the text.
func isEndOfText(s string) bool {
	if len(s) < 10 || len(s) > 100 {
		return false
	}
	switch s[0] {
	case 'M', '<', '=', 'E', '-':
		s = strings.TrimLeft(s, "-<= ")
		return strings.HasPrefix(s, "Message Attributes") || strings.HasPrefix(s, "END OF DOCUMENT") ||
			strings.HasPrefix(s, "CABLE ENDS") || strings.HasPrefix(s, "End Cable Text")
	}
	return false
}

// escaped adds the line l to the table and returns the offset after it. One archive
// put a backslash at line ends, which is furniture; the line end after it belongs
// to the next line.
func (c *cutter) escaped(l line) int {
	if l.kind == lineBlank {
		c.addBlank(l)
		return l.next
	}
	if c.text[l.end-1] != '\\' {
		return c.cut(l)
	}
	slash, next := l.end-1, l.next
	l.end = trimRightBlanks(c.text, l.in, slash)
	l.next = slash
	if l.form == formNone {
		l.form = formOfPart
	}
	if l.end == l.in {
		l.kind = lineBlank
		c.addBlank(l)
	} else if at := c.cut(l); at > slash {
		return at
	}
	c.lines = append(c.lines, line{start: slash, in: slash, end: slash + 1, next: slash + 1, kind: lineFurniture})
	return next
}

// addBlank adds the blank line l to the table, or to the one before it.
func (c *cutter) addBlank(l line) {
	if last := &c.lines[len(c.lines)-1]; last.kind == lineBlank {
		last.next = l.next
		return
	}
	c.lines = append(c.lines, l)
}

// find returns the offset of the first occurrence of a needle that begins in
// [at, end), else an offset that is not before end. It reads no further, since the
// needle may not be in the rest of the text.
func (c *cutter) find(needle, at, end int) int {
	if c.next[needle] >= at {
		return c.next[needle]
	}
	from := max(at, c.clear[needle])
	if from >= end {
		return end
	}
	n := needles[needle]
	i := n.index(c.text[from:min(c.limit, end+len(n.word)-1)])
	if i < 0 {
		c.clear[needle] = end
		return end
	}
	c.next[needle] = from + i
	return from + i
}

// nextNeedle returns the offset of the first needle at or after at. Needles have a P or
// a zero, so the text is read twice and not once for each.
func (c *cutter) nextNeedle(at int) int {
	if c.capital < at {
		c.capital = c.nextCapital(at)
	}
	if c.ofZero < at {
		c.ofZero = c.nextOfZero(at)
	}
	return min(c.capital, c.ofZero)
}

// nextCapital returns the offset of the first SIPDIS or PAGE at or after at.
func (c *cutter) nextCapital(at int) int {
	text := c.text[:c.limit]
	for i := at; i < len(text); i++ {
		next := strings.IndexByte(text[i:], 'P')
		if next < 0 {
			break
		}
		i += next
		switch {
		case strings.HasPrefix(text[i:], "PAGE "):
			return i
		case i >= at+2 && strings.HasPrefix(text[i-2:], "SIPDIS"):
			return i - 2
		}
	}
	return c.limit
}

// nextOfZero returns the offset of the first " OF 0" or " of 0" at or after at.
func (c *cutter) nextOfZero(at int) int {
	text := c.text[:c.limit]
	for i := at + 4; i < len(text); i++ {
		next := strings.IndexByte(text[i:], '0')
		if next < 0 {
			break
		}
		i += next
		if of := text[i-4 : i]; of == " OF " || of == " of " {
			return i - 4
		}
	}
	return c.limit
}

// cut splits the line l at its furniture, adds the parts to the table, and returns
// the offset after it.
func (c *cutter) cut(l line) int {
	if c.section < len(c.sectionStarts) && c.sectionStarts[c.section].start < l.end {
		return c.cutSection(l)
	}
	s := c.text[l.in:l.end]
	labels := 0
	if c.header {
		labels = c.leaveHeader(s)
	}
	if !c.header && (l.form == formBanner || l.form == formOfPart && isFurnitureLine(s)) {
		c.furnish(l.start, l.next)
		return l.next
	}
	at := l.in
	for {
		from, to := c.nextInLine(at, l.end, l.in+labels)
		if from < 0 {
			break
		}
		c.addText(l.start, at, from)
		if from == l.in {
			from = l.start
		}
		to += blanks(c.text[to:l.end])
		if to == l.end {
			to = l.next
		}
		c.furnish(from, to)
		at = to
		if at >= l.end {
			return l.next
		}
		l.start = at
	}
	c.lines = append(c.lines, line{start: l.start, in: at, end: l.end, next: l.next})
	return l.next
}

// addText adds the part [at, end) of a line to the table, if it is not empty.
func (c *cutter) addText(start, at, end int) {
	for stop := at; end > stop && isBlank(c.text[end-1]); {
		end--
	}
	if at < end {
		c.lines = append(c.lines, line{start: start, in: at, end: end, next: end})
	}
}

// furnish adds the furniture [from, to) to the table.
func (c *cutter) furnish(from, to int) { c.cutOut(from, to, lineFurniture) }

// cutOut adds the span [from, to), which is not text, to the table. The part of the
// last line before it stays text, blanks included.
func (c *cutter) cutOut(from, to int, kind lineKind) {
	if n := len(c.lines); n > 0 {
		last := &c.lines[n-1]
		if last.kind == kind && last.next == from {
			last.end, last.next = to, to
			return
		}
		last.next = from
	}
	c.lines = append(c.lines, line{start: from, in: from, end: to, next: to, kind: kind})
}

// leaveHeader clears header if the line s has a label or a paragraph's number. It
// returns the offset in s before which captions are not furniture.
func (c *cutter) leaveHeader(s string) int {
	if s[0] == 0xc2 || isDigit(s[0]) && len(s) > 1 && (s[1] == '.' || s[1] == ')') {
		c.header = false
		return 0
	}
	short := s[:min(len(s), 2000)]
	for _, label := range []string{"E.O", "E.o", "TAG", "SUBJ", "Tags:", "EO 1"} {
		if i := strings.Index(short, label); i >= 0 {
			c.header = false
			return i
		}
	}
	return len(s)
}

// isFurnitureLine reports whether the line s is a classification or a caption,
// and nothing else.
func isFurnitureLine(s string) bool {
	switch s[0] {
	case 'C', 'S', 'U', 'L', 'N', 'F', 'T', 'E':
	default:
		return false
	}
	if len(s) > maxBanner || strings.HasSuffix(s, "...") {
		return false
	}
	if s[0] == 'S' && len(s) >= 4 && len(s) <= 8 && (isUpper(s[1]) && near(s, "SIPDIS", 2) || s == "Sipdis") {
		return true
	}
	return isCaptions(s) && !isNotice(s)
}

// isNotice reports whether s has the caption that authors put above a text to
// keep it off the Internet.
func isNotice(s string) bool {
	return strings.Contains(s, "INTERNET DISTRIBUTION")
}

// isCaptions reports whether s is made of classifications and captions, all in
// capitals or spaced out.
func isCaptions(s string) bool {
	if !isUpper(s[0]) || len(s) > 1 && s[1] != ' ' && (!isUpper(s[1]) || opensCaption[s[0]-'A']&(1<<(s[1]-'A')) == 0) {
		return false
	}
	for s != "" {
		if strings.IndexByte(" \t/,-().", s[0]) >= 0 {
			s = s[1:]
			continue
		}
		n := 0
		if _, n = captionWord(s); n == 0 {
			_, n, _ = classWord(s)
		}
		if n == 0 {
			return false
		}
		s = s[n:]
	}
	return true
}

// nextInLine returns the next furniture within [at, end); from is -1 if there is
// none. Captions before the offset labels are not furniture.
func (c *cutter) nextInLine(at, end, labels int) (from, to int) {
	from, to = -1, -1
	if c.nextNeedle(at) >= end {
		return from, to // as in most lines
	}
	keep := func(f, t int) {
		if f >= 0 && (from < 0 || f < from) {
			from, to = f, t
		}
	}
	for i := c.find(needleCaption, max(at, labels), end); !c.header && i < end; i = c.find(needleCaption, i+1, end) {
		if c.strayCaption(i, end) {
			keep(i, i+len("SIPDIS"))
			break
		}
	}
	for _, needle := range []int{needleBreak, needleBreakLower} {
		for i := c.find(needle, at, end); i < end; i = c.find(needle, i+1, end) {
			if f, t := c.sectionBreak(i, at, end); f >= 0 {
				keep(f, t)
				break
			}
		}
	}
	for i := c.find(needlePage, at, end); i < end; i = c.find(needlePage, i+1, end) {
		if f, t := c.pageBreak(i, at, end); f >= 0 {
			keep(f, t)
			break
		}
	}
	return from, to
}

// strayCaption reports whether the SIPDIS at i is a whole word.
func (c *cutter) strayCaption(i, end int) bool {
	text, after := c.text, i+len("SIPDIS")
	return (i == 0 || isBlank(text[i-1])) && (after >= end || isBlank(text[after]))
}

// sectionBreak reads "BRUSSELS 00001828  002 OF 003" around the " OF 0" at i,
// not before from. It returns -1 if there is none.
func (c *cutter) sectionBreak(i, from, end int) (start, stop int) {
	text := c.text
	total := i + len(" OF ")
	stop = total + digits(text[total:min(end, total+4)])
	at := trimRightBlanks(text, from, i)
	section, at := numberBefore(text, from, at)
	if at > from+1 && text[at-1] == '.' && len(section) <= 2 {
		section, at = numberBefore(text, from, at-1)
	}
	serialEnd := trimRightBlanks(text, from, at)
	serial, at := numberBefore(text, from, serialEnd)
	if stop-total < 2 || len(section) < 2 || len(section) > 3 || len(serial) < 5 || len(serial) > 10 || serialEnd == at+len(section) {
		return -1, -1
	}
	start = c.postBefore(from, trimRightBlanks(text, from, at))
	if start >= 0 {
		c.seen.add(number(section), number(text[total:stop]), start)
	}
	return start, stop
}

// numberBefore returns the run of digits that ends at end, and its offset.
func numberBefore(text string, from, end int) (string, int) {
	i := end
	for i > from && isDigit(text[i-1]) && end-i < 12 {
		i--
	}
	return text[i:end], i
}

// trimRightBlanks returns end without the blanks before it, but not below from.
func trimRightBlanks(text string, from, end int) int {
	for end > from && isBlank(text[end-1]) {
		end--
	}
	return end
}

// postBefore returns the start of the name of a post that ends at end: this cable's
// post, a known post, or all the text since from. It returns -1 if there is none.
func (c *cutter) postBefore(from, end int) int {
	text, at := c.text, end
	best := -1
	for words := 0; words < 4 && at > from; words++ {
		at = trimRightBlanks(text, from, at)
		was := at
		for at > from && (isLetter(text[at-1]) || text[at-1] == '.' || text[at-1] == '\'') && was-at < 24 {
			at--
		}
		if at == was {
			break
		}
		name := text[at:end]
		if n := c.ownPost(squeeze(name)); n > 0 {
			return max(at, end-n)
		}
		if _, ok := post.Lookup(name); ok {
			best = at
		}
	}
	if best < 0 && trimRightBlanks(text, from, at) == from && at < end {
		return at
	}
	return best
}

// ownPost returns the length of the name of this cable's post that code ends with,
// or 0. Systems cut the name at ten characters, and a redaction may directly
// precede it.
func (c *cutter) ownPost(code string) int {
	for _, post := range [...]string{c.own.Post, c.class.id.Post} {
		switch {
		case post == "":
		case len(code) >= 6 && strings.HasPrefix(post, code), code == post:
			return maxName
		case strings.HasSuffix(code, "XX"+post):
			return len(post)
		}
	}
	return 0
}

// maxName is greater than the length of the name of any post.
const maxName = 64

// pageBreak reads the page header at i, and the classification before it.
func (c *cutter) pageBreak(i, from, end int) (start, stop int) {
	h, n := readPage(c.text[i:end])
	if n == 0 || i > from && !isBlank(c.text[i-1]) {
		return -1, -1
	}
	if c.page.post == "" {
		c.page = h
	}
	c.seen.add(h.section, h.sections, i)
	start = i
	if k := classBefore(c.text, from, i); k >= 0 {
		start = k
	} else if trimRightBlanks(c.text, from, i) == from {
		c.cutFooter()
	}
	return start, i + n
}

// classBefore returns the offset of the classification that ends text[from:end] as
// the foot of a page, alone or after two blanks; -1 if there is none.
func classBefore(text string, from, end int) int {
	end = trimRightBlanks(text, from, end)
	i := end
	for i > from && end-i < 60 && (isUpper(text[i-1]) || text[i-1] == ' ' || text[i-1] == '/') {
		i--
		if i > from && text[i] == ' ' && text[i-1] == ' ' || i == from {
			k := i + blanks(text[i:end])
			if k < end && isCaptions(text[k:end]) {
				return k
			}
		}
	}
	return -1
}

// cutFooter makes furniture of the classification at the end of the last line,
// which a page header follows.
func (c *cutter) cutFooter() {
	n := len(c.lines)
	for n > 0 && c.lines[n-1].kind == lineBlank {
		n--
	}
	if n == 0 || c.lines[n-1].kind != lineText || c.lines[n-1].in < c.class.end {
		return
	}
	last := &c.lines[n-1]
	k := classBefore(c.text, last.in, last.end)
	if k < 0 {
		return
	}
	next := last.next
	if k == last.in {
		last.kind, last.in, last.end = lineFurniture, last.start, next
		return
	}
	last.end, last.next = trimRightBlanks(c.text, last.in, k), k
	c.lines = append(c.lines, line{})
	copy(c.lines[n+1:], c.lines[n:])
	c.lines[n] = line{start: k, in: k, end: next, next: next, kind: lineFurniture}
}

// isPageOne reports whether s is the page header of a first page.
func isPageOne(s string) bool {
	i := strings.Index(s, "PAGE ")
	if i < 0 {
		return false
	}
	s = strings.TrimLeft(s[i+5:], " ")
	switch s[:pageDigits(s)] {
	case "01", "1", "O1", "OI", "0I", "Ol", "0l":
		return true
	}
	return false
}

// absorbBlanks makes furniture of the blank lines around furniture, so that a
// sentence continues across it.
func (c *cutter) absorbBlanks() {
	for i := range c.lines {
		if l := &c.lines[i]; l.kind == lineText || l.kind == lineBlank || c.isEscape(*l) {
			continue
		}
		for j := i - 1; j >= 0 && c.absorb(j); j-- {
		}
		for j := i + 1; j < len(c.lines) && c.absorb(j); j++ {
		}
	}
}

// absorb makes furniture of the line i if it is blank, and reports whether it is
// blank or a backslash.
func (c *cutter) absorb(i int) bool {
	l := &c.lines[i]
	if l.kind == lineBlank {
		l.kind = lineFurniture
		return true
	}
	return c.isEscape(*l)
}
