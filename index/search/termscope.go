package search

import (
	"math"
	"slices"
)

// A termScope decides NEAR, ADJ and para:( … ) for words each of which is one or several
// terms, as most queries have them. All documents that have the words are decided, since
// totals are exact, so it makes no spans and no list of the paragraphs that match, and it
// reads positions and paragraphs little further than to the place that decides.
type termScope struct {
	whole  bool // the text has no paragraphs
	words  []*placeCursor
	rows   []*placeRow
	bounds []*partBounds
	// What is wanted is a row, several words or rows in one paragraph, or certain paragraphs.
	near   *placeRow
	common *commonPlaces
	parts  partWalk

	doc        uint32
	texts      TextReader // of zones
	isOpen     bool       // the paragraphs of doc were looked up
	paragraphs paragraphData
	reader     paragraphReader
	marks      bool        // the reader reads them, too
	isRead     bool        // the reader has begun
	read       []Paragraph // those read so far
	err        error       // of reading
	decided    int         // number of documents so far
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
	t.parts = t.walk(f)
	if t.parts == nil {
		return nil
	}
	if and, ok := t.parts.(commonParts); ok {
		t.common = and.places()
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
			r.links[i].bounds = t.newBounds()
			if r.links[i].behind = r.links[i].distance; step.Ordered {
				r.links[i].behind = -1
			}
		}
	}
	t.rows = append(t.rows, r)
	return r
}

// holds decides a document.
func (t *termScope) holds(doc uint32) (bool, error) {
	t.doc, t.isOpen, t.isRead, t.read = doc, false, false, t.read[:0]
	t.decided++
	for _, c := range t.words {
		c.begin()
	}
	for _, r := range t.rows {
		r.begin()
	}
	for _, b := range t.bounds {
		b.begin()
	}
	var found bool
	switch {
	case t.near != nil:
		found = t.near.has()
	case t.common != nil:
		found = t.common.has()
	default:
		found = t.parts.from(0) != noPart
	}
	for _, c := range t.words {
		if c.places.bad {
			t.err = c.places.err()
		}
	}
	for _, b := range t.bounds {
		if b.places.bad {
			t.fail()
		}
	}
	return found && t.err == nil, t.err
}

// fail reports that the zones are damaged.
func (t *termScope) fail() { t.err = damaged(t.texts.texts.check, ErrZones) }

// readTo reads the paragraphs up to the first that ends after a position.
func (t *termScope) readTo(position int64) {
	if !t.isRead {
		t.open()
		t.reader.open(t.paragraphs, t.marks)
		t.isRead = true
	}
	if t.read = t.reader.readTo(position, t.read); t.reader.bad {
		t.fail()
	}
}

// open looks up the paragraphs.
func (t *termScope) open() {
	if t.isOpen {
		return
	}
	t.isOpen, t.paragraphs = true, paragraphData{}
	if t.whole {
		return
	}
	zones, err := t.texts.Bytes(int(t.doc))
	if err != nil {
		t.err = err
		return
	}
	var ok bool
	if t.paragraphs, _, ok = splitZones(zones); !ok {
		t.fail()
	}
}

// has reports whether there is a paragraph.
func (t *termScope) has(part int) bool {
	if part >= len(t.read) {
		t.readTo(noPosition)
	}
	return part < len(t.read)
}

// endsAfter returns the first paragraph from part on that ends after a position, noPart if
// there is none.
func (t *termScope) endsAfter(part int, position int64) int {
	if n := len(t.read); n == 0 || int64(t.read[n-1].End) <= position {
		part = max(part, n)
		t.readTo(position)
	}
	for ; part < len(t.read); part++ {
		if int64(t.read[part].End) > position {
			return part
		}
	}
	return noPart
}

// A partBounds moves through the bounds of paragraphs to a place between two of them, which
// lies in a paragraph or between two. It reads no lists.
type partBounds struct {
	scope      *termScope
	isOpen     bool
	places     Places
	last, next int64 // the place is from last to before next
	isPart     bool  // it is a paragraph
}

// newBounds returns bounds for one who moves through them.
func (t *termScope) newBounds() *partBounds {
	b := &partBounds{scope: t}
	t.bounds = append(t.bounds, b)
	return b
}

// begin moves before the first place in the document of the scope.
func (b *partBounds) begin() { b.isOpen, b.last, b.next, b.isPart = false, -1, -1, true }

// moveTo moves to the place with a position, which must not be less than in the call before.
func (b *partBounds) moveTo(position int64) {
	if b.next <= position {
		b.move(position)
	}
}

// holds reports whether two positions are in one place. It is to be called first, and no other
// method after it but begin.
func (b *partBounds) holds(from, to int64) bool {
	b.open()
	return to < b.places.seek(from+1)
}

// open begins to read the bounds.
func (b *partBounds) open() {
	if !b.isOpen {
		b.scope.open()
		b.scope.paragraphs.openBounds(&b.places, nil)
		b.isOpen = true
	}
}

// move is moveTo for a position after the current place.
func (b *partBounds) move(position int64) {
	b.open()
	if b.places.skipTo(position + 1) { // an even number of bounds
		b.next = int64(b.places.last)
	}
	for b.next <= position {
		b.last, b.next, b.isPart = b.next, b.places.next(), !b.isPart
	}
}

// A placeWalk walks positions in a document.
type placeWalk interface {
	// seek returns the current position, or the first after it that is not below least,
	// and noPosition if there is none.
	seek(least int64) int64
}

// noPosition is more than any position.
const noPosition = 1 << 40

// A placeCursor walks the positions of a word.
type placeCursor struct {
	scope  *termScope
	word   *eitherWord
	isIn   bool // the places are those in the document of the scope
	has    bool // at is the current position
	at     int64
	places Places
	all    []uint32 // for reuse
}

// begin moves before the first position in the document of the scope.
func (c *placeCursor) begin() { c.isIn, c.has = false, false }

func (c *placeCursor) seek(least int64) int64 {
	if !c.isIn {
		c.enter()
	}
	if !c.has {
		if c.has = true; least > int64(c.places.last)+farBefore {
			c.at = c.places.seek(least)
		} else {
			c.at = c.places.next()
		}
	}
	if c.at < least {
		c.at = c.places.seek(least)
	}
	return c.at
}

// farBefore is the distance from which on to seek takes less time than to read all positions.
const farBefore = 32

// take makes seek move past the current position.
func (c *placeCursor) take() { c.has = false }

// enter reads the first positions in the document, none if that does not have the word.
func (c *placeCursor) enter() {
	c.isIn = true
	w, doc := c.word, c.scope.doc
	if w.at != doc || doc == 0 { // at document 0 it may not have begun
		at, err := w.advance(doc)
		if err != nil {
			c.scope.err = err
		}
		if err != nil || at != doc {
			c.places.Set(nil)
			return
		}
	}
	if term := w.onlyTerm(); term != nil {
		if err := term.openPlaces(&c.places); err != nil {
			c.scope.err = err
			c.places.Set(nil)
		}
		return
	}
	c.all = c.all[:0]
	for i, at := range w.ats {
		if at == doc {
			c.all = append(c.all, w.words[i].(oneTerm).positions()...)
		}
	}
	slices.Sort(c.all)
	c.places.Set(slices.Compact(c.all))
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
	behind            int64       // how far a position may be behind one of the word before it
	at                int64       // of hasNearest
	bounds            *partBounds // around the positions of the word
}

// begin moves before the first position in the document of the scope.
func (r *placeRow) begin() {
	r.begun = false
	for i := range r.links {
		l := &r.links[i]
		l.older, l.last, l.next = -noPosition, -noPosition, -noPosition
	}
}

func (r *placeRow) seek(least int64) int64 {
	if !r.begun || r.at < least {
		r.begun, r.at = true, r.end(len(r.links)-1, least)
	}
	return r.at
}

// has reports whether there is a row. It is to be called first, and once.
func (r *placeRow) has() bool {
	var has, decided bool
	if len(r.links) == 2 {
		has, decided = r.hasNearestPair()
	} else {
		has, decided = r.hasNearest()
	}
	if decided {
		return has
	}
	for i := range r.links {
		r.links[i].word.begin()
	}
	r.links[1].bounds.begin()
	return r.seek(0) != noPosition
}

// hasNearest looks for the first positions of the words that are near each other, wherever they
// are in the text. Most are in one part of it; if they are not, it does not decide.
func (r *placeRow) hasNearest() (has, decided bool) {
	for i := range r.links {
		l := &r.links[i]
		if l.at = l.word.seek(0); l.at == noPosition {
			return false, true
		}
	}
	if !r.nearest() {
		return false, true
	}
	from, to := r.links[0].at, r.links[0].at
	for i := 1; i < len(r.links); i++ {
		at := r.links[i].at
		if at == r.links[i-1].at {
			return false, false // a word is not near itself
		}
		from, to = min(from, at), max(to, at)
	}
	return true, r.links[1].bounds.holds(from, to)
}

// nearest moves each word to the first position from its own on such that all are near the
// word before, and reports whether there are any: each moves as far as one beside it requires,
// until none has to.
func (r *placeRow) nearest() bool {
	for moved := true; moved; {
		moved = false
		for i := 1; i < len(r.links); i++ {
			before, l := &r.links[i-1], &r.links[i]
			if least := before.at - l.behind; l.at < least {
				l.at, moved = l.word.places.seek(least), true
			}
			if least := l.at - l.distance; before.at < least {
				before.at, moved = before.word.places.seek(least), true
			}
			if before.at == noPosition || l.at == noPosition {
				return false
			}
		}
	}
	return true
}

// hasNearestPair is hasNearest for two words.
func (r *placeRow) hasNearestPair() (has, decided bool) {
	l := &r.links[1]
	distance, behind := l.distance, l.behind
	a, b := r.links[0].word.seek(0), l.word.seek(0)
	first, second := &r.links[0].word.places, &l.word.places
	for a != noPosition && b != noPosition {
		if b < a-behind {
			b = second.seek(a - behind)
		}
		if b <= a+distance {
			return true, a != b && l.bounds.holds(min(a, b), max(a, b))
		}
		a = first.seek(b - distance)
	}
	return false, true
}

// end returns the next position of word i, from least on, that ends a row of the words up to
// it.
func (r *placeRow) end(i int, least int64) int64 {
	l := &r.links[i]
	for {
		at := l.word.seek(least)
		l.word.take()
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
	isAfter, isBefore := at-last <= l.distance, !l.ordered && l.next-at <= l.distance
	if !isAfter && !isBefore {
		return false
	}
	l.bounds.moveTo(at)
	return isAfter && l.bounds.last <= last || isBefore && l.next < l.bounds.next
}

// A commonPlaces finds a paragraph with positions of all of some walks.
type commonPlaces struct {
	first  placeWalk
	rest   []placeWalk
	bounds *partBounds
}

// has reports whether there is such a paragraph.
func (c *commonPlaces) has() bool {
	for at := c.first.seek(0); at != noPosition; {
		c.bounds.moveTo(at)
		least := c.bounds.next
		if c.bounds.isPart {
			after := c.restAfter()
			if after == noPosition || after < c.bounds.next {
				return after != noPosition
			}
			c.bounds.moveTo(after)
			least = c.bounds.last
		}
		at = c.first.seek(least)
	}
	return false
}

// restAfter returns a position of one of the other walks that is after the current paragraph,
// noPosition if one has no more, and one in the paragraph if all have one there.
func (c *commonPlaces) restAfter() (at int64) {
	for _, walk := range c.rest {
		if at = walk.seek(c.bounds.last); at >= c.bounds.next {
			break
		}
	}
	return at
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
	for {
		least := int64(0)
		if part < len(w.read) {
			least = int64(w.read[part].Start)
		}
		at := w.places.seek(least)
		if at == noPosition {
			return noPart
		}
		if part = w.endsAfter(part, at); part == noPart || int64(w.read[part].Start) <= at {
			return part
		}
	}
}

func (w markedParts) from(part int) int {
	for ; w.has(part); part++ {
		if w.test.accepts(w.read[part].Mark) {
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

// places returns the same for walks all of which find paragraphs by positions, nil for others
// and for fewer than two.
func (w commonParts) places() *commonPlaces {
	var list []placeWalk
	for _, walk := range w.walks {
		p, ok := walk.(*placedParts)
		if !ok {
			return nil
		}
		list = append(list, p.places)
	}
	if len(list) < 2 {
		return nil
	}
	return &commonPlaces{list[0], list[1:], w.newBounds()}
}

func (w anyParts) from(part int) int {
	first := noPart
	for _, walk := range w {
		first = min(first, walk.from(part))
	}
	return first
}
