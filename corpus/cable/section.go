package cable

import "strings"

// A sectionSet is what the breaks of a text say of its sections.
type sectionSet struct {
	numbers [4]uint64 // a bit for each section that was seen
	total   int       // the greatest total that a break names
	count   int
	at      int // of the first break
}

// add notes a break that opens or stands in a section.
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

func (s *sectionSet) has(section int) bool {
	return s.numbers[section/64]&(1<<(section%64)) != 0
}

// maxClassLine is how much a further section's classification line may have
// behind its MRN.
const maxClassLine = 40

// cutSection makes furniture of the header that a further section repeats: its
// classification line, and the lines below it that the first header has, too.
// The line l holds the classification line.
func (c *cutter) cutSection(l line) int {
	p := c.p
	start := p.sectionStarts[c.section]
	c.section++
	p.seen.add(start.section, start.sections, start.start)
	p.addText(l.start, l.in, start.start)
	from := start.start
	if trimRightBlanks(p.text, l.start, from) == l.start {
		from = l.start
	}
	if l.end-start.end > maxClassLine {
		p.furnish(from, start.end)
		return start.end
	}
	to := l.next
	for i := p.lineAt(l.next); i < len(p.all) && p.all[i].start < p.limit; i++ {
		next := p.all[i]
		if next.kind == lineText {
			if !c.repeated(p.text[next.in:next.end]) {
				break
			}
			to = next.next
		}
	}
	p.furnish(from, to)
	return to
}

// repeated reports whether the line s stands in the first header.
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
	for i := range min(len(c.p.lines), 60) {
		l := c.p.lines[i]
		if l.kind != lineText {
			continue
		}
		s := c.p.text[l.in:l.end]
		if i > 0 && isParagraphOne(s) {
			break
		}
		b.WriteString(squeeze(s))
	}
	return b.String() + "|"
}

// checkSections reports sections that the breaks leave out, and those beyond
// the number that the classification line names.
func (p *parser) checkSections() {
	p.c.Sections = max(p.class.sections, p.seen.total)
	if p.seen.count == 0 || p.c.Sections < 2 || p.c.Sections > 255 {
		return
	}
	if p.class.sections > 0 && p.seen.total > p.class.sections {
		p.problem(ProblemSection, p.seen.at, "a break counts %d sections, the classification line %d", p.seen.total, p.class.sections)
	}
	for n := 2; n <= p.c.Sections; n++ {
		if !p.seen.has(n) {
			p.problem(ProblemSection, p.seen.at, "no break before section %d of %d", n, p.c.Sections)
		}
	}
}
