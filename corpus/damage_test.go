package corpus

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// damageable are archives of each kind, with what is read from them.
func damageable(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range []string{
		"all.tar.gz", "all.tar.bz2", "all.tar.xz", "all.tar.zst", "v7.tar", "xz.zip", "bzip2.zip",
		"lzma2.7z", "ppmd.7z", "bzip2.7z", "deflate.7z", "blocks.7z", "plainheader.7z", "filtered.7z", "stored.7z",
	} {
		out[name] = load(t, filepath.Join(archives, name))
	}
	out["nested.tar.gz"] = makeGzip(t, makeTar(t, packed{"a.7z", out["lzma2.7z"]}, packed{"b.zip", out["bzip2.zip"]}, packed{"c.csv", row(1)}))
	return out
}

// places of records, each as often as it was read.
func recordsByPlace(events []event) map[string]Record {
	records := map[string]Record{}
	for _, e := range events {
		if e.Error == "" {
			records[e.Record.Source.String()] = e.Record
		}
	}
	return records
}

// TestCutArchive cuts archives at every sixteenth of their length: what is
// read is what was there, and that something is missing is said.
func TestCutArchive(t *testing.T) {
	for name, content := range damageable(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := recordsByPlace(read(t, content, Options{}))
			for n := 1; n < 16; n++ {
				events := read(t, content[:len(content)*n/16], Options{})
				checkSound(t, events)
				missing := len(want)
				errors := 0
				for _, e := range events {
					if e.Error != "" {
						errors++
						continue
					}
					missing--
					if diff := cmp.Diff(want[e.Record.Source.String()], e.Record); diff != "" {
						t.Errorf("cut at %d/16 (-whole +cut):\n%s", n, diff)
					}
				}
				if missing > 0 && errors == 0 {
					t.Errorf("cut at %d/16: %d records missing without an error", n, missing)
				}
			}
		})
	}
}

// TestDamagedArchive changes a byte at every fortieth of the length. Texts that
// are read are those that were there, where each member has a checksum; where
// only the whole has, it is told at the end.
func TestDamagedArchive(t *testing.T) {
	for name, content := range damageable(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := recordsByPlace(read(t, content, Options{}))
			for n := range 40 {
				damaged := []byte(content)
				damaged[len(content)*n/40] ^= 0x55
				events := read(t, string(damaged), Options{})
				checkSound(t, events)
				told := events[len(events)-1].Error != "" && strings.Contains(name, ".tar.")
				for _, e := range events {
					rec := e.Record
					whole, ok := want[rec.Source.String()]
					if ok && rec.Format == Text && rec.Body != whole.Body && name != "v7.tar" && !told {
						t.Errorf("byte %d changed: %v reads %q", n, rec.Source, rec.Body)
					}
				}
			}
		})
	}
}

// TestDamagedMember: the others are read.
func TestDamagedMember(t *testing.T) {
	ask := strings.Repeat("Will the ferry sail? ", 3)
	files := []packed{{"a.txt", "FM QUITO"}, {"b.txt", ask}, {"c.txt", "FM LIMA"}}
	tests := []struct {
		name, archive string
		at            int
		want          []string
	}{
		{"ZIP", makeZip(t, files...), strings.Index(makeZip(t, files...), "b.txt") + 10, []string{
			"-:a.txt:1  FM QUITO", "! -:b.txt:1: member: zip: checksum error", "-:c.txt:1  FM LIMA"}},
		{"tar", makeTar(t, files...), 1024 + 3, []string{
			"-:a.txt:1  FM QUITO", "! -: tar archive: archive/tar: invalid tar header", "-:c.txt:1  FM LIMA"}},
		{"tar after its end", makeTar(t, files[:1]...) + makeTar(t, files[1:]...), 0, []string{
			"-:a.txt:1  FM QUITO", "! -: tar archive: more follows its end: not read"}},
		{"tar with one block of zeros", makeTar(t, files[:1]...)[:1536] + makeTar(t, files[2:]...), 0, []string{
			"-:a.txt:1  FM QUITO", "! -: tar archive: archive/tar: invalid tar header", "-:c.txt:1  FM LIMA"}},
		{"gzip in ZIP", makeZip(t, packed{"a.gz", "\x1f\x8b\x08\x00\x00"}, files[2]), 0, []string{
			"! -:a.gz: gzip data ends too early", "-:c.txt:1  FM LIMA"}},
		{"ZIP in tar", makeTar(t, packed{"a.zip", "PK\x03\x04"}, files[2]), 0, []string{
			"! -:a.zip: ZIP archive: no list of members at its end: it is damaged or cut short; read up to byte 0 of 4", "-:c.txt:1  FM LIMA"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			damaged := []byte(tt.archive)
			if tt.at > 0 {
				damaged[tt.at] ^= 0xff
			}
			checkRead(t, read(t, string(damaged), Options{}), tt.want...)
			checkAnyBytes(t, damaged, Options{})
		})
	}
}

// Of a damaged block, what comes before the damage is read, and each file that
// is lost is named.
func TestDamagedBlock(t *testing.T) {
	content := load(t, archives+"/bzip2.7z")
	damaged := []byte(content)
	damaged[60] ^= 0xff
	got := briefly(read(t, string(damaged), Options{}))
	if !strings.Contains(got, "member: ") || !strings.Contains(got, "is damaged before it") {
		t.Errorf("read\n%s", got)
	}
	if lines := strings.Count(got, "\n! -:"); lines < 4 {
		t.Errorf("%d more members are named:\n%s", lines, got)
	}
}

// A checksum that is wrong is told, though all could be unpacked.
func TestChecksum(t *testing.T) {
	csv := row(1) + row(2)
	gz := []byte(makeGzip(t, csv))
	gz[len(gz)-5] ^= 1
	checkBrief(t, read(t, string(gz), Options{}),
		`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`, "! -:3: gzip data: gzip: invalid checksum")
	tarred := []byte(makeGzip(t, makeTar(t, packed{"a", csv})))
	tarred[len(tarred)-5] ^= 1
	checkBrief(t, read(t, string(tarred), Options{}),
		`1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`, "! -: tar archive: gzip data: gzip: invalid checksum")
	stored := []byte(load(t, archives+"/stored.7z"))
	stored[strings.Index(string(stored), "lamp")] ^= 1
	if got := briefly(read(t, string(stored), Options{})); !strings.Contains(got, "08QUITO12.txt:1: member: checksum error") {
		t.Errorf("read\n%s", got)
	}
}

// An archive through a pipe that breaks.
func TestArchiveReadFailure(t *testing.T) {
	failure := io.MultiReader(strings.NewReader("\x1f\x8b\x08"), failed{fmt.Errorf("disk on fire")})
	checkBrief(t, collect(t, "-", Options{Stdin: failure}), "! -: gzip data: disk on fire")
	for name, content := range damageable(t) {
		in := io.MultiReader(strings.NewReader(content[:len(content)/2]), failed{fmt.Errorf("disk on fire")})
		if got := briefly(collect(t, "-", Options{Stdin: in})); !strings.Contains(got, "disk on fire") {
			t.Errorf("%s: read\n%s", name, got)
		}
	}
}

func TestCancelInArchive(t *testing.T) {
	piece := makeGzip(t, makeTar(t, packed{"a", row(1)})[:1024])
	for name, in := range map[string]io.Reader{
		"members": &endless{piece: []byte(piece)},
		"zip":     io.MultiReader(strings.NewReader("PK\x03\x04"), &endless{piece: make([]byte, 1<<16)}),
	} {
		ctx, cancel := context.WithCancel(context.Background())
		r := open(t, "-", Options{Stdin: in, MaxBuffer: 1 << 40})
		done := drain(ctx, r)
		cancel()
		within(t, done, context.Canceled)
		t.Log(name, r.Bytes())
	}
}

// TestStopInArchive stops after each event.
func TestStopInArchive(t *testing.T) {
	t.Parallel()
	for name, content := range damageable(t) {
		n := len(read(t, content, Options{}))
		for stop := range n {
			r := open(t, "-", Options{Stdin: strings.NewReader(content)})
			seen := 0
			for range r.Records(context.Background()) {
				if seen++; seen > stop {
					break
				}
			}
			if seen != stop+1 {
				t.Errorf("%s: %d events, want %d", name, seen, stop+1)
			}
		}
	}
}
