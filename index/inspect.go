package index

import (
	"context"
	"errors"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

// Inspect reads and parses all of the archives and reports on them. It writes
// nothing. Indexed counts the cables that an empty index would get, Duplicate the
// further texts of their ids. It uses the options Jobs, Ahead, Reject, Progress
// and Phase.
func Inspect(ctx context.Context, archives []Archive, opt BuildOptions) (Report, error) {
	i := &inspector{job: newJob(opt), ids: map[string]struct{}{}}
	err := i.run(ctx, i, func(ctx context.Context, p *pipeline) { p.read(ctx, archives) })
	return i.done(), err
}

// An inspector is a job that only reads.
type inspector struct {
	job
	ids map[string]struct{} // seen so far
}

func (i *inspector) unchanged(string, catalog.State) (catalog.Counts, bool) {
	return catalog.Counts{}, false
}

func (i *inspector) parse(t *task) {
	c := cable.Parse(t.rec)
	t.doc = Document{ID: c.ID, Cable: c}
	if c.ID == "" {
		t.doc = NewDocument(t.rec, c)
	}
}

// take counts a task.
func (i *inspector) take(_ context.Context, t *task) error {
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
