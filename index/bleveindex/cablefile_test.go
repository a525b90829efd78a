package bleveindex

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/growtest"
	contract "reftel/index"
	"reftel/index/catalog"
	"reftel/index/segment"
)

// longRecord is a record of some kB whose text does not compress to nothing.
func longRecord(n, size int) corpus.Record {
	rec := someRecord(n)
	text := make([]byte, size*512)
	r := rand.New(rand.NewPCG(2, uint64(n)))
	for i := range text {
		text[i] = byte(r.Uint32())
	}
	rec.Body += hex.EncodeToString(text)
	return rec
}

// longDocument returns a document of some kB, every third with two texts.
func longDocument(n, size int) contract.Document {
	rec := longRecord(n, size)
	doc := contract.NewDocument(rec, cable.Parse(rec))
	if n%3 == 0 {
		other := longRecord(1000+n, size)
		doc.Others = append(doc.Others, other)
		doc.Versions = append(doc.Versions, contract.NewDocument(other, cable.Parse(other)).Versions...)
	}
	return doc
}

// cableSegment returns the file of a segment of documents.
func cableSegment(t testing.TB, docs ...contract.Document) []byte {
	t.Helper()
	b := segment.NewBuilder()
	for _, d := range docs {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	s, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := segment.Merge(&out, []*segment.Leaf{segment.NewLeaf(s, nil)}, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// longSegment returns the file of a segment of n documents of 45 or 90 kB from a number
// on.
func longSegment(t testing.TB, first, n int) []byte {
	t.Helper()
	var docs []contract.Document
	for i := range n {
		docs = append(docs, longDocument(first+i, 45))
	}
	return cableSegment(t, docs...)
}

// A blockSpan is a block of records in a segment, as its header has it.
type blockSpan struct{ from, frame, end, first, docs int }

// blocksOf returns the blocks of an intact segment.
func blocksOf(t testing.TB, data []byte) []blockSpan {
	t.Helper()
	var blocks []blockSpan
	for at := segment.MagicSize; ; {
		h, ok := segment.ParseBlockHeader(data[at:])
		if !ok {
			return blocks
		}
		b := blockSpan{at, at + segment.BlockHeaderSize, at + segment.BlockHeaderSize + h.Size, int(h.First), int(h.Docs)}
		blocks = append(blocks, b)
		at = b.end
	}
}

// walkCable returns the documents of a segment.
func walkCable(t testing.TB, data []byte) []foundDoc {
	t.Helper()
	path := filepath.Join(t.TempDir(), "000000000001.zap")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	open, docs, err := walkRecords(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	checkTexts(t, open, path, docs)
	return docs
}

// checkTexts checks that the texts of documents can be read again.
func checkTexts(t testing.TB, open recordOpener, path string, docs []foundDoc) {
	t.Helper()
	f, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, d := range slices.Backward(docs) {
		if len(d.texts) == 0 {
			continue
		}
		stored := storedDoc{id: d.id, file: path, place: d.recordPlace, texts: d.texts}
		if doc, err := stored.read(f); err != nil || len(doc.Versions) != len(d.texts) {
			t.Errorf("reading %s again: %d of %d texts, error %v", d.id, len(doc.Versions), len(d.texts), err)
		}
	}
}

// cableSummary tells documents that have texts shortly, in the order of their ids.
func cableSummary(docs []foundDoc) string {
	docs = slices.DeleteFunc(slices.Clone(docs), func(d foundDoc) bool { return len(d.texts) == 0 })
	slices.SortFunc(docs, func(a, b foundDoc) int { return strings.Compare(a.id, b.id) })
	return summary(docs)
}

// checkLost checks that of the documents of a segment from 08PARIS10 on all are found,
// but those of a block that is damaged. Of these, the intact part of the frame may have
// some.
func checkLost(t testing.TB, lost blockSpan, got, all []foundDoc) {
	t.Helper()
	isLost := func(d foundDoc) bool {
		n := number(strings.TrimPrefix(d.id, "08PARIS")) - 10
		return n >= lost.first && n < lost.first+lost.docs
	}
	without := func(docs []foundDoc) string { return cableSummary(slices.DeleteFunc(slices.Clone(docs), isLost)) }
	if got, want := without(got), without(all); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	whole := 0
	for _, d := range got {
		if isLost(d) && d.whole {
			whole++
		}
	}
	if lost.docs > 0 && whole == lost.docs {
		t.Errorf("all %d documents of the damaged block are whole", whole)
	}
}

// TestWalkCable: all documents are found with their numbers, in any damage that leaves
// their frames as they were, and all others where a frame is damaged.
func TestWalkCable(t *testing.T) {
	t.Parallel()
	whole := longSegment(t, 10, 18)
	docs, blocks := walkCable(t, whole), blocksOf(t, whole)
	if len(docs) != 18 || len(blocks) < 5 {
		t.Fatalf("%d documents in %d blocks", len(docs), len(blocks))
	}
	for i, d := range docs {
		texts := 1
		if (10+i)%3 == 0 {
			texts = 2
		}
		if d.number != i || d.id != fmt.Sprintf("08PARIS%d", 10+i) || !d.whole || len(d.texts) != texts || len(d.missing) != 0 {
			t.Errorf("document %d: %+v", i, d)
		}
	}
	none := blockSpan{}
	b, last := blocks[2], blocks[len(blocks)-1]
	footer, records := len(whole)-100, last.end
	tests := []struct {
		what string
		harm func(data []byte) []byte
		lost blockSpan
	}{
		{"the number in a header", flips(b.from + 9), none},
		{"the magic of a header", flips(b.from + 2), none},
		{"the checksum of a header", flips(b.from + 21), none},
		{"a whole header", zeros(b.from, b.frame), none},
		{"a whole header and the frame's magic", zeros(b.from, b.frame+4), none},
		{"the frame's magic", flips(b.frame + 1), none},
		{"the first headers", zeros(0, blocks[0].frame), none},
		{"all headers", func(data []byte) []byte {
			for _, b := range blocks {
				clear(data[b.from:b.frame])
			}
			return data
		}, none},
		{"all headers and the footer", func(data []byte) []byte {
			for _, b := range blocks {
				clear(data[b.from:b.frame])
			}
			return data[:footer]
		}, none},
		{"all magic of frames and the footer", func(data []byte) []byte {
			for _, b := range blocks {
				clear(data[b.frame : b.frame+4])
			}
			return data[:footer]
		}, none},
		{"a header, the frame's magic, and the footer", func(data []byte) []byte {
			data[b.from+9] ^= 1
			data[b.frame+1] ^= 1
			return data[:footer]
		}, none},
		{"no footer", func(data []byte) []byte { return data[:footer] }, none},
		{"the footer", zeros(footer, len(whole)), none},
		{"both magic numbers", func(data []byte) []byte {
			clear(data[:8])
			clear(data[len(data)-8:])
			return data
		}, none},
		{"another version", func(data []byte) []byte {
			data[segment.MagicSize-2]++
			data[len(data)-2]++
			return data
		}, none},
		{"only the records", func(data []byte) []byte { return data[:records] }, none},
		{"zeros after the records", zeros(records, len(whole)), none},
		{"the index of blocks", zeros(records, records+4096), none},
		{"a bit of each frame", func(data []byte) []byte {
			for _, b := range blocks {
				data[b.frame+5000] ^= 0x20
			}
			return data
		}, none},
		{"a frame", zeros(b.frame+5000, b.frame+5600), b},
		{"a frame and the footer", func(data []byte) []byte { return zeros(b.frame+5000, b.frame+5600)(data)[:footer] }, b},
		{"a frame and its header", zeros(b.from, b.frame+5600), b},
		{"a frame, its header, and the footer", func(data []byte) []byte { return zeros(b.from, b.frame+5600)(data)[:footer] }, b},
		{"a whole block and the footer", func(data []byte) []byte { return zeros(b.from, b.end)(data)[:footer] }, b},
		{"the last block", zeros(last.from, last.end), last},
		{"cut in the last block", func(data []byte) []byte { return data[:last.end-1] }, last},
		{"bytes missing in a frame", func(data []byte) []byte { return slices.Delete(data, b.frame+5000, b.frame+5100) }, b},
		{"bytes more in a frame", func(data []byte) []byte { return slices.Insert(data, b.frame+5000, make([]byte, 100)...) }, b},
		{"bytes missing before all", func(data []byte) []byte { return data[10:] }, none},
		{"bytes more before all", func(data []byte) []byte { return append(make([]byte, 10), data...) }, none},
	}
	for _, test := range tests {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			checkLost(t, test.lost, walkCable(t, test.harm(bytes.Clone(whole))), docs)
		})
	}
}

func flips(at int) func([]byte) []byte {
	return func(data []byte) []byte {
		data[at] ^= 0x11
		return data
	}
}

func zeros(from, to int) func([]byte) []byte {
	return func(data []byte) []byte {
		clear(data[from:to])
		return data
	}
}

// TestLostIDs: the documents of a damaged block are known by number and id from the rest
// of the segment.
func TestLostIDs(t *testing.T) {
	t.Parallel()
	whole := longSegment(t, 10, 12)
	b := blocksOf(t, whole)[1]
	found := walkCable(t, zeros(b.from, b.end)(bytes.Clone(whole)))
	var got []string
	for _, d := range found {
		if len(d.texts) == 0 {
			got = append(got, fmt.Sprintf("%d %s", d.number, d.id))
		}
	}
	var want []string
	for n := b.first; n < b.first+b.docs; n++ {
		want = append(want, fmt.Sprintf("%d 08PARIS%d", n, 10+n))
	}
	if !slices.Equal(got, want) {
		t.Errorf("lost are %q, want %q", got, want)
	}
}

// TestForeignBlock: a block that a disk wrote to the place of another is found, but its
// numbers are not those of documents of the segment.
func TestForeignBlock(t *testing.T) {
	t.Parallel()
	whole, other := longSegment(t, 10, 15), longSegment(t, 100, 15)
	blocks, others := blocksOf(t, whole), blocksOf(t, other)
	b, o := blocks[2], others[1]
	for what, end := range map[string]int{"": len(whole), "without footer": len(whole) - 100} {
		data := bytes.Clone(whole)[:end]
		copy(data[b.from:], other[o.from:o.end])
		for _, d := range walkCable(t, data) {
			foreign := slices.ContainsFunc(d.texts, func(h catalog.Hash) bool { return h == hashOf(t, longRecord(100+o.first, 45)) })
			if len(d.texts) > 0 && d.number >= 0 && d.id != fmt.Sprintf("08PARIS%d", 10+d.number) || foreign && d.number >= 0 {
				t.Errorf("%s: %s has number %d", what, d.id, d.number)
			}
		}
	}
}

func hashOf(t testing.TB, rec corpus.Record) catalog.Hash {
	t.Helper()
	h, err := catalog.ParseHash(contract.NewDocument(rec, cable.Parse(rec)).Versions[0].Hash)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestTextsOfDamagedFrame: of a document whose frame is damaged at the end, the texts
// before that are saved, and the others are missing.
func TestTextsOfDamagedFrame(t *testing.T) {
	t.Parallel()
	whole := cableSegment(t, longDocument(1, 1), longDocument(3, 300), longDocument(4, 1))
	blocks := blocksOf(t, whole)
	if len(blocks) != 3 {
		t.Fatalf("%d blocks", len(blocks))
	}
	for what, harm := range map[string]func([]byte) []byte{
		"zeros":     zeros(blocks[1].end-1000, blocks[1].end-500),
		"no footer": func(data []byte) []byte { return zeros(blocks[1].end-1000, blocks[1].end-500)(data)[:len(data)-100] },
		"cut":       func(data []byte) []byte { return data[:blocks[1].end-1000] },
	} {
		docs := walkCable(t, harm(bytes.Clone(whole)))
		if len(docs) < 2 {
			t.Fatalf("%s: %d documents", what, len(docs))
		}
		d := docs[1]
		if d.id != "08PARIS3" || d.number != 1 || d.whole || len(d.texts) != 1 || len(d.missing) != 1 || d.texts[0] != hashOf(t, longRecord(3, 300)) {
			t.Errorf("%s: %+v", what, d)
		}
	}
}

// TestDamagedEntries: entries of a frame that holds other bytes are found behind the
// damage, and numbered if they follow each other from the first on.
func TestDamagedEntries(t *testing.T) {
	t.Parallel()
	whole := cableSegment(t, longDocument(1, 2), longDocument(2, 2), longDocument(4, 2), longDocument(5, 2))
	b := blocksOf(t, whole)[0]
	data, ok := decodeFrame(whole[b.frame:b.end])
	if !ok {
		t.Fatal("the frame is damaged")
	}
	second := bytes.Index(data, []byte("08PARIS2")) - 3 // its size stands before it
	for _, test := range []struct {
		what string
		at   int
		want string
	}{
		{"nothing", -1, "0 08PARIS1, 1 08PARIS2, 2 08PARIS4, 3 08PARIS5"},
		{"a text", second + 1500, "0 08PARIS1, 2 08PARIS4, 3 08PARIS5"},
		{"a size", second, "0 08PARIS1, -1 08PARIS4, -1 08PARIS5"},
	} {
		data := bytes.Clone(data)
		if test.at >= 0 {
			data[test.at] ^= 0x15
		}
		var got []string
		entries, _ := readEntries(data, false)
		for _, e := range entries {
			got = append(got, fmt.Sprintf("%d %s", e.number, e.id))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: got %q, want %s", test.what, got, test.want)
		}
	}
}

// TestDeletedAreNotSaved: of a damaged segment, no deleted document is kept whose number
// is known.
func TestDeletedAreNotSaved(t *testing.T) {
	t.Parallel()
	whole := longSegment(t, 10, 18)
	blocks := blocksOf(t, whole)
	deleted := roaring.New()
	for n := range uint32(18) {
		if n%2 == 0 {
			deleted.Add(n)
		}
	}
	for _, b := range blocks {
		for what, harm := range map[string]func([]byte) []byte{
			"header": zeros(b.from, b.frame), "frame": zeros(b.frame+100, b.frame+600),
			"header, no footer": func(data []byte) []byte { return zeros(b.from, b.frame)(data)[:len(data)-100] },
			"frame, no footer":  func(data []byte) []byte { return zeros(b.frame+100, b.frame+600)(data)[:len(data)-100] },
		} {
			docs := walkCable(t, harm(bytes.Clone(whole)))
			c := chooser{segments: []storedSegment{{docs: docs, deleted: deleted}}, removed: catalog.New(), kept: map[catalog.Hash]bool{}, byDoc: map[docPlace][]catalog.Hash{}}
			c.choose()
			kept := 0
			for _, d := range c.docs() {
				var n int
				if _, err := fmt.Sscanf(d.id, "08PARIS%d", &n); err != nil || n%2 == 0 {
					t.Errorf("%s: %s is kept", what, d.id)
				}
				kept++
			}
			damaged := 0
			for n := b.first; n < b.first+b.docs && strings.HasPrefix(what, "frame"); n++ {
				damaged += n % 2
			}
			if kept < 9-damaged || kept > 9 {
				t.Errorf("%s: %d documents are kept, want %d to 9", what, kept, 9-damaged)
			}
		}
	}
}

// badDisk is a file of which a disk can't read some bytes.
type badDisk struct {
	*bytes.Reader
	from, to int64
}

func (d badDisk) ReadAt(p []byte, at int64) (int, error) {
	if n := d.from - at; at < d.to && n < int64(len(p)) {
		m, _ := d.Reader.ReadAt(p[:max(n, 0)], at)
		return m, syscall.EIO
	}
	return d.Reader.ReadAt(p, at)
}

// TestBadDisk: where a disk can't read a page, only the block that it is in is lost.
func TestBadDisk(t *testing.T) {
	t.Parallel()
	whole := longSegment(t, 10, 12)
	docs, b := walkCable(t, whole), blocksOf(t, whole)[1]
	from := int64(b.frame+8191) / 4096 * 4096
	disk := badDisk{bytes.NewReader(whole), from, from + 4096}
	c := &cableFile{fileBytes: &fileBytes{ReaderAt: disk, Closer: io.NopCloser(nil), size: int64(len(whole))}}
	found, err := c.walk(context.Background())
	if err != nil {
		t.Error(err)
	}
	checkLost(t, b, found, docs)
	if got := c.bytes(from-10, 10+4096+10); !bytes.Equal(got[:10], whole[from-10:from]) || !bytes.Equal(got[4106:], whole[from+4096:from+4106]) {
		t.Error("bytes beside the page are not as they were")
	}
}

// TestKindOfSegment: files are told apart by what is in them, if need be.
func TestKindOfSegment(t *testing.T) {
	t.Parallel()
	zap, own := segmentOf(t, 5), longSegment(t, 10, 5)
	for what, data := range map[string][]byte{
		"whole": zap, "no footer": zap[:len(zap)-36], "no first document": append(make([]byte, 100), zap[100:]...),
	} {
		if got := len(walkCable(t, data)); got < 4 {
			t.Errorf("zap, %s: %d documents", what, got)
		}
	}
	for what, data := range map[string][]byte{
		"whole": own, "no footer": own[:len(own)-36], "no first magic": append(make([]byte, 40), own[40:]...),
		"no magic": append(make([]byte, 40), own[40:len(own)-36]...),
	} {
		if got := len(walkCable(t, data)); got != 5 {
			t.Errorf("cable, %s: %d documents", what, got)
		}
	}
	if docs := walkCable(t, nil); len(docs) != 0 {
		t.Errorf("empty: %d documents", len(docs))
	}
}

// FuzzCableFile: no change of a segment makes a text of it that it did not have, and
// none is lost whose block is not changed.
func FuzzCableFile(f *testing.F) {
	whole := cableSegment(f, longDocument(1, 2), longDocument(2, 2), longDocument(3, 130), longDocument(4, 2), longDocument(5, 2))
	docs, blocks := walkCable(f, whole), blocksOf(f, whole)
	known := map[catalog.Hash]bool{}
	for _, d := range docs {
		for _, h := range d.texts {
			known[h] = true
		}
	}
	f.Add(uint32(0), []byte{0xff}, uint32(0), false)
	f.Add(uint32(len(whole)-30), []byte{0, 1, 2}, uint32(10), false)
	f.Add(uint32(blocks[1].from), []byte(segment.BlockMagic), uint32(0), true)
	f.Add(uint32(blocks[1].frame+1000), []byte("\x28\xb5\x2f\xfd"), uint32(1<<20), true)
	f.Fuzz(func(t *testing.T, at uint32, change []byte, cut uint32, insert bool) {
		data := bytes.Clone(whole)
		from := int(at) % len(data)
		to := min(from+len(change), len(data))
		if insert {
			data, to = slices.Insert(data, from, change...), from
		} else {
			copy(data[from:], change)
		}
		data = data[:len(data)-int(cut)%len(data)]
		found := map[catalog.Hash]bool{}
		for _, d := range walkCable(t, data) {
			for _, h := range d.texts {
				if found[h] = true; !known[h] {
					t.Errorf("%s has a text of another hash", d.id)
				}
			}
		}
		for _, b := range blocks {
			if b.end > len(data)-len(change) || from < b.end && to >= b.from {
				continue // perhaps it is changed
			}
			for _, d := range docs[b.first : b.first+b.docs] {
				if !found[d.texts[0]] {
					t.Errorf("%s is lost", d.id)
				}
			}
		}
	})
}

// TestHostileCable: bytes made to look like many blocks or entries that overlap take
// about linear time. Each could be read up to the end of the file.
func TestHostileCable(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	type hostile struct {
		what string
		data func(size int) []byte
	}
	repeated := func(part func(rest int) []byte) func(int) []byte {
		return func(size int) []byte {
			var data []byte
			for len(data) < size {
				data = append(data, part(size-len(data))...)
			}
			return data
		}
	}
	// A frame of 3 bytes header, with a checksum, that says it holds 16 MB, or 255 bytes.
	frame := append(bytes.Clone(zstdMagic), 0xa4, 0, 0, 0, 1)
	small := append(bytes.Clone(zstdMagic), 0x24, 0xff)
	for _, h := range []hostile{
		{"headers", repeated(func(rest int) []byte { return blockHeaderOf(1, 1, max(rest-100, 0)) })},
		{"headers and frames", repeated(func(rest int) []byte { return append(blockHeaderOf(1, 1, max(rest-100, 0)), frame...) })},
		{"frames of raw blocks that hold others", repeated(func(rest int) []byte { return append(bytes.Clone(frame), 0, 1, 0) })},
		{"frames of empty blocks", repeated(func(rest int) []byte {
			return append(bytes.Clone(small), make([]byte, 30)...)
		})},
		{"frames of repeated bytes", repeated(func(rest int) []byte {
			return append(bytes.Clone(frame), 2, 0, 8, 'a')
		})},
		{"magic of frames", repeated(func(int) []byte { return zstdMagic })},
		{"magic of headers", repeated(func(int) []byte { return []byte(segment.BlockMagic) })},
	} {
		t.Run(h.what, func(t *testing.T) {
			growtest.Check(t, 100_000, func(size int) []growtest.Step {
				data := h.data(size)
				c := &cableFile{fileBytes: &fileBytes{ReaderAt: bytes.NewReader(data), size: int64(len(data))}}
				return []growtest.Step{{Name: "walk", Took: growtest.Time(func() { _, _ = c.walk(context.Background()) })}}
			})
		})
	}
	entries := repeated(func(rest int) []byte {
		e := append(binary.AppendUvarint(nil, uint64(rest)), "\x01A"...)
		return append(binary.AppendUvarint(e, uint64(max(rest-100, 1))), `[{"source":`...)
	})
	t.Run("entries", func(t *testing.T) {
		growtest.Check(t, 100_000, func(size int) []growtest.Step {
			data := entries(size)
			return []growtest.Step{{Name: "read", Took: growtest.Time(func() { readEntries(data, false) })}}
		})
	})
}

// blockHeaderOf returns the header of a block.
func blockHeaderOf(first, docs, size int) []byte {
	head := []byte(segment.BlockMagic)
	for _, n := range []int{first, docs, size} {
		head = binary.LittleEndian.AppendUint32(head, uint32(n))
	}
	return binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, crc32.MakeTable(crc32.Castagnoli)))
}
