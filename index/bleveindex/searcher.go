package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"reftel/corpus/mrn"
	contract "reftel/index"
	"reftel/index/query"
)

// A Searcher is a contract.Searcher over one snapshot, or over documents in
// memory.
type Searcher struct {
	layout layout // of an index on disk
	name   string
	idx    bleve.Index
	reader index.IndexReader
	cols   *columns
	// damage compares the files of the snapshot with their checksums, once; nil for
	// documents in memory.
	damage func() error
	close  func() error
}

var _ contract.Searcher = (*Searcher)(nil)

// openTries bounds how often Open follows a snapshot that a writer deletes
// while it is being opened.
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

func newSearcher(name string, idx bleve.Index, cols *columns) (*Searcher, error) {
	reader, err := readerOf(idx)
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	s := &Searcher{name: name, idx: idx, reader: reader, cols: cols}
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
	var s *Searcher
	if err == nil {
		s, err = newSearcher("memory", idx, nil)
	}
	if err == nil {
		s.cols, err = buildColumns(s.reader)
	}
	if err != nil {
		return nil, errors.Join(err, idx.Close())
	}
	s.cols.keepFacets()
	return s, nil
}

// Close implements contract.Searcher.
func (s *Searcher) Close() error { return s.close() }

// guard turns a panic or an error of the engine, which does not expect damage in its
// files, into an error that names the damaged file. If none is damaged, a panic is a
// fault of ours.
func (s *Searcher) guard(err *error) {
	p := recover()
	if p == nil && !isUnexpected(*err) {
		return
	}
	stack := debug.Stack()
	if s.damage != nil {
		if damage := s.damage(); damage != nil {
			*err = damage
			return
		}
	}
	if p != nil {
		*err = fmt.Errorf("internal error in snapshot %s, whose files are as they were written: %v: please report it with this:\n%s", s.name, p, stack)
	}
}

// isUnexpected reports whether an error may come from damage.
func isUnexpected(err error) bool {
	var syntax *query.Error
	return err != nil && !errors.As(err, &syntax) && !errors.Is(err, contract.ErrNotFound) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

// Search implements contract.Searcher.
func (s *Searcher) Search(ctx context.Context, req contract.Request) (_ *contract.Result, err error) {
	defer s.guard(&err)
	begun := time.Now()
	c, err := s.collect(ctx, req)
	if err != nil {
		return nil, err
	}
	res := &contract.Result{Total: c.total, Facets: c.result()}
	light := c.comp.highlighter(c.query)
	for _, m := range c.page() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		hit, err := s.hit(m, light, req.Snippets)
		if err != nil {
			return nil, err
		}
		res.Hits = append(res.Hits, hit)
	}
	res.Took = time.Since(begun)
	return res, nil
}

// All implements contract.Searcher.
func (s *Searcher) All(ctx context.Context, req contract.Request) iter.Seq2[contract.Hit, error] {
	return func(yield func(contract.Hit, error) bool) {
		req.Facets = nil
		found, err := s.pageOf(ctx, req)
		if err != nil {
			yield(contract.Hit{}, err)
			return
		}
		for _, m := range found {
			hit, err := s.plainHit(ctx, m)
			if !yield(hit, err) || err != nil {
				return
			}
		}
	}
}

func (s *Searcher) pageOf(ctx context.Context, req contract.Request) (_ []match, err error) {
	defer s.guard(&err)
	c, err := s.collect(ctx, req)
	if err != nil {
		return nil, err
	}
	return c.page(), nil
}

func (s *Searcher) plainHit(ctx context.Context, m match) (_ contract.Hit, err error) {
	defer s.guard(&err)
	if err := ctx.Err(); err != nil {
		return contract.Hit{}, err
	}
	return s.hit(m, nil, 0)
}

// Get implements contract.Searcher.
func (s *Searcher) Get(ctx context.Context, id string) (_ contract.Document, err error) {
	defer s.guard(&err)
	for _, try := range []string{id, mrn.Canonical(id)} {
		doc, err := s.document(try)
		if !errors.Is(err, contract.ErrNotFound) {
			return doc, err
		}
	}
	return s.byAlias(ctx, id)
}

func (s *Searcher) byAlias(ctx context.Context, id string) (contract.Document, error) {
	found, err := s.pageOf(ctx, contract.Request{Query: &query.Phrase{Field: "id", Text: id}, Sort: contract.ByID, Limit: 1})
	if err != nil {
		return contract.Document{}, err
	}
	if len(found) == 0 {
		return contract.Document{}, fmt.Errorf("%w: %s", contract.ErrNotFound, id)
	}
	name, err := s.id(found[0].doc)
	if err != nil {
		return contract.Document{}, err
	}
	return s.document(name)
}

// document loads the document with exactly this id.
func (s *Searcher) document(id string) (contract.Document, error) {
	return documentIn(s.reader, id)
}

// id returns the id of a document number.
func (s *Searcher) id(doc uint32) (string, error) {
	return s.reader.ExternalID(index.NewIndexInternalID(nil, uint64(doc)))
}

// Terms implements contract.Searcher. An unknown field has none.
func (s *Searcher) Terms(name, prefix string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		dict, err := s.terms(name, prefix)
		if err != nil {
			return
		}
		defer dict.Close()
		next := func() (_ *index.DictEntry, err error) {
			defer s.guard(&err)
			return dict.Next()
		}
		for {
			entry, err := next()
			if err != nil || entry == nil || !yield(entry.Term, int(entry.Count)) {
				return
			}
		}
	}
}

func (s *Searcher) terms(name, prefix string) (_ index.FieldDict, err error) {
	defer s.guard(&err)
	return termsWithPrefix(s.reader, name, prefix)
}

// hit makes a hit of a match.
func (s *Searcher) hit(m match, light *highlighter, snippets int) (contract.Hit, error) {
	id, err := s.id(m.doc)
	if err != nil {
		return contract.Hit{}, fmt.Errorf("reading a hit: %w", err)
	}
	doc, err := s.document(id)
	if err != nil {
		// Not ErrNotFound: a document was found under that id.
		return contract.Hit{}, fmt.Errorf("reading a hit: %v", err)
	}
	hit := contract.NewHit(doc)
	hit.Score = m.score
	if snippets > 0 {
		hit.Snippets, err = light.snippets(doc, snippets)
	}
	return hit, err
}
