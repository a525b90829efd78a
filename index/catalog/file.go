package catalog

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"reftel/index/binfile"
)

// The file: a line with its version; the number of files; for each, in the order
// of their paths, the path, its bits, size, time in nanoseconds since 1970, the
// device, the three counts, the number of records, and for each its hash, its id
// and its state; then the number of unsettled ids, and these; then the number of
// removed sources, and their names.
//
// Version 1 has neither devices nor removed sources.
const (
	magic1 = "reftel catalog 1"
	magic  = "reftel catalog 2"
)

// The bits of a file.
const (
	isRegular = 1 << iota
	isWhole
)

// Save writes the catalog to a file.
func (c *Catalog) Save(path string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, err := binfile.Create(path, magic)
	if err != nil {
		return err
	}
	files := c.sorted()
	w.Number(uint64(len(files)))
	for _, f := range files {
		c.saveFile(w, f)
	}
	for _, set := range []map[string]bool{c.unsettled, c.removedNames} {
		w.Number(uint64(len(set)))
		for _, text := range slices.Sorted(maps.Keys(set)) {
			w.Text(text)
		}
	}
	err = w.Close()
	c.touched = err != nil
	return err
}

func (c *Catalog) saveFile(w *binfile.Writer, f *file) {
	w.Text(f.Path)
	bits := uint64(0)
	if f.Regular {
		bits |= isRegular
	}
	if f.Whole {
		bits |= isWhole
	}
	w.Number(bits)
	w.Signed(f.Size)
	w.Signed(nanoseconds(f.ModTime))
	w.Number(f.Device)
	for _, n := range []int{f.Records, f.Repeated, f.Rejected} {
		w.Number(uint64(n))
	}
	n := 0
	for _, i := range f.entries {
		if c.entries[i].state != dead {
			n++
		}
	}
	w.Number(uint64(n))
	for _, i := range f.entries {
		if e := &c.entries[i]; e.state != dead {
			w.Raw(e.hash[:])
			w.Text(e.id)
			w.Number(uint64(e.state))
		}
	}
}

func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// Load reads a catalog from a file. The error of a damaged file names it.
func Load(path string) (*Catalog, error) {
	r, version, err := binfile.ReadAny(path, magic1, magic)
	if err != nil {
		return nil, err
	}
	c, err := decode(r, version)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

func decode(r *binfile.Reader, version string) (*Catalog, error) {
	c := New()
	for range r.Count() {
		c.loadFile(r, version)
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
	return c, r.End()
}

func (c *Catalog) loadFile(r *binfile.Reader, version string) {
	at := c.fileAt(r.Text())
	f := c.files[at]
	bits := r.Number()
	f.Regular, f.Whole = bits&isRegular != 0, bits&isWhole != 0
	f.Size = r.Signed()
	if ns := r.Signed(); ns != 0 {
		f.ModTime = time.Unix(0, ns)
	}
	if version != magic1 {
		f.Device = r.Number()
	}
	for _, to := range []*int{&f.Records, &f.Repeated, &f.Rejected} {
		*to = int(r.Number())
	}
	n := r.Count()
	f.entries = make([]int32, 0, n)
	for range n {
		var e entry
		copy(e.hash[:], r.Raw(len(e.hash)))
		e.id = r.Text()
		e.state = state(min(r.Number(), uint64(removed)))
		c.add(at, e)
	}
}
