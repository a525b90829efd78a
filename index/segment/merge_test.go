package segment

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/search"
)

// A mergeInput is a leaf and its documents that are not deleted.
type mergeInput struct {
	leaf *Leaf
	docs []index.Document
}

// without deletes a share of the documents.
func (in mergeInput) without(rng *rand.Rand, share float64) mergeInput {
	deleted := roaring.New()
	var docs []index.Document
	for doc, d := range in.docs {
		if rng.Float64() < share {
			deleted.Add(uint32(doc))
		} else {
			docs = append(docs, d)
		}
	}
	return mergeInput{NewLeaf(in.leaf.Segment, deleted), docs}
}

// merged merges inputs.
func merged(t *testing.T, inputs ...mergeInput) mergeInput {
	t.Helper()
	var leaves []*Leaf
	var docs []index.Document
	for _, in := range inputs {
		leaves, docs = append(leaves, in.leaf), append(docs, in.docs...)
	}
	var out bytes.Buffer
	if _, err := Merge(&out, leaves, nil); err != nil {
		t.Fatal(err)
	}
	s, err := newSegment(out.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	return mergeInput{NewLeaf(s, nil), docs}
}

// TestMergeOfMerges merges segments of one document and more, deletes some, and merges
// again, until one is left.
func TestMergeOfMerges(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	rounds := uint64(6)
	if testing.Short() {
		rounds = 2
	}
	for seed := range rounds {
		rng := rand.New(rand.NewPCG(seed, 3))
		var level []mergeInput
		for rest := docs; len(rest) > 0; {
			n := min(len(rest), 1+rng.IntN(9))
			level = append(level, mergeInput{NewLeaf(build(t, rest[:n]), nil), rest[:n]})
			rest = rest[n:]
		}
		for len(level) > 1 {
			var next []mergeInput
			for len(level) > 0 {
				n := min(len(level), 1+rng.IntN(3))
				var inputs []mergeInput
				for _, in := range level[:n] {
					inputs = append(inputs, in.without(rng, []float64{0, 0, 0.1, 0.5, 1}[rng.IntN(5)]))
				}
				next, level = append(next, merged(t, inputs...)), level[n:]
			}
			level = next
		}
		wantOf(level[0].docs).check(t, level[0].leaf)
		if st, err := level[0].leaf.Stats(); err != nil || st.Docs != len(level[0].docs) {
			t.Errorf("%+v, want %d documents: %v", st, len(level[0].docs), err)
		}
	}
}

// TestMergedAsBuilt compares a merged segment with the same documents built at once: only
// the blocks of records differ.
func TestMergedAsBuilt(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	var inputs []mergeInput
	for from := 0; from < len(docs); from += 10 {
		part := docs[from:min(from+10, len(docs))]
		inputs = append(inputs, mergeInput{NewLeaf(build(t, part), nil), part})
	}
	got, want := merged(t, inputs...).leaf, build(t, docs)
	for _, p := range want.dir.parts {
		if p.kind == recordsPart || p.kind == recordBlocksPart {
			continue
		}
		q, ok := got.parts[partKey{p.kind, p.name}]
		if !ok || q.n != p.n || q.width != p.width || !bytes.Equal(got.pages.data[q.from:q.to], want.pages.data[p.from:p.to]) {
			t.Errorf("%s differ", p)
		}
	}
	if len(got.dir.parts) != len(want.dir.parts) || got.dir.stats != want.dir.stats {
		t.Errorf("%d parts and %+v, want %d and %+v", len(got.dir.parts), got.dir.stats, len(want.dir.parts), want.dir.stats)
	}
}

// TestEmpty reads segments without documents, without words and without values.
func TestEmpty(t *testing.T) {
	t.Parallel()
	none := merged(t)
	bare := []index.Document{{ID: "", Record: corpus.Record{}}, {ID: "X", Record: corpus.Record{Body: "\n"}}}
	all := mergeInput{NewLeaf(build(t, sampleDocs(t)[:3]), nil), sampleDocs(t)[:3]}
	gone := all.without(rand.New(rand.NewPCG(1, 1)), 1)
	for name, in := range map[string]mergeInput{
		"built of none":    {NewLeaf(build(t, nil), nil), nil},
		"merged of none":   none,
		"all deleted":      gone,
		"merged of gone":   merged(t, gone, none),
		"no words":         {NewLeaf(build(t, bare[:1]), nil), bare[:1]},
		"no ids and words": {NewLeaf(build(t, bare), nil), bare},
		"merged":           merged(t, gone, none, mergeInput{NewLeaf(build(t, bare), nil), bare}, all),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := readLeaf(in.leaf); err != nil {
				t.Fatal(err)
			}
			if err := in.leaf.Verify(); err != nil {
				t.Error(err)
			}
			wantOf(in.docs).check(t, in.leaf)
			d, err := in.leaf.Dict("no such field")
			if err != nil {
				t.Fatal(err)
			}
			var b search.Block
			if l, err := d.List("x"); l != nil || err != nil || d.Load("x", search.Positions, &b) != nil || len(b.Docs) > 0 {
				t.Errorf("an unknown field: list %v, block %v, error %v", l, b, err)
			}
		})
	}
}

// TestMergeBeside merges segments without deleted documents into a file: records are
// copied while the rest is merged. The result is that of Merge but for zeros after the
// records.
func TestMergeBeside(t *testing.T) {
	t.Parallel()
	docs := sampleDocs(t)
	var leaves []*Leaf
	for rest := docs; len(rest) > 0; {
		n := min(len(rest), 7)
		leaves = append(leaves, NewLeaf(build(t, rest[:n]), nil))
		rest = rest[n:]
	}
	path := filepath.Join(t.TempDir(), "merged")
	numbers, size, err := mergeFile(path, leaves, nil)
	if err != nil {
		t.Fatal(err)
	}
	var alone bytes.Buffer
	want, err := Merge(&alone, leaves, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(numbers, want) {
		t.Errorf("numbers %v, want %v", numbers, want)
	}
	if more := size - int64(alone.Len()); more < 0 || more > 2*pageSize {
		t.Errorf("the file has %d bytes, that of Merge %d", size, alone.Len())
	}
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	if at, _ := besideAt(leaves); s.parts[partKey{recordsPart, ""}].from != int64(len(magic)) || s.parts[partKey{lengthsPart, search.TextField}].from < at {
		t.Error("records were not merged beside the others")
	}
	wantOf(docs).check(t, NewLeaf(s, nil))
	wantOf(docs).check(t, merged(t, mergeInput{NewLeaf(s, nil), docs}).leaf)
}

// TestMergeBesideFails: an error of either writer, a damaged leaf and a stop end the merge,
// and leave no file.
func TestMergeBesideFails(t *testing.T) {
	t.Parallel()
	l := NewLeaf(build(t, sampleDocs(t)[:3]), nil)
	at, _ := besideAt([]*Leaf{l})
	for _, left := range []int{0, 30, 3000} {
		if _, err := mergeBeside(&failingWriter{left}, io.Discard, at, []*Leaf{l}, nil); !errors.Is(err, errFull) {
			t.Errorf("records after %d bytes: %v", left, err)
		}
		if _, err := mergeBeside(io.Discard, &failingWriter{left}, at, []*Leaf{l}, nil); !errors.Is(err, errFull) {
			t.Errorf("all else after %d bytes: %v", left, err)
		}
	}
	stop := make(chan struct{})
	close(stop)
	path := filepath.Join(t.TempDir(), "merged")
	if _, _, err := mergeFile(path, []*Leaf{l}, stop); !errors.Is(err, ErrStopped) {
		t.Error(err)
	}
	data := smallSegment(t, 12)
	data[len(magic)+100] ^= 1 // in the records
	damaged, err := newSegment(data, "damaged.zap")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := mergeFile(path, []*Leaf{NewLeaf(damaged, nil)}, nil); err == nil || !strings.Contains(err.Error(), "damaged.zap: damaged records") {
		t.Errorf("damaged records: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file is left: %v", err)
	}
}

// TestMergeOfMany merges two segments of 40,000 documents with deletions, which have a term
// of 1 MB: the new numbers need more than 16 bits.
func TestMergeOfMany(t *testing.T) {
	t.Parallel()
	const docs = 40_000
	long := strings.Repeat("long", 1<<18)
	c := postingCase{sh: hasFreqs | hasPlaces, gap: upTo(2), freq: freqsUpTo(3), place: upTo(300)}
	rng := rand.New(rand.NewPCG(15, 16))
	var leaves []*Leaf
	var want search.Block
	next := uint32(0)
	for range 2 {
		l, places := c.listOf(rng, docs/3)
		field := testField{c.sh, map[string]*list{long: l, long + "er": l, "a": l}}
		leaf := NewLeaf(segmentOf(t, docs, map[string]testField{search.TextField: field}), someOf(rng, docs, 0.1))
		leaves = append(leaves, leaf)
		for doc, i := uint32(0), 0; doc < docs; doc++ {
			has := i < len(l.docs) && l.docs[i] == doc
			if leaf.Live(doc) {
				if has {
					want.Docs, want.Freqs = append(want.Docs, next), append(want.Freqs, l.freqs[i])
					want.Places = append(want.Places, places[i]...)
				}
				next++
			}
			if has {
				i++
			}
		}
	}
	var out bytes.Buffer
	if _, err := Merge(&out, leaves, nil); err != nil {
		t.Fatal(err)
	}
	s, err := newSegment(out.Bytes(), "")
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewLeaf(s, nil).Dict(search.TextField)
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range []string{"a", long, long + "er"} {
		var got search.Block
		if err := d.Load(term, search.Positions, &got); err != nil || !slices.Equal(got.Docs, want.Docs) || !slices.Equal(got.Freqs, want.Freqs) || !slices.Equal(got.Places, want.Places) {
			t.Errorf("the postings of a term of %d bytes differ: %v", len(term), err)
		}
	}
	if s.Docs() != int(next) || next <= 1<<16 {
		t.Errorf("%d documents, want %d", s.Docs(), next)
	}
}

// TestStoppedMerge stops a merge before it begins.
func TestStoppedMerge(t *testing.T) {
	t.Parallel()
	stop := make(chan struct{})
	close(stop)
	l := NewLeaf(build(t, sampleDocs(t)[:3]), nil)
	if _, err := Merge(&bytes.Buffer{}, []*Leaf{l}, stop); !errors.Is(err, ErrStopped) {
		t.Error(err)
	}
}

// A failingWriter has room for some bytes.
type failingWriter struct{ left int }

var errFull = fmt.Errorf("full")

func (w *failingWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

// TestFullDisk fails to write at all kinds of places, also in the last bytes.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	l := NewLeaf(build(t, sampleDocs(t)[:3]), nil)
	var whole bytes.Buffer
	if _, err := Merge(&whole, []*Leaf{l}, nil); err != nil {
		t.Fatal(err)
	}
	for left := whole.Len() - 1; left >= 0; left -= 997 {
		if _, err := Merge(&failingWriter{left}, []*Leaf{l}, nil); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v", left, err)
		}
	}
}
