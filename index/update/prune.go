package update

import (
	"path/filepath"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/catalog"
)

// pruned returns the files that a job looks for. It keeps those that may be on an
// unmounted disk, and records their paths in b.kept.
func (b *builder) pruned() catalog.Scope {
	scope := catalog.Scope{Unread: b.unread}
	for _, path := range b.opt.Prune {
		scope.Paths = append(scope.Paths, index.SourcePath(corpus.EscapeName(path)))
	}
	if b.opt.PruneAll || len(scope.Paths) == 0 {
		return scope
	}
	missing, emptied := b.cat.Unvisited(scope)
	d := newDisks(b.opt.Device)
	scope.Keep = func(f catalog.Source) bool {
		for _, root := range scope.Paths {
			if catalog.Below(f.Path, root) && (emptied[root] || d.changed(f, root)) {
				return true
			}
		}
		return false
	}
	for i, root := range scope.Paths {
		kept := Kept{Path: b.opt.Prune[i], Emptied: emptied[root]}
		for _, f := range missing {
			if catalog.Below(f.Path, root) && (kept.Emptied || d.changed(f, root)) {
				kept.Files++
			}
		}
		if kept.Files > 0 {
			b.kept = append(b.kept, kept)
		}
	}
	return scope
}

// disks finds the disks of folders, and remembers them.
type disks struct {
	device func(path string) uint64
	known  map[string]uint64
}

func newDisks(device func(path string) uint64) *disks {
	if device == nil {
		device = corpus.Device
	}
	return &disks{device: device, known: map[string]uint64{}}
}

// changed reports whether the place of a missing file below root is on another disk
// than the file was: its disk is no longer mounted there, or another one is.
func (d *disks) changed(f catalog.Source, root string) bool {
	now := d.at(filepath.Dir(f.Path), root)
	return now != 0 && f.Device != 0 && now != f.Device
}

// at returns the disk of a folder below root, or of the closest folder above it that
// exists.
func (d *disks) at(dir, root string) uint64 {
	n, ok := d.known[dir]
	if !ok {
		if n = d.device(corpus.UnescapeName(dir)); n == 0 && dir != root && catalog.Below(dir, root) {
			n = d.at(filepath.Dir(dir), root)
		}
		d.known[dir] = n
	}
	return n
}
