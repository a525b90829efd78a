package search

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
)

// A TermTable numbers terms in the order in which they come. It looks up most words by
// one comparison of 16 bytes. The zero table is empty.
type TermTable struct {
	names []string
	// slots are a hash table with open addressing, of which half is free.
	slots []slot
	// bytes are those of the names.
	bytes   int64
	scratch []byte
	touched uint32 // of numberAll
}

// A slot has the term names[next-1], or none if next is 0. The key of a term of up to
// 16 bytes is these bytes, that of a longer one its hash and its last bytes.
type slot struct {
	key  key
	size uint32
	next uint32
}

// A key is compared before a term is.
type key struct{ first, last uint64 }

// exactKey is the size of the longest terms that differ if their keys do.
const exactKey = 16

// longSeed is the seed of the hashes of long terms.
var longSeed = maphash.MakeSeed()

// keyOf returns the key of a term.
func keyOf(term []byte) key {
	n := len(term)
	switch {
	case n > exactKey:
		return key{maphash.Bytes(longSeed, term), binary.LittleEndian.Uint64(term[n-8:])}
	case n > 8:
		return key{binary.LittleEndian.Uint64(term), binary.LittleEndian.Uint64(term[n-8:])}
	case n == 8:
		return key{first: binary.LittleEndian.Uint64(term)}
	case n >= 4:
		return key{first: uint64(binary.LittleEndian.Uint32(term)) | uint64(binary.LittleEndian.Uint32(term[n-4:]))<<(8*(n-4))}
	case n > 0:
		return key{first: uint64(term[0]) | uint64(term[n/2])<<(8*(n/2)) | uint64(term[n-1])<<(8*(n-1))}
	}
	return key{}
}

// Number returns the number of a term, the next if it is new.
func (t *TermTable) Number(term []byte) uint32 {
	t.makeRoom(1)
	w := slot{key: keyOf(term), size: uint32(len(term))}
	return t.slot(&w, w.hash(), term).next - 1
}

// A termBatch is terms to be numbered together.
type termBatch struct {
	bytes []byte
	terms []batchTerm
}

// A batchTerm is a term that ends at a place in the bytes of its batch.
type batchTerm struct {
	slot
	hash uint64
	end  int
}

// add adds a term, and returns it in the batch.
func (b *termBatch) add(term []byte) []byte {
	w := slot{key: keyOf(term), size: uint32(len(term))}
	b.bytes = append(b.bytes, term...)
	b.terms = append(b.terms, batchTerm{w, w.hash(), len(b.bytes)})
	return b.bytes[len(b.bytes)-len(term):]
}

// empty removes the terms.
func (b *termBatch) empty() { b.bytes, b.terms = b.bytes[:0], b.terms[:0] }

// numberAll sets next of the terms of a batch to their numbers and 1. The processor reads
// the slots from memory side by side, since no read waits for what is found in another
// slot: one by one, they took a third of the time of reading words.
func (t *TermTable) numberAll(b *termBatch) {
	t.makeRoom(len(b.terms))
	mask := uint64(len(t.slots) - 1)
	for i := range b.terms {
		s := &t.slots[b.terms[i].hash&mask]
		t.touched ^= uint32(s.key.first) ^ s.next // a slot may stand in two lines of the cache
	}
	for i := range b.terms {
		w := &b.terms[i]
		w.next = t.slot(&w.slot, w.hash, b.bytes[w.end-int(w.size):w.end]).next
	}
}

// hash returns the hash of a term by its key and size.
func (s *slot) hash() uint64 {
	return mix(s.key.first ^ bits.RotateLeft64(s.key.last, 20) ^ uint64(s.size))
}

// holds reports whether a slot has a term, whose key and size are those of w.
func (t *TermTable) holds(s, w *slot, term []byte) bool {
	return s.key == w.key && s.size == w.size && s.next != 0 && (w.size <= exactKey || t.names[s.next-1] == string(term))
}

// slot returns the slot of a term, which it adds if it is new.
func (t *TermTable) slot(w *slot, hash uint64, term []byte) *slot {
	for i := hash; ; i++ {
		s := &t.slots[i&uint64(len(t.slots)-1)]
		if s.next == 0 {
			t.names = append(t.names, string(term))
			t.bytes += int64(len(term))
			*s = slot{w.key, w.size, uint32(len(t.names))}
			return s
		}
		if t.holds(s, w, term) {
			return s
		}
	}
}

// numberOf is Number of a string.
func (t *TermTable) numberOf(term string) uint32 {
	t.scratch = append(t.scratch[:0], term...)
	return t.Number(t.scratch)
}

// makeRoom makes room for n terms more.
func (t *TermTable) makeRoom(n int) {
	size := max(16, len(t.slots))
	for 2*(len(t.names)+n) > size {
		size *= 2
	}
	if size > len(t.slots) {
		t.grow(size)
	}
}

// grow moves the terms to so many slots.
func (t *TermTable) grow(size int) {
	old := t.slots
	t.slots = make([]slot, size)
	for _, s := range old {
		if s.next == 0 {
			continue
		}
		i := s.hash()
		for t.slots[i&uint64(len(t.slots)-1)].next != 0 {
			i++
		}
		t.slots[i&uint64(len(t.slots)-1)] = s
	}
}

// Names returns the terms by number.
func (t *TermTable) Names() []string { return t.names }

// Size returns about how many bytes of memory the table takes.
func (t *TermTable) Size() int64 {
	const slotSize, nameSize = 24, 16 + 8 // a string, and what its bytes waste
	return slotSize*int64(len(t.slots)) + nameSize*int64(cap(t.names)) + t.bytes
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
