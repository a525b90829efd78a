package bleveindex

import (
	"iter"
	"slices"
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
)

// A scanned holds the tokens of passages.
type scanned struct {
	// words are the words by term, with their positions; length is the number of
	// positions, without those of facts and gaps.
	words  index.TokenFrequencies
	length int
	// times and dates are the terms of the date-time groups and plain dates.
	times, dates []string
	// names counts the words that may be names, by term.
	names map[string]int
	// body are the positions of the words that begin in the body, in order.
	body []posRange
}

// A posRange is the positions from start to before end.
type posRange struct{ start, end uint32 }

func (f *scanned) field(name string) *termField {
	return &termField{name: name, options: index.IndexField | index.IncludeTermVectors, length: f.length, freqs: f.words}
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
	// named are the terms of the current passage that may be names.
	named []int32
	// ends are the numbers of words at which the passages end.
	ends []int
}

// A wordAt is a word of a text: an index into own, and a position.
type wordAt struct{ own, position int32 }

// mostTerms is how many terms a gatherer keeps between texts: they cover most
// words of cables and take a few megabytes.
const mostTerms = 1 << 15

// gatherers holds gatherers for reuse.
var gatherers = sync.Pool{New: func() any { return &gatherer{ids: map[string]int32{}} }}

// scan reads the passages of a document.
func scan(passages []passage) scanned {
	g := gatherers.Get().(*gatherer)
	defer gatherers.Put(g)
	g.begin()
	last := 0
	for i := range passages {
		p, base := &passages[i], last
		if i > 0 {
			base += p.gapBefore(&passages[i-1])
		}
		if end, ok := g.passage(p, base); ok {
			last = end
		}
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
	g.own, g.counts, g.words, g.ends = g.own[:0], g.counts[:0], g.words[:0], g.ends[:0]
}

// passage reads a passage whose positions follow base, and returns the last of
// them. It returns false if it drops the passage: a fact, or a part of another
// text, whose words stand in an earlier passage. Archives state the subject of a
// cable again, and hold many copies of one cable.
func (g *gatherer) passage(p *passage, base int) (last int, ok bool) {
	first, bodies := len(g.words), len(g.found.body)
	g.named = g.named[:0]
	g.scanner.Reset(p.Text)
	n, inBody := 0, -1
	for g.scanner.Next() {
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
		n = tok.Position
		id := g.word(tok, base)
		if analyzer.MayBeName(tok, p.Text.Text) {
			g.named = append(g.named, id)
		}
		inBody = g.noteBody(p.bodyAt(tok.Start), inBody, uint32(base+tok.Position))
	}
	if (p.other || p.kind == factPassage) && g.repeats(first, bodies) {
		g.forget(first, bodies)
		return base, false
	}
	for _, id := range g.named {
		g.found.names[g.names[id]]++
	}
	if p.kind != factPassage {
		g.found.length += n
	}
	g.ends = append(g.ends, len(g.words))
	return base + n, true
}

// noteBody adds a position to the body if it belongs to span of the passage's
// body; the last position belonged to span before.
func (g *gatherer) noteBody(span, before int, position uint32) int {
	switch {
	case span < 0:
	case span == before:
		g.found.body[len(g.found.body)-1].end = position + 1
	default:
		g.found.body = append(g.found.body, posRange{position, position + 1})
	}
	return span
}

// word adds a word and returns the number of its term.
func (g *gatherer) word(tok *analyzer.Token, base int) int32 {
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
	g.words = append(g.words, wordAt{g.local[id], int32(base + tok.Position)})
	return id
}

// repeats reports whether the words from first on stand in the same order and in
// the same field in an earlier passage. The body of the passage begins at range
// bodies.
func (g *gatherer) repeats(first, bodies int) bool {
	passage := g.words[first:]
	if len(passage) == 0 {
		return true
	}
	from := 0
	for _, end := range g.ends {
		if g.repeatsIn(g.words[from:end], passage, bodies) {
			return true
		}
		from = end
	}
	return false
}

// mostPlaces bounds how many places repeatsIn compares with a passage.
const mostPlaces = 8

func (g *gatherer) repeatsIn(earlier, passage []wordAt, bodies int) bool {
	places := 0
	for at := range occurrences(earlier, passage) {
		if g.sameBody(earlier[at:], passage, bodies) {
			return true
		}
		if places++; places == mostPlaces {
			break
		}
	}
	return false
}

// sameBody reports whether each word of a passage that is in the body is in the
// body at its earlier place, too.
func (g *gatherer) sameBody(earlier, passage []wordAt, bodies int) bool {
	before, own := g.found.body[:bodies], g.found.body[bodies:]
	for i, w := range passage {
		if inRanges(own, uint32(w.position)) && !inRanges(before, uint32(earlier[i].position)) {
			return false
		}
	}
	return true
}

// forget removes the words from first on, and the body from range bodies on.
func (g *gatherer) forget(first, bodies int) {
	for _, w := range g.words[first:] {
		g.counts[w.own]--
	}
	g.words, g.found.body = g.words[:first], g.found.body[:bodies]
}

// inRanges reports whether one of the ranges, which are in order, has a position.
func inRanges(ranges []posRange, position uint32) bool {
	i, _ := slices.BinarySearchFunc(ranges, position, func(r posRange, position uint32) int {
		if r.end <= position {
			return -1
		}
		return 1
	})
	return i < len(ranges) && ranges[i].start <= position
}

// occurrences yields the indexes at which the words of passage stand in text, at
// the same distances from each other (Knuth, Morris and Pratt).
func occurrences(text, passage []wordAt) iter.Seq[int] {
	// A step is a word and its distance from the one before.
	step := func(words []wordAt, i int) wordAt {
		return wordAt{words[i].own, words[i].position - words[i-1].position}
	}
	return func(yield func(int) bool) {
		if len(passage) == 1 {
			for i, w := range text {
				if w.own == passage[0].own && !yield(i) {
					return
				}
			}
			return
		}
		// The first word has no distance, so look for the steps after it.
		n := len(passage) - 1
		back := make([]int, n+1) // back[i] is the longest border of the first i steps
		for i, k := 1, 0; i < n; i++ {
			for k > 0 && step(passage, i+1) != step(passage, k+1) {
				k = back[k]
			}
			if step(passage, i+1) == step(passage, k+1) {
				k++
			}
			back[i+1] = k
		}
		for i, k := 1, 0; i < len(text); i++ {
			for k > 0 && (k == n || step(text, i) != step(passage, k+1)) {
				k = back[k]
			}
			if step(text, i) == step(passage, k+1) {
				k++
			}
			if at := i - n; k == n && text[at].own == passage[0].own && !yield(at) {
				return
			}
		}
	}
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
