package bleveindex

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"reftel/corpus"
)

// A folder is an index if it holds a marker file, whatever else it holds:
// nothing is written to a folder without one, and nothing in it is deleted.
// An index of a version before the marker gets one when it is first written to.

// A marker is the content of the marker file.
type marker struct {
	Kind   string `json:"kind"`
	Format int    `json:"format"`
	ID     string `json:"id"` // random
}

const (
	markerKind   = "reftel index"
	markerFormat = 1
)

func (l layout) marker() string { return filepath.Join(l.dir, "REFTEL") }

// ownNames are the names of what an index folder holds, and whether each is a
// folder. All else in it belongs to others.
var ownNames = map[string]bool{
	"REFTEL": false, "REFTEL.tmp": false, "CURRENT": false, "CURRENT.tmp": false,
	"LOCK": false, "LOCK.json": false, "LOCK.json.tmp": false,
	"writer": true, "snapshots": true, "damaged": true,
}

// IsIndex reports whether the folder at dir is an index, of this version or of an
// earlier one.
func IsIndex(dir string) bool {
	l := layout{dir}
	return l.isMarked() || l.isEarlier()
}

// isMarked reports whether the folder has a marker.
func (l layout) isMarked() bool {
	data, err := readOwn(l.marker())
	var m marker
	return err == nil && json.Unmarshal(data, &m) == nil && m.Kind == markerKind && m.ID != ""
}

// earlierVersion is how the versions of all indexes begin.
var earlierVersion = regexp.MustCompile(`^schema [0-9]+(,|$)`)

// isEarlier reports whether the folder is an index without a good marker: it has
// a published snapshot.
func (l layout) isEarlier() bool {
	name, err := l.readCurrent()
	if err != nil || l.checkSnapshot(name) != nil {
		return false
	}
	m, err := l.readManifest(name)
	return err == nil && earlierVersion.MatchString(m.Version)
}

// checkOwn returns an error if the folder is neither an index nor fit for a new
// one: missing or empty.
func (l layout) checkOwn() error {
	entries, err := os.ReadDir(l.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var foreign string
	for _, e := range entries {
		// A job that died at once left no more than these.
		if e.Name() != "REFTEL.tmp" && !(e.Name() == "LOCK" && isEmpty(l.locked())) {
			foreign = cmp.Or(foreign, e.Name())
		}
	}
	if foreign != "" && !IsIndex(l.dir) {
		return fmt.Errorf("%s is no index: it holds %s: name another folder", l.dir, corpus.EscapeName(foreign))
	}
	return l.checkEntries()
}

func isEmpty(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// mark writes the marker if there is none. The caller holds the lock.
func (l layout) mark() error {
	if l.isMarked() {
		return nil
	}
	data, err := json.Marshal(marker{markerKind, markerFormat, rand.Text()})
	if err != nil {
		return err
	}
	return writeFile(l.marker(), append(data, '\n'))
}

// An index holds regular files and folders only: a symbolic link in it might lead
// to the files of others. The folder itself may be reached by links.

// checkEntries returns an error if an entry of the index folder is a link, or
// anything else but what an index has.
func (l layout) checkEntries() error {
	for name, isDir := range ownNames {
		if err := checkKind(filepath.Join(l.dir, name), isDir); err != nil {
			return err
		}
	}
	for _, folder := range []string{l.snapshots(), l.damaged()} {
		entries, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, e := range entries {
			if !isName(e.Name()) || !e.IsDir() && e.Type()&fs.ModeSymlink == 0 {
				continue
			}
			if err := checkTree(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkSnapshot is checkEntries for a snapshot.
func (l layout) checkSnapshot(name string) error {
	if err := checkKind(l.snapshots(), true); err != nil {
		return err
	}
	return checkTree(l.snapshot(name))
}

// checkTree returns an error if a folder, or anything in it, is neither a regular
// file nor a folder.
func checkTree(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // a writer may delete it meanwhile
			return nil
		case err != nil:
			return damaged(err)
		case path == root && !d.IsDir():
			return kindError(path, d.Type(), true)
		case !d.IsDir() && !d.Type().IsRegular():
			return kindError(path, d.Type(), false)
		}
		return nil
	})
}

// checkKind returns an error if something else than a regular file, or a folder,
// is at path.
func checkKind(path string, isDir bool) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir() != isDir || !isDir && !info.Mode().IsRegular():
		return kindError(path, info.Mode().Type(), isDir)
	}
	return nil
}

func kindError(path string, mode fs.FileMode, isDir bool) error {
	want := "a regular file"
	if isDir {
		want = "a folder"
	}
	if mode&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a symbolic link: an index has none: remove it, or name another folder", path)
	}
	return fmt.Errorf("%s is not %s: remove it, or name another folder", path, want)
}

// readOwn reads a file of an index.
func readOwn(path string) ([]byte, error) {
	if err := checkKind(path, false); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
