package search

import (
	"math"
	"slices"
	"sync"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/index"
)

// A scanned holds the tokens of passages.
type scanned struct {
	// length is the number of positions, without those of facts and gaps.
	length int
	// times and dates are the terms of the date-time groups and plain dates.
	times, dates []string
	zones        Zones
}

// reset empties the lists and keeps their memory.
func (s *scanned) reset() {
	s.zones.Reset()
	s.length, s.times, s.dates = 0, s.times[:0], s.dates[:0]
}

// A gatherer scans texts, one after the other. It allocates nothing for a term
// that it has seen before.
type gatherer struct {
	scanner analyzer.Scanner
	found   scanned
	TermTable
	// words are the words of the current text in order. The terms of the last ones are in
	// batch until they have numbers.
	words []Word
	batch termBatch
	// forms are the name forms of the terms, by number; 0 is not known yet.
	forms []analyzer.NameForm
	// capitals are the words of the batch that begin with a capital, named the indexes of
	// those words of the current passage that may be names, and names counts these.
	capitals []capital
	named    []int
	nameUses tally
	// marks are the portion marks of the text so far, spans the paragraphs of the passage.
	marks      []string
	spans      []cable.Span
	seenBefore repeats
	// stop reports whether to stop reading; nil means never.
	stop func() bool
	// unbounded makes the gatherer keep all terms between texts.
	unbounded bool
}

// A Word is the number of a term, a position, and what the word is part of.
type Word struct {
	Term, Position uint32
	zone           wordZone
}

// A capital is the index of a word, and its token with the term in the batch.
type capital struct {
	word  int
	token analyzer.Token
}

// batchWords is the number of words that get their numbers together.
const batchWords = 256

// mostTerms is the number of terms that a gatherer keeps between texts. They cover most
// words of cables and take a few megabytes.
const mostTerms = 1 << 15

// gatherers holds gatherers for reuse.
var gatherers = sync.Pool{New: func() any { return newGatherer() }}

func newGatherer() *gatherer { return &gatherer{} }

// CountWords returns the number of words and of distinct words of the texts of a
// document, without those that repeat an earlier text. It ends when stop, which it
// calls now and then with what it counted so far, returns true.
func CountWords(texts []index.Document, stop func(words, distinct int) bool) (words, distinct int) {
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	var seen tally
	seen.begin()
	counted := 0
	count := func() (words, distinct int) {
		for ; counted < len(g.words); counted++ {
			seen.add(g.words[counted].Term, 1, len(g.Names()))
		}
		counted = len(g.words)
		return counted, len(seen.own)
	}
	g.stop = func() bool { return stop(count()) }
	defer func() { g.stop = nil }()
	g.gather(passagesOf(texts))
	return count()
}

// gather reads the words of passages.
func (g *gatherer) gather(passages []passage) {
	g.beginText()
	g.seenBefore.begin(slices.ContainsFunc(passages, func(p passage) bool { return p.other }))
	last := 0
	for i := 0; i < len(passages) && !g.stopped(); i++ {
		p, base := &passages[i], last
		if i > 0 {
			base += p.gapBefore(&passages[i-1])
		}
		if end, ok := g.passage(p, base); ok {
			last = end
		}
	}
}

// stopped reports whether to stop reading.
func (g *gatherer) stopped() bool { return g.stop != nil && g.stop() }

// stopEvery is the number of words between two calls of stop.
const stopEvery = 1 << 14

// beginText prepares the gatherer for another text.
func (g *gatherer) beginText() {
	if len(g.names) > mostTerms && !g.unbounded {
		g.TermTable, g.forms, g.nameUses = TermTable{}, nil, tally{}
	}
	g.nameUses.begin()
	g.found.reset()
	g.words, g.marks = g.words[:0], g.marks[:0]
}

// reset forgets all terms.
func (g *gatherer) reset() {
	g.TermTable.reset()
	g.nameUses.reset()
	g.forms = g.forms[:0]
}

// passage reads a passage whose positions follow base, and returns the last of
// them. It returns false if the passage adds nothing (see prune).
func (g *gatherer) passage(p *passage, base int) (last int, ok bool) {
	first, before := len(g.words), g.found.zones.lengths()
	g.named = g.named[:0]
	g.scanner.Reset(p.Text)
	zones := newZoneNoter(g, p)
	for n := 1; g.scanner.Next(); n++ {
		if len(g.batch.terms) == batchWords {
			g.number(p)
		}
		if n%stopEvery == 0 {
			if g.number(p); g.stopped() {
				break
			}
		}
		tok := g.scanner.Token()
		switch {
		case tok.Kind == analyzer.DTG:
			g.found.times = append(g.found.times, string(tok.Term))
			continue
		case tok.Kind == analyzer.Date:
			g.found.dates = append(g.found.dates, string(tok.Term))
			continue
		case tok.Kind.Unit():
			continue
		}
		last = base + tok.Position
		term := g.batch.add(tok.Term)
		if analyzer.Capitalized(tok, p.Text.Text) {
			g.capitals = append(g.capitals, capital{len(g.words), *tok})
			g.capitals[len(g.capitals)-1].token.Term = term
		}
		g.words = append(g.words, Word{Position: uint32(last), zone: zones.note(tok.Start, uint32(last))})
	}
	g.number(p)
	zones.end()
	if (p.other || p.kind == factPassage) && !g.prune(p, first, before) {
		g.found.zones.cut(before)
		return base, false
	}
	for _, i := range g.named {
		g.nameUses.add(g.words[i].Term, 1, len(g.Names()))
	}
	if p.kind != factPassage {
		g.found.length += positionsOf(g.words[first:])
	}
	g.remember(first)
	return last, true
}

// positionsOf returns the number of different positions of words.
func positionsOf(words []Word) int {
	n := 0
	for i, w := range words {
		if i == 0 || w.Position != words[i-1].Position {
			n++
		}
	}
	return n
}

// A wordZone is the zones that a word belongs to: bits, and above them the number of its
// paragraph's portion mark, 0 for none.
type wordZone uint32

const (
	inBody wordZone = 1 << iota
	inSubject
	inSummary
	inParagraph
	// startsPart says that the word before is of another paragraph, or of none while
	// this one is of one, or the other way round.
	startsPart
	markShift = iota
)

// A zoneNoter notes the zones of the words of one passage. Only a word in other spans than
// the one before changes more than a position.
type zoneNoter struct {
	gatherer                           *gatherer
	passage                            *passage
	body, subject, summary, paragraphs spanCursor
	// zone and last are the zones and the position of the last word. Words that begin from
	// from to before until have the same zones.
	zone        wordZone
	last        uint32
	from, until int
	paragraph   int // of the last word, -1 for none
	mark        wordZone
}

func newZoneNoter(g *gatherer, p *passage) *zoneNoter {
	n := &zoneNoter{gatherer: g, passage: p, paragraph: -1}
	n.body, n.subject, n.summary = newSpanCursor(p.body), newSpanCursor(p.subject), newSpanCursor(p.summary)
	g.spans = g.spans[:0]
	for _, para := range p.paragraphs {
		g.spans = append(g.spans, para.Span)
	}
	n.paragraphs = newSpanCursor(g.spans)
	return n
}

// note notes the zones of the word at a byte and a position.
func (n *zoneNoter) note(at int, position uint32) wordZone {
	if at < n.from || at >= n.until {
		return n.move(at, position)
	}
	n.last = position
	return n.zone
}

// move is note for a word in other spans than the one before.
func (n *zoneNoter) move(at int, position uint32) (zone wordZone) {
	n.end()
	z := &n.gatherer.found.zones
	if n.body.note(&z.Body, at, position) {
		zone |= inBody
	}
	if n.subject.note(&z.Subject, at, position) {
		zone |= inSubject
	}
	if n.summary.note(&z.Summary, at, position) {
		zone |= inSummary
	}
	starts := wordZone(0)
	i := n.paragraphs.seek(at)
	if i != n.paragraph {
		n.paragraph = i
		starts = startsPart
		n.begin(position)
	}
	if i >= 0 {
		zone |= inParagraph | n.mark<<markShift
	}
	n.zone, n.last = zone, position
	n.from, n.until = 0, math.MaxInt
	for _, c := range [...]*spanCursor{&n.body, &n.subject, &n.summary, &n.paragraphs} {
		from, until := c.stretch(at)
		n.from, n.until = max(n.from, from), min(n.until, until)
	}
	return zone | starts
}

// end ends the ranges of the last word. It is to be called after the last word of the
// passage.
func (n *zoneNoter) end() {
	z := &n.gatherer.found.zones
	for _, in := range [...]struct {
		zone wordZone
		list []Range
	}{{inBody, z.Body}, {inSubject, z.Subject}, {inSummary, z.Summary}} {
		if n.zone&in.zone != 0 {
			in.list[len(in.list)-1].End = n.last + 1
		}
	}
	if n.zone&inParagraph != 0 {
		z.Paragraphs[len(z.Paragraphs)-1].End = n.last + 1
	}
}

// begin begins the current paragraph at a position.
func (n *zoneNoter) begin(position uint32) {
	if n.paragraph < 0 {
		return
	}
	g, p := n.gatherer, n.passage.paragraphs[n.paragraph]
	para := Paragraph{Range: Range{position, position + 1}, Mark: n.passage.mark(p)}
	if p.index >= 0 {
		para.Number = uint32(max(n.passage.cable.Paragraphs[p.index].Number, 0))
	}
	g.found.zones.Paragraphs = append(g.found.zones.Paragraphs, para)
	n.mark = g.markNumber(para.Mark)
}

// markNumber returns the number of a portion mark in the current text, 0 for none.
func (g *gatherer) markNumber(mark string) wordZone {
	if mark == "" {
		return 0
	}
	i := slices.Index(g.marks, mark)
	if i < 0 {
		i = len(g.marks)
		g.marks = append(g.marks, mark)
	}
	return wordZone(i + 1)
}

// A spanCursor finds the spans that hold the bytes of a text, which come almost in order.
type spanCursor struct {
	spans []cable.Span // in order of their ends
	next  int          // the first that ends after the last byte
	last  int          // the one that held the last word, -1 for none
}

func newSpanCursor(spans []cable.Span) spanCursor { return spanCursor{spans: spans, last: -1} }

// seek returns the index of the span that holds a byte, -1 if none does.
func (c *spanCursor) seek(at int) int {
	for c.next < len(c.spans) && c.spans[c.next].End <= at {
		c.next++
	}
	for c.next > 0 && c.spans[c.next-1].End > at {
		c.next--
	}
	if c.next < len(c.spans) && c.spans[c.next].Start <= at {
		return c.next
	}
	return -1
}

// stretch returns the bytes around at, which was sought last, for which seek returns the
// same: from is the first, until follows the last.
func (c *spanCursor) stretch(at int) (from, until int) {
	if c.next > 0 {
		from = c.spans[c.next-1].End
	}
	switch {
	case c.next == len(c.spans):
		return from, math.MaxInt
	case c.spans[c.next].Start > at:
		return from, c.spans[c.next].Start
	}
	return max(from, c.spans[c.next].Start), c.spans[c.next].End
}

// note adds the position of the word at a byte to a list of ranges if a span holds it,
// and reports whether one does. Each span has a range.
func (c *spanCursor) note(list *[]Range, at int, position uint32) bool {
	i := c.seek(at)
	switch {
	case i < 0:
	case i == c.last:
		(*list)[len(*list)-1].End = position + 1
	default:
		*list = append(*list, Range{position, position + 1})
	}
	c.last = i
	return i >= 0
}

// number numbers the terms of the batch, which are words of a passage, and finds the names
// among them.
func (g *gatherer) number(p *passage) {
	g.numberAll(&g.batch)
	words := g.words[len(g.words)-len(g.batch.terms):]
	for i := range words {
		words[i].Term = g.batch.terms[i].next - 1
	}
	for i := range g.capitals {
		c := &g.capitals[i]
		if p.isName(&c.token, g.form(g.words[c.word].Term, c.token.Term)) {
			g.named = append(g.named, c.word)
		}
	}
	g.batch.empty()
	g.capitals = g.capitals[:0]
}

// form returns what a term, which has a number, needs to be a name.
func (g *gatherer) form(number uint32, term []byte) analyzer.NameForm {
	if n := len(g.names) - len(g.forms); n > 0 {
		g.forms = append(g.forms, make([]analyzer.NameForm, n)...)
	}
	f := &g.forms[number]
	if *f == 0 {
		*f = analyzer.NameFormOf(term)
	}
	return *f
}
