package cable

import "hash/maphash"

// A wordSet is the set of the words of a text, ASCII letters in any case. It is a
// hash table of places in the text, so that no word is copied.
type wordSet struct {
	text  string
	slots []wordSlot // their number is a power of 2
	count int
	word  []byte // the word that is looked at, in upper case
}

// A wordSlot is the place of a word and its hash; it is free if it has no end.
type wordSlot struct {
	start, end int
	hash       uint64
}

// firstSlots is the number of slots of a new set. Most cables have fewer than half
// as many different words.
const firstSlots = 2048

var wordSeed = maphash.MakeSeed()

// reset makes the set that of the words of text.
func (w *wordSet) reset(text string) {
	w.text, w.count = text, 0
	if w.slots == nil {
		w.slots = make([]wordSlot, firstSlots)
	} else {
		clear(w.slots)
	}
	w.each(text, func(start, end int) bool {
		hash := maphash.Bytes(wordSeed, w.word)
		if slot := w.find(hash); slot.end == 0 {
			*slot = wordSlot{start, end, hash}
			w.count++
		}
		if 2*w.count > len(w.slots) {
			w.grow()
		}
		return true
	})
}

// grow doubles the number of slots.
func (w *wordSet) grow() {
	old := w.slots
	w.slots = make([]wordSlot, 2*len(old))
	mask := uint64(len(w.slots) - 1)
	for _, s := range old {
		if s.end == 0 {
			continue
		}
		i := s.hash & mask
		for w.slots[i].end > 0 {
			i = (i + 1) & mask
		}
		w.slots[i] = s
	}
}

// find returns the slot of the word that is looked at, or the free slot where it
// belongs.
func (w *wordSet) find(hash uint64) *wordSlot {
	mask := uint64(len(w.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := &w.slots[i]
		if s.end == 0 || s.hash == hash && isUpperOf(w.word, w.text[s.start:s.end]) {
			return s
		}
	}
}

// hasAll reports whether the set has all words of s.
func (w *wordSet) hasAll(s string) bool {
	return w.each(s, func(int, int) bool {
		return w.find(maphash.Bytes(wordSeed, w.word)).end > 0
	})
}

// each looks at each word of s and calls visit with its place, until that returns
// false. It reports whether visit returned true for all.
func (w *wordSet) each(s string, visit func(start, end int) bool) bool {
	w.word = w.word[:0]
	for i := 0; i <= len(s); i++ {
		if i < len(s) && isWordByte(s[i]) {
			w.word = append(w.word, upper(s[i]))
			continue
		}
		if n := len(w.word); n > 0 && !visit(i-n, i) {
			return false
		}
		w.word = w.word[:0]
	}
	return true
}

// isWordByte reports whether c is part of a word: an ASCII letter, a digit or a
// byte outside ASCII.
func isWordByte(c byte) bool { return isLetter(c) || isDigit(c) || c >= 0x80 }

// isUpperOf reports whether word is s with its ASCII letters in upper case.
func isUpperOf(word []byte, s string) bool {
	if len(word) != len(s) {
		return false
	}
	for i, c := range word {
		if upper(s[i]) != c {
			return false
		}
	}
	return true
}
