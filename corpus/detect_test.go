package corpus

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestDetect(t *testing.T) {
	tests := []struct {
		name, content string
		want          Format
	}{
		{"cable", "VZCZCXYZ0001\nRR RUEHXX\n\nDE RUEHQT #0001 3391412\n", Text},
		{"cable that begins with a quote", "\"Partial extract\" of a cable, 12/4/2008 14:12", Text},
		{"cable that begins with an angle", "<CONFIDENTIAL>\nFM QUITO", Text},
		{"cable that begins with a number", "2 December 2008\n1,5", Text},
		{"CSV", row(1), CSV},
		{"CSV after blank lines", "\n\n" + row(1), CSV},
		{"CSV without quotes", "1,12/4/2008 14:12,08QUITO1,,,,,B", CSV},
		{"CSV with a damaged first record", "to SECSTATE\",\"BT\"\n" + row(2), CSV},
		{"page", page("08QUITO1", "a", "b"), HTML},
		{"page in capitals", "<!DOCTYPE HTML>\n<HTML><PRE>a</PRE>", HTML},
		{"page cut out", "<pre>FM</pre>", HTML},
		{"page after something", "saved on Monday\n<table class='cable'><td>x</table><pre>a</pre>", HTML},
		{"JSONL", `{"text":"a"}`, JSONL},
		{"JSONL with blanks", ` { "text" : "a" }`, JSONL},
		{"JSONL with a damaged first line", "xx\n" + `{"text":"a"}`, JSONL},
		{"byte order mark", "\ufeff" + `{"text":"a"}`, JSONL},
		{"text with some NULs", "FM QUITO\x00 TO " + strings.Repeat("SECSTATE ", 9), Text},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, e := range read(t, tt.content, Options{}) {
				if e.Error == "" && e.Record.Format != tt.want {
					t.Errorf("read as %s, want %s", e.Record.Format, tt.want)
				}
			}
			checkAnyBytes(t, []byte(tt.content), Options{})
		})
	}
}

func TestNoArchive(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"empty", "", "! -: empty: holds no record"},
		{"blank", " \r\n\t\n", "! -: empty: holds no record"},
		{"byte order mark alone", "\ufeff", "! -: empty: holds no record"},
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "! -: a PNG image: expected a text, CSV, HTML, XML, JSON or mail file"},
		{"ELF", "\x7fELF\x02\x01\x01\x00\x00", "! -: an executable: expected a text, CSV, HTML, XML, JSON or mail file"},
		{"EXE", "MZ\x90\x00\x03\x00\x00\x00\x04\x00", "! -: an executable: expected a text, CSV, HTML, XML, JSON or mail file"},
		{"RTF", `{\rtf1\ansi FM QUITO}`, "! -: an RTF document: expected a text, CSV, HTML, XML, JSON or mail file"},
		{"noise", "ab\x01\x02\x00\xff\xfe\x03cd", "! -: binary data: expected a text, CSV, HTML, XML, JSON or mail file"},
		{"zeros", strings.Repeat("\x00", 1<<17), "! -: binary data: expected a text, CSV, HTML, XML, JSON or mail file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.content, Options{}), tt.want)
			checkAnyBytes(t, []byte(tt.content), Options{})
		})
	}
}

// A format that the user names is read whatever the content looks like, unless
// it is known to be something else.
func TestFormatAsked(t *testing.T) {
	checkBrief(t, read(t, row(1), Options{Format: Text}), `1  "" "\"1\",\"12/4/2008 14:12\",\"08QUITO1\",\"Embassy Quito\",\"SECRET\",\"\",\"H\",\"B\"\n"`)
	checkBrief(t, read(t, "a\x01\x02b", Options{Format: Text}), `1  "" "a\x01\x02b"`)
	checkBrief(t, read(t, "FM QUITO", Options{Format: CSV}), "! -:1: expected 8 columns, found 1")
	checkBrief(t, read(t, "FM QUITO", Options{Format: HTML}), "! -:1: "+errNoCable.Error())
	checkBrief(t, read(t, "GIF89a\x00", Options{Format: Text}), "! -: a GIF image: expected a text, CSV, HTML, XML, JSON or mail file")
	checkBrief(t, read(t, "", Options{Format: CSV}), "! -: empty: holds no record")
	checkBrief(t, read(t, "\n\n", Options{Format: CSV}), "! -: empty: holds no record")
	checkBrief(t, read(t, "\n\n", Options{Format: JSONL}), "! -: empty: holds no record")
}

func TestParseFormat(t *testing.T) {
	for _, f := range []Format{Auto, Text, CSV, HTML, JSONL} {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("ParseFormat(%q) = %q, %v", f, got, err)
		}
	}
	for _, bad := range []string{"", "plusd", "TEXT", "xml"} {
		if _, err := ParseFormat(bad); err == nil || !strings.HasSuffix(err.Error(), ": expected auto, text, csv, html or jsonl") {
			t.Errorf("ParseFormat(%q): error %v", bad, err)
		}
	}
	if _, err := Open("-", Options{Format: "plusd"}); err == nil {
		t.Error("Open takes a format that it does not know")
	}
}

// wide returns text as UTF-16 with its byte order mark.
func wide(text string, bigEndian bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestUTF16(t *testing.T) {
	for _, bigEndian := range []bool{false, true} {
		events := read(t, wide("¶1. (C) Café\r\n𝔸", bigEndian), Options{})
		checkBrief(t, events, `1  "" "¶1. (C) Café\n𝔸"`)
		if e := events[0].Record.Encoding; e != "utf-16" {
			t.Errorf("encoding %s", e)
		}
		checkBrief(t, read(t, wide(row(1)+row(2), bigEndian), Options{}), `1 08QUITO1 "H" "B"`, `2 08QUITO2 "H" "B"`)
		checkBrief(t, read(t, wide("ab", bigEndian)+"c", Options{}), `1  "" "ab`+"\ufffd"+`"`)
		checkBrief(t, read(t, wide("", bigEndian), Options{}), "! -: empty: holds no record")
	}
}
