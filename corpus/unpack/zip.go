package unpack

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// readZip reads the members of a ZIP archive in the order of its directory. If that is
// lost, it reads those before the cut.
func (w *walk) readZip(in input) error {
	archive, err := w.openZip(in)
	if archive == nil {
		return err
	}
	for _, file := range archive.File {
		if !w.member(in, zipMember(file)) {
			return nil
		}
	}
	return err
}

// openZip returns the archive, and an error if it can't be read as a whole.
func (w *walk) openZip(in input) (*zip.Reader, error) {
	// The search for its end may read the directory's last 64 KiB twice.
	directory := &zipDirectory{ReaderAt: in.at, left: w.opt.MaxMembers + 1<<16/zipEntry}
	archive, err := zip.NewReader(directory, in.size)
	if directory.left < 0 {
		return nil, w.budget.errMembers()
	}
	directory.left = math.MaxInt
	cut := &zipCut{at: in.at, size: in.size, most: w.opt.MaxMembers}
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
		return nil, w.budget.errMembers()
	case archive == nil:
		return nil, err
	}
	if kind := documentKind(archive); kind != "" {
		return nil, &DocumentError{kind}
	}
	for method, p := range zipMethods {
		archive.RegisterDecompressor(method, w.zipMethod(p))
	}
	return archive, err
}

// zipEntry is the smallest size of an entry of the directory.
const zipEntry = 46

// A zipDirectory counts the entries of the directory while package zip reads it into
// memory. No number that the archive states can be trusted.
type zipDirectory struct {
	io.ReaderAt
	left int // entries that may still be read
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

// zipMethods are the compression methods of newer archivers beside the two that
// archive/zip knows (APPNOTE 4.4.5).
var zipMethods = map[uint16]packing{12: bzipped, 93: zstdized, 95: xzipped}

func (w *walk) zipMethod(p packing) zip.Decompressor {
	return func(r io.Reader) io.ReadCloser {
		in, err := decompress(p, r, w.opt.MaxBuffer)
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

// A DocumentError reports that a ZIP archive is a document, not an archive of files.
type DocumentError struct{ Kind string }

func (e *DocumentError) Error() string { return e.Kind }

// documentMembers are members by which documents that are ZIP archives are known. A
// path that ends in a slash is a folder.
var documentMembers = []struct{ name, kind string }{
	{"word/", "a Word document"},
	{"xl/", "an Excel workbook"},
	{"ppt/", "a PowerPoint presentation"},
	{"META-INF/container.xml", "an e-book"},
	{"META-INF/MANIFEST.MF", "a Java archive"},
	{"[Content_Types].xml", "an Office document"},
	{"mimetype", "an Office document"},
}

// documentKind returns the kind of document (OOXML, OpenDocument) that an archive is,
// "" if it is an archive of files.
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
