// Package catalog remembers what an index was made from: each file with its
// size and time, and for each record in it a hash of the content and the id
// that it gave. So a second job reads only the files that changed, parses only
// the records that are new, and knows what is gone.
//
// A catalog is part of a snapshot: what it says is in the index is there. In
// memory it takes about 100 bytes a record.
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

// A Hash is the identity of a record's content: its text and what its archive
// says of it, but not where it was found.
type Hash [16]byte

// String returns the hash in hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes the hash as String does.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// ParseHash reads what String returns.
func ParseHash(s string) (h Hash, err error) {
	if len(s) == 2*len(h) {
		_, err = hex.Decode(h[:], []byte(s))
	}
	if err != nil || len(s) != 2*len(h) {
		return Hash{}, fmt.Errorf("%q is no hash: expected %d hexadecimal digits", s, 2*len(h))
	}
	return h, nil
}

// A State is a file as it was when it was read.
type State struct {
	// Regular says that the file lies on a disk; Size in bytes and ModTime are
	// zero where it does not.
	Regular bool      `json:"regular"`
	Size    int64     `json:"size"`
	ModTime time.Time `json:"modified,omitzero"`
}

func (s State) same(o State) bool {
	return s.Regular && o.Regular && s.Size == o.Size && s.ModTime.Equal(o.ModTime)
}

// Counts are what a file gave when it was read last.
type Counts struct {
	Records int `json:"records"` // all: Repeated and Rejected, too
	// Repeated are the records whose text had been met before in that job.
	Repeated int `json:"repeated"`
	Rejected int `json:"rejected"` // gave no cable
}

// A Source is what a catalog says of a file.
type Source struct {
	// Path is absolute; "-" is standard input.
	Path string `json:"path"`
	State
	// Whole says that the file was read to its end and had not just been
	// changed, so that it need not be read again while its State is the same.
	Whole bool `json:"whole"`
	Counts
	// Hash is over the records that it holds; zero if there are none.
	Hash Hash `json:"hash"`
}

// A Catalog is what an index was made from. It is safe for concurrent use.
type Catalog struct {
	mu     sync.RWMutex
	files  []*file
	byPath map[string]int32
	// entries are the records of all files; first leads to the first of those
	// whose hashes begin alike, next from one to another.
	entries []entry
	first   map[uint64]int32
	// touched says that it may not be as it was loaded or saved.
	touched bool
	// unsettled are the ids whose shown text must be located in its file.
	unsettled map[string]bool
}

type file struct {
	Source
	entries []int32
	// seen says that the file was come upon in this job.
	seen bool
	// byID finds the entries of the file by their ids; it is made when needed.
	byID map[string][]int32
}

type entry struct {
	hash  Hash
	id    string
	file  int32
	next  int32 // -1 ends the chain
	state state
	// met says that the record was come upon in this job.
	met bool
}

// A state says how an entry stands to its file.
type state uint8

const (
	live    state = iota
	gone          // no longer in the file, but its cable still is in the index
	removed       // still in the file, but its cable was taken out by name
	dead          // forgotten; not saved
)

// New returns an empty catalog.
func New() *Catalog {
	return &Catalog{byPath: map[string]int32{}, first: map[uint64]int32{}, unsettled: map[string]bool{}}
}

// NewJob begins a job: nothing was come upon in it yet.
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

// chain calls visit for each entry with the hash that is not dead, until it
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

// Touched says that the catalog may differ from what was loaded or saved
// last.
func (c *Catalog) Touched() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.touched
}

// change locks the catalog to change it.
func (c *Catalog) change() (unlock func()) {
	c.mu.Lock()
	c.touched = true
	return c.mu.Unlock
}

// Lookup returns the id of the cable that a record with this hash gave, if one
// is known.
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
// state is the same. It counts as come upon in this job.
func (c *Catalog) Unchanged(path string, s State) (Counts, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, ok := c.byPath[path]
	if !ok || !c.files[i].Whole || !c.files[i].same(s) {
		return Counts{}, false
	}
	c.files[i].seen = true
	return c.files[i].Counts, true
}

// fileAt returns a file, made if it is not known. The caller holds mu.
func (c *Catalog) fileAt(path string) int32 {
	i, ok := c.byPath[path]
	if !ok {
		i = int32(len(c.files))
		c.files = append(c.files, &file{Source: Source{Path: path}})
		c.byPath[path] = i
	}
	return i
}

// Begin notes that a file is being read. Until End it is not whole.
func (c *Catalog) Begin(path string) {
	defer c.change()()
	f := c.files[c.fileAt(path)]
	f.Whole, f.seen, f.Counts = false, true, Counts{}
}

// Note notes a record of a file and the id of its cable.
func (c *Catalog) Note(path string, h Hash, id string) {
	defer c.change()()
	at := c.fileAt(path)
	f := c.files[at]
	f.Records++
	known, met := int32(-1), false
	c.chain(h, func(i int32, e *entry) bool {
		met = met || e.met
		if e.file == at {
			known = i
		}
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
	c.add(at, entry{hash: h, id: id, met: true})
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

// Reject notes a record of a file that gave no cable.
func (c *Catalog) Reject(path string) {
	defer c.change()()
	f := c.files[c.fileAt(path)]
	f.Records++
	f.Rejected++
}

// End notes that a file was read to its end. Whole says that it need not be
// read again while it is as it was.
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

// Replaced returns the hash of the one text that a file had under an id and
// that was not met again in this job, and forgets it: another text stands in
// its place. It is false if there is none, or more than one.
func (c *Catalog) Replaced(path, id string) (Hash, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.byPath[path]
	if !ok {
		return Hash{}, false
	}
	found := int32(-1)
	for _, i := range c.withID(c.files[at], id) {
		if e := &c.entries[i]; e.state == dead || e.met {
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
	c.entries[found].state, c.touched = dead, true
	return c.entries[found].hash, true
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

// Settle ends what Unsettle began.
func (c *Catalog) Settle(id string) {
	defer c.change()()
	delete(c.unsettled, id)
}

// Unsettled returns the unsettled ids in order.
func (c *Catalog) Unsettled() []string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return slices.Sorted(maps.Keys(c.unsettled))
}

// Restore notes a record that an index holds, unless it is known.
func (c *Catalog) Restore(l Lost) {
	defer c.change()()
	c.restore(l)
}

// Sources returns what is known of all files, in the order of their paths.
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
			// Of those with one hash, the one that the chain comes upon first counts.
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

// sorted returns the files in the order of their paths, without those of which
// nothing is known any more. The caller holds mu.
func (c *Catalog) sorted() []*file {
	list := make([]*file, 0, len(c.files))
	for _, f := range c.files {
		if f.Path != "" {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b *file) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// Records calls visit for each record that is in the index, with the path of
// its file, until it returns false.
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
