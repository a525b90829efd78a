// Package watch owns the question when an archive has changed. It tells that
// something did; what that is, the job that reads the archive finds itself:
//
//	for burst, err := range watch.Changes(ctx, paths, watch.Options{}) {
//		if err != nil {
//			return err
//		}
//		// read all the paths again
//	}
//
// The system reports changes in folders; each folder below a path is watched
// for itself, and a new one as soon as it is seen. What the system does not
// tell of is looked at once a second, or less often where looking takes long:
//
//   - the paths themselves, so that one may be missing at first, be renamed,
//     deleted and made again, be mounted, or be a link that is turned to
//     another folder
//   - what symbolic links lead to
//   - the files of folders on network file systems (as far as Linux names
//     these), of folders that may not be read, and of those for which the
//     system has no watch left, which is said
//
// What changes while the job runs is told after it. The order that keeps
// changes from being lost is always the same: first watch, then read what is
// there, then tell; so whatever is done before the watch, the job finds.
//
// As in the walk of package corpus, names in a folder that begin with a dot do
// not count, and a folder that several links lead to counts once. A change of
// permissions alone is no change.
//
// Limits: where a folder is watched, what is written through a memory map is
// not told by the system, and so not noticed; nor is a file system that is
// mounted on a folder below a path. When a folder comes to another place, is
// deleted, or a link changes, all folders are watched anew, which costs about
// as much as the walk of the job.
package watch

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// MaxPaths is how many paths a burst names at most.
const MaxPaths = 1000

// Options say what counts and when it is told. The zero value will do.
type Options struct {
	// Quiet is how long nothing must have changed before a burst is told: half
	// a second if it is 0.
	Quiet time.Duration
	// Longest is how long a burst may go on before it is told all the same:
	// three seconds if it is 0.
	Longest time.Duration
	// Ignore says which absolute paths do not count, such as the index's own
	// folder; what is below one is then not looked into. It is asked for the
	// path that the walk comes by and for the real one, where links make the
	// two differ. It may be nil, and is called by another goroutine.
	Ignore func(path string) bool

	system system
}

// system is what tests replace; what is nil or 0 is the system itself.
type system struct {
	open   func() (*fsnotify.Watcher, error)
	add    func(*fsnotify.Watcher, string) error
	remote func(folder string) bool
	pace   time.Duration // from look to look
}

// A Burst is what changed in short order.
type Burst struct {
	// Paths are absolute and sorted, and lead through links as the walk does.
	Paths []string
	// All says that anything may have changed: when watching begins, after a
	// folder came or went as a whole, when the system lost events, and when
	// there are more than MaxPaths.
	All bool
	// Problems are folders that cannot be watched and are looked at instead,
	// with the reason and what to do. Each reason is given once.
	Problems []error
}

// Changes yields once for each burst of changes below the paths, until the
// context ends. The first burst comes at once: what is there then is to be
// read, too. An error ends the watching.
func Changes(ctx context.Context, paths []string, opt Options) iter.Seq2[Burst, error] {
	return func(yield func(Burst, error) bool) {
		w, err := newWatcher(paths, opt)
		if err != nil {
			yield(Burst{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			w.run(ctx)
		}()
		defer func() {
			cancel()
			<-ended
		}()
		for {
			b, ok := w.next(ctx)
			if !ok || !yield(b, nil) {
				return
			}
		}
	}
}

// A watcher gathers changes in a goroutine of its own, so that none is lost
// while who is told of a burst is busy with it.
type watcher struct {
	roots []string // the paths, absolute
	want  chan struct{}
	out   chan Burst

	// Of the goroutine.
	tree
	burst  gathering
	wanted bool      // somebody waits for a burst
	looked time.Time // when a look is next due
}

func newWatcher(paths []string, opt Options) (*watcher, error) {
	if len(paths) == 0 {
		return nil, errors.New("no path to watch: name a file or a folder")
	}
	opt = opt.complete()
	w := &watcher{
		want: make(chan struct{}), out: make(chan Burst),
		tree:  tree{opt: opt, said: map[string]bool{}},
		burst: gathering{quiet: opt.Quiet, longest: opt.Longest, all: true},
	}
	for _, path := range paths {
		root, err := filepath.Abs(path)
		if err != nil {
			return nil, fmt.Errorf("watch %s: %w", path, err)
		}
		w.roots = append(w.roots, root)
	}
	return w, nil
}

func (opt Options) complete() Options {
	if opt.Quiet <= 0 {
		opt.Quiet = 500 * time.Millisecond
	}
	if opt.Longest <= 0 {
		opt.Longest = 3 * time.Second
	}
	if opt.Ignore == nil {
		opt.Ignore = func(string) bool { return false }
	}
	opt.system = opt.system.complete()
	return opt
}

func (s system) complete() system {
	if s.open == nil {
		s.open = fsnotify.NewWatcher
	}
	if s.add == nil {
		s.add = (*fsnotify.Watcher).Add
	}
	if s.remote == nil {
		s.remote = remote
	}
	if s.pace <= 0 {
		s.pace = time.Second
	}
	return s
}

// next returns the next burst, or false if the context ended.
func (w *watcher) next(ctx context.Context) (Burst, bool) {
	select {
	case w.want <- struct{}{}:
	case <-ctx.Done():
		return Burst{}, false
	}
	select {
	case b := <-w.out:
		return b, true
	case <-ctx.Done():
		return Burst{}, false
	}
}

// run gathers and tells until the context ends.
func (w *watcher) run(ctx context.Context) {
	w.renew(ctx)
	defer func() { w.feed.close() }()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		timer.Reset(w.wait(time.Now()))
		select {
		case <-ctx.Done():
			return
		case <-w.want:
			w.wanted = true
		case <-w.feed.ready:
		case <-timer.C:
		}
		w.work(ctx, time.Now())
	}
}

// wait returns how long nothing is to be done unless something happens.
func (w *watcher) wait(now time.Time) time.Duration {
	wait := w.looked.Sub(now)
	if w.wanted && !w.burst.empty() {
		wait = min(wait, w.burst.wait(now))
	}
	return max(wait, 0)
}

// work does what is due.
func (w *watcher) work(ctx context.Context, now time.Time) {
	w.drain(ctx, now)
	if !now.Before(w.looked) {
		w.touch(now, w.look()...)
		w.looked = w.nextLook(now, time.Since(now))
	}
	if w.wanted && !w.burst.empty() && w.burst.wait(now) <= 0 {
		w.tell(ctx)
	}
}

// nextLook returns when to look again after a look that began at now. Looking
// takes a tenth of the time at most. Where a burst is under way, it is looked
// at twice in the time that must be quiet, so as to see that it is.
func (w *watcher) nextLook(now time.Time, took time.Duration) time.Time {
	pace := w.opt.system.pace
	if w.wanted && !w.burst.empty() {
		pace = min(pace, w.opt.Quiet/2)
	}
	return now.Add(max(pace, 10*took))
}

// drain takes up what the system told since the last time. Lost events, and
// errors, which say no more than that some may be lost, let all be watched
// anew; what stays wrong then is said there.
func (w *watcher) drain(ctx context.Context, now time.Time) {
	events, lost := w.feed.take()
	for _, e := range events {
		w.touch(now, w.event(ctx, e)...)
	}
	if lost {
		w.stale = true
		w.burst.touchAll(now)
	}
}

func (w *watcher) touch(now time.Time, paths ...string) {
	for _, path := range paths {
		w.burst.touch(now, path)
	}
}

// tell hands over the burst to who waits for it, which is the time to watch
// anew: what is missed meanwhile is read after it.
func (w *watcher) tell(ctx context.Context) {
	if w.stale {
		w.renew(ctx)
	}
	b := w.burst.take()
	b.Problems, w.problems = w.problems, nil
	w.wanted = false
	select {
	case w.out <- b:
	case <-ctx.Done():
	}
}

// renew drops all watches and begins anew, from the paths down. It costs as
// much as the walk of the job that follows, and needs no account of where
// folders went.
func (w *watcher) renew(ctx context.Context) {
	w.reset()
	w.burst.all = true
	for _, root := range w.roots {
		w.root(ctx, root)
	}
}
