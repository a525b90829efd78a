package bleveindex

import (
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// A snapshot is held by a shared lock on its HELD file while a searcher has it
// open, so that a writer, be it in another process, deletes none that is in
// use. Where there are no locks (read-only media, some network file systems)
// it is not held, and nobody deletes there either.

func (l layout) held(name string) string { return filepath.Join(l.snapshot(name), "HELD") }

// hold takes the shared lock of a snapshot; the function returned gives it
// back. In a folder that is no index it does nothing.
func (l layout) hold(name string) func() {
	if !IsIndex(l.dir) {
		return func() {}
	}
	lock := flock.New(l.held(name))
	if ok, err := lock.TryRLock(); err != nil || !ok {
		return func() {}
	}
	return func() { lock.Unlock() }
}

// removeUnheld deletes a snapshot if no searcher holds it.
func (l layout) removeUnheld(name string) {
	lock := flock.New(l.held(name))
	ok, err := lock.TryLock()
	if err == nil && !ok {
		return
	}
	l.removeFiles(name)
	lock.Unlock()
	// Where an open file can't be deleted, the lock's own is still there.
	l.removeFiles(name)
}

// snapshotFiles are what a snapshot holds; a file that is being written has .tmp
// after its name. The manifest is the first to go: without it, none is whole.
var snapshotFiles = []string{"manifest.json", metaFile, "store", "columns", "catalog", "removed", "HELD"}

// removeFiles deletes the files of a snapshot, and its folder if nothing of others
// is in it.
func (l layout) removeFiles(name string) {
	for _, file := range snapshotFiles {
		path := filepath.Join(l.snapshot(name), file)
		os.RemoveAll(path)
		os.RemoveAll(path + ".tmp")
	}
	os.Remove(l.snapshot(name))
}
