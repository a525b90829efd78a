package update

import (
	"context"
	"iter"
	"time"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/catalog"
)

// An Archive is the input of a job. A *corpus.Reader is one.
type Archive interface {
	// Visit yields the records of the files that the visitor accepts. Any error
	// other than a *corpus.RecordError is the last.
	Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error]
}

// A task is one record, or one event of a file, on its way through the job. read makes
// it, parse fills doc and more, and take adds it to the index.
type task struct {
	what what
	// path is the catalog's name of the file.
	path  string
	state catalog.State // of a file that was entered or left
	whole bool          // the file that was left need not be read again
	count catalog.Counts
	// err is the reason why there is no record.
	err error
	rec corpus.Record
	// more are the further telegrams of a record that holds several.
	more []*task
	hash catalog.Hash
	// doc is empty if known is set: the catalog has the hash already.
	known bool
	doc   index.Document
	// stored is set for a record of an earlier index.
	stored bool
	weight int64
	done   chan struct{} // closed when the task is parsed
}

// what is the kind of a task.
type what uint8

const (
	aRecord what = iota
	enters       // a file is read from here on
	leaves       // a file was read to its end
	skips        // a file is unchanged and is not read
)

// size returns the length of the record in bytes.
func (t *task) size() int64 { return int64(len(t.rec.Header) + len(t.rec.Body)) }

// A source yields the tasks of a job in order, until ctx ends.
type source interface {
	read(ctx context.Context) iter.Seq[*task]
}

// nothing is the source of a job that reads no records.
type nothing struct{}

func (nothing) read(context.Context) iter.Seq[*task] { return func(func(*task) bool) {} }

// archives are the source of Update and Inspect.
type archives struct {
	list []Archive
	// cat knows the unchanged files; nil knows none.
	cat *catalog.Catalog
	// again reads unchanged files with rejected records again.
	again bool
	note  func(corpus.Note)
}

// read yields the records and the events of the files.
func (a *archives) read(ctx context.Context) iter.Seq[*task] {
	return func(yield func(*task) bool) {
		r := fileReader{archives: a, yield: yield}
		visitor := corpus.Visitor{Enter: r.enter, Leave: r.leave, Note: a.note}
		for _, archive := range a.list {
			for rec, err := range archive.Visit(ctx, visitor) {
				if !r.give(&task{rec: rec, err: err, path: r.file}) {
					return
				}
			}
		}
	}
}

// A fileReader reads archives file by file.
type fileReader struct {
	*archives
	yield func(*task) bool
	ended bool   // yield returned false
	file  string // the file being read, by the catalog's name
	begun time.Time
}

func (r *fileReader) give(t *task) bool {
	r.ended = r.ended || !r.yield(t)
	return !r.ended
}

// enter reports whether a file must be read.
func (r *fileReader) enter(f corpus.File) bool {
	path := index.SourcePath(f.Path)
	if count, same := r.unchanged(path, stateOf(f)); same {
		r.give(&task{what: skips, path: path, count: count})
		return false
	}
	r.file, r.begun = path, time.Now()
	return r.give(&task{what: enters, path: path, state: stateOf(f)})
}

// unchanged reports whether the catalog has all records of a file, and the file need
// not be read again for its rejected records.
func (a *archives) unchanged(path string, s catalog.State) (catalog.Counts, bool) {
	if a.cat == nil {
		return catalog.Counts{}, false
	}
	count, same := a.cat.Unchanged(path, s)
	return count, same && !(a.again && count.Rejected > 0)
}

func stateOf(f corpus.File) catalog.State {
	return catalog.State{Regular: f.Regular, Size: f.Size, ModTime: f.ModTime, Device: f.Device}
}

// timeStep is the resolution of modification times: a later change of a file that
// is older than this gets another time. Some file systems count in steps of two
// seconds.
const timeStep = 2 * time.Second

// leave yields the end of a file.
func (r *fileReader) leave(f corpus.File) {
	whole := r.begun.Sub(f.ModTime) > timeStep
	r.give(&task{what: leaves, path: r.file, state: stateOf(f), whole: whole})
	r.file = ""
}

// storedRecords are the source of Rebuild: the records of the documents of an index.
type storedRecords struct {
	docs iter.Seq2[index.Document, error]
}

func (s *storedRecords) read(context.Context) iter.Seq[*task] {
	return func(yield func(*task) bool) {
		for doc, err := range s.docs {
			for _, rec := range append([]corpus.Record{doc.Record}, doc.Others...) {
				if !yield(&task{rec: rec, err: err, stored: true}) {
					return
				}
			}
		}
	}
}
