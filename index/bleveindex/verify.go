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
	"reftel/index/segment"
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
	check.Cables, check.Sources = s.engine.Docs(), len(cat.Sources())
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

// checkSum reads a file and compares it with its size and its checksum. Manifests of
// older programs have no checksums.
func (l layout) checkSum(ctx context.Context, name, file string, m manifest) error {
	path := l.file(name, file)
	if err := checkSize(path, m.Files[file]); err != nil || m.Sums == nil {
		return err
	}
	if isSegment(file) {
		return l.checkSegment(name, file, m)
	}
	sum, err := binfile.Sum(ctx, path)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && sum != m.Sums[file] {
		err = fmt.Errorf("%s: %w", path, binfile.ErrChecksum)
	}
	return damaged(err)
}

// checkSegment reads a segment and compares it with its checksums.
func (l layout) checkSegment(name, file string, m manifest) error {
	s, err := segment.Open(l.file(name, file))
	if err != nil {
		return damaged(err)
	}
	defer s.Close()
	if err = s.Verify(); err == nil && s.Sum() != m.Sums[file] {
		err = fmt.Errorf("%s is not the segment that %s describes", l.file(name, file), l.manifest(name))
	}
	return damaged(err)
}

// verify reads every record, and compares the catalog with the records.
func (s *Searcher) verify(ctx context.Context, m manifest, cat *catalog.Catalog) (err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	if s.engine.Docs() != m.Cables {
		return fmt.Errorf("snapshot %s holds %d cables, its manifest %d: run indexer --rebuild", s.name, s.engine.Docs(), m.Cables)
	}
	var bad []error
	held := make(map[catalog.Hash]bool, m.Cables)
	for _, l := range s.leaves {
		for doc := range uint32(l.Docs()) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !l.Live(doc) {
				continue
			}
			if err := verifyOne(l, doc, held); err != nil {
				bad = append(bad, err)
			}
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
func verifyOne(l *segment.Leaf, n uint32, held map[catalog.Hash]bool) error {
	doc, err := l.Stored(n)
	if err != nil {
		return damaged(err)
	}
	id := doc.ID
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
