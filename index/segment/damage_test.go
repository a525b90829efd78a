package segment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/index/field"
	"reftel/index/search"
)

// A reading reads all that a leaf has into a hash.
type reading struct {
	*Leaf
	hash hash.Hash64
}

// readLeaf returns a hash of all that a leaf has.
func readLeaf(l *Leaf) (uint64, error) {
	r := reading{l, fnv.New64a()}
	for _, step := range []func() error{r.stats, r.terms, r.facets, r.documents} {
		if err := step(); err != nil {
			return 0, err
		}
	}
	return r.hash.Sum64(), nil
}

func (r *reading) note(values ...any) { fmt.Fprintln(r.hash, values...) }

func (r *reading) stats() error {
	st, err := r.Stats()
	r.note(r.Docs(), st)
	return err
}

// terms reads the terms of all fields, and their postings in the three ways there are.
func (r *reading) terms() error {
	names := []string{search.TextField, search.HasField}
	for _, f := range field.All() {
		names = append(names, f.Name)
	}
	for _, name := range names {
		d, err := r.Dict(name)
		if err != nil {
			return err
		}
		for e, err := range d.Entries("", "") {
			if err == nil {
				r.note(e)
				err = r.postings(d, e.Term)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reading) postings(d search.Dict, term string) error {
	l, err := d.List(term)
	if err != nil {
		return err
	}
	if l == nil {
		r.note("none")
		return nil
	}
	var b search.Block
	if err := l.Load(search.Positions, &b); err != nil {
		return err
	}
	r.note(l.Count(), b)
	p, err := l.Postings(search.Positions)
	if err != nil {
		return err
	}
	var places []uint32
	for next := uint32(0); ; next++ {
		if next, err = p.Advance(next); err != nil || next == search.End {
			return err
		}
		var at search.Places
		if err := p.Places(&at); err != nil {
			return err
		}
		if places, err = at.Append(places[:0]); err != nil {
			return err
		}
		r.note(next, p.Frequency(), places)
	}
}

func (r *reading) facets() error {
	for _, f := range field.Facets() {
		col, err := r.Column(f.Name)
		if err != nil {
			return err
		}
		for i := range col.Values().Len() {
			value, err := col.Values().At(i)
			if err != nil {
				return err
			}
			r.note(value)
		}
		var ords []uint32
		values := col.Reader()
		for doc := range uint32(r.Docs()) {
			if ords, err = values.Append(ords[:0], doc); err != nil {
				return err
			}
			r.note(ords)
		}
	}
	return nil
}

func (r *reading) documents() error {
	dates, ranks := r.Dates().Reader(), r.Ranks().Reader()
	lengths := []search.NumberReader{r.Lengths(search.TextField).Reader(), r.Lengths(search.SubjectField).Reader()}
	for doc := range uint32(r.Docs()) {
		id, err := r.ID(doc)
		if err != nil {
			return err
		}
		found, ok, err := r.Find(id)
		if err != nil {
			return err
		}
		date, err := dates.At(doc)
		if err != nil {
			return err
		}
		rank, err := ranks.At(int(doc))
		if err != nil {
			return err
		}
		for i := range lengths {
			n, err := lengths[i].At(int(doc))
			if err != nil {
				return err
			}
			r.note(n)
		}
		var z search.Zones
		if err := r.Zones(doc, search.AllZones, &z); err != nil {
			return err
		}
		stored, err := r.Stored(doc)
		if err != nil {
			return err
		}
		r.note(id, found, ok, date, rank, z, fmt.Sprintf("%+v", stored))
	}
	return nil
}

// readDamaged opens the bytes of a segment, and reads all that it has.
func readDamaged(data []byte) (uint64, error) {
	s, err := newSegment(data, "damaged.seg")
	if err != nil {
		return 0, err
	}
	return readLeaf(NewLeaf(s, nil))
}

// smallSegment returns the bytes of a segment of a few documents.
func smallSegment(t testing.TB, docs int) []byte {
	t.Helper()
	return build(t, sampleDocs(t)[:docs]).pages.data
}

// A damage changes the bytes of a file, at random places.
type damage struct {
	name string
	do   func(rng *rand.Rand, data []byte) []byte
}

// span returns a random stretch of data.
func span(rng *rand.Rand, data []byte) (from, to int) {
	from = rng.IntN(len(data))
	return from, min(len(data), from+1+rng.IntN(1<<rng.IntN(15)))
}

var damages = []damage{
	{"flip", func(rng *rand.Rand, data []byte) []byte {
		data[rng.IntN(len(data))] ^= 1 << rng.IntN(8)
		return data
	}},
	{"overwrite", func(rng *rand.Rand, data []byte) []byte {
		from, to := span(rng, data)
		for i := from; i < to; i++ {
			data[i] = byte(rng.Uint32())
		}
		return data
	}},
	{"zero", func(rng *rand.Rand, data []byte) []byte {
		from, to := span(rng, data)
		clear(data[from:to])
		return data
	}},
	{"zero a page", func(rng *rand.Rand, data []byte) []byte {
		n := rng.IntN(len(data)) / pageSize
		clear(data[n*pageSize : min(len(data), (n+1)*pageSize)])
		return data
	}},
	{"cut", func(rng *rand.Rand, data []byte) []byte { return data[:rng.IntN(len(data))] }},
	{"cut the start", func(rng *rand.Rand, data []byte) []byte { return data[rng.IntN(len(data)):] }},
	{"cut out", func(rng *rand.Rand, data []byte) []byte {
		from, to := span(rng, data)
		return slices.Delete(data, from, to)
	}},
	{"copy", func(rng *rand.Rand, data []byte) []byte {
		from, to := span(rng, data)
		copy(data[rng.IntN(len(data)):], slices.Clone(data[from:to]))
		return data
	}},
	{"copy a page", func(rng *rand.Rand, data []byte) []byte {
		from, to := rng.IntN(len(data)/pageSize)*pageSize, rng.IntN(len(data)/pageSize)*pageSize
		copy(data[to:], data[from:from+pageSize])
		return data
	}},
	{"insert", func(rng *rand.Rand, data []byte) []byte {
		from, to := span(rng, data)
		return slices.Insert(data, rng.IntN(len(data)), slices.Clone(data[from:to])...)
	}},
	{"append", func(rng *rand.Rand, data []byte) []byte {
		from, to := span(rng, data)
		return append(data, slices.Clone(data[from:to])...)
	}},
}

// TestDamage changes a segment in many ways. Reading it either gives what was written, or
// an error that names the file and the part.
func TestDamage(t *testing.T) {
	t.Parallel()
	data := smallSegment(t, 12)
	want, err := readDamaged(slices.Clone(data))
	if err != nil {
		t.Fatal(err)
	}
	tries := 150
	if testing.Short() {
		tries = 10
	}
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			found := 0
			for seed := range uint64(tries) {
				changed := d.do(rand.New(rand.NewPCG(seed, 1)), slices.Clone(data))
				got, err := readDamaged(changed)
				var bad *DamageError
				switch {
				case err == nil && got != want:
					t.Errorf("seed %d: another content and no error", seed)
				case err == nil:
				case !errors.As(err, &bad) || bad.File != "damaged.seg" || bad.Part == "":
					t.Errorf("seed %d: %T %v", seed, err, err)
				default:
					found++
				}
			}
			if found < tries/2 {
				t.Errorf("%d of %d changes were found", found, tries)
			}
		})
	}
}

// TestDamageFoundByVerify compares the damage that Verify finds with that which reading
// finds.
func TestDamageFoundByVerify(t *testing.T) {
	t.Parallel()
	data := smallSegment(t, 12)
	tries := uint64(60)
	if testing.Short() {
		tries = 10
	}
	for seed := range tries {
		changed := damages[0].do(rand.New(rand.NewPCG(seed, 2)), slices.Clone(data))
		s, err := newSegment(changed, "damaged.seg")
		if err != nil {
			continue
		}
		_, err = readLeaf(NewLeaf(s, nil))
		if verified := s.Verify(); verified == nil {
			t.Errorf("seed %d: Verify found nothing, reading %v", seed, err)
		}
		if _, err := Merge(io.Discard, []*Leaf{NewLeaf(s, nil)}, nil); err != nil {
			var bad *DamageError
			if !errors.As(err, &bad) {
				t.Errorf("seed %d: merging: %T %v", seed, err, err)
			}
		}
	}
}

// TestMergeOfDamage flips a bit of each page of a segment. Merging it either is an error
// that names the file and the part, or does not use the bit: no damage gets a new checksum.
func TestMergeOfDamage(t *testing.T) {
	t.Parallel()
	data := smallSegment(t, 40)
	for name, deleted := range map[string]*roaring.Bitmap{"whole": nil, "deletions": roaring.BitmapOf(0, 7, 8, 9)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := mergeOne(data, deleted)
			if err != nil {
				t.Fatal(err)
			}
			found, pages := 0, (len(data)+pageSize-1)/pageSize
			rng := rand.New(rand.NewPCG(1, 12))
			for n := range pages {
				changed := slices.Clone(data)
				changed[n*pageSize+rng.IntN(min(pageSize, len(data)-n*pageSize))] ^= 1 << rng.IntN(8)
				got, err := mergeOne(changed, deleted)
				var bad *DamageError
				switch {
				case err == nil && !bytes.Equal(got, want):
					t.Errorf("page %d: another content and no error", n)
				case err != nil && (!errors.As(err, &bad) || bad.File != "damaged.zap" || bad.Part == ""):
					t.Errorf("page %d: %T %v", n, err, err)
				case err != nil:
					found++
				}
			}
			if found < pages*3/4 {
				t.Errorf("damage of %d pages of %d was found", found, pages)
			}
		})
	}
}

// mergeOne returns the merge of one segment.
func mergeOne(data []byte, deleted *roaring.Bitmap) ([]byte, error) {
	s, err := newSegment(data, "damaged.zap")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = Merge(&out, []*Leaf{NewLeaf(s, deleted)}, nil)
	return out.Bytes(), err
}

// fixSums makes the checksums of a file agree with its pages, if it has a footer.
func fixSums(data []byte) {
	if len(data) < footerSize {
		return
	}
	footer := data[len(data)-footerSize:]
	sumsAt, topAt := binary.LittleEndian.Uint64(footer[16:]), binary.LittleEndian.Uint64(footer[24:])
	if sumsAt > topAt || topAt > uint64(len(data)-footerSize) || sumsAt%pageSize != 0 || topAt%pageSize != 0 {
		return
	}
	for at, sum := uint64(0), sumsAt; at < topAt; at, sum = at+pageSize, sum+sumSize {
		if at == sumsAt {
			sum = topAt
		}
		if sum+sumSize > uint64(len(data)) {
			return
		}
		binary.LittleEndian.PutUint32(data[sum:], crc32.Checksum(data[at:at+pageSize], castagnoli))
	}
	end := len(data) - len(magic) - sumSize
	binary.LittleEndian.PutUint32(data[end:], crc32.Checksum(data[topAt:end], castagnoli))
}

// TestFooterOffsets moves the offsets of a footer.
func TestFooterOffsets(t *testing.T) {
	t.Parallel()
	data := smallSegment(t, 12)
	for i, name := range []string{"directory", "end of the directory", "checksums", "checksums of checksums"} {
		for _, by := range []int64{-1 << 62, -2 * pageSize, -pageSize, pageSize, 2 * pageSize, 1 << 62} {
			footer := slices.Clone(data[len(data)-footerSize:])
			at := int64(binary.LittleEndian.Uint64(footer[8*i:]))
			binary.LittleEndian.PutUint64(footer[8*i:], uint64(at+by))
			dirAt, dirEnd, _, _, err := footerOffsets(footer, int64(len(data)))
			if err == nil && (i > 1 || dirAt > dirEnd) {
				t.Errorf("%s moved by %d: no error", name, by)
			}
		}
	}
}

// TestPartOutside opens segments with a part that ends at or after their directory.
func TestPartOutside(t *testing.T) {
	t.Parallel()
	for past := range int64(3) {
		var out bytes.Buffer
		f := newFileWriter(&out)
		(&docParts{}).write(f)
		f.dir.parts = append(f.dir.parts, part{kind: zonesPart, name: "other", from: f.off - 1, to: f.off + past})
		if err := f.close(); err != nil {
			t.Fatal(err)
		}
		if _, err := newSegment(out.Bytes(), ""); (err != nil) != (past > 0) {
			t.Errorf("%d bytes past the start of the directory: %v", past, err)
		}
	}
}

// edit changes data as a list of edits says, each a place, a length and as many bytes.
func edit(data, edits []byte) {
	for len(edits) > 4 {
		at := int(binary.LittleEndian.Uint32(append(edits[:3:3], 0))) % len(data)
		n := min(1+int(edits[3]&15), len(edits)-4, len(data)-at)
		copy(data[at:], edits[4:4+n])
		edits = edits[4+n:]
	}
}

// longLists returns the bytes of a segment whose terms have blocks of documents, and no
// records.
func longLists(t testing.TB) []byte {
	t.Helper()
	fields := map[string]testField{}
	rng := rand.New(rand.NewPCG(1, 3))
	for name, sh := range map[string]shape{search.TextField: hasFreqs | hasPlaces, search.HasField: 0} {
		c := postingCase{sh: sh, gap: upTo(0), freq: freqsUpTo(3), place: upTo(9)}
		lists := map[string]*list{}
		for _, n := range []int{1, blockDocs, blockDocs + 1, 2*blockDocs + 40} {
			lists[fmt.Sprint(n)], _ = c.listOf(rng, n)
		}
		often := postingCase{sh: sh, gap: upTo(0), freq: freqsUpTo(sizedFrom / blockDocs * 3), place: mostly(9, 300)}
		lists["often"], _ = often.listOf(rng, blockDocs+40)
		fields[name] = testField{sh, lists}
	}
	return segmentOf(t, 300, fields).pages.data
}

// FuzzForged reads segments whose content was changed before their checksums were made.
// They may be errors, and their content may be anything, but reading does not panic, ends
// soon and takes little memory.
func FuzzForged(f *testing.F) {
	bases := [][]byte{smallSegment(f, 3), longLists(f)}
	f.Add([]byte{})
	for _, data := range bases {
		addEdits(f, data)
	}
	f.Fuzz(func(t *testing.T, edits []byte) {
		for _, data := range bases {
			forged := slices.Clone(data)
			edit(forged, edits)
			fixSums(forged)
			start := time.Now()
			allocated := allocatedBy(func() { readForged(t, forged) })
			if took := time.Since(start); took > 20*time.Second || allocated > 256<<20 {
				t.Errorf("reading took %v and %d MB", took, allocated>>20)
			}
		}
	})
}

// addEdits adds edits of each kind of part of a segment, and of its end.
func addEdits(f *testing.F, data []byte) {
	s, err := newSegment(data, "")
	if err != nil {
		f.Fatal(err)
	}
	seen := map[kind]bool{}
	for _, p := range s.dir.parts {
		if seen[p.kind] {
			continue
		}
		seen[p.kind] = true
		at := binary.LittleEndian.AppendUint32(nil, uint32(p.from))[:3]
		f.Add(append(at, 0, 0xff))
		f.Add(append(at, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f))
	}
	for at := len(data) - footerSize - 3*pageSize; at < len(data); at += 257 { // and the directory
		f.Add(append(binary.LittleEndian.AppendUint32(nil, uint32(max(at, 0)))[:3], 0, 0x7f))
	}
}

// readForged reads all that there is up to the first error, and merges.
func readForged(t *testing.T, data []byte) {
	s, err := newSegment(data, "forged.seg")
	if err != nil {
		notPanicked(t, err)
		return
	}
	l := NewLeaf(s, nil)
	r := reading{l, fnv.New64a()}
	for _, step := range []func() error{r.stats, r.terms, r.facets, r.documents} {
		notPanicked(t, step())
	}
	_, err = Merge(io.Discard, []*Leaf{l}, nil)
	notPanicked(t, err)
	_, _, err = l.Find("08STATE1")
	notPanicked(t, err)
}

// notPanicked fails if an error is a PanicError.
func notPanicked(t *testing.T, err error) {
	t.Helper()
	var failed *PanicError
	if errors.As(err, &failed) {
		t.Errorf("%v\n%s", failed, failed.Stack)
	}
}

// allocatedBy returns the bytes that a function allocated.
func allocatedBy(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
