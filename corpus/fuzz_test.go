package corpus

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// The targets read any bytes in each format, and hold what must be true of
// anything read.

func fuzz(f *testing.F, format Format, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed), uint16(0))
		f.Add([]byte(seed), uint16(len(seed)/2))
	}
	f.Fuzz(func(t *testing.T, archive []byte, limit uint16) {
		checkAnyBytes(t, archive, Options{Format: format, MaxRecord: int64(limit)})
	})
}

func FuzzCSV(f *testing.F) {
	fuzz(f, CSV, row(1)+row(2), row(1)+`"2","12/4/2008 14:12"`+"\n"+row(3), "\""+row(1)+"\r\n"+row(2),
		`"7","12/4/2008 14:12","x","","","a|b","a \"b\" \\","""c"" "d" e""`+"\n"+row(2),
		"3,12/4/2008 14:12,08QUITO3,,,,H,B \xe9\x00", row(1)+`"2","12/4/20`+"\n"+row(3))
}

func FuzzHTML(f *testing.F) {
	fuzz(f, HTML, page("08QUITO1", "RR\r\nFM", "BT &amp;&#13;<br/>¶1. <a>(C)</a>"), "<pre>a", "<table class=cable><td>x<pre>\n</pre>",
		"<html><table class='cable'><th>ID<td>y</table><pre>a\xe9</pre><table class='cable'>",
		plusdPageOf(pgpKey+"<div class=tab-pane><br>\n1. A<br>&nbsp;B&#13;</div>"), "<div class=s_val>a<table id=synopsis><td class=s_key>b<td class=s_val>c</table><div id=text>-----BEGIN PGP<pre>1. A")
}

func FuzzJSONL(f *testing.F) {
	fuzz(f, JSONL, `{"id":"a","text":"b\r\nc"}`+"\n\nx\n"+`{"date":"2008-12-04","references":["a"],"header":"H","body":"B"}`,
		`{"base64":"Q2Fm6Q0KWA=="}`, "{\"text\":\"\xe9\\ud800\"}\r[]", `{"date":"0000-01-01T00:00:00+23:00","text":""}`)
}

func FuzzText(f *testing.F) {
	fuzz(f, Text, "FM QUITO\r\n\xe9\x00", "\ufeffa\rb", "\xff\xfea\x00b", "\xfe\xff\xd8\x00")
}

func FuzzAuto(f *testing.F) {
	fuzz(f, Auto, row(1), "x\n"+row(2), page("a", "b", "c"), `{"text":"a"}`, "FM QUITO", "\x7fELF", "\xff\xfe{\x00")
}

// small are limits that any bytes may reach.
var small = Options{MaxRecord: 1 << 12, MaxMember: 1 << 16, MaxMembers: 30, MaxBuffer: 1 << 20}

// checkPacked holds that an archive of any bytes gives sound records, the same
// from a file as from a pipe in pieces.
func checkPacked(t *testing.T, archive string) {
	t.Helper()
	path := save(t, "a", archive)
	events := collect(t, path, small)
	checkSound(t, events)
	pipe := small
	pipe.Stdin = iotest.HalfReader(strings.NewReader(archive))
	piped := collect(t, "-", pipe)
	for i, e := range events {
		if e.Error == "" {
			events[i].Record.Source.Path = "-"
		}
		events[i].Error = strings.Replace(e.Error, path, "-", 1)
	}
	if diff := cmp.Diff(events, piped); diff != "" {
		t.Errorf("not the same through a pipe (-file +pipe):\n%s", diff)
	}
}

// FuzzPacked reads any bytes as what they begin like.
func FuzzPacked(f *testing.F) {
	paths, err := filepath.Glob(archives + "/*.*")
	if err != nil || len(paths) < 20 {
		f.Fatalf("%d archives: %v", len(paths), err)
	}
	for _, path := range paths {
		f.Add(load(f, path))
	}
	cable := packed{"08QUITO1.txt", "FM QUITO"}
	f.Add(makeTar(f, cable, packed{"a.zip", makeZip(f, cable, cable)}))
	f.Add(makeZip(f, cable, packed{"a.tar", makeTar(f, cable)}, packed{"b.gz", makeGzip(f, row(1))}))
	f.Add(overlapping(f, row(1), 3))
	f.Fuzz(checkPacked)
}

// FuzzTar mends the checksums of the blocks, so that they are read as headers.
func FuzzTar(f *testing.F) {
	f.Add(makeTar(f, packed{"a", "FM QUITO"}, packed{"b/" + strings.Repeat("c", 120), row(1)}))
	f.Add(load(f, archives+"/v7.tar"))
	f.Fuzz(func(t *testing.T, archive string) {
		b := []byte(archive)
		for at := 0; at+tarBlock <= len(b); at += tarBlock {
			block := b[at : at+tarBlock]
			if at == 0 || string(block[tarMagic:tarMagic+5]) == "ustar" {
				copy(block[tarSum:tarSumEnd], "        ")
				sum := 0
				for _, c := range block {
					sum += int(c)
				}
				copy(block[tarSum:tarSumEnd], fmt.Sprintf("%06o\x00 ", sum))
			}
		}
		checkPacked(t, string(b))
	})
}
