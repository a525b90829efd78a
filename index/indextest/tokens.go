package indextest

import (
	"slices"
	"strings"
	"unicode"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index"
)

// A token is a word of a text: a part of what signs bind, at its position.
type token struct {
	text     string
	position int
	// stretch is the paragraph of the word, or the text between two paragraphs; its
	// number in the document.
	stretch int
	body    bool
}

// A para is a paragraph.
type para struct {
	mark, class string
	tokens      []token
}

// A tokenText is the tokens of all texts of a document. A passage is a part of it whose
// positions are in a row.
type tokenText struct {
	passages [][]token
	paras    map[int]*para // by stretch
	stretch  int
	summary  [][]token // of each text
	// terms are all terms of the texts, those of whole words (al-qaida), too.
	terms, subjectTerms map[string]bool
}

func newTokenText(texts []index.Document) *tokenText {
	t := &tokenText{paras: map[int]*para{}, terms: map[string]bool{}, subjectTerms: map[string]bool{}}
	for _, text := range texts {
		t.content(text.Cable)
		for _, u := range text.Cable.Unplaced {
			if content := text.Cable.Content; u.Span.Start < content.Start || u.Span.End > content.End {
				t.begin(&para{})
				t.passages = append(t.passages, t.add(nil, u.Text, true))
			}
		}
		for _, f := range index.Facts(text) {
			t.begin(nil)
			t.passages = append(t.passages, t.add(nil, f.Value, false))
		}
		t.summary = append(t.summary, tokensOf(text.Cable.Summary, 0, false))
		for _, term := range analyzer.Terms(text.Cable.Subject) {
			t.subjectTerms[term.Text] = t.subjectTerms[term.Text] || !term.Kind.Unit()
		}
	}
	return t
}

// begin begins a stretch, which is a paragraph unless p is nil.
func (t *tokenText) begin(p *para) {
	t.stretch++
	if p != nil {
		t.paras[t.stretch] = p
	}
}

// add appends the tokens of a text, which are in the current stretch.
func (t *tokenText) add(list []token, text string, body bool) []token {
	base := 0
	if n := len(list); n > 0 {
		base = list[n-1].position
	}
	added := tokensOf(text, base, body)
	for i := range added {
		added[i].stretch = t.stretch
	}
	if p := t.paras[t.stretch]; p != nil {
		p.tokens = append(p.tokens, added...)
	}
	for _, term := range analyzer.Terms(text) {
		if !term.Kind.Unit() {
			t.terms[term.Text] = true
		}
	}
	return append(list, added...)
}

func tokensOf(text string, base int, body bool) []token {
	var list []token
	for _, p := range analyzer.Parts(analyzer.Terms(text)) {
		list = append(list, token{text: p.Text, position: base + p.Position, body: body})
	}
	return list
}

// content adds the content of a cable, whose pieces of one paragraph are one text.
func (t *tokenText) content(c *cable.Cable) {
	var list []token
	run, last, body := "", -2, false
	flush := func() {
		list = t.add(list, run, body)
		run = ""
	}
	bodySpan := cable.Span{}
	if n := len(c.Paragraphs); n > 0 {
		bodySpan = cable.Span{Start: c.Paragraphs[0].Span.Start, End: c.Paragraphs[n-1].Span.End}
	}
	for _, piece := range c.Pieces {
		if noText[piece.Kind] || piece.Start == piece.End {
			continue
		}
		start := wordsBegin(c, piece)
		at := slices.IndexFunc(c.Paragraphs, func(p cable.Paragraph) bool { return p.Span.Start <= start && start < p.Span.End })
		unplaced := slices.IndexFunc(c.Unplaced, func(u cable.Unplaced) bool { return u.Span.Start <= start && start < u.Span.End })
		if at < 0 && unplaced >= 0 {
			at = len(c.Paragraphs) + unplaced
		}
		now := unplaced >= 0 || bodySpan.Start <= start && start < bodySpan.End
		if at != last || now != body {
			flush()
			switch {
			case at == last && at < 0: // the text goes on
			case at >= len(c.Paragraphs):
				t.begin(&para{})
			case at >= 0:
				t.begin(&para{mark: c.Paragraphs[at].Mark, class: c.Paragraphs[at].Classification})
			default:
				t.begin(nil)
			}
			last, body = at, now
		}
		run += c.Text[piece.Start:piece.End]
	}
	flush()
	t.passages = append(t.passages, list)
}

// wordsBegin returns where a piece begins after its blanks, which may stand before its
// paragraph.
func wordsBegin(c *cable.Cable, piece cable.Piece) int {
	text := c.Text[piece.Start:piece.End]
	if at := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsSpace(r) }); at >= 0 {
		return piece.Start + at
	}
	return piece.Start
}

// A span is the tokens of a passage from one to before another.
type span struct{ from, to int }

// rowsOf returns where some words stand in a row.
func rowsOf(list []token, words []string) []span {
	var found []span
	for i := range list {
		n := 0
		for n < len(words) && i+n < len(list) && list[i+n].text == words[n] && list[i+n].position == list[i].position+n {
			n++
		}
		if n == len(words) {
			found = append(found, span{i, i + n})
		}
	}
	return found
}

// An operand finds the places of a word or phrase in a passage.
type operand func(list []token) []span

// A step is the distance of NEAR or ADJ.
type step struct {
	distance int
	ordered  bool
}

// near reports whether operands stand in a passage at the distances of steps, each from
// the one before, in one stretch.
func near(list []token, operands []operand, steps []step) bool {
	var reached []span // the spans of an operand that end a row of those before it
	for i, find := range operands {
		spans := slices.DeleteFunc(find(list), func(s span) bool { return !oneStretch(list, s) })
		if i > 0 {
			spans = slices.DeleteFunc(spans, func(s span) bool {
				return !slices.ContainsFunc(reached, func(before span) bool {
					return list[s.from].stretch == list[before.from].stretch && within(list, before, s, steps[i-1])
				})
			})
		}
		if reached = spans; len(reached) == 0 {
			return false
		}
	}
	return true
}

func oneStretch(list []token, s span) bool { return list[s.from].stretch == list[s.to-1].stretch }

func within(list []token, a, b span, s step) bool {
	forward := list[b.from].position - list[a.to-1].position
	backward := list[a.from].position - list[b.to-1].position
	return forward > 0 && forward <= s.distance || !s.ordered && backward > 0 && backward <= s.distance
}

// slopes reports whether a passage has the words of a phrase, each at most slop
// positions from where it would stand, counted over all of them.
func slopes(list []token, words []string, slop int) bool {
	places := map[string][]int{} // of each word, in list
	for at, t := range list {
		if slices.Contains(words, t.text) {
			places[t.text] = append(places[t.text], at)
		}
	}
	var choose func(taken []int, least, most int) bool
	choose = func(taken []int, least, most int) bool {
		i := len(taken)
		if i == len(words) {
			return true
		}
		for _, at := range places[words[i]] {
			shift := list[at].position - i
			low, high := min(least, shift), max(most, shift)
			if high-low <= slop && !slices.Contains(taken, at) && choose(append(taken, at), low, high) {
				return true
			}
		}
		return false
	}
	return choose(nil, 1<<30, -1<<30)
}

// cites reports whether a cable has an MRN as its id, or cites it.
func (d *Doc) cites(id string) bool {
	same := func(s string) bool { return mrn.Canonical(s) == id }
	return d.any(func(c *cable.Cable) bool {
		return same(d.ID) || same(c.ID) || slices.ContainsFunc(c.Aliases, same) || slices.ContainsFunc(c.Mentions, same) ||
			slices.ContainsFunc(c.Refs, func(r cable.Ref) bool { return same(r.ID) })
	})
}
