package cable

import (
	"strings"

	"reftel/corpus/mrn"
)

// The header of a text, from the classification line to the first paragraph,
// is a sequence of zones. Each begins with a label (E.O., TAGS, SUBJECT, REF,
// Classified By) at the start of a line or, in archives that wrapped the lines
// again, within one. Captions and attention lines have no label.

// A zoneMark is an offset from which on the text is of a kind.
type zoneMark struct {
	at   int
	kind PieceKind
	para int
}

// A zone is a labelled block.
type zone struct {
	Span
	found bool
}

// A headerReader finds the zones of the header.
type headerReader struct {
	*reading
	current      PieceKind // the kind of the zone of the line before
	gap          bool      // blank lines precede the line
	seenAnyLabel bool
	// below is the run of text lines that isTextBelowSubject read last, item the
	// one that itemFollows did.
	below, item textRun
	label       lineLabel // of the line that startsBody read last
}

// A lineLabel is the label of a line, as labelOf returns it.
type lineLabel struct {
	line int
	kind PieceKind
	n    int
}

// A textRun is what is known of a run of text lines, so that none is read again for
// each line of the run: the lines after from were read up to to.
type textRun struct {
	from, to int
	found    bool // the line to is what was looked for, not the end of the run
	stop     int  // the last line that ends in a stop
}

// has reports whether the run covers what follows line i.
func (r *textRun) has(i int) bool { return r.from <= i && i < r.to }

// readZones finds the zones of the header and the first line of the body.
func (h *headerReader) readZones() {
	h.mark(h.first, PieceClassification)
	h.current = PieceClassification
	i := 1
	for ; i < len(h.lines); i++ {
		l := h.lines[i]
		switch l.kind {
		case lineFurniture:
			continue
		case lineBlank:
			h.gap = true
			continue
		}
		if h.startsBody(i) {
			break
		}
		if at := h.headerLine(i); at > 0 {
			i = h.splitLine(i, at)
			break
		}
		h.gap = false
	}
	if i == len(h.lines) && !h.seenAnyLabel {
		h.withoutHeader()
		return
	}
	h.body = i
	end := h.contentLimit()
	if i < len(h.lines) {
		end = h.lines[i].start
	}
	h.closeZone(end)
}

// withoutHeader takes all below the classification line as the body, for a text
// without labels.
func (h *headerReader) withoutHeader() {
	h.zones = zones{}
	h.pieceMarks = h.pieceMarks[:1]
	h.body = 1
}

// splitLine splits the line i at the offset at and returns the index of the second
// part.
func (h *headerReader) splitLine(i, at int) int {
	l := h.lines[i]
	if at <= l.in {
		return i
	}
	h.lines = append(h.lines, line{})
	copy(h.lines[i+2:], h.lines[i+1:])
	h.lines[i].end, h.lines[i].next = trimRightBlanks(h.text, l.in, at), at
	h.lines[i+1] = line{start: at, in: at, end: l.end, next: l.next}
	return i + 1
}

// headerLine reads the line i of the header. It returns the offset at which
// the body begins, if it begins within the line.
func (h *headerReader) headerLine(i int) (body int) {
	l := h.lines[i]
	at := l.in
	if h.seenAnyLabel && isCorrection(h.text[l.in:l.end]) {
		h.c.Status = appendOnce(h.c.Status, "corrected")
	}
	kind, n := h.label.kind, h.label.n
	if h.label.line != i {
		kind, n = h.labelOf(h.text[l.in:l.end])
	}
	switch {
	case n > 0:
		h.openZone(kind, l.start, l.in)
		at += n
	case h.isBareSubject(i):
		h.openZone(PieceSubject, l.start, l.in)
	default:
		at = h.unlabelled(i)
	}
	limit := min(l.end, at+4000)
	opens := h.openLabels()
	for at < limit {
		c := h.text[at]
		if at > l.in && isBlank(h.text[at-1]) && h.mayBeBody(c, l) && h.bodyInside(at, l) {
			return at
		}
		n := 0
		if opens>>(c-'A')&1 != 0 {
			if kind, n = h.labelInside(h.text, at, l.end); n > 0 {
				h.openZone(kind, at, at)
				opens = h.openLabels()
			}
		}
		at += max(n, 1)
	}
	return 0
}

// mayBeBody reports whether bodyInside may find the body at the byte c of the line l.
func (h *headerReader) mayBeBody(c byte, l line) bool {
	return c == '1' || c == '(' || c == 0xc2 || h.current == PieceRefs && l.end-l.in > 200
}

// bodyInside reports whether the body begins at the offset at, within the line
// l of the header: with a first paragraph's marker or, after the last zones,
// with a portion mark or running text.
func (h *headerReader) bodyInside(at int, l line) bool {
	s := h.text[at:l.end]
	if isParagraphOne(s) {
		return true
	}
	current := h.current
	if current != PieceRefs && current != PieceClassifiedBy && current != PieceSubject {
		return false
	}
	switch {
	case s[0] == '1':
		m, ok := parseMarker(s[:min(len(s), 120)])
		return ok && m.number == 1 && current != PieceSubject && isProse(s[m.end:])
	case s[0] == '(':
		_, n, known := markAt(s)
		if !known || at-l.in <= 10 || !startsSentence(s[n:]) || !isProse(s[n:]) {
			return false
		}
		_, label := h.labelOf(s)
		return label == 0
	}
	if current != PieceRefs || len(s) <= 200 || !isUpper(s[0]) || isRefItem(s) {
		return false
	}
	if _, label := h.labelHere(s); label > 0 {
		return false
	}
	before := trimRightBlanks(h.text, l.in, at)
	return isDigit(h.text[before-1]) && isProse(s)
}

// startsSentence reports whether s begins with blanks and a capital, a quote or a
// byte outside ASCII.
func startsSentence(s string) bool {
	n := blanks(s)
	return n > 0 && n < len(s) && (isUpper(s[n]) || s[n] >= 0x80 || s[n] == '"')
}

// openZone closes the current zone and begins one of a kind at the offset at; its
// label is at the offset in.
func (h *headerReader) openZone(kind PieceKind, at, in int) {
	h.seenAnyLabel = true
	if h.current == kind && (kind == PieceClassifiedBy || kind == PieceRefs) {
		return
	}
	h.closeZone(at)
	h.current = kind
	h.mark(at, kind)
	if slot := h.zoneOf(kind); slot != nil && !slot.found {
		*slot = zone{Span: Span{in, -1}, found: true}
	}
}

// zoneOf returns the labelled zone of a kind, or nil.
func (h *headerReader) zoneOf(kind PieceKind) *zone {
	switch kind {
	case PieceEO:
		return &h.zones.eo
	case PieceTAGS:
		return &h.zones.tags
	case PieceSubject:
		return &h.zones.subject
	case PieceRefs:
		return &h.zones.refs
	case PieceClassifiedBy:
		return &h.zones.classified
	}
	return nil
}

// closeZone ends the current zone at the offset end.
func (h *headerReader) closeZone(end int) {
	if slot := h.zoneOf(h.current); slot != nil && slot.found && slot.End < 0 {
		slot.End = end
	}
	if n := len(h.zones.attention); h.current == PieceAttention && n > 0 && h.zones.attention[n-1].End < 0 {
		h.zones.attention[n-1].End = end
	}
}

// unlabelled reads the start of a line that has no label: captions and attention
// lines before the first label, further lines of the current zone after it. It
// returns the offset from which on the line may have labels.
func (h *headerReader) unlabelled(i int) int {
	l := h.lines[i]
	if h.seenAnyLabel && !h.isAttention(i) {
		if s := h.lineText(i); isNotice(s) && isCaptions(s) {
			h.notice(s, l)
			return l.end
		}
		if !h.goesOn(i) {
			h.switchZone(PieceOther, l.start, l.in)
		}
		return l.in
	}
	at := l.in
	for at < l.end {
		s := h.text[at:l.end]
		if handling, n := captionWord(s); n > 0 && isUpper(upper(s[0])) {
			h.caption(at, l, handling)
			at += n
			at += len(h.text[at:l.end]) - len(strings.TrimLeft(h.text[at:l.end], " ,/\t"))
			continue
		}
		break
	}
	s := h.text[at:l.end]
	switch {
	case at == l.end:
	case h.garbledCaption(s, at, l):
	case isCorrection(s):
		h.c.Status = appendOnce(h.c.Status, "corrected")
		h.switchZone(PieceCaption, l.start, at)
	case isCaptions(s), h.current == PieceCaption && strings.TrimSpace(s) == "DISTRIBUTION": // the second line of "NOT FOR INTERNET DISTRIBUTION"
		h.caption(at, l, "")
	case h.isAttention(i) || at > l.in:
		h.switchZone(PieceAttention, l.start, at)
	default:
		if strings.HasPrefix(s, "ZFR") {
			h.c.Status = appendOnce(h.c.Status, "cancelled")
		}
		h.switchZone(PieceOther, l.start, at)
	}
	return at
}

// notice reads the captions of the line s below the first label.
func (h *headerReader) notice(s string, l line) {
	for s != "" {
		handling, n := captionWord(s)
		if n == 0 {
			s = s[1:]
			continue
		}
		h.caption(l.in, l, handling)
		s = s[n:]
	}
}

// caption records a caption at the offset at of the line l.
func (h *headerReader) caption(at int, l line, handling string) {
	h.switchZone(PieceCaption, l.start, at)
	if handling != "" {
		h.c.Handling = append(h.c.Handling, handling) // readClass makes them distinct
	}
}

// switchZone begins an unlabelled zone unless the current one is of that kind.
func (h *headerReader) switchZone(kind PieceKind, start, at int) {
	if h.current == kind {
		return
	}
	if at > start && isBlanksOnly(h.text[start:at]) {
		at = start
	}
	h.closeZone(at)
	h.current = kind
	h.mark(at, kind)
	if kind == PieceAttention {
		h.zones.attention = append(h.zones.attention, Span{at, -1})
	}
}

func isBlanksOnly(s string) bool { return blanks(s) == len(s) }

// garbledCaption reads a line that is a misread caption, and reports whether it
// is one.
func (h *headerReader) garbledCaption(s string, at int, l line) bool {
	if len(s) < 4 || len(s) > 10 || letters(s) < len(s)-1 || !mostlyUpper(s) {
		return false
	}
	caption := ""
	switch {
	case near(s, "SIPDIS", 2):
		caption = "SIPDIS"
	case nearAll(s, "SENSITIVE", 1):
		caption = "SENSITIVE"
	case nearAll(s, "NOFORN", 1):
		caption = "NOFORN"
	default:
		return false
	}
	h.caption(at, l, caption)
	h.problem(ProblemCaption, at, "%s read as %s", s, caption)
	return true
}

// mostlyUpper reports whether at least half of s is in capitals.
func mostlyUpper(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		if isUpper(s[i]) {
			n++
		}
	}
	return 2*n >= len(s)
}

// isCorrection reports whether s begins with "CORRECTED COPY" or the like.
func isCorrection(s string) bool {
	if s != "" && isLetter(s[0]) && upper(s[0]) != 'C' {
		return false
	}
	s = strings.TrimLeft(s, "(*- ")
	n := max(spacedPrefix(s, "CORRECTED"), spacedPrefix(s, "CORRECT"))
	return n > 0 && spacedPrefix(s[n+blanks(s[n:]):], "COPY") > 0
}

// isAttention reports whether the line i names those whom the cable is for, or
// continues such a line.
func (h *headerReader) isAttention(i int) bool {
	l := h.lines[i]
	s := h.text[l.in:min(l.end, l.in+200)]
	if !isLetter(s[0]) && s[0] != '(' && s[0] != ';' && s[0] != '-' {
		return false
	}
	if h.seenAnyLabel {
		return h.gap && hasFor(s) && strings.ToUpper(s) == s && (h.current == PieceEO || h.current == PieceAttention)
	}
	return hasFor(s) || !h.gap && h.current == PieceAttention || officeLen(s) > 0
}

// hasFor reports whether s has a word of attention lines.
func hasFor(s string) bool {
	return hasWordFold(s, "FOR") || indexFold(s, " FOR ") >= 0 || indexFold(s, " PASS") >= 0 || hasPrefixFold(s, "PASS ") || indexFold(s, " FOR:") >= 0
}

// officeLen returns the length of the office symbol that s begins with
// ("PM/WRA", "EUR/WE"), 0 if there is none.
func officeLen(s string) int {
	i, slashes := 0, 0
	for i < len(s) && (isLetter(s[i]) || isDigit(s[i]) || s[i] == '/' || s[i] == '-') {
		if s[i] == '/' {
			slashes++
		}
		i++
	}
	if slashes == 0 || i < 3 || s[i-1] == '/' {
		return 0
	}
	return i
}

// startsBody reports whether the body begins with the line i.
func (h *headerReader) startsBody(i int) bool {
	s := h.lineText(i)
	if h.quoteFollows(i) {
		return true
	}
	if h.isMarkerLine(s) {
		return true
	}
	kind, n := h.labelOf(s)
	h.label = lineLabel{i, kind, n}
	if n > 0 || !h.seenAnyLabel && !h.looksLikeText(i) {
		return false
	}
	if isNotice(s) && isCaptions(s) {
		return false
	}
	if _, n, known := markAt(s); known && isProse(s[n:]) && (h.current == PieceClassifiedBy || h.current == PieceRefs || h.gap) {
		return !hasLabelWord(s)
	}
	return !h.goesOn(i) && !hasLabelWord(s) && !h.labelAhead(i)
}

// quoteFollows reports whether the line i is part of a cable that the text quotes,
// or opens the quote. The labels below are then not those of the text.
func (h *headerReader) quoteFollows(i int) bool {
	if len(h.quotes) == 0 {
		return false
	}
	quote := h.quotes[0].Start
	if h.lines[i].in >= quote {
		return true
	}
	if _, n := h.labelOf(h.lineText(i)); n > 0 || !h.gap || isCaptions(h.lineText(i)) {
		return false
	}
	for n := 0; n < maxQuoteLead && i < len(h.lines); i++ {
		if h.lines[i].kind == lineText {
			if h.lines[i].end >= quote {
				return true
			}
			n++
		}
	}
	return false
}

// hasLabelWord reports whether the line s has a label within it.
func hasLabelWord(s string) bool {
	s = s[:min(len(s), 200)]
	return strings.Contains(s, " REF: ") || strings.Contains(s, "Classified By:")
}

// goesOn reports whether the line i, which has no label, continues the current
// zone.
func (h *headerReader) goesOn(i int) bool {
	s, gap := h.lineText(i), h.gap
	if isDashes(s) {
		return false
	}
	switch h.current {
	case PieceEO:
		return !gap || hasPrefixFold(s, "DECL")
	case PieceTAGS:
		return h.isBareSubject(i) || !gap && !isCaptions(s) && h.moreTags(i) || gap && h.tagsBroken(i)
	case PieceSubject:
		if gap && h.isBareLabel(i) {
			return true
		}
		if _, n := captionWord(s); n >= len("INFORM CONSULS") {
			return false // an instruction for the relay, below a subject
		}
		if l, before := h.lines[i], h.lines[i-1]; before.kind == lineText && before.next == l.start && !strings.Contains(h.text[before.end:l.in], "\n") && !h.scan.exotic {
			return false // the line was split (flat.go)
		}
		return !gap && !h.ruleFollows(i) && !h.isTextBelowSubject(i) || gap && h.moreSubject(i)
	case PieceRefs:
		if h.isLetteredText(i) {
			return false
		}
		return isRefItem(s) || gap && h.refsBroken(i) || !gap && !h.ruleFollows(i) && !h.isTextBelowRefs(i) || digits(s) >= 3 && len(s) < 80 || h.isReference(s)
	case PieceClassifiedBy:
		return isClassifiedMore(s) || !gap && !h.ruleFollows(i) && len(s) < 400
	}
	return false
}

// tagsBroken reports whether the blank line above the line i is within the TAGS: a
// comma precedes it and codes follow.
func (h *headerReader) tagsBroken(i int) bool {
	before := h.textBefore(i, -1)
	return before >= 0 && strings.HasSuffix(h.lineText(before), ",") && len(h.lineText(i)) < 120 && upperOnly(h.lineText(i)) && !isSentence(h.lineText(i))
}

// isBareLabel reports whether the line above i is the label SUBJECT: alone.
func (h *headerReader) isBareLabel(i int) bool {
	before := h.textBefore(i, -1)
	if before < 0 {
		return false
	}
	s := h.lineText(before)
	n := subjectLabel(s[labelIndent(s):])
	return n > 0 && strings.Trim(s[labelIndent(s)+n:], " :;.") == ""
}

// moreSubject reports whether the line i, after blank lines, continues the subject,
// as in texts with a blank line after every line: it is neither a sentence nor a
// caption, and the header continues after it.
func (h *headerReader) moreSubject(i int) bool {
	s, before := h.lineText(i), h.lineText(h.textBefore(i, 0))
	_, mark, _ := markAt(s)
	return len(s) < 100 && len(before) > 40 && mark == 0 && !isProse(s) && !hasPrefixFold(s, "SENSITIVE") &&
		!strings.HasSuffix(s, ".") && h.labelAhead(i)
}

// isReference reports whether the line s is an MRN and nothing else.
func (h *headerReader) isReference(s string) bool {
	if len(s) > 40 || !isDigit(s[len(s)-1]) {
		return false
	}
	m, err := mrn.Parse(s, h.year)
	return err == nil && m.Post != ""
}

// isBareSubject reports whether the line i, after the TAGS, is a subject without
// its label: words before another label, not the heading of a paragraph.
func (h *headerReader) isBareSubject(i int) bool {
	if h.current != PieceTAGS || h.zones.subject.found || h.ruleFollows(i) {
		return false
	}
	s := h.lineText(i)
	s, _, ref := strings.Cut(s[:min(len(s), 300)], " REF:")
	return isWords(s) && (ref || h.labelAhead(i))
}

// moreTags reports whether the line i continues the TAGS of the line before: it is
// in capitals or follows a comma.
func (h *headerReader) moreTags(i int) bool {
	s, before := h.lineText(i), h.lineText(i-1)
	if strings.Contains(s[:min(len(s), 200)], " SUBJECT:") {
		return true
	}
	if len(s) >= 120 || isDashes(s) || isWords(s) {
		return false
	}
	return strings.ToUpper(s) == s || before != "" && before[len(before)-1] == ','
}

// isWords reports whether s has words that no TAGS line has.
func isWords(s string) bool {
	if len(s) > 200 || isDashes(s) || strings.IndexByte(s, '(') >= 0 {
		return false
	}
	words, long := 0, 0
	for rest := s; rest != ""; {
		n := wordLen(rest)
		if n > 6 {
			long++
		}
		if n > 0 {
			words++
		}
		rest = rest[n+blanks(rest[n:]):]
	}
	return words >= 5 && long >= 1 && strings.Count(s, ",")*3 < words
}

// looksLikeText reports whether the line i, before any label, is running text:
// the cable then has no labels at all.
func (h *headerReader) looksLikeText(i int) bool {
	s := h.lineText(i)
	return h.gap && isProse(s) && !hasFor(s[:min(len(s), 200)])
}

// isMarkerLine reports whether s begins with the marker of a first paragraph.
func (h *headerReader) isMarkerLine(s string) bool {
	m, ok := parseMarker(s)
	if !ok {
		return false
	}
	if m.mark != "" || m.pilcrow {
		return true
	}
	return (m.number == 1 || m.alt == 1 && m.dash) && (!h.refsOpen() || h.beginsText(s[m.end:]))
}

// beginsText reports whether s, after a number below a REF line, is the text of a
// paragraph and not a reference: running text, or words without an MRN.
func (h *headerReader) beginsText(s string) bool {
	if isProse(s) || isSentence(s) || isStatement(s) {
		return true
	}
	_, at, _, ok := mrn.Find(s[:min(len(s), 60)], 0, h.year)
	return letterCount(s) >= 3 && (!ok || at > 10)
}

// refsBroken reports whether the blank line above the line i is within a
// reference: it follows a letter or a year ("D. 03"), or a word or sign that joins
// references.
func (h *headerReader) refsBroken(i int) bool {
	if s := h.lineText(i); isProse(s) || isSentence(s) {
		return false
	}
	before := h.lineText(h.textBefore(i, -1))
	if strings.HasSuffix(before, ",") || strings.HasSuffix(before, ";") || hasSuffixFold(before, " AND") || before[len(before)-1] == '&' {
		return true
	}
	tail := before[max(0, len(before)-6):]
	tail = tail[strings.LastIndexByte(tail, ' ')+1:]
	if digits(tail) == 2 && len(tail) == 2 {
		return true
	}
	return len(tail) == 2 && isLetter(tail[0]) && (tail[1] == '.' || tail[1] == ')')
}

// isTextBelowRefs reports whether the line i, directly below the REF block, is
// text: the block is complete, and the line is not a reference.
func (h *headerReader) isTextBelowRefs(i int) bool {
	s, before := h.lineText(i), h.lineText(h.textBefore(i, -1))
	if before == "" || isFormLine(s) {
		return isFormLine(s)
	}
	if isRefItem(s) || strings.HasPrefix(before, "REF") && len(before) < 10 {
		return false
	}
	complete := isDigit(before[len(before)-1]) || strings.IndexByte(").;", before[len(before)-1]) >= 0
	return complete && !h.likeReference(s) && !h.itemFollows(i) && !h.isBeforeCut(i)
}

// isBeforeCut reports whether furniture follows the line i on the same line of the
// text.
func (h *headerReader) isBeforeCut(i int) bool {
	if i+1 == len(h.lines) || h.lines[i+1].kind != lineFurniture {
		return false
	}
	return !strings.Contains(h.text[h.lines[i].end:h.lines[i].next], "\n")
}

// isLetteredText reports whether the line i, below the REF block, begins with a
// letter and a stop but is text and not the next reference: a first paragraph
// whose 1 was read as I, a line of a form, or an item without an MRN below a REF
// line without letters.
func (h *headerReader) isLetteredText(i int) bool {
	s := h.lineText(i)
	if !isRefItem(s) || s[0] == '(' || !isLetter(s[0]) {
		return false
	}
	if isFormLine(s) {
		return true
	}
	if _, _, _, ok := mrn.Find(s[:min(len(s), 200)], 0, h.year); ok {
		return false
	}
	if readsAsOne(s) {
		return h.twoFollows(i)
	}
	return upper(s[0]) == 'A' && !h.refsLettered() && strings.HasSuffix(s, ".") && (isSentence(s[2:]) || isStatement(s[2:]))
}

// refsLettered reports whether the REF block begins with a letter.
func (h *headerReader) refsLettered() bool {
	text := h.text[h.zones.refs.Start:]
	text = text[:min(len(text), 60)]
	text = text[labelIndent(text):]
	return isRefItem(strings.TrimLeft(text[min(len(text), refLabel(text)):], " :.\n"))
}

// maxOneToTwo is the maximum number of lines of a first paragraph whose number
// was misread.
const maxOneToTwo = 60

// twoFollows reports whether a paragraph 2 is the next below the line i.
func (h *headerReader) twoFollows(i int) bool {
	for n := 0; n < maxOneToTwo && i+1 < len(h.lines); n++ {
		if i++; h.lines[i].kind != lineText {
			continue
		}
		if m, ok := parseMarker(h.lineText(i)); ok {
			return m.number == 2
		}
	}
	return false
}

// itemFollows reports whether one of the lines directly below i begins another
// reference.
func (h *headerReader) itemFollows(i int) bool {
	if run := &h.item; !run.has(i) {
		*run = textRun{from: i, to: i + 1}
		for ; run.to < len(h.lines) && h.lines[run.to].kind == lineText; run.to++ {
			if s := h.lineText(run.to); isRefItem(s) && !isFormLine(s) {
				run.found = true
				break
			}
		}
	}
	return h.item.found
}

// isStationLine reports whether s is an addressee with its routing indicator.
func isStationLine(s string) bool {
	for _, w := range [...]string{"TO ", "INFO "} {
		s = strings.TrimPrefix(s, w)
	}
	i := strings.IndexByte(s, '/')
	return i > 0 && isRouting(s[:i])
}

// isCutShort reports whether an archive cut the line s short.
func isCutShort(s string) bool { return strings.HasSuffix(s, "...") || strings.HasSuffix(s, "…") }

// isFormLine reports whether s is a line of a form, such as a visa application:
// "A. NAME: ROE, JANE".
func isFormLine(s string) bool {
	if !isRefItem(s) || s[0] == '(' {
		return false
	}
	s = strings.TrimLeft(s[2:], " ")
	i := strings.IndexByte(s, ':')
	return i >= 3 && i <= 30 && upperOnly(s[:i]) && !strings.ContainsAny(s[:i], "0123456789") && refLabel(s) == 0
}

// likeReference reports whether s may continue a list of references.
func (h *headerReader) likeReference(s string) bool {
	if isCutShort(s) || isRoutingLine(s) || isHeaderLine(s) || isStationLine(s) {
		return true
	}
	_, at, _, ok := mrn.Find(s[:min(len(s), 200)], 0, h.year)
	if ok && at < 40 && !isStatement(s) && !strings.HasPrefix(s, "SEE ") {
		return true
	}
	if isSentence(s) || isStatement(s) || strings.HasPrefix(s, "SEE ") || headingOf(s) != "" {
		return h.isReference(s)
	}
	for _, w := range [...]string{"AND ", "OR ", "(", "&", "[", "DTD", "DATED"} {
		if hasPrefixFold(s, w) {
			return true
		}
	}
	for _, w := range [...]string{"NOTAL", "ET SEQ", "PREVIOUS", "E-MAIL", "EMAIL", "TELCON", "MEMCON", "LETTER", "FAX", "(DTG"} {
		if indexFold(s, w) >= 0 {
			return true
		}
	}
	return ok || digits(s) >= 3 || strings.IndexByte(s, ' ') < 0 && strings.ContainsAny(s, "0123456789")
}

// isTextBelowSubject reports whether the line i, directly below the subject, is
// the text of a message that has neither numbers nor a blank line before it:
// running text that ends in a full stop, with no label or paragraph after it.
func (h *headerReader) isTextBelowSubject(i int) bool {
	s, before := h.lineText(i), h.lineText(h.textBefore(i, -1))
	short := len(before)+1+wordLen(s) < shortSubject && !h.isBareLabel(i)
	if !isSentence(s) && !short || isCutShort(s) || openEnded(before) || hasLabelWord(s) || h.labelAhead(i) {
		return false
	}
	if run := &h.below; !run.has(i) {
		*run = textRun{from: i, to: i, stop: -1}
		for ; run.to < len(h.lines) && h.lines[run.to].kind == lineText; run.to++ {
			last := h.lineText(run.to)
			if _, ok := parseMarker(last); ok && run.to > i {
				run.found = true
				break
			}
			if strings.IndexByte(".:", last[len(last)-1]) >= 0 {
				run.stop = run.to
			}
		}
	}
	return !h.below.found && h.below.stop >= i
}

// shortSubject is the length in bytes below which a line of the subject and the
// next word would have fit on one line.
const shortSubject = 45

// refsOpen reports whether the line before is part of the REF block.
func (h *headerReader) refsOpen() bool { return h.current == PieceRefs && !h.gap }

// isDashes reports whether the line s is a rule.
func isDashes(s string) bool { return len(s) >= 3 && !isLetter(s[0]) && onlyOf(s, "-=_* \t") }

// ruleFollows reports whether the line after i is a rule of about the length of i,
// which is then a heading.
func (h *headerReader) ruleFollows(i int) bool {
	if i+1 == len(h.lines) || h.lines[i+1].kind != lineText {
		return false
	}
	rule := h.lineText(i + 1)
	return isDashes(rule) && len(rule) > len(h.lineText(i))-6
}

// labelAhead reports whether one of the next lines has a label before any
// paragraph begins.
func (h *headerReader) labelAhead(i int) bool {
	seen := 0
	for j := i + 1; j < min(len(h.lines), i+200) && seen < 8; j++ {
		l := h.lines[j]
		if l.kind != lineText {
			continue
		}
		s := h.text[l.in:l.end]
		if h.isMarkerLine(s) {
			return false
		}
		if kind, n := h.labelOf(s); n > 0 && (!h.zoneOf(kind).found || kind == PieceClassifiedBy) {
			return true
		}
		if !h.seenAnyLabel && strings.Contains(s[:min(len(s), 300)], "TAGS:") {
			return true
		}
		seen++
	}
	return false
}

// isRefItem reports whether s begins with the letter of a reference: "B.",
// "(C)", "¶D)".
func isRefItem(s string) bool {
	s = strings.TrimPrefix(s, "¶")
	s = strings.TrimLeft(s, " ")
	if len(s) < 3 {
		return false
	}
	if s[0] == '(' {
		return isLetter(s[1]) && s[2] == ')'
	}
	return isUpper(upper(s[0])) && isLetter(s[0]) && (s[1] == '.' || s[1] == ')' || s[1] == ':') && (s[2] == ' ' || s[2] == '(' || isUpper(s[2]))
}

// isClassifiedMore reports whether s continues the lines of Classified By.
func isClassifiedMore(s string) bool {
	for _, w := range []string{"REASON", "DERIVED", "DECLAS", "DECL", "FOR REASON", "SOURCE", "1.4", "1.5"} {
		if hasPrefixFold(s, w) {
			return true
		}
	}
	reasons := len(s) < 120 && indexFold(s, "REASON") >= 0 && (strings.Contains(s, "1.4") || strings.Contains(s, "1.5"))
	return reasons || isReasonsRest(s)
}

// isReasonsRest reports whether s is the end of a list of reasons: "sons 1.4
// (b) and (d).", "AND (D)", "d).".
func isReasonsRest(s string) bool {
	if len(s) > 40 {
		return false
	}
	for s != "" {
		n := letters(s)
		switch word := s[:n]; {
		case n == 0:
			if strings.IndexByte("1456 ().,&/-", s[0]) < 0 {
				return false
			}
			n = 1
		case n == 1 && upper(s[0]) <= 'H', strings.EqualFold(word, "and"), strings.EqualFold(word, "or"):
		case hasSuffixFold("REASONS", strings.ToUpper(word)), strings.EqualFold(word, "reason"):
		default:
			return false
		}
		s = s[n:]
	}
	return true
}
