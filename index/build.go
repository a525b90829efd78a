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

// An Archive is what a job reads; a *corpus.Reader is one.
type Archive interface {
	// Visit yields the records of the files that the visitor wants. An error that
	// is no *corpus.RecordError is the last.
	Visit(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error]
}

// BuildOptions steer a job. The zero value is fit for use.
type BuildOptions struct {
	// Jobs is the number of records that are parsed at once; below 1 it is one
	// a core. The index is the same whatever it is.
	Jobs int
	// Ahead is how many bytes of records may be read before the writer has taken
	// them; below 1 it is DefaultAhead.
	Ahead int64
	// Reject is told of each record that gave no cable.
	Reject func(*corpus.RecordError)
	// Progress is told how far the job is after each record, Phase what it goes
	// on to do: one of the phases.
	Progress func(Report)
	Phase    func(name string)
	// CommitEvery and CommitBytes are the time and the text after which what
	// was done is published while the job goes on; 0 is DefaultCommitEvery and
	// DefaultCommitBytes, below 0 is never.
	CommitEvery time.Duration
	CommitBytes int64
	// Whole publishes nothing before the archive was read to its end: of a
	// rebuild that is cut short, nothing replaces what is there.
	Whole bool
	// Ignore says of a file that it is none of the archive's, such as those of
	// the index itself; nil is none.
	Ignore func(path string) bool
	// Again reads files again that had rejected records, even if they did not
	// change.
	Again bool
	// Prune removes the cables whose source is gone: of Prune's paths, what was
	// read from there or below it in an earlier job and is not there any more.
	Prune []string
	// Open opens a file of an earlier job, to take a text out of it that is now
	// the fullest of its id; nil does without.
	Open func(path string) (Archive, error)
}

// The phases of a job.
const (
	PhaseReading    = "reading"
	PhaseRemoving   = "removing"
	PhaseCompacting = "merging"
	PhasePublishing = "publishing"
)

// Where BuildOptions do not say when to publish: a job that is killed loses no
// more than this, and publishing costs a small part of it.
const (
	DefaultCommitEvery       = 2 * time.Minute
	DefaultCommitBytes int64 = 1 << 30
	DefaultAhead       int64 = 32 << 20
)

// commitShare is how many times as long as the last publishing took a job works
// before the next.
const commitShare = 20

// A Report says what a job did. Records is the sum of Indexed, Unchanged,
// Replaced, Duplicate and Rejected.
type Report struct {
	Records   int `json:"records"`
	Indexed   int `json:"indexed"`   // new in the index
	Unchanged int `json:"unchanged"` // there already
	Replaced  int `json:"replaced"`  // in the place of another text under the same id
	Duplicate int `json:"duplicate"` // kept as a version: another text of the id is fuller, or the same
	Removed   int `json:"removed"`   // cables taken out
	Rejected  int `json:"rejected"`  // gave no cable
	// Bytes counts the text of the records read.
	Bytes    int64   `json:"bytes"`
	Seconds  float64 `json:"seconds"`
	Snapshot string  `json:"snapshot"`
	// Problems counts the problems of the records that were indexed or
	// replaced, by kind; Repaired counts the records that have any.
	Problems map[string]int `json:"-"`
	Repaired int            `json:"-"`
	// Skipped are the files that were not read, since they did not change.
	Skipped int `json:"-"`
	// Dropped are the cables of an interrupted job that were not finished.
	Dropped int `json:"-"`
}

// drop takes out of the counts what was dropped; which of them it was is not
// known, but most often it is what was new.
func (r *Report) drop() {
	left := r.Dropped
	for _, count := range []*int{&r.Indexed, &r.Replaced, &r.Duplicate} {
		n := min(*count, left)
		*count -= n
		r.Records -= n
		left -= n
	}
}

// NewDocument returns the document of a record and of what was understood of
// it. A cable without an id gets one made of its text.
func NewDocument(rec corpus.Record, c *cable.Cable) Document {
	return newDocument(rec, c, HashOf(rec))
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

// SourcePath returns the path under which the catalogue knows a file: an
// absolute one, but for standard input.
func SourcePath(path string) string {
	if path == "-" || path == "" {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// Build parses records and puts those that the writer does not hold into it,
// in the order of the archive, and publishes them: an Update from an archive
// whose files are not known.
func Build(ctx context.Context, records iter.Seq2[corpus.Record, error], w Writer, opt BuildOptions) (Report, error) {
	return Update(ctx, []Archive{stream(records)}, w, opt)
}

// stream is an archive of which only the records are known.
type stream iter.Seq2[corpus.Record, error]

func (s stream) Visit(context.Context, corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return iter.Seq2[corpus.Record, error](s)
}

// Update reads what changed in archives since the last job, parses the records
// that are new, puts them into the index in the order of the archives, and
// publishes them. Of several texts under one id the fullest is indexed and the
// others are kept as versions; a text that was changed in its file gives way. A
// record that can't be read is counted and reported, and the rest goes on. When
// ctx ends, what is finished by then is published and the error is that of ctx.
func Update(ctx context.Context, archives []Archive, w Writer, opt BuildOptions) (Report, error) {
	b := newBuilder(w, opt)
	return b.build(ctx, func(ctx context.Context, p *pipeline) { p.read(ctx, archives) })
}

// Rebuild puts documents of an earlier index, which need Record and Versions
// only, into an empty one and publishes them. The catalogue keeps what it knows
// of their sources.
func Rebuild(ctx context.Context, docs iter.Seq2[Document, error], w Writer, opt BuildOptions) (Report, error) {
	opt.Whole, opt.Prune = true, nil
	b := newBuilder(w, opt)
	b.names = map[catalog.Hash]string{}
	return b.build(ctx, func(ctx context.Context, p *pipeline) { p.readStored(ctx, docs) })
}

// A builder is the job that writes.
type builder struct {
	job
	writer Writer
	cat    *catalog.Catalog
	// committed is the time of the last commit, took how long it took, and
	// unpublished the text that was put into the index since.
	committed   time.Time
	took        time.Duration
	unpublished int64
	// faulty says that the file at hand could not be read for reasons that may
	// pass, unread what could not be looked into.
	faulty bool
	unread []string
	// names are the ids of the records of a rebuild, by hash; else nil.
	names map[catalog.Hash]string
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
	// What was finished so far is whole and worth keeping even if the job was
	// interrupted; after any other failure the writer's state is in doubt.
	if err != nil && ctx.Err() != nil && !b.opt.Whole {
		b.opt.Phase(PhasePublishing)
		var salvageErr error
		b.report.Snapshot, b.report.Dropped, salvageErr = b.writer.Salvage(context.WithoutCancel(ctx))
		b.report.drop()
		err = errors.Join(ctx.Err(), salvageErr)
	}
	return b.done(), err
}

// unchanged says whether the catalogue knows all that is in a file; its rejected
// records may be wanted again.
func (b *builder) unchanged(path string, s catalog.State) (catalog.Counts, bool) {
	count, same := b.cat.Unchanged(path, s)
	return count, same && !(b.opt.Again && count.Rejected > 0)
}

// parse makes the document of a record that is not known.
func (b *builder) parse(t *task) {
	t.hash = HashOf(t.rec)
	if t.versions == nil {
		if _, t.known = b.cat.Lookup(t.hash); t.known {
			return
		}
	}
	t.makeDocument()
}

// finish does what can be done only when all was read, and publishes.
func (b *builder) finish(ctx context.Context) error {
	if b.names != nil {
		b.cat.Rename(b.names)
	}
	if err := b.removeLost(ctx); err != nil {
		return err
	}
	if err := b.publish(ctx); err != nil {
		return err
	}
	// What was done can be found by now: merging may take its time.
	b.opt.Phase(PhaseCompacting)
	changed, err := b.writer.Compact(ctx)
	if err := errors.Join(err, ctx.Err()); err != nil || !changed {
		return err
	}
	return b.publish(ctx)
}

func (b *builder) publish(ctx context.Context) error {
	b.opt.Phase(PhasePublishing)
	name, err := b.writer.Commit(context.WithoutCancel(ctx))
	if err == nil {
		b.report.Snapshot = name
	}
	return err
}

// commitIfDue publishes what was done, if that is long ago or much.
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
