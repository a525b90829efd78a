package binfile

import (
	"bytes"
	"context"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const magic = "reftel test 1"

func write(t *testing.T, fill func(w *Writer)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	w, err := Create(path, magic)
	if err != nil {
		t.Fatal(err)
	}
	fill(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRoundTrip(t *testing.T) {
	path := write(t, func(w *Writer) {
		w.Number(300)
		w.Signed(-5)
		w.Text("cable")
		w.Bytes([]byte{0, 1})
		w.Raw([]byte("xyz"))
	})
	r, err := Read(path, magic)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Number(); n != 300 {
		t.Errorf("number %d", n)
	}
	if n := r.Signed(); n != -5 {
		t.Errorf("signed %d", n)
	}
	if s := r.Text(); s != "cable" {
		t.Errorf("text %q", s)
	}
	if b := r.Bytes(); !bytes.Equal(b, []byte{0, 1}) {
		t.Errorf("bytes %v", b)
	}
	if err := r.End(); err == nil {
		t.Error("three bytes are left, and it is the end")
	}
	if b := r.Raw(3); string(b) != "xyz" {
		t.Errorf("raw %q", b)
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}

// TestDamage: any byte that is another, and any cut, is an error that names the
// file.
func TestDamage(t *testing.T) {
	path := write(t, func(w *Writer) { w.Text("cable") })
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path, magic); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", what, err)
		}
		if sum, stated := sums(t, path); sum == stated {
			t.Errorf("%s: the checksum is that of the content", what)
		}
	}
	for i := range whole {
		data := bytes.Clone(whole)
		data[i] ^= 1
		check("changed", data)
		check("cut", whole[:i])
	}
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if sum, stated := sums(t, path); sum != stated || sum != crc32.ChecksumIEEE(whole) {
		t.Errorf("checksum %x, stated %x, want %x", sum, stated, crc32.ChecksumIEEE(whole))
	}
	if _, err := Read(path, "reftel test 2"); err == nil {
		t.Error("a file of another version is read")
	}
}

// sums returns the checksum of a file and the one that its end states, which is
// another one for a file that is too short.
func sums(t *testing.T, path string) (sum, stated uint32) {
	t.Helper()
	sum, err := Sum(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	stated, err = StatedSum(path)
	if err != nil && !strings.Contains(err.Error(), path) {
		t.Errorf("the error does not name the file: %v", err)
	}
	if err != nil {
		stated = ^sum
	}
	return sum, stated
}

// FuzzReader: any bytes are read to an end.
func FuzzReader(f *testing.F) {
	f.Add([]byte{3, 1, 'a', 2})
	f.Add(bytes.Repeat([]byte{0xff}, 11))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(data)
		for range r.Count() {
			_ = r.Text()
			_ = r.Signed()
		}
		_ = r.Raw(len(data))
		if err := r.End(); err == nil && len(data) > 0 {
			t.Errorf("%v: all was read, and more than all", data)
		}
	})
}
