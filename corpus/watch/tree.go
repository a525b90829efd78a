package watch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// A tree is what is watched, and what is looked at instead.
type tree struct {
	opt  Options
	feed *feed
	// folders are those below the paths, by their real path: that ends loops
	// of links, and is what the system names in events.
	folders map[string]*folder
	// spots are what is looked at: the paths, links, and what is in folders
	// that are blind; nil for what is not there.
	spots map[string]fs.FileInfo
	// stale says that folders are no longer where they are thought to be.
	stale bool

	problems []error
	said     map[string]bool // reasons that were given
}

// A folder is watched, or is blind: the system does not tell of its changes.
type folder struct {
	path  string // by which the walk came to it
	blind bool
}

// reset drops all that is watched.
func (t *tree) reset() {
	if t.feed != nil {
		t.feed.close()
	}
	t.feed = newFeed(t.opt.system)
	t.folders, t.spots, t.stale = map[string]*folder{}, map[string]fs.FileInfo{}, false
}

// root begins to watch what a path or a link leads to. It notes what is there
// before it watches it, so that what takes its place is seen to be another.
func (t *tree) root(ctx context.Context, path string) {
	info := stat(path)
	t.spots[path] = info
	if info == nil || !info.IsDir() {
		return
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		t.enter(ctx, t.spoken(path), real)
	}
}

// enter begins to watch a folder and those below. What comes into it from then
// on is told, so what is there is read after.
func (t *tree) enter(ctx context.Context, path, real string) {
	if t.folders[real] != nil || t.ignored(path, real) || ctx.Err() != nil {
		return
	}
	f := &folder{path: path, blind: t.opt.system.remote(real) || !t.watch(real)}
	t.folders[real] = f
	entries, _ := os.ReadDir(real)
	for _, e := range entries {
		path, real := filepath.Join(path, e.Name()), filepath.Join(real, e.Name())
		if hidden(real) || t.ignored(path, real) {
			continue
		}
		if f.blind {
			t.spots[real] = stat(real)
		}
		t.entry(ctx, path, real, e.Type())
	}
}

// entry begins to watch what is below an entry of a folder.
func (t *tree) entry(ctx context.Context, path, real string, mode fs.FileMode) {
	switch {
	case mode.IsDir():
		t.enter(ctx, path, real)
	case mode&fs.ModeSymlink != 0:
		t.root(ctx, real)
	}
}

// watch returns whether the system reports changes in a folder from now on.
func (t *tree) watch(real string) bool {
	err := t.feed.add(real)
	if err == nil {
		return true
	}
	if reason := cause(err).Error(); !errors.Is(err, fs.ErrNotExist) && !t.said[reason] {
		t.said[reason] = true
		t.problems = append(t.problems, explain(real, err))
	}
	return false
}

// cause returns the error at the bottom, which names no file.
func cause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

func (t *tree) ignored(path, real string) bool {
	return t.opt.Ignore(path) || real != path && t.opt.Ignore(real)
}

func hidden(path string) bool { return strings.HasPrefix(filepath.Base(path), ".") }

// spoken returns the path by which the walk comes to a real one.
func (t *tree) spoken(real string) string {
	if f := t.folders[real]; f != nil {
		return f.path
	}
	if f := t.folders[filepath.Dir(real)]; f != nil {
		return filepath.Join(f.path, filepath.Base(real))
	}
	return real
}

// event takes up an event, and returns the path that changed, if any did.
func (t *tree) event(ctx context.Context, e fsnotify.Event) []string {
	real := filepath.Clean(e.Name) // "//a" is in the folder "/"
	path := t.spoken(real)
	known := t.known(real)
	switch {
	case e.Op&^fsnotify.Chmod == 0,
		!known && hidden(real),
		t.ignored(path, real),
		// Some systems tell of a folder, too, when its entries change.
		e.Op&^fsnotify.Chmod == fsnotify.Write && t.folders[real] != nil:
		return nil
	}
	if e.Op&^(fsnotify.Chmod|fsnotify.Write) != 0 {
		t.moved(ctx, path, real, known)
	}
	return []string{path}
}

func (t *tree) known(real string) bool {
	_, spot := t.spots[real]
	return spot || t.folders[real] != nil
}

// moved takes up that an entry came or went. A folder that comes is watched at
// once; if one goes, or a link changes, all is watched anew before the burst
// is told.
func (t *tree) moved(ctx context.Context, path, real string, known bool) {
	if known {
		t.stale = true
		return
	}
	info, err := os.Lstat(real)
	if err != nil {
		return
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		t.stale = true
		return
	}
	t.entry(ctx, path, real, info.Mode())
}

// look returns the paths of what is seen to have changed.
func (t *tree) look() []string {
	var changed []string
	for spot, old := range t.spots {
		if info := stat(spot); differ(old, info) {
			changed = append(changed, t.see(spot, info))
			t.stale = t.stale || old != nil && old.IsDir()
		}
	}
	for real, f := range t.folders {
		if f.blind {
			changed = append(changed, t.lookIn(real, f.path)...)
		}
	}
	return changed
}

// lookIn returns the paths of what is new in a folder.
func (t *tree) lookIn(real, path string) []string {
	var changed []string
	entries, _ := os.ReadDir(real)
	for _, e := range entries {
		path, real := filepath.Join(path, e.Name()), filepath.Join(real, e.Name())
		if _, old := t.spots[real]; old || hidden(real) || t.ignored(path, real) {
			continue
		}
		changed = append(changed, t.see(real, stat(real)))
	}
	return changed
}

// see notes what is at a spot now, and returns its path.
func (t *tree) see(spot string, info fs.FileInfo) string {
	t.spots[spot] = info
	t.stale = t.stale || info == nil || info.IsDir()
	return t.spoken(spot)
}

// stat returns what a path leads to, and nil if there is nothing. Windows reads
// who a file is when that is first asked, so it is asked at once.
func stat(path string) fs.FileInfo {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	os.SameFile(info, info)
	return info
}

// differ returns whether a spot changed. The time of a folder says nothing of
// the files below, which tell for themselves.
func differ(old, now fs.FileInfo) bool {
	if old == nil || now == nil {
		return old != now
	}
	if old.IsDir() && now.IsDir() {
		return !os.SameFile(old, now)
	}
	return !os.SameFile(old, now) || old.Size() != now.Size() || !old.ModTime().Equal(now.ModTime())
}
