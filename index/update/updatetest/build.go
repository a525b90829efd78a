// Package updatetest has what tests of indexing jobs share: jobs over records without
// files, and jobs that are interrupted at every call of the writer.
package updatetest

import (
	"context"
	"iter"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/update"
)

// Build is update.Update for records whose files are not known.
func Build(ctx context.Context, records iter.Seq2[corpus.Record, error], w index.Writer, opt update.Options) (update.Report, error) {
	return update.Update(ctx, []update.Archive{archive(records)}, w, opt)
}

// An archive is records without files.
type archive iter.Seq2[corpus.Record, error]

func (a archive) Visit(context.Context, corpus.Visitor) iter.Seq2[corpus.Record, error] {
	return iter.Seq2[corpus.Record, error](a)
}
