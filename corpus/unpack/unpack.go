// Package unpack reads the files that an input is packed in: compressed by gzip,
// bzip2, xz or zstd, members of a ZIP, tar or 7z archive, or archives in archives.
// The packing is detected by the first bytes. Nothing is written to disk, and limits
// stop archives that unpack to far more than their size.
//
//	input → [decompress → members of an archive …] → File
package unpack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
)

const (
	// maxDepth is the number of archives that a member may be in, one in another.
	maxDepth = 2
	// maxWraps is the number of compressions that one file may have.
	maxWraps = 2
)

// An Input is the bytes of a file as it is on disk.
type Input struct {
	io.Reader
	// At reads the same bytes in any order, and Size is their number. At is nil if
	// they can only be read in sequence.
	At   io.ReaderAt
	Size int64
	// Count returns the number of bytes that were read so far.
	Count func() int64
}

// A File is a file without a packing: the input itself, what it unpacks to, or a
// member of an archive.
type File struct {
	io.Reader
	// Name is the name of the member as the archive has it: any bytes, no path that
	// may be opened, and perhaps not the only member of that name. In a nested
	// archive a colon joins the names: "more.zip:dir/08QUITO1.txt". It is empty for
	// an input that is not an archive.
	Name string
	// Compressed counts the compressions of the file.
	Compressed int
	// Head holds the first bytes, at most 1,024 of them.
	Head []byte

	in input
	w  *walk
}

// Seekable returns the bytes of the file in any order, and their number, in place of
// Reader. They are held in memory unless the file is the input and has At.
func (f File) Seekable() (io.ReaderAt, int64, error) {
	in, err := f.w.seekable(f.in)
	return in.at, in.size, err
}

// Files yields the files of an input in order. An error concerns the file or archive
// of the given name, or a part of it, and others may follow. The Reader of a File is
// valid until the next one. Hidden members, whose names begin with a dot, are left
// out. The sequence ends with ctx.
//
// Of a damaged archive it yields what can be read: the other members of a ZIP
// archive, the other blocks of a 7z archive, what follows a damaged header in a tar
// archive, what comes before the damage in a compressed file.
func Files(ctx context.Context, in Input, opt Options) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		w := &walk{ctx: ctx, opt: opt.withDefaults(), yield: yield}
		w.budget = budget{opt: w.opt, packed: in.Count}
		if err := w.content(input{Reader: in.Reader, at: in.At, size: in.Size}); err != nil {
			w.reject(err)
		}
	}
}

// A walk reads the files of one input.
type walk struct {
	ctx     context.Context
	opt     Options
	budget  budget
	yield   func(File, error) bool
	stopped bool   // yield returned false
	name    string // of the current member
	yielded bool   // a file or an error of the current archive
}

// An input is the bytes of the Input, of a member, or of what they unpack to.
type input struct {
	io.Reader
	// at and size are as in Input.
	at   io.ReaderAt
	size int64
	// depth counts the archives that the input is a member of, wraps the
	// compressions that were undone to get it.
	depth, wraps int
}

// wanted reports whether to read on.
func (w *walk) wanted() bool { return !w.stopped && w.ctx.Err() == nil }

// give yields a file or an error and reports whether to read on.
func (w *walk) give(f File, err error) bool {
	w.yielded = true
	if w.wanted() {
		f.Name = w.name
		w.stopped = !w.yield(f, err)
	}
	return w.wanted()
}

// reject yields the error of the current member.
func (w *walk) reject(err error) bool { return w.give(File{}, err) }

// content yields the files of an input. The error concerns it as a whole.
func (w *walk) content(in input) error {
	var head []byte
	head, in.Reader = w.peek(in.Reader)
	switch p := packingOf(head); p {
	case unpacked:
		w.give(File{Reader: in.Reader, Compressed: in.wraps, Head: head, in: in, w: w}, nil)
		return nil
	case zipped, tarred, sevened:
		return w.archive(p, in)
	default:
		return w.compressed(p, in)
	}
}

// compressed yields the files of a compressed input.
func (w *walk) compressed(p packing, in input) error {
	if in.wraps == maxWraps {
		return fmt.Errorf("%s data compressed more than %d times: not read", p, maxWraps)
	}
	what := string(p) + " data"
	r, err := decompress(p, in, w.opt.MaxBuffer)
	if err != nil {
		return damage(what, err)
	}
	defer r.Close()
	return w.content(input{Reader: w.meter(r, what), depth: in.depth, wraps: in.wraps + 1})
}

var errEmpty = errors.New("empty: holds no record")

// archive yields the files of an archive.
func (w *walk) archive(p packing, in input) error {
	if in.depth == maxDepth {
		return fmt.Errorf("a %s archive in an archive that is itself in one: not read", p)
	}
	w.yielded = false
	err := w.members(p, in)
	if err == nil && !w.yielded {
		return errEmpty
	}
	return err
}

// members reads the members in the order of the archive.
func (w *walk) members(p packing, in input) error {
	if p == tarred {
		return damage("tar archive", w.readTar(in))
	}
	in, err := w.seekable(in)
	if err != nil {
		return damage(string(p)+" archive", err)
	}
	if p == zipped {
		return damage("ZIP archive", w.readZip(in))
	}
	return damage("7z archive", w.read7z(in))
}

// A member is one entry of an archive.
type member struct {
	name string // as the archive has it: no path, and any bytes
	mode fs.FileMode
	// size is the length, and packed that of the data it is unpacked from, as the
	// archive states them.
	size, packed int64
	// err is why the member can't be read.
	err error
	// open returns the content.
	open func() (io.ReadCloser, error)
}

// member yields the files of a member of an archive, and reports whether to read the
// next one. Hidden members are left out.
func (w *walk) member(archive input, m member) bool {
	if err := w.budget.another(); err != nil {
		w.reject(err)
		return false
	}
	if m.mode.IsDir() || strings.HasSuffix(m.name, `\`) || isHidden(m.name) {
		return true
	}
	outer := w.name
	w.name = m.name
	if outer != "" {
		w.name = outer + ":" + m.name
	}
	if err := w.openMember(archive, m); err != nil {
		w.reject(err)
	}
	w.name, w.yielded = outer, true
	return w.wanted() && w.budget.err == nil
}

func (w *walk) openMember(archive input, m member) error {
	if m.err != nil {
		return m.err
	}
	if !m.mode.IsRegular() {
		return fmt.Errorf("%s in an archive: only regular files are read there", KindOf(m.mode))
	}
	if err := w.budget.check(m.size, m.packed); err != nil {
		return err
	}
	const what = "member"
	r, err := m.open()
	if err != nil {
		return damage(what, err)
	}
	defer r.Close()
	return w.content(input{Reader: w.meter(r, what), depth: archive.depth + 1})
}

// isHidden reports whether an element of the name begins with a dot, except "." and
// "..", or is the folder that macOS adds to ZIP archives.
func isHidden(name string) bool {
	for element := range strings.FieldsFuncSeq(name, isSlash) {
		if element[0] == '.' && strings.Trim(element, ".") != "" || element == "__MACOSX" {
			return true
		}
	}
	return false
}

func isSlash(r rune) bool { return r == '/' || r == '\\' }

// KindOf returns what a file that is not regular is, for messages.
func KindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return fmt.Sprintf("special file (%v)", mode.Type())
}
