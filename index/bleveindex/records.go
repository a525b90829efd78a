package bleveindex

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/corpus"
	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/catalog"
)

// Stored are the records that a snapshot holds, for a rebuild without the archive.
// They are read past damage and from indexes of other versions, without the engine.
//
// Which documents of a segment are deleted is in the manifest and in root.bolt. If
// neither can be read, a text is in the index if the catalog says so. A text whose
// document is damaged is also taken from a deleted document.
type Stored struct {
	layout
	name    string
	release func()
	docs    []storedDoc
	loss    *contract.LossError
}

// A storedDoc is a document of which some texts are kept.
type storedDoc struct {
	id    string
	file  string // path of the segment
	open  recordOpener
	place recordPlace
	texts []catalog.Hash
}

// OpenStored finds the records of the index at dir. The error is a
// *contract.NoIndexError if there is no index.
func OpenStored(ctx context.Context, dir string) (*Stored, error) {
	l := layout{dir}
	name, err := l.toRebuild()
	if err == nil {
		err = l.checkSnapshot(name)
	}
	if err != nil {
		return nil, err
	}
	s := &Stored{layout: l, name: name, release: l.hold(name)}
	if err := s.find(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close releases the snapshot. If another was published since, it is deleted.
func (s *Stored) Close() {
	s.release()
	s.removeLeft(s.name)
}

// Loss describes the texts that can't be read; nil if there are none.
func (s *Stored) Loss() *contract.LossError { return s.loss }

// Documents yields the documents, without Cable. Those of one id may come in several
// parts, which follow each other. An error is the last.
func (s *Stored) Documents(ctx context.Context) iter.Seq2[contract.Document, error] {
	return func(yield func(contract.Document, error) bool) {
		files := map[string]recordFile{}
		defer func() {
			for _, f := range files {
				f.Close()
			}
		}()
		for _, d := range s.docs {
			f, err := files[d.file], ctx.Err()
			if f == nil && err == nil {
				if f, err = d.open(d.file); err == nil {
					files[d.file] = f
				}
			}
			var doc contract.Document
			if err == nil {
				doc, err = d.read(f)
			}
			if !yield(doc, err) || err != nil {
				return
			}
		}
	}
}

// read returns the kept texts of a document.
func (d storedDoc) read(f recordFile) (contract.Document, error) {
	doc := contract.Document{ID: d.id}
	missing := slices.Clone(d.texts)
	for _, t := range f.texts(d.place) {
		i := slices.Index(missing, t.hash)
		if i < 0 {
			continue
		}
		missing = slices.Delete(missing, i, i+1)
		if doc.Versions == nil {
			doc.Record = t.record
		} else {
			doc.Others = append(doc.Others, t.record)
		}
		doc.Versions = append(doc.Versions, t.version)
	}
	if len(missing) > 0 {
		return doc, fmt.Errorf("%s changed while it was read", d.file)
	}
	return doc, nil
}

// Exists returns a *contract.NoIndexError if there is no index at dir, and other
// errors if its snapshots can't be listed.
func Exists(dir string) error {
	_, err := layout{dir}.toRebuild()
	return err
}

// toRebuild returns the name of the snapshot that a rebuild reads: the published
// one. If CURRENT does not name it, it is the newest that has a whole manifest, else
// the newest.
func (l layout) toRebuild() (string, error) {
	name, err := l.readCurrent()
	if err == nil || errors.Is(err, fs.ErrPermission) {
		return name, err
	}
	names, listErr := l.names()
	if listErr != nil || len(names) == 0 {
		return "", errors.Join(err, listErr)
	}
	if newest, ok := l.newestWhole(names); ok {
		return newest, nil
	}
	return names[len(names)-1], nil
}

// newestWhole returns the newest of some snapshots that was finished.
func (l layout) newestWhole(names []string) (string, bool) {
	for _, name := range slices.Backward(names) {
		if _, err := l.readManifest(name); err == nil {
			return name, true
		}
	}
	return "", false
}

// catalogToKeep returns the catalog of a snapshot for a rebuild. If it can't be read,
// it is one of the records that were removed by name, which must stay so.
func (l layout) catalogToKeep(name string) (cat *catalog.Catalog, whole bool, err error) {
	if cat, err = catalog.Load(l.catalog(name)); err == nil {
		return cat, true, nil
	}
	if errors.Is(err, fs.ErrPermission) {
		return catalog.New(), false, err
	}
	unwritten := errors.Is(err, fs.ErrNotExist) // before schema 4 there was none
	if cat, err = catalog.Load(l.removed(name)); err != nil {
		cat = catalog.New()
		if unwritten && errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	return cat, false, err
}

// A storedSegment is a segment with what is found in it.
type storedSegment struct {
	path string
	open recordOpener
	// deleted are the numbers of deleted documents; nil is unknown.
	deleted *roaring.Bitmap
	docs    []foundDoc
}

// find finds the documents to keep, and what is lost.
func (s *Stored) find(ctx context.Context) error {
	m, err := s.readManifest(s.name)
	if errors.Is(err, fs.ErrPermission) {
		return err
	}
	whole := err == nil
	segments, err := s.segments(m, whole)
	if err != nil {
		return err
	}
	for i := range segments {
		if err := segments[i].walk(ctx); err != nil {
			return err
		}
	}
	c := chooser{segments: segments, kept: map[catalog.Hash]bool{}, byDoc: map[docPlace][]catalog.Hash{}}
	var removedErr error
	c.removed, c.catalogued, removedErr = s.catalogToKeep(s.name)
	if errors.Is(removedErr, fs.ErrPermission) {
		return damaged(removedErr)
	}
	c.choose()
	s.docs = c.docs()
	cables := -1
	if whole {
		cables = m.Cables
	}
	s.loss = c.loss(cables, removedErr)
	if s.loss != nil {
		s.loss.Dir, s.loss.Snapshot = s.dir, s.name
		s.loss.Files = s.damagedFiles(ctx, m)
	}
	return ctx.Err()
}

// damagedFiles returns the paths of the damaged files of a snapshot. Without a manifest it
// knows only that this is one.
func (s *Stored) damagedFiles(ctx context.Context, m manifest) []string {
	if len(m.Files) == 0 {
		return []string{s.manifest(s.name)}
	}
	var list []string
	for _, file := range slices.Sorted(maps.Keys(m.Files)) {
		if s.checkSum(ctx, s.name, file, m) != nil {
			list = append(list, s.file(s.name, file))
		}
	}
	if _, _, err := s.catalogToKeep(s.name); err != nil {
		list = append(list, s.catalog(s.name))
	}
	return list
}

func (s *storedSegment) walk(ctx context.Context) (err error) {
	s.open, s.docs, err = walkRecords(ctx, s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // all that it held is lost
	case err != nil && ctx.Err() == nil:
		return damaged(err)
	}
	return err
}

// segments returns the segments of the snapshot, oldest first, with the documents
// that are deleted, as far as the manifest or root.bolt say so.
func (s *Stored) segments(m manifest, whole bool) ([]storedSegment, error) {
	store := filepath.Join(s.snapshot(s.name), "store")
	var list []storedSegment
	if whole && m.Sums != nil {
		for _, e := range m.Segments {
			deleted := roaring.New()
			if e.Deleted != "" {
				if _, err := deleted.FromBase64(e.Deleted); err != nil {
					deleted = nil
				}
			}
			list = append(list, storedSegment{path: s.file(s.name, e.File), deleted: deleted})
		}
		return list, nil
	}
	if root, err := readRoot(filepath.Join(store, "root.bolt")); err == nil {
		for _, r := range root {
			list = append(list, storedSegment{path: filepath.Join(store, r.file), deleted: r.deleted})
		}
		return list, nil
	}
	entries, err := os.ReadDir(store)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, damaged(err)
	}
	for _, e := range entries { // in the order of their names, which count up
		if isSegment(e.Name()) {
			list = append(list, storedSegment{path: filepath.Join(store, e.Name())})
		}
	}
	return list, nil
}

// A docPlace is the place of a document among those found.
type docPlace struct{ segment, doc int }

// A chooser chooses the texts to keep.
type chooser struct {
	segments []storedSegment
	// removed is the catalog if catalogued is set, else it knows the records that
	// were removed by name.
	removed    *catalog.Catalog
	catalogued bool
	kept       map[catalog.Hash]bool
	byDoc      map[docPlace][]catalog.Hash
	// unsure counts the documents of which it is not known whether they were
	// deleted.
	unsure int
}

// each calls visit for each document, newest segment first.
func (c *chooser) each(visit func(p docPlace, s *storedSegment, d *foundDoc)) {
	for i := range slices.Backward(c.segments) {
		for j := range c.segments[i].docs {
			visit(docPlace{i, j}, &c.segments[i], &c.segments[i].docs[j])
		}
	}
}

// live reports whether a document is in the index, if that is known.
func (s *storedSegment) live(d *foundDoc) (live, known bool) {
	switch {
	case s.deleted == nil:
		return false, false
	case s.deleted.IsEmpty():
		return true, true
	case d.number < 0:
		return false, false
	}
	return !s.deleted.Contains(uint32(d.number)), true
}

func (c *chooser) choose() {
	seen := map[string]bool{} // ids
	c.each(func(p docPlace, s *storedSegment, d *foundDoc) {
		live, known := s.live(d)
		if !known && !c.catalogued && len(d.texts) > 0 {
			// The newest document of an id is the one that was not replaced.
			c.unsure++
			live = !seen[d.id]
		}
		if live {
			seen[d.id] = true
			c.keep(p, d, func(h catalog.Hash) bool { return known || !c.removed.IsRemoved(h) })
		}
	})
	if c.catalogued {
		c.each(func(p docPlace, _ *storedSegment, d *foundDoc) { c.keep(p, d, c.removed.Holds) })
	}
}

// keep keeps the texts of a document that is says so of, unless they are kept
// already.
func (c *chooser) keep(p docPlace, d *foundDoc, is func(catalog.Hash) bool) {
	for _, h := range d.texts {
		if !c.kept[h] && is(h) {
			c.kept[h] = true
			c.byDoc[p] = append(c.byDoc[p], h)
		}
	}
}

// docs returns the documents with kept texts in the order of their places in the newest
// segment, then in the others, so that they are read in this order. Those of the same id
// follow each other, newest first.
func (c *chooser) docs() []storedDoc {
	var docs []storedDoc
	order := map[string]int{} // of ids
	c.each(func(p docPlace, s *storedSegment, d *foundDoc) {
		if texts := c.byDoc[p]; len(texts) > 0 {
			if _, ok := order[d.id]; !ok {
				order[d.id] = len(order)
			}
			docs = append(docs, storedDoc{id: d.id, file: s.path, open: s.open, place: d.recordPlace, texts: texts})
		}
	})
	slices.SortStableFunc(docs, func(a, b storedDoc) int { return cmp.Compare(order[a.id], order[b.id]) })
	return docs
}

// loss returns what is lost, nil if nothing is. Cables is the number of cables in
// the snapshot, below 0 if it is unknown; removedErr tells why the records removed
// by name are unknown.
func (c *chooser) loss(cables int, removedErr error) *contract.LossError {
	loss := &contract.LossError{}
	if c.catalogued && c.removed.Texts() > 0 {
		loss.Texts = c.lostByCatalog()
	} else {
		c.lostBySegments(loss, cables)
	}
	if c.unsure > 0 {
		loss.Doubts = append(loss.Doubts, fmt.Sprintf("of %d cables it is not known whether they were deleted: manifest.json, root.bolt and catalog are damaged", c.unsure))
	}
	if removedErr != nil {
		loss.Doubts = append(loss.Doubts, fmt.Sprintf("which cables --remove took out is not known, so that a later job would put them in again: %v", removedErr))
	}
	if len(loss.Texts)+len(loss.Doubts) == 0 {
		return nil
	}
	slices.SortStableFunc(loss.Texts, func(a, b contract.LostText) int { return contract.OrderOf(a.ID).Compare(contract.OrderOf(b.ID)) })
	return loss
}

// lostByCatalog returns the texts that the catalog has and that are not kept.
func (c *chooser) lostByCatalog() []contract.LostText {
	var lost []contract.LostText
	listed := c.neverStored()
	c.removed.Records(func(path string, h catalog.Hash, id string) bool {
		if !c.kept[h] && !listed[h] && c.removed.Holds(h) {
			listed[h] = true
			lost = append(lost, contract.LostText{ID: id, Source: corpus.Source{Path: path}})
		}
		return true
	})
	return lost
}

// neverStored returns the texts of intact documents that were not stored in the first
// place.
func (c *chooser) neverStored() map[catalog.Hash]bool {
	never := map[catalog.Hash]bool{}
	c.each(func(_ docPlace, _ *storedSegment, d *foundDoc) {
		for _, v := range d.missing {
			if h, err := catalog.ParseHash(v.Hash); err == nil && d.whole {
				never[h] = true
			}
		}
	})
	return never
}

// lostBySegments adds the texts of damaged documents, and says how many more cables
// there were.
func (c *chooser) lostBySegments(loss *contract.LossError, cables int) {
	ids := map[string]bool{} // kept or listed
	c.each(func(p docPlace, _ *storedSegment, d *foundDoc) {
		if len(c.byDoc[p]) > 0 {
			ids[d.id] = true
		}
	})
	c.each(func(_ docPlace, s *storedSegment, d *foundDoc) {
		if live, known := s.live(d); d.whole || known && !live {
			return
		}
		missing := slices.DeleteFunc(slices.Clone(d.missing), c.isKept)
		for _, v := range missing {
			loss.Texts = append(loss.Texts, contract.LostText{ID: d.id, Source: v.Source})
		}
		if len(d.missing) == 0 && d.id != "" && !ids[d.id] {
			loss.Texts = append(loss.Texts, contract.LostText{ID: d.id})
		}
		if d.id != "" {
			ids[d.id] = true
		}
	})
	switch more := cables - len(ids); {
	case cables < 0:
		loss.Doubts = append(loss.Doubts, "how many cables there were is not known: manifest.json and catalog are damaged")
	case more > 0:
		loss.Doubts = append(loss.Doubts, fmt.Sprintf("%d cables are lost whose ids can't be read", more))
	}
}

func (c *chooser) isKept(v cable.Version) bool {
	h, err := catalog.ParseHash(v.Hash)
	return err == nil && c.kept[h]
}
