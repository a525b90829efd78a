package ascii

import "strings"

// CutLine returns the first line of s, without its line end, and the rest.
func CutLine(s string) (line, rest string) {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// TrimLine removes blanks around a line and the backslash that one archive put
// at line ends.
func TrimLine(line string) string {
	for line != "" && (isLineBlank(line[len(line)-1]) || line[len(line)-1] == '\\') {
		line = line[:len(line)-1]
	}
	for line != "" && isLineBlank(line[0]) {
		line = line[1:]
	}
	return line
}

// isLineBlank reports whether c is a blank within a line.
func isLineBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' }

// FurnitureLine reports whether a trimmed line is page furniture: a page header
// ("PAGE 02 HARARE 03759 01 OF 03 111533Z"), a section mark ("BRUSSELS 00001828
// 002 OF 003"), a classification or a caption.
func FurnitureLine(line string) bool {
	switch {
	case HasWordFold(line, "PAGE") && len(line) < 100:
		rest := line[len("page"):]
		rest = rest[Blanks(rest):]
		return Digits(rest) > 0
	case SectionMark(line) == len(line):
		return true
	}
	return classLine(line)
}

// classLine reports whether a line holds only a classification or caption,
// spaced out or not.
func classLine(line string) bool {
	for _, w := range [...]string{"CONFIDENTIAL", "UNCLASSIFIED", "UNCLAS", "SECRET", "SIPDIS", "NOFORN", "SENSITIVE", "LIMITED OFFICIAL USE"} {
		if n := SpacedPrefix(line, w); n == len(line) && n > 0 {
			return true
		}
	}
	return false
}

// SectionMark returns the length of the section mark at the start of s, or 0: a
// post, a serial of at least five digits, and "002 OF 003" or "001.2 OF 003".
func SectionMark(s string) int {
	i := 0
	for i < len(s) && i < 32 && (IsLetter(s[i]) || s[i] == ' ') {
		i++
	}
	if i < 3 || s[i-1] != ' ' {
		return 0
	}
	n := Digits(s[i:])
	if n < 5 {
		return 0
	}
	i += n
	i += Blanks(s[i:])
	if n = Digits(s[i:]); n == 0 {
		return 0
	}
	i += n
	if i+1 < len(s) && s[i] == '.' && IsDigit(s[i+1]) {
		i += 1 + Digits(s[i+1:])
	}
	i += Blanks(s[i:])
	if !HasWordFold(s[i:], "OF") {
		return 0
	}
	i += len("of")
	i += Blanks(s[i:])
	if n = Digits(s[i:]); n == 0 {
		return 0
	}
	return i + n
}
