package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"reftel/corpus"
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

// notOwn leaves out the files of the index at dir, which may stand in a folder
// that is read.
func notOwn(dir string, records iter.Seq2[corpus.Record, error]) iter.Seq2[corpus.Record, error] {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return records
	}
	var last string // the path asked for last, and the answer
	var lastOwn bool
	own := func(path string) bool {
		if path != last {
			last, lastOwn = path, inside(dir, path)
		}
		return lastOwn
	}
	return func(yield func(corpus.Record, error) bool) {
		for rec, err := range records {
			path := rec.Source.Path
			var bad *corpus.RecordError
			if errors.As(err, &bad) {
				path = bad.Source.Path
			}
			if !own(path) && !yield(rec, err) {
				return
			}
		}
	}
}

// inside says whether a path leads into a folder.
func inside(dir, path string) bool {
	abs, err := filepath.Abs(path)
	return err == nil && strings.HasPrefix(abs, dir+string(filepath.Separator))
}
