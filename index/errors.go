package index

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"reftel/corpus"
)

// ErrNotFound says that an index holds no cable under an id.
var ErrNotFound = errors.New("no such cable")

// A NoIndexError says that there is no index at Dir.
type NoIndexError struct{ Dir string }

func (e *NoIndexError) Error() string { return fmt.Sprintf("no index at %s", e.Dir) }

// A LockedError says that another writer holds the index at Dir.
type LockedError struct {
	Dir string
	// PID, Host and Since describe the holder where it left word; else they
	// are zero.
	PID   int
	Host  string
	Since time.Time
}

func (e *LockedError) Error() string {
	text := fmt.Sprintf("another indexer is writing to %s", e.Dir)
	if e.PID != 0 {
		text += fmt.Sprintf(": process %d on %s since %s", e.PID, e.Host, e.Since.Format(time.RFC3339))
	}
	return text
}

// A VersionError says that an index was built by another version of the
// schema, the parser or the analyzer than the one that opens it.
type VersionError struct {
	Dir, Found, Want string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("the index at %s was built by another version (%s; this program is %s)", e.Dir, e.Found, e.Want)
}

// A SizeError says that indexing a document takes more memory than the Writer may use
// for one.
type SizeError struct{ Limit int64 } // bytes

func (e *SizeError) Error() string {
	return fmt.Sprintf("cable %v of %d bytes for one cable", corpus.ErrMemory, e.Limit)
}

func (e *SizeError) Unwrap() error { return corpus.ErrMemory }

// A DiskFullError says that there is no room on the disk of the index at Dir.
type DiskFullError struct {
	Dir string
	// Need is about how many bytes more the job needs; 0 is unknown.
	Need int64
	Err  error
}

func (e *DiskFullError) Error() string {
	text := fmt.Sprintf("the disk of %s is full", e.Dir)
	if e.Need > 0 {
		text += fmt.Sprintf(": about %d MB more are needed", (e.Need+999_999)/1_000_000)
	}
	return fmt.Sprintf("%s (%v)", text, e.Err)
}

func (e *DiskFullError) Unwrap() error { return e.Err }

// A FewerError says that a job would publish fewer cables than the index at Dir
// should have.
type FewerError struct {
	Dir               string
	Cables, Published int
}

func (e *FewerError) Error() string {
	return fmt.Sprintf("%s would have %s instead of %d", e.Dir, count(e.Cables, "cable"), e.Published)
}

// A LossError says that records of a damaged snapshot of the index at Dir can't be
// read.
type LossError struct {
	Dir, Snapshot string
	// Files are the damaged files, as far as they are known.
	Files []string
	Texts []LostText
	// Doubts say what else is not known to be whole.
	Doubts []string
}

// A LostText is a text that can't be read. Its source may be unknown.
type LostText struct {
	ID     string
	Source corpus.Source
}

func (t LostText) String() string {
	if t.Source.Path == "" {
		return t.ID
	}
	return t.ID + ", from " + t.Source.String()
}

func (e *LossError) Error() string {
	ids := map[string]bool{}
	for _, t := range e.Texts {
		ids[t.ID] = true
	}
	text := fmt.Sprintf("snapshot %s of %s is damaged", e.Snapshot, e.Dir)
	const most = 3
	if named := e.Files[:min(len(e.Files), most)]; len(named) > 0 {
		text += " in " + strings.Join(named, ", ")
	}
	if more := len(e.Files) - most; more > 0 {
		text += " and " + count(more, "more file")
	}
	if len(ids) > 0 {
		text += fmt.Sprintf(": lost: %s of %s", count(len(e.Texts), "text"), count(len(ids), "cable"))
	}
	for _, doubt := range e.Doubts {
		text += ": " + doubt
	}
	return text
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
