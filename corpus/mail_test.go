package corpus

import (
	"encoding/base64"
	"strings"
	"testing"
)

const mailHead = "From: ada@example.org\nTo: b@example.org\nSubject: Fwd: cable\nMIME-Version: 1.0\n"

func TestMail(t *testing.T) {
	multipart := mailHead + "Content-Type: multipart/mixed; boundary=\"x\"\n\nfor old readers\n--x\nContent-Type: multipart/alternative; boundary=y\n\n" +
		"--y\nContent-Type: text/plain\n\nFM QUITO\n--y\nContent-Type: text/html\n\n<p>FM QUITO</p>\n--y--\n--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x--\n"
	message := func(text string) string {
		return "From ada@example.org Mon Mar  3 15:10:00 2008\n" + mailHead + "\n" + text + "\n\n"
	}
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"plain", mailHead + "\nFM QUITO\n", []string{`1  "" "FM QUITO\n"`}},
		{"address alone", "From: ada@example.org\nSubject: x\n\nFM QUITO\n", []string{`1  "" "FM QUITO\n"`}},
		{"CR LF and a folded header", strings.ReplaceAll("Received: from a\n\tby b\n"+mailHead+"\nFM QUITO\n", "\n", "\r\n"), []string{`1  "" "FM QUITO\n"`}},
		{"quoted-printable", mailHead + "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n\nSE=C3=B1OR very=\n old=20\n", []string{`1  "" "SEñOR very old \n"`}},
		{"base64", mailHead + "Content-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte("FM QUITO\r\nCaf\xe9")) + "\n", []string{`1  "" "FM QUITO\nCafé"`}},
		{"another character set", mailHead + "Content-Type: text/plain; charset=iso-8859-2\n\n\xa3\xf3d\xbc\n", []string{`1  "" "Łódź\n"`}},
		{"multipart", multipart, []string{`1  "" "FM QUITO"`}},
		{"HTML alone", mailHead + "Content-Type: text/html\n\n<title>x</title><p>FM&nbsp;QUITO<br>TO LIMA</p><script>y</script>\n", []string{`1  "" "\nFM QUITO\nTO LIMA\n\n"`}},
		{"quoted", mailHead + "\nAda wrote:\n> FM QUITO\n>\n> TO LIMA\n> > x\n", []string{`1  "" "Ada wrote:\nFM QUITO\n\nTO LIMA\n> x\n"`}},
		{"no text", mailHead + "Content-Type: image/png\n\nx\n", []string{"! -:1: a mail without a text"}},
		{"parts without an end", mailHead + "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nFM QUITO\n", []string{`1  "" "FM QUITO"`}},
		{"mailbox", message("FM QUITO\n>From Lima") + message("FM LIMA") + message("FM OSLO"),
			[]string{`1  "" "FM QUITO\nFrom Lima\n\n"`, `10  "" "FM LIMA\n\n"`, `18  "" "FM OSLO\n\n"`}},
		{"a form", "MRN: 09 QUITO 799\nFrom: AMEMBASSY QUITO\nSubject: x\n\ny\n", []string{`1  "" "MRN: 09 QUITO 799\nFrom: AMEMBASSY QUITO\nSubject: x\n\ny\n"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestMailboxLimit(t *testing.T) {
	message := func(text string) string {
		return "From ada@example.org Mon Mar  3 15:10:00 2008\n" + mailHead + "\n" + text + "\n\n"
	}
	archive := message("FM QUITO") + message(strings.Repeat("long\n", 1<<16)) + message("FM OSLO")
	events := read(t, archive, Options{MaxRecord: 500})
	if len(events) != 3 || events[0].Record.Body != "FM QUITO\n\n" || !strings.Contains(events[1].Error, "longer than") || events[2].Record.Body != "FM OSLO\n\n" {
		t.Errorf("%.1000s", brief(events))
	}
}

func TestUnquote(t *testing.T) {
	tests := []struct{ text, want string }{
		{"> UNCLAS\n>\n> A\n", "UNCLAS\n\nA\n"},
		{">> UNCLAS\n>> B\n>> C", "UNCLAS\nB\nC"},
		{"> > A\n> > B\n> > C\n", "A\nB\nC\n"},
		{"A\n> B\nC\nD\n", "A\n> B\nC\nD\n"},
		{"A > B\n", "A > B\n"},
	}
	for _, tt := range tests {
		if got := unquote(tt.text); got != tt.want {
			t.Errorf("unquote(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func FuzzMail(f *testing.F) {
	fuzz(f, Auto, mailHead+"\n> a\n> b\n> c\n", "From a Mon Mar  3 15:10:00 2008\n"+mailHead+"\na\n\nFrom b Mon Mar  3 15:10:00 2008\n"+mailHead+"\n",
		mailHead+"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html; charset=koi8-r\n\n<p>a\n--x\nContent-Transfer-Encoding: quoted-printable\n\n=E9=\n--x--\n")
}
