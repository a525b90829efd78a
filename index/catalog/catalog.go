// Package catalog records what an index was made from: each file with its size
// and time, and for each record in it a hash of the content and the id of its
// cable. So a second job reads only the files that changed, parses only the
// records that are new, and finds those that are gone.
//
// A catalog is part of a snapshot and is published with it: every record that is
// live or gone has its text in the index. It is two files:
//
//	catalog                  what changed since the base was written: see Save
//	catalog.a or catalog.b   the base: see base
//
// A job reads the changes and, of the base, the pages with the files and records that it
// looks up. It writes the changes again, and links the base from one snapshot to the
// next. It writes a new base when there are more than 16·√n changes of n files and
// records: 8,000 of 250,000. In memory a record that was added takes about 120 bytes,
// another one that was looked up 50.
package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// A Hash identifies the content of a record: its text and what its archive states
// about it, but not where it was found.
type Hash [16]byte

// String returns the hash as hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the hash as String does.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// ParseHash parses the result of String.
func ParseHash(s string) (h Hash, err error) {
	if len(s) == 2*len(h) {
		_, err = hex.Decode(h[:], []byte(s))
	}
	if err != nil || len(s) != 2*len(h) {
		return Hash{}, fmt.Errorf("%q is no hash: expected %d hexadecimal digits", s, 2*len(h))
	}
	return h, nil
}

// A State describes a file at the time when it was read.
type State struct {
	// Regular reports whether it is a regular file. Size in bytes and ModTime are
	// zero for any other.
	Regular bool      `json:"regular"`
	Size    int64     `json:"size"`
	ModTime time.Time `json:"modified,omitzero"`
	// Device is the number of the file's disk, 0 if it is not known.
	Device uint64 `json:"-"`
}

// same reports whether a file in these states has the same content. The number of
// a disk may change when it is mounted again.
func (s State) same(o State) bool {
	return s.Regular && o.Regular && s.Size == o.Size && s.ModTime.Equal(o.ModTime)
}

// Counts are the numbers of records of a file when it was last read.
type Counts struct {
	Records int `json:"records"` // all, including Repeated and Rejected
	// Repeated counts the records whose text that job had read before.
	Repeated int `json:"repeated"`
	Rejected int `json:"rejected"` // gave no cable
}

// A Source is a file of a catalog.
type Source struct {
	// Path is absolute; "-" is standard input.
	Path string `json:"path"`
	State
	// Whole reports whether the file was read to its end and had not just been
	// changed, so that it need not be read again while its State is the same.
	Whole bool `json:"whole"`
	Counts
	// Hash is the hash over its records; zero if there are none.
	Hash Hash `json:"hash"`
}

// A Catalog lists the files and records of an index. It is safe for concurrent
// use. Damage in the part of the base that is read makes what a method returns
// meaningless: see Err.
type Catalog struct {
	mu sync.RWMutex
	// base has the records below base.records, and the rows of files. It never changes.
	base *base
	// changed are the states of records of the base that are not those in it.
	changed map[int32]change
	// met are the records of the base that this job read, seen the files of the base
	// that it visited.
	met, seen bitset
	// files are those that were added or changed since the base was written, by path.
	files map[string]*file
	// added are the records that the base does not have. Their numbers go on from
	// those of the base. Those whose hashes begin alike form a list: first is its
	// head, by the first bytes, and entry.next the rest.
	added []entry
	first map[uint64]int32
	// compacting reports whether the next Save is to write a new base.
	compacting bool
	// touched reports whether the catalog may differ from what was loaded or saved.
	touched bool
	// unsettled are the ids whose shown text must be located in its file.
	unsettled map[string]bool
	// settled are the ids that were settled since the catalog was loaded.
	settled map[string]bool
	// removedNames are the sources that were removed by name and have not been read
	// since.
	removedNames map[string]bool
}

// A file is a file that was added or changed since the base was written.
type file struct {
	Source
	row   int32   // in the base, -1 if it has none
	added []int32 // records
	// seen reports whether this job visited the file.
	seen bool
	// forgotten reports whether the file is to be dropped. Its State is kept until
	// then, in case Reconcile restores one of its records.
	forgotten bool
	// byID maps ids to the added records of the file. It is built when needed.
	byID map[string][]int32
}

// An entry is a record that the base does not have.
type entry struct {
	hash Hash
	id   string
	file *file
	next int32 // -1 ends the list
	change
	// met reports whether this job read the record.
	met bool
}

// A change is the state of a record, and its state before it was forgotten; dead if that
// was before the catalog was loaded.
type change struct{ state, was state }

// A state is the relation of a record to its file and to the index.
type state uint8

const (
	live    state = iota // in the file and in the index
	gone                 // no longer in the file, but still in the index
	removed              // not in the index: its cable was removed by id
	dead                 // forgotten; not saved
)

// New returns an empty catalog.
func New() *Catalog {
	c := &Catalog{
		base: &base{}, unsettled: map[string]bool{}, settled: map[string]bool{}, removedNames: map[string]bool{},
	}
	c.rest(c.base)
	return c
}

// rest makes b the base, from which nothing differs.
func (c *Catalog) rest(b *base) {
	c.base, c.added = b, nil
	c.changed, c.files, c.first = map[int32]change{}, map[string]*file{}, map[uint64]int32{}
}

// Err returns the first damage that was met in the base; the error names its file.
func (c *Catalog) Err() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.base.err()
}

// Close closes the file of the base.
func (c *Catalog) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base.close()
}

// NewJob starts a job, which has visited no file yet.
func (c *Catalog) NewJob() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.met, c.seen = nil, nil
	for _, f := range c.files {
		f.seen, f.byID = false, nil
	}
	for i := range c.added {
		c.added[i].met = false
	}
}

// Touched reports whether the catalog may differ from what was last loaded or
// saved.
func (c *Catalog) Touched() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.touched
}

// change locks the catalog and marks it as touched.
func (c *Catalog) change() (unlock func()) {
	c.mu.Lock()
	c.touched = true
	return c.mu.Unlock
}

// Lookup returns the id of the cable of a record with this hash, if one is known.
func (c *Catalog) Lookup(h Hash) (id string, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.withHash(h, func(i int32) bool {
		id, ok = c.id(i), true
		return false
	})
	return id, ok
}

// Holds reports whether an index holds a record with this hash.
func (c *Catalog) Holds(h Hash) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	holds, taken := false, false
	c.withHash(h, func(i int32) bool {
		s := c.state(i)
		holds, taken = holds || s < removed, taken || s == removed
		return true
	})
	return holds && !taken
}

// IsRemoved reports whether the cable with a record of this hash was removed by
// name.
func (c *Catalog) IsRemoved(h Hash) (is bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.withHash(h, func(i int32) bool {
		is = is || c.state(i) == removed
		return !is
	})
	return is
}

// Met reports whether a record with this hash was noted in this job.
func (c *Catalog) Met(h Hash) (met bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.withHash(h, func(i int32) bool {
		met = c.isMet(i)
		return !met
	})
	return met
}

// Unchanged reports whether a file need not be read: it was read whole, and its
// state is the same. If so, this job has visited it.
func (c *Catalog) Unchanged(path string, s State) (Counts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.view(path)
	if !ok || !v.Whole || !v.same(s) {
		return Counts{}, false
	}
	if v.changed == nil && v.Device == s.Device {
		c.seen.set(v.row)
		return v.Counts, true
	}
	f := c.fileAt(path)
	f.seen = true
	if f.Device != s.Device {
		f.Device, c.touched = s.Device, true
	}
	return f.Counts, true
}

// Begin records that a file is being read. It is not whole before End. Its state
// is known from here on, so that its records can vanish even if the job ends
// before the file does.
func (c *Catalog) Begin(path string, s State) {
	defer c.change()()
	f := c.fileAt(path)
	f.State, f.Whole, f.seen, f.Counts = s, false, true, Counts{}
	c.forgetNames(path)
}

// Note records that a file has a record, and the id of its cable. If the cable
// was removed by id, the record is as removed as those of other files with the
// same hash.
func (c *Catalog) Note(path string, h Hash, id string) {
	defer c.change()()
	f := c.fileAt(path)
	f.Records++
	known, met, inIndex, others := int32(-1), false, false, false
	c.withHash(h, func(i int32) bool {
		met = met || c.isMet(i)
		if c.isIn(i, f) {
			known = i
		}
		inIndex, others = inIndex || c.state(i) != removed, true
		return true
	})
	if met {
		f.Repeated++
	}
	if known >= 0 {
		known = c.rename(known, id)
		c.setMet(known)
		if c.state(known) == gone {
			c.setState(known, live)
		}
		return
	}
	e := entry{hash: h, id: id, met: true}
	if others && !inIndex {
		e.state = removed
	}
	c.add(f, e)
}

// Reject records that a record of a file gave no cable.
func (c *Catalog) Reject(path string) {
	defer c.change()()
	f := c.fileAt(path)
	f.Records++
	f.Rejected++
}

// End records that a file was read to its end. The records that it no longer has
// are gone. Whole reports whether the file need not be read again while its state
// is the same.
func (c *Catalog) End(path string, s State, whole bool) {
	defer c.change()()
	f := c.fileAt(path)
	f.State, f.Whole = s, whole && s.Regular
	for i := range c.recordsOf(f.row, f) {
		if c.state(i) == live && !c.isMet(i) {
			c.setState(i, gone)
		}
	}
	f.byID = nil
}

// Replaced returns the hash of the one text that a file had under an id and that
// this job has not read, if no other file has that text. Another record of the
// file with that id replaces it. Forget records that it was replaced.
func (c *Catalog) Replaced(path, id string) (h Hash, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.view(path)
	if !ok {
		return Hash{}, false
	}
	found := int32(-1)
	for _, i := range c.withID(v, id) {
		if c.state(i) > gone || c.isMet(i) {
			continue
		}
		if found >= 0 {
			return Hash{}, false
		}
		found = i
	}
	if found < 0 {
		return Hash{}, false
	}
	h = c.hash(found)
	c.withHash(h, func(i int32) bool {
		ok = i == found || c.state(i) == removed
		return ok
	})
	return h, ok
}

// Where returns a file that holds a record with this hash, "" if none does.
func (c *Catalog) Where(h Hash) (path string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.withHash(h, func(i int32) bool {
		if c.state(i) == live {
			path = c.path(i)
		}
		return path == ""
	})
	return path
}

// Unsettle records that the shown text of an id is in another file than before,
// which must be read for its member and line.
func (c *Catalog) Unsettle(id string) {
	defer c.change()()
	c.unsettled[id] = true
}

// Settle reverses Unsettle.
func (c *Catalog) Settle(id string) {
	defer c.change()()
	delete(c.unsettled, id)
	c.settled[id] = true
}

// Unsettled returns the unsettled ids in order.
func (c *Catalog) Unsettled() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Sorted(maps.Keys(c.unsettled))
}

// Restore adds a record that an index has, unless it is known.
func (c *Catalog) Restore(l Lost) {
	defer c.change()()
	c.restore(l)
}

// Sources returns all files in the order of their paths.
func (c *Catalog) Sources() []Source {
	c.mu.RLock()
	defer c.mu.RUnlock()
	list := []Source{}
	for v := range c.views() {
		v.Hash = c.contentHash(v)
		list = append(list, v.Source)
	}
	return list
}

// contentHash returns the hash over the records of a file, zero if it has none.
// The caller holds mu.
func (c *Catalog) contentHash(v view) (sum Hash) {
	h, n := sha256.New(), 0
	for i := range c.recordsOf(v.row, v.changed) {
		if c.state(i) != dead {
			record := c.hash(i)
			h.Write(record[:])
			n++
		}
	}
	if n > 0 {
		copy(sum[:], h.Sum(nil))
	}
	return sum
}

// Texts returns the number of different records that are in the index.
func (c *Catalog) Texts() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	texts := make(map[Hash]bool, c.end())
	for i := range c.end() {
		if c.state(i) < removed {
			texts[c.hash(i)] = true
		}
	}
	return len(texts)
}

// Records calls visit for each record that is in the index, with the path of its
// file, until visit returns false.
func (c *Catalog) Records(visit func(path string, h Hash, id string) bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for i := range c.end() {
		if c.state(i) < removed && !visit(c.path(i), c.hash(i), c.id(i)) {
			return
		}
	}
}
