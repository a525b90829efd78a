package index

import (
	"context"
	"iter"
	"time"

	"reftel/index/catalog"
)

// A Store is the place of an index, on a disk or on a server, as commands use it.
// There may be no index there yet.
type Store interface {
	// Exists returns a *NoIndexError if there is no index, and another error if
	// that is not known.
	Exists() error
	// Open opens the published snapshot. The error is a *NoIndexError if there is
	// none, and a *VersionError if another version built it.
	Open() (Snapshot, error)
	// OpenWriter opens the index for writing and creates it if there is none. The
	// error is a *LockedError if another writer holds the index, and a
	// *VersionError if another version built it and it is not rebuilt.
	OpenWriter(WriterOptions) (StoreWriter, error)
	// OpenStored finds the records of the index, also if it is damaged or was built
	// by another version. The error is a *NoIndexError if there is no index.
	OpenStored(ctx context.Context) (Stored, error)
	// Verify reads all of the published snapshot and compares it with its
	// checksums, sizes, counts and catalog. The error names each file or cable that
	// is damaged.
	Verify(ctx context.Context) (Check, error)
	// Unpurged returns what may hold words of cables that were removed before the
	// published snapshot was made.
	Unpurged() []Unpurged
}

// A Snapshot is a Searcher that describes what it searches.
type Snapshot interface {
	Searcher
	// Publication describes the snapshot as far as that takes no time.
	Publication() (Publication, error)
	Info(ctx context.Context) (Info, error)
}

// WriterOptions are the options of Store.OpenWriter. The zero value is ready to use.
type WriterOptions struct {
	// Rebuild starts with an empty index. Searchers keep the published snapshot
	// until the next Commit.
	Rebuild bool
	// KeepCatalog keeps what the catalog knows of the sources, for a rebuild from the
	// records of the index.
	KeepCatalog bool
	// AcceptLoss lets a rebuild from archives publish fewer cables than the index has.
	AcceptLoss bool
	// Jobs is the number of segments that are built at once; below 1 it is the
	// number of cores.
	Jobs int
	// Memory is how many bytes the writer may use; below 1 it is a default of the
	// engine.
	Memory int64
}

// A StoreWriter is the Writer of a Store.
type StoreWriter interface {
	Writer
	// Room returns about how many bytes more a job that found the disk full needs on
	// it, if it still has left bytes of text to add; below 0, if it is to make an index
	// like the published one. It returns false if it can't tell. Call it before Close.
	Room(left int64) (need int64, ok bool)
	// AcceptLoss makes the next snapshot replace the one that a Stored of the same
	// Store reads, whatever it has lost. A damaged snapshot is kept in Stored.Kept.
	AcceptLoss(Stored)
}

// Stored are the records that an index holds, for a rebuild without the archive.
type Stored interface {
	// Loss describes the texts that can't be read; nil if there are none.
	Loss() *LossError
	// Documents yields the documents, without Cable. Those of one id may come in
	// several parts, which follow each other. An error is the last.
	Documents(ctx context.Context) iter.Seq2[Document, error]
	// Kept returns the folder in which AcceptLoss keeps the damaged snapshot.
	Kept() string
	// Close releases the snapshot.
	Close()
}

// A Publication is a published snapshot.
type Publication struct {
	Snapshot string    `json:"snapshot"`
	Made     time.Time `json:"made,omitzero"` // when it was published, UTC
	Version  string    `json:"version"`       // of schema, parser, analyzer and dictionaries
	Cables   int       `json:"cables"`
	First    time.Time `json:"first,omitzero"` // date of the oldest cable, UTC
	Last     time.Time `json:"last,omitzero"`  // date of the newest cable, UTC
}

// Info describes a snapshot.
type Info struct {
	Publication
	Bytes    int64 `json:"bytes"` // on disk
	Segments int   `json:"segments"`
	// Texts counts the different texts of the cables; an id may have several.
	Texts int `json:"texts"`
	// Problems counts the cables that have a kind of problem, most first.
	Problems []ProblemCount `json:"problems"`
	// Sources are the files that were indexed, by path.
	Sources []catalog.Source `json:"sources"`
}

// A ProblemCount is a kind of problem and the number of cables that have it.
type ProblemCount struct {
	Kind   string `json:"kind"`
	Cables int    `json:"cables"`
}

// A Check describes the snapshot that Verify read.
type Check struct {
	Snapshot string `json:"snapshot"`
	Cables   int    `json:"cables"`
	Sources  int    `json:"sources"` // files of the catalog
}

// An Unpurged is a folder that Writer.Purge does not rewrite.
type Unpurged struct{ Path, Reason string }
