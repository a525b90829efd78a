package corpus

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// pageForm is a page as Cablegate's archives served it, cut to what matters:
// id, header, body.
const pageForm = `<?xml version='1.0' encoding='utf-8' ?>
<html lang='en'>
<head><title>Cable Viewer</title></head>
<body>
<table class='cable'>
<tr>
<th>Reference ID</th>
<th>Created</th>
<th>Released</th>
<th>Classification</th>
<th>Origin</th>
</tr>
<tr>
<td>
<a href='/cable/2008/12/x.html'>%s</a>
</td>
<td>
<a href='/date/2008-12_0.html'>2008-12-04 14:12</a>
</td>
<td>2011-01-27 12:12</td>
<td><a title='unclassified'>CONFIDENTIAL</a></td>
<td>
<a href='/origin/25_0.html'>Embassy Quito</a>
</td>
</tr>
</table>
<code><pre>%s</pre></code>
<code><pre>%s</pre></code>
</body>
</html>
`

// page is such a page of a cable.
func page(id, header, body string) string { return fmt.Sprintf(pageForm, id, header, body) }

func TestHTML(t *testing.T) {
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"page", page("08QUITO1", "RR RUEHXX&#x000A;FM", "BT &amp; &lt;x&gt;&#x000A;<a href='/tag/PARM_0.html'>PARM</a> <br/>&para;1. (C)"), []string{`5 08QUITO1 "RR RUEHXX\nFM" "BT & <x>\nPARM \n¶1. (C)"`}},
		{"CR LF", strings.ReplaceAll(page("08QUITO1", "RR\nFM", "BT&#13;\nX"), "\n", "\r\n"), []string{`5 08QUITO1 "RR\nFM" "BT\nX"`}},
		{"a line end after the tag", page("08QUITO1", "\nRR", "\n\nBT"), []string{`5 08QUITO1 "RR" "\nBT"`}},
		{"two pages in a file", page("08QUITO1", "a", "b") + page("08QUITO2", "c", "d"), []string{`5 08QUITO1 "a" "b"`, `35 08QUITO2 "c" "d"`}},
		{"text above the table", `<html><pre>menu</pre><table class="wide cable"><td>08QUITO1<td>2008-12-04<td>x<td>SECRET<td>Embassy</table><pre>a</pre><pre>b</pre><pre>c</pre>`, []string{`1 08QUITO1 "a" "b\n\nc"`}},
		{"one block", `<html><table class=cable><tr><th>Reference ID<tr><td>08QUITO1</table><pre>a`, []string{`1 08QUITO1 "" "a"`}},
		{"no table", "<html>\n<pre>FM</pre>", []string{`2  "" "FM"`}},
		{"table of something else", "<html><table class='menu'><td>x</table><table><th>Reference ID<td>y</table><pre>FM</pre>", []string{`1  "" "FM"`}},
		{"table after a stray line", "saved page\n<table class='cable'><tr><th>Origin<th>Reference ID<tr><td>Embassy<td>08QUITO1</table><pre>a</pre>", []string{`2 08QUITO1 "" "a"`}},
		{"no text", "<html><table class='cable'><td>x</table><pre> </pre>", []string{"! -:1: " + errNoCable.Error()}},
		{"two cables, one without text", "<html>\n<table class='cable'><td>x</table>\n<table class='cable'><th>ID<td>y</table><pre>a</pre>", []string{"! -:2: " + errNoCable.Error(), `3 y "" "a"`}},
		{"no cable", "<html><body>Index</body></html>", []string{"! -:1: " + errNoCable.Error()}},
		{"CP-1252", page("08QUITO1", "a", "Caf\xe9 \x93so\x94"), []string{`5 08QUITO1 "a" "Café “so”"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestHTMLRecord(t *testing.T) {
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 5}, Format: HTML, ID: "08QUITO1",
		Date: time.Date(2008, 12, 4, 14, 12, 0, 0, time.UTC), Origin: "Embassy Quito", Classification: "CONFIDENTIAL",
		Header: "FM", Body: "BT", Encoding: "utf-8",
	}}}
	if diff := cmp.Diff(want, read(t, page("08QUITO1", "FM", "BT"), Options{})); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}
