package post

import "unicode/utf8"

// maxName is the number of letters above which nothing is a post's name.
const maxName = 64

// appendKey appends the letters of a name in upper case: what names are
// compared by. It is false for a name without letters, with too many of them,
// or with digits other than a zero beside a letter, which stands for an O.
func appendKey(key []byte, name string) ([]byte, bool) {
	for i := 0; i < len(name); {
		c := name[i]
		size := 1
		switch {
		case isLetter(c):
			key = append(key, c&^0x20)
		case c == '0' && besideLetter(name, i):
			key = append(key, 'O')
		case '0' <= c && c <= '9':
			return nil, false
		case c >= utf8.RuneSelf:
			var letter byte
			if letter, size = foldAt(name[i:]); letter != 0 {
				key = append(key, letter)
			}
		}
		if len(key) > maxName {
			return nil, false
		}
		i += size
	}
	return key, len(key) > 0
}

// latin has the ASCII letters under the accents of U+00C0 to U+017F.
const latin = "AAAAAAACEEEEIIIIDNOOOOO OUUUUYTSAAAAAAACEEEEIIIIDNOOOOO OUUUUYTY" +
	"AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLL" +
	"LLLNNNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS"

// foldAt returns the ASCII letter under the accent of the first rune of s in
// upper case, 0 if there is none, and the size of the rune.
func foldAt(s string) (letter byte, size int) {
	r, size := utf8.DecodeRuneInString(s)
	if i := int(r) - 0xC0; i >= 0 && i < len(latin) && latin[i] != ' ' {
		return latin[i], size
	}
	return 0, size
}

// besideLetter reports whether the character before or after i is a letter.
func besideLetter(s string, i int) bool {
	return i > 0 && isLetter(s[i-1]) || i+1 < len(s) && isLetter(s[i+1])
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
