package segment

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/index"
	"reftel/index/search"
)

// A gapFunc returns the number of documents before the next one of a list.
type gapFunc func(rng *rand.Rand) uint32

func upTo(most uint32) gapFunc {
	return func(rng *rand.Rand) uint32 { return rng.Uint32N(most + 1) }
}

// mostly returns small gaps and now and then a large one.
func mostly(small, large uint32) gapFunc {
	return func(rng *rand.Rand) uint32 {
		if rng.IntN(50) == 0 {
			return large
		}
		return rng.Uint32N(small + 1)
	}
}

// A postingCase is a kind of postings.
type postingCase struct {
	name  string
	sh    shape
	gap   gapFunc
	freq  func(rng *rand.Rand) uint32
	place gapFunc // between positions
}

func one(*rand.Rand) uint32 { return 1 }

func freqsUpTo(most uint32) func(*rand.Rand) uint32 {
	return func(rng *rand.Rand) uint32 { return 1 + rng.Uint32N(most) }
}

var postingCases = []postingCase{
	{"codes in all documents", 0, upTo(0), one, nil},
	{"codes", 0, upTo(40), one, nil},
	{"rare codes", 0, mostly(3, 1<<20), one, nil},
	{"counted", hasFreqs, upTo(9), freqsUpTo(3), nil},
	{"counted once", hasFreqs, upTo(9), one, nil},
	{"counted often", hasFreqs, mostly(1, 1<<16), mostly(5, 1<<31), nil},
	{"words", hasFreqs | hasPlaces, upTo(9), freqsUpTo(4), upTo(300)},
	{"words in all documents", hasFreqs | hasPlaces, upTo(0), freqsUpTo(40), upTo(9)},
	{"words very often", hasFreqs | hasPlaces, upTo(1), freqsUpTo(40), mostly(100, 3000)},
	{"words far apart", hasFreqs | hasPlaces, upTo(1 << 20), freqsUpTo(3), mostly(1, 1<<30)},
}

// listOf returns random postings of n documents, and their positions.
func (c *postingCase) listOf(rng *rand.Rand, n int) (l *list, places [][]uint32) {
	l = &list{}
	doc := int64(-1)
	for range n {
		doc += 1 + int64(c.gap(rng))
		freq := max(c.freq(rng), 1)
		l.docs, l.freqs = append(l.docs, uint32(doc)), append(l.freqs, freq)
		var at []uint32
		if c.sh&hasPlaces != 0 {
			place := uint64(0)
			for range freq {
				place += uint64(c.place(rng))
				if place > math.MaxUint32 {
					place = math.MaxUint32
				}
				at = append(at, uint32(place))
			}
			l.places = appendPlaces(l.places, at)
		}
		places = append(places, at)
	}
	return l, places
}

var postingSizes = []int{0, 1, 2, 127, 128, 129, 255, 256, 1000}

// readAll reads the documents of a cursor, and where the positions of its blocks are.
func readAll(t *testing.T, c *cursor) (docs, freqs []uint32, ends []int64) {
	t.Helper()
	for {
		ok, err := c.next(0)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return docs, freqs, ends
		}
		docs, freqs, ends = append(docs, c.docs[:c.n]...), append(freqs, c.freqsOf()...), append(ends, c.placesEnd)
	}
}

func TestPostingsRoundTrip(t *testing.T) {
	t.Parallel()
	for _, c := range postingCases {
		for _, n := range postingSizes {
			rng := rand.New(rand.NewPCG(1, uint64(n)))
			l, places := c.listOf(rng, n)
			docs := 1
			if n > 0 {
				docs = int(l.docs[n-1]) + 1
			}
			data, stored := l.appendDocs(nil, c.sh, nil, &postingsBuffer{})
			data = append(data, make([]byte, slack)...)
			var cur cursor
			if err := cur.reset(data, c.sh, n, docs); err != nil {
				t.Fatal(err)
			}
			gotDocs, freqs, ends := readAll(t, &cur)
			if !slices.Equal(gotDocs, l.docs) || !slices.Equal(freqs, l.freqs) {
				t.Errorf("%s: %d postings are not read as written", c.name, n)
			}
			want := int64(0)
			for i := range n / blockDocs {
				size, words, more := 0, 0, 0
				for _, at := range places[i*blockDocs : (i+1)*blockDocs] {
					bytes := len(appendPlaces(nil, at))
					size, words, more = size+bytes, words+len(at), max(more, bytes-len(at))
				}
				if words >= sizedFrom {
					size += 1 + 16*bits.Len(uint(more))
				}
				if want += int64(size); ends[i] != want {
					t.Errorf("%s: positions of block %d of %d postings end at %d, want %d", c.name, i, n, ends[i], want)
				}
			}
			if n%blockDocs == 0 && int64(len(stored)) != want {
				t.Errorf("%s: %d postings have %d bytes of positions, want %d", c.name, n, len(stored), want)
			}
		}
	}
}

// TestGreatestGaps reads the documents with the lowest and the highest number.
func TestGreatestGaps(t *testing.T) {
	t.Parallel()
	for _, n := range []int{2, 129, 257} {
		l := &list{}
		for i := range n {
			l.docs, l.freqs = append(l.docs, uint32(i)), append(l.freqs, uint32(1+i%2*(math.MaxUint32-1)))
		}
		l.docs[n-1] = mostDocs - 1
		if n == 257 {
			l.docs[127] = mostDocs - 300 // the gap is in a block
			for i := 128; i < n-1; i++ {
				l.docs[i] = uint32(mostDocs - 300 + i - 127)
			}
		}
		data, _ := l.appendDocs(nil, hasFreqs, nil, &postingsBuffer{})
		data = append(data, make([]byte, slack)...)
		var cur cursor
		if err := cur.reset(data, hasFreqs, n, mostDocs); err != nil {
			t.Fatal(err)
		}
		if docs, freqs, _ := readAll(t, &cur); !slices.Equal(docs, l.docs) || !slices.Equal(freqs, l.freqs) {
			t.Errorf("%d postings: read %v %v", n, docs, freqs)
		}
	}
}

// TestResetCut gives a cursor fewer bytes than the skip list of its documents takes.
func TestResetCut(t *testing.T) {
	t.Parallel()
	l, _ := postingCases[0].listOf(rand.New(rand.NewPCG(1, 1)), blockDocs)
	data, _ := l.appendDocs(nil, 0, nil, &postingsBuffer{})
	var cur cursor
	for _, head := range []string{string(data[:0]), string(data[:1]), "\xff\x01", "\xff\xff\xff\xff\xff\xff\xff\x01"} {
		for size := range len(head) + 1 { // the bytes that follow are of another term
			if err := cur.reset(append([]byte(head), "more bytes"...)[:size+slack], 0, blockDocs, blockDocs); err == nil {
				_, err = cur.next(0)
				if err == nil {
					t.Errorf("%d bytes of %q are read", size, head)
				}
			}
		}
	}
}

// appendPlaces appends encoded positions, which are in order.
func appendPlaces(dst []byte, places []uint32) []byte {
	last := uint32(0)
	for _, p := range places {
		dst = search.AppendPlace(dst, p-last)
		last = p
	}
	return dst
}

// A testField is a field with its postings by term.
type testField struct {
	sh    shape
	lists map[string]*list
}

// segmentOf returns a segment of n documents with these fields.
func segmentOf(t testing.TB, n int, fields map[string]testField) *Segment {
	t.Helper()
	var out bytes.Buffer
	f := newFileWriter(&out)
	for _, name := range sortedKeys(fields) {
		field := fields[name]
		w := &termWriter{w: f, name: name, sh: field.sh}
		for _, term := range sortedKeys(field.lists) {
			w.add([]byte(term), field.lists[term])
		}
		w.close()
	}
	var d docParts
	for doc := range n {
		d.keys = append(d.keys, string(index.OrderOf(fmt.Sprintf("08STATE%d", doc)).AppendKey(nil)))
		d.zones = append(d.zones, string(search.AppendZones(nil, &search.Zones{})))
	}
	d.dates, d.text, d.subject = make([]int64, n), make([]uint32, n), make([]uint32, n)
	d.write(f)
	if err := f.close(); err != nil {
		t.Fatal(err)
	}
	s, err := newSegment(out.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAdvance moves through postings by steps of all sizes, with and without deleted
// documents, and compares with a search in the list.
func TestAdvance(t *testing.T) {
	t.Parallel()
	const docs = 20_000
	rng := rand.New(rand.NewPCG(5, 6))
	for _, c := range postingCases {
		if c.gap(rng) > docs {
			continue
		}
		field := testField{c.sh, map[string]*list{}}
		places := map[string][][]uint32{}
		for _, n := range postingSizes {
			l, at := c.listOf(rng, n)
			for len(l.docs) > 0 && l.docs[len(l.docs)-1] >= docs {
				k := len(l.docs) - 1
				l.places = l.places[:len(l.places)-len(appendPlaces(nil, at[k]))]
				l.docs, l.freqs, at = l.docs[:k], l.freqs[:k], at[:k]
			}
			if n > 0 && len(l.docs) > 0 {
				name := fmt.Sprint(n)
				field.lists[name], places[name] = l, at
			}
		}
		s := segmentOf(t, docs, map[string]testField{"field": field})
		for _, share := range []float64{0, 0.01, 0.5, 0.99} {
			leaf := NewLeaf(s, someOf(rng, docs, share))
			for name, l := range field.lists {
				for _, step := range []uint32{1, 20, 500, 5000} {
					advance(t, leaf, name, l, places[name], rng, step)
				}
			}
		}
	}
}

// someOf returns a share of the documents.
func someOf(rng *rand.Rand, docs int, share float64) *roaring.Bitmap {
	b := roaring.New()
	for doc := range uint32(docs) {
		if rng.Float64() < share {
			b.Add(doc)
		}
	}
	return b
}

// advance moves through the postings of a term by random steps, of which some are in a block.
func advance(t *testing.T, leaf *Leaf, term string, l *list, all [][]uint32, rng *rand.Rand, step uint32) {
	t.Helper()
	d, err := leaf.Dict("field")
	if err != nil {
		t.Fatal(err)
	}
	found, err := d.List(term)
	if err != nil {
		t.Fatal(err)
	}
	live := func(i int) bool { return leaf.Live(l.docs[i]) }
	count := 0
	for i := range l.docs {
		if live(i) {
			count++
		}
	}
	if found == nil {
		if count > 0 {
			t.Fatalf("%q has no list, want %d documents", term, count)
		}
		return
	}
	if found.Count() != count {
		t.Errorf("%q has %d documents, want %d", term, found.Count(), count)
	}
	p, err := found.Postings(search.Positions)
	if err != nil {
		t.Fatal(err)
	}
	hasPlaces := len(l.places) > 0
	for target := rng.Uint32N(step); ; target += 1 + rng.Uint32N(step) {
		i := sort.Search(len(l.docs), func(i int) bool { return l.docs[i] >= target })
		for i < len(l.docs) && !live(i) {
			i++
		}
		want := uint32(search.End)
		if i < len(l.docs) {
			want = l.docs[i]
		}
		got, err := p.Advance(target)
		if err != nil || got != want {
			t.Fatalf("Advance(%d) of %q = %d, want %d: %v", target, term, got, want, err)
		}
		if got == search.End {
			return
		}
		if docs, freqs, at := p.(search.Blocks).Block(); len(docs) > 0 && rng.IntN(2) == 0 {
			k := at + rng.IntN(len(docs)-at)
			i, got = i+k-at, docs[k]
			if got != l.docs[i] || freqs[k] != l.freqs[i] {
				t.Fatalf("a block of %q has document %d %d times, want %d %d times", term, got, freqs[k], l.docs[i], l.freqs[i])
			}
			p.(search.Blocks).MoveTo(k)
		}
		if f := p.Frequency(); f != l.freqs[i] {
			t.Fatalf("document %d has %q %d times, want %d", got, term, f, l.freqs[i])
		}
		for range rng.IntN(3) { // of none or of several times
			var places search.Places
			err := p.Places(&places)
			at, err2 := places.Append(nil)
			if err := cmp.Or(err, err2); err != nil || hasPlaces && !slices.Equal(at, all[i]) {
				t.Fatalf("document %d has %q at %v, want %v: %v", got, term, at, all[i], err)
			}
		}
		target = got
	}
}

// TestUnpack reads blocks of all widths.
func TestUnpack(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(13, 14))
	for width := range 33 {
		var values, got [blockDocs]uint32
		for i := range values {
			values[i] = uint32(rng.Uint64N(1 << width))
			got[i] = rng.Uint32()
		}
		data := append(appendPacked(nil, &values, width), "\xff\xff\xff\xff\xff\xff\xff\xff"...)
		if len(data) != packedSize(width)+slack {
			t.Errorf("a block of %d bits has %d bytes", width, len(data)-slack)
		}
		if unpack(data, &got, width); got != values {
			t.Errorf("%d bits: %v, want %v", width, got, values)
		}
	}
}
