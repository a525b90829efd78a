package sevenzip

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

// The header at the end of a 7z archive describes its content (7zFormat.txt of the LZMA
// SDK):
//
//	magic (6) version (2) CRC of the next 20 bytes (4) offset (8) size (8) CRC of the header (4)
//	blocks …
//	header: 01 [04 streams] [05 number of files, their properties 00] 00
//	    or: 17 streams: those of one block, which holds the header packed
//	streams: [06 place of the packed bytes 09 sizes 00] [07 blocks 00] [08 files in the blocks 00] 00
//
// Numbers have one to nine bytes.

const (
	startSize = 32

	idEnd       = 0x00
	idHeader    = 0x01
	idStreams   = 0x04
	idFiles     = 0x05
	idPacked    = 0x06
	idBlocks    = 0x07
	idSubs      = 0x08
	idSizes     = 0x09
	idSums      = 0x0a
	idCoders    = 0x0b
	idUnpacked  = 0x0c
	idNumbers   = 0x0d
	idEncoded   = 0x17
	mostCoders  = 32
	mostStreams = 32
	// mostSteps limits files times blocks, because the library scans all blocks for
	// each file: 262,144 files in a block each take minutes.
	mostSteps = 1 << 36
)

// A header is the header of an archive, read before the archive is opened.
type header struct {
	plain  []byte // the header, unpacked; nil if the archive is empty
	blocks []block
	files  int
}

// A block is a number of files that are packed together.
type block struct {
	packed, unpacked int64
	memory           int64 // of its decompressors
	streams          int   // packed
	outs             int   // of its decompressors
	err              error // why its files cannot be read
	at               int64 // how far it was unpacked
}

// header reads and checks the header of the archive.
func (a *archive) header() (*header, error) {
	b, err := a.stored()
	if err != nil || b == nil {
		return &header{}, err
	}
	if b[0] == idEncoded {
		if b, err = a.encoded(b[1:]); err != nil {
			return nil, err
		}
	}
	if len(b) == 0 || b[0] != idHeader {
		return nil, errForeign
	}
	h, err := a.parse(b[1:])
	h.plain = b
	return h, err
}

// stored returns the header as it is stored, nil if the archive is empty.
func (a *archive) stored() ([]byte, error) {
	if a.size < startSize {
		return nil, errCut
	}
	start := make([]byte, startSize)
	if _, err := a.r.ReadAt(start, 0); err != nil {
		return nil, err
	}
	at, size := binary.LittleEndian.Uint64(start[12:]), binary.LittleEndian.Uint64(start[20:])
	rest := uint64(a.size - startSize)
	switch {
	case crc32.ChecksumIEEE(start[12:]) != binary.LittleEndian.Uint32(start[8:]):
		return nil, errors.New("damaged at its start")
	case size == 0:
		return nil, nil
	case at > rest || size > rest-at:
		return nil, errCut
	case size > uint64(a.limits.Buffer):
		return nil, a.errMemory("its list of members")
	}
	b := make([]byte, size)
	if _, err := a.r.ReadAt(b, startSize+int64(at)); err != nil {
		return nil, err
	}
	if crc32.ChecksumIEEE(b) != binary.LittleEndian.Uint32(start[28:]) {
		return nil, errHeader
	}
	return b, nil
}

// encoded unpacks a header. It opens an archive whose only file is the header.
func (a *archive) encoded(streams []byte) ([]byte, error) {
	b := slices.Concat([]byte{idHeader, idStreams}, streams, []byte{idFiles, 1, idEnd, idEnd})
	h, err := a.parse(b[1:])
	switch {
	case err != nil:
		return nil, err
	case len(h.blocks) != 1:
		return nil, errForeign
	case h.blocks[0].err != nil:
		return nil, fmt.Errorf("list of members: %w", h.blocks[0].err)
	case h.blocks[0].unpacked > a.limits.Buffer:
		return nil, a.errMemory("its list of members")
	}
	opened, err := a.open(b)
	if err != nil || len(opened.File) != 1 {
		return nil, errHeader
	}
	file, err := h.list(opened)[0].Open()
	if err != nil {
		return nil, errHeader
	}
	defer file.Close()
	b, err = io.ReadAll(io.LimitReader(file, a.limits.Buffer))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("list of members ends too early")
	case err != nil:
		return nil, fmt.Errorf("list of members: %w", err)
	}
	return b, nil
}

// parse reads the counts and sizes of a header after its first byte: they determine the
// memory that the library needs.
func (a *archive) parse(b []byte) (*header, error) {
	c := &cursor{b: b, most: a.limits.Files}
	h := &header{}
	id := c.byte()
	if id == idStreams {
		h.blocks = c.streams(a.size - startSize)
		id = c.byte()
	}
	if id == idFiles {
		h.files = int(min(c.number(), math.MaxInt32))
		if h.files > len(c.b) {
			c.fail()
		}
		id = idEnd
	}
	switch {
	case c.err != nil:
		return h, c.err
	case id != idEnd:
		return h, errForeign
	case h.files > a.limits.Files:
		return h, ErrFiles
	case int64(h.files)*int64(len(h.blocks)) > mostSteps:
		return h, fmt.Errorf("%d files in %d blocks are too many", h.files, len(h.blocks))
	}
	for i := range h.blocks {
		if b := &h.blocks[i]; b.err == nil && b.memory > a.limits.Buffer {
			b.err = a.errMemory("its dictionary")
		}
	}
	return h, nil
}

func (a *archive) errMemory(what string) error { return &memoryError{what, a.limits.Buffer} }
