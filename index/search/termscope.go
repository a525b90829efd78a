package search

import (
	"math"
	"slices"

	"reftel/index/query"
)

// A termScope decides whether two words are near each other, or some words in one
// paragraph, each of which is one or several terms: most queries with NEAR, ADJ or para:
// ask for that. All documents that have the words are decided, since totals are exact, so
// it makes no spans, and reads positions and paragraphs little further than to the place that
// decides.
type termScope struct {
	leaf  Leaf
	whole bool // the text has no paragraphs
	words []placeCursor
	step  *query.Step // nil for words in one paragraph

	// zones are those of doc up to some paragraph, if isRead, or to the last one, if isWhole.
	doc             uint32
	zones           Zones
	isRead, isWhole bool
	part            int // the paragraph that inSamePart looked at last
}

// nearTerms returns the scope of a row of two words, nil if it is of another kind.
func nearTerms(row *nearRow) *termScope {
	t := &termScope{step: &row.steps[0]}
	if len(row.sources) != 2 || !t.add(row.sources[0]) || !t.add(row.sources[1]) {
		return nil
	}
	return t
}

// paragraphTerms returns the scope of a formula for words in one paragraph, nil if it is
// another.
func paragraphTerms(f formula) *termScope {
	t := &termScope{}
	if !t.addAll(f) || len(t.words) == 0 {
		return nil
	}
	return t
}

func (t *termScope) addAll(f formula) bool {
	switch f := f.(type) {
	case wordParts:
		return t.add(f.source)
	case andParts:
		return !slices.ContainsFunc(f, func(part formula) bool { return !t.addAll(part) })
	}
	return false
}

// add adds a word, and reports whether it consists of terms.
func (t *termScope) add(source spanSource) bool {
	w, ok := source.(*eitherWord)
	if !ok || slices.ContainsFunc(w.words, func(l located) bool { _, one := l.(oneTerm); return !one }) {
		return false
	}
	t.words = append(t.words, placeCursor{word: w})
	return true
}

// holds decides a document.
func (t *termScope) holds(doc uint32) (bool, error) {
	t.doc, t.isRead, t.isWhole, t.part = doc, false, t.whole, 0
	t.zones.Reset()
	for i := range t.words {
		if has, err := t.words[i].enter(doc); err != nil || !has {
			return false, err
		}
	}
	if t.step != nil {
		return t.isNear()
	}
	return t.isInOne()
}

// isNear reports whether the words are at the distance of the step and in the same part of
// the text. It walks the positions of both in order and compares each with the last one of
// the other word: if any two are in the same part, two that follow each other are.
func (t *termScope) isNear() (bool, error) {
	a, b, distance := &t.words[0], &t.words[1], int64(min(t.step.Distance, math.MaxUint32))
	lastOfA, lastOfB := int64(-noPosition), int64(-noPosition)
	x, y := a.position(), b.position()
	for {
		if y <= x && y-lastOfA <= distance {
			if same, err := t.inSamePart(lastOfA, y); same || err != nil {
				return same, err
			}
		}
		if x <= y && x-lastOfB <= distance && !t.step.Ordered {
			if same, err := t.inSamePart(lastOfB, x); same || err != nil {
				return same, err
			}
		}
		if x == noPosition || y == noPosition {
			return false, nil
		}
		at := min(x, y)
		if x == at {
			lastOfA, x = x, a.move()
		}
		if y == at {
			lastOfB, y = y, b.move()
		}
	}
}

// inSamePart reports whether two positions are in one paragraph, or between the same two.
// The first must not be less than in the call before.
func (t *termScope) inSamePart(from, to int64) (bool, error) {
	if err := t.readTo(to); err != nil {
		return false, err
	}
	list := t.zones.Paragraphs
	for t.part < len(list) && int64(list[t.part].End) <= from {
		t.part++
	}
	if t.part == len(list) {
		return true, nil
	}
	p := list[t.part]
	return to < int64(p.Start) || from >= int64(p.Start) && to < int64(p.End), nil
}

// isInOne reports whether a paragraph has all words. It goes to the first paragraph that
// may, again and again.
func (t *termScope) isInOne() (bool, error) {
	at := int64(0)
	for i := range t.words {
		at = max(at, t.words[i].position())
	}
	if at == noPosition {
		return false, nil
	}
	if err := t.readTo(at); err != nil { // no paragraph before has all
		return false, err
	}
	for part, agreed := 0, 0; ; {
		for i := range t.words {
			next, err := t.paragraphFrom(part, &t.words[i])
			if err != nil || next == len(t.zones.Paragraphs) {
				return false, err
			}
			if next > part {
				part, agreed = next, 0
			}
			if agreed++; agreed == len(t.words) {
				return true, nil
			}
		}
	}
}

// paragraphFrom returns the first paragraph from part on that has a word, or the number of
// paragraphs.
func (t *termScope) paragraphFrom(part int, c *placeCursor) (int, error) {
	for at := c.position(); at != noPosition; at = c.move() {
		if err := t.readTo(at); err != nil {
			return 0, err
		}
		list := t.zones.Paragraphs
		for part < len(list) && int64(list[part].End) <= at {
			part++
		}
		if part == len(list) || int64(list[part].Start) <= at {
			return part, nil
		}
	}
	return len(t.zones.Paragraphs), nil
}

// readTo reads the paragraphs up to one that ends after a position. The second time it
// reads all of them.
func (t *termScope) readTo(position int64) error {
	if n := len(t.zones.Paragraphs); t.isWhole || n > 0 && int64(t.zones.Paragraphs[n-1].End) > position {
		return nil
	}
	to := uint32(math.MaxUint32)
	if !t.isRead {
		to = uint32(min(position, math.MaxUint32))
	}
	t.isRead, t.isWhole = true, t.isRead || to == math.MaxUint32
	return t.leaf.Zones(t.doc, ParagraphsTo(to), &t.zones)
}

// A placeCursor walks the positions of a word in a document.
type placeCursor struct {
	word *eitherWord
	list []uint32  // the first positions, all if more is nil
	more *postings // has the others
	next int       // index of the current position
	all  []uint32  // for reuse
}

const (
	// firstPlaces is the number of positions of a word that are read at first.
	firstPlaces = 12
	// noPosition is more than any position.
	noPosition = 1 << 40
)

// enter moves to the first position in a document. It returns false if that does not have
// the word.
func (c *placeCursor) enter(doc uint32) (bool, error) {
	w := c.word
	if w.at != doc || doc == 0 { // at document 0 it may not have begun
		if at, err := w.advance(doc); err != nil || at != doc {
			return false, err
		}
	}
	if c.next, c.more = 0, w.onlyTerm(); c.more != nil {
		c.list = c.more.firstPositions(firstPlaces)
		return true, nil
	}
	c.all = c.all[:0]
	for i, at := range w.ats {
		if at == doc {
			c.all = append(c.all, w.words[i].(oneTerm).positions()...)
		}
	}
	slices.Sort(c.all)
	c.list = slices.Compact(c.all)
	return true, nil
}

// position returns the current position, noPosition after the last.
func (c *placeCursor) position() int64 {
	if c.next < len(c.list) {
		return int64(c.list[c.next])
	}
	return c.read()
}

// read is position where the list ends.
func (c *placeCursor) read() int64 {
	if c.more == nil {
		return noPosition
	}
	if c.list = c.more.firstPositions(2 * len(c.list)); c.next >= len(c.list) {
		c.more = nil
		return noPosition
	}
	return int64(c.list[c.next])
}

// move moves to the next position and returns it.
func (c *placeCursor) move() int64 {
	c.next++
	return c.position()
}
