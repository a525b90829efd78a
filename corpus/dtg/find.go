package dtg

import (
	"math/bits"
	"strings"
)

// Find returns the next date-time group of text at or after from, and the
// bytes [start, end) that it takes; ok is false if there is none. A word that
// begins before from is none. In running text a group has at least day, time,
// zone and month: 301601Z SEP 08, R162245Z OCT 08, 04/1412Z Dec 2008, 301601Z
// SEP. Precedence letters belong to it only where no blank parts them from it;
// signals never do. Groups that are not in the calendar are passed over.
//
// Where the text names no year, HasYear of the result is false: see InYear.
//
// A loop from each end to the next takes time linear in the text, and nothing
// is allocated until something is found.
func Find(text string, from int) (d DTG, start, end int, ok bool) {
	from = max(from, 0)
	for i := from; ; {
		if i = NextDigit(text, i); i >= len(text) {
			return DTG{}, 0, 0, false
		}
		if d, start, end, ok = findAt(text, from, i); ok {
			return d, start, end, true
		}
		for i < len(text) && isDigit(text[i]) {
			i++
		}
	}
}

// findAt reads the group whose first true digit is at i. The word that it
// begins may have up to four letters before that: precedence, and letters that
// stand for digits.
func findAt(text string, from, i int) (d DTG, start, end int, ok bool) {
	start = i
	for start > from && i-start <= maxPrecedence && isLetter(text[start-1]) {
		start--
	}
	if i-start > maxPrecedence || start > 0 && (isLetter(text[start-1]) || isDigit(text[start-1])) {
		return DTG{}, 0, 0, false
	}
	first := start
	for ; !sixDigits(text, first); first++ {
		if first == i || !isPrecedence(text[first]) {
			return DTG{}, 0, 0, false
		}
	}
	r := reader{text: text, pos: first}
	if r.group() != "" {
		return DTG{}, 0, 0, false
	}
	t, err := r.g.check()
	if err != nil {
		return DTG{}, 0, 0, false
	}
	d = r.g.dtg(t)
	d.Precedence = strings.ToUpper(text[start:first])
	return d, start, r.pos, true
}

// sixDigits reports whether day, hour and minute can begin at i: six digits in
// a row, or two and four with a blank or slash between, or eight with seconds.
func sixDigits(text string, i int) bool {
	if run(text, i, 6) || run(text, i, 8) {
		return true
	}
	return run(text, i, 2) && i+2 < len(text) && (text[i+2] == ' ' || text[i+2] == '/') && run(text, i+3, 4)
}

// run reports whether n digits stand at i, and no other true digit after them:
// a letter after them may be the zone, though it look like a digit (041412I).
func run(text string, i, n int) bool {
	found := digitsAt(text, i)
	return found == n || found == n+1 && isLetter(text[i+n])
}

// NextDigit returns the place of the next digit at or after i, len(text) or
// more if there is none: what a search for groups, or for other things that
// hold a number, begins with. It looks at eight bytes at a time.
func NextDigit(text string, i int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(text); i += 8 {
		s := text[i : i+8]
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		x ^= '0' * ones // digits become 0 to 9
		if found := (x - 10*ones) &^ x & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8 // above it, a borrow may set others
		}
	}
	for i < len(text) && !isDigit(text[i]) {
		i++
	}
	return i
}
