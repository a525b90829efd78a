package cable

import "hash/maphash"

// A wordSet is the set of the words of a text, ASCII letters in any case. A word
// is a run of ASCII letters, digits and bytes outside ASCII. The set is a hash
// table of places in the text, so that no word is copied.
type wordSet struct {
	text  string
	slots []wordSlot // their number is a power of 2
	count int
}

// A wordSlot is the place of a word and its hash; it is free if it has no end.
type wordSlot struct {
	start, end int
	hash       uint64
}

// firstSlots is the number of slots of a new set. Most cables have fewer than half
// as many different words.
const firstSlots = 2048

// reset makes the set that of the words of text.
func (w *wordSet) reset(text string) {
	w.text, w.count = text, 0
	if w.slots == nil {
		w.slots = make([]wordSlot, firstSlots)
	} else {
		clear(w.slots)
	}
	for word := nextWord(text, 0); word.start < word.end; word = nextWord(text, word.end) {
		slot := w.find(text[word.start:word.end], word.hash)
		if slot.end > 0 {
			continue
		}
		*slot = word
		if w.count++; 2*w.count > len(w.slots) {
			w.grow()
		}
	}
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
		if w.find(s[word.start:word.end], word.hash).end == 0 {
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
