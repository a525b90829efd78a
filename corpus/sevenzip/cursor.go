package sevenzip

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
)

// A cursor reads a header. After an error it returns zeros.
type cursor struct {
	b    []byte
	most int // limit of each count
	err  error
}

func (c *cursor) fail() {
	c.b = nil
	if c.err == nil {
		c.err = errHeader
	}
}

func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.b) {
		c.fail()
		return nil
	}
	b := c.b[:n]
	c.b = c.b[n:]
	return b
}

func (c *cursor) byte() byte {
	if b := c.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// want fails unless the next byte is the given one.
func (c *cursor) want(id byte) {
	if c.byte() != id {
		c.fail()
	}
}

// number reads a number. The number of leading one bits in the first byte is the number
// of bytes that follow, lowest first; the remaining bits of the first byte are the
// highest part.
func (c *cursor) number() int64 {
	first := c.byte()
	more := bits.LeadingZeros8(^first)
	var n uint64
	for i, b := range c.bytes(more) {
		n |= uint64(b) << (8 * i)
	}
	if more < 7 {
		n |= uint64(first&(1<<(7-more)-1)) << (8 * more)
	}
	if n > math.MaxInt64/2 {
		c.fail()
		return 0
	}
	return int64(n)
}

// count reads the number of items that take at least a byte each.
func (c *cursor) count() int {
	n := c.number()
	if n > int64(min(len(c.b), c.most)) {
		c.fail()
		return 0
	}
	return int(n)
}

// few reads a number from 1 to most.
func (c *cursor) few(most int) int {
	n := c.count()
	if n < 1 || n > most {
		c.fail()
		return 0
	}
	return n
}

// sums skips the checksums of n items.
func (c *cursor) sums(n int) {
	defined := n
	if c.byte() == 0 {
		defined = 0
		for i, b := range c.bytes((n + 7) / 8) {
			defined += bits.OnesCount8(b >> max(0, 8*(i+1)-n))
		}
	}
	c.bytes(4 * defined)
}

// streams reads the blocks, which are in the given number of bytes of the file.
func (c *cursor) streams(room int64) []block {
	var packed []int64
	var blocks []block
	id := c.byte()
	if id == idPacked {
		packed = c.packed(room)
		id = c.byte()
	}
	if id == idBlocks {
		blocks = c.blocks()
		c.sizes(blocks, packed)
		id = c.byte()
	}
	if id == idSubs {
		c.files(blocks)
		id = c.byte()
	}
	if id != idEnd {
		c.fail()
	}
	return blocks
}

// packed reads the sizes of the packed streams.
func (c *cursor) packed(room int64) []int64 {
	room -= c.number()
	sizes := make([]int64, c.count())
	id := c.byte()
	if id == idSizes {
		for i := range sizes {
			sizes[i] = c.number()
			if room -= sizes[i]; room < 0 {
				c.fail()
				return nil
			}
		}
		id = c.byte()
	}
	if id == idSums {
		c.sums(len(sizes))
		id = c.byte()
	}
	if id != idEnd {
		c.fail()
	}
	return sizes
}

func (c *cursor) blocks() []block {
	c.want(idCoders)
	blocks := make([]block, c.count())
	c.want(0) // not in another stream
	for i := range blocks {
		c.block(&blocks[i])
	}
	c.want(idUnpacked)
	for i := range blocks {
		for range blocks[i].outs {
			blocks[i].unpacked = max(blocks[i].unpacked, c.number())
		}
	}
	id := c.byte()
	if id == idSums {
		c.sums(len(blocks))
		id = c.byte()
	}
	if id != idEnd {
		c.fail()
	}
	return blocks
}

// block reads the decompressors of a block and how they are joined.
func (c *cursor) block(b *block) {
	ins := 0
	for range c.few(mostCoders) {
		flags := c.byte()
		id := string(c.bytes(int(flags & 0xf)))
		in, out := 1, 1
		if flags&0x10 != 0 {
			in, out = c.few(mostStreams), c.few(mostStreams)
		}
		var properties []byte
		if flags&0x20 != 0 {
			properties = c.bytes(c.count())
		}
		ins += in
		b.outs += out
		b.coder(id, properties)
	}
	for range 2 * (b.outs - 1) {
		c.number() // an end of a join
	}
	b.streams = ins - b.outs + 1
	if b.streams > 1 {
		for range b.streams {
			c.number()
		}
	}
	if b.streams < 1 {
		c.fail()
	}
}

// coder records the memory that a decompressor needs, and whether it is supported.
func (b *block) coder(id string, properties []byte) {
	switch id {
	case "\x00", "\x03", "\x03\x03\x01\x03", "\x03\x03\x01\x1b", "\x03\x03\x02\x05", "\x03\x03\x05\x01", "\x03\x03\x08\x05", "\x0a":
		// stored, and filters for code
	case "\x04\x01\x08", "\x04\x02\x02": // deflate, bzip2
		b.memory += 8 << 20
	case "\x03\x01\x01", "\x03\x04\x01": // LZMA, PPMd
		if len(properties) == 5 {
			b.memory += int64(binary.LittleEndian.Uint32(properties[1:]))
		}
	case "\x21": // LZMA2
		if len(properties) == 1 && properties[0] <= 40 {
			b.memory += int64(2|properties[0]&1) << (properties[0]/2 + 11)
		}
	case "\x06\xf1\x07\x01":
		b.err = ErrEncrypted
	default:
		if b.err == nil {
			b.err = fmt.Errorf("compression method %x is not supported", id)
		}
	}
}

// sizes assigns the packed streams to the blocks.
func (c *cursor) sizes(blocks []block, packed []int64) {
	for i := range blocks {
		b := &blocks[i]
		if c.err != nil || b.streams > len(packed) {
			c.fail()
			return
		}
		for _, size := range packed[:b.streams] {
			b.packed += size
		}
		packed = packed[b.streams:]
	}
}

// files skips the numbers of files of the blocks, and their sizes.
func (c *cursor) files(blocks []block) {
	numbers := make([]int, len(blocks))
	id := c.byte()
	all := 0
	for i := range numbers {
		numbers[i] = 1
		if id == idNumbers {
			numbers[i] = int(min(c.number(), math.MaxInt32))
		}
		if all += numbers[i]; all > c.most {
			c.fail()
			return
		}
	}
	if id == idNumbers {
		id = c.byte()
	}
	if id == idSizes {
		for _, n := range numbers {
			for range n - 1 {
				c.number()
			}
		}
		id = c.byte()
	}
	if id == idSums {
		c.sums(all)
		id = c.byte()
	}
	if id != idEnd {
		c.fail()
	}
}
