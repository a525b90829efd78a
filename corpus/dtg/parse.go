package dtg

import (
	"fmt"
	"slices"
	"strings"
)

// Parse reads one date-time group, with the precedence before it and the
// operating signals after it: "O R 141052Z MAY 09 ZDK". Blanks may be missing
// or stand anywhere, letters may be lower case. What lacks the time ("04 DEC
// 08") or the day ("DEC 08") is read to that precision; a year there must be.
//
// Letters that a scan put for digits and the like are mended, words after the
// year that are no signals are left out, and Repairs lists both. The error says
// what was expected; the DTG is then zero. For a group in the middle of other
// text see Find.
func Parse(s string) (DTG, error) {
	d, after, err := parse(s)
	if err != nil {
		return DTG{}, parseError(s, err)
	}
	rest := ""
	if d.Signals, rest = parseSignals(after); rest != "" {
		d.Repairs = append(d.Repairs, fmt.Sprintf("%q after the year left out", cut(rest)))
	}
	return d, nil
}

// parse reads precedence and group, and returns what stands after them, too.
func parse(s string) (d DTG, after string, err error) {
	r := reader{text: s, loose: true}
	precedence := r.precedence()
	if f := r.group(); f != "" {
		return DTG{}, "", f
	}
	t, err := r.g.check()
	if err != nil {
		return DTG{}, "", err
	}
	d = r.g.dtg(t)
	d.Precedence = precedence
	return d, strings.Trim(s[r.pos:], " .\\\t\r\n"), nil
}

func parseError(s string, err error) error {
	return fmt.Errorf("date-time group %q: %w", cut(strings.TrimSpace(s)), err)
}

// cut returns no more of a text than a message has room for.
func cut(s string) string {
	const room = 40
	if len(s) > room {
		return s[:room] + "…"
	}
	return s
}

// maxPrecedence is the number of precedence letters that a line can have:
// action, info, and each of them doubled.
const maxPrecedence = 4

// precedence takes the precedence letters before a group and returns them.
func (r *reader) precedence() string {
	var letters [maxPrecedence]byte
	n := 0
	for r.skip(); n < maxPrecedence && r.atPrecedence(); r.skip() {
		letters[n] = r.text[r.pos] &^ 0x20
		n++
		r.pos++
	}
	return string(letters[:n])
}

// atPrecedence reports whether the letter at pos is a precedence, and neither the
// first letter of October nor an O that stands for a zero: an O that no true digit
// follows, or with which the group would have a digit too many: one in a row, or two
// before the blank between day and time. The last of them may be the zone.
func (r *reader) atPrecedence() bool {
	if r.pos == len(r.text) || !isPrecedence(r.text[r.pos]) || r.atMonth() {
		return false
	}
	n := digitsAt(r.text, r.pos)
	for _, c := range []byte(r.text[r.pos : r.pos+n]) {
		if isDigit(c) {
			switch n {
			case 4:
				return sixDigits(r.text, r.pos+2)
			case mostCounted:
				return true
			}
			return n%2 == 1 && !sixDigits(r.text, r.pos)
		}
	}
	return true
}

// isPrecedence reports whether a letter is a precedence: flash, immediate,
// priority, routine, or AUTODIN's emergency command Y (ACP 127(G), JANAP 128).
func isPrecedence(c byte) bool {
	switch c &^ 0x20 {
	case 'Z', 'O', 'P', 'R', 'Y':
		return true
	}
	return false
}

// mostCounted is more digits than a group has: eight with seconds, and a zone that looks
// like a digit.
const mostCounted = 10

// digitsAt returns the number of digits in a row at i, letters in their place
// included, counted up to mostCounted.
func digitsAt(text string, i int) int {
	n := 0
	for ; n < mostCounted && i+n < len(text); n++ {
		if value, _ := digit(text[i+n]); value > 9 {
			break
		}
	}
	return n
}

// parseSignals splits what stands after a group into operating signals, and
// returns the words before the first of them. Each begins with a Z code, a word
// in slashes or parentheses or the mark CCY of a corrected copy, and goes on
// until the next. One that is repeated at once, for safety, is given once.
func parseSignals(s string) (signals []string, rest string) {
	words := strings.Fields(strings.ToUpper(s))
	first := slices.IndexFunc(words, isSignal)
	if first < 0 {
		return nil, strings.Join(words, " ")
	}
	rest, words = strings.Join(words[:first], " "), words[first:]
	for len(words) > 0 {
		end := slices.IndexFunc(words[1:], isSignal) + 1
		if end == 0 {
			end = len(words)
		}
		signal := strings.Join(words[:end], " ")
		if len(signals) == 0 || signals[len(signals)-1] != signal {
			signals = append(signals, signal)
		}
		words = words[end:]
	}
	return signals, rest
}

// isSignal reports whether a word opens an operating signal: Z, two letters
// and perhaps digits (ACP 131), or one of the marks beside them.
func isSignal(word string) bool {
	if strings.HasPrefix(word, "//") || word[0] == '(' || word == "CCY" {
		return true
	}
	if len(word) < 3 || word[0] != 'Z' || !isLetter(word[1]) || !isLetter(word[2]) {
		return false
	}
	for _, c := range []byte(word[3:]) {
		if !isDigit(c) {
			return false
		}
	}
	return true
}
