// Package sevenzip reads the files of 7z archives with bodgit/sevenzip, and checks
// an archive's header first.
//
// The check is needed because bodgit/sevenzip (v1.6.5, types.go: readDigests,
// readFolder, readSubStreamsInfo, readFilesInfo) allocates a slice for each count
// that a header claims before it reads the things counted. A header of 60 bytes
// can claim 600 GB, and a program cannot recover from running out of memory. It
// also looks through all blocks for each file, which takes minutes at 262,144
// files in a block each. So the counts are compared with the bytes that follow
// them and with Limits, and the memory of each decompressor with Limits.Buffer.
package sevenzip

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"math"

	"github.com/bodgit/sevenzip"
)

// Limits bound what an archive may claim. They must be above 0.
type Limits struct {
	// Files is the greatest number of files, blocks or other things.
	Files int
	// Buffer is the greatest size in bytes of a header and of the memory of the
	// decompressors of a block.
	Buffer int64
}

// Reasons why an archive or a file of it cannot be read.
var (
	ErrEncrypted = errors.New("encrypted: it takes a password")
	ErrFiles     = errors.New("more files than the limit")

	errCut     = errors.New("no list of members at its end: it is damaged or cut short")
	errHeader  = errors.New("damaged list of members")
	errForeign = errors.New("list of members of a kind that is not supported")
	errLost    = errors.New("lost: the block of the archive that it is packed in is damaged before it")
)

// A memoryError reports that something needs more memory than the limit.
type memoryError struct {
	what string
	most int64
}

func (e *memoryError) Error() string {
	return fmt.Sprintf("%s takes more memory than the limit of %d bytes: not read", e.what, e.most)
}

// Files returns the files of the archive of size bytes in r, in the archive's order, in
// which they must be opened. When ctx ends, Files returns its error without waiting.
func Files(ctx context.Context, r io.ReaderAt, size int64, limits Limits) ([]*File, error) {
	a := archive{ctx: ctx, r: r, size: size, limits: limits}
	h, err := a.header()
	if err != nil || h.plain == nil {
		return nil, err
	}
	opened, err := a.open(h.plain)
	if err != nil {
		return nil, err
	}
	return h.list(opened), nil
}

// An archive is an archive that is being read.
type archive struct {
	ctx    context.Context
	r      io.ReaderAt
	size   int64
	limits Limits
}

// open opens the archive with a header that was checked. The library looks through
// all blocks for each file, so open does not wait for it when the context ends.
func (a *archive) open(header []byte) (*sevenzip.Reader, error) {
	type result struct {
		opened *sevenzip.Reader
		err    error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() { done <- r }()
		defer recoverTo(&r.err)
		v := newView(a.r, a.size, header)
		r.opened, r.err = sevenzip.NewReader(v, v.size())
	}()
	select {
	case r := <-done:
		return r.opened, r.err
	case <-a.ctx.Done():
		return nil, a.ctx.Err()
	}
}

// recoverTo, deferred, returns a panic of the library as an error.
func recoverTo(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("damaged: %v", p)
	}
}

// A File is a file of an archive.
type File struct {
	// Name is the name as the archive has it: no path, and any bytes.
	Name string
	Mode fs.FileMode
	Size int64 // unpacked, in bytes

	file  *sevenzip.File
	block *block // nil for a file without content
	at    int64  // where it begins in the unpacked block
}

// list returns the files of an opened archive.
func (h *header) list(opened *sevenzip.Reader) []*File {
	next := make([]int64, len(h.blocks))
	files := make([]*File, 0, len(opened.File))
	for _, f := range opened.File {
		file := &File{Name: f.Name, Mode: f.Mode(), Size: clamp(f.UncompressedSize), file: f}
		if i := f.Stream; f.UncompressedSize > 0 && i < len(h.blocks) {
			file.block, file.at = &h.blocks[i], next[i]
			next[i] += file.Size
		}
		files = append(files, file)
	}
	return files
}

func clamp(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// Err returns why the file cannot be opened: its block is encrypted, packed by a
// method that is not supported, takes too much memory, or is damaged before it.
func (f *File) Err() error {
	if f.block == nil {
		return nil
	}
	return f.block.err
}

// BlockSize returns the sizes in bytes of the block that holds the file, packed
// and unpacked; 0 for a file without content.
func (f *File) BlockSize() (packed, unpacked int64) {
	if f.block == nil {
		return 0, 0
	}
	return f.block.packed, f.block.unpacked
}

// Skipped returns how many bytes of the block Open will unpack and discard: those
// of files before this one that were not read.
func (f *File) Skipped() int64 {
	if f.block == nil {
		return 0
	}
	return f.at - f.block.at
}

// Open returns the content of the file. Reading it checks its length and its
// checksum.
func (f *File) Open() (in io.ReadCloser, err error) {
	if f.block == nil {
		return empty{}, nil
	}
	f.block.err = errLost // reset on success
	defer recoverTo(&err)
	in, err = f.file.Open()
	if err != nil {
		return nil, err
	}
	f.block.err = nil
	return &content{file: f, in: in, sum: crc32.NewIEEE(), want: f.file.CRC32}, nil
}

type empty struct{}

func (empty) Read([]byte) (int, error) { return 0, io.EOF }
func (empty) Close() error             { return nil }

// content reads a file and checks it.
type content struct {
	file *File
	in   io.ReadCloser
	n    int64 // read
	sum  hash.Hash32
	want uint32 // 0 is unknown
}

func (c *content) Read(p []byte) (int, error) {
	n, err := c.read(p)
	c.n += int64(n)
	_, _ = c.sum.Write(p[:n])
	switch {
	case err == io.EOF && c.n < c.file.Size:
		err = io.ErrUnexpectedEOF
	case err == io.EOF && c.want != 0 && c.sum.Sum32() != c.want:
		return n, errors.New("checksum error")
	}
	if err != nil && err != io.EOF {
		c.file.block.err = errLost
	}
	return n, err
}

func (c *content) read(p []byte) (n int, err error) {
	defer recoverTo(&err)
	return c.in.Read(p)
}

// Close keeps the block's decompressor for the file that follows.
func (c *content) Close() (err error) {
	defer recoverTo(&err)
	c.file.block.at = c.file.at + c.n
	return c.in.Close()
}
