package update

import (
	"time"

	"reftel/corpus"
)

// Options are the options of a job. The zero value is ready to use.
type Options struct {
	// Jobs is the number of records that are parsed at once; below 1 it is the
	// number of cores. It does not affect the index.
	Jobs int
	// Ahead is how many bytes of records may be read ahead of the writer; below 1
	// it is DefaultAhead.
	Ahead int64
	// Reject is called for each record that gave no cable.
	Reject func(*corpus.RecordError)
	// Note is called with remarks about files, on a goroutine of its own.
	Note func(corpus.Note)
	// Progress is called with the report so far after each record, Phase at the
	// start of each phase with its name.
	Progress func(Report)
	Phase    func(name string)
	// CommitEvery and CommitBytes are the time and the amount of text after which
	// a running job publishes; 0 means DefaultCommitEvery and DefaultCommitBytes,
	// below 0 never.
	CommitEvery time.Duration
	CommitBytes int64
	// Whole publishes nothing before the archive has been read to its end, so that
	// an interrupted rebuild does not replace the index.
	Whole bool
	// Again reads files with rejected records again, even if they are unchanged.
	Again bool
	// Prune lists paths. Cables that an earlier job read there or below, and that
	// are no longer there, are removed. But if a path has lost all its files at
	// once, or the disk of a file's folder is another than before, as after
	// unmounting a disk, the cables stay and the job returns a *KeptError, unless
	// PruneAll is set.
	Prune    []string
	PruneAll bool
	// Purge rewrites the segments that hold removed or replaced texts at the end of
	// the job.
	Purge bool
	// Device returns the number of the disk that a folder is on, 0 if that is not
	// known; nil is corpus.Device.
	Device func(path string) uint64
	// Open opens a file of an earlier job, to read a text of it again; nil does
	// without.
	Open func(path string) (Archive, error)
}

// The phases of a job.
const (
	PhaseReading    = "reading"
	PhaseRemoving   = "removing"
	PhaseCompacting = "merging"
	PhasePurging    = "purging"
	PhasePublishing = "publishing"
)

// Defaults of Options. A job that is killed loses no more than this, and
// publishing takes a small part of the time.
const (
	DefaultCommitEvery       = 2 * time.Minute
	DefaultCommitBytes int64 = 1 << 30
	DefaultAhead       int64 = 32 << 20
)

// A Report counts what a job did. Records is the sum of Indexed, Unchanged,
// Replaced, Duplicate and Rejected. A record that holds several telegrams counts
// as several records.
type Report struct {
	Records   int `json:"records"`
	Indexed   int `json:"indexed"`   // new in the index
	Unchanged int `json:"unchanged"` // in the index already
	Replaced  int `json:"replaced"`  // shown instead of another text of the same id
	Duplicate int `json:"duplicate"` // another text of the id is fuller, or the same
	Removed   int `json:"removed"`   // cables removed
	Rejected  int `json:"rejected"`  // gave no cable
	// Bytes counts the text of the records read.
	Bytes    int64   `json:"bytes"`
	Seconds  float64 `json:"seconds"`
	Snapshot string  `json:"snapshot"`
	// Read counts the text of all records read, those that were not processed yet
	// included, Added the text of those that changed the index.
	Read  int64 `json:"-"`
	Added int64 `json:"-"`
	// Problems counts the records that were indexed or replaced and have a kind of
	// problem, by kind; Repaired counts those that have any.
	Problems map[string]int `json:"-"`
	Repaired int            `json:"-"`
	// Skipped counts the files that were not read because they are unchanged.
	Skipped int `json:"-"`
	// Dropped counts the unfinished cables of an interrupted job.
	Dropped int `json:"-"`
}
