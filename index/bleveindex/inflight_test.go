package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/segment"
)

// TestAddToIdleWorker adds documents while one worker takes none, as if it made a segment:
// the other gets them all when the queue of the first is full.
func TestAddToIdleWorker(t *testing.T) {
	t.Parallel()
	busy, idle := &worker{tasks: make(chan task, waitingTasks)}, &worker{tasks: make(chan task, waitingTasks)}
	f := &inFlight{workers: []*worker{busy, idle}, pending: map[string]place{}, taken: make(chan struct{}, 1)}
	const docs = 4 * waitingTasks
	go func() {
		for range docs - waitingTasks {
			<-idle.tasks
			select {
			case f.taken <- struct{}{}:
			default:
			}
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for i := range docs {
		doc := contract.Document{ID: fmt.Sprintf("08PARIS%d", i+1), Cable: &cable.Cable{}}
		if err := f.add(ctx, nil, doc); err != nil {
			t.Fatalf("document %d: %v", i, err)
		}
	}
}

// TestFindWithoutWorker finds a document in flight while its worker is busy: in its queue,
// then in its builder.
func TestFindWithoutWorker(t *testing.T) {
	t.Parallel()
	w := &worker{tasks: make(chan task, waitingTasks)}
	f := &inFlight{workers: []*worker{w}, pending: map[string]place{}}
	w.inFlight = f
	doc := contract.Documents(corpus.Record{ID: "08PARIS1", Body: "UNCLAS PARIS 000001\n\nSUBJECT: HARBOUR LOG\n\n1. (U) Calm.\n"})[0]
	if err := f.add(context.Background(), nil, doc); err != nil {
		t.Fatal(err)
	}
	check := func(where string, id string, want bool) {
		t.Helper()
		got, found, err := f.find(id)
		if err != nil || found != want || found && got.Record.Body != doc.Record.Body {
			t.Errorf("%s: find(%s) = %q, %v, %v; want %v", where, id, got.Record.Body, found, err, want)
		}
	}
	check("queue", "08PARIS1", true)
	check("queue", "08PARIS2", false)
	w.replace(segment.NewBuilder())
	if err := w.builder.Add(*(<-w.tasks).doc); err != nil {
		t.Fatal(err)
	}
	w.added.Store(1)
	check("builder", "08PARIS1", true)
	if len(w.queued) != 0 {
		t.Error("a task that is done is kept")
	}
	w.done.Store(1)
	check("segment", "08PARIS1", false)
}

// TestCloseAfterFailure closes a writer whose engine has failed, as on a full disk,
// while segments are being made of two batches: the engine must outlive them.
func TestCloseAfterFailure(t *testing.T) {
	t.Parallel()
	w, err := OpenWriter(t.TempDir(), contract.WriterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := w.engine()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		text := fmt.Sprintf("UNCLAS PARIS %06d\n\nSUBJECT: HARBOUR LOG\n\n1. (U) %s\n", i, strings.Repeat("The harbour is calm. ", 50_000))
		doc := contract.Documents(corpus.Record{ID: fmt.Sprintf("08PARIS%d", i+1), Body: text})[0]
		if err := w.inFlight.add(context.Background(), engine, doc); err != nil {
			t.Fatal(err)
		}
	}
	w.failed <- errors.New("no space left on device")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.waitClosed()
	for _, worker := range w.inFlight.workers {
		<-worker.ended
	}
}
