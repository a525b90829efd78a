// Package ascii holds the helpers shared by the readers of the parts of a
// cable. They look at ASCII bytes of damaged text and ignore case and stray
// spaces. They do not allocate, and read no further than the words that they
// look for.
package ascii

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

func IsDigit(c byte) bool { return c-'0' < 10 }

func IsUpper(c byte) bool { return c-'A' < 26 }

func IsLetter(c byte) bool { return c|0x20-'a' < 26 }

// IsBlank reports whether c is a space, a tab or part of a line end.
func IsBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// Letters returns the number of letters at the start of s.
func Letters(s string) int {
	for i := 0; i < len(s); i++ {
		if !IsLetter(s[i]) {
			return i
		}
	}
	return len(s)
}

// Digits returns the number of digits at the start of s.
func Digits(s string) int {
	for i := 0; i < len(s); i++ {
		if !IsDigit(s[i]) {
			return i
		}
	}
	return len(s)
}

// Blanks returns the number of blanks (see IsBlank) at the start of s.
func Blanks(s string) int {
	for i := 0; i < len(s); i++ {
		if !IsBlank(s[i]) {
			return i
		}
	}
	return len(s)
}

// HasPrefixFold reports whether s starts with prefix in any case. prefix is
// upper case.
func HasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		if c := s[i]; c != prefix[i] && (c|0x20 != prefix[i]|0x20 || !IsLetter(c)) {
			return false
		}
	}
	return true
}

// EqualFold reports whether s is word in any case. word is upper case.
func EqualFold(s, word string) bool { return len(s) == len(word) && HasPrefixFold(s, word) }

// HasWordFold reports whether s starts with word in any case and no letter or
// digit follows. word is upper case.
func HasWordFold(s, word string) bool {
	return HasPrefixFold(s, word) && (len(s) == len(word) || !IsLetter(s[len(word)]) && !IsDigit(s[len(word)]))
}

// HasSuffixFold reports whether s ends with suffix in any case. suffix is upper
// case.
func HasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && HasPrefixFold(s[len(s)-len(suffix):], suffix)
}

// IndexFold returns the index of the first sub in s in any case, or -1. sub is
// upper case. The cost is linear unless sub repeats its own start.
func IndexFold(s, sub string) int {
	first := sub[0] | 0x20
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i]|0x20 == first && HasPrefixFold(s[i:], sub) {
			return i
		}
	}
	return -1
}

// SpacedPrefix returns the length of word at the start of s, where blanks may
// stand between its letters ("REA SONS"), or 0. word is upper case.
func SpacedPrefix(s, word string) int {
	i := 0
	for w := 0; w < len(word); i++ {
		switch {
		case i == len(s):
			return 0
		case s[i]|0x20 == word[w]|0x20:
			w++
		case w == 0 || !IsBlank(s[i]):
			return 0
		}
	}
	return i
}

// FoldWord writes s to buf in upper case, without punctuation, with zero read
// as O and é as E. It fails if buf is too short or s has characters other than
// ASCII and curly apostrophes.
func FoldWord(buf []byte, s string) ([]byte, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '0':
			c = 'O'
		case IsLetter(c):
			c &^= 0x20
		case IsDigit(c) || c == '-' || c == '/' || c == '&':
		case c < 0x80:
			continue
		case strings.HasPrefix(s[i:], "\u2019") || strings.HasPrefix(s[i:], "\u2018"):
			i += 2
			continue
		case strings.HasPrefix(s[i:], "é") || strings.HasPrefix(s[i:], "É"):
			i++
			c = 'E'
		default:
			return nil, false
		}
		if n == len(buf) {
			return nil, false
		}
		buf[n] = c
		n++
	}
	return buf[:n], true
}

// Span returns the number of bytes at the start of s that are in set.
func Span(s, set string) int {
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(set, s[i]) < 0 {
			return i
		}
	}
	return len(s)
}

// Upper returns c in upper case.
func Upper(c byte) byte {
	if c-'a' < 26 {
		return c &^ 0x20
	}
	return c
}

// WordStart returns the start of the word that ends at end.
func WordStart(s string, end int) int {
	for end > 0 && IsBlank(s[end-1]) {
		end--
	}
	for end > 0 && !IsBlank(s[end-1]) {
		end--
	}
	return end
}

func HasLower(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i]-'a' < 26 {
			return true
		}
	}
	return false
}

func HasUpper(s string) bool {
	for i := 0; i < len(s); i++ {
		if IsUpper(s[i]) {
			return true
		}
	}
	return false
}

// Redacted reports whether word was redacted: "XXXXXXXXXXXX".
func Redacted(word string) bool {
	return len(word) >= 4 && strings.Trim(word, "Xx") == ""
}

// MaxWord is the length of the longest words that EditDistance compares.
const MaxWord = 24

// EditDistance returns the number of letters to insert, delete, replace or swap
// with their neighbour to turn a into b, or limit+1 if there are more. a and b
// have at most MaxWord bytes; longer ones are unlike.
func EditDistance(a, b string, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit || len(a) > MaxWord || len(b) > MaxWord {
		return limit + 1
	}
	if a == b {
		return 0 // as most words that are compared
	}
	if have, want := byteSet(a), byteSet(b); bits.OnesCount64(have&^want) > limit || bits.OnesCount64(want&^have) > limit {
		return limit + 1 // each change removes at most one byte and adds at most one
	}
	var rows [3][MaxWord + 1]int
	for j := 0; j <= len(b); j++ {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, prev, prev2 := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		best := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, prev2[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if best > limit {
			return limit + 1
		}
	}
	return min(rows[len(a)%3][len(b)], limit+1)
}

// byteSet returns the set of the bytes of s, of which some share a bit.
func byteSet(s string) (set uint64) {
	for i := 0; i < len(s); i++ {
		set |= 1 << (s[i] % 64)
	}
	return set
}

// AppendOnce appends s to list unless list has it.
func AppendOnce(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// JoinWords returns the words of s with one blank between them. It allocates
// nothing if s has that form.
func JoinWords(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == ' ' && (i == 0 || i+1 == len(s) || s[i-1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}

// IsAlnum reports whether c is an ASCII letter or digit.
func IsAlnum(c byte) bool { return IsLetter(c) || IsDigit(c) }

// WordLen returns the length of s up to the first blank.
func WordLen(s string) int {
	for i := 0; i < len(s); i++ {
		if IsBlank(s[i]) {
			return i
		}
	}
	return len(s)
}

// Clip returns the first n bytes of s, without cutting a character.
func Clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
