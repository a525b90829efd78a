package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"

	"reftel/corpus/mrn"
	"reftel/corpus/post"
	"reftel/corpus/unpack"
)

const (
	// rawLimit is how much of an unreadable record a RecordError keeps. It is
	// many times the longest cable, so that rejects can be repaired whole.
	rawLimit = 1 << 20
	// Reading an endless input stops after barrenLimit times the maximum record
	// length, and at least barrenFloor bytes, without a record.
	barrenLimit = 16
	barrenFloor = 64 << 20
)

var errEmpty = errors.New("empty: holds no record")

// A scan reads an archive file by file. It holds the current position and the
// buffer that all layouts read from.
type scan struct {
	buffer
	ctx     context.Context
	count   *atomic.Int64
	stdin   io.Reader
	opt     Options
	format  Format
	max     int
	yield   func(Record, error) bool
	visitor Visitor
	stopped bool // yield returned false

	// State of the current file or member.
	src     Source
	endless bool // its end is not known
	wraps   int  // layers of compression removed
	wide    bool // it is in UTF-16
	emitted bool // a record or an error was emitted
	held    *RecordError
	table   table    // of a CSV file
	unknown []string // keys that were not understood
}

func newScan(ctx context.Context, r *Reader, yield func(Record, error) bool) *scan {
	return &scan{
		ctx: ctx, count: &r.bytes, stdin: r.opt.Stdin, opt: r.opt, format: r.opt.Format,
		max: int(min(r.opt.MaxRecord, 1<<30)), yield: yield,
	}
}

// file reads one file and reports whether to go on with the next.
func (s *scan) file(f found) bool {
	if s.ctx.Err() != nil {
		return false
	}
	s.src = Source{Path: EscapeName(f.path)}
	s.emitted = false
	if f.err != nil {
		s.reject(0, nil, f.err)
		return s.wanted()
	}
	if s.opt.Found != nil && f.info != nil {
		s.opt.Found(f.path, f.info)
	}
	file := f.file(s.src.Path)
	if !s.visitor.enter(file) {
		if f.info != nil {
			s.count.Add(f.info.Size())
		}
		return true
	}
	if err := s.open(f); err != nil {
		s.reject(0, nil, err)
	}
	if !s.wanted() {
		return false
	}
	s.visitor.leave(file)
	return true
}

// wanted reports whether to go on reading.
func (s *scan) wanted() bool { return !s.stopped && s.ctx.Err() == nil }

// open reads the records of a file. Its error concerns the file as a whole.
func (s *scan) open(f found) error {
	if f.info != nil && !f.named && !f.info.Mode().IsRegular() {
		return errSpecial(f.info.Mode())
	}
	file, err := s.input(f)
	if err != nil {
		return err
	}
	defer file.Close()
	before := s.count.Load()
	in := file.input()
	in.Count = func() int64 { return s.count.Load() - before }
	s.endless = file.endless()
	s.unpack(in)
	if s.wanted() {
		file.passed()
	}
	return nil
}

// unpack reads the records of a file and of all files that are packed in it.
func (s *scan) unpack(in unpack.Input) {
	for f, err := range unpack.Files(s.ctx, in, s.limits()) {
		s.src.Member = EscapeName(f.Name)
		s.emitted = false
		if err == nil {
			err = s.unpacked(f)
		}
		var doc *unpack.DocumentError
		if errors.As(err, &doc) {
			err = unreadable(doc.Kind)
		}
		if err != nil {
			s.reject(0, nil, err)
		}
		if !s.wanted() {
			return
		}
	}
}

func (s *scan) limits() unpack.Options {
	return unpack.Options{
		MaxRatio: s.opt.MaxRatio, MaxMember: s.opt.MaxMember, MaxMembers: s.opt.MaxMembers, MaxBuffer: s.opt.MaxBuffer,
		IsPlain: func(head []byte) bool { return layoutByStart(head) != "" },
	}
}

// unpacked reads the records of an unpacked file.
func (s *scan) unpacked(f unpack.File) error {
	s.wraps = f.Compressed
	if s.opt.PDF != nil && s.format == Auto && isPDF(f.Head) {
		return s.readPDF(f)
	}
	return s.plain(f)
}

// errSpecial returns the reason for not reading a special file in a folder.
func errSpecial(mode fs.FileMode) error {
	hint := ""
	if mode&fs.ModeNamedPipe != 0 {
		hint = "; name it to have it read"
	}
	return fmt.Errorf("%s in a folder: only regular files are read there%s", unpack.KindOf(mode), hint)
}

// plain reads the records of a file that is not a PDF.
func (s *scan) plain(in io.Reader) error {
	decoded, wide, err := decodeWide(in)
	if err != nil {
		return err
	}
	s.wide = wide
	s.reset(decoded, s.max, s.barren())
	return s.records()
}

// barren returns how many bytes may be read without finding a record.
func (s *scan) barren() int64 {
	if !s.endless {
		return unlimited
	}
	return max(barrenLimit*int64(s.max), barrenFloor)
}

// records detects the layout and reads the records.
func (s *scan) records() error {
	format, err := s.detect()
	if err != nil {
		return err
	}
	s.unknown = nil
	layouts[format](s)
	s.release()
	s.noteUnknown()
	switch {
	case s.failed():
		s.reject(s.line, s.unread(), s.err)
	case !s.emitted:
		return errEmpty
	}
	return nil
}

// failed reports whether reading stopped before the end of the input. The
// current record is then incomplete or no longer wanted.
func (s *scan) failed() bool { return s.err != nil && s.err != io.EOF }

// emit yields a record and reports whether to go on.
func (s *scan) emit(rec Record) bool {
	s.release()
	s.emitted = true
	s.found()
	return s.give(rec, nil)
}

// reject yields an error for an unreadable record with its bytes; line 0 stands
// for the whole file. It reports whether to go on.
func (s *scan) reject(line int, raw []byte, err error) bool {
	s.release()
	s.emitted = true
	return s.give(Record{}, s.rejection(line, raw, err))
}

// rejection returns the error of an unreadable record.
func (s *scan) rejection(line int, raw []byte, err error) *RecordError {
	src := s.src
	src.Line = line
	cut := errors.Is(err, ErrTooLong)
	if len(raw) >= rawLimit {
		raw, cut = raw[:rawLimit], true
	}
	return &RecordError{Source: src, Raw: append([]byte(nil), raw...), Cut: cut, Err: err}
}

// rejectKind rejects a record for a reason that may hold for all of its file. If
// the first two records of a file have the same reason, the file is rejected
// once and rejectKind returns false.
func (s *scan) rejectKind(line int, raw []byte, err error) bool {
	switch {
	case s.emitted:
		return s.reject(line, raw, err)
	case s.held == nil:
		s.held = s.rejection(line, raw, err)
		return true
	case s.held.Err.Error() == err.Error():
		s.release()
		return false
	}
	return s.reject(line, raw, err)
}

// release yields the rejection that rejectKind holds, if any.
func (s *scan) release() {
	if bad := s.held; bad != nil {
		s.held, s.emitted = nil, true
		s.give(Record{}, bad)
	}
}

// give yields a record or an error, unless reading was cancelled: then the
// error is only a consequence of that.
func (s *scan) give(rec Record, err error) bool {
	if s.ctx.Err() != nil || s.stopped {
		return false
	}
	s.stopped = !s.yield(rec, err)
	return !s.stopped
}

// record returns an empty record of the format that starts at the line.
func (s *scan) record(f Format, line int, cs charset) Record {
	rec := Record{Source: s.src, Format: f, Encoding: cs.String()}
	rec.Source.Line = line
	if s.wide {
		rec.Encoding = "utf-16"
	}
	return rec
}

// whole reads the rest of the file, which is one record. It reports false if
// reading failed or was cancelled, or if the rest is too long or empty. Only a
// record that is too long is rejected here.
func (s *scan) whole() ([]byte, bool) {
	for len(s.unread()) <= s.max && s.more() {
	}
	data := s.unread()
	if len(data) > s.max && !s.failed() {
		s.rejectLong(1, data)
		return nil, false
	}
	return data, s.err == io.EOF && !blank(data)
}

// rejectLong rejects a record that starts with raw and exceeds the limit.
func (s *scan) rejectLong(line int, raw []byte) bool {
	return s.reject(line, raw[:s.max], s.tooLong())
}

func (s *scan) tooLong() error {
	return fmt.Errorf("%w of %d bytes", ErrTooLong, s.max)
}

// blank reports whether b consists of white space and NULs.
func blank(b []byte) bool {
	for _, c := range b {
		if c > ' ' {
			return false
		}
	}
	return true
}

// fileID returns the cable's id that is the base name of the file or member, or
// a part of it: "08BRUSSELS1828" of 08BRUSSELS1828.txt and "1976STATE247538_b" of
// 15-plusd-1976STATE247538_b.txt; "" if there is none.
func (s *scan) fileID() string {
	name := filepath.Base(UnescapeName(s.src.Path))
	if s.src.Member != "" {
		name = lastElement(UnescapeName(s.src.Member))
	}
	for range s.wraps {
		name = strings.TrimSuffix(name, filepath.Ext(name)) // the compression's extension
	}
	name = strings.TrimSuffix(name, filepath.Ext(name))
	if cableName(name) {
		return name
	}
	return idIn(name)
}

// lastElement returns what follows the last slash, backslash (old archivers on
// Windows) or colon of a member's name.
func lastElement(name string) string {
	return name[strings.LastIndexAny(name, `/\:`)+1:]
}

// idIn returns the part of a file name that is a cable's id, "" if there is none
// or several differ. Hyphens, underscores and blanks separate parts. Since other
// words look like ids, too, the post must be a known one.
func idIn(name string) string {
	id := ""
	var first mrn.MRN
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' }) {
		if !cableName(part) || !isPost(strings.Trim(part, "0123456789")) {
			continue
		}
		m, err := mrn.Parse(part, 0)
		switch {
		case err != nil:
			continue
		case id != "" && m != first:
			return ""
		}
		id, first = part, m
	}
	return id
}

func isPost(name string) bool {
	_, ok := post.Lookup(name)
	return ok
}

// cableName reports whether name is a year of two or four digits, a post and a
// number, without separators, and perhaps a source mark.
func cableName(name string) bool {
	if hasSourceMark(name) {
		name = name[:len(name)-2]
	}
	post := strings.TrimLeft(name, "0123456789")
	number := strings.TrimLeft(post, letters)
	year := len(name) - len(post)
	return (year == 2 || year == 4) && len(post)-len(number) >= 3 &&
		number != "" && strings.Trim(number, "0123456789") == ""
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// hasSourceMark reports whether a name ends in the mark by which PlusD tells its
// sources apart: _a to _e.
func hasSourceMark(name string) bool {
	n := len(name)
	if n < 3 || name[n-2] != '_' || name[n-3] < '0' || name[n-3] > '9' {
		return false
	}
	mark := name[n-1] | 0x20
	return 'a' <= mark && mark <= 'e'
}
