package corpus

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"path/filepath"
	"strings"
	"testing"
)

// large skips a test of tens of megabytes where tests shall be short. A bomb
// that goes off shows as a test that never ends.
func large(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("unpacks tens of megabytes")
	}
}

func TestRatio(t *testing.T) {
	large(t)
	zeros := strings.Repeat("\x00", 2*ratioFloor)
	line := strings.Repeat("the ferry is late again and ", 4<<10) + "\n"
	lines := strings.Repeat(line, ratioFloor/len(line)*2)
	good := packed{"z.txt", "FM QUITO"}
	const tooMuch = "unpacks to more than the limit of 500 times its size: "
	inner := packed{"a.zip", makeZip(t, packed{"a", lines}, packed{"b", lines})}
	tests := []struct {
		name, archive string
		opt           Options
		want          []string
	}{
		{"zeros in ZIP", makeZip(t, packed{"a", zeros}, good), Options{},
			[]string{"! -:a: " + tooMuch + "not read", "-:z.txt:1  FM QUITO"}},
		{"zeros in ZIP, little", makeZip(t, packed{"a", zeros[:ratioFloor]}, good), Options{},
			[]string{"! -:a: binary data: expected a text, CSV, HTML, XML, JSON or mail file", "-:z.txt:1  FM QUITO"}},
		{"zeros in gzip", makeGzip(t, zeros), Options{},
			[]string{"! -: binary data: expected a text, CSV, HTML, XML, JSON or mail file"}},
		{"passed over in tar", makeGzip(t, makeTar(t, packed{"a", zeros}, good)), Options{},
			[]string{"! -:a: binary data: expected a text, CSV, HTML, XML, JSON or mail file", "! -: tar archive: " + tooMuch + "the rest is not read"}},
		{"within the limit", makeGzip(t, makeTar(t, packed{"a", zeros}, good)), Options{MaxRatio: 5000},
			[]string{"! -:a: binary data: expected a text, CSV, HTML, XML, JSON or mail file", "-:z.txt:1  FM QUITO"}},
		{"nested", makeZip(t, inner, good), Options{MaxRecord: 1 << 40},
			[]string{"! -:a.zip:a:1: " + tooMuch + "the rest is not read"}},
		{"long member", makeZip(t, packed{"a", strings.Repeat("x", 101)}, good), Options{MaxMember: 100},
			[]string{"! -:a: longer than the limit of 100 bytes for what is unpacked: not read", "-:z.txt:1  FM QUITO"}},
		{"long member of gzip", makeGzip(t, strings.Repeat("x", 101)), Options{MaxMember: 100},
			[]string{"! -:1: longer than the limit of 100 bytes for what is unpacked: not read"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			events := read(t, tt.archive, tt.opt)
			checkRead(t, events, tt.want...)
		})
	}
}

// Where a stream goes on without a record, it is given up.
func TestRatioOfStream(t *testing.T) {
	t.Parallel()
	blanks := strings.Repeat("\n", 2*ratioFloor)
	for archive, opt := range map[string]Options{
		makeGzip(t, blanks):                {Format: JSONL},
		makeZstd(t, blanks):                {Format: CSV, MaxRatio: 10},
		load(t, archives+"/sparse.tar.gz"): {Format: CSV},
	} {
		r := open(t, "-", Options{Stdin: strings.NewReader(archive), Format: opt.Format, MaxRatio: opt.MaxRatio})
		events := all(t, r)
		if len(events) != 1 || !strings.Contains(events[0].Error, "unpacks to more than the limit of") {
			t.Errorf("read %s", briefly(events))
		}
	}
}

// overlapping makes a ZIP archive of which the directory names one member many
// times.
func overlapping(t testing.TB, content string, times int) string {
	t.Helper()
	one := makeZip(t, packed{"a", content})
	end := len(one) - 22
	directory := int(binary.LittleEndian.Uint32([]byte(one)[end+16:]))
	b := bytes.NewBufferString(one[:directory])
	for range times {
		b.WriteString(one[directory:end])
	}
	tail := []byte(one[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(times))
	binary.LittleEndian.PutUint16(tail[10:], uint16(times))
	binary.LittleEndian.PutUint32(tail[12:], uint32(b.Len()-directory))
	b.Write(tail)
	return b.String()
}

func TestOverlappingMembers(t *testing.T) {
	large(t)
	archive := overlapping(t, strings.Repeat(row(1), 60000), 1000)
	path := save(t, "a.zip", archive)
	events := collect(t, path, Options{MaxRatio: 50})
	last := events[len(events)-1]
	if !strings.Contains(last.Error, "unpacks to more than the limit of 50 times its size") {
		t.Errorf("%d events, the last %v", len(events), last)
	}
	if n := int64(len(events)); n*int64(len(row(1))) > 2*ratioFloor {
		t.Errorf("%d records were read of a file of %d bytes", n, len(archive))
	}
}

func TestMembers(t *testing.T) {
	var files []packed
	for n := range 20 {
		files = append(files, packed{fmt.Sprintf("%02d", n), "FM"})
	}
	opt := Options{MaxMembers: 10}
	const tooMany = "more than the limit of 10 members: the rest is not read"
	checkLast := func(name, archive string, records int, want string) {
		t.Helper()
		events := read(t, archive, opt)
		if n := len(events); n != records+1 || events[n-1].Error != want {
			t.Errorf("%s: %d events, the last %+v, want %d and %s", name, n, events[n-1], records+1, want)
		}
	}
	checkLast("tar", makeTar(t, files...), 10, "-: "+tooMany)
	checkLast("zip", makeZip(t, files...), 10, "-: "+tooMany)
	checkLast("nested", makeTar(t, packed{"a.tar", makeTar(t, files[:8]...)}, packed{"b.tar", makeTar(t, files...)}), 8, "-:b.tar: "+tooMany)
	checkLast("7z", load(t, archives+"/lzma2.7z"), 0, "-: 7z archive: "+tooMany)
	// The directory of this is not even read through.
	checkLast("long zip", overlapping(t, "FM", 60000), 0, "-: ZIP archive: "+tooMany)
}

// What cannot be sought in is held in memory, up to a limit.
func TestHeld(t *testing.T) {
	var long strings.Builder
	for n := range 1000 {
		fmt.Fprintf(&long, "The %dth ferry sailed at %d. ", n, n*n)
	}
	archive := makeZip(t, packed{"a.txt", "FM QUITO"}, packed{"b.txt", long.String()})
	limit := Options{MaxBuffer: 1000}
	const want = "ZIP archive: nested or from a pipe, and longer than the limit of 1000 bytes for what must be held in memory: not read; unpack it first"
	checkRead(t, read(t, archive, limit), "! -: "+want)
	checkRead(t, read(t, makeTar(t, packed{"a.zip", archive}, packed{"b", "FM"}), limit), "! -:a.zip: "+want, "-:b:1  FM")
	if events := read(t, archive, Options{}); len(events) != 2 || events[0].Error != "" {
		t.Errorf("within the limit: %+v", events)
	}
	if events := collect(t, save(t, "a.zip", archive), limit); len(events) != 2 || events[0].Error != "" {
		t.Errorf("from a file: %+v", events)
	}
}

func TestDictionary(t *testing.T) {
	opt := Options{MaxBuffer: 2000}
	for name, want := range map[string]string{
		"cables.csv.xz":  "xz data: its dictionary takes more memory than the limit",
		"all.tar.zst":    "zstd data: its dictionary takes more memory than the limit",
		"lzma2.7z":       "list of members: its dictionary takes more memory than the limit of 2000 bytes",
		"plainheader.7z": "cables.csv: its dictionary takes more memory than the limit of 2000 bytes",
	} {
		if got := briefly(collect(t, filepath.Join(archives, name), opt)); !strings.Contains(got, want) {
			t.Errorf("%s: read\n%s, want %s", name, got, want)
		}
	}
}

func TestSparse(t *testing.T) {
	large(t)
	path := filepath.Join(archives, "sparse.tar.gz")
	checkRead(t, collect(t, path, Options{}), "! "+path+":zeros.csv: binary data: expected a text, CSV, HTML, XML, JSON or mail file")
}

// TestEmpty7z reads what 7-Zip makes of no files.
func TestEmpty7z(t *testing.T) {
	start := []byte("7z\xbc\xaf\x27\x1c\x00\x04" + strings.Repeat("\x00", 24))
	binary.LittleEndian.PutUint32(start[8:], crc32.ChecksumIEEE(start[12:]))
	checkRead(t, read(t, string(start), Options{}), "! -: empty: holds no record")
}
