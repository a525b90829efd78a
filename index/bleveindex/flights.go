package bleveindex

import (
	"context"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
)

// A flight is a batch of documents on its way into a segment.
type flight struct {
	docs map[string]contract.Document
	// done is closed when they are in a segment, or can't be made one: err tells.
	done chan struct{}
	err  error
}

// flights makes segments of several batches at once. It is for one goroutine.
type flights struct {
	list []*flight
	// over counts the flights that were taken off the list: what a view that was
	// opened before lacks.
	over int
	// room has a place for each batch that may be in memory: its own is free when
	// its segment is on disk.
	room   chan struct{}
	failed <-chan error
}

func newFlights(n int, failed <-chan error) flights {
	return flights{room: make(chan struct{}, n), failed: failed}
}

// find returns the document under an id that is on its way.
func (f *flights) find(id string) (contract.Document, bool) {
	for _, fl := range f.list {
		if doc, ok := fl.docs[id]; ok {
			return doc, true
		}
	}
	return contract.Document{}, false
}

// ids returns the ids of all documents that are on their way.
func (f *flights) ids() []string {
	f.landed()
	var ids []string
	for _, fl := range f.list {
		for id := range fl.docs {
			ids = append(ids, id)
		}
	}
	return ids
}

// start begins to make a segment of documents when there is room. Of one id no
// two are on their way: the engine would not know which is the later.
func (f *flights) start(ctx context.Context, inner index.Index, docs map[string]contract.Document) error {
	for id := range docs {
		if _, ok := f.find(id); ok {
			if err := f.land(ctx); err != nil {
				return err
			}
			break
		}
	}
	select {
	case f.room <- struct{}{}:
	case err := <-f.failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
	fl := &flight{docs: docs, done: make(chan struct{})}
	f.list = append(f.list, fl)
	go fl.fly(inner, func() { <-f.room })
	f.landed()
	return f.failure()
}

// fly makes a segment; free is called when it is on disk.
func (fl *flight) fly(inner index.Index, free func()) {
	defer close(fl.done)
	batch := index.NewBatch()
	docs := make([]*document, 0, len(fl.docs))
	for _, doc := range fl.docs {
		d := &document{doc: doc, complete: len(docs) == 0}
		docs = append(docs, d)
		batch.Update(d)
	}
	batch.SetPersistedCallback(func(error) { free() })
	if fl.err = inner.Batch(batch); fl.err != nil {
		free()
		return
	}
	for _, d := range docs {
		if fl.err == nil {
			fl.err = d.err
		}
	}
}

// landed takes the flights off the list whose documents are in segments.
func (f *flights) landed() {
	before := len(f.list)
	f.list = slices.DeleteFunc(f.list, func(fl *flight) bool {
		select {
		case <-fl.done:
			return fl.err == nil
		default:
			return false
		}
	})
	f.over += before - len(f.list)
}

// failure returns what went wrong.
func (f *flights) failure() error {
	for _, fl := range f.list {
		select {
		case <-fl.done:
			return fl.err
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

// land waits until all documents are in segments.
func (f *flights) land(ctx context.Context) error {
	for _, fl := range f.list {
		select {
		case <-fl.done:
			if fl.err != nil {
				return fl.err
			}
		case err := <-f.failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	f.landed()
	return nil
}

// wait waits until all documents are in segments on disk.
func (f *flights) wait(ctx context.Context) error {
	if err := f.land(ctx); err != nil {
		return err
	}
	taken := 0
	defer func() {
		for range taken {
			<-f.room
		}
	}()
	for taken < cap(f.room) {
		select {
		case f.room <- struct{}{}:
			taken++
		case err := <-f.failed:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
