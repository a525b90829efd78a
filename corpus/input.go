package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"golang.org/x/text/encoding/unicode"
)

// input opens a file. Endless is said of an input whose end cannot be told.
func (s *scan) input(f found) (in io.ReadCloser, endless bool, err error) {
	if f.info == nil || !f.info.Mode().IsRegular() {
		return newPatient(s.ctx, s.count, s.opener(f)), true, nil
	}
	file, err := os.Open(f.path)
	if err != nil {
		return nil, false, err
	}
	return &counted{ctx: s.ctx, ReadCloser: file, n: s.count}, false, nil
}

func (s *scan) opener(f found) func() (io.ReadCloser, error) {
	if f.info == nil {
		return func() (io.ReadCloser, error) { return io.NopCloser(s.stdin), nil }
	}
	return func() (io.ReadCloser, error) { return os.Open(f.path) }
}

// counted counts what is read and ends when its context does.
type counted struct {
	ctx context.Context
	io.ReadCloser
	n *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.ReadCloser.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// patient reads an input whose opening or reading may wait for ever, such as a
// pipe that nobody writes to: a goroutine waits, so that the reader can end
// with its context. Where the system gives no way to wake it, the goroutine
// ends with the wait.
type patient struct {
	ctx  context.Context
	end  context.CancelFunc
	want chan struct{}
	got  chan chunk
	rest chunk
}

type chunk struct {
	data []byte
	err  error
}

func newPatient(ctx context.Context, n *atomic.Int64, open func() (io.ReadCloser, error)) *patient {
	ctx, end := context.WithCancel(ctx)
	p := &patient{ctx: ctx, end: end, want: make(chan struct{}), got: make(chan chunk)}
	go p.wait(n, open)
	return p
}

func (p *patient) wait(n *atomic.Int64, open func() (io.ReadCloser, error)) {
	in, err := open()
	if err != nil {
		p.put(chunk{err: err})
		return
	}
	defer in.Close()
	// Closing wakes a read that waits for a pipe.
	defer context.AfterFunc(p.ctx, func() { in.Close() })()
	buf := make([]byte, 64<<10)
	for err == nil && p.ctx.Err() == nil {
		var c int
		c, err = in.Read(buf)
		n.Add(int64(c))
		p.put(chunk{buf[:c], err})
		p.wanted()
	}
}

// put hands over a chunk, which is the reader's until it wants the next.
func (p *patient) put(c chunk) {
	select {
	case p.got <- c:
	case <-p.ctx.Done():
	}
}

func (p *patient) wanted() {
	select {
	case <-p.want:
	case <-p.ctx.Done():
	}
}

func (p *patient) Read(b []byte) (int, error) {
	if len(p.rest.data) == 0 && p.rest.err == nil {
		p.next()
	}
	n := copy(b, p.rest.data)
	p.rest.data = p.rest.data[n:]
	if len(p.rest.data) > 0 {
		return n, nil
	}
	return n, p.rest.err
}

// next waits for a chunk, giving back the buffer of the last one.
func (p *patient) next() {
	if p.rest.data != nil {
		select {
		case p.want <- struct{}{}:
		case <-p.ctx.Done():
		}
	}
	select {
	case p.rest = <-p.got:
	case <-p.ctx.Done():
		p.rest = chunk{err: p.ctx.Err()}
	}
}

// Close ends the waiting. It returns nil.
func (p *patient) Close() error {
	p.end()
	return nil
}

// decodeWide reads the byte order mark and returns what follows as bytes that
// extend ASCII: UTF-16 becomes UTF-8, which is said.
func decodeWide(r io.Reader) (io.Reader, bool, error) {
	mark := make([]byte, 3)
	n, err := io.ReadFull(r, mark)
	mark = mark[:n]
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, false, err
	}
	switch {
	case bytes.Equal(mark, []byte("\xef\xbb\xbf")):
		return r, false, nil
	case bytes.HasPrefix(mark, []byte("\xff\xfe")), bytes.HasPrefix(mark, []byte("\xfe\xff")):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		return utf16.Reader(io.MultiReader(bytes.NewReader(mark), r)), true, nil
	}
	return io.MultiReader(bytes.NewReader(mark), r), false, nil
}

// kindOf names what a file that is not regular is, for messages.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return fmt.Sprintf("special file (%v)", mode.Type())
}
