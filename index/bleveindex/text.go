package bleveindex

import (
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
	"reftel/corpus/cable"
)

// scanners keeps scanners for reuse, since each holds buffers.
var scanners = sync.Pool{New: func() any { return new(analyzer.Scanner) }}

// cableText is the part of a cable that its words are taken from: the content
// without furniture and without paragraph markers, so that a phrase may run
// over either.
func cableText(c *cable.Cable) analyzer.Text {
	text := analyzer.Text{Text: c.Text, From: c.Content.Start, To: c.Content.End, Date: c.Date}
	for _, p := range c.Pieces {
		if p.Kind == cable.PieceFurniture || p.Kind == cable.PieceMarker {
			text.Furniture = append(text.Furniture, p.Span)
		}
	}
	return text
}

// terms gathers the tokens of a text by term.
type terms struct {
	freqs  index.TokenFrequencies
	length int // in positions
	// slabs that entries are cut from, to spare the collector
	freqSlab []index.TokenFreq
	locSlab  []index.TokenLocation
}

const slabSize = 256

func (t *terms) add(tok *analyzer.Token) {
	tf, ok := t.freqs[string(tok.Term)]
	if !ok {
		tf = t.newFreq(string(tok.Term))
	}
	if len(t.locSlab) == 0 {
		t.locSlab = make([]index.TokenLocation, slabSize)
	}
	loc := &t.locSlab[0]
	t.locSlab = t.locSlab[1:]
	// The engine stores places, too, but nothing asks for them: the few cables that
	// are shown are scanned again.
	loc.Position = tok.Position
	tf.Locations = append(tf.Locations, loc)
	tf.SetFrequency(tf.Frequency() + 1)
	t.length = max(t.length, tok.Position)
}

func (t *terms) newFreq(term string) *index.TokenFreq {
	if len(t.freqSlab) == 0 {
		t.freqSlab = make([]index.TokenFreq, slabSize)
	}
	tf := &t.freqSlab[0]
	t.freqSlab = t.freqSlab[1:]
	tf.Term = []byte(term)
	t.freqs[term] = tf
	return tf
}

func (t *terms) field(name string) *termField {
	return &termField{name: name, options: index.IndexField | index.IncludeTermVectors, length: t.length, freqs: t.freqs}
}

// A scanned text is what one pass over a text yields.
type scanned struct {
	words *terms
	// times and dates are the date-time groups and the plain dates in it, as the
	// analyzer writes them.
	times, dates []string
	// names are the words that may be names, folded, and how often each occurs.
	names map[string]int
	// body are the positions of the words that begin in the paragraphs, from the
	// first to behind the last.
	body cable.Span
}

// scan reads a text; body is where its paragraphs stand, in bytes.
func scan(text analyzer.Text, body cable.Span) scanned {
	found := scanned{words: &terms{freqs: index.TokenFrequencies{}}, names: map[string]int{}}
	s := scanners.Get().(*analyzer.Scanner)
	defer scanners.Put(s)
	s.Reset(text)
	for s.Next() {
		tok := s.Token()
		found.add(tok, text.Text)
		if tok.Start >= body.Start && tok.Start < body.End && !tok.Kind.Unit() {
			if found.body.End == 0 {
				found.body.Start = tok.Position
			}
			found.body.End = tok.Position + 1
		}
	}
	return found
}

// bodyOf returns where a cable's paragraphs stand in its text.
func bodyOf(c *cable.Cable) cable.Span {
	n := len(c.Paragraphs)
	if n == 0 {
		return cable.Span{}
	}
	return cable.Span{Start: c.Paragraphs[0].Span.Start, End: c.Paragraphs[n-1].Span.End}
}

func (f *scanned) add(tok *analyzer.Token, text string) {
	switch {
	case tok.Kind == analyzer.DTG:
		f.times = append(f.times, string(tok.Term))
	case tok.Kind == analyzer.Date:
		f.dates = append(f.dates, string(tok.Term))
	case !tok.Kind.Unit():
		f.words.add(tok)
		if analyzer.MayBeName(tok, text) {
			f.names[string(tok.Term)]++
		}
	}
}
