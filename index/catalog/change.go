package catalog

import (
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strings"
)

// A Lost is a record that its file no longer has.
type Lost struct {
	Path string
	Hash Hash
	ID   string
}

// A Scope is the set of files that a job looks for: those at its paths and below
// them, except those that it could not look at.
type Scope struct {
	// Paths and Unread are absolute.
	Paths, Unread []string
	// Keep reports whether the cables of a file that this job did not visit are to
	// be kept; nil keeps none.
	Keep func(Source) bool
}

// Has reports whether a file is within the scope.
func (s Scope) Has(path string) bool {
	return within(path, s.Paths) && !within(path, s.Unread)
}

// lost reports whether a file that was not visited no longer exists.
func (s Scope) lost(f *file) bool {
	return f.Regular && s.Has(f.Path) && (s.Keep == nil || !s.Keep(f.Source))
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

// Superseded returns the records that others of the same id in the same file have
// replaced.
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

// Vanished returns the records within a scope that are no longer in their files,
// or whose files this job did not visit. A file of which a record was rejected
// keeps its records. Removed records are not among them: their cables stay removed
// if the files come back.
func (c *Catalog) Vanished(s Scope) []Lost {
	lost := c.unvisited(s)
	return c.collect(func(f *file, e *entry) bool {
		switch {
		case e.state == removed:
			return false
		case !f.seen:
			return lost[f]
		}
		return e.state == gone && f.Rejected == 0 && f.Regular && s.Has(f.Path)
	})
}

// unvisited returns the files within a scope that no longer exist.
func (c *Catalog) unvisited(s Scope) map[*file]bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	lost := map[*file]bool{}
	for _, f := range c.files {
		if !f.seen && !f.forgotten && s.lost(f) {
			lost[f] = true
		}
	}
	return lost
}

// Unvisited returns the regular files within a scope that hold records in the
// index and that this job did not visit. Emptied reports for each of the scope's
// paths whether it has such files, and no other with records in the index.
func (c *Catalog) Unvisited(s Scope) (files []Source, emptied map[string]bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	missing, present := map[string]bool{}, map[string]bool{}
	for _, f := range c.files {
		if f.forgotten || !within(f.Path, s.Paths) || !c.inIndex(f) {
			continue
		}
		isMissing := !f.seen && f.Regular && !within(f.Path, s.Unread)
		if isMissing {
			files = append(files, f.Source)
		}
		for _, root := range s.Paths {
			if Below(f.Path, root) {
				missing[root] = missing[root] || isMissing
				present[root] = present[root] || f.seen
			}
		}
	}
	emptied = map[string]bool{}
	for root := range missing {
		emptied[root] = missing[root] && !present[root]
	}
	return files, emptied
}

// inIndex reports whether the index has a record of a file that the file had when
// it was last read. The caller holds mu.
func (c *Catalog) inIndex(f *file) bool {
	return slices.ContainsFunc(f.entries, func(i int32) bool { return c.entries[i].state == live })
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

// Holders returns for the hash of each lost record a file that has it, other than
// those that lost it: one that has it now, else one from which it is gone but
// where it has not been pruned.
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
		if !wanted[e.hash] || without[place{path, e.hash}] {
			continue
		}
		if e.state == live || e.state == gone && holders[e.hash] == "" {
			holders[e.hash] = path
		}
	}
	return holders
}

// Forget drops records.
func (c *Catalog) Forget(lost []Lost) {
	defer c.change()()
	for _, l := range lost {
		c.chain(l.Hash, func(_ int32, e *entry) bool {
			if c.files[e.file].Path == l.Path {
				e.kill()
			}
			return true
		})
	}
}

// Remove records that the cable with an id was removed. Its records stay known, so
// that the next job does not add them again.
func (c *Catalog) Remove(id string) {
	defer c.change()()
	for i := range c.entries {
		if e := &c.entries[i]; e.id == id && e.state != dead {
			e.state = removed
		}
	}
}

// RemovedID reports whether the cable with an id was removed and nothing was added
// under the id since.
func (c *Catalog) RemovedID(id string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	found := false
	for i := range c.entries {
		if e := &c.entries[i]; e.id == id && e.state < removed {
			return false
		}
		found = found || c.entries[i].id == id && c.entries[i].state == removed
	}
	return found
}

// RemoveName records that a source was removed: a path, or the name of a member
// ("PATH:MEMBER").
func (c *Catalog) RemoveName(name string) {
	defer c.change()()
	c.removedNames[name] = true
}

// RemovedName reports whether a source was removed by this name and nothing of it
// was read since.
func (c *Catalog) RemovedName(name string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.removedNames[name]
}

// forgetNames drops the names of removed sources that a file belongs to. The
// caller holds mu.
func (c *Catalog) forgetNames(path string) {
	for name := range c.removedNames {
		if Below(path, name) || strings.HasPrefix(name, path+":") {
			delete(c.removedNames, name)
		}
	}
}

// ForgetFiles drops the files that is selects and that have no records left.
func (c *Catalog) ForgetFiles(is func(path string) bool) {
	defer c.change()()
	for _, f := range c.files {
		if !f.forgotten && is(f.Path) && !c.hasRecords(f) {
			f.forgotten = true
		}
	}
}

// ForgetUnvisited drops the files within a scope that no longer exist and have no
// records left.
func (c *Catalog) ForgetUnvisited(s Scope) {
	lost := c.unvisited(s)
	defer c.change()()
	for f := range lost {
		f.forgotten = f.forgotten || !c.hasRecords(f)
	}
}

// hasRecords reports whether a file has a record that is not dead. The caller
// holds mu.
func (c *Catalog) hasRecords(f *file) bool {
	return slices.ContainsFunc(f.entries, func(i int32) bool { return c.entries[i].state != dead })
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

// Reconcile makes the catalog agree with what an index has under some ids, after
// the last changes to these were dropped. Holds gives the texts of each id, with
// the files that they are from. Files with other texts of these ids are not whole
// any more. Records of removed cables stay removed.
func (c *Catalog) Reconcile(holds map[string][]Lost) {
	defer c.change()()
	for i := range c.entries {
		e := &c.entries[i]
		held, dropped := holds[e.id]
		if !dropped || e.state >= removed || hasHash(held, e.hash) {
			continue
		}
		e.kill()
		c.files[e.file].Whole = false
	}
	for id, held := range holds {
		for _, l := range held {
			c.restore(l)
		}
		if c.settled[id] {
			c.unsettled[id] = true
		}
	}
}

func hasHash(list []Lost, h Hash) bool {
	return slices.ContainsFunc(list, func(l Lost) bool { return l.Hash == h })
}

// restore adds a record again unless a record with its hash is in the index. The
// caller holds mu.
func (c *Catalog) restore(l Lost) {
	known := false
	c.chain(l.Hash, func(_ int32, e *entry) bool {
		known = e.state < removed
		return !known
	})
	if !known && !c.revive(l) {
		at := c.fileAt(l.Path)
		c.files[at].Whole = false
		c.add(at, entry{hash: l.Hash, id: l.ID})
	}
}

// revive restores the records that were forgotten since the catalog was loaded, and
// reports whether there are any. The path of a Lost may be relative to the folder
// of an earlier job, so their files are preferred to its. The caller holds mu.
func (c *Catalog) revive(l Lost) (found bool) {
	i, ok := c.first[key(l.Hash)]
	for ok && i >= 0 {
		e := &c.entries[i]
		if e.hash == l.Hash && e.id == l.ID && e.state == dead {
			e.state, found = e.was, true
			f := c.files[e.file]
			f.Whole, f.forgotten = f.Whole && e.state == gone, false
		}
		i = e.next
	}
	return found
}

// Rename gives the records of each hash the id that names has for it, after all
// cables were parsed again. Records without a name were lost: their files must be
// read again.
func (c *Catalog) Rename(names map[Hash]string) {
	defer c.change()()
	for i := range c.entries {
		e := &c.entries[i]
		if id, ok := names[e.hash]; ok {
			e.id = id
		} else if e.state < removed {
			e.kill()
			c.files[e.file].Whole = false
		}
	}
	for _, f := range c.files {
		f.byID = nil
	}
}
