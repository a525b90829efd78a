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
// catalogue forgets all of the records at the end.
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

// removeVersions removes texts of an id from its versions and reports whether
// any are left. If the indexed text is among them, it stays until its successor
// has been read.
func (b *builder) removeVersions(ctx context.Context, id string, lost []catalog.Lost, holders map[catalog.Hash]string) (left bool, err error) {
	old, err := b.writer.Versions(ctx, id)
	if err != nil || len(old) == 0 {
		return true, err
	}
	var kept []cable.Version
	for _, v := range old {
		at := slices.IndexFunc(lost, func(l catalog.Lost) bool { return l.Hash.String() == v.Hash })
		if at >= 0 && holders[lost[at].Hash] != "" && SourcePath(v.Source.Path) == lost[at].Path {
			v.Source = corpus.Source{Path: holders[lost[at].Hash]}
		}
		if at < 0 || holders[lost[at].Hash] != "" {
			kept = append(kept, v)
		}
	}
	switch {
	case len(kept) == 0:
		return false, nil
	case kept[0] != old[0]:
		b.cat.Unsettle(id)
		return true, nil
	case slices.Equal(kept, old):
		return true, nil
	}
	doc, err := b.writer.Get(ctx, id)
	if err != nil {
		return true, err
	}
	doc.Versions = kept
	return true, b.writer.Add(ctx, []Document{doc})
}

// known returns the versions that some source still has.
func (b *builder) known(versions []cable.Version) []cable.Version {
	var list []cable.Version
	for _, v := range versions {
		if h, err := catalog.ParseHash(v.Hash); err == nil && b.cat.Where(h) != "" {
			list = append(list, v)
		}
	}
	return list
}

// settle reads the fullest text of each id that has another one indexed.
func (b *builder) settle(ctx context.Context) error {
	if b.opt.Open == nil {
		return nil
	}
	wanted := map[string]map[catalog.Hash]string{} // ids by path and hash
	for _, id := range b.cat.Unsettled() {
		path, h, err := b.better(ctx, id)
		b.cat.Settle(id)
		switch {
		case err != nil:
			return err
		case path == "":
			continue
		case wanted[path] == nil:
			wanted[path] = map[catalog.Hash]string{}
		}
		wanted[path][h] = id
	}
	for path, ids := range wanted {
		if err := b.fetch(ctx, path, ids); err != nil {
			return err
		}
	}
	return nil
}

// better returns the file and the hash of the fullest text of an id. The path is
// empty if that text is indexed already or no file has one.
func (b *builder) better(ctx context.Context, id string) (path string, h catalog.Hash, err error) {
	versions, err := b.writer.Versions(ctx, id)
	known := b.known(versions)
	if err != nil || len(known) == 0 {
		return "", h, err
	}
	best := fullest(known)
	if h, err = catalog.ParseHash(best.Hash); err != nil {
		return "", h, err
	}
	if best.Hash == versions[0].Hash && b.cat.Holds(SourcePath(best.Source.Path), h) {
		return "", h, nil
	}
	return b.cat.Where(h), h, nil
}

// fetch reads texts from a file and makes each the first of its id. Errors leave
// the indexed text in place.
func (b *builder) fetch(ctx context.Context, path string, ids map[catalog.Hash]string) error {
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
		h := HashOf(rec)
		if id, ok := ids[h]; ok {
			delete(ids, h)
			if err := b.promote(ctx, id, rec, h); err != nil {
				return err
			}
		}
		if len(ids) == 0 {
			break
		}
	}
	return nil
}

// promote makes a text of an id the indexed one.
func (b *builder) promote(ctx context.Context, id string, rec corpus.Record, h catalog.Hash) error {
	old, err := b.writer.Versions(ctx, id)
	if err != nil {
		return err
	}
	doc := newDocument(rec, cable.Parse(rec), h)
	doc.ID = id
	for _, v := range b.known(old) {
		if v.Hash != h.String() {
			doc.Versions = append(doc.Versions, v)
		}
	}
	return b.writer.Add(context.WithoutCancel(ctx), []Document{doc})
}
