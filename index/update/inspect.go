package update

import (
	"context"
	"errors"

	"reftel/corpus"
)

// Inspect reads and parses all of the archives and reports on them. It writes
// nothing. Indexed counts the cables that an empty index would get, Duplicate the
// further texts of their ids. It uses the options Jobs, Ahead, Reject, Progress
// and Phase.
func Inspect(ctx context.Context, list []Archive, opt Options) (Report, error) {
	i := &inspector{job: newJob(opt), ids: map[string]struct{}{}}
	i.opt.Phase(PhaseReading)
	for t := range newParser(&archives{list: list, note: opt.Note}, nil, i.opt).parsed(ctx) {
		if err := i.take(t); err != nil {
			return i.done(), err
		}
		i.opt.Progress(i.report)
	}
	return i.done(), ctx.Err()
}

// An inspector is a job that only reads.
type inspector struct {
	job
	ids map[string]struct{} // seen so far
}

// take counts a task.
func (i *inspector) take(t *task) error {
	var bad *corpus.RecordError
	switch {
	case t.what != aRecord:
		return nil
	case errors.As(t.err, &bad):
		i.countReject(bad)
		return nil
	case t.err != nil:
		return t.err
	}
	i.report.Records++
	i.report.Bytes += t.size()
	if _, again := i.ids[t.doc.ID]; again {
		i.report.Duplicate++
		return nil
	}
	i.ids[t.doc.ID] = struct{}{}
	i.report.Indexed++
	i.countProblems(t.doc.Cable)
	return nil
}
