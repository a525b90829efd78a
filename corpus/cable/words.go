package cable

import (
	"hash/maphash"
	"strings"
)

// A wordSet is the set of the words of a text, ASCII letters in any case. A word
// is a run of ASCII letters, digits and bytes outside ASCII. The set is a hash
// table of places in the text, so that no word is copied.
//
// Words that are looked up mostly stand in the text in the same order. So the table
// gets the words of the text as far as about as much was looked up. A word that is
// not among them, such as the last one of a copy that was cut short, is searched
// for in the rest of the text, maxSearches times before all is read.
type wordSet struct {
	text     string
	slots    []wordSlot // their number is a power of 2
	count    int
	read     int // the table has the words of the text up to this offset
	asked    int // bytes of the words that were looked up
	searches int
}

// A wordSlot is the place of a word and its hash; it is free if it has no end.
type wordSlot struct {
	start, end int
	hash       uint64
}

// firstSlots is the number of slots of a new set. Most cables have fewer than half
// as many different words.
const firstSlots = 2048

const (
	// readAhead is the number of bytes read beyond twice those that were looked up.
	readAhead = 500
	// maxSearches is the number of words that are searched for in the rest of the text.
	maxSearches = 4
)

// reset makes the set that of the words of text.
func (w *wordSet) reset(text string) {
	if w.slots == nil {
		w.slots = make([]wordSlot, firstSlots)
	} else {
		clear(w.slots)
	}
	*w = wordSet{text: text, slots: w.slots}
}

// readTo adds the words of the text that begin before the offset to.
func (w *wordSet) readTo(to int) {
	for w.read < to {
		word := nextWord(w.text, w.read)
		if w.read = word.end; word.start == word.end {
			return
		}
		slot := w.find(w.text[word.start:word.end], word.hash)
		if slot.end > 0 {
			continue
		}
		*slot = word
		if w.count++; 2*w.count > len(w.slots) {
			w.grow()
		}
	}
}

// has reports whether the set has a word.
func (w *wordSet) has(word string, hash uint64) bool {
	if w.find(word, hash).end > 0 {
		return true
	}
	w.asked += len(word)
	w.readTo(min(len(w.text), 2*w.asked+readAhead))
	if w.find(word, hash).end > 0 {
		return true
	}
	if w.searches++; w.searches <= maxSearches {
		return hasWordOf(w.text, w.read, word)
	}
	w.readTo(len(w.text))
	return w.find(word, hash).end > 0
}

// hasWordOf reports whether text has the word at or after the offset from, which is not
// within a word.
func hasWordOf(text string, from int, word string) bool {
	for _, first := range [...]byte{wordBytes[word[0]], word[0] | 0x20} {
		for i := from; i < len(text); i++ {
			next := strings.IndexByte(text[i:], first)
			if next < 0 {
				break
			}
			i += next
			end := i + len(word)
			if end > len(text) {
				break
			}
			if sameWord(text[i:end], word) && (i == from || wordBytes[text[i-1]] == 0) && (end == len(text) || wordBytes[text[end]] == 0) {
				return true
			}
		}
	}
	return false
}

// grow doubles the number of slots.
func (w *wordSet) grow() {
	old := w.slots
	w.slots = make([]wordSlot, 2*len(old))
	for _, s := range old {
		if s.end > 0 {
			*w.find(w.text[s.start:s.end], s.hash) = s
		}
	}
}

// find returns the slot of a word, or the free slot where it belongs.
func (w *wordSet) find(word string, hash uint64) *wordSlot {
	mask := uint64(len(w.slots) - 1)
	for i := hash >> 32 & mask; ; i = (i + 1) & mask {
		s := &w.slots[i]
		if s.end == 0 || s.hash == hash && sameWord(w.text[s.start:s.end], word) {
			return s
		}
	}
}

// hasAll reports whether the set has all words of s.
func (w *wordSet) hasAll(s string) bool {
	for word := nextWord(s, 0); word.start < word.end; word = nextWord(s, word.end) {
		if !w.has(s[word.start:word.end], word.hash) {
			return false
		}
	}
	return true
}

// wordSeed begins all hashes: no archive can be made to slow down a set.
var wordSeed = maphash.String(maphash.MakeSeed(), "")

// nextWord returns the first word in s at or after the offset i; it is empty if
// there is none.
func nextWord(s string, i int) wordSlot {
	for i < len(s) && wordBytes[s[i]] == 0 {
		i++
	}
	w := wordSlot{start: i, hash: wordSeed}
	for i < len(s) && wordBytes[s[i]] != 0 {
		w.hash = (w.hash ^ uint64(wordBytes[s[i]])) * 0x9e3779b97f4a7c15
		i++
	}
	w.end = i
	return w
}

// wordBytes are the bytes of words, ASCII letters as capitals; 0 for others.
var wordBytes = func() (t [256]byte) {
	for c := range t {
		if b := byte(c); isLetter(b) || isDigit(b) || b >= 0x80 {
			t[c] = upper(b)
		}
	}
	return t
}()

// sameWord reports whether the words a and b are equal but for the case of ASCII
// letters.
func sameWord(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if wordBytes[a[i]] != wordBytes[b[i]] {
			return false
		}
	}
	return true
}
