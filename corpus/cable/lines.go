package cable

import (
	"strings"
	"unicode/utf8"
)

// cutLine returns the first line of s, without its end, and the rest.
func cutLine(s string) (line, rest string) {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// clip returns s, or as much of it as n bytes hold without breaking a
// character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// trimLine takes the blanks off both ends of a line, and the backslash that
// one archive put at line ends.
func trimLine(line string) string {
	line = strings.TrimRight(line, " \t\r\\")
	return strings.TrimLeft(line, " \t\r")
}

// wordLen returns the length of what s starts with up to the next blank.
func wordLen(s string) int {
	for i := 0; i < len(s); i++ {
		if isBlank(s[i]) {
			return i
		}
	}
	return len(s)
}

// furnitureLine reports whether a trimmed line is nothing but what pages
// repeat: their head ("PAGE 02 HARARE 03759 01 OF 03 111533Z"), the mark of a
// section ("BRUSSELS 00001828 002 OF 003"), the classification, a caption.
func furnitureLine(line string) bool {
	switch {
	case hasWordFold(line, "PAGE") && len(line) < 100:
		rest := line[len("page"):]
		rest = rest[blanks(rest):]
		return digits(rest) > 0
	case sectionMark(line) == len(line):
		return true
	}
	return classLine(line)
}

// classLine reports a line that holds a classification or a caption only,
// spaced out or not.
func classLine(line string) bool {
	for _, w := range [...]string{"CONFIDENTIAL", "UNCLASSIFIED", "UNCLAS", "SECRET", "SIPDIS", "NOFORN", "SENSITIVE", "LIMITED OFFICIAL USE"} {
		if n := spacedPrefix(line, w); n == len(line) && n > 0 {
			return true
		}
	}
	return false
}

// sectionMark returns the length of the mark of a section at the start of s:
// a post, a serial of eight digits or so and "002 OF 003", where the first
// number may have a part ("001.2 OF 003"). It returns 0 if there is none.
func sectionMark(s string) int {
	i := 0
	for i < len(s) && i < 32 && (isLetter(s[i]) || s[i] == ' ') {
		i++
	}
	if i < 3 || s[i-1] != ' ' {
		return 0
	}
	n := digits(s[i:])
	if n < 5 {
		return 0
	}
	i += n
	i += blanks(s[i:])
	if n = digits(s[i:]); n == 0 {
		return 0
	}
	i += n
	if i+1 < len(s) && s[i] == '.' && isDigit(s[i+1]) {
		i += 1 + digits(s[i+1:])
	}
	i += blanks(s[i:])
	if !hasWordFold(s[i:], "OF") {
		return 0
	}
	i += len("of")
	i += blanks(s[i:])
	if n = digits(s[i:]); n == 0 {
		return 0
	}
	return i + n
}
