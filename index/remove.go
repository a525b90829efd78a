package index

import (
	"context"
	"fmt"
	"slices"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/index/catalog"
)

// Remove removes a cable from an index by its id in any spelling, or everything
// that came from the files at a path or below it, or from a member of an archive
// ("cables.zip:dir/08QUITO1.txt"), and publishes the result. A cable that also
// has a text from another source keeps that text. The report counts the cables
// removed; the error wraps ErrNotFound if there is neither such a cable nor such
// a source. A cable removed by its id stays removed until its text changes; the
// next job reads the files of a removed source again if they still exist.
func Remove(ctx context.Context, w Writer, what string, opt BuildOptions) (Report, error) {
	b := newBuilder(w, opt)
	if err := b.removeNamed(ctx, what); err != nil {
		return b.report, err
	}
	return b.build(ctx, func(context.Context, *pipeline) {})
}

func (b *builder) removeNamed(ctx context.Context, what string) error {
	for _, id := range []string{what, mrn.Canonical(what)} {
		versions, err := b.writer.Versions(ctx, id)
		if err != nil {
			return err
		}
		if len(versions) > 0 {
			b.report.Removed++
			b.cat.Remove(id)
			return b.writer.Delete(ctx, []string{id})
		}
	}
	path := SourcePath(what)
	lost := b.cat.From(path)
	if len(lost) == 0 {
		var err error
		if lost, err = b.fromMember(ctx, path); err != nil {
			return err
		}
	}
	if len(lost) == 0 {
		return fmt.Errorf("%w: %s", ErrNotFound, what)
	}
	if err := b.removeAll(ctx, lost); err != nil {
		return err
	}
	b.cat.ForgetFiles(func(file string, _ bool) bool { return catalog.Below(file, path) })
	return nil
}

// fromMember returns the records of an archive member, named as PATH:MEMBER.
func (b *builder) fromMember(ctx context.Context, path string) ([]catalog.Lost, error) {
	var lost []catalog.Lost
	for at, r := range path {
		if r != ':' {
			continue
		}
		for _, l := range b.cat.From(path[:at]) {
			versions, err := b.writer.Versions(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			is := func(v cable.Version) bool {
				return v.Hash == l.Hash.String() && catalog.Below(v.Source.Member, path[at+1:])
			}
			if l.Path == path[:at] && slices.ContainsFunc(versions, is) {
				lost = append(lost, l)
			}
		}
	}
	return lost, nil
}

// removeLost removes the texts that others replaced and, if pruning was
// requested, those that are gone from their files.
func (b *builder) removeLost(ctx context.Context) error {
	lost := b.cat.Superseded()
	scope := catalog.Scope{Unread: b.unread}
	for _, path := range b.opt.Prune {
		scope.Paths = append(scope.Paths, SourcePath(path))
	}
	if len(scope.Paths) > 0 {
		lost = append(lost, b.cat.Vanished(scope)...)
	}
	if err := b.removeAll(ctx, lost); err != nil {
		return err
	}
	if len(scope.Paths) > 0 {
		b.cat.ForgetFiles(func(path string, seen bool) bool { return !seen && scope.Has(path) })
	}
	return b.settle(ctx)
}

// removeAll removes records from the index. It ignores cancellation, because the
// catalog forgets all of the records at the end.
func (b *builder) removeAll(ctx context.Context, lost []catalog.Lost) error {
	if len(lost) == 0 {
		return nil
	}
	b.opt.Phase(PhaseRemoving)
	ctx = context.WithoutCancel(ctx)
	holders := b.cat.Holders(lost)
	byID := map[string][]catalog.Lost{}
	for _, l := range lost {
		byID[l.ID] = append(byID[l.ID], l)
	}
	var empty []string
	for id, list := range byID {
		left, err := b.removeVersions(ctx, id, list, holders)
		if err != nil {
			return err
		}
		if !left {
			empty = append(empty, id)
		}
	}
	if len(empty) > 0 {
		b.report.Removed += len(empty)
		if err := b.writer.Delete(ctx, empty); err != nil {
			return err
		}
	}
	b.cat.Forget(lost)
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
	return true, b.writer.Add(ctx, []Document{join(id, kept)})
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
		if SourcePath(v.Source.Path) == l.Path {
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
		b.cat.Settle(id)
		versions, err := b.writer.Versions(ctx, id)
		if err != nil {
			return err
		}
		if len(versions) == 0 {
			continue
		}
		h, err := catalog.ParseHash(versions[0].Hash)
		path := b.cat.Where(h)
		if err != nil || path == "" {
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

// locate finds texts in a file and stores their sources. Files that cannot be
// read are skipped.
func (b *builder) locate(ctx context.Context, path string, ids map[catalog.Hash]string) error {
	a, err := b.opt.Open(path)
	if err != nil {
		return nil
	}
	b.opt.Phase(PhaseReading)
	for rec, err := range a.Visit(ctx, corpus.Visitor{}) {
		if ctx.Err() != nil {
			for _, id := range ids {
				b.cat.Unsettle(id)
			}
			return ctx.Err()
		}
		if err != nil {
			continue
		}
		for _, part := range cable.Split(rec) {
			h := HashOf(part)
			id, ok := ids[h]
			if !ok {
				continue
			}
			delete(ids, h)
			if err := b.moved(ctx, id, h, part.Source); err != nil {
				return err
			}
		}
		if len(ids) == 0 {
			break
		}
	}
	return nil
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
	return b.writer.Add(context.WithoutCancel(ctx), []Document{join(id, texts)})
}
