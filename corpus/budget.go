package corpus

import (
	"errors"
	"fmt"
	"io"
)

// The limits of unpacking where Options does not say.
const (
	// DefaultMaxRatio is how many times its size a file may unpack to. Cables
	// make 3 to 5 times their size in gzip and xz; a bomb makes 1,000 and more.
	DefaultMaxRatio = 500
	// DefaultMaxMember is the length in bytes of a member: three times that of
	// the 3.3 million telegrams of 1973–79 in one file.
	DefaultMaxMember = 64 << 30
	// DefaultMaxMembers is the number of members: four times that of the cables
	// of Cablegate in a file each.
	DefaultMaxMembers = 1_000_000
	// DefaultMaxBuffer is the memory in bytes: what 7-Zip's highest level asks.
	DefaultMaxBuffer = 256 << 20

	// ratioFloor is how many bytes any file may unpack to: little enough to be
	// no harm, and many times the first piece that a decompressor gives.
	ratioFloor = 16 << 20
)

// A budget is what may be spent on unpacking one file, with all that is nested
// in it.
type budget struct {
	opt    Options
	packed func() int64 // bytes of the file, or those read so far
	spent  int64        // bytes unpacked, at all levels
	count  int          // members
	err    error        // why the rest of the file is not read
}

// spend notes bytes that were unpacked. The error is that of this and all later
// calls when it was too much.
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

// another counts a member. The error is set when there are too many.
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

// check returns why a member of that size, before and after packing, is not to
// be read.
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

// metered reads what is unpacked, within the budget, and ends with the context.
type metered struct {
	s    *scan
	r    io.Reader
	what string // what is unpacked, for messages
	n    int64
}

func (s *scan) meter(r io.Reader, what string) io.Reader {
	return &metered{s: s, r: r, what: what}
}

func (m *metered) Read(p []byte) (int, error) {
	if err := m.s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(p)
	m.n += int64(n)
	if err := m.s.budget.spend(int64(n)); err != nil {
		return n, err
	}
	if m.n > m.s.budget.opt.MaxMember {
		return n, m.s.budget.errMember()
	}
	if err == io.EOF {
		return n, err
	}
	return n, damage(m.what, err)
}

// damage adds to an error, if any, what was read. An early end is an error.
func damage(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(kindError)):
		return err
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s ends too early", what)
	case isMemory(err):
		return fmt.Errorf("%s: its dictionary takes more memory than the limit", what)
	}
	return fmt.Errorf("%s: %w", what, err)
}
