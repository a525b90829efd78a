package main

import "bytes"

// summaryShare and commentShare are the shares of cables of some length with
// such a paragraph (of all they are .58 and .43; the manual wants a summary of
// what is over three pages, 5 FAH-1 H-246); headedShare is that of the other
// paragraphs with a heading, in cables that have headings.
const (
	summarized   = 3500 // bytes
	summaryShare = .74
	commentShare = .55
	headedShare  = .55
)

// headingChars is the length of headings.
var headingChars = spread{{0, 6}, {.25, 12}, {.50, 19}, {.75, 34}, {.95, 53}, {1, 80}}

// paragraphs writes paragraphs until the body has about so many bytes.
func (w *writer) paragraphs(size int) {
	for n := 1; ; n++ {
		left := size - len(w.body)
		words := min(wordsOfParagraph.count(&w.rnd), left*10/int(10*bytesOfWord))
		if left < int(40*bytesOfWord) && n > 1 {
			return
		}
		before, after := w.label(n, size, left < int(200*bytesOfWord))
		w.paragraph(n, max(words, 6), before, after)
	}
}

// paragraph writes paragraph n of about so many words, with a label before and
// one after them.
func (w *writer) paragraph(n, words int, before, after string) {
	if before == "" && w.style.headings != noHeadings && w.rnd.chance(headedShare) {
		w.heading()
	}
	from := len(w.body)
	w.mark(n)
	w.scratch = append(w.scratch[:0], before...)
	w.scratch = w.prose.paragraph(w.scratch, words)
	w.scratch = append(w.scratch, after...)
	w.fold(w.scratch, from, w.style.width)
	w.blank()
}

// label returns what begins and ends a summary or comment; nothing for any
// other paragraph.
func (w *writer) label(n, size int, last bool) (before, after string) {
	switch {
	case size < summarized:
		return "", ""
	case n == 1 && w.rnd.chance(summaryShare):
		return "Summary: ", "  End summary."
	case n > 1 && last && w.rnd.chance(commentShare):
		return "Comment: ", "  End comment."
	}
	return "", ""
}

// heading writes a heading of its own line.
func (w *writer) heading() {
	w.scratch = w.prose.title(w.scratch[:0], headingChars.count(&w.rnd))
	if w.style.headings == ruled {
		w.rule(len(w.scratch))
	}
	w.body = append(w.body, w.scratch...)
	w.line()
	if w.style.headings != plainHeadings {
		w.rule(len(w.scratch))
	}
	w.line()
}

func (w *writer) rule(n int) {
	for range n {
		w.body = append(w.body, '-')
	}
	w.line()
}

// mark writes the number and mark of paragraph n. The first has the mark that
// makes the class.
func (w *writer) mark(n int) {
	if !w.style.numbered {
		return
	}
	m := w.style.marker
	w.body = appendPadded(append(w.body, m.before...), n, 1)
	w.body = append(w.body, '.')
	if !w.style.marked {
		w.body = append(w.body, ' ')
		return
	}
	mark := w.class.top
	if n > 1 {
		mark = w.class.marks.draw(&w.rnd)
	}
	w.body = append(append(append(w.body, m.between...), '('), mark...)
	w.body = append(append(w.body, ')'), m.after...)
}

// pages are the lines that stand between pages, in the midst of sentences.
type pages struct {
	number int // of the next page; 0 is none
	of     int
	at     int // where in the body it begins
	step   int
	dotted bool // "002.2 OF 003"
	blanks string
}

// oldPage is the length of a page in an old cable.
const oldPage = 1900

// newPages plans the pages of a body.
func (w *writer) newPages(size int) pages {
	switch {
	case w.style.old:
		return pages{number: 2, of: 99, at: oldPage, step: oldPage}
	case w.sections == 1 || !w.style.pages:
		return pages{}
	}
	step := size / w.sections
	blanks := " "
	if w.rnd.chance(.31) { // 404 of 1,303
		blanks = "  "
	}
	return pages{number: 2, of: w.sections, at: step, step: step, dotted: w.rnd.chance(.34), blanks: blanks}
}

// due reports whether a page begins before the body has n bytes.
func (p *pages) due(n int) bool { return p.number > 0 && p.number <= p.of && n > p.at }

// turn writes the lines of the next page; the body is at the start of a line.
func (w *writer) turn() {
	p := &w.pages
	if w.style.old {
		w.body = append(append(append(w.body, "                           "...), w.class.plain()...), '\n')
		w.body = append(w.appendPage(w.body, p.number), '\n')
	} else {
		w.line()
		w.appendPageOf()
		w.blank()
	}
	p.number++
	p.at += p.step
}

// appendPageOf appends "SAN JOSE 00001828  002 OF 003".
func (w *writer) appendPageOf() {
	w.body = append(append(w.body, w.station.text...), ' ')
	w.body = appendPadded(w.body, int(w.serial), 8)
	w.body = appendPadded(append(w.body, w.pages.blanks...), w.pages.number, 3)
	if w.pages.dotted {
		w.body = append(w.body, ".2"...)
	}
	w.body = appendPadded(append(w.body, " OF "...), w.pages.of, 3)
}

// fold adds a text to the body, in lines of at most width bytes where width is
// not 0, and turns pages. The line at hand began at from.
func (w *writer) fold(text []byte, from, width int) {
	for len(text) > 0 {
		n := len(text)
		if width > 0 {
			n = lineEnd(text, width-(len(w.body)-from))
		}
		turn := w.pages.due(len(w.body) + n)
		if turn && width == 0 {
			n = lineEnd(text, w.pages.at-len(w.body))
		}
		w.body = append(w.body, text[:n]...)
		text = bytes.TrimLeft(text[n:], " ")
		if len(text) == 0 {
			return
		}
		w.line()
		if turn {
			w.turn()
		}
		from = len(w.body)
	}
}

// lineEnd returns the length of the first line of a text if lines have at most
// n bytes; a longer word is not broken.
func lineEnd(text []byte, n int) int {
	if len(text) <= n {
		return len(text)
	}
	if i := bytes.LastIndexByte(text[:max(n, 0)+1], ' '); i > 0 {
		return i
	}
	if i := bytes.IndexByte(text, ' '); i > 0 {
		return i
	}
	return len(text)
}
