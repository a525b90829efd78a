package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
)

// A rejectTarget is the FILE of --rejects as it was before the job. It notices if
// the job reads it.
type rejectTarget struct {
	path string
	info fs.FileInfo // nil if nothing was there
	// readAs is the path by which the job read it, or "".
	readAs string
	mu     sync.Mutex
}

// newRejectTarget returns nil for an empty path.
func newRejectTarget(path string) *rejectTarget {
	if path == "" {
		return nil
	}
	info, _ := os.Stat(path)
	return &rejectTarget{path: path, info: info}
}

// found records a file that the job found, by any path or link.
func (t *rejectTarget) found(path string, info fs.FileInfo) {
	if t == nil || t.info == nil || !os.SameFile(t.info, info) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.readAs = path
}

// check returns why the target, which exists now, must not be replaced.
func (t *rejectTarget) check(target string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now, err := os.Stat(target)
	switch {
	case t.readAs != "":
		return fmt.Errorf("the job reads that file, as %s", corpus.EscapeName(t.readAs))
	case err == nil && (t.info == nil || !os.SameFile(t.info, now)):
		return errors.New("another file was put there meanwhile")
	}
	return nil
}

// A rejectFile is the list of --rejects: a line of JSON for each rejected record. With
// its text corrected, such a line is one of a JSONL archive. A nil list discards
// everything.
//
// It is written to a temporary file and renamed at the end, because until then the job
// may read the target. A pipe or a device is written to directly.
type rejectFile struct {
	file *os.File
	out  *bufio.Writer
	// to is the path to which the file is renamed at the end, "" if it is written
	// directly.
	to     string
	target *rejectTarget
}

// A rejectLine is one line of the list. For a file that can't be read it has neither
// text nor base64.
type rejectLine struct {
	Text   string        `json:"text,omitempty"`
	Base64 []byte        `json:"base64,omitempty"` // if the bytes are not UTF-8
	Cut    bool          `json:"cut,omitempty"`    // the record is longer
	Source corpus.Source `json:"source"`
	Reason string        `json:"reason"`
}

// createRejects begins the list; a nil target is no list.
func createRejects(t *rejectTarget) (*rejectFile, error) {
	if t == nil {
		return nil, nil
	}
	r, err := t.create()
	if err != nil {
		return nil, fmt.Errorf("--rejects: %w", err)
	}
	r.out, r.target = bufio.NewWriter(r.file), t
	return r, nil
}

func (t *rejectTarget) create() (*rejectFile, error) {
	switch {
	case t.info == nil:
		if link, err := os.Lstat(t.path); err == nil && link.Mode()&fs.ModeSymlink != 0 {
			return nil, fmt.Errorf("%s is a link to a missing file", corpus.EscapeName(t.path))
		}
		return createBeside(t.path, 0o600)
	case isStream(t.info):
		file, err := os.OpenFile(t.path, os.O_WRONLY|os.O_APPEND|syscall.O_NONBLOCK, 0)
		return &rejectFile{file: file}, err
	case t.info.Mode().IsRegular():
		// The file must be writable, not its folder.
		file, err := os.OpenFile(t.path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		real, err := filepath.EvalSymlinks(t.path)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, err
		}
		return createBeside(real, t.info.Mode().Perm())
	}
	// Opening a pipe waits for its reader otherwise.
	file, err := os.OpenFile(t.path, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ENXIO) && t.info.Mode()&fs.ModeNamedPipe != 0 {
		return nil, fmt.Errorf("nobody reads from the named pipe %s: start its reader first", corpus.EscapeName(t.path))
	}
	return &rejectFile{file: file}, err
}

// createBeside begins a list in a temporary file in the folder of path, with a name that
// is skipped in archives.
func createBeside(path string, mode fs.FileMode) (*rejectFile, error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".rejects-*.jsonl")
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(mode); err != nil && runtime.GOOS != "windows" {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return &rejectFile{file: file, to: path}, nil
}

// isStream reports whether a file is standard output or standard error, which others
// also write to.
func isStream(info fs.FileInfo) bool {
	return slices.ContainsFunc([]*os.File{os.Stdout, os.Stderr}, func(f *os.File) bool {
		stream, err := f.Stat()
		return err == nil && os.SameFile(stream, info)
	})
}

// grace is how long an interrupted job waits for the reader of a pipe.
const grace = 300 * time.Millisecond

// interrupted ends the waiting for the reader of a pipe.
func (r *rejectFile) interrupted() {
	if r != nil {
		_ = r.file.SetWriteDeadline(time.Now().Add(grace)) // other files need none
	}
}

// add adds a record to the list. After an error, each further call and close return it.
func (r *rejectFile) add(bad *corpus.RecordError) error {
	if r == nil {
		return nil
	}
	line := rejectLine{Source: bad.Source, Reason: cli.Reason(bad), Cut: bad.Cut}
	if utf8.Valid(bad.Raw) {
		line.Text = string(bad.Raw)
	} else {
		line.Base64 = bad.Raw
	}
	return cli.Object(r.out, line)
}

// close ends the list. The error reports that the list is incomplete or was not renamed.
func (r *rejectFile) close() error {
	if r == nil {
		return nil
	}
	if err := errors.Join(r.out.Flush(), r.file.Close()); err != nil {
		if r.to != "" {
			os.Remove(r.file.Name())
		}
		// Here a closed pipe is an error.
		return fmt.Errorf("--rejects: the list is incomplete: %v", err)
	}
	if r.to == "" {
		return nil
	}
	err := r.target.check(r.to)
	if err == nil {
		err = os.Rename(r.file.Name(), r.to)
	}
	if err != nil {
		return fmt.Errorf("--rejects %s: %w: it is unchanged; the list is in %s", r.target.path, err, r.file.Name())
	}
	return nil
}

// checkRejects returns an error if the list would overwrite an input of the job, or a
// file of the index. It writes nothing.
func checkRejects(o options, parseOnly bool, paths []string, stdin io.Reader) error {
	refuse := func(format string, args ...any) error {
		return cli.Usage("indexer", "--rejects %s: %s", o.rejects, fmt.Sprintf(format, args...))
	}
	switch {
	case o.rejects == "":
		return nil
	case parseOnly:
		return refuse("parse lists rejected records on stderr only")
	case o.rejects == "-":
		return refuse("expected a file: standard output is for the summary")
	}
	parents, err := parents(o.rejects)
	if err != nil {
		return refuse("no such folder")
	}
	file, _ := os.Stat(o.rejects)
	for _, path := range paths {
		switch read := stat(path, stdin); {
		case read == nil:
		case file != nil && file.Mode().IsRegular() && os.SameFile(file, read):
			return refuse("the job reads that file: name another one")
		case holds(read, parents):
			return refuse("the job reads the folder %s: name a file outside of it", path)
		}
	}
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return err
	}
	if index := stat(dir, nil); index != nil && holds(index, parents) {
		return refuse("that is in the index: name a file outside of it")
	}
	return nil
}

// stat returns the file at a path, where "-" is standard input; nil if it is unknown.
func stat(path string, stdin io.Reader) fs.FileInfo {
	if path != "-" {
		info, _ := os.Stat(path)
		return info
	}
	if file, ok := stdin.(*os.File); ok {
		info, _ := file.Stat()
		return info
	}
	return nil
}

// holds reports whether a folder is in a list.
func holds(folder fs.FileInfo, others []fs.FileInfo) bool {
	return slices.ContainsFunc(others, func(other fs.FileInfo) bool { return os.SameFile(folder, other) })
}

// parents returns the folders above a file that exists or will be made, with links
// resolved.
func parents(path string) ([]fs.FileInfo, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return nil, err
	}
	var all []fs.FileInfo
	for {
		info, err := os.Stat(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
		up := filepath.Dir(dir)
		if up == dir {
			return all, nil
		}
		dir = up
	}
}
