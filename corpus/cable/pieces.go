package cable

import (
	"sort"
	"strings"
)

// fixFurniture lists the furniture of the content: what was cut out of the
// lines, and the pilcrows that archives put before whatever began with a
// number or a letter and a dot.
func (p *parser) fixFurniture() {
	marks, at := p.zones.marks, 0
	for _, l := range p.lines {
		switch {
		case l.start >= p.c.Content.End:
			return
		case l.kind == lineFurniture, l.kind == lineTransmission, l.kind == lineFact:
			p.addCut(l.start, min(l.next, p.c.Content.End), l.kind)
		case l.end-l.in >= 2 && p.text[l.in] == 0xc2 && p.text[l.in+1] == 0xb6:
			for at < len(marks) && marks[at].at <= l.in {
				at++
			}
			if at > 0 && marks[at-1].kind != PieceMarker {
				p.addCut(l.in, l.in+2, lineFurniture)
			}
		}
	}
}

func (p *parser) addCut(from, to int, kind lineKind) {
	if n := len(p.furn); n > 0 && p.furn[n-1].End == from && p.furn[n-1].kind == kind {
		p.furn[n-1].End = to
		return
	}
	if from < to {
		p.furn = append(p.furn, cut{Span{from, to}, kind})
	}
}

// cutPieces are the kinds of the pieces that are no text.
var cutPieces = map[lineKind]PieceKind{
	lineFurniture: PieceFurniture, lineTransmission: PieceTransmission, lineFact: PieceFact,
}

// makePieces covers the content with pieces, from what is noted of the zones
// and from the furniture.
func (p *parser) makePieces() {
	end := p.c.Content.End
	p.c.Pieces = make([]Piece, 0, len(p.zones.marks)+2*len(p.furn)+1)
	at, f := p.c.Content.Start, 0
	for i, m := range p.zones.marks {
		next := end
		if i+1 < len(p.zones.marks) {
			next = min(p.zones.marks[i+1].at, end)
		}
		for at < next {
			for f < len(p.furn) && p.furn[f].End <= at {
				f++
			}
			to := next
			if f < len(p.furn) && p.furn[f].Start < next {
				if p.furn[f].Start <= at {
					to = min(p.furn[f].End, end)
					p.addPiece(at, to, cutPieces[p.furn[f].kind], -1)
					at = to
					continue
				}
				to = p.furn[f].Start
			}
			p.addPiece(at, to, m.kind, m.para)
			at = to
		}
	}
}

func (p *parser) addPiece(from, to int, kind PieceKind, para int) {
	if n := len(p.c.Pieces); n > 0 {
		if last := &p.c.Pieces[n-1]; last.Kind == kind && last.Para == para {
			last.End = to
			return
		}
	}
	p.c.Pieces = append(p.c.Pieces, Piece{Span{from, to}, kind, para})
}

// isCut reports whether pieces of this kind are no text: a sentence goes on
// across them.
func (k PieceKind) isCut() bool {
	return k == PieceFurniture || k == PieceTransmission || k == PieceFact
}

// clean returns the text [from, to) without furniture.
func (p *parser) clean(from, to int) string {
	if from >= to {
		return ""
	}
	f := sort.Search(len(p.furn), func(i int) bool { return p.furn[i].End > from })
	if f == len(p.furn) || p.furn[f].Start >= to {
		return p.text[from:to]
	}
	var b strings.Builder
	b.Grow(to - from)
	for ; f < len(p.furn) && p.furn[f].Start < to; f++ {
		if p.furn[f].Start > from {
			b.WriteString(p.text[from:p.furn[f].Start])
		}
		from = p.furn[f].End
	}
	if from < to {
		b.WriteString(p.text[from:to])
	}
	return b.String()
}

// fillTexts sets the texts of the paragraphs and the body, from the pieces.
func (p *parser) fillTexts() {
	var body strings.Builder
	body.Grow(p.c.Content.End - p.c.Content.Start)
	last := -1
	for i, piece := range p.c.Pieces {
		if piece.Kind != PieceText && piece.Kind != PieceHeading {
			continue
		}
		body.WriteString(p.text[piece.Start:piece.End])
		if piece.Kind == PieceText && piece.Para != last {
			last = piece.Para
			p.c.Paragraphs[last].Text = strings.TrimSpace(p.clean(piece.Start, p.textEnd(i)))
		}
	}
	p.c.Body = strings.TrimSpace(body.String())
}

// textEnd returns where the text ends that begins with the piece i.
func (p *parser) textEnd(i int) int {
	para, end := p.c.Pieces[i].Para, p.c.Pieces[i].End
	for _, piece := range p.c.Pieces[i+1:] {
		switch {
		case piece.Kind == PieceText && piece.Para == para:
			end = piece.End
		case !piece.Kind.isCut():
			return end
		}
	}
	return end
}
