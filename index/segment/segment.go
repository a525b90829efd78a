package segment

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"

	mmap "github.com/blevesearch/mmap-go"

	"reftel/index/search"
)

// A Segment is an open segment: a file, or its bytes in memory. It is safe for
// concurrent use.
type Segment struct {
	path      string // "" in memory
	mapped    mmap.MMap
	pages     *pages
	dir       *directory
	parts     map[partKey]part
	lengths   map[string]search.NumberColumn
	dates     search.DateColumn
	ranks     search.NumberColumn
	byRank    search.NumberColumn
	keys      *search.Texts
	zoneTexts *search.Texts
	// ids is made when finds, the number of calls of find, reaches filterAfter.
	ids   atomic.Pointer[idFilter]
	finds atomic.Int32
}

// Open maps a file. The error is a DamageError if the file is no segment of this version,
// or if its end is damaged; other pages are compared with their checksums when they are read.
func Open(path string) (*Segment, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < int64(footerSize) {
		return nil, &DamageError{path, "footer", fmt.Errorf("the file has %d bytes", info.Size())}
	}
	mapped, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	adviseRandom(mapped)
	s, err := newSegment(mapped, path)
	if err != nil {
		return nil, errors.Join(err, mapped.Unmap())
	}
	s.mapped, s.pages.mapped = mapped, true
	return s, nil
}

// FromBytes returns the segment with the bytes of a file, which must not change.
func FromBytes(data []byte) (*Segment, error) { return newSegment(data, "") }

// WriteTo implements io.WriterTo. It writes the bytes of the file.
func (s *Segment) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(s.pages.data)
	return int64(n), err
}

// newSegment returns the segment with the bytes of a file.
func newSegment(data []byte, path string) (opened *Segment, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	s := &Segment{path: path, pages: &pages{data: data}, parts: map[partKey]part{}}
	defer s.guard(&err)
	p, dir, err := newPages(data)
	if err != nil {
		return nil, &DamageError{path, endPart, err}
	}
	s.pages = p
	if s.dir, err = parseDirectory(dir, p.dirAt); err != nil {
		return nil, &DamageError{path, "directory", err}
	}
	for _, p := range s.dir.parts {
		s.parts[partKey{p.kind, p.name}] = p
	}
	if err := s.openColumns(); err != nil {
		return nil, err
	}
	return s, nil
}

// openColumns opens the parts that have a value for each document.
func (s *Segment) openColumns() (err error) {
	s.lengths = map[string]search.NumberColumn{}
	for _, name := range []string{search.TextField, search.SubjectField} {
		if s.lengths[name], err = s.docNumbers(lengthsPart, name); err != nil {
			return err
		}
	}
	dates, err := s.docNumbers(datesPart, "")
	if err != nil {
		return err
	}
	s.dates = search.NewDateColumn(dates, s.dir.stats.Oldest)
	if s.ranks, err = s.docNumbers(ranksPart, ""); err != nil {
		return err
	}
	if s.byRank, err = s.docNumbers(byRankPart, ""); err != nil {
		return err
	}
	if s.keys, err = s.docTexts(keysPart); err != nil {
		return err
	}
	s.zoneTexts, err = s.docTexts(zonesPart)
	return err
}

// docNumbers returns a part with a number for each document.
func (s *Segment) docNumbers(k kind, name string) (search.NumberColumn, error) {
	c, err := s.numbers(k, name)
	if err == nil && c.Len() != s.dir.docs {
		err = s.damaged(part{kind: k, name: name}, fmt.Errorf("%d numbers for %d documents", c.Len(), s.dir.docs))
	}
	return c, err
}

// docTexts returns a part with a string for each document. No string is empty, so that
// the number of documents is bounded by the size of the file.
func (s *Segment) docTexts(k kind) (*search.Texts, error) {
	t, err := s.texts(k, "")
	if p := s.parts[partKey{k, ""}]; err == nil && (t.Len() != s.dir.docs || p.to-p.from < int64(p.n)) {
		err = s.damaged(p, fmt.Errorf("%d strings in %d bytes for %d documents", p.n, p.to-p.from, s.dir.docs))
	}
	return t, err
}

// Close unmaps the file. No other call may be running or follow.
func (s *Segment) Close() error {
	if s.mapped == nil {
		return nil
	}
	m := s.mapped
	s.mapped = nil
	return m.Unmap()
}

// File returns the path of the file, "" of a segment in memory.
func (s *Segment) File() string { return s.path }

// FileSize returns the size of the file in bytes.
func (s *Segment) FileSize() int64 { return int64(len(s.pages.data)) }

// Docs returns the number of documents.
func (s *Segment) Docs() int { return s.dir.docs }

// damaged returns the error of damage in a part.
func (s *Segment) damaged(p part, err error) error { return &DamageError{s.path, p.String(), err} }

// bytes returns the bytes of a part from from to before to, which were compared with
// their checksums.
func (s *Segment) bytes(p part, from, to int64) ([]byte, error) {
	if from < 0 || from > to || to > p.to-p.from {
		return nil, s.damaged(p, fmt.Errorf("bytes %d to %d of %d", from, to, p.to-p.from))
	}
	from, to = p.from+from, p.from+to
	if err := s.pages.verify(from, to); err != nil {
		return nil, s.damaged(p, err)
	}
	return s.pages.data[from:to], nil
}

// slack is the number of bytes that may be read after a packed part. The footer makes sure
// that the file has them.
const slack = 8

// Verify compares all pages with their checksums, but those that this Segment has compared
// before. The error is a DamageError that names all damaged parts.
func (s *Segment) Verify() (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer s.guard(&err)
	var parts []string
	var first error
	damaged := func(part string, err error) {
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
		first = cmp.Or(first, err)
	}
	for _, p := range s.dir.parts {
		if err := s.pages.verify(p.from, p.to); err != nil {
			damaged(p.String(), err)
		}
	}
	if first == nil {
		if err := s.pages.verify(0, s.pages.sumsAt); err != nil {
			damaged(endPart, err)
		}
	}
	if first == nil {
		return nil
	}
	return &DamageError{s.path, strings.Join(parts, ", "), first}
}

// Sum returns the checksum at the end of the file, over the checksums of all its pages.
func (s *Segment) Sum() uint32 { return endSum(s.pages.data) }

func endSum(end []byte) uint32 {
	return binary.LittleEndian.Uint32(end[len(end)-len(magic)-sumSize:])
}

// Sum returns Segment.Sum of a file without opening it.
func Sum(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	end := make([]byte, sumSize+len(magic))
	if _, err := f.ReadAt(end, max(info.Size()-int64(len(end)), 0)); err != nil || string(end[sumSize:]) != magic {
		return 0, &DamageError{path, endPart, errors.Join(err, errors.New("not a cable segment, or cut"))}
	}
	return endSum(end), nil
}
