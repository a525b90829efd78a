package tags

import "strings"

// maxSection is how much of a text can be a TAGS line with its wrapped lines.
const maxSection = 1 << 14

// findLabel returns the offset after the first label in text.
func findLabel(text string) (after int, ok bool) {
	for pos := 0; pos < len(text); {
		line, n := cutLine(text[pos:])
		if skip := labelEnd(line); skip > 0 {
			return pos + skip, true
		}
		pos += n
	}
	return 0, false
}

// cutLine returns the first line of text without its line end, and its length with it. U+2028 is a
// line end, too: archives have it.
func cutLine(text string) (line string, n int) {
	for i := range len(text) {
		switch text[i] {
		case '\n', '\r':
			if strings.HasPrefix(text[i:], "\r\n") {
				return text[:i], i + 2
			}
			return text[:i], i + 1
		case "\u2028"[0]:
			if strings.HasPrefix(text[i:], "\u2028") {
				return text[:i], i + len("\u2028")
			}
		}
	}
	return text, len(text)
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// labelEnd returns the offset at which the TAGS label of a line ends, 0 if there is none.
func labelEnd(line string) int {
	start := len(line) - len(strings.TrimLeft(line, " \t"))
	stop := start
	for stop < len(line) && isLetter(line[stop]) {
		stop++
	}
	if n := stop - start; n >= minLabel && n <= maxLabel {
		rest := strings.TrimLeft(line[stop:], " \t:;,.")
		mark := line[stop : len(line)-len(rest)]
		if isTagsLabel(line[start:stop], mark, rest) {
			return stop + len(mark)
		}
	}
	if after := innerLabel(line); after > 0 {
		return after
	}
	return bareLabel(line)
}

// isTagsLabel reports whether the first word of a line is a label, judging by the punctuation and
// the text after it. Without a colon, one of the first codes must be a subject or a program,
// because lines of prose start with such words, too.
func isTagsLabel(first, mark, rest string) bool {
	colon := strings.ContainsAny(mark, ":;")
	if first = upper(first); first == "TAGS" {
		return colon || mark+rest == "" || startsTags(rest) || mark != "" && len(strings.Fields(rest)) <= 3
	}
	return near(first, "TAGS") && mark != "" && startsTags(rest)
}

// innerLabel returns the offset at which a label inside the line ends, 0 if there is none.
func innerLabel(line string) int {
	for pos := 0; ; {
		i := strings.IndexByte(line[pos:], ':')
		if i < 0 {
			return 0
		}
		pos += i + 1
		if isLabelWord(upper(lastLetters(line[:pos-1]))) && startsTags(line[pos:]) {
			return pos
		}
	}
}

// lastLetters returns the letters at the end of a text, blanks after them aside.
func lastLetters(text string) string {
	text = strings.TrimRight(text, " \t")
	start := len(text)
	for start > 0 && len(text)-start <= maxLabel && isLetter(text[start-1]) {
		start--
	}
	return text[start:]
}

// The lengths of TAGS and its misreadings.
const minLabel, maxLabel = 3, 5

// isLabelWord reports whether a word is TAGS or a misreading of it.
func isLabelWord(w string) bool {
	return len(w) >= minLabel && len(w) <= maxLabel && near(w, "TAGS")
}

// bareLabel returns the offset at which a label without a colon inside the line ends, 0 if there is
// none. The line must start with another label and a subject or program follow: "E.O. 12958: N/A
// TAGS PREL".
func bareLabel(line string) int {
	if !isLabel(line) {
		return 0
	}
	for pos := 0; ; {
		i := strings.Index(line[pos:], " TAG")
		if i < 0 {
			return 0
		}
		pos += i + len(" TAG")
		rest := strings.TrimPrefix(line[pos:], "S")
		next := strings.TrimLeft(rest, " \t")
		if len(next) < len(rest) && dict()[firstWord(next)].major() {
			return len(line) - len(next)
		}
	}
}

// startsTags reports whether a subject or program, alone or run together with others, or two
// other codes are among the first three words of the line.
func startsTags(line string) bool {
	const longest = 200
	line = line[:min(len(line), longest)]
	codes := 0
	s := scanner{dict: dict(), year: anyYear, tokens: make([]token, 0, 8)}
	for i := 0; i < len(line) && len(s.tokens) < 3; {
		n := tokenLen(line[i:])
		if n == 0 {
			i++
			continue
		}
		if s.word(line[i:i+n], line[i+n:]) != goOn {
			break
		}
		i += n
	}
	for _, t := range s.tokens {
		if t.lex.major() {
			return true
		}
		if t.lex.isCode() && !t.lex.is(with) {
			codes++
		}
	}
	return codes >= 2 || codes == 1 && len(s.tokens) == 1
}

// allTags reports whether a line consists of codes and of words that look like codes.
func allTags(line string) bool {
	codes, all := countTags(line)
	return all && codes > 0
}

// countTags counts the codes of a line and reports whether it consists of codes, captions and
// words that look like codes.
func countTags(line string) (codes int, all bool) {
	s := scanner{dict: dict(), year: anyYear, tokens: make([]token, 0, 32)}
	if _, v := s.line(line, len(line)); v == stopText {
		return 0, false
	}
	for _, t := range s.tokens {
		switch n := len(t.s); {
		case t.lex.isCode() || t.person:
			codes++
		case t.lex != nil || n != 2 && n != 4:
			return codes, false
		}
	}
	return codes, true
}

// extent returns the length of the TAGS at the start of text.
func extent(text string) int {
	text = text[:min(len(text), maxSection)]
	line, n := cutLine(text)
	for blank(line) && n < len(text) { // the label has a line of its own
		next, m := cutLine(text[n:])
		if !blank(next) && !allTags(next) && !subjectFollows(text[n:]) {
			return n
		}
		line, n = next, n+m
	}
	for n < len(text) && continues(line, text[n:]) {
		next, m := cutLine(text[n:])
		if n += m; !blank(next) {
			line = next
		}
	}
	s := scanner{dict: dict(), year: anyYear}
	return s.text(text[:n])
}

// continues reports whether the first line of text continues the TAGS of the line before it.
func continues(before, text string) bool {
	open := endsOpen(before)
	line, n := cutLine(text)
	if blank(line) {
		next, _ := cutLine(text[n:])
		return open && !blank(next) && !isLabel(next) && allTags(next)
	}
	if isLabel(line) || isFurniture(line) {
		return false
	}
	return open || allTags(line) || subjectFollows(text)
}

// endsOpen reports whether a line ends with a comma or inside parentheses.
func endsOpen(line string) bool {
	line = strings.TrimRight(line, " \t")
	return strings.HasSuffix(line, ",") || strings.HasSuffix(line, ";") ||
		strings.LastIndexByte(line, '(') > strings.LastIndexByte(line, ')')
}

// subjectFollows reports whether a SUBJECT label comes next in text, with no blank line and no
// other label before it.
func subjectFollows(text string) bool {
	const lines, longest = 4, 200
	for range lines {
		line, n := cutLine(text[:min(len(text), longest)])
		if blank(line) || isFurniture(line) {
			return false
		}
		if w := firstWord(line); isSubject(w) {
			return true
		}
		if isLabel(line) {
			return false
		}
		for w := range strings.FieldsSeq(line) {
			if colon := strings.TrimSuffix(w, ":"); colon != w && isSubject(upper(colon)) {
				return true
			}
		}
		text = text[n:]
	}
	return false
}

func isSubject(w string) bool { return w == "SUBJECT" || w == "SUBJ" || w == "SUB" || w == "SUBECT" }

// firstWord returns the first word of a line in upper case.
func firstWord(line string) string {
	line = strings.TrimLeft(line, " \t")
	return upper(trim(line[:tokenLen(line[:min(len(line), 32)])]))
}

// isLabel reports whether a line starts a part of a cable other than the TAGS: a label such as
// SUBJECT or a numbered paragraph.
func isLabel(line string) bool {
	line = strings.TrimLeft(line, " \t-")
	if strings.HasPrefix(line, "¶") || len(line) > 1 && line[0] >= '0' && line[0] <= '9' && line[1] == '.' {
		return true
	}
	w := firstWord(line)
	return dict()[w].is(label) && w != "TAG" && w != "TAGS"
}

// isFurniture reports whether a line is a page heading or a classification line, such as
// "PAGE 02 OSLO 04711", "UNCLAS SECTION 01 OF 02" or "C O N F I D E N T I A L".
func isFurniture(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return dict()[firstWord(line)].is(furniture) || spacedOut(line) || sectionMark(line)
}

// spacedOut reports whether a line starts with four single letters.
func spacedOut(line string) bool {
	if len(line) < 8 {
		return false
	}
	for i := 0; i < 8; i += 2 {
		if !isLetter(line[i]) || line[i+1] != ' ' {
			return false
		}
	}
	return true
}

// sectionMark reports whether a line counts pages or sections: "OSLO 00004711 002 OF 003".
func sectionMark(line string) bool {
	const longest = 60
	i := strings.Index(line, " OF ")
	return i > 0 && len(line) <= longest && i+4 < len(line) && isDigit(line[i-1]) && isDigit(line[i+4])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
