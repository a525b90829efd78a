package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"reftel/corpus/unpack"

	"golang.org/x/text/encoding/unicode"
)

// A source is an opened file. After passed, no more of it will be read.
type source interface {
	io.ReadCloser
	input() unpack.Input
	endless() bool // its end is not known
	passed()
}

// input opens a file.
func (s *scan) input(f found) (source, error) {
	if f.info == nil {
		return s.standardInput(), nil
	}
	if !f.info.Mode().IsRegular() {
		return newPatient(s.ctx, s.count, func() (io.ReadCloser, error) { return os.Open(f.path) }), nil
	}
	file, err := os.Open(f.path)
	switch {
	case err != nil:
		return nil, err
	case fileSize(file) == 0:
		return newPatient(s.ctx, s.count, func() (io.ReadCloser, error) { return unsized{file}, nil }), nil
	}
	return s.regular(file, file.Close), nil
}

// unsized is a file that says it is empty. Those of /proc do and hold much, or
// wait for more.
type unsized struct{ *os.File }

func (u unsized) Read(p []byte) (int, error) {
	n, err := u.File.Read(p)
	if n > 0 && fileSize(u.File) > 0 {
		return 0, errGrew
	}
	return n, err
}

// standardInput returns the source of standard input, which stays open.
func (s *scan) standardInput() source {
	if fileSize(s.stdin) > 0 {
		return s.regular(s.stdin.(*os.File), func() error { return nil })
	}
	return newPatient(s.ctx, s.count, func() (io.ReadCloser, error) { return io.NopCloser(s.stdin), nil })
}

// regular is a file whose bytes are all there. It counts what is read, and ends
// with its context. Of a file that grows meanwhile only what was there at first
// is read: it might grow by what is printed of it, and so for ever.
type regular struct {
	ctx         context.Context
	file        *os.File
	close       func() error
	n           *atomic.Int64
	start, size int64 // of what is there to be read
	pos         int64 // of what Read gives next
	read        int64 // counted so far
}

// ErrChanged is wrapped by the RecordError of a file that another program changed
// while it was read.
var ErrChanged = errors.New("read it again")

// How a file ends that another program is writing. The current record is then cut,
// or may be.
var (
	errGrew   = fmt.Errorf("the file grew while it was read: %w for the rest", ErrChanged)
	errShrank = fmt.Errorf("the file was cut while it was read: %w", ErrChanged)
)

// regular returns the source of what is not yet read of a file.
func (s *scan) regular(file *os.File, close func() error) *regular {
	r := &regular{ctx: s.ctx, file: file, close: close, n: s.count}
	r.start, _ = file.Seek(0, io.SeekCurrent)
	r.size = fileSize(file) - r.start
	return r
}

func (r *regular) input() unpack.Input { return unpack.Input{Reader: r, At: r, Size: r.size} }

func (r *regular) endless() bool { return false }

func (r *regular) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if r.pos == r.size {
		return 0, r.end()
	}
	n, err := r.file.Read(p[:min(int64(len(p)), r.size-r.pos)])
	r.pos += int64(n)
	r.add(int64(n))
	if err == io.EOF {
		err = r.end()
	}
	return n, err
}

// end returns io.EOF if the file is still as long as it was, or what became of
// it.
func (r *regular) end() error {
	info, err := r.file.Stat()
	switch {
	case err != nil:
		return err
	case info.Size() > r.start+r.size:
		return errGrew
	case info.Size() < r.start+r.size:
		return errShrank
	}
	return io.EOF
}

// ReadAt counts no more bytes than there are: some are read again.
func (r *regular) ReadAt(p []byte, at int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if at < 0 || at >= r.size {
		return 0, io.EOF
	}
	n, err := r.file.ReadAt(p, r.start+at)
	r.add(max(0, min(int64(n), r.size-r.read)))
	return n, err
}

func (r *regular) add(n int64) {
	r.read += n
	r.n.Add(n)
}

// passed counts what was passed over, too.
func (r *regular) passed() { r.add(max(0, r.size-r.read)) }

func (r *regular) Close() error { return r.close() }

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

func (p *patient) input() unpack.Input { return unpack.Input{Reader: p} }

func (p *patient) endless() bool { return true }

func (p *patient) passed() {}

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
