package index

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/index/catalog"
)

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
		b.cat.Begin(t.path)
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
	if err := b.takeRecord(ctx, t); err != nil {
		return err
	}
	b.report.Records++
	b.report.Bytes += t.size()
	return nil
}

func (b *builder) takeRecord(ctx context.Context, t *task) error {
	if t.versions != nil {
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
	if !errors.As(t.err, &bad) {
		return t.err
	}
	b.countReject(bad)
	switch {
	case b.names != nil:
	case t.path == "":
		b.unread = append(b.unread, SourcePath(bad.Source.Path))
	default:
		b.cat.Reject(t.path)
		b.faulty = b.faulty || mayPass(bad.Err)
	}
	return nil
}

// mayPass reports whether an error comes from the system rather than from the
// content of a file, so that the next attempt may succeed.
func mayPass(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

// takeKnown counts a record whose hash the catalogue has. It returns false if
// the catalogue no longer has it.
func (b *builder) takeKnown(t *task) bool {
	id, ok := b.cat.Lookup(t.hash)
	if !ok {
		return false
	}
	b.again(t.hash)
	b.cat.Note(t.path, t.hash, id)
	return true
}

// again counts a record that is in the index already.
func (b *builder) again(h catalog.Hash) {
	if b.cat.Met(h) {
		b.report.Duplicate++
	} else {
		b.report.Unchanged++
	}
}

// takeNew adds a record whose hash the catalogue does not have.
func (b *builder) takeNew(ctx context.Context, t *task) error {
	// The catalogue had the hash when the parser looked, but has it no longer.
	if t.known {
		t.makeDocument()
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
		return b.add(ctx, t.doc, &b.report.Indexed)
	case hasVersion(old, t.hash):
		b.again(t.hash)
		return nil
	}
	return b.merge(ctx, t.doc, b.withoutReplaced(t, old))
}

func hasVersion(list []cable.Version, h catalog.Hash) bool {
	return slices.ContainsFunc(list, func(v cable.Version) bool { return v.Hash == h.String() })
}

// withoutReplaced returns the versions of an id without the one that the record
// replaces in its file, unless another file also has that one.
func (b *builder) withoutReplaced(t *task, old []cable.Version) []cable.Version {
	if t.versions != nil {
		return old
	}
	h, ok := b.cat.Replaced(t.path, t.doc.ID)
	if !ok || b.cat.Where(h) != "" {
		return old
	}
	return slices.DeleteFunc(slices.Clone(old), func(v cable.Version) bool { return v.Hash == h.String() })
}

// merge adds a text to an id that has others. The fullest text comes first.
func (b *builder) merge(ctx context.Context, doc Document, old []cable.Version) error {
	if len(old) == 0 || doc.Versions[0].Bytes > old[0].Bytes {
		return b.replace(ctx, doc, old)
	}
	held, err := b.writer.Get(ctx, doc.ID)
	if err != nil {
		return err
	}
	// If the text that is indexed is gone from the archive, one of the others may
	// be the fullest now, but has to be read again.
	gone := held.Versions[0].Hash != old[0].Hash
	if gone && fullest(old).Bytes > doc.Versions[0].Bytes {
		b.cat.Unsettle(doc.ID)
	}
	same := doc.Versions[0].Bytes == old[0].Bytes
	if gone || same && facts(doc.Record) > facts(held.Record) {
		return b.replace(ctx, doc, old)
	}
	held.Versions = append(slices.Clone(old), doc.Versions...)
	if err := b.writer.Add(ctx, []Document{held}); err != nil {
		return err
	}
	b.report.Duplicate++
	return nil
}

// fullest returns the first of the longest versions. The list is not empty.
func fullest(list []cable.Version) cable.Version {
	return slices.MaxFunc(list, func(a, b cable.Version) int { return a.Bytes - b.Bytes })
}

// replace indexes a document before the other versions of its id.
func (b *builder) replace(ctx context.Context, doc Document, old []cable.Version) error {
	doc.Versions = append(doc.Versions, old...)
	return b.add(ctx, doc, &b.report.Replaced)
}

// facts counts the metadata that an archive gives with a record.
func facts(rec corpus.Record) int {
	n := len(rec.References)
	for _, known := range []bool{rec.ID != "", !rec.Date.IsZero(), rec.Origin != "", rec.Classification != ""} {
		if known {
			n++
		}
	}
	return n
}

// add indexes a document and counts it.
func (b *builder) add(ctx context.Context, doc Document, counter *int) error {
	if err := b.writer.Add(ctx, []Document{doc}); err != nil {
		return err
	}
	*counter++
	b.countProblems(doc)
	b.unpublished += int64(len(doc.Record.Header) + len(doc.Record.Body))
	return nil
}

// takeStored adds a document of an earlier index, with its versions.
func (b *builder) takeStored(ctx context.Context, t *task) error {
	others := slices.DeleteFunc(t.versions[1:], func(v cable.Version) bool { return v.Hash == t.hash.String() })
	t.doc.Versions = append(t.doc.Versions, others...)
	for _, v := range t.doc.Versions {
		h, err := catalog.ParseHash(v.Hash)
		if err != nil {
			continue // of an index that did not know it
		}
		b.names[h] = t.doc.ID
		b.cat.Restore(catalog.Lost{Path: SourcePath(v.Source.Path), Hash: h, ID: t.doc.ID})
	}
	old, err := b.writer.Versions(ctx, t.doc.ID)
	if err != nil {
		return err
	}
	return b.place(ctx, t, old)
}
