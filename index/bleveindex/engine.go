// Package bleveindex is the embedded engine: Bleve's Scorch holds terms,
// positions and stored records; the columns, the walk over matches, ranking,
// facets and snippets are the package's own.
package bleveindex

import (
	"fmt"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
)

// newMapping returns the mapping of an index: an empty one, since documents
// come with their terms.
func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// createIndex makes a new engine's index at dir, or in memory where dir is
// empty.
func createIndex(dir string) (bleve.Index, error) {
	return bleve.NewUsing(dir, newMapping(), scorch.Name, scorch.Name, writerConfig())
}

// lockTimeout bounds the wait for the lock of an index that another writer
// holds; without it the engine waits for ever.
const lockTimeout = "500ms"

func writerConfig() map[string]interface{} {
	return map[string]interface{}{"bolt_timeout": lockTimeout, "unsafe_batch": true, "asyncErrorCallbackName": failureCallback}
}

func openReadOnly(dir string) (bleve.Index, error) {
	idx, err := bleve.OpenUsing(dir, map[string]interface{}{"read_only": true, "bolt_timeout": lockTimeout})
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", dir, err)
	}
	return idx, nil
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
