package bleveindex

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"

	"reftel/index/binfile"
	"reftel/index/field"
)

// The columns file (package binfile): the number of documents; the columns of
// numbers, document by document; for each facet in the order of the table, its
// length in bytes and its column. Versions:
//
//  1. the first;
//  2. positions instead of byte offsets;
//  3. several ranges of positions in the body;
//  4. the zones of the text (search.AppendZones) in the place of the body.
const columnsMagic = "reftel columns 4"

func (c *columns) save(path string) error {
	w, err := binfile.Create(path, columnsMagic)
	if err != nil {
		return err
	}
	w.Number(uint64(len(c.live)))
	for doc, live := range c.live {
		w.Number(bit(live))
		w.Signed(c.dates[doc])
		for _, col := range [][]uint32{c.rank, c.textLen, c.subjectLen} {
			w.Number(uint64(col[doc]))
		}
		w.Bytes(c.zonesOf(uint32(doc)))
	}
	err = c.eachFacet(w.Bytes)
	return errors.Join(err, w.Close())
}

// eachFacet encodes the columns of all facets on all cores, and calls take in the
// order of the table.
func (c *columns) eachFacet(take func([]byte)) error {
	type section struct {
		data []byte
		err  error
	}
	facets := field.Facets()
	made := make([]chan section, len(facets))
	for i := range made {
		made[i] = make(chan section, 1)
	}
	begin := func(i int) {
		col, err := c.facets[facets[i].Name]()
		if err != nil {
			made[i] <- section{err: err}
			return
		}
		made[i] <- section{data: encodeFacet(col)}
	}
	ahead := min(runtime.GOMAXPROCS(0), len(facets))
	for i := range ahead {
		go begin(i)
	}
	// Wait for all of them: the caller closes the index that they read.
	var failed error
	for i := range facets {
		s := <-made[i]
		if failed == nil {
			failed = s.err
		}
		if failed == nil {
			take(s.data)
		}
		if ahead < len(facets) {
			go begin(ahead)
			ahead++
		}
	}
	return failed
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// encodeFacet encodes a facet's column: its values, then for each document the
// number of its values and their ordinals.
func encodeFacet(f *facetColumn) []byte {
	var out []byte
	number := func(n int) { out = binary.AppendUvarint(out, uint64(n)) }
	number(len(f.values))
	for _, v := range f.values {
		number(len(v))
		out = append(out, v...)
	}
	for doc := range len(f.starts) - 1 {
		ords := f.of(uint32(doc))
		number(len(ords))
		for _, o := range ords {
			number(int(o))
		}
	}
	return out
}

// loadColumns reads a columns file. If it is damaged, the error names it.
func loadColumns(path string) (*columns, error) {
	r, err := binfile.Read(path, columnsMagic)
	if err != nil {
		return nil, damaged(err)
	}
	c, err := decodeColumns(r)
	if err != nil {
		return nil, damaged(fmt.Errorf("%s: %w", path, err))
	}
	return c, nil
}

func decodeColumns(r *binfile.Reader) (*columns, error) {
	c := newColumns(r.Count())
	for doc := range c.live {
		c.live[doc] = r.Number() == 1
		c.dates[doc] = r.Signed()
		for _, col := range [][]uint32{c.rank, c.textLen, c.subjectLen} {
			col[doc] = uint32(r.Number())
		}
		c.setZones(uint32(doc), r.Bytes())
	}
	for _, f := range field.Facets() {
		section := r.Bytes()
		c.facets[f.Name] = func() (*facetColumn, error) { return decodeFacet(section, len(c.live)) }
	}
	c.keepFacets()
	if err := r.End(); err != nil {
		return nil, err
	}
	c.count()
	return c, nil
}

// decodeFacet decodes the column of a facet of docs documents.
func decodeFacet(data []byte, docs int) (*facetColumn, error) {
	r := binfile.NewReader(data)
	f := &facetColumn{values: make([]string, r.Count()), starts: make([]uint32, docs+1)}
	for i := range f.values {
		f.values[i] = r.Text()
	}
	for doc := range docs {
		for range r.Count() {
			ord := r.Number()
			if ord >= uint64(len(f.values)) {
				r.Spoil()
			}
			f.ords = append(f.ords, uint32(ord))
		}
		f.starts[doc+1] = uint32(len(f.ords))
	}
	if r.End() != nil {
		return nil, errors.New("a facet of the index is damaged: run indexer --rebuild")
	}
	return f, nil
}
