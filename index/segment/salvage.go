package segment

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// What is needed to find records in a damaged file.
const (
	// MagicStem begins what begins and ends a file of any version, which has MagicSize
	// bytes.
	MagicStem = "reftel cable segment "
	MagicSize = len(magic)
	// BlockHeaderSize is the size of the header of a block of records.
	BlockHeaderSize = blockHeader
	// BlockMagic begins the header.
	BlockMagic = blockMagic
)

// A Block is where a block of records is in the file, from its header on.
type Block struct {
	From, To    int64
	First, Docs uint32 // number of the first document, and of documents
}

// Blocks returns the blocks of records, as far as their index is intact.
func (s *Segment) Blocks() []Block {
	index, records := s.parts[partKey{recordBlocksPart, ""}], s.parts[partKey{recordsPart, ""}]
	var list []Block
	for i := range min(int64(s.recordBlocks()), (index.to-index.from)/recordBlockSize) {
		p, err := s.guardedPlace(int(i))
		if err == nil && p.from >= 0 && p.from < p.to && p.to <= records.to-records.from {
			list = append(list, Block{records.from + p.from, records.from + p.to, p.first, p.docs})
		}
	}
	return list
}

func (s *Segment) guardedPlace(i int) (p recordPlace, err error) {
	defer s.guard(&err)
	return s.recordPlace(i)
}

// PageSize is the number of bytes under one checksum.
const PageSize = pageSize

// PageSums are the checksums of the pages of a file, with which a flipped bit of a page
// can be found and flipped back.
type PageSums struct {
	sums []byte
	// known has for each page of sums whether it is intact.
	known []bool
}

// ReadPageSums reads the checksums of a file of so many bytes, as far as they are intact.
// It returns nil if the footer is not.
func ReadPageSums(r io.ReaderAt, size int64) *PageSums {
	if size < int64(footerSize) {
		return nil
	}
	footer := make([]byte, footerSize)
	if _, err := r.ReadAt(footer, size-int64(footerSize)); err != nil {
		return nil
	}
	_, _, sumsAt, topAt, err := footerOffsets(footer, size)
	if err != nil {
		return nil
	}
	top := make([]byte, size-topAt-int64(len(magic)))
	if _, err := r.ReadAt(top, topAt); err != nil {
		return nil
	}
	sum := len(top) - sumSize
	if crc32.Checksum(top[:sum], castagnoli) != binary.LittleEndian.Uint32(top[sum:]) {
		return nil
	}
	p := &PageSums{sums: make([]byte, topAt-sumsAt)}
	for at := int64(0); at < topAt-sumsAt; at += pageSize {
		page := p.sums[at : at+pageSize]
		_, err := r.ReadAt(page, sumsAt+at)
		p.known = append(p.known, err == nil && mendPage(page, binary.LittleEndian.Uint32(top[at/pageSize*sumSize:])))
	}
	return p
}

// Mend flips back a flipped bit of each page in data, which begins with a page of the file
// at an offset. What else is damaged stays as it is.
func (p *PageSums) Mend(data []byte, at int64) {
	for ; len(data) >= pageSize; data = data[pageSize:] {
		sum := at / pageSize * sumSize
		if sum >= int64(len(p.sums)) {
			return
		}
		if p.known[sum/pageSize] {
			mendPage(data[:pageSize], binary.LittleEndian.Uint32(p.sums[sum:]))
		}
		at += pageSize
	}
}

// mendPage reports whether a page has a checksum, if need be after a bit of it is flipped.
// Each bit of a page changes the checksum in another way, and a page with more damage has
// a change of one bit in 1 of 100,000 cases.
func mendPage(page []byte, sum uint32) bool {
	changed := crc32.Checksum(page, castagnoli) ^ sum
	if changed == 0 {
		return true
	}
	change := uint32(crc32.Castagnoli) // of the last bit
	for bit := len(page)*8 - 1; bit >= 0; bit-- {
		if change == changed {
			page[bit/8] ^= 1 << (bit % 8)
			return true
		}
		change = change>>1 ^ -(change&1)&crc32.Castagnoli
	}
	return false
}
