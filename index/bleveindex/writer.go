package bleveindex

import (
	"context"
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
	"reftel/index/segment"
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
	reader    index.IndexReader // of idx; nil if it is stale
	viewed    int64             // inFlight.segments when reader was opened
	cat       *catalog.Catalog
	sizes     sizes
	// held and inFlight have the documents that are not in segments.
	held     held
	weights  weights
	inFlight *inFlight
	// least is the number of cables that the next snapshot must have: those of the
	// one before without the deleted ones.
	least int
	// replacing is set by a rebuild that accepts losses.
	replacing *Stored
	// dirty reports whether idx and the published snapshot differ. brought counts the
	// documents added since the writer was opened.
	dirty   bool
	brought int
	closed  bool
	// committed are the files of the published segments.
	committed []string
	// merging is the last merge that was started, nil before the first; planned is the
	// number of segments made when it was planned.
	merging *startedMerge
	planned int64
	// room is the room on the disk when the writer was opened, -1 if it is not known.
	room int64
	// failed receives errors of the engine's own goroutines.
	failed chan error
}

var _ contract.StoreWriter = (*Writer)(nil)

// OpenWriter opens the index at dir for writing and makes it if there is none;
// its folders have mode 0700. The error is a *contract.LockedError if another
// writer holds the index, and a *contract.VersionError if another version
// built it and it is not to be rebuilt.
func OpenWriter(dir string, opt contract.WriterOptions) (*Writer, error) {
	w := &Writer{layout: layout{dir}, sizes: sizesFor(opt)}
	w.held, w.weights = newHeld(), weights{map[string]weight{}, map[string]int{}}
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
	if w.room, err = freeRoom(w.dir); err != nil {
		w.room = -1
	}
	w.inFlight = newInFlight(w.sizes, w.failed)
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
	w.committed = filesOf(w.published.leaves)
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
	if w.idx, err = createIndex(w.writer()); err != nil {
		return fmt.Errorf("making an index at %s: %w", w.dir, err)
	}
	w.dirty = true
	// The engine makes this file readable by everyone.
	return os.Chmod(filepath.Join(w.writer(), metaFile), 0o600)
}

// Catalog implements contract.Writer.
func (w *Writer) Catalog() *catalog.Catalog { return w.cat }

// Versions implements contract.Writer.
func (w *Writer) Versions(ctx context.Context, id string) ([]cable.Version, error) {
	// A job asks this of every record that the catalog seems not to know.
	if err := w.cat.Err(); err != nil {
		return nil, damaged(err)
	}
	doc, _, err := w.stored(ctx, id)
	return doc.Versions, err
}

// Get implements contract.Writer.
func (w *Writer) Get(ctx context.Context, id string) (contract.Document, error) {
	doc, found, err := w.stored(ctx, id)
	if err == nil && !found {
		err = fmt.Errorf("%w: %s", contract.ErrNotFound, id)
	}
	if err != nil {
		return contract.Document{}, err
	}
	doc.Cable = cable.Parse(doc.Record)
	doc.Cable.Versions = doc.Versions
	return doc, nil
}

// stored returns the document with an id, without its Cable.
func (w *Writer) stored(ctx context.Context, id string) (contract.Document, bool, error) {
	if doc, ok := w.held.get(id); ok {
		return doc, true, nil
	}
	if doc, found, err := w.inFlight.find(id); found || err != nil {
		return doc, found, w.writing(err)
	}
	leaves, err := w.leaves()
	if err != nil {
		return contract.Document{}, false, err
	}
	return storedIn(leaves, id)
}

// storedIn returns the document with an id, without its Cable.
func storedIn(leaves []*segment.Leaf, id string) (doc contract.Document, found bool, err error) {
	for _, l := range leaves {
		n, found, err := l.Find(id)
		if err == nil && found {
			doc, err = l.Stored(n)
		}
		if err != nil || found {
			return doc, found, damaged(err)
		}
	}
	return doc, false, nil
}

// leaves returns all segments.
func (w *Writer) leaves() ([]*segment.Leaf, error) {
	if w.idx == nil {
		return w.published.leaves, nil
	}
	reader, err := w.current()
	if err != nil {
		return nil, err
	}
	return leavesOf(reader)
}

// current returns a view of all segments.
func (w *Writer) current() (index.IndexReader, error) {
	segments := w.inFlight.segments()
	if w.reader != nil && w.viewed == segments {
		return w.reader, nil
	}
	w.dropReader()
	var err error
	w.viewed = segments
	w.reader, err = readerOf(w.idx)
	return w.reader, err
}

func (w *Writer) dropReader() {
	if w.reader != nil {
		w.reader.Close()
		w.reader = nil
	}
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
		w.held.put(heldDoc{doc, heavy})
		w.dirty = true
		w.brought++
		for w.held.full() {
			// If no worker took it before the context ended, it stays held.
			if err := w.release(ctx); err != nil {
				if ctx.Err() != nil {
					break
				}
				return w.writing(err)
			}
		}
	}
	return w.writing(w.mergeBeside())
}

// release gives the first of the held documents to a worker. A heavy one is the only one
// in flight.
func (w *Writer) release(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d := w.held.first()
	engine, err := w.engine()
	if err == nil && d.heavy {
		err = w.inFlight.settle(ctx, -1)
	}
	if err == nil {
		err = w.inFlight.add(ctx, engine, d.doc)
	}
	if err != nil {
		return err
	}
	w.held.remove(d.doc.ID)
	delete(w.weights.held, d.doc.ID)
	if d.heavy {
		return w.inFlight.settle(ctx, -1)
	}
	return nil
}

// settle makes segments of all added documents, and waits until they are on disk.
// Workers with more than most bytes of text are left out; most below 0 is no limit.
func (w *Writer) settle(ctx context.Context, most int64) error {
	defer w.dropReader()
	for len(w.held.byID) > 0 {
		if err := w.release(ctx); err != nil {
			return w.writing(err)
		}
	}
	return w.writing(w.inFlight.settle(ctx, most))
}

// unfinished returns the ids of the documents that are not in segments.
func (w *Writer) unfinished() []string {
	ids := w.inFlight.ids()
	for id := range w.held.byID {
		ids = append(ids, id)
	}
	return ids
}

// Delete implements contract.Writer.
func (w *Writer) Delete(ctx context.Context, ids []string) error {
	if err := errors.Join(ctx.Err(), w.settle(ctx, -1)); err != nil {
		return err
	}
	inner, err := w.engine()
	if err != nil {
		return w.writing(err)
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
	if err := w.settle(ctx, -1); err != nil {
		return "", err
	}
	if w.dirty {
		name, _, err := w.publishNow(nil)
		return name, w.writing(err)
	}
	name, err := w.readCurrent()
	if err == nil && w.cat.Touched() {
		err = w.saveCatalog(name, w.cat)
	}
	if bad := w.cat.Err(); bad != nil {
		err = damaged(bad)
	}
	return name, w.writing(err)
}

// publishNow publishes the documents in segments. Those ids in unfinished that are not
// in segments are removed from the catalog; their number is returned.
func (w *Writer) publishNow(unfinished []string) (name string, dropped int, err error) {
	view, err := copyOf(w.idx)
	if err != nil {
		return "", 0, err
	}
	defer view.CloseCopyReader()
	leaves, err := leavesOf(view)
	if err == nil && len(unfinished) > 0 {
		dropped, err = w.reconcile(leaves, unfinished)
	}
	if err != nil {
		return "", 0, err
	}
	if w.replacing != nil {
		if err := w.keepDamaged(w.replacing); err != nil {
			return "", dropped, err
		}
	}
	name, cables, err := w.publish(view, w.cat, w.least)
	if err != nil {
		return "", dropped, err
	}
	if w.replacing != nil {
		w.removeDamaged(w.replacing)
		w.replacing = nil
	}
	w.dirty, w.least = false, cables
	w.committed = filesOf(leaves)
	return name, dropped, nil
}

// reconcile makes the catalog agree with the documents of leaves that have some ids, and
// returns the number of those that leaves do not have as they were added. Some may have
// been finished since their ids were listed.
func (w *Writer) reconcile(leaves []*segment.Leaf, ids []string) (dropped int, err error) {
	holds := map[string][]catalog.Lost{}
	for _, id := range ids {
		doc, _, err := storedIn(leaves, id)
		if err != nil {
			return 0, err
		}
		holds[id] = nil
		for _, v := range doc.Versions {
			h, err := catalog.ParseHash(v.Hash)
			if err != nil {
				return 0, damaged(fmt.Errorf("damaged record of %s: %w", id, err))
			}
			holds[id] = append(holds[id], catalog.Lost{Path: contract.SourcePath(v.Source.Path), Hash: h, ID: id})
		}
	}
	return w.cat.Reconcile(holds), nil
}

const (
	// salvageWait is how long Salvage waits for segments: the user is waiting for the
	// program to end. salvageBytes is how many bytes of text become one in that time.
	salvageWait  = 500 * time.Millisecond
	salvageBytes = 4 << 20
)

// Salvage implements contract.Writer.
func (w *Writer) Salvage(ctx context.Context) (string, int, error) {
	soon, cancel := context.WithTimeout(ctx, salvageWait)
	defer cancel()
	// What is not on disk by the deadline is dropped, whatever the cause.
	_ = w.settle(soon, salvageBytes)
	unfinished := w.unfinished()
	if w.idx == nil || !w.dirty {
		return w.salvageCatalog(unfinished)
	}
	return w.publishNow(unfinished)
}

// salvageCatalog saves the catalog, without the documents in unfinished, with the
// published snapshot, which has all other documents. It returns the snapshot and the
// number of documents in unfinished that it does not have.
func (w *Writer) salvageCatalog(unfinished []string) (name string, dropped int, err error) {
	name, err = w.readCurrent()
	if err != nil || !w.cat.Touched() {
		return name, len(unfinished), err
	}
	leaves, err := w.leaves()
	if err != nil {
		return name, len(unfinished), err
	}
	if dropped, err = w.reconcile(leaves, unfinished); err != nil {
		return name, dropped, err
	}
	return name, dropped, w.saveCatalog(name, w.cat)
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
	// closeWait is how long Close waits for segments that are being made.
	closeWait = 200 * time.Millisecond
	// openWait is how long OpenWriter waits for an engine that Close left running.
	openWait = 10 * time.Second
)

// closing holds a channel for the folder of each writer whose engine Close left
// running. It is closed when the engine has ended: until then the engine writes there.
var closing sync.Map // string → chan struct{}

// Close implements contract.Writer. If segments are being made for long it returns, and
// a goroutine closes the engine when they are done.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.dropReader()
	ended := w.inFlight.close()
	done := make(chan struct{})
	closing.Store(w.writer(), done)
	var err error
	go func() {
		defer close(done)
		defer closing.CompareAndDelete(w.writer(), done)
		<-ended
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
	w.cat.Close()
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
