package search

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
)

// A TermTable numbers terms in the order in which they come. It looks up most words by
// comparisons of 4 and of 16 bytes. The zero table is empty.
type TermTable struct {
	names []string
	// keys are those of the names: the commonest words come first, and share lines of the
	// processor's cache.
	keys []wordKey
	// slots are a hash table with open addressing, of which a quarter at least is free. A
	// slot is 0 or has in its lower bits, as many as say where it is, the number of a term
	// and 1, in the others a part of the term's hash.
	slots []uint32
	// bytes are those of the names.
	bytes   int64
	scratch termBatch
}

// A wordKey is compared before a term is. Of a term of up to 15 bytes it has these, zeros,
// and in its highest byte their number; of a longer one its hash, its last bytes and
// longMark.
type wordKey struct{ first, last uint64 }

const (
	keySize  = 16
	exactKey = keySize - 1 // the size of the longest terms that differ if their keys do
	longMark = 0xff << 56
)

// isLong reports whether terms with the same key may differ.
func (k *wordKey) isLong() bool { return k.last >= longMark }

// longSeed is the seed of the hashes of long terms.
var longSeed = maphash.MakeSeed()

// hash returns the hash of a term by its key.
func (k *wordKey) hash() uint64 { return mix(k.first ^ bits.RotateLeft64(k.last, 20)) }

// tagOf returns the part of a hash that a slot has. The lower bits of the hash say where
// it is.
func tagOf(hash uint64) uint32 { return uint32(hash >> 32) }

// Number returns the number of a term, the next if it is new.
func (t *TermTable) Number(term []byte) uint32 {
	t.scratch.empty()
	t.scratch.add(term)
	return t.numberScratch()
}

// numberOf is Number of a string.
func (t *TermTable) numberOf(term string) uint32 {
	t.scratch.empty()
	addTerm(&t.scratch, term)
	return t.numberScratch()
}

func (t *TermTable) numberScratch() uint32 {
	t.makeRoom(1)
	return t.find(&t.scratch, &t.scratch.terms[0]) - 1
}

// A termBatch is terms to be numbered together.
type termBatch struct {
	bytes []byte
	terms []batchTerm
}

// A batchTerm is a term that ends at a place in the bytes of its batch.
type batchTerm struct {
	key  wordKey
	hash uint64
	next uint32 // its number and 1
	size uint32
	end  int
}

// add adds a term, and returns it in the batch. A short one that has room after it, as
// those of the scanner have, is copied without a branch that depends on its length: the
// processor would guess many of them wrong.
func (b *termBatch) add(term []byte) []byte {
	n := len(term)
	if n > exactKey || cap(term) < keySize {
		return addTerm(b, term)
	}
	src, dst := term[:keySize], b.room(keySize)
	first, last := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	binary.LittleEndian.PutUint64(dst, first)
	binary.LittleEndian.PutUint64(dst[8:], last)
	return b.put(shortKey(first, last, n), n)
}

// addTerm is termBatch.add for all terms.
func addTerm[T string | []byte](b *termBatch, term T) []byte {
	n := len(term)
	dst := b.room(n + keySize)
	copy(dst, term)
	first, last := binary.LittleEndian.Uint64(dst), binary.LittleEndian.Uint64(dst[8:])
	if n <= exactKey {
		return b.put(shortKey(first, last, n), n)
	}
	return b.put(wordKey{maphash.Bytes(longSeed, dst[:n]), binary.LittleEndian.Uint64(dst[n-8:]) | longMark}, n)
}

// shortKey returns the key of a term of n bytes, at most exactKey, which first and last
// begin with.
func shortKey(first, last uint64, n int) wordKey {
	return wordKey{first & (1<<(8*uint(n)) - 1), last&(1<<(8*uint(max(n, 8)-8))-1) | uint64(n)<<56}
}

// room returns room for n bytes after the last term.
func (b *termBatch) room(n int) []byte {
	if cap(b.bytes)-len(b.bytes) < n {
		b.bytes = slices.Grow(b.bytes, max(n, minBatch))
	}
	return b.bytes[len(b.bytes) : len(b.bytes)+n]
}

// put adds the term of n bytes that stands after the last one.
func (b *termBatch) put(k wordKey, n int) []byte {
	from, to := len(b.bytes), len(b.bytes)+n
	b.bytes = b.bytes[:to]
	b.terms = append(b.terms, batchTerm{key: k, hash: k.hash(), size: uint32(n), end: to})
	return b.bytes[from:to:to]
}

// minBatch is the room for bytes that a batch has at least.
const minBatch = 48

// term returns the bytes of a term.
func (b *termBatch) term(w *batchTerm) []byte { return b.bytes[w.end-int(w.size) : w.end] }

// empty removes the terms.
func (b *termBatch) empty() { b.bytes, b.terms = b.bytes[:0], b.terms[:0] }

// numberAll sets next of the terms of a batch. The processor reads the slots from memory
// side by side, and then the keys, since no read waits for what is found for another term:
// one by one, they took a third of the time of reading words.
func (t *TermTable) numberAll(b *termBatch) {
	t.makeRoom(len(b.terms))
	mask := uint32(len(t.slots) - 1)
	for i := range b.terms {
		w := &b.terms[i]
		w.next = t.slots[uint32(w.hash)&mask] & mask
	}
	for i := range b.terms {
		w := &b.terms[i]
		if n := w.next; n == 0 || t.keys[n-1] != w.key || w.key.isLong() {
			w.next = t.find(b, w)
		}
	}
}

// find returns the number of a term and 1. It adds the term if it is new.
func (t *TermTable) find(b *termBatch, w *batchTerm) uint32 {
	mask, tag := uint32(len(t.slots)-1), tagOf(w.hash)
	for i := uint32(w.hash); ; i++ {
		s := t.slots[i&mask]
		if s == 0 {
			term := b.term(w)
			t.names, t.keys = append(t.names, string(term)), append(t.keys, w.key)
			t.bytes += int64(len(term))
			next := uint32(len(t.names))
			t.slots[i&mask] = tag&^mask | next
			return next
		}
		next := s & mask
		if (s^tag)&^mask == 0 && t.keys[next-1] == w.key && (!w.key.isLong() || t.names[next-1] == string(b.term(w))) {
			return next
		}
	}
}

// makeRoom makes room for n terms more.
func (t *TermTable) makeRoom(n int) {
	size := max(16, len(t.slots))
	for 4*(len(t.names)+n) > 3*size {
		size *= 2
	}
	if size > len(t.slots) {
		t.grow(size)
	}
}

// grow moves the terms to so many slots.
func (t *TermTable) grow(size int) {
	t.slots = make([]uint32, size)
	mask := uint32(size - 1)
	for n := range t.keys {
		hash := t.keys[n].hash()
		i := uint32(hash)
		for t.slots[i&mask] != 0 {
			i++
		}
		t.slots[i&mask] = tagOf(hash)&^mask | uint32(n+1)
	}
}

// reset removes all terms. The table keeps its memory.
func (t *TermTable) reset() {
	clear(t.names)
	clear(t.slots)
	t.names, t.keys, t.bytes = t.names[:0], t.keys[:0], 0
}

// Names returns the terms by number.
func (t *TermTable) Names() []string { return t.names }

// Size returns about how many bytes of memory the terms take. What the table keeps for
// others is not counted.
func (t *TermTable) Size() int64 {
	// A list that grows has a fifth more than it needs, and the slots twice as many as terms.
	const slotSize, keySize, nameSize = 2 * 4, 16 * 6 / 5, 16*6/5 + 8 // a string, and what its bytes waste
	return (slotSize+keySize+nameSize)*int64(len(t.names)) + t.bytes
}

// A tally counts terms of one text after the other, by their numbers.
type tally struct {
	uses []use
	text uint32 // number of the current text
	// own are the terms of the current text, counts their frequencies.
	own, counts []uint32
}

// A use is the text that had a term last, and the term's index in own.
type use struct{ text, at uint32 }

// reset forgets all texts. The tally keeps its memory.
func (t *tally) reset() { *t = tally{uses: t.uses[:0], own: t.own[:0], counts: t.counts[:0]} }

// begin begins another text.
func (t *tally) begin() {
	t.text++
	t.own, t.counts = t.own[:0], t.counts[:0]
}

// add counts a term n times. There are names terms.
func (t *tally) add(number, n uint32, names int) {
	if int(number) >= len(t.uses) {
		t.uses = append(t.uses, make([]use, names-len(t.uses))...)
	}
	u := &t.uses[number]
	if u.text != t.text {
		*u = use{t.text, uint32(len(t.own))}
		t.own, t.counts = append(t.own, number), append(t.counts, 0)
	}
	t.counts[u.at] += n
}
