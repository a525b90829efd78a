package browsertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"reftel/corpus"
	"reftel/index"
)

// record returns a record of an archive.
func record(id, text string) corpus.Record {
	return corpus.Record{ID: id, Body: text, Source: corpus.Source{Path: "test/" + id}}
}

const oldCable = `VZCZCXYZ0001
RR RUEHC
DE RUEHQT #0001 3260930
ZNY CCCCC ZZH
R 310930Z NOV 08
FM AMEMBASSY QUITO
TO RUEHC/SECSTATE WASHDC 0001
BT
C O N F I D E N T I A L SECTION 01 OF 02 QUITO 000001

SIPDIS

E.O. 12958: DECL: 11/21/2018
TAGS: EAIR, MOPPS, EC
SUBJECT: THE HARBOUR
REF: A. QUITO 2
     B. 07 QUITO 9

1. (C) The crane stands on the pier, and

QUITO 00000001  002 OF 002

the pier stands in the mud; see 08QUITO2.

2. (C) Comment: the crane is old.
ROE
`

// readSite starts a server of a cable with furniture, a repaired code, a damaged date and
// another text, and of one that it names.
func readSite(t *testing.T) *site {
	t.Helper()
	docs := index.Documents(record("08QUITO1", oldCable))
	docs[0].Others = append(docs[0].Others, record("08QUITO1", strings.Replace(oldCable, "is old", "has fallen", 1)))
	docs[0].Versions = append(docs[0].Versions, index.Documents(docs[0].Others[0])[0].Versions...)
	docs = append(docs, index.Documents(record("08QUITO2", "UNCLAS QUITO 000002\n\nE.O. 12958: N/A\nTAGS: ECON, EC\nSUBJECT: THE PIER\nREF: QUITO 1\n\n1. (U) The pier.\nROE\n"))...)
	return serve(t, segmentOfDocuments(t, docs))
}

// TestCableAsRead: a cable is shown as a person reads it: what is known of it in a table,
// paragraphs with numbers and marks, no furniture, what the parser doubted at its place,
// its references, other texts, and the record as found. All of it is there without the
// script.
func TestCableAsRead(t *testing.T) {
	t.Parallel()
	s := readSite(t)
	for _, noScript := range []bool{false, true} {
		m := wide
		m.noScript = noScript
		p := s.open(t, m)
		p.visit("/cable?id=08QUITO1&q=crane", 200)
		p.want("title", p.text("h1"), "THE HARBOUR")
		p.want("class", p.text("article .class"), "CONFIDENTIAL")
		row := func(name string) string {
			return value[string](p, `[...document.querySelectorAll(".head tr")].find((r) => r.cells[0].innerText === "`+name+`").cells[1].innerText`)
		}
		p.want("from", row("from"), "AMEMBASSY QUITO")
		for name, problem := range map[string]string{"date": "dtg-damaged", "tags": "MOPPS is no TAGS code; MOPS is meant"} {
			if text := row(name); !strings.Contains(text, problem) {
				t.Errorf("row %s: %q, want %q", name, text, problem)
			}
		}
		p.want("the number and mark of the first paragraph", p.text("#p1 .place a")+p.text("#p1 .portion"), "¶1(C)")
		if text := value[string](p, `document.querySelector("#p1 .text").textContent`); !strings.Contains(text, "pier, and the pier stands in the mud") {
			t.Errorf("furniture, or a line break, is in the text: %q", text)
		}
		p.want("the subject of a reference", value[string](p, `document.querySelector(".beside a[href*='08QUITO2']").title`), "THE PIER")
		p.want("the subject of a link in the text", value[string](p, `document.querySelector("#p1 .text a[href*='08QUITO2']").title`), "THE PIER")
		p.want("a reference that is not held", p.text(".beside section li:nth-child(2)"), "B. 07 QUITO 9")
		if text := p.text(".beside"); !strings.Contains(text, "Cited by 1") {
			t.Errorf("beside: %s", text)
		}
		p.click("details:has(.raw) summary")
		if raw := p.text(".raw"); !strings.Contains(raw, "002 OF 002") || !strings.Contains(raw, "310930Z NOV 08") {
			t.Errorf("as found: %s", raw)
		}
		p.click(`.beside a[href*="text=2"]`)
		p.waitFor(`document.querySelector("#p2 .text")?.innerText.includes("has fallen")`)
		p.visit("/cable?id=08QUITO1&q=pier", 200)
		p.click(`#p1 .text a[href^="/cable"]`)
		p.waitFor(`document.querySelector("h1")?.innerText === "THE PIER"`)
		p.atMatch(1)
		p.click(`.beside a[href*="id=08QUITO1"]`)
		p.waitFor(`document.querySelector("h1")?.innerText === "THE HARBOUR"`)
	}
}

// TestProblemsAtTheirPlace: a problem stands in the paragraph, or under the line of the
// header, that it is about, and one of no line above the text.
func TestProblemsAtTheirPlace(t *testing.T) {
	t.Parallel()
	text := strings.Replace(oldCable, "2. (C) Comment", "4. (C) Comment", 1)
	text = strings.Replace(text, "SUBJECT: THE HARBOUR\n", "", 1)
	s := serve(t, segmentOf(t, record("08QUITO1", text)))
	for _, noScript := range []bool{false, true} {
		m := wide
		m.noScript = noScript
		p := s.open(t, m)
		p.visit("/cable?id=08QUITO1", 200)
		for place, problem := range map[string]string{"section#p2": "paragraph 4 where 2 is due", "tr": "no subject line"} {
			shown := `[...document.querySelectorAll("` + place + ` .problem")].some((e) => e.checkVisibility() && e.innerText.includes("` + problem + `"))`
			if !value[bool](p, shown) {
				t.Errorf("without script %t: no problem %q in %s; the page has %q", noScript, problem, place,
					value[[]string](p, `[...document.querySelectorAll(".problem, .problems li")].map((e) => e.parentElement.outerHTML)`))
			}
		}
	}
}

// TestStrip: the strip beside the scroll bar shows where the matches are in the page, and
// leads to them.
func TestStrip(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/cable?id=10STATE141733&q=munitions", 200)
	p.atMatch(1)
	matches := p.count("mark[id]")
	if n := p.count(".strip rect"); n != matches || n < 5 {
		t.Fatalf("%d places for %d matches", n, matches)
	}
	// off returns how far a place is from that of its match, in thousandths of the page.
	const off = `[...document.querySelectorAll(".strip rect")].map((r) => {
		const top = document.getElementById(r.dataset.match).getBoundingClientRect().top + scrollY;
		return Math.abs(Number(r.getAttribute("y")) - 1000 * top / document.documentElement.scrollHeight);
	})`
	if worst := slices.Max(value[[]float64](p, off)); worst > 2 {
		t.Errorf("a place is off by %v", worst)
	}
	p.click(`.strip rect[data-match="m5"]`)
	p.atMatch(5)
	p.click(".written summary") // the page becomes shorter
	p.waitFor("Math.max(..." + off + ".slice(5)) < 2")
}

// TestHits: a hit has its subject, id, date, classification in words and in a colour of its
// own, and snippets with number and mark. Cables with all of the words but one stand apart.
func TestHits(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=munitions", 200)
	const hit = `li.hit:has([href*="07COPENHAGEN2466"])`
	for what, want := range map[string]string{
		"h3": "CLUSTER MUNITIONS: THE DANISH DOOR AT VALLETTA", ".id": "07COPENHAGEN2466", ".class": "SECRET", ".snippet .number": "¶1", ".snippet .portion": "(S/NF)", ".snippet mark": "munitions",
		".about span:nth-of-type(2)": "2007-03-19 15:13Z",
	} {
		p.want(what, p.text(hit+" "+what), want)
	}
	colors := value[[]string](p, `["u", "sbu", "lou", "c", "s"].map((c) => getComputedStyle(document.querySelector(".hits .class." + c)).color)`)
	slices.Sort(colors)
	if n := len(slices.Compact(colors)); n < 4 { // the three of little secrecy have one
		t.Errorf("%d colours of classifications", n)
	}
	p.visit("/?q=munitions+class%3A%3E%3DC+date%3A..1999", 200)
	p.want("apart", p.text(".also h2"), "Also, with all of the words but one")
	id := p.text(".also .id")
	p.click(".also h3 a")
	p.waitFor(`document.querySelector("main.cable .id")?.innerText === "` + id + `"`)
}

// TestChoice: cables stay chosen on other pages, over another query and Back, and are saved
// together.
func TestChoice(t *testing.T) {
	t.Parallel()
	p := sampleSite(t).open(t, wide)
	p.visit("/?q=the&sort=id", 200)
	first := p.ids()[1]
	p.click(".results > .hits li:nth-child(2) .choose input")
	p.want("what is said of it", p.text("#said"), "1 chosen")
	p.want("address", p.address(), "/?q=the&sort=id&pick="+first)
	p.click("a[rel=next]")
	p.waitFor(`location.search.includes("page=2") && document.querySelector("#picked span")?.innerText === "1 chosen, 1 of them not on this page"`)
	second := p.ids()[0]
	p.tabTo(".choose input")
	p.press(" ")
	p.want("count", p.text("#picked span"), "2 chosen, 1 of them not on this page")
	p.click(box("f", "classification=SECRET"))
	p.waitFor(`location.search.includes("SECRET") && document.querySelector("main:not([aria-busy])")`)
	p.click(".hits h3 a")
	p.waitFor(`document.querySelector("main.cable")`)
	p.click("nav.matches a")
	p.waitFor(`document.querySelector("main.search")`)
	p.typeQuery("munitions")
	p.waitFor(`location.search.includes("q=munitions") && document.querySelector("main:not([aria-busy]) #picked span")?.innerText.startsWith("2 chosen") && document.querySelector("#export")`)
	saved := func() string {
		return value[string](p, `(() => {
			const form = document.querySelector("#export");
			form.querySelector("select").value = "ids";
			return fetch("/export?" + new URLSearchParams(new FormData(form, form.querySelector("button[value=chosen]")))).then((r) => r.text());
		})()`)
	}
	if got := strings.Fields(saved()); len(got) != 2 || !slices.Contains(got, first) || !slices.Contains(got, second) {
		t.Errorf("saved: %q, want %s and %s", got, first, second)
	}
	p.click("#picked a")
	p.waitFor(`!location.search.includes("pick=") && document.querySelector("#picked").hidden`)
}

// TestChoiceWithoutScript: a button keeps what is chosen, and links to pages have it.
func TestChoiceWithoutScript(t *testing.T) {
	t.Parallel()
	m := wide
	m.noScript = true
	p := sampleSite(t).open(t, m)
	p.visit("/?q=the&sort=id&page=2", 200)
	p.click(".choose input")
	p.click(".actions summary")
	p.click(".keep")
	p.waitFor(`document.querySelector("#picked span")?.innerText === "1 chosen" && location.search.includes("page=2")`)
	p.click("a[rel=next]")
	p.waitFor(`document.querySelector("#picked span")?.innerText === "1 chosen, 1 of them not on this page"`)
	p.typeQuery("munitions")
	p.waitFor(`document.querySelector("#picked span")?.innerText.startsWith("1 chosen")`)
}

// TestRepair: a mistake has links to what was meant, by mouse and by keys, with and without
// the script.
func TestRepair(t *testing.T) {
	t.Parallel()
	s := sampleSite(t)
	for _, test := range []struct{ query, link, want string }{
		{"tagz:PARM", "", "tags:PARM"},
		{"class:Q", "class:S", "class:S"},
		{"munitions !denmark", "", "munitions -denmark"},
		{"date>2008", "", "date:>2008"},
		{`"cluster munitions`, "", `"cluster munitions"`},
		{"(munitions denmark", "", "(munitions denmark)"},
	} {
		m := wide
		m.noScript = test.link == ""
		p := s.open(t, m)
		p.typeQuery(test.query)
		p.waitFor(`document.querySelector("[role=alert] a code")`)
		p.ignoreStatus(400)
		if test.link == "" {
			p.want("the link", p.text("[role=alert] a code"), test.want)
		}
		p.tabTo(`[role=alert] p:has(code) a` + map[bool]string{true: "", false: `[href$="` + strings.ReplaceAll(test.link, ":", "%3A") + `"]`}[test.link == ""])
		p.press(kb.Enter)
		p.waitFor(`document.querySelectorAll("li.hit").length > 0`)
		p.want(test.query, value[string](p, `document.querySelector("#q").value`), test.want)
	}
}
