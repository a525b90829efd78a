package corpus

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// readTar reads the members of a tar archive. Where the header of one is
// damaged, that is reported, and reading goes on with the next good one.
func (s *scan) readTar(in input) error {
	blocks := &tarBlocks{r: bufio.NewReaderSize(in, minRead)}
	archive := tar.NewReader(blocks)
	for {
		header, err := archive.Next()
		switch {
		case err == io.EOF:
			return blocks.end()
		case errors.Is(err, tar.ErrHeader):
			if !s.reject(0, nil, damage("tar archive", err)) {
				return nil
			}
			if err := blocks.toHeader(); err != nil {
				return notEOF(err)
			}
			archive = tar.NewReader(blocks)
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			return err
		case !s.member(in, tarMember(header, archive)):
			return nil
		}
	}
}

// notEOF returns the error unless it says only that nothing follows.
func notEOF(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// tarMember returns the member that the archive is at. What is about the
// archive, such as a tape's label, counts as a folder.
func tarMember(h *tar.Header, archive *tar.Reader) member {
	m := member{name: h.Name, mode: h.FileInfo().Mode(), size: h.Size, packed: h.Size}
	m.open = func() (io.ReadCloser, error) { return io.NopCloser(archive), nil }
	switch h.Typeflag {
	case tar.TypeLink:
		m.err = errors.New("hard link in an archive: only regular files are read there")
	case tar.TypeXGlobalHeader, 'V', 'D':
		m.mode = fs.ModeDir
	}
	return m
}

// tarBlocks reads the blocks of a tar archive and remembers the last.
type tarBlocks struct {
	r     *bufio.Reader
	last  [tarBlock]byte
	again []byte // of last, which is read once more
	tried bool   // last was read once more
	ended bool   // nothing follows last
}

// Read reads a block as a whole: headers are asked for so.
func (b *tarBlocks) Read(p []byte) (int, error) {
	if len(b.again) > 0 {
		n := copy(p, b.again)
		b.again = b.again[n:]
		return n, nil
	}
	if len(p) != tarBlock {
		n, err := b.r.Read(p)
		b.ended = err != nil
		return n, err
	}
	n, err := io.ReadFull(b.r, p)
	b.ended = err != nil
	if !b.ended {
		copy(b.last[:], p)
		b.tried = false
	}
	return n, err
}

// toHeader moves on to a block that is a valid header, even the last one, so
// that it is read next. The error is io.EOF or a failure.
func (b *tarBlocks) toHeader() error {
	for b.tried || !startsTar(b.last[:]) || !tarSumIsGood(b.last[:]) {
		if _, err := io.ReadFull(b.r, b.last[:]); err != nil {
			return err
		}
		b.tried = false
	}
	b.tried = true
	b.again = b.last[:]
	return nil
}

// tarTail is how much of the zeros after the end of an archive is read: tar
// writes 10 KiB at most.
const tarTail = 1 << 20

// end reads what follows the blocks of zeros that end an archive, so that the
// checksum of a compression around it is seen. The error is set if there were
// none, or if more follows.
func (b *tarBlocks) end() error {
	if b.ended && len(bytes.Trim(b.last[:], "\x00")) > 0 {
		return errors.New("ends without the mark of its end: it may be cut short")
	}
	for n := 0; n < tarTail; {
		piece, err := b.r.Peek(max(1, b.r.Buffered()))
		switch {
		case len(bytes.Trim(piece, "\x00")) > 0:
			return errors.New("more follows its end: not read")
		case err != nil:
			return notEOF(err)
		}
		n += len(piece)
		_, _ = b.r.Discard(len(piece))
	}
	return nil
}
