// Package update brings an index up to date with the archives that it is made of. It
// decides what is read again, which texts of one id are kept and shown, what is
// removed, and when to publish.
//
// A job is a chain in which each step calls the next, or yields to it:
//
//	Update → takeAll → parser → source.read → corpus     records in order (read.go)
//	                   parser → cable.Split, cable.Parse several at once (parse.go)
//	         takeAll → take → add → Writer.Add            one at a time (take.go)
//	                   take → commitIfDue → publish → Writer.Commit
//	Update → finish → removeLost → publish → Writer.Compact, Writer.Purge
//
// Remove and Purge are such jobs without a source. Inspect reads and parses, and counts
// instead of writing.
package update

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"time"

	"reftel/index"
	"reftel/index/catalog"
)

// Update reads the files of archives that changed since the last job, parses the
// records that are new, adds them to the index in archive order, and publishes.
// Several texts of one id are kept together, the fullest first; a text that
// changed in its file replaces the earlier one. A record that cannot be read is
// counted and reported, and the job goes on. When ctx ends, Update publishes the
// finished part and returns the error of ctx. A *KeptError is returned by a job
// that is otherwise complete.
func Update(ctx context.Context, list []Archive, w index.Writer, opt Options) (Report, error) {
	b := newBuilder(w, opt)
	return b.build(ctx, &archives{list: list, cat: b.cat, again: opt.Again, note: opt.Note})
}

// Rebuild adds the records of an earlier index's documents, which need Record,
// Others and Versions only, to an empty index and publishes it. The catalog
// keeps its entries for the records. After any error, also a *corpus.RecordError, and
// if a record is missing in the end, nothing is published.
func Rebuild(ctx context.Context, docs iter.Seq2[index.Document, error], w index.Writer, opt Options) (Report, error) {
	opt.Whole, opt.Prune = true, nil
	b := newBuilder(w, opt)
	b.names = map[catalog.Hash]string{}
	return b.build(ctx, &storedRecords{docs})
}

// A builder is a job that writes.
type builder struct {
	job
	writer index.Writer
	cat    *catalog.Catalog
	// committed is the time of the last commit, took its duration, and unpublished
	// the amount of text added since.
	committed   time.Time
	took        time.Duration
	unpublished int64
	// counted are the records counted since the last commit, added the number of
	// documents added since.
	counted []countedRecord
	added   int
	// faulty reports that the current file could not be read for reasons that may
	// pass. unread are the paths that could not be read at all.
	faulty bool
	unread []string
	// kept lists the paths that may be unmounted disks.
	kept []Kept
	// names are the ids of the records of a rebuild, by hash; nil otherwise.
	names map[catalog.Hash]string
}

// A countedRecord is a record with the count that it is in.
type countedRecord struct {
	hash    catalog.Hash
	counter *int
	added   bool // the record changed the index
}

// uncount takes from the counts the records that Salvage dropped: those that the
// catalog no longer has. If Salvage published nothing, the catalog has them still.
func (b *builder) uncount() {
	if b.report.Dropped == 0 {
		return
	}
	all := b.report.Dropped >= b.added
	dropped := map[catalog.Hash]bool{}
	for _, r := range b.counted {
		if _, kept := b.cat.Lookup(r.hash); !kept || all && r.added {
			dropped[r.hash] = true
		}
		if dropped[r.hash] {
			*r.counter--
			b.report.Records--
		}
	}
}

func newBuilder(w index.Writer, opt Options) *builder {
	opt.CommitEvery = cmp.Or(opt.CommitEvery, DefaultCommitEvery)
	opt.CommitBytes = cmp.Or(opt.CommitBytes, DefaultCommitBytes)
	b := &builder{job: newJob(opt), writer: w, cat: w.Catalog(), committed: time.Now()}
	b.cat.NewJob()
	return b
}

// build runs the job from the first record of a source to the last snapshot.
func (b *builder) build(ctx context.Context, s source) (Report, error) {
	err := b.takeAll(ctx, s)
	if err == nil {
		err = b.finish(ctx)
	}
	// The finished part of an interrupted job is worth keeping. After any other
	// failure the writer's state is in doubt.
	if err != nil && ctx.Err() != nil && !b.opt.Whole {
		b.opt.Phase(PhasePublishing)
		var salvageErr error
		b.report.Snapshot, b.report.Dropped, salvageErr = b.writer.Salvage(context.WithoutCancel(ctx))
		b.uncount()
		err = errors.Join(ctx.Err(), salvageErr)
	}
	if err == nil && len(b.kept) > 0 {
		err = &KeptError{Paths: b.kept}
	}
	return b.done(), err
}
