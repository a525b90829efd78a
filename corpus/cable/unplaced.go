package cable

import (
	"slices"
	"strings"
)

// collectUnplaced finds what of the text belongs to nothing that was read: it is
// outside the content, and is no transmission line, no fact and no furniture.
// Nothing that an author wrote is lost so, whatever the parser makes of it.
func (p *parser) collectUnplaced() {
	slices.SortFunc(p.covered, func(a, b cut) int { return a.Start - b.Start })
	u := unplacer{p: p}
	if len(p.copies) > 0 {
		u.known = wordSet(p.text[p.c.Content.Start:p.c.Content.End])
	}
	for i := range p.all {
		l := p.all[i]
		if l.start >= p.factsAt {
			break
		}
		if l.start < p.c.Content.End && l.end > p.c.Content.Start {
			u.around(l)
			continue
		}
		u.line(l, l.in, l.end)
	}
	u.flush()
}

// An unplacer puts lines together to pieces.
type unplacer struct {
	p        *parser
	open     bool
	span     Span
	covered  int // index into the covered spans
	known    map[string]bool
	lastLine int // 1-based number of the line at lineAt
	lineAt   int
}

// around takes what of the line l stands before the content or after it.
func (u *unplacer) around(l line) {
	content := u.p.c.Content
	if l.in < content.Start {
		u.line(l, l.in, trimRightBlanks(u.p.text, l.in, content.Start))
	}
	u.flush()
	if l.end > content.End && content.End >= l.in {
		in := content.End
		in += blanks(u.p.text[in:l.end])
		u.line(l, in, l.end)
	}
}

// line takes the part [in, end) of the line l.
func (u *unplacer) line(l line, in, end int) {
	p := u.p
	switch {
	case in >= end:
		return
	case l.kind == lineFurniture || l.form == formEnd || l.form == formBanner:
		p.c.Furniture = append(p.c.Furniture, Span{in, end})
		return
	case l.kind != lineText:
		u.flush()
		return
	}
	for u.covered < len(p.covered) && p.covered[u.covered].End <= in {
		u.covered++
	}
	for k := u.covered; k < len(p.covered) && p.covered[k].Start < end; k++ {
		c := p.covered[k]
		u.text(in, trimRightBlanks(p.text, in, min(max(c.Start, in), end)))
		if c.kind == lineFurniture {
			p.c.Furniture = append(p.c.Furniture, c.Span)
		} else {
			u.flush()
		}
		if in = max(in, c.End); in >= end {
			return
		}
		in += blanks(p.text[in:end])
	}
	u.text(in, end)
}

// partialExtract is the sentence that archives of Cablegate put above a text of
// which they lack a part; the sentence that may follow it begins with partialRest.
const (
	partialExtract = "This record is a partial extract of the original cable."
	partialRest    = "The full text of the original cable is not available."
)

// text adds the text [in, end) to the open piece.
func (u *unplacer) text(in, end int) {
	p := u.p
	for _, sentence := range [...]string{partialExtract, partialRest} {
		if in < end && strings.HasPrefix(p.text[in:end], sentence) {
			p.c.Furniture = append(p.c.Furniture, Span{in, in + len(sentence)})
			in += len(sentence)
			in += blanks(p.text[in:end])
		}
	}
	if in >= end || !hasWord(p.text[in:end]) || u.isCopy(in, end) {
		return
	}
	if !u.open {
		u.open, u.span = true, Span{in, end}
		return
	}
	u.span.End = end
}

// isCopy reports whether the text [in, end) is of a copy of the content that
// says nothing else.
func (u *unplacer) isCopy(in, end int) bool {
	if u.known == nil || !slices.ContainsFunc(u.p.copies, func(s Span) bool { return in >= s.Start && in < s.End }) {
		return false
	}
	return !eachWord(u.p.text[in:end], func(w string) bool { return u.known[w] })
}

// flush ends the open piece.
func (u *unplacer) flush() {
	if !u.open {
		return
	}
	p := u.p
	u.open = false
	u.lastLine += strings.Count(p.text[u.lineAt:u.span.Start], "\n")
	u.lineAt = u.span.Start
	text := u.span
	p.c.Unplaced = append(p.c.Unplaced, Unplaced{Line: u.lastLine + 1, Text: p.withoutFurniture(text), Span: text})
}

// withoutFurniture returns the text of a span outside the content without the
// furniture in it.
func (p *parser) withoutFurniture(s Span) string {
	furniture := p.c.Furniture
	first := len(furniture)
	for first > 0 && furniture[first-1].End > s.Start {
		first--
	}
	var b strings.Builder
	for _, f := range furniture[first:] {
		if f.Start >= s.End {
			break
		}
		b.WriteString(p.text[s.Start:max(f.Start, s.Start)])
		s.Start = f.End
	}
	b.WriteString(p.text[min(s.Start, s.End):s.End])
	return strings.TrimSpace(b.String())
}

// hasWord reports whether s has a letter or a digit.
func hasWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if isLetter(s[i]) || isDigit(s[i]) || s[i] >= 0x80 {
			return true
		}
	}
	return false
}

// wordSet returns the words of s in upper case.
func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	eachWord(s, func(w string) bool {
		set[w] = true
		return true
	})
	return set
}

// eachWord calls visit for the words of s, in upper case, until it returns
// false, and reports whether it did.
func eachWord(s string, visit func(string) bool) bool {
	for s != "" {
		n := 0
		for n < len(s) && (isLetter(s[n]) || isDigit(s[n]) || s[n] >= 0x80) {
			n++
		}
		if n == 0 {
			s = s[1:]
			continue
		}
		if !visit(strings.ToUpper(s[:n])) {
			return true
		}
		s = s[n:]
	}
	return false
}

// listFurniture lists the furniture of the content with that outside it.
func (p *parser) listFurniture() {
	inside := make([]Span, 0, len(p.furn)+len(p.c.Furniture))
	for _, f := range p.furn {
		if f.kind == lineFurniture {
			inside = append(inside, Span{f.Start, min(f.End, p.c.Content.End)})
		}
	}
	p.c.Furniture = append(inside, p.c.Furniture...)
	slices.SortFunc(p.c.Furniture, func(a, b Span) int { return a.Start - b.Start })
}
