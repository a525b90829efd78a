package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const pgpKey = `<div id="pgp"><pre>-----BEGIN PGP PUBLIC KEY BLOCK-----

mQQBexamplekey
-----END PGP PUBLIC KEY BLOCK-----</pre></div>
`

// synopsis is the table of a PlusD page with these rows.
func synopsis(rows ...string) string {
	return "<table id=\"synopsis\"><tbody>\n" + strings.Join(rows, "\n") + "\n</tbody></table>\n"
}

// pair is a cell of the table.
func pair(key, value string) string {
	return `<td><div class="s_key">` + key + `</div><div class="s_val">` + value + `</div></td>`
}

const subjectRow = `<tr><td colspan="3">SECOND CRANE</td></tr>`

var idRow = "<tr>" + pair("Date:", "1976 March 3, 15:10 (Wednesday)") + pair("Canonical ID:", "1976QUITO00214_b") + "</tr>"

// plusdPageOf is a PlusD page with these blocks below its table.
func plusdPageOf(blocks string) string {
	return "<!DOCTYPE html>\n<html><head><title>Cable: 1976QUITO00214_b</title></head><body>\n" +
		synopsis(subjectRow, idRow) + blocks + "</body></html>\n"
}

const telegramText = "1. EXPORTERS TOLD ECONOFF THAT\nTHE CRANE IS BROKEN.\n\nPAGE 02 QUITO 00214\n\n2. LARKSPUR"

// withBR is the telegram with its lines ended by <br> and, perhaps, line feeds.
func withBR(end string) string { return strings.ReplaceAll(telegramText, "\n", end) }

func TestPlusdText(t *testing.T) {
	pre := "<pre>\n" + telegramText + "\n</pre>"
	tests := []struct{ name, blocks string }{
		{"pre in the tagged text", `<div id="tagged-text">` + pre + `</div>`},
		{"pre in another text block", `<div id="text">` + pre + `</div>`},
		{"pre in a pane", `<div class="tab-pane active">` + pre + `</div>`},
		{"pre alone", pre},
		{"br and line feed", `<div id="tagged-text"><div><br>` + "\n" + withBR("<br>\n") + `<br>` + "\n</div></div>"},
		{"br alone", `<div id=tagged-text>` + withBR("<br/>") + `</div>`},
		{"line feed and br", `<div id=tagged-text>` + withBR("\n<br />") + `</div>`},
		{"br in pre", "<pre>" + withBR("<br>") + "</pre>"},
		{"br and line feed in pre", "<pre>" + withBR("<br>\n") + "</pre>"},
		{"line feeds in div", `<div class="text">` + telegramText + "</div>"},
		{"paragraphs", `<div class="cable-text"><p>` + withBR("<br>") + "</p></div>"},
		{"CR LF", strings.ReplaceAll(`<div id="tagged-text">`+pre+`</div>`, "\n", "\r\n")},
		{"indented", "<div class=text>\n  " + withBR("<br>\n  ") + "</div>"},
		{"no-break spaces", "<div class=text>" + strings.ReplaceAll(withBR("<br>"), " ", "&nbsp;") + "</div>"},
		{"no name", "<div><div>" + withBR("<br>") + "</div></div>"},
		{"links and marks", `<div id="tagged-text"><pre>` + strings.Replace(telegramText, "QUITO", `<a href="/q">QUI<b>TO</b></a>`, 1) + "</pre></div>"},
		{"key above", pgpKey + pre},
		{"key below", pre + pgpKey},
		{"key in the page's text", `<div class="text"><pre>-----BEGIN PGP MESSAGE-----` + "\nhQIMA\n" + `-----END PGP MESSAGE-----</pre></div>` + `<div class="tab-pane">` + pre + `</div>`},
		{"key with no pre", "<p>-----BEGIN PGP PUBLIC KEY BLOCK-----<br>MQQB<br>-----END PGP PUBLIC KEY BLOCK-----</p>" + pre},
		{"comments", pre + `<div id="comments"><pre>1. A FINE CABLE, IS IT NOT?</pre></div>`},
		{"comments above", `<ul class="comment-list"><li>A VERY FINE CABLE INDEED</ul>` + pre},
		{"HTML comments", "<!-- FM AMEMBASSY LIMA -->" + strings.Replace(pre, "PAGE", "<!-- NOT -->PAGE", 1)},
		{"text twice", `<div class="tab-pane">` + pre + `</div><div class="tab-pane" id="raw"><pre>` + telegramText + "</pre></div>"},
		{"menu and scripts", "<nav>HOME OF ALL CABLES</nav><script>var A = 'THE BANANA REPUBLIC';</script>" + pre + "<footer>ALL RIGHTS RESERVED HERE</footer>"},
		{"other panes", pre + `<div class="tab-pane" id="print">Print this page</div>`},
		{"unclosed", `<div id="tagged-text"><pre>` + telegramText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			archive := plusdPageOf(tt.blocks)
			events := read(t, archive, Options{})
			if len(events) != 1 || events[0].Error != "" || events[0].Record.ID != "1976QUITO00214_b" {
				t.Fatalf("%s\nread as %+v", archive, events)
			}
			if diff := cmp.Diff(telegramText, events[0].Record.Body); diff != "" {
				t.Errorf("%s\ntelegram (-want +got):\n%s", archive, diff)
			}
			checkAnyBytes(t, []byte(archive), Options{})
		})
	}
}

func TestPlusdPages(t *testing.T) {
	tests := []struct {
		name    string
		archive string
		want    []string
	}{
		{"two parts", plusdPageOf("<pre>UNCLAS QUITO 214</pre><hr><pre>1. CRANES.</pre>"), []string{`3 1976QUITO00214_b "" "UNCLAS QUITO 214\n\n1. CRANES."`}},
		{"short and in lower case", plusdPageOf("<pre>Mañana.</pre>"), []string{`3 1976QUITO00214_b "" "Mañana."`}},
		{"no text", plusdPageOf("<p>Read about us</p>" + pgpKey), []string{`3 1976QUITO00214_b "" ""`}},
		{"no text, table alone", synopsis(subjectRow, idRow), []string{`1 1976QUITO00214_b "" ""`}},
		{"no facts and no text", "<html>" + synopsis(subjectRow), []string{"! -:1: " + errNoCable.Error()}},
		{"a date alone", synopsis("<tr>" + pair("Date:", "1976 March 3") + "</tr>"), []string{`1  "" ""`}},
		{"no table", "<html>\n<div id='tagged-text'>1. CRANES.</div>", []string{`2  "" "1. CRANES."`}},
		{"no table, id in the title", "<html><title>Cable: 1976QUITO00214_b</title>\n<div id='tagged-text'>1. CRANES.</div>", []string{`2 1976QUITO00214_b "" "1. CRANES."`}},
		{"key alone", "<html>" + pgpKey + "</html>", []string{"! -:1: " + errNoCable.Error()}},
		{"key and text", "<html>" + pgpKey + "<pre>FM QUITO</pre></html>", []string{`5  "" "FM QUITO"`}},
		{"key on a Cablegate page", page("08QUITO1", "a", "b") + pgpKey, []string{`5 08QUITO1 "a" "b"`}},
		{"pages in one file", plusdPageOf("<pre>1. A.</pre>") + pgpKey + page("08QUITO1", "a", "b") + plusdPageOf("<div id=text>2. B.</div>"),
			[]string{`3 1976QUITO00214_b "" "1. A."`, `16 08QUITO1 "a" "b"`, `44 1976QUITO00214_b "" "2. B."`}},
		{"after a stray line", "saved page\n" + synopsis(idRow) + "<pre>1. A.</pre>", []string{`2 1976QUITO00214_b "" "1. A."`}},
		{"CP-1252", plusdPageOf("<pre>Se\xf1or</pre>"), []string{`3 1976QUITO00214_b "" "Señor"`}},
		{"nothing but a head", "<html><head><title>Cable: 1976QUITO00214_b</title></head>", []string{"! -:1: " + errNoCable.Error()}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkBrief(t, read(t, tt.archive, Options{}), tt.want...)
			checkAnyBytes(t, []byte(tt.archive), Options{})
		})
	}
}

func TestPlusdFacts(t *testing.T) {
	archive := synopsis(
		`<tr><td colspan="3"> SECOND <b>CRANE</b> &amp;<br>FIRST PIER </td></tr>`,
		idRow,
		"<tr>"+pair("Original Classification:", "LIMITED OFFICIAL USE")+pair("Current Classification:", "UNCLASSIFIED"),
		"<tr>"+pair("TAGS:", "<a>EC - Ecuador</a> |\n <a>ETRD - Foreign Trade</a>")+pair("Handling Restrictions", "-- N/A or Blank --")+"</tr>",
		`<tr><td class="s_key">From:</td><td class="s_val">Ecuador Quito</td></tr>`,
		`<tr><td><span class='label s_key'>To:</span> <span class='s_val'><span>Guayaquil</span> <span>Lima</span></span></td>`+pair("Concepts:", "-- Not Assigned --")+`</tr>`,
		"<tr>"+pair("Executive Order:", "GS")+pair("Film Number:", "D760080-0001")+pair("Film Number:", "D760080-0001")+"</tr>",
	) + "<pre>1. CRANES.</pre>"
	want := []event{{Record: Record{
		Source: Source{Path: "-", Line: 1}, Format: HTML, ID: "1976QUITO00214_b",
		Date: time.Date(1976, 3, 3, 15, 10, 0, 0, time.UTC), Origin: "Ecuador Quito", Classification: "LIMITED OFFICIAL USE",
		Facts: []Fact{
			{"Subject", "SECOND CRANE & FIRST PIER"},
			{"Canonical ID", "1976QUITO00214_b"},
			{"Current Classification", "UNCLASSIFIED"},
			{"TAGS", "EC - Ecuador | ETRD - Foreign Trade"},
			{"To", "Guayaquil Lima"},
			{"Executive Order", "GS"},
			{"Film Number", "D760080-0001"},
		},
		Body: "1. CRANES.", Encoding: "utf-8",
	}}}
	got := read(t, archive, Options{})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("record (-want +got):\n%s", diff)
	}
	stored, err := json.Marshal(got[0].Record)
	if err != nil {
		t.Fatal(err)
	}
	var again Record
	if err := json.Unmarshal(stored, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[0].Record, again); diff != "" {
		t.Errorf("record from its JSON (-want +got):\n%s", diff)
	}
}

func TestPlusdDate(t *testing.T) {
	minute := time.Date(1976, 3, 3, 15, 10, 0, 0, time.UTC)
	day := time.Date(1976, 3, 3, 0, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Time{
		"1976 March 3, 15:10 (Wednesday)":        minute,
		"1976 March 03, 15:10":                   minute,
		"1976 Mar 3, 15:10 (Wednesday)":          minute,
		"1976-03-03 15:10":                       minute,
		"1976 March 3, 00:00 (Wednesday)":        day,
		"1976 March 3 (Wednesday)":               day,
		"1976 March 3, (Wednesday)":              day,
		"1976 March 3":                           day,
		"1976 March 3, -- Not Assigned --":       day,
		"1976 March 3, -- : -- (Wednesday)":      day,
		"-- Not Assigned --":                     {},
		"1976 Nisan 3":                           {},
		"":                                       {},
		"1976 March 33, 15:10 (Not Assigned)":    {},
		"1976 March 3, 15:10:20 (-- Not Set --)": minute.Add(20 * time.Second),
	} {
		got := read(t, synopsis("<tr>"+pair("Date:", value)+pair("From:", "Quito")+pair("To:", "Lima")+"</tr>"), Options{})[0].Record
		if !got.Date.Equal(want) {
			t.Errorf("date %q is %v, want %v", value, got.Date, want)
		}
		if kept := len(got.Facts) == 2; kept != (want.IsZero() && value != "" && !isPlaceholder(value)) {
			t.Errorf("date %q: facts %v", value, got.Facts)
		}
	}
}

// A file of PlusD is named for its cable; other names only serve where the page
// has no id.
func TestPlusdID(t *testing.T) {
	page := plusdPageOf("<pre>1. CRANES.</pre>")
	noID := synopsis(subjectRow, "<tr>"+pair("From:", "Quito")+"</tr>") + "<pre>1. CRANES.</pre>"
	tests := []struct{ name, page, want string }{
		{"1976QUITO00214_b.html", page, "1976QUITO00214_b"},
		{"1976QUITO00216_b.html", page, "1976QUITO00216_b"},
		{"76QUITO216_E.htm", page, "76QUITO216_E"},
		{"1976QUITO00216.html", page, "1976QUITO00214_b"},
		{"saved-1976QUITO00216_b.html", page, "1976QUITO00214_b"},
		{"page.html", page, "1976QUITO00214_b"},
		{"1976QUITO00216_b.html", page + page, "1976QUITO00214_b"},
		{"1976QUITO00216.html", noID, "1976QUITO00216"},
		{"saved-1976QUITO00216_b.html", noID, "1976QUITO00216"},
		{"page.html", noID, ""},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), tt.name)
		if err := os.WriteFile(path, []byte(tt.page), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := collect(t, path, Options{})[0].Record.ID; got != tt.want {
			t.Errorf("id of %s is %q, want %q", tt.name, got, tt.want)
		}
	}
}

func BenchmarkPlusd(b *testing.B) {
	page := plusdPageOf(pgpKey + `<div id="tagged-text"><pre>` + strings.Repeat(telegramText+"\n", 100) + "</pre></div>")
	deep := plusdPageOf(strings.Repeat("<div class=text>1. A\n", 10_000))
	for name, page := range map[string]string{"page": page, "deep": deep, "flat": plusdPageOf(strings.Repeat("<pre>1. A</pre>\n", 10_000))} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				readPages([]byte(page))
			}
		})
	}
}
