package bleveindex

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"

	"reftel/index/segment"
)

// fileBytes reads a file that may be damaged. What the disk can't read is zeros.
type fileBytes struct {
	io.ReaderAt
	io.Closer
	size int64
	// buf holds the bytes of the file from bufAt on, which is a multiple of readBlock.
	buf   []byte
	bufAt int64
	// mend repairs bytes that were read, which begin at a multiple of readBlock; it
	// may be nil.
	mend func(data []byte, at int64)
}

// readWindow is how much of a file is read at once, readBlock how much is given up
// where the disk can't read it: what a disk reads or fails to read as one.
const (
	readWindow = 1 << 20
	readBlock  = segment.PageSize
)

func openBytes(path string) (*fileBytes, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &fileBytes{ReaderAt: f, Closer: f, size: info.Size()}, nil
}

// bytes returns n bytes from an offset on, nil if the file does not have them.
// They are valid until the next call.
func (f *fileBytes) bytes(at, n int64) []byte {
	if at < 0 || n < 0 || n > f.size || at > f.size-n {
		return nil
	}
	if at < f.bufAt || at+n > f.bufAt+int64(len(f.buf)) {
		f.fill(at, max(n, min(readWindow, f.size-at)))
	}
	from := at - f.bufAt
	return f.buf[from : from+n]
}

// fill reads n bytes, and those beside them in the same blocks.
func (f *fileBytes) fill(at, n int64) {
	end := at + n
	at -= at % readBlock
	n = min((end+readBlock-1)/readBlock*readBlock, f.size) - at
	f.buf, f.bufAt = slices.Grow(f.buf[:0], int(n))[:n], at
	f.read(f.buf, at)
	if f.mend != nil {
		f.mend(f.buf, at)
	}
}

// read reads bytes from an offset on.
func (f *fileBytes) read(data []byte, at int64) {
	if _, err := f.ReadAt(data, at); err == nil {
		return
	}
	for ; len(data) > 0; at += readBlock {
		block := data[:min(readBlock, len(data))]
		data = data[len(block):]
		clear(block)
		if m, err := f.ReadAt(block, at); err != nil && !errors.Is(err, io.EOF) {
			clear(block[m:])
		}
	}
}

// upTo returns as many bytes from an offset on as there are, n at most.
func (f *fileBytes) upTo(at, n int64) []byte { return f.bytes(at, min(n, f.size-at)) }

// indexOf returns the offset of the first occurrence of some bytes between two offsets,
// end if there is none.
func (f *fileBytes) indexOf(what []byte, at, end int64) int64 {
	n := int64(len(what))
	for end = min(end, f.size); end-at >= n; {
		window := int64(readWindow)
		if buffered := f.bufAt + int64(len(f.buf)) - at; at >= f.bufAt && buffered >= n {
			window = buffered
		}
		window = min(window, end-at)
		if i := bytes.Index(f.bytes(at, window), what); i >= 0 {
			return at + int64(i)
		}
		at += window - n + 1
	}
	return end
}
