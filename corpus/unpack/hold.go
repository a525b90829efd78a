package unpack

import (
	"fmt"
	"io"
)

// seekable returns the input with at set. It holds the bytes in memory, up to the limit,
// if they can only be read from first to last.
func (w *walk) seekable(in input) (input, error) {
	if in.at != nil {
		w.budget.packed = func() int64 { return in.size }
		return in, nil
	}
	h, err := hold(in, w.opt.MaxBuffer)
	if err != nil {
		return in, err
	}
	in.at, in.size = h, h.size
	return in, nil
}

const heldPiece = 256 << 10

// held is an input in memory, in pieces so that it grows without copying.
type held struct {
	pieces [][]byte // each but the last of heldPiece bytes
	size   int64
}

// hold reads r to its end. More bytes than the limit are an error.
func hold(r io.Reader, limit int64) (*held, error) {
	h := &held{}
	for {
		piece := make([]byte, heldPiece)
		n, err := io.ReadFull(r, piece)
		h.pieces = append(h.pieces, piece[:n])
		h.size += int64(n)
		switch {
		case h.size > limit:
			return nil, fmt.Errorf("nested or from a pipe, and longer than the limit of %d bytes for what must be held in memory: not read; unpack it first", limit)
		case err == io.EOF, err == io.ErrUnexpectedEOF:
			return h, nil
		case err != nil:
			return nil, err
		}
	}
}

func (h *held) ReadAt(p []byte, at int64) (int, error) {
	n := 0
	for n < len(p) && at >= 0 && at < h.size {
		c := copy(p[n:], h.pieces[at/heldPiece][at%heldPiece:])
		n += c
		at += int64(c)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
