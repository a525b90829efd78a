package bleveindex

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/gofrs/flock"

	"reftel/corpus/cable"
	contract "reftel/index"
)

// batchBytes is the text that one batch holds before it becomes a segment.
const batchBytes = 4 << 20

// A Writer is a contract.Writer over an index on disk. Only one at a time can
// be open on an index.
type Writer struct {
	layout
	lock   *flock.Flock
	idx    bleve.Index
	reader index.IndexReader // of idx, from the last flush on; nil if stale
	// pending waits for a batch, flying is in one that a goroutine is making
	// a segment of; landed tells how that ended.
	pending, flying map[string]contract.Document
	landed          chan error
	bytes           int // of pending
	// dirty says that idx and the published snapshot differ.
	dirty  bool
	closed bool
	// failed tells what went wrong on the engine's own goroutines.
	failed chan error
}

var _ contract.Writer = (*Writer)(nil)

// OpenWriter opens the index at dir for writing and makes it if there is none;
// its folders have mode 0700. With rebuild it starts empty, while searchers
// keep the snapshot that is published until the next Commit. The error is a
// *contract.LockedError if another writer holds the index, and a
// *contract.VersionError if another version built it and rebuild is not set.
func OpenWriter(dir string, rebuild bool) (*Writer, error) {
	w := &Writer{layout: layout{dir}, pending: map[string]contract.Document{}}
	if err := w.prepare(); err != nil {
		return nil, err
	}
	if err := w.acquire(); err != nil {
		return nil, err
	}
	w.failed = w.watch()
	if err := w.openIndex(rebuild); err != nil {
		w.unwatch()
		w.release()
		return nil, err
	}
	return w, nil
}

// prepare makes the folder of the index. It refuses one that holds other
// things.
func (w *Writer) prepare() error {
	entries, err := os.ReadDir(w.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if !slices.Contains([]string{"CURRENT", "CURRENT.tmp", "LOCK", "LOCK.json", "LOCK.json.tmp", "writer", "snapshots"}, e.Name()) {
			return fmt.Errorf("%s is no index: it holds %s: name another folder", w.dir, e.Name())
		}
	}
	if err := os.MkdirAll(w.snapshots(), 0o700); err != nil {
		return err
	}
	return cmp.Or(restrict(w.dir), restrict(w.snapshots()))
}

// restrict leaves the rights of a folder to its owner alone. One that the owner
// has made read-only stays so.
func restrict(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(dir, info.Mode().Perm()&0o700)
}

// A holder is what a writer leaves beside the lock for others to read.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

func (w *Writer) holder() string { return w.layout.lock() + ".json" }

func (w *Writer) acquire() error {
	w.lock = flock.New(w.layout.lock(), flock.SetPermissions(0o600))
	ok, err := w.lock.TryLock()
	if err != nil {
		return fmt.Errorf("locking %s: %w", w.dir, err)
	}
	if !ok {
		var h holder
		if data, err := os.ReadFile(w.holder()); err == nil {
			// A holder that can't be read is one of whom nothing is known.
			_ = json.Unmarshal(data, &h)
		}
		return &contract.LockedError{Dir: w.dir, PID: h.PID, Host: h.Host, Since: h.Since}
	}
	host, _ := os.Hostname()
	data, err := json.Marshal(holder{os.Getpid(), host, time.Now().UTC().Truncate(time.Second)})
	if err == nil {
		err = writeFile(w.holder(), data)
	}
	if err != nil {
		w.release()
	}
	return err
}

func (w *Writer) release() {
	os.Remove(w.holder())
	w.lock.Unlock()
}

// openIndex opens the engine's index to write to: the one that the last writer
// left, be it killed in the middle, else one made from the published snapshot,
// else an empty one.
func (w *Writer) openIndex(rebuild bool) error {
	current, err := w.readCurrent()
	var none *contract.NoIndexError
	switch {
	case errors.As(err, &none):
		return w.openFirst(rebuild)
	case err != nil && !rebuild:
		return err
	case rebuild:
		return errors.Join(w.createEmpty(), writeFile(w.fresh(), nil))
	}
	m, err := w.readManifest(current)
	if err != nil {
		return err
	}
	if m.Version != Version() {
		return &contract.VersionError{Dir: w.dir, Found: m.Version, Want: Version()}
	}
	return w.openNext(current)
}

// openFirst opens what a first job left that never published, or begins one.
func (w *Writer) openFirst(rebuild bool) error {
	version, _ := os.ReadFile(w.version())
	if rebuild || string(version) != Version() {
		return w.createEmpty()
	}
	var err error
	if w.idx, err = bleve.OpenUsing(w.writer(), writerConfig()); err != nil {
		return w.createEmpty()
	}
	w.dirty = true
	return nil
}

// openNext opens what the last writer left beside the snapshot current. What a
// rebuild left unfinished is dropped: it lacks what is published.
func (w *Writer) openNext(current string) error {
	_, err := os.Stat(w.fresh())
	if err != nil {
		w.idx, err = bleve.OpenUsing(w.writer(), writerConfig())
	} else {
		err = errUnfinished
	}
	if err != nil {
		if err := w.restore(current); err != nil {
			return err
		}
	}
	mark, _ := os.ReadFile(w.clean())
	w.dirty = strings.TrimSpace(string(mark)) != current
	return nil
}

var errUnfinished = errors.New("a rebuild was not finished")

func (w *Writer) createEmpty() (err error) {
	if err := os.RemoveAll(w.writer()); err != nil {
		return err
	}
	if w.idx, err = createIndex(w.writer()); err != nil {
		return fmt.Errorf("making an index at %s: %w", w.dir, err)
	}
	w.dirty = true
	// The engine makes this one file for all to read.
	return errors.Join(
		os.Chmod(filepath.Join(w.writer(), "index_meta.json"), 0o600),
		writeFile(w.version(), []byte(Version())))
}

// restore makes the writer's index anew from a snapshot.
func (w *Writer) restore(name string) error {
	if err := os.RemoveAll(w.writer()); err != nil {
		return err
	}
	from, err := openReadOnly(w.snapshot(name))
	if err != nil {
		return err
	}
	defer from.Close()
	if err := os.MkdirAll(filepath.Join(w.writer(), "store"), 0o700); err != nil {
		return err
	}
	to := linkDirectory{from: w.snapshot(name), to: w.writer()}
	if err := from.(bleve.IndexCopyable).CopyTo(to); err != nil {
		return fmt.Errorf("restoring %s from snapshot %s: %w", w.writer(), name, err)
	}
	w.idx, err = bleve.OpenUsing(w.writer(), writerConfig())
	return err
}

// Versions implements contract.Writer.
func (w *Writer) Versions(_ context.Context, id string) ([]cable.Version, error) {
	if doc, ok := w.unwritten(id); ok {
		return doc.Versions, nil
	}
	stored, err := w.stored(id)
	if err != nil || stored == nil {
		return nil, err
	}
	return versionsOf(id, stored)
}

// Get implements contract.Writer.
func (w *Writer) Get(_ context.Context, id string) (contract.Document, error) {
	if doc, ok := w.unwritten(id); ok {
		return doc, nil
	}
	stored, err := w.stored(id)
	if err != nil {
		return contract.Document{}, err
	}
	if stored == nil {
		return contract.Document{}, fmt.Errorf("%w: %s", contract.ErrNotFound, id)
	}
	return loadDocument(id, stored)
}

// unwritten returns the document under an id that is not in a segment yet.
func (w *Writer) unwritten(id string) (contract.Document, bool) {
	if doc, ok := w.pending[id]; ok {
		return doc, true
	}
	doc, ok := w.flying[id]
	return doc, ok
}

// stored returns what the engine holds under an id, nil if nothing.
func (w *Writer) stored(id string) (index.Document, error) {
	if w.reader == nil {
		var err error
		if w.reader, err = readerOf(w.idx); err != nil {
			return nil, err
		}
	}
	stored, err := w.reader.Document(id)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", id, err)
	}
	return stored, nil
}

func versionsOf(id string, stored index.Document) ([]cable.Version, error) {
	var versions []cable.Version
	var failed error
	stored.VisitFields(func(f index.Field) {
		if f.Name() == fieldVersions {
			failed = json.Unmarshal(f.Value(), &versions)
		}
	})
	if failed != nil {
		return nil, fmt.Errorf("damaged record of %s: %w: run indexer --rebuild", id, failed)
	}
	return versions, nil
}

// Add implements contract.Writer.
func (w *Writer) Add(ctx context.Context, docs []contract.Document) error {
	for _, doc := range docs {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.pending[doc.ID] = doc
		w.bytes += len(doc.Record.Header) + len(doc.Record.Body)
		if w.bytes >= batchBytes {
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush begins to make a segment of what is pending, once the one before is
// made: parsing goes on meanwhile.
func (w *Writer) flush() error {
	if err := w.land(); err != nil || len(w.pending) == 0 {
		return err
	}
	inner, err := w.prepareBatch()
	if err != nil {
		return err
	}
	w.flying, w.pending, w.bytes = w.pending, map[string]contract.Document{}, 0
	w.landed = make(chan error, 1)
	docs := make([]*document, 0, len(w.flying))
	batch := index.NewBatch()
	for _, doc := range w.flying {
		d := &document{doc: doc}
		docs = append(docs, d)
		batch.Update(d)
	}
	go func() { w.landed <- writeBatch(inner, batch, docs) }()
	return nil
}

func writeBatch(inner index.Index, batch *index.Batch, docs []*document) error {
	if err := inner.Batch(batch); err != nil {
		return err
	}
	for _, d := range docs {
		if d.err != nil {
			return d.err
		}
	}
	return nil
}

// land waits for the segment under way.
func (w *Writer) land() error {
	if w.flying == nil {
		return nil
	}
	err := <-w.landed
	w.flying = nil
	w.dropReader()
	if err != nil {
		return fmt.Errorf("writing to %s: %w", w.dir, err)
	}
	return nil
}

// prepareBatch readies the engine for a change.
func (w *Writer) prepareBatch() (index.Index, error) {
	if err := w.soil(); err != nil {
		return nil, err
	}
	select {
	case err := <-w.failed:
		return nil, fmt.Errorf("writing to %s: %w", w.dir, err)
	default:
		return w.idx.Advanced()
	}
}

// settle makes segments of all that was added.
func (w *Writer) settle() error { return errors.Join(w.flush(), w.land()) }

// apply hands a batch to the engine and waits for it.
func (w *Writer) apply(batch *index.Batch) error {
	inner, err := w.prepareBatch()
	if err != nil {
		return err
	}
	if err := inner.Batch(batch); err != nil {
		return fmt.Errorf("writing to %s: %w", w.dir, err)
	}
	w.dropReader()
	return nil
}

// soil records, before the first change, that the writer's index is no longer
// what is published.
func (w *Writer) soil() error {
	if w.dirty {
		return nil
	}
	w.dirty = true
	if err := os.Remove(w.clean()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (w *Writer) dropReader() {
	if w.reader != nil {
		w.reader.Close()
		w.reader = nil
	}
}

// Delete implements contract.Writer.
func (w *Writer) Delete(ctx context.Context, ids []string) error {
	if err := errors.Join(ctx.Err(), w.settle()); err != nil {
		return err
	}
	batch := index.NewBatch()
	for _, id := range ids {
		batch.Delete(id)
	}
	return w.apply(batch)
}

// Commit implements contract.Writer. If nothing changed since the last one, it
// publishes nothing and returns the name of that.
func (w *Writer) Commit(ctx context.Context) (string, error) {
	if err := w.settle(); err != nil {
		return "", err
	}
	if !w.dirty {
		return w.readCurrent()
	}
	if err := w.persist(ctx); err != nil {
		return "", err
	}
	name, err := w.publish(w.idx)
	if err != nil {
		return "", err
	}
	w.dirty = false
	if err := os.Remove(w.fresh()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return name, err
	}
	return name, writeFile(w.clean(), []byte(name+"\n"))
}

// persist waits until all segments are on disk, so that a snapshot can link to
// them and the next writer finds them.
func (w *Writer) persist(ctx context.Context) error {
	done := make(chan error, 1)
	batch := index.NewBatch()
	batch.SetInternal([]byte("committed"), []byte(time.Now().UTC().Format(time.RFC3339)))
	batch.SetPersistedCallback(func(err error) { done <- err })
	if err := w.apply(batch); err != nil {
		return err
	}
	select {
	case err := <-done:
		return err
	case err := <-w.failed:
		return fmt.Errorf("writing to %s: %w", w.dir, err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close implements contract.Writer.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	err := w.land()
	w.dropReader()
	err = errors.Join(err, w.idx.Close())
	w.unwatch()
	w.release()
	return err
}
