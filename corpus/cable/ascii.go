package cable

import "strings"

// The helpers of this file look at ASCII bytes of damaged text, where case and
// stray blanks do not count. None allocates, and none looks further than the
// words that it is given.

func isDigit(c byte) bool { return c-'0' < 10 }

func isUpper(c byte) bool { return c-'A' < 26 }

func isLetter(c byte) bool { return c|0x20-'a' < 26 }

// isBlank reports a blank, a tab or a line end.
func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// letters returns how many letters s starts with.
func letters(s string) int {
	for i := 0; i < len(s); i++ {
		if !isLetter(s[i]) {
			return i
		}
	}
	return len(s)
}

// digits returns how many digits s starts with.
func digits(s string) int {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return i
		}
	}
	return len(s)
}

// blanks returns how many blanks s starts with.
func blanks(s string) int {
	for i := 0; i < len(s); i++ {
		if !isBlank(s[i]) {
			return i
		}
	}
	return len(s)
}

// hasPrefixFold reports whether s starts with prefix, which is upper case; the
// case of s does not count.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		if c := s[i]; c != prefix[i] && (c|0x20 != prefix[i]|0x20 || !isLetter(c)) {
			return false
		}
	}
	return true
}

// hasWordFold reports whether s starts with the word, which is upper case, and
// no letter or digit follows it.
func hasWordFold(s, word string) bool {
	return hasPrefixFold(s, word) && (len(s) == len(word) || !isLetter(s[len(word)]) && !isDigit(s[len(word)]))
}

// hasSuffixFold reports whether s ends in suffix, which is upper case.
func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && hasPrefixFold(s[len(s)-len(suffix):], suffix)
}

// indexFold returns the first place of sub, which is upper case, in s; -1 if
// there is none. Its cost is linear unless sub repeats its own start.
func indexFold(s, sub string) int {
	first := sub[0] | 0x20
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i]|0x20 == first && hasPrefixFold(s[i:], sub) {
			return i
		}
	}
	return -1
}

// spacedPrefix returns the length of what s starts with if that is word, upper
// case, though blanks may stand between its letters ("REA SONS"); 0 if not.
func spacedPrefix(s, word string) int {
	i := 0
	for w := 0; w < len(word); i++ {
		switch {
		case i == len(s):
			return 0
		case s[i]|0x20 == word[w]|0x20:
			w++
		case w == 0 || !isBlank(s[i]):
			return 0
		}
	}
	return i
}

// foldWord returns s in upper case in buf, without what is not a letter or a
// digit, zero read as O and é as E; false if it does not fit or holds other
// characters than ASCII and curly apostrophes.
func foldWord(buf []byte, s string) ([]byte, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '0':
			c = 'O'
		case isLetter(c):
			c &^= 0x20
		case isDigit(c) || c == '-' || c == '/' || c == '&':
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

// functionWords are the words that running text is full of and that names,
// lists and headings have few of; true for those that no name of an office has.
var functionWords = map[string]bool{
	"THE": false, "OF": false, "TO": false, "AND": false, "IN": false, "A": false, "ON": false, "AT": false, "FOR": false,
	"BY": false, "WITH": false, "FROM": false, "OR": false, "AN": false, "NO": false, "AS": false, "CAN": false, "MAY": false, "ITS": false,
	"THAT": true, "IS": true, "WAS": true, "HAS": true, "HAVE": true, "HAD": true, "WE": true, "NOT": true, "ARE": true,
	"BE": true, "BEEN": true, "WERE": true, "WILL": true, "WOULD": true, "IT": true, "HE": true, "THIS": true, "WHICH": true,
	"THEY": true, "HIS": true, "THEIR": true, "THERE": true, "BUT": true, "IF": true, "SHOULD": true, "COULD": true,
	"NOR": true, "NEITHER": true, "THESE": true, "THOSE": true, "OUR": true, "SHE": true, "HER": true, "DID": true, "DOES": true,
}

// isSentence reports whether s reads like a line of running text, in capitals
// or not: five words and more, of which one in five is a function word, and few
// digits.
func isSentence(s string) bool {
	words, function, _ := countWords(s)
	return words >= 5 && function*5 >= words
}

// isStatement reports whether s reads like running text and cannot be the name
// of an office ("OFFICE OF THE SECRETARY OF DEFENSE").
func isStatement(s string) bool {
	words, _, strong := countWords(s)
	return words >= 4 && strong > 0
}

// countWords counts the words of s, and its function words; of a text with many
// figures it finds none.
func countWords(s string) (words, function, strong int) {
	s = s[:min(len(s), 200)]
	figures := 0
	var buf [8]byte
	for s != "" {
		n := wordLen(s)
		word := s[:n]
		s = s[n:]
		s = s[blanks(s):]
		if digits(word) > 0 {
			figures++
			continue
		}
		words++
		if len(word) > len(buf) {
			continue
		}
		w := buf[:0]
		for i := 0; i < len(word); i++ {
			if isLetter(word[i]) {
				w = append(w, upper(word[i]))
			}
		}
		if only, ok := functionWords[string(w)]; ok {
			function++
			if only {
				strong++
			}
		}
	}
	if figures*3 > words {
		return 0, 0, 0
	}
	return words, function, strong
}
