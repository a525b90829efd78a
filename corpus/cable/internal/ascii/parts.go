package ascii

import "strings"

// MarkLen returns the length of the portion mark in parentheses at the start of
// s, or 0. A single letter that could be a reason is a mark only in upper case.
func MarkLen(s string) int {
	if len(s) < 3 || s[0] != '(' {
		return 0
	}
	end := strings.IndexByte(s[:min(len(s), 12)], ')')
	if end < 2 {
		return 0
	}
	mark := s[1:end]
	switch {
	case mark == "U", mark == "C", mark == "S", mark == "u", HasPrefixFold(mark, "SBU"), HasPrefixFold(mark, "U/"),
		HasPrefixFold(mark, "C/"), HasPrefixFold(mark, "S/"), HasPrefixFold(mark, "LOU"), HasPrefixFold(mark, "TS"):
		return end + 1
	}
	return 0
}

// FindClassifiedBy returns the span of the first Classified By label at or
// after from, even misspelt ("Classifed by"). The start is -1 if there is none.
func FindClassifiedBy(text string, from int) (start, end int) {
	for i := from; i+len("clasified by") <= len(text); i++ {
		if text[i]|0x20 != 'c' || i > 0 && IsLetter(text[i-1]) || !HasPrefixFold(text[i:], "CLAS") {
			continue
		}
		end := i + Letters(text[i:])
		if !HasSuffixFold(text[i:end], "ED") || end-i > len("classified")+1 {
			continue
		}
		by := end + Blanks(text[end:])
		if by > end && HasPrefixFold(text[by:], "BY") {
			return i, by + len("by")
		}
	}
	return -1, -1
}

// SectionNumber returns the length of the number of a section of reasons, 1.3
// to 1.7, at the start of s, or 0. Its last byte is the digit. The point may be
// a comma or a colon, or missing before a letter ("14 (b)"), and a line may
// break after it. The 1 may be a letter ("l.4 (b)").
func SectionNumber(s string) int {
	if len(s) < 3 || s[0] != '1' && (s[0] != 'l' && s[0] != 'I' || s[1] != '.' || LetterGroup(strings.TrimLeft(s[3:], " ")) == 0) {
		return 0
	}
	i := 1 + Blanks(s[1:])
	point := i < len(s) && (s[i] == '.' || s[i] == ',' || s[i] == ':')
	if point {
		i++
		i += Blanks(s[i:])
	}
	if i >= len(s) || s[i] < '3' || s[i] > '7' || i > 4 {
		return 0
	}
	i++
	if i < len(s) && (IsDigit(s[i]) || s[i] == '/') {
		return 0
	}
	if !point {
		rest := s[i:]
		if LetterGroup(rest[Blanks(rest):]) == 0 {
			return 0
		}
	}
	return i
}

// LetterGroup returns the length of an opening parenthesis and a letter from a
// to h, alone or first in a list, at the start of s, or 0. The opening
// parenthesis may be a 9 and the closing one a 0, which share their keys.
func LetterGroup(s string) int {
	if len(s) < 3 || strings.IndexByte("([{9", s[0]) < 0 {
		return 0
	}
	i := 1 + Blanks(s[1:])
	if i+1 >= len(s) || s[i]|0x20 < 'a' || s[i]|0x20 > 'h' || i > 3 {
		return 0
	}
	if next := s[i+1]; IsLetter(next) || IsDigit(next) && !(next == '0' && i+2 < len(s) && IsBlank(s[i+2])) || s[0] == '9' && next != ')' {
		return 0
	}
	return i + 1
}

// IndexClassifiedBy returns the index of the first Classified By label in a
// line, or -1.
func IndexClassifiedBy(line string) int {
	start, _ := FindClassifiedBy(line, 0)
	return start
}

// StartsText reports whether a line ends a zone of the header: a numbered
// paragraph, a rule, a heading or another label.
func StartsText(line string) bool {
	switch c := line[0]; {
	case c == '-' || c == '=' || c == '_':
		return len(line) > 2 && line[1] == c && line[2] == c || strings.HasPrefix(line, "- -")
	case strings.HasPrefix(line, "¶"):
		return true
	case IsDigit(c):
		n := Digits(line)
		return n <= 2 && n < len(line) && (line[n] == '.' || line[n] == ',') && SectionNumber(line) == 0 && IndexClassifiedBy(line) < 0
	case c == '(':
		n := MarkLen(line)
		return n > 0 && IndexClassifiedBy(line[n:]) < 0
	case c|0x20 == 's':
		return HasWordFold(line, "SUMMARY") || HasPrefixFold(line, "SUBJECT:") || HasPrefixFold(line, "SUBJ:")
	}
	return HasPrefixFold(line, "TAGS:") || HasPrefixFold(line, "REF:") || HasPrefixFold(line, "BEGIN SUMMARY")
}

// orders are the executive orders on classification: 10501 (1953), 11652
// (1972), 12065 (1978), 12356 (1982), 12958 (1995), 13526 (2009). 13292 only
// amended 12958, but some cables name it.
var orders = [...]string{"10501", "11652", "12065", "12356", "12958", "13292", "13526"}

// OrderLabel returns the length of "E.O." at the start of s, or 0, with the
// punctuation that follows. "EO", "E.0." and "Executive Order" are spellings of
// it.
func OrderLabel(s string) int {
	if s == "" || s[0]|0x20 != 'e' {
		return 0
	}
	i := 0
	if n := len("EXECUTIVE ORDER"); HasPrefixFold(s, "EXECUTIVE ORDER") {
		i = n
	} else {
		i = 1 + Span(s[1:], ". ")
		if i == len(s) || s[i]|0x20 != 'o' && s[i] != '0' {
			return 0
		}
		i++
	}
	return i + Span(s[i:], "., :;-\t")
}

// OrderNumber reads the number of an order: five digits, possibly scanned as
// letters or swapped ("12598").
func OrderNumber(s string) (eo string, n int) {
	var number [5]byte
	for n < len(s) && n < len(number) {
		c := DigitOf(s[n])
		if c == 0 {
			return "", 0
		}
		number[n] = c
		n++
	}
	if n < len(number) || n < len(s) && (IsDigit(s[n]) || IsLetter(s[n]) && !HasPrefixFold(s[n:], "DECL")) {
		return "", 0
	}
	for _, known := range orders {
		if string(number[:]) == known {
			return known, n
		}
	}
	for _, known := range orders {
		if EditDistance(string(number[:]), known, 1) <= 1 {
			return known, n
		}
	}
	if number[0] != '1' {
		return "", 0
	}
	return string(number[:]), n
}

// DigitOf returns the digit that c is or was scanned from, or 0.
func DigitOf(c byte) byte {
	switch c {
	case 'O', 'o':
		return '0'
	case 'l', 'I', 'i':
		return '1'
	}
	if IsDigit(c) {
		return c
	}
	return 0
}

// MonthNames are the names of the months.
var MonthNames = [...]string{"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"}

// MonthName returns the month whose name, or at least its first three letters,
// s starts with, and its length. The month is 0 if there is none.
func MonthName(s string) (month, n int) {
	n = Letters(s)
	if n < 3 || n > len("SEPTEMBER") {
		return 0, 0
	}
	for i, name := range MonthNames {
		if n <= len(name) && HasPrefixFold(s, name[:n]) {
			return i + 1, n
		}
	}
	return 0, 0
}

// BodyNumber reports whether s starts with the number of the first paragraph:
// "1. (C)", "1.(SBU)", "1. Summary".
func BodyNumber(s string) bool {
	if s[0] != '1' || len(s) < 3 || s[1] != '.' {
		return false
	}
	rest := s[2:]
	rest = rest[Blanks(rest):]
	return MarkLen(rest) > 0 || HasWordFold(rest, "SUMMARY") || HasPrefixFold(rest, "CLASSIFIED BY")
}

// GluedStop reports whether s starts with a label that needs no space before
// it: one archive lost its line ends.
func GluedStop(s string) bool {
	switch s[0] {
	case 'R':
		return strings.HasPrefix(s, "REF:") || strings.HasPrefix(s, "REFS:") || strings.HasPrefix(s, "Ref(s):") || strings.HasPrefix(s, "REF(S):")
	case 'C':
		return HasPrefixFold(s, "CLASSIFIED BY:") || HasPrefixFold(s, "CLASSIFIED BY ")
	}
	return false
}
