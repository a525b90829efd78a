package cable

import "strings"

// number returns the value of a short run of digits.
func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// spelledWord returns how much of s the upper-case word takes that s begins
// with, in any case, blanks between its letters not counting; 0 if s does not
// begin with it, or the word goes on.
func spelledWord(s, word string) int {
	n := spacedPrefix(s, word)
	if n == 0 || n < len(s) && isLetter(s[n]) {
		return 0
	}
	return n
}

// near reports whether s, in upper case, is word but for at most limit letters
// that a scan took for others, lost, put in or exchanged. The first letter must
// be right.
func near(s, word string, limit int) bool {
	return s != "" && upper(s[0]) == word[0] && nearAll(s, word, limit)
}

// nearAll is near for a word whose first letter may be wrong, too.
func nearAll(s, word string, limit int) bool {
	var buf [16]byte
	if len(s) > len(buf) || len(word) > len(buf) {
		return false
	}
	for i := 0; i < len(s); i++ {
		buf[i] = upper(s[i])
	}
	return editDistance(string(buf[:len(s)]), word, limit) <= limit
}

// onlyOf reports whether s holds nothing but bytes of set.
func onlyOf(s, set string) bool {
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(set, s[i]) < 0 {
			return false
		}
	}
	return true
}

// letterCount returns the number of ASCII letters in s.
func letterCount(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if isLetter(s[i]) {
			n++
		}
	}
	return n
}
