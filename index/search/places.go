package search

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"
)

// The binary form of positions, in which segments store them: numbers, the first position
// of a document, then the differences. A number is digits to the base of 16, each one of the
// bytes from lastByte on, then one to the base of lastByte, a smaller byte. A number of k
// bytes is greater than all of k-1. Such bytes take 7 % less than uvarints, of which one
// byte holds only half as many values.

const (
	// lastByte is the number of values of the last byte of a number, and moreBytes the
	// binary logarithm of that of the bytes before it.
	lastByte  = 240
	moreBytes = 4
	// longestNumber is the number of bytes of the greatest uint32.
	longestNumber = 8
)

// ErrPlaces reports that the binary form of positions is damaged.
var ErrPlaces = errors.New("malformed positions")

// AppendPlace appends a number of positions.
func AppendPlace(dst []byte, v uint32) []byte {
	if v < lastByte {
		return append(dst, byte(v))
	}
	var digits [longestNumber]byte
	at := longestNumber - 1
	digits[at] = byte(v % lastByte)
	for v /= lastByte; v > 0; v = (v - 1) >> moreBytes {
		at--
		digits[at] = lastByte + byte((v-1)&(1<<moreBytes-1))
	}
	return append(dst, digits[at:]...)
}

// placeOf reads a number at the start of data. It returns the number of its bytes, 0 if
// there is none.
func placeOf(data []byte) (v uint64, n int) {
	for i, b := range data[:min(len(data), longestNumber)] {
		if b < lastByte {
			return v*lastByte + uint64(b), i + 1
		}
		v = v<<moreBytes + uint64(b-lastByte) + 1
	}
	return 0, 0
}

// ReadPlaces appends n positions, which follow a position of the same document or 0, to
// list, and returns the rest of data.
func ReadPlaces(list []uint32, data []byte, n, place uint32) ([]uint32, []byte, error) {
	if uint64(n) > uint64(len(data)) {
		return list, nil, ErrPlaces
	}
	from := len(list)
	list = slices.Grow(list, int(n))[:from+int(n)]
	if n < manyPlaces {
		if at, ok := readFewPlaces(list[from:], data, place); ok {
			return list, data[at:], nil
		}
	}
	at := 0
	for i := range list[from:] {
		switch rest := data[at:]; {
		case len(rest) > 0 && rest[0] < lastByte:
			place += uint32(rest[0])
			at++
		case len(rest) > 1 && rest[1] < lastByte:
			place += (uint32(rest[0])-lastByte+1)*lastByte + uint32(rest[1])
			at += 2
		default:
			v, k := placeOf(rest)
			if k == 0 || v > math.MaxUint32 {
				return list[:from], nil, ErrPlaces
			}
			place += uint32(v)
			at += k
		}
		list[from+i] = place
	}
	return list, data[at:], nil
}

// manyPlaces is the number of positions in a document from which on most numbers have one
// byte, so that the processor predicts their sizes.
const manyPlaces = 16

// readFewPlaces sets the positions of list, which follow place, without a branch for each
// size of a number, and returns the number of their bytes. It returns false if a number has
// more than two bytes or may be cut.
func readFewPlaces(list []uint32, data []byte, place uint32) (at int, ok bool) {
	for i := range list {
		if at+1 >= len(data) {
			return 0, false
		}
		first, second := uint32(data[at]), uint32(data[at+1])
		two := (first + 256 - lastByte) >> 8 // 1 if the number has a second byte, else 0
		if two&((second+256-lastByte)>>8) != 0 {
			return 0, false
		}
		place += first + ((first-lastByte+1)*lastByte+second-first)&-two
		at += 1 + int(two)
		list[i] = place
	}
	return at, true
}

// SkipPlaces returns data after n positions, which end with the bytes below lastByte. Where
// they end can't be predicted, so that it branches as little as it can.
func SkipPlaces(data []byte, n uint64) ([]byte, error) {
	for n > 4*8 && len(data) >= 4*8 {
		n -= countBytes(lastBytesOf(data) + lastBytesOf(data[8:]) + lastBytesOf(data[2*8:]) + lastBytesOf(data[3*8:]))
		data = data[4*8:]
	}
	for n > 0 && len(data) >= 8 {
		ends := lastBytesOf(data)
		if count := countBytes(ends); count < n {
			n -= count
			data = data[8:]
			continue
		}
		return data[bytesTo(ends, n):], nil
	}
	for i := 0; n > 0; i++ {
		if i == len(data) {
			return nil, ErrPlaces
		}
		if data[i] < lastByte {
			if n--; n == 0 {
				data = data[i+1:]
			}
		}
	}
	return data, nil
}

// eachByte is 1 in each of 8 bytes. A number of such bytes times eachByte has in each byte
// the sum of it and those before.
const eachByte = 0x0101010101010101

// lastBytes returns 1 in the place of each of 8 bytes that is below lastByte.
func lastBytes(w uint64) uint64 {
	return eachByte &^ (w & (w&(0x70*eachByte) + 0x10*eachByte) >> 7) // not all four high bits are set
}

// lastBytesOf returns lastBytes of the first 8 bytes of data.
func lastBytesOf(data []byte) uint64 { return lastBytes(binary.LittleEndian.Uint64(data)) }

// countBytes returns how many of 8 bytes are 1. The others must be 0.
func countBytes(ones uint64) uint64 { return ones * eachByte >> (7 * 8) }

// bytesTo returns the number of bytes up to the one that is byte n, counted from 1, of those
// that are 1 among 8 bytes, 0 if n is 0. There must be so many; the others must be 0.
func bytesTo(ones, n uint64) int {
	const tops = 0x80 * eachByte
	before := ones * eachByte << 8
	return bits.TrailingZeros64(((before|tops)-n*eachByte)&tops) / 8
}

// Places are the positions of a term in a document, without those that were read.
type Places struct {
	data  []byte // in binary form, which other bytes may follow
	left  uint32 // number of positions in data
	last  uint32 // the one that was read last
	bad   bool   // data is damaged
	check Check  // for the section of data
	list  []uint32
}

// Decode sets p to the n positions of a document whose binary form begins in data. The check
// is for their section.
func (p *Places) Decode(data []byte, n uint32, check Check) {
	p.data, p.left, p.last, p.bad, p.check, p.list = data, n, 0, false, check, nil
}

// Set sets p to the positions of a list.
func (p *Places) Set(list []uint32) { p.left, p.bad, p.list = 0, false, list }

// Append appends the positions to a list.
func (p *Places) Append(list []uint32) ([]uint32, error) {
	if p.left == 0 {
		return append(list, p.list...), nil
	}
	var err error
	list, p.data, err = ReadPlaces(list, p.data, p.left, p.last)
	p.left = 0
	return list, damaged(p.check, err)
}

// err returns an error if damaged data was found.
func (p *Places) err() error {
	if !p.bad {
		return nil
	}
	return damaged(p.check, ErrPlaces)
}

// next reads a position, noPosition after the last and where the data is damaged.
func (p *Places) next() int64 {
	if p.left > 0 {
		p.left--
		if d := p.data; len(d) > 0 && d[0] < lastByte {
			p.last += uint32(d[0])
			p.data = d[1:]
			return int64(p.last)
		}
		return p.nextLong()
	}
	if len(p.list) == 0 {
		return noPosition
	}
	at := p.list[0]
	p.list = p.list[1:]
	return int64(at)
}

// nextLong is next for a number of several bytes.
func (p *Places) nextLong() int64 {
	v, n := placeOf(p.data)
	if n == 0 || v > math.MaxUint32 {
		p.left, p.bad = 0, true
		return noPosition
	}
	p.last += uint32(v)
	p.data = p.data[n:]
	return int64(p.last)
}

// seek returns the first of the positions that is not below least. Of eight numbers of one
// byte it finds the one that ends there without a branch for each.
func (p *Places) seek(least int64) int64 {
	data, last, left := p.data, p.last, p.left
	for left >= 8 && len(data) >= 8 {
		word := binary.LittleEndian.Uint64(data)
		sum := sumBytes(word)
		if lastBytes(word) != eachByte {
			break
		}
		gap := least - int64(last)
		if int64(sum) < gap {
			last, data, left = last+sum, data[8:], left-8
			continue
		}
		if sum > math.MaxUint8 {
			break
		}
		sums := word * eachByte
		n := bytesBelow(sums, max(gap, 0))
		last += uint32(sums>>(8*n)) & math.MaxUint8
		p.data, p.last, p.left = data[n+1:], last, left-uint32(n+1)
		return int64(last)
	}
	for left > 0 && len(data) > 0 && data[0] < lastByte {
		last, data, left = last+uint32(data[0]), data[1:], left-1
		if int64(last) >= least {
			p.data, p.last, p.left = data, last, left
			return int64(last)
		}
	}
	p.data, p.last, p.left = data, last, left
	at := p.next()
	for at < least && at != noPosition {
		at = p.next()
	}
	return at
}

// bytesBelow returns how many of 8 bytes, which are in order, are below a number that is at
// most the last.
func bytesBelow(w uint64, n int64) int {
	const tops = 0x80 * eachByte
	each := uint64(n) * eachByte
	low := (w | tops) - each&^tops // the highest bit of a byte is 0 if its other bits are less than those of n
	below := (each &^ w) | ^(each^w) & ^low
	return bits.TrailingZeros64(^below&tops) / 8
}

// skipTo skips positions below least, eight at a time, and reports whether it skipped any.
func (p *Places) skipTo(least int64) (skipped bool) {
	for p.left > 8 && len(p.data) >= 8 && lastBytesOf(p.data) == eachByte {
		end := p.last + sumBytes(binary.LittleEndian.Uint64(p.data))
		if int64(end) >= least {
			break
		}
		p.last, p.data, p.left, skipped = end, p.data[8:], p.left-8, true
	}
	return skipped
}

// sumBytes returns the sum of 8 bytes.
func sumBytes(w uint64) uint32 {
	const second = 0x00ff00ff00ff00ff // each second byte
	return uint32((w&second + w>>8&second) * 0x0001000100010001 >> 48)
}
