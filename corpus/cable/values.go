package cable

import (
	"strings"

	"reftel/corpus/cable/classifiedby"
	"reftel/corpus/cable/refs"
	"reftel/corpus/lists"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// A valueReader reads the values of the zones into the cable.
type valueReader struct{ *reading }

// zoneText returns the text of a zone without furniture.
func (v *valueReader) zoneText(z zone) string {
	if !z.found || z.End < z.Start {
		return ""
	}
	return v.plainLines(v.clean(z.Start, min(z.End, v.c.Content.End)))
}

// lineEnds replaces all line ends by "\n".
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// readZoneValues sets the fields of the cable from its zones, and those that these
// lack from its copies and the archive's facts.
func (v *valueReader) readZoneValues() {
	z := &v.zones
	if text := v.zoneText(z.eo); text != "" {
		text = mendOrder(text)
		v.c.EO, v.c.Declassify = parseDeclassify(text)
	}
	if z.tags.found {
		text := v.zoneText(z.tags)
		v.c.Tags = tags.ParseLine(strings.TrimLeft(text[zoneLabel(text, tagsLabel):], " :."), v.c.Date)
	}
	if z.subject.found {
		text := v.zoneText(z.subject)
		v.c.Subject, v.c.SubjectMark = parseSubject(withoutBlankLines(behindLabel(text, zoneLabel(text, subjectLabel))))
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
	v.c.Signals = lists.Distinct(v.c.Signals)
}

// zoneLabel returns the length of the label at the start of a zone, with what
// precedes it; 0 if label finds none.
func zoneLabel(zone string, label func(string) int) int {
	skip := labelIndent(zone)
	n := label(zone[skip:])
	if n == 0 {
		return 0
	}
	return skip + n
}

// behindLabel returns the text of a zone after its label of n bytes and the
// punctuation that follows the label.
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

// mendOrder returns the E.O. zone with its label and number in the form that
// parseDeclassify reads.
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

// refsText returns the text of the REF block with a label that refs.Parse reads.
func (v *valueReader) refsText() string {
	text := v.zoneText(v.zones.refs)
	skip := labelIndent(text)
	if n := refLabel(text[skip:]); n > 0 && !hasPrefixFold(text[skip:], "REF") {
		return "REF" + text[skip+n:]
	}
	return text
}

// checkTags reports the TAGS that are misspelt codes.
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

// withoutBlankLines returns s without blank lines. Within a zone they separate its
// lines.
func withoutBlankLines(s string) string {
	if !strings.Contains(s, "\n\n") && !strings.Contains(s, "\n \n") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len("\n"))
	for s != "" {
		var line string
		if line, s = cutLine(s); blanks(line) < len(line) {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// classifiedByParagraph reads who classified the cable from the first paragraph,
// as was the form in the 1990s: "1. (U) CLASSIFIED BY …".
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

// readID sets the id and reports whether archive and text differ.
func (v *valueReader) readID() {
	text := v.class.id
	if text.Year == 0 {
		text.Year = v.year
	}
	if text.Number == "" && v.page.post != "" {
		text = mrn.MRN{Year: v.year, Post: v.page.post, Number: v.page.number}
	}
	if v.class.party != "" {
		if m, err := mrn.Parse(v.class.party, v.year); err == nil {
			v.c.Aliases = appendOnce(v.c.Aliases, m.String())
		}
	}
	switch {
	case v.c.ID == "" && text.Number == "":
		v.problem(ProblemNoID, -1, "neither the archive nor the text names the cable")
	case v.c.ID == "":
		v.c.ID = text.String()
	case text.Number != "" && v.own.Number != "" && !onlyOf(text.Post, "X") && !sameNumber(text, v.own):
		v.c.Aliases = appendOnce(v.c.Aliases, text.String())
		v.problem(ProblemID, v.class.start, "the text names %s, the archive %s", text, v.c.ID)
	}
}

// readMentions finds the MRNs in the text and counts its redactions.
func (v *valueReader) readMentions() {
	skip := v.skip[:0]
	base := v.c.Content.Start
	for _, piece := range v.c.Pieces {
		if piece.Kind.isCut() || piece.Kind == PieceMarker || piece.Kind == PieceRefs || piece.Kind == PieceClassification {
			skip = append(skip, Span{piece.Start - base, piece.End - base})
		}
	}
	v.skip = skip
	v.c.Mentions = findMentions(v.text[base:v.c.Content.End], skip, v.year, v.c.ID)
	v.c.Redactions = countRedactions(v.text[base:v.c.Content.End])
}

// minRedaction is the minimum length of a run of X that stands for redacted text.
const minRedaction = 4

// countRedactions returns the number of runs of X in s. Of each minRedaction bytes it
// looks at one, since a run has one of these.
func countRedactions(s string) int {
	n := 0
	for i := minRedaction - 1; i < len(s); i += minRedaction {
		// Two of them are in the next 8 bytes.
		for i+minRedaction < len(s) {
			if run := foldedRun(s[i+1-minRedaction:]); byte(run>>24) == 'x' || byte(run>>56) == 'x' {
				break
			}
			i += 2 * minRedaction
		}
		if i >= len(s) || s[i]|0x20 != 'x' {
			continue
		}
		start, x := i, s[i]
		for start > 0 && s[start-1] == x {
			start--
		}
		for i+1 < len(s) && s[i+1] == x {
			i++
		}
		if i+1-start >= minRedaction {
			n++
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

// readHeadings sets the heading of paragraphs that have none from the start of
// their text: "(C) SUMMARY: …".
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
