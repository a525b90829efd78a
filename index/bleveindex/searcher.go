package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"

	"reftel/corpus/cable"
	contract "reftel/index"
	"reftel/index/query"
	"reftel/index/search"
	"reftel/index/segment"
)

// A Searcher is a contract.Searcher over one snapshot, or over documents in
// memory.
type Searcher struct {
	layout layout // of an index on disk
	name   string
	leaves []*segment.Leaf
	engine *search.Searcher
	close  func() error
}

var (
	_ contract.Searcher    = (*Searcher)(nil)
	_ contract.Speller     = (*Searcher)(nil)
	_ contract.Highlighter = (*Searcher)(nil)
)

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
	leaves, err := l.openLeaves(name, m)
	if err != nil {
		return nil, err
	}
	s, err := newSearcher(name, leaves)
	if err == nil {
		s.layout = l
	}
	return s, err
}

// newSearcher returns a searcher over leaves, which it closes.
func newSearcher(name string, leaves []*segment.Leaf) (*Searcher, error) {
	list := make([]search.Leaf, len(leaves))
	for i, l := range leaves {
		list[i] = l
	}
	engine, err := search.New(list)
	if err != nil {
		return nil, errors.Join(damaged(err), closeLeaves(leaves))
	}
	closeAll := sync.OnceValue(func() error { return closeLeaves(leaves) })
	return &Searcher{name: name, leaves: leaves, engine: engine, close: closeAll}, nil
}

// OpenMemory returns a searcher over a segment, which it closes.
func OpenMemory(s *segment.Segment) (*Searcher, error) {
	return newSearcher("memory", []*segment.Leaf{segment.NewLeaf(s, nil)})
}

// Close implements contract.Searcher.
func (s *Searcher) Close() error { return s.close() }

// guard adds to the error of a damaged segment what to do about it. A panic, of reading
// a segment without damage too, becomes an internal error.
func (s *Searcher) guard(err *error) {
	var damage *segment.DamageError
	var failed *segment.PanicError
	if p := recover(); p != nil {
		*err = s.panicked(p)
		return
	}
	switch {
	case errors.As(*err, &damage):
		*err = damaged(*err)
	case errors.As(*err, &failed):
		*err = s.explain(failed)
	}
}

// panicked returns the error of a panic: that of the segment whose file can't be read, if
// it is one.
func (s *Searcher) panicked(p any) error {
	for _, l := range s.leaves {
		if err := l.Fault(p); err != nil {
			return damaged(err)
		}
	}
	return internalError(p, debug.Stack())
}

// panicOnFault makes a failed read of mapped memory a panic of the goroutine until the
// function that it returns is called.
func panicOnFault() func() {
	before := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(before) }
}

// explain returns the error of a panic in reading a segment: its damage, if there is
// any.
func (s *Searcher) explain(failed *segment.PanicError) error {
	for _, l := range s.leaves {
		if err := l.Verify(); err != nil {
			return damaged(err)
		}
	}
	return internalError(fmt.Errorf("%w, whose checksums are right", failed), failed.Stack)
}

func internalError(what any, stack []byte) error {
	return fmt.Errorf("internal error: %v: please report it with this:\n%s", what, stack)
}

// Search implements contract.Searcher.
func (s *Searcher) Search(ctx context.Context, req contract.Request) (_ *contract.Result, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	return s.engine.Search(ctx, req)
}

// All implements contract.Searcher.
func (s *Searcher) All(ctx context.Context, req contract.Request) iter.Seq2[contract.Hit, error] {
	hits := func(yield func(contract.Hit, error) bool) {
		defer panicOnFault()() // iter.Pull2 has a goroutine of its own
		for hit, err := range s.engine.All(ctx, req) {
			if !yield(hit, err) {
				return
			}
		}
	}
	return func(yield func(contract.Hit, error) bool) {
		next, stop := iter.Pull2(hits)
		defer stop()
		for {
			hit, err, ok := s.next(next)
			if !ok || !yield(hit, err) || err != nil {
				return
			}
		}
	}
}

// next returns the next hit of All.
func (s *Searcher) next(pull func() (contract.Hit, error, bool)) (hit contract.Hit, err error, ok bool) {
	ok = true
	defer s.guard(&err)
	return pull()
}

// IDs returns the ids of all hits of a request, in its order. It loads no cable.
func (s *Searcher) IDs(ctx context.Context, req contract.Request) (_ []string, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	return s.engine.IDs(ctx, req)
}

// Get implements contract.Searcher.
func (s *Searcher) Get(ctx context.Context, id string) (_ contract.Document, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	return s.engine.Get(ctx, id)
}

// Terms implements contract.Searcher. An unknown field has none.
func (s *Searcher) Terms(name, prefix string) iter.Seq2[string, int] {
	return s.engine.Terms(name, prefix)
}

// Near implements contract.Speller.
func (s *Searcher) Near(ctx context.Context, field, text string, edits, limit int) (_ []contract.TermCount, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	return s.engine.Near(ctx, field, text, edits, limit)
}

// Highlight implements contract.Highlighter.
func (s *Searcher) Highlight(ctx context.Context, n query.Node, doc contract.Document) (_ []cable.Span, err error) {
	defer panicOnFault()()
	defer s.guard(&err)
	return s.engine.Highlight(ctx, n, doc)
}
