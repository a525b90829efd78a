package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"reftel/corpus"
	contract "reftel/index"
)

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
