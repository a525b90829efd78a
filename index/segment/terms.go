package segment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"sort"

	"reftel/index/search"
)

var errTerms = errors.New("malformed terms")

// A fieldTerms is the dictionary of one field.
type fieldTerms struct {
	*Segment
	name                             string
	sh                               shape
	postings, terms, blocks, offsets part
}

// fieldOf returns a field; nil if no document has a term of it.
func (s *Segment) fieldOf(name string) (*fieldTerms, error) {
	terms, ok := s.parts[partKey{termsPart, name}]
	if !ok {
		return nil, nil
	}
	f := &fieldTerms{Segment: s, name: name, sh: shape(terms.width), terms: terms}
	for _, p := range []struct {
		kind kind
		part *part
	}{{postingsPart, &f.postings}, {blocksPart, &f.blocks}, {offsetsPart, &f.offsets}} {
		if *p.part, ok = s.parts[partKey{p.kind, name}]; !ok {
			return nil, s.damaged(terms, errors.New(p.kind.String()+" missing"))
		}
	}
	blocks := (terms.n + blockTerms - 1) / blockTerms
	if f.offsets.n != blocks || f.offsets.to-f.offsets.from != int64(4*blocks) {
		return nil, s.damaged(f.offsets, errTerms)
	}
	return f, nil
}

// blockCount returns the number of blocks.
func (f *fieldTerms) blockCount() int { return f.offsets.n }

// block returns the first term of a block and where the block begins in the terms.
func (f *fieldTerms) block(i int) (first []byte, at int64, err error) {
	size := f.blocks.to - f.blocks.from
	from, to := int64(0), size
	from, err = f.blockOffset(i)
	if err == nil && i+1 < f.blockCount() {
		to, err = f.blockOffset(i + 1)
	}
	if err != nil {
		return nil, 0, err
	}
	if from > to || to > size {
		return nil, 0, f.damaged(f.blocks, errTerms)
	}
	data, err := f.bytes(f.blocks, from, to)
	if err != nil {
		return nil, 0, err
	}
	n, k := binary.Uvarint(data)
	if k <= 0 || n > uint64(f.terms.to-f.terms.from) {
		return nil, 0, f.damaged(f.blocks, errTerms)
	}
	return data[k:], int64(n), nil
}

func (f *fieldTerms) blockOffset(i int) (int64, error) {
	data, err := f.bytes(f.offsets, int64(4*i), int64(4*i+4))
	if err != nil {
		return 0, err
	}
	return int64(binary.LittleEndian.Uint32(data)), nil
}

// blockOf returns the last block whose first term is at most term, at least 0.
func (f *fieldTerms) blockOf(term []byte) (int, error) {
	var failed error
	n := sort.Search(f.blockCount(), func(i int) bool {
		first, _, err := f.block(i)
		if err != nil {
			failed = err
			return true
		}
		return bytes.Compare(first, term) > 0
	})
	return max(n-1, 0), failed
}

// A termInfo is where the postings of a term are in the file.
type termInfo struct {
	count                int // documents
	docsAt, docsSize     int64
	placesAt, placesSize int64
}

// A termIterator reads the terms of a field in order.
type termIterator struct {
	*fieldTerms
	next int // block after the current one
	left int // terms left in it
	// data is what is left of the block, which begins at blockAt of the file.
	data     []byte
	end      int64 // of the block in the file
	postings int64 // offset of the next postings in the file
	term     []byte
	shared   int // bytes that term shares with the term before
	info     termInfo
}

// enter moves to before the first term of a block.
func (it *termIterator) enter(i int) error {
	it.next, it.left, it.data = i+1, 0, nil
	if i >= it.blockCount() {
		return nil
	}
	_, at, err := it.block(i)
	to := it.terms.to - it.terms.from
	if err == nil && i+1 < it.blockCount() {
		_, to, err = it.block(i + 1)
	}
	if err != nil {
		return err
	}
	if at > to {
		return it.damaged(it.blocks, errTerms)
	}
	if it.data, err = it.bytes(it.terms, at, to); err != nil {
		return err
	}
	it.end = it.terms.from + to
	offset, k := binary.Uvarint(it.data)
	if k <= 0 || offset > uint64(it.postingsPart().to-it.postingsPart().from) {
		return it.damaged(it.terms, errTerms)
	}
	it.data = it.data[k:]
	it.postings = it.postingsPart().from + int64(offset)
	it.left = min(blockTerms, it.terms.n-i*blockTerms)
	return nil
}

func (it *termIterator) postingsPart() *part { return &it.fieldTerms.postings }

// uvarint reads a number, at most most; below 0 is damage.
func (it *termIterator) uvarint(most int64) int64 {
	if len(it.data) > 0 && it.data[0] < 0x80 && int64(it.data[0]) <= most {
		n := int64(it.data[0])
		it.data = it.data[1:]
		return n
	}
	n, k := binary.Uvarint(it.data)
	if k <= 0 || n > uint64(most) {
		it.data = nil
		return -1
	}
	it.data = it.data[k:]
	return int64(n)
}

// advance moves to the next term and reports whether there is one.
func (it *termIterator) advance() (bool, error) {
	before := len(it.term)
	if it.left == 0 {
		if it.next >= it.blockCount() {
			return false, nil
		}
		first, _, err := it.block(it.next)
		if err != nil {
			return false, err
		}
		before = commonPrefix(it.term, first)
		if err := it.enter(it.next); err != nil {
			return false, err
		}
	}
	it.left--
	shared := it.uvarint(int64(len(it.term)))
	size := it.uvarint(math.MaxInt32)
	if shared < 0 || size < 0 || size > int64(len(it.data)) {
		return false, it.damaged(it.terms, errTerms)
	}
	it.shared = min(int(shared), before)
	if shared == 0 {
		it.shared = min(before, commonPrefix(it.term, it.data[:size]))
	}
	it.term = append(it.term[:shared], it.data[:size]...)
	it.data = it.data[size:]
	return true, it.readInfo()
}

// readInfo reads what follows a term.
func (it *termIterator) readInfo() error {
	count := it.uvarint(math.MaxInt64)
	sizes := it.uvarint(math.MaxInt64)
	if count < 0 || sizes < 0 || count>>1 > int64(it.dir.docs) {
		return it.damaged(it.terms, errTerms)
	}
	it.info.count = int(count >> 1)
	if count&1 != 0 {
		docs, places := sizes>>5, sizes&inlineSize
		if docs+places > int64(len(it.data)) {
			return it.damaged(it.terms, errTerms)
		}
		at := it.end - int64(len(it.data))
		it.info.docsAt, it.info.docsSize, it.info.placesAt, it.info.placesSize = at, docs, at+docs, places
		it.data = it.data[docs+places:]
		return nil
	}
	places := it.uvarint(math.MaxInt64)
	left := it.postingsPart().to - it.postings
	if places < 0 || sizes > left || places > left-sizes {
		return it.damaged(it.terms, errTerms)
	}
	it.info.docsAt, it.info.docsSize, it.info.placesAt, it.info.placesSize = it.postings, sizes, it.postings+sizes, places
	it.postings += sizes + places
	return nil
}

// seek moves to the first term at or after term, and reports whether there is one.
func (it *termIterator) seek(term []byte) (bool, error) {
	i, err := it.blockOf(term)
	if err != nil {
		return false, err
	}
	if err := it.enter(i); err != nil {
		return false, err
	}
	it.term = it.term[:0]
	for {
		ok, err := it.advance()
		if err != nil || !ok || bytes.Compare(it.term, term) >= 0 {
			return ok, err
		}
	}
}

// find moves to a term and reports whether there is one. If the term is in the rest of the
// block, as one of many that are looked up in order often is, it goes on from the current one.
func (it *termIterator) find(term string) (found bool, err error) {
	near, err := it.isNear(term)
	switch {
	case err != nil:
	case !near:
		_, err = it.seek([]byte(term))
	default:
		for err == nil && string(it.term) < term && it.left > 0 {
			_, err = it.advance()
		}
	}
	if err != nil {
		it.term = it.term[:0]
	}
	return err == nil && string(it.term) == term, err
}

// isNear reports whether a term, if there is one, is the current one or in the rest of its
// block.
func (it *termIterator) isNear(term string) (bool, error) {
	switch {
	case len(it.term) == 0 || string(it.term) > term:
		return false, nil
	case it.next >= it.blockCount():
		return true, nil
	}
	next, _, err := it.block(it.next)
	return string(next) > term, err
}

// lookup returns the postings of a term.
func (f *fieldTerms) lookup(term string) (info termInfo, found bool, err error) {
	it := termIterator{fieldTerms: f}
	found, err = it.seek([]byte(term))
	return it.info, found && err == nil && string(it.term) == term, err
}

// walk calls visit for the terms from from to before to ("" is no bound) that an
// automaton accepts, all if it is nil, until visit returns false.
func (f *fieldTerms) walk(a search.Automaton, from, to string, visit func(term []byte, info *termInfo) bool) error {
	it := termIterator{fieldTerms: f}
	ok, err := it.seek([]byte(from))
	if err != nil || !ok {
		return err
	}
	it.shared = 0
	states := []int{0}
	if a != nil {
		states[0] = a.Start()
	}
	dead := math.MaxInt // bytes of the term with which the automaton can't match
	for {
		if to != "" && string(it.term) >= to {
			return nil
		}
		if it.shared < dead && (a == nil || f.accepts(a, &it, &states, &dead)) && !visit(it.term, &it.info) {
			return nil
		}
		if it.left == 0 && dead <= len(it.term) {
			if err := it.skipPrefix(it.term[:dead]); err != nil {
				return err
			}
		}
		if ok, err := it.advance(); err != nil || !ok {
			return err
		}
	}
}

// accepts reports whether the automaton accepts the current term. States are those after
// the bytes shared with the term before; if it can't match, dead is set to the bytes of
// the term after which it is so.
func (f *fieldTerms) accepts(a search.Automaton, it *termIterator, states *[]int, dead *int) bool {
	list := (*states)[:min(it.shared+1, len(*states))]
	*dead = math.MaxInt
	for i := len(list) - 1; i < len(it.term); i++ {
		state := a.Accept(list[i], it.term[i])
		if !a.CanMatch(state) {
			*states, *dead = list, i+1
			return false
		}
		list = append(list, state)
	}
	*states = list
	return a.IsMatch(list[len(it.term)])
}

// skipPrefix moves to the block before the one in which terms without a prefix may
// begin. The iterator stands at the end of a block whose last term has the prefix.
func (it *termIterator) skipPrefix(prefix []byte) error {
	if it.next >= it.blockCount() {
		return nil
	}
	first, _, err := it.block(it.next)
	if err != nil || !bytes.HasPrefix(first, prefix) {
		return err
	}
	var failed error
	after := it.next + sort.Search(it.blockCount()-it.next, func(i int) bool {
		first, _, err := it.block(it.next + i)
		if err != nil {
			failed = err
			return true
		}
		return bytes.Compare(first, prefix) > 0 && !bytes.HasPrefix(first, prefix)
	})
	it.next = after - 1
	return failed
}
