package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"reftel/corpus/cable"
	"reftel/index"
)

// snippetLen is the approximate number of bytes of text in a snippet.
const snippetLen = 240

// A run is a part of a passage that a snippet may show: a paragraph with its
// heading, one piece of the head, an unplaced piece or a fact, without furniture
// and markers.
type run struct {
	passage *passage
	pieces  []cable.Span
	para    int // index of the paragraph, -1 for none
	body    bool
}

// runsOf returns the runs of a passage, in order. Those of the shown text do not
// have the subject, which a hit shows anyway.
func runsOf(p *passage) []run {
	if p.kind == factPassage && !p.other && p.is(p.cable.Subject) {
		return nil
	}
	if p.kind != contentPassage {
		return []run{{passage: p, pieces: p.pieces(), para: -1, body: p.kind == unplacedPassage}}
	}
	var runs []run
	for _, piece := range p.cable.Pieces {
		if !index.IsText(piece.Kind) || piece.Kind == cable.PieceSubject && !p.other {
			continue
		}
		body := piece.Kind == cable.PieceText || piece.Kind == cable.PieceHeading
		if n := len(runs); n > 0 && body && runs[n-1].body && runs[n-1].para == piece.Para {
			runs[n-1].pieces = append(runs[n-1].pieces, piece.Span)
			continue
		}
		if piece.Start < piece.End {
			runs = append(runs, run{p, []cable.Span{piece.Span}, piece.Para, body})
		}
	}
	return runs
}

// is reports whether a passage has exactly the words of a text, ignoring case.
func (p *passage) is(text string) bool {
	words := strings.Fields(p.Text.Text[p.From:p.To])
	return strings.EqualFold(strings.Join(words, " "), strings.Join(strings.Fields(text), " "))
}

// pieces returns the spans between the furniture of a passage.
func (p *passage) pieces() []cable.Span {
	at, to := p.From, p.To
	var list []cable.Span
	for _, f := range p.Furniture {
		if f.End <= at || f.Start >= to {
			continue
		}
		if f.Start > at {
			list = append(list, cable.Span{Start: at, End: f.Start})
		}
		at = min(f.End, to)
	}
	return append(list, cable.Span{Start: at, End: to})
}

func (r run) start() int { return r.pieces[0].Start }
func (r run) end() int   { return r.pieces[len(r.pieces)-1].End }

// A window is a part of a run, with the marks in it.
type window struct {
	run      run
	from, to int
	marks    []mark
	leaves   int    // number of different leaves
	source   string // of another text
}

// chooseWindows returns at most limit of some windows, which are in text order:
// those with the most different leaves, in the same order. Among equals it prefers
// the body, then earlier windows.
func chooseWindows(all []window, limit int) []window {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &all[i], &all[j]
		if a.run.body != b.run.body && a.leaves == b.leaves {
			if a.run.body {
				return -1
			}
			return 1
		}
		return b.leaves - a.leaves
	})
	order = order[:min(limit, len(order))]
	slices.Sort(order)
	var best []window
	for _, i := range order {
		best = append(best, all[i])
	}
	return best
}

func within(marks []mark, r run) []mark {
	from, _ := slices.BinarySearchFunc(marks, r.start(), func(m mark, at int) int { return m.Start - at })
	to, _ := slices.BinarySearchFunc(marks, r.end(), func(m mark, at int) int { return m.Start - at })
	return marks[from:to]
}

// windowsOf divides a run into windows that each begin a little before a mark.
func windowsOf(r run, marks []mark) []window {
	var all []window
	free := r.start() // start of the text that is in no window yet
	for i := 0; i < len(marks); {
		w := window{run: r, from: max(free, marks[i].Start-snippetLen/3)}
		w.to = min(r.end(), w.from+snippetLen)
		w.from = max(free, min(w.from, w.to-snippetLen))
		w.to = max(w.to, min(marks[i].End, r.end()))
		j := i
		for j < len(marks) && marks[j].End <= w.to {
			j++
		}
		j = max(j, i+1)
		if j < len(marks) && marks[j].Start > marks[j-1].End {
			// The window would cut the next match, which begins another one.
			w.to = min(w.to, marks[j].Start)
		}
		w.marks = marks[i:j]
		w.leaves = countLeaves(w.marks)
		all = append(all, w)
		i, free = j, w.to
	}
	return all
}

func countLeaves(marks []mark) int {
	seen := map[int]bool{}
	for _, m := range marks {
		seen[m.leaf] = true
	}
	return len(seen)
}

// openingWindow returns the beginning of the body, or of the first run if there is
// no body.
func openingWindow(passages []passage) []window {
	var runs []run
	for i := range passages {
		runs = append(runs, runsOf(&passages[i])...)
	}
	if len(runs) == 0 {
		return nil
	}
	at := max(slices.IndexFunc(runs, func(r run) bool { return r.body }), 0)
	r := runs[at]
	return []window{{run: r, from: r.start(), to: min(r.end(), r.start()+snippetLen)}}
}

// snippet returns a window's text: whole words, blanks folded, no furniture. The text
// of a fact begins with its name.
func (w window) snippet() index.Snippet {
	p := w.run.passage
	w.wordBounds(p.Text.Text)
	s := index.Snippet{Source: w.source}
	if w.run.para >= 0 && w.run.para < len(p.cable.Paragraphs) {
		para := p.cable.Paragraphs[w.run.para]
		s.Paragraph, s.Mark = para.Number, para.Mark
	}
	b := snippetBuilder{marks: w.marks}
	if p.name != "" {
		b.text.WriteString(p.name + ": ")
	}
	if w.from > w.run.start() {
		b.text.WriteString("… ")
	}
	for _, piece := range w.run.pieces {
		b.piece(p.Text.Text, max(piece.Start, w.from), min(piece.End, w.to))
	}
	b.close()
	s.Text = strings.TrimRight(b.text.String(), " ")
	if w.to < w.run.end() {
		s.Text += " …"
	}
	s.Matches = b.spans
	return s
}

// wordBounds moves the ends of a window inwards to blanks, but not past its marks,
// so that it shows whole words.
func (w *window) wordBounds(text string) {
	const blanks = " \n"
	if w.from > w.run.start() && !strings.ContainsAny(text[w.from-1:w.from], blanks) {
		until := w.to
		if len(w.marks) > 0 {
			until = max(w.from, min(w.to, w.marks[0].Start))
		}
		if i := strings.IndexAny(text[w.from:until], blanks); i >= 0 {
			w.from += i + 1
		}
	}
	for w.from < w.to && !utf8.RuneStart(text[w.from]) {
		w.from++
	}
	least := w.from + snippetLen/2
	if n := len(w.marks); n > 0 {
		least = max(least, w.marks[n-1].End)
	}
	if w.to < w.run.end() && least < w.to && !strings.ContainsAny(text[w.to:w.to+1], blanks) {
		if i := strings.LastIndexAny(text[least:w.to], blanks); i >= 0 {
			w.to = least + i
		}
	}
	for w.to > w.from && w.to < len(text) && !utf8.RuneStart(text[w.to]) {
		w.to--
	}
}

// A snippetBuilder copies text, folds blanks and maps the marks.
type snippetBuilder struct {
	text  strings.Builder
	marks []mark // not reached yet
	open  int    // start of the open span in text, plus 1; 0 if none
	until int    // its end in the cable
	spans []cable.Span
	blank bool
}

func (b *snippetBuilder) piece(text string, from, to int) {
	for at := from; at < to; {
		if n := ruleLen(text[at:to]); n > 0 {
			b.blank = b.text.Len() > 0
			at += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		b.border(at)
		b.rune(r, at)
		at += size
	}
	if b.open > 0 && b.until <= to {
		b.close()
	}
}

// leastRule is the length of the shortest typed rule.
const leastRule = 4

// ruleLen returns the length of the typed rule (-----) that text begins with, or
// 0. Snippets leave rules out.
func ruleLen(text string) int {
	n := 0
	for n < len(text) && text[n] == text[0] && strings.IndexByte("-=_*~", text[0]) >= 0 {
		n++
	}
	if n < leastRule {
		return 0
	}
	return n
}

// border ends the open span where its match ends.
func (b *snippetBuilder) border(at int) {
	if b.open > 0 && at >= b.until {
		b.close()
	}
}

func (b *snippetBuilder) rune(r rune, at int) {
	if unicode.IsSpace(r) {
		b.blank = b.text.Len() > 0
		return
	}
	if b.blank && !strings.HasSuffix(b.text.String(), " ") {
		b.text.WriteByte(' ')
	}
	b.blank = false
	b.begin(at)
	b.text.WriteRune(r)
}

// begin opens a span where a match starts. Overlapping matches become one.
func (b *snippetBuilder) begin(at int) {
	for len(b.marks) > 0 && b.marks[0].Start <= at {
		m := b.marks[0]
		b.marks = b.marks[1:]
		if m.End <= at {
			continue
		}
		if b.open == 0 {
			b.open = b.text.Len() + 1
		}
		b.until = max(b.until, m.End)
	}
}

func (b *snippetBuilder) close() {
	if b.open > 0 {
		b.spans = append(b.spans, cable.Span{Start: b.open - 1, End: b.text.Len()})
	}
	b.open, b.until = 0, 0
}
