package corpus

import "testing"

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
		"<html><table class='cable'><th>ID<td>y</table><pre>a\xe9</pre><table class='cable'>")
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
