package render

import (
	"unicode"

	"reftel/cmd/internal/cli"
	"reftel/corpus/cable"
)

// Matches are found in the text of a cable, which is filled anew and without furniture
// when it is shown. What stays the same are the characters that are not blank: matches
// are carried over as counts of these.

// isInk reports whether a character is shown and is not blank.
func isInk(r rune) bool { return r != hardBlank && !unicode.IsSpace(r) }

// ink returns the characters of a text that are shown and not blank.
func ink(s string) (list []rune) {
	for _, r := range cleanLines(s) {
		if isInk(r) {
			list = append(list, r)
		}
	}
	return list
}

// inkOf returns the ink of a span of a cable's text without furniture, of a paragraph also
// without lines of other kinds that stand in it.
func inkOf(c *cable.Cable, s cable.Span) (list []rune) {
	at := s.Start
	for _, skip := range skipped(c, s) {
		if skip.Start > at {
			list = append(list, ink(c.Text[at:skip.Start])...)
		}
		at = max(at, min(skip.End, s.End))
	}
	if at < s.End {
		list = append(list, ink(c.Text[at:s.End])...)
	}
	return list
}

// skipped returns what is not shown of a span of a cable's text, in order. It may begin
// before the span, and end after it.
func skipped(c *cable.Cable, s cable.Span) (list []cable.Span) {
	if s.Start < c.Content.Start || s.End > c.Content.End {
		for _, f := range c.Furniture {
			if f.Start < s.End && f.End > s.Start {
				list = append(list, f)
			}
		}
		return list
	}
	for _, p := range c.Pieces {
		if p.Start < s.End && p.End > s.Start && p.Kind != cable.PieceText && p.Kind != cable.PieceSubject && p.Kind != cable.PieceOther {
			list = append(list, p.Span)
		}
	}
	return list
}

// marksIn returns the marked matches in a span of a cable's text as counts of ink in the
// text that is shown of it, which is the end of the span. If it is another text, there are
// none.
func (t *textWriter) marksIn(c *cable.Cable, s cable.Span, shown string) []cable.Span {
	if len(t.marked) == 0 || s.Start < 0 || s.End > len(c.Text) || s.Start > s.End {
		return nil
	}
	whole, end := inkOf(c, s), ink(shown)
	before := len(whole) - len(end)
	if before < 0 || string(whole[before:]) != string(end) {
		return nil
	}
	var list []cable.Span
	for _, m := range t.marked {
		if m.Start < s.Start || m.End > s.End {
			continue
		}
		from := len(inkOf(c, cable.Span{Start: s.Start, End: m.Start})) - before
		to := len(inkOf(c, cable.Span{Start: s.Start, End: m.End})) - before
		if to > max(from, 0) {
			list = append(list, cable.Span{Start: max(from, 0), End: to})
		}
	}
	return list
}

// markedStretches returns the stretches of text that matches cover, which are counts of
// ink; seen is the ink before text. It also returns the ink up to the end of text.
func markedStretches(text string, seen int, marks []cable.Span) ([]stretch, int) {
	var list []stretch
	open := -1
	for at, r := range text {
		if !isInk(r) {
			continue
		}
		for len(marks) > 0 && marks[0].End <= seen {
			marks = marks[1:]
			if open >= 0 {
				list[open].End, open = at, -1
			}
		}
		if len(marks) > 0 && marks[0].Start <= seen && open < 0 {
			open = len(list)
			list = append(list, stretch{cable.Span{Start: at, End: len(text)}, marked})
		}
		seen++
	}
	for i := range list {
		trimmed := len(text[list[i].Start:list[i].End])
		for trimmed > 0 && text[list[i].Start+trimmed-1] == ' ' {
			trimmed--
		}
		list[i].End = list[i].Start + trimmed
	}
	return list, seen
}

// subjectSpan returns where the subject of a cable stands.
func subjectSpan(c *cable.Cable) cable.Span {
	var s cable.Span
	for _, p := range c.Pieces {
		if p.Kind == cable.PieceSubject {
			if s.End == 0 {
				s.Start = p.Start
			}
			s.End = p.End
		}
	}
	return s
}

// refRow returns a reference with the subject of its cable, if it is known.
func refRow(r cable.Ref, subjects map[string]string) string {
	text := refText(r)
	if subject := cli.Line(subjects[r.ID]); subject != "" {
		text += ": " + subject
	}
	return text
}
