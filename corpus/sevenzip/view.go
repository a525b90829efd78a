package sevenzip

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// A view is an archive with its header unpacked: a new start, the content of the file,
// and the header after it.
type view struct {
	start  []byte
	r      io.ReaderAt
	length int64 // of the content of the file
	header []byte
}

func newView(r io.ReaderAt, size int64, header []byte) *view {
	start := make([]byte, startSize)
	copy(start, "7z\xbc\xaf\x27\x1c\x00\x04")
	binary.LittleEndian.PutUint64(start[12:], uint64(size-startSize))
	binary.LittleEndian.PutUint64(start[20:], uint64(len(header)))
	binary.LittleEndian.PutUint32(start[28:], crc32.ChecksumIEEE(header))
	binary.LittleEndian.PutUint32(start[8:], crc32.ChecksumIEEE(start[12:]))
	return &view{start, r, size, header}
}

func (v *view) size() int64 { return v.length + int64(len(v.header)) }

func (v *view) ReadAt(p []byte, at int64) (n int, err error) {
	for n < len(p) && err == nil {
		var c int
		c, err = v.part(p[n:], at+int64(n))
		n += c
	}
	return n, err
}

// part reads from the one of the three parts that has the offset.
func (v *view) part(p []byte, at int64) (int, error) {
	switch {
	case at < startSize:
		return copy(p, v.start[at:]), nil
	case at < v.length:
		p = p[:min(int64(len(p)), v.length-at)]
		return v.r.ReadAt(p, at)
	case at < v.size():
		return copy(p, v.header[at-v.length:]), nil
	}
	return 0, io.EOF
}
