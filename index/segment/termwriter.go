package segment

import (
	"encoding/binary"
)

// The terms of a field stand in byte order in blocks of 64. A block begins with the
// offset of its first postings in the field's postings, a uvarint. Then for each term:
//
//	bytes shared with the term before      uvarint; 0 for the first of a block
//	bytes that follow, and these           uvarint, bytes
//	documents, shifted by one bit that is  uvarint
//	set if the postings stand here
//	sizes of documents and of positions    two uvarints; if the postings stand here, one:
//	                                       the first times 32 plus the second
//	postings, if they stand here
//
// So the postings of most terms, which occur once, take no look into another part.
const (
	blockTerms = 64
	inlineSize = 31 // the greatest size of documents or positions in a block of terms
)

// A termWriter writes the terms and postings of a field.
type termWriter struct {
	w       *fileWriter
	name    string
	sh      shape
	lengths []uint32
	begun   bool
	start   int64 // of the postings
	n       int
	last    []byte // term
	// Parts that are written at the end.
	terms, blocks, offsets []byte
	// Scratch space.
	docs []byte
	postingsBuffer
}

// begin begins the terms of another field, in the memory of those before.
func (t *termWriter) begin(w *fileWriter, name string, sh shape, lengths []uint32) {
	*t = termWriter{
		w: w, name: name, sh: sh, lengths: lengths, last: t.last[:0], terms: t.terms[:0], blocks: t.blocks[:0],
		offsets: t.offsets[:0], docs: t.docs, postingsBuffer: t.postingsBuffer,
	}
}

// add adds a term, which must be greater than the one before, and its postings.
func (t *termWriter) add(term []byte, l *list) {
	if len(l.docs) == 0 {
		return
	}
	if !t.begun {
		t.w.begin(postingsPart, t.name, 0, 0)
		t.start, t.begun = t.w.off, true
	}
	shared := 0
	if t.n%blockTerms == 0 {
		t.offsets = binary.LittleEndian.AppendUint32(t.offsets, uint32(len(t.blocks)))
		t.blocks = binary.AppendUvarint(t.blocks, uint64(len(t.terms)))
		t.blocks = append(t.blocks, term...)
		t.terms = binary.AppendUvarint(t.terms, uint64(t.w.off-t.start))
	} else {
		shared = commonPrefix(t.last, term)
	}
	t.n++
	t.last = append(t.last[:shared], term[shared:]...)
	t.terms = binary.AppendUvarint(t.terms, uint64(shared))
	t.terms = binary.AppendUvarint(t.terms, uint64(len(term)-shared))
	t.terms = append(t.terms, term[shared:]...)
	var places []byte
	t.docs, places = l.appendDocs(t.docs[:0], t.sh, t.lengths, &t.postingsBuffer)
	if len(t.docs) <= inlineSize && len(places) <= inlineSize {
		t.terms = binary.AppendUvarint(t.terms, uint64(len(l.docs))<<1|1)
		t.terms = binary.AppendUvarint(t.terms, uint64(len(t.docs))<<5|uint64(len(places)))
		t.terms = append(append(t.terms, t.docs...), places...)
		return
	}
	t.terms = binary.AppendUvarint(t.terms, uint64(len(l.docs))<<1)
	t.terms = binary.AppendUvarint(t.terms, uint64(len(t.docs)))
	t.terms = binary.AppendUvarint(t.terms, uint64(len(places)))
	_, _ = t.w.Write(t.docs)
	_, _ = t.w.Write(places)
}

// close writes the parts that follow the postings.
func (t *termWriter) close() {
	w := t.w
	t.w, t.lengths = nil, nil // of a segment that may be in memory
	if t.n == 0 {
		return
	}
	w.part(termsPart, t.name, t.terms, t.n, int(t.sh))
	w.part(blocksPart, t.name, t.blocks, 0, 0)
	w.part(offsetsPart, t.name, t.offsets, len(t.offsets)/4, 0)
}

// commonPrefix returns the number of first bytes that are equal.
func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
