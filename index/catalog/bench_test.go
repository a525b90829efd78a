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
