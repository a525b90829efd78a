package segment

import (
	"encoding/binary"
	"errors"
	"math"

	"reftel/index/search"
)

// The postings of a term are its documents, then its positions. The documents are
// blocks of 128 and, after them, the rest:
//
//	size of the skip list     uvarint; only if there are blocks
//	skip list                 for each block: last document less that of the block
//	                          before, uvarint; widths of gaps and of frequencies, a
//	                          byte each; bytes of its positions, its highest frequency,
//	                          and the length of its shortest document, uvarints
//	blocks                    gaps, then frequencies less 1, packed
//	rest                      for each document a gap, shifted by one bit that is set if
//	                          the frequency is 1, else followed by the frequency; if the
//	                          field has no frequencies, a gap
//
// A gap is the number of documents between one and the next. The form of positions is that
// of search.Places. In a block with at least sizedFrom positions, sizes precede them, so that
// the positions of a document are read without those of the documents before it:
//
//	width                     of sizes, a byte
//	sizes                     for each document the bytes of its positions less their
//	                          number, packed

// sizedFrom is the number of positions of a block from which on it has sizes, 8 a document:
// fewer are skipped in one or two steps. The sizes take 0.2 % of the positions of text.
const sizedFrom = 8 * blockDocs

// A shape is what the postings of a field have.
type shape uint8

const (
	hasFreqs shape = 1 << iota
	hasPlaces
)

// A list is the postings of one term in memory.
type list struct {
	docs, freqs []uint32
	places      []byte // the encoded positions
}

func (l *list) reset() { l.docs, l.freqs, l.places = l.docs[:0], l.freqs[:0], l.places[:0] }

// A postingsBuffer is scratch space for the blocks of a list.
type postingsBuffer struct{ skips, body, places []byte }

// appendDocs appends the documents of a list, and returns the positions that belong to them.
// The lengths of documents, if there are any, give the shortest one of each block.
func (l *list) appendDocs(dst []byte, sh shape, lengths []uint32, buf *postingsBuffer) (docs, sized []byte) {
	blocks := len(l.docs) / blockDocs
	skips, body, sized := buf.skips[:0], buf.body[:0], buf.places[:0]
	last := int64(-1)
	places := l.places
	for b := range blocks {
		from := b * blockDocs
		var gaps, freqs [blockDocs]uint32
		before, most, shortest := last, uint32(1), uint32(math.MaxUint32)
		words := uint64(0)
		for i := range blockDocs {
			doc := l.docs[from+i]
			gaps[i] = uint32(int64(doc) - last - 1)
			last = int64(doc)
			if sh&hasFreqs != 0 {
				freqs[i] = l.freqs[from+i] - 1
				most = max(most, l.freqs[from+i])
				words += uint64(l.freqs[from+i])
			}
			if lengths != nil {
				shortest = min(shortest, lengths[doc])
			}
		}
		if lengths == nil {
			shortest = 0
		}
		gapWidth, freqWidth := widthOf(gaps[:]), widthOf(freqs[:])
		skips = binary.AppendUvarint(skips, uint64(last-before))
		skips = append(skips, byte(gapWidth), byte(freqWidth))
		size := uint32(0)
		if sh&hasPlaces != 0 {
			before := len(sized)
			sized, places = appendSized(sized, places, (*[blockDocs]uint32)(l.freqs[from:]), words)
			size = uint32(len(sized) - before)
		}
		for _, n := range []uint32{size, most, shortest} {
			skips = binary.AppendUvarint(skips, uint64(n))
		}
		body = appendPacked(body, &gaps, gapWidth)
		body = appendPacked(body, &freqs, freqWidth)
	}
	if blocks == 0 {
		sized = places
	} else {
		sized = append(sized, places...)
		buf.skips, buf.body, buf.places = skips, body, sized
		dst = binary.AppendUvarint(dst, uint64(len(skips)))
		dst = append(append(dst, skips...), body...)
	}
	for i := blocks * blockDocs; i < len(l.docs); i++ {
		gap := uint64(int64(l.docs[i]) - last - 1)
		last = int64(l.docs[i])
		switch {
		case sh&hasFreqs == 0:
			dst = binary.AppendUvarint(dst, gap)
		case l.freqs[i] == 1:
			dst = binary.AppendUvarint(dst, gap<<1|1)
		default:
			dst = binary.AppendUvarint(dst, gap<<1)
			dst = binary.AppendUvarint(dst, uint64(l.freqs[i]))
		}
	}
	return dst, sized
}

// appendSized appends the positions of a block, which are words, after the sizes of those of
// its documents if they have some. It returns the positions of the blocks that follow.
func appendSized(dst, places []byte, freqs *[blockDocs]uint32, words uint64) (sized, rest []byte) {
	rest = places
	if words < sizedFrom {
		rest, _ = search.SkipPlaces(rest, words) // they are well formed
		return append(dst, places[:len(places)-len(rest)]...), rest
	}
	var sizes [blockDocs]uint32
	for i, n := range freqs {
		before := len(rest)
		rest, _ = search.SkipPlaces(rest, uint64(n))
		sizes[i] = uint32(before-len(rest)) - n
	}
	width := widthOf(sizes[:])
	dst = appendPacked(append(dst, byte(width)), &sizes, width)
	return append(dst, places[:len(places)-len(rest)]...), rest
}

var errPostings = errors.New("malformed postings")

// A cursor reads the documents of a term, block by block.
type cursor struct {
	sh       shape
	count    int // documents of the term
	docCount int // documents of the segment
	skips    byteReader
	// body are the blocks that are not read yet, what follows them, and 8 bytes more.
	body []byte
	read int // documents of the blocks before the current one, and in it
	// The current block: its documents, and where their positions are.
	docs      [blockDocs]uint32
	freqs     *[blockDocs]uint32 // nil if the field has none
	n         int                // documents in it; 0 before the first block
	last      int64
	placesAt  int64 // start of the block's positions
	placesEnd int64
}

// reset moves before the first document of a term in data, which has 8 bytes more than
// they take.
func (c *cursor) reset(data []byte, sh shape, count, docCount int) error {
	c.sh, c.count, c.docCount = sh, count, docCount
	c.read, c.n, c.last, c.placesAt, c.placesEnd = 0, 0, -1, 0, 0
	c.skips = byteReader{}
	if sh&hasFreqs != 0 && c.freqs == nil {
		c.freqs = new([blockDocs]uint32)
	}
	if len(data) < slack || count > docCount {
		return errPostings
	}
	if count >= blockDocs {
		size, k := binary.Uvarint(data)
		if k <= 0 || k > len(data)-slack || size > uint64(len(data)-slack-k) {
			return errPostings
		}
		c.skips.data = data[k : k+int(size)]
		data = data[k+int(size):]
	}
	c.body = data
	return nil
}

// A skip describes a block.
type skip struct {
	last                int64
	gapWidth, freqWidth int
	places              int64
	most, shortest      uint32
}

// nextSkip reads the next entry of the skip list.
func (c *cursor) nextSkip() (s skip, err error) {
	r := &c.skips
	s.last = c.last + int64(r.number(uint64(c.docCount)))
	s.gapWidth, s.freqWidth = int(r.byte()), int(r.byte())
	s.places = int64(r.number(math.MaxInt64))
	s.most, s.shortest = uint32(r.number(math.MaxUint32)), uint32(r.number(math.MaxUint32))
	if r.bad || s.last >= int64(c.docCount) || s.gapWidth > 32 || s.freqWidth > 32 || s.size() > len(c.body)-slack {
		return s, errPostings
	}
	return s, nil
}

// size returns the bytes of the block.
func (s *skip) size() int { return packedSize(s.gapWidth) + packedSize(s.freqWidth) }

// next reads the first block that ends at or after doc. It returns false at the end.
func (c *cursor) next(doc uint32) (bool, error) {
	for c.count-c.read >= blockDocs {
		s, err := c.nextSkip()
		if err != nil {
			return false, err
		}
		c.read += blockDocs
		c.placesAt, c.placesEnd = c.placesEnd, c.placesEnd+s.places
		if s.last < int64(doc) {
			c.last = s.last
			c.body = c.body[s.size():]
			continue
		}
		return true, c.unpackBlock(&s)
	}
	if c.read == c.count {
		c.n = 0
		return false, nil
	}
	c.n = c.count - c.read
	c.read = c.count
	c.placesAt = c.placesEnd
	return true, c.readRest()
}

func (c *cursor) unpackBlock(s *skip) error {
	unpack(c.body, &c.docs, s.gapWidth)
	last := c.last
	for i, gap := range c.docs {
		last += int64(gap) + 1
		c.docs[i] = uint32(last)
	}
	if last != s.last {
		return errPostings
	}
	c.last, c.n = last, blockDocs
	if c.sh&hasFreqs != 0 {
		unpack(c.body[packedSize(s.gapWidth):], c.freqs, s.freqWidth)
		for i := range c.freqs {
			c.freqs[i]++
		}
	}
	c.body = c.body[s.size():]
	return nil
}

// isSized reports whether the positions of the current block follow their sizes.
func (c *cursor) isSized() bool {
	if c.sh&hasPlaces == 0 || c.n < blockDocs {
		return false
	}
	words := uint64(0)
	for _, n := range c.freqs {
		words += uint64(n)
	}
	return words >= sizedFrom
}

// sizesOf returns the sizes at the start of the positions of a block that has some, and what
// follows them.
func sizesOf(places []byte) (sizes []byte, width int, rest []byte, err error) {
	if len(places) == 0 || places[0] > 32 || packedSize(int(places[0]))+slack >= len(places) {
		return nil, 0, nil, search.ErrPlaces
	}
	width = int(places[0])
	return places[1:], width, places[1+packedSize(width):], nil
}

// skipSizes returns the positions of the current block without their sizes.
func (c *cursor) skipSizes(places []byte) ([]byte, error) {
	if !c.isSized() {
		return places, nil
	}
	_, _, rest, err := sizesOf(places)
	return rest, err
}

// readStarts sets starts to where the positions of each document begin in rest. The current
// block has sizes, and places are all of its positions.
func (c *cursor) readStarts(places []byte, starts *[blockDocs]uint32) (rest []byte, err error) {
	sizes, width, rest, err := sizesOf(places)
	if err != nil {
		return nil, err
	}
	unpack(sizes, starts, width)
	at := uint64(0)
	for i, more := range starts {
		starts[i] = uint32(at)
		at += uint64(more) + uint64(c.freqs[i])
	}
	if at != uint64(len(rest)) || at > math.MaxUint32 {
		return nil, search.ErrPlaces
	}
	return rest, nil
}

func (c *cursor) readRest() error {
	data := c.body
	last := c.last
	for i := range c.n {
		gap, k := binary.Uvarint(data)
		if k <= 0 {
			return errPostings
		}
		data = data[k:]
		if c.sh&hasFreqs != 0 {
			c.freqs[i] = 1
			if gap&1 == 0 {
				freq, k := binary.Uvarint(data)
				if k <= 0 || freq > math.MaxUint32 {
					return errPostings
				}
				data = data[k:]
				c.freqs[i] = uint32(freq)
			}
			gap >>= 1
		}
		if gap >= uint64(c.docCount) {
			return errPostings
		}
		last += int64(gap) + 1
		if last >= int64(c.docCount) {
			return errPostings
		}
		c.docs[i] = uint32(last)
	}
	c.last = last
	if len(data) < slack {
		return errPostings
	}
	return nil
}
