package segment

import (
	"encoding/binary"
	"math/bits"
)

// blockDocs is the number of postings of a block.
const blockDocs = 128

// A block of 128 values of width bits takes 16 bytes for each bit. Values are packed
// from the lowest bit of the first byte on.

// widthOf returns the number of bits of the largest value.
func widthOf(values []uint32) int {
	var all uint32
	for _, v := range values {
		all |= v
	}
	return bits.Len32(all)
}

// packedSize returns the bytes of a block of values of width bits.
func packedSize(width int) int { return width * blockDocs / 8 }

// appendPacked appends a block of values of width bits.
func appendPacked(dst []byte, values *[blockDocs]uint32, width int) []byte {
	var word uint64
	filled := 0
	for _, v := range values {
		word |= uint64(v) << filled
		filled += width
		for filled >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(word))
			word >>= 32
			filled -= 32
		}
	}
	return dst
}

// unpack reads a block of values of width bits, at most 32. The data must have 8 bytes
// more than the block.
func unpack(data []byte, values *[blockDocs]uint32, width int) {
	if width == 0 {
		*values = [blockDocs]uint32{}
		return
	}
	mask := uint64(1)<<width - 1
	data = data[:packedSize(width)+8]
	bit := 0
	for i := range values {
		values[i] = uint32(binary.LittleEndian.Uint64(data[bit>>3:]) >> (bit & 7) & mask)
		bit += width
	}
}
