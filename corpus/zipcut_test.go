package corpus

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"

	"reftel/corpus/unpack"
)

// A zipForm is a way in which programs write the sizes of members.
type zipForm struct {
	name      string
	method    uint16
	followed  bool // sizes follow the content
	signature bool // with a signature before them
	wide      bool // 8 bytes each
}

var zipForms = []zipForm{
	{"stored", zip.Store, false, false, false},
	{"deflated", zip.Deflate, false, false, false},
	{"deflated of 64 bits", zip.Deflate, false, false, true},
	{"stored, followed", zip.Store, true, true, false},
	{"deflated, followed", zip.Deflate, true, true, false},
	{"deflated, followed by 64 bits", zip.Deflate, true, true, true},
	{"deflated, followed without a signature", zip.Deflate, true, false, false},
	{"deflated, followed by 64 bits without a signature", zip.Deflate, true, false, true},
}

// write returns the members of an archive without a directory, and where each
// ends.
func (f zipForm) write(t testing.TB, files ...packed) (archive string, ends []int) {
	t.Helper()
	le := binary.LittleEndian
	var b []byte
	for _, file := range files {
		content := []byte(file.content)
		if f.method == zip.Deflate {
			content = deflated(t, content)
		}
		crc, packed, size := crc32.ChecksumIEEE([]byte(file.content)), uint64(len(content)), uint64(len(file.content))
		flags := uint16(0)
		if f.followed {
			flags = zipFollowed
		}
		b = append(b, zipLocal...)
		for _, v := range []uint16{45, flags, f.method, 0, 0} {
			b = le.AppendUint16(b, v)
		}
		var extra []byte
		switch {
		case f.followed:
			b = append(b, make([]byte, 12)...)
		case f.wide:
			b = le.AppendUint32(b, crc)
			b = append(b, bytes.Repeat([]byte{0xff}, 8)...)
			extra = le.AppendUint16(le.AppendUint16(nil, zip64Extra), 16)
			extra = le.AppendUint64(le.AppendUint64(extra, size), packed)
		default:
			b = le.AppendUint32(le.AppendUint32(le.AppendUint32(b, crc), uint32(packed)), uint32(size))
		}
		b = le.AppendUint16(b, uint16(len(file.name)))
		b = le.AppendUint16(b, uint16(len(extra)))
		b = append(append(append(b, file.name...), extra...), content...)
		if f.followed {
			if f.signature {
				b = append(b, zipDescriptor...)
			}
			b = le.AppendUint32(b, crc)
			if f.wide {
				b = le.AppendUint64(le.AppendUint64(b, packed), size)
			} else {
				b = le.AppendUint32(le.AppendUint32(b, uint32(packed)), uint32(size))
			}
		}
		ends = append(ends, len(b))
	}
	return string(b), ends
}

func deflated(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	out, err := w.CreateHeader(&zip.FileHeader{Name: "x", Method: zip.Deflate})
	if err == nil {
		_, err = out.Write(content)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(raw)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCutZip cuts archives without a directory at each byte: what stands before
// the cut is read, and that there was more is said.
func TestCutZip(t *testing.T) {
	t.Parallel()
	nested := makeZip(t, packed{"x.txt", "FM RIGA"})
	files := []packed{{"a.txt", "FM QUITO"}, {"dir/", ""}, {"caf\xe9.csv", row(1) + row(2)}, {"b.zip", nested}, {"c.txt", "FM LIMA" + strings.Repeat(" 1. The ferry.", 8)}}
	places := []int{0, 2, 2, 3, 4}
	records := []string{"-:a.txt:1  FM QUITO", `-:caf\xe9.csv:1 08QUITO1 B`, `-:caf\xe9.csv:2 08QUITO2 B`, "-:b.zip:x.txt:1  FM RIGA", "-:c.txt:1  " + files[4].content}
	for _, form := range zipForms {
		t.Run(form.name, func(t *testing.T) {
			archive, ends := form.write(t, files...)
			// Without a signature an end is known by what follows it.
			whole := func(place, cut int) bool {
				end := ends[place]
				return cut >= end && (form.signature || !form.followed) || cut >= end+len(zipLocal)
			}
			archive += zipCentral
			step := 1
			if testing.Short() {
				step = 5
			}
			for cut := 4; cut <= len(archive); cut += step {
				events := read(t, archive[:cut], Options{})
				checkSound(t, events)
				got := briefly(events)
				read := strings.Split(got, "\n")
				read = slices.DeleteFunc(read, func(line string) bool { return line == "" || line[0] == '!' })
				if len(read) > len(records) || !slices.Equal(read, records[:len(read)]) {
					t.Errorf("cut at %d: read\n%s", cut, got)
				}
				for i, record := range records {
					if whole(places[i], cut) && !slices.Contains(read, record) {
						t.Errorf("cut at %d: record %d is missing; read\n%s", cut, i, got)
					}
				}
				if last := events[len(events)-1].Error; !strings.Contains(last, "ZIP archive: no list of members at its end: it is damaged or cut short; read up to byte ") || !strings.HasSuffix(last, fmt.Sprintf(" of %d", cut)) {
					t.Errorf("cut at %d: the last error is %q", cut, last)
				}
			}
		})
	}
}

// TestCutZipLimits: the limits hold without a directory, too.
func TestCutZipLimits(t *testing.T) {
	t.Parallel()
	form := zipForms[4]
	archive, _ := form.write(t, packed{"a", "FM QUITO"}, packed{"b", "FM LIMA"}, packed{"c", "FM RIGA"})
	checkRead(t, read(t, archive, Options{MaxMembers: 2}), "! -: ZIP archive: more than the limit of 2 members: the rest is not read")
	bomb, ends := form.write(t, packed{"a", strings.Repeat("x", 64<<20)})
	for _, cut := range []int{ends[0], ends[0] - 20} {
		got := briefly(read(t, bomb[:cut], Options{MaxRecord: 1 << 30}))
		if !strings.Contains(got, unpack.ErrRatio.Error()) {
			t.Errorf("cut at %d of %d: read %.200s", cut, len(bomb), got)
		}
	}
	// An archive of several disks begins with a mark.
	checkRead(t, read(t, zipDescriptor+archive[:40], Options{}), "! -:a:1: member ends too early",
		"! -: ZIP archive: no list of members at its end: it is damaged or cut short; read up to byte 44 of 44")
	// What stands before an archive is no part of it.
	checkRead(t, read(t, makeZip(t, packed{"a", "FM QUITO"})+makeZip(t, packed{"b", "FM LIMA"}), Options{}), "-:b:1  FM LIMA")
	// The sizes stand in both places.
	both := []byte(archive)
	copy(both[14:26], both[strings.Index(archive, zipDescriptor)+4:])
	checkRead(t, read(t, string(both), Options{}), "-:a:1  FM QUITO", "-:b:1  FM LIMA", "-:c:1  FM RIGA",
		fmt.Sprintf("! -: ZIP archive: no list of members at its end: it is damaged or cut short; read up to byte %d of %[1]d", len(both)))
}

// FuzzCutZip reads any bytes as an archive without a directory.
func FuzzCutZip(f *testing.F) {
	for _, form := range zipForms {
		archive, ends := form.write(f, packed{"a.txt", "FM QUITO"}, packed{"b.csv", row(1)})
		f.Add(archive)
		f.Add(archive[:ends[1]-5])
	}
	f.Fuzz(func(t *testing.T, archive string) { checkPacked(t, zipLocal+strings.TrimPrefix(archive, zipLocal)) })
}
