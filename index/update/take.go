package update

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index"
	"reftel/index/catalog"
)

// takeAll takes the tasks of a source.
func (b *builder) takeAll(ctx context.Context, s source) error {
	b.opt.Phase(PhaseReading)
	p := newParser(s, b.cat, b.opt)
	defer func() { b.report.Read = p.text.Load() }()
	for t := range p.parsed(ctx) {
		if err := b.take(ctx, t); err != nil {
			return err
		}
		b.opt.Progress(b.report)
	}
	return ctx.Err()
}

// take adds one parsed record to the index, or records the state of a file, and
// publishes if a commit is due.
func (b *builder) take(ctx context.Context, t *task) error {
	if err := b.takeOne(ctx, t); err != nil {
		return err
	}
	return b.commitIfDue(ctx)
}

func (b *builder) takeOne(ctx context.Context, t *task) error {
	switch {
	case t.what == skips:
		b.skip(t)
		return nil
	case t.what == enters:
		b.cat.Begin(t.path, t.state)
		b.faulty = false
		return nil
	case t.what == leaves:
		// A file that cannot be read now keeps its earlier entries.
		if !b.faulty {
			b.cat.End(t.path, t.state, t.whole)
		}
		return nil
	case t.err != nil:
		return b.reject(t)
	}
	err := b.takeRecord(ctx, t)
	var size *index.SizeError
	if errors.As(err, &size) {
		t.err = t.rec.Reject(size)
		if t.stored { // a rebuild must not lose what is stored
			return fmt.Errorf("%s: %w", t.rec.Source, err)
		}
		return b.reject(t)
	}
	if err != nil {
		return err
	}
	b.report.Records++
	b.report.Bytes += t.size()
	return nil
}

func (b *builder) takeRecord(ctx context.Context, t *task) error {
	if t.stored {
		return b.takeStored(ctx, t)
	}
	if t.known && b.takeKnown(t) {
		return nil
	}
	return b.takeNew(ctx, t)
}

// skip counts the records of an unchanged file.
func (b *builder) skip(t *task) {
	b.report.Skipped++
	b.report.Records += t.count.Records
	b.report.Rejected += t.count.Rejected
	b.report.Duplicate += t.count.Repeated
	b.report.Unchanged += t.count.Records - t.count.Rejected - t.count.Repeated
}

// reject counts a record that could not be read. Any error other than a
// RecordError ends the job.
func (b *builder) reject(t *task) error {
	var bad *corpus.RecordError
	if !errors.As(t.err, &bad) || b.names != nil {
		return t.err // a rebuild must not leave out records
	}
	b.countReject(bad)
	switch {
	case t.path == "":
		b.unread = append(b.unread, index.SourcePath(bad.Source.Path))
	default:
		b.cat.Reject(t.path)
		b.faulty = b.faulty || isTransient(bad.Err)
	}
	return nil
}

// isTransient reports whether an error comes from the system or from a change of
// the file rather than from its content, so that the next attempt may succeed.
func isTransient(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path) || errors.Is(err, corpus.ErrChanged)
}

// takeKnown counts a record whose hash the catalog has. It returns false if
// the catalog no longer has it.
func (b *builder) takeKnown(t *task) bool {
	id, ok := b.cat.Lookup(t.hash)
	if !ok {
		return false
	}
	b.countKnown(t.hash)
	b.cat.Note(t.path, t.hash, id)
	return true
}

// countKnown counts a record that is in the index already.
func (b *builder) countKnown(h catalog.Hash) {
	counter := &b.report.Unchanged
	if b.cat.Met(h) {
		counter = &b.report.Duplicate
	}
	b.count(h, counter, false)
}

// takeNew adds a record whose hash the catalog does not have.
func (b *builder) takeNew(ctx context.Context, t *task) error {
	// The catalog had the hash when the parser looked, but has it no longer.
	if t.known {
		t.makeDocument(cable.Parse(t.rec))
	}
	old, err := b.writer.Versions(ctx, t.doc.ID)
	if err != nil {
		return err
	}
	if err := b.place(ctx, t, old); err != nil {
		return err
	}
	b.cat.Note(t.path, t.hash, t.doc.ID)
	return nil
}

// place stores a document under its id.
func (b *builder) place(ctx context.Context, t *task, old []cable.Version) error {
	switch {
	case len(old) == 0:
		return b.add(ctx, t, t.doc, &b.report.Indexed)
	case hasVersion(old, t.hash):
		b.countKnown(t.hash)
		return nil
	}
	return b.merge(ctx, t)
}

func hasVersion(list []cable.Version, h catalog.Hash) bool {
	return slices.ContainsFunc(list, func(v cable.Version) bool { return v.Hash == h.String() })
}

// merge adds a text to an id that has others, in the place of the one that it
// replaces in its file.
func (b *builder) merge(ctx context.Context, t *task) error {
	held, err := b.writer.Get(ctx, t.doc.ID)
	if err != nil {
		return err
	}
	texts := textsOf(held)
	old, at := b.replaced(t, texts)
	if added := textsOf(t.doc); at >= 0 {
		texts[at] = added[0]
	} else {
		texts = append(texts, added...)
	}
	doc := join(t.doc.ID, texts)
	counter := &b.report.Duplicate
	if at == 0 || doc.Versions[0].Hash == t.hash.String() {
		counter = &b.report.Replaced
	}
	if err := b.add(ctx, t, doc, counter); err != nil || at < 0 {
		return err
	}
	// Only now, or an interrupted job would publish the old text and forget it.
	b.cat.Forget([]catalog.Lost{{Path: t.path, Hash: old, ID: t.doc.ID}})
	return nil
}

// count counts a record, and remembers it until it is published.
func (b *builder) count(h catalog.Hash, counter *int, added bool) {
	*counter++
	if b.added > 0 && !b.opt.Whole { // else nothing of it can be dropped
		b.counted = append(b.counted, countedRecord{h, counter, added})
	}
}

// replaced returns the hash and the index of the text that the record replaces in
// its file. The index is -1 if there is none or if another file also has it.
func (b *builder) replaced(t *task, texts []text) (catalog.Hash, int) {
	if t.stored {
		return catalog.Hash{}, -1
	}
	h, ok := b.cat.Replaced(t.path, t.doc.ID)
	if !ok {
		return h, -1
	}
	return h, indexOf(texts, h)
}

// add indexes a document and counts the record of the task, which it was made for.
func (b *builder) add(ctx context.Context, t *task, doc index.Document, counter *int) error {
	if err := b.writer.Add(ctx, []index.Document{doc}); err != nil {
		return err
	}
	b.added++
	b.count(t.hash, counter, true)
	if counter != &b.report.Duplicate {
		b.countProblems(t.doc.Cable)
	}
	b.unpublished += int64(len(t.doc.Cable.Text))
	b.report.Added += t.size()
	return nil
}

// takeStored adds a record of an earlier index.
func (b *builder) takeStored(ctx context.Context, t *task) error {
	b.names[t.hash] = t.doc.ID
	b.cat.Restore(catalog.Lost{Path: t.path, Hash: t.hash, ID: t.doc.ID})
	old, err := b.writer.Versions(ctx, t.doc.ID)
	if err != nil {
		return err
	}
	return b.place(ctx, t, old)
}
