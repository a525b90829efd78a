package refs

import (
	"strings"

	"reftel/corpus/cable/internal/ascii"
	"reftel/corpus/post"
)

// maxRefBlock is the limit on the length of a block. The longest real block has
// 3,100 bytes.
const maxRefBlock = 16 << 10

// flattenRefs joins a block into one line with single spaces and drops its page
// furniture. It stops at a line that starts another part of the cable, and at a
// line after an empty one that is no reference.
func flattenRefs(block string) string {
	var b strings.Builder
	b.Grow(min(len(block), 1024))
	gap := false
	for rest := ascii.Clip(block, maxRefBlock); rest != ""; {
		var line string
		line, rest = ascii.CutLine(rest)
		line = ascii.TrimLine(line)
		switch {
		case line == "":
			gap = b.Len() > 0
			continue
		case ascii.FurnitureLine(line):
			continue
		case b.Len() > 0 && (endsRefs(line) || gap && !Continues(b.String(), line)):
			rest = ""
			continue
		}
		appendRefLine(&b, line)
		gap = false
	}
	return cutInlineFurniture(b.String())
}

// appendRefLine appends the words of a line. The pilcrow that archives put
// before labels, the backslash and the Unicode line separator count as spaces.
func appendRefLine(b *strings.Builder, line string) {
	for i := 0; i < len(line); {
		c := line[i]
		switch {
		case ascii.IsBlank(c) || c == '\\':
			i++
			continue
		case strings.HasPrefix(line[i:], "¶"):
			i += len("¶")
			continue
		case strings.HasPrefix(line[i:], "\u2028"):
			i += len("\u2028")
			continue
		}
		n := 1
		for i+n < len(line) && !ascii.IsBlank(line[i+n]) && line[i+n] != '\\' && !strings.HasPrefix(line[i+n:], "¶") && !strings.HasPrefix(line[i+n:], "\u2028") {
			n++
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line[i : i+n])
		i += n
	}
}

// Continues reports whether a block of references goes on with line after an
// empty line: line looks like a reference, or the last entry of the block is
// incomplete ("A. OSLO 12 AND", "D. 03").
func Continues(block, line string) bool {
	line = strings.TrimLeft(strings.TrimPrefix(line, "¶"), " -")
	return line != "" && !endsRefs(line) && (looksLikeRef(line) || isOpen(block))
}

// isOpen reports whether a block ends in a comma, an "and", a label, or a year
// after a label.
func isOpen(block string) bool {
	block = strings.TrimRight(block, " \t\r\n\\")
	if block == "" {
		return false
	}
	if strings.IndexByte(",;&", block[len(block)-1]) >= 0 || ascii.HasSuffixFold(block, " AND") {
		return true
	}
	at := ascii.WordStart(block, len(block))
	if year := block[at:]; at > 0 && len(year) <= 4 && fullYear(year) != 0 && ascii.Digits(year) == len(year) {
		block = strings.TrimRight(block[:at], " \t\r\n")
		at = ascii.WordStart(block, len(block))
	}
	label := block[at:]
	return label != "" && entryLabel(label) == len(label)
}

// endsRefs reports whether a line starts another part of the cable.
func endsRefs(line string) bool {
	line = strings.TrimLeft(strings.TrimPrefix(line, "¶"), " -")
	if line == "" {
		return false
	}
	switch {
	case ascii.IndexClassifiedBy(line) == 0, ascii.HasPrefixFold(line, "SUBJ"), ascii.HasPrefixFold(line, "TAGS"), ascii.HasPrefixFold(line, "E.O."), ascii.HasPrefixFold(line, "EO 1"),
		ascii.HasPrefixFold(line, "SUMMARY"), ascii.HasPrefixFold(line, "SENSITIVE BUT"), ascii.HasPrefixFold(line, "CLASSIF"), strings.HasPrefix(line, "C O R R E C T"):
		return true
	case ascii.IsDigit(line[0]) && paragraphLine(line), startsRule(line):
		return true
	case ascii.SpacedPrefix(line, "CONFIDENTIAL") > len("CONFIDENTIAL"), ascii.SpacedPrefix(line, "SECRET") > len("SECRET"):
		return true
	}
	return false
}

// startsRule reports whether a line consists of dashes.
func startsRule(line string) bool {
	return len(line) > 3 && strings.Trim(line, "-=_* ") == ""
}

// paragraphLine reports whether a line begins with a paragraph number. A number
// before an MRN is the label of a reference.
func paragraphLine(line string) bool {
	n := ascii.Digits(line)
	if n > 2 || n == len(line) || line[n] != '.' {
		return false
	}
	text := line[n+1:]
	return !startsMRN(text) || !knownPost(text)
}

// knownPost reports whether the name at the start of s, up to the first number
// after a year, is that of a post.
func knownPost(s string) bool {
	_, n := leadingYear(s)
	s = strings.TrimLeft(s[n:], " ")
	end := strings.IndexAny(s[:min(len(s), maxOther)], "0123456789#")
	if end < 0 {
		return false
	}
	name := strings.TrimRight(s[:end], " -#:.")
	if m, ok := post.Before(name, len(name)); ok && m.Start == 0 {
		return true
	}
	_, ok := post.Resolve(name, 0)
	return ok
}

// looksLikeRef reports whether a line begins with a label, an MRN, the number
// of an MRN, or the rest of a section mark.
func looksLikeRef(line string) bool {
	if entryLabel(line) > 0 || strings.Index(line, " OF ") == len("001.2") {
		return true
	}
	if n := ascii.Digits(line); n >= 3 {
		after := line[n:]
		after = after[ascii.Span(after, " ,;"):]
		return after == "" || len(after) < len(line)-n && (entryLabel(after) > 0 || !ascii.HasLower(after))
	}
	return startsMRN(line) && !proseBefore(line)
}

// proseBefore reports whether the text before the first number of a line is
// prose ("On March 17"): words in mixed case that name no post.
func proseBefore(line string) bool {
	line = strings.TrimLeft(line, "'0123456789 ")
	end := strings.IndexAny(line, "0123456789#")
	if end < 0 {
		return true
	}
	name := strings.TrimRight(line[:end], " -#")
	if !ascii.HasLower(name) {
		return false
	}
	m, ok := post.Before(name, len(name))
	return !ok || m.Start > 0
}

// cutInlineFurniture removes page headers and section marks from a line.
func cutInlineFurniture(s string) string {
	for n := 0; n < 8; n++ {
		start, end := inlineFurniture(s)
		if start < 0 {
			return s
		}
		s = strings.TrimRight(s[:start], " ") + " " + strings.TrimLeft(s[end:], " ")
	}
	return s
}

// inlineFurniture returns the span of the first page header ("CONFIDENTIAL PAGE
// 02 ROME 01196 01 OF 02 082030Z") or section mark ("TRIPOLI 00000402 001.2 OF
// 003"). The start is -1 if there is none.
func inlineFurniture(s string) (start, end int) {
	if i := strings.Index(s, "PAGE "); i >= 0 && (i == 0 || !ascii.IsLetter(s[i-1])) {
		if n := pageHead(s[i:]); n > 0 {
			return beforePage(s, i), i + n
		}
	}
	for from := 0; ; {
		of := strings.Index(s[from:], " OF ")
		if of < 0 {
			return -1, -1
		}
		of += from
		if start, end = markAround(s, of); start >= 0 {
			return start, end
		}
		from = of + len(" OF ")
	}
}

// pageHead returns the length of the page header that s starts with, such as
// "PAGE 02 ROME 01196 01 OF 02 082030Z", or 0. Section and time are optional.
func pageHead(s string) int {
	i := len("PAGE ")
	n := ascii.Digits(s[i:])
	if n == 0 || n > 3 {
		return 0
	}
	i += n + ascii.Blanks(s[i+n:])
	name := i
	for i < len(s) && (ascii.IsLetter(s[i]) || s[i] == ' ') {
		i++
	}
	if n = ascii.Digits(s[i:]); i == name || n < 3 {
		return 0
	}
	i += n
	if j, ok := sectionPair(s, i+ascii.Blanks(s[i:])); ok {
		i = j
	}
	if j := i + ascii.Blanks(s[i:]); ascii.Digits(s[j:]) == 6 && j+6 < len(s) && s[j+6]|0x20 == 'z' {
		i = j + 7
	}
	return i
}

// sectionPair reads "01 OF 02" at i.
func sectionPair(s string, i int) (end int, ok bool) {
	n := ascii.Digits(s[i:])
	if n == 0 || !strings.HasPrefix(s[i+n:], " OF ") {
		return i, false
	}
	i += n + len(" OF ")
	n = ascii.Digits(s[i:])
	return i + n, n > 0
}

// beforePage returns the start of a page header whose PAGE is at i, including a
// classification before it.
func beforePage(s string, i int) int {
	start := ascii.WordStart(s, i)
	word := strings.TrimRight(s[start:i], ` \n`)
	for _, w := range [...]string{"CONFIDENTIAL", "UNCLASSIFIED", "SECRET", "UNCLAS"} {
		if word == w {
			return start
		}
	}
	return i
}

// markAround returns the span of the section mark whose " OF " is at of: a
// station, a serial of at least five digits, and the section number. The start
// is -1 if there is none.
func markAround(s string, of int) (start, end int) {
	end = of + len(" OF ")
	n := ascii.Digits(s[end:])
	i := of
	for i > 0 && (ascii.IsDigit(s[i-1]) || s[i-1] == '.') {
		i--
	}
	if n == 0 || i == of || i == 0 {
		return -1, -1
	}
	serial := i - 1
	for serial > 0 && ascii.IsDigit(s[serial-1]) {
		serial--
	}
	if s[i-1] != ' ' || i-1-serial < 5 || serial < 2 || s[serial-1] != ' ' {
		return -1, -1
	}
	start = ascii.WordStart(s, serial-1)
	if m, ok := post.Before(s, serial-1); ok {
		start = m.Start
	}
	return start, end + n
}

// refsEnd returns the offset in a flattened block at which another part of the
// cable begins.
func refsEnd(s string) int {
	for i := 1; i < len(s); i++ {
		c := s[i]
		switch {
		case ascii.IsUpper(c) && ascii.GluedStop(s[i:]) && c == 'C':
			return i
		case s[i-1] != ' ':
		case c == '-' && ascii.Span(s[i:], "-") > 3, ascii.IsDigit(c) && (ascii.BodyNumber(s[i:]) || bodySentence(s[i:])):
			return i
		case c == '(' && longMark(s[i:]):
			return i
		case ascii.IsLetter(c) && stopsRefs(s[i:]):
			return i
		}
	}
	return len(s)
}

// bodySentence reports whether s starts with the number of the first paragraph
// and prose in mixed case.
func bodySentence(s string) bool {
	if len(s) < 40 || s[0] != '1' || s[1] != '.' || s[2] != ' ' || !ascii.IsUpper(s[3]) {
		return false
	}
	return ascii.HasLower(s[3:40]) && !startsMRN(s[3:])
}

// longMark reports whether s starts with a portion mark of several letters and
// text after it that is no reference. A single letter may be a label.
func longMark(s string) bool {
	n := ascii.MarkLen(s)
	if n <= 3 {
		return false
	}
	s = strings.TrimLeft(s[n:], " ")
	return s != "" && strings.IndexByte(",;.(", s[0]) < 0 && entryLabel(s) == 0 && !(startsMRN(s) && knownPost(s))
}

func stopsRefs(s string) bool {
	switch s[0] | 0x20 {
	case 's':
		return ascii.HasPrefixFold(s, "SENSITIVE BUT") || ascii.HasPrefixFold(s, "SUMMARY:") || ascii.HasPrefixFold(s, "SUMMARY --") || ascii.HasPrefixFold(s, "SUBJECT:")
	case 't':
		return ascii.HasPrefixFold(s, "TAGS:") || ascii.HasPrefixFold(s, "THIS MESSAGE ") || ascii.HasPrefixFold(s, "THIS IS AN ACTION") || ascii.HasPrefixFold(s, "THIS CABLE ")
	case 'e':
		return ascii.HasPrefixFold(s, "E.O. 1")
	}
	return false
}
