package corpus

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	tests := []struct {
		name, archive, want string
	}{
		{"as it stands", "  FM QUITO\n\nBT\n", `1  "" "  FM QUITO\n\nBT\n"`},
		{"CR LF and CR", "FM\r\nTO\rBT\r\n\r\n", `1  "" "FM\nTO\nBT\n\n"`},
		{"byte order mark", "\ufeffFM", `1  "" "FM"`},
		{"Latin-1", "Se\xf1or \xb61.", `1  "" "Señor ¶1."`},
		{"one byte", "7", `1  "" "7"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestTextLimit(t *testing.T) {
	text := strings.Repeat("FM QUITO\n", 100)
	checkBrief(t, read(t, text, Options{MaxRecord: 899}), "! -:1: record is longer than the limit of 899 bytes")
	if events := read(t, text, Options{MaxRecord: 900}); events[0].Record.Body != text {
		t.Errorf("a text of just the limit: %+v", events)
	}
}

// TestFileID: archives of single files name them for the cable.
func TestFileID(t *testing.T) {
	tests := []struct{ name, want string }{
		{"08QUITO1.txt", "08QUITO1"},
		{"08QUITO1", "08QUITO1"},
		{"1974STATE150591.cable.txt", ""},
		{"1974STATE150591.TXT", "1974STATE150591"},
		{"08quito1.txt", "08quito1"},
		{"cable.txt", ""},
		{"08QUITO.txt", ""},
		{"QUITO1.txt", ""},
		{"20081204.txt", ""},
		{"208QUITO1.txt", ""},
		{"08QUITO1A.txt", ""},
		{"1976QUITO00214_b.txt", "1976QUITO00214_b"},
		{"75QUITO1214_e.txt", "75QUITO1214_e"},
		{"1979STATE039728_A.txt", "1979STATE039728_A"},
		{"1978USUNN05313_d", "1978USUNN05313_d"},
		{"1976QUITO00214_f.txt", "1976QUITO00214"},
		{"1976QUITO00214_bb.txt", "1976QUITO00214"},
		{"15-plusd-1976QUITO00214_b.txt", "1976QUITO00214"},
		{"37-archive-1976QUITO00214-flat.txt", "1976QUITO00214"},
		{"07-78QUITO214.txt", "78QUITO214"},
		{"78quito214 copy (1).txt", "78quito214"},
		{"cable_85PORTMORESBY199.txt", "85PORTMORESBY199"},
		{"1978USUNN05313-d.txt", "1978USUNN05313"},
		{"78QUITO214-1978QUITO0214_b.txt", "1978QUITO0214"},
		{"78QUITO214-78LIMA12.txt", ""},
		{"report-2008.txt", ""},
		{"11-2008-12.txt", ""},
		{"scan-12april2008.txt", ""},
		{"scan-12MARTIANS2008.txt", ""},
		{"99-9999QUITO1.txt", ""},
		{"08-QUITO-1.txt", ""},
		{"08BLABLA1.txt", "08BLABLA1"},
		{"x-08BLABLA1.txt", ""},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), tt.name)
		if err := os.WriteFile(path, []byte("FM QUITO"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := collect(t, path, Options{})[0].Record.ID; got != tt.want {
			t.Errorf("id of %s is %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCut: of a record that is rejected it is known whether all of it is there.
func TestCut(t *testing.T) {
	for _, test := range []struct {
		text string
		opt  Options
		raw  int
		cut  bool
	}{
		{strings.Repeat("x", 200), Options{Format: Text, MaxRecord: 100}, 100, true},
		{strings.Repeat("x", 200) + "\n", Options{Format: JSONL}, 200, false},
		{strings.Repeat("x", 3*rawLimit) + "\n", Options{Format: JSONL}, rawLimit, true},
	} {
		test.opt.Stdin = strings.NewReader(test.text)
		r, err := Open("-", test.opt)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range r.Records(t.Context()) {
			var bad *RecordError
			if !errors.As(err, &bad) || len(bad.Raw) != test.raw || bad.Cut != test.cut {
				t.Errorf("%d bytes: %d are kept, cut %v, error %v", len(test.text), len(bad.Raw), bad.Cut, err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("%d bytes: %d errors", len(test.text), n)
		}
	}
}
