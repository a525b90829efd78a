package render

import "strings"

// Clean makes text safe for a terminal: it drops the control characters that a
// cable or a file's name may hold, and those that reverse the direction of
// text; line ends and tabs stay.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && acts(r) {
			return -1
		}
		return r
	}, s)
}

// Line makes text safe for a terminal and puts it on one line: runs of blanks,
// line ends and tabs become one blank.
func Line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// acts reports whether a terminal does something else with a character than show
// it: C0 and C1 controls (ECMA-48), and the controls of direction (UAX 9).
func acts(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return r == 0x200e || r == 0x200f || r == 0x61c
}
