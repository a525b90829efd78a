package search

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index"
)

// columnCases are the ordinals of documents of a column with 5 values.
var columnCases = []struct {
	name   string
	ords   [][]uint32
	single bool
}{
	{"none", nil, true},
	{"empty", [][]uint32{{}, {}}, true},
	{"single", [][]uint32{{4}, {}, {0}, {4}}, true},
	{"several", [][]uint32{{}, {0, 4}, {}, {1}, {2, 3, 0}, {}}, false},
}

// columnFrom returns the column of the ordinals of some documents, which are those of
// a longer list from the third document on.
func columnFrom(values *Texts, docs [][]uint32) *Column {
	starts, ords := []uint32{2}, []uint32{9, 9}
	for _, list := range docs {
		ords = append(ords, list...)
		starts = append(starts, uint32(len(ords)))
	}
	return ColumnOf(values, starts, append(ords, 9))
}

func TestColumn(t *testing.T) {
	t.Parallel()
	values := TextsOf([]string{"a", "b", "c", "d", "e"})
	for _, tt := range columnCases {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			checkColumn(t, columnFrom(values, tt.ords), tt.ords, tt.single)
		})
	}
	random := rand.New(rand.NewPCG(1, 14))
	docs := make([][]uint32, 5000)
	for i := range docs {
		for range random.IntN(4) {
			docs[i] = append(docs[i], random.Uint32N(5))
		}
	}
	checkColumn(t, columnFrom(values, docs), docs, false)
}

// checkColumn compares a column with the ordinals that its documents should have.
func checkColumn(t *testing.T, c *Column, docs [][]uint32, single bool) {
	t.Helper()
	if c.single != single {
		t.Errorf("single is %t", c.single)
	}
	want := make([]int, c.Values().Len()+1)
	var all []uint32
	r := c.Reader()
	for doc, ords := range docs {
		got, err := r.Append([]uint32{7}, uint32(doc))
		if err != nil || !slices.Equal(got[1:], ords) || got[0] != 7 {
			t.Fatalf("document %d has %d, want %d (%v)", doc, got[1:], ords, err)
		}
		for _, ord := range ords {
			want[ord+1]++
		}
		if len(ords) == 0 {
			want[0]++
		}
		all = append(all, uint32(doc))
	}
	counts := make([]int, len(want))
	if err := r.Count(all, counts); err != nil || !slices.Equal(counts, want) {
		t.Errorf("counts %d, want %d (%v)", counts, want, err)
	}
	bad := uint32(len(docs))
	if _, err := r.Append(nil, bad); err == nil {
		t.Error("a document beyond the last has values")
	}
	if err := r.Count([]uint32{bad}, counts); err == nil {
		t.Error("a document beyond the last was counted")
	}
}

// TestColumnErrors: numbers that can't be right, and bytes that the check does not pass,
// are errors.
func TestColumnErrors(t *testing.T) {
	t.Parallel()
	values := TextsOf([]string{"a", "b"})
	of := func(list ...uint32) NumberColumn { return NumberColumnOf(list) }
	failing := NewNumberColumn(NumberColumnOf([]uint32{0, 0, 0}).packed, checkFunc(func(int, int) error { return errBadByte }))
	for _, tt := range []struct {
		name string
		col  *Column
		want string
	}{
		{"ordinal", NewColumn(values, of(0, 1), of(2)), "document 0 has value 2 of 2"},
		{"single ordinal", NewSingleColumn(values, of(3)), "document 0 has value 2 of 2"},
		{"starts out of order", NewColumn(values, of(1, 0), of(0)), "document 0 has the values from 1 to 0 of 1"},
		{"start beyond the end", NewColumn(values, of(0, 2), of(0)), "document 0 has the values from 0 to 2 of 1"},
		{"more values than there are", NewColumn(values, of(0, 3), of(0, 1, 0)), "document 0 has the values from 0 to 3 of 3"},
		{"no end", NewColumn(values, of(0), of(0)), "number 1 of 1"},
		{"no documents", NewSingleColumn(values, NumberColumn{}), "number 0 of 0"},
		{"bytes of starts", NewColumn(values, failing, of(0)), "bad byte"},
		{"bytes of ordinals", NewColumn(values, of(0, 1), failing), "bad byte"},
		{"bytes of single ordinals", NewSingleColumn(values, failing), "bad byte"},
	} {
		_, err := tt.col.Reader().Append(nil, 0)
		err2 := tt.col.Reader().Count([]uint32{0}, make([]int, values.Len()+1))
		if fmt.Sprint(err) != tt.want || fmt.Sprint(err2) != tt.want {
			t.Errorf("%s: errors %v, %v, want %s", tt.name, err, err2, tt.want)
		}
	}
}

// A damagedLeaf is a leaf with other columns.
type damagedLeaf struct {
	Leaf
	column *Column
}

func (l damagedLeaf) Column(string) (*Column, error) { return l.column, nil }

// TestDamagedColumns: an error in a column ends the search.
func TestDamagedColumns(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)[:20]
	leaf := leavesOf(docs, len(docs))[0]
	ones := NumberColumnOf(slices.Repeat([]uint32{1}, len(docs)))
	noText, err := NewTexts(make([]byte, PackedSize(8, 2)+1), 8, 1, checkFunc(func(int, int) error { return errBadByte }))
	if err != nil {
		t.Fatal(err)
	}
	bad := NewNumberColumn(ones.packed, checkFunc(func(int, int) error { return errBadByte }))
	for name, col := range map[string]*Column{
		"ordinals": NewSingleColumn(TextsOf([]string{"x"}), bad),
		"values":   NewSingleColumn(noText, ones),
	} {
		s := newSearcher([]Leaf{damagedLeaf{leaf, col}})
		for _, req := range []index.Request{
			{Facets: []index.FacetRequest{{Name: "tags", Size: 3}}},
			{Filters: []index.Filter{{Facet: "tags", Values: []string{"x"}}}},
		} {
			if _, err := s.Search(context.Background(), req); !errors.Is(err, errBadByte) {
				t.Errorf("%s, %+v: error %v", name, req, err)
			}
		}
	}
}

// A damagedNumbers leaf has lengths, dates and ranks whose bytes are bad.
type damagedNumbers struct{ Leaf }

func (l damagedNumbers) bad() NumberColumn {
	return NewNumberColumn(NumberColumnOf(make([]uint32, l.Docs())).packed, checkFunc(func(int, int) error { return errBadByte }))
}
func (l damagedNumbers) Lengths(string) NumberColumn { return l.bad() }
func (l damagedNumbers) Dates() DateColumn           { return NewDateColumn(l.bad(), 0) }
func (l damagedNumbers) Ranks() NumberColumn         { return l.bad() }

// A noStats leaf can't tell its sums.
type noStats struct{ Leaf }

func (noStats) Stats() (Stats, error) { return Stats{}, errBadByte }

// TestDamagedNumbers: an error in the figures of documents ends a search that needs them,
// and so does one in the sums of a leaf.
func TestDamagedNumbers(t *testing.T) {
	t.Parallel()
	leaf := leavesOf(sampleDocs(t)[:20], 20)[0]
	s := newSearcher([]Leaf{damagedNumbers{leaf}})
	for _, req := range []index.Request{
		{Query: parse(t, "the"), Limit: 1}, {Query: parse(t, `"of the"`), Limit: 1}, {Limit: 1}, {Limit: -1},
		{Sort: index.ByID, Limit: 1}, {Sort: index.ByDate, Limit: 1}, {Sort: index.ByDateDesc, Limit: 1},
	} {
		if _, err := s.Search(t.Context(), req); !errors.Is(err, errBadByte) {
			t.Errorf("%+v: error %v", req, err)
		}
	}
	if res, err := s.Search(t.Context(), index.Request{}); err != nil || res.Total != 20 {
		t.Errorf("without hits: %+v, %v", res, err)
	}
	if _, err := New([]Leaf{noStats{leaf}}); !errors.Is(err, errBadByte) {
		t.Errorf("error %v", err)
	}
}

// FuzzColumn: any numbers are a column, or errors.
func FuzzColumn(f *testing.F) {
	f.Add([]byte{0, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0}, []byte{1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, 8, 8, 4, 3)
	f.Add([]byte{9, 1}, []byte{}, 3, 1, 1, 1)
	f.Fuzz(func(t *testing.T, starts, ords []byte, startWidth, ordWidth, nStarts, nOrds int) {
		a, err := NewPacked(starts, startWidth, nStarts)
		b, err2 := NewPacked(ords, ordWidth, nOrds)
		if err != nil || err2 != nil {
			return
		}
		values := TextsOf([]string{"a", "b"})
		for _, c := range []*Column{
			NewColumn(values, NewNumberColumn(a, nil), NewNumberColumn(b, nil)),
			NewSingleColumn(values, NewNumberColumn(b, nil)),
		} {
			counts := make([]int, values.Len()+1)
			for doc := range min(max(nStarts, nOrds), 100) {
				list, err := c.Reader().Append(nil, uint32(doc))
				if (c.Reader().Count([]uint32{uint32(doc)}, counts) == nil) != (err == nil) {
					t.Errorf("document %d: error %v", doc, err)
				}
				if slices.ContainsFunc(list, func(ord uint32) bool { return ord > 1 }) {
					t.Errorf("document %d has %d", doc, list)
				}
			}
		}
	})
}

func BenchmarkColumnCount(b *testing.B) {
	const docs = 1 << 16
	values := TextsOf(make([]string, 1000))
	random := rand.New(rand.NewPCG(1, 14))
	var all, starts, ords, ones []uint32
	for doc := range uint32(docs) {
		all, starts = append(all, doc), append(starts, uint32(len(ords)))
		for range random.IntN(6) {
			ords = append(ords, random.Uint32N(1000))
		}
		ones = append(ones, random.Uint32N(1001))
	}
	starts = append(starts, uint32(len(ords)))
	packed := func(list []uint32) NumberColumn {
		data, width := AppendPacked(nil, list)
		p, err := NewPacked(data, width, len(list))
		if err != nil {
			b.Fatal(err)
		}
		return NewNumberColumn(p, checkFunc(func(int, int) error { return nil }))
	}
	for name, c := range map[string]*Column{
		"values=many": NewColumn(values, packed(starts), packed(ords)), "values=one": NewSingleColumn(values, packed(ones)),
	} {
		for _, step := range []int{1, 100} {
			b.Run(fmt.Sprint(name, "/every=", step), func(b *testing.B) {
				b.ReportAllocs()
				counts := make([]int, values.Len()+1)
				var list []uint32
				for i := 0; i < docs; i += step {
					list = append(list, all[i])
				}
				for b.Loop() {
					r := c.Reader()
					for part := range slices.Chunk(list, countEvery) {
						if err := r.Count(part, counts); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/doc")
			})
		}
	}
}
