package sevenzip

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const archives = "../testdata/archives"

var generous = Limits{Files: 1000, Buffer: 64 << 20}

// makeArchive puts a header behind a block of content.
func makeArchive(content, header []byte) []byte {
	stored := append(make([]byte, startSize), content...)
	v := newView(bytes.NewReader(stored), int64(len(stored)), header)
	b, _ := io.ReadAll(io.NewSectionReader(v, 0, v.size()))
	return b
}

// makeHeader returns the header of an archive of one stored file with the given
// numbers.
func makeHeader(files, streams, packed, unpacked, substreams string) []byte {
	return []byte("\x01\x04\x06\x00" + streams + "\x09" + packed + "\x00" +
		"\x07\x0b\x01\x00\x01\x01\x00\x0c" + unpacked + "\x00" +
		"\x08\x0d" + substreams + "\x00\x00" +
		"\x05" + files + "\x11\x05\x00a\x00\x00\x00\x00\x00")
}

// extract returns each file as "name: content", or "name! error"; an error of the
// archive is the last line.
func extract(b []byte, limits Limits) string {
	files, err := Files(context.Background(), bytes.NewReader(b), int64(len(b)), limits)
	var out strings.Builder
	for _, f := range files {
		content, err := extractFile(f)
		if err != nil {
			fmt.Fprintf(&out, "%s! %v\n", f.Name, err)
			continue
		}
		fmt.Fprintf(&out, "%s: %s\n", f.Name, content)
	}
	if err != nil {
		fmt.Fprintf(&out, "! %v\n", err)
	}
	return out.String()
}

// fuzzLimit bounds what a test unpacks of one file.
const fuzzLimit = 1 << 20

func extractFile(f *File) ([]byte, error) {
	if err := f.Err(); err != nil {
		return nil, err
	}
	if packed, unpacked := f.BlockSize(); unpacked > fuzzLimit {
		return nil, fmt.Errorf("%d bytes of %d", unpacked, packed)
	}
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, fuzzLimit))
}

// TestClaims checks that numbers which a header claims cost no memory.
func TestClaims(t *testing.T) {
	t.Parallel()
	const one, huge = "\x01", "\xf0\xff\xff\xff\xff"
	const damaged = "! damaged list of members\n"
	tests := []struct {
		name   string
		header []byte
		want   string
	}{
		{"none", makeHeader(one, one, "\x08", "\x08", one), "a: FM QUITO\n"},
		{"files", makeHeader(huge, one, "\x08", "\x08", one), damaged},
		{"streams", makeHeader(one, huge, "\x08", "\x08", one), damaged},
		{"substreams", makeHeader(one, one, "\x08", "\x08", huge), damaged},
		{"packed size", makeHeader(one, one, huge, "\x08", one), damaged},
		{"unpacked size", makeHeader(one, one, "\x08", huge, one), "a! 4294967295 bytes of 8\n"},
		{"a little more", makeHeader(one, one, "\x08", "\x09", one), "a! unexpected EOF\n"},
		{"no blocks", []byte("\x01\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00"), "! damaged: "},
		{"no coders", []byte("\x01\x04\x06\x00\x01\x09\x08\x00\x07\x0b\x01\x00\x00"), damaged},
		{"many coders", []byte("\x01\x04\x06\x00\x01\x09\x08\x00\x07\x0b\x01\x00\x21" + strings.Repeat("\x01\x00", 33)), damaged},
		{"a coder of many streams", []byte("\x01\x04\x06\x00\x01\x09\x08\x00\x07\x0b\x01\x00\x01\x11\x00\xff" + strings.Repeat("\xff", 8) + "\x01"), damaged},
		{"more outputs than inputs", []byte("\x01\x04\x06\x00\x01\x09\x08\x00\x07\x0b\x01\x00\x01\x11\x00\x01\x02\x00\x00\x0c\x08\x08\x00\x00\x00"), damaged},
		{"no end", []byte("\x01\x04\x06"), damaged},
		{"nothing", []byte("\x01\x00"), ""},
		{"no header", []byte("\x02\x00"), "! " + errForeign.Error()},
		{"packed header in a packed header", []byte("\x17\x06\x00\x01\x09\x08\x00\x07\x0b\x01\x00\x01\x01\x00\x0c\x08\x00\x00"), "! " + errForeign.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := extract(makeArchive([]byte("FM QUITO"), tt.header), generous)
			if !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		archive string
		limits  Limits
		want    string
	}{
		{"lzma2.7z", Limits{Files: 10, Buffer: generous.Buffer}, ErrFiles.Error()},
		{"lzma2.7z", Limits{Files: 1000, Buffer: 2000}, "list of members: its dictionary takes more memory than the limit of 2000 bytes"},
		{"plainheader.7z", Limits{Files: 1000, Buffer: 2000}, "cables.csv! its dictionary takes more memory than the limit of 2000 bytes"},
		{"password.7z", generous, "cables.csv! " + ErrEncrypted.Error()},
		{"secret.7z", generous, "! list of members: " + ErrEncrypted.Error()},
	}
	for _, tt := range tests {
		if got := extract(load(t, tt.archive), tt.limits); !strings.Contains(got, tt.want) {
			t.Errorf("%s: got\n%s, want %s", tt.archive, got, tt.want)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"\x00": 0, "\x7f": 127, "\x80\x80": 128, "\x81\x02": 258, "\xc0\x01\x02": 513, "\xc3\x01\x02": 0x30201,
		"\xfe\x01\x00\x00\x00\x00\x00\x01": 1<<48 + 1, "\xff\x01\x00\x00\x00\x00\x00\x00\x01": 1<<56 + 1,
	} {
		c := &cursor{b: []byte(in)}
		if got := c.number(); got != want || c.err != nil || len(c.b) > 0 {
			t.Errorf("number(% x) = %d, %v, rest % x; want %d", in, got, c.err, c.b, want)
		}
	}
	for _, bad := range []string{"", "\x80", "\xff\x01", "\xff\x00\x00\x00\x00\x00\x00\x00\x80"} {
		c := &cursor{b: []byte(bad)}
		if got := c.number(); got != 0 || c.err == nil {
			t.Errorf("number(% x) = %d, want an error", bad, got)
		}
	}
}

func TestSums(t *testing.T) {
	t.Parallel()
	for in, n := range map[string]int{"\x01aaaabbbb": 2, "\x00\xa0aaaabbbb": 3, "\x00\xbfaaaabbbb": 3, "\x00\x80\x80aaaabbbb": 9} {
		c := &cursor{b: []byte(in + "z")}
		if c.sums(n); string(c.b) != "z" || c.err != nil {
			t.Errorf("after %d sums of % x: %q, %v", n, in, c.b, c.err)
		}
	}
}

// FuzzFiles gives any header good checksums.
func FuzzFiles(f *testing.F) {
	f.Add([]byte("FM QUITO"), makeHeader("\x01", "\x01", "\x08", "\x08", "\x01"))
	for _, name := range []string{"lzma2.7z", "lzma.7z", "ppmd.7z", "bzip2.7z", "deflate.7z", "stored.7z", "blocks.7z", "plainheader.7z", "filtered.7z", "password.7z"} {
		b := load(f, name)
		a := archive{ctx: f.Context(), r: bytes.NewReader(b), size: int64(len(b)), limits: generous}
		h, err := a.header()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[startSize:], h.plain)
	}
	small := Limits{Files: 100, Buffer: 1 << 20}
	f.Fuzz(func(t *testing.T, content, header []byte) {
		if len(header) == 0 {
			return
		}
		b := makeArchive(content, header)
		if first, again := extract(b, small), extract(b, small); first != again {
			t.Errorf("got %q, then %q", first, again)
		}
	})
}

func load(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(archives, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
