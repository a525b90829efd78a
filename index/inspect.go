package index

import (
	"context"
	"errors"

	"reftel/corpus"
)

// Inspect reads and parses all of the archives and reports what it met; it
// writes nothing. Indexed counts the cables that an empty index would get,
// Duplicate the further texts of their ids. Of the options it heeds Jobs,
// Ahead, Reject, Progress, Phase and Ignore.
func Inspect(ctx context.Context, archives []Archive, opt BuildOptions) (Report, error) {
	b := newBuilder(nil, opt)
	b.ids = map[string]struct{}{}
	return b.job(ctx, func(ctx context.Context, p *pipeline) { p.read(ctx, archives) })
}

// inspect counts a task.
func (b *builder) inspect(t *task) error {
	var bad *corpus.RecordError
	switch {
	case t.what != aRecord:
		return nil
	case errors.As(t.err, &bad):
		b.countReject(bad)
		return nil
	case t.err != nil:
		return t.err
	}
	b.report.Records++
	b.report.Bytes += t.size()
	if _, again := b.ids[t.doc.ID]; again {
		b.report.Duplicate++
		return nil
	}
	b.ids[t.doc.ID] = struct{}{}
	b.report.Indexed++
	b.countProblems(t.doc)
	return nil
}
