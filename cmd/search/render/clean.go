package render

import (
	"strings"
	"unicode"
)

// Clean makes text safe for a terminal: it drops the characters that a terminal
// does not show, but may act on, and those that hide text or change its order. Tabs
// and line ends stay.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && acts(r) {
			return -1
		}
		return r
	}, s)
}

// lineEnds replaces the line and paragraph separators of Unicode, which terminals do
// not know.
var lineEnds = strings.NewReplacer("\u2028", "\n", "\u2029", "\n")

// cleanLines is Clean for text of several lines.
func cleanLines(s string) string { return lineEnds.Replace(Clean(s)) }

// Line makes text safe for a terminal and puts it on one line: runs of blanks,
// line ends and tabs become one blank.
func Line(s string) string { return strings.Join(strings.Fields(Clean(s)), " ") }

// acts reports whether a terminal does something else with a character than show
// it. These are the controls (ECMA-48), the separators of lines, what Unicode calls
// default ignorable (of no width: joiners, soft hyphens, tags, variation selectors,
// fillers) and the other characters of format, such as those of direction (UAX 9);
// but not the Arabic number signs, which are of format, too, and visible.
func acts(r rune) bool {
	switch {
	case r < 0x7f:
		return r < 0x20
	case r < 0xa0:
		return true
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
