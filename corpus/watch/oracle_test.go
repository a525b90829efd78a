package watch

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Whatever is done to a tree: who reads all of it at each burst has, some time
// after the end, read what is there at the end. After that, a change in any
// folder is told.
func TestLastBurstFollowsLastChange(t *testing.T) {
	for _, way := range ways {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%s/%d", way.name, seed), func(t *testing.T) {
				t.Parallel()
				opt := way.opt()
				opt.Quiet, opt.Longest = 5*time.Millisecond, 20*time.Millisecond
				checkOracle(t, dir(t), opt, rand.New(rand.NewPCG(seed, 1)))
			})
		}
	}
}

func checkOracle(t *testing.T, root string, opt Options, r *rand.Rand) {
	ctx, cancel := context.WithCancel(context.Background())
	job, ended := &reader{root: root}, make(chan struct{})
	go func() {
		defer close(ended)
		for range Changes(ctx, []string{root}, opt) {
			job.read()
		}
	}()
	defer func() {
		cancel()
		<-ended
	}()
	for n := range 300 {
		disturb(root, n, r)
		if r.IntN(10) == 0 {
			time.Sleep(time.Duration(r.IntN(20)) * time.Millisecond)
		}
	}
	job.await(t)
	for _, folder := range folders(t, root) {
		write(t, folder, "last")
		job.await(t)
	}
}

// folders returns the folders of a tree.
func folders(t *testing.T, root string) []string {
	t.Helper()
	var folders []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			folders = append(folders, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}

// disturb does one thing to a tree, or fails to, which is as well. The content
// of each file is longer than that of those before.
func disturb(root string, n int, r *rand.Rand) {
	path := anyPath(root, r)
	switch r.IntN(10) {
	case 0, 1:
		_ = os.MkdirAll(path, 0o700)
	case 2:
		_ = os.Rename(anyPath(root, r), path)
	case 3:
		_ = os.RemoveAll(path)
	case 4:
		_ = os.Symlink(anyPath(root, r), path)
	case 5:
		_ = os.Rename(filepath.Dir(path), anyPath(root, r))
	default:
		_ = os.MkdirAll(filepath.Dir(path), 0o700)
		_ = os.WriteFile(path, []byte(strings.Repeat("x", n+1)), 0o600)
	}
}

// anyPath returns one of a few paths below root, so that they meet often.
func anyPath(root string, r *rand.Rand) string {
	for range 1 + r.IntN(3) {
		root = filepath.Join(root, string(rune('a'+r.IntN(3))))
	}
	return root
}

// contents returns the length of each file below a folder, by its path.
func contents(root string) map[string]int64 {
	files, entered := map[string]int64{}, map[string]bool{}
	var walk func(path string)
	walk = func(path string) {
		if real, err := filepath.EvalSymlinks(path); err != nil || entered[real] {
			return
		} else {
			entered[real] = true
		}
		entries, _ := os.ReadDir(path)
		for _, e := range entries {
			path := filepath.Join(path, e.Name())
			info, err := os.Stat(path)
			switch {
			case err != nil:
			case info.IsDir():
				walk(path)
			default:
				files[path] = info.Size()
			}
		}
	}
	walk(root)
	return files
}

// A reader is the job that reads the whole archive.
type reader struct {
	root string
	mu   sync.Mutex
	got  map[string]int64
}

func (j *reader) read() {
	got := contents(j.root)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.got = got
}

// await waits until all was read that is there.
func (j *reader) await(t *testing.T) {
	t.Helper()
	want := contents(j.root)
	deadline := time.Now().Add(patience)
	for !maps.Equal(j.last(), want) {
		if time.Now().After(deadline) {
			t.Fatalf("read last: %v\nwant: %v", j.last(), want)
		}
		time.Sleep(time.Millisecond)
	}
}

func (j *reader) last() map[string]int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.got
}
