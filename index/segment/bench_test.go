package segment

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"reftel/index"
	"reftel/index/search"
)

// BenchmarkUnpack reads a block of values of each width.
func BenchmarkUnpack(b *testing.B) {
	for _, width := range []int{1, 4, 7, 12, 20, 31} {
		b.Run(fmt.Sprint(width), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			var values [blockDocs]uint32
			for i := range values {
				values[i] = rng.Uint32N(1 << width)
			}
			data := append(appendPacked(nil, &values, width), make([]byte, slack)...)
			b.SetBytes(4 * blockDocs)
			for b.Loop() {
				unpack(data, &values, width)
			}
		})
	}
}

// BenchmarkLoad reads all postings of a term to each depth.
func BenchmarkLoad(b *testing.B) {
	const docs = 20_000
	c := postingCase{sh: hasFreqs | hasPlaces, gap: upTo(2), freq: freqsUpTo(12), place: upTo(200)}
	l, _ := c.listOf(rand.New(rand.NewPCG(1, 2)), docs/2)
	s := segmentOf(b, int(l.docs[len(l.docs)-1])+1, map[string]testField{"field": {c.sh, map[string]*list{"the": l}}})
	d, err := NewLeaf(s, nil).Dict("field")
	if err != nil {
		b.Fatal(err)
	}
	for _, depth := range []search.Depth{search.Numbers, search.Frequencies, search.Positions} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			var block search.Block
			for b.Loop() {
				if err := d.Load("the", depth, &block); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(l.docs)), "ns/posting")
		})
	}
	b.Run("positions of one in 40", func(b *testing.B) {
		var places []uint32
		for b.Loop() {
			found, err := d.List("the")
			if err != nil {
				b.Fatal(err)
			}
			p, err := found.Postings(search.Positions)
			if err != nil {
				b.Fatal(err)
			}
			for doc := uint32(0); doc != search.End; doc += 40 {
				if doc, err = p.Advance(doc); err != nil || doc == search.End {
					break
				}
				var at search.Places
				if err := p.Places(&at); err != nil {
					b.Fatal(err)
				}
				if places, err = at.Append(places[:0]); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(l.docs)), "ns/posting")
	})
}

// BenchmarkTerms reads all terms of a field.
func BenchmarkTerms(b *testing.B) {
	terms := someTerms(rand.New(rand.NewPCG(1, 2)), 20_000)
	f := termsSegment(b, terms)
	for b.Loop() {
		if err := f.walk(nil, "", "", func([]byte, *termInfo) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(terms)), "ns/term")
}

// BenchmarkMerge merges ten segments of an archive.
func BenchmarkMerge(b *testing.B) {
	docs := benchDocs(b)
	var leaves []*Leaf
	for part := range slices.Chunk(docs, len(docs)/10+1) {
		leaves = append(leaves, NewLeaf(build(b, part), nil))
	}
	b.SetBytes(int64(textOf(docs)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Merge(io.Discard, leaves, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// textOf returns the number of bytes of the texts of documents.
func textOf(docs []index.Document) (n int) {
	for _, d := range docs {
		n += textBytes(d)
	}
	return n
}

func textBytes(d index.Document) int { return len(d.Record.Header) + len(d.Record.Body) }
