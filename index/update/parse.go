package update

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
)

// A parser parses the records of a source, several at once. Its goroutines are: one
// that reads the source, and one per core that splits and parses its records.
type parser struct {
	source source
	// cat knows the hashes whose records need no parsing; nil knows none.
	cat     *catalog.Catalog
	limit   int64               // of read-ahead, in bytes
	ahead   *semaphore.Weighted // the rest of it
	work    chan *task          // records to be parsed
	ordered chan *task          // all tasks, in order
	jobs    int                 // parsing goroutines
	running sync.WaitGroup
	text    atomic.Int64 // bytes of the records read
}

func newParser(s source, cat *catalog.Catalog, opt Options) *parser {
	jobs := opt.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	return &parser{
		source: s, cat: cat, limit: opt.Ahead, ahead: semaphore.NewWeighted(opt.Ahead),
		jobs: jobs, work: make(chan *task, 16*jobs), ordered: make(chan *task, 64*jobs),
	}
}

// parsed yields the tasks of the source in order, each of several telegrams as several
// tasks, until ctx ends. It then does not wait for a read that hangs, as on a lost
// network mount. Range over it once.
func (p *parser) parsed(ctx context.Context) iter.Seq[*task] {
	return func(yield func(*task) bool) {
		defer p.wait()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for range p.jobs {
			p.running.Go(p.parseAll)
		}
		p.running.Go(func() { p.readAll(ctx) })
		for {
			select {
			case t, more := <-p.ordered:
				if !more || !p.give(ctx, t, yield) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// give yields a task and its further telegrams when they are parsed, unless ctx ends
// before: a record of megabytes may take seconds.
func (p *parser) give(ctx context.Context, t *task, yield func(*task) bool) bool {
	select {
	case <-t.done:
	case <-ctx.Done():
		return false
	}
	defer p.ahead.Release(t.weight)
	if !yield(t) {
		return false
	}
	for _, part := range t.more {
		if !yield(part) {
			return false
		}
	}
	return true
}

// hung is how long wait waits. A read that takes longer, as on a lost network mount,
// is abandoned.
const hung = 200 * time.Millisecond

// wait waits for the goroutines to end, after the context of readAll has ended.
func (p *parser) wait() {
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

// readAll reads the source.
func (p *parser) readAll(ctx context.Context) {
	defer close(p.ordered)
	defer close(p.work)
	for t := range p.source.read(ctx) {
		if !p.send(ctx, t) {
			return
		}
	}
}

// send sends a task to the job, and a record to the parsers first. It returns false if
// ctx ended.
func (p *parser) send(ctx context.Context, t *task) bool {
	t.done = make(chan struct{})
	if t.what == aRecord && t.err == nil {
		if t.path == "" {
			t.path = index.SourcePath(t.rec.Source.Path)
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
func (p *parser) dispatch(ctx context.Context, t *task) bool {
	p.text.Add(t.size())
	t.weight = min(p.limit, t.size())
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

// parseAll parses records.
func (p *parser) parseAll() {
	for t := range p.work {
		p.split(t)
		close(t.done)
	}
}

// split splits a record into telegrams and parses each. This is not done by the reader,
// for which all parsers wait. A record that is no cable becomes a rejection, but one
// that an index already holds is kept.
func (p *parser) split(t *task) {
	r := cable.NewReader(t.rec)
	if !t.stored {
		if err := r.Recognize(); err != nil {
			r.Close()
			t.err = t.rec.Reject(err)
			return
		}
	}
	for i, r := range r.Split() {
		part := t
		if i > 0 {
			part = &task{path: t.path, stored: t.stored}
			t.more = append(t.more, part)
		}
		part.rec = r.Record()
		p.parse(part, r)
	}
}

// parse makes the document of a record unless the catalog has its hash.
func (p *parser) parse(t *task, r *cable.Reader) {
	defer r.Close()
	t.hash = index.HashOf(t.rec)
	if !t.stored && p.cat != nil {
		if _, t.known = p.cat.Lookup(t.hash); t.known {
			return
		}
	}
	t.makeDocument(r.ParseWithoutBody())
}

// makeDocument makes the document of a parsed record.
func (t *task) makeDocument(c *cable.Cable) {
	t.known = false
	t.doc = index.HashedDocument(t.rec, c, t.hash)
}
