package analyzer

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// An unescaper turns the Cablegate CSV's \" into "", as encoding/csv reads
// them, and drops the backslash of other escapes.
type unescaper struct {
	r       io.Reader
	buf     []byte
	escaped bool
}

func (u *unescaper) Read(p []byte) (int, error) {
	if cap(u.buf) < len(p)/2+1 {
		u.buf = make([]byte, len(p)/2+1)
	}
	n, err := u.r.Read(u.buf[:max(len(p)/2, 1)])
	out := 0
	for _, c := range u.buf[:n] {
		switch {
		case !u.escaped && c == '\\':
			u.escaped = true
			continue
		case u.escaped && c == '"':
			p[out] = '"'
			out++
		}
		u.escaped = false
		p[out] = c
		out++
	}
	return out, err
}

// readShared returns the bodies of a Cablegate CSV.
func readShared(tb testing.TB, f *os.File) (texts []string, bytes int64) {
	tb.Helper()
	r := csv.NewReader(&unescaper{r: f})
	r.FieldsPerRecord = 8
	rows, err := r.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	for _, row := range rows {
		texts = append(texts, row[7])
		bytes += int64(len(row[7]))
	}
	return texts, bytes
}

// sharedCSV has real cables, and stands beside the repository where it is there.
var sharedCSV = filepath.Join("..", "..", "shared", "cables", "cables.csv")

// sharedCables returns the bodies of the shared cables, and skips the test
// where they are not there.
func sharedCables(tb testing.TB) (texts []string, bytes int64) {
	tb.Helper()
	f, err := os.Open(sharedCSV)
	if err != nil {
		tb.Skip("no shared cables: ", err)
	}
	defer f.Close()
	return readShared(tb, f)
}

func TestSharedCables(t *testing.T) {
	texts, _ := sharedCables(t)
	for i, text := range texts {
		if err := checkTokens(Text{Text: text, Date: cableDate}); err != nil {
			t.Errorf("cable %d: %v", i, err)
		}
	}
}
