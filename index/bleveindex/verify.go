package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"reftel/corpus"
	contract "reftel/index"
	"reftel/index/binfile"
	"reftel/index/catalog"
)

// Verify reads all of the published snapshot of the index at dir and compares
// it with its checksums, sizes, counts and catalog. The error names each file
// or cable that is damaged.
func Verify(ctx context.Context, dir string) (contract.Check, error) {
	l := layout{dir}
	name, err := l.readCurrent()
	check := contract.Check{Snapshot: name}
	if err == nil {
		err = l.checkSnapshot(name)
	}
	if err != nil {
		return check, err
	}
	m, err := l.readManifest(name)
	if err != nil {
		return check, err
	}
	if err := l.checkSums(ctx, name, m); err != nil {
		return check, err
	}
	s, err := l.open(name)
	if err != nil {
		return check, err
	}
	defer s.Close()
	cat, err := catalog.Load(l.catalog(name))
	if err != nil {
		return check, damaged(err)
	}
	if _, err := catalog.Load(l.removed(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return check, damaged(err)
	}
	check.Cables, check.Sources = s.cols.docs, len(cat.Sources())
	return check, s.verify(ctx, m, cat)
}

// checkSums reads all files that a manifest lists and compares them with their
// checksums. The error names each damaged file.
func (l layout) checkSums(ctx context.Context, name string, m manifest) error {
	var bad []error
	for _, file := range slices.Sorted(maps.Keys(m.Files)) {
		err := l.checkSum(ctx, name, file, m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		bad = append(bad, err)
	}
	return errors.Join(bad...)
}

// checkSum reads a file and compares it with its size and its checksum. If the manifest
// of an older program has no checksum, it uses the one at the end of the file.
func (l layout) checkSum(ctx context.Context, name, file string, m manifest) error {
	path := l.file(name, file)
	if err := checkSize(path, m.Files[file]); err != nil {
		return err
	}
	want, err := m.Sums[file], error(nil)
	if m.Sums == nil {
		if !endsInSum(file) {
			return nil
		}
		want, err = binfile.StatedSum(path)
	}
	var sum uint32
	if err == nil {
		sum, err = binfile.Sum(ctx, path)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && sum != want {
		err = fmt.Errorf("%s: %w", path, binfile.ErrChecksum)
	}
	return damaged(err)
}

// verify reads every record, and compares the catalog with the records.
func (s *Searcher) verify(ctx context.Context, m manifest, cat *catalog.Catalog) (err error) {
	defer s.guard(&err)
	ids, err := liveIDs(s.reader)
	if err != nil {
		return err
	}
	if len(ids) != m.Cables || s.cols.docs != m.Cables {
		return fmt.Errorf("snapshot %s holds %d cables, its columns %d, its manifest %d: run indexer --rebuild", s.name, len(ids), s.cols.docs, m.Cables)
	}
	var bad []error
	for _, facet := range s.cols.facets {
		if _, err := facet(); err != nil {
			bad = append(bad, err)
		}
	}
	held := make(map[catalog.Hash]bool, len(ids))
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.verifyOne(id.name, held); err != nil {
			bad = append(bad, err)
		}
	}
	cat.Records(func(path string, h catalog.Hash, id string) bool {
		if !held[h] {
			bad = append(bad, fmt.Errorf("the catalog has a text of %s, from %s, that the index does not know: run indexer --rebuild PATH", id, path))
		}
		return true
	})
	return errors.Join(bad...)
}

// verifyOne reads a document, compares its records with the hashes that they had
// when they were indexed, and adds these to held.
func (s *Searcher) verifyOne(id string, held map[catalog.Hash]bool) error {
	doc, err := s.stored(id)
	if err != nil {
		return err
	}
	records := append([]corpus.Record{doc.Record}, doc.Others...)
	if len(records) != len(doc.Versions) {
		return fmt.Errorf("%s has %d texts and %d versions: run indexer --rebuild", id, len(records), len(doc.Versions))
	}
	for i, v := range doc.Versions {
		h, err := catalog.ParseHash(v.Hash)
		if err == nil && h != contract.HashOf(records[i]) {
			err = fmt.Errorf("the record from %s is not the one that was read", v.Source)
		}
		if err != nil {
			return fmt.Errorf("%s: %w: run indexer --rebuild", id, err)
		}
		held[h] = true
	}
	return nil
}

// stored returns the document with exactly this id, without its Cable.
func (s *Searcher) stored(id string) (_ contract.Document, err error) {
	defer s.guard(&err)
	return s.engine.Stored(id)
}
