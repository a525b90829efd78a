package cable

import (
	"html"
	"strings"

	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/cable/refs"
	"reftel/corpus/post"
)

// parseSubject reads the zone of the subject line, with its label or without:
// wrapped lines joined, its portion mark taken off and returned. It ends where
// another part of the cable begins, even on the same line.
func parseSubject(block string) (subject, mark string) {
	text := cutSectionMark(flattenSubject(clip(cutSubjectLabel(block), maxSubject)))
	text = trimSubject(text[:subjectEnd(text)])
	if strings.IndexByte(text, '&') >= 0 && strings.IndexByte(text, ';') >= 0 {
		text = html.UnescapeString(text)
	}
	subject, mark = cutSubjectMark(text)
	return trimSubject(subject), mark
}

// cutSubjectLabel takes "SUBJECT:" and its like off the start of a block.
func cutSubjectLabel(block string) string {
	s := strings.TrimLeft(block, " \t\r\n\\")
	s = cutSubjectWord(s)
	if n := letters(s); n < len(s) && s[n] == ':' {
		s = cutSubjectWord(s) // some have it twice
	}
	return s
}

// cutSubjectWord takes one label off the start of s.
func cutSubjectWord(s string) string {
	for _, label := range [...]string{"SUBJECT", "UBJECT", "SUBJ"} {
		if !hasPrefixFold(s, label) {
			continue
		}
		rest := s[len(label):]
		if hasPrefixFold(rest, " TO ") {
			return s
		}
		n := span(rest, " :.;")
		if n > 0 && rest[n-1] == ' ' {
			if dashes := span(rest[n:], "-"); dashes > 0 && strings.HasPrefix(rest[n+dashes:], " ") {
				return rest[n+dashes+1:]
			}
		}
		if n > 0 && strings.IndexByte(rest[:n], ':') >= 0 || n > 0 && rest[0] != ' ' || n > 1 {
			return rest[n:]
		}
		if n > 0 && isUpper(s[1]) {
			return rest[n:]
		}
		return s
	}
	return s
}

// flattenSubject joins the lines of a subject: with a blank, or without where
// a line ends in a hyphen. Furniture is left out.
func flattenSubject(block string) string {
	first, rest := cutLine(block)
	if trimLine(rest) == "" {
		if first = trimLine(first); !strings.Contains(first, "  ") && strings.IndexByte(first, '\t') < 0 {
			return first
		}
	}
	var b strings.Builder
	b.Grow(len(block))
	gap := false
	for rest := block; rest != ""; {
		var line string
		line, rest = cutLine(rest)
		line = trimLine(line)
		switch {
		case line == "":
			gap = b.Len() > 0
			continue
		case b.Len() > 0 && (endsSubject(line) || gap && !openEnded(b.String())):
			return b.String()
		case b.Len() > 0 && furnitureLine(line):
			continue
		}
		appendWrapped(&b, line)
		gap = false
	}
	return b.String()
}

// maxSubject is how long a subject is read; the longest real one is of 440
// bytes.
const maxSubject = 2000

// appendWrapped appends the words of a line.
func appendWrapped(b *strings.Builder, line string) {
	for w := range strings.FieldsSeq(line) {
		if s := b.String(); s != "" && !hyphenated(s) {
			b.WriteByte(' ')
		} else if s != "" && !strings.HasPrefix(line, w) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
}

// hyphenated reports whether a line ends in a hyphen that is part of a word.
func hyphenated(s string) bool {
	n := len(s)
	return n > 1 && s[n-1] == '-' && (isLetter(s[n-2]) || isDigit(s[n-2]))
}

// openEnded reports whether a subject cannot end with this word, so that it
// goes on after a blank line.
func openEnded(s string) bool {
	if strings.HasSuffix(s, ",") || strings.HasSuffix(s, "-") || strings.HasSuffix(s, ";") {
		return true
	}
	last := s[strings.LastIndexByte(s, ' ')+1:]
	for _, w := range [...]string{"AND", "OF", "THE", "TO", "FOR", "IN", "ON", "WITH", "BY", "FROM", "AT", "OR", "&"} {
		if len(last) == len(w) && hasPrefixFold(last, w) {
			return true
		}
	}
	return false
}

// endsSubject reports whether a line is another part of the cable.
func endsSubject(line string) bool {
	if ascii.StartsText(line) {
		return true
	}
	if n := spacedPrefix(line, "CONFIDENTIAL"); n > len("CONFIDENTIAL") && n < len(line) {
		return true
	}
	if n := spacedPrefix(line, "SECRET"); n > len("SECRET") && n < len(line) {
		return true
	}
	for _, label := range [...]string{"REASON:", "REASONS:", "DERIVED FROM:", "DECLASSIFY ON:", "E.O. 1", "EO 1"} {
		if hasPrefixFold(line, label) {
			return true
		}
	}
	return hasWordFold(line, "REF") || hasPrefixFold(line, "REFS:") || hasPrefixFold(line, "REFTEL") || hasPrefixFold(line, "UNCLAS ")
}

// subjectEnd returns where in a joined subject another part of the cable
// begins.
func subjectEnd(s string) int {
	for i := 1; i < len(s); i++ {
		c := s[i]
		if c == '-' {
			if n := span(s[i:], "-"); n > 3 {
				return i
			} else {
				i += n - 1
			}
			continue
		}
		start := s[i-1] == ' '
		switch {
		case c == '(' && start && bodyMark(s, i), start && isDigit(c) && ascii.BodyNumber(s[i:]), start && strings.HasPrefix(s[i:], "¶"):
			return i
		case isUpper(c) && ascii.GluedStop(s[i:]), start && isLetter(c) && stopsSubject(s[i:]):
			return i
		}
	}
	return len(s)
}

// bodyMark reports whether a portion mark at i is that of a paragraph: text
// follows it, and text stands before it.
func bodyMark(s string, i int) bool {
	n := ascii.MarkLen(s[i:])
	return n > 0 && strings.TrimSpace(s[i+n:]) != ""
}

// stopsSubject reports a word that begins another part of the cable.
func stopsSubject(s string) bool {
	switch s[0] | 0x20 {
	case 'r':
		return refs.Label(s) > 0
	case 'c':
		return spacedPrefix(s, "CONFIDENTIAL") > len("CONFIDENTIAL")
	case 's':
		for _, caption := range [...]string{"SENSITIVE BUT", "SENSTIVE BUT"} {
			if hasPrefixFold(s, caption) {
				rest := strings.TrimLeft(s[len(caption):], " ")
				return rest == "" || hasPrefixFold(rest, "UNCLAS")
			}
		}
		return hasPrefixFold(s, "SUMMARY:") || hasPrefixFold(s, "SUMMARY --")
	case 't':
		return hasPrefixFold(s, "TAGS:") || hasPrefixFold(s, "THIS MESSAGE IS") || hasPrefixFold(s, "THIS IS AN ACTION") || hasPrefixFold(s, "THIS CABLE IS")
	case 'p':
		return hasPrefixFold(s, "PAGE 0")
	}
	return false
}

// cutSectionMark removes the first section mark from a joined subject: "FISH
// OSLO 00000012 001.2 OF 003 AND CHIPS". The subject goes on after it if all of
// it is in capitals.
func cutSectionMark(s string) string {
	for at := 0; ; {
		of := strings.Index(s[at:], " OF ")
		if of < 0 {
			return s
		}
		of += at
		start, end := sectionMarkAround(s, of)
		if start < 0 {
			at = of + len(" OF ")
			continue
		}
		joined := strings.TrimRight(s[:start], " ") + s[end:]
		if hasLower(joined[:subjectEnd(joined)]) {
			return s[:start]
		}
		return joined
	}
}

// sectionMarkAround returns the span of the section mark whose " OF " is at of.
// The start is -1 if there is none.
func sectionMarkAround(s string, of int) (start, end int) {
	serial := of
	for serial > 0 && strings.IndexByte("0123456789. ", s[serial-1]) >= 0 {
		serial--
	}
	start = wordStart(s, serial)
	if m, ok := post.Before(s, trimRightBlanks(s, 0, serial)); ok {
		start = m.Start
	}
	n := sectionMark(s[start:])
	if n == 0 || start+n <= of {
		return -1, -1
	}
	return start, start + n
}

// trimSubject takes off what a subject never ends or starts with.
func trimSubject(s string) string {
	for {
		t := strings.Trim(s, " \\,")
		t = strings.TrimSuffix(t, `,,""`)
		t = strings.TrimSuffix(t, `,""`)
		if t == s {
			return s
		}
		s = t
	}
}

// cutSubjectMark takes the subject's own portion mark off its start, its end, or
// both.
func cutSubjectMark(s string) (subject, mark string) {
	if n, first := anyMark(s); n > 0 && n < len(s) {
		s, mark = s[n:], first
	}
	if i := strings.LastIndexByte(s, '('); i > 0 && s[i-1] == ' ' {
		if n, last := anyMark(s[i:]); n == len(s)-i && (mark == "" || mark == last) {
			return s[:i], last
		}
	}
	return s, mark
}

// anyMark returns the length of a portion mark in parentheses at the start of
// s, 0 if there is none, and its canonical form.
func anyMark(s string) (n int, mark string) {
	if len(s) < 3 || s[0] != '(' {
		return 0, ""
	}
	end := strings.IndexByte(s[:min(len(s), 40)], ')')
	if end < 2 {
		return 0, ""
	}
	mark, _, _, ok := Mark(s[1:end])
	if !ok {
		return 0, ""
	}
	return end + 1, mark
}
