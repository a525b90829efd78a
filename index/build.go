package index

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

// An Archive is the input of a job. A *corpus.Reader is one.
type Archive interface {
	// Visit yields the records of the files that the visitor accepts. Any error
	// other than a *corpus.RecordError is the last.
	Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error]
}

// BuildOptions are the options of a job. The zero value is ready to use.
type BuildOptions struct {
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

// Defaults of BuildOptions. A job that is killed loses no more than this, and
// publishing takes a small part of the time.
const (
	DefaultCommitEvery       = 2 * time.Minute
	DefaultCommitBytes int64 = 1 << 30
	DefaultAhead       int64 = 32 << 20
)

// commitShare bounds the cost of publishing: a job works at least commitShare
// times as long as the last commit took before it starts the next.
const commitShare = 20

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
	// Problems counts the records that were indexed or replaced and have a kind of
	// problem, by kind; Repaired counts those that have any.
	Problems map[string]int `json:"-"`
	Repaired int            `json:"-"`
	// Skipped counts the files that were not read because they are unchanged.
	Skipped int `json:"-"`
	// Dropped counts the unfinished cables of an interrupted job.
	Dropped int `json:"-"`
}

// NewDocument returns the document of a record and its parsed cable. A cable
// without an id gets one made from its hash.
func NewDocument(rec corpus.Record, c *cable.Cable) Document {
	return newDocument(rec, c, HashOf(rec))
}

// Documents returns the documents of a record: one for each of its telegrams.
func Documents(rec corpus.Record) []Document {
	var docs []Document
	for _, part := range cable.Split(rec) {
		docs = append(docs, NewDocument(part, cable.Parse(part)))
	}
	return docs
}

func newDocument(rec corpus.Record, c *cable.Cable, h catalog.Hash) Document {
	v := cable.Version{Source: rec.Source, Hash: h.String(), Bytes: len(strings.TrimSpace(c.Text))}
	id := c.ID
	if id == "" {
		id = "NOID" + strings.ToUpper(v.Hash[:12])
	}
	return Document{ID: id, Record: rec, Cable: c, Versions: []cable.Version{v}}
}

// HashOf returns the identity of a record's content: its text and what the
// archive states about it, but not where it was found.
func HashOf(rec corpus.Record) (hash catalog.Hash) {
	h := sha256.New()
	if len(rec.Facts) > 0 { // so that other records keep their hashes
		fmt.Fprintf(h, "facts %q\n", rec.Facts)
	}
	fmt.Fprintf(h, "%q %q %q %q %q\n", rec.ID, rec.Date.Format(time.RFC3339), rec.Origin, rec.Classification, rec.References)
	fmt.Fprintf(h, "%s\n\n%s", rec.Header, rec.Body)
	copy(hash[:], h.Sum(nil))
	return hash
}

// SourcePath returns the catalog's name of a file from the path of a
// corpus.Source: its absolute path, written as corpus.EscapeName does, or "-"
// for standard input.
func SourcePath(path string) string {
	if path == "-" || path == "" {
		return path
	}
	if abs, err := filepath.Abs(corpus.UnescapeName(path)); err == nil {
		return corpus.EscapeName(abs)
	}
	return path
}

// Build is Update for records whose files are not known.
func Build(ctx context.Context, records iter.Seq2[corpus.Record, error], w Writer, opt BuildOptions) (Report, error) {
	return Update(ctx, []Archive{stream(records)}, w, opt)
}

// stream is an archive without files.
type stream iter.Seq2[corpus.Record, error]

func (s stream) Visit(context.Context, corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return iter.Seq2[corpus.Record, error](s)
}

// Update reads the files of archives that changed since the last job, parses the
// records that are new, adds them to the index in archive order, and publishes.
// Several texts of one id are kept together, the fullest first; a text that
// changed in its file replaces the earlier one. A record that cannot be read is
// counted and reported, and the job goes on. When ctx ends, Update publishes the
// finished part and returns the error of ctx. A *KeptError is returned by a job
// that is otherwise complete.
func Update(ctx context.Context, archives []Archive, w Writer, opt BuildOptions) (Report, error) {
	b := newBuilder(w, opt)
	return b.build(ctx, func(ctx context.Context, p *pipeline) { p.read(ctx, archives) })
}

// Rebuild adds the records of an earlier index's documents, which need Record,
// Others and Versions only, to an empty index and publishes it. The catalog
// keeps its entries for the records. After any error, also a *corpus.RecordError, and
// if a record is missing in the end, nothing is published.
func Rebuild(ctx context.Context, docs iter.Seq2[Document, error], w Writer, opt BuildOptions) (Report, error) {
	opt.Whole, opt.Prune = true, nil
	b := newBuilder(w, opt)
	b.names = map[catalog.Hash]string{}
	return b.build(ctx, func(ctx context.Context, p *pipeline) { p.readStored(ctx, docs) })
}

// A builder is a job that writes.
type builder struct {
	job
	writer Writer
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

func newBuilder(w Writer, opt BuildOptions) *builder {
	opt.CommitEvery = cmp.Or(opt.CommitEvery, DefaultCommitEvery)
	opt.CommitBytes = cmp.Or(opt.CommitBytes, DefaultCommitBytes)
	b := &builder{job: newJob(opt), writer: w, cat: w.Catalog(), committed: time.Now()}
	b.cat.NewJob()
	return b
}

// build runs the job from the first record to the last snapshot.
func (b *builder) build(ctx context.Context, read reading) (Report, error) {
	err := b.run(ctx, b, read)
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

// unchanged reports whether the catalog has all records of a file, and the file
// need not be read again for its rejected records.
func (b *builder) unchanged(path string, s catalog.State) (catalog.Counts, bool) {
	count, same := b.cat.Unchanged(path, s)
	return count, same && !(b.opt.Again && count.Rejected > 0)
}

// parse makes the document of a record unless the catalog has its hash.
func (b *builder) parse(t *task) {
	t.hash = HashOf(t.rec)
	if !t.stored {
		if _, t.known = b.cat.Lookup(t.hash); t.known {
			return
		}
	}
	t.makeDocument()
}

// finish removes lost texts, publishes, merges or purges segments and publishes
// again.
func (b *builder) finish(ctx context.Context) error {
	if b.names != nil {
		if err := b.complete(ctx); err != nil {
			return err
		}
		b.cat.Rename(b.names)
	}
	if err := b.removeLost(ctx); err != nil {
		return err
	}
	if err := b.publish(ctx); err != nil {
		return err
	}
	// Everything can be found by now, so merging may take its time.
	b.opt.Phase(PhaseCompacting)
	if err := b.rewrite(ctx, b.writer.Compact); err != nil || !b.opt.Purge {
		return err
	}
	b.opt.Phase(PhasePurging)
	return b.rewrite(ctx, b.writer.Purge)
}

// rewrite merges or purges segments and publishes them.
func (b *builder) rewrite(ctx context.Context, do func(context.Context) (changed bool, err error)) error {
	changed, err := do(ctx)
	if err := errors.Join(err, ctx.Err()); err != nil || !changed {
		return err
	}
	return b.publish(ctx)
}

// complete returns an error if the writer lacks a record of a rebuild.
func (b *builder) complete(ctx context.Context) error {
	held := map[catalog.Hash]bool{}
	done := map[string]bool{}
	for _, id := range b.names {
		if done[id] {
			continue
		}
		done[id] = true
		versions, err := b.writer.Versions(ctx, id)
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		for _, v := range versions {
			if h, err := catalog.ParseHash(v.Hash); err == nil {
				held[h] = true
			}
		}
	}
	for h, id := range b.names {
		if !held[h] {
			return fmt.Errorf("a text of %s is missing in the new index: nothing is published", id)
		}
	}
	return nil
}

func (b *builder) publish(ctx context.Context) error {
	b.opt.Phase(PhasePublishing)
	name, err := b.writer.Commit(context.WithoutCancel(ctx))
	if err == nil {
		b.report.Snapshot = name
		b.counted, b.added = b.counted[:0], 0
	}
	return err
}

// commitIfDue publishes if the last commit was long ago or much text was added.
func (b *builder) commitIfDue(ctx context.Context) error {
	since := time.Since(b.committed)
	late := b.opt.CommitEvery > 0 && since >= b.opt.CommitEvery
	much := b.opt.CommitBytes > 0 && b.unpublished >= b.opt.CommitBytes
	soon := b.took > time.Second && since < commitShare*b.took
	if b.opt.Whole || b.unpublished == 0 || !late && !much || soon {
		return nil
	}
	begun := time.Now()
	if err := b.publish(ctx); err != nil {
		return err
	}
	b.opt.Phase(PhaseReading)
	b.committed, b.unpublished = time.Now(), 0
	b.took = b.committed.Sub(begun)
	return nil
}
