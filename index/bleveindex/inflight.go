package bleveindex

import (
	"context"
	"slices"
	"sync/atomic"

	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
)

// A docBatch is a batch of documents that is being made a segment.
type docBatch struct {
	docs map[string]contract.Document
	text int64 // bytes
	// done is closed when the segment is made or has failed; err is set before.
	done chan struct{}
	err  error
}

// inFlight holds the batches that are being made segments. Its methods must be
// called from one goroutine.
type inFlight struct {
	batches []*docBatch
	// finished counts the batches removed from the list. A reader opened when it
	// was lower lacks some of their documents.
	finished int
	// slots holds a value for each batch in memory. It is received when the
	// segment is on disk.
	slots  chan struct{}
	failed <-chan error
	// started counts the bytes of text of all batches, written those of the batches
	// that are on disk.
	started int64
	written *atomic.Int64
}

func newInFlight(n int, failed <-chan error) inFlight {
	return inFlight{slots: make(chan struct{}, n), failed: failed, written: new(atomic.Int64)}
}

// find returns the document in flight with an id.
func (f *inFlight) find(id string) (contract.Document, bool) {
	for _, b := range f.batches {
		if doc, ok := b.docs[id]; ok {
			return doc, true
		}
	}
	return contract.Document{}, false
}

// ids returns the ids of all documents in flight.
func (f *inFlight) ids() []string {
	f.removeFinished()
	var ids []string
	for _, b := range f.batches {
		for id := range b.docs {
			ids = append(ids, id)
		}
	}
	return ids
}

// start waits for a slot, then starts to make a segment of docs. If another
// document with one of their ids is in flight, it first waits for all segments:
// the engine does not order concurrent batches.
func (f *inFlight) start(ctx context.Context, inner index.Index, docs map[string]contract.Document) error {
	for id := range docs {
		if _, ok := f.find(id); ok {
			if err := f.waitSegments(ctx); err != nil {
				return err
			}
			break
		}
	}
	select {
	case f.slots <- struct{}{}:
	case err := <-f.failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
	b := &docBatch{docs: docs, done: make(chan struct{})}
	for _, doc := range docs {
		b.text += int64(textBytes(doc))
	}
	f.started += b.text
	f.batches = append(f.batches, b)
	go b.write(inner, func(err error) {
		if err == nil {
			f.written.Add(b.text)
		}
		<-f.slots
	})
	f.removeFinished()
	return f.failure()
}

// write makes a segment of the batch. It calls free when the segment is on disk
// or has failed.
func (b *docBatch) write(inner index.Index, free func(error)) {
	defer close(b.done)
	batch := index.NewBatch()
	docs := make([]*document, 0, len(b.docs))
	for _, doc := range b.docs {
		d := &document{doc: doc, complete: len(docs) == 0}
		docs = append(docs, d)
		batch.Update(d)
	}
	batch.SetPersistedCallback(free)
	if b.err = inner.Batch(batch); b.err != nil {
		free(b.err)
		return
	}
	for _, d := range docs {
		if b.err == nil {
			b.err = d.err
		}
	}
}

// removeFinished removes the batches whose segments are made.
func (f *inFlight) removeFinished() {
	before := len(f.batches)
	f.batches = slices.DeleteFunc(f.batches, func(b *docBatch) bool {
		select {
		case <-b.done:
			return b.err == nil
		default:
			return false
		}
	})
	f.finished += before - len(f.batches)
}

// failure returns the error of a batch or of the engine, if any.
func (f *inFlight) failure() error {
	for _, b := range f.batches {
		select {
		case <-b.done:
			return b.err
		default:
		}
	}
	select {
	case err := <-f.failed:
		return err
	default:
		return nil
	}
}

// waitSegments waits until all documents are in segments.
func (f *inFlight) waitSegments(ctx context.Context) error {
	for _, b := range f.batches {
		select {
		case <-b.done:
			if b.err != nil {
				return b.err
			}
		case err := <-f.failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.removeFinished()
	return nil
}

// waitPersisted waits until all documents are in segments on disk.
func (f *inFlight) waitPersisted(ctx context.Context) error {
	if err := f.waitSegments(ctx); err != nil {
		return err
	}
	taken := 0
	defer func() {
		for range taken {
			<-f.slots
		}
	}()
	for taken < cap(f.slots) {
		select {
		case f.slots <- struct{}{}:
			taken++
		case err := <-f.failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// drain waits until no segment is being made, whether or not any failed: the engine
// must not be closed before.
func (f *inFlight) drain() {
	for _, b := range f.batches {
		<-b.done
	}
}
