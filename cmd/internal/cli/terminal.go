package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// IsTerminal reports whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width returns the columns of the terminal w, or fallback if w is not a terminal.
func Width(w io.Writer, fallback int) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return fallback
}

// Color reports whether output to w is coloured; when is the value of --color:
// auto means a terminal whose TERM is not dumb, unless NO_COLOR is set (no-color.org).
func Color(when string, w io.Writer) bool {
	if when == "auto" {
		return IsTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return when == "always"
}
