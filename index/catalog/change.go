package catalog

import (
	"maps"
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
func (s Scope) lost(f Source) bool {
	return f.Regular && s.Has(f.Path) && (s.Keep == nil || !s.Keep(f))
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
	isLive := func(i int32) bool { return c.state(i) == live }
	v, known := view{}, false
	for _, i := range c.inState(gone) {
		if path := c.path(i); path != v.Path {
			v, known = c.view(path)
		}
		if known && slices.ContainsFunc(c.withID(v, c.id(i)), isLive) {
			lost = append(lost, c.lost(i))
		}
	}
	return lost
}

func (c *Catalog) lost(i int32) Lost { return Lost{c.path(i), c.hash(i), c.id(i)} }

// Vanished returns the records within a scope that are no longer in their files,
// or whose files this job did not visit. A file of which a record was rejected
// keeps its records. Removed records are not among them: their cables stay removed
// if the files come back.
func (c *Catalog) Vanished(s Scope) []Lost {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var lost []Lost
	for _, v := range c.unvisited(s) {
		for i := range c.recordsOf(v.row, v.changed) {
			if c.state(i) < removed {
				lost = append(lost, c.lost(i))
			}
		}
	}
	for _, i := range c.inState(gone) {
		v, ok := c.view(c.path(i))
		if ok && v.seen && v.Rejected == 0 && v.Regular && s.Has(v.Path) {
			lost = append(lost, c.lost(i))
		}
	}
	return lost
}

// unvisited returns the files within a scope that no longer exist. The caller holds mu.
func (c *Catalog) unvisited(s Scope) []view {
	var lost []view
	for v := range c.views() {
		if !v.seen && s.lost(v.Source) {
			lost = append(lost, v)
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
	for v := range c.views() {
		// A file counts if the index has a record that it had when it was last read.
		if !within(v.Path, s.Paths) || !c.has(v, live) {
			continue
		}
		isMissing := !v.seen && v.Regular && !within(v.Path, s.Unread)
		if isMissing {
			files = append(files, v.Source)
		}
		for _, root := range s.Paths {
			if Below(v.Path, root) {
				missing[root] = missing[root] || isMissing
				present[root] = present[root] || v.seen
			}
		}
	}
	emptied = map[string]bool{}
	for root := range missing {
		emptied[root] = missing[root] && !present[root]
	}
	return files, emptied
}

// From returns all records of the files at a path and below it.
func (c *Catalog) From(path string) []Lost {
	c.mu.RLock()
	defer c.mu.RUnlock()
	var lost []Lost
	for v := range c.views() {
		if !Below(v.Path, path) {
			continue
		}
		for i := range c.recordsOf(v.row, v.changed) {
			if c.state(i) != dead {
				lost = append(lost, c.lost(i))
			}
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
	without := make(map[place]bool, len(lost))
	for _, l := range lost {
		without[place{l.Path, l.Hash}] = true
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	holders := map[Hash]string{}
	for _, l := range lost {
		if holders[l.Hash] != "" {
			continue
		}
		c.withHash(l.Hash, func(i int32) bool {
			path, s := c.path(i), c.state(i)
			if !without[place{path, l.Hash}] && (s == live || s == gone && holders[l.Hash] == "") {
				holders[l.Hash] = path
			}
			return s != live || holders[l.Hash] != path
		})
	}
	return holders
}

// Forget drops records.
func (c *Catalog) Forget(lost []Lost) {
	defer c.change()()
	for _, l := range lost {
		c.withHash(l.Hash, func(i int32) bool {
			if c.path(i) == l.Path {
				c.setState(i, dead)
			}
			return true
		})
	}
}

// Remove records that the cable with an id was removed. Its records stay known, so
// that the next job does not add them again.
func (c *Catalog) Remove(id string) {
	defer c.change()()
	for _, i := range c.withIDs(map[string]bool{id: true}) {
		c.setState(i, removed)
	}
}

// RemovedID reports whether the cable with an id was removed and nothing was added
// under the id since.
func (c *Catalog) RemovedID(id string) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	list := c.withIDs(map[string]bool{id: true})
	return len(list) > 0 && !slices.ContainsFunc(list, func(i int32) bool { return c.state(i) != removed })
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
	var list []view
	for v := range c.views() {
		if is(v.Path) {
			list = append(list, v)
		}
	}
	c.forgetFiles(list)
}

// ForgetUnvisited drops the files within a scope that no longer exist and have no
// records left.
func (c *Catalog) ForgetUnvisited(s Scope) {
	defer c.change()()
	c.forgetFiles(c.unvisited(s))
}

// forgetFiles drops files if they have no records left. The caller holds mu.
func (c *Catalog) forgetFiles(list []view) {
	for _, v := range list {
		if !c.has(v, removed) {
			c.fileAt(v.Path).forgotten = true
		}
	}
}

// Reconcile makes the catalog agree with what an index has under some ids, after
// the last changes to these were dropped. Holds gives the texts of each id, with
// the files that they are from. Files with other texts of these ids are not whole
// any more. Records of removed cables stay removed. Reconcile returns the number of ids
// of which the catalog had other texts.
func (c *Catalog) Reconcile(holds map[string][]Lost) int {
	defer c.change()()
	differ := map[string]bool{}
	ids := map[string]bool{}
	for id := range holds {
		ids[id] = true
	}
	for _, i := range c.withIDs(ids) {
		if c.state(i) >= removed || hasHash(holds[c.id(i)], c.hash(i)) {
			continue
		}
		c.setState(i, dead)
		c.fileAt(c.path(i)).Whole = false
		differ[c.id(i)] = true
	}
	for _, id := range slices.Sorted(maps.Keys(holds)) {
		for _, l := range holds[id] {
			if c.restore(l) {
				differ[id] = true
			}
		}
		if c.settled[id] {
			c.unsettled[id] = true
		}
	}
	return len(differ)
}

func hasHash(list []Lost, h Hash) bool {
	return slices.ContainsFunc(list, func(l Lost) bool { return l.Hash == h })
}

// restore adds a record again unless a record with its hash is in the index, and reports
// whether it did. The caller holds mu.
func (c *Catalog) restore(l Lost) bool {
	known := false
	c.withHash(l.Hash, func(i int32) bool {
		known = c.state(i) < removed
		return !known
	})
	if !known && !c.revive(l) {
		f := c.fileAt(l.Path)
		f.Whole = false
		c.add(f, entry{hash: l.Hash, id: l.ID})
	}
	return !known
}

// revive restores the records that were forgotten since the catalog was loaded, and
// reports whether there are any. The path of a Lost may be relative to the folder
// of an earlier job, so their files are preferred to its. The caller holds mu.
func (c *Catalog) revive(l Lost) (found bool) {
	c.allWithHash(l.Hash, func(i int32) bool {
		was := c.was(i)
		if c.state(i) != dead || was == dead || c.id(i) != l.ID {
			return true
		}
		found = true
		c.putState(i, change{state: was})
		f := c.fileAt(c.path(i))
		f.Whole = f.Whole && was == gone
		return true
	})
	return found
}

// Rename gives the records of each hash the id that names has for it, after all
// cables were parsed again. Records without a name were lost: their files must be
// read again.
func (c *Catalog) Rename(names map[Hash]string) {
	defer c.change()()
	for i := range c.end() {
		switch id, ok := names[c.hash(i)]; {
		case c.state(i) == dead:
		case ok:
			c.rename(i, id)
		case c.state(i) < removed:
			c.setState(i, dead)
			c.fileAt(c.path(i)).Whole = false
		}
	}
}
