package main

import (
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
	"reftel/corpus/unpack"
	"reftel/index/catalog"
	"reftel/index/update"
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
		MaxBuffer: min(unpack.DefaultMaxBuffer, o.share()/2), PDF: o.pdf,
		LeaveOut: o.isIndex(), Found: o.target.found,
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

// size returns the number of bytes to read, or 0 if it is unknown. It may be slow for a
// large folder.
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

// isIndex returns a function that reports whether a folder is an index: the one that the
// job writes to, which may not exist yet, or any other.
func (o *options) isIndex() func(folder string) bool {
	dir, err := cli.IndexDir(o.indexDir)
	if err != nil {
		return cli.IsIndex
	}
	return func(folder string) bool {
		own, err := os.Stat(dir)
		if err == nil {
			info, err := os.Stat(folder)
			if err == nil && os.SameFile(own, info) {
				return true
			}
		}
		return cli.IsIndex(folder)
	}
}

// isOfIndex returns a function that reports whether a path is an index or in the index
// that the job writes to.
func (o *options) isOfIndex() func(path string) bool {
	isIndex := o.isIndex()
	dir, err := cli.IndexDir(o.indexDir)
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return isIndex
	}
	real := ""
	return func(path string) bool {
		if real == "" {
			real, _ = filepath.EvalSymlinks(dir) // it may not exist yet
		}
		return catalog.Below(path, dir) || real != "" && catalog.Below(path, real) || isIndex(path)
	}
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
func (a archives) list() []update.Archive {
	var list []update.Archive
	for _, r := range a {
		list = append(list, r)
	}
	return list
}
