package search

import (
	"slices"
	"sync"

	"reftel/analyzer"
	"reftel/index"
)

// A scanned holds the tokens of passages.
type scanned struct {
	// words are the terms of the words, with their positions; length is the number of
	// positions, without those of facts and gaps.
	words  []Term
	length int
	// times and dates are the terms of the date-time groups and plain dates.
	times, dates []string
	// names counts the words that may be names, by term.
	names map[string]int
	// body are the positions of the words that begin in the body, in order.
	body []Range
}

// A gatherer scans texts, one after the other. It allocates nothing for a term
// that it has seen before.
type gatherer struct {
	scanner analyzer.Scanner
	found   scanned
	// ids numbers all terms; names are their spellings. If seen is the number of the
	// current text, local is the term's index in own.
	ids   map[string]int32
	names []string
	local []int32
	seen  []uint32
	text  uint32
	// own are the terms of the current text, counts their frequencies, and words
	// its words in order.
	own    []int32
	counts []int32
	words  []wordAt
	// named are the indexes of those words of the current passage that may be names,
	// paragraphs the paragraphs of its words if it is of another text.
	named, paragraphs []int
	seenBefore        repeats
	// stop reports whether to stop reading; nil means never.
	stop func() bool
}

// A wordAt is a word of a text: an index into own, and a position.
type wordAt struct{ own, position int32 }

// mostTerms is the number of terms that a gatherer keeps between texts. They cover most
// words of cables and take a few megabytes.
const mostTerms = 1 << 15

// gatherers holds gatherers for reuse.
var gatherers = sync.Pool{New: func() any { return &gatherer{ids: map[string]int32{}} }}

// scan reads the passages of a document.
func scan(passages []passage) scanned {
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	g.gather(passages)
	g.found.words = g.terms()
	return g.found
}

// CountWords returns the number of words and of distinct words of the texts of a
// document, without those that repeat an earlier text. It ends when stop, which it
// calls now and then with what it counted so far, returns true.
func CountWords(texts []index.Document, stop func(words, distinct int) bool) (words, distinct int) {
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	g.stop = func() bool { return stop(len(g.words), len(g.own)) }
	defer func() { g.stop = nil }()
	g.gather(passagesOf(texts))
	return len(g.words), len(g.own)
}

// gather reads the words of passages.
func (g *gatherer) gather(passages []passage) {
	g.begin()
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

// begin prepares the gatherer for another text.
func (g *gatherer) begin() {
	if len(g.names) > mostTerms {
		clear(g.ids)
		g.names, g.local, g.seen = nil, nil, nil
	}
	g.text++
	g.found = scanned{names: map[string]int{}}
	g.own, g.counts, g.words = g.own[:0], g.counts[:0], g.words[:0]
}

// passage reads a passage whose positions follow base, and returns the last of
// them. It returns false if the passage adds nothing (see prune).
func (g *gatherer) passage(p *passage, base int) (last int, ok bool) {
	first, bodies := len(g.words), len(g.found.body)
	g.named, g.paragraphs = g.named[:0], g.paragraphs[:0]
	g.scanner.Reset(p.Text)
	inBody, paragraph := -1, 0
	for n := 1; g.scanner.Next(); n++ {
		if n%stopEvery == 0 && g.stopped() {
			break
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
		g.word(tok, base)
		if p.mayBeName(tok) {
			g.named = append(g.named, len(g.words)-1)
		}
		inBody = g.noteBody(p.bodyAt(tok.Start), inBody, uint32(last))
		if p.other {
			paragraph = p.paragraphAt(tok.Start, paragraph)
			g.paragraphs = append(g.paragraphs, paragraph)
		}
	}
	if (p.other || p.kind == factPassage) && !g.prune(p, first, bodies) {
		return base, false
	}
	for _, i := range g.named {
		g.found.names[g.names[g.own[g.words[i].own]]]++
	}
	if p.kind != factPassage {
		g.found.length += positionsOf(g.words[first:])
	}
	g.remember(first, bodies)
	return last, true
}

// positionsOf returns the number of different positions of words.
func positionsOf(words []wordAt) int {
	n := 0
	for i, w := range words {
		if i == 0 || w.position != words[i-1].position {
			n++
		}
	}
	return n
}

// noteBody adds a position to the body if it belongs to span of the passage's
// body; the last position belonged to span before.
func (g *gatherer) noteBody(span, before int, position uint32) int {
	switch {
	case span < 0:
	case span == before:
		g.found.body[len(g.found.body)-1].End = position + 1
	default:
		g.found.body = append(g.found.body, Range{position, position + 1})
	}
	return span
}

// word adds a word.
func (g *gatherer) word(tok *analyzer.Token, base int) {
	id, ok := g.ids[string(tok.Term)]
	if !ok {
		id = int32(len(g.names))
		name := string(tok.Term)
		g.ids[name] = id
		g.names = append(g.names, name)
		g.local, g.seen = append(g.local, 0), append(g.seen, 0)
	}
	if g.seen[id] != g.text {
		g.seen[id], g.local[id] = g.text, int32(len(g.own))
		g.own, g.counts = append(g.own, id), append(g.counts, 0)
	}
	g.counts[g.local[id]]++
	g.words = append(g.words, wordAt{g.local[id], int32(base + tok.Position)})
}

// terms returns the terms of the words, each with its positions.
func (g *gatherer) terms() []Term {
	list := make([]Term, len(g.own))
	positions := make([]uint32, len(g.words))
	from := int32(0)
	for i, id := range g.own {
		list[i] = Term{Text: g.names[id], Count: int(g.counts[i]), Positions: positions[from : from : from+g.counts[i]]}
		from += g.counts[i]
	}
	for _, w := range g.words {
		t := &list[w.own]
		t.Positions = append(t.Positions, uint32(w.position))
	}
	return list
}
