package search

import "reftel/index"

// A Memory is a searcher over documents in memory.
type Memory struct{ *Searcher }

// Close implements index.Searcher.
func (Memory) Close() error { return nil }

// NewMemory returns a searcher over leaves of size documents each.
func NewMemory(docs []index.Document, size int) Memory {
	return Memory{newSearcher(leavesOf(docs, size))}
}
