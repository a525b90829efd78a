package render

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"reftel/corpus/cable"
)

// The colours, as SGR sequences (ECMA-48).
const (
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	marked = "\x1b[1;33m"
	reset  = "\x1b[0m"
)

// classStyles are the colours of classifications, those of the banners and labels of U.S.
// agencies: green, purple, blue, red, orange.
var classStyles = map[string]string{
	"UNCLASSIFIED": "\x1b[32m", "LIMITED OFFICIAL USE": "\x1b[35m", "FOR OFFICIAL USE ONLY": "\x1b[35m",
	"SENSITIVE BUT UNCLASSIFIED": "\x1b[35m", "CONFIDENTIAL": "\x1b[94m", "SECRET": "\x1b[31m", "TOP SECRET": "\x1b[38;5;208m",
}

// classStyle returns the colour of a classification, "" for none.
func classStyle(class string) string { return classStyles[class] }

// Lines are filled up to the width of the terminal, but not beyond maxWidth:
// the eye loses its way back on longer ones.
const (
	minWidth = 20
	maxWidth = 100
)

// A textWriter lays out text in lines.
type textWriter struct {
	out   strings.Builder
	color bool
	width int
	// filtered are the filters of facets, marked the matches in a cable: see TextOptions.
	filtered map[string]string
	marked   []cable.Span
	// rows counts the lines; first is the number of the first one with a match, from 1.
	rows, first int
}

func newTextWriter(opt TextOptions) *textWriter {
	return &textWriter{color: opt.Color, width: min(max(opt.Width, minWidth), maxWidth), filtered: opt.Filtered}
}

// sgr is a change of colour, which no text of a cable holds.
var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// plain returns an output without colours.
func plain(s string) string { return sgr.ReplaceAllString(s, "") }

// A stretch is a part of a text that has a style of its own.
type stretch struct {
	cable.Span
	style string
}

// A layout says how a text becomes lines.
type layout struct {
	first, rest string // what stands before the first line, and before the others
	style       string // of what no stretch covers
	stretches   []stretch
}

// indented is the layout of a text that is indented by n columns, fewer where
// the terminal is narrow.
func (t *textWriter) indented(n int) layout {
	if t.width < 40 {
		n /= 2
	}
	blanks := strings.Repeat(" ", n)
	return layout{first: blanks, rest: blanks}
}

func (t *textWriter) line(s string) {
	t.out.WriteString(s)
	t.out.WriteByte('\n')
	t.rows += 1 + strings.Count(s, "\n")
}

func (t *textWriter) styled(style, s string) string {
	if !t.color || s == "" || style == "" {
		return s
	}
	return style + s + reset
}

// A hard blank holds words together that belong on one line, if that is wide
// enough; it is printed as a blank.
const hardBlank = '\u00a0'

func hard(s string) string { return strings.ReplaceAll(s, " ", string(hardBlank)) }

// flow prints text in lines that are no wider than the terminal, but for a
// word that is wider itself.
func (t *textWriter) flow(text string, l layout) {
	before := l.first
	for from := 0; from < len(text); {
		to := breakAt(text, from, t.width-columns(before))
		t.line(before + t.dressed(text, from, to, l))
		if t.first == 0 && slices.ContainsFunc(l.stretches, func(s stretch) bool { return s.style == marked && s.Start < to && s.End > from }) {
			t.first = t.rows
		}
		before = l.rest
		for from = to; from < len(text) && blankAt(text, from) > 0; {
			from += blankAt(text, from)
		}
	}
}

// blankAt returns the length of the blank at an offset, 0 if there is none.
func blankAt(text string, at int) int {
	r, size := utf8.DecodeRuneInString(text[at:])
	if r == ' ' || r == hardBlank {
		return size
	}
	return 0
}

// breakAt returns where the line that begins at from must end to take no more
// than room columns: at the last blank that fits, else at the last hard one,
// else at the end of the first word.
func breakAt(text string, from, room int) int {
	soft, firm, used := -1, -1, 0
	for at, r := range text[from:] {
		switch {
		case at == 0:
		case r == ' ':
			soft = from + at
		case r == hardBlank:
			firm = from + at
		}
		used += runeColumns(r)
		if used > room && max(soft, firm) > 0 {
			if soft > 0 {
				return soft
			}
			return firm
		}
	}
	return len(text)
}

// dressed returns a part of a text with its styles, and without the blanks at
// its end.
func (t *textWriter) dressed(text string, from, to int, l layout) string {
	to = from + len(strings.TrimRight(text[from:to], " "+string(hardBlank)))
	var b strings.Builder
	at := from
	for _, s := range l.stretches {
		start, end := max(s.Start, at), min(s.End, to)
		if start >= end {
			continue
		}
		b.WriteString(t.styled(l.style, text[at:start]))
		b.WriteString(t.styled(s.style, text[start:end]))
		at = end
	}
	b.WriteString(t.styled(l.style, text[at:to]))
	return strings.ReplaceAll(b.String(), string(hardBlank), " ")
}

// columns returns the columns that a text takes on a terminal.
func columns(s string) int {
	sum := 0
	for _, r := range s {
		sum += runeColumns(r)
	}
	return sum
}

// terminal knows the widths of characters. It does not depend on the locale, so that
// output is the same everywhere.
var terminal = &runewidth.Condition{}

// runeColumns returns the columns of a character on a terminal. Dashes, quotes and the
// ellipsis take one: to look them up would make a table of all characters first, which
// takes longer than printing a page of hits.
func runeColumns(r rune) int {
	if '‐' <= r && r <= '…' {
		return 1
	}
	return terminal.RuneWidth(r)
}

// pad fills a text with blanks to a number of columns.
func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-columns(s), 0)) }

// widest returns the columns of the widest of some texts.
func widest(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	return columns(slices.MaxFunc(texts, func(a, b string) int { return columns(a) - columns(b) }))
}
