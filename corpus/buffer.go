package corpus

import (
	"bytes"
	"fmt"
	"io"
	"math"
)

const (
	minRead    = 64 << 10
	bufferSize = 4 * minRead
	// unlimited is the limit of an input that is sure to end.
	unlimited = math.MaxInt64
)

// A buffer is the unread part of one input, its line ends made LF.
type buffer struct {
	r     io.Reader
	data  []byte
	off   int // the unread part is data[off:]
	line  int // the line at data[off:], from 1
	err   error
	cr    bool  // the last byte read was a CR
	most  int   // the unread part need not be longer
	quiet int64 // bytes since the last record
	limit int64 // of quiet
}

// reset begins with another input, of whose records none is longer than most,
// and which ends with an error after limit bytes without a record.
func (b *buffer) reset(r io.Reader, most int, limit int64) {
	data := b.data[:0]
	if cap(data) == 0 || cap(data) > 2*bufferSize {
		data = make([]byte, 0, bufferSize)
	}
	*b = buffer{r: r, data: data, line: 1, most: most, limit: limit}
}

// unread returns what was read and not advanced over. It is valid until the
// next call of more.
func (b *buffer) unread() []byte { return b.data[b.off:] }

// advance moves on by n bytes of what is unread.
func (b *buffer) advance(n int) {
	b.line += bytes.Count(b.data[b.off:b.off+n], []byte{'\n'})
	b.off += n
}

// found notes that there was a record.
func (b *buffer) found() { b.quiet = 0 }

// more reads on. It returns false at the end, and then err says which end:
// io.EOF or a failure.
func (b *buffer) more() bool {
	for tries := 0; b.err == nil; tries++ {
		b.room()
		n, err := b.r.Read(b.data[len(b.data):cap(b.data)])
		had := len(b.data)
		b.data = b.lineFeeds(b.data[:had+n], had)
		b.err = b.why(n, err, tries)
		if len(b.data) > had {
			return true
		}
	}
	return false
}

// why returns the reason to read no further, if there is one.
func (b *buffer) why(n int, err error, tries int) error {
	b.quiet += int64(n)
	switch {
	case err != nil:
		return err
	case b.quiet > b.limit:
		return fmt.Errorf("no record in %d bytes: the rest is not read", b.limit)
	case n == 0 && tries > 100:
		return io.ErrNoProgress
	}
	return nil
}

// room makes room for reading at least minRead bytes.
func (b *buffer) room() {
	if cap(b.data)-len(b.data) >= minRead {
		return
	}
	rest := b.unread()
	to := b.data[:0]
	if need := len(rest) + minRead; need > cap(b.data) {
		to = make([]byte, 0, max(need, min(2*cap(b.data), b.most+2*minRead)))
	}
	b.data = append(to, rest...)
	b.off = 0
}

// lineFeeds makes LF of the CR and CR LF in data from the place on, in place.
func (b *buffer) lineFeeds(data []byte, from int) []byte {
	fresh := data[from:]
	if b.cr && len(fresh) > 0 && fresh[0] == '\n' {
		fresh = fresh[:copy(fresh, fresh[1:])]
	}
	if len(data) > from {
		b.cr = data[len(data)-1] == '\r'
	}
	return data[:from+unixLines(fresh)]
}

// unixLines makes LF of the CR and CR LF in b and returns the new length.
func unixLines(b []byte) int {
	to := bytes.IndexByte(b, '\r')
	if to < 0 {
		return len(b)
	}
	for from := to; from < len(b); {
		b[to] = '\n' // for the CR at from
		to++
		from++
		if from < len(b) && b[from] == '\n' {
			from++
		}
		n := bytes.IndexByte(b[from:], '\r')
		if n < 0 {
			n = len(b) - from
		}
		to += copy(b[to:], b[from:from+n])
		from += n
	}
	return to
}

// need reads until n bytes are unread or the input ends.
func (b *buffer) need(n int) []byte {
	for len(b.unread()) < n && b.more() {
	}
	return b.unread()
}

// nextLine returns the unread line with its LF, if it has one, without
// advancing. Of a line longer than limit it returns only a part, and false.
// At the end it returns nothing.
func (b *buffer) nextLine(limit int) ([]byte, bool) {
	seen := 0
	for {
		rest := b.unread()
		if i := bytes.IndexByte(rest[seen:], '\n'); i >= 0 {
			return rest[:seen+i+1], seen+i <= limit
		}
		seen = len(rest)
		if seen > limit || !b.more() {
			return b.unread(), seen <= limit
		}
	}
}

// dropLine advances over the rest of the line, however long it is, and returns
// false at the end.
func (b *buffer) dropLine() bool {
	for {
		if i := bytes.IndexByte(b.unread(), '\n'); i >= 0 {
			b.advance(i + 1)
			return true
		}
		b.advance(len(b.unread()))
		if !b.more() {
			return false
		}
	}
}
