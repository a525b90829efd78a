// Package binfile reads and writes the small binary files that an index keeps
// beside its engine's: a line that names the kind and version of the file,
// numbers as varints, texts with their length before them, and at the end the
// CRC-32 (IEEE) of all that, big-endian.
package binfile

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
)

// A Writer writes a file. It holds on to the first error, which Close returns.
type Writer struct {
	file *os.File
	sum  hash.Hash32
	w    *bufio.Writer
	buf  [binary.MaxVarintLen64]byte
	err  error
}

// Create begins a file, which only its owner may read, in the place of what is
// at path. Magic is its first line, without the line end.
func Create(path, magic string) (*Writer, error) {
	// What is there may be a link to another file.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	w := &Writer{file: f, sum: crc32.NewIEEE()}
	w.w = bufio.NewWriterSize(io.MultiWriter(f, w.sum), 1<<16)
	w.Raw([]byte(magic + "\n"))
	return w, nil
}

// Raw writes bytes as they are.
func (w *Writer) Raw(b []byte) {
	if w.err == nil {
		_, w.err = w.w.Write(b)
	}
}

// Number writes a number that is not negative.
func (w *Writer) Number(n uint64) { w.Raw(binary.AppendUvarint(w.buf[:0], n)) }

// Signed writes a number that may be negative.
func (w *Writer) Signed(n int64) { w.Raw(binary.AppendVarint(w.buf[:0], n)) }

// Bytes writes a length and as many bytes.
func (w *Writer) Bytes(b []byte) {
	w.Number(uint64(len(b)))
	w.Raw(b)
}

// Text writes a string.
func (w *Writer) Text(s string) {
	w.Number(uint64(len(s)))
	if w.err == nil {
		_, w.err = w.w.WriteString(s)
	}
}

// Close ends the file and makes it lasting.
func (w *Writer) Close() error {
	err := errors.Join(w.err, w.w.Flush())
	if err == nil {
		_, err = w.file.Write(w.sum.Sum(nil))
	}
	if err == nil {
		err = w.file.Sync()
	}
	return errors.Join(err, w.file.Close())
}

// ErrChecksum says that a file is damaged.
var ErrChecksum = errors.New("its checksum is not that of its content")

// checked returns what stands before the CRC-32 at the end of data, if it is
// that of it.
func checked(data []byte) ([]byte, error) {
	at := len(data) - crc32.Size
	if at < 0 {
		return nil, io.ErrUnexpectedEOF
	}
	if crc32.ChecksumIEEE(data[:at]) != binary.BigEndian.Uint32(data[at:]) {
		return nil, ErrChecksum
	}
	return data[:at], nil
}

// Sum reads a file, however long it is, and returns its CRC-32. It stops when ctx
// ends.
func Sum(ctx context.Context, path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	buf := make([]byte, 1<<18)
	for sum := uint32(0); ; {
		n, err := f.Read(buf)
		sum = crc32.Update(sum, crc32.IEEETable, buf[:n])
		if err == io.EOF {
			return sum, nil
		}
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return 0, err
		}
	}
}

// A Reader reads what a Writer wrote. Once it meets damage it reads zeros, and
// End says so.
type Reader struct {
	data []byte
	bad  bool
}

// Decode returns a reader of the content of a file of one of several versions, and which
// it is. It is an error if the file is damaged or of another kind or version.
func Decode(data []byte, versions ...string) (r *Reader, version string, err error) {
	if data, err = checked(data); err != nil {
		return nil, "", err
	}
	for _, magic := range versions {
		if rest, ok := bytes.CutPrefix(data, []byte(magic+"\n")); ok {
			return NewReader(rest), magic, nil
		}
	}
	return nil, "", errors.New("not a file of this version")
}

// NewReader returns a reader of data, which has neither a first line nor a
// checksum.
func NewReader(data []byte) *Reader { return &Reader{data: data} }

func (r *Reader) skip(n int) {
	if n <= 0 || n > len(r.data) {
		r.Spoil()
		return
	}
	r.data = r.data[n:]
}

// Spoil notes that what was read can't be.
func (r *Reader) Spoil() { r.bad, r.data = true, nil }

// Number reads a number that is not negative.
func (r *Reader) Number() uint64 {
	v, n := binary.Uvarint(r.data)
	r.skip(n)
	return v
}

// Signed reads a number that may be negative.
func (r *Reader) Signed() int64 {
	v, n := binary.Varint(r.data)
	r.skip(n)
	return v
}

// Count reads a number of things, each of which takes a byte at least.
func (r *Reader) Count() int {
	n := r.Number()
	if n > uint64(len(r.data)) {
		r.Spoil()
		return 0
	}
	return int(n)
}

// Raw reads so many bytes, which are the reader's; nil if there are fewer.
func (r *Reader) Raw(n int) []byte {
	if n < 0 || n > len(r.data) {
		r.Spoil()
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

// Bytes reads a length and as many bytes, which are the reader's.
func (r *Reader) Bytes() []byte { return r.Raw(r.Count()) }

// Text reads a string.
func (r *Reader) Text() string { return string(r.Bytes()) }

// End returns an error if what was read is damaged, or is not all.
func (r *Reader) End() error {
	if r.bad || len(r.data) > 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}
