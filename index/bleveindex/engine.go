// Package bleveindex keeps cables in a Bleve index: its mapping, the snapshots that
// are published of it, their columns, and the writer. Package search searches the
// segments of a snapshot (leaf); stock Bleve can open one, too.
package bleveindex

import (
	"fmt"
	"runtime"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

func init() {
	// The fields of documents are made by the engine's own workers.
	bleve.Config.SetAnalysisQueueSize(runtime.NumCPU())
}

// createIndex makes a new engine's index at dir, or in memory where dir is
// empty.
func createIndex(dir string, s sizes) (bleve.Index, error) {
	return bleve.NewUsing(dir, newMapping(), scorch.Name, scorch.Name, writerConfig(s))
}

// lockTimeout bounds the wait for the lock of an index that another writer
// holds; without it the engine waits for ever.
const lockTimeout = "500ms"

func writerConfig(s sizes) map[string]interface{} {
	return map[string]interface{}{
		"bolt_timeout": lockTimeout, "unsafe_batch": true, "asyncErrorCallbackName": failureCallback,
		"scorchMergePlanOptions": s.mergePlan(),
	}
}

// openReadOnly opens the engine's index at dir. The caller has compared the files
// that this reads with their checksums, if there are any: the engine does not
// expect damage, and can panic of it.
func openReadOnly(dir string) (idx bleve.Index, err error) {
	defer func() {
		if p := recover(); p != nil {
			idx, err = nil, fmt.Errorf("opening %s: the engine failed: %v", dir, p)
		}
	}()
	idx, err = bleve.OpenUsing(dir, map[string]interface{}{"read_only": true, "bolt_timeout": lockTimeout})
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", dir, err)
	}
	return idx, nil
}

// copyOf returns a view of an index whose files can be copied. The caller
// closes it with CloseCopyReader.
func copyOf(idx bleve.Index) (index.CopyReader, error) {
	inner, err := idx.Advanced()
	if err != nil {
		return nil, err
	}
	engine, ok := inner.(index.CopyIndex)
	if !ok {
		return nil, fmt.Errorf("the engine can't copy an index of type %T", inner)
	}
	return engine.CopyReader(), nil
}

// segmentsOf returns the segments of a view, oldest first.
func segmentsOf(r index.IndexReader) ([]*scorch.SegmentSnapshot, error) {
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("the engine has no segments in a view of type %T", r)
	}
	return snapshot.Segments(), nil
}

// readerOf returns a view of an index that does not change. The caller closes
// it.
func readerOf(idx bleve.Index) (index.IndexReader, error) {
	inner, err := idx.Advanced()
	if err != nil {
		return nil, err
	}
	return inner.Reader()
}
