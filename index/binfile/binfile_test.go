package binfile

import (
	"bytes"
	"context"
	"hash/crc32"
	"os"
	"path/filepath"
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
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := Decode(data, magic)
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

// TestDamage: any byte that is another, and any cut, is an error.
func TestDamage(t *testing.T) {
	path := write(t, func(w *Writer) { w.Text("cable") })
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, data []byte) {
		if _, _, err := Decode(data, magic); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	for i := range whole {
		data := bytes.Clone(whole)
		data[i] ^= 1
		check("changed", data)
		check("cut", whole[:i])
	}
	if sum, err := Sum(context.Background(), path); err != nil || sum != crc32.ChecksumIEEE(whole) {
		t.Errorf("checksum %x, want %x: %v", sum, crc32.ChecksumIEEE(whole), err)
	}
	if _, _, err := Decode(whole, "reftel test 2"); err == nil {
		t.Error("a file of another version is read")
	}
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
