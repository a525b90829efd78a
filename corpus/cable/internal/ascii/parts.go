package ascii

import "strings"

// MarkLen returns the length of a portion mark in parentheses at the start of
// s; 0 if there is none. A single letter that may be a reason, too, only is a
// mark in upper case.
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

// FindClassifiedBy returns the place of the next label from there on, however
// it is misspelt ("Classifed by"), -1 if there is none.
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

// SectionNumber returns the length of the number of a section that classifies,
// 1.3 to 1.7, at the start of s; 0 if there is none. Its last byte is the
// digit. The point may be a comma or be left out before a letter ("14 (b)"),
// and a line may break after it.
func SectionNumber(s string) int {
	if len(s) < 2 || s[0] != '1' {
		return 0
	}
	i := 1 + Blanks(s[1:])
	point := i < len(s) && (s[i] == '.' || s[i] == ',')
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
// to h, alone or first of a list, at the start of s; 0 if there is none. The
// parenthesis may be a 9, its key on the same cap.
func LetterGroup(s string) int {
	if len(s) < 3 || s[0] != '(' && s[0] != '[' && s[0] != '9' {
		return 0
	}
	i := 1 + Blanks(s[1:])
	if i+1 >= len(s) || s[i]|0x20 < 'a' || s[i]|0x20 > 'h' || i > 3 {
		return 0
	}
	if next := s[i+1]; IsLetter(next) || IsDigit(next) || s[0] == '9' && next != ')' {
		return 0
	}
	return i + 1
}

// IndexClassifiedBy returns where the label stands in a line, -1 if it does not.
func IndexClassifiedBy(line string) int {
	start, _ := FindClassifiedBy(line, 0)
	return start
}

// StartsText reports whether a line is no part of a block of the header: a
// numbered paragraph, a rule, a heading or another line of the header.
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

// The orders that cables were classified under, by year: 10501 (1953), 11652
// (1972), 12065 (1978), 12356 (1982), 12958 (1995), 13526 (2009). 13292 only
// amended 12958, but some cables name it.
var orders = [...]string{"10501", "11652", "12065", "12356", "12958", "13292", "13526"}

// OrderLabel returns the length of "E.O." in its spellings ("EO", "E.0.",
// "Executive Order") with the points and blanks that follow; 0 if s does not
// start with it.
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

// OrderNumber reads the number of an order: five digits, of which a scan may
// have made letters and which a typist may have exchanged ("12598").
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

// DigitOf returns the digit that c is or that a scan took it from, 0 if none.
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

var monthNames = [...]string{"JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"}

// MonthName returns the month whose name, or whose first three letters or
// more, s starts with, and its length; 0 if there is none.
func MonthName(s string) (month, n int) {
	n = Letters(s)
	if n < 3 || n > len("SEPTEMBER") {
		return 0, 0
	}
	for i, name := range monthNames {
		if n <= len(name) && HasPrefixFold(s, name[:n]) {
			return i + 1, n
		}
	}
	return 0, 0
}

// BodyNumber reports the number of the first paragraph: "1. (C)", "1.(SBU)",
// "1. Summary".
func BodyNumber(s string) bool {
	if s[0] != '1' || len(s) < 3 || s[1] != '.' {
		return false
	}
	rest := s[2:]
	rest = rest[Blanks(rest):]
	return MarkLen(rest) > 0 || HasWordFold(rest, "SUMMARY") || HasPrefixFold(rest, "CLASSIFIED BY")
}

// GluedStop reports a label that may stand without a blank before it: one
// archive lost its line ends.
func GluedStop(s string) bool {
	switch s[0] {
	case 'R':
		return strings.HasPrefix(s, "REF:") || strings.HasPrefix(s, "REFS:") || strings.HasPrefix(s, "Ref(s):") || strings.HasPrefix(s, "REF(S):")
	case 'C':
		return HasPrefixFold(s, "CLASSIFIED BY:") || HasPrefixFold(s, "CLASSIFIED BY ")
	}
	return false
}
