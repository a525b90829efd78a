package bleveindex

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
	"reftel/index/catalog"
	"reftel/index/segment"
)

// published is the snapshot that a writer starts from, open for reading.
type published struct {
	name     string
	manifest manifest
	leaves   []*segment.Leaf
}

// openPublished opens a snapshot and its catalog for a writer.
func (w *Writer) openPublished(name string) (*published, error) {
	m, err := w.readManifest(name)
	if err != nil {
		return nil, err
	}
	if m.Version != Version() {
		return nil, &contract.VersionError{Dir: w.dir, Found: m.Version, Want: Version()}
	}
	if err := w.checkFiles(name, m); err != nil {
		return nil, err
	}
	if w.cat, err = catalog.Open(w.catalog(name)); err != nil {
		return nil, damaged(err)
	}
	leaves, err := w.openLeaves(name, m)
	if err != nil {
		w.cat.Close()
		return nil, err
	}
	return &published{name: name, manifest: m, leaves: leaves}, nil
}

func (p *published) close() error { return closeLeaves(p.leaves) }

// openLeaves opens the segments of a snapshot.
func (l layout) openLeaves(name string, m manifest) (leaves []*segment.Leaf, err error) {
	for _, e := range m.Segments {
		leaf, err := l.openLeaf(name, e, m)
		if err != nil {
			return nil, errors.Join(damaged(err), closeLeaves(leaves))
		}
		leaves = append(leaves, leaf)
	}
	live := 0
	for _, leaf := range leaves {
		live += leaf.Docs() - leaf.Deleted()
	}
	if live != m.Cables {
		err := fmt.Errorf("%s has %d cables, its segments %d", l.manifest(name), m.Cables, live)
		return nil, errors.Join(damaged(err), closeLeaves(leaves))
	}
	return leaves, nil
}

// openLeaf opens a segment, which must be the one that the manifest describes.
func (l layout) openLeaf(name string, e segmentEntry, m manifest) (*segment.Leaf, error) {
	path := l.file(name, e.File)
	s, err := segment.Open(path)
	if err != nil {
		return nil, err
	}
	deleted := roaring.New()
	if s.Sum() != m.Sums[e.File] || uint64(s.Docs()) != e.Docs {
		err = fmt.Errorf("%s is not the segment that %s describes", path, l.manifest(name))
	} else if e.Deleted != "" {
		_, err = deleted.FromBase64(e.Deleted)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return segment.NewLeaf(s, deleted), nil
}

func closeLeaves(leaves []*segment.Leaf) error {
	var failed []error
	for _, l := range leaves {
		failed = append(failed, l.Close())
	}
	return errors.Join(failed...)
}

// engine returns the engine's index for writing. The first call makes it from the
// published snapshot.
func (w *Writer) engine() (index.Index, error) {
	if w.idx == nil {
		if err := w.restore(); err != nil {
			return nil, err
		}
	}
	return w.idx.Advanced()
}

// restore makes the writer's index from the published snapshot. Damage of its segments
// is found when they are merged: a segment has checksums of its own, which are compared
// with whatever is read.
func (w *Writer) restore() error {
	from := w.snapshot(w.published.name)
	if err := w.checkSizes(w.published.name, w.published.manifest); err != nil {
		return err // a file was cut meanwhile
	}
	if err := os.MkdirAll(filepath.Join(w.writer(), "store"), 0o700); err != nil {
		return err
	}
	for file := range w.published.manifest.Files {
		link := copyLarge
		if isSegment(file) {
			link = linkFile
		}
		if err := link(filepath.Join(from, filepath.FromSlash(file)), filepath.Join(w.writer(), filepath.FromSlash(file))); err != nil {
			return fmt.Errorf("restoring %s from snapshot %s: %w", w.writer(), w.published.name, err)
		}
	}
	idx, err := bleve.OpenUsing(w.writer(), writerConfig())
	if err != nil {
		return err
	}
	w.idx = idx
	return w.published.close()
}
