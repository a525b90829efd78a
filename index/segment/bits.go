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
// more than the block. Eight values begin at a byte; one load reads as many of them as
// it may hold.
func unpack(data []byte, values *[blockDocs]uint32, width int) {
	data = data[:packedSize(width)+slack]
	switch {
	case width == 0:
		*values = [blockDocs]uint32{}
	case width <= 8:
		unpack8(data, values, width)
	case width <= 16:
		unpack4(data, values, width)
	default:
		unpack1(data, values, width)
	}
}

// unpack8 reads values of at most 8 bits.
func unpack8(data []byte, values *[blockDocs]uint32, width int) {
	w, mask := uint(width)&63, uint32(1)<<width-1
	for i := 0; i < blockDocs; i += 8 {
		word := binary.LittleEndian.Uint64(data)
		data = data[width:]
		v := (*[8]uint32)(values[i:])
		for j := range v {
			v[j] = uint32(word) & mask
			word >>= w
		}
	}
}

// unpack4 reads values of at most 16 bits.
func unpack4(data []byte, values *[blockDocs]uint32, width int) {
	w, mask := uint(width)&63, uint32(1)<<width-1
	for i := 0; i < blockDocs; i += 8 {
		first := binary.LittleEndian.Uint64(data)
		second := binary.LittleEndian.Uint64(data[width/2:]) >> (4 * w & 7)
		data = data[width:]
		v := (*[8]uint32)(values[i:])
		for j := range 4 {
			v[j], v[j+4] = uint32(first)&mask, uint32(second)&mask
			first >>= w
			second >>= w
		}
	}
}

// unpack1 reads values of at most 32 bits.
func unpack1(data []byte, values *[blockDocs]uint32, width int) {
	mask := uint64(1)<<width - 1
	bit := 0
	for i := range values {
		values[i] = uint32(binary.LittleEndian.Uint64(data[bit>>3:]) >> (bit & 7) & mask)
		bit += width
	}
}
