package catalog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"math/bits"
	"os"
	"slices"
	"sort"
	"sync/atomic"
	"time"

	"reftel/index/binfile"
)

// A base is the immutable part of a catalog. Its file is a line with the version, then
// the data, the CRC-32 of each page of the data, and the CRC-32 of the file. The data are
// rows of fixed lengths, so that one is found without reading those before it:
//
//	files    for each, in the order of the paths: the place of its path in texts, its
//	         bits, size, time, device, three counts, first record and number of records
//	records  of the first file, then of the second, and so on: for each its hash, the
//	         number of its file, and the place of its id in texts
//	hashes   for each record a key, the first four bytes of its hash, and its number;
//	         sorted. Before these, for each of 2^k ranges of keys, the number of keys
//	         below it, and the number of all: k is such that a range has 8 to 16 keys
//	ids      the same with keys made from the ids
//	states   the number of each record that is not live, and in its last two bits the
//	         state; sorted
//	texts    paths and ids: a length as a varint, and as many bytes
//
// Numbers are big-endian. A record takes 41 bytes and its id, 56 with an id like
// 08BRUSSELS1828. The changes file has the numbers of rows, and the CRC-32 of what
// follows the data.
type base struct {
	pages
	shape
	tail uint32 // the CRC-32 of what follows the data
	// The places of the sections in the data.
	atRecords, atHashes, atIDs, atStates, atTexts int64
}

const baseMagic = "reftel catalog base 1"

// A shape is the number of rows of each section, and the number of bytes of the texts.
type shape struct{ files, records, states, texts int }

// The lengths of the rows.
const (
	fileRow   = 4 + 1 + 3*8 + 5*4
	recordRow = 16 + 4 + 4
	keyRow    = 4 + 4
	rangeRow  = 4
	stateRow  = 4
)

// most is the highest number of rows of a section, and the highest length of the texts.
const most = 1<<30 - 1

func (s shape) valid() bool { return max(s.files, s.records, s.states, s.texts) <= most }

// rangeBits returns how many bits of a key are the number of its range.
func (s shape) rangeBits() int { return max(bits.Len(uint(s.records))-4, 0) }

// ranges returns the number of ranges of keys.
func (s shape) ranges() int { return 1 << s.rangeBits() }

// rangeOf returns the range of a key.
func (s shape) rangeOf(key uint32) int { return int(uint64(key) >> (32 - s.rangeBits())) }

var bigEndian = binary.BigEndian

// layOut computes the places of the sections.
func (b *base) layOut(s shape) {
	b.shape = s
	b.atRecords = int64(s.files) * fileRow
	b.atHashes = b.atRecords + int64(s.records)*recordRow
	keys := int64(s.ranges()+1)*rangeRow + int64(s.records)*keyRow
	b.atIDs = b.atHashes + keys
	b.atStates = b.atIDs + keys
	b.atTexts = b.atStates + int64(s.states)*stateRow
	b.size = b.atTexts + int64(s.texts)
}

// openBase opens a base file.
func openBase(path string, s shape) (*base, error) {
	b := &base{}
	b.path, b.begin = path, int64(len(baseMagic)+1)
	b.layOut(s)
	var err error
	if b.file, err = os.Open(path); err != nil {
		return nil, err
	}
	if err := b.readTail(); err != nil {
		b.close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return b, nil
}

func (b *base) readTail() error {
	info, err := b.file.Stat()
	if err != nil {
		return err
	}
	count := (b.size + pageSize - 1) / pageSize
	length := 4*count + crc32.Size
	if want := b.begin + b.size + length; info.Size() != want {
		return fmt.Errorf("it has %d bytes of %d", info.Size(), want)
	}
	magic, tail := make([]byte, b.begin), make([]byte, length)
	if _, err := b.file.ReadAt(magic, 0); err != nil {
		return unexpected(err)
	}
	if string(magic) != baseMagic+"\n" {
		return errors.New("not a file of this version")
	}
	if _, err := b.file.ReadAt(tail, b.begin+b.size); err != nil {
		return unexpected(err)
	}
	b.sums, b.kept = tail[:4*count], make([]atomic.Pointer[[]byte], count)
	b.tail = crc32.ChecksumIEEE(tail)
	return nil
}

var errRows = errors.New("its rows contradict each other")

// file returns the row of a file.
func (b *base) row(row int32) []byte { return b.bytes(int64(row)*fileRow, fileRow) }

func (b *base) pathOf(row int32) string { return string(b.pathBytes(row)) }

func (b *base) pathBytes(row int32) []byte { return b.text(bigEndian.Uint32(b.row(row))) }

// source returns what a row says of the file at path.
func (b *base) source(row int32, path string) Source {
	f := b.row(row)
	s := Source{Path: path}
	s.unpack(uint64(f[4]))
	s.Size = int64(bigEndian.Uint64(f[5:]))
	s.ModTime = timeOf(int64(bigEndian.Uint64(f[13:])))
	s.Device = bigEndian.Uint64(f[21:])
	for i, to := range []*int{&s.Records, &s.Repeated, &s.Rejected} {
		*to = int(bigEndian.Uint32(f[29+4*i:]))
	}
	return s
}

func timeOf(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanoseconds)
}

// span returns the first record of a file, and the one after its last.
func (b *base) span(row int32) (first, end int32) {
	f := b.row(row)
	from, n := int64(bigEndian.Uint32(f[41:])), int64(bigEndian.Uint32(f[45:]))
	if from+n > int64(b.records) {
		b.fail(errRows)
		return 0, 0
	}
	return int32(from), int32(from + n)
}

// find returns the row of a file, -1 if there is none.
func (b *base) find(path string) int32 {
	row, found := sort.Find(b.files, func(row int) int {
		switch have := b.pathBytes(int32(row)); {
		case path < string(have):
			return -1
		case path > string(have):
			return 1
		}
		return 0
	})
	if !found {
		return -1
	}
	return int32(row)
}

// record returns the row of a record.
func (b *base) record(i int32) []byte {
	return b.bytes(b.atRecords+int64(i)*recordRow, recordRow)
}

func (b *base) hash(i int32) Hash { return Hash(b.record(i)[:16]) }

func (b *base) id(i int32) string { return string(b.idBytes(i)) }

func (b *base) idBytes(i int32) []byte { return b.text(bigEndian.Uint32(b.record(i)[20:])) }

// fileOf returns the row of the file of a record.
func (b *base) fileOf(i int32) int32 {
	row := bigEndian.Uint32(b.record(i)[16:])
	if row >= uint32(b.files) {
		b.fail(errRows)
		return 0
	}
	return int32(row)
}

// text returns the text at a place in the texts.
func (b *base) text(at uint32) []byte {
	rest := int64(b.texts) - int64(at)
	if rest < 1 {
		b.fail(errRows)
		return nil
	}
	from := b.atTexts + int64(at)
	n, length := binary.Uvarint(b.bytes(from, int(min(rest, binary.MaxVarintLen32))))
	if length <= 0 || n > uint64(rest)-uint64(length) {
		b.fail(errRows)
		return nil
	}
	return b.bytes(from+int64(length), int(n))
}

// state returns the state of a record.
func (b *base) state(i int32) state {
	n, _ := sort.Find(b.states, func(n int) int {
		have, _ := b.stateAt(n)
		return int(i) - int(have)
	})
	if n < b.states {
		if have, s := b.stateAt(n); have == i {
			return s
		}
	}
	return live
}

// stateAt returns a row of the states.
func (b *base) stateAt(n int) (i int32, s state) {
	row := bigEndian.Uint32(b.bytes(b.atStates+int64(n)*stateRow, stateRow))
	if row>>2 >= uint32(b.records) {
		b.fail(errRows)
		return 0, live
	}
	return int32(row >> 2), state(row & 3)
}

// withHash calls visit for each record with a hash, until visit returns false.
func (b *base) withHash(h Hash, visit func(i int32) bool) {
	b.withKey(b.atHashes, hashKey(h), func(i int32) bool { return b.hash(i) != h || visit(i) })
}

// withID calls visit for each record with an id.
func (b *base) withID(id string, visit func(i int32)) {
	b.withKey(b.atIDs, idKey(id), func(i int32) bool {
		if string(b.idBytes(i)) == id {
			visit(i)
		}
		return true
	})
}

// withKey calls visit for each record that a section of sorted keys has for a key,
// until visit returns false.
func (b *base) withKey(section int64, key uint32, visit func(i int32) bool) {
	if b.records == 0 {
		return
	}
	from, end := b.rangeAt(section, b.rangeOf(key))
	at := from + sort.Search(end-from, func(n int) bool {
		have, _ := b.keyAt(section, from+n)
		return have >= key
	})
	for ; at < end; at++ {
		have, i := b.keyAt(section, at)
		if have != key || !visit(i) {
			return
		}
	}
}

// rangeAt returns the first key of a range, and the one after its last.
func (b *base) rangeAt(section int64, n int) (from, end int) {
	row := b.bytes(section+int64(n)*rangeRow, 2*rangeRow)
	first, last := bigEndian.Uint32(row), bigEndian.Uint32(row[rangeRow:])
	if first > last || last > uint32(b.records) {
		b.fail(errRows)
		return 0, 0
	}
	return int(first), int(last)
}

// keyAt returns a key of a section.
func (b *base) keyAt(section int64, n int) (key uint32, i int32) {
	at := section + int64(b.ranges()+1)*rangeRow + int64(n)*keyRow
	row := bigEndian.Uint64(b.bytes(at, keyRow))
	if uint32(row) >= uint32(b.records) {
		b.fail(errRows)
		return uint32(row >> 32), 0
	}
	return uint32(row >> 32), int32(row)
}

func hashKey(h Hash) uint32 { return bigEndian.Uint32(h[:]) }

// idKey returns the FNV-1a hash of an id.
func idKey(id string) uint32 {
	key := uint32(2166136261)
	for i := range len(id) {
		key = (key ^ uint32(id[i])) * 16777619
	}
	return key
}

// check reads all pages, closes the file, and compares the rows with each other.
func (b *base) check() error {
	if b.path == "" {
		return nil // there is none
	}
	if err := b.readAll(); err != nil {
		return err
	}
	if !b.filesAgree() || !b.keysAgree() || !b.statesAgree() {
		b.fail(errRows)
	}
	return b.err()
}

// filesAgree reports whether the files are in order and each record is in its file.
func (b *base) filesAgree() bool {
	next := int32(0)
	before := ""
	for row := range int32(b.files) {
		path := b.pathOf(row)
		first, end := b.span(row)
		if row > 0 && path <= before || first != next {
			return false
		}
		for i := first; i < end; i++ {
			if b.fileOf(i) != row {
				return false
			}
		}
		before, next = path, end
	}
	return int(next) == b.records
}

// keysAgree reports whether the keys of all records are sorted and theirs.
func (b *base) keysAgree() bool {
	for section, keyOf := range map[int64]func(i int32) uint32{
		b.atHashes: func(i int32) uint32 { return hashKey(b.hash(i)) },
		b.atIDs:    func(i int32) uint32 { return idKey(string(b.idBytes(i))) },
	} {
		if !b.sectionAgrees(section, keyOf) {
			return false
		}
	}
	return true
}

func (b *base) sectionAgrees(section int64, keyOf func(i int32) uint32) bool {
	next, before := 0, uint64(0)
	for r := range b.ranges() {
		from, end := b.rangeAt(section, r)
		if from != next {
			return false
		}
		for n := from; n < end; n++ {
			key, i := b.keyAt(section, n)
			row := joinKey(key, i)
			if n > 0 && row <= before || b.rangeOf(key) != r || key != keyOf(i) {
				return false
			}
			before = row
		}
		next = end
	}
	return next == b.records
}

func (b *base) statesAgree() bool {
	before := int32(-1)
	for n := range b.states {
		i, s := b.stateAt(n)
		if i <= before || s != gone && s != removed {
			return false
		}
		before = i
	}
	return true
}

func joinKey(key uint32, i int32) uint64 { return uint64(key)<<32 | uint64(i) }

// A builder makes a base. Files are added in the order of their paths, each before its
// records.
type builder struct {
	files, records, texts []byte
	hashes, ids           []uint64
	states                []uint32
	count                 uint32 // files
}

// place adds a text and returns its place.
func (b *builder) place(text string) uint32 {
	at := len(b.texts)
	b.texts = append(binary.AppendUvarint(b.texts, uint64(len(text))), text...)
	return uint32(min(at, math.MaxUint32))
}

func (b *builder) addFile(s Source) {
	row := bigEndian.AppendUint32(b.files, b.place(s.Path))
	row = append(row, byte(s.pack()))
	row = bigEndian.AppendUint64(row, uint64(s.Size))
	row = bigEndian.AppendUint64(row, uint64(nanoseconds(s.ModTime)))
	row = bigEndian.AppendUint64(row, s.Device)
	for _, n := range []int{s.Records, s.Repeated, s.Rejected, len(b.hashes), 0} {
		row = bigEndian.AppendUint32(row, uint32(n))
	}
	b.files = row
	b.count++
}

// addRecord adds a record to the last file and returns its number.
func (b *builder) addRecord(h Hash, id string, s state) int32 {
	i := int32(len(b.hashes))
	b.records = append(b.records, h[:]...)
	b.records = bigEndian.AppendUint32(b.records, b.count-1)
	b.records = bigEndian.AppendUint32(b.records, b.place(id))
	b.hashes = append(b.hashes, joinKey(hashKey(h), i))
	b.ids = append(b.ids, joinKey(idKey(id), i))
	if s != live {
		b.states = append(b.states, uint32(i)<<2|uint32(s))
	}
	count := b.files[len(b.files)-4:]
	bigEndian.PutUint32(count, bigEndian.Uint32(count)+1)
	return i
}

func (b *builder) shape() shape {
	return shape{int(b.count), len(b.hashes), len(b.states), len(b.texts)}
}

// save writes the base to a file and opens it.
func (b *builder) save(path string) (*base, error) {
	if !b.shape().valid() {
		return nil, errors.New("the catalog has too many files and records")
	}
	out, err := binfile.Create(path, baseMagic)
	if err != nil {
		return nil, err
	}
	slices.Sort(b.hashes)
	slices.Sort(b.ids)
	w := pageWriter{Writer: out}
	w.write(b.files)
	w.write(b.records)
	for _, keys := range [][]uint64{b.hashes, b.ids} {
		b.saveKeys(&w, keys)
	}
	var row []byte
	for _, s := range b.states {
		row = bigEndian.AppendUint32(row[:0], s)
		w.write(row)
	}
	w.write(b.texts)
	if err := w.close(); err != nil {
		return nil, err
	}
	return openBase(path, b.shape())
}

// saveKeys writes a section of keys.
func (b *builder) saveKeys(w *pageWriter, keys []uint64) {
	s := b.shape()
	var row []byte
	n := 0
	for at := range s.ranges() + 1 {
		for n < len(keys) && s.rangeOf(uint32(keys[n]>>32)) < at {
			n++
		}
		row = bigEndian.AppendUint32(row[:0], uint32(n))
		w.write(row)
	}
	for _, key := range keys {
		row = bigEndian.AppendUint64(row[:0], key)
		w.write(row)
	}
}
