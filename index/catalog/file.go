package catalog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"reftel/index/binfile"
)

// The file of the changes: a line with its version; then what a base has besides the
// data, or 0 if there is none:
//
//	1 for PATH.a, 2 for PATH.b; the CRC-32 of what follows its data; the numbers of
//	its files, records, states, and bytes of texts
//	the number of records whose state changed; for each its number, and the state
//
// then what a catalog of version 2 had for all files and records, here for those that
// were changed and added:
//
//	the number of files; for each, in the order of their paths, the path, its bits,
//	size, time in nanoseconds since 1970, device, the three counts, one more than its
//	row in the base, the number of added records, and for each its hash, id and state
//	the number of unsettled ids, and these
//	the number of removed sources, and their names
//
// Version 2 has no base. Version 1 has neither devices nor removed sources.
const (
	magic1 = "reftel catalog 1"
	magic2 = "reftel catalog 2"
	magic  = "reftel catalog 3"
)

// baseNames are what follows the name of a catalog in those of its base: a new base never
// replaces the one in use.
var baseNames = []string{".a", ".b"}

// The bits of a file.
const (
	isRegular = 1 << iota
	isWhole
	isForgotten // in the changes only
)

// pack returns the bits of a file.
func (s Source) pack() (bits uint64) {
	if s.Regular {
		bits |= isRegular
	}
	if s.Whole {
		bits |= isWhole
	}
	return bits
}

func (s *Source) unpack(bits uint64) {
	s.Regular, s.Whole = bits&isRegular != 0, bits&isWhole != 0
}

func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// Save replaces the catalog at path. It writes the changes; it links the base if that is
// elsewhere, and writes a new one if there are many changes. Until it has replaced the
// changes, the catalog before is whole. The caller fsyncs the folder.
func (c *Catalog) Save(path string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.touched = true
	err := c.base.err()
	if err == nil && c.isLarge() {
		err = c.renew(path)
	} else if err == nil {
		err = c.base.moveTo(path + filepath.Ext(c.base.path))
	}
	if err == nil {
		err = c.saveChanges(path)
	}
	if err != nil {
		return err
	}
	c.touched = false
	return c.removeUnused(path)
}

// removeUnused deletes the base that the catalog at path had before.
func (c *Catalog) removeUnused(path string) error {
	for _, name := range baseNames {
		if path+name == c.base.path {
			continue
		}
		if _, err := os.Lstat(path + name); err != nil {
			continue
		}
		// After a crash of the system the changes before must not be there without it.
		if err := binfile.SyncDir(filepath.Dir(path)); err != nil {
			return err
		}
		_ = os.Remove(path + name) // if it fails, the next Save tries again
	}
	return nil
}

// isLarge reports whether a new base is due.
func (c *Catalog) isLarge() bool {
	return c.compacting || len(c.changed)+len(c.files)+len(c.added) > c.mostChanges()
}

// Compact makes the next Save write a new base if the present one has records that were
// forgotten, so that no file has their ids any more. It reports whether it has any.
func (c *Catalog) Compact() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, ch := range c.changed {
		if ch.state == dead {
			c.compacting, c.touched = true, true
			return true
		}
	}
	return false
}

// mostChanges returns the number of changes above which a new base is written. With n
// files and records in the base, no job reads or writes more than 16·√n changes, and for
// each change √n/16 files and records are written to a new base in the end.
func (c *Catalog) mostChanges() int {
	return int(16 * math.Sqrt(float64(c.base.records+c.base.files)))
}

// renew writes a base of all files and records, and makes it that of the catalog.
func (c *Catalog) renew(path string) error {
	name := path + baseNames[0]
	if name == c.base.path {
		name = path + baseNames[1]
	}
	var b builder
	var met, seen bitset
	for v := range c.views() {
		if v.seen {
			seen.set(int32(b.count))
		}
		b.addFile(v.Source)
		for i := range c.recordsOf(v.row, v.changed) {
			if s := c.state(i); s != dead {
				if to := b.addRecord(c.hash(i), c.id(i), s); c.isMet(i) {
					met.set(to)
				}
			}
		}
	}
	if err := c.base.err(); err != nil {
		return err
	}
	next, err := b.save(name)
	if err != nil {
		return err
	}
	// The changes must not name a file that a crash of the system loses.
	if err := binfile.SyncDir(filepath.Dir(name)); err != nil {
		next.close()
		return err
	}
	c.base.close()
	c.rest(next)
	c.met, c.seen, c.compacting = met, seen, false
	return nil
}

// moveTo makes the file of a base another: a link to it, or a copy of it.
func (b *base) moveTo(path string) error {
	if b.path == "" {
		return nil
	}
	if b.path == path {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		// The snapshot was not published. The file is still open.
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(b.path, path); err != nil {
		if err := b.copyTo(path); err != nil {
			return err
		}
	}
	if b.file != nil {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		b.close() // its folder may be deleted
		b.file = f
	}
	b.path = path
	return nil
}

func (b *base) copyTo(path string) error {
	from := b.file
	if from == nil {
		var err error
		if from, err = os.Open(b.path); err != nil {
			return err
		}
		defer from.Close()
	}
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, io.NewSectionReader(from, 0, math.MaxInt64))
	return errors.Join(err, to.Sync(), to.Close())
}

// saveChanges replaces the file of the changes.
func (c *Catalog) saveChanges(path string) error {
	tmp := path + ".tmp"
	w, err := binfile.Create(tmp, magic)
	if err != nil {
		return err
	}
	c.base.describe(w)
	c.saveStates(w)
	w.Number(uint64(len(c.files)))
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		c.saveFile(w, c.files[name])
	}
	for _, set := range []map[string]bool{c.unsettled, c.removedNames} {
		w.Number(uint64(len(set)))
		for _, text := range slices.Sorted(maps.Keys(set)) {
			w.Text(text)
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// describe writes what is not in the file of the base.
func (b *base) describe(w *binfile.Writer) {
	name := slices.Index(baseNames, filepath.Ext(b.path)) + 1
	w.Number(uint64(name))
	if name == 0 {
		return
	}
	for _, n := range []int{int(b.tail), b.files, b.records, b.states, b.texts} {
		w.Number(uint64(n))
	}
}

func (c *Catalog) saveStates(w *binfile.Writer) {
	w.Number(uint64(len(c.changed)))
	for _, i := range slices.Sorted(maps.Keys(c.changed)) {
		w.Number(uint64(i))
		w.Number(uint64(c.changed[i].state))
	}
}

func (c *Catalog) saveFile(w *binfile.Writer, f *file) {
	w.Text(f.Path)
	bits := f.pack()
	if f.forgotten {
		bits |= isForgotten
	}
	w.Number(bits)
	w.Signed(f.Size)
	w.Signed(nanoseconds(f.ModTime))
	w.Number(f.Device)
	for _, n := range []int{f.Records, f.Repeated, f.Rejected} {
		w.Number(uint64(n))
	}
	w.Number(uint64(f.row + 1))
	kept := slices.DeleteFunc(slices.Clone(f.added), func(i int32) bool { return c.state(i) == dead })
	w.Number(uint64(len(kept)))
	for _, i := range kept {
		e := c.entry(i)
		w.Raw(e.hash[:])
		w.Text(e.id)
		w.Number(uint64(e.state))
	}
}

// SaveRemoved replaces the file at path by a catalog of the records whose cables were
// removed by name, and of nothing else.
func (c *Catalog) SaveRemoved(path string) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	only := New()
	for _, i := range c.inState(removed) {
		only.add(only.fileAt(c.path(i)), entry{hash: c.hash(i), id: c.id(i), change: change{state: removed}})
	}
	if err := c.base.err(); err != nil {
		return err
	}
	return only.saveChanges(path)
}

// Load reads and checks a whole catalog, and closes its files. The error of a damaged
// file names it.
func Load(path string) (*Catalog, error) {
	c, err := Open(path)
	if err != nil {
		return nil, err
	}
	if err := c.base.check(); err != nil {
		return nil, err
	}
	if err := c.checkRows(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// checkRows compares the changed files with their rows in the base.
func (c *Catalog) checkRows() error {
	for path, f := range c.files {
		if f.row != c.base.find(path) {
			return errRows
		}
	}
	return nil
}

// Open reads the changes of a catalog and opens its base, of which it reads pages when
// they are needed: see Err and Close.
func Open(path string) (*Catalog, error) {
	for {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		c, err := open(path, data)
		if err == nil {
			return c, nil
		}
		// A writer may have replaced the base meanwhile, and then the changes.
		if again, readErr := os.ReadFile(path); readErr != nil || bytes.Equal(again, data) {
			return nil, err
		}
	}
}

// open opens the catalog whose changes are in data.
func open(path string, data []byte) (*Catalog, error) {
	r, version, err := binfile.Decode(data, magic1, magic2, magic)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	c := New()
	if version == magic {
		if err := c.openBase(r, path); err != nil {
			return nil, err
		}
		c.readStates(r)
	}
	c.readFiles(r, version)
	if err := r.End(); err != nil {
		c.base.close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// openBase opens the base that the changes name.
func (c *Catalog) openBase(r *binfile.Reader, path string) error {
	name := r.Number()
	if name == 0 || name > uint64(len(baseNames)) {
		if name > 0 {
			r.Spoil()
		}
		return nil
	}
	tail := r.Number()
	var s shape
	for _, to := range []*int{&s.files, &s.records, &s.states, &s.texts} {
		*to = int(min(r.Number(), most))
	}
	b, err := openBase(path+baseNames[name-1], s)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing", path+baseNames[name-1])
	}
	if err != nil {
		return err
	}
	c.rest(b)
	if uint64(b.tail) != tail {
		b.close()
		return fmt.Errorf("%s: %w", b.path, binfile.ErrChecksum)
	}
	return nil
}

func (c *Catalog) readStates(r *binfile.Reader) {
	for range r.Count() {
		i, s := r.Number(), r.Number()
		if i >= uint64(c.base.records) || s > uint64(dead) {
			r.Spoil()
			return
		}
		c.changed[int32(i)] = change{state(s), dead}
	}
}

func (c *Catalog) readFiles(r *binfile.Reader, version string) {
	for range r.Count() {
		c.readFile(r, version)
	}
	sets := []map[string]bool{c.unsettled, c.removedNames}
	if version == magic1 {
		sets = sets[:1]
	}
	for _, set := range sets {
		for range r.Count() {
			set[r.Text()] = true
		}
	}
}

func (c *Catalog) readFile(r *binfile.Reader, version string) {
	f := &file{row: -1}
	f.Path = r.Text()
	bits := r.Number()
	f.unpack(bits)
	f.forgotten = bits&isForgotten != 0
	f.Size = r.Signed()
	f.ModTime = timeOf(r.Signed())
	if version != magic1 {
		f.Device = r.Number()
	}
	for _, to := range []*int{&f.Records, &f.Repeated, &f.Rejected} {
		*to = int(r.Number())
	}
	if version == magic {
		f.row = int32(min(r.Number(), most)) - 1
	}
	if f.row >= int32(c.base.files) || c.files[f.Path] != nil {
		r.Spoil()
		return
	}
	c.files[f.Path] = f
	n := r.Count()
	f.added = make([]int32, 0, n)
	for range n {
		e := entry{change: change{was: dead}}
		copy(e.hash[:], r.Raw(len(e.hash)))
		e.id = r.Text()
		e.state = state(min(r.Number(), uint64(removed)))
		c.add(f, e)
	}
}
