package catalog

import (
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strings"
)

// A Lost is a record whose file no longer has it.
type Lost struct {
	Path string
	Hash Hash
	ID   string
}

// A Scope says which files a job looks at: those at its paths and below them,
// but not what it could not look into.
type Scope struct {
	// Paths and Unread are absolute.
	Paths, Unread []string
}

// Has reports whether a file is within the scope.
func (s Scope) Has(path string) bool {
	return within(path, s.Paths) && !within(path, s.Unread)
}

func within(path string, roots []string) bool {
	for _, root := range roots {
		if Below(path, root) {
			return true
		}
	}
	return false
}

// Below reports whether path is root or something in it.
func Below(path, root string) bool {
	if path == root {
		return true
	}
	return strings.HasPrefix(path, strings.TrimSuffix(root, string(filepath.Separator))+string(filepath.Separator))
}

// Superseded returns the records that gave way to others of the same id in the
// same file.
func (c *Catalog) Superseded() []Lost {
	c.mu.Lock()
	defer c.mu.Unlock()
	var lost []Lost
	for i := range c.entries {
		e := &c.entries[i]
		if e.state == gone && c.supersedes(c.files[e.file], e.id) {
			lost = append(lost, c.lost(e))
		}
	}
	return lost
}

func (c *Catalog) supersedes(f *file, id string) bool {
	for _, i := range c.withID(f, id) {
		if c.entries[i].state == live {
			return true
		}
	}
	return false
}

func (c *Catalog) lost(e *entry) Lost { return Lost{c.files[e.file].Path, e.hash, e.id} }

// Vanished returns the records within a scope whose files were not come upon in
// this job, or no longer have them. Of a file that could not be read in full,
// none counts as vanished.
func (c *Catalog) Vanished(s Scope) []Lost {
	return c.collect(func(f *file, e *entry) bool {
		lost := !f.seen || e.state == gone && f.Rejected == 0
		return lost && f.Regular && s.Has(f.Path)
	})
}

// From returns all records of the files at a path and below it.
func (c *Catalog) From(path string) []Lost {
	return c.collect(func(f *file, _ *entry) bool { return Below(f.Path, path) })
}

func (c *Catalog) collect(is func(f *file, e *entry) bool) []Lost {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var lost []Lost
	for i := range c.entries {
		if e := &c.entries[i]; e.state != dead && is(c.files[e.file], e) {
			lost = append(lost, c.lost(e))
		}
	}
	return lost
}

// Holders returns for each of some hashes a file that has it, other than those
// that lost it.
func (c *Catalog) Holders(lost []Lost) map[Hash]string {
	type place struct {
		path string
		hash Hash
	}
	wanted, without := map[Hash]bool{}, map[place]bool{}
	for _, l := range lost {
		wanted[l.Hash], without[place{l.Path, l.Hash}] = true, true
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	holders := map[Hash]string{}
	for i := range c.entries {
		e := &c.entries[i]
		path := c.files[e.file].Path
		if e.state == live && wanted[e.hash] && !without[place{path, e.hash}] {
			holders[e.hash] = path
		}
	}
	return holders
}

// Forget takes records out.
func (c *Catalog) Forget(lost []Lost) {
	defer c.change()()
	for _, l := range lost {
		c.chain(l.Hash, func(_ int32, e *entry) bool {
			if c.files[e.file].Path == l.Path {
				e.state = dead
			}
			return true
		})
	}
}

// Remove notes that the cable with an id was taken out: its records stay known,
// so that the next job does not put it in again.
func (c *Catalog) Remove(id string) {
	defer c.change()()
	for i := range c.entries {
		if e := &c.entries[i]; e.id == id && e.state != dead {
			e.state = removed
		}
	}
}

// ForgetFiles takes out the files of which is says so and that have no records
// left. Its paths are absolute.
func (c *Catalog) ForgetFiles(is func(path string, seen bool) bool) {
	defer c.change()()
	for _, f := range c.files {
		if f.Path != "" && is(f.Path, f.seen) && c.contentHash(f) == (Hash{}) {
			delete(c.byPath, f.Path)
			f.Path = ""
		}
	}
}

// contentHash returns the hash over the records of a file, zero if it has none.
// The caller holds mu.
func (c *Catalog) contentHash(f *file) (sum Hash) {
	h, n := sha256.New(), 0
	for _, i := range f.entries {
		if e := &c.entries[i]; e.state != dead {
			h.Write(e.hash[:])
			n++
		}
	}
	if n > 0 {
		copy(sum[:], h.Sum(nil))
	}
	return sum
}

// Reconcile makes the catalog agree with what an index holds of some ids,
// after what was done last was dropped: holds are the texts of each id, with
// the files that they are from. Files with other texts of these ids are not
// whole any more.
func (c *Catalog) Reconcile(holds map[string][]Lost) {
	defer c.change()()
	for i := range c.entries {
		e := &c.entries[i]
		held, dropped := holds[e.id]
		if !dropped || e.state == dead || hasHash(held, e.hash) {
			continue
		}
		e.state = dead
		c.files[e.file].Whole = false
	}
	for _, held := range holds {
		for _, l := range held {
			c.restore(l)
		}
	}
}

func hasHash(list []Lost, h Hash) bool {
	return slices.ContainsFunc(list, func(l Lost) bool { return l.Hash == h })
}

// restore notes a record again, unless it is known. The caller holds mu.
func (c *Catalog) restore(l Lost) {
	known := false
	c.chain(l.Hash, func(int32, *entry) bool {
		known = true
		return false
	})
	if !known {
		at := c.fileAt(l.Path)
		c.files[at].Whole = false
		c.add(at, entry{hash: l.Hash, id: l.ID})
	}
}

// Rename gives the records of each hash the id that names has for it, after the
// cables were read anew. Those of which it has none were lost: their files are
// to be read again.
func (c *Catalog) Rename(names map[Hash]string) {
	defer c.change()()
	for i := range c.entries {
		e := &c.entries[i]
		if id, ok := names[e.hash]; ok {
			e.id = id
		} else if e.state < removed {
			e.state = dead
			c.files[e.file].Whole = false
		}
	}
	for _, f := range c.files {
		f.byID = nil
	}
}
