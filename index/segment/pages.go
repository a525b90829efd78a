package segment

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"sync/atomic"
)

// pageSize is the number of bytes under one checksum. A page of the usual size is what a
// search reads from the disk at least.
const pageSize = 4096

// castagnoli is the polynomial for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sumSize is the size of a checksum, little-endian.
const sumSize = 4

// A pageWriter writes a file and computes the checksums of its pages. It keeps the first
// error.
type pageWriter struct {
	w    io.Writer
	off  int64
	page uint32 // checksum of the unfinished page
	sums []byte
	err  error
}

// Write implements io.Writer.
func (w *pageWriter) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.w.Write(p)
	w.err = err
	for rest := p[:n]; len(rest) > 0; {
		k := min(len(rest), pageSize-int(w.off%pageSize))
		w.page = crc32.Update(w.page, castagnoli, rest[:k])
		w.off += int64(k)
		rest = rest[k:]
		if w.off%pageSize == 0 {
			w.sums = binary.LittleEndian.AppendUint32(w.sums, w.page)
			w.page = 0
		}
	}
	return n, err
}

// fill writes zeros up to the next page.
func (w *pageWriter) fill() {
	if n := w.off % pageSize; n > 0 {
		_, _ = w.Write(make([]byte, pageSize-n))
	}
}

// pages are the bytes of a file with the checksums of its pages. Each page is compared
// with its checksum before its first use.
type pages struct {
	data []byte
	// sums are the checksums of the pages before their own, top those of the pages
	// of sums. Without sums nothing is compared: the bytes were made by this process.
	sums, top     []byte
	dirAt, sumsAt int64
	mapped        bool // data is a file
	// verified has a bit for each page, those of sums included.
	verified []atomic.Uint32
}

// ErrChecksum is the error of a page that differs from its checksum.
var ErrChecksum = errors.New("page checksum mismatch")

// verify compares the pages that hold the bytes from from to before to with their
// checksums, unless that was done before.
func (p *pages) verify(from, to int64) error {
	if p.sums == nil || from >= to {
		return nil
	}
	if from < 0 || to > int64(len(p.data)) {
		return fmt.Errorf("bytes %d to %d are outside of the file", from, to)
	}
	soon, end := int64(0), (to-1)/pageSize+1
	for n := from / pageSize; n < end; n++ {
		if p.isVerified(n) {
			continue
		}
		if p.mapped && n >= soon {
			soon = p.readAhead(n, end)
		}
		if err := p.verifyPage(n); err != nil {
			return err
		}
	}
	return nil
}

func (p *pages) isVerified(n int64) bool { return p.verified[n>>5].Load()&(1<<(n&31)) != 0 }

// The system is asked for at most manyPages at once, and for nextPages if they seem to be
// read one after the other, since as many before them were read.
const (
	manyPages = 256
	nextPages = 16
)

// readAhead asks the system for the pages from n, which is read now, to before end, and for
// those that probably follow. It returns the first page not asked for.
func (p *pages) readAhead(n, end int64) int64 {
	if n%nextPages == 0 && p.areVerified(n-nextPages, n) {
		end = max(end, n+nextPages)
	}
	end = min(end, n+manyPages)
	if end > n+1 {
		adviseSoon(p.data[n*pageSize : min(end*pageSize, int64(len(p.data)))])
	}
	return end
}

// areVerified reports whether the pages from from to before to were compared.
func (p *pages) areVerified(from, to int64) bool {
	for n := from; n < to; n++ {
		if n < 0 || !p.isVerified(n) {
			return false
		}
	}
	return true
}

func (p *pages) verifyPage(n int64) error {
	sums, at := p.sums, n*sumSize
	if first := p.sumsAt / pageSize; n >= first {
		sums, at = p.top, (n-first)*sumSize
	} else if err := p.verify(p.sumsAt+at, p.sumsAt+at+sumSize); err != nil {
		return err
	}
	if at+sumSize > int64(len(sums)) {
		return fmt.Errorf("page %d has no checksum", n)
	}
	page := p.data[n*pageSize : min((n+1)*pageSize, int64(len(p.data)))]
	if crc32.Checksum(page, castagnoli) != binary.LittleEndian.Uint32(sums[at:]) {
		return fmt.Errorf("bytes %d to %d: %w", n*pageSize, n*pageSize+int64(len(page)), ErrChecksum)
	}
	p.verified[n>>5].Or(1 << (n & 31))
	return nil
}

// The end of a file: the directory, zeros up to a page, the checksums of all pages up to
// here, zeros up to a page, the checksums of these pages, and the footer: four offsets
// of 8 bytes (of the directory and its end, the checksums, and their checksums), the
// checksum of all from the last of these to here, and the magic number again.
const footerSize = 4*8 + sumSize + len(magic)

// finish writes the end of a file.
func (w *pageWriter) finish(directory []byte) error {
	dirAt := w.off
	_, _ = w.Write(directory)
	dirEnd := w.off
	w.fill()
	sums, sumsAt := w.sums, w.off
	w.sums = nil
	_, _ = w.Write(sums)
	w.fill()
	end := w.sums
	topAt := w.off
	for _, at := range []int64{dirAt, dirEnd, sumsAt, topAt} {
		end = binary.LittleEndian.AppendUint64(end, uint64(at))
	}
	end = binary.LittleEndian.AppendUint32(end, crc32.Checksum(end, castagnoli))
	end = append(end, magic...)
	_, _ = w.Write(end)
	return w.err
}

// footerOffsets returns the offsets of a footer of a file of size bytes. It is an error
// if they are not in order, or leave more or less room than the checksums take.
func footerOffsets(footer []byte, size int64) (dirAt, dirEnd, sumsAt, topAt int64, err error) {
	for i, at := range []*int64{&dirAt, &dirEnd, &sumsAt, &topAt} {
		*at = int64(binary.LittleEndian.Uint64(footer[8*i:]))
	}
	switch end := size - int64(footerSize); {
	case dirAt < 0 || dirEnd < dirAt || sumsAt < dirEnd || topAt < sumsAt || end < topAt || sumsAt%pageSize != 0 || topAt%pageSize != 0:
		err = errors.New("footer: offsets out of order")
	case topAt-sumsAt != (sumSize*sumsAt/pageSize+pageSize-1)/pageSize*pageSize || end-topAt != (topAt-sumsAt)/pageSize*sumSize:
		err = errors.New("footer: wrong number of checksums")
	}
	return dirAt, dirEnd, sumsAt, topAt, err
}

// newPages reads the end of a file, and returns its directory.
func newPages(data []byte) (p *pages, directory []byte, err error) {
	if len(data) < len(magic)+footerSize || string(data[:len(magic)]) != magic || string(data[len(data)-len(magic):]) != magic {
		return nil, nil, errors.New("not a cable segment, or cut")
	}
	dirAt, dirEnd, sumsAt, topAt, err := footerOffsets(data[len(data)-footerSize:], int64(len(data)))
	if err != nil {
		return nil, nil, err
	}
	summed := data[topAt : len(data)-len(magic)-sumSize]
	if crc32.Checksum(summed, castagnoli) != binary.LittleEndian.Uint32(data[len(data)-len(magic)-sumSize:]) {
		return nil, nil, fmt.Errorf("footer: %w", ErrChecksum)
	}
	p = &pages{data: data, sums: data[sumsAt:topAt], top: data[topAt : len(data)-footerSize], dirAt: dirAt, sumsAt: sumsAt}
	p.verified = make([]atomic.Uint32, topAt/pageSize/32+1)
	if err := p.verify(dirAt, dirEnd); err != nil {
		return nil, nil, fmt.Errorf("directory: %w", err)
	}
	return p, data[dirAt:dirEnd], nil
}
