package tags

import (
	"strings"
	"unicode/utf8"
)

// letters reports whether s is letters A to Z only.
func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}

// hasLetter reports whether s has a letter, or what may be one outside of ASCII.
func hasLetter(s string) bool {
	for i := range len(s) {
		if isLetter(s[i]) || s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// upper returns s in upper case, and s itself if it is that. Bytes that are not UTF-8 are gone,
// curly apostrophes straight.
func upper(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'a' && c <= 'z' {
			return strings.ToUpper(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "’", "'"))
		}
	}
	return s
}
