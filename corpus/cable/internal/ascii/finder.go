package ascii

// A Finder finds a word in any case, as IndexFold does, but looks at a fraction
// of the bytes: it compares the last letter first and moves on by as many bytes
// as that letter allows (Horspool's algorithm).
type Finder struct {
	word  string
	shift [256]uint8
}

// NewFinder returns a finder of an upper-case word of at most 255 bytes.
func NewFinder(word string) *Finder {
	f := &Finder{word: word}
	for c := range f.shift {
		f.shift[c] = uint8(len(word))
	}
	for i := 0; i < len(word)-1; i++ {
		c := word[i]
		f.shift[c] = uint8(len(word) - 1 - i)
		if IsLetter(c) {
			f.shift[c|0x20] = f.shift[c]
		}
	}
	return f
}

// Index returns what IndexFold(s, word) does.
func (f *Finder) Index(s string) int {
	last := len(f.word) - 1
	for i := last; i < len(s); i += int(f.shift[s[i]]) {
		if Upper(s[i]) == f.word[last] && HasPrefixFold(s[i-last:], f.word) {
			return i - last
		}
	}
	return -1
}
