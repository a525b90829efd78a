package watch

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// patience is how long a test waits for what must come, on a machine that has
// much else to do.
const patience = 30 * time.Second

// never is the pace of looks in tests of what the system tells.
const never = time.Hour

// quick are options for tests; looks are as rare as never.
func quick() Options {
	return Options{
		Quiet: 30 * time.Millisecond, Longest: 300 * time.Millisecond,
		system: system{pace: never, remote: func(string) bool { return false }},
	}
}

// looking are options with which no folder is watched.
func looking() Options {
	opt := quick()
	opt.system.pace = 10 * time.Millisecond
	opt.system.remote = func(string) bool { return true }
	return opt
}

// A follower reads bursts until the test ends.
type follower struct {
	t      *testing.T
	bursts chan Burst
}

// follow follows the paths, and returns when they are watched.
func follow(t *testing.T, opt Options, paths ...string) *follower {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	opened := keep(&opt)
	f := &follower{t: t, bursts: make(chan Burst)}
	ended := make(chan error, 1)
	go func() { ended <- f.run(ctx, paths, opt) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(patience):
			t.Error("watching does not end with its context")
			return
		}
		opened.checkClosed(t)
	})
	f.all("the first burst")
	return f
}

func (f *follower) run(ctx context.Context, paths []string, opt Options) error {
	for b, err := range Changes(ctx, paths, opt) {
		if err != nil {
			return err
		}
		select {
		case f.bursts <- b:
		case <-ctx.Done():
		}
	}
	return nil
}

// until reads bursts to the first that is as it should be.
func (f *follower) until(what string, ok func(Burst) bool) Burst {
	f.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case b := <-f.bursts:
			if ok(b) {
				return b
			}
		case <-deadline:
			f.t.Fatalf("not told: %s", what)
		}
	}
}

// told waits until all the paths were named.
func (f *follower) told(paths ...string) {
	f.t.Helper()
	missing := slices.Clone(paths)
	f.until(fmt.Sprint(paths), func(b Burst) bool {
		missing = slices.DeleteFunc(missing, func(path string) bool { return slices.Contains(b.Paths, path) })
		return len(missing) == 0
	})
}

// all waits for a burst that says that anything may have changed.
func (f *follower) all(what string) Burst {
	f.t.Helper()
	return f.until(what, func(b Burst) bool { return b.All })
}

// opened are the watchers that a test opened.
type opened struct {
	mu       sync.Mutex
	watchers []*fsnotify.Watcher
}

// keep notes the watchers that are opened.
func keep(opt *Options) *opened {
	o := &opened{}
	open := opt.complete().system.open
	opt.system.open = func() (*fsnotify.Watcher, error) {
		w, err := open()
		if err == nil {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.watchers = append(o.watchers, w)
		}
		return w, err
	}
	return o
}

func (o *opened) last() *fsnotify.Watcher {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.watchers[len(o.watchers)-1]
}

func (o *opened) checkClosed(t *testing.T) {
	t.Helper()
	for i, w := range o.watchers {
		if err := w.Add("."); err != fsnotify.ErrClosed {
			t.Errorf("watcher %d of %d is open at the end", i+1, len(o.watchers))
		}
	}
}

// dir returns a new folder by its real path.
func dir(t *testing.T) string {
	t.Helper()
	path, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// write writes a file, and returns its path.
func write(t *testing.T, elem ...string) string {
	t.Helper()
	path := filepath.Join(elem...)
	if err := os.WriteFile(path, []byte("FM AMEMBASSY QUITO\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// mkdir makes a folder and those above, and returns its path.
func mkdir(t *testing.T, elem ...string) string {
	t.Helper()
	path := filepath.Join(elem...)
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// link makes a symbolic link, and returns its path.
func link(t *testing.T, to string, elem ...string) string {
	t.Helper()
	path := filepath.Join(elem...)
	if err := os.Symlink(to, path); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	return path
}
