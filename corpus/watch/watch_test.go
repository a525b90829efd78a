package watch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// ways are the two ways to learn of a change.
var ways = []struct {
	name string
	opt  func() Options
}{{"told", quick}, {"seen", looking}}

// both runs a test in both ways, in a folder of its own.
func both(t *testing.T, test func(t *testing.T, opt Options, root string)) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			test(t, way.opt(), dir(t))
		})
	}
}

func TestFiles(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		sub := mkdir(t, root, "2008", "quito")
		f := follow(t, opt, root)

		path := write(t, sub, "08QUITO1.txt")
		f.told(path)
		if err := os.WriteFile(path, []byte("a longer text than it was, by the same name\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		f.told(path)
		other := filepath.Join(root, "renamed.txt")
		rename(t, path, other)
		f.told(path, other)
		remove(t, other)
		f.told(other)
	})
}

// Paths that are not absolute are told by what they are.
func TestRelativePath(t *testing.T) {
	root := dir(t)
	t.Chdir(root)
	f := follow(t, quick(), ".")
	f.told(write(t, root, "cable.txt"))
}

func TestNewFolders(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		f := follow(t, opt, root)
		deep := mkdir(t, root, "a", "b", "c")
		f.told(filepath.Join(root, "a"))
		f.told(write(t, deep, "cable.txt"))
	})
}

// What comes into a new folder before it is watched is read after that.
func TestNewFolderIsWatchedBeforeItIsRead(t *testing.T) {
	root := dir(t)
	opt := quick()
	late := filepath.Join(root, "new", "late")
	opt.system.add = func(w *fsnotify.Watcher, path string) error {
		if path == filepath.Dir(late) {
			mkdir(t, late)
		}
		return w.Add(path)
	}
	f := follow(t, opt, root)
	f.told(mkdir(t, root, "new"))
	f.told(write(t, late, "cable.txt"))
}

func TestBurst(t *testing.T) {
	root := dir(t)
	opt := quick()
	opt.Quiet, opt.Longest = 200*time.Millisecond, patience
	f := follow(t, opt, root)
	var paths []string
	for i := range 100 {
		paths = append(paths, write(t, root, strconv.Itoa(i)))
	}
	bursts := 0
	missing := slices.Clone(paths)
	f.until("100 files", func(b Burst) bool {
		bursts++
		missing = slices.DeleteFunc(missing, func(path string) bool { return slices.Contains(b.Paths, path) })
		if !slices.IsSorted(b.Paths) || b.All {
			t.Errorf("told of %v, want the paths sorted and no more", b)
		}
		return len(missing) == 0
	})
	if bursts > 20 {
		t.Errorf("%d bursts for 100 files", bursts)
	}
}

// A burst that does not end is told.
func TestLongest(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		opt.Quiet = never
		f := follow(t, opt, root)
		path := write(t, root, "cable.txt")
		f.told(path)
	})
}

func TestFolderIsRenamed(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		mkdir(t, root, "old", "deep")
		f := follow(t, opt, root)
		rename(t, filepath.Join(root, "old"), filepath.Join(root, "new"))
		f.all("a folder that was renamed")
		f.told(write(t, root, "new", "deep", "cable.txt"))
		rename(t, filepath.Join(root, "new"), filepath.Join(root, "old"))
		f.all("a folder that was renamed back")
		f.told(write(t, root, "old", "deep", "cable.txt"))
	})
}

func TestFolderIsDeletedAndMadeAgain(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		deep := mkdir(t, root, "sub", "deep")
		path := write(t, deep, "cable.txt")
		f := follow(t, opt, root)
		for range 3 {
			remove(t, filepath.Join(root, "sub"))
			mkdir(t, deep)
			f.told(path)
			f.told(write(t, deep, "cable.txt"))
		}
	})
}

// rooted are options with which the paths themselves are looked at.
func rooted() Options {
	opt := quick()
	opt.system.pace = 10 * time.Millisecond
	return opt
}

func TestRootIsDeletedAndMadeAgain(t *testing.T) {
	root := mkdir(t, dir(t), "archive")
	f := follow(t, rooted(), root)
	for range 3 {
		remove(t, root)
		f.all("the folder is gone")
		mkdir(t, root)
		f.all("the folder is there again")
		f.told(write(t, root, "cable.txt"))
	}
}

func TestRootAppearsLater(t *testing.T) {
	root := filepath.Join(dir(t), "two", "levels", "deep")
	f := follow(t, rooted(), root)
	mkdir(t, root, "sub")
	f.all("the folder is there")
	f.told(write(t, root, "sub", "cable.txt"))
}

func TestParentIsRenamed(t *testing.T) {
	top := dir(t)
	root := mkdir(t, top, "parent", "archive")
	f := follow(t, rooted(), root)
	parent, away := filepath.Dir(root), filepath.Join(top, "away")

	rename(t, parent, away)
	f.all("the folder is gone")
	rename(t, away, parent)
	f.all("the folder is back")
	f.told(write(t, root, "cable.txt"))
}

// Another folder that takes the place of the old one is watched.
func TestParentIsReplaced(t *testing.T) {
	top := dir(t)
	root := mkdir(t, top, "parent", "archive")
	mkdir(t, top, "other", "archive", "sub")
	f := follow(t, rooted(), root)

	rename(t, filepath.Join(top, "parent"), filepath.Join(top, "away"))
	rename(t, filepath.Join(top, "other"), filepath.Join(top, "parent"))
	f.all("another folder")
	f.told(write(t, root, "sub", "cable.txt"))
}

func TestNamedFile(t *testing.T) {
	root := dir(t)
	path, other := filepath.Join(root, "cables.csv"), filepath.Join(root, "other.csv")
	f := follow(t, rooted(), path)

	write(t, other)
	write(t, path)
	none := func(b Burst) bool {
		if slices.Contains(b.Paths, other) {
			t.Errorf("told of %s, which nobody named", other)
		}
		return slices.Contains(b.Paths, path)
	}
	f.until("the file is there", none)
	rename(t, other, path) // as editors do
	f.until("the file was replaced", none)
	remove(t, path)
	f.until("the file is gone", none)
	write(t, path)
	f.until("the file is there again", none)
}

// A path that is a folder's name becomes a file, and the other way round.
func TestFileAndFolderTakeTurns(t *testing.T) {
	root := filepath.Join(dir(t), "archive")
	f := follow(t, rooted(), root)
	write(t, root)
	f.told(root)
	remove(t, root)
	mkdir(t, root)
	f.all("a folder")
	f.told(write(t, root, "cable.txt"))
}

func TestHiddenAndIgnored(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		index := mkdir(t, root, "index")
		mkdir(t, root, ".hidden")
		opt.Ignore = func(path string) bool { return path == index }
		f := follow(t, opt, root)

		none := func(last string) {
			t.Helper()
			f.until(last, func(b Burst) bool {
				for _, path := range b.Paths {
					if strings.HasPrefix(path, index) || strings.Contains(path, string(filepath.Separator)+".") {
						t.Errorf("told of %s", path)
					}
				}
				return slices.Contains(b.Paths, last)
			})
		}
		write(t, index, "segment")
		write(t, root, ".hidden", "cable.txt")
		write(t, root, ".swp")
		none(write(t, root, "a.txt"))
		remove(t, index)
		mkdir(t, index, "store")
		write(t, index, "store", "segment")
		mkdir(t, root, ".git", "objects")
		none(write(t, root, "b.txt"))
	})
}

// A path that the user names is watched by whatever name.
func TestHiddenRoot(t *testing.T) {
	root := mkdir(t, dir(t), ".archive")
	f := follow(t, quick(), root, filepath.Dir(root))
	f.told(write(t, root, "a.txt"))
	remove(t, root)
	f.all("the folder is gone")
	mkdir(t, root)
	f.all("the folder is there again")
	f.told(write(t, root, "b.txt"))
}

func TestLinkedFolder(t *testing.T) {
	root, target := dir(t), mkdir(t, dir(t), "target")
	mkdir(t, target, "sub")
	link(t, root, target, "loop")
	path := link(t, target, root, "link")
	f := follow(t, rooted(), root)

	f.told(writeThrough(t, path, filepath.Join(target, "sub"), "sub", "a.txt"))
	remove(t, target)
	f.all("the target is gone")
	mkdir(t, target)
	f.all("the target is there again")
	f.told(writeThrough(t, path, target, "b.txt"))

	other := dir(t)
	remove(t, path)
	link(t, other, root, "link")
	f.all("the link leads to another folder")
	f.told(writeThrough(t, path, other, "c.txt"))
}

// writeThrough writes a file in a folder, and returns its path through a link.
func writeThrough(t *testing.T, path, folder string, elem ...string) string {
	t.Helper()
	write(t, folder, elem[len(elem)-1])
	return filepath.Join(path, filepath.Join(elem...))
}

func TestNewLink(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		target := dir(t)
		f := follow(t, opt, root)
		path := link(t, target, root, "link")
		f.all("a new link")
		f.told(writeThrough(t, path, target, "cable.txt"))
	})
}

// A root that is a link, turned to another folder as in the release of a site.
func TestLinkedRoot(t *testing.T) {
	one, two := dir(t), dir(t)
	root := link(t, one, dir(t), "current")
	f := follow(t, rooted(), root)
	f.told(writeThrough(t, root, one, "a.txt"))
	rename(t, link(t, two, filepath.Dir(root), "next"), root)
	f.all("the link leads to another folder")
	f.told(writeThrough(t, root, two, "b.txt"))
	rename(t, link(t, write(t, one, "c.txt"), filepath.Dir(root), "next"), root)
	f.all("the link leads to a file")
	write(t, two, "d.txt")
	write(t, one, "c.txt")
	f.until("the file", func(b Burst) bool {
		if slices.Contains(b.Paths, filepath.Join(root, "d.txt")) {
			t.Error("told of a folder that the link led to before")
		}
		return slices.Contains(b.Paths, root)
	})
}

func TestLinkedFile(t *testing.T) {
	root, target := dir(t), write(t, dir(t), "dump.csv")
	path := link(t, target, root, "cables.csv")
	f := follow(t, rooted(), root)
	if err := os.WriteFile(target, []byte("another text\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.told(path)
}

func TestIgnoredByRealPath(t *testing.T) {
	root := dir(t)
	archive := mkdir(t, root, "archive")
	index := mkdir(t, archive, "index")
	by := link(t, archive, root, "link")
	opt := quick()
	opt.Ignore = func(path string) bool { return path == index }
	f := follow(t, opt, by)
	write(t, index, "segment")
	write(t, archive, "cable.txt")
	f.until("a file", func(b Burst) bool {
		if slices.Contains(b.Paths, filepath.Join(by, "index", "segment")) {
			t.Error("told of what is in the ignored folder")
		}
		return slices.Contains(b.Paths, filepath.Join(by, "cable.txt"))
	})
}

func TestChmodIsNoChange(t *testing.T) {
	both(t, func(t *testing.T, opt Options, root string) {
		path := write(t, root, "cable.txt")
		f := follow(t, opt, root)
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		last := write(t, root, "last.txt")
		f.until("the last file", func(b Burst) bool {
			if slices.Contains(b.Paths, path) {
				t.Error("told of a change of permissions")
			}
			return slices.Contains(b.Paths, last)
		})
	})
}

// Some of these no test can make inotify tell.
func TestEvent(t *testing.T) {
	root := dir(t)
	sub, file := mkdir(t, root, "sub"), write(t, root, "cable.txt")
	to := link(t, file, root, "link")
	tests := []struct {
		name  string
		op    fsnotify.Op
		want  []string
		stale bool
	}{
		{file, fsnotify.Write, []string{file}, false},
		{file, fsnotify.Write | fsnotify.Chmod, []string{file}, false},
		{file, fsnotify.Chmod, nil, false},
		{filepath.Dir(file) + "//cable.txt", fsnotify.Create, []string{file}, false},
		{sub, fsnotify.Write, nil, false},
		{sub, fsnotify.Write | fsnotify.Chmod, nil, false},
		{sub, fsnotify.Write | fsnotify.Remove, []string{sub}, true},
		{to, fsnotify.Remove, []string{to}, true},
		{filepath.Join(root, ".swp"), fsnotify.Create, nil, false},
		{filepath.Join(root, "gone"), fsnotify.Create, []string{filepath.Join(root, "gone")}, false},
	}
	w, err := newWatcher([]string{root}, quick())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	w.renew(ctx)
	defer func() { w.feed.close() }()
	remove(t, to)
	for _, tt := range tests {
		e := fsnotify.Event{Name: tt.name, Op: tt.op}
		w.stale = false
		if got := w.event(ctx, e); !slices.Equal(got, tt.want) || w.stale != tt.stale {
			t.Errorf("%v: changed %v, stale %v; want %v, %v", e, got, w.stale, tt.want, tt.stale)
		}
	}
}

func TestNextLook(t *testing.T) {
	tests := []struct {
		name         string
		wanted, busy bool
		took, want   time.Duration
	}{
		{"nothing changes", true, false, 0, time.Second},
		{"a burst is under way", true, true, 0, 250 * time.Millisecond},
		{"nobody waits for it", false, true, 0, time.Second},
		{"looking takes long", true, false, 300 * time.Millisecond, 3 * time.Second},
		{"looking takes long in a burst", true, true, 300 * time.Millisecond, 3 * time.Second},
	}
	for _, tt := range tests {
		w, err := newWatcher([]string{"."}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		w.wanted, w.burst.all = tt.wanted, tt.busy
		if got := w.nextLook(at(0), tt.took).Sub(at(0)); got != tt.want {
			t.Errorf("%s: looks again after %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestOverflow(t *testing.T) {
	root := mkdir(t, dir(t), "root")
	opt := quick()
	opened := keep(&opt)
	f := follow(t, opt, root)
	first := opened.last()
	first.Errors <- fsnotify.ErrEventOverflow
	f.all("events that are lost")
	if opened.last() == first {
		t.Error("folders are not watched anew")
	}
	f.told(write(t, root, "cable.txt"))
}

// Where the system closes a watcher, another takes its place.
func TestClosedWatcher(t *testing.T) {
	root := dir(t)
	opt := quick()
	opened := keep(&opt)
	f := follow(t, opt, root)
	opened.last().Close()
	f.all("events that are lost")
	f.told(write(t, root, "cable.txt"))
}

func TestNoWatchLeft(t *testing.T) {
	tests := []struct {
		name string
		set  func(*system)
		want string
	}{
		{"watches", func(s *system) {
			s.add = func(*fsnotify.Watcher, string) error { return syscall.ENOSPC }
		}, "sysctl fs.inotify.max_user_watches="},
		{"watchers", func(s *system) {
			s.open = func() (*fsnotify.Watcher, error) {
				return nil, os.NewSyscallError("inotify_init", syscall.EMFILE)
			}
		}, "sysctl fs.inotify.max_user_instances="},
		{"permission", func(s *system) {
			s.add = func(_ *fsnotify.Watcher, path string) error {
				return &os.PathError{Op: "add", Path: path, Err: syscall.EACCES}
			}
		}, syscall.EACCES.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := dir(t)
			mkdir(t, root, "a", "b")
			opt := rooted()
			tt.set(&opt.system)
			f := follow(t, opt, filepath.Join(root, "none"), root)
			f.told(write(t, root, "a", "b", "cable.txt"))
			deep := mkdir(t, root, "c", "d")
			f.told(filepath.Join(root, "c"))
			f.told(write(t, deep, "cable.txt"))
			checkProblem(t, opt, root, tt.want)
		})
	}
}

// checkProblem checks the problems of the first burst.
func checkProblem(t *testing.T, opt Options, root, want string) {
	t.Helper()
	for b := range Changes(context.Background(), []string{root}, opt) {
		if len(b.Problems) != 1 {
			t.Fatalf("problems %v, want one", b.Problems)
		}
		got := b.Problems[0].Error()
		if !strings.HasPrefix(got, "watch "+root+": ") || !strings.Contains(got, want) {
			t.Errorf("problem %q, want %s and %q", got, root, want)
		}
		return
	}
}

// What changes while a burst is dealt with is in the next.
func TestBusyConsumer(t *testing.T) {
	root := dir(t)
	first := true
	var missing []string
	deadline := time.Now().Add(patience)
	for b, err := range Changes(context.Background(), []string{root}, quick()) {
		if err != nil {
			t.Fatal(err)
		}
		missing = slices.DeleteFunc(missing, func(path string) bool { return slices.Contains(b.Paths, path) })
		if first {
			for i := range 50 {
				missing = append(missing, write(t, root, strconv.Itoa(i)))
			}
			first = false
		}
		if len(missing) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not told: %v", missing)
		}
	}
}

// checkGoroutines checks that there are no more goroutines than before.
func checkGoroutines(t *testing.T, before int) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(time.Millisecond)
	}
}

func TestConsumerBreaks(t *testing.T) {
	root, before := dir(t), runtime.NumGoroutine()
	opt := quick()
	opened := keep(&opt)
	for range 3 {
		n := 0
		for _, err := range Changes(context.Background(), []string{root}, opt) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 2 {
				break
			}
			write(t, root, "cable.txt")
		}
	}
	opened.checkClosed(t)
	checkGoroutines(t, before)
}

func TestContextEnds(t *testing.T) {
	root, before := dir(t), runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	for b, err := range Changes(ctx, []string{root}, quick()) {
		if n++; err != nil || !b.All || n > 1 {
			t.Errorf("burst %d: %v, %v", n, b, err)
		}
		time.AfterFunc(20*time.Millisecond, cancel)
	}
	for b, err := range Changes(ctx, []string{root}, quick()) {
		t.Errorf("told %v, %v after the end", b, err)
	}
	checkGoroutines(t, before)
}

func TestNoPath(t *testing.T) {
	var got []error
	for _, err := range Changes(context.Background(), nil, Options{}) {
		got = append(got, err)
	}
	if len(got) != 1 || got[0] == nil || got[0].Error() != "no path to watch: name a file or a folder" {
		t.Errorf("errors %v", got)
	}
}

// A real pause shows that the zero Options will do.
func TestDefaults(t *testing.T) {
	root := dir(t)
	opt := Options{}.complete()
	if opt.Quiet != 500*time.Millisecond || opt.Longest != 3*time.Second || opt.Ignore(root) {
		t.Errorf("defaults %+v", opt)
	}
	f := follow(t, Options{}, root)
	f.told(write(t, root, "cable.txt"))
}

func TestCause(t *testing.T) {
	bottom := errors.New("bottom")
	err := &os.PathError{Op: "add", Path: "/a", Err: os.NewSyscallError("x", bottom)}
	if got := cause(err); got != bottom {
		t.Errorf("cause %v, want %v", got, bottom)
	}
}
