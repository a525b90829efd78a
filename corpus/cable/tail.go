package cable

import "strings"

// A tailReader finds the end of the content and the signature.
type tailReader struct{ *reading }

// cutTail removes from the content what archives put after the text, and finds the
// signature.
func (t *tailReader) cutTail() {
	i, first := len(t.lines)-1, t.first
	if n := len(t.c.Paragraphs); n > 0 {
		first = t.c.Paragraphs[n-1].Span.Start
	}
	if above := t.aboveResidue(i, first); above > 0 {
		i = above
	}
	for i > 0 && t.lines[i].in > first && (t.lines[i].kind != lineText || isTailJunk(t.lineText(i))) {
		if t.lines[i].kind == lineText && strings.HasPrefix(t.lineText(i), "...") {
			t.problem(ProblemCut, t.lines[i].in, "the text ends short")
		}
		i--
	}
	if i < 0 {
		return
	}
	t.c.Content.End = t.lines[i].end
	t.findSignature(i)
	for j := range t.c.Paragraphs {
		if span := &t.c.Paragraphs[j].Span; span.End > t.c.Content.End {
			span.End = t.c.Content.End
		}
	}
}

// maxResidue is the maximum number of lines that a relay or a scan left below a
// signature.
const maxResidue = 4

// aboveResidue returns the line of the signature if all lines below it, up to the
// line i, are residue: counts of copies, numbers, banners; -1 if there is none. The
// signature is below the offset first.
func (t *tailReader) aboveResidue(i, first int) int {
	residue := 0
	for ; i > 0 && t.lines[i].in > first && residue <= maxResidue; i-- {
		if t.lines[i].kind != lineText {
			continue
		}
		s := t.lineText(i)
		switch {
		case hasOfficeCount(s), len(s) < 16 && onlyOf(s, "0123456789/:.,- "):
			residue++
		case isTailJunk(s):
		case residue > 0 && isSignature(s):
			return i
		default:
			return -1
		}
	}
	return -1
}

// isTailJunk reports whether s, a last line, is not text: the end of a message or
// a mark of an archive.
func isTailJunk(s string) bool {
	switch {
	case onlyOf(s, "\",.>=-_*\\{}<; "), onlyOf(s, "Nn") && len(s) >= 3, s == "BT":
		return true
	case strings.HasSuffix(s, "End Cable Text"):
		return true
	}
	s = strings.TrimLeft(s, "\"\t >N")
	if strings.HasPrefix(s, "Classification: ") {
		return true
	}
	n := digits(s)
	return n == 4 && n < len(s) && isUpper(s[n]) && strings.Contains(s, " - ") && len(s) < 70
}

// findSignature finds the signers' names at the end of the content, whose last line
// is i.
func (t *tailReader) findSignature(i int) {
	if len(t.c.Paragraphs) == 0 {
		return
	}
	last := &t.c.Paragraphs[len(t.c.Paragraphs)-1]
	from := max(last.Span.Start, t.c.Content.End-600)
	for from > last.Span.Start && from < t.c.Content.End && !isBlank(t.text[from-1]) {
		from++
	}
	tail := t.text[from:t.c.Content.End]
	t.c.Signers = parseSigners(t.plainLines(tail))
	if len(t.c.Signers) == 0 {
		return
	}
	at := lastIndex(tail, t.c.Signers[0])
	if at < 0 || len(tail)-at > 200 {
		return
	}
	at += from
	if t.endsASentence(at, at+len(t.c.Signers[0])) {
		t.c.Signers = nil
		return
	}
	if l := t.lines[i]; l.in == at {
		at = l.start
	}
	if at <= last.Span.Start {
		return
	}
	last.Span.End = at
	t.mark(at, PieceSignature)
}

// lastIndex is strings.LastIndex for a word that is mostly near the end of s: it does
// not hash what precedes it.
func lastIndex(s, word string) int {
	for i := len(s) - len(word); i >= 0; i-- {
		if strings.HasPrefix(s[i:], word) {
			return i
		}
	}
	return -1
}

// endsASentence reports whether [at, end) of the text is the last word of a
// sentence and not a name: a full stop follows it, and it has lower case or the
// text before it does not end a sentence.
func (t *tailReader) endsASentence(at, end int) bool {
	end = min(end, t.c.Content.End)
	if strings.TrimSpace(t.text[end:t.c.Content.End]) != "." {
		return false
	}
	before := strings.TrimSpace(t.text[max(t.first, at-40):at])
	return hasLower(t.text[at:end]) || before != "" && strings.IndexByte(".?!)\":", before[len(before)-1]) < 0
}
