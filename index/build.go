package index

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"runtime"
	"slices"
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
)

// BuildOptions steer Build. The zero value is fit for use.
type BuildOptions struct {
	// Jobs is the number of records that are parsed at once; below 1 it is one
	// a core. The index is the same whatever it is.
	Jobs int
	// Reject is told of each record that gave no cable.
	Reject func(*corpus.RecordError)
	// Progress is told how far the job is after each record.
	Progress func(Report)
	// CommitEvery and CommitBytes are the time and the text after which what
	// was done is published while the job goes on; 0 is DefaultCommitEvery and
	// DefaultCommitBytes, below 0 is never.
	CommitEvery time.Duration
	CommitBytes int64
	// Whole publishes nothing before the archive was read to its end: of a
	// rebuild that is cut short, nothing replaces what is there.
	Whole bool
}

// Where BuildOptions do not say when to publish: a job that is killed loses no
// more than this, and publishing costs a small part of it.
const (
	DefaultCommitEvery       = 2 * time.Minute
	DefaultCommitBytes int64 = 1 << 30
)

// A Report says what a job did. Records is the sum of Indexed, Unchanged,
// Replaced, Duplicate and Rejected.
type Report struct {
	Records   int `json:"records"`
	Indexed   int `json:"indexed"`   // new in the index
	Unchanged int `json:"unchanged"` // there already
	Replaced  int `json:"replaced"`  // in the place of another text under the same id
	Duplicate int `json:"duplicate"` // kept as a version: another text of the id is fuller, or the same
	Removed   int `json:"removed"`
	Rejected  int `json:"rejected"` // gave no cable
	// Bytes counts the text of the records read.
	Bytes    int64   `json:"bytes"`
	Seconds  float64 `json:"seconds"`
	Snapshot string  `json:"snapshot"`
	// Problems counts the problems of the records that were indexed or
	// replaced, by kind.
	Problems map[string]int `json:"-"`
}

// NewDocument returns the document of a record and of what was understood of
// it. A cable without an id gets one made of its text.
func NewDocument(rec corpus.Record, c *cable.Cable) Document {
	v := cable.Version{Source: rec.Source, Hash: hashOf(rec), Bytes: len(strings.TrimSpace(c.Text))}
	id := c.ID
	if id == "" {
		id = "NOID" + strings.ToUpper(v.Hash[:12])
	}
	return Document{ID: id, Record: rec, Cable: c, Versions: []cable.Version{v}}
}

// hashOf is the identity of a record's content: its text and what the archive
// says of it, but not where it was found.
func hashOf(rec corpus.Record) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q %q %q\n", rec.ID, rec.Date.Format(time.RFC3339), rec.Origin, rec.Classification, rec.References)
	fmt.Fprintf(h, "%s\n\n%s", rec.Header, rec.Body)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Build parses records and puts those that the writer does not hold into it,
// in the order of the archive, and publishes them. Of several texts under one
// id the fullest is indexed and the others are kept as versions. A record that
// can't be read is counted and reported, and the rest goes on. When ctx ends,
// what is done by then is published and the error is that of ctx.
func Build(ctx context.Context, records iter.Seq2[corpus.Record, error], w Writer, opt BuildOptions) (Report, error) {
	now := time.Now()
	b := &builder{writer: w, opt: opt, begun: now, committed: now, seen: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
	b.opt.CommitEvery = cmp.Or(opt.CommitEvery, DefaultCommitEvery)
	b.opt.CommitBytes = cmp.Or(opt.CommitBytes, DefaultCommitBytes)
	b.report.Problems = map[string]int{}
	err := b.run(ctx, records)
	// What was read so far is whole and worth keeping even if the job was
	// interrupted; after any other failure the writer's state is in doubt.
	if err == nil || ctx.Err() != nil && !opt.Whole {
		name, commitErr := w.Commit(context.WithoutCancel(ctx))
		b.report.Snapshot = name
		err = errors.Join(err, commitErr)
	}
	b.report.Seconds = time.Since(b.begun).Seconds()
	return b.report, err
}

type builder struct {
	writer Writer
	opt    BuildOptions
	report Report
	begun  time.Time
	// committed and unpublished are the time of the last commit and the text
	// that was put into the index since.
	committed   time.Time
	unpublished int64
	// seen holds what this run has met, by id and hash.
	seen map[uint64]struct{}
	seed maphash.Seed
}

// A task is one record on its way through the parsers; done is closed when doc
// is made.
type task struct {
	rec  corpus.Record
	err  error
	doc  Document
	done chan struct{}
}

func (b *builder) run(ctx context.Context, records iter.Seq2[corpus.Record, error]) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for t := range b.parse(ctx, records) {
		<-t.done
		// What is counted is kept: a record that was begun is finished.
		if err := b.take(context.WithoutCancel(ctx), t); err != nil {
			return err
		}
		if err := b.commitIfDue(ctx); err != nil {
			return err
		}
		if b.opt.Progress != nil {
			b.opt.Progress(b.report)
		}
	}
	return ctx.Err()
}

// commitIfDue publishes what was done, if that is long ago or much.
func (b *builder) commitIfDue(ctx context.Context) error {
	late := b.opt.CommitEvery > 0 && time.Since(b.committed) >= b.opt.CommitEvery
	much := b.opt.CommitBytes > 0 && b.unpublished >= b.opt.CommitBytes
	if b.opt.Whole || b.unpublished == 0 || !late && !much {
		return nil
	}
	if _, err := b.writer.Commit(ctx); err != nil {
		return err
	}
	b.committed, b.unpublished = time.Now(), 0
	return nil
}

// parse reads records and parses several at once; the tasks come out in the
// order of the archive.
func (b *builder) parse(ctx context.Context, records iter.Seq2[corpus.Record, error]) <-chan *task {
	jobs := b.opt.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	work := make(chan *task)
	ordered := make(chan *task, 4*jobs)
	for range jobs {
		go func() {
			for t := range work {
				t.doc = NewDocument(t.rec, cable.Parse(t.rec))
				close(t.done)
			}
		}()
	}
	go func() {
		defer close(ordered)
		defer close(work)
		for rec, err := range records {
			if !dispatch(ctx, &task{rec: rec, err: err, done: make(chan struct{})}, work, ordered) {
				return
			}
		}
	}()
	return ordered
}

// dispatch hands a task to the parsers and to the consumer; false if ctx ended.
func dispatch(ctx context.Context, t *task, work, ordered chan<- *task) bool {
	if t.err != nil {
		close(t.done)
	} else {
		select {
		case work <- t:
		case <-ctx.Done():
			return false
		}
	}
	select {
	case ordered <- t:
		return true
	case <-ctx.Done():
		return false
	}
}

// take puts one parsed record in its place, or counts what it was.
func (b *builder) take(ctx context.Context, t *task) error {
	if t.err != nil {
		return b.reject(t.err)
	}
	b.report.Records++
	b.report.Bytes += int64(t.doc.Versions[0].Bytes)
	old, err := b.writer.Versions(ctx, t.doc.ID)
	if err != nil {
		return err
	}
	v := t.doc.Versions[0]
	again := b.met(t.doc.ID, v.Hash)
	switch {
	case len(old) == 0:
		b.report.Indexed++
		return b.add(ctx, t.doc)
	case slices.ContainsFunc(old, func(o cable.Version) bool { return o.Hash == v.Hash }):
		if again {
			b.report.Duplicate++
		} else {
			b.report.Unchanged++
		}
		return nil
	}
	return b.merge(ctx, t.doc, b.withoutStale(t.doc.ID, old, v))
}

// reject counts a record that could not be read. An error that is not of a
// record ends the job.
func (b *builder) reject(err error) error {
	var bad *corpus.RecordError
	if !errors.As(err, &bad) {
		return err
	}
	b.report.Records++
	b.report.Rejected++
	if b.opt.Reject != nil {
		b.opt.Reject(bad)
	}
	return nil
}

// met says whether this run has met the text before, and notes it.
func (b *builder) met(id, hash string) bool {
	key := maphash.String(b.seed, id+" "+hash)
	_, ok := b.seen[key]
	b.seen[key] = struct{}{}
	return ok
}

// withoutStale takes out of the versions of an id the one that stood where v
// now stands: its text has changed. One that this run has met is still there.
func (b *builder) withoutStale(id string, old []cable.Version, v cable.Version) []cable.Version {
	stale := slices.IndexFunc(old, func(o cable.Version) bool {
		_, met := b.seen[maphash.String(b.seed, id+" "+o.Hash)]
		return o.Source == v.Source && !met
	})
	if stale < 0 {
		return old
	}
	return slices.Delete(slices.Clone(old), stale, stale+1)
}

// merge puts a new text under an id that has others: in the first place if it
// is the fullest.
func (b *builder) merge(ctx context.Context, doc Document, old []cable.Version) error {
	if len(old) == 0 || doc.Versions[0].Bytes > old[0].Bytes {
		return b.replace(ctx, doc, old)
	}
	held, err := b.writer.Get(ctx, doc.ID)
	if err != nil {
		return err
	}
	// If the text that is indexed is gone from the archive, an older version
	// would now be the fullest; but its text is not kept.
	gone := held.Versions[0].Hash != old[0].Hash
	same := doc.Versions[0].Bytes == old[0].Bytes
	if gone || same && facts(doc.Record) > facts(held.Record) {
		return b.replace(ctx, doc, old)
	}
	b.report.Duplicate++
	held.Versions = append(slices.Clone(old), doc.Versions...)
	return b.writer.Add(ctx, []Document{held})
}

// replace indexes a document in the place of others under its id.
func (b *builder) replace(ctx context.Context, doc Document, old []cable.Version) error {
	b.report.Replaced++
	doc.Versions = append(doc.Versions, old...)
	return b.add(ctx, doc)
}

// facts counts what an archive says of a record beside its text.
func facts(rec corpus.Record) int {
	n := len(rec.References)
	for _, known := range []bool{rec.ID != "", !rec.Date.IsZero(), rec.Origin != "", rec.Classification != ""} {
		if known {
			n++
		}
	}
	return n
}

func (b *builder) add(ctx context.Context, doc Document) error {
	for _, p := range doc.Cable.Problems {
		b.report.Problems[p.Kind]++
	}
	b.unpublished += int64(doc.Versions[0].Bytes)
	return b.writer.Add(ctx, []Document{doc})
}
