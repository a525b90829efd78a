package cable

import (
	"strings"

	"reftel/corpus/cable/classifiedby"
	"reftel/corpus/cable/refs"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// A tailReader finds the end of the content and the signature.
type tailReader struct{ *reading }

// cutTail takes from the content what archives put after the text, and finds
// the signature.
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

// maxResidue is the number of lines that a relay or a scan left below a
// signature.
const maxResidue = 4

// aboveResidue returns the line of the signature if all that stands below it, up
// to the line i, is residue: counts of copies, numbers, banners. It returns -1 if
// there is no such line. The signature is below the offset first.
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

// isTailJunk reports whether s, a last line, is of no text: the end of a
// message, the marks of an archive.
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

// findSignature looks for the signers' names at the end of the content, whose
// last line is i.
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
	at := strings.LastIndex(tail, t.c.Signers[0])
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

// endsASentence reports whether what was taken for a name, [at, end) of the
// text, is the last word of a sentence: a dot follows it, and it is in lower
// case or what precedes it does not end a sentence.
func (t *tailReader) endsASentence(at, end int) bool {
	end = min(end, t.c.Content.End)
	if strings.TrimSpace(t.text[end:t.c.Content.End]) != "." {
		return false
	}
	before := strings.TrimSpace(t.text[max(t.first, at-40):at])
	return hasLower(t.text[at:end]) || before != "" && strings.IndexByte(".?!)\":", before[len(before)-1]) < 0
}

// A valueReader reads the values of the zones into the cable.
type valueReader struct{ *reading }

// zoneText returns the text of a zone without furniture.
func (v *valueReader) zoneText(z zone) string {
	if !z.found || z.End < z.Start {
		return ""
	}
	return v.plainLines(v.clean(z.Start, min(z.End, v.c.Content.End)))
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

func (v *valueReader) readZoneValues() {
	z := &v.zones
	if text := v.zoneText(z.eo); text != "" {
		text = mendOrder(text)
		v.c.EO, v.c.Declassify = parseDeclassify(text)
	}
	if z.tags.found {
		text := v.zoneText(z.tags)
		n := tagsZoneLabel(text)
		v.c.Tags = tags.ParseLine(strings.TrimLeft(text[n:], " :."), v.c.Date)
	}
	if z.subject.found {
		text := v.zoneText(z.subject)
		n := subjectLabel(text[labelIndent(text):])
		if n > 0 {
			n += labelIndent(text)
		}
		v.c.Subject, v.c.SubjectMark = parseSubject(withoutBlankLines(behindLabel(text, n)))
		v.c.Title = titleOf(v.c.Subject)
	}
	v.checkTags()
	if saysCorrected(v.c.Subject) {
		v.c.Status = appendOnce(v.c.Status, "corrected")
	}
	if text := v.refsText(); text != "" {
		v.c.Refs = refs.Parse(text, v.year, v.c.ID)
	}
	if text := v.zoneText(z.classified); text != "" {
		if skip := labelIndent(text); hasPrefixFold(text[skip:], "CLASS BY") {
			text = "Classified By" + text[skip+len("CLASS BY"):]
		}
		v.c.ClassifiedBy, v.c.Reasons, v.c.DerivedFrom = classifiedby.Parse(text[labelIndent(text):])
	} else if len(v.c.Paragraphs) > 0 {
		v.classifiedByParagraph()
	}
	(&extentReader{reading: v.reading}).fillFromCopies()
	archiveReader{v.reading}.fillFromFacts()
	if !z.tags.found && len(v.c.Tags) == 0 {
		v.problem(ProblemNoTags, -1, "no TAGS line")
	}
	if v.c.Subject == "" {
		v.problem(ProblemNoSubject, -1, "no subject line")
	}
	v.readAttention()
}

// tagsZoneLabel returns the length of the label that the TAGS zone begins with.
func tagsZoneLabel(zone string) int {
	skip := labelIndent(zone)
	n := tagsLabel(zone[skip:])
	if n == 0 {
		return 0
	}
	return skip + n
}

// behindLabel returns the text of a zone behind its label, which takes n bytes,
// and behind what parts it from the text.
func behindLabel(text string, n int) string {
	if n == 0 {
		return strings.TrimLeft(text, " :")
	}
	text = strings.TrimLeft(text[n:], " :;.")
	if rest, ok := strings.CutPrefix(text, "- "); ok {
		return strings.TrimLeft(rest, " ")
	}
	return text
}

// saysCorrected reports whether a subject says that this is a corrected copy.
func saysCorrected(subject string) bool {
	for i := 0; i < len(subject); i++ {
		if subject[i] == 'C' && (i == 0 || !isLetter(subject[i-1])) && isCorrection(subject[i:]) {
			return true
		}
	}
	return strings.Contains(subject, "(CORRECTED")
}

// mendOrder returns the E.O. zone with its label and number as its reader knows
// them.
func mendOrder(text string) string {
	if n := bareOrder(text); n > 0 {
		return "E.O. " + text[n:]
	}
	skip := labelIndent(text)
	n := eoLabel(text[skip:])
	if n == 0 {
		return text
	}
	rest := text[skip+n:]
	if number := orderNumber(rest); number != "" && (digits(rest) < 5 || upper(text[skip]) == 'F') {
		return "E.O. " + number + rest[5:]
	}
	return text
}

// refsText returns the text of the REF block with a label that its reader knows.
func (v *valueReader) refsText() string {
	text := v.zoneText(v.zones.refs)
	skip := labelIndent(text)
	if n := refLabel(text[skip:]); n > 0 && !hasPrefixFold(text[skip:], "REF") {
		return "REF" + text[skip+n:]
	}
	return text
}

// checkTags reports the TAGS that are no codes and stand for one.
func (v *valueReader) checkTags() {
	at := -1
	if v.zones.tags.found {
		at = v.zones.tags.Start
	}
	for _, tag := range v.c.Tags {
		if tag.Meant != "" {
			v.problem(ProblemTag, at, "%s is no TAGS code; %s is meant", tag.Code, tag.Meant)
		}
	}
}

// withoutBlankLines returns s without its blank lines: where they stand within
// a zone, they part its lines and do not end it.
func withoutBlankLines(s string) string {
	if !strings.Contains(s, "\n\n") && !strings.Contains(s, "\n \n") {
		return s
	}
	var b strings.Builder
	for s != "" {
		var line string
		if line, s = cutLine(s); blanks(line) < len(line) {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// classifiedByParagraph reads who classified the cable where the first
// paragraph says it, as was the form in the 1990s: "1. (U) CLASSIFIED BY …".
func (v *valueReader) classifiedByParagraph() {
	span := v.c.Paragraphs[0].Span
	text := strings.TrimSpace(v.plainLines(v.clean(span.Start, min(span.End, span.Start+600))))
	if m, ok := parseMarker(text); ok {
		text = text[m.end:]
	}
	if classifiedLabel(text) > 0 {
		v.c.ClassifiedBy, v.c.Reasons, v.c.DerivedFrom = classifiedby.Parse(text)
	}
}

// readID sets the id, and tells where archive and text differ.
func (v *valueReader) readID() {
	text := v.class.id
	if text.Year == 0 {
		text.Year = v.year
	}
	if text.Number == "" && v.page.post != "" {
		text = mrn.MRN{Year: v.year, Post: v.page.post, Number: v.page.number}
	}
	if m, err := mrn.Parse(v.class.party, v.year); err == nil {
		v.c.Aliases = appendOnce(v.c.Aliases, m.String())
	}
	switch {
	case v.c.ID == "" && text.Number == "":
		v.problem(ProblemNoID, -1, "neither the archive nor the text names the cable")
	case v.c.ID == "":
		v.c.ID = text.String()
	case text.Number != "" && v.own.Number != "" && !onlyOf(text.Post, "X") && (text.Number != v.own.Number || text.Post != v.own.Post):
		v.c.Aliases = appendOnce(v.c.Aliases, text.String())
		v.problem(ProblemID, v.class.start, "the text names %s, the archive %s", text, v.c.ID)
	}
}

func (v *valueReader) readMentions() {
	skip := make([]Span, 0, len(v.furn)+2)
	base := v.c.Content.Start
	for _, piece := range v.c.Pieces {
		if piece.Kind.isCut() || piece.Kind == PieceMarker || piece.Kind == PieceRefs || piece.Kind == PieceClassification {
			skip = append(skip, Span{piece.Start - base, piece.End - base})
		}
	}
	v.c.Mentions = findMentions(v.text[base:v.c.Content.End], skip, v.year, v.c.ID)
	v.c.Redactions = countRedactions(v.text[base:v.c.Content.End])
}

// countRedactions returns the number of runs of four and more X in s.
func countRedactions(s string) int {
	n := 0
	for _, run := range []string{"XXXX", "xxxx"} {
		for at := 0; ; {
			i := strings.Index(s[at:], run)
			if i < 0 {
				break
			}
			n++
			for at += i; at < len(s) && s[at] == run[0]; at++ {
			}
		}
	}
	return n
}

// knownHeadings are the openings of paragraphs that name their part of the cable.
var knownHeadings = []string{
	"SUMMARY AND COMMENT", "SUMMARY AND ACTION REQUEST", "SUMMARY", "INTRODUCTION", "COMMENT AND ACTION REQUEST",
	"COMMENT", "ACTION REQUEST", "ACTION REQUESTED", "BACKGROUND", "NOTE", "KEY POINTS", "CONCLUSION",
	"RECOMMENDATION", "BIO NOTE",
}

// readHeadings gives paragraphs that have no heading of their own the one that
// their text begins with: "(C) SUMMARY: …".
func (v *valueReader) readHeadings() {
	for i := range v.c.Paragraphs {
		if para := &v.c.Paragraphs[i]; para.Heading == "" {
			para.Heading = headingOf(para.Text)
		}
	}
}

// headingOf returns the heading that text begins with, "" if it has none.
func headingOf(text string) string {
	if hasPrefixFold(text, "BEGIN ") {
		text = text[len("BEGIN "):]
	}
	for _, h := range knownHeadings {
		if hasWordFold(text, h) {
			rest := strings.TrimLeft(text[len(h):], " ")
			if rest != "" && (rest[0] == ':' || rest[0] == '.' || rest[0] == '-') {
				return text[:len(h)]
			}
			return ""
		}
	}
	return ""
}
