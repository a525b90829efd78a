package bleveindex

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func someManifest() manifest {
	return manifest{
		Version: Version(), Cables: 3,
		Files: map[string]int64{"columns": 12, "store/00000000000a.zap": 4096},
		Sums:  map[string]uint32{"columns": 7, "store/00000000000a.zap": 1 << 31},
		Segments: []segmentEntry{{
			File: "store/00000000000a.zap", Docs: 4, Deleted: "OjAAAAEAAAAAAAAAEAAAAAIA",
		}},
	}
}

func TestManifestKeepsWhatItHolds(t *testing.T) {
	t.Parallel()
	data, err := someManifest().encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeManifest(data)
	if diff := cmp.Diff(someManifest(), got); err != nil || diff != "" {
		t.Errorf("error %v, difference: %s", err, diff)
	}
}

// TestManifestOfAnOlderProgram: one without checksums is read.
func TestManifestOfAnOlderProgram(t *testing.T) {
	t.Parallel()
	got, err := decodeManifest([]byte(`{"version":"schema 6","cables":1,"files":{"columns":12}}` + "\n"))
	want := manifest{Version: "schema 6", Cables: 1, Files: map[string]int64{"columns": 12}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, difference: %s", err, diff)
	}
}

// TestDamagedManifest flips each bit of a manifest and cuts it at each byte.
func TestDamagedManifest(t *testing.T) {
	t.Parallel()
	whole, err := someManifest().encode()
	if err != nil {
		t.Fatal(err)
	}
	for at := range len(whole) - 1 { // the last byte is the line end
		if m, err := decodeManifest(whole[:at]); err == nil {
			t.Errorf("cut at byte %d: no error but %+v", at, m)
		}
		for bit := range 8 {
			data := append([]byte(nil), whole...)
			data[at] ^= 1 << bit
			if m, err := decodeManifest(data); err == nil {
				t.Errorf("bit %d of byte %d flipped: no error but %+v", bit, at, m)
			}
		}
	}
}
