package corpus

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"reftel/corpus/growtest"
)

// numberedLines returns lines of about n bytes in all, with their numbers in the place
// of a verb.
func numberedLines(n int, line string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		if strings.Contains(line, "%d") {
			fmt.Fprintf(&b, line, i)
		} else {
			b.WriteString(line)
		}
	}
	return b.String()
}

// growArchives are archives of about n bytes.
var growArchives = []struct {
	name string
	make func(n int) string
}{
	{"CSV, a long field", func(n int) string {
		return row(1) + `"2","12/4/2008 14:12","08QUITO2","x","y","","","` + numberedLines(n, "the sea ") + "\"\n"
	}},
	{"CSV, quotes", func(n int) string {
		return row(1) + `"2","12/4/2008 14:12","08QUITO2","x","y","","","` + numberedLines(n, `\"`) + "\"\n"
	}},
	{"CSV, open quotes", func(n int) string { return row(1) + numberedLines(n, `"`) }},
	{"CSV, commas", func(n int) string { return row(1) + numberedLines(n, `,`) + "\n" }},
	{"CSV, references", func(n int) string {
		return row(1) + `"2","12/4/2008 14:12","08QUITO2","x","y","` + numberedLines(n, "08OSLO%d|") + `","","B"` + "\n"
	}},
	{"CSV, broken rows", func(n int) string { return row(1) + numberedLines(n, "a,b\n") }},
	{"table, columns", func(n int) string {
		return "id,text," + numberedLines(n/2, "x%d,") + "\n08QUITO1,FM QUITO," + numberedLines(n/2, "y%d,") + "\n"
	}},
	{"JSON, keys", func(n int) string {
		return `[{"id":"08QUITO1","body":"A",` + numberedLines(n, `"key%d":"v",`) + `"z":1}]`
	}},
	{"JSON, nested", func(n int) string {
		return `[{"id":"08QUITO1","body":"A","z":` + strings.Repeat("[", n/2) + strings.Repeat("]", n/2) + `}]`
	}},
	{"JSON, nested objects", func(n int) string { return strings.Repeat(`{"a":`, n/6) + "1" + strings.Repeat("}", n/6) }},
	{"JSON, escapes", func(n int) string { return `[{"id":"08QUITO1","body":"` + numberedLines(n, `\u0041\n`) + `"}]` }},
	{"JSON, an open string", func(n int) string { return `[{"id":"08QUITO1","body":"` + numberedLines(n, `A `) }},
	{"JSON, elements", func(n int) string {
		return "[" + numberedLines(n, `{"id":"08QUITO%d","body":"A"},`) + `{"id":"x","body":"y"}]`
	}},
	{"JSON, elements without a text", func(n int) string { return "[" + numberedLines(n, `{"id":"08QUITO%d"},`) + `{"id":"x","body":"y"}]` }},
	{"JSONL, broken lines", func(n int) string { return `{"id":"08QUITO1","body":"A"}` + "\n" + numberedLines(n, "{\"id\n") }},
	{"JSONL, blank lines", func(n int) string { return `{"id":"08QUITO1","body":"A"}` + "\n" + numberedLines(n, "\n") }},
	{"XML, elements", func(n int) string { return document("08QUITO1", numberedLines(n, "<a%d>b</a%[1]d>")) }},
	{"XML, open elements", func(n int) string { return document("08QUITO1", numberedLines(n, "<a>")) }},
	{"XML, signs", func(n int) string { return document("08QUITO1", numberedLines(n, "&<")) }},
	{"XML, attributes", func(n int) string {
		return "<document " + numberedLines(n, `a%d="b" `) + ">" + document("08QUITO1", "A") + "</document>"
	}},
	{"XML, comments", func(n int) string { return document("08QUITO1", numberedLines(n, "<!-- a -->A")) }},
	{"HTML, a long text", func(n int) string { return page("08QUITO1", "FM QUITO", numberedLines(n, "the sea\n")) }},
	{"HTML, elements", func(n int) string { return page("08QUITO1", "FM QUITO", numberedLines(n, "<b>a</b> ")) }},
	{"HTML, open elements", func(n int) string { return page("08QUITO1", "FM QUITO", numberedLines(n, "<div>a")) }},
	{"HTML, open tables", func(n int) string { return "<html><body><pre>FM QUITO</pre>" + numberedLines(n, "<table><tr><td>") }},
	{"HTML, links", func(n int) string { return page("08QUITO1", "FM QUITO", numberedLines(n, "<a href='x%d'>y</a>")) }},
	{"HTML, entities", func(n int) string { return page("08QUITO1", "FM QUITO", numberedLines(n, "&amp;&#x41;&b")) }},
	{"HTML, signs", func(n int) string { return page("08QUITO1", "FM QUITO", numberedLines(n, "<")) }},
	{"HTML, facts", func(n int) string {
		return strings.Replace(page("08QUITO1", "FM QUITO", "A"), "</body>", "<table>"+numberedLines(n, "<tr><th>Name %d</th><td>value</td></tr>")+"</table></body>", 1)
	}},
	{"HTML, facts of PlusD", func(n int) string {
		return "<html><title>PlusD</title><body><div class='synopsis'>" + numberedLines(n, "<div class='s_key'>Name %d:</div><div class='s_val'>value</div>") + "</div><div id='tagged-text'>FM QUITO</div></body></html>"
	}},
	{"mail, parts", func(n int) string {
		return mailHead + "Content-Type: multipart/mixed; boundary=x\n\n" + numberedLines(n, "--x\n\nFM QUITO\n") + "--x--\n"
	}},
	{"mail, nested parts", func(n int) string {
		return mailHead + "Content-Type: multipart/mixed; boundary=x0\n\n" + numberedLines(n, "--x0\nContent-Type: multipart/mixed; boundary=x0\n\n")
	}},
	{"mail, headers", func(n int) string { return mailHead + numberedLines(n, "X-%d: a\n") + "\nFM QUITO\n" }},
	{"mail, a folded header", func(n int) string { return mailHead + "X: a\n" + numberedLines(n, " b\n") + "\nFM QUITO\n" }},
	{"mail, quoted lines", func(n int) string { return mailHead + "\n" + numberedLines(n, "> FM QUITO\n") }},
	{"mail, quoted deep", func(n int) string { return mailHead + "\n" + numberedLines(n, ">") + "FM QUITO\n" }},
	{"mail, quoted-printable", func(n int) string {
		return mailHead + "Content-Transfer-Encoding: quoted-printable\n\n" + numberedLines(n, "=C3=B1=\n")
	}},
	{"mailbox", func(n int) string {
		return numberedLines(n, "From ada@example.org Mon Mar  3 15:10:00 2008\n"+mailHead+"\nFM QUITO\n\n")
	}},
	{"text", func(n int) string { return "FM QUITO\nTO LIMA\n\nUNCLAS QUITO 1\n" + numberedLines(n, "the sea\n") }},
	{"text on a line", func(n int) string { return "FM QUITO\nTO LIMA\n\nUNCLAS QUITO 1\n" + numberedLines(n, "the sea ") }},
	{"text of CP-1252", func(n int) string { return "FM QUITO\nTO LIMA\n\nUNCLAS QUITO 1\n" + numberedLines(n, "\xe9\x80 ") }},
	{"tar", func(n int) string {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for i := 0; b.Len() < n; i++ {
			_ = w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%d.txt", i), Mode: 0o644, Size: 9})
			_, _ = w.Write([]byte("FM QUITO\n"))
		}
		_ = w.Close()
		return b.String()
	}},
	{"ZIP", func(n int) string { return zipOf(n, (*zip.Writer).Close) }},
	{"ZIP without its directory", func(n int) string { return zipOf(n, (*zip.Writer).Flush) }},
	{"signatures of ZIP", func(n int) string { return numberedLines(n, "PK\x03\x04") }},
}

// zipOf returns a ZIP file of at least n bytes, which end ends.
func zipOf(n int, end func(*zip.Writer) error) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; b.Len() < n; i++ {
		in, _ := w.Create(fmt.Sprintf("%d.txt", i))
		_, _ = in.Write([]byte("FM QUITO\n"))
		_ = w.Flush()
	}
	_ = end(w)
	return b.String()
}

// TestArchiveGrowth: no archive takes more than about linear time to read.
func TestArchiveGrowth(t *testing.T) {
	size := 64 << 10
	if testing.Short() {
		size = 16 << 10
	}
	for _, a := range growArchives {
		t.Run(a.name, func(t *testing.T) {
			growtest.Check(t, size, func(size int) []growtest.Step {
				path := save(t, fmt.Sprint("archive", size), a.make(size))
				took := growtest.Time(func() {
					for range open(t, path, Options{}).Records(context.Background()) {
					}
				})
				return []growtest.Step{{Name: "reading", Took: took}}
			})
		})
	}
}
