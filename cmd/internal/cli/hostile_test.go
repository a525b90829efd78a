package cli

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A hostile archive is files among good ones: what the indexer says of them,
// and how many cables there are beside the good ones.
type hostile struct {
	name   string
	files  map[string]string // by name, which is between those of the good ones
	reject []string          // places and reasons, in which DIR is the folder
	more   []string          // ids of cables in them
}

// good are the ids of the cables in the good files, the first and the last of
// the folder.
var good = idsOf(0, 4)

// hostileFolder makes a folder of files among good ones.
func hostileFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "0first.jsonl"), someCables(0, 2))
	for name, content := range files {
		put(t, filepath.Join(dir, name), content)
	}
	put(t, filepath.Join(dir, "zlast.jsonl"), someCables(2, 4))
	return dir
}

// idsOf are the ids of the cables that someCables makes.
func idsOf(from, until int) []string {
	var ids []string
	for i := from; i < until; i++ {
		ids = append(ids, fmt.Sprintf("08PARIS%d", i))
	}
	return ids
}

// cableText is the text of a cable that someCables makes.
func cableText(i int) string {
	var line struct{ Text string }
	_ = json.Unmarshal([]byte(someCables(i, i+1)), &line)
	return line.Text
}

// csvRow is such a cable as a row of CSV.
func csvRow(i int) string {
	return fmt.Sprintf(`"%d","12/4/2008 14:12","08PARIS%d","Embassy Paris","UNCLASSIFIED","","","%s"`+"\n", i, i, cableText(i))
}

// csvRows are such rows.
func csvRows(from, until int) string {
	var b strings.Builder
	for i := from; i < until; i++ {
		b.WriteString(csvRow(i))
	}
	return b.String()
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The greatest memory, in bytes, that an indexer may take where a test says so:
// less than any machine has that runs the tests, and a small part of what the
// archives there would take.
const mostMemory = 1500 << 20

// checkHostile indexes paths of the folder dir, and checks the exit code, what
// was rejected and why, and that the cables are found that should be, and no
// others.
func checkHostile(t *testing.T, dir string, args []string, rejected, ids []string) {
	t.Helper()
	index := filepath.Join(t.TempDir(), "index")
	_, errs, used := runMeasured(t, append([]string{"--index", index}, args...)...)
	checkRejected(t, errs, dir, rejected)
	if used > mostMemory {
		t.Errorf("%d MB of memory used", used>>20)
	}
	checkFound(t, index, ids)
}

// checkRejected compares what was printed with places and reasons, in which DIR
// stands for the folder dir.
func checkRejected(t *testing.T, printed, dir string, want []string) {
	t.Helper()
	var got []string
	for line := range strings.Lines(strings.ReplaceAll(printed, dir, "DIR")) {
		got = append(got, strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "indexer: rejected: "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("rejected:\n%.2000s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// checkFound checks that just the cables with these ids are in an index, each
// once, and are found by what they say.
func checkFound(t *testing.T, index string, ids []string) {
	t.Helper()
	want := slices.Sorted(slices.Values(ids))
	for _, query := range []string{"*", "harbour"} {
		if got := found(t, index, query); !slices.Equal(got, want) {
			t.Errorf("%s finds %d cables, want %d: got %.300q, want %.300q", query, len(got), len(want), got, want)
		}
	}
}

// found are the ids of all cables that a query finds.
func found(t *testing.T, index, query string) []string {
	t.Helper()
	out, stderr, code := command(t, "", "search", "--index", index, "--format", "json", "--limit", "0", "--snippets", "0", query)
	var answer struct {
		Total int
		Hits  []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil || code > Nothing {
		t.Fatalf("exit code %d, %v: %s", code, err, stderr)
	}
	var ids []string
	for _, hit := range answer.Hits {
		ids = append(ids, hit.ID)
	}
	if len(ids) != answer.Total {
		t.Errorf("%s: %d hits of a total of %d", query, len(ids), answer.Total)
	}
	slices.Sort(ids)
	return ids
}

// TestBombs: what unpacks to far more than it is, is named and passed over; the
// cables beside it are indexed.
func TestBombs(t *testing.T) {
	needTime(t)
	t.Parallel()
	const (
		tooMuch = "unpacks to more than the limit of 500 times its size: "
		unread  = tooMuch + "not read; --max-ratio raises it"
		rest    = tooMuch + "the rest is not read; --max-ratio raises it"
		noText  = "binary data: expected a text, CSV, HTML, XML, JSON or mail file"
	)
	const size = 64 << 20
	zeros := strings.Repeat("\x00", size)
	blanks := strings.Repeat(" ", size)
	cable := func(n int) file { return file{fmt.Sprintf("cable%d.jsonl", n), someCables(n, n+1)} }
	zip := zipOf(t, file{"zeros.txt", zeros}, cable(7))
	deep := zipOf(t, file{"c.zip", zip}, cable(8))
	for _, test := range []hostile{
		{"ZIP", map[string]string{"b.zip": zip},
			[]string{"DIR/b.zip:zeros.txt: " + unread}, []string{"08PARIS7"}},
		{"ZIPs nested", map[string]string{"b.zip": zipOf(t, file{"b/c.zip", deep}, cable(9))},
			[]string{"DIR/b.zip:b/c.zip:c.zip: a ZIP archive in an archive that is itself in one: not read"},
			[]string{"08PARIS8", "08PARIS9"}},
		{"gzip", map[string]string{"b.gz": gzipOf(t, zeros), "c.gz": gzipOf(t, blanks), "d.gz": gzipOf(t, `{"text":"`+blanks), "e.gz": gzipOf(t, someCables(7, 8)+blanks)},
			[]string{"DIR/b.gz: " + noText, "DIR/c.gz:1: " + rest, "DIR/d.gz:1: " + rest, "DIR/e.gz:2: " + rest}, []string{"08PARIS7"}},
		{"gzips nested", map[string]string{"b.gz": gzipOf(t, gzipOf(t, zeros)), "c.gz": gzipOf(t, gzipOf(t, gzipOf(t, zeros)))},
			[]string{"DIR/b.gz: " + noText, "DIR/c.gz: gzip data compressed more than 2 times: not read"}, nil},
		{"tar", map[string]string{"b.tgz": gzipOf(t, tarOf(t, cable(7), file{"zeros", zeros}, cable(8)))},
			[]string{"DIR/b.tgz:zeros: " + noText, "DIR/b.tgz: tar archive: " + rest}, []string{"08PARIS7"}},
		// The members of a better bomb overlap: each is all that follow it.
		{"overlapping ZIP", map[string]string{"b.zip": overlapping(t, 100, zeros[:10<<20])},
			[]string{"DIR/b.zip:00:01: member: flate: corrupt input before offset 5",
				"DIR/b.zip:00: ZIP archive: no list of members at its end: it is damaged or cut short; read up to byte 13864 of 10488928", "DIR/b.zip:01: ZIP archive: " + rest}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.check(t)
		})
	}
}

func (h hostile) check(t *testing.T) {
	t.Helper()
	dir := hostileFolder(t, h.files)
	checkHostile(t, dir, []string{dir}, h.reject, slices.Concat(good, h.more))
}

// A file is one to be packed.
type file struct{ name, content string }

func zipOf(t *testing.T, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		in, err := w.Create(f.name)
		if err == nil {
			_, err = io.WriteString(in, f.content)
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

func tarOf(t *testing.T, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.content))})
		if err == nil {
			_, err = io.WriteString(w, f.content)
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

func gzipOf(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A member of a ZIP archive, as its headers tell of it.
type zipHeader struct {
	name                     string
	sum, packed, length, pos int
}

// fields are what both headers of a member hold, from the version on.
func (h zipHeader) fields() []byte {
	b := binary.LittleEndian.AppendUint16(nil, 20)
	b = append(b, 0, 0, 8, 0, 0, 0, 0, 0) // no flags, deflated, no time
	for _, n := range []int{h.sum, h.packed, h.length} {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return append(b, byte(len(h.name)), 0, 0, 0)
}

// local is the header before the member.
func (h zipHeader) local() []byte {
	return slices.Concat([]byte("PK\x03\x04"), h.fields(), []byte(h.name))
}

// entry is the header in the directory.
func (h zipHeader) entry() []byte {
	b := slices.Concat([]byte("PK\x01\x02\x14\x00"), h.fields(), make([]byte, 10))
	return append(binary.LittleEndian.AppendUint32(b, uint32(h.pos)), h.name...)
}

// overlapping makes a ZIP archive of n members (at most 100) that takes little
// more than one: the last is the content, and each of the others is, behind a
// few bytes that say so, the header of the next one and all that it is. So
// David Fifield made 281 TB of 10 MB.
func overlapping(t *testing.T, n int, content string) string {
	t.Helper()
	packed := deflated(t, content)
	members := make([]zipHeader, n)
	length, headers := len(content), []byte(nil)
	for i := n - 1; i >= 0; i-- {
		sum := crc32.Update(crc32.ChecksumIEEE(headers), crc32.IEEETable, []byte(content))
		members[i] = zipHeader{name: fmt.Sprintf("%02d", i), sum: int(sum), packed: len(packed), length: length}
		header := members[i].local()
		packed = slices.Concat(stored(header), packed)
		length, headers = length+len(header), slices.Concat(header, headers)
	}
	// What says that a header is content is of no use before the first one.
	archive := packed[len(stored(nil)):]
	var directory []byte
	for i, pos := 0, 0; i < n; i++ {
		members[i].pos = pos
		directory = append(directory, members[i].entry()...)
		pos += len(members[i].local()) + len(stored(nil))
	}
	end := []byte("PK\x05\x06\x00\x00\x00\x00")
	end = append(end, byte(n), 0, byte(n), 0)
	end = binary.LittleEndian.AppendUint32(end, uint32(len(directory)))
	end = binary.LittleEndian.AppendUint32(end, uint32(len(archive)))
	return string(slices.Concat(archive, directory, end, []byte{0, 0}))
}

// stored is a block of deflated data that holds bytes as they are, with more to
// follow.
func stored(b []byte) []byte {
	head := binary.LittleEndian.AppendUint16([]byte{0}, uint16(len(b)))
	return append(binary.LittleEndian.AppendUint16(head, ^uint16(len(b))), b...)
}

func deflated(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
