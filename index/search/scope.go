package search

import (
	"slices"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/index/field"
	"reftel/index/query"
)

// NEAR, ADJ and para:( … ) are evaluated in two steps. The documents that have the words
// are found first; in each of these a formula over the positions is then evaluated. The
// highlighter evaluates the same formula over the words of a passage.

// A formula says which paragraphs of a document match.
type formula interface {
	// holds sets the value of each paragraph in s.
	holds(s *scopeText, in []bool) error
}

// A scopeText is the text that a formula is evaluated for.
type scopeText struct {
	doc        uint32
	paragraphs []Paragraph
}

// part returns a number for the paragraph that holds a span, or for the text between two
// paragraphs that does; -1 if several do.
func (s *scopeText) part(r Range) int {
	at := s.partAt(r.Start)
	if r.End > r.Start+1 && s.partAt(r.End-1) != at {
		return -1
	}
	return at
}

// partAt returns 2i+1 for a position in paragraph i, and 2i for one before it.
func (s *scopeText) partAt(position uint32) int {
	i, _ := slices.BinarySearchFunc(s.paragraphs, position, func(p Paragraph, position uint32) int {
		if p.End <= position {
			return -1
		}
		return 1
	})
	if i < len(s.paragraphs) && s.paragraphs[i].Start <= position {
		return 2*i + 1
	}
	return 2 * i
}

// A spanSource tells where a word or phrase stands in a text, in order.
type spanSource interface {
	spansIn(doc uint32) ([]Range, error)
}

type (
	everyPart struct{}
	wordParts struct{ source spanSource }
	markParts struct{ marks *markTest }
	notParts  struct{ formula }
	andParts  []formula
	orParts   []formula
)

func (everyPart) holds(_ *scopeText, in []bool) error {
	for i := range in {
		in[i] = true
	}
	return nil
}

func (f wordParts) holds(s *scopeText, in []bool) error {
	if w, ok := f.source.(*eitherWord); ok && w.term != nil {
		positions, err := w.positionsIn(s.doc)
		setPartsAt(s, positions, in)
		return err
	}
	spans, err := f.source.spansIn(s.doc)
	setParts(s, spans, in)
	return err
}

// setPartsAt sets which paragraphs have one of some positions, which are in order.
func setPartsAt(s *scopeText, positions []uint32, in []bool) {
	clear(in)
	for i, p := range s.paragraphs {
		first, _ := firstFrom(positions, p.Start)
		if positions = positions[first:]; len(positions) == 0 {
			return
		}
		in[i] = positions[0] < p.End
	}
}

// setParts sets which paragraphs have one of some spans, which are in order.
func setParts(s *scopeText, spans []Range, in []bool) {
	clear(in)
	i := 0
	for _, r := range spans {
		for i < len(s.paragraphs) && s.paragraphs[i].End <= r.Start {
			i++
		}
		if i == len(s.paragraphs) {
			return
		}
		if p := s.paragraphs[i]; p.Start <= r.Start && r.End <= p.End {
			in[i] = true
		}
	}
}

func (f markParts) holds(s *scopeText, in []bool) error {
	for i, p := range s.paragraphs {
		in[i] = f.marks.accepts(p.Mark)
	}
	return nil
}

func (f notParts) holds(s *scopeText, in []bool) error {
	err := f.formula.holds(s, in)
	for i := range in {
		in[i] = !in[i]
	}
	return err
}

func (f andParts) holds(s *scopeText, in []bool) error {
	return combine(f, s, in, true)
}

func (f orParts) holds(s *scopeText, in []bool) error {
	return combine(f, s, in, false)
}

// combine sets the values that all formulas have in common, or those that any has. It
// evaluates no more formulas than it has to.
func combine(list []formula, s *scopeText, in []bool, all bool) error {
	if len(list) == 0 {
		for i := range in {
			in[i] = all
		}
		return nil
	}
	if err := list[0].holds(s, in); err != nil {
		return err
	}
	var own []bool
	for _, f := range list[1:] {
		if !slices.Contains(in, all) {
			return nil
		}
		own = slices.Grow(own[:0], len(in))[:len(in)]
		if err := f.holds(s, own); err != nil {
			return err
		}
		for i := range in {
			if own[i] != all {
				in[i] = !all
			}
		}
	}
	return nil
}

// A nearRow is words of which each is near the one before.
type nearRow struct {
	sources []spanSource
	steps   []query.Step
	tick    func() error
	// kept are the spans of each word that belong to a row, after find; reached those
	// that follow a row so far, for has.
	kept, reached [][]Range
}

func (f *nearRow) holds(s *scopeText, in []bool) error {
	err := f.find(s)
	setParts(s, f.kept[len(f.kept)-1], in)
	return err
}

// find sets kept. It keeps of each word the spans that follow a kept one of the word
// before, and then, from the end, those that a kept one follows.
func (f *nearRow) find(s *scopeText) error {
	f.kept = slices.Grow(f.kept[:0], len(f.sources))[:len(f.sources)]
	for i, source := range f.sources {
		spans, err := source.spansIn(s.doc)
		if err != nil {
			return err
		}
		f.kept[i] = append(f.kept[i][:0], spans...)
		if i == 0 {
			continue
		}
		step := f.steps[i-1]
		if f.kept[i], err = f.keep(s, f.kept[i], f.kept[i-1], func(r, before Range) bool { return isNear(before, r, step) }, step); err != nil {
			return err
		}
	}
	for i := len(f.sources) - 2; i >= 0; i-- {
		step := f.steps[i]
		var err error
		if f.kept[i], err = f.keep(s, f.kept[i], f.kept[i+1], func(r, after Range) bool { return isNear(r, after, step) }, step); err != nil {
			return err
		}
	}
	return nil
}

// has reports whether there is a row. It reads no more than it has to.
func (f *nearRow) has(s *scopeText) (bool, error) {
	before, err := f.sources[0].spansIn(s.doc)
	for i, source := range f.sources[1:] {
		if err != nil || len(before) == 0 {
			return false, err
		}
		spans, err := source.spansIn(s.doc)
		if err != nil {
			return false, err
		}
		step := f.steps[i]
		near := func(r, before Range) bool { return isNear(before, r, step) }
		if i == len(f.steps)-1 {
			return f.anyNear(s, spans, before, near, step)
		}
		f.reached = slices.Grow(f.reached[:0], len(f.sources))[:len(f.sources)]
		f.reached[i] = append(f.reached[i][:0], spans...)
		if before, err = f.keep(s, f.reached[i], before, near, step); err != nil {
			return false, err
		}
	}
	return false, err
}

// anyNear reports whether one of some spans is near one of others.
func (f *nearRow) anyNear(s *scopeText, spans, others []Range, near func(r, other Range) bool, step query.Step) (bool, error) {
	w := nearWindow{others: others, reach: longest(others) + uint32(step.Distance), distance: uint32(step.Distance)}
	for _, r := range spans {
		if err := f.tick(); err != nil {
			return false, err
		}
		if w.holds(s, r, near) {
			return true, nil
		}
	}
	return false, nil
}

// keep removes those spans that are near none of others. Both are in order.
func (f *nearRow) keep(s *scopeText, spans, others []Range, near func(r, other Range) bool, step query.Step) ([]Range, error) {
	w := nearWindow{others: others, reach: longest(others) + uint32(step.Distance), distance: uint32(step.Distance)}
	kept := spans[:0]
	for _, r := range spans {
		if err := f.tick(); err != nil {
			return nil, err
		}
		if w.holds(s, r, near) {
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// A nearWindow is those of some spans that may be near a span, which moves on.
type nearWindow struct {
	others          []Range
	reach, distance uint32 // how far before and behind the span they may begin
}

// holds reports whether one of the spans is near r and in the same part of the text.
func (w *nearWindow) holds(s *scopeText, r Range, near func(r, other Range) bool) bool {
	for len(w.others) > 0 && w.others[0].Start+w.reach < r.Start {
		w.others = w.others[1:]
	}
	for _, o := range w.others {
		if o.Start > r.End+w.distance {
			break
		}
		if near(r, o) {
			if part := s.part(r); part >= 0 && s.part(o) == part {
				return true
			}
		}
	}
	return false
}

// longest returns the length of the longest span.
func longest(spans []Range) uint32 {
	length := uint32(0)
	for _, r := range spans {
		length = max(length, r.End-r.Start)
	}
	return length
}

// isNear reports whether the distance of two spans, from the last position of the first
// to the first of the second, is that of a step.
func isNear(a, b Range, step query.Step) bool {
	if b.Start < a.Start && !step.Ordered {
		a, b = b, a
	}
	return b.Start >= a.End && int(b.Start-a.End)+1 <= step.Distance
}

// A markTest tells which portion marks a value of the field mark finds.
type markTest struct {
	// alternatives are terms of which a mark has all of one.
	alternatives [][]string
	any          bool // any mark
	known        map[string]bool
	// recent are marks that were tested last, by their length and first byte: there are few
	// in a cable.
	recent [8]testedMark
}

// A testedMark is a mark, and whether a test accepts it.
type testedMark struct {
	mark     string
	accepted bool
}

func (t *markTest) accepts(mark string) bool {
	switch {
	case mark == "":
		return false
	case t.any:
		return true
	}
	r := &t.recent[(int(mark[0]>>2)+len(mark))%len(t.recent)]
	if r.mark != mark {
		*r = testedMark{mark, t.finds(mark)}
	}
	return r.accepted
}

// finds is accepts for a mark that was not tested just before.
func (t *markTest) finds(mark string) bool {
	ok, known := t.known[mark]
	if !known {
		terms := markTerms(mark)
		ok = slices.ContainsFunc(t.alternatives, func(want []string) bool {
			return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(terms, w) })
		})
		if t.known == nil {
			t.known = map[string]bool{}
		}
		t.known[mark] = ok
	}
	return ok
}

// markTerms returns the terms of a portion mark in the field mark.
func markTerms(mark string) []string {
	terms := analyzer.Codes(field.Mark, mark)
	if _, classification, _, ok := cable.Mark(mark); ok {
		terms = append(terms, markRank(classification))
	}
	return terms
}

// markTest returns the test of a leaf of the field mark.
func (c *lookup) markTest(n query.Node) (*markTest, error) {
	t := &markTest{}
	switch n := n.(type) {
	case *query.Has:
		t.any = true
	case *query.Word:
		t.alternatives = analyzer.QueryCodes(field.Mark, n.Text)
	case *query.ValueRange:
		for _, v := range n.Values {
			t.alternatives = append(t.alternatives, []string{markRank(v)})
		}
	default:
		e, err := c.expansion("mark", n)
		if err != nil {
			return nil, err
		}
		for _, term := range e.terms {
			t.alternatives = append(t.alternatives, []string{term})
		}
	}
	return t, nil
}

// A scopeBuilder makes the formula of a Near or a Para.
type scopeBuilder struct {
	lookup *lookup
	// words returns the source of a word, a phrase, what they expand to, or an Or of
	// these.
	words func(n query.Node) (spanSource, error)
	rows  []*nearRow
}

func (b *scopeBuilder) formula(n query.Node) (formula, error) {
	switch n := n.(type) {
	case *query.All:
		return everyPart{}, nil
	case *query.And:
		list, err := b.formulas(n.Nodes)
		return andParts(list), err
	case *query.Or:
		list, err := b.formulas(n.Nodes)
		return orParts(list), err
	case *query.Not:
		f, err := b.formula(n.Node)
		return notParts{f}, err
	case *query.Para:
		return b.formula(n.Node)
	case *query.Near:
		return b.near(n)
	case *query.Has, *query.ValueRange:
		return b.mark(n)
	}
	if fieldOf(n) == "mark" {
		return b.mark(n)
	}
	source, err := b.words(n)
	if err != nil {
		return nil, err
	}
	if mark, ok := markOf(n); ok {
		return orParts{wordParts{source}, markParts{&markTest{alternatives: [][]string{{mark}}}}}, nil
	}
	return wordParts{source}, nil
}

// markOf returns the portion mark that a word or phrase looks like.
func markOf(n query.Node) (string, bool) {
	switch n := n.(type) {
	case *query.Word:
		if !n.Exact {
			return markIn(n.Field, n.Text)
		}
	case *query.Phrase:
		return markIn(n.Field, n.Text)
	}
	return "", false
}

func (b *scopeBuilder) mark(n query.Node) (formula, error) {
	t, err := b.lookup.markTest(n)
	return markParts{t}, err
}

func (b *scopeBuilder) formulas(nodes []query.Node) ([]formula, error) {
	var list []formula
	for _, n := range nodes {
		f, err := b.formula(n)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

func (b *scopeBuilder) near(n *query.Near) (formula, error) {
	row := &nearRow{steps: n.Steps, tick: b.lookup.tick}
	for _, n := range n.Nodes {
		source, err := b.words(n)
		if err != nil {
			return nil, err
		}
		row.sources = append(row.sources, source)
	}
	b.rows = append(b.rows, row)
	return row, nil
}

// scoped matches the documents in which a formula holds.
type scoped struct {
	// docs matches the documents that may match, and scores them.
	docs matches
	// fixed is the bound of docs if that is the same in all documents.
	fixed   float64
	isFixed bool
	leaf    Leaf
	// formula must hold for a paragraph; if it is nil, row must find a row.
	formula formula
	row     *nearRow
	// terms decides instead of both, if it can; else it is nil.
	terms *termScope
	whole bool // the text has no paragraphs, as a subject
	zones Zones
	text  scopeText
	in    []bool
	at    uint32
	begun bool
}

func (m *scoped) advance(doc uint32) (uint32, error) {
	if m.begun && doc <= m.at {
		return m.at, nil
	}
	m.begun = true
	for {
		at, err := m.docs.advance(doc)
		m.at = at
		if err != nil || at == End {
			m.at = End
			return End, err
		}
		ok, err := m.holds(at)
		if err != nil {
			return End, err
		}
		if ok {
			return at, nil
		}
		doc = at + 1
	}
}

func (m *scoped) holds(doc uint32) (bool, error) {
	if m.terms != nil {
		return m.terms.holds(doc)
	}
	m.zones.Reset()
	if !m.whole {
		if err := m.leaf.Zones(doc, AllZones, &m.zones); err != nil {
			return false, err
		}
	}
	m.text = scopeText{doc, m.zones.Paragraphs}
	s := &m.text
	if m.formula == nil {
		return m.row.has(s)
	}
	m.in = slices.Grow(m.in[:0], len(s.paragraphs))[:len(s.paragraphs)]
	err := m.formula.holds(s, m.in)
	return slices.Contains(m.in, true), err
}

func (m *scoped) score() (float64, error) { return m.docs.score() }

// scope compiles a Near or a Para.
func (c *compiler) scope(n query.Node) (matches, error) {
	m, err := c.scopeOf(n, nil)
	if err != nil || !c.isWide(n) {
		return m, err
	}
	// Find the documents that may match before the places of wide words are read.
	want := newDocSet(c.leaf.Docs())
	for doc := uint32(0); ; doc++ {
		if doc, err = m.docs.advance(doc); err != nil || doc == End {
			break
		}
		want.add(doc)
	}
	if err != nil {
		return nil, err
	}
	return c.scopeOf(n, want)
}

// hasWideScope reports whether the places of wide words are read for a query, which takes
// longer than to walk its matches.
func (c *compiler) hasWideScope(n query.Node) bool {
	has := false
	query.Walk(n, func(n query.Node) bool {
		switch n.(type) {
		case *query.Near, *query.Para:
			has = has || c.isWide(n)
		}
		return !has
	})
	return has
}

// isWide reports whether a query has a word that expands to very many terms.
func (c *compiler) isWide(n query.Node) bool {
	wide := false
	query.Walk(n, func(n query.Node) bool {
		switch n.(type) {
		case *query.Prefix, *query.Wildcard, *query.Fuzzy, *query.Regexp:
			z, ok := zoneOf(fieldOf(n))
			e, err := c.expansion(z.field, n)
			wide = wide || ok && err == nil && len(e.terms) >= wideTerms
		}
		return true
	})
	return wide
}

func (c *compiler) scopeOf(n query.Node, want docSet) (*scoped, error) {
	words := map[query.Node]*eitherWord{}
	b := scopeBuilder{lookup: c.lookup, words: func(n query.Node) (spanSource, error) {
		w, err := c.locate(n, want)
		words[n] = w
		return w, err
	}}
	f, err := b.formula(n)
	if err != nil {
		return nil, err
	}
	docs, err := c.mayMatch(n, words)
	m := &scoped{docs: docs, leaf: c.leaf, formula: f}
	m.fixed, m.isFixed = fixedBound(docs)
	if near, ok := n.(*query.Near); ok {
		m.formula, m.row, m.whole = nil, b.rows[0], isSubject(near)
		m.terms = nearTerms(m.row)
	} else {
		m.terms = paragraphTerms(f)
	}
	if m.terms != nil {
		m.terms.texts, m.terms.whole = c.leaf.ZoneTexts().Reader(), m.whole
	}
	return m, err
}

// isSubject reports whether the words of a Near are in the field subject.
func isSubject(n *query.Near) bool {
	f, _ := field.Lookup(fieldOf(firstWord(n)))
	return f.Zone == field.Subject
}

func firstWord(n query.Node) query.Node {
	switch n := n.(type) {
	case *query.Near:
		return firstWord(n.Nodes[0])
	case *query.Or:
		return firstWord(n.Nodes[0])
	}
	return n
}

// mayMatch matches the documents that have the words and marks of a scope anywhere.
func (c *compiler) mayMatch(n query.Node, words map[query.Node]*eitherWord) (matches, error) {
	switch n := n.(type) {
	case *query.All, *query.Not:
		return c.every(), nil
	case *query.Para:
		return c.mayMatch(n.Node, words)
	case *query.And:
		return c.mayMatchAll(n.Nodes, words)
	case *query.Near:
		return c.mayMatchAll(n.Nodes, words)
	}
	if w := words[n]; w != nil {
		return c.wordOrMark(n, w)
	}
	if or, ok := n.(*query.Or); ok {
		var parts []matches
		for _, n := range or.Nodes {
			m, err := c.mayMatch(n, words)
			if err != nil {
				return nil, err
			}
			parts = append(parts, m)
		}
		return newAnyOf(parts), nil
	}
	return c.node(n) // of the field mark
}

func (c *compiler) wordOrMark(n query.Node, w *eitherWord) (matches, error) {
	mark, ok := markOf(n)
	if !ok {
		return w, nil
	}
	marked, err := c.allTerms("mark", []string{mark})
	return newAnyOf([]matches{w, marked}), err
}

func (c *compiler) mayMatchAll(nodes []query.Node, words map[query.Node]*eitherWord) (matches, error) {
	var parts []matches
	for _, n := range nodes {
		if _, ok := n.(*query.Not); ok {
			continue
		}
		m, err := c.mayMatch(n, words)
		if err != nil {
			return nil, err
		}
		parts = append(parts, m)
	}
	if len(parts) == 0 {
		return c.every(), nil
	}
	return c.all(parts), nil
}
