package cable

import (
	"slices"
	"strings"
	"unicode"
)

// A pieceMaker divides the content into pieces and takes texts from them.
type pieceMaker struct{ *reading }

// fixFurniture sets furn: what was cut out of the lines of the content, and the
// pilcrows that archives put before lines that begin with a number, or a letter and
// a dot, and are not paragraphs.
func (pm *pieceMaker) fixFurniture() {
	marks, at := pm.pieceMarks, 0
	for _, l := range pm.lines {
		switch {
		case l.start >= pm.c.Content.End:
			return
		case l.end <= pm.c.Content.Start:
			continue // it is unplaced text
		case l.kind == lineFurniture, l.kind == lineTransmission, l.kind == lineFact:
			pm.addCut(l.start, min(l.next, pm.c.Content.End), l.kind)
		case l.end-l.in >= 2 && pm.text[l.in] == 0xc2 && pm.text[l.in+1] == 0xb6:
			for at < len(marks) && marks[at].at <= l.in {
				at++
			}
			if at > 0 && marks[at-1].kind != PieceMarker {
				pm.addCut(l.in, l.in+2, lineFurniture)
			}
		}
	}
}

// addCut adds [from, to) to furn, or extends the last cut.
func (pm *pieceMaker) addCut(from, to int, kind lineKind) {
	if n := len(pm.furn); n > 0 && pm.furn[n-1].End == from && pm.furn[n-1].kind == kind {
		pm.furn[n-1].End = to
		return
	}
	if from < to {
		pm.furn = append(pm.furn, cut{Span{from, to}, kind})
	}
}

// cutPieces are the kinds of the pieces that are cut out.
var cutPieces = map[lineKind]PieceKind{
	lineFurniture: PieceFurniture, lineTransmission: PieceTransmission, lineFact: PieceFact,
}

// makePieces divides the content into pieces at pieceMarks and furn.
func (pm *pieceMaker) makePieces() {
	end := pm.c.Content.End
	pm.c.Pieces = make([]Piece, 0, len(pm.pieceMarks)+2*len(pm.furn)+1)
	at, f := pm.c.Content.Start, 0
	for i, m := range pm.pieceMarks {
		next := end
		if i+1 < len(pm.pieceMarks) {
			next = min(pm.pieceMarks[i+1].at, end)
		}
		for at < next {
			for f < len(pm.furn) && pm.furn[f].End <= at {
				f++
			}
			to := next
			if f < len(pm.furn) && pm.furn[f].Start < next {
				if pm.furn[f].Start <= at {
					to = min(pm.furn[f].End, end)
					pm.addPiece(at, to, cutPieces[pm.furn[f].kind], -1)
					at = to
					continue
				}
				to = pm.furn[f].Start
			}
			pm.addPiece(at, to, m.kind, m.para)
			at = to
		}
	}
}

// addPiece adds the piece [from, to), or extends the last piece.
func (pm *pieceMaker) addPiece(from, to int, kind PieceKind, para int) {
	if n := len(pm.c.Pieces); n > 0 {
		if last := &pm.c.Pieces[n-1]; last.Kind == kind && last.Para == para {
			last.End = to
			return
		}
	}
	pm.c.Pieces = append(pm.c.Pieces, Piece{Span{from, to}, kind, para})
}

// isCut reports whether pieces of this kind are not text: a sentence continues
// across them.
func (k PieceKind) isCut() bool {
	return k == PieceFurniture || k == PieceTransmission || k == PieceFact
}

// fillTexts sets the texts of the paragraphs and the body, from the pieces.
func (pm *pieceMaker) fillTexts() {
	var body strings.Builder
	withBody := !pm.bodiless || len(pm.c.Paragraphs) == 0
	if withBody {
		body.Grow(pm.c.Content.End - pm.c.Content.Start)
	}
	last := -1
	for i, piece := range pm.c.Pieces {
		if piece.Kind != PieceText && piece.Kind != PieceHeading {
			continue
		}
		if withBody {
			body.WriteString(pm.text[piece.Start:piece.End])
		}
		if piece.Kind == PieceText && piece.Para != last {
			last = piece.Para
			pm.c.Paragraphs[last].Text = strings.TrimSpace(pm.clean(piece.Start, pm.textEnd(i)))
		}
	}
	pm.c.Body = strings.TrimSpace(body.String())
}

// findSummary sets the summary and its spans. The body stands in for a cable
// without paragraphs.
func (pm *pieceMaker) findSummary() {
	paras := pm.c.Paragraphs
	if len(paras) == 0 {
		paras = []Paragraph{{Text: pm.c.Body}}
	}
	parts := summaryParts(paras)
	pm.c.Summary = summaryText(paras, parts)
	for _, part := range parts {
		if len(pm.c.Paragraphs) > 0 && part.from < part.to {
			span := Span{pm.placeOf(part.para, part.from), pm.placeOf(part.para, part.to-1) + 1}
			pm.c.SummarySpans = append(pm.c.SummarySpans, span)
		}
	}
}

// placeOf returns the offset of byte n of a paragraph's text.
func (pm *pieceMaker) placeOf(para, n int) int {
	begun := false
	for _, piece := range pm.c.Pieces {
		if piece.Kind != PieceText || piece.Para != para {
			continue
		}
		text := pm.text[piece.Start:piece.End]
		if !begun {
			text = strings.TrimLeftFunc(text, unicode.IsSpace)
			begun = text != ""
		}
		if n < len(text) {
			return piece.End - len(text) + n
		}
		n -= len(text)
	}
	return pm.c.Content.End
}

// textEnd returns the end of the paragraph's text that begins with the piece i.
func (pm *pieceMaker) textEnd(i int) int {
	para, end := pm.c.Pieces[i].Para, pm.c.Pieces[i].End
	for _, piece := range pm.c.Pieces[i+1:] {
		switch {
		case piece.Kind == PieceText && piece.Para == para:
			end = piece.End
		case !piece.Kind.isCut():
			return end
		}
	}
	return end
}

// listFurniture adds the furniture of the content to that outside it.
func (pm *pieceMaker) listFurniture() {
	inside := make([]Span, 0, len(pm.furn)+len(pm.c.Furniture))
	for _, f := range pm.furn {
		if f.kind == lineFurniture {
			inside = append(inside, Span{f.Start, min(f.End, pm.c.Content.End)})
		}
	}
	pm.c.Furniture = append(inside, pm.c.Furniture...)
	slices.SortFunc(pm.c.Furniture, func(a, b Span) int { return a.Start - b.Start })
}
