package bleveindex

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/gofrs/flock"
)

// A searcher holds a shared lock on the HELD file of the snapshot that it has open, so
// that no writer, in this or another process, deletes the snapshot. Where locks don't
// work (read-only media, some network file systems) no lock is held.

func (l layout) held(name string) string { return filepath.Join(l.snapshot(name), "HELD") }

// hold takes the shared lock of a snapshot and returns a function that releases it. In a
// folder that is not an index it does nothing.
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

// removeUnheld deletes a snapshot unless a searcher holds it or may hold it. A snapshot
// that is kept is tried again after the next publication.
func (l layout) removeUnheld(name string) {
	lock := flock.New(l.held(name))
	ok, err := lock.TryLock()
	if !ok && l.mayBeHeld(name, err) {
		return
	}
	l.removeFiles(name)
	lock.Unlock()
	// Where an open file can't be deleted, HELD still exists.
	l.removeFiles(name)
}

// mayBeHeld reports whether a searcher may hold a snapshot whose lock was not taken. A nil
// error means that another process has the lock. Otherwise nobody has it if there is no
// file to lock, as on a full disk, or if locks don't work there.
func (l layout) mayBeHeld(name string, err error) bool {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK) {
		return false
	}
	_, missing := os.Lstat(l.held(name))
	return !errors.Is(missing, fs.ErrNotExist)
}

// snapshotFiles are what a snapshot holds; a file that is being written has .tmp
// after its name. The manifest is deleted first: a snapshot without it is unfinished.
var snapshotFiles = []string{"manifest.json", metaFile, "store", "columns", "catalog", "catalog.a", "catalog.b", "removed", "HELD"}

// removeFiles deletes the files of a snapshot, and its folder unless it has other files.
func (l layout) removeFiles(name string) {
	for _, file := range snapshotFiles {
		path := filepath.Join(l.snapshot(name), file)
		os.RemoveAll(path)
		os.RemoveAll(path + ".tmp")
	}
	os.Remove(l.snapshot(name))
}
