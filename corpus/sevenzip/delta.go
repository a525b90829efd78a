package sevenzip

import (
	"errors"
	"io"

	"github.com/bodgit/sevenzip"
)

// deltaID is the method of the delta filter (7-Zip, DOC/Methods.txt).
var deltaID = []byte{0x03}

// The library's own delta filter (v1.6.5, internal/delta/reader.go: Read) drops the
// end of its input: it returns no byte and no error for ever where a block ends early.
func init() { sevenzip.RegisterDecompressor(deltaID, newDeltaReader) }

// A deltaReader adds to each byte the byte that is len(last) before it.
type deltaReader struct {
	io.ReadCloser
	last []byte // the last bytes read, as a ring
	next int    // of last
}

// newDeltaReader returns a reader of what the filter was given. Its one property is
// the distance less 1.
func newDeltaReader(properties []byte, _ uint64, in []io.ReadCloser) (io.ReadCloser, error) {
	if len(in) != 1 || len(properties) != 1 {
		return nil, errors.New("delta filter: expected one stream and one property")
	}
	return &deltaReader{ReadCloser: in[0], last: make([]byte, int(properties[0])+1)}, nil
}

func (d *deltaReader) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	for i := range p[:n] {
		p[i] += d.last[d.next]
		d.last[d.next] = p[i]
		d.next = (d.next + 1) % len(d.last)
	}
	return n, err
}
