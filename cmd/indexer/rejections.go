package main

import (
	"fmt"
	"io"

	"reftel/cmd/internal/cli"
	"reftel/corpus"
)

const (
	// alike is the number of consecutive records of a file, rejected for one reason, that
	// are listed: a file that is not an archive may have thousands.
	alike = 20
	// perFile is the number of rejections listed for a file, whatever the reasons.
	perFile = 200
)

// rejections lists the rejected records.
type rejections struct {
	out          io.Writer
	path, reason string // of the last one
	n            int    // in a row with these
	listed       int    // of the file
	unlisted     int    // of the file, since no more of it are listed
}

func (r *rejections) add(bad *corpus.RecordError) {
	reason := cli.Reason(bad)
	if bad.Source.Path != r.path {
		r.end()
		r.path, r.listed = bad.Source.Path, 0
	}
	if reason != r.reason {
		r.endAlike()
		r.reason = reason
	}
	switch r.n++; {
	case r.listed == perFile:
		r.unlisted++
	case r.n <= alike:
		r.listed++
		fmt.Fprintf(r.out, "indexer: rejected: %s\n", cli.Rejection(bad))
	}
}

// endAlike reports the number of similar rejections that were not printed.
func (r *rejections) endAlike() {
	if more := r.n - alike; more > 0 && r.listed < perFile {
		fmt.Fprintf(r.out, "indexer: rejected: %s: %s: %s\n", cli.Line(r.path), plural(more, "more record"), r.reason)
	}
	r.n = 0
}

// end reports the number of rejections that were not printed, and resets it.
func (r *rejections) end() {
	r.endAlike()
	if r.unlisted > 0 {
		fmt.Fprintf(r.out, "indexer: rejected: %s: %s\n", cli.Line(r.path), plural(r.unlisted, "more record"))
	}
	r.unlisted = 0
}

// printNote prints a remark about a file.
func printNote(out io.Writer, n corpus.Note) {
	fmt.Fprintf(out, "indexer: note: %s\n", cli.Line(n.String()))
}
