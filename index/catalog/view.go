package catalog

import (
	"encoding/binary"
	"iter"
	"maps"
	"slices"
)

// The functions here show the base and the changes as one list of files and one list of
// records. Records are numbered: first those of the base, then the added ones. The
// caller holds mu.

// A view is a file as it is now.
type view struct {
	Source
	row     int32 // in the base, -1 if it has none
	changed *file // nil if it is as the base has it
	seen    bool
}

// view returns a file that is not forgotten.
func (c *Catalog) view(path string) (view, bool) {
	if f := c.files[path]; f != nil {
		return viewOf(f), !f.forgotten
	}
	row := c.base.find(path)
	if row < 0 {
		return view{}, false
	}
	return c.viewOfRow(row, path), true
}

func viewOf(f *file) view { return view{f.Source, f.row, f, f.seen} }

func (c *Catalog) viewOfRow(row int32, path string) view {
	return view{c.base.source(row, path), row, nil, c.seen.has(row)}
}

// views yields the files that are not forgotten in the order of their paths.
func (c *Catalog) views() iter.Seq[view] {
	return func(yield func(view) bool) {
		paths := slices.Sorted(maps.Keys(c.files))
		// until yields the changed files before a path.
		until := func(end string, all bool) bool {
			for len(paths) > 0 && (all || paths[0] < end) {
				f := c.files[paths[0]]
				paths = paths[1:]
				if !f.forgotten && !yield(viewOf(f)) {
					return false
				}
			}
			return true
		}
		for row := range int32(c.base.files) {
			path := c.base.pathOf(row)
			if !until(path, false) {
				return
			}
			if c.files[path] == nil && !yield(c.viewOfRow(row, path)) {
				return
			}
		}
		until("", true)
	}
}

// fileAt returns a file to be changed, and adds it if it is not known.
func (c *Catalog) fileAt(path string) *file {
	f := c.files[path]
	if f == nil {
		f = &file{Source: Source{Path: path}, row: c.base.find(path)}
		if f.row >= 0 {
			f.Source, f.seen = c.base.source(f.row, path), c.seen.has(f.row)
		}
		c.files[path] = f
	}
	f.forgotten = false
	return f
}

// recordsOf yields the records of a file with a row in the base and changes; of these,
// either may be missing.
func (c *Catalog) recordsOf(row int32, f *file) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		if row >= 0 {
			first, end := c.base.span(row)
			for i := first; i < end; i++ {
				if !yield(i) {
					return
				}
			}
		}
		if f == nil {
			return
		}
		for _, i := range f.added {
			if !yield(i) {
				return
			}
		}
	}
}

// has reports whether a file has a record in one of the states up to last.
func (c *Catalog) has(v view, last state) bool {
	for i := range c.recordsOf(v.row, v.changed) {
		if c.state(i) <= last {
			return true
		}
	}
	return false
}

// end returns the number of all records.
func (c *Catalog) end() int32 { return int32(c.base.records + len(c.added)) }

// entry returns an added record, nil for one of the base.
func (c *Catalog) entry(i int32) *entry {
	if i < int32(c.base.records) {
		return nil
	}
	return &c.added[i-int32(c.base.records)]
}

func (c *Catalog) hash(i int32) Hash {
	if e := c.entry(i); e != nil {
		return e.hash
	}
	return c.base.hash(i)
}

func (c *Catalog) id(i int32) string {
	if e := c.entry(i); e != nil {
		return e.id
	}
	return c.base.id(i)
}

// path returns the path of a record's file.
func (c *Catalog) path(i int32) string {
	if e := c.entry(i); e != nil {
		return e.file.Path
	}
	return c.base.pathOf(c.base.fileOf(i))
}

// isIn reports whether a record is one of a file.
func (c *Catalog) isIn(i int32, f *file) bool {
	if e := c.entry(i); e != nil {
		return e.file == f
	}
	return f.row >= 0 && c.base.fileOf(i) == f.row
}

func (c *Catalog) state(i int32) state { return c.changeOf(i).state }

// was returns the state of a dead record before it was forgotten.
func (c *Catalog) was(i int32) state { return c.changeOf(i).was }

func (c *Catalog) changeOf(i int32) change {
	if e := c.entry(i); e != nil {
		return e.change
	}
	if ch, ok := c.changed[i]; ok {
		return ch
	}
	return change{state: c.base.state(i)}
}

// setState changes the state of a record. That of a dead one stays.
func (c *Catalog) setState(i int32, s state) {
	if was := c.state(i); was != dead {
		c.putState(i, change{s, was})
	}
}

func (c *Catalog) putState(i int32, ch change) {
	if e := c.entry(i); e != nil {
		e.change = ch
	} else {
		c.changed[i] = ch
	}
}

func (c *Catalog) isMet(i int32) bool {
	if e := c.entry(i); e != nil {
		return e.met
	}
	return c.met.has(i)
}

func (c *Catalog) setMet(i int32) {
	if e := c.entry(i); e != nil {
		e.met = true
	} else {
		c.met.set(i)
	}
}

// add adds a record to a file.
func (c *Catalog) add(f *file, e entry) int32 {
	i := c.end()
	e.file, e.next = f, -1
	if first, ok := c.first[key(e.hash)]; ok {
		e.next = first
	}
	c.first[key(e.hash)] = i
	c.added = append(c.added, e)
	f.added = append(f.added, i)
	if f.byID != nil {
		f.byID[e.id] = append(f.byID[e.id], i)
	}
	return i
}

// rename gives a record an id. One of the base is replaced by another.
func (c *Catalog) rename(i int32, id string) int32 {
	if e := c.entry(i); e != nil {
		if e.id != id {
			e.id, e.file.byID = id, nil
		}
		return i
	}
	if string(c.base.idBytes(i)) == id {
		return i
	}
	e := entry{hash: c.hash(i), id: id, change: change{state: c.state(i)}, met: c.isMet(i)}
	f := c.fileAt(c.path(i))
	// It can't be restored under its old id.
	c.putState(i, change{dead, dead})
	return c.add(f, e)
}

func key(h Hash) uint64 { return binary.LittleEndian.Uint64(h[:]) }

// withHash calls visit for each record with the hash that is not dead, until visit
// returns false.
func (c *Catalog) withHash(h Hash, visit func(i int32) bool) {
	c.allWithHash(h, func(i int32) bool { return c.state(i) == dead || visit(i) })
}

// allWithHash is withHash for all records, also dead ones.
func (c *Catalog) allWithHash(h Hash, visit func(i int32) bool) {
	i, ok := c.first[key(h)]
	for ok && i >= 0 {
		e := c.entry(i)
		if e.hash == h && !visit(i) {
			return
		}
		i = e.next
	}
	c.base.withHash(h, visit)
}

// withID returns the records of a file with an id.
func (c *Catalog) withID(v view, id string) []int32 {
	var list []int32
	if v.row >= 0 {
		c.base.withID(id, func(i int32) {
			if c.base.fileOf(i) == v.row {
				list = append(list, i)
			}
		})
	}
	f := v.changed
	if f == nil || len(f.added) == 0 {
		return list
	}
	if f.byID == nil {
		f.byID = make(map[string][]int32, len(f.added))
		for _, i := range f.added {
			f.byID[c.id(i)] = append(f.byID[c.id(i)], i)
		}
	}
	return append(list, f.byID[id]...)
}

// withIDs returns the records of all files with some ids that are not dead.
func (c *Catalog) withIDs(ids map[string]bool) []int32 {
	var list []int32
	keep := func(i int32) {
		if c.state(i) != dead {
			list = append(list, i)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		c.base.withID(id, keep)
	}
	for i := int32(c.base.records); i < c.end(); i++ {
		if ids[c.id(i)] {
			keep(i)
		}
	}
	return list
}

// inState returns the records in a state other than live, in order.
func (c *Catalog) inState(s state) []int32 {
	var list []int32
	for n := range c.base.states {
		if i, have := c.base.stateAt(n); have == s {
			if _, changed := c.changed[i]; !changed {
				list = append(list, i)
			}
		}
	}
	for i, ch := range c.changed {
		if ch.state == s {
			list = append(list, i)
		}
	}
	for i := int32(c.base.records); i < c.end(); i++ {
		if c.state(i) == s {
			list = append(list, i)
		}
	}
	slices.Sort(list)
	return list
}

// A bitset is a set of numbers from 0.
type bitset []uint64

func (b bitset) has(i int32) bool {
	return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0
}

func (b *bitset) set(i int32) {
	if n := int(i/64) + 1; n > len(*b) {
		*b = append(*b, make([]uint64, n-len(*b))...)
	}
	(*b)[i/64] |= 1 << (i % 64)
}
