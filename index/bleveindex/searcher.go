package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	contract "reftel/index"
	"reftel/index/search"
)

// A Searcher is a contract.Searcher over one snapshot, or over documents in
// memory.
type Searcher struct {
	layout layout // of an index on disk
	name   string
	idx    bleve.Index
	reader index.IndexReader
	cols   *columns
	engine *search.Searcher
	// damage compares the files of the snapshot with their checksums, once; nil for
	// documents in memory.
	damage func() error
	close  func() error
}

var _ contract.Searcher = (*Searcher)(nil)

// openTries is the number of times that Open tries again when a writer deletes the
// snapshot while it is being opened.
const openTries = 5

// Open opens the published snapshot of the index at dir. It waits for no lock.
// The error is a *contract.NoIndexError if there is no index, and a
// *contract.VersionError if another version built it.
func Open(dir string) (*Searcher, error) {
	l := layout{dir}
	var err error
	for range openTries {
		var name string
		if name, err = l.readCurrent(); err != nil {
			return nil, err
		}
		var s *Searcher
		if s, err = l.open(name); err == nil {
			return s, nil
		}
		if now, _ := l.readCurrent(); now == name {
			return nil, err
		}
	}
	return nil, err
}

// open opens a snapshot, and holds it until the searcher is closed.
func (l layout) open(name string) (*Searcher, error) {
	if err := l.checkSnapshot(name); err != nil {
		return nil, err
	}
	release := l.hold(name)
	s, err := l.openHeld(name)
	if err != nil {
		release()
		return nil, err
	}
	closeFiles := s.close
	s.close = sync.OnceValue(func() error {
		err := closeFiles()
		release()
		l.removeLeft(name)
		return err
	})
	return s, nil
}

func (l layout) openHeld(name string) (*Searcher, error) {
	m, err := l.readManifest(name)
	if err != nil {
		return nil, err
	}
	if m.Version != Version() {
		return nil, &contract.VersionError{Dir: l.dir, Found: m.Version, Want: Version()}
	}
	if err := l.checkFiles(name, m); err != nil {
		return nil, err
	}
	cols, err := loadColumns(l.columns(name))
	if err != nil {
		return nil, err
	}
	idx, err := l.openEngine(name, m)
	if err != nil {
		return nil, err
	}
	s, err := newSearcher(name, idx, cols)
	if err == nil {
		s.layout = l
		s.damage = sync.OnceValue(func() error { return l.checkSums(context.Background(), name, m) })
	}
	return s, err
}

// newSearcher returns a searcher over the documents of an index with the given columns.
// If cols is nil, it reads the columns.
func newSearcher(name string, idx bleve.Index, cols *columns) (*Searcher, error) {
	reader, err := readerOf(idx)
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	if cols == nil {
		cols, err = buildColumns(reader)
	}
	var leaves []search.Leaf
	if err == nil {
		leaves, err = leavesOf(reader, cols)
	}
	var engine *search.Searcher
	if err == nil {
		engine, err = search.New(leaves)
	}
	if err != nil {
		return nil, errors.Join(err, reader.Close(), idx.Close())
	}
	s := &Searcher{name: name, idx: idx, reader: reader, cols: cols, engine: engine}
	s.close = sync.OnceValue(func() error { return errors.Join(reader.Close(), idx.Close()) })
	return s, nil
}

// NewMemory returns a searcher over documents that it holds in memory.
func NewMemory(docs []contract.Document) (*Searcher, error) {
	idx, err := createIndex("", sizesFor(contract.WriterOptions{}))
	if err != nil {
		return nil, fmt.Errorf("making an index in memory: %w", err)
	}
	batch := index.NewBatch()
	for _, doc := range docs {
		batch.Update(&document{doc: doc})
	}
	inner, err := idx.Advanced()
	if err == nil {
		err = inner.Batch(batch)
	}
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	s, err := newSearcher("memory", idx, nil)
	if err != nil {
		return nil, err
	}
	s.cols.keepFacets()
	return s, nil
}

// Close implements contract.Searcher.
func (s *Searcher) Close() error { return s.close() }

// guard replaces the error of a segment by an error that names the damaged file. A
// panic, or such an error without a damaged file, becomes an internal error.
func (s *Searcher) guard(err *error) {
	var bad *segmentError
	p := recover()
	switch {
	case p != nil:
		*err = internalError(p, debug.Stack())
	case !errors.As(*err, &bad):
	case s.damage == nil:
		*err = internalError(*err, bad.stack)
	default:
		if damage := s.damage(); damage != nil {
			*err = damage
		} else {
			*err = internalError(fmt.Errorf("%w, whose checksum is right", *err), bad.stack)
		}
	}
}

func internalError(what any, stack []byte) error {
	return fmt.Errorf("internal error: %v: please report it with this:\n%s", what, stack)
}

// Search implements contract.Searcher.
func (s *Searcher) Search(ctx context.Context, req contract.Request) (_ *contract.Result, err error) {
	defer s.guard(&err)
	return s.engine.Search(ctx, req)
}

// All implements contract.Searcher.
func (s *Searcher) All(ctx context.Context, req contract.Request) iter.Seq2[contract.Hit, error] {
	return func(yield func(contract.Hit, error) bool) {
		for hit, err := range s.engine.All(ctx, req) {
			s.guard(&err)
			if !yield(hit, err) {
				return
			}
		}
	}
}

// Get implements contract.Searcher.
func (s *Searcher) Get(ctx context.Context, id string) (_ contract.Document, err error) {
	defer s.guard(&err)
	return s.engine.Get(ctx, id)
}

// Terms implements contract.Searcher. An unknown field has none.
func (s *Searcher) Terms(name, prefix string) iter.Seq2[string, int] {
	return s.engine.Terms(name, prefix)
}
