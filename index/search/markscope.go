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
	slop    *slopRow // of a phrase with a slop
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
	// used are the positions of a word of a slopRow that belong to it.
	used map[uint32]bool
}

// spansIn implements spanSource.
func (w *markedWord) spansIn(uint32) ([]Range, error) {
	w.spans = w.spans[:0]
	for _, m := range w.scope.marks {
		if w.from <= m.leaf && m.leaf < w.to && m.Start < m.End {
			w.spans = append(w.spans, m.place)
		}
	}
	w.spans = inOrder(w.spans)
	return w.spans, nil
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
		c.addLeaf(h, n)
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
	s := &markScope{slop: &slopRow{words: phraseReading(n.Text).rows[0], slop: n.Slop}}
	for _, w := range s.slop.words {
		s.words = append(s.words, &markedWord{scope: s, from: h.leaves, to: h.leaves + 1})
		h.add(n.Field, reading{terms: []string{w.term}})
	}
	h.scopes = append(h.scopes, s)
}

// findSlop sets which positions of the words belong to the phrase.
func (s *markScope) findSlop() {
	var positions [][]uint32
	for _, w := range s.words {
		spans, _ := w.spansIn(0)
		var list []uint32
		for _, r := range spans {
			list = append(list, r.Start)
		}
		positions = append(positions, list)
		w.used = map[uint32]bool{}
	}
	s.slop.starts(positions, func(start int) error {
		if _, ok := s.slop.from(start, positions); ok {
			for i, at := range s.slop.taken {
				s.words[i].used[at] = true
			}
		}
		return nil
	})
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
	case s.slop != nil:
		s.findSlop()
	case s.formula != nil:
		err = s.formula.holds(text, in)
	default:
		err = s.rows[0].find(text)
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
	if s.slop != nil {
		return w.used[m.place.Start]
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
