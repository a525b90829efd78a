package unpack

import (
	"errors"
	"fmt"
	"io"
)

// Options are limits against archives that unpack to far more than their size. 0 or
// less is the default.
type Options struct {
	// MaxRatio is how many times its size an input may unpack to, with all nested
	// archives, beyond the first 16 MiB.
	MaxRatio int64
	// MaxMember is the length in bytes of a member of an archive, or of what a
	// compressed file holds.
	MaxMember int64
	// MaxMembers is the number of members of an input, with folders and the members
	// of nested archives. The list of a ZIP or 7z archive takes about 500 bytes of
	// memory a member.
	MaxMembers int
	// MaxBuffer is the memory in bytes that a decompressor may use, and that a ZIP or
	// 7z archive may take which is nested or comes through a pipe.
	MaxBuffer int64
	// IsPlain reports whether an input with these first bytes is known not to be
	// packed, so that a slow pipe need not be read further; nil knows none.
	IsPlain func(head []byte) bool
}

func (o Options) withDefaults() Options {
	o.MaxRatio = positive(o.MaxRatio, DefaultMaxRatio)
	o.MaxMember = positive(o.MaxMember, DefaultMaxMember)
	o.MaxMembers = positive(o.MaxMembers, DefaultMaxMembers)
	o.MaxBuffer = positive(o.MaxBuffer, DefaultMaxBuffer)
	if o.IsPlain == nil {
		o.IsPlain = func([]byte) bool { return false }
	}
	return o
}

// positive returns n, or the default if that is 0 or less.
func positive[T int | int64](n, or T) T {
	if n <= 0 {
		return or
	}
	return n
}

// The errors of inputs beyond the limits of Options.
var (
	ErrRatio   = errors.New("unpacks to more than the limit") // MaxRatio
	ErrMember  = errors.New("longer than the limit")          // MaxMember
	ErrMembers = errors.New("more than the limit")            // MaxMembers
)

// The defaults of Options.
const (
	// DefaultMaxRatio is the default of Options.MaxRatio. Cables unpack to 3 to 5
	// times their size in gzip and xz, a bomb to 1,000 times and more.
	DefaultMaxRatio = 500
	// DefaultMaxMember is three times the length of the 3.3 million telegrams of
	// 1973–79 in one file.
	DefaultMaxMember = 64 << 30
	// DefaultMaxMembers is four times the number of the cables of Cablegate.
	DefaultMaxMembers = 1_000_000
	// DefaultMaxBuffer is the memory that 7-Zip's highest level needs.
	DefaultMaxBuffer = 256 << 20

	// ratioFloor is the number of bytes that any input may unpack to: too few to do
	// harm, and many times the first piece that a decompressor returns.
	ratioFloor = 16 << 20
)

// A budget counts what one input unpacks to.
type budget struct {
	opt    Options
	packed func() int64 // bytes of the input, or those read so far
	spent  int64        // bytes unpacked, at all levels
	count  int          // members
	err    error        // why the rest of the input is not read
}

// spend adds bytes that were unpacked. Once they are too many, it returns an error.
func (b *budget) spend(n int64) error {
	b.spent += n
	if b.err == nil && b.excessive(b.spent, b.packed()) {
		b.err = b.errRatio("the rest is not read")
	}
	return b.err
}

// excessive reports whether the sizes are those of a bomb.
func (b *budget) excessive(size, packed int64) bool {
	return size > ratioFloor && size/b.opt.MaxRatio > packed
}

// another adds a member. It returns an error if there are too many.
func (b *budget) another() error {
	if b.count++; b.count > b.opt.MaxMembers && b.err == nil {
		b.err = b.errMembers()
	}
	return b.err
}

func (b *budget) errRatio(outcome string) error {
	return fmt.Errorf("%w of %d times its size: %s", ErrRatio, b.opt.MaxRatio, outcome)
}

func (b *budget) errMembers() error {
	return fmt.Errorf("%w of %d members: the rest is not read", ErrMembers, b.opt.MaxMembers)
}

func (b *budget) errMember() error {
	return fmt.Errorf("%w of %d bytes for what is unpacked: not read", ErrMember, b.opt.MaxMember)
}

// check returns an error if a member of a size, unpacked and packed, must not be read.
func (b *budget) check(size, packed int64) error {
	if size > b.opt.MaxMember {
		return b.errMember()
	}
	return b.checkRatio(size, packed)
}

func (b *budget) checkRatio(size, packed int64) error {
	if b.excessive(size, packed) {
		return b.errRatio("not read")
	}
	return nil
}

// metered reads unpacked data within the budget. It ends with the context.
type metered struct {
	w    *walk
	r    io.Reader
	what string // what is unpacked, for messages
	n    int64
}

func (w *walk) meter(r io.Reader, what string) io.Reader {
	return &metered{w: w, r: r, what: what}
}

func (m *metered) Read(p []byte) (int, error) {
	if err := m.w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	if err := m.w.budget.spend(int64(n)); err != nil {
		return n, err
	}
	if m.n > m.w.budget.opt.MaxMember {
		return n, m.w.budget.errMember()
	}
	if err == io.EOF {
		return n, err
	}
	return n, damage(m.what, err)
}

// damage adds to an error, if there is one, what was read. An early end is an error.
func damage(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*DocumentError)):
		return err
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s ends too early", what)
	case isMemory(err):
		return fmt.Errorf("%s: its dictionary takes more memory than the limit", what)
	}
	return fmt.Errorf("%s: %w", what, err)
}
