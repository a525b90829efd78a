package corpus

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// A blockText collects the text of a page's blocks and finds the telegram among
// them. It takes time linear in the page and in the depth of its blocks.
type blockText struct {
	buf      []byte // the text of all blocks
	open     []block
	closed   []block
	hidden   int  // open blocks whose text is skipped
	afterBR  bool // the last token was a <br>
	afterPre bool // the last token was a <pre>
	sourceLF bool // buf ends in a line feed of the page's source
}

// A block is an element with its text, buf[start:end].
type block struct {
	name       string
	rank       rank
	hidden     bool
	start, end int
}

// A rank says how likely the name of a block makes it the telegram.
type rank uint8

const (
	anyBlock  rank = iota
	paneBlock      // a <pre>, or a pane of the page
	textBlock      // a block for a text
	tagged         // the block that PlusD has for the telegram
)

// maxBlocks is how many open blocks are distinguished.
const maxBlocks = 100

func (t *blockText) start(name string, a attrs) {
	switch {
	case name == "br":
		t.breakLine()
	case isAside(name, a):
		t.push(block{name: name, hidden: true})
	case name == "pre":
		t.endLine()
		t.push(block{name: name, rank: max(paneBlock, rankOf(a))})
		t.afterPre = true
	case isBlock(name):
		t.endLine()
		t.push(block{name: name, rank: rankOf(a)})
	case name == "p":
		t.endLine()
		t.put("\n")
	case isBreak(name):
		t.endLine()
	}
}

func (t *blockText) push(b block) {
	if len(t.open) == maxBlocks {
		return
	}
	b.start = len(t.buf)
	t.open = append(t.open, b)
	if b.hidden {
		t.hidden++
	}
}

func (t *blockText) end(name string) {
	if isBreak(name) {
		t.endLine()
	}
	for i := len(t.open) - 1; i >= 0; i-- {
		if t.open[i].name == name {
			t.close(i)
			return
		}
	}
}

// close closes the open blocks from the i-th on.
func (t *blockText) close(i int) {
	for _, b := range t.open[i:] {
		if b.hidden {
			t.hidden--
			continue
		}
		b.end = len(t.buf)
		t.closed = append(t.closed, b)
	}
	t.open = t.open[:i]
}

func (t *blockText) write(text string) {
	text = lineFeeds(text)
	if t.afterPre {
		text = strings.TrimPrefix(text, "\n") // HTML drops it
		t.afterPre = false
	}
	if t.afterBR {
		// The <br> already ended the line that ends here in the source.
		if rest, ok := strings.CutPrefix(strings.TrimLeft(text, " \t"), "\n"); ok {
			text = rest
		}
		t.afterBR = false
	}
	t.put(text)
	t.sourceLF = strings.HasSuffix(text, "\n")
}

// put adds text unless it is hidden.
func (t *blockText) put(text string) {
	if t.hidden == 0 {
		t.buf = append(t.buf, text...)
	}
}

// breakLine ends a line at a <br>; if the source ended it just before, it has
// been ended.
func (t *blockText) breakLine() {
	if !t.sourceLF || t.inPre() {
		t.put("\n")
	}
	t.afterBR, t.sourceLF, t.afterPre = true, false, false
}

func (t *blockText) inPre() bool {
	return slices.ContainsFunc(t.open, func(b block) bool { return b.name == "pre" })
}

// endLine ends a line at the edge of a block.
func (t *blockText) endLine() {
	if n := len(t.buf); n > 0 && t.buf[n-1] != '\n' {
		t.put("\n")
	}
	t.afterBR, t.sourceLF, t.afterPre = false, false, false
}

// telegram returns the telegram among the blocks, "" if there is none.
//
// Of the blocks that look like a telegram it is the one with the best name, else
// the one with the most lines of a telegram, else the shortest. A line counts
// only where it first occurs, so a second copy of the telegram scores nothing.
// If no block looks like a telegram, only a block with a telling name is one.
func (t *blockText) telegram() string {
	t.close(0)
	hideKeys(t.buf)
	t.closed = append(t.closed, block{end: len(t.buf)})
	filled, lines := telegramLines(t.buf)
	t.closed = slices.DeleteFunc(t.closed, func(b block) bool { return countIn(filled, b) == 0 })
	if len(t.closed) == 0 {
		return ""
	}
	best := slices.MaxFunc(t.closed, func(a, b block) int {
		as, bs := countIn(lines, a), countIn(lines, b)
		return cmp.Or(
			cmp.Compare(min(as, 1), min(bs, 1)),
			cmp.Compare(a.rank, b.rank),
			cmp.Compare(as, bs),
			cmp.Compare(b.end-b.start, a.end-a.start))
	})
	score := countIn(lines, best)
	switch {
	case score == 0 && best.rank == anyBlock:
		return ""
	case best.name != "pre" || best.rank > paneBlock:
		return t.textOf(best)
	}
	// A telegram may be in several <pre>.
	var parts []string
	slices.SortFunc(t.closed, func(a, b block) int { return cmp.Compare(a.start, b.start) })
	last := 0
	for _, b := range t.closed {
		if b.name == "pre" && b.start >= last && (score == 0 || countIn(lines, b) > 0) {
			parts = append(parts, t.textOf(b))
			last = b.end
		}
	}
	return strings.Join(parts, "\n\n")
}

// textOf returns the text of a block. The indentation that all lines share is
// the page's, and so are no-break spaces.
func (t *blockText) textOf(b block) string {
	text := strings.ReplaceAll(string(t.buf[b.start:b.end]), "\u00a0", " ")
	text = strings.TrimRight(text, " \t\n")
	var lines []string
	indent := len(text)
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" && len(lines) == 0 {
			continue
		}
		if line != "" {
			indent = min(indent, len(line)-len(strings.TrimLeft(line, " \t")))
		}
		lines = append(lines, line)
	}
	for i, line := range lines {
		lines[i] = line[min(indent, len(line)):]
	}
	return strings.Join(lines, "\n")
}

// countIn returns how many of the offsets are in a block.
func countIn(offsets []int, b block) int {
	from, _ := slices.BinarySearch(offsets, b.start)
	to, _ := slices.BinarySearch(offsets, b.end)
	return to - from
}

// telegramLines returns the offsets of the lines that are not blank, and of
// those among them that look like lines of a telegram, each text once.
func telegramLines(text []byte) (filled, telegram []int) {
	seen := map[string]bool{}
	start := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed != "" {
			filled = append(filled, start)
		}
		if isTelegramLine(trimmed) && !seen[trimmed] {
			seen[trimmed] = true
			telegram = append(telegram, start)
		}
		start += len(line) + 1
	}
	return filled, telegram
}

// isTelegramLine reports whether a line is in capitals or begins a numbered
// paragraph.
func isTelegramLine(line string) bool {
	number := strings.TrimLeft(line, "0123456789")
	if n := len(line) - len(number); (n == 1 || n == 2) && strings.HasPrefix(number, ". ") {
		return true
	}
	const shortest = 10
	letters := 0
	for _, r := range line {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsLetter(r):
			letters++
		}
	}
	return letters >= shortest
}

const (
	keyBegin = "-----BEGIN PGP"
	keyEnd   = "-----END PGP"
)

// hideKeys overwrites PGP blocks with blanks. One without an end goes on to the
// end of the text.
func hideKeys(text []byte) {
	for {
		i := bytes.Index(text, []byte(keyBegin))
		if i < 0 {
			return
		}
		end := len(text)
		if j := bytes.Index(text[i:], []byte(keyEnd)); j >= 0 {
			end = i + j
			if k := bytes.IndexByte(text[end:], '\n'); k >= 0 {
				end += k
			} else {
				end = len(text)
			}
		}
		for k := i; k < end; k++ {
			text[k] = ' '
		}
		text = text[end:]
	}
}

// rankOf returns the rank of a block by its id and classes.
func rankOf(a attrs) rank {
	best := anyBlock
	for word := range a.names() {
		word = strings.ReplaceAll(strings.ToLower(word), "_", "-")
		switch {
		case word == "tagged-text":
			return tagged
		case word == "text" || strings.HasSuffix(word, "-text") || word == "telegram":
			best = textBlock
		case word == "pane" || strings.HasSuffix(word, "-pane") || word == "raw":
			best = max(best, paneBlock)
		}
	}
	return best
}

// asides are the words in an id or a class of blocks that are not the cable's.
var asides = []string{"comment", "comments", "disqus", "pgp", "nav", "navbar", "menu", "sidebar", "footer"}

// isAside reports whether an element's text is not the cable's.
func isAside(name string, a attrs) bool {
	switch name {
	case "head", "script", "style", "title", "textarea", "noscript", "template", "select", "button", "nav", "footer", "form", "iframe", "svg":
		return true
	}
	if !isBlock(name) {
		return false
	}
	for word := range a.names() {
		parts := strings.FieldsFunc(strings.ToLower(word), func(r rune) bool { return r == '-' || r == '_' })
		if slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(asides, part) }) {
			return true
		}
	}
	return false
}

// isBlock reports whether an element can be the block of a telegram.
func isBlock(name string) bool {
	switch name {
	case "div", "pre", "section", "article", "main", "aside", "table", "td", "th", "ul", "ol", "dl", "blockquote":
		return true
	}
	return false
}

// isBreak reports whether an element starts and ends lines.
func isBreak(name string) bool {
	switch name {
	case "p", "li", "tr", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "header", "br":
		return true
	}
	return isBlock(name)
}
