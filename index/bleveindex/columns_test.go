package bleveindex

import (
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"reftel/index/binfile"
	"reftel/index/field"
	"reftel/index/search"
)

// someColumns are columns of three documents, of which one is deleted.
func someColumns(t testing.TB) *columns {
	t.Helper()
	c := newColumns(3)
	values := []string{"a", "b é"}
	b := &facetBuilder{ordinals: map[string]uint32{values[0]: 0, values[1]: 1}}
	for _, doc := range []uint32{0, 2} {
		c.live[doc] = true
		f := figures{date: int64(doc) * 86400, textLen: 100 * (doc + 1), subjectLen: 5, zones: someZones(10 + doc)}
		if err := c.take(doc, f.String()); err != nil {
			t.Fatal(err)
		}
		for ord := range values[:1+doc/2] {
			b.pairs = append(b.pairs, pair{doc, uint32(ord)})
		}
	}
	for _, f := range field.Facets() {
		c.facets[f.Name] = func() (*facetColumn, error) { return b.column(3), nil }
	}
	c.rankByID([]liveID{{0, "B"}, {2, "A"}})
	c.count()
	return c
}

// someZones are the zones of a text of n words.
func someZones(n uint32) []byte {
	return search.AppendZones(nil, &search.Zones{
		Body: []search.Range{{Start: 5, End: n}}, Paragraphs: []search.Paragraph{{Range: search.Range{Start: 5, End: n}, Number: 1, Mark: "S/NF"}},
	})
}

func saved(t testing.TB, c *columns) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "columns")
	if err := c.save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestColumnsKeepWhatTheyHold(t *testing.T) {
	t.Parallel()
	c := someColumns(t)
	got, err := loadColumns(saved(t, c))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range field.Facets() {
		want, have := facetOf(t, c, f.Name), facetOf(t, got, f.Name)
		if !reflect.DeepEqual(want, have) {
			t.Errorf("facet %s: saved %+v, loaded %+v", f.Name, want, have)
		}
	}
	c.facets, got.facets = nil, nil
	c.zonesFrom[1], c.zonesTo[1] = got.zonesFrom[1], got.zonesTo[1] // empty
	if !reflect.DeepEqual(got, c) {
		t.Errorf("saved %+v, loaded %+v", c, got)
	}
	if c.docs != 2 || c.rank[0] != 1 || c.rank[2] != 0 {
		t.Errorf("docs %d, ranks %v", c.docs, c.rank)
	}
}

func facetOf(t *testing.T, c *columns, name string) *facetColumn {
	t.Helper()
	col, err := c.facets[name]()
	if err != nil {
		t.Fatal(err)
	}
	if len(col.of(0)) != 1 || len(col.of(1)) != 0 || len(col.of(2)) != 2 {
		t.Errorf("facet %s: %+v", name, col)
	}
	return col
}

func FuzzColumns(f *testing.F) {
	data, err := os.ReadFile(saved(f, someColumns(f)))
	if err != nil {
		f.Fatal(err)
	}
	data = data[len(columnsMagic)+1 : len(data)-crc32.Size]
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decodeColumns(binfile.NewReader(data))
		if err != nil {
			return
		}
		for name, facet := range c.facets {
			col, err := facet()
			if err != nil {
				continue
			}
			for doc := range c.live {
				var z search.Zones
				if err := search.ReadZones(c.zonesOf(uint32(doc)), search.AllZones, &z); err != nil && !errors.Is(err, search.ErrZones) {
					t.Fatal(err)
				}
				for _, ord := range col.of(uint32(doc)) {
					if int(ord) >= len(col.values) {
						t.Fatalf("facet %s, document %d: ordinal %d of %d values", name, doc, ord, len(col.values))
					}
				}
			}
		}
	})
}

func FuzzFigures(f *testing.F) {
	f.Add(figures{date: search.NoDate, textLen: 1, zones: search.AppendZones(nil, &search.Zones{})}.String())
	f.Add(figures{zones: someZones(1 << 20)}.String())
	f.Add("1 2 3")
	f.Fuzz(func(t *testing.T, s string) {
		fig, err := parseFigures(s)
		if err != nil {
			return
		}
		if again, err := parseFigures(fig.String()); err != nil || !reflect.DeepEqual(again, fig) {
			t.Fatalf("%q reads as %v, which reads as %v, %v", s, fig, again, err)
		}
	})
}
