package corpus

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

// The header of a 7z archive says at its end what the archive holds
// (7zFormat.txt of the LZMA SDK):
//
//	magic (6) version (2) CRC of the next 20 bytes (4) offset (8) size (8) CRC of the header (4)
//	blocks …
//	header: 01 [04 streams] [05 number of files, their properties 00] 00
//	    or: 17 streams: those of one block, which holds the header packed
//	streams: [06 place of the packed bytes 09 sizes 00] [07 blocks 00] [08 files in the blocks 00] 00
//
// Numbers have one to nine bytes. The library that reads archives takes memory
// for as many things as a header claims there are, which may be 600 GB for a
// header of 60 bytes, and no recover helps then. So what is claimed is checked
// before: against the bytes that are there, the limits of Options, and the
// methods whose memory is known.

const (
	startSize7z = 32

	id7zEnd       = 0x00
	id7zHeader    = 0x01
	id7zStreams   = 0x04
	id7zFiles     = 0x05
	id7zPacked    = 0x06
	id7zBlocks    = 0x07
	id7zSubs      = 0x08
	id7zSizes     = 0x09
	id7zSums      = 0x0a
	id7zCoders    = 0x0b
	id7zUnpacked  = 0x0c
	id7zNumbers   = 0x0d
	id7zEncoded   = 0x17
	most7zCoders  = 32
	most7zStreams = 32
	// most7zSteps limits files times blocks, as the library looks through all
	// blocks for each file: 262,144 files in a block each, which take minutes.
	most7zSteps = 1 << 36
)

// header7z is what is known of an archive before it is opened.
type header7z struct {
	plain  []byte // the header, unpacked; nil if the archive is empty
	blocks []block7z
	files  int
}

// A block7z is a number of files that are packed as one.
type block7z struct {
	packed, unpacked int64
	memory           int64 // of its decompressors
	streams          int   // packed
	outs             int   // of its decompressors
	err              error // why its files cannot be read

	// Where the next file begins, and how far the block was unpacked.
	next, at int64
}

var (
	errCut7z     = errors.New("no list of members at its end: it is damaged or cut short")
	errHeader7z  = errors.New("damaged list of members")
	errForeign7z = errors.New("list of members of a kind that is not supported")
)

// header7z reads and checks the header of an archive.
func (s *scan) header7z(in input) (*header7z, error) {
	b, err := s.stored7z(in)
	if err != nil || b == nil {
		return &header7z{}, err
	}
	if b[0] == id7zEncoded {
		if b, err = s.encoded7z(in, b[1:]); err != nil {
			return nil, err
		}
	}
	if len(b) == 0 || b[0] != id7zHeader {
		return nil, errForeign7z
	}
	h, err := s.parse7z(b[1:], in.size-startSize7z)
	h.plain = b
	return h, err
}

// stored7z returns the header as it is stored, nil if the archive is empty.
func (s *scan) stored7z(in input) ([]byte, error) {
	if in.size < startSize7z {
		return nil, errCut7z
	}
	start := make([]byte, startSize7z)
	if _, err := in.at.ReadAt(start, 0); err != nil {
		return nil, err
	}
	at, size := binary.LittleEndian.Uint64(start[12:]), binary.LittleEndian.Uint64(start[20:])
	rest := uint64(in.size - startSize7z)
	switch {
	case crc32.ChecksumIEEE(start[12:]) != binary.LittleEndian.Uint32(start[8:]):
		return nil, errors.New("damaged at its start")
	case size == 0:
		return nil, nil
	case at > rest || size > rest-at:
		return nil, errCut7z
	case size > uint64(s.opt.MaxBuffer):
		return nil, s.budget.errBuffer("its list of members")
	}
	b := make([]byte, size)
	if _, err := in.at.ReadAt(b, startSize7z+int64(at)); err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(b) != binary.LittleEndian.Uint32(start[28:]) {
		return nil, errHeader7z
	}
	return b, nil
}

// encoded7z unpacks a header. It does so by opening an archive of which that
// is the one file.
func (s *scan) encoded7z(in input, streams []byte) ([]byte, error) {
	b := slices.Concat([]byte{id7zHeader, id7zStreams}, streams, []byte{id7zFiles, 1, id7zEnd, id7zEnd})
	h, err := s.parse7z(b[1:], in.size-startSize7z)
	switch {
	case err != nil:
		return nil, err
	case len(h.blocks) != 1:
		return nil, errForeign7z
	case h.blocks[0].err != nil:
		return nil, fmt.Errorf("list of members: %w", h.blocks[0].err)
	case h.blocks[0].unpacked > s.opt.MaxBuffer:
		return nil, s.budget.errBuffer("its list of members")
	}
	archive, err := open7z(s.ctx, in, b)
	if err != nil || len(archive.File) != 1 {
		return nil, errHeader7z
	}
	file, err := h.blocks[0].open(archive.File[0])
	if err != nil {
		return nil, errHeader7z
	}
	defer file.Close()
	if b, err = io.ReadAll(io.LimitReader(file, s.opt.MaxBuffer)); err != nil {
		return nil, damage("list of members", err)
	}
	return b, nil
}

// parse7z reads of a header, after its first byte, what says how much memory
// the rest takes. Room is how many bytes there are for the blocks.
func (s *scan) parse7z(b []byte, room int64) (*header7z, error) {
	c := &cursor7z{b: b, most: s.opt.MaxMembers}
	h := &header7z{}
	id := c.byte()
	if id == id7zStreams {
		h.blocks = c.streams(room)
		id = c.byte()
	}
	if id == id7zFiles {
		h.files = int(min(c.number(), math.MaxInt32))
		if h.files > len(c.b) {
			c.fail()
		}
		id = id7zEnd
	}
	switch {
	case c.err != nil:
		return h, c.err
	case id != id7zEnd:
		return h, errForeign7z
	case h.files > s.opt.MaxMembers:
		return h, s.budget.errMembers()
	case int64(h.files)*int64(len(h.blocks)) > most7zSteps:
		return h, fmt.Errorf("%d files in %d blocks are too many", h.files, len(h.blocks))
	}
	for i := range h.blocks {
		if b := &h.blocks[i]; b.err == nil && b.memory > s.opt.MaxBuffer {
			b.err = s.budget.errBuffer("its dictionary")
		}
	}
	return h, nil
}
