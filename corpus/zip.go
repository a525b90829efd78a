package corpus

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// readZip reads the members of a ZIP archive in the order of its directory, or,
// where that is lost, those that stand before the cut.
func (s *scan) readZip(in input) error {
	archive, err := s.openZip(in)
	if archive == nil {
		return err
	}
	for _, file := range archive.File {
		if !s.member(in, zipMember(file)) {
			return nil
		}
	}
	return err
}

// openZip returns the archive, and an error if it can't be read as a whole.
func (s *scan) openZip(in input) (*zip.Reader, error) {
	// Searching its end, the directory's last 64 KiB may be seen twice.
	directory := &zipDirectory{ReaderAt: in.at, left: s.opt.MaxMembers + 1<<16/zipEntry}
	archive, err := zip.NewReader(directory, in.size)
	if directory.left < 0 {
		return nil, s.budget.errMembers()
	}
	directory.left = math.MaxInt
	cut := &zipCut{at: in.at, size: in.size, most: s.opt.MaxMembers}
	switch {
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF):
		archive, err = cut.open()
	case err != nil && !errors.Is(err, zip.ErrInsecurePath):
		return nil, err
	default:
		var inner bool
		if inner, err = cut.holdsDirectory(); inner {
			archive, err = cut.open()
		}
	}
	switch {
	case errors.Is(err, errTooMany):
		return nil, s.budget.errMembers()
	case archive == nil:
		return nil, err
	}
	if kind := documentKind(archive); kind != "" {
		return nil, unreadable(kind)
	}
	for method, p := range zipMethods {
		archive.RegisterDecompressor(method, s.zipMethod(p))
	}
	return archive, err
}

// zipEntry is the least size of a member's entry in the directory.
const zipEntry = 46

// zipDirectory counts the entries while the directory is read, all of which is
// held in memory: how many it has is said nowhere that can be trusted.
type zipDirectory struct {
	io.ReaderAt
	left int // entries that may still be seen
}

func (d *zipDirectory) ReadAt(p []byte, at int64) (int, error) {
	n, err := d.ReaderAt.ReadAt(p, at)
	if d.left != math.MaxInt {
		d.left -= bytes.Count(p[:n], []byte("PK\x01\x02"))
	}
	if d.left < 0 {
		return n, errors.New("too many members")
	}
	return n, err
}

// zipMethods are the methods that archivers other than those of old use beside
// the two that archive/zip knows (APPNOTE 4.4.5).
var zipMethods = map[uint16]packing{12: bzipped, 93: zstdized, 95: xzipped}

func (s *scan) zipMethod(p packing) zip.Decompressor {
	return func(r io.Reader) io.ReadCloser {
		in, err := decompress(p, r, s.opt.MaxBuffer)
		if err != nil {
			return io.NopCloser(failed{err})
		}
		return in
	}
}

func zipMember(f *zip.File) member {
	m := member{
		name: f.Name, mode: f.Mode(), size: clamp(f.UncompressedSize64), packed: clamp(f.CompressedSize64),
	}
	if f.UncompressedSize64 == zipUnknown {
		m.size = 0
	}
	if f.Flags&zipEncrypted != 0 {
		m.err = errEncrypted
	}
	m.open = func() (io.ReadCloser, error) {
		in, err := f.Open()
		if errors.Is(err, zip.ErrAlgorithm) {
			return nil, fmt.Errorf("compression method %d is not supported", f.Method)
		}
		return in, err
	}
	return m
}

var errEncrypted = errors.New("encrypted: it takes a password")

// clamp returns n as a size that is not negative.
func clamp(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// documentMembers are members that only certain documents have, which are packed
// as ZIP archives. A path that ends in a slash stands for what is in it.
var documentMembers = []struct{ name, kind string }{
	{"word/", "a Word document"},
	{"xl/", "an Excel workbook"},
	{"ppt/", "a PowerPoint presentation"},
	{"META-INF/container.xml", "an e-book"},
	{"META-INF/MANIFEST.MF", "a Java archive"},
	{"[Content_Types].xml", "an Office document"},
	{"mimetype", "an Office document"},
}

// documentKind names the kind of document that an archive is, as OOXML and
// OpenDocument pack them; "" if it is an archive of files.
func documentKind(archive *zip.Reader) string {
	found := map[string]bool{}
	for _, f := range archive.File {
		for _, m := range documentMembers {
			if f.Name == m.name || strings.HasSuffix(m.name, "/") && strings.HasPrefix(f.Name, m.name) {
				found[m.name] = true
			}
		}
	}
	if !found["[Content_Types].xml"] && !found["mimetype"] && !found["META-INF/MANIFEST.MF"] {
		return ""
	}
	for _, m := range documentMembers {
		if found[m.name] {
			return m.kind
		}
	}
	return ""
}
