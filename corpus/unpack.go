package corpus

import (
	"fmt"
	"io"
	"io/fs"
	"strings"
)

const (
	// maxDepth is how many archives a member may be in: one nested in another.
	maxDepth = 2
	// maxWraps is how many compressions one file may have.
	maxWraps = 2
)

// content reads the records of an input, whatever it is packed in. The error
// is one that concerns it as a whole.
func (s *scan) content(in input) error {
	var head []byte
	head, in.Reader = peek(in.Reader)
	switch p := packingOf(head); p {
	case unpacked:
		if s.opt.PDF != nil && s.format == Auto && isPDF(head) {
			return s.readPDF(in)
		}
		return s.plain(in)
	case zipped, tarred, sevened:
		return s.archive(p, in)
	default:
		return s.compressed(p, in)
	}
}

// compressed reads what a compressed input holds.
func (s *scan) compressed(p packing, in input) error {
	if in.wraps == maxWraps {
		return fmt.Errorf("%s data compressed more than %d times: not read", p, maxWraps)
	}
	what := string(p) + " data"
	r, err := decompress(p, in, s.opt.MaxBuffer)
	if err != nil {
		return damage(what, err)
	}
	defer r.Close()
	return s.content(input{
		Reader: s.meter(r, what), endless: in.endless, depth: in.depth, wraps: in.wraps + 1,
	})
}

// archive reads the members of an archive.
func (s *scan) archive(p packing, in input) error {
	if in.depth == maxDepth {
		return fmt.Errorf("a %s archive in an archive that is itself in one: not read", p)
	}
	err := s.members(p, in)
	if err == nil && !s.emitted {
		return errEmpty
	}
	return err
}

// members reads the members in the archive's own order.
func (s *scan) members(p packing, in input) error {
	if p == tarred {
		return damage("tar archive", s.readTar(in))
	}
	in, err := s.seekable(in)
	if err != nil {
		return damage(string(p)+" archive", err)
	}
	if p == zipped {
		return damage("ZIP archive", s.readZip(in))
	}
	return damage("7z archive", s.read7z(in))
}

// A member is one entry of an archive.
type member struct {
	name string // as the archive has it: no path, and any bytes
	mode fs.FileMode
	// size is the length, and packed that of what it is unpacked from, as far as
	// the archive can be trusted.
	size, packed int64
	// err is why it cannot be read.
	err error
	// open gives the content.
	open func() (io.ReadCloser, error)
}

// member reads a member of an archive, and returns whether the next is wanted.
// As in a folder, names that begin with a dot are passed over.
func (s *scan) member(archive input, m member) bool {
	if err := s.budget.another(); err != nil {
		s.reject(0, nil, err)
		return false
	}
	if m.mode.IsDir() || strings.HasSuffix(m.name, `\`) || isHidden(m.name) {
		return true
	}
	outer := s.src
	s.src.Member = memberName(outer.Member, m.name)
	s.emitted = false
	if err := s.openMember(archive, m); err != nil {
		s.reject(0, nil, err)
	}
	s.src, s.emitted = outer, true
	return s.wanted() && s.budget.err == nil
}

func (s *scan) openMember(archive input, m member) error {
	if m.err != nil {
		return m.err
	}
	if !m.mode.IsRegular() {
		return fmt.Errorf("%s in an archive: only regular files are read there", kindOf(m.mode))
	}
	if err := s.budget.check(m.size, m.packed); err != nil {
		return err
	}
	const what = "member"
	r, err := m.open()
	if err != nil {
		return damage(what, err)
	}
	defer r.Close()
	return s.content(input{Reader: s.meter(r, what), endless: archive.endless, depth: archive.depth + 1})
}

// memberName returns the written name of a member in an archive that is itself the
// member outer, if that is not empty.
func memberName(outer, name string) string {
	name = EscapeName(name)
	if outer == "" {
		return name
	}
	return outer + ":" + name
}

// lastElement returns what follows the last slash, backslash (archivers of old
// on Windows) or colon of a member's name.
func lastElement(name string) string {
	return name[strings.LastIndexAny(name, `/\:`)+1:]
}

// isHidden reports whether an element of the name begins with a dot, but for
// "." and "..", or is the folder that macOS adds to ZIP archives.
func isHidden(name string) bool {
	for element := range strings.FieldsFuncSeq(name, isSlash) {
		if element[0] == '.' && strings.Trim(element, ".") != "" || element == "__MACOSX" {
			return true
		}
	}
	return false
}

func isSlash(r rune) bool { return r == '/' || r == '\\' }
