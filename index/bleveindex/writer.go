package bleveindex

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/catalog"
)

// A Writer is a contract.Writer over an index on disk. Only one at a time can
// be open on an index. Its first change makes a copy of the published snapshot, with
// hard links to its files where possible. Close deletes the copy, so a killed job leaves
// the last published snapshot.
type Writer struct {
	layout
	lock *lock
	// idx is open for writing. Before the first change it is nil, and published is
	// read instead.
	idx       bleve.Index
	published *published
	reader    index.IndexReader // of idx or published; nil if it is stale
	viewed    int               // inFlight.finished when reader was opened
	cat       *catalog.Catalog
	sizes     sizes
	// pending waits for a batch.
	pending map[string]contract.Document
	bytes   int // of pending
	// heavy reports whether pending needs more memory than a batch may: then it is the
	// only one in flight.
	heavy   bool
	weights weights
	// fresh is the number of bytes of pending that no segment has; got is the id
	// and size of the document that Get returned last.
	fresh int
	got   struct {
		id    string
		bytes int
	}
	inFlight inFlight
	// least is the number of cables that the next snapshot must have: those of the
	// one before without the deleted ones.
	least int
	// replacing is set by a rebuild that accepts losses.
	replacing *Stored
	// dirty reports whether idx and the published snapshot differ. added counts
	// the documents added since the last publication, brought those since the
	// writer was opened.
	dirty          bool
	added, brought int
	// pace is the time per cable that the last publication took.
	pace   time.Duration
	closed bool
	// before is the size of the index's files when the writer was opened.
	before int64
	// failed receives errors of the engine's own goroutines.
	failed chan error
}

var _ contract.StoreWriter = (*Writer)(nil)

// OpenWriter opens the index at dir for writing and makes it if there is none;
// its folders have mode 0700. The error is a *contract.LockedError if another
// writer holds the index, and a *contract.VersionError if another version
// built it and it is not to be rebuilt.
func OpenWriter(dir string, opt contract.WriterOptions) (*Writer, error) {
	w := &Writer{layout: layout{dir}, pending: map[string]contract.Document{}, sizes: sizesFor(opt)}
	w.weights = weights{map[string]weight{}, map[string]int{}}
	if err := w.prepare(); err != nil {
		return nil, err
	}
	w.waitClosed()
	var err error
	if w.lock, err = w.acquire(); err != nil {
		return nil, err
	}
	w.failed = w.watch()
	if err := w.openIndex(opt); err != nil {
		w.unwatch()
		w.lock.release()
		if isFull(err) {
			err = w.writing(err)
		}
		return nil, err
	}
	w.before = diskUse(w.dir)
	w.inFlight = newInFlight(w.sizes.batches, w.failed)
	return w, nil
}

// openIndex makes the index to write to: a copy of the published snapshot, or an empty
// index. It deletes what a killed job left behind.
func (w *Writer) openIndex(opt contract.WriterOptions) error {
	if err := w.adopt(); err != nil {
		return err
	}
	// First free space that a full disk may need.
	w.removeHalfMade()
	if err := os.RemoveAll(w.writer()); err != nil {
		return err
	}
	current, err := w.readCurrent()
	var none *contract.NoIndexError
	switch {
	case opt.Rebuild && opt.KeepCatalog:
		return w.createFrom()
	case errors.As(err, &none), opt.Rebuild:
		w.cat = catalog.New()
		if m, err := w.readManifest(current); err == nil && !opt.AcceptLoss {
			w.least = m.Cables
		}
		return w.createEmpty()
	case err != nil:
		return err
	}
	if w.published, err = w.openPublished(current); err != nil {
		return err
	}
	w.least = w.published.manifest.Cables
	// Delete the old snapshots of a job that was killed after publishing.
	w.removeOld(current)
	return nil
}

// createFrom makes an empty index with the catalog of the snapshot whose records will be
// added.
func (w *Writer) createFrom() error {
	from, err := w.toRebuild()
	if err != nil {
		return err
	}
	// OpenStored reports a damaged catalog.
	w.cat, _, _ = w.catalogToKeep(from)
	return w.createEmpty()
}

func (w *Writer) createEmpty() (err error) {
	if w.idx, err = createIndex(w.writer(), w.sizes); err != nil {
		return fmt.Errorf("making an index at %s: %w", w.dir, err)
	}
	w.dirty = true
	// The engine makes this file readable by everyone.
	return os.Chmod(filepath.Join(w.writer(), "index_meta.json"), 0o600)
}

// Catalog implements contract.Writer.
func (w *Writer) Catalog() *catalog.Catalog { return w.cat }

// Versions implements contract.Writer.
func (w *Writer) Versions(ctx context.Context, id string) ([]cable.Version, error) {
	if doc, ok := w.unwritten(id); ok {
		return doc.Versions, nil
	}
	reader, err := w.currentVerified(ctx)
	if err != nil {
		return nil, err
	}
	return versionsIn(reader, id)
}

// Get implements contract.Writer.
func (w *Writer) Get(ctx context.Context, id string) (contract.Document, error) {
	doc, err := w.get(ctx, id)
	w.got.id, w.got.bytes = id, textBytes(doc)
	return doc, err
}

func (w *Writer) get(ctx context.Context, id string) (contract.Document, error) {
	if doc, ok := w.unwritten(id); ok {
		return doc, nil
	}
	reader, err := w.currentVerified(ctx)
	if err != nil {
		return contract.Document{}, err
	}
	return documentIn(reader, id)
}

// unwritten returns the document with an id if it may not be in a segment yet.
func (w *Writer) unwritten(id string) (contract.Document, bool) {
	if doc, ok := w.pending[id]; ok {
		return doc, true
	}
	return w.inFlight.find(id)
}

// current returns a view of all segments.
func (w *Writer) current() (index.IndexReader, error) {
	w.inFlight.removeFinished()
	if w.reader != nil && w.viewed == w.inFlight.finished {
		return w.reader, nil
	}
	w.dropReader()
	var err error
	w.viewed = w.inFlight.finished
	idx := w.idx
	if idx == nil {
		idx = w.published.idx
	}
	w.reader, err = readerOf(idx)
	return w.reader, err
}

// currentVerified is current for reading documents: it verifies the segments first.
func (w *Writer) currentVerified(ctx context.Context) (index.IndexReader, error) {
	if w.idx == nil {
		if err := w.published.verify(ctx, w.layout); err != nil {
			return nil, err
		}
	}
	return w.current()
}

func (w *Writer) dropReader() {
	if w.reader != nil {
		w.reader.Close()
		w.reader = nil
	}
}

// versionsIn returns the versions of a document, or none if it does not exist.
func versionsIn(r index.IndexReader, id string) ([]cable.Version, error) {
	stored, err := r.Document(id)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", id, err)
	}
	if stored == nil {
		return nil, nil
	}
	var versions []cable.Version
	stored.VisitFields(func(f index.Field) {
		if f.Name() == fieldVersions {
			err = json.Unmarshal(f.Value(), &versions)
		}
	})
	if err != nil {
		return nil, damaged(fmt.Errorf("damaged record of %s: %w", id, err))
	}
	return versions, nil
}

// Add implements contract.Writer.
func (w *Writer) Add(ctx context.Context, docs []contract.Document) error {
	for _, doc := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		heavy, err := w.weigh(ctx, doc)
		if err != nil {
			return err
		}
		w.heavy = w.heavy || heavy
		w.count(doc)
		w.pending[doc.ID] = doc
		w.added, w.brought = w.added+1, w.brought+1
		if !w.full() {
			continue
		}
		// If no slot was free before the context ended, the documents stay pending.
		if err := w.flush(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// count adds the size of a document to those of pending.
func (w *Writer) count(doc contract.Document) {
	n := textBytes(doc)
	w.fresh += n
	if w.got.id == doc.ID {
		w.fresh -= min(n, w.got.bytes)
	}
	w.bytes += n
	if old, ok := w.pending[doc.ID]; ok {
		w.bytes -= textBytes(old)
	}
}

// full reports whether pending is large enough for a segment. A document with many texts
// may be as large as a batch: it waits for further texts, because otherwise each of them
// would write all texts again.
func (w *Writer) full() bool {
	return w.fresh >= w.sizes.batch || w.bytes >= 2*w.sizes.batch && w.fresh >= w.sizes.batch/4
}

// flush starts to make a segment of the pending documents and does not wait for
// it.
func (w *Writer) flush(ctx context.Context) error {
	if len(w.pending) == 0 {
		return nil
	}
	inner, err := w.engine(ctx)
	if err != nil {
		return err
	}
	w.dirty = true
	heavy := w.heavy
	if heavy {
		err = w.inFlight.waitPersisted(ctx)
	}
	if err == nil {
		err = w.inFlight.start(ctx, inner, w.pending)
	}
	if err != nil {
		return w.writing(err)
	}
	w.drop()
	if heavy {
		err = w.inFlight.waitPersisted(ctx)
	}
	return w.writing(err)
}

// drop discards the pending documents.
func (w *Writer) drop() {
	w.pending, w.bytes, w.fresh, w.heavy = map[string]contract.Document{}, 0, 0, false
	clear(w.weights.pending)
}

// settle makes segments of all added documents, and waits until they are on disk.
func (w *Writer) settle(ctx context.Context) error {
	if err := w.flush(ctx); err != nil {
		return err
	}
	defer w.dropReader()
	return w.writing(w.inFlight.waitPersisted(ctx))
}

// Delete implements contract.Writer.
func (w *Writer) Delete(ctx context.Context, ids []string) error {
	if err := errors.Join(ctx.Err(), w.settle(ctx)); err != nil {
		return err
	}
	inner, err := w.engine(ctx)
	if err != nil {
		return err
	}
	batch := index.NewBatch()
	for _, id := range ids {
		batch.Delete(id)
	}
	before, err := w.countDocuments()
	if err != nil {
		return err
	}
	w.dirty = true
	w.dropReader()
	if err := inner.Batch(batch); err != nil {
		return w.writing(err)
	}
	after, err := w.countDocuments()
	w.least -= int(before - after)
	return err
}

// Commit implements contract.Writer. If no document changed since the last commit, it
// keeps the snapshot and replaces only its catalog.
func (w *Writer) Commit(ctx context.Context) (string, error) {
	if err := w.settle(ctx); err != nil {
		return "", err
	}
	if w.dirty {
		name, err := w.publishNow(nil)
		return name, w.writing(err)
	}
	name, err := w.readCurrent()
	if err == nil && w.cat.Touched() {
		err = w.saveCatalog(name, w.cat)
	}
	return name, w.writing(err)
}

// publishNow publishes the documents in segments. Those ids in unfinished that are not
// in segments are removed from the catalog.
func (w *Writer) publishNow(unfinished []string) (string, error) {
	begun := time.Now()
	view, err := copyOf(w.idx)
	if err != nil {
		return "", err
	}
	defer view.CloseCopyReader()
	if len(unfinished) > 0 {
		if err := w.reconcile(view, unfinished); err != nil {
			return "", err
		}
	}
	if w.replacing != nil {
		if err := w.keepDamaged(w.replacing); err != nil {
			return "", err
		}
	}
	name, cables, err := w.publish(view, w.cat, w.least)
	if err != nil {
		return "", err
	}
	if w.replacing != nil {
		w.removeDamaged(w.replacing)
		w.replacing = nil
	}
	w.dirty, w.added, w.least = false, 0, cables
	w.pace = time.Since(begun) / time.Duration(cables+1)
	return name, nil
}

// reconcile makes the catalog agree with the documents of a view that have some ids.
func (w *Writer) reconcile(view index.IndexReader, ids []string) error {
	holds := map[string][]catalog.Lost{}
	for _, id := range ids {
		versions, err := versionsIn(view, id)
		if err != nil {
			return err
		}
		holds[id] = nil
		for _, v := range versions {
			h, err := catalog.ParseHash(v.Hash)
			if err != nil {
				return damaged(fmt.Errorf("damaged record of %s: %w", id, err))
			}
			holds[id] = append(holds[id], catalog.Lost{Path: contract.SourcePath(v.Source.Path), Hash: h, ID: id})
		}
	}
	w.cat.Reconcile(holds)
	return nil
}

const (
	// salvageWait is how long Salvage waits for batches in flight, salvagePublish
	// how long publishing may take: the user is waiting for the program to end.
	salvageWait    = 500 * time.Millisecond
	salvagePublish = time.Second
	// salvageBytes is how many bytes of text become a segment within salvageWait.
	salvageBytes = 1 << 20
	// firstPace is the time per cable that publishing takes, until it is measured.
	firstPace = 2500 * time.Nanosecond
)

// Salvage implements contract.Writer.
func (w *Writer) Salvage(ctx context.Context) (string, int, error) {
	soon, cancel := context.WithTimeout(ctx, salvageWait)
	defer cancel()
	// Batches not persisted by the deadline are dropped, whatever the cause.
	if w.bytes <= salvageBytes {
		_ = w.flush(soon)
	}
	_ = w.inFlight.waitPersisted(soon)
	unfinished := w.inFlight.ids()
	for id := range w.pending {
		unfinished = append(unfinished, id)
	}
	w.drop()
	cables, err := w.countDocuments()
	if err != nil {
		return "", 0, err
	}
	if time.Duration(cables)*max(w.pace, firstPace) > salvagePublish {
		name, err := w.readCurrent()
		var none *contract.NoIndexError
		if errors.As(err, &none) {
			err = nil
		}
		return name, w.added, err
	}
	if w.idx == nil || !w.dirty {
		name, err := w.salvageCatalog(unfinished)
		return name, len(unfinished), err
	}
	name, err := w.publishNow(unfinished)
	return name, len(unfinished), err
}

// salvageCatalog saves the catalog, without the documents in unfinished, with the
// published snapshot, which has all other documents.
func (w *Writer) salvageCatalog(unfinished []string) (string, error) {
	name, err := w.readCurrent()
	if err != nil || !w.cat.Touched() {
		return name, err
	}
	view, err := w.current()
	if err != nil {
		return name, err
	}
	if err := w.reconcile(view, unfinished); err != nil {
		return name, err
	}
	return name, w.saveCatalog(name, w.cat)
}

// countDocuments returns the number of documents in segments.
func (w *Writer) countDocuments() (uint64, error) {
	w.dropReader()
	reader, err := w.current()
	if err != nil {
		return 0, err
	}
	return reader.DocCount()
}

const (
	// closeWait is how long Close waits for batches in flight.
	closeWait = 200 * time.Millisecond
	// openWait is how long OpenWriter waits for an engine that Close left running.
	openWait = 10 * time.Second
)

// closing holds a channel for the folder of each writer whose engine Close left
// running. It is closed when the engine has ended: until then the engine writes there.
var closing sync.Map // string → chan struct{}

// Close implements contract.Writer. If batches are in flight for long it returns, and
// a goroutine closes the engine when they are done.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.dropReader()
	if w.inFlight.removeFinished(); len(w.inFlight.batches) == 0 {
		return w.end()
	}
	done := make(chan struct{})
	closing.Store(w.writer(), done)
	var err error
	go func() {
		defer close(done)
		defer closing.CompareAndDelete(w.writer(), done)
		_ = w.inFlight.waitPersisted(context.Background())
		w.inFlight.drain()
		err = w.end()
	}()
	select {
	case <-done:
		return err
	case <-time.After(closeWait):
		return nil
	}
}

// end closes the engine's index, removes it and releases the lock.
func (w *Writer) end() error {
	err := w.closeIndex()
	w.unwatch()
	if rmErr := os.RemoveAll(w.writer()); rmErr != nil && !errors.Is(rmErr, fs.ErrNotExist) && err == nil {
		err = rmErr
	}
	w.lock.release()
	return err
}

func (w *Writer) closeIndex() error {
	if w.idx == nil {
		return w.published.close()
	}
	return w.idx.Close()
}

// waitClosed waits for the engine of an earlier writer of this process.
func (l layout) waitClosed() {
	done, ok := closing.Load(l.writer())
	if !ok {
		return
	}
	select {
	case <-done.(chan struct{}):
	case <-time.After(openWait): // the lock reports that it is still open
	}
}
