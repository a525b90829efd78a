package watch

import (
	"errors"
	"fmt"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// maxEvents is how many events wait in a feed; the kernel's own queue holds
// 16384 of them by default.
const maxEvents = 1 << 16

// A feed holds what the system tells until it is taken. A goroutine of its own
// receives it: fsnotify may hold a lock while it sends, so adding a watch in
// the goroutine that receives could wait for ever.
type feed struct {
	system  system
	watcher *fsnotify.Watcher
	err     error // why there is no watcher
	ready   chan struct{}
	stop    chan struct{}
	ended   chan struct{}

	mu     sync.Mutex
	events []fsnotify.Event
	lost   bool // not all events are there
}

// newFeed opens a feed. Where the system gives none, adding to it fails.
func newFeed(s system) *feed {
	f := &feed{
		system: s, ready: make(chan struct{}, 1), stop: make(chan struct{}), ended: make(chan struct{}),
	}
	if f.watcher, f.err = s.open(); f.err != nil {
		close(f.ended)
		return f
	}
	go f.pump()
	return f
}

// add begins to watch a folder.
func (f *feed) add(folder string) error {
	if f.err != nil {
		return f.err
	}
	return f.system.add(f.watcher, folder)
}

// close ends the watching. The pump runs until the watcher is closed, which
// may wait for it.
func (f *feed) close() {
	if f.err == nil {
		f.watcher.Close()
	}
	close(f.stop)
	<-f.ended
}

func (f *feed) pump() {
	defer close(f.ended)
	for {
		select {
		case e, ok := <-f.watcher.Events:
			if !ok {
				f.put(nil)
				return
			}
			f.put(&e)
		case <-f.watcher.Errors:
			f.put(nil)
		case <-f.stop:
			return
		}
	}
}

// put adds an event; nil stands for events that are lost. A file that is
// written in small pieces makes many events that are the same.
func (f *feed) put(e *fsnotify.Event) {
	f.mu.Lock()
	switch n := len(f.events); {
	case e == nil || n == maxEvents:
		f.lost = true
	case n == 0 || f.events[n-1] != *e:
		f.events = append(f.events, *e)
	}
	f.mu.Unlock()
	select {
	case f.ready <- struct{}{}:
	default:
	}
}

// take returns the events since the last time, and whether some are lost.
func (f *feed) take() ([]fsnotify.Event, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	events, lost := f.events, f.lost
	f.events, f.lost = nil, false
	return events, lost
}

// explain returns what to do about a folder that cannot be watched.
func explain(folder string, err error) error {
	hint := ""
	switch {
	case errors.Is(err, syscall.ENOSPC):
		hint = "; no watch is left for this user: raise the limit, as with sysctl fs.inotify.max_user_watches=1048576"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		hint = "; raise the limit of open files, as with ulimit -n 65536, or of watchers, as with sysctl fs.inotify.max_user_instances=1024"
	}
	return fmt.Errorf("watch %s: %w; it is looked at every few seconds instead%s", folder, err, hint)
}
