package segment

import (
	"bytes"
	"testing"
)

// TestMend: a flipped bit of any page is flipped back, also in the checksums; other damage
// stays as it is.
func TestMend(t *testing.T) {
	t.Parallel()
	whole := build(t, sampleDocs(t)).pages.data
	pages := len(whole) / pageSize * pageSize
	mended := func(data []byte) []byte {
		t.Helper()
		got := bytes.Clone(data[:pages])
		sums := ReadPageSums(bytes.NewReader(data), int64(len(data)))
		if sums == nil {
			t.Fatal("no checksums")
		}
		sums.Mend(got, 0)
		return got
	}
	sumsAt, topAt := pagesOf(t, whole)
	for at := 0; at < sumsAt; at += 1021 {
		data := bytes.Clone(whole)
		data[at] ^= 1 << (at % 8)
		if at%3 == 0 {
			data[sumsAt+17] ^= 4
		}
		if !bytes.Equal(mended(data)[:sumsAt], whole[:sumsAt]) {
			t.Fatalf("the bit of byte %d is not flipped back", at)
		}
	}
	data := bytes.Clone(whole)
	clear(data[100:150])
	if got := mended(data); !bytes.Equal(got[:sumsAt], data[:sumsAt]) {
		t.Error("more damage is changed")
	}
	clear(data[sumsAt:topAt])
	data[200] ^= 1
	if got := mended(data); !bytes.Equal(got[:sumsAt], data[:sumsAt]) {
		t.Error("pages without a checksum are changed")
	}
	for _, at := range []int{len(whole) - 1 - len(magic), len(whole) - footerSize, topAt} {
		data := bytes.Clone(whole)
		data[at] ^= 0x80
		if sums := ReadPageSums(bytes.NewReader(data), int64(len(data))); sums != nil {
			t.Errorf("byte %d of the footer is damaged", at)
		}
	}
}

// pagesOf returns where the checksums begin and end.
func pagesOf(t *testing.T, data []byte) (sumsAt, topAt int) {
	t.Helper()
	_, _, from, to, err := footerOffsets(data[len(data)-footerSize:], int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return int(from), int(to)
}
