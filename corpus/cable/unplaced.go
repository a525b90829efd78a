package cable

import (
	"slices"
	"strings"
)

// collectUnplaced collects the text outside the content that is not a
// transmission line, a fact or furniture, so that no word of an author is lost.
func (u *unplacer) collectUnplaced() {
	slices.SortFunc(u.covered, func(a, b cut) int { return a.Start - b.Start })
	slices.SortStableFunc(u.c.Facts, func(a, b Fact) int { return a.Span.Start - b.Span.Start })
	u.partFacts()
	u.dropFactsOfText()
	for i := range u.all {
		l := u.all[i]
		if l.start >= u.factsAt {
			break
		}
		if l.start < u.c.Content.End && l.end > u.c.Content.Start {
			u.around(l)
			continue
		}
		u.line(l, l.in, l.end)
	}
	u.flush()
}

// partFacts ends the overlap of facts: two readers may read one line. The first
// fact keeps it.
func (u *unplacer) partFacts() {
	at, kept := 0, u.c.Facts[:0]
	for _, f := range u.c.Facts {
		f.Span.Start = max(f.Span.Start, at)
		if f.Span.Start < f.Span.End && strings.TrimSpace(u.text[f.Span.Start:f.Span.End]) != "" {
			kept, at = append(kept, f), f.Span.End
		}
	}
	u.c.Facts = kept
}

// dropFactsOfText removes the facts that are also text of the content. What
// precedes a classification line on its line may be read as a distribution list
// and then be all of the text.
func (u *unplacer) dropFactsOfText() {
	pieces := u.c.Pieces
	u.c.Facts = slices.DeleteFunc(u.c.Facts, func(f Fact) bool {
		for len(pieces) > 0 && pieces[0].Span.End <= f.Span.Start {
			pieces = pieces[1:]
		}
		for _, p := range pieces {
			if p.Span.Start >= f.Span.End {
				return false
			}
			if p.Kind != PieceFact {
				return true
			}
		}
		return false
	})
}

// An unplacer joins lines to spans of unplaced text.
type unplacer struct {
	*reading
	open    bool
	span    Span
	next    int // index into the covered spans
	count   int // number of line ends before the offset counted
	counted int
	// wordsRead reports whether words has the words of the content.
	wordsRead bool
}

// around adds the parts of the line l before and after the content.
func (u *unplacer) around(l line) {
	content := u.c.Content
	if l.in < content.Start {
		u.line(l, l.in, trimRightBlanks(u.text, l.in, content.Start))
	}
	u.flush()
	if l.end > content.End && content.End >= l.in {
		in := content.End
		in += blanks(u.text[in:l.end])
		u.line(l, in, l.end)
	}
}

// line adds the part [in, end) of the line l.
func (u *unplacer) line(l line, in, end int) {
	switch {
	case in >= end:
		return
	case l.kind == lineFurniture || l.form == formEnd || l.form == formBanner:
		u.c.Furniture = append(u.c.Furniture, Span{in, end})
		return
	case l.flat:
		u.add(in, end)
		return
	case l.kind != lineText:
		u.flush()
		return
	}
	for u.next < len(u.covered) && u.covered[u.next].End <= in {
		u.next++
	}
	for k := u.next; k < len(u.covered) && u.covered[k].Start < end; k++ {
		c := u.covered[k]
		u.add(in, trimRightBlanks(u.text, in, min(max(c.Start, in), end)))
		if c.kind == lineFurniture {
			u.c.Furniture = append(u.c.Furniture, c.Span)
		} else {
			u.flush()
		}
		if in = max(in, c.End); in >= end {
			return
		}
		in += blanks(u.text[in:end])
	}
	u.add(in, end)
}

// partialExtract is the sentence that mirrors of Cablegate print above a partial
// text, partialRest the start of the sentence that may follow it.
const (
	partialExtract = "This record is a partial extract of the original cable."
	partialRest    = "The full text of the original cable is not available."
)

// add adds the text [in, end) to the open span.
func (u *unplacer) add(in, end int) {
	for _, sentence := range [...]string{partialExtract, partialRest} {
		if in < end && strings.HasPrefix(u.text[in:end], sentence) {
			u.c.Furniture = append(u.c.Furniture, Span{in, in + len(sentence)})
			in += len(sentence)
			in += blanks(u.text[in:end])
		}
	}
	if in >= end || !hasWord(u.text[in:end]) || u.isCopy(in, end) {
		return
	}
	if !u.open {
		u.open, u.span = true, Span{in, end}
		return
	}
	u.span.End = end
}

// isCopy reports whether the text [in, end) is part of a copy and has no word that
// the content lacks.
func (u *unplacer) isCopy(in, end int) bool {
	for _, s := range u.copies {
		if in >= s.Start && in < s.End {
			if !u.wordsRead {
				u.wordsRead = true
				u.words.reset(u.text[u.c.Content.Start:u.c.Content.End])
			}
			return u.words.hasAll(u.text[in:end])
		}
	}
	return false
}

// flush ends the open span.
func (u *unplacer) flush() {
	if !u.open {
		return
	}
	u.open = false
	u.count += strings.Count(u.text[u.counted:u.span.Start], "\n")
	u.counted = u.span.Start
	text := u.span
	u.c.Unplaced = append(u.c.Unplaced, Unplaced{Line: u.count + 1, Text: u.withoutFurniture(text), Span: text})
}

// withoutFurniture returns the text of a span outside the content without its
// furniture.
func (u *unplacer) withoutFurniture(s Span) string {
	furniture := u.c.Furniture
	first := len(furniture)
	for first > 0 && furniture[first-1].End > s.Start {
		first--
	}
	var b strings.Builder
	for _, f := range furniture[first:] {
		if f.Start >= s.End {
			break
		}
		b.WriteString(u.text[s.Start:max(f.Start, s.Start)])
		s.Start = f.End
	}
	b.WriteString(u.text[min(s.Start, s.End):s.End])
	return strings.TrimSpace(b.String())
}

// hasWord reports whether s has a letter, a digit or a byte outside ASCII.
func hasWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if wordBytes[s[i]] != 0 {
			return true
		}
	}
	return false
}
