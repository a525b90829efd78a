package bleveindex

import (
	"context"
	"iter"
	"sync"

	contract "reftel/index"
)

// A Live is a contract.Searcher that moves to a newly published snapshot
// between queries, for programs that stay open while an index grows. A query
// that is under way keeps the snapshot that it began with.
type Live struct {
	dir string

	mu     sync.Mutex
	now    *shared // nil after Close
	closed bool
}

// shared is a searcher with the number of those who use it; the last closes it.
type shared struct {
	*Searcher
	users int
}

var _ contract.Searcher = (*Live)(nil)

// OpenLive opens the published snapshot of the index at dir, and those that
// follow it. Errors are those of Open.
func OpenLive(dir string) (*Live, error) {
	s, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return &Live{dir: dir, now: &shared{s, 1}}, nil
}

// use returns the newest snapshot; the caller calls done when it is through.
// If the newest can't be opened, the one before serves on.
func (l *Live) use() (s *Searcher, done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if name, err := (layout{l.dir}).readCurrent(); !l.closed && err == nil && name != l.now.name {
		if next, err := Open(l.dir); err == nil {
			l.leave(l.now)
			l.now = &shared{next, 1}
		}
	}
	now := l.now
	now.users++
	return now.Searcher, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.leave(now)
	}
}

// leave gives up one use of a searcher. The caller holds mu.
func (l *Live) leave(s *shared) error {
	if s.users--; s.users > 0 {
		return nil
	}
	return s.Searcher.Close()
}

// Search implements contract.Searcher.
func (l *Live) Search(ctx context.Context, req contract.Request) (*contract.Result, error) {
	s, done := l.use()
	defer done()
	return s.Search(ctx, req)
}

// All implements contract.Searcher.
func (l *Live) All(ctx context.Context, req contract.Request) iter.Seq2[contract.Hit, error] {
	return func(yield func(contract.Hit, error) bool) {
		s, done := l.use()
		defer done()
		s.All(ctx, req)(yield)
	}
}

// Get implements contract.Searcher.
func (l *Live) Get(ctx context.Context, id string) (contract.Document, error) {
	s, done := l.use()
	defer done()
	return s.Get(ctx, id)
}

// Terms implements contract.Searcher.
func (l *Live) Terms(name, prefix string) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		s, done := l.use()
		defer done()
		s.Terms(name, prefix)(yield)
	}
}

// Close implements contract.Searcher. Queries under way end in good order;
// later ones fail.
func (l *Live) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	return l.leave(l.now)
}
