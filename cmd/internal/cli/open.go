package cli

import (
	"os"
	"path/filepath"
	"strings"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/opensearch"
	"reftel/index/search"
	"reftel/index/segment"
)

// Only this file names the engine of an index.

// Store returns the index at a place that IndexDir returned: a folder, or the URL of an
// index on a cluster.
func Store(dir string) index.Store {
	if OnCluster(dir) {
		return opensearch.Store{URL: dir}
	}
	return bleveindex.Store{Dir: dir}
}

// OnCluster reports whether a place of an index is on a cluster, and not a folder.
func OnCluster(dir string) bool { return opensearch.IsURL(dir) }

// Current returns the name of the published snapshot of the index at a place, cheaply.
func Current(dir string) (string, error) {
	if OnCluster(dir) {
		return opensearch.Store{URL: dir}.Current()
	}
	name, err := os.ReadFile(filepath.Join(dir, "CURRENT"))
	return strings.TrimSpace(string(name)), err
}

// Prepare reads the dictionaries that the first hits of a search need.
func Prepare() { search.Prepare() }

// IsIndex reports whether a folder is an index.
func IsIndex(folder string) bool { return bleveindex.IsIndex(folder) }

// OpenBytes returns an index of one segment, given its bytes.
func OpenBytes(data []byte) (index.Snapshot, error) {
	s, err := segment.FromBytes(data)
	if err != nil {
		return nil, err
	}
	return bleveindex.OpenMemory(s)
}
