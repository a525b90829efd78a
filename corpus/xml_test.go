package corpus

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func document(id, text string) string {
	return "<document><docnumber>" + id + "</docnumber><from>QUITO</from><msgtext>" + text + "</msgtext></document>"
}

func TestXML(t *testing.T) {
	one, two := document("08QUITO1", "A"), document("08QUITO2", "B")
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"two", "<?xml version=\"1.0\"?>\n<documents>\n" + one + "\n" + two + "</documents>", []string{`3 08QUITO1 "" "A"`, `4 08QUITO2 "" "B"`}},
		{"one", one, []string{`1 08QUITO1 "" "A"`}},
		{"after a comment", "<!-- of the archive -->\n" + one, []string{`2 08QUITO1 "" "A"`}},
		{"capitals", strings.ToUpper("<documents>" + one + "</documents>"), []string{`1 08QUITO1 "" "A"`}},
		{"entities", document("a", "A &amp; B &lt;C&gt;&#13;&#10;D"), []string{`1 a "" "A & B <C>\nD"`}},
		{"not well-formed", document("a", "A & <SECRET> B < C"), []string{`1 a "" "A & <SECRET> B < C"`}},
		{"line breaks", document("a", "A<br/>B<BR>\nC"), []string{`1 a "" "A\nB\nC"`}},
		{"CDATA", document("a", "<![CDATA[A & <B>]]>"), []string{`1 a "" "A & <B>"`}},
		{"bytes of CP-1252", document("a", "Caf\xe9"), []string{`1 a "" "Café"`}},
		{"no text", "<d>" + document("a", " ") + two + "</d>", []string{"! -:1: no text: expected <msgtext>", `1 08QUITO2 "" "B"`}},
		{"names in attributes", `<docs><doc><field name="mrn">08QUITO1</field><msgtext>A</msgtext></doc></docs>`, []string{`1 08QUITO1 "" "A"`}},
		{"text in an element of its own", "<docs><doc><mrn>08QUITO1</mrn><content><msgtext>A</msgtext></content></doc></docs>", []string{`1 08QUITO1 "" "A"`}},
		{"cut short", "<d>" + one + "<document><docnumber>x", []string{`1 08QUITO1 "" "A"`, "! -:1: the XML ends too early"}},
		{"another document", "<?xml version=\"1.0\"?><rss><item>FM QUITO</item></rss>", []string{"! -:1: " + errNoMsgtext.Error()}},
		{"a drawing", "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg><path/></svg>", []string{"! -:1: " + errNoMsgtext.Error()}},
		{"a page", "<?xml version=\"1.0\"?>\n<html><pre>FM QUITO</pre></html>", []string{`2  "" "FM QUITO"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestXMLRecord(t *testing.T) {
	archive := `<docs><doc id="7"><mrn>74QUITO214</mrn><draftdate>03 MAR 1974</draftdate><from>QUITO</from><classification>SECRET</classification>` +
		`<tags>EC, ETRD</tags><film>D74</film><msgtext>BT</msgtext></doc></docs>`
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 1}, Format: HTML, ID: "74QUITO214", Date: time.Date(1974, 3, 3, 0, 0, 0, 0, time.UTC),
		Origin: "QUITO", Classification: "SECRET", Facts: []Fact{{"TAGS", "EC, ETRD"}, {"film", "D74"}}, Body: "BT", Encoding: "utf-8",
	}}}
	if diff := cmp.Diff(want, read(t, archive, Options{})); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestXMLLimit(t *testing.T) {
	archive := "<d>" + document("a", "A") + document("b", strings.Repeat("long ", 1<<16)) + document("c", "C") + "</d>"
	checkBrief(t, read(t, archive, Options{MaxRecord: 200}), `1 a "" "A"`, "! -:1: record is longer than the limit of 200 bytes", `1 c "" "C"`)
}

func FuzzXML(f *testing.F) {
	fuzz(f, Auto, "<?xml?><a>"+document("a", "b &amp; <c>")+document("d", "<![CDATA[e]]>")+"</a>", "<x><msgtext>\xe9</MSGTEXT></x><x>", "<x><y z='a'/><msgtext/></x>")
}
