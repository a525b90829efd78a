package bleveindex

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"reftel/index/binfile"
)

// Verify reads all of the published snapshot of the index at dir and compares
// it with its checksums, sizes and counts. It returns the number of cables;
// the error names each file or cable that is damaged.
func Verify(dir string) (int, error) {
	l := layout{dir}
	name, err := l.readCurrent()
	if err != nil {
		return 0, err
	}
	m, err := l.readManifest(name)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(l.checkSizes(name, m), l.checkSums(name, m)); err != nil {
		return 0, err
	}
	s, err := l.open(name)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return s.cols.docs, s.verify(m)
}

// checkSums compares each segment with the CRC-32 at its end.
func (l layout) checkSums(name string, m manifest) error {
	var bad []error
	for file := range m.Files {
		if !strings.HasSuffix(file, ".zap") {
			continue
		}
		path := filepath.Join(l.snapshot(name), filepath.FromSlash(file))
		data, err := os.ReadFile(path)
		if err == nil {
			_, err = binfile.Checked(data)
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("%s: %w: run indexer --rebuild", path, err))
		}
	}
	return errors.Join(bad...)
}

// verify reads every record.
func (s *Searcher) verify(m manifest) (err error) {
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
	for _, id := range ids {
		if _, err := s.document(id.name); err != nil {
			bad = append(bad, err)
		}
	}
	return errors.Join(bad...)
}
