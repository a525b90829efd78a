package search

import (
	"slices"

	"reftel/corpus/cable"
	"reftel/index/query"
)

// A markScope keeps those marks of the words of a Near or a Para that stand near each
// other, or in one paragraph.
type markScope struct {
	formula formula // nil for a Near alone
	rows    []*nearRow
	// words are the words of the formula, in the order of their leaves.
	words []*markedWord
	// marks are those of the current passage.
	marks []mark
}

// A markedWord is a word of a formula: the leaves from from to before to.
type markedWord struct {
	scope    *markScope
	from, to int
	hidden   bool // under a Not
	spans    []Range
	// slop is a phrase with a slop, each word of which is a leaf, and used are the
	// positions of words that belong to it.
	slop *slopRow
	used map[uint32]bool
}

// spansIn implements spanSource.
func (w *markedWord) spansIn(uint32) ([]Range, error) {
	if w.slop != nil {
		return w.slopSpans(), nil
	}
	w.spans = inOrder(w.appendSpans(w.spans[:0], w.from, w.to))
	return w.spans, nil
}

// appendSpans appends the places of some leaves.
func (w *markedWord) appendSpans(list []Range, from, to int) []Range {
	for _, m := range w.scope.marks {
		if from <= m.leaf && m.leaf < to && m.Start < m.End {
			list = append(list, m.place)
		}
	}
	return list
}

// slopSpans returns the places of the phrase, and sets used.
func (w *markedWord) slopSpans() []Range {
	var positions [][]uint32
	for leaf := w.from; leaf < w.to; leaf++ {
		var list []uint32
		for _, r := range inOrder(w.appendSpans(nil, leaf, leaf+1)) {
			list = append(list, r.Start)
		}
		positions = append(positions, list)
	}
	w.spans, w.used = w.spans[:0], map[uint32]bool{}
	w.slop.starts(positions, func(start int) error {
		if r, ok := w.slop.from(start, positions); ok {
			w.spans = append(w.spans, r)
			for _, at := range w.slop.taken {
				w.used[at] = true
			}
		}
		return nil
	})
	w.spans = inOrder(w.spans)
	return w.spans
}

// addScope adds the words of a Near or a Para as leaves.
func (c *lookup) addScope(h *highlighter, n query.Node) {
	shown := map[query.Node]bool{}
	for leaf := range query.Positive(n) {
		shown[leaf] = true
	}
	s := &markScope{}
	b := scopeBuilder{lookup: c, words: func(n query.Node) (spanSource, error) {
		w := &markedWord{scope: s, from: h.leaves, hidden: !shown[firstWord(n)]}
		if p, ok := n.(*query.Phrase); ok && p.Slop > 0 {
			w.slop = h.addSlopWords(p)
		} else {
			c.addLeaf(h, n)
		}
		w.to = h.leaves
		s.words = append(s.words, w)
		return w, nil
	}}
	f, err := b.formula(n)
	if err != nil {
		return // it cannot be expanded
	}
	s.rows = b.rows
	for _, r := range s.rows {
		r.tick = c.newTick()
	}
	if _, ok := n.(*query.Para); ok {
		s.formula = f
	}
	h.scopes = append(h.scopes, s)
}

// addSlop adds the words of a phrase with a slop as leaves.
func (h *highlighter) addSlop(n *query.Phrase) {
	s := &markScope{}
	w := &markedWord{scope: s, from: h.leaves}
	w.slop = h.addSlopWords(n)
	w.to = h.leaves
	s.words = []*markedWord{w}
	h.scopes = append(h.scopes, s)
}

func (h *highlighter) addSlopWords(n *query.Phrase) *slopRow {
	r := &slopRow{words: phraseReading(n.Text).rows[0], slop: n.Slop}
	for _, w := range r.words {
		h.add(n.Field, reading{terms: []string{w.term}})
	}
	return r
}

// inScopes removes marks that belong to a scope and are not in it.
func (h *highlighter) inScopes(marks []mark, p *passage, tokens []textToken) ([]mark, error) {
	if len(h.scopes) == 0 {
		return marks, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	text := &scopeText{paragraphs: paragraphRanges(p, tokens)}
	for _, s := range h.scopes {
		s.marks = marks
		kept, err := s.keep(p, text)
		s.marks = nil
		if err != nil {
			return nil, err
		}
		marks = kept
	}
	return marks, nil
}

// keep returns the marks without those of the scope that are not in it.
func (s *markScope) keep(p *passage, text *scopeText) ([]mark, error) {
	in := make([]bool, len(text.paragraphs))
	var err error
	switch {
	case s.formula != nil:
		err = s.formula.holds(text, in)
	case len(s.rows) > 0:
		err = s.rows[0].find(text)
	default:
		s.words[0].slopSpans()
	}
	if err != nil {
		return nil, err
	}
	var kept []mark
	for _, m := range s.marks {
		if w := s.wordOf(m); w == nil || !w.hidden && s.isIn(p, w, m, in) {
			kept = append(kept, m)
		}
	}
	return kept, nil
}

// wordOf returns the word that a mark is of, or nil if that is not of the scope.
func (s *markScope) wordOf(m mark) *markedWord {
	for _, w := range s.words {
		if w.from <= m.leaf && m.leaf < w.to {
			return w
		}
	}
	return nil
}

// isIn reports whether a mark is in one of the paragraphs that match, and near others
// if its word is of a Near.
func (s *markScope) isIn(p *passage, w *markedWord, m mark, in []bool) bool {
	if w.slop != nil && !w.used[m.place.Start] {
		return false
	}
	if s.formula != nil {
		i := slices.IndexFunc(p.paragraphs, func(n paragraph) bool { return n.Start <= m.Start && m.Start < n.End })
		if i < 0 || !in[i] {
			return false
		}
	}
	for _, row := range s.rows {
		if i := slices.Index(row.sources, spanSource(w)); i >= 0 {
			return slices.Contains(row.kept[i], m.place)
		}
	}
	return true
}

// paragraphRanges returns the positions of the paragraphs of a passage.
func paragraphRanges(p *passage, tokens []textToken) []Paragraph {
	list := make([]Paragraph, len(p.paragraphs))
	spans := make([]cable.Span, len(p.paragraphs))
	for i, para := range p.paragraphs {
		spans[i], list[i].Mark = para.Span, p.mark(para)
	}
	cursor := newSpanCursor(spans)
	for _, t := range tokens {
		if i := cursor.seek(t.Start); i >= 0 {
			at := uint32(t.position)
			if list[i].End == 0 {
				list[i].Start = at
			}
			list[i].End = max(list[i].End, at+1)
		}
	}
	last := uint32(0)
	for i := range list { // those without words stand nowhere
		if list[i].End == 0 {
			list[i].Start, list[i].End = last, last
		}
		last = list[i].End
	}
	return list
}
