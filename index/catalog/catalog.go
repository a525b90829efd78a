// Package catalog records what an index was made from: each file with its size
// and time, and for each record in it a hash of the content and the id of its
// cable. So a second job reads only the files that changed, parses only the
// records that are new, and finds those that are gone.
//
// A catalog is part of a snapshot and is published with it: every record that is
// live or gone has its text in the index. In memory it takes about 100 bytes a
// record.
package catalog

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
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
// use.
type Catalog struct {
	mu     sync.RWMutex
	files  []*file
	byPath map[string]int32
	// entries are the records of all files. Those whose hashes begin alike form a
	// list: first is its head, by the first bytes, and entry.next the rest.
	entries []entry
	first   map[uint64]int32
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

type file struct {
	Source
	entries []int32
	// seen reports whether this job visited the file.
	seen bool
	// forgotten reports whether the file is to be dropped. Its State is kept until
	// then, in case Reconcile restores one of its records.
	forgotten bool
	// byID maps ids to the entries of the file. It is built when needed.
	byID map[string][]int32
}

type entry struct {
	hash  Hash
	id    string
	file  int32
	next  int32 // -1 ends the list
	state state
	// was is the state before dead.
	was state
	// met reports whether this job read the record.
	met bool
}

func (e *entry) kill() {
	if e.state != dead {
		e.was, e.state = e.state, dead
	}
}

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
	return &Catalog{
		byPath: map[string]int32{}, first: map[uint64]int32{},
		unsettled: map[string]bool{}, settled: map[string]bool{}, removedNames: map[string]bool{},
	}
}

// NewJob starts a job, which has visited no file yet.
func (c *Catalog) NewJob() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range c.files {
		f.seen, f.byID = false, nil
	}
	for i := range c.entries {
		c.entries[i].met = false
	}
}

func key(h Hash) uint64 { return binary.LittleEndian.Uint64(h[:]) }

// chain calls visit for each entry with the hash that is not dead, until visit
// returns false. The caller holds mu.
func (c *Catalog) chain(h Hash, visit func(i int32, e *entry) bool) {
	i, ok := c.first[key(h)]
	for ok && i >= 0 {
		e := &c.entries[i]
		if e.hash == h && e.state != dead && !visit(i, e) {
			return
		}
		i = e.next
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
	c.chain(h, func(_ int32, e *entry) bool {
		id, ok = e.id, true
		return false
	})
	return id, ok
}

// Holds reports whether an index holds a record with this hash.
func (c *Catalog) Holds(h Hash) bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	holds, taken := false, false
	c.chain(h, func(_ int32, e *entry) bool {
		holds, taken = holds || e.state < removed, taken || e.state == removed
		return true
	})
	return holds && !taken
}

// IsRemoved reports whether the cable with a record of this hash was removed by
// name.
func (c *Catalog) IsRemoved(h Hash) (is bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.chain(h, func(_ int32, e *entry) bool {
		is = is || e.state == removed
		return !is
	})
	return is
}

// Removed returns a catalog of the records whose cables were removed by name, and of
// nothing else.
func (c *Catalog) Removed() *Catalog {
	c.mu.RLock()
	defer c.mu.RUnlock()
	only := New()
	for i := range c.entries {
		if e := &c.entries[i]; e.state == removed {
			only.add(only.fileAt(c.files[e.file].Path), entry{hash: e.hash, id: e.id, state: removed})
		}
	}
	return only
}

// Met reports whether a record with this hash was noted in this job.
func (c *Catalog) Met(h Hash) (met bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.chain(h, func(_ int32, e *entry) bool {
		met = e.met
		return !met
	})
	return met
}

// Unchanged reports whether a file need not be read: it was read whole, and its
// state is the same. If so, this job has visited it.
func (c *Catalog) Unchanged(path string, s State) (Counts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, ok := c.byPath[path]
	if !ok || !c.files[i].Whole || c.files[i].forgotten || !c.files[i].same(s) {
		return Counts{}, false
	}
	f := c.files[i]
	f.seen = true
	if f.Device != s.Device {
		f.Device, c.touched = s.Device, true
	}
	return f.Counts, true
}

// fileAt returns the index of a file and adds the file if it is not known. The
// caller holds mu.
func (c *Catalog) fileAt(path string) int32 {
	i, ok := c.byPath[path]
	if !ok {
		i = int32(len(c.files))
		c.files = append(c.files, &file{Source: Source{Path: path}})
		c.byPath[path] = i
	}
	c.files[i].forgotten = false
	return i
}

// Begin records that a file is being read. It is not whole before End. Its state
// is known from here on, so that its records can vanish even if the job ends
// before the file does.
func (c *Catalog) Begin(path string, s State) {
	defer c.change()()
	f := c.files[c.fileAt(path)]
	f.State, f.Whole, f.seen, f.Counts = s, false, true, Counts{}
	c.forgetNames(path)
}

// Note records that a file has a record, and the id of its cable. If the cable
// was removed by id, the record is as removed as those of other files with the
// same hash.
func (c *Catalog) Note(path string, h Hash, id string) {
	defer c.change()()
	at := c.fileAt(path)
	f := c.files[at]
	f.Records++
	known, met, inIndex, others := int32(-1), false, false, false
	c.chain(h, func(i int32, e *entry) bool {
		met = met || e.met
		if e.file == at {
			known = i
		}
		inIndex, others = inIndex || e.state != removed, true
		return true
	})
	if met {
		f.Repeated++
	}
	if known >= 0 {
		e := &c.entries[known]
		e.met, e.id = true, id
		if e.state == gone {
			e.state = live
		}
		return
	}
	e := entry{hash: h, id: id, met: true}
	if others && !inIndex {
		e.state = removed
	}
	c.add(at, e)
}

// add adds an entry to a file. The caller holds mu.
func (c *Catalog) add(at int32, e entry) {
	i := int32(len(c.entries))
	e.file, e.next = at, -1
	if first, ok := c.first[key(e.hash)]; ok {
		e.next = first
	}
	c.first[key(e.hash)] = i
	c.entries = append(c.entries, e)
	f := c.files[at]
	f.entries = append(f.entries, i)
	if f.byID != nil {
		f.byID[e.id] = append(f.byID[e.id], i)
	}
}

// Reject records that a record of a file gave no cable.
func (c *Catalog) Reject(path string) {
	defer c.change()()
	f := c.files[c.fileAt(path)]
	f.Records++
	f.Rejected++
}

// End records that a file was read to its end. The records that it no longer has
// are gone. Whole reports whether the file need not be read again while its state
// is the same.
func (c *Catalog) End(path string, s State, whole bool) {
	defer c.change()()
	f := c.files[c.fileAt(path)]
	f.State, f.Whole = s, whole && s.Regular
	for _, i := range f.entries {
		if e := &c.entries[i]; e.state == live && !e.met {
			e.state = gone
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
	at, ok := c.byPath[path]
	if !ok {
		return Hash{}, false
	}
	found := int32(-1)
	for _, i := range c.withID(c.files[at], id) {
		if e := &c.entries[i]; e.state > gone || e.met {
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
	h = c.entries[found].hash
	c.chain(h, func(i int32, e *entry) bool {
		ok = i == found || e.state == removed
		return ok
	})
	return h, ok
}

// withID returns the entries of a file with an id. The caller holds mu.
func (c *Catalog) withID(f *file, id string) []int32 {
	if f.byID == nil {
		f.byID = make(map[string][]int32, len(f.entries))
		for _, i := range f.entries {
			f.byID[c.entries[i].id] = append(f.byID[c.entries[i].id], i)
		}
	}
	return f.byID[id]
}

// Where returns a file that holds a record with this hash, "" if none does.
func (c *Catalog) Where(h Hash) (path string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.chain(h, func(_ int32, e *entry) bool {
		if e.state == live {
			path = c.files[e.file].Path
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
	list := make([]Source, 0, len(c.files))
	for _, f := range c.sorted() {
		s := f.Source
		s.Hash = c.contentHash(f)
		list = append(list, s)
	}
	return list
}

// Texts returns the number of different records.
func (c *Catalog) Texts() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	n := 0
	for i := range c.entries {
		e := &c.entries[i]
		first := e.state < removed
		if first {
			// Of those with the same hash, the first of the list counts.
			c.chain(e.hash, func(at int32, _ *entry) bool {
				first = at == int32(i)
				return false
			})
		}
		if first {
			n++
		}
	}
	return n
}

// sorted returns the files that are not forgotten in the order of their paths. The
// caller holds mu.
func (c *Catalog) sorted() []*file {
	list := make([]*file, 0, len(c.files))
	for _, f := range c.files {
		if !f.forgotten {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *file) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// Records calls visit for each record that is in the index, with the path of its
// file, until visit returns false.
func (c *Catalog) Records(visit func(path string, h Hash, id string) bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for i := range c.entries {
		e := &c.entries[i]
		if e.state < removed && !visit(c.files[e.file].Path, e.hash, e.id) {
			return
		}
	}
}
