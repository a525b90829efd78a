package corpus

import (
	"context"
	"errors"
	"hash"
	"hash/crc32"
	"io"

	"github.com/bodgit/sevenzip"
)

// read7z reads the members of a 7z archive. They are packed in blocks of many,
// each of which can only be unpacked from its beginning: what is passed over
// is unpacked, too, and where a block is damaged, all members after that are
// lost.
func (s *scan) read7z(in input) error {
	header, err := s.header7z(in)
	if err != nil || header.plain == nil {
		return err
	}
	archive, err := open7z(s.ctx, in, header.plain)
	if err != nil {
		return err
	}
	for _, file := range archive.File {
		if !s.member(in, s.member7z(header, file)) {
			return nil
		}
		if b := header.block(file); b != nil {
			b.next += clamp(file.UncompressedSize)
		}
	}
	return nil
}

// open7z opens an archive of which the header is known to be sound. The
// library looks through all blocks for each file, which may take long: it is
// not waited for when the context ends.
func open7z(ctx context.Context, in input, header []byte) (*sevenzip.Reader, error) {
	type result struct {
		archive *sevenzip.Reader
		err     error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() { done <- r }()
		defer tame(&r.err)
		view := newView7z(in, header)
		r.archive, r.err = sevenzip.NewReader(view, view.size())
	}()
	select {
	case r := <-done:
		return r.archive, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// block returns the block that holds the file, nil for one without content.
func (h *header7z) block(file *sevenzip.File) *block7z {
	if file.UncompressedSize == 0 || file.Stream >= len(h.blocks) {
		return nil
	}
	return &h.blocks[file.Stream]
}

var errLost = errors.New("lost: the block of the archive that it is packed in is damaged before it")

func (s *scan) member7z(h *header7z, file *sevenzip.File) member {
	size := clamp(file.UncompressedSize)
	m := member{name: file.Name, mode: file.Mode(), size: size, packed: size}
	b := h.block(file)
	if b == nil {
		m.open = func() (io.ReadCloser, error) { return io.NopCloser(failed{io.EOF}), nil }
		return m
	}
	m.err = b.err
	if m.err == nil {
		m.err = s.budget.checkRatio(b.unpacked, b.packed)
	}
	m.open = func() (io.ReadCloser, error) {
		if err := s.budget.spend(b.next - b.at); err != nil {
			return nil, err
		}
		return b.open(file)
	}
	return m
}

// open opens the next file of the block.
func (b *block7z) open(file *sevenzip.File) (in io.ReadCloser, err error) {
	b.err = errLost // unless this goes well
	defer tame(&err)
	in, err = file.Open()
	if err != nil {
		return nil, err
	}
	b.err = nil
	return &content7z{block: b, in: in, size: clamp(file.UncompressedSize), sum: crc32.NewIEEE(), want: file.CRC32}, nil
}

// content7z reads a file and checks it.
type content7z struct {
	block *block7z
	in    io.ReadCloser
	size  int64
	n     int64 // read
	sum   hash.Hash32
	want  uint32 // 0 is unknown
}

func (c *content7z) Read(p []byte) (int, error) {
	n, err := tamed{c.in}.Read(p)
	c.n += int64(n)
	_, _ = c.sum.Write(p[:n])
	switch {
	case err == io.EOF && c.n < c.size:
		err = io.ErrUnexpectedEOF
	case err == io.EOF && c.want != 0 && c.sum.Sum32() != c.want:
		return n, errors.New("checksum error")
	}
	if err != nil && err != io.EOF {
		c.block.err = errLost
	}
	return n, err
}

// Close keeps the block's decompressor for the file that follows.
func (c *content7z) Close() (err error) {
	defer tame(&err)
	c.block.at = c.block.next + c.n
	return c.in.Close()
}
