package corpus

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	archives = "testdata/archives"
	plain    = archives + "/plain"
)

// packed is a file to be put into an archive.
type packed struct{ name, content string }

func makeZip(t testing.TB, files ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		out, err := w.Create(f.name)
		if err == nil {
			_, err = io.WriteString(out, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func makeTar(t testing.TB, files ...packed) string {
	t.Helper()
	var headers []*tar.Header
	for _, f := range files {
		headers = append(headers, &tar.Header{Name: f.name, Mode: 0o600, Size: int64(len(f.content))})
	}
	return makeTarOf(t, headers, files...)
}

func makeTarOf(t testing.TB, headers []*tar.Header, files ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i, h := range headers {
		err := w.WriteHeader(h)
		if err == nil && i < len(files) {
			_, err = io.WriteString(w, files[i].content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func makeGzip(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	return through(t, &b, gzip.NewWriter(&b), content)
}

func makeZstd(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return through(t, &b, w, content)
}

func through(t testing.TB, b *bytes.Buffer, w io.WriteCloser, content string) string {
	t.Helper()
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// load returns the content of a file.
func load(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// save writes content into a new file of that name.
func save(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// briefly prints events a line each: the place and what is there.
func briefly(events []event) string {
	var out strings.Builder
	for _, e := range events {
		if e.Error != "" {
			out.WriteString("! " + e.Error + "\n")
		} else {
			out.WriteString(e.Record.Source.String() + " " + e.Record.ID + " " + e.Record.Body + "\n")
		}
	}
	return out.String()
}

// checkRead compares what was read with lines of the form of briefly.
func checkRead(t *testing.T, events []event, want ...string) {
	t.Helper()
	if diff := cmp.Diff(strings.Join(want, "\n")+"\n", briefly(events)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// plainEvents is what is read from the plain folder, as members of an archive.
func plainEvents(t *testing.T) []event {
	t.Helper()
	events := collect(t, plain, Options{})
	for i, e := range events {
		path := filepath.ToSlash(e.Record.Source.Path)
		events[i].Record.Source.Member = strings.TrimPrefix(path, plain+"/")
		events[i].Record.Source.Path = ""
		events[i].Error = strings.TrimPrefix(filepath.ToSlash(e.Error), plain+"/")
	}
	return events
}

// memberEvents are the events of an archive in the order of the plain ones.
func memberEvents(t *testing.T, path string, events []event) []event {
	t.Helper()
	for i, e := range events {
		if e.Error == "" && e.Record.Source.Path != path {
			t.Errorf("record of %s, want %s", e.Record.Source.Path, path)
		}
		events[i].Record.Source.Path = ""
		events[i].Record.Source.Member = strings.TrimPrefix(e.Record.Source.Member, "./")
		events[i].Error = strings.TrimPrefix(strings.TrimPrefix(e.Error, path+":"), "./")
	}
	place := func(e event) string {
		if e.Error != "" {
			return e.Error
		}
		return e.Record.Source.Member
	}
	slices.SortStableFunc(events, func(a, b event) int { return strings.Compare(place(a), place(b)) })
	return events
}

// TestPackedFolder reads a folder packed by the programs that people use: from
// a file, and from a pipe in pieces.
func TestPackedFolder(t *testing.T) {
	want := memberEvents(t, "", plainEvents(t))
	for _, name := range []string{
		"all.tar.gz", "all.tar.bz2", "all.tar.xz", "all.tar.zst", "bzip2.zip", "xz.zip",
		"lzma2.7z", "lzma.7z", "ppmd.7z", "bzip2.7z", "deflate.7z", "stored.7z", "blocks.7z", "plainheader.7z", "filtered.7z",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(archives, name)
			r := open(t, path, Options{})
			if diff := cmp.Diff(want, memberEvents(t, path, all(t, r))); diff != "" {
				t.Errorf("not what is read from the folder (-folder +archive):\n%s", diff)
			}
			if r.Bytes() != r.Size() || r.Size() == 0 {
				t.Errorf("%d bytes of %d", r.Bytes(), r.Size())
			}
			pipe := iotest.HalfReader(strings.NewReader(load(t, path)))
			if diff := cmp.Diff(want, memberEvents(t, "-", collect(t, "-", Options{Stdin: pipe}))); diff != "" {
				t.Errorf("not what is read from the folder (-folder +pipe):\n%s", diff)
			}
		})
	}
}

// TestPackedInput reads archives from standard input that is a file.
func TestPackedInput(t *testing.T) {
	want := memberEvents(t, "", plainEvents(t))
	for _, name := range []string{"all.tar.zst", "lzma2.7z", "bzip2.zip"} {
		file, err := os.Open(filepath.Join(archives, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		// It need not be held in memory.
		r := open(t, "-", Options{Stdin: file, MaxBuffer: 1 << 20})
		if diff := cmp.Diff(want, memberEvents(t, "-", all(t, r))); diff != "" {
			t.Errorf("%s: not what is read from the folder (-folder +input):\n%s", name, diff)
		}
		if r.Bytes() != r.Size() || r.Size() == 0 {
			t.Errorf("%s: %d bytes of %d", name, r.Bytes(), r.Size())
		}
	}
}

// What was read of standard input before is not read again.
func TestPackedInputAfter(t *testing.T) {
	for name, archive := range map[string]string{"zip": makeZip(t, packed{"a", "FM QUITO"}), "gzip": makeGzip(t, makeTar(t, packed{"a", "FM QUITO"}))} {
		file, err := os.Open(save(t, name, "before"+archive))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if _, err := io.ReadFull(file, make([]byte, len("before"))); err != nil {
			t.Fatal(err)
		}
		checkRead(t, collect(t, "-", Options{Stdin: file}), "-:a:1  FM QUITO")
	}
}

func TestPackedFile(t *testing.T) {
	csv := load(t, plain+"/cables.csv")
	want := collect(t, plain+"/cables.csv", Options{})
	check := func(name, content string) {
		t.Helper()
		path := save(t, name, content)
		for i := range want {
			want[i].Record.Source.Path = path
		}
		for _, format := range []Format{Auto, CSV} {
			if diff := cmp.Diff(want, collect(t, path, Options{Format: format})); diff != "" {
				t.Errorf("%s (-plain +packed):\n%s", name, diff)
			}
		}
	}
	half := strings.Index(csv, "\n\"2\"") + 1
	skippable := "\x53\x2a\x4d\x18\x03\x00\x00\x00abc"
	check("cables.csv.gz", makeGzip(t, csv))
	check("cables.csv.zst", makeZstd(t, csv))
	check("cables.csv.xz", load(t, archives+"/cables.csv.xz"))
	check("cables.csv.bz2", load(t, archives+"/cables.csv.bz2"))
	check("no name that tells", makeGzip(t, csv))
	check("joined.gz", makeGzip(t, csv[:half])+makeGzip(t, csv[half:]))
	check("joined.zst", makeZstd(t, csv[:half])+skippable+makeZstd(t, csv[half:]))
	check("skippable.zst", skippable+makeZstd(t, csv))
	check("twice.gz.gz", makeGzip(t, makeGzip(t, csv)))
}

func TestPackedNames(t *testing.T) {
	cable := "FM QUITO"
	inner := makeZip(t, packed{"dir/08QUITO2.txt", cable})
	tests := []struct {
		name, archive string
		want          []string
	}{
		{"members", makeZip(t, packed{"b/08QUITO1.txt", cable}, packed{"a.csv", row(3) + row(4)}),
			[]string{"-:b/08QUITO1.txt:1 08QUITO1 FM QUITO", "-:a.csv:1 08QUITO3 B", "-:a.csv:2 08QUITO4 B"}},
		{"nested", makeGzip(t, makeTar(t, packed{"b.zip", inner}, packed{"c/08QUITO3.txt.gz", makeGzip(t, cable)})),
			[]string{"-:b.zip:dir/08QUITO2.txt:1 08QUITO2 FM QUITO", "-:c/08QUITO3.txt.gz:1 08QUITO3 FM QUITO"}},
		{"nested and compressed", makeZip(t, packed{"a.tar.gz", makeGzip(t, makeTar(t, packed{"08QUITO4.gz", makeGzip(t, cable)}))}),
			[]string{"-:a.tar.gz:08QUITO4.gz:1 08QUITO4 FM QUITO"}},
		{"nested twice", makeTar(t, packed{"a.tar", makeTar(t, packed{"b.zip", inner}, packed{"c", cable})}),
			[]string{"! -:a.tar:b.zip: a ZIP archive in an archive that is itself in one: not read", "-:a.tar:c:1  FM QUITO"}},
		{"compressed thrice", makeGzip(t, makeGzip(t, makeGzip(t, cable))),
			[]string{"! -: gzip data compressed more than 2 times: not read"}},
		{"paths", makeZip(t, packed{"../../etc/passwd", cable}, packed{"/etc/08QUITO5", cable}, packed{`C:\x\08QUITO6.txt`, cable}, packed{`x\`, ""}),
			[]string{"-:../../etc/passwd:1  FM QUITO", "-:/etc/08QUITO5:1 08QUITO5 FM QUITO", `-:C:\x\08QUITO6.txt:1 08QUITO6 FM QUITO`}},
		{"paths in tar", makeTar(t, packed{"../08QUITO7", cable}, packed{"/08QUITO8", cable}),
			[]string{"-:../08QUITO7:1 08QUITO7 FM QUITO", "-:/08QUITO8:1 08QUITO8 FM QUITO"}},
		{"hidden", makeZip(t, packed{".git/config", "x"}, packed{"a/.x", "x"}, packed{"__MACOSX/._b", "\x00"}, packed{`c\.d`, "x"}, packed{"./b", cable}, packed{"a/...", cable}),
			[]string{"-:./b:1  FM QUITO", "-:a/...:1  FM QUITO"}},
		{"Latin-1", makeTar(t, packed{"Embajada/a\xf1o.txt", cable}), []string{`-:Embajada/a\xf1o.txt:1  FM QUITO`}},
		{"the same twice", makeZip(t, packed{"a", cable}, packed{"a", "FM LIMA"}), []string{"-:a:1  FM QUITO", "-:a:1  FM LIMA"}},
		{"no name", makeZip(t, packed{"", cable}), []string{"-:1  FM QUITO"}},
		{"document", makeZip(t, packed{"[Content_Types].xml", "<?xml"}, packed{"word/document.xml", "<?xml"}),
			[]string{"! -: a Word document: expected a text, CSV, HTML, XML, JSON or mail file"}},
		{"nothing", makeZip(t), []string{"! -: empty: holds no record"}},
		{"folders", makeZip(t, packed{"a/", ""}, packed{"a/b/", ""}), []string{"! -: empty: holds no record"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkRead(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

// Members that are no files.
func TestTarKinds(t *testing.T) {
	headers := []*tar.Header{
		{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		{Name: "hard", Typeflag: tar.TypeLink, Linkname: "link"},
		{Name: "pipe", Typeflag: tar.TypeFifo},
		{Name: "disk", Typeflag: tar.TypeBlock},
		{Typeflag: tar.TypeXGlobalHeader, PAXRecords: map[string]string{"comment": "x"}},
		{Name: "dir/", Typeflag: tar.TypeDir},
	}
	checkRead(t, read(t, makeTarOf(t, headers), Options{}),
		"! -:link: symbolic link in an archive: only regular files are read there",
		"! -:hard: hard link in an archive: only regular files are read there",
		"! -:pipe: named pipe in an archive: only regular files are read there",
		"! -:disk: device in an archive: only regular files are read there")
}

// TestTarNames: a tar whose first member's name holds a control character is one,
// however its bytes arrive.
func TestTarNames(t *testing.T) {
	for _, name := range []string{"a\nb", "\n", "a\x1b[31m", "\x01" + strings.Repeat("b", 98), "08QUITO1\r\n" + strings.Repeat("c/", 60) + "\t"} {
		archive := makeTar(t, packed{name, "FM QUITO"}, packed{"z", "FM LIMA"})
		want := "-:" + EscapeName(name) + ":1  FM QUITO"
		checkRead(t, read(t, archive, Options{}), want, "-:z:1  FM LIMA")
		checkAnyBytes(t, []byte(archive), Options{})
	}
	// Text that has digits where a tar has a mode, and its magic.
	text := "FM QUITO\n" + strings.Repeat("x", 91) + "0000644\x00" + strings.Repeat("y", 149) + "ustar" + strings.Repeat("z", 300)
	checkRead(t, read(t, text, Options{}), "-:1  "+text)
}

// An archive from before tar had a magic.
func TestOldTar(t *testing.T) {
	events := collect(t, archives+"/v7.tar", Options{})
	var ids []string
	for _, e := range events {
		if e.Error == "" {
			ids = append(ids, e.Record.ID)
		}
	}
	if want := []string{"08QUITO11", "08QUITO12", "08LIMA9"}; !slices.Equal(ids, want) {
		t.Errorf("ids %q, want %q", ids, want)
	}
}

func TestEncrypted(t *testing.T) {
	for name, want := range map[string]string{
		"aes.zip": "aes.zip:cables.csv", "zipcrypto.zip": "zipcrypto.zip:cables.csv", "password.7z": "password.7z:cables.csv",
		"secret.7z": "secret.7z",
	} {
		var errors []string
		for _, e := range collect(t, filepath.Join(archives, name), Options{}) {
			errors = append(errors, strings.TrimPrefix(filepath.ToSlash(e.Error), archives+"/"))
		}
		want += ": encrypted: it takes a password"
		if name == "secret.7z" {
			want = "secret.7z: 7z archive: list of members: encrypted: it takes a password"
		}
		if !slices.Contains(errors, want) {
			t.Errorf("%s: read %q, want %q", name, errors, want)
		}
	}
}

func TestMethods(t *testing.T) {
	for name, want := range map[string]string{
		"lzma.zip": "compression method 14 is not supported", "deflate64.zip": "compression method 9 is not supported",
	} {
		if got := briefly(collect(t, filepath.Join(archives, name), Options{})); !strings.Contains(got, "cables.csv: member: "+want+"\n") {
			t.Errorf("%s: read\n%s", name, got)
		}
	}
}
