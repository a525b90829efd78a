package search

import (
	"slices"
	"strings"

	"reftel/analyzer"
	"reftel/corpus/cable"
	"reftel/index"
)

// A passage is a part of a document's text that is scanned as one: its words have
// consecutive positions. The positions of a document are those of its passages, in
// this order, with gaps between them:
//
//	content   unplaced   unplaced   fact   fact     content   unplaced   …
//	└─────────── of the shown text ───────────┘     └─ of another text ─┘
//	       pieceGap                          textGap
//
// Content and unplaced pieces can be found by the field body, facts cannot. Facts and
// passages of other texts are left out if their words stand in an earlier passage.
type passage struct {
	analyzer.Text
	kind passageKind
	// name is the name of a fact.
	name string
	// body are the spans of Text that belong to the field body, subject and summary
	// those of these, in order of both ends.
	body, subject, summary []cable.Span
	// paragraphs are the paragraphs and the pieces without a place, in order.
	paragraphs []paragraph
	// parens are the parentheses of the TAGS line read last, up to a token.
	parens parens
	// cable is the text that the passage is of, and other reports whether that is
	// another than the shown one.
	cable *cable.Cable
	other bool
}

// A paragraph is a paragraph of a passage's text. Its index is that in the paragraphs of
// the cable, -1 for a piece without a place.
type paragraph struct {
	cable.Span
	index int
}

type passageKind uint8

const (
	contentPassage passageKind = iota
	unplacedPassage
	factPassage
)

// Gaps in the positions: no phrase crosses pieceGap, and neither phrases nor words near
// each other cross textGap.
const (
	pieceGap = 100
	textGap  = 1000
)

// passagesOf returns the passages of the texts of a document.
func passagesOf(texts []index.Document) []passage {
	var all []passage
	for i, t := range texts {
		for _, p := range textPassages(t.Cable) {
			p.cable, p.other = t.Cable, i > 0
			all = append(all, p)
		}
	}
	return all
}

// textPassages returns the passages of a text: its content, the unplaced pieces
// outside the content, and the facts.
func textPassages(c *cable.Cable) []passage {
	list := []passage{contentOf(c)}
	if len(c.Unplaced) > 0 && c.Content.Start == c.Content.End {
		list = nil
	}
	for _, u := range c.Unplaced {
		if !inside(u.Span, c.Content) {
			list = append(list, passage{kind: unplacedPassage, Text: partOf(c, u.Span), body: []cable.Span{u.Span}, paragraphs: []paragraph{{u.Span, -1}}})
		}
	}
	for _, f := range c.Facts { // these may stand within the content
		list = append(list, passage{kind: factPassage, name: f.Name, Text: partOf(c, f.Span)})
	}
	// To an analyzer.Text, an end of 0 is the end of the text.
	return slices.DeleteFunc(list, func(p passage) bool { return p.kind != contentPassage && p.From >= p.To })
}

func inside(s, of cable.Span) bool { return s.Start >= of.Start && s.End <= of.End }

// partOf returns a part of a cable's text without its furniture.
func partOf(c *cable.Cable, s cable.Span) analyzer.Text {
	return analyzer.Text{Text: c.Text, From: s.Start, To: s.End, Furniture: c.Furniture, Date: c.Date}
}

// contentOf returns the content of a cable. Furniture, paragraph markers and other
// pieces that are no text take no positions, so that a phrase matches across them.
func contentOf(c *cable.Cable) passage {
	p := passage{Text: partOf(c, c.Content)}
	p.Furniture = nil
	for _, piece := range c.Pieces {
		if !index.IsText(piece.Kind) {
			p.Furniture = append(p.Furniture, piece.Span)
		}
	}
	if n := len(c.Paragraphs); n > 0 {
		p.body = append(p.body, cable.Span{Start: c.Paragraphs[0].Span.Start, End: c.Paragraphs[n-1].Span.End})
	}
	for _, u := range c.Unplaced {
		if inside(u.Span, c.Content) {
			p.body = append(p.body, u.Span)
		}
	}
	slices.SortFunc(p.body, func(a, b cable.Span) int { return a.Start - b.Start })
	end := 0
	p.body = slices.DeleteFunc(p.body, func(s cable.Span) bool { // what is inside another adds nothing
		inside := s.End <= end
		end = max(end, s.End)
		return inside
	})
	p.subject, p.summary, p.paragraphs = subjectSpans(c), c.SummarySpans, paragraphsOf(c)
	return p
}

// subjectSpans returns the spans of a cable's subject lines without their labels.
func subjectSpans(c *cable.Cable) []cable.Span {
	var list []cable.Span
	for i, piece := range c.Pieces {
		if piece.Kind != cable.PieceSubject {
			continue
		}
		if i == 0 || c.Pieces[i-1].Kind != cable.PieceFurniture || len(list) == 0 {
			piece.Start += labelLen(c.Text[piece.Start:piece.End])
		}
		list = append(list, piece.Span)
	}
	return list
}

// labelLen returns the length of the label of a subject line.
func labelLen(line string) int {
	for _, label := range []string{"SUBJECT", "SUBJ"} {
		if len(line) >= len(label) && strings.EqualFold(line[:len(label)], label) {
			return len(label)
		}
	}
	return 0
}

// paragraphsOf returns the paragraphs of a cable's content, and the pieces without a
// place in it.
func paragraphsOf(c *cable.Cable) []paragraph {
	var list []paragraph
	for i, p := range c.Paragraphs {
		list = append(list, paragraph{p.Span, i})
	}
	for _, u := range c.Unplaced {
		if inside(u.Span, c.Content) {
			list = append(list, paragraph{u.Span, -1})
		}
	}
	slices.SortStableFunc(list, func(a, b paragraph) int { return a.Start - b.Start })
	end := 0
	return slices.DeleteFunc(list, func(p paragraph) bool {
		overlaps := p.Start < end
		end = max(end, p.End)
		return overlaps
	})
}

// subjectsOf returns the subjects of the texts of a document as passages.
func subjectsOf(texts []index.Document) []passage {
	var all []passage
	for i, t := range texts {
		if t.Cable.Subject != "" {
			all = append(all, passage{Text: analyzer.Text{Text: t.Cable.Subject}, other: i > 0})
		}
	}
	return all
}

// gapBefore returns the gap in the positions before a passage that follows
// another.
func (p *passage) gapBefore(last *passage) int {
	if p.cable != last.cable {
		return textGap
	}
	return pieceGap
}

// spanAt returns the index of the span that holds a byte, -1 if none does. The spans
// are in order of their ends.
func spanAt(spans []cable.Span, at int) int {
	i, _ := slices.BinarySearchFunc(spans, at, func(s cable.Span, at int) int {
		if s.End <= at {
			return -1
		}
		return 1
	})
	if i < len(spans) && spans[i].Start <= at {
		return i
	}
	return -1
}

// mark returns the portion mark of a paragraph of the passage, "" if it has none.
func (p *passage) mark(n paragraph) string {
	if n.index < 0 || p.cable == nil {
		return ""
	}
	return p.cable.Paragraphs[n.index].Mark
}

// longestCode is the length of the longest word of a TAGS line that is read as a code:
// a misspelt code may have a letter too many.
const longestCode = 5

// mayBeName reports whether a token may be a name. In a TAGS line, only words too long
// for a code and words in the parentheses of a person may be.
func (p *passage) mayBeName(tok *analyzer.Token) bool {
	return analyzer.Capitalized(tok, p.Text.Text) && p.isName(tok, analyzer.NameFormOf(tok.Term))
}

// isName is mayBeName of a token that may begin with a capital, whose term has the form.
func (p *passage) isName(tok *analyzer.Token, form analyzer.NameForm) bool {
	text := p.Text.Text
	if !form.MayBeName(tok, text) {
		return false
	}
	if len(tok.Term) > longestCode || p.cable == nil || p.kind != contentPassage {
		return true
	}
	if piece, ok := p.pieceAt(tok.Start); ok && piece.Kind == cable.PieceTAGS {
		return p.parens.openAt(text, piece.Start, tok.Start)
	}
	return true
}

// pieceAt returns the piece of the cable that holds a byte.
func (p *passage) pieceAt(at int) (cable.Piece, bool) {
	pieces := p.cable.Pieces
	i, _ := slices.BinarySearchFunc(pieces, at, func(piece cable.Piece, at int) int {
		if piece.End <= at {
			return -1
		}
		return 1
	})
	if i < len(pieces) && pieces[i].Start <= at {
		return pieces[i], true
	}
	return cable.Piece{}, false
}

// parens reads the parentheses of a text from start to at.
type parens struct {
	start, at int
	open      bool // the last one opened
}

// openAt reports whether the last parenthesis between two bytes of text opens. It
// continues from its last call if that had the same start: a damaged TAGS line may be
// megabytes long.
func (p *parens) openAt(text string, start, at int) bool {
	if p.start != start || p.at > at {
		*p = parens{start: start, at: start}
	}
	if i := strings.LastIndexAny(text[p.at:at], "()"); i >= 0 {
		p.open = text[p.at+i] == '('
	}
	p.at = at
	return p.open
}
