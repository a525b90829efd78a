package bleveindex

import (
	"context"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"reftel/analyzer"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/field"
	"reftel/index/query"
)

// A highlighter finds the matches of a query's positive words in texts.
type highlighter struct {
	// leaves are the words and phrases, each with all its readings.
	leaves [][]leaf
}

// A leaf is a reading of a word or phrase of the query. Each of its words is a
// set of terms (a plain word's inflections, the expansion of a prefix) or the
// sounds of a name.
type leaf struct {
	words []leafWord
	// zone is the text field that it is restricted to; empty is all text.
	zone string
	// mark is a portion mark, which matches the start of the paragraphs that have it.
	// Such a leaf has no words.
	mark string
}

type leafWord struct {
	terms  map[string]bool
	offset int // in positions from the first
	// sounds are the codes of which a name must have one; nil if terms apply.
	sounds []string
}

// fits reports whether the word matches a token.
func (w *leafWord) fits(t textToken) bool {
	if w.sounds == nil {
		return w.terms[t.term]
	}
	return t.name && slices.ContainsFunc(analyzer.Sounds(t.term), func(code string) bool { return slices.Contains(w.sounds, code) })
}

// newHighlighter prepares the text leaves of a query. It leaves out leaves that
// cannot be expanded: a snippet without a mark is better than none.
func newHighlighter(reader index.IndexReader, cols *columns, n query.Node) *highlighter {
	h := &highlighter{}
	if n == nil {
		return h
	}
	c := &compiler{ctx: context.Background(), reader: reader, cols: cols}
	for leafNode := range query.Positive(n) {
		h.leaves = append(h.leaves, c.leaves(leafNode)...)
	}
	return h
}

// leaves returns the words and phrases of a node that are searched for in the
// text: usually one; each word of a name for its sound; none for a coded value.
func (c *compiler) leaves(n query.Node) [][]leaf {
	switch n := n.(type) {
	case *query.Word:
		if isSound(n.Field) {
			return soundLeaves(n.Text)
		}
		r, err := c.reading(n)
		if err != nil {
			return nil
		}
		if n.Exact {
			return c.leaf(n.Field, r)
		}
		return withMark(c.leaf(n.Field, r), n.Field, n.Text)
	case *query.Phrase:
		if isSound(n.Field) {
			return soundLeaves(n.Text)
		}
		return withMark(c.leaf(n.Field, phraseReading(n.Text)), n.Field, n.Text)
	case *query.Prefix:
		return c.expandedLeaf(n.Field, func() ([]string, error) { return c.prefixed(fieldText, n.Text) })
	case *query.Wildcard:
		return c.expandedLeaf(n.Field, func() ([]string, error) { return c.fitting(fieldText, n.Text) })
	case *query.Fuzzy:
		return c.expandedLeaf(n.Field, func() ([]string, error) { return c.near(fieldText, n.Text, n.Edits) })
	}
	return nil
}

// withMark adds the portion mark that a text looks like to its leaf.
func withMark(leaves [][]leaf, name, text string) [][]leaf {
	if mark, ok := markIn(name, text); ok && len(leaves) == 1 {
		leaves[0] = append(leaves[0], leaf{mark: mark})
	}
	return leaves
}

func isSound(name string) bool {
	f, _ := field.Lookup(name)
	return f.Kind == field.Sound
}

func soundLeaves(name string) [][]leaf {
	var leaves [][]leaf
	for _, w := range analyzer.NameWords(name) {
		leaves = append(leaves, []leaf{{words: []leafWord{{sounds: w.Sounds}}}})
	}
	return leaves
}

// leaf returns the leaf of a word or phrase of a text field, with all its
// readings.
func (c *compiler) leaf(name string, r reading) [][]leaf {
	if _, _, isText := c.zone(name); !isText {
		return nil
	}
	var ways []leaf
	for _, row := range r.rows {
		l := leaf{zone: name}
		for _, w := range row {
			l.words = append(l.words, leafWord{terms: setOf([]string{w.term}), offset: w.offset})
		}
		if len(row) > 0 {
			ways = append(ways, l)
		}
	}
	if len(r.terms) > 0 {
		ways = append(ways, leaf{words: []leafWord{{terms: setOf(r.terms)}}, zone: name})
	}
	return [][]leaf{ways}
}

// expandedLeaf returns the leaf of a pattern in a text field.
func (c *compiler) expandedLeaf(name string, expand func() ([]string, error)) [][]leaf {
	if _, _, isText := c.zone(name); !isText {
		return nil
	}
	terms, err := expand()
	if err != nil {
		return nil
	}
	return c.leaf(name, reading{terms: terms})
}

func setOf(terms []string) map[string]bool {
	set := make(map[string]bool, len(terms))
	for _, t := range terms {
		set[t] = true
	}
	return set
}

// A mark is a match of a leaf: a span of a passage's text.
type mark struct {
	cable.Span
	leaf int
}

// marks returns the matches of the query's words in a passage, in order.
func (h *highlighter) marks(p *passage) []mark {
	tokens := tokensOf(p)
	var marks []mark
	for i, readings := range h.leaves {
		for _, l := range readings {
			marks = l.appendMarks(marks, p, tokens, i)
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return a.Start - b.Start })
	return marks
}

// appendMarks appends the matches of the i-th leaf.
func (l *leaf) appendMarks(marks []mark, p *passage, tokens []textToken, i int) []mark {
	if l.mark != "" {
		return l.appendParagraphs(marks, p, i)
	}
	for at := range tokens {
		if to, ok := l.matchAt(tokens, at); ok && inZone(p, l.zone, tokens[at].Start) {
			marks = append(marks, mark{cable.Span{Start: tokens[at].Start, End: to}, i})
		}
	}
	return marks
}

// appendParagraphs appends the starts of the paragraphs with the leaf's portion
// mark.
func (l *leaf) appendParagraphs(marks []mark, p *passage, i int) []mark {
	if p.kind != contentPassage {
		return marks
	}
	last := -1
	for _, piece := range p.cable.Pieces {
		if piece.Kind != cable.PieceText && piece.Kind != cable.PieceHeading || piece.Para == last || piece.Start == piece.End ||
			piece.Para < 0 || piece.Para >= len(p.cable.Paragraphs) {
			continue
		}
		last = piece.Para
		if p.cable.Paragraphs[last].Mark == l.mark {
			marks = append(marks, mark{cable.Span{Start: piece.Start, End: piece.Start}, i})
		}
	}
	return marks
}

type textToken struct {
	term     string
	position int
	name     bool // may be a name
	cable.Span
}

func tokensOf(p *passage) []textToken {
	var tokens []textToken
	var s analyzer.Scanner
	s.Reset(p.Text)
	for s.Next() {
		if tok := s.Token(); !tok.Kind.Unit() {
			tokens = append(tokens, textToken{string(tok.Term), tok.Position, p.mayBeName(tok), cable.Span{Start: tok.Start, End: tok.End}})
		}
	}
	return tokens
}

// matchAt reports whether the leaf matches with its first word at token at, and
// returns the end of the match.
func (l *leaf) matchAt(tokens []textToken, at int) (int, bool) {
	if !l.words[0].fits(tokens[at]) {
		return 0, false
	}
	to := tokens[at].End
	for _, w := range l.words[1:] {
		i := findToken(tokens, at, tokens[at].position+w.offset, &w)
		if i < 0 {
			return 0, false
		}
		to = max(to, tokens[i].End)
	}
	return to, true
}

// findToken returns the index of the token at or after at that matches a word at a
// position, or -1.
func findToken(tokens []textToken, at, position int, word *leafWord) int {
	for i := at; i < len(tokens) && tokens[i].position <= position; i++ {
		if tokens[i].position == position && word.fits(tokens[i]) {
			return i
		}
	}
	return -1
}

// inZone reports whether a byte of a passage is in the zone of a text field.
func inZone(p *passage, zone string, at int) bool {
	switch zone {
	case "body":
		return p.bodyAt(at) >= 0
	case "subject":
		return p.kind == contentPassage && slices.ContainsFunc(p.cable.Pieces, func(piece cable.Piece) bool {
			return piece.Kind == cable.PieceSubject && at >= piece.Start && at < piece.End
		})
	}
	return true
}

// snippets returns at most limit snippets of a document: those with the most
// different words of the query, in text order, and one for words that only another
// text of the id has. If nothing matches, it returns the beginning of the body.
func (h *highlighter) snippets(doc contract.Document, limit int) []contract.Snippet {
	shown := contract.Document{Record: doc.Record, Cable: doc.Cable}
	passages := passagesOf([]contract.Document{shown})
	found := make([]bool, len(h.leaves))
	windows := h.windows(passages, found)
	var others []window
	if len(doc.Others) > 0 && slices.Contains(found, false) {
		others = h.otherWindows(doc, found)
	}
	others = others[:min(len(others), max(limit-min(len(windows), 1), 0))]
	windows = append(chooseWindows(windows, limit-len(others)), others...)
	if len(windows) == 0 {
		windows = openingWindow(passages)
	}
	var out []contract.Snippet
	for _, w := range windows {
		out = append(out, w.snippet())
	}
	return out
}

// windows returns the windows of the matches in passages. It sets found for all
// leaves that match, including those outside the windows.
func (h *highlighter) windows(passages []passage, found []bool) []window {
	var all []window
	for i := range passages {
		marks := h.marks(&passages[i])
		for _, m := range marks {
			found[m.leaf] = true
		}
		for _, r := range runsOf(&passages[i]) {
			all = append(all, windowsOf(r, within(marks, r))...)
		}
	}
	return all
}

// otherWindows returns the best window of each of a document's other texts that
// has leaves which no text before it has: found are those of the shown text.
func (h *highlighter) otherWindows(doc contract.Document, found []bool) []window {
	var out []window
	for _, text := range doc.Texts()[1:] {
		passages := passagesOf([]contract.Document{text})
		for i := range passages {
			passages[i].other = true
		}
		before := slices.Clone(found)
		news := slices.DeleteFunc(h.windows(passages, found), func(w window) bool {
			return !slices.ContainsFunc(w.marks, func(m mark) bool { return !before[m.leaf] })
		})
		for _, w := range chooseWindows(news, 1) {
			w.source = text.Record.Source.String()
			out = append(out, w)
		}
	}
	return out
}
