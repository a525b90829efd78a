package query

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// An Error says why a text is no query.
type Error struct {
	// Text is the whole query.
	Text string
	// Pos and End are the byte offsets of the part that is at fault. They are
	// equal where something is missing.
	Pos, End int
	// Msg says what is wrong, in one line. Hint, also one line, says what
	// would be right; it is empty where that is plain.
	Msg, Hint string
}

// Error returns the message and the column that it is about, in one line
// without control characters.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (column %d of the query)", e.Msg, e.column())
}

// column counts the characters up to the fault, from 1.
func (e *Error) column() int { return utf8.RuneCountInString(e.Text[:e.Pos]) + 1 }

// What a drawn query has room for: a terminal of 80 columns less the indent and
// a caret after the end, so many columns before the fault where the query is
// longer, and so many characters, should they have no width.
const (
	drawWidth   = 77
	drawContext = 40
	drawRunes   = 4 * drawWidth
	drawIndent  = "  "
	ellipsis    = "…"
)

// Underline draws the query with carets under the fault, in two lines of at
// most 80 columns without a line end after the second. Of a long query it
// draws the part around the fault. Characters that could act on a terminal are
// shown as escapes.
func (e *Error) Underline() string {
	var line, carets strings.Builder
	pos, used := e.drawFrom(), 0
	if pos > 0 {
		line.WriteString(ellipsis)
		carets.WriteByte(' ')
		used = 1
	}
	for n := 0; pos < len(e.Text); n++ {
		shown, size, columns := drawn(e.Text[pos:])
		room := drawWidth - used - columns
		if n == drawRunes || room < 0 || room == 0 && pos+size < len(e.Text) {
			line.WriteString(ellipsis)
			break
		}
		line.WriteString(shown)
		carets.WriteString(strings.Repeat(e.mark(pos), columns))
		pos, used = pos+size, used+columns
	}
	under := strings.TrimRight(carets.String(), " ")
	if under == "" {
		under = carets.String() + "^" // at the end of the query
	}
	return drawIndent + line.String() + "\n" + drawIndent + under
}

// mark returns what stands under the character at pos.
func (e *Error) mark(pos int) string {
	if pos == e.Pos || e.Pos < pos && pos < e.End {
		return "^"
	}
	return " "
}

// drawFrom returns the offset that the drawing begins at: the query's start if
// it is short or the fault is near it, else a little before the fault.
func (e *Error) drawFrom() int {
	if len(e.Text) <= drawRunes && columns(e.Text) <= drawWidth {
		return 0
	}
	from, used := e.Pos, 0
	for n := 0; from > 0 && n < drawRunes/2; n++ {
		_, size := utf8.DecodeLastRuneInString(e.Text[:from])
		_, _, columns := drawn(e.Text[from-size:])
		if used += columns; used > drawContext {
			break
		}
		from -= size
	}
	return from
}

func columns(s string) int {
	sum := 0
	for len(s) > 0 {
		_, size, n := drawn(s)
		s, sum = s[size:], sum+n
	}
	return sum
}

// drawn returns the first character of s as it is shown, its size in bytes and
// its width in columns.
func drawn(s string) (shown string, size, columns int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		shown = fmt.Sprintf(`\x%02x`, s[0])
		return shown, size, len(shown)
	case r == '\t' || r == ' ' || r == '\u00a0':
		return " ", size, 1
	case !unicode.IsPrint(r), unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		shown = strings.Trim(strconv.QuoteRuneToASCII(r), "'")
		return shown, size, len(shown)
	}
	return s[:size], size, terminal.RuneWidth(r)
}

// terminal knows the widths of characters. It does not depend on the locale, so that
// messages are the same everywhere.
var terminal = &runewidth.Condition{}

// printable returns a piece of the query for a message that repeats it as it is: control
// characters escaped, cut where it is long.
func printable(s string) string {
	var b strings.Builder
	for n := 0; len(s) > 0; n++ {
		if n == quoteMax {
			b.WriteString(ellipsis)
			break
		}
		shown, size, _ := drawn(s)
		b.WriteString(shown)
		s = s[size:]
	}
	return b.String()
}

// quoteMax is the number of characters of a query that a message repeats.
const quoteMax = 40

// quote returns a piece of the query for a message: in quotes, control
// characters escaped, cut where it is long.
func quote(s string) string {
	n := 0
	for i := range s {
		if n++; n > quoteMax {
			return strconv.Quote(s[:i] + ellipsis)
		}
	}
	return strconv.Quote(s)
}
