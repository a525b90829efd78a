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
		r, err := corpus.Open(path, o.corpusOptions(stdin))
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// corpusOptions are the limits of what is read.
func (o *options) corpusOptions(stdin io.Reader) corpus.Options {
	return corpus.Options{
		Format: corpus.Format(o.format), MaxRecord: int64(o.maxRecord), Stdin: stdin,
		MaxRatio: int64(o.maxRatio), MaxMember: int64(o.maxMember), MaxMembers: o.maxMembers,
		MaxBuffer: min(corpus.DefaultMaxBuffer, o.share()/2), PDF: o.pdf,
	}
}

func (a archives) close() {
	for _, r := range a {
		r.Close()
	}
}

func (a archives) records(ctx context.Context, v corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return func(yield func(corpus.Record, error) bool) {
		for _, r := range a {
			for rec, err := range r.Visit(ctx, v) {
				if !yield(rec, err) {
					return
				}
			}
		}
	}
}

// read returns how many bytes were read so far.
func (a archives) read() int64 {
	var n int64
	for _, r := range a {
		n += r.Bytes()
	}
	return n
}

// size returns how many bytes there are to read; 0 if that can't be known. Of
// a large folder it may take a while.
func (a archives) size() int64 {
	var total int64
	for _, r := range a {
		size := r.Size()
		if size <= 0 {
			return 0
		}
		total += size
	}
	return total
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

// paths returns the paths as they were given.
func (a archives) paths() []string {
	var list []string
	for _, r := range a {
		list = append(list, r.Path())
	}
	return list
}

// list returns the readers as a job takes them.
func (a archives) list() []index.Archive {
	var list []index.Archive
	for _, r := range a {
		list = append(list, r)
	}
	return list
}
