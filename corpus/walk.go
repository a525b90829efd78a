package corpus

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// found is one file of an archive.
type found struct {
	path  string
	info  fs.FileInfo // of what a link leads to; nil if err is set, and for standard input
	named bool        // given by the user, not found in a folder
	err   error       // why the file or folder cannot be read
	// device is the Device of the folder.
	device uint64
}

// Device returns the number of the disk that a file or folder is on. It is 0 if
// nothing is there or if the system does not number its disks.
func Device(path string) uint64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return deviceOf(info)
}

// A visitor is given the files of an archive and returns whether it wants more.
type visitor func(found) bool

// walk visits what is in the folder root and below, in the order of names, but for
// what leave reports to be no part of it.
func walk(ctx context.Context, root string, leave *leftOut, visit visitor) {
	w := walker{ctx: ctx, visit: visit, leave: leave, entered: map[string]bool{}}
	real, err := realPath(root)
	if err != nil {
		visit(found{path: root, err: err})
		return
	}
	w.folder(root, real)
}

// leftOut are the folders that are no part of an archive.
type leftOut struct {
	is    func(folder string) bool
	above map[string]bool // known answers of within
}

func newLeftOut(is func(folder string) bool) *leftOut {
	if is == nil {
		is = func(string) bool { return false }
	}
	return &leftOut{is, map[string]bool{}}
}

// within reports whether a folder, or one that it is in, is left out. Its path is
// a real one.
func (l *leftOut) within(folder string) bool {
	out, known := l.above[folder]
	if !known {
		up := filepath.Dir(folder)
		out = l.is(folder) || up != folder && l.within(up)
		l.above[folder] = out
	}
	return out
}

// realPath returns the absolute path that no link is part of.
func realPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(path)
}

type walker struct {
	ctx   context.Context
	visit visitor
	leave *leftOut
	// entered holds the real paths of the folders walked: that ends loops of
	// links, and keeps n folders that each link to the next twice from being
	// 2ⁿ.
	entered map[string]bool
}

// folder visits what is in a folder, and returns false when it is to end.
func (w *walker) folder(path, real string) bool {
	if w.entered[real] {
		return true
	}
	w.entered[real] = true
	if w.ctx.Err() != nil {
		return false
	}
	entries, err := os.ReadDir(path)
	if err != nil && !w.visit(found{path: path, err: err}) {
		return false
	}
	device := Device(path)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if !w.entry(filepath.Join(path, e.Name()), filepath.Join(real, e.Name()), e, device) {
			return false
		}
	}
	return true
}

// entry visits an entry of a folder on a device.
func (w *walker) entry(path, real string, e fs.DirEntry, device uint64) bool {
	info, err := os.Stat(path)
	const link = fs.ModeSymlink | fs.ModeIrregular
	if err == nil && (e.Type()&link != 0 || info.IsDir() && !e.IsDir()) {
		real, err = w.follow(path, real, info)
	}
	switch {
	case err != nil:
		return w.visit(found{path: path, err: err, device: device})
	case real == "", info.IsDir() && w.leave.is(real):
		return true
	case info.IsDir():
		return w.folder(path, real)
	}
	return w.visit(found{path: path, info: info, device: device})
}

// follow returns the real path of a link; "" if it leads to what is left out.
func (w *walker) follow(path, real string, info fs.FileInfo) (string, error) {
	to, err := realPath(path)
	switch {
	case err == nil && w.leave.within(filepath.Dir(to)):
		return "", nil
	case err != nil && !info.IsDir():
		return real, nil // such as a file without a name, in /proc
	}
	return to, err
}
