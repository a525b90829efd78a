package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"reftel/corpus"
	contract "reftel/index"
	"reftel/index/binfile"
	"reftel/index/catalog"
)

// A Check is what Verify read.
type Check struct {
	Snapshot string `json:"snapshot"`
	Cables   int    `json:"cables"`
	Sources  int    `json:"sources"` // files of the catalog
}

// Verify reads all of the published snapshot of the index at dir and compares
// it with its checksums, sizes, counts and catalog. The error names each file
// or cable that is damaged.
func Verify(ctx context.Context, dir string) (Check, error) {
	l := layout{dir}
	name, err := l.readCurrent()
	check := Check{Snapshot: name}
	if err != nil {
		return check, err
	}
	m, err := l.readManifest(name)
	if err != nil {
		return check, err
	}
	if err := errors.Join(l.checkSizes(name, m), l.checkSums(ctx, name, m)); err != nil {
		return check, err
	}
	s, err := l.open(name)
	if err != nil {
		return check, err
	}
	defer s.Close()
	cat, err := catalog.Load(l.catalog(name))
	if err != nil {
		return check, fmt.Errorf("%w: run indexer --rebuild", err)
	}
	if _, err := catalog.Load(l.removed(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return check, fmt.Errorf("%w: run indexer --rebuild", err)
	}
	check.Cables, check.Sources = s.cols.docs, len(cat.Sources())
	return check, s.verify(ctx, m, cat)
}

// checkSums compares each segment with the CRC-32 at its end.
func (l layout) checkSums(ctx context.Context, name string, m manifest) error {
	var bad []error
	for file := range m.Files {
		if !strings.HasSuffix(file, ".zap") {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := binfile.Check(filepath.Join(l.snapshot(name), filepath.FromSlash(file))); err != nil {
			bad = append(bad, fmt.Errorf("%w: run indexer --rebuild", err))
		}
	}
	return errors.Join(bad...)
}

// verify reads every record, and holds the catalog against them.
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

// stored is storedIn; of a damaged record it is an error.
func (s *Searcher) stored(id string) (_ contract.Document, err error) {
	defer s.guard(&err)
	return storedIn(s.reader, id)
}
