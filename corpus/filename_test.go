package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscapeName(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"", ""},
		{"cables/08QUITO1.txt", "cables/08QUITO1.txt"},
		{"año \ufffd.txt", "año \ufffd.txt"},
		{"a\xf1o.txt", `a\xf1o.txt`},
		{"an\u0303o.txt", "an\u0303o.txt"},
		{"a\nb\x1b\x7f", `a\x0ab\x1b\x7f`},
		{"\u0085\u200b\u202e\U000e0041", `\xc2\x85\xe2\x80\x8b\xe2\x80\xae\xf3\xa0\x81\x81`},
		{`C:\x\08QUITO6.txt`, `C:\x\08QUITO6.txt`},
		{`C:\xa\b`, `C:\xa\b`},
		{`a\xf1o.txt`, `a\x5cxf1o.txt`},
		{`a\xF1o.txt`, `a\xF1o.txt`},
		{"\\\xf1", `\\xf1`},
		{"\\x\xf1", `\x\xf1`},
		{"\\xf\xf1", `\xf\xf1`},
		{`\x5cxf1`, `\x5cx5cxf1`},
	} {
		if got := EscapeName(test.name); got != test.want {
			t.Errorf("%q is written %s, want %s", test.name, got, test.want)
		}
		if got := UnescapeName(test.want); got != test.name {
			t.Errorf("%s is read as %q, want %q", test.want, got, test.name)
		}
	}
}

func FuzzEscapeName(f *testing.F) {
	f.Add("a\xf1o\\xf1\n\u202e")
	f.Fuzz(func(t *testing.T, name string) {
		written := EscapeName(name)
		if !utf8.ValidString(written) || strings.ContainsFunc(written, isHiddenRune) {
			t.Errorf("%q is written %q", name, written)
		}
		if got := UnescapeName(written); got != name {
			t.Errorf("%q is written %q, which is read as %q", name, written, got)
		}
	})
}

// TestNamesAreBytes reads files and members whose names differ only in their
// encoding, or in characters that are not shown.
func TestNamesAreBytes(t *testing.T) {
	names := []string{"a\xc3\xb1o.txt", "a\xf1o-08QUITO1.txt", `a\xf1o.txt`, "b\x1b.txt", "b\u200b.txt", "b.txt"}
	slices.Sort(names)
	var members []packed
	var want []string
	for _, name := range names {
		members = append(members, packed{name, "FM QUITO"})
		want = append(want, fmt.Sprintf("-:%s:1 %s FM QUITO", EscapeName(name), idIn(strings.TrimSuffix(name, ".txt"))))
	}
	checkRead(t, read(t, makeZip(t, members...), Options{}), want...)
	checkRead(t, read(t, makeTar(t, members...), Options{}), want...)
	if runtime.GOOS != "linux" {
		t.Skip("file names may not be bytes here")
	}
	root := t.TempDir()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(root, name), []byte("FM QUITO"), 0o600); err != nil {
			t.Skip("not a file name here: ", err)
		}
	}
	events := collect(t, root, Options{})
	if len(events) != len(names) {
		t.Fatalf("%d records of %d files", len(events), len(names))
	}
	for i, e := range events {
		if want := root + "/" + EscapeName(names[i]); e.Record.Source.Path != want {
			t.Errorf("%s, want %s", e.Record.Source.Path, want)
		}
		if _, err := os.Stat(UnescapeName(e.Record.Source.Path)); err != nil {
			t.Error(err)
		}
	}
}
