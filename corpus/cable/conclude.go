package cable

import (
	"strings"

	"reftel/corpus/cable/classifiedby"
	"reftel/corpus/cable/refs"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// conclude fills the cable from the zones that were found.
func (p *parser) conclude() {
	p.c.Content = Span{p.first, max(p.first, p.contentLimit())}
	p.cutTail()
	p.fixFurniture()
	p.makePieces()
	p.readID()
	p.readDate()
	p.readZoneValues()
	p.fillTexts()
	p.readHeadings()
	p.readClass()
	p.readMentions()
	p.c.Summary = parseSummary(p.c.Paragraphs, p.c.Body)
	p.collectUnplaced()
	p.listFurniture()
	p.check()
}

// cutTail takes from the content what archives put after the text, and finds
// the signature.
func (p *parser) cutTail() {
	i, first := len(p.lines)-1, p.first
	if n := len(p.c.Paragraphs); n > 0 {
		first = p.c.Paragraphs[n-1].Span.Start
	}
	if above := p.aboveResidue(i, first); above > 0 {
		i = above
	}
	for i > 0 && p.lines[i].in > first && (p.lines[i].kind != lineText || isTailJunk(p.lineText(i))) {
		if p.lines[i].kind == lineText && strings.HasPrefix(p.lineText(i), "...") {
			p.problem(ProblemCut, p.lines[i].in, "the text ends short")
		}
		i--
	}
	if i < 0 {
		return
	}
	p.c.Content.End = p.lines[i].end
	p.findSignature(i)
	for j := range p.c.Paragraphs {
		if span := &p.c.Paragraphs[j].Span; span.End > p.c.Content.End {
			span.End = p.c.Content.End
		}
	}
}

// maxResidue is the number of lines that a relay or a scan left below a
// signature.
const maxResidue = 4

// aboveResidue returns the line of the signature if all that stands below it, up
// to the line i, is residue: counts of copies, numbers, banners. It returns -1 if
// there is no such line. The signature is below the offset first.
func (p *parser) aboveResidue(i, first int) int {
	residue := 0
	for ; i > 0 && p.lines[i].in > first && residue <= maxResidue; i-- {
		if p.lines[i].kind != lineText {
			continue
		}
		s := p.lineText(i)
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
func (p *parser) findSignature(i int) {
	if len(p.c.Paragraphs) == 0 {
		return
	}
	last := &p.c.Paragraphs[len(p.c.Paragraphs)-1]
	from := max(last.Span.Start, p.c.Content.End-600)
	for from > last.Span.Start && from < p.c.Content.End && !isBlank(p.text[from-1]) {
		from++
	}
	tail := p.text[from:p.c.Content.End]
	p.c.Signers = parseSigners(p.plainLines(tail))
	if len(p.c.Signers) == 0 {
		return
	}
	at := strings.LastIndex(tail, p.c.Signers[0])
	if at < 0 || len(tail)-at > 200 {
		return
	}
	at += from
	if p.endsASentence(at, at+len(p.c.Signers[0])) {
		p.c.Signers = nil
		return
	}
	if l := p.lines[i]; l.in == at {
		at = l.start
	}
	if at <= last.Span.Start {
		return
	}
	last.Span.End = at
	p.mark(at, PieceSignature)
}

// endsASentence reports whether what was taken for a name, [at, end) of the
// text, is the last word of a sentence: a dot follows it, and it is in lower
// case or what precedes it does not end a sentence.
func (p *parser) endsASentence(at, end int) bool {
	end = min(end, p.c.Content.End)
	if strings.TrimSpace(p.text[end:p.c.Content.End]) != "." {
		return false
	}
	before := strings.TrimSpace(p.text[max(p.first, at-40):at])
	return hasLower(p.text[at:end]) || before != "" && strings.IndexByte(".?!)\":", before[len(before)-1]) < 0
}

// zoneText returns the text of a zone without furniture.
func (p *parser) zoneText(z zone) string {
	if !z.found || z.End < z.Start {
		return ""
	}
	return p.plainLines(p.clean(z.Start, min(z.End, p.c.Content.End)))
}

// plainLines returns s with its line ends as the readers of zones know them.
func (p *parser) plainLines(s string) string {
	if !p.scan.exotic {
		return s
	}
	return lineEnds.Replace(s)
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

func (p *parser) readZoneValues() {
	z := &p.zones
	if text := p.zoneText(z.eo); text != "" {
		if n := bareOrder(text); n > 0 {
			text = "E.O. " + text[n:]
		}
		p.c.EO, p.c.Declassify = parseDeclassify(text)
	}
	if z.tags.found {
		text := p.zoneText(z.tags)
		_, n := p.labelOf(text)
		p.c.Tags = tags.ParseLine(strings.TrimLeft(text[n:], " :."), p.c.Date)
	}
	if z.subject.found {
		text := p.zoneText(z.subject)
		n := subjectLabel(text[labelIndent(text):])
		if n > 0 {
			n += labelIndent(text)
		}
		p.c.Subject, p.c.SubjectMark = parseSubject(withoutBlankLines(strings.TrimLeft(text[n:], " :")))
		p.c.Title = titleOf(p.c.Subject)
	}
	p.checkTags()
	if strings.Contains(p.c.Subject, "CORRECTED COPY") || isCorrection(p.c.Subject) {
		p.c.Status = appendOnce(p.c.Status, "corrected")
	}
	if text := p.refsText(); text != "" {
		p.c.Refs = refs.Parse(text, p.year, p.c.ID)
	}
	if text := p.zoneText(z.classified); text != "" {
		p.c.ClassifiedBy, p.c.Reasons, p.c.DerivedFrom = classifiedby.Parse(text[labelIndent(text):])
	} else if len(p.c.Paragraphs) > 0 {
		p.classifiedByParagraph()
	}
	p.fillFromCopies()
	p.fillFromFacts()
	if !z.tags.found && len(p.c.Tags) == 0 {
		p.problem(ProblemNoTags, -1, "no TAGS line")
	}
	if p.c.Subject == "" {
		p.problem(ProblemNoSubject, -1, "no subject line")
	}
	p.readAttention()
}

// refsText returns the text of the REF block with a label that its reader knows.
func (p *parser) refsText() string {
	text := p.zoneText(p.zones.refs)
	skip := labelIndent(text)
	if n := refLabel(text[skip:]); n > 0 && !hasPrefixFold(text[skip:], "REF") {
		return "REF" + text[skip+n:]
	}
	return text
}

// checkTags reports the TAGS that are no codes and stand for one.
func (p *parser) checkTags() {
	at := -1
	if p.zones.tags.found {
		at = p.zones.tags.Start
	}
	for _, tag := range p.c.Tags {
		if tag.Meant != "" {
			p.problem(ProblemTag, at, "%s is no TAGS code; %s is meant", tag.Code, tag.Meant)
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
func (p *parser) classifiedByParagraph() {
	span := p.c.Paragraphs[0].Span
	text := strings.TrimSpace(p.plainLines(p.clean(span.Start, min(span.End, span.Start+600))))
	if m, ok := parseMarker(text); ok {
		text = text[m.end:]
	}
	if classifiedLabel(text) > 0 {
		p.c.ClassifiedBy, p.c.Reasons, p.c.DerivedFrom = classifiedby.Parse(text)
	}
}

// readID sets the id, and tells where archive and text differ.
func (p *parser) readID() {
	text := p.class.id
	if text.Year == 0 {
		text.Year = p.year
	}
	if text.Number == "" && p.page.post != "" {
		text = mrn.MRN{Year: p.year, Post: p.page.post, Number: p.page.number}
	}
	switch {
	case p.c.ID == "" && text.Number == "":
		p.problem(ProblemNoID, -1, "neither the archive nor the text names the cable")
	case p.c.ID == "":
		p.c.ID = text.String()
	case text.Number != "" && p.own.Number != "" && !onlyOf(text.Post, "X") && (text.Number != p.own.Number || text.Post != p.own.Post):
		p.c.Aliases = appendOnce(p.c.Aliases, text.String())
		p.problem(ProblemID, p.class.start, "the text names %s, the archive %s", text, p.c.ID)
	}
}

func (p *parser) readMentions() {
	skip := make([]Span, 0, len(p.furn)+2)
	base := p.c.Content.Start
	for _, piece := range p.c.Pieces {
		if piece.Kind.isCut() || piece.Kind == PieceRefs || piece.Kind == PieceClassification {
			skip = append(skip, Span{piece.Start - base, piece.End - base})
		}
	}
	p.c.Mentions = findMentions(p.text[base:p.c.Content.End], skip, p.year, p.c.ID)
	p.c.Redactions = countRedactions(p.text[base:p.c.Content.End])
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
func (p *parser) readHeadings() {
	for i := range p.c.Paragraphs {
		if para := &p.c.Paragraphs[i]; para.Heading == "" {
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
