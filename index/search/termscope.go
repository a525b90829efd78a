package search

import (
	"math"
	"slices"
	"sort"
)

// A termScope decides NEAR, ADJ and para:( … ) for words each of which is one or several
// terms, as most queries have them. All documents that have the words are decided, since
// totals are exact, so it makes no spans and no list of the paragraphs that match, and it
// reads positions and paragraphs little further than to the place that decides.
type termScope struct {
	leaf  Leaf
	whole bool // the text has no paragraphs
	words []*placeCursor
	rows  []*placeRow
	near  *placeRow // what is wanted, or
	parts partWalk  // the paragraphs that are wanted

	// zones are the paragraphs of doc that are read so far, all if isWhole.
	doc             uint32
	zones           Zones
	marks           bool // are read, too
	isRead, isWhole bool
	err             error // of reading
	decided         int   // number of documents so far
}

// nearTerms returns the scope of a row of words, nil if one does not consist of terms.
func nearTerms(row *nearRow) *termScope {
	t := &termScope{}
	if t.near = t.row(row); t.near == nil {
		return nil
	}
	return t
}

// paragraphTerms returns the scope of a formula, nil if one of its words does not consist of
// terms.
func paragraphTerms(f formula) *termScope {
	t := &termScope{}
	if t.parts = t.walk(f); t.parts == nil {
		return nil
	}
	return t
}

// walk returns the walk of the paragraphs for which a formula holds, nil if it has words that
// do not consist of terms.
func (t *termScope) walk(f formula) partWalk {
	switch f := f.(type) {
	case everyPart:
		return allParts{t}
	case wordParts:
		if c := t.cursor(f.source); c != nil {
			return &placedParts{t, c}
		}
	case *nearRow:
		if r := t.row(f); r != nil {
			return &placedParts{t, r}
		}
	case markParts:
		t.marks = true
		return markedParts{t, f.marks}
	case notParts:
		if w := t.walk(f.formula); w != nil {
			return &otherParts{termScope: t, not: w}
		}
	case andParts:
		if list := t.walks(f); list != nil {
			return commonParts{t, list}
		}
	case orParts:
		if list := t.walks(f); list != nil {
			return anyParts(list)
		}
	}
	return nil
}

// walks returns the walks of some formulas, nil if any has none.
func (t *termScope) walks(list []formula) []partWalk {
	walks := make([]partWalk, len(list))
	for i, f := range list {
		if walks[i] = t.walk(f); walks[i] == nil {
			return nil
		}
	}
	return walks
}

// cursor returns a cursor of a word, nil if that does not consist of terms.
func (t *termScope) cursor(source spanSource) *placeCursor {
	w, ok := source.(*eitherWord)
	if !ok || slices.ContainsFunc(w.words, func(l located) bool { _, one := l.(oneTerm); return !one }) {
		return nil
	}
	c := &placeCursor{scope: t, word: w}
	t.words = append(t.words, c)
	return c
}

// row returns a row of words, nil if one does not consist of terms.
func (t *termScope) row(row *nearRow) *placeRow {
	r := &placeRow{scope: t, links: make([]placeLink, len(row.sources))}
	for i, source := range row.sources {
		if r.links[i].word = t.cursor(source); r.links[i].word == nil {
			return nil
		}
		if i > 0 {
			step := row.steps[i-1]
			r.links[i].distance, r.links[i].ordered = int64(min(step.Distance, math.MaxUint32)), step.Ordered
		}
	}
	t.rows = append(t.rows, r)
	return r
}

// holds decides a document.
func (t *termScope) holds(doc uint32) (bool, error) {
	t.doc, t.isRead, t.isWhole = doc, false, t.whole
	t.zones.Reset()
	t.decided++
	for _, c := range t.words {
		c.begin()
	}
	for _, r := range t.rows {
		r.begin()
	}
	var found bool
	if t.near != nil {
		found = t.near.move() != noPosition
	} else {
		found = t.parts.from(0) != noPart
	}
	return found && t.err == nil, t.err
}

// readTo reads the paragraphs up to one that ends after a position. The second time it
// reads all of them.
func (t *termScope) readTo(position int64) {
	if n := len(t.zones.Paragraphs); t.isWhole || n > 0 && int64(t.zones.Paragraphs[n-1].End) > position {
		return
	}
	depth := AllZones
	if !t.marks && !t.isRead && position < math.MaxUint32 {
		depth = ParagraphsTo(uint32(position))
	}
	t.isRead, t.isWhole = true, depth == AllZones
	if err := t.leaf.Zones(t.doc, depth, &t.zones); err != nil {
		t.err, t.isWhole = err, true
		t.zones.Reset()
	}
}

// has reports whether there is a paragraph.
func (t *termScope) has(part int) bool {
	if part >= len(t.zones.Paragraphs) {
		t.readTo(noPosition)
	}
	return part < len(t.zones.Paragraphs)
}

// inSamePart reports whether two positions are in one paragraph, or between the same two.
func (t *termScope) inSamePart(from, to int64) bool {
	t.readTo(to)
	list := t.zones.Paragraphs
	i := sort.Search(len(list), func(i int) bool { return int64(list[i].End) > from })
	if i == len(list) {
		return true
	}
	p := list[i]
	return to < int64(p.Start) || from >= int64(p.Start) && to < int64(p.End)
}

// A placeWalk walks positions in a document.
type placeWalk interface {
	// position returns the current position, noPosition after the last.
	position() int64
	// move moves to the next position and returns it.
	move() int64
}

const (
	// firstPlaces is the number of positions of a word that are read at first.
	firstPlaces = 12
	// noPosition is more than any position.
	noPosition = 1 << 40
)

// A placeCursor walks the positions of a word.
type placeCursor struct {
	scope *termScope
	word  *eitherWord
	begun bool
	list  []uint32  // the first positions, all if more is nil
	more  *postings // has the others
	next  int       // index of the current position
	all   []uint32  // for reuse
}

// begin moves before the first position in the document of the scope.
func (c *placeCursor) begin() { c.begun, c.list, c.more, c.next = false, nil, nil, 0 }

func (c *placeCursor) position() int64 {
	if c.next < len(c.list) {
		return int64(c.list[c.next])
	}
	return c.read()
}

func (c *placeCursor) move() int64 {
	c.next++
	return c.position()
}

// read is position where the list ends.
func (c *placeCursor) read() int64 {
	switch {
	case !c.begun:
		c.begun = true
		c.enter()
	case c.more != nil:
		had := len(c.list)
		if c.list = c.more.firstPositions(2 * had); len(c.list) == had {
			c.more = nil
		}
	}
	if c.next >= len(c.list) {
		return noPosition
	}
	return int64(c.list[c.next])
}

// enter reads the first positions in the document, none if that does not have the word.
func (c *placeCursor) enter() {
	w, doc := c.word, c.scope.doc
	if w.at != doc || doc == 0 { // at document 0 it may not have begun
		at, err := w.advance(doc)
		if err != nil {
			c.scope.err = err
		}
		if err != nil || at != doc {
			return
		}
	}
	if c.more = w.onlyTerm(); c.more != nil {
		c.list = c.more.firstPositions(firstPlaces)
		return
	}
	c.all = c.all[:0]
	for i, at := range w.ats {
		if at == doc {
			c.all = append(c.all, w.words[i].(oneTerm).positions()...)
		}
	}
	slices.Sort(c.all)
	c.list = slices.Compact(c.all)
}

// A placeRow walks those positions of the last of some words that end a row, in which each
// word is near the one before it and in the same part of the text.
type placeRow struct {
	scope *termScope
	links []placeLink
	begun bool
	at    int64
}

// A placeLink is a word of a row, and the positions of the word before it that end a row:
// the last two that were read, and the one ahead.
type placeLink struct {
	word              *placeCursor
	distance          int64
	ordered           bool
	older, last, next int64
}

// begin moves before the first position in the document of the scope.
func (r *placeRow) begin() {
	r.begun = false
	for i := range r.links {
		l := &r.links[i]
		l.older, l.last, l.next = -noPosition, -noPosition, -noPosition
	}
}

func (r *placeRow) position() int64 {
	if !r.begun {
		return r.move()
	}
	return r.at
}

func (r *placeRow) move() int64 {
	r.begun = true
	r.at = r.end(len(r.links)-1, 0)
	return r.at
}

// end returns the next position of word i, from least on, that ends a row of the words up to
// it.
func (r *placeRow) end(i int, least int64) int64 {
	l := &r.links[i]
	for {
		at := l.word.position()
		for at < least {
			at = l.word.move()
		}
		l.word.next++
		if at == noPosition || i == 0 || r.follows(i, at) {
			return at
		}
		if l.next == noPosition && at-l.last > l.distance {
			return noPosition // all others are farther off
		}
	}
}

// follows reports whether a position of word i is near one of the word before it that ends a
// row. If any such position is in the same part of the text, the nearest on its side is.
func (r *placeRow) follows(i int, at int64) bool {
	l := &r.links[i]
	for l.next <= at {
		l.older, l.last, l.next = l.last, l.next, r.end(i-1, at-l.distance)
	}
	last := l.last
	if last == at {
		last = l.older
	}
	return at-last <= l.distance && r.scope.inSamePart(last, at) ||
		!l.ordered && l.next-at <= l.distance && r.scope.inSamePart(at, l.next)
}

// A partWalk finds paragraphs of the document of a scope.
type partWalk interface {
	// from returns the first wanted paragraph from part on, or noPart. In one document, the
	// part must not be less than in the call before.
	from(part int) int
}

// noPart is more than the number of any paragraph.
const noPart = math.MaxInt

type (
	// allParts finds all paragraphs.
	allParts struct{ *termScope }
	// placedParts finds the paragraphs with certain positions.
	placedParts struct {
		*termScope
		places placeWalk
	}
	// markedParts finds the paragraphs with certain portion marks.
	markedParts struct {
		*termScope
		test *markTest
	}
	// otherParts finds the paragraphs that another walk does not find.
	otherParts struct {
		*termScope
		not partWalk
		// last is the result of the previous call, and of the value of decided at that
		// call. It is returned again as long as it applies, since not can't go back.
		last, of int
	}
	// commonParts finds the paragraphs that all of some walks find.
	commonParts struct {
		*termScope
		walks []partWalk
	}
	// anyParts finds the paragraphs that any of some walks finds.
	anyParts []partWalk
)

func (w allParts) from(part int) int {
	if w.has(part) {
		return part
	}
	return noPart
}

func (w *placedParts) from(part int) int {
	for at := w.places.position(); at != noPosition; at = w.places.move() {
		w.readTo(at)
		if !w.has(part) {
			return noPart
		}
		list := w.zones.Paragraphs
		for part < len(list) && int64(list[part].End) <= at {
			part++
		}
		if part == len(list) {
			return noPart
		}
		if int64(list[part].Start) <= at {
			return part
		}
	}
	return noPart
}

func (w markedParts) from(part int) int {
	for ; w.has(part); part++ {
		if w.test.accepts(w.zones.Paragraphs[part].Mark) {
			return part
		}
	}
	return noPart
}

func (w *otherParts) from(part int) int {
	if w.of == w.decided && part <= w.last {
		return w.last
	}
	w.of, w.last = w.decided, noPart
	for ; w.has(part); part++ {
		if w.not.from(part) != part {
			w.last = part
			break
		}
	}
	return w.last
}

func (w commonParts) from(part int) int {
	if len(w.walks) == 0 {
		return allParts{w.termScope}.from(part)
	}
	w.readToFirst()
	for agreed := 0; ; {
		for _, walk := range w.walks {
			next := walk.from(part)
			if next == noPart {
				return noPart
			}
			if next > part {
				part, agreed = next, 0
			}
			if agreed++; agreed == len(w.walks) {
				return part
			}
		}
	}
}

// readToFirst reads the paragraphs, if none is read, up to the first that may have all words.
func (w commonParts) readToFirst() {
	if w.isRead {
		return
	}
	at := int64(-1)
	for _, walk := range w.walks {
		if p, ok := walk.(*placedParts); ok {
			at = max(at, p.places.position())
		}
	}
	if at >= 0 && at != noPosition {
		w.readTo(at)
	}
}

func (w anyParts) from(part int) int {
	first := noPart
	for _, walk := range w {
		first = min(first, walk.from(part))
	}
	return first
}
