package cable

import "strings"

// upper returns c in upper case, if it is an ASCII letter.
func upper(c byte) byte {
	if c-'a' < 26 {
		return c &^ 0x20
	}
	return c
}

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
// that a scan took for others, lost or put in. The first letter must be right.
func near(s, word string, limit int) bool {
	if s == "" || upper(s[0]) != word[0] || len(s)-len(word) > limit || len(word)-len(s) > limit {
		return false
	}
	return distance(s, word) <= limit
}

// distance is the edit distance of s, in upper case, and word, which is short.
func distance(s, word string) int {
	var rows [2][32]int
	if len(word) >= len(rows[0]) {
		return len(word)
	}
	prev, cur := &rows[0], &rows[1]
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		cur[0] = i
		for j := 1; j <= len(word); j++ {
			cost := 1
			if upper(s[i-1]) == word[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
		}
		prev, cur = cur, prev
	}
	return prev[len(word)]
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
