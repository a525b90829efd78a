package cable

import (
	"strings"

	"reftel/corpus/mrn"
)

// The header of a text, from the classification line to the first paragraph,
// is a row of zones. Each begins with a label (E.O., TAGS, SUBJECT, REF,
// Classified By), at the start of a line or, in archives that took the lines
// apart, anywhere in one; what has no label is captions and attention lines.

// A zoneMark says of what kind the text is from an offset on.
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

// zones is what was found of the header.
type zones struct {
	marks                   []zoneMark
	eo, tags, subject, refs zone
	classified              zone
	attention               []Span
	current                 PieceKind
	gap                     bool // blank lines precede the line
	seenAnyLabel            bool
}

// readZones finds the zones of the header and the first line of the body.
func (p *parser) readZones() {
	p.mark(p.first, PieceClassification)
	p.zones.current = PieceClassification
	i := 1
	for ; i < len(p.lines); i++ {
		l := p.lines[i]
		switch l.kind {
		case lineFurniture:
			continue
		case lineBlank:
			p.zones.gap = true
			continue
		}
		if p.startsBody(i) {
			break
		}
		if at := p.headerLine(i); at > 0 {
			i = p.splitLine(i, at)
			break
		}
		p.zones.gap = false
	}
	if i == len(p.lines) && !p.zones.seenAnyLabel {
		p.withoutHeader()
		return
	}
	p.body = i
	end := p.contentLimit()
	if i < len(p.lines) {
		end = p.lines[i].start
	}
	p.closeZone(end)
}

// withoutHeader takes all under the classification line for the body: the text
// has no labels.
func (p *parser) withoutHeader() {
	p.zones = zones{marks: p.zones.marks[:1]}
	p.body = 1
}

func (p *parser) contentLimit() int {
	if len(p.lines) == 0 {
		return p.first
	}
	return p.lines[len(p.lines)-1].next
}

// mark notes that the text is of a kind from at on.
func (p *parser) mark(at int, kind PieceKind) { p.markPara(at, kind, -1) }

func (p *parser) markPara(at int, kind PieceKind, para int) {
	p.zones.marks = append(p.zones.marks, zoneMark{at, kind, para})
}

// splitLine parts the line i at the offset at, and returns the index of the
// second part.
func (p *parser) splitLine(i, at int) int {
	l := p.lines[i]
	if at <= l.in {
		return i
	}
	p.lines = append(p.lines, line{})
	copy(p.lines[i+2:], p.lines[i+1:])
	p.lines[i].end, p.lines[i].next = trimRightBlanks(p.text, l.in, at), at
	p.lines[i+1] = line{start: at, in: at, end: l.end, next: l.next}
	return i + 1
}

// headerLine reads the line i of the header. It returns the offset at which
// the body begins, if it begins within the line.
func (p *parser) headerLine(i int) (body int) {
	l := p.lines[i]
	at := l.in
	if p.zones.seenAnyLabel && isCorrection(p.text[l.in:l.end]) {
		p.c.Status = appendOnce(p.c.Status, "corrected")
	}
	kind, n := p.labelOf(p.text[l.in:l.end])
	switch {
	case n > 0:
		p.openZone(kind, l.start, l.in)
		at += n
	case p.isBareSubject(i):
		p.openZone(PieceSubject, l.start, l.in)
	default:
		at = p.unlabelled(i)
	}
	limit := min(l.end, at+4000)
	for at < limit {
		if at > l.in && isBlank(p.text[at-1]) && p.bodyInside(at, l) {
			return at
		}
		kind, n := p.labelInside(p.text, at, l.end)
		if n > 0 {
			p.openZone(kind, at, at)
			at += n
			continue
		}
		at++
	}
	return 0
}

// bodyInside reports whether the body begins at the offset at, within the line
// l of the header: with a first paragraph's marker or, behind the last zones,
// with a portion mark or a reference's number and running text.
func (p *parser) bodyInside(at int, l line) bool {
	s := p.text[at:l.end]
	if isParagraphOne(s) {
		return true
	}
	current := p.zones.current
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
		_, label := p.labelOf(s)
		return label == 0
	}
	before := trimRightBlanks(p.text, l.in, at)
	if _, label := p.labelHere(s); label > 0 {
		return false
	}
	return current == PieceRefs && isUpper(s[0]) && len(s) > 200 && isDigit(p.text[before-1]) && isProse(s)
}

// startsSentence reports whether s is a blank and a capital.
func startsSentence(s string) bool {
	n := blanks(s)
	return n > 0 && n < len(s) && (isUpper(s[n]) || s[n] >= 0x80 || s[n] == '"')
}

// openZone closes the current zone and begins one of this kind at the offset at.
func (p *parser) openZone(kind PieceKind, at, in int) {
	z := &p.zones
	z.seenAnyLabel = true
	if z.current == kind && kind == PieceClassifiedBy {
		return
	}
	p.closeZone(at)
	z.current = kind
	p.mark(at, kind)
	if slot := p.zoneOf(kind); slot != nil && !slot.found {
		*slot = zone{Span: Span{in, -1}, found: true}
	}
}

// zoneOf returns the labelled zone of a kind.
func (p *parser) zoneOf(kind PieceKind) *zone {
	switch kind {
	case PieceEO:
		return &p.zones.eo
	case PieceTAGS:
		return &p.zones.tags
	case PieceSubject:
		return &p.zones.subject
	case PieceRefs:
		return &p.zones.refs
	case PieceClassifiedBy:
		return &p.zones.classified
	}
	return nil
}

func (p *parser) closeZone(end int) {
	if slot := p.zoneOf(p.zones.current); slot != nil && slot.found && slot.End < 0 {
		slot.End = end
	}
	if n := len(p.zones.attention); p.zones.current == PieceAttention && n > 0 && p.zones.attention[n-1].End < 0 {
		p.zones.attention[n-1].End = end
	}
}

// unlabelled deals with the start of a line that has no label: captions and
// attention lines before the first label, after it what goes on with the
// current zone. It returns where to look for labels within the line.
func (p *parser) unlabelled(i int) int {
	l := p.lines[i]
	if p.zones.seenAnyLabel && !p.isAttention(i) {
		if !p.goesOn(i) {
			p.switchZone(PieceOther, l.start, l.in)
		}
		return l.in
	}
	at := l.in
	for at < l.end {
		s := p.text[at:l.end]
		if handling, n := captionWord(s); n > 0 && isUpper(upper(s[0])) {
			p.caption(at, l, handling)
			at += n
			at += len(p.text[at:l.end]) - len(strings.TrimLeft(p.text[at:l.end], " ,/\t"))
			continue
		}
		break
	}
	s := p.text[at:l.end]
	switch {
	case at == l.end:
	case p.garbledCaption(s, at, l):
	case isCorrection(s):
		p.c.Status = appendOnce(p.c.Status, "corrected")
		p.switchZone(PieceCaption, l.start, at)
	case isCaptions(s):
		p.caption(at, l, "")
	case p.isAttention(i) || at > l.in:
		p.switchZone(PieceAttention, l.start, at)
	default:
		if strings.HasPrefix(s, "ZFR") {
			p.c.Status = appendOnce(p.c.Status, "cancelled")
		}
		p.switchZone(PieceOther, l.start, at)
	}
	return at
}

func (p *parser) caption(at int, l line, handling string) {
	p.switchZone(PieceCaption, l.start, at)
	if handling != "" {
		p.c.Handling = appendOnce(p.c.Handling, handling)
	}
}

// switchZone begins an unlabelled zone, or goes on with it.
func (p *parser) switchZone(kind PieceKind, start, at int) {
	if p.zones.current == kind {
		return
	}
	if at > start && isBlanksOnly(p.text[start:at]) {
		at = start
	}
	p.closeZone(at)
	p.zones.current = kind
	p.mark(at, kind)
	if kind == PieceAttention {
		p.zones.attention = append(p.zones.attention, Span{at, -1})
	}
}

func isBlanksOnly(s string) bool { return blanks(s) == len(s) }

// garbledCaption takes a line that is a caption but for what a scan made of it.
func (p *parser) garbledCaption(s string, at int, l line) bool {
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
	p.caption(at, l, caption)
	p.problem(ProblemCaption, at, "%s read as %s", s, caption)
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

// isCorrection reports whether s says that this is a corrected copy.
func isCorrection(s string) bool {
	s = strings.TrimLeft(s, "(*- ")
	n := max(spacedPrefix(s, "CORRECTED"), spacedPrefix(s, "CORRECT"))
	return n > 0 && spacedPrefix(s[n+blanks(s[n:]):], "COPY") > 0
}

// isAttention reports whether the line i says for whom the cable is, or goes
// on with such a line.
func (p *parser) isAttention(i int) bool {
	l := p.lines[i]
	s := p.text[l.in:min(l.end, l.in+200)]
	if !isLetter(s[0]) && s[0] != '(' && s[0] != ';' && s[0] != '-' {
		return false
	}
	if p.zones.seenAnyLabel {
		return p.zones.gap && hasFor(s) && strings.ToUpper(s) == s && (p.zones.current == PieceEO || p.zones.current == PieceAttention)
	}
	return hasFor(s) || !p.zones.gap && p.zones.current == PieceAttention || officeLen(s) > 0
}

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
func (p *parser) startsBody(i int) bool {
	s := p.lineText(i)
	if p.isMarkerLine(s) {
		return true
	}
	z := &p.zones
	if _, n := p.labelOf(s); n > 0 || !z.seenAnyLabel && !p.looksLikeText(i) {
		return false
	}
	if _, n, known := markAt(s); known && isProse(s[n:]) && (z.current == PieceClassifiedBy || z.current == PieceRefs || z.gap) {
		return !hasLabelWord(s)
	}
	return !p.goesOn(i) && !hasLabelWord(s) && !p.labelAhead(i)
}

// hasLabelWord reports whether a label stands within the line s.
func hasLabelWord(s string) bool {
	s = s[:min(len(s), 200)]
	return strings.Contains(s, " REF: ") || strings.Contains(s, "Classified By:")
}

// goesOn reports whether the line i, which has no label, goes on with the
// current zone.
func (p *parser) goesOn(i int) bool {
	s, gap := p.lineText(i), p.zones.gap
	if isDashes(s) {
		return false
	}
	switch p.zones.current {
	case PieceEO:
		return !gap || hasPrefixFold(s, "DECL")
	case PieceTAGS:
		return p.isBareSubject(i) || !gap && !isCaptions(s) && p.moreTags(i)
	case PieceSubject:
		if gap && p.isBareLabel(i) {
			return true
		}
		if _, n := captionWord(s); n >= len("INFORM CONSULS") {
			return false // an instruction for the relay, below a subject
		}
		if l, before := p.lines[i], p.lines[i-1]; before.kind == lineText && before.next == l.start && !strings.Contains(p.text[before.end:l.in], "\n") && !p.scan.exotic {
			return false // where a line was parted (flat.go)
		}
		return !gap && !p.ruleFollows(i) && !p.isTextBelowSubject(i) || gap && p.moreSubject(i)
	case PieceRefs:
		return isRefItem(s) || gap && p.refsBroken(i) || !gap && !p.ruleFollows(i) && !p.isTextBelowRefs(i) || digits(s) >= 3 && len(s) < 80 || p.isReference(s)
	case PieceClassifiedBy:
		return isClassifiedMore(s) || !gap && !p.ruleFollows(i) && len(s) < 400
	}
	return false
}

// isBareLabel reports whether the line above i is SUBJECT: and no more.
func (p *parser) isBareLabel(i int) bool {
	before := p.textBefore(i, -1)
	if before < 0 {
		return false
	}
	s := p.lineText(before)
	n := subjectLabel(s[labelIndent(s):])
	return n > 0 && strings.Trim(s[labelIndent(s)+n:], " :;.") == ""
}

// moreSubject reports whether the line i, behind blank lines, still is of the
// subject, as in texts whose every line an archive parted from the next: it is
// no sentence and no caption, and the header goes on behind it.
func (p *parser) moreSubject(i int) bool {
	s, before := p.lineText(i), p.lineText(p.textBefore(i, 0))
	_, mark, _ := markAt(s)
	return len(s) < 100 && len(before) > 40 && mark == 0 && !isProse(s) && !hasPrefixFold(s, "SENSITIVE") &&
		!strings.HasSuffix(s, ".") && p.labelAhead(i)
}

// isReference reports whether the line s is an MRN and nothing else.
func (p *parser) isReference(s string) bool {
	if len(s) > 40 || !isDigit(s[len(s)-1]) {
		return false
	}
	m, err := mrn.Parse(s, p.year)
	return err == nil && m.Post != ""
}

// isBareSubject reports whether the line i, behind the TAGS, is a subject that
// lost its label: words, not the heading of a paragraph, before another label.
func (p *parser) isBareSubject(i int) bool {
	if p.zones.current != PieceTAGS || p.zones.subject.found || p.ruleFollows(i) {
		return false
	}
	s := p.lineText(i)
	s, _, ref := strings.Cut(s[:min(len(s), 300)], " REF:")
	return isWords(s) && (ref || p.labelAhead(i))
}

// moreTags reports whether the line i goes on with the TAGS of the line before:
// codes in capitals, or what follows a comma.
func (p *parser) moreTags(i int) bool {
	s, before := p.lineText(i), p.lineText(i-1)
	if strings.Contains(s[:min(len(s), 200)], " SUBJECT:") {
		return true
	}
	if len(s) >= 120 || isDashes(s) || isWords(s) {
		return false
	}
	return strings.ToUpper(s) == s || before != "" && before[len(before)-1] == ','
}

// isWords reports whether s, behind the TAGS, has words that no TAGS line has.
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
func (p *parser) looksLikeText(i int) bool {
	s := p.lineText(i)
	return p.zones.gap && isProse(s) && !hasFor(s[:min(len(s), 200)])
}

// isProse reports whether s begins like running text in upper and lower case.
func isProse(s string) bool {
	const length = 50
	if len(s) < length {
		return false
	}
	lower := 0
	for i := 0; i < length; i++ {
		if isLetter(s[i]) && !isUpper(s[i]) {
			lower++
		}
	}
	return lower > length/2
}

// isMarkerLine reports whether s begins with the marker of a first paragraph.
func (p *parser) isMarkerLine(s string) bool {
	m, ok := parseMarker(s)
	if !ok {
		return false
	}
	if m.mark != "" || m.pilcrow {
		return true
	}
	return (m.number == 1 || m.alt == 1 && m.dash) && (!p.zones.refsOpen() || p.beginsText(s[m.end:]))
}

// beginsText reports whether s, behind a number below a REF line, is the text
// of a paragraph and no reference: running text, or words without a figure.
func (p *parser) beginsText(s string) bool {
	if isProse(s) || isSentence(s) || isStatement(s) {
		return true
	}
	_, at, _, ok := mrn.Find(s[:min(len(s), 60)], 0, p.year)
	return letterCount(s) >= 3 && (!ok || at > 10)
}

// refsBroken reports whether an empty line above the line i stands within a
// reference: what precedes it is its label or year ("D. 03"), or joins another.
func (p *parser) refsBroken(i int) bool {
	if s := p.lineText(i); isProse(s) || isSentence(s) {
		return false
	}
	before := p.lineText(p.textBefore(i, -1))
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

// isTextBelowRefs reports whether the line i, right below the REF block, is
// running text: what precedes it is complete, and it is no reference.
func (p *parser) isTextBelowRefs(i int) bool {
	s, before := p.lineText(i), p.lineText(p.textBefore(i, -1))
	if before == "" || isRefItem(s) {
		return false
	}
	complete := isDigit(before[len(before)-1]) || strings.IndexByte(").;", before[len(before)-1]) >= 0
	return complete && (isSentence(s) || strings.HasPrefix(s, "SEE ") || headingOf(s) != "") && !p.isReference(s)
}

// isTextBelowSubject reports whether the line i, right below the subject, is
// the text of a message that has neither numbers nor an empty line before it:
// running text that ends in a full stop, with no label or paragraph behind it.
func (p *parser) isTextBelowSubject(i int) bool {
	before := p.lineText(p.textBefore(i, -1))
	if !isSentence(p.lineText(i)) || openEnded(before) || hasLabelWord(p.lineText(i)) || p.labelAhead(i) {
		return false
	}
	stops := false
	for j := i; j < len(p.lines) && p.lines[j].kind == lineText; j++ {
		s := p.lineText(j)
		if _, ok := parseMarker(s); ok {
			return false
		}
		stops = stops || s[len(s)-1] == '.'
	}
	return stops
}

func (z *zones) refsOpen() bool { return z.current == PieceRefs && !z.gap }

// isDashes reports whether the line s is a rule.
func isDashes(s string) bool { return len(s) >= 3 && onlyOf(s, "-=_* \t") }

// ruleFollows reports whether the line after i is a rule of about its length:
// i is a heading then.
func (p *parser) ruleFollows(i int) bool {
	if i+1 == len(p.lines) || p.lines[i+1].kind != lineText {
		return false
	}
	rule := p.lineText(i + 1)
	return isDashes(rule) && len(rule) > len(p.lineText(i))-6
}

// labelAhead reports whether one of the next lines has a label before any
// paragraph begins.
func (p *parser) labelAhead(i int) bool {
	seen := 0
	for j := i + 1; j < min(len(p.lines), i+200) && seen < 8; j++ {
		l := p.lines[j]
		if l.kind != lineText {
			continue
		}
		s := p.text[l.in:l.end]
		if p.isMarkerLine(s) {
			return false
		}
		if kind, n := p.labelOf(s); n > 0 && (!p.zoneOf(kind).found || kind == PieceClassifiedBy) {
			return true
		}
		if !p.zones.seenAnyLabel && strings.Contains(s[:min(len(s), 300)], "TAGS:") {
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

// isClassifiedMore reports whether s goes on with the lines of Classified By.
func isClassifiedMore(s string) bool {
	for _, w := range []string{"REASON", "DERIVED", "DECLAS", "DECL", "FOR REASON", "SOURCE", "1.4", "1.5"} {
		if hasPrefixFold(s, w) {
			return true
		}
	}
	return isReasonsRest(s) || len(s) < 120 && strings.Contains(s, "REASON: 1.")
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
