package unpack

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

// decompress returns a reader of compressed data, which may be several streams one after
// the other. Its window takes at most most bytes of memory.
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

// isMemory reports whether a decompressor failed because it needs more memory than the
// limit.
func isMemory(err error) bool {
	return errors.Is(err, xz.ErrMemlimit) ||
		errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded)
}

// tamed reads from a library that may panic on damaged data.
type tamed struct{ io.Reader }

func (t tamed) Read(p []byte) (n int, err error) {
	defer tame(&err)
	return t.Reader.Read(p)
}

// tame, deferred, turns a panic into an error.
func tame(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("damaged: %v", p)
	}
}
