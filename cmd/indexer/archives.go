package main

import (
	"context"
	"io"
	"iter"
	"path/filepath"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/catalog"
)

// archives are the readers of all paths, in the order given.
type archives []*corpus.Reader

func openAll(paths []string, o options, stdin io.Reader) (archives, error) {
	var all archives
	for _, path := range paths {
		r, err := corpus.Open(path, corpus.Options{Format: corpus.Format(o.format), MaxRecord: int64(o.maxRecord), Stdin: stdin})
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (a archives) close() {
	for _, r := range a {
		r.Close()
	}
}

func (a archives) records(ctx context.Context) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		for _, r := range a {
			for rec, err := range r.Records(ctx) {
				if !yield(rec, err) {
					return
				}
			}
		}
	}
}

// bytes returns how many bytes were read so far, and of how many; 0 if that
// can't be known.
func (a archives) bytes() (read, total int64) {
	known := true
	for _, r := range a {
		read += r.Bytes()
		size := r.Size()
		known = known && size > 0
		total += size
	}
	if !known {
		total = 0
	}
	return read, total
}

// notOwn returns what says of an absolute path that it is a file of the index at
// dir, which may stand in a folder that is read.
func notOwn(dir string) func(path string) bool {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	return func(path string) bool { return catalog.Below(path, abs) }
}

// list returns the readers as a job takes them.
func (a archives) list() []index.Archive {
	var list []index.Archive
	for _, r := range a {
		list = append(list, r)
	}
	return list
}
