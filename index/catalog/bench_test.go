package catalog

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// archive returns a catalog of one file with n records.
func archive(n int) *Catalog {
	c := New()
	random := rand.NewChaCha8([32]byte{1})
	c.Begin("/archive/cables.csv", stateOf(1<<30))
	for i := range n {
		var hash Hash
		binary.LittleEndian.PutUint64(hash[:], random.Uint64())
		binary.LittleEndian.PutUint64(hash[8:], random.Uint64())
		c.Note("/archive/cables.csv", hash, fmt.Sprintf("08PARIS%d", i))
	}
	c.End("/archive/cables.csv", stateOf(1<<30), true)
	return c
}

// BenchmarkJob loads a catalog, adds a file of one record, and saves it.
func BenchmarkJob(b *testing.B) {
	for _, n := range []int{25_000, 250_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := b.TempDir()
			path := filepath.Join(dir, "catalog")
			if err := archive(n).Save(path); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c, err := Open(path)
				if err != nil {
					b.Fatal(err)
				}
				c.NewJob()
				file := fmt.Sprintf("/archive/%d.txt", i)
				if _, known := c.Lookup(h(file)); !known {
					read(c, file, 10, file+"=08ROME1")
				}
				c.Superseded()
				if err := c.SaveRemoved(path + ".removed"); err != nil {
					b.Fatal(err)
				}
				if err := c.Save(path); err != nil {
					b.Fatal(err)
				}
				c.Close()
			}
		})
	}
}

// BenchmarkRead loads a catalog and reads a file again of which nothing changed.
func BenchmarkRead(b *testing.B) {
	const n = 250_000
	path := filepath.Join(b.TempDir(), "catalog")
	c := archive(n)
	var hashes []Hash
	c.Records(func(_ string, h Hash, _ string) bool {
		hashes = append(hashes, h)
		return true
	})
	if err := c.Save(path); err != nil {
		b.Fatal(err)
	}
	c.Close()
	b.ReportAllocs()
	for b.Loop() {
		c, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		const file = "/archive/cables.csv"
		c.Begin(file, stateOf(1))
		for _, h := range hashes {
			c.Lookup(h) // by the parser
			id, known := c.Lookup(h)
			if !known || c.Met(h) {
				b.Fatal(h)
			}
			c.Note(file, h, id)
		}
		c.End(file, stateOf(1), true)
		c.Close()
	}
}

// BenchmarkLoad reads and checks a whole catalog.
func BenchmarkLoad(b *testing.B) {
	path := filepath.Join(b.TempDir(), "catalog")
	if err := archive(250_000).Save(path); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c, err := Load(path)
		if err != nil {
			b.Fatal(err)
		}
		c.Sources()
		c.Texts()
	}
}

// BenchmarkUnchanged is a job that finds nothing new.
func BenchmarkUnchanged(b *testing.B) {
	path := filepath.Join(b.TempDir(), "catalog")
	if err := archive(250_000).Save(path); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		c.NewJob()
		_, same := c.Unchanged("/archive/cables.csv", stateOf(1<<30))
		if c.Superseded(); !same || c.Touched() {
			b.Fatal(same)
		}
		c.Close()
	}
}

// BenchmarkFull changes a catalog with as many changes as it may have without a
// new base.
func BenchmarkFull(b *testing.B) {
	for _, n := range []int{25_000, 250_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "catalog")
			c := archive(n)
			if err := c.Save(path); err != nil {
				b.Fatal(err)
			}
			for i := range c.mostChanges() / 2 { // of a file and a record each
				read(c, fmt.Sprint("/archive/", i), 1, fmt.Sprintf("text %d=08ROME%d", i, i))
			}
			if err := c.Save(path); err != nil {
				b.Fatal(err)
			}
			c.Close()
			b.ReportAllocs()
			for b.Loop() {
				c, err := Open(path)
				if err != nil {
					b.Fatal(err)
				}
				c.Unsettle("08ROME1")
				if err := c.Save(path); err != nil {
					b.Fatal(err)
				}
				c.Close()
			}
		})
	}
}
