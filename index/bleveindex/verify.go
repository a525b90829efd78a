package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	contract "reftel/index"
	"reftel/index/binfile"
	"reftel/index/catalog"
)

// A Check is what Verify read.
type Check struct {
	Snapshot string `json:"snapshot"`
	Cables   int    `json:"cables"`
	Sources  int    `json:"sources"` // files of the catalogue
}

// Verify reads all of the published snapshot of the index at dir and compares
// it with its checksums, sizes, counts and catalogue. The error names each file
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

// verify reads every record, and holds the catalogue against them.
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
	held := make(map[string]bool, len(ids))
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		held[id.name] = true
		if err := s.verifyOne(id.name); err != nil {
			bad = append(bad, err)
		}
	}
	cat.Records(func(path string, _ catalog.Hash, id string) bool {
		if !held[id] {
			bad = append(bad, fmt.Errorf("the catalogue has %s, from %s, but the index does not: run indexer --rebuild", id, path))
		}
		return true
	})
	return errors.Join(bad...)
}

// verifyOne reads a document, and compares its record with the hash that it had
// when it was indexed.
func (s *Searcher) verifyOne(id string) error {
	doc, err := s.stored(id)
	if err != nil || len(doc.Versions) == 0 {
		return err
	}
	h, err := catalog.ParseHash(doc.Versions[0].Hash)
	if err == nil && h != contract.HashOf(doc.Record) {
		return fmt.Errorf("the record of %s is not the one that was read: run indexer --rebuild", id)
	}
	return err
}
