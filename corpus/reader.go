package corpus

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// DefaultMaxRecord is the length in bytes beyond which a record is rejected
// where Options does not say: 300 times the longest of 1,669 real cables.
const DefaultMaxRecord = 16 << 20

// Options say how to read an archive. The zero value is fit for use.
type Options struct {
	// Format is the layout of all files; empty or Auto tells each by content.
	Format Format
	// MaxRecord is the length in bytes beyond which a record is rejected; 0 or
	// less is DefaultMaxRecord, more than 1 GiB is 1 GiB.
	MaxRecord int64
	// Stdin is read where the path is "-"; nil is os.Stdin.
	Stdin io.Reader
	// PDF reads PDF files; nil rejects them.
	PDF PageReader

	// LeaveOut reports whether a folder, whose real absolute path is given, is no
	// part of an archive, such as that of an index: nothing in it is read, by
	// whatever link it is reached. Nil leaves out none. It may be called by several
	// goroutines.
	LeaveOut func(folder string) bool

	// Found is called with each file of an archive before it is read or passed over,
	// but for standard input; nil is not called.
	Found func(path string, info fs.FileInfo)

	// The limits of unpack.Options.
	MaxRatio, MaxMember, MaxBuffer int64
	MaxMembers                     int
}

// withDefaults returns the options with the defaults where they do not say.
func (o Options) withDefaults() Options {
	if o.MaxRecord <= 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	return o
}

// A Reader reads one archive: a file, a folder or standard input.
type Reader struct {
	path string
	opt  Options
	info fs.FileInfo // nil for standard input

	bytes  atomic.Int64
	size   func() int64
	closed context.Context
	close  context.CancelFunc
}

// Open returns a reader of the archive at path; "-" is standard input. It is
// an error if nothing is there or if the format is unknown. Nothing is read
// yet, so what cannot be read is told by Records.
func Open(path string, opt Options) (*Reader, error) {
	format, err := ParseFormat(string(cmp.Or(opt.Format, Auto)))
	if err != nil {
		return nil, err
	}
	opt.Format = format
	r := &Reader{path: path, opt: opt.withDefaults()}
	if path == "-" {
		r.opt.Stdin = standardInput(opt.Stdin)
	} else if r.info, err = os.Stat(path); err != nil {
		return nil, err
	}
	r.size = sync.OnceValue(r.measure)
	r.closed, r.close = context.WithCancel(context.Background())
	return r, nil
}

func standardInput(r io.Reader) io.Reader {
	if r == nil {
		return os.Stdin
	}
	return r
}

// Path returns the path that the reader was opened with.
func (r *Reader) Path() string { return r.path }

// Records returns the archive's records in order: those of a file as they
// stand there, the files of a folder by name, the members of a packed archive as
// it has them. The error is a *RecordError for a record, file or member that
// could not be read, and reading goes on after it. Any other error is the last:
// the context's, or os.ErrClosed after Close. Range over it once; one record at
// a time is held in memory, and of a packed archive what Options says.
//
// In a folder or packed archive, names that begin with a dot are passed over in
// silence (hidden files, version control, what macOS adds), and what is neither
// file nor folder is reported. Each folder is read once, whatever links lead to
// it; links in packed archives are not followed.
//
// Of a damaged archive that is read which can be: the other members of a ZIP
// archive, the other blocks of a 7z archive, what follows a damaged header in a
// tar archive, what comes before the damage in a compressed file. Where a
// checksum at the end proves wrong, that is reported after the records.
func (r *Reader) Records(ctx context.Context) iter.Seq2[Record, error] {
	return r.Visit(ctx, Visitor{})
}

// Visit is Records with a say in which files are read.
func (r *Reader) Visit(ctx context.Context, v Visitor) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if r.closed.Err() != nil {
			yield(Record{}, os.ErrClosed)
			return
		}
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(r.closed, cancel)()
		s := newScan(inner, r, yield)
		s.visitor = v
		r.each(inner, s.file)
		if s.stopped || inner.Err() == nil {
			return
		}
		if err := ctx.Err(); err != nil {
			yield(Record{}, err)
			return
		}
		yield(Record{}, os.ErrClosed)
	}
}

// each calls visit for each file of the archive until it returns false.
func (r *Reader) each(ctx context.Context, visit visitor) {
	leave := newLeftOut(r.opt.LeaveOut)
	switch {
	case r.info != nil && r.isLeftOut(leave):
		visit(found{path: r.path, err: errLeftOut})
	case r.info != nil && r.info.IsDir():
		walk(ctx, r.path, leave, visit)
	default:
		f := found{path: r.path, info: r.info, named: true}
		if r.info != nil {
			f.device = Device(filepath.Dir(r.path))
		}
		visit(f)
	}
}

var errLeftOut = errors.New("part of an index: not read")

// isLeftOut reports whether the path of the reader itself is left out.
func (r *Reader) isLeftOut(leave *leftOut) bool {
	real, err := realPath(r.path)
	if err != nil {
		return false // which is told when it is read
	}
	if !r.info.IsDir() {
		real = filepath.Dir(real)
	}
	return leave.within(real)
}

// Bytes returns how many bytes of the archive were read so far, as they are on
// disk. What was passed over counts at the end of its file. It may be called at
// any time from any goroutine.
func (r *Reader) Bytes() int64 { return r.bytes.Load() }

// Size returns the number of bytes of all regular files of the archive, or 0
// where it cannot be known, as for a pipe. The first call walks the folder; it
// may run beside Records.
func (r *Reader) Size() int64 { return r.size() }

func (r *Reader) measure() int64 {
	if r.info == nil {
		return fileSize(r.opt.Stdin)
	}
	var total int64
	r.each(r.closed, func(f found) bool {
		if f.err == nil && f.info.Mode().IsRegular() {
			total += f.info.Size()
		}
		return true
	})
	return total
}

// fileSize returns the size of a regular file, 0 for any other reader.
func fileSize(r io.Reader) int64 {
	file, ok := r.(*os.File)
	if !ok {
		return 0
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// Close ends a running Records, also from another goroutine, and frees what
// the reader holds. It leaves standard input open and returns nil.
func (r *Reader) Close() error {
	r.close()
	return nil
}
