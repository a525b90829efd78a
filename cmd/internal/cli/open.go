package cli

import (
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/search"
)

// Only this file names the engine of an index.

// Store returns the index at a place that IndexDir returned.
func Store(dir string) index.Store { return bleveindex.Store{Dir: dir} }

// Prepare reads the dictionaries that the first hits of a search need.
func Prepare() { search.Prepare() }

// IsIndex reports whether a folder is an index.
func IsIndex(folder string) bool { return bleveindex.IsIndex(folder) }

// NewMemory returns an index of documents that is kept in memory.
func NewMemory(docs []index.Document) (index.Snapshot, error) {
	s, err := bleveindex.NewMemory(docs)
	if err != nil {
		return nil, err
	}
	return s, nil
}
