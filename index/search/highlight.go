package search

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// A highlighter finds the matches of a query's positive words in texts. It looks up
// all words at once, so that the time does not grow with the query.
type highlighter struct {
	ctx context.Context
	// leaves is the number of words and phrases; each may match in several ways.
	leaves int
	terms  map[string][]way  // of one word, by its term
	rows   map[pairKey][]way // of several words, by the first two
	steps  []int             // the distances in positions between these
	sounds map[string][]way  // of a name, by the code of a sound
	marked []way             // of a portion mark
	// scopes are the NEAR and para:( … ) of the query. They are evaluated for one
	// passage at a time, which mu guards.
	mu     sync.Mutex
	scopes []*markScope
}

// A way is a reading of a word or phrase of the query.
type way struct {
	leaf int
	row  []queryWord
	// zone is the part of the text that it is restricted to.
	zone field.Zone
	// mark is a portion mark, which matches the start of the paragraphs that have it.
	mark string
}

// A pairKey names the first two words of a row.
type pairKey struct {
	first, second string
	step          int
}

// highlighter prepares the text leaves of a query. It leaves out leaves that
// cannot be expanded: a snippet without a mark is better than no snippet.
func (c *lookup) highlighter(n query.Node) *highlighter {
	h := &highlighter{ctx: c.ctx, terms: map[string][]way{}, rows: map[pairKey][]way{}, sounds: map[string][]way{}}
	if n == nil {
		return h
	}
	leaves, _ := uniqueLeaves(highlighted(n, nil))
	for _, leaf := range leaves {
		c.addLeaf(h, leaf)
	}
	return h
}

// highlighted appends the leaves of a query that are under no Not. A Near and a Para are
// leaves.
func highlighted(n query.Node, list []query.Node) []query.Node {
	query.Walk(n, func(n query.Node) bool {
		switch n.(type) {
		case *query.And, *query.Or:
			return true
		case *query.Not:
			return false
		}
		list = append(list, n)
		return false
	})
	return list
}

// addLeaf adds a word or phrase that is searched for in the text: usually as one
// leaf, a name for its sound as one for each word. A coded value has none.
func (c *lookup) addLeaf(h *highlighter, n query.Node) {
	switch n := n.(type) {
	case *query.Word:
		if isSound(n.Field) {
			h.addSounds(n.Text)
		} else if isText(n.Field) {
			c.addWord(h, n)
		}
	case *query.Phrase:
		if isSound(n.Field) {
			h.addSounds(n.Text)
		} else if n.Slop > 0 {
			h.addSlop(n)
		} else if isText(n.Field) {
			h.add(n.Field, phraseReading(n.Text))
			h.addMark(n.Field, n.Text)
		}
	case *query.Prefix:
		c.addExpansion(h, n.Field, n)
	case *query.Wildcard:
		c.addExpansion(h, n.Field, n)
	case *query.Fuzzy:
		c.addExpansion(h, n.Field, n)
	case *query.Regexp:
		c.addExpansion(h, n.Field, n)
	case *query.Or: // of a Near
		for _, n := range n.Nodes {
			c.addLeaf(h, n)
		}
	case *query.Near, *query.Para:
		c.addScope(h, n)
	}
}

// addWord adds a word of a text field.
func (c *lookup) addWord(h *highlighter, n *query.Word) {
	r, err := c.reading(n)
	if err != nil {
		return
	}
	h.add(n.Field, r)
	if !n.Exact {
		h.addMark(n.Field, n.Text)
	}
}

func isText(name string) bool {
	_, ok := zoneOf(name)
	return ok
}

// addExpansion adds a prefix, pattern or fuzzy word of a text field.
func (c *lookup) addExpansion(h *highlighter, name string, n query.Node) {
	if !isText(name) {
		return
	}
	if e, err := c.expansion(TextField, n); err == nil {
		h.add(name, reading{terms: e.terms})
	}
}

func isSound(name string) bool {
	f, _ := field.Lookup(name)
	return f.Kind == field.Sound
}

func (h *highlighter) addSounds(name string) {
	for _, w := range analyzer.NameWords(name) {
		for _, code := range w.Sounds {
			h.sounds[code] = append(h.sounds[code], way{leaf: h.leaves})
		}
		h.leaves++
	}
}

// add adds a leaf with all readings of a word or phrase in a text field.
func (h *highlighter) add(name string, r reading) {
	f, _ := field.Lookup(name) // no zone for "", which is all text
	for _, row := range r.rows {
		h.addRow(way{leaf: h.leaves, row: row, zone: f.Zone})
	}
	own := []way{{leaf: h.leaves, zone: f.Zone}}
	for _, t := range r.terms {
		if others := h.terms[t]; others != nil {
			h.terms[t] = append(others, own...)
		} else {
			h.terms[t] = own[:1:1]
		}
	}
	h.leaves++
}

func (h *highlighter) addRow(w way) {
	switch len(w.row) {
	case 0:
	case 1:
		h.terms[w.row[0].term] = append(h.terms[w.row[0].term], w)
	default:
		key := pairKey{w.row[0].term, w.row[1].term, w.row[1].offset}
		h.rows[key] = append(h.rows[key], w)
		if !slices.Contains(h.steps, key.step) {
			h.steps = append(h.steps, key.step)
		}
	}
}

// addMark adds the portion mark that a text looks like to the last leaf.
func (h *highlighter) addMark(name, text string) {
	if mark, ok := markIn(name, text); ok {
		h.marked = append(h.marked, way{leaf: h.leaves - 1, mark: mark})
	}
}

// A mark is a match of a leaf: a span of a passage's text, and its positions in the
// passage; those of a portion mark are not known.
type mark struct {
	cable.Span
	leaf  int
	place Range
}

// marks returns the matches of the query's words in a passage, in order.
func (h *highlighter) marks(p *passage) ([]mark, error) {
	list := tokenLists.Get().(*tokenList)
	defer tokenLists.Put(list)
	tokens := list.of(p, len(h.sounds) > 0)
	var marks []mark
	for at := range tokens {
		if at%tickEvery == 0 && h.ctx.Err() != nil {
			return nil, h.ctx.Err()
		}
		marks = h.appendMarks(marks, p, tokens[at:])
	}
	for _, w := range h.marked {
		marks = w.appendParagraphs(marks, p)
	}
	marks, err := h.inScopes(marks, p, tokens)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(marks, byPlace)
	return slices.Compact(marks), nil
}

// byPlace orders marks by their starts, the longer of two with the same start
// first: a snippet that has no room for al-Qaida must not end with al.
func byPlace(a, b mark) int {
	return cmp.Or(a.Start-b.Start, b.End-a.End, a.leaf-b.leaf)
}

// appendMarks appends the matches that begin with the first token.
func (h *highlighter) appendMarks(marks []mark, p *passage, tokens []textToken) []mark {
	first := &tokens[0]
	take := func(w way, to, length int) {
		if inZone(p, w.zone, first.Start) {
			place := Range{uint32(first.position), uint32(first.position + length)}
			marks = append(marks, mark{cable.Span{Start: first.Start, End: to}, w.leaf, place})
		}
	}
	for _, w := range h.terms[first.term] {
		take(w, first.End, 1)
	}
	for _, step := range h.steps {
		for i := findPosition(tokens, first.position+step); i < len(tokens) && tokens[i].position == first.position+step; i++ {
			for _, w := range h.rows[pairKey{first.term, tokens[i].term, step}] {
				if to, ok := w.matches(tokens); ok {
					take(w, to, w.row[len(w.row)-1].offset+1)
				}
			}
		}
	}
	if first.name {
		for _, code := range analyzer.Sounds(first.term) {
			for _, w := range h.sounds[code] {
				take(w, first.End, 1)
			}
		}
	}
	return marks
}

// findPosition returns the index of the first token at or after a position.
func findPosition(tokens []textToken, position int) int {
	i, _ := slices.BinarySearchFunc(tokens, position, func(t textToken, position int) int { return t.position - position })
	return i
}

// matches reports whether a row matches with its first word at the first token, and
// returns the end of the match.
func (w *way) matches(tokens []textToken) (int, bool) {
	first := tokens[0].position
	to := 0
	for _, word := range w.row {
		i := findPosition(tokens, first+word.offset)
		for i < len(tokens) && tokens[i].position == first+word.offset && tokens[i].term != word.term {
			i++
		}
		if i == len(tokens) || tokens[i].position != first+word.offset {
			return 0, false
		}
		to = max(to, tokens[i].End)
	}
	return to, true
}

// appendParagraphs appends the starts of the paragraphs with the portion mark.
func (w *way) appendParagraphs(marks []mark, p *passage) []mark {
	if p.kind != contentPassage {
		return marks
	}
	last := -1
	for _, piece := range p.cable.Pieces {
		if piece.Kind != cable.PieceText && piece.Kind != cable.PieceHeading || piece.Para == last || piece.Start == piece.End ||
			piece.Para < 0 || piece.Para >= len(p.cable.Paragraphs) {
			continue
		}
		last = piece.Para
		if p.cable.Paragraphs[last].Mark == w.mark {
			marks = append(marks, mark{Span: cable.Span{Start: piece.Start, End: piece.Start}, leaf: w.leaf})
		}
	}
	return marks
}

type textToken struct {
	term     string
	position int
	name     bool // may be a name, if that was asked for
	cable.Span
}

const (
	// bytesPerToken is a little under the number of bytes of text for each token.
	bytesPerToken = 5
	// leastTokens is the number of tokens for which there is room at least: few passages
	// have more.
	leastTokens = 4 << 10
)

// A tokenList reads the tokens of passages, one after the other.
type tokenList struct {
	tokens  []textToken
	terms   []byte // of all tokens, which become one string
	lengths []int
}

// tokenLists are kept, since the tokens of a cable take ten times as much memory as its text.
var tokenLists = sync.Pool{New: func() any { return new(tokenList) }}

// of returns the tokens of a passage, and which may be names if names is set. They are valid
// until the next call.
func (l *tokenList) of(p *passage, names bool) []textToken {
	size := len(p.Text.Text) - p.From
	if p.To > 0 { // an end of 0 is that of the text
		size = p.To - p.From
	}
	size = max(size, leastTokens*bytesPerToken)
	tokens := slices.Grow(l.tokens[:0], size/bytesPerToken)
	terms := slices.Grow(l.terms[:0], size)
	lengths := slices.Grow(l.lengths[:0], size/bytesPerToken)
	var s analyzer.Scanner
	s.Reset(p.Text)
	for s.Next() {
		if tok := s.Token(); !tok.Kind.Unit() {
			tokens = append(tokens, textToken{"", tok.Position, names && p.mayBeName(tok), cable.Span{Start: tok.Start, End: tok.End}})
			terms = append(terms, tok.Term...)
			lengths = append(lengths, len(tok.Term))
		}
	}
	rest := string(terms)
	for i, n := range lengths {
		tokens[i].term, rest = rest[:n], rest[n:]
	}
	l.tokens, l.terms, l.lengths = tokens, terms, lengths
	return tokens
}

// inZone reports whether a byte of a passage is in a zone.
func inZone(p *passage, zone field.Zone, at int) bool {
	switch zone {
	case field.Body:
		return spanAt(p.body, at) >= 0
	case field.Subject:
		return spanAt(p.subject, at) >= 0
	case field.Summary:
		return spanAt(p.summary, at) >= 0
	}
	return true
}

// snippets returns at most limit snippets of a document: those with the most
// different words of the query, in text order, and one for words that only another
// text of the id has. If nothing matches, it returns the beginning of the body.
func (h *highlighter) snippets(doc index.Document, limit int) ([]index.Snippet, error) {
	shown := index.Document{Record: doc.Record, Cable: doc.Cable}
	passages := passagesOf([]index.Document{shown})
	found := make([]bool, h.leaves)
	windows, err := h.windows(passages, found)
	var others []window
	if err == nil && len(doc.Others) > 0 && slices.Contains(found, false) {
		others, err = h.otherWindows(doc, found)
	}
	if err != nil {
		return nil, err
	}
	others = others[:min(len(others), max(limit-min(len(windows), 1), 0))]
	windows = append(chooseWindows(windows, limit-len(others)), others...)
	if len(windows) == 0 {
		windows = openingWindow(passages)
	}
	var out []index.Snippet
	for _, w := range windows {
		out = append(out, w.snippet())
	}
	return out, nil
}

// windows returns the windows of the matches in passages. It sets found for all
// leaves that match, including those outside the windows.
func (h *highlighter) windows(passages []passage, found []bool) ([]window, error) {
	var all []window
	for i := range passages {
		marks, err := h.marks(&passages[i])
		if err != nil {
			return nil, err
		}
		for _, m := range marks {
			found[m.leaf] = true
		}
		for _, r := range runsOf(&passages[i]) {
			all = append(all, windowsOf(r, within(marks, r))...)
		}
	}
	return all, nil
}

// otherWindows returns the best window of each of a document's other texts that
// has leaves which no text before it has: found are those of the shown text.
func (h *highlighter) otherWindows(doc index.Document, found []bool) ([]window, error) {
	var out []window
	for _, text := range doc.Texts()[1:] {
		passages := passagesOf([]index.Document{text})
		for i := range passages {
			passages[i].other = true
		}
		before := slices.Clone(found)
		all, err := h.windows(passages, found)
		if err != nil {
			return nil, err
		}
		news := slices.DeleteFunc(all, func(w window) bool {
			return !slices.ContainsFunc(w.marks, func(m mark) bool { return !before[m.leaf] })
		})
		for _, w := range chooseWindows(news, 1) {
			w.source = text.Record.Source.String()
			out = append(out, w)
		}
	}
	return out, nil
}
