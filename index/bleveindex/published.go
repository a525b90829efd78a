package bleveindex

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
	"reftel/index/catalog"
)

// published is the snapshot that a writer starts from, open for reading.
type published struct {
	name     string
	manifest manifest
	idx      bleve.Index
	verified bool
}

// openPublished opens a snapshot for a writer, and loads its catalog.
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
	if w.cat, err = catalog.Load(w.catalog(name)); err != nil {
		return nil, damaged(err)
	}
	idx, err := w.openEngine(name, m)
	if err != nil {
		return nil, err
	}
	return &published{name: name, manifest: m, idx: idx}, nil
}

func (p *published) close() error { return p.idx.Close() }

// verify compares the segments with their checksums, once.
func (p *published) verify(ctx context.Context, l layout) error {
	if p.verified {
		return nil
	}
	for file := range p.manifest.Files {
		if !isSegment(file) {
			continue
		}
		if err := l.verifyOnce(ctx, p.name, file, p.manifest); err != nil {
			return err
		}
	}
	p.verified = true
	return nil
}

// A verifiedFile is a segment whose checksum this process has verified. Snapshots
// share segments, and a program that watches an archive opens many writers.
type verifiedFile struct {
	dir, file string
	size      int64
	modified  time.Time
}

var verifiedFiles sync.Map // of verifiedFile

func (l layout) verifyOnce(ctx context.Context, name, file string, m manifest) error {
	info, err := os.Stat(l.file(name, file))
	if err != nil {
		return damaged(err)
	}
	key := verifiedFile{l.dir, file, info.Size(), info.ModTime()}
	if _, ok := verifiedFiles.Load(key); ok {
		return nil
	}
	if err := l.checkSum(ctx, name, file, m); err != nil {
		return err
	}
	verifiedFiles.Store(key, true)
	return nil
}

// engine returns the engine's index for writing. The first call makes it from the
// published snapshot, whose segments must be whole: merging would give damage a new
// checksum.
func (w *Writer) engine(ctx context.Context) (index.Index, error) {
	if w.idx == nil {
		if err := w.published.verify(ctx, w.layout); err != nil {
			return nil, err
		}
		if err := w.restore(); err != nil {
			return nil, w.writing(err)
		}
	}
	return w.idx.Advanced()
}

// restore makes the writer's index from the published snapshot.
func (w *Writer) restore() error {
	if err := os.MkdirAll(filepath.Join(w.writer(), "store"), 0o700); err != nil {
		return err
	}
	to := linkDirectory{from: w.snapshot(w.published.name), to: w.writer()}
	if err := w.published.idx.(bleve.IndexCopyable).CopyTo(to); err != nil {
		return fmt.Errorf("restoring %s from snapshot %s: %w", w.writer(), w.published.name, err)
	}
	idx, err := bleve.OpenUsing(w.writer(), writerConfig(w.sizes))
	if err != nil {
		return err
	}
	w.dropReader()
	w.idx = idx
	return w.published.close()
}
