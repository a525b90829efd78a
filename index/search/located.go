package search

import (
	"cmp"
	"fmt"
	"slices"

	"reftel/index/query"
)

// A located matches documents that have words, and knows where.
type located interface {
	matches
	// appendSpans appends the positions of the words in the current document, in order.
	appendSpans(list []Range) []Range
}

func (p *phrase) appendSpans(list []Range) []Range {
	length := p.words[len(p.words)-1].offset + 1
	for _, at := range p.places {
		list = append(list, Range{at, at + length})
	}
	return list
}

// oneTerm is a located of one term, whose positions are read when they are needed.
type oneTerm struct{ *postings }

func (t oneTerm) appendSpans(list []Range) []Range {
	for _, at := range t.positions() {
		list = append(list, Range{at, at + 1})
	}
	return list
}

// eitherWord matches the documents that have any of several words or phrases, which
// count as one word.
type eitherWord struct {
	anyOf
	words []located // the parts of anyOf
	rank  *ranking
	// term is the only term of the only word, nil if there are several.
	term *postings
	// list are the spans in the document listOf, in order.
	list   []Range
	listOf uint32
}

func newEitherWord(words []located, rank *ranking) *eitherWord {
	e := &eitherWord{words: words, rank: rank}
	for _, w := range words {
		e.parts = append(e.parts, w)
	}
	e.ats = make([]uint32, len(words))
	if len(words) == 1 {
		if one, ok := words[0].(oneTerm); ok {
			e.term = one.postings
		}
	}
	return e
}

func (e *eitherWord) advance(doc uint32) (uint32, error) {
	if e.term == nil {
		return e.anyOf.advance(doc)
	}
	at, err := e.term.advance(doc)
	e.at, e.ats[0] = at, at
	return at, err
}

// isEmpty reports whether no document of the leaf has the words.
func (e *eitherWord) isEmpty() bool { return len(e.words) == 0 }

// positionsIn returns the positions of the only term in a document, none if the document
// is not a match. They are valid until the next call.
func (e *eitherWord) positionsIn(doc uint32) ([]uint32, error) {
	at, err := e.advance(doc)
	if err != nil || at != doc {
		return nil, err
	}
	return e.term.positions(), nil
}

// onlyTerm returns the term of a word that consists of terms if the current document has
// one of them, nil if it has several.
func (e *eitherWord) onlyTerm() *postings {
	if e.term != nil {
		return e.term
	}
	var only *postings
	for i, at := range e.ats {
		if at != e.at {
			continue
		}
		if only != nil {
			return nil
		}
		only = e.words[i].(oneTerm).postings
	}
	return only
}

// spansIn returns the positions of the words in a document in order, each once, and
// none if the document is not a match. They are valid until the next call.
func (e *eitherWord) spansIn(doc uint32) ([]Range, error) {
	at, err := e.advance(doc)
	if err != nil || at != doc {
		return nil, err
	}
	return e.spans(), nil
}

// spans returns the positions of the words in the current document in order.
func (e *eitherWord) spans() []Range {
	if e.listOf == e.at && len(e.list) > 0 {
		return e.list
	}
	e.list, e.listOf = e.list[:0], e.at
	parts := 0
	for i, w := range e.words {
		if e.ats[i] == e.at {
			e.list = w.appendSpans(e.list)
			parts++
		}
	}
	if parts > 1 { // those of one word are in order
		e.list = inOrder(e.list)
	}
	return e.list
}

// inOrder sorts spans by their starts and removes repeated ones.
func inOrder(list []Range) []Range {
	slices.SortFunc(list, func(a, b Range) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return slices.Compact(list)
}

func (e *eitherWord) score() (float64, error) {
	if e.rank == nil {
		return 0, nil
	}
	if e.term != nil {
		return e.rank.score(int(e.term.frequency()), e.at)
	}
	return e.rank.score(len(e.spans()), e.at)
}

// placed matches the documents that have a wide word at certain positions.
type placed struct {
	places []place // in order
	at     uint32
	next   int // the first place of the current document
}

func (m *placed) advance(doc uint32) (uint32, error) {
	i, _ := slices.BinarySearch(m.places[m.next:], place(doc)<<32)
	if m.next += i; m.next == len(m.places) {
		m.at = End
	} else {
		m.at = uint32(m.places[m.next] >> 32)
	}
	return m.at, nil
}

func (m *placed) score() (float64, error) { return 0, nil }

func (m *placed) appendSpans(list []Range) []Range {
	for _, p := range m.places[m.next:] {
		if uint32(p>>32) != m.at {
			break
		}
		list = append(list, Range{uint32(p), uint32(p) + 1})
	}
	return list
}

// locate returns the places of a word, a phrase, what they expand to, or an Or of these
// in a zone. Of an expansion to very many terms it reads the places in the documents of
// want only; nil is all documents.
func (c *compiler) locate(n query.Node, want docSet) (*eitherWord, error) {
	l := locator{compiler: c, want: want}
	if err := l.add(n); err != nil {
		return nil, err
	}
	return newEitherWord(l.words, c.ranking(l.field, inverseFrequency(l.df, c.docs))), nil
}

// A locator collects words that count as one.
type locator struct {
	*compiler
	want  docSet
	words []located
	field string // of the index
	df    int    // documents with the commonest word
}

func (l *locator) add(n query.Node) error {
	switch n := n.(type) {
	case *query.Or:
		for _, n := range n.Nodes {
			if err := l.add(n); err != nil {
				return err
			}
		}
		return nil
	case *query.Word:
		z, _ := zoneOf(n.Field)
		r, err := l.reading(n)
		if err != nil {
			return err
		}
		return l.addReading(z, r)
	case *query.Phrase:
		if n.Slop > 0 {
			return l.addSlop(n)
		}
		z, _ := zoneOf(n.Field)
		return l.addReading(z, phraseReading(n.Text))
	}
	return l.addExpansion(n)
}

// addSlop adds a phrase with a slop. Such a phrase stands in para:( … ) only, where it is
// ranked as one of its rarest word.
func (l *locator) addSlop(n *query.Phrase) error {
	p, err := l.sloppyPhrase(n)
	if err != nil || p == nil {
		return err
	}
	z, _ := zoneOf(n.Field)
	l.words, l.field = append(l.words, p), z.field
	l.df, err = l.leastCount(z.field, p.slopRow.words)
	return err
}

func (l *locator) addReading(z zone, r reading) error {
	rows := slices.Clone(r.rows)
	for _, t := range r.terms {
		rows = append(rows, []queryWord{{term: t}})
	}
	for _, row := range rows {
		if len(row) == 0 {
			continue
		}
		df, err := l.leastCount(z.field, row)
		if err != nil {
			return err
		}
		if err := l.addRow(z, row); err != nil {
			return err
		}
		l.df = max(l.df, df)
	}
	l.field = z.field
	return nil
}

// addRow adds words in a row. A single word that may stand anywhere needs no phrase.
func (l *locator) addRow(z zone, row []queryWord) error {
	if len(row) == 1 && !z.limited() {
		p, err := l.open(z.field, row[0].term, Positions)
		if err == nil && p.count() > 0 {
			l.words = append(l.words, oneTerm{p})
		}
		return err
	}
	p, err := l.sequence(z, row)
	if err == nil && p != nil {
		l.words = append(l.words, p)
	}
	return err
}

func (l *locator) addExpansion(n query.Node) error {
	z, ok := zoneOf(fieldOf(n))
	if !ok {
		return fmt.Errorf("%s has no positions", n)
	}
	e, err := l.expansion(z.field, n)
	switch {
	case err != nil:
		return err
	case len(e.terms) < wideTerms:
		return l.addReading(z, reading{terms: e.terms})
	}
	w, err := l.wideWord(z, e)
	if err != nil {
		return err
	}
	l.field, l.df = z.field, max(l.df, w.df)
	if l.want == nil {
		l.words = append(l.words, &countedWord{counted{counts: w.counts[l.at]}})
		return nil
	}
	places, err := l.placesOf(z, e, l.want)
	l.words = append(l.words, &placed{places: places})
	return err
}

// fieldOf returns the field of a leaf of a query.
func fieldOf(n query.Node) string {
	switch n := n.(type) {
	case *query.Word:
		return n.Field
	case *query.Phrase:
		return n.Field
	case *query.Prefix:
		return n.Field
	case *query.Wildcard:
		return n.Field
	case *query.Fuzzy:
		return n.Field
	case *query.Regexp:
		return n.Field
	}
	return ""
}

// countedWord stands for a wide word whose places are not read yet.
type countedWord struct{ counted }

func (*countedWord) appendSpans(list []Range) []Range { return list }

// placesOf returns the places of a wide word in those documents of the leaf that are
// in want, in order.
func (c *compiler) placesOf(z zone, e *expansion, want docSet) ([]place, error) {
	dict, err := c.leaf.Dict(z.field)
	if err != nil {
		return nil, err
	}
	ords := e.byLeaf[c.at]
	if z == subjectZone {
		if ords, err = e.in(dict, c.tick); err != nil {
			return nil, err
		}
	}
	a := &adder{leaf: c.leaf, ords: ords, dfs: make([]int, len(ords)), within: rangesOf(c.leaf, z), want: want}
	if err := a.addRange(dict, e.terms, 0, len(ords), c.tick); err != nil {
		return nil, err
	}
	slices.Sort(a.places)
	return slices.Compact(a.places), nil
}
