package render

import (
	"io"
	"strings"

	"reftel/cmd/internal/cli"
	"reftel/index"
	"reftel/index/field"
)

// The columns of a list.
const (
	listID    = 16
	listDate  = 10 // 2008-12-04
	listClass = 4  // FOUO
)

// ListHit writes a hit on a line: id, date, classification, and the subject or the first
// sentence in parentheses. The line is cut at opt.Width columns; 0 is no limit.
func ListHit(w io.Writer, h index.Hit, opt TextOptions) error {
	t := &textWriter{color: opt.Color}
	class := cli.Line(h.Classification)
	if v, ok := field.Class.Value(class); ok {
		class = v.Short
	}
	day := h.DatePrecision
	if day == "minute" {
		day = "day"
	}
	left := pad(cli.Line(h.ID), listID) + "  " + pad(Date(h.Date, day), listDate) + "  "
	rest := pad(class, listClass) + "  " + Headline(h)
	if opt.Width > 0 {
		left = cut(left, opt.Width)
		rest = cut(rest, max(opt.Width-columns(left), 0))
	}
	rest = strings.TrimRight(rest, " ")
	end := min(len(class), len(rest))
	line := left + t.styled(classStyle(h.Classification), rest[:end]) + rest[end:]
	if rest == "" {
		line = strings.TrimRight(left, " ")
	}
	_, err := io.WriteString(w, line+"\n")
	return err
}

// cut returns as much of a text as n columns hold, the last one with an ellipsis if that
// is not all.
func cut(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	if n < 1 {
		return ""
	}
	used := 0
	for at, r := range s {
		if used += runeColumns(r); used >= n {
			return s[:at] + "…"
		}
	}
	return s
}
