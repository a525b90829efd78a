package web

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"reftel/index"
)

// A Source is the index that a server shows.
type Source interface {
	// Open opens the published snapshot.
	Open(ctx context.Context) (index.Snapshot, error)
	// Current returns the name of the published snapshot, cheaply.
	Current() (string, error)
}

// followEvery is the time between two looks at the name of the published snapshot.
const followEvery = time.Second

// A live holds the published snapshot of an index. Requests that began before another was
// published end on the old one, which is then closed: only then can the words of removed
// cables leave the disk.
type live struct {
	source Source
	mu     sync.Mutex
	now    *held
	// problem is why the published snapshot is not the one that is shown.
	problem error
}

// A held is a snapshot with the number of its users, which the mutex of live guards.
type held struct {
	index.Snapshot
	published index.Publication
	// name is what Source.Current said before the snapshot was opened. If another was
	// published meanwhile, it is opened once more.
	name  string
	users int
	// start is the content of the page that every reader opens first, nil before.
	start atomic.Pointer[results]
	// values are the values of facets for completion, by facet.
	values sync.Map
}

func newLive(source Source) (*live, error) {
	l := &live{source: source}
	var err error
	l.now, err = l.open(context.Background())
	return l, err
}

func (l *live) open(ctx context.Context) (*held, error) {
	name, err := l.source.Current()
	if err != nil {
		name = "" // Open says what is wrong
	}
	s, err := l.source.Open(ctx)
	if err != nil {
		return nil, err
	}
	published, err := s.Publication()
	if err != nil {
		s.Close()
		return nil, err
	}
	return &held{Snapshot: s, published: published, name: name, users: 1}, nil
}

// acquire returns the snapshot. The caller must release it.
func (l *live) acquire() *held {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.users++
	return l.now
}

func (l *live) release(h *held) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if h.users--; h.users == 0 {
		h.Close()
	}
}

func (l *live) close() { l.release(l.now) }

// shown returns the name of the snapshot that is shown, as Source.Current returns it.
func (l *live) shown() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now.name
}

// follow opens each snapshot that is published until ctx ends.
func (l *live) follow(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			l.refresh(ctx)
		}
	}
}

// refresh opens the published snapshot if it is another one. If that fails, the old one
// stays, and pages say so.
func (l *live) refresh(ctx context.Context) {
	name, err := l.source.Current()
	if err == nil && name == l.shown() {
		l.setProblem(nil)
		return
	}
	var next *held
	if err == nil {
		next, err = l.open(ctx)
	}
	l.setProblem(err)
	if err != nil {
		return
	}
	l.mu.Lock()
	old := l.now
	l.now = next
	l.mu.Unlock()
	l.release(old)
}

func (l *live) setProblem(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problem = err
}

// trouble returns why the published snapshot is not shown, nil if it is.
func (l *live) trouble() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.problem
}
