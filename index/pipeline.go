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

// A task is one record, or one thing to know about a file, on its way through
// the parsers; done is closed when it is ready to be taken.
type task struct {
	what what
	// path is the file, as the catalogue knows it.
	path  string
	state catalog.State // of leave and skip
	whole bool          // of leave: the file need not be read again
	count catalog.Counts
	// err is why there is no record.
	err  error
	rec  corpus.Record
	hash catalog.Hash
	// doc is empty if known says that its id is, since the catalogue has a
	// record like it.
	known bool
	doc   Document
	// versions are those of a stored document.
	versions []cable.Version
	weight   int64
	done     chan struct{}
}

// what a task is about.
type what uint8

const (
	aRecord what = iota
	enters       // a file that is read from here on
	leaves       // a file that was read to its end
	skips        // a file that did not change
)

// A pipeline reads records and parses several at once; the tasks come out in
// the order of the archive.
type pipeline struct {
	worker  worker
	opt     BuildOptions
	work    chan *task
	ordered chan *task
	ahead   *semaphore.Weighted
	running sync.WaitGroup
	file    string // that is being read, as the catalogue knows it
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
				w.parse(t)
				close(t.done)
			}
		})
	}
	return p
}

// hung is how long an ended pipeline is waited for: a read that takes longer
// does not come back soon.
const hung = 200 * time.Millisecond

// wait waits until nobody works any more; the context of start has ended.
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

// start reads until the context ends.
func (p *pipeline) start(ctx context.Context, read reading) <-chan *task {
	p.running.Go(func() {
		defer close(p.ordered)
		defer close(p.work)
		read(ctx, p)
	})
	return p.ordered
}

// release gives back the room that a task took.
func (p *pipeline) release(t *task) { p.ahead.Release(t.weight) }

// makeDocument parses the record.
func (t *task) makeDocument() {
	t.known = false
	t.doc = newDocument(t.rec, cable.Parse(t.rec), t.hash)
}

// size is the bytes of a record.
func (t *task) size() int64 { return int64(len(t.rec.Header) + len(t.rec.Body)) }

// read reads archives.
func (p *pipeline) read(ctx context.Context, archives []Archive) {
	visitor := corpus.Visitor{
		Enter: func(f corpus.File) bool { return p.enter(ctx, f) },
		Leave: func(f corpus.File) { p.leave(ctx, f) },
	}
	for _, a := range archives {
		for rec, err := range a.Visit(ctx, visitor) {
			if !p.send(ctx, &task{rec: rec, err: err, path: p.file}) {
				return
			}
		}
	}
}

// enter says whether a file is to be read.
func (p *pipeline) enter(ctx context.Context, f corpus.File) bool {
	path := SourcePath(f.Path)
	if p.opt.Ignore != nil && p.opt.Ignore(path) {
		return false
	}
	if count, same := p.worker.unchanged(path, stateOf(f)); same {
		p.send(ctx, &task{what: skips, path: path, count: count})
		return false
	}
	p.file, p.begun = path, time.Now()
	return p.send(ctx, &task{what: enters, path: path})
}

func stateOf(f corpus.File) catalog.State {
	return catalog.State{Regular: f.Regular, Size: f.Size, ModTime: f.ModTime}
}

// racy is how old a change must be so that a later one is sure to have another
// time: some file systems count in steps of two seconds.
const racy = 2 * time.Second

// leave ends a file.
func (p *pipeline) leave(ctx context.Context, f corpus.File) {
	whole := p.begun.Sub(f.ModTime) > racy
	p.send(ctx, &task{what: leaves, path: p.file, state: stateOf(f), whole: whole})
	p.file = ""
}

// readStored reads documents of an index.
func (p *pipeline) readStored(ctx context.Context, docs iter.Seq2[Document, error]) {
	for doc, err := range docs {
		t := &task{rec: doc.Record, err: err, versions: doc.Versions}
		if err == nil && len(t.versions) == 0 {
			t.versions = []cable.Version{{Source: doc.Record.Source}}
		}
		if !p.send(ctx, t) {
			return
		}
	}
}

// send hands a task to the parsers, if it is for them, and to the consumer;
// false if ctx ended.
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

// dispatch waits for room and hands a task to the parsers.
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
