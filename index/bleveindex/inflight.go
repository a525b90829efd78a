package bleveindex

import (
	"context"
	"sync"
	"sync/atomic"

	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
	"reftel/index/segment"
)

// inFlight holds the documents that are not in a segment of the engine yet. Its methods
// must be called from one goroutine.
//
// Each of its workers fills a builder on a goroutine of its own, and makes a segment of
// it when it takes as much memory as it may. Documents with the same id go to the same
// worker while one of them is in flight, so that the last one stays.
type inFlight struct {
	workers []*worker
	// pending are the documents in flight.
	pending map[string]place
	// taken has a value if a worker took a task since add read it.
	taken chan struct{}
	// failed receives errors of the engine's own goroutines; err is the first error.
	failed <-chan error
	err    error
	stop   chan struct{} // closed when the workers must not wait any more
	once   sync.Once
}

// A place is the worker of a document and the number of its task there.
type place struct {
	worker *worker
	task   int64
}

// A worker makes segments of documents.
type worker struct {
	tasks chan task
	// given are the documents given to it that are not known to be in a segment, in
	// order; last is the number of the last task.
	given []sentDoc
	last  int64
	// queued are the tasks whose documents are not known to be in its builder.
	queued []task
	// added is the last task whose document is in the builder or a segment, done the last
	// whose document is in a segment; segments counts these.
	added, done, segments atomic.Int64
	// text is the number of bytes of text in its builder or waiting; made is that of its
	// segments, and size their size.
	text, made, size atomic.Int64
	ended            chan struct{}
	// builder is changed by the goroutine only; others read it by current.
	builder *segment.Builder
	mu      sync.Mutex
	// next is the builder that follows it, if it was made of the one before.
	next *segment.Builder

	// The goroutine's own.
	*inFlight
	engine    index.Index
	budget    int64
	built     int64 // bytes of text in the builder
	number    int64 // of the current task
	persisted chan error
	waiting   bool // for persisted
	failure   error
}

// A sentDoc is a document given to a worker.
type sentDoc struct {
	id   string
	task int64
}

// A task is what a worker is to do: add a document, or make a segment of what it has and
// wait until that is on disk.
type task struct {
	number int64
	doc    *contract.Document
	engine index.Index // for the document's segment
	flush  chan<- error
}

const (
	// waitingTasks is the number of documents that wait for a worker.
	waitingTasks = 32
	// fewTasks is the number of waiting documents below which a worker gets the next one
	// whatever the others do: a small job makes one segment.
	fewTasks = 8
)

// newInFlight starts the workers that s asks for.
func newInFlight(s sizes, failed <-chan error) *inFlight {
	f := &inFlight{pending: map[string]place{}, taken: make(chan struct{}, 1), failed: failed, stop: make(chan struct{})}
	for range s.builders {
		w := &worker{tasks: make(chan task, waitingTasks), ended: make(chan struct{}), inFlight: f, budget: s.builder, persisted: make(chan error, 1)}
		f.workers = append(f.workers, w)
		go w.run()
	}
	return f
}

// add gives a document to a worker. If the queues are full it waits until any worker takes
// a document: the others may be making segments.
func (f *inFlight) add(ctx context.Context, engine index.Index, doc contract.Document) error {
	for {
		if err := f.failure(); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		w := f.workerFor(doc.ID)
		t := task{number: w.last + 1, doc: &doc, engine: engine}
		select {
		case w.tasks <- t:
			f.sent(w, t)
			return nil
		default:
		}
		select {
		case <-f.taken:
		case err := <-f.failed:
			return f.fail(err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// sent notes a document that was given to a worker.
func (f *inFlight) sent(w *worker, t task) {
	w.last = t.number
	w.text.Add(int64(textBytes(*t.doc)))
	w.queued = append(w.queued, t)
	f.pending[t.doc.ID] = place{w, t.number}
	w.given = append(w.given, sentDoc{t.doc.ID, t.number})
}

// workerFor returns the worker that has a document with an id, else the first for which
// few documents wait, else the one with the shortest queue.
func (f *inFlight) workerFor(id string) *worker {
	f.forget()
	if p, ok := f.pending[id]; ok {
		return p.worker
	}
	best := f.workers[0]
	for _, w := range f.workers {
		if len(w.tasks) < fewTasks {
			return w
		}
		if len(w.tasks) < len(best.tasks) {
			best = w
		}
	}
	return best
}

// send gives a worker the task to make a segment, unless the context has ended.
func (f *inFlight) send(ctx context.Context, w *worker, t task) error {
	if err := f.failure(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case w.tasks <- t:
		return nil
	case err := <-f.failed:
		return f.fail(err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// failure returns the first error, if any.
func (f *inFlight) failure() error {
	select {
	case err := <-f.failed:
		return f.fail(err)
	default:
		return f.err
	}
}

func (f *inFlight) fail(err error) error {
	if f.err == nil {
		f.err = err
		f.release()
	}
	return f.err
}

// release makes the workers wait for nothing more.
func (f *inFlight) release() { f.once.Do(func() { close(f.stop) }) }

// forget drops the documents that are in segments, and the tasks that are done.
func (f *inFlight) forget() {
	for _, w := range f.workers {
		added, done := w.added.Load(), w.done.Load()
		for len(w.queued) > 0 && w.queued[0].number <= added {
			w.queued[0], w.queued = task{}, w.queued[1:]
		}
		n := 0
		for n < len(w.given) && w.given[n].task <= done {
			if doc := w.given[n]; f.pending[doc.id] == (place{w, doc.task}) {
				delete(f.pending, doc.id)
			}
			n++
		}
		w.given = w.given[n:]
	}
}

// segments returns the number of segments made. A reader opened when it was lower lacks
// some of their documents.
func (f *inFlight) segments() (n int64) {
	for _, w := range f.workers {
		n += w.segments.Load()
	}
	return n
}

// find returns the document in flight with an id. It does not wait for the worker, which
// may be making a segment for a third of a second.
func (f *inFlight) find(id string) (doc contract.Document, ok bool, err error) {
	f.forget()
	p, ok := f.pending[id]
	if !ok {
		return doc, false, nil
	}
	if err := f.failure(); err != nil {
		return doc, false, err
	}
	for _, t := range p.worker.queued {
		if t.number == p.task {
			return *t.doc, true, nil
		}
	}
	if b := p.worker.current(); b != nil {
		return b.Stored(id)
	}
	return doc, false, nil // its segment was made just now
}

// ids returns the ids of all documents in flight.
func (f *inFlight) ids() []string {
	f.forget()
	var ids []string
	for id := range f.pending {
		ids = append(ids, id)
	}
	return ids
}

// settle makes segments of all documents and waits until they are on disk. Workers with
// more than most bytes of text are left out; most below 0 is no limit.
func (f *inFlight) settle(ctx context.Context, most int64) error {
	flushed := make(chan error, len(f.workers))
	sent := 0
	for _, w := range f.workers {
		if most >= 0 && w.text.Load() > most {
			continue
		}
		if err := f.send(ctx, w, task{flush: flushed}); err != nil {
			return err
		}
		sent++
	}
	for range sent {
		select {
		case err := <-flushed:
			if err != nil {
				return f.fail(err)
			}
		case err := <-f.failed:
			return f.fail(err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.forget()
	return nil
}

// bytes returns the bytes of text that are not in segments and of those that are, and the
// size of these segments.
func (f *inFlight) bytes() (text, made, size int64) {
	for _, w := range f.workers {
		text += w.text.Load()
		made += w.made.Load()
		size += w.size.Load()
	}
	return text, made, size
}

// close ends the workers and returns a channel that is closed when they have ended. What
// they have not made a segment of is dropped.
func (f *inFlight) close() <-chan struct{} {
	f.release()
	for _, w := range f.workers {
		close(w.tasks)
	}
	done := make(chan struct{})
	go func() {
		for _, w := range f.workers {
			<-w.ended
		}
		close(done)
	}()
	return done
}

// run does the tasks.
func (w *worker) run() {
	defer close(w.ended)
	for t := range w.tasks {
		select {
		case w.taken <- struct{}{}:
		default:
		}
		switch {
		case t.doc != nil:
			w.number, w.engine = t.number, t.engine
			w.add(*t.doc)
			w.added.Store(t.number)
		default:
			w.finish()
			w.next = nil // merging needs the memory
			w.waitPersisted()
			t.flush <- w.failure
		}
	}
	w.waitPersisted()
}

// stopped reports whether what is not in a segment is to be dropped.
func (w *worker) stopped() bool {
	select {
	case <-w.stop:
		return true
	default:
		return w.failure != nil
	}
}

func (w *worker) add(doc contract.Document) {
	if w.stopped() {
		return
	}
	if w.builder == nil {
		if w.next == nil {
			w.next = segment.NewBuilder()
		}
		w.replace(w.next)
		w.next = nil
	}
	if w.failure = w.builder.Add(doc); w.failure != nil {
		return
	}
	w.built += int64(textBytes(doc))
	if w.builder.Size() >= w.budget {
		w.finish()
	}
}

// current returns the builder; nil if it has no document.
func (w *worker) current() *segment.Builder {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.builder
}

// replace sets the builder.
func (w *worker) replace(b *segment.Builder) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.builder = b
}

// finish makes a segment of the builder's documents. It waits until the one before is on
// disk, so that there is one at most in memory.
func (w *worker) finish() {
	if w.builder == nil || w.stopped() {
		return
	}
	w.waitPersisted()
	if w.stopped() {
		return
	}
	made, err := w.builder.Finish()
	if err != nil {
		w.failure = err
		return
	}
	w.text.Add(-w.built)
	w.made.Add(w.built)
	w.size.Add(made.FileSize())
	batch := index.NewBatch()
	for _, d := range w.builder.Documents() {
		batch.Update(d)
	}
	batch.SetPersistedCallback(func(err error) { w.persisted <- err })
	w.failure = w.engine.Batch(batch)
	w.waiting = w.failure == nil
	if w.failure == nil {
		w.done.Store(w.number)
		w.segments.Add(1)
	}
	w.next = w.builder.Next()
	w.replace(nil) // only now: find reads the segment then
	w.built = 0
}

// waitPersisted waits until the last segment is on disk.
func (w *worker) waitPersisted() {
	if !w.waiting {
		return
	}
	select {
	case err := <-w.persisted:
		w.waiting = false
		if w.failure == nil {
			w.failure = err
		}
	case <-w.stop:
	}
}
