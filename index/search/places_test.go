package search

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestPlaces compares numbers with their bytes: the first and last of each length.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for v, want := range map[uint32]string{
		0: "\x00", 1: "\x01", 239: "\xef", 240: "\xf0\x00", 241: "\xf0\x01", 479: "\xf0\xef", 480: "\xf1\x00",
		4079: "\xff\xef", 4080: "\xf0\xf0\x00", 65519: "\xff\xff\xef", 65520: "\xf0\xf0\xf0\x00", 1048559: "\xff\xff\xff\xef",
		16777199: "\xff\xff\xff\xff\xef", 268435439: "\xff\xff\xff\xff\xff\xef", 268435440: "\xf0\xf0\xf0\xf0\xf0\xf0\x00",
		4294967279: "\xff\xff\xff\xff\xff\xff\xef", 4294967280: "\xf0\xf0\xf0\xf0\xf0\xf0\xf0\x00", math.MaxUint32: "\xf0\xf0\xf0\xf0\xf0\xf0\xf0\x0f",
	} {
		got := AppendPlace(nil, v)
		if string(got) != want {
			t.Errorf("%d is %x, want %x", v, got, want)
		}
		if back, n := placeOf(got); back != uint64(v) || n != len(want) {
			t.Errorf("%x is read as %d in %d bytes, want %d", got, back, n, v)
		}
	}
}

func TestPlacesRoundTrip(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for _, most := range []uint32{0, 100, 1 << 14, 1 << 21, 1 << 28, math.MaxUint32} {
		for n := range uint32(40) {
			var places []uint32
			var data []byte
			last := uint32(0)
			for range n {
				if most > math.MaxUint32-last {
					break
				}
				step := rng.Uint32N(max(most, 1))
				last += step
				places, data = append(places, last), AppendPlace(data, step)
			}
			data = append(data, "\x05\xf5\x06more after them"...)
			got, rest, err := ReadPlaces(nil, data, uint32(len(places)), 0)
			if err != nil || !slices.Equal(got, places) || string(rest[3:]) != "more after them" {
				t.Fatalf("%v was read as %v, and %q is left: %v", places, got, rest, err)
			}
			var p Places
			p.Decode(data, uint32(len(places)), nil)
			if err := checkPlaces(p, places); err != nil {
				t.Fatalf("decoded: %v", err)
			}
			p.Set(places)
			if err := checkPlaces(p, places); err != nil {
				t.Fatalf("of a list: %v", err)
			}
			skipped, err := SkipPlaces(data, uint64(len(places))+2)
			if err != nil || string(skipped) != "more after them" {
				t.Fatalf("after %v and two more, %q is left: %v", places, skipped, err)
			}
		}
	}
	for _, data := range []string{"", "\x01", "\x01\xf0", "\x01\xff\xff\xff\xff\xff\xff\xff\x01", "\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"} {
		if got, _, err := ReadPlaces(nil, []byte(data), 2, 0); err == nil {
			t.Errorf("two positions of %q are %v", data, got)
		}
		var p Places
		p.Decode([]byte(data), 2, nil)
		if p.next(); p.next() != noPosition || p.err() != ErrPlaces {
			t.Errorf("%q has a second position: %v", data, p.err())
		}
	}
	if rest, err := SkipPlaces([]byte("\x01\xf0\xff"), 2); err == nil {
		t.Errorf("%q is left", rest)
	}
}

// TestPlacesSeek seeks positions in order.
func TestPlacesSeek(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 6))
	for _, most := range []uint32{1, 20, 239, 300, 1 << 14} {
		for range 200 {
			var places []uint32
			var data []byte
			last := uint32(0)
			for range rng.IntN(60) {
				step := rng.Uint32N(most + 1)
				last += step
				places, data = append(places, last), AppendPlace(data, step)
			}
			data = append(data, "more after them"...)
			var decoded, listed Places
			decoded.Decode(data, uint32(len(places)), nil)
			listed.Set(places)
			for left := places; ; {
				least := int64(rng.Uint32N(20 * (most + 1)))
				if len(left) > 0 {
					least += int64(left[0]) - int64(most)
				}
				i, _ := slices.BinarySearchFunc(left, least, func(p uint32, least int64) int { return cmp.Compare(int64(p), least) })
				want := int64(noPosition)
				if left = left[i:]; len(left) > 0 {
					want, left = int64(left[0]), left[1:]
				}
				if got, got2 := decoded.seek(least), listed.seek(least); got != want || got2 != want {
					t.Fatalf("from %d in %v: %d decoded, %d of a list, want %d", least, places, got, got2, want)
				}
				if want == noPosition {
					break
				}
			}
		}
	}
}

// checkPlaces returns an error if places, read at once or one by one, are not those of a list.
func checkPlaces(p Places, want []uint32) error {
	for read := 0; ; read++ {
		rest := p
		list, err := rest.Append(slices.Clone(want[:read]))
		if err != nil || !slices.Equal(list, want) {
			return fmt.Errorf("%v after the first %d, want %v: %v", list, read, want, err)
		}
		at := p.next()
		if read == len(want) {
			if at != noPosition {
				return fmt.Errorf("a position %d after %v", at, want)
			}
			return p.err()
		}
		if at != int64(want[read]) {
			return fmt.Errorf("position %d is %d, want %v", read, at, want)
		}
	}
}

// FuzzReadPlaces reads positions from any bytes in all ways.
func FuzzReadPlaces(f *testing.F) {
	f.Add([]byte("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a"), uint8(9))
	f.Add([]byte("\x01\xf0\x00\xff\xff\xef"), uint8(3))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\x01"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, n uint8) {
		want, rest, err := ReadPlaces(nil, data, uint32(n), 0)
		var p Places
		p.Decode(data, uint32(n), nil)
		if err != nil {
			for p.next() != noPosition {
			}
			if p.err() == nil {
				t.Fatalf("%d positions of %x are read one by one, at once: %v", n, data, err)
			}
			return
		}
		if err := checkPlaces(p, want); err != nil {
			t.Fatal(err)
		}
		if skipped, err := SkipPlaces(data, uint64(n)); err != nil || len(skipped) != len(rest) {
			t.Fatalf("after %d positions of %x %d bytes are left, want %d: %v", n, data, len(skipped), len(rest), err)
		}
		if !slices.IsSorted(want) {
			return // greater than a uint32
		}
		at := int64(noPosition)
		if i, _ := slices.BinarySearch(want, uint32(len(data))); i < len(want) {
			at = int64(want[i])
		}
		if got := p.seek(int64(len(data))); got != at {
			t.Fatalf("from %d in %v: %d, want %d", len(data), want, got, at)
		}
	})
}
