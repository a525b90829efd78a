package cable

import (
	"slices"
	"strings"
)

// A marker is the number and portion mark at the start of a paragraph: "¶1. (C)", "- 12. (C)", "(U) 3.".
type marker struct {
	line    int // index into the lines
	at, end int // in the text, blanks after it included
	number  int
	alt     int    // number without its first 1, a possible misread pilcrow; 0 if there is none
	mark    string // as written, without parentheses
	unknown string // the text in parentheses in place of a mark, if it is not a known mark
	pilcrow bool
	dash    bool
	inside  bool // within a line
	misread bool // the number was read as a letter
	weight  int
}

// parseMarker reads the marker that s begins with. Offsets are into s.
func parseMarker(s string) (m marker, ok bool) {
	if s == "" || isLetter(s[0]) {
		return m, false // as most lines
	}
	i := m.readLead(s)
	d := digits(s[i:])
	if d == 0 || d > 3 {
		return m, false
	}
	m.number = number(s[i : i+d])
	if d > 1 && s[i] == '1' && s[i+1] != '0' && !m.pilcrow {
		m.alt = number(s[i+1 : i+d])
	}
	i += d
	if i+1 < len(s) && s[i] == ' ' && s[i+1] == '.' {
		i++
	}
	stop := i
	for stop < len(s) && stop < i+2 && strings.IndexByte(".):,", s[stop]) >= 0 {
		stop++
	}
	bare := stop == i
	switch {
	case m.number == 0, bare && m.mark != "":
		return m, false
	case !bare && stop < len(s) && isDigit(s[stop]): // 1.4
		return m, false
	}
	m.end = stop
	if m.mark == "" {
		m.readMark(s)
	}
	gap := blanks(s[m.end:])
	if bare && m.mark == "" && (!m.pilcrow || gap == 0) {
		return m, false
	}
	m.end += gap
	return m, true
}

// readLead reads what may precede the number: dashes, a pilcrow, the portion mark.
// It returns the offset after them.
func (m *marker) readLead(s string) int {
	i := 0
	for i < len(s) && i < 6 && strings.IndexByte("-.*• ", s[i]) >= 0 {
		m.dash = m.dash || s[i] == '-'
		i++
	}
	i = m.readPilcrow(s, i)
	if i < len(s) && s[i] == '(' {
		if mark, n, known := markAt(s[i:]); known {
			m.mark = mark
			i += n
			i = m.readPilcrow(s, i+blanks(s[i:]))
		}
	}
	return i
}

// readPilcrow skips a pilcrow at s[i:] and the blanks after it.
func (m *marker) readPilcrow(s string, i int) int {
	if !strings.HasPrefix(s[i:], "¶") {
		return i
	}
	m.pilcrow = true
	i += len("¶")
	return i + blanks(s[i:])
}

// readMark reads the portion mark after the number, which ends at m.end.
func (m *marker) readMark(s string) {
	i := m.end + blanks(s[m.end:])
	mark, n, known := markAt(s[i:])
	switch {
	case known:
		m.mark, m.end = mark, i+n
		if m.end < len(s) && s[m.end] == ':' {
			m.end++
		}
	case n > 0 && n <= 5 && isUpper(mark[0]):
		m.unknown = mark
	}
}

// isParagraphOne reports whether s begins with the unambiguous marker of a first
// paragraph: "1. (C) ".
func isParagraphOne(s string) bool {
	if s[0] != '1' && s[0] != 0xc2 {
		return false
	}
	m, ok := parseMarker(s[:min(len(s), 50)])
	return ok && m.number == 1 && (m.mark != "" || m.pilcrow)
}

// A chain is a sequence of paragraphs that ends with a marker whose number is read
// as value.
type chain struct {
	score, value, prev int
	marker             int
	alt                bool // the first 1 of the marker is a misread pilcrow
}

// maxParagraph is the greatest number of a paragraph, maxMarkers the maximum number
// of markers. No known cable comes near either.
const (
	maxParagraph = 255
	maxMarkers   = 4096
)

// Weights of a marker and of the step from one to the next. A marker with a
// portion mark is a paragraph's wherever it stands; one without is more likely
// the item of a list unless its number is the next.
const (
	weightMark     = 12
	weightPilcrow  = 4
	weightBare     = 3
	weightInside   = -6
	weightGap      = 2
	weightSentence = 1
	weightMidText  = -3
	weightIndent   = -2
	weightList     = -10
	weightAlt      = -4 // once, where a scan begins to read pilcrows as 1

	stepNext   = 6
	stepSkip   = -2 // for each number left out, up to three
	stepRepeat = -6
	stepAny    = -10
	firstOne   = 4
	firstTwo   = -2
	firstOther = -6
)

// A paragraphReader finds the paragraphs of the body and their headings.
type paragraphReader struct {
	*reading
	*scratch
}

// readParagraphs finds the paragraphs of the body. Of the lines that may begin one
// it chooses those with the best sequence of numbers.
func (p *paragraphReader) readParagraphs() {
	p.findMarkers()
	p.findLists()
	chosen := p.bestChain()
	p.layOut(chosen)
}

// findMarkers collects the lines of the body that may begin a paragraph.
func (p *paragraphReader) findMarkers() {
	p.scratch.marks = p.scratch.marks[:0]
	prev := -1 // the last line of text
	gap := true
	for i := p.body; i < len(p.lines) && len(p.scratch.marks) < maxMarkers; i++ {
		l := &p.lines[i]
		if l.kind != lineText {
			gap = gap || l.kind == lineBlank
			continue
		}
		if p.inQuote(l.in) {
			continue // its numbers are those of the quoted cable
		}
		s, from := p.text[l.in:l.end], l.in+1
		if s != "" && (!isLetter(s[0]) || readsAsOne(s)) {
			from = p.markerOf(i, prev, gap)
		}
		if len(s) > 120 {
			p.markersInside(i, from)
		}
		prev, gap = i, false
	}
	p.dropMisread()
}

// markerOf adds the marker that begins the line i, if there is one. It returns the
// offset from which on there may be others.
func (p *paragraphReader) markerOf(i, prev int, gap bool) int {
	l := &p.lines[i]
	s := p.text[l.in:l.end]
	m, ok := parseMarker(s)
	if !ok && readsAsOne(s) {
		m, ok = marker{number: 1, misread: true}, true // the letter stays text
	}
	if !ok {
		return l.in + 1
	}
	m.line, m.at, m.end = i, l.in, l.in+m.end
	m.weight = p.weigh(m, prev, gap, l.in-l.start)
	p.scratch.marks = append(p.scratch.marks, m)
	return m.end
}

// dropMisread drops the misread markers that no paragraph 2 follows: they are
// items of a list.
func (p *paragraphReader) dropMisread() {
	marks := p.scratch.marks
	kept := marks[:0]
	for i, m := range marks {
		if !m.misread || i+1 < len(marks) && marks[i+1].number == 2 {
			kept = append(kept, m)
		}
	}
	p.scratch.marks = kept
}

// readsAsOne reports whether s begins like a first paragraph whose 1 was read as I,
// l or i.
func readsAsOne(s string) bool {
	return len(s) > 4 && (s[0] == 'I' || s[0] == 'l' || s[0] == 'i') && s[1] == '.' && s[2] == ' ' && s[3] != ' '
}

// weigh returns the weight of the marker m, which is greater the more likely it
// begins a paragraph. prev is the last line of text before it, gap reports whether
// blank lines are between, and indent is the number of blanks before it.
func (p *paragraphReader) weigh(m marker, prev int, gap bool, indent int) int {
	w := weightBare
	switch {
	case m.mark != "":
		w = weightMark
	case m.pilcrow:
		w = weightPilcrow
	}
	switch {
	case gap:
		w += weightGap
	case prev >= 0 && !p.endsSentence(prev):
		w += weightMidText
	}
	if prev < 0 || p.endsSentence(prev) {
		w += weightSentence
	}
	if indent > 2 && !m.pilcrow {
		w += weightIndent
	}
	return w
}

// findLists lowers the weight of the items of numbered lists: markers without
// portion marks that count from 1 after a paragraph that has one.
func (p *paragraphReader) findLists() {
	marked, next, inList := false, 0, false
	for i := range p.scratch.marks {
		m := &p.scratch.marks[i]
		switch {
		case m.mark != "":
			marked, inList = true, false
		case m.number == 1:
			inList = marked
		case m.number != next:
			inList = false
		}
		if next = m.number + 1; inList {
			m.weight += weightList
		}
	}
}

// endsSentence reports whether the line i ends with a sentence, a rule or a
// redaction.
func (p *paragraphReader) endsSentence(i int) bool {
	s := p.lineText(i)
	return strings.IndexByte(".?!:;\"')-", s[len(s)-1]) >= 0 || strings.HasSuffix(s, "XXXX")
}

// markersInside collects the markers with portion marks within the long line i,
// from the offset from on.
func (p *paragraphReader) markersInside(i, from int) {
	l := p.lines[i]
	for at := from; ; {
		n := strings.IndexByte(p.text[at:l.end], '(')
		if n < 0 {
			return
		}
		at += n + 1
		if len(p.scratch.marks) == maxMarkers {
			return
		}
		if m, ok := p.markerAround(at-1, l); ok {
			m.line, m.inside, m.weight = i, true, weightMark+weightInside
			p.scratch.marks = append(p.scratch.marks, m)
		}
	}
}

// markerAround reads the marker whose portion mark begins at the offset open.
func (p *paragraphReader) markerAround(open int, l line) (m marker, ok bool) {
	at := trimRightBlanks(p.text, max(l.in, open-4), open)
	if at <= l.in || p.text[at-1] != '.' {
		return m, false
	}
	if _, _, known := markAt(p.text[open:l.end]); !known {
		return m, false
	}
	_, at = numberBefore(p.text, l.in, at-1)
	if at-2 > l.in && p.text[at-2:at] == "¶" {
		at -= 2
	}
	if at <= l.in+1 || !isBlank(p.text[at-1]) {
		return m, false
	}
	m, ok = parseMarker(p.text[at:min(l.end, at+60)])
	m.at, m.end = at, at+m.end
	return m, ok && m.mark != ""
}

// bestChain returns the best sequence of markers, as indexes into chains. For each
// marker it finds the best chain that ends there, from the best chains so far that
// end with each number.
func (p *paragraphReader) bestChain() []int {
	p.scratch.chains = p.scratch.chains[:0]
	var last [maxParagraph + 1]int // 1 + index of the best chain that ends with the number
	best := -1
	for i := range p.scratch.marks {
		m := &p.scratch.marks[i]
		from := len(p.scratch.chains)
		if m.number <= maxParagraph {
			p.extend(chain{marker: i, value: m.number}, &last, best)
		}
		if m.alt > 0 && m.alt < 100 && (m.mark != "" || m.dash) {
			p.extend(chain{marker: i, value: m.alt, alt: true}, &last, best)
		}
		for c := from; c < len(p.scratch.chains); c++ {
			ch := p.scratch.chains[c]
			if last[ch.value] == 0 || p.scratch.chains[last[ch.value]-1].score <= ch.score {
				last[ch.value] = c + 1
			}
			if best < 0 || p.scratch.chains[best].score < ch.score {
				best = c
			}
		}
	}
	if best < 0 {
		return nil
	}
	chosen := p.scratch.chosen[:0]
	for c := best; c >= 0; c = p.scratch.chains[c].prev {
		chosen = append(chosen, c)
	}
	slices.Reverse(chosen)
	p.scratch.chosen = chosen
	return chosen
}

// extend adds the best chain that ends with c's marker read as c's value, if its
// score is above 0.
func (p *paragraphReader) extend(c chain, last *[maxParagraph + 1]int, best int) {
	m := &p.scratch.marks[c.marker]
	c.score, c.prev = m.weight+firstOther, -1
	switch c.value {
	case 1:
		c.score = m.weight + firstOne
	case 2:
		c.score = m.weight + firstTwo
	}
	if c.alt {
		c.score += weightAlt
	}
	try := func(prev, step int) {
		before := &p.scratch.chains[prev]
		if c.alt && !before.alt {
			step += weightAlt
		}
		if s := before.score + m.weight + step; s > c.score {
			c.score, c.prev = s, prev
		}
	}
	for skip := 0; skip <= 3 && c.value-1-skip >= 1; skip++ {
		if prev := last[c.value-1-skip]; prev > 0 {
			if skip == 0 {
				try(prev-1, stepNext)
			} else {
				try(prev-1, stepSkip*skip)
			}
		}
	}
	if prev := last[c.value]; prev > 0 {
		try(prev-1, stepRepeat)
	}
	if best >= 0 && (m.mark != "" || c.value > p.scratch.chains[best].value) {
		try(best, stepAny)
	}
	if c.score > 0 {
		p.scratch.chains = append(p.scratch.chains, c)
	}
}

// isMarked reports whether s begins with a paragraph's marker and has text after
// it.
func isMarked(s string) bool {
	m, ok := parseMarker(s)
	return ok && len(s) > m.end+20
}
