package corpus

import (
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/mikelolasagasti/xz"
)

// decompress returns a reader of what compressed data hold, streams joined end
// to end included. It takes no more memory for a window than most bytes.
func decompress(p packing, r io.Reader, most int64) (io.ReadCloser, error) {
	switch p {
	case gzipped:
		return gzip.NewReader(r)
	case bzipped:
		return io.NopCloser(bzip2.NewReader(r)), nil
	case xzipped:
		in, err := xz.NewReader(r, uint32(min(most, math.MaxUint32)))
		return io.NopCloser(tamed{in}), err
	case zstdized:
		in, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(uint64(max(most, zstd.MinWindowSize))))
		if err != nil {
			return nil, err
		}
		return in.IOReadCloser(), nil
	}
	return nil, fmt.Errorf("no compression %q", p)
}

// isMemory reports whether err is that of a decompressor which was not given the
// memory that it asked for.
func isMemory(err error) bool {
	return errors.Is(err, xz.ErrMemlimit) ||
		errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded)
}

// tamed reads from a library that panics, or may, on damaged data.
type tamed struct{ io.Reader }

func (t tamed) Read(p []byte) (n int, err error) {
	defer tame(&err)
	return t.Reader.Read(p)
}

// tame, deferred, makes an error of a panic.
func tame(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("damaged: %v", p)
	}
}
