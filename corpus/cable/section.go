package cable

import "strings"

// A sectionSet records the sections that the breaks of a text name.
type sectionSet struct {
	numbers [4]uint64 // a bit for each section
	total   int       // the greatest total that a break gives
	count   int
	at      int // offset of the first break
}

// add records a break that opens or is within a section.
func (s *sectionSet) add(section, total, at int) {
	if section <= 0 || section >= 256 || total >= 256 {
		return
	}
	if s.count == 0 {
		s.at = at
	}
	s.numbers[section/64] |= 1 << (section % 64)
	s.total = max(s.total, total)
	s.count++
}

// has reports whether a break names the section.
func (s *sectionSet) has(section int) bool {
	return s.numbers[section/64]&(1<<(section%64)) != 0
}

// maxClassLine is the maximum number of bytes after the MRN in the classification
// line of a further section.
const maxClassLine = 40

// cutSection makes furniture of the header that a further section repeats: its
// classification line, which is in the line l, and the lines below it that the
// first header also has. It returns the offset after them.
func (c *cutter) cutSection(l line) int {
	start := c.sectionStarts[c.section]
	c.section++
	c.seen.add(start.section, start.sections, start.start)
	c.addText(l.start, l.in, start.start)
	from := start.start
	if trimRightBlanks(c.text, l.start, from) == l.start {
		from = l.start
	}
	if l.end-start.end > maxClassLine {
		c.furnish(from, start.end)
		return start.end
	}
	to := l.next
	for i := c.lineAt(l.next); i < len(c.all) && c.all[i].start < c.limit; i++ {
		next := c.all[i]
		if next.kind == lineText {
			if !c.repeated(c.text[next.in:next.end]) {
				break
			}
			to = next.next
		}
	}
	c.furnish(from, to)
	return to
}

// repeated reports whether the line s has captions only or is in the first header.
func (c *cutter) repeated(s string) bool {
	if isCaptions(s) {
		return true
	}
	if c.header1 == "" {
		c.header1 = c.firstHeader()
	}
	return len(s) < 200 && strings.Contains(c.header1, squeeze(s))
}

// firstHeader returns the lines above the first paragraph, squeezed.
func (c *cutter) firstHeader() string {
	var b strings.Builder
	for i := range min(len(c.lines), 60) {
		l := c.lines[i]
		if l.kind != lineText {
			continue
		}
		s := c.text[l.in:l.end]
		if i > 0 && isParagraphOne(s) {
			break
		}
		b.WriteString(squeeze(s))
	}
	return b.String() + "|"
}

// checkSections reports sections without a break, and breaks that give more
// sections than the classification line.
func (k *checker) checkSections() {
	k.c.Sections = max(k.class.sections, k.seen.total)
	if k.seen.count == 0 || k.c.Sections < 2 || k.c.Sections > 255 {
		return
	}
	if k.class.sections > 0 && k.seen.total > k.class.sections {
		k.problem(ProblemSection, k.seen.at, "a break counts %d sections, the classification line %d", k.seen.total, k.class.sections)
	}
	for n := 2; n <= k.c.Sections; n++ {
		if !k.seen.has(n) {
			k.problem(ProblemSection, k.seen.at, "no break before section %d of %d", n, k.c.Sections)
		}
	}
}
