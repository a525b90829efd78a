package update

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index"
	"reftel/index/catalog"
)

// Remove removes cables from an index, each by its id in any spelling, or
// everything that came from the files at a path or below it, or from a member of
// an archive ("cables.zip:dir/08QUITO1.txt"), and publishes the result once. A
// cable that also has a text from another source keeps that text. The report
// counts the cables removed. Names that were removed already are passed over;
// unknown ones do not stop the others and are returned in an *UnknownError. If ctx
// ends before all are removed, the index stays as it is. A cable removed by its id
// stays removed until its text changes; the next job reads the files of a removed
// source again if they still exist.
func Remove(ctx context.Context, w index.Writer, names []string, opt Options) (Report, error) {
	opt.Whole, opt.Prune = true, nil
	b := newBuilder(w, opt)
	var unknown []string
	for _, name := range names {
		known, err := b.removeNamed(ctx, name)
		if err != nil {
			return b.done(), err
		}
		if !known {
			unknown = append(unknown, name)
		}
	}
	report, err := b.build(ctx, nothing{})
	if err == nil && len(unknown) > 0 {
		err = &UnknownError{unknown}
	}
	return report, err
}

// Purge rewrites the segments of an index that hold removed or replaced texts.
func Purge(ctx context.Context, w index.Writer, opt Options) (Report, error) {
	opt.Whole, opt.Prune, opt.Purge = true, nil, true
	return newBuilder(w, opt).build(ctx, nothing{})
}

// removeNamed removes a cable or a source and reports whether the index knows the
// name.
func (b *builder) removeNamed(ctx context.Context, name string) (known bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	ids := []string{name, mrn.Canonical(name)}
	for _, id := range ids {
		versions, err := b.writer.Versions(ctx, id)
		if err != nil {
			return false, err
		}
		if len(versions) > 0 {
			return true, b.removeID(ctx, id)
		}
	}
	if slices.ContainsFunc(ids, b.cat.RemovedID) {
		return true, nil
	}
	// First as a source is written, then as the file is named.
	for _, name := range slices.Compact([]string{name, corpus.EscapeName(name)}) {
		if known, err = b.removeSource(ctx, name); known || err != nil {
			break
		}
	}
	return known, err
}

func (b *builder) removeID(ctx context.Context, id string) error {
	if err := b.writer.Delete(ctx, []string{id}); err != nil {
		return err
	}
	b.report.Removed++
	b.cat.Remove(id)
	return nil
}

// removeSource removes the records of the files at a path or below it, or of an
// archive member, and reports whether the index knows any, or did. The name is
// written as in a corpus.Source.
func (b *builder) removeSource(ctx context.Context, name string) (known bool, err error) {
	path := index.SourcePath(name)
	if path == "" {
		return false, nil
	}
	lost := b.cat.From(path)
	if len(lost) == 0 {
		if lost, err = b.fromMember(ctx, name); err != nil {
			return false, err
		}
	}
	if len(lost) == 0 {
		return b.cat.RemovedName(path), nil
	}
	if err := b.removeAll(ctx, lost); err != nil {
		return true, err
	}
	b.cat.RemoveName(path)
	b.cat.ForgetFiles(func(file string) bool { return catalog.Below(file, path) })
	return true, nil
}

// fromMember returns the records of an archive member, named as PATH:MEMBER.
func (b *builder) fromMember(ctx context.Context, name string) ([]catalog.Lost, error) {
	var lost []catalog.Lost
	for at, r := range name {
		if r != ':' {
			continue
		}
		path, member := index.SourcePath(name[:at]), corpus.EscapeName(corpus.UnescapeName(name[at+1:]))
		for _, l := range b.cat.From(path) {
			versions, err := b.writer.Versions(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			is := func(v cable.Version) bool {
				return v.Hash == l.Hash.String() && catalog.Below(v.Source.Member, member)
			}
			if l.Path == path && slices.ContainsFunc(versions, is) {
				lost = append(lost, l)
			}
		}
	}
	return lost, nil
}

// removeLost removes the texts that others replaced and, if pruning was
// requested, those that are gone from their files. The catalog lists a text until
// its removal is in the index, so that the next job finishes an interrupted one.
func (b *builder) removeLost(ctx context.Context) error {
	lost := b.cat.Superseded()
	scope := b.pruned()
	if len(scope.Paths) > 0 {
		lost = append(lost, b.cat.Vanished(scope)...)
	}
	if err := b.removeAll(ctx, lost); err != nil {
		return err
	}
	if len(scope.Paths) > 0 {
		b.cat.ForgetUnvisited(scope)
	}
	return b.settle(ctx)
}

// removeBatch is the number of ids that are deleted at once.
const removeBatch = 1000

// removeAll removes records from the index and the catalog. When ctx ends, some of
// them are removed from both.
func (b *builder) removeAll(ctx context.Context, lost []catalog.Lost) error {
	if len(lost) == 0 {
		return nil
	}
	b.opt.Phase(PhaseRemoving)
	holders := b.cat.Holders(lost)
	byID := map[string][]catalog.Lost{}
	for _, l := range lost {
		byID[l.ID] = append(byID[l.ID], l)
	}
	var empty []string
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		left, err := b.removeVersions(ctx, id, byID[id], holders)
		if err != nil {
			return err
		}
		if left {
			b.cat.Forget(byID[id])
			continue
		}
		if empty = append(empty, id); len(empty) == removeBatch {
			if err := b.removeEmpty(ctx, empty, byID); err != nil {
				return err
			}
			empty = empty[:0]
		}
	}
	return b.removeEmpty(ctx, empty, byID)
}

// removeEmpty deletes cables of which no text is left.
func (b *builder) removeEmpty(ctx context.Context, ids []string, lost map[string][]catalog.Lost) error {
	if len(ids) == 0 {
		return nil
	}
	if err := b.writer.Delete(ctx, ids); err != nil {
		return err
	}
	b.report.Removed += len(ids)
	for _, id := range ids {
		b.cat.Forget(lost[id])
	}
	return nil
}

// removeVersions removes texts of an id and reports whether any are left. The
// next fullest takes the place of a shown one.
func (b *builder) removeVersions(ctx context.Context, id string, lost []catalog.Lost, holders map[catalog.Hash]string) (left bool, err error) {
	old, err := b.writer.Versions(ctx, id)
	if err != nil || len(old) == 0 {
		return true, err
	}
	// Most often all versions are lost, or none: then the document is not read.
	lose := func(v cable.Version) (gone bool, moved string) { return lostFrom(v, lost, holders) }
	if !slices.ContainsFunc(old, func(v cable.Version) bool { gone, _ := lose(v); return !gone }) {
		return false, nil
	}
	if !slices.ContainsFunc(old, func(v cable.Version) bool { gone, moved := lose(v); return gone || moved != "" }) {
		return true, nil
	}
	doc, err := b.writer.Get(ctx, id)
	if err != nil {
		return true, err
	}
	var kept []text
	for i, t := range textsOf(doc) {
		gone, moved := lose(t.version)
		if gone {
			continue
		}
		if moved != "" {
			t.moveTo(corpus.Source{Path: moved})
			if i == 0 {
				b.cat.Unsettle(id)
			}
		}
		kept = append(kept, t)
	}
	return true, b.writer.Add(ctx, []index.Document{join(id, kept)})
}

// lostFrom reports whether no file has a version any more, given the records that
// files lost and the holders of their hashes. If the version's own file is among
// those that lost it, moved is another that has it.
func lostFrom(v cable.Version, lost []catalog.Lost, holders map[catalog.Hash]string) (gone bool, moved string) {
	for _, l := range lost {
		if l.Hash.String() != v.Hash {
			continue
		}
		holder := holders[l.Hash]
		if holder == "" {
			return true, ""
		}
		if index.SourcePath(v.Source.Path) == l.Path {
			moved = holder
		}
	}
	return false, moved
}

// settle finds the member and line of the shown texts that are known to be in
// another file than before: it reads that file.
func (b *builder) settle(ctx context.Context) error {
	if b.opt.Open == nil {
		return nil
	}
	wanted := map[string]map[catalog.Hash]string{} // ids by path and hash
	for _, id := range b.cat.Unsettled() {
		versions, err := b.writer.Versions(ctx, id)
		if err != nil {
			return err
		}
		path, h := b.whereShown(versions)
		if path == "" {
			b.cat.Settle(id)
			continue
		}
		if wanted[path] == nil {
			wanted[path] = map[catalog.Hash]string{}
		}
		wanted[path][h] = id
	}
	for path, ids := range wanted {
		if err := b.locate(ctx, path, ids); err != nil {
			return err
		}
	}
	return nil
}

// whereShown returns the file and the hash of a document's shown text; path is empty
// if no file has it.
func (b *builder) whereShown(versions []cable.Version) (path string, h catalog.Hash) {
	if len(versions) == 0 {
		return "", h
	}
	h, err := catalog.ParseHash(versions[0].Hash)
	if err != nil {
		return "", h
	}
	return b.cat.Where(h), h
}

// locate finds texts in a file and stores their sources. What it has not found when
// ctx ends, or when the file can't be read for reasons of the system, stays unsettled.
// If the file is gone, or no longer has a text, the text keeps the source that it has.
func (b *builder) locate(ctx context.Context, path string, ids map[catalog.Hash]string) error {
	left := maps.Clone(ids)
	a, err := b.opt.Open(corpus.UnescapeName(path))
	again := isTransient(err) && !errors.Is(err, fs.ErrNotExist)
	if err == nil {
		b.opt.Phase(PhaseReading)
		again, err = b.locateIn(ctx, a, left)
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
	}
	for h, id := range ids {
		if _, missed := left[h]; !missed || !again {
			b.cat.Settle(id)
		}
	}
	return nil
}

// locateIn finds texts in an archive, and deletes them from ids. It reports whether the
// archive could not be read for reasons of the system.
func (b *builder) locateIn(ctx context.Context, a Archive, ids map[catalog.Hash]string) (failed bool, err error) {
	for rec, err := range a.Visit(ctx, corpus.Visitor{}) {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if err != nil {
			failed = failed || isTransient(err)
			continue
		}
		for _, part := range cable.Split(rec) {
			h := index.HashOf(part)
			id, ok := ids[h]
			if !ok {
				continue
			}
			delete(ids, h)
			if err := b.moved(ctx, id, h, part.Source); err != nil {
				return false, err
			}
		}
		if len(ids) == 0 {
			break
		}
	}
	return failed, nil
}

// moved stores the new source of a text.
func (b *builder) moved(ctx context.Context, id string, h catalog.Hash, s corpus.Source) error {
	doc, err := b.writer.Get(ctx, id)
	if err != nil {
		return err
	}
	texts := textsOf(doc)
	at := indexOf(texts, h)
	if at < 0 {
		return nil
	}
	texts[at].moveTo(s)
	return b.writer.Add(ctx, []index.Document{join(id, texts)})
}
