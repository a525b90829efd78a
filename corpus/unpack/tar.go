package unpack

import (
	"archive/tar"
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// tarBuffer is the number of bytes that are read at once.
const tarBuffer = 64 << 10

// readTar reads the members of a tar archive. A damaged header is an error, and
// reading goes on with the next good one.
func (w *walk) readTar(in input) error {
	blocks := &tarBlocks{r: bufio.NewReaderSize(in, tarBuffer)}
	archive := tar.NewReader(blocks)
	for {
		header, err := archive.Next()
		switch {
		case err == io.EOF:
			return blocks.end()
		case errors.Is(err, tar.ErrHeader):
			if !w.reject(damage("tar archive", err)) {
				return nil
			}
			if err := blocks.toHeader(); err != nil {
				return notEOF(err)
			}
			archive = tar.NewReader(blocks)
		case err != nil && !errors.Is(err, tar.ErrInsecurePath):
			return err
		case !w.member(in, tarMember(header, archive)):
			return nil
		}
	}
}

// notEOF returns err unless it is io.EOF or io.ErrUnexpectedEOF.
func notEOF(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// tarMember returns the member of a header. An entry about the archive, such as the
// label of a tape, counts as a folder.
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

// Read reads a whole block: package tar reads headers so.
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

// toHeader advances to the next valid header, which may be the last block read, so that
// it is read next. The error is io.EOF or a failure.
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

// tarTail is the number of zeros that are read after the end of an archive; tar writes
// at most 10 KiB.
const tarTail = 1 << 20

// end reads the zeros after the end of an archive, so that the checksum of a
// compression around it is read. It returns an error if the archive ends without
// zeros or if more follows them.
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
