package index

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

// A task is one record, or one event of a file, that passes through the parsers.
// done is closed when the task is ready for take.
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
	doc   Document
	// stored is set for a record of an earlier index.
	stored bool
	weight int64
	done   chan struct{}
}

// what is the kind of a task.
type what uint8

const (
	aRecord what = iota
	enters       // a file is read from here on
	leaves       // a file was read to its end
	skips        // a file is unchanged and is not read
)

// A pipeline reads records and parses several at once. It yields the tasks in
// archive order.
type pipeline struct {
	worker  worker
	opt     BuildOptions
	work    chan *task
	ordered chan *task
	ahead   *semaphore.Weighted
	running sync.WaitGroup
	file    string // the file being read, by the catalog's name
	begun   time.Time
}

func newPipeline(w worker, opt BuildOptions) *pipeline {
	jobs := opt.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	p := &pipeline{
		worker: w, opt: opt, ahead: semaphore.NewWeighted(opt.Ahead),
		work: make(chan *task, 16*jobs), ordered: make(chan *task, 64*jobs),
	}
	for range jobs {
		p.running.Go(func() {
			for t := range p.work {
				t.parse(w)
				close(t.done)
			}
		})
	}
	return p
}

// hung is how long wait waits for an ended pipeline. A read that takes longer,
// as on a lost network mount, is abandoned.
const hung = 200 * time.Millisecond

// wait waits for the goroutines to end, after the context of start has ended.
func (p *pipeline) wait() {
	done := make(chan struct{})
	go func() {
		p.running.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(hung):
	}
}

// start begins to read, and returns the tasks in order.
func (p *pipeline) start(ctx context.Context, read reading) <-chan *task {
	p.running.Go(func() {
		defer close(p.ordered)
		defer close(p.work)
		read(ctx, p)
	})
	return p.ordered
}

// release frees the read-ahead budget that a task holds.
func (p *pipeline) release(t *task) { p.ahead.Release(t.weight) }

// parse splits the record into telegrams and prepares each for take. Split is
// called here rather than by the reader, which all parsers wait for. A record
// that is no cable becomes a rejection; one that an index already holds is kept.
func (t *task) parse(w worker) {
	if !t.stored {
		if err := cable.Recognize(t.rec); err != nil {
			t.err = t.rec.Reject(err)
			return
		}
	}
	parts := cable.Split(t.rec)
	t.rec = parts[0]
	w.parse(t)
	for _, rec := range parts[1:] {
		part := &task{rec: rec, path: t.path, stored: t.stored}
		w.parse(part)
		t.more = append(t.more, part)
	}
}

// makeDocument parses the record.
func (t *task) makeDocument() {
	t.known = false
	t.doc = newDocument(t.rec, cable.Parse(t.rec), t.hash)
}

// size returns the length of the record in bytes.
func (t *task) size() int64 { return int64(len(t.rec.Header) + len(t.rec.Body)) }

// read sends the records and files of archives.
func (p *pipeline) read(ctx context.Context, archives []Archive) {
	visitor := corpus.Visitor{
		Enter: func(f corpus.File) bool { return p.enter(ctx, f) },
		Leave: func(f corpus.File) { p.leave(ctx, f) },
		Note:  p.opt.Note,
	}
	for _, a := range archives {
		for rec, err := range a.Visit(ctx, visitor) {
			if !p.send(ctx, &task{rec: rec, err: err, path: p.file}) {
				return
			}
		}
	}
}

// enter reports whether a file must be read.
func (p *pipeline) enter(ctx context.Context, f corpus.File) bool {
	path := SourcePath(f.Path)
	if count, same := p.worker.unchanged(path, stateOf(f)); same {
		p.send(ctx, &task{what: skips, path: path, count: count})
		return false
	}
	p.file, p.begun = path, time.Now()
	return p.send(ctx, &task{what: enters, path: path, state: stateOf(f)})
}

func stateOf(f corpus.File) catalog.State {
	return catalog.State{Regular: f.Regular, Size: f.Size, ModTime: f.ModTime, Device: f.Device}
}

// timeStep is the resolution of modification times: a later change of a file that
// is older than this gets another time. Some file systems count in steps of two
// seconds.
const timeStep = 2 * time.Second

// leave sends the end of a file.
func (p *pipeline) leave(ctx context.Context, f corpus.File) {
	whole := p.begun.Sub(f.ModTime) > timeStep
	p.send(ctx, &task{what: leaves, path: p.file, state: stateOf(f), whole: whole})
	p.file = ""
}

// readStored sends the records of the documents of an index.
func (p *pipeline) readStored(ctx context.Context, docs iter.Seq2[Document, error]) {
	for doc, err := range docs {
		for _, rec := range append([]corpus.Record{doc.Record}, doc.Others...) {
			if !p.send(ctx, &task{rec: rec, err: err, stored: true}) {
				return
			}
		}
	}
}

// send sends a task to the consumer, and a record to the parsers first. It
// returns false if ctx ended.
func (p *pipeline) send(ctx context.Context, t *task) bool {
	t.done = make(chan struct{})
	if t.what == aRecord && t.err == nil {
		if t.path == "" {
			t.path = SourcePath(t.rec.Source.Path)
		}
		if !p.dispatch(ctx, t) {
			return false
		}
	} else {
		close(t.done)
	}
	select {
	case p.ordered <- t:
		return true
	case <-ctx.Done():
		return false
	}
}

// dispatch waits for read-ahead budget and sends a task to the parsers.
func (p *pipeline) dispatch(ctx context.Context, t *task) bool {
	t.weight = min(p.opt.Ahead, t.size())
	if p.ahead.Acquire(ctx, t.weight) != nil {
		t.weight = 0
		return false
	}
	select {
	case p.work <- t:
		return true
	case <-ctx.Done():
		return false
	}
}
