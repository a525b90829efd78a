package bleveindex

import (
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
	"reftel/corpus/cable"
)

// cableText returns the text of a cable that is indexed: the content without
// furniture and paragraph markers, so that a phrase matches across either.
func cableText(c *cable.Cable) analyzer.Text {
	text := analyzer.Text{Text: c.Text, From: c.Content.Start, To: c.Content.End, Date: c.Date}
	for _, p := range c.Pieces {
		if p.Kind == cable.PieceFurniture || p.Kind == cable.PieceMarker {
			text.Furniture = append(text.Furniture, p.Span)
		}
	}
	return text
}

// A scanned holds the tokens of a text.
type scanned struct {
	// words are the words by term, with their positions; length is the number of
	// positions.
	words  index.TokenFrequencies
	length int
	// times and dates are the terms of the date-time groups and plain dates.
	times, dates []string
	// names counts the words that may be names, by term.
	names map[string]int
	// body are the positions of the words that begin in the paragraphs, from the
	// first to behind the last.
	body cable.Span
}

func (f *scanned) field(name string) *termField {
	return &termField{name: name, options: index.IndexField | index.IncludeTermVectors, length: f.length, freqs: f.words}
}

// bodyOf returns where a cable's paragraphs stand in its text.
func bodyOf(c *cable.Cable) cable.Span {
	n := len(c.Paragraphs)
	if n == 0 {
		return cable.Span{}
	}
	return cable.Span{Start: c.Paragraphs[0].Span.Start, End: c.Paragraphs[n-1].Span.End}
}

// A gatherer scans texts, one after the other. It allocates nothing for a term
// that it has seen before.
type gatherer struct {
	scanner analyzer.Scanner
	found   scanned
	// ids numbers all terms; names and terms are their spellings as strings and as
	// bytes. If seen is the number of the current text, local is the term's index
	// in own.
	ids   map[string]int32
	names []string
	terms [][]byte
	local []int32
	seen  []uint32
	text  uint32
	// own are the terms of the current text, counts their frequencies, and words
	// its words in order.
	own    []int32
	counts []int32
	words  []wordAt
}

// A wordAt is a word of a text: an index into own, and a position.
type wordAt struct{ own, position int32 }

// mostTerms is how many terms a gatherer keeps between texts: they cover most
// words of cables and take a few megabytes.
const mostTerms = 1 << 15

// gatherers holds gatherers for reuse.
var gatherers = sync.Pool{New: func() any { return &gatherer{ids: map[string]int32{}} }}

// scan reads a text; body is where its paragraphs stand, in bytes.
func scan(text analyzer.Text, body cable.Span) scanned {
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	g.begin()
	g.scanner.Reset(text)
	for g.scanner.Next() {
		g.add(g.scanner.Token(), text.Text, body)
	}
	g.found.words = g.frequencies()
	return g.found
}

// begin prepares the gatherer for another text.
func (g *gatherer) begin() {
	if len(g.names) > mostTerms {
		clear(g.ids)
		g.names, g.terms, g.local, g.seen = nil, nil, nil, nil
	}
	g.text++
	g.found = scanned{names: map[string]int{}}
	g.own, g.counts, g.words = g.own[:0], g.counts[:0], g.words[:0]
}

func (g *gatherer) add(tok *analyzer.Token, text string, body cable.Span) {
	f := &g.found
	switch {
	case tok.Kind == analyzer.DTG:
		f.times = append(f.times, string(tok.Term))
	case tok.Kind == analyzer.Date:
		f.dates = append(f.dates, string(tok.Term))
	case !tok.Kind.Unit():
		id := g.word(tok)
		if analyzer.MayBeName(tok, text) {
			f.names[g.names[id]]++
		}
		if tok.Start < body.Start || tok.Start >= body.End {
			return
		}
		if f.body.End == 0 {
			f.body.Start = tok.Position
		}
		f.body.End = tok.Position + 1
	}
}

// word adds a word and returns the number of its term.
func (g *gatherer) word(tok *analyzer.Token) int32 {
	id, ok := g.ids[string(tok.Term)]
	if !ok {
		id = int32(len(g.names))
		name := string(tok.Term)
		g.ids[name] = id
		g.names, g.terms = append(g.names, name), append(g.terms, []byte(name))
		g.local, g.seen = append(g.local, 0), append(g.seen, 0)
	}
	if g.seen[id] != g.text {
		g.seen[id], g.local[id] = g.text, int32(len(g.own))
		g.own, g.counts = append(g.own, id), append(g.counts, 0)
	}
	g.counts[g.local[id]]++
	g.words = append(g.words, wordAt{g.local[id], int32(tok.Position)})
	g.found.length = max(g.found.length, tok.Position)
	return id
}

// frequencies returns the words in the engine's form. The byte offsets of their
// locations are not set: snippets scan the few cables they show again.
func (g *gatherer) frequencies() index.TokenFrequencies {
	all := make([]index.TokenFreq, len(g.own))
	places := make([]index.TokenLocation, len(g.words))
	pointers := make([]*index.TokenLocation, len(g.words))
	freqs := make(index.TokenFrequencies, len(g.own))
	from := int32(0)
	for i, id := range g.own {
		tf := &all[i]
		tf.Term = g.terms[id]
		tf.SetFrequency(int(g.counts[i]))
		tf.Locations = pointers[from : from : from+g.counts[i]]
		from += g.counts[i]
		freqs[g.names[id]] = tf
	}
	for i, w := range g.words {
		places[i].Position = int(w.position)
		tf := &all[w.own]
		tf.Locations = append(tf.Locations, &places[i])
	}
	return freqs
}
