package corpus

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// view7z is an archive with its header unpacked: another start, what is in the
// file, and the header behind it.
type view7z struct {
	start  []byte
	in     input
	header []byte
}

func newView7z(in input, header []byte) *view7z {
	start := make([]byte, startSize7z)
	copy(start, "7z\xbc\xaf\x27\x1c\x00\x04")
	binary.LittleEndian.PutUint64(start[12:], uint64(in.size-startSize7z))
	binary.LittleEndian.PutUint64(start[20:], uint64(len(header)))
	binary.LittleEndian.PutUint32(start[28:], crc32.ChecksumIEEE(header))
	binary.LittleEndian.PutUint32(start[8:], crc32.ChecksumIEEE(start[12:]))
	return &view7z{start, in, header}
}

func (v *view7z) size() int64 { return v.in.size + int64(len(v.header)) }

func (v *view7z) ReadAt(p []byte, at int64) (n int, err error) {
	for n < len(p) && err == nil {
		var c int
		c, err = v.part(p[n:], at+int64(n))
		n += c
	}
	return n, err
}

// part reads from the one of the three parts that the place is in.
func (v *view7z) part(p []byte, at int64) (int, error) {
	switch {
	case at < startSize7z:
		return copy(p, v.start[at:]), nil
	case at < v.in.size:
		p = p[:min(int64(len(p)), v.in.size-at)]
		return v.in.at.ReadAt(p, at)
	case at < v.size():
		return copy(p, v.header[at-v.in.size:]), nil
	}
	return 0, io.EOF
}
