package main

import (
	"fmt"
	"io"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/corpus"
)

// alike is how many records of a file that are rejected one after the other for
// one reason are listed: a file that is no archive may hold thousands.
const alike = 20

// rejections lists the records that gave no cable.
type rejections struct {
	out          io.Writer
	path, reason string // of the last one
	n            int    // in a row with these
}

func (r *rejections) add(bad *corpus.RecordError) {
	reason := cli.Reason(bad)
	if bad.Source.Path != r.path || reason != r.reason {
		r.end()
		r.path, r.reason = bad.Source.Path, reason
	}
	if r.n++; r.n <= alike {
		fmt.Fprintf(r.out, "indexer: rejected: %s\n", cli.Rejection(bad))
	}
}

// end tells of how many nothing was said, and starts anew.
func (r *rejections) end() {
	if more := r.n - alike; more > 0 {
		fmt.Fprintf(r.out, "indexer: rejected: %s: %s: %s\n", render.Line(r.path), plural(more, "more record"), r.reason)
	}
	r.n = 0
}
