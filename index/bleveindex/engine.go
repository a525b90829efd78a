// Package bleveindex keeps cables in a Bleve index: its mapping, the snapshots that
// are published of it, and the writer. The segments are those of package segment, which
// package search searches; stock Bleve can open a snapshot, too.
package bleveindex

import (
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"reftel/index/segment"
)

// createIndex makes a new engine's index at dir.
func createIndex(dir string) (bleve.Index, error) {
	return bleve.NewUsing(dir, newMapping(), scorch.Name, scorch.Name, writerConfig())
}

// lockTimeout bounds the wait for the lock of an index that another writer
// holds; without it the engine waits for ever.
const lockTimeout = "500ms"

func writerConfig() map[string]any {
	return map[string]any{
		"bolt_timeout": lockTimeout, "unsafe_batch": true, "asyncErrorCallbackName": failureCallback,
		"forceSegmentType": segment.Type, "forceSegmentVersion": segment.Version,
		"scorchMergePlanOptions": engineMergePlan(),
		// Segments are not merged in memory before they are written: they are large.
		"scorchPersisterOptions": map[string]any{"MemoryPressurePauseThreshold": 0},
	}
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

// leavesOf returns the segments of a view as leaves, oldest first.
func leavesOf(r index.IndexReader) ([]*segment.Leaf, error) {
	segments, err := segmentsOf(r)
	if err != nil {
		return nil, err
	}
	var leaves []*segment.Leaf
	for _, s := range segments {
		own, ok := segment.Of(s.Segment())
		if !ok {
			return nil, fmt.Errorf("the index has a segment of type %T", s.Segment())
		}
		leaves = append(leaves, segment.NewLeaf(own, s.Deleted()))
	}
	return leaves, nil
}
